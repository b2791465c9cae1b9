//! Which calls of the API a program makes, where they are, and what is none.
#![cfg(feature = "texts")]

use clarifai_auth::{
    Call, CallCertainty, FoundCall, KeyType, PlanOptions, Plans, RpcMethod, plan_key, scan_calls,
};
use proptest::prelude::*;

const CASES: &str = include_str!("calls/cases.txt");

/// A program, and the lines of what is found in it.
struct Case {
    name: &'static str,
    text: &'static str,
    expected: Vec<&'static str>,
}

/// `=== name`, the program, `---`, and a line for each call.
fn cases() -> Vec<Case> {
    let cases = CASES.split("=== ").skip(1);
    cases
        .map(|case| {
            let (name, rest) = case.split_once('\n').expect("a name has a line of its own");
            let (text, expected) = rest.rsplit_once("---\n").expect("a case has two parts");
            Case {
                name,
                text,
                expected: expected.lines().filter(|line| !line.is_empty()).collect(),
            }
        })
        .collect()
}

/// `3:10 certain PostModelOutputs POST https://…`: place, certainty, methods, request, ids.
fn shown(found: &FoundCall) -> String {
    let FoundCall { call, rpcs, certainty, line, column, .. } = found;
    let certainty = match certainty {
        CallCertainty::Certain => "certain",
        _ => "likely",
    };
    let rpcs: Vec<_> = rpcs.iter().map(|rpc| rpc.name()).collect();
    let mut shown = format!("{line}:{column} {certainty} {}", rpcs.join("+"));
    if let Some((verb, url)) = call.verb.as_ref().zip(call.url.as_ref()) {
        shown += &format!(" {verb} {url}");
    }
    for (name, id) in [("user", &call.user_id), ("app", &call.app_id)] {
        if let Some(id) = id {
            shown += &format!(" {name}={id}");
        }
    }
    for (name, held) in [("concepts", call.body_holds.concepts), ("image", call.body_holds.image)] {
        if held {
            shown += &format!(" {name}");
        }
    }
    shown
}

#[test]
fn each_case_is_found() {
    let cases = cases();
    assert!(cases.len() >= 40, "{} cases", cases.len());
    let mut wrong = String::new();
    for Case { name, text, expected } in cases {
        let found: Vec<_> = scan_calls(text).iter().map(shown).collect();
        if found != expected {
            wrong += &format!("=== {name}\n{}\n", found.join("\n"));
        }
    }
    assert!(wrong.is_empty(), "found instead:\n{wrong}");
}

fn planned(text: &str, options: &PlanOptions) -> Plans {
    let calls: Vec<Call> = scan_calls(text).into_iter().map(|found| found.call).collect();
    plan_key(&calls, options)
}

#[test]
fn a_plan_for_what_is_found_reaches_all_of_it() {
    for Case { name, text, .. } in cases() {
        let plans = planned(text, &PlanOptions::default());
        assert!(plans.unplanned.is_empty(), "{name}: {:?}", plans.unplanned);
        let reached: Vec<RpcMethod> = std::iter::once(&plans.plan)
            .chain(&plans.other_plans)
            .flat_map(|plan| plan.reaches.iter().copied())
            .collect();
        for rpc in scan_calls(text).iter().flat_map(|found| &found.rpcs) {
            assert!(reached.contains(rpc), "{name}: {}", rpc.name());
        }
    }
}

#[test]
fn what_a_program_puts_in_names_no_app() {
    let program = "const base = 'https://api.clarifai.com/v2';
        fetch(`${base}/users/${user}/apps/${app}/inputs`, { method: 'POST', body });
        fetch(`${base}/users/${userId}/apps/${appId}/models`);";
    let options = PlanOptions {
        user_id: Some("ada".into()),
        app_id: Some("shop".into()),
        ..PlanOptions::default()
    };
    let plans = planned(program, &options);
    assert!(plans.other_plans.is_empty());
    assert_eq!(plans.plan.key_type, KeyType::AppSpecificKey);
    assert_eq!(plans.plan.calls.len(), 2);
}

#[test]
fn an_app_of_somebody_else_needs_a_personal_access_token() {
    let program = "from clarifai.client.model import Model
Model('https://clarifai.com/clarifai/main/models/general').predict_by_url(url)";
    assert_eq!(
        planned(program, &PlanOptions::default()).plan.key_type,
        KeyType::PersonalAccessToken
    );
}

#[test]
fn no_call_shows_a_credential() {
    const KEY: &str = "c0ffee15dead10ccfeedfacecafebabe";
    for template in [
        "fetch('https://ada:{key}@api.clarifai.com/v2/users/me/keys/{key}?key={key}', { method: 'DELETE' })",
        "curl -u {key}: -X DELETE https://api.clarifai.com/v2/users/{key}/keys/{key}",
        "stub.GetKey(key_id='{key}', user_app_id=UserAppIDSet(user_id='{key}', app_id='{key}')) # clarifai",
        "from clarifai.client import App\nApp(user_id='{key}', app_id=\"{key}\", pat='{key}').list_models()",
        "GET https://api.clarifai.com/v2/users/me/apps/{key}/models/{key}",
        "clarifai; fetch(`${base}/v2/users/${{key}}/apps/{key}/models`)",
    ] {
        for key in [KEY, &KEY.to_uppercase(), "hunter2-hunter2"] {
            let found = scan_calls(&template.replace("{key}", key));
            assert_eq!(found.len(), 1, "{template}");
            let secret = if key.len() == KEY.len() { &key[..11] } else { continue };
            let call = &found[0].call;
            let shown = format!("{call:?} {:?} {:?} {:?}", call.url, call.user_id, call.app_id);
            assert!(!shown.contains(secret), "{shown}");
        }
    }
    let found = scan_calls("DELETE https://api.clarifai.com/v2/users/me/keys/hunter2");
    assert_eq!(
        found[0].call.url.as_deref(),
        Some("https://api.clarifai.com/v2/users/me/keys/<credential>")
    );
}

#[test]
fn a_long_text_of_anything_is_read_in_time() {
    const LENGTH: usize = 2_000_000;
    for piece in [
        "(",
        ")",
        "get(",
        "fetch(`",
        "fetch('/v2/models'",
        "requests.get(f\"{a}{b}",
        "stub.GetModel(",
        "from clarifai.client import App\n",
        "App(",
        "app.list_models(",
        ".create_app(",
        "curl '",
        "curl -H \"x\n",
        "/v2/",
        "https://api.clarifai.com/v2/models/",
        "POST /v2/inputs ",
        "{{",
        "${",
        "'/v2/models/' + ",
        "x = 'https://api.clarifai.com/v2'\n",
        "x = `",
        "x = {",
        "x = [",
        "clarifai.api.V2/GetModel",
        "service_pb2.GetModelRequest(",
        "UserAppIDSet(",
        "user_id=",
        "\0",
        "🔑",
        "{\"log\":{\"entries\":[",
        "f(stub.GetModel,",
        "clarifai.com/v2'",
        "\\",
        "\"\"\"",
        "=",
    ] {
        let text =
            ["clarifai clarifai_grpc from clarifai.client\n", &piece.repeat(LENGTH / piece.len())];
        let started = std::time::Instant::now();
        let found = scan_calls(&text.concat());
        let taken = started.elapsed();
        assert!(found.len() <= 10_100, "{piece}: {} calls", found.len());
        println!("{taken:>10.3?} {:>6} {piece:?}", found.len());
        assert!(taken.as_secs() < 30, "{piece:?} took {taken:?}");
    }
}

/// Pieces of which most programs that call the API consist.
fn pieces() -> impl Strategy<Value = String> {
    let words = CASES.split_inclusive(|c: char| !c.is_ascii_alphanumeric()).collect::<Vec<_>>();
    let word = proptest::sample::select(words).prop_map(str::to_owned);
    let any = prop_oneof![6 => word, 1 => ".{0,12}", 1 => Just("${".into()), 1 => Just("clarifai".into())];
    proptest::collection::vec(any, 0..200).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn any_text_is_read(text in pieces()) {
        let text = format!("clarifai from clarifai.client service_pb2\n{text}");
        let units: Vec<u16> = text.encode_utf16().collect();
        let mut last = 0;
        for found in scan_calls(&text) {
            prop_assert!(last <= found.bytes.start, "calls stand in order");
            last = found.bytes.start;
            prop_assert!(!found.rpcs.is_empty());
            let named = String::from_utf16(&units[found.span.start..found.span.end]);
            prop_assert_eq!(named.ok(), text.get(found.bytes).map(str::to_owned));
        }
    }
}
