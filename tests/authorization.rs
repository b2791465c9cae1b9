//! How a server would read an `Authorization` header, for each place that a request can go to.

use clarifai_auth::{AuthorizationReport, RequestTarget, check_authorization};
use proptest::prelude::*;

const KEY: &str = "c0ffee0123456789c0ffee0123456789";
const TARGETS: [RequestTarget; 4] =
    [RequestTarget::Rest, RequestTarget::Grpc, RequestTarget::OpenAi, RequestTarget::Mcp];

fn codes(report: &AuthorizationReport) -> Vec<&'static str> {
    report.findings.iter().map(|finding| finding.code.as_str()).collect()
}

#[test]
fn only_the_documented_form_is_ok() {
    for (value, ok) in [
        // REST, gRPC, OpenAI-compatible, MCP.
        (format!("Key {KEY}"), [true, true, true, false]),
        (format!("Bearer {KEY}"), [false, false, true, true]),
        (format!("key {KEY}"), [false; 4]),
        (format!("KEY {KEY}"), [false; 4]),
        (format!("bearer {KEY}"), [false; 4]),
        (format!("Key  {KEY}"), [false; 4]),
        (format!("Key\t{KEY}"), [false; 4]),
        (format!("Key\u{a0}{KEY}"), [false; 4]),
        (format!(" Key {KEY}"), [false; 4]),
        (format!("Key {KEY} "), [false; 4]),
        (format!("Key {KEY}\n"), [false; 4]),
        (format!("\"Key {KEY}\""), [false; 4]),
        (format!("Key \"{KEY}\""), [false; 4]),
        (format!("Key{KEY}"), [false; 4]),
        (format!("Key: {KEY}"), [false; 4]),
        (format!("Key Key {KEY}"), [false; 4]),
        (format!("Bearer Key {KEY}"), [false; 4]),
        (KEY.to_owned(), [false; 4]),
        (format!("Token {KEY}"), [false; 4]),
        (format!("Basic {KEY}"), [false; 4]),
        ("Key None".to_owned(), [false; 4]),
        ("Key".to_owned(), [false; 4]),
        ("Key ".to_owned(), [false; 4]),
        (String::new(), [false; 4]),
        (format!("Key {KEY}, Key {KEY}"), [false; 4]),
        (format!("Key {KEY}\r\nX-Injected: yes"), [false; 4]),
    ] {
        for (target, ok) in TARGETS.into_iter().zip(ok) {
            let report = check_authorization(&value, target);
            assert_eq!(report.ok, ok, "{value:?} {target:?}: {report:?}");
            assert_eq!(report.findings.is_empty(), ok, "{value:?} {target:?}: {report:?}");
        }
    }
}

#[test]
fn each_fault_has_its_code_and_the_scheme_is_told() {
    for (value, scheme, expected) in [
        (format!("key {KEY}"), "key", &["scheme-case"][..]),
        (format!("Bearer {KEY}"), "Bearer", &["undocumented-scheme"]),
        (format!("bearer {KEY}"), "bearer", &["undocumented-scheme"]),
        (KEY.to_owned(), "", &["missing-scheme"]),
        (format!("Key{KEY}"), "", &["missing-scheme", "pasted-scheme"]),
        (format!("Token {KEY}"), "Token", &["wrong-scheme"]),
        (format!("Key: {KEY}"), "Key:", &["wrong-scheme"]),
        (format!("Klarifai {KEY}"), "", &["wrong-scheme"]),
        (format!("{KEY} {KEY}"), "", &["wrong-scheme"]),
        (format!("Key  {KEY}"), "Key", &["inner-whitespace"]),
        (format!("Key {KEY} "), "Key", &["surrounding-whitespace"]),
        (format!("\u{feff}Key {KEY}"), "Key", &["invisible-character"]),
        (format!("'Key {KEY}'"), "Key", &["surrounding-quotes", "surrounding-quotes"]),
        (format!("Key {}", &KEY[1..]), "Key", &["wrong-length"]),
        ("Key None".to_owned(), "Key", &["unset-value"]),
        ("Key $CLARIFAI_PAT".to_owned(), "Key", &["unexpanded-reference"]),
        ("Key YOUR_PAT_HERE".to_owned(), "Key", &["placeholder"]),
        ("Key".to_owned(), "Key", &["empty"]),
        (String::new(), "", &["empty"]),
        (format!("Key {}", KEY.to_uppercase()), "Key", &["upper-case"]),
        (format!("Key {KEY}\r\nX-Injected: yes"), "Key", &["header-injection"]),
        (format!("Key {KEY}\r\nX-A: 1\r\nX-B: 2"), "Key", &["header-injection"]),
        ("a".repeat(70_000), "", &["wrong-length"]),
    ] {
        let report = check_authorization(&value, RequestTarget::Rest);
        assert_eq!(
            (report.scheme.as_str(), codes(&report)),
            (scheme, expected.to_vec()),
            "{value:?}"
        );
    }
}

#[test]
fn a_header_block_is_read_for_its_authorization() {
    for (block, target, ok, expected) in [
        (format!("Authorization: Key {KEY}"), RequestTarget::Rest, true, &[][..]),
        (format!("authorization:Key {KEY}\n"), RequestTarget::Rest, true, &[]),
        (
            format!("Host: api.clarifai.com\r\nAuthorization: Key {KEY}\r\nAccept: */*\r\n\r\n"),
            RequestTarget::Rest,
            true,
            &[],
        ),
        (
            format!("POST /v2/models HTTP/1.1\r\nHost: x\r\nAUTHORIZATION: Key {KEY}\r\n"),
            RequestTarget::Rest,
            true,
            &[],
        ),
        (format!("authorization: Key {KEY}"), RequestTarget::Grpc, true, &[]),
        (format!("Authorization: Key {KEY}"), RequestTarget::Grpc, false, &["header-name-case"]),
        (format!("Authorization : Key {KEY}"), RequestTarget::Rest, false, &["malformed-header"]),
        (
            format!("Authorization: Key {KEY}\r\n more"),
            RequestTarget::Rest,
            false,
            &["malformed-header"],
        ),
        (format!("> authorization: Key {KEY}\n> "), RequestTarget::Rest, true, &[]),
        (
            format!("Authorization: Key {KEY}\nAuthorization: Key {KEY}"),
            RequestTarget::Rest,
            false,
            &["repeated-header"],
        ),
        (
            format!("Authorization: Key {KEY}\nX-Clarifai-Session-Token: opaque"),
            RequestTarget::Rest,
            false,
            &["key-and-session-token"],
        ),
        (
            "X-Clarifai-Session-Token: opaque".to_owned(),
            RequestTarget::Rest,
            false,
            &["session-token"],
        ),
        ("Host: x\nAccept: */*".to_owned(), RequestTarget::Rest, false, &["missing-header"]),
        ("Host: api.clarifai.com".to_owned(), RequestTarget::Rest, false, &["missing-header"]),
        (format!("X-API-Key: {KEY}"), RequestTarget::Rest, false, &["missing-header"]),
        ("Host: x\nAuthorization:\n".to_owned(), RequestTarget::Rest, false, &["empty"]),
        (
            format!("Host: x\nauthorization: key {KEY}"),
            RequestTarget::Rest,
            false,
            &["scheme-case"],
        ),
        (
            format!("Host: x\nAuthorization: Key {KEY}\r\nX-Trace: a\0b\r\n"),
            RequestTarget::Rest,
            false,
            &["control-character"],
        ),
        (
            format!("X-Trace: a\rb\r\nAuthorization: Key {KEY}\r\n"),
            RequestTarget::Rest,
            false,
            &["control-character"],
        ),
        (
            format!("x-trace: a\u{7f}\nauthorization: Key {KEY}"),
            RequestTarget::Grpc,
            false,
            &["control-character"],
        ),
        (
            format!("X-Trace:\ta\tb\u{e9}\r\nAuthorization: Key {KEY}\r\n\r\n"),
            RequestTarget::Rest,
            true,
            &[],
        ),
    ] {
        let report = check_authorization(&block, target);
        assert_eq!((report.ok, codes(&report)), (ok, expected.to_vec()), "{block:?}: {report:?}");
    }
}

#[test]
fn a_finding_says_where_in_the_whole_text() {
    let text = format!("Host: 🔑\r\nAuthorization: Key {KEY} ");
    let report = check_authorization(&text, RequestTarget::Rest);
    let units: Vec<u16> = text.encode_utf16().collect();
    let span = report.findings[0].span.expect("it is in one place");
    assert_eq!((codes(&report), span.end), (vec!["surrounding-whitespace"], units.len()));
    let text = format!("Key {}é{}", &KEY[..4], &KEY[5..]);
    let report = check_authorization(&text, RequestTarget::Rest);
    assert_eq!(report.findings[0].span.map(|span| (span.start, span.end)), Some((8, 9)));
}

#[test]
fn messages_say_what_the_server_makes_of_it() {
    for (value, message, fix) in [
        (
            format!("key {KEY}"),
            "the scheme word is `key` where the server takes `Key`",
            "write `Key`",
        ),
        (
            KEY.to_owned(),
            "no scheme word stands before the credential; the server takes `Key …`",
            "put `Key` and one space before it",
        ),
        (
            String::new(),
            "the header is empty; the server answers 11102",
            "send `Key`, a space and your key; check that the variable it comes from is set",
        ),
        (
            format!("Bearer {KEY}"),
            "`Key` is documented here; whether the server takes `Bearer` is not known",
            "write `Key`",
        ),
    ] {
        let finding = &check_authorization(&value, RequestTarget::Rest).findings[0];
        assert_eq!((finding.message.as_str(), finding.fix.as_str()), (message, fix));
    }
}

proptest! {
    #[test]
    fn no_report_shows_the_credential_and_spans_fit(
        digits in "[0-9a-f]{32}",
        before in "(Authorization: |authorization:|X-A: 1\n)?(Key|key|Bearer|'Key|)[ \t]{0,2}",
        after in "[ \r\n'\";é,]{0,3}(X-B: 2)?",
    ) {
        let text = format!("{before}{digits}{after}");
        let units = text.encode_utf16().count();
        for target in TARGETS {
            let report = check_authorization(&text, target);
            let shown = format!("{report:?}");
            prop_assert!(!shown.contains(&digits[..16]) && !shown.contains(&digits[16..]), "{}", shown);
            for span in report.findings.iter().filter_map(|finding| finding.span) {
                prop_assert!(span.start < span.end && span.end <= units);
            }
        }
    }

    #[test]
    fn any_text_at_all_gets_a_report(text in "\\PC*|[ -~\r\n]{0,80}|.{0,80}") {
        for target in TARGETS {
            let report = check_authorization(&text, target);
            prop_assert!(!report.ok || report.scheme == "Key" || report.scheme == "Bearer");
        }
    }
}
