//! Requests find the RPC methods that serve them, and hostile paths find nothing.

#[allow(dead_code, reason = "shared between test files")]
#[path = "catalogue/facts.rs"]
mod facts;

use std::collections::BTreeSet;

use clarifai_auth::RpcMethod;
use facts::{RuleFact, facts};

/// Names and templates of what serves a request.
fn served_by(verb: &str, url: &str) -> Vec<(&'static str, String)> {
    RpcMethod::matching(verb, url).map(|route| (route.rpc().name(), route.template())).collect()
}

#[track_caller]
fn assert_served(verb: &str, url: &str, expected: &[&str]) {
    let found: Vec<_> = RpcMethod::matching(verb, url).map(|route| route.rpc().name()).collect();
    assert_eq!(found, expected, "{verb} {url}");
}

fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{')
}

/// Straight from the rule's words: literal wherever the other is, and somewhere more.
fn is_more_literal(one: &str, other: &str) -> bool {
    let pairs = || one.split('/').zip(other.split('/'));
    let wherever = pairs().all(|(one, other)| is_parameter(other) || !is_parameter(one));
    wherever && pairs().any(|(one, other)| is_parameter(other) && !is_parameter(one))
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) =
        (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len()
        && template.iter().zip(path).all(|(t, p)| is_parameter(t) || *t == p)
}

/// A second reading of the rules, template by template.
fn naive(rules: &[(String, RuleFact)], verb: &str, path: &str) -> BTreeSet<(String, String)> {
    let fitting: Vec<_> =
        rules.iter().filter(|(_, rule)| rule.verb == verb && fits(&rule.template, path)).collect();
    fitting
        .iter()
        .filter(|(_, rule)| {
            !fitting.iter().any(|(_, other)| is_more_literal(&other.template, &rule.template))
        })
        .map(|(name, rule)| (name.clone(), rule.template.clone()))
        .collect()
}

fn all_rules() -> Vec<(String, RuleFact)> {
    let methods = facts().rpc_methods.into_iter();
    methods.flat_map(|m| m.http_rules.into_iter().map(move |rule| (m.name.clone(), rule))).collect()
}

#[test]
fn every_path_that_mixes_literals_and_ids_agrees_with_a_naive_reading() {
    let rules = all_rules();
    let mut checked = 0;
    for (_, rule) in &rules {
        // Each parameter is filled by an id, or by the literals that stand in its place elsewhere.
        let segments: Vec<&str> = rule.template.split('/').collect();
        let parameters: Vec<usize> =
            (0..segments.len()).filter(|at| is_parameter(segments[*at])).collect();
        for position in parameters.iter().copied().map(Some).chain([None]) {
            let literals: BTreeSet<&str> = match position {
                None => ["x"].into(),
                Some(at) => rules
                    .iter()
                    .filter_map(|(_, other)| other.template.split('/').nth(at))
                    .filter(|segment| !is_parameter(segment))
                    .collect(),
            };
            for literal in literals {
                let filled =
                    segments.iter().enumerate().map(|(at, segment)| match is_parameter(segment) {
                        true if position == Some(at) => literal,
                        true => "some-id",
                        false => segment,
                    });
                let path = filled.collect::<Vec<_>>().join("/");
                for verb in ["GET", "POST", "PATCH", "PUT", "DELETE"] {
                    let found: BTreeSet<_> = served_by(verb, &path)
                        .into_iter()
                        .map(|(name, template)| (name.to_owned(), template))
                        .collect();
                    assert_eq!(found, naive(&rules, verb, &path), "{verb} {path}");
                    checked += 1;
                }
            }
        }
    }
    assert!(checked > 40_000, "{checked} paths");
}

#[test]
fn no_path_meets_more_rules_than_the_matcher_holds() {
    let rules = all_rules();
    for (_, rule) in &rules {
        let overlaps = rules.iter().filter(|(_, other)| {
            let pairs = || rule.template.split('/').zip(other.template.split('/'));
            rule.verb == other.verb
                && rule.template.split('/').count() == other.template.split('/').count()
                && pairs()
                    .all(|(one, other)| one == other || is_parameter(one) || is_parameter(other))
        });
        assert!(overlaps.count() <= 16, "{} {}", rule.verb, rule.template);
    }
}

#[test]
fn thirty_pairs_of_rules_overlap() {
    let rules = all_rules();
    let mut pairs = 0;
    for (index, (name, rule)) in rules.iter().enumerate() {
        for (other_name, other) in &rules[index + 1..] {
            let segments = || rule.template.split('/').zip(other.template.split('/'));
            let overlap = rule.verb == other.verb
                && rule.template.split('/').count() == other.template.split('/').count()
                && segments()
                    .all(|(one, other)| one == other || is_parameter(one) || is_parameter(other));
            pairs += usize::from(overlap && name != other_name);
        }
    }
    assert_eq!(pairs, 30);
}

#[test]
fn a_literal_segment_wins_over_a_parameter() {
    assert_served("GET", "/v2/users/u/apps/a/concepts/status", &["GetConceptCounts"]);
}

#[test]
fn rules_of_which_neither_is_more_literal_are_all_found() {
    assert_served("GET", "/v2/models/types/versions", &["GetModelType", "ListModelVersions"]);
    assert_served("GET", "/v2/pipelines", &["ListPipelines", "PostPipelines"]);
    assert_served(
        "POST",
        "/v2/users/u/compute_clusters/c/nodepools/n/runners",
        &["PatchRunners", "PostRunners"],
    );
}

#[test]
fn parameters_are_decoded_after_the_path_is_split() {
    let route =
        RpcMethod::matching("GET", "/v2/users/a%20b/apps/c%2Fd/models/%E2%9C%93?x=1#y").next();
    let route = route.expect("GetModel serves it");
    let parameters: Vec<_> =
        route.parameters().map(|p| (p.name(), p.value().into_owned())).collect();
    assert_eq!(
        parameters,
        [
            ("user_app_id.user_id", "a b".to_owned()),
            ("user_app_id.app_id", "c/d".to_owned()),
            ("model_id", "✓".to_owned())
        ]
    );
}

#[test]
fn absolute_urls_paths_and_any_case_of_the_verb_are_taken() {
    for url in [
        "/v2/models",
        "https://api.clarifai.com/v2/models",
        "HTTPS://api.clarifai.com:443/v2/models?page=2",
        "http://127.0.0.1:8787/v2/models#top",
    ] {
        assert_served("GET", url, &["ListModels"]);
        assert_served("get", url, &["ListModels"]);
    }
}

#[test]
fn what_a_server_could_read_in_another_way_matches_nothing() {
    for url in [
        "",
        "/",
        "v2/models",
        "/v2",
        "/v2/",
        "/v2/models/",
        "//v2/models",
        "/v2//models",
        "/V2/models",
        "/v2/./models",
        "/v2/x/../models",
        "/v2/models/.",
        "/v2/models/..",
        "/v2/models/%2e",
        "/v2/models/%2E%2e",
        "/v2/models/.%2E",
        "/v2\\models",
        "/v2/models\\x",
        "/v2/models/%5cx",
        "/v2/models/\0",
        "/v2/models/%00",
        "/v2/mod\tels",
        "/v2/models/%0a",
        "/v2/models/%",
        "/v2/models/%2",
        "/v2/models/%zz",
        "/v2/models/%ff",
        "/v2/models/%C2%85",
        " /v2/models",
        "/v2/models ",
        "/v2/models\n",
        "/v3/models",
        "/api/v2/models",
        "ftp://api.clarifai.com/v2/models",
        "javascript:/v2/models",
        "https:/v2/models",
        "https://api.clarifai.com",
        "//api.clarifai.com/v2/models",
        "https:///v2/models",
        "\u{feff}/v2/models",
        "/v2/ⅿodels",
        "/v2/%6dodels",
    ] {
        assert_served("GET", url, &[]);
    }
    for verb in ["", "HEAD", "OPTIONS", "TRACE", "GET ", "GETT", "ＧＥＴ"] {
        assert_served(verb, "/v2/models", &[]);
    }
}

#[test]
fn a_key_in_a_path_is_not_printed() {
    let route =
        RpcMethod::matching("GET", "/v2/users/u/keys/0123456789abcdef0123456789abcdef").next();
    let parameters: Vec<_> = route.expect("GetKey serves it").parameters().collect();
    assert!(!format!("{parameters:?}").contains("0123456789abcdef"));
}
