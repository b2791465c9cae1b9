//! `scripts/catalogue/channel.json`: what Clarifai's REST channel would send, as `channel.py` recorded it.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use crate::facts::{RpcFact, RuleFact, facts};

pub const TEXT: &str = include_str!("../../scripts/catalogue/channel.json");

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Channel {
    pub ids: Vec<Id>,
    pub rpc_methods: Vec<Asked>,
}

/// An id, and how it is written.
#[derive(Clone, Deserialize)]
pub struct Id {
    pub id: String,
    pub path: String,
    pub query: String,
}

#[derive(Deserialize)]
pub struct Asked {
    pub name: String,
    pub requests: Vec<Answer>,
}

#[derive(Deserialize)]
pub struct Answer {
    /// Whose fields were filled: rules by their place, or `every`.
    pub filled: Vec<Value>,
    #[serde(default)]
    pub verb: String,
    #[serde(default)]
    pub target: String,
    pub error: Option<String>,
    /// Index of a hostile id, the fields that have it, and the target.
    #[serde(default)]
    pub changed: Vec<(usize, String, String)>,
}

/// One request, and what the channel was asked for.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub struct Request {
    pub rpc: String,
    pub verb: String,
    pub url: String,
    /// The HTTP rule that the channel fills.
    pub template: String,
    /// The ids put in, in the order of the path.
    pub ids: Vec<String>,
    pub is_plain: bool,
}

/// The rule that the channel fills: the first of those with most fields, among those whose fields all have
/// a value. It looks a field up by the last part of its name, in the message itself; a user and an app in
/// `user_app_id`. The user is `me` where there is none.
pub fn chosen<'a>(rules: &'a [RuleFact], filled: &BTreeSet<&str>) -> Option<&'a RuleFact> {
    let has_value = |field: &str| match field.rsplit('.').next() {
        Some("user_id") => true,
        Some("app_id") => filled.contains("user_app_id.app_id"),
        name => name == Some(field) && filled.contains(field),
    };
    let complete = rules.iter().filter(|rule| parameters(&rule.template).all(has_value));
    complete.rev().max_by_key(|rule| parameters(&rule.template).count())
}

pub fn fields<'a>(fact: &'a RpcFact, filled: &Value) -> BTreeSet<&'a str> {
    let place = filled.as_u64().map(|place| usize::try_from(place).expect("a place"));
    let rules = fact.http_rules.iter().enumerate();
    let chosen = rules.filter(|(at, _)| place.is_none_or(|place| place == *at));
    chosen.flat_map(|(_, rule)| parameters(&rule.template)).collect()
}

/// What stands for a parameter of the rule: a field of the request, or the word `me`.
pub fn source(parameter: &str, filled: &BTreeSet<&str>) -> Option<String> {
    match parameter.rsplit('.').next() {
        Some("user_id") => Some("user_app_id.user_id".to_owned()).filter(|f| filled.contains(&**f)),
        _ => Some(parameter.to_owned()),
    }
}

pub fn channel() -> Channel {
    serde_json::from_str(TEXT).expect("channel.json holds the requests")
}

pub fn parameters(template: &str) -> impl Iterator<Item = &str> {
    template.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
}

/// Every request of the file, written out.
pub fn requests() -> BTreeSet<Request> {
    let (channel, facts) = (channel(), facts());
    let hostile = || channel.ids.iter().enumerate();
    let every = hostile().map(|(at, id)| Ids { at, place: "every", hostile: Some(id) });
    let last = hostile().map(|(at, id)| Ids { at, place: "last", hostile: Some(id) });
    let plain = Ids { at: 0, place: "", hostile: None };
    let all: Vec<Ids<'_>> = every.chain(last).chain([plain]).collect();
    let mut requests = BTreeSet::new();
    for (asked, fact) in channel.rpc_methods.iter().zip(&facts.rpc_methods) {
        for answer in asked.requests.iter().filter(|answer| answer.error.is_none()) {
            let filled = fields(fact, &answer.filled[0]);
            let rule = chosen(&fact.http_rules, &filled).expect("the channel found one");
            requests.extend(all.iter().map(|ids| ids.request(&asked.name, answer, rule, &filled)));
        }
    }
    requests
}

/// Which ids the fields of a request have.
struct Ids<'a> {
    /// The place of the hostile id among `ids`.
    at: usize,
    /// The fields that have it: `every`, or the `last` of the path.
    place: &'static str,
    hostile: Option<&'a Id>,
}

impl Ids<'_> {
    fn request(
        &self,
        rpc: &str,
        answer: &Answer,
        rule: &RuleFact,
        filled: &BTreeSet<&str>,
    ) -> Request {
        let sources: Vec<_> = parameters(&rule.template).map(|name| source(name, filled)).collect();
        let last = sources.iter().flatten().next_back();
        let id_of = |field: &str| match self.hostile {
            Some(id) if self.place == "every" || last.is_some_and(|last| last == field) => {
                id.clone()
            }
            _ => plain(field),
        };
        let is_this = |(at, place, _): &&(usize, String, String)| {
            self.hostile.is_some() && *at == self.at && place == self.place
        };
        let target = match answer.changed.iter().find(is_this) {
            Some((_, _, target)) => target.clone(),
            None => filled_target(&answer.target, id_of),
        };
        let put_in =
            |source: &Option<String>| source.as_deref().map_or("me".into(), |f| id_of(f).id);
        Request {
            rpc: rpc.to_owned(),
            verb: answer.verb.clone(),
            url: format!("https://api.clarifai.com{target}"),
            template: rule.template.clone(),
            ids: sources.iter().map(put_in).collect(),
            is_plain: self.hostile.is_none() || last.is_none(),
        }
    }
}

/// The id by which a field is known again.
fn plain(field: &str) -> Id {
    let id = format!("x-{}", field.replace('.', "-"));
    Id { id: id.clone(), path: id.clone(), query: id }
}

/// The target with each `{field}` as it is written in its place.
fn filled_target(pattern: &str, id_of: impl Fn(&str) -> Id) -> String {
    let filled = |text: &str, written: fn(Id) -> String| {
        let mut parts = text.split('{');
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |filled, part| {
            let (field, rest) = part.split_once('}').expect("a field");
            filled + &written(id_of(field)) + rest
        })
    };
    let Some((path, query)) = pattern.split_once('?') else {
        return filled(pattern, |id| id.path);
    };
    let path = filled(path, |id| id.path);
    let mark = if path.contains('?') { "&" } else { "?" };
    path + mark + &filled(query, |id| id.query)
}
