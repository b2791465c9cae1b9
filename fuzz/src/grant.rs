//! What a credential carries, and a call: lines of a word and its value, such as `scope Models:Get`.

use clarifai_auth::{
    AppId, Call, Decision, Grant, GrantDescription, KeyType, Relation, RpcMethod, Rule, Timestamp,
    UserAppId,
};

use super::output::assert_masked;

pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (description, call, now) = read(&text);
    let Ok(grant) = Grant::new(description) else { return };

    let decisions = grant.evaluate_all(now);
    for (rpc, decision) in RpcMethod::all().zip(&decisions) {
        assert_eq!(grant.allows(rpc, now), matches!(decision, Decision::Allow { .. }), "{rpc:?}");
    }
    let reach: Vec<_> = grant.reach(now).collect();
    assert!(reach.iter().all(|rpc| grant.allows(*rpc, now)));

    let decision = grant.evaluate(&call, now);
    if let Decision::Unknown { given, closest, .. } = &decision {
        assert_masked(&(given, closest));
    }

    let described = grant.describe();
    assert_masked(&(&described.scopes, &described.endpoints));
    let again = Grant::new(described.clone()).expect("a description of a grant is one");
    assert_same(&again.describe(), &described);
    assert_eq!(again.evaluate_all(now), decisions);
    assert_eq!(again.evaluate(&call, now), decision);

    let with_itself = grant.intersect(&grant);
    assert!(
        with_itself.reach(now).eq(reach.iter().copied()),
        "a grant is what it shares with itself"
    );
    let all = Grant::new(GrantDescription { scopes: vec!["All".into()], ..Default::default() });
    let shared = grant.intersect(&all.expect("a grant of all scopes"));
    assert!(shared.reach(now).all(|rpc| grant.allows(rpc, now)), "what is shared is no more");

    assert_eq!(grant.compare(&grant).relation, Relation::Equal);
    let compared = grant.compare(&shared);
    assert!(compared.gained.is_empty(), "{compared:?}");
    for (rpc, decision) in RpcMethod::all().zip(grant.evaluate_all_under(Rule::Documented, now)) {
        let is_allowed = matches!(decision, Decision::Allow { .. });
        assert_eq!(
            grant.allows(rpc, now),
            is_allowed,
            "{rpc:?}: nothing missing, nothing redacted"
        );
    }
}

/// A shown name is cut at 200 bytes or somewhat later.
const MAY_BE_CUT: usize = 190;

/// The same grant; an unknown name that was too long to show may be cut at another place.
pub fn assert_same(one: &GrantDescription, other: &GrantDescription) {
    let shown_whole = |description: &GrantDescription| {
        let mut whole = description.clone();
        let names = whole.endpoints.iter_mut().chain([&mut whole.scopes]);
        names.for_each(|names| names.retain(|name| name.len() < MAY_BE_CUT));
        whole
    };
    assert_eq!(shown_whole(one), shown_whole(other));
}

fn read(text: &str) -> (GrantDescription, Call, Timestamp) {
    let mut description = GrantDescription::default();
    let mut call = Call::default();
    let mut now = Timestamp::from_unix_seconds(1_800_000_000);
    for line in text.lines() {
        let (word, value) = line.split_once(' ').unwrap_or((line, ""));
        let given = || Some(value.to_owned());
        match word {
            "app-key" => description.key_type = Some(KeyType::AppSpecificKey),
            "pat" => description.key_type = Some(KeyType::PersonalAccessToken),
            "scope" => description.scopes.push(value.to_owned()),
            "endpoint" => description.endpoints.get_or_insert_default().push(value.to_owned()),
            "restricted" => description.endpoints_restricted = Some(value != "no"),
            "app" => {
                let (id, user) = value.split_once('/').unwrap_or((value, ""));
                let user_id = Some(user.to_owned()).filter(|user| !user.is_empty());
                description.app = Some(AppId { id: id.to_owned(), user_id });
            }
            "expires" => description.expires_at = given(),
            "rpc" => call.rpc = given(),
            "verb" => call.verb = given(),
            "url" => call.url = given(),
            "user" => call.user_id = given(),
            "in" => call.app_id = given(),
            "body" => {
                let (user, app) = value.split_once('/').unwrap_or((value, ""));
                let ids = UserAppId { user_id: Some(user.into()), app_id: Some(app.into()) };
                call.body_ids.push(ids);
            }
            "now" => now = Timestamp::parse(value).unwrap_or(now),
            _ => {}
        }
    }
    (description, call, now)
}
