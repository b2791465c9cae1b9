use zeroize::Zeroizing;

use crate::call::UserAppId;
use crate::catalogue::RouteMatch;
use crate::plan::PlanOptions;
use crate::quoted::{MARK, quoted};

/// One for each bit of [`Seen`].
const MOST_APPS: usize = 64;
/// No id of the API is as long.
const LONGEST_ID: usize = 100;

/// The users and apps that paths name, in the order in which they came.
#[derive(Clone, Default)]
pub(super) struct Apps(Vec<App>);

/// An id in a path may be anything, so it may be a credential.
#[derive(Clone, PartialEq)]
struct App {
    user_id: Option<Zeroizing<String>>,
    app_id: Option<Zeroizing<String>>,
}

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
    /// In an app that is not kept.
    const ELSEWHERE: Self = Self { apps: 0, nowhere: false, elsewhere: true };

    pub(super) fn join(self, other: Self) -> Self {
        Self {
            apps: self.apps | other.apps,
            nowhere: self.nowhere | other.nowhere,
            elsewhere: self.elsewhere | other.elsewhere,
        }
    }

    pub(super) fn is_empty(self) -> bool {
        self.apps == 0 && !self.nowhere && !self.elsewhere
    }

    /// Whether it was called in the app of this place.
    pub(super) fn holds(self, place: usize) -> bool {
        bit(place) & self.apps != 0
    }
}

impl Apps {
    /// The app of a request.
    pub(super) fn see(&mut self, route: &RouteMatch<'_>) -> Seen {
        let mut app = App { user_id: None, app_id: None };
        for parameter in route.parameters() {
            let id = match parameter.name() {
                "user_app_id.user_id" => &mut app.user_id,
                "user_app_id.app_id" => &mut app.app_id,
                _ => continue,
            };
            let value = Zeroizing::new(parameter.value().into_owned());
            if value.len() > LONGEST_ID {
                return Seen::ELSEWHERE;
            }
            *id = Some(value);
        }
        if app.user_id.is_none() && app.app_id.is_none() {
            return Seen::NOWHERE;
        }
        let place = match self.0.iter().position(|known| *known == app) {
            Some(place) => place,
            None if self.0.len() < MOST_APPS => {
                self.0.push(app);
                self.0.len().saturating_sub(1)
            }
            None => return Seen::ELSEWHERE,
        };
        Seen { apps: bit(place), ..Seen::default() }
    }

    /// As they may be shown: an id that may be a credential is a mark, unless the options name it too.
    pub(super) fn shown(&self, options: &PlanOptions) -> Vec<UserAppId> {
        let mut marks = Vec::new();
        let apps = self.0.iter().map(|app| UserAppId {
            user_id: shown(app.user_id.as_ref(), &options.user_id, &mut marks),
            app_id: shown(app.app_id.as_ref(), &options.app_id, &mut marks),
        });
        apps.collect()
    }
}

fn shown<'app>(
    id: Option<&'app Zeroizing<String>>,
    given: &Option<String>,
    marks: &mut Vec<&'app str>,
) -> Option<String> {
    let id = id?.as_str();
    if given.as_deref() == Some(id) || quoted(id) == id {
        return Some(id.to_owned());
    }
    let place = marks.iter().position(|known| *known == id).unwrap_or_else(|| {
        marks.push(id);
        marks.len().saturating_sub(1)
    });
    Some(match place {
        0 => MARK.to_owned(),
        place => ["<credential ", &place.saturating_add(1).to_string(), ">"].concat(),
    })
}

/// None for a place that there is not.
fn bit(place: usize) -> u64 {
    u32::try_from(place).ok().and_then(|place| 1_u64.checked_shl(place)).unwrap_or(0)
}
