//! What the body of a call says that matters for a key: whose app it is about, and what it holds.

use super::sdk::assigned;
use super::source::Source;
use crate::call::{BodyHolds, UserAppId};
use crate::json::Json;
use crate::paste::literal;
use crate::text::{begins, cut, find, from, name_length, split, starts, trim_start, until, window};

/// What a body says that matters for a key.
#[derive(Default)]
pub(super) struct Body {
    pub(super) ids: UserAppId,
    pub(super) holds: BodyHolds,
}

impl Body {
    /// Reads a body of JSON.
    pub(super) fn of_json(body: Option<&str>) -> Self {
        let Some(value) = body.and_then(Json::read) else { return Self::default() };
        let set = value.get("user_app_id").or_else(|| value.get("userAppId"));
        let id = |names: [&str; 2]| {
            let text = names.iter().find_map(|name| set?.get(name)?.text())?;
            is_literal(&text).then_some(text)
        };
        Self {
            ids: UserAppId { user_id: id(["user_id", "userId"]), app_id: id(["app_id", "appId"]) },
            holds: BodyHolds::of_json(&value),
        }
    }
}

/// Whether an id is one, and no stand-in for one.
fn is_literal(id: &str) -> bool {
    !id.is_empty() && !begins(id, "{<$") && !starts(id, "your")
}

/// The names with dots that a text starts with, and what stands behind them.
fn path(text: &str) -> (&str, &str) {
    const BLANKS: &str = " \t\r\n";
    let text = trim_start(text, BLANKS);
    let (path, behind) = cut(text, name_length(text, "_."));
    (path, trim_start(behind, BLANKS))
}

impl<'text> Source<'text> {
    /// Keeps the ids of what the line gives a variable at a place; the last counts.
    pub(super) fn hold(&mut self, at: usize, ids: UserAppId) {
        /// A program has no more that matter.
        const MOST: usize = 50;
        let Some(variable) = assigned(self.text, at) else { return };
        self.held_ids.retain(|(known, _)| *known != variable);
        if self.held_ids.len() < MOST {
            self.held_ids.push((variable, ids));
        }
    }

    /// What the arguments of a call say, as the program writes them.
    pub(super) fn body(&self, arguments: &str) -> Body {
        let is_filled = |name: &str| {
            split(arguments, name)
                .is_some_and(|(_, behind)| begins(trim_start(behind, "\"' "), "=:"))
        };
        Body {
            ids: self.ids(arguments),
            holds: BodyHolds { concepts: is_filled("concepts"), image: is_filled("image") },
        }
    }

    /// The ids that arguments name by a literal or a constant.
    pub(super) fn ids(&self, arguments: &str) -> UserAppId {
        let id = |names: [&str; 2]| names.iter().find_map(|name| self.value(arguments, name));
        let mut ids =
            UserAppId { user_id: id(["user_id", "userId"]), app_id: id(["app_id", "appId"]) };
        // The address of a model's page.
        if let Some((_, path)) = split(arguments, "clarifai.com/") {
            let mut parts = cut(path, until(path, "\"'`, )\n?#")).0.split('/');
            let mut part = || parts.next().filter(|id| is_literal(id)).map(str::to_owned);
            let (user, app) = (part(), part());
            if app.is_some() && user.as_deref() != Some("v2") {
                ids.user_id = ids.user_id.or(user);
                ids.app_id = ids.app_id.or(app);
            }
        }
        ids
    }

    /// The ids of a variable that arguments name: as what is sent, or as its set of ids.
    pub(super) fn named_ids(&self, arguments: &str) -> UserAppId {
        /// The message stands behind the stub's method at most.
        const FIRST: usize = 3;
        let mut rest = from(arguments, 1);
        for _ in 0..FIRST {
            let (path, behind) = path(rest);
            if begins(behind, ",)")
                && let Some(ids) = self.held(path)
            {
                return ids;
            }
            if !begins(behind, "=,") {
                break;
            }
            rest = from(behind, 1);
        }
        for name in ["user_app_id", "userAppId", "UserAppId"] {
            let Some((_, behind)) = split(arguments, name) else { continue };
            // In JavaScript a name alone is its variable's.
            let is_alone = begins(trim_start(behind, " \r\n"), ",}");
            let variable = if is_alone { name } else { path(trim_start(behind, "\"' =:(")).0 };
            if let Some(ids) = self.held(variable) {
                return ids;
            }
        }
        UserAppId::default()
    }

    fn held(&self, path: &str) -> Option<UserAppId> {
        let name = from(path, path.rfind('.').map_or(0, |dot| dot.saturating_add(1)));
        let mut held = self.held_ids.iter();
        held.find(|(known, _)| *known == name).map(|(_, ids)| ids.clone())
    }

    fn value(&self, arguments: &str, name: &str) -> Option<String> {
        const LONGEST: usize = 200;
        let mut rest = arguments;
        loop {
            let at = find(rest, name)?;
            let (before, behind) = (cut(rest, at).0, from(rest, at.saturating_add(name.len())));
            rest = behind;
            let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
            let behind = trim_start(behind, "\"' ");
            if before.as_bytes().last().is_some_and(is_part) || !begins(behind, "=:") {
                continue;
            }
            let value = window(from(behind, 1), LONGEST);
            let Some((json, _)) = literal::to_json_with(value, &self.constants) else { continue };
            let text = Json::read(&json).and_then(|json| json.text());
            if let Some(text) = text.filter(|text| is_literal(text)) {
                return Some(text);
            }
        }
    }
}
