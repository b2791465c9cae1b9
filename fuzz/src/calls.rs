//! Programs, commands and archives that may call the API.

use clarifai_auth::{Call, PlanOptions, plan_key, scan_calls};

use super::output::assert_masked;

pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let found = scan_calls(&text);
    let units = |text: &str| text.encode_utf16().count();
    for call in &found {
        assert!(!call.rpcs.is_empty(), "a call is of a method");
        let before = text.get(..call.bytes.start).expect("a call starts at a character");
        let named = text.get(call.bytes.clone()).expect("a call is whole characters");
        assert_eq!((call.span.start, call.span.end), (units(before), units(before) + units(named)));
        let line = before.rsplit('\n').next().unwrap_or_default();
        assert_eq!(call.line, 1 + before.matches('\n').count());
        assert_eq!(call.column, 1 + units(line));
        let Call { url, user_id, app_id, .. } = &call.call;
        assert_masked(&[url, user_id, app_id]);
    }
    // What is found is known to a plan.
    let calls: Vec<Call> = found.into_iter().map(|found| found.call).collect();
    for unplanned in plan_key(&calls, &PlanOptions::default()).unplanned {
        assert!(unplanned.reason.starts_with("no key may"), "{}", unplanned.reason);
    }
}
