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
            Case { name, text, expected: expected.lines().filter(|line| !line.is_empty()).collect() }
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
