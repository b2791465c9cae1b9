//! Addresses of the API as programs write them: what is put in stands for one segment.

use crate::catalogue::{RouteMatches, RpcMethod};
use crate::paste::shell::group_length;
use crate::text::{begins, cut, find, from, name_length, split, starts, trim_end, until};

/// A request of the API.
pub(super) struct Address {
    pub(super) verb: String,
    /// Absolute, or from `/v2`.
    pub(super) url: String,
    pub(super) rpcs: Vec<RpcMethod>,
    /// Whether the text itself names Clarifai's host.
    pub(super) names_host: bool,
}

/// The longest address that is read.
const LONGEST: usize = 2_000;
const ROOT: &str = "/v2/";

impl Address {
    /// Reads what a program writes as an address; nothing where the API has no such route.
    ///
    /// Without a verb it is `GET`, or the one verb that there is for the path. `has_base` tells that paths
    /// may go on behind the version.
    pub(super) fn read(written: &str, verb: Option<&str>, has_base: bool) -> Option<Self> {
        let url = filled(written);
        let (host, path) = match split(&url, "://") {
            Some((_, behind)) => cut(behind, until(behind, "/")),
            None => cut(&url, until(&url, "/")),
        };
        let host = from(host, host.rfind('@').map_or(0, |at| at.saturating_add(1)));
        let (name, _) = cut(host, until(host, ":"));
        let names_host = name == "clarifai.com" || name.ends_with(".clarifai.com");
        let is_local = matches!(name, "localhost" | "127.0.0.1" | "[");
        // What stands before the path is known to be another host.
        if !names_host && !is_local && !host.is_empty() && !host.ends_with('}') {
            return None;
        }
        let path = trim_end(path, "/");
        let at =
            if starts(path, ROOT) { Some(0) } else { find(path, ROOT).filter(|_| !names_host) };
        let path = match at {
            Some(at) => from(path, at).to_owned(),
            None if has_base && !names_host && !is_local => ["/v2", path].concat(),
            None => return None,
        };
        let (path, verb, rpcs) = served(&path, verb)?;
        let url = if names_host { ["https://", host, path].concat() } else { path.to_owned() };
        Some(Self { verb, url, rpcs, names_host })
    }
}

/// The methods that serve a path.
fn served<'path>(
    path: &'path str,
    verb: Option<&str>,
) -> Option<(&'path str, String, Vec<RpcMethod>)> {
    // What is put in behind the last word may be a query.
    let last = path.rfind('/').unwrap_or_default();
    let end = until(from(path, last), "{").saturating_add(last);
    let paths = [path, cut(path, end).0];
    paths.into_iter().find_map(|path| {
        let of = |verb: &str| {
            let mut rpcs: Vec<RpcMethod> =
                RpcMethod::matching(verb, path).map(|route| route.rpc()).collect();
            rpcs.dedup();
            (!rpcs.is_empty()).then(|| (path, verb.to_owned(), rpcs))
        };
        match verb {
            Some(verb) => of(verb),
            None => of("GET").or_else(|| {
                let mut verbs = RouteMatches::of_any_verb(path).map(|route| route.rule().verb());
                let first = verbs.next()?;
                verbs.all(|verb| verb == first).then(|| of(first))?
            }),
        }
    })
}

/// An address up to its query, with `{name}` for each thing that is put in.
fn filled(written: &str) -> String {
    let mut url = String::new();
    let mut rest = written;
    while url.len() < LONGEST {
        let c = rest.chars().next().unwrap_or(' ');
        let next = from(rest, 1);
        let length = match c {
            '$' if begins(next, "{(") => {
                let length = group_length(next).saturating_add(1);
                // What is done to the text so far.
                if begins(from(next, 1), ".%") && length == rest.len() {
                    break;
                }
                length
            }
            '{' => group_length(rest),
            '$' => name_length(next, "_").saturating_add(1),
            '<' => until(rest, "> \n").saturating_add(1),
            ':' if url.ends_with('/') && name_length(next, "") > 0 && !url.ends_with("//") => {
                name_length(next, "_").saturating_add(1)
            }
            '%' if begins(next, "sdv@") && name_length(next, "") <= 1 => 2,
            '?' | '#' | '\\' | '"' | '\'' | '`' | '|' | ' ' => break,
            c if c.is_control() || c.is_whitespace() => break,
            c => {
                url.push(c);
                rest = from(rest, c.len_utf8());
                continue;
            }
        };
        let (group, behind) = cut(rest, length.min(rest.len()));
        url.push('{');
        url.push_str(name(group));
        url.push('}');
        rest = behind;
    }
    url
}

/// The last name in what is put in: `modelId` of `${encodeURIComponent(this.modelId)}`.
fn name(group: &str) -> &str {
    const LONGEST: usize = 40;
    let mut last = "value";
    // `%s`
    let mut rest = if begins(group, "%") { "" } else { group };
    while !rest.is_empty() {
        let (word, behind) = cut(rest, name_length(rest, "_"));
        if !word.is_empty() && word.len() < LONGEST && group.len() < LONGEST.saturating_mul(3) {
            last = word;
        }
        rest = from(behind, behind.chars().next().map_or(1, char::len_utf8));
    }
    last
}
