//! The routes beside Clarifai's own Python client: 33,110 requests, compared one by one.
//!
//! `scripts/catalogue/channel.json` holds what the REST channel of the pinned `clarifai-grpc` would send for
//! each RPC method, with plain and with hostile ids; `scripts/catalogue/channel.py` recorded it and says how.
//! The channel puts ids into a path as they are, and `requests` encodes what no URL can hold, resolves dots
//! and decodes what needs no encoding. So an id with a slash, a question mark or a number sign, or of dots,
//! asks for another path, and `%2e%2e` is sent as two dots: our rules go by the path that is sent.

#[allow(dead_code, reason = "shared between test files")]
#[path = "catalogue/facts.rs"]
mod facts;

#[path = "catalogue/channel.rs"]
mod channel;

use std::collections::{BTreeMap, BTreeSet};

use channel::{Request, TEXT, channel, chosen, fields, parameters, requests, source};
use clarifai_auth::{
    Call, Decision, Grant, GrantDescription, KeyType, OperationScope, RouteMatch, RpcMethod,
    Timestamp,
};
use facts::{RpcFact, RuleFact, facts};
use serde_json::Value;

const NOW: Timestamp = Timestamp::from_unix_seconds(1_800_000_000);

impl Request {
    fn segments(&self) -> Vec<&str> {
        let path = self.url.strip_prefix("https://api.clarifai.com/").expect("Clarifai's API");
        path.split('?').next().unwrap_or_default().split('/').collect()
    }

    /// Whether the path holds the rule's literals and the ids put in, each in its place.
    fn arrives(&self) -> bool {
        let sent = self.segments().into_iter().zip(self.template.split('/').skip(1));
        let sent = sent.filter(|(_, wanted)| is_parameter(wanted)).map(|(sent, _)| decoded(sent));
        let is_put_in =
            |(sent, id): (Option<String>, &String)| sent.is_some_and(|sent| is_id(&sent, id));
        fits(&self.segments(), &self.template) && sent.zip(&self.ids).all(is_put_in)
    }

    /// Whether a server could read the path in two ways, or not at all.
    fn is_doubtful(&self) -> bool {
        self.segments().iter().any(|sent| match decoded(sent).as_deref() {
            None | Some("" | "." | "..") => true,
            Some(text) => text.contains(|c: char| c == '\\' || c.is_control()),
        })
    }
}

/// Whether a path has a template's literals in their places, and something in the others.
fn fits(sent: &[&str], template: &str) -> bool {
    let mut template = template.split('/').skip(1);
    let mut is_in_place =
        |sent: &&str| template.next().is_some_and(|wanted| is_parameter(wanted) || *sent == wanted);
    sent.iter().all(&mut is_in_place) && template.next().is_none()
}

/// An id comes as it is. The channel encodes no percent sign, so that an encoding counts as what it encodes.
fn is_id(found: &str, id: &str) -> bool {
    found == id || decoded(id).as_deref() == Some(found)
}

fn decoded(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(part.get(..2)?, 16).ok()?);
        bytes.extend(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).ok()
}

fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{')
}

/// Straight from the rule's words: literal wherever the other is, and somewhere more.
fn is_more_literal(one: &str, other: &str) -> bool {
    let pairs = || one.split('/').zip(other.split('/'));
    pairs().all(|(one, other)| is_parameter(other) || !is_parameter(one))
        && pairs().any(|(one, other)| is_parameter(other) && !is_parameter(one))
}

#[test]
fn the_requests_come_from_the_wheel_of_the_catalogue() {
    let source = |text: &str| serde_json::from_str::<Value>(text).expect("JSON")["source"].clone();
    let catalogue = source(include_str!("../scripts/catalogue/facts.json"));
    assert_eq!(source(TEXT), catalogue, "npm run generate -- --fetch reads both anew");
}

#[test]
fn every_rpc_method_was_asked_with_the_fields_of_every_rule() {
    let (channel, facts) = (channel(), facts());
    assert_eq!(channel.rpc_methods.len(), facts.rpc_methods.len());
    for (asked, fact) in channel.rpc_methods.iter().zip(&facts.rpc_methods) {
        assert_eq!(asked.name, fact.name);
        let filled: BTreeSet<String> =
            asked.requests.iter().flat_map(|a| &a.filled).map(Value::to_string).collect();
        let places = (0..fact.http_rules.len()).map(|place| place.to_string());
        let expected = places.chain(["\"every\"".to_owned()]).collect();
        assert_eq!(filled, expected, "{}", fact.name);
    }
}

/// Verb and path that a reading of the channel's rules gives, or how its error starts.
fn expected(fact: &RpcFact, filled: &BTreeSet<&str>) -> Result<(String, String), &'static str> {
    // It says of itself that it knows single requests only; it takes streams in both directions too.
    if ["client", "server"].contains(&&*fact.streaming) {
        return Err("NotImplementedError");
    }
    let rule = chosen(&fact.http_rules, filled)
        .ok_or("Exception: You must set one case of the following fields")?;
    let segments = rule.template.split('/').map(|segment| match parameters(segment).next() {
        Some(name) => source(name, filled).map_or("me".into(), |field| format!("{{{field}}}")),
        None => segment.to_owned(),
    });
    Ok((rule.verb.clone(), segments.collect::<Vec<_>>().join("/")))
}

#[test]
fn the_channel_fills_the_rule_with_most_fields_and_fails_where_there_is_none() {
    let (channel, facts) = (channel(), facts());
    let (mut reached, mut errors) = (BTreeSet::new(), BTreeMap::new());
    for (asked, fact) in channel.rpc_methods.iter().zip(&facts.rpc_methods) {
        let answers = asked.requests.iter().flat_map(|a| a.filled.iter().map(move |f| (a, f)));
        for (answer, filled) in answers {
            let filled = fields(fact, filled);
            match (expected(fact, &filled), &answer.error) {
                (Ok((verb, path)), None) => {
                    let found = answer.target.split('?').next().unwrap_or_default();
                    assert_eq!((&*answer.verb, found), (&*verb, &*path), "{}", fact.name);
                    let rule = chosen(&fact.http_rules, &filled).map(|rule| &rule.template);
                    reached.insert((&fact.name, rule));
                }
                (Err(start), Some(error)) => {
                    assert!(error.starts_with(start), "{}: {error}", fact.name);
                    *errors.entry(start).or_insert(0) += 1;
                }
                (expected, found) => panic!("{}: {expected:?}, {found:?}", fact.name),
            }
        }
    }
    let rules: usize = facts.rpc_methods.iter().map(|fact| fact.http_rules.len()).sum();
    assert_eq!((reached.len(), rules), (443, 467));
    assert_eq!(errors.into_values().collect::<Vec<_>>(), [5, 13]);
}

#[test]
fn what_the_channel_sends_comes_back_to_the_rpc_method_with_the_ids_put_in() {
    let facts = facts();
    let rules: Vec<&RuleFact> =
        facts.rpc_methods.iter().flat_map(|fact| &fact.http_rules).collect();
    let mut counts = BTreeMap::new();
    for request in requests() {
        let Request { rpc, verb, url, template, ids, is_plain } = &request;
        let routes: Vec<RouteMatch<'_>> = RpcMethod::matching(verb, url).collect();
        let sent = request.segments();
        let is_served = rules.iter().any(|rule| rule.verb == *verb && fits(&sent, &rule.template));
        assert_eq!(!routes.is_empty(), is_served && !request.is_doubtful(), "{verb} {url}");
        assert!(routes.iter().all(|route| fits(&sent, &route.template())), "{verb} {url}");
        let own =
            routes.iter().find(|route| route.rpc().name() == rpc && route.template() == *template);
        let kind = if request.is_doubtful() {
            "nothing: a server could read the path in two ways"
        } else if !request.arrives() {
            let splits = |id: &String| id.contains(['/', '?', '#']) || [".", ".."].contains(&&**id);
            assert!(ids.iter().any(splits), "{verb} {url} for {template} with {ids:?}");
            "another path: an id of several segments, or with a query or fragment"
        } else if let Some(own) = own {
            let values: Vec<_> = own.parameters().map(|p| p.value().into_owned()).collect();
            assert_eq!(values.len(), ids.len(), "{verb} {url}");
            assert!(values.iter().zip(ids).all(|(value, id)| is_id(value, id)), "{verb} {url}");
            "the RPC method"
        } else {
            let is_beaten = |route: &RouteMatch<'_>| is_more_literal(&route.template(), template);
            assert!(routes.iter().any(is_beaten), "{verb} {url} is {routes:?}, not {template}");
            "a more literal rule"
        };
        assert!(!is_plain || kind == "the RPC method", "{verb} {url} is {kind}");
        *counts.entry(kind).or_insert(0) += 1;
    }
    let total: usize = counts.values().sum();
    println!("{total} requests: {counts:?}");
    assert_eq!(
        counts,
        [
            ("the RPC method", 19_913),
            ("a more literal rule", 9),
            ("another path: an id of several segments, or with a query or fragment", 4_094),
            ("nothing: a server could read the path in two ways", 9_094),
        ]
        .into()
    );
    assert_eq!(total, 33_110, "the first line of this file says how many");
}

fn grant(key_type: Option<KeyType>, scopes: impl Iterator<Item = OperationScope>) -> Grant {
    let scopes = scopes.map(|scope| scope.name().to_owned()).collect();
    Grant::new(GrantDescription { key_type, scopes, ..GrantDescription::default() })
        .expect("a grant")
}

const KEY_TYPES: [Option<KeyType>; 3] =
    [None, Some(KeyType::PersonalAccessToken), Some(KeyType::AppSpecificKey)];

/// Grants that cannot call the RPC method: every scope, or every scope but one that is required.
fn too_poor_for(rpc: RpcMethod) -> Vec<Grant> {
    let mut grants = Vec::new();
    for key_type in KEY_TYPES {
        grants.push(grant(key_type, OperationScope::all()));
        for missing in rpc.required_scopes().iter() {
            let others = OperationScope::all().filter(|scope| *scope != missing);
            grants.push(grant(key_type, others.filter(|scope| scope.name() != "All")));
        }
    }
    grants.retain(|grant| !grant.allows(rpc, NOW));
    grants
}

#[test]
fn no_request_is_judged_less_demanding_than_the_rpc_methods_that_serve_it() {
    let poor: BTreeMap<&str, Vec<Grant>> =
        RpcMethod::all().map(|rpc| (rpc.name(), too_poor_for(rpc))).collect();
    let rich = KEY_TYPES.map(|key_type| grant(key_type, OperationScope::all()));
    let mut count = 0;
    for Request { rpc, verb, url, is_plain, .. } in requests() {
        let call = Call::request(verb.as_str(), url.as_str());
        let is_refused = |grant: &Grant| {
            matches!(grant.evaluate(&call, NOW), Decision::Reject(_) | Decision::Unknown { .. })
        };
        let mut serving: Vec<_> =
            RpcMethod::matching(&verb, &url).map(|route| route.rpc()).collect();
        serving.dedup();
        if serving.is_empty() {
            assert!(rich.iter().all(is_refused), "{verb} {url} is allowed, and nothing serves it");
        }
        for server in &serving {
            let grants = &poor[server.name()];
            assert!(grants.iter().all(is_refused), "{verb} {url} asks less than {server:?}");
            count += grants.len();
        }
        // Nor more, where nothing is in doubt.
        if let [server] = *serving
            && is_plain
            && server.name() == rpc
        {
            assert_eq!(!is_refused(&rich[0]), rich[0].allows(server, NOW), "{verb} {url}");
        }
    }
    println!("{count} decisions");
}
