//! A verb and a URL, with a space between.

use clarifai_auth::{Call, Decision, Grant, GrantDescription, RpcMethod, Timestamp};

use super::output::assert_masked;

/// More rules than any path and verb can meet.
const MOST_MATCHES: usize = 8;

pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (verb, url) = text.split_once(' ').unwrap_or(("GET", &text));
    let matches: Vec<_> = RpcMethod::matching(verb, url).collect();
    assert!(matches.len() <= MOST_MATCHES);
    for route in &matches {
        assert!(route.rule().verb().eq_ignore_ascii_case(verb), "{verb}");
        assert!(route.rpc().http_rules().any(|rule| rule == route.rule()));
        let template = route.template();
        let path = path_of(url);
        assert_fits(&template, path);
        let names: Vec<_> = template.split(['{', '}']).skip(1).step_by(2).collect();
        assert!(route.parameters().map(|parameter| parameter.name()).eq(names));
    }
    let all = GrantDescription { scopes: vec!["All".into()], ..GrantDescription::default() };
    let grant = Grant::new(all).expect("a grant of all scopes");
    let decision = grant.evaluate(&Call::request(verb, url), Timestamp::from_unix_seconds(0));
    assert_masked(&decision);
    let is_unknown = matches!(decision, Decision::Unknown { .. });
    assert!(is_unknown || !matches.is_empty(), "{decision:?}");

    // No path is judged less demanding than a method that serves it.
    let poor = Grant::new(GrantDescription::default()).expect("a grant of nothing");
    let decision = poor.evaluate(&Call::request(verb, url), Timestamp::from_unix_seconds(0));
    let demands = matches.iter().any(|route| !route.rpc().required_scopes().is_empty());
    assert!(!demands || !matches!(decision, Decision::Allow { .. }), "{decision:?}");
}

/// From `/v2`, without query and fragment.
fn path_of(url: &str) -> &str {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let before = &url[..end];
    let start = before.find("://").map_or(0, |scheme| {
        let host = scheme + 3;
        before[host..].find('/').map_or(before.len(), |slash| host + slash)
    });
    &before[start..]
}

/// Segment by segment: the same literals, and something plain for each parameter.
fn assert_fits(template: &str, path: &str) {
    let path = path.strip_suffix('/').unwrap_or(path);
    assert_eq!(template.split('/').count(), path.split('/').count(), "{template} serves {path:?}");
    for (expected, found) in template.split('/').zip(path.split('/')).skip(1) {
        assert!(!found.is_empty() && found != "." && found != "..", "{template} serves {path:?}");
        assert!(expected.starts_with('{') || expected == found, "{template} serves {path:?}");
        let is_odd = |c: char| c.is_control() || c == '\\';
        assert!(!found.contains(is_odd), "{template} serves {path:?}");
    }
}
