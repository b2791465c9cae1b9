use zeroize::Zeroizing;

use crate::call::UserAppId;
use crate::catalogue::RouteMatch;
use crate::mask::Masker;
use crate::plan::PlanOptions;
use crate::quoted::quoted;

/// One for each bit of [`Seen`].
const MOST_APPS: usize = 64;
/// No two ids of the API are as long.
const LONGEST: usize = 200;

/// The users and apps that paths name, in the order in which they came: a user's id, a line break, an
/// app's id. An id in a path may be anything, so it may be a credential.
#[derive(Clone, Default)]
pub(super) struct Apps(Vec<Zeroizing<String>>);

/// In which apps a method was called.
#[derive(Clone, Copy, Default)]
pub(super) struct Seen {
    /// The bit for each of [`Apps`].
    apps: u64,
    /// Whether a path named none.
    pub(super) nowhere: bool,
    /// Whether it was called in further ones.
    pub(super) elsewhere: bool,
}

impl Seen {
    /// By a request that names no app.
    pub(super) const NOWHERE: Self = Self { apps: 0, nowhere: true, elsewhere: false };

    pub(super) fn join(&mut self, other: Self) {
        self.apps |= other.apps;
        self.nowhere |= other.nowhere;
        self.elsewhere |= other.elsewhere;
    }

    /// Whether it was called in the app of this place.
    pub(super) fn holds(self, place: usize) -> bool {
        self.apps & bit(place) != 0
    }
}

impl Apps {
    /// The app of a request.
    pub(super) fn see(&mut self, route: &RouteMatch<'_>) -> Seen {
        let mut app = Zeroizing::new(String::new());
        for parameter in route.parameters() {
            let is_user = parameter.name() == "user_app_id.user_id";
            if is_user || parameter.name() == "user_app_id.app_id" {
                app.push_str(if is_user { "" } else { "\n" });
                app.push_str(&parameter.value());
            }
        }
        if app.is_empty() {
            return Seen::NOWHERE;
        }
        let mut place = self.0.iter().position(|known| *known == app).unwrap_or(self.0.len());
        if app.len() > LONGEST {
            place = MOST_APPS;
        } else if place == self.0.len() && place < MOST_APPS {
            self.0.push(app);
        }
        Seen { apps: bit(place), nowhere: false, elsewhere: place >= MOST_APPS }
    }

    /// As they may be shown: an id that may be a credential is a mark, unless the options name it too.
    pub(super) fn shown(&self, options: &PlanOptions) -> Vec<UserAppId> {
        let mut masker = Masker::new(false);
        let mut shown = |id: &str, given: &Option<String>| {
            let is_plain = given.as_deref() == Some(id) || quoted(id) == id;
            let shown = if is_plain { id.to_owned() } else { masker.mark(id) };
            (!id.is_empty()).then_some(shown)
        };
        let mut apps = Vec::new();
        for app in &self.0 {
            let (user_id, app_id) = app.split_once('\n').unwrap_or((app, ""));
            let user_id = shown(user_id, &options.user_id);
            apps.push(UserAppId { user_id, app_id: shown(app_id, &options.app_id) });
        }
        apps
    }
}

/// None for a place that there is not.
fn bit(place: usize) -> u64 {
    if place < MOST_APPS { 1 << place } else { 0 }
}
