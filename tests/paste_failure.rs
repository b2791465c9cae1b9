//! What programs and browsers keep of calls that failed.
#![cfg(feature = "texts")]

#[path = "paste/helpers.rs"]
#[allow(dead_code, reason = "each file uses some of them")]
mod helpers;

use clarifai_auth::PasteKind;
use helpers::{KEY, masked, shown};
use serde_json::{Value, json};

#[test]
fn the_status_of_grpc_is_read_in_every_language() {
    for (paste, code, name, details) in [
        (
            "grpc._channel._InactiveRpcError: <_InactiveRpcError of RPC that terminated with:\n\tstatus = StatusCode.UNAUTHENTICATED\n\tdetails = \"not \"yours\", ever\"\n\tdebug_error_string = \"UNKNOWN:Error received from peer  {grpc_message:\"x\", grpc_status:16}\"\n>",
            16,
            "UNAUTHENTICATED",
            Some("not \"yours\", ever"),
        ),
        (
            "<AioRpcError of RPC that terminated with:\n\tstatus = StatusCode.UNAVAILABLE\n\tdetails = \"\"\n>",
            14,
            "UNAVAILABLE",
            None,
        ),
        (
            "UNKNOWN:Error received {grpc_message:\"no key\", grpc_status:7}",
            7,
            "PERMISSION_DENIED",
            Some("no key"),
        ),
        (
            "Error: 16 UNAUTHENTICATED: no key\n    at a (b.js:1:2)",
            16,
            "UNAUTHENTICATED",
            Some("no key"),
        ),
        ("Error: a\nError: 7 PERMISSION_DENIED: no", 7, "PERMISSION_DENIED", Some("no")),
        ("rpc error: code = Unauthenticated desc = no key", 16, "UNAUTHENTICATED", Some("no key")),
        (
            "rpc error: code = DeadlineExceeded desc = too late",
            4,
            "DEADLINE_EXCEEDED",
            Some("too late"),
        ),
        ("rpc error: code = Canceled desc = gone", 1, "CANCELLED", Some("gone")),
        (
            "io.grpc.StatusRuntimeException: UNAUTHENTICATED: no key\n\tat a.B.c(D.java:1)",
            16,
            "UNAUTHENTICATED",
            Some("no key"),
        ),
        (
            "Exception in thread \"main\" io.grpc.StatusRuntimeException: UNAVAILABLE\n\tat a.B.c(D.java:1)",
            14,
            "UNAVAILABLE",
            None,
        ),
        (
            "Grpc.Core.RpcException: Status(StatusCode=\"Unauthenticated\", Detail=\"no \"key\"\", DebugException=\"x\")",
            16,
            "UNAUTHENTICATED",
            Some("no \"key\""),
        ),
        (
            "status: Unauthenticated, message: \"no key\", details: []",
            16,
            "UNAUTHENTICATED",
            Some("no key"),
        ),
        (
            "ERROR:\n  Code: NotFound\n  Message: no such method",
            5,
            "NOT_FOUND",
            Some("no such method"),
        ),
        (
            "HTTP/2 200\ngrpc-status: 16\ngrpc-message: no key\n\n",
            16,
            "UNAUTHENTICATED",
            Some("no key"),
        ),
    ] {
        let mut expected = json!({ "code": code, "name": name });
        if let Some(details) = details {
            expected["details"] = json!(details);
        }
        assert_eq!(shown(&masked(paste))["grpcStatus"], expected, "{paste}");
    }
}

#[test]
fn other_words_about_failures_are_no_status_of_grpc() {
    for paste in [
        "Error: 401 Unauthorized",
        "Error: UNKNOWN: what",
        "Error: 16 tons",
        "status: unknown",
        "Code: Internal",
        "code = Unknown",
        "HTTP/2 200\ngrpc-status: 99\n\n",
        "if error.code() == grpc.StatusCode.UNAUTHENTICATED:\n    metadata = (('authorization', 'Key x'),)",
        "java.lang.IllegalStateException: UNKNOWN",
    ] {
        assert_eq!(shown(&masked(paste))["grpcStatus"], Value::Null, "{paste}");
    }
}

#[test]
fn an_answer_in_the_details_of_grpc_is_kept_and_a_key_in_them_is_not() {
    let paste = "<_InactiveRpcError of RPC that terminated with:\n\tstatus = StatusCode.UNAUTHENTICATED\n\tdetails = \"{\"status\":{\"code\":11009,\"description\":\"API key not found\"}}\"\n>";
    let value = shown(&masked(paste));
    assert_eq!(value["grpcStatus"]["code"], 16);
    assert_eq!(value["response"]["body"]["status"]["code"], 11009);
    let value =
        shown(&masked(&format!("rpc error: code = Unauthenticated desc = invalid key({KEY})")));
    assert_eq!(value["grpcStatus"]["details"], "invalid key(<credential>)");
}

#[test]
fn a_sentence_about_a_variable_holds_no_credential() {
    for paste in [
        "Note that CLARIFAI_PAT: it has to be set before the program starts",
        "Note that CLARIFAI_PAT: it has 32 characters",
        "Error: CLARIFAI_PAT: not set in this shell",
        "please set CLARIFAI_PAT: your token goes there",
    ] {
        let evidence = masked(paste);
        assert_eq!(evidence.environment, None, "{paste}");
        assert_eq!(evidence.credential, None, "{paste}");
        assert!(matches!(evidence.kind, PasteKind::Unknown | PasteKind::Error), "{paste}");
    }
}

/// A HAR of calls: a host, a verb and the status that was answered.
fn har(calls: &[(&str, &str, u16)]) -> String {
    let entries = calls.iter().enumerate().map(|(index, (host, verb, status))| {
        json!({
            "request": { "method": verb, "url": format!("https://{host}/v2/{index}"), "headers": [] },
            "response": { "status": status, "headers": [], "content": {} },
        })
    });
    json!({ "log": { "entries": entries.collect::<Vec<_>>() } }).to_string()
}

#[test]
fn of_a_har_the_first_call_of_the_api_that_failed_is_taken_else_the_last() {
    let (ours, other) = ("api.clarifai.com", "example.com:1");
    for (calls, taken, others) in [
        (vec![(ours, "GET", 200)], 0, Value::Null),
        (vec![(ours, "GET", 200), (ours, "GET", 200)], 1, json!(1)),
        (
            vec![(ours, "GET", 200), (ours, "GET", 401), (ours, "GET", 403), (ours, "GET", 200)],
            1,
            json!(3),
        ),
        (vec![(ours, "GET", 0), (ours, "GET", 401)], 0, json!(1)),
        (vec![(ours, "OPTIONS", 403), (ours, "POST", 200)], 1, Value::Null),
        (vec![(other, "GET", 200), (other, "GET", 500)], 1, json!(1)),
    ] {
        let value = shown(&masked(&har(&calls)));
        let url = value["request"]["url"].as_str().expect("an address");
        assert!(url.ends_with(&format!("/{taken}")), "{calls:?}: {url}");
        assert_eq!(value["otherCalls"], others, "{calls:?}");
    }
    let page = har(&[("example.com", "GET", 500)]).replace("/v2/", "/page/");
    assert_eq!(shown(&masked(&page))["otherCalls"], Value::Null);
}
