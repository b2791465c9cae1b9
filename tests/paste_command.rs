//! Commands, as the shell and the tool read them.
#![cfg(feature = "texts")]

#[path = "paste/helpers.rs"]
#[allow(dead_code, reason = "each file uses some of them")]
mod helpers;

use std::process::Command;

use helpers::{KEY, masked, revealed, shown};
use proptest::prelude::*;
use serde_json::{Value, json};

#[test]
fn bash_splits_words_as_it_is_read_here() {
    let cases = [
        r#"plain"#,
        r#"'single $PAT \n'"#,
        r#""double \"quoted\" \\ \a \$PAT""#,
        r#"$'ansi \'quoted\' \n\t\\ \x41\u00e9\101\e'"#,
        r#"mixed"double"'single'\ \'end"#,
        r#"'it'\''s'"#,
        r#"''"#,
        "'two\nlines'",
        "\"two\nlines\"",
        "con\\\ntinued",
        "\"con\\\ntinued\"",
        r#"\\\"\'\$\&\;\|"#,
        r#"a=b#c"#,
        r#"{\"a\":1}"#,
        r#"$'\u4e2d\U0001f511'"#,
    ];
    for case in cases {
        assert_eq!(word_read(case), word_of_bash(case), "{case}");
    }
}

/// The word as it arrives in the body of a request.
fn word_read(quoted: &str) -> String {
    let evidence = revealed(&format!("curl https://example.com/v2/x --data-raw x{quoted}"));
    let body = evidence.request.and_then(|request| request.body).expect("a body");
    body.as_str().to_owned()
}

fn word_of_bash(quoted: &str) -> String {
    let script = format!("printf '%s' x{quoted}");
    let mut bash = Command::new("bash");
    let output = bash.env("LC_ALL", "C.UTF-8").args(["--norc", "-c", &script]).output();
    let output = output.expect("bash stands on the path: this test compares with it");
    assert!(output.status.success(), "bash refuses {quoted}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn quoted_piece() -> impl Strategy<Value = String> {
    let plain = "[a-z0-9._/:,=+@-]{1,6}";
    prop_oneof![
        plain,
        "[ -&(-~\n]{0,8}".prop_map(|text| format!("'{text}'")),
        "[ -~]{0,8}".prop_map(|text| {
            let mut out = String::from("\"");
            for c in text.chars() {
                if matches!(c, '"' | '\\' | '$' | '`') {
                    out.push('\\');
                }
                out.push(c);
            }
            out + "\""
        }),
        "[ -~]{0,8}"
            .prop_map(|text| format!("$'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))),
        "[!-~]".prop_map(|c| format!("\\{c}")),
        Just("\\\n".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn any_quoting_is_read_as_bash_reads_it(pieces in prop::collection::vec(quoted_piece(), 1..6)) {
        let word = pieces.concat();
        prop_assert_eq!(word_read(&word), word_of_bash(&word), "{}", word);
    }
}

/// What is told of the variable in the credential's place: its name, and whether its value is sent.
#[track_caller]
fn assert_reference(paste: &str, name: Option<&str>, expanded: bool) {
    let mut expected = json!({ "expanded": expanded });
    if let Some(name) = name {
        expected["name"] = json!(name);
    }
    assert_eq!(shown(&masked(paste))["reference"], expected, "{paste}");
}

#[test]
fn a_shell_fills_in_its_own_variables_and_not_between_single_quotes() {
    let pat = Some("CLARIFAI_PAT");
    for (start, argument, name, expanded) in [
        ("curl", r#""Authorization: Key $CLARIFAI_PAT""#, pat, true),
        ("curl", r#""Authorization: Key ${CLARIFAI_PAT:-none}""#, pat, true),
        ("curl", r#"'Authorization: Key '$CLARIFAI_PAT"#, pat, true),
        ("curl", r#"'Authorization: Key '"$CLARIFAI_PAT""#, pat, true),
        ("curl", r#""Authorization: Key '$CLARIFAI_PAT'""#, pat, true),
        ("curl", r#""Authorization: Key $(cat key.txt)""#, None, true),
        ("curl", r#"'Authorization: Key $CLARIFAI_PAT'"#, pat, false),
        ("curl", r#"'Authorization: Key ${CLARIFAI_PAT}'"#, pat, false),
        ("curl", r#"$'Authorization: Key $CLARIFAI_PAT'"#, pat, false),
        ("curl", r#""Authorization: Key \$CLARIFAI_PAT""#, pat, false),
        ("curl", r#"'Authorization: Key %CLARIFAI_PAT%'"#, pat, false),
        ("curl", r#""Authorization: Key %CLARIFAI_PAT%""#, pat, true),
        (r"C:\> curl", r#""Authorization: Key %CLARIFAI_PAT%""#, pat, true),
        (r"C:\> curl", r#""Authorization: Key '%CLARIFAI_PAT%'""#, pat, true),
        (r"C:\> curl", r#""Authorization: Key $CLARIFAI_PAT""#, pat, false),
        (r"PS C:\> curl.exe", r#""Authorization: Key $env:CLARIFAI_PAT""#, pat, true),
        (r"PS C:\> curl.exe", r#"'Authorization: Key $env:CLARIFAI_PAT'"#, pat, false),
        (r"PS C:\> curl.exe", r#""Authorization: Key `$env:CLARIFAI_PAT""#, pat, false),
        (r"PS C:\> curl.exe", r#""Authorization: Key %CLARIFAI_PAT%""#, pat, false),
        ("curl", r#""Authorization: Key $env:CLARIFAI_PAT""#, pat, true),
        ("curl", r#"'Authorization: Key $env:CLARIFAI_PAT'"#, pat, false),
    ] {
        let paste = format!("{start} https://api.clarifai.com/v2/models -H {argument}");
        assert_reference(&paste, name, expanded);
    }
    for (value, expanded) in [
        (r#""Key $env:CLARIFAI_PAT""#, true),
        (r#""Key $($env:CLARIFAI_PAT)""#, true),
        (r#"'Key $env:CLARIFAI_PAT'"#, false),
    ] {
        let paste = format!(
            "irm https://api.clarifai.com/v2/models -Headers @{{ Authorization = {value} }}"
        );
        assert_reference(&paste, Some("CLARIFAI_PAT"), expanded);
    }
    let same_elsewhere = "curl https://api.clarifai.com/v2/models -d 'not $CLARIFAI_PAT' -H \"Authorization: Key $CLARIFAI_PAT\"";
    assert_reference(same_elsewhere, Some("CLARIFAI_PAT"), true);
}

#[test]
fn a_program_fills_in_its_expressions_and_templates_and_not_its_plain_strings() {
    for (value, name, expanded) in [
        ("`Key ${PAT}`", "PAT", true),
        ("`Key ${process.env.CLARIFAI_PAT}`", "CLARIFAI_PAT", true),
        ("'Key ' + process.env.CLARIFAI_PAT", "CLARIFAI_PAT", true),
        ("'Key ${PAT}'", "PAT", false),
        ("\"Key ${PAT}\"", "PAT", false),
    ] {
        let paste = format!(
            "fetch('https://api.clarifai.com/v2/models', {{ headers: {{ Authorization: {value} }} }})"
        );
        assert_reference(&paste, Some(name), expanded);
    }
    for (value, name, expanded) in [
        ("f'Key {PAT}'", "PAT", true),
        ("'Key ' + os.environ['CLARIFAI_PAT']", "CLARIFAI_PAT", true),
        ("'Key ' + os.getenv(\"CLARIFAI_PAT\")", "CLARIFAI_PAT", true),
        ("'Key {PAT}'", "PAT", false),
    ] {
        let paste = format!(
            "requests.get('https://api.clarifai.com/v2/models', headers={{'Authorization': {value}}})"
        );
        assert_reference(&paste, Some(name), expanded);
    }
    let key = format!("curl https://api.clarifai.com/v2/models -H 'Authorization: Key {KEY}'");
    assert_eq!(shown(&masked(&key))["reference"], Value::Null);
}

#[test]
fn a_header_without_quotes_loses_what_stands_behind_its_first_space() {
    let url = "https://api.clarifai.com/v2/models";
    for (arguments, unquoted, authorization) in [
        (format!("-H Authorization: Key {KEY} {url}"), "Authorization: Key <credential>", None),
        (format!("{url} -H Authorization: Key {KEY}"), "Authorization: Key <credential>", None),
        (format!("-H Authorization: {KEY} {url}"), "Authorization: <credential>", None),
        (
            format!("-H Authorization:Key {KEY} {url}"),
            "Authorization:Key <credential>",
            Some("Key"),
        ),
        (
            format!("-H X-Clarifai-Session-Token: {KEY} {url}"),
            "X-Clarifai-Session-Token: <credential>",
            None,
        ),
    ] {
        let value = shown(&masked(&format!("curl {arguments}")));
        assert_eq!(value["request"]["unquotedHeader"], unquoted, "{arguments}");
        assert_eq!(value["authorization"].as_str(), authorization, "{arguments}");
        assert_eq!(value["credential"], "<credential>", "{arguments}");
        assert_eq!(value["request"]["url"], url, "{arguments}");
    }
    // What takes a header away, and a header that is quoted.
    for argument in ["-H Accept:".to_owned(), format!("-H 'Authorization: Key {KEY}'")] {
        let value = shown(&masked(&format!("curl {argument} {url}")));
        assert_eq!(value["request"]["unquotedHeader"], Value::Null, "{argument}");
        assert_eq!(value["request"]["url"], url, "{argument}");
    }
}

#[test]
fn what_curl_sends_by_its_options_is_told() {
    let url = "https://api.clarifai.com/v2/x";
    for (arguments, expected) in [
        (
            "-F a=b -F 'image=@a.png;type=image/png'",
            json!({ "verb": "POST", "url": url, "body": "a=b\nimage=@a.png;type=image/png",
                "headers": { "Content-Type": "multipart/form-data" } }),
        ),
        (
            "--form-string a=@b -H 'Content-Type: multipart/form-data; boundary=x'",
            json!({ "verb": "POST", "url": url, "body": "a=@b",
                "headers": { "Content-Type": "multipart/form-data; boundary=x" } }),
        ),
        (
            "--json '{\"a\":' --json '1}' -H 'Accept: text/plain'",
            json!({ "verb": "POST", "url": url, "body": { "a": 1 },
                "headers": { "Accept": "text/plain", "Content-Type": "application/json" } }),
        ),
        ("-d @body.json", json!({ "verb": "POST", "url": url, "body": "@body.json" })),
        ("-T body.json", json!({ "verb": "PUT", "url": url, "body": "@body.json" })),
        (
            "--data-urlencode 'a=b c&d' --data-urlencode '=e f' --data-urlencode 'g h'",
            json!({ "verb": "POST", "url": url, "body": "a=b+c%26d&e+f&g+h" }),
        ),
        (
            "--data-urlencode a@b.txt --data-urlencode @c.txt",
            json!({ "verb": "POST", "url": url, "body": "a=@b.txt&@c.txt" }),
        ),
        (
            "--url-query 'q=a b' --url-query +c=d",
            json!({ "verb": "GET", "url": format!("{url}?q=a+b&c=d") }),
        ),
        (
            "--url-query q=a -d b=c",
            json!({ "verb": "POST", "url": format!("{url}?q=a"), "body": "b=c" }),
        ),
        ("-G -d a=b -d c=d", json!({ "verb": "GET", "url": format!("{url}?a=b&c=d") })),
        ("-G -I -d a=b", json!({ "verb": "HEAD", "url": format!("{url}?a=b") })),
        (
            "-G --data-urlencode 'a=b c' -X POST",
            json!({ "verb": "POST", "url": format!("{url}?a=b+c") }),
        ),
    ] {
        let value = shown(&masked(&format!("curl {arguments} {url}")));
        assert_eq!(value["request"], expected, "{arguments}");
    }
    let behind_mark = shown(&masked("curl -G -d a=b 'https://api.clarifai.com/v2/x?c=d#e'"));
    assert_eq!(behind_mark["request"]["url"], "https://api.clarifai.com/v2/x?c=d&a=b");
}

#[test]
fn of_several_commands_the_others_that_call_the_api_are_counted() {
    let call = |name: &str| format!("curl https://api.clarifai.com/v2/{name}\n");
    let (well, failed) = ("{\"status\":{\"code\":10000}}\n", "{\"status\":{\"code\":11009}}\n");
    let other = "curl https://example.com/\n";
    for (pieces, url, others) in [
        (vec![call("a")], "a", Value::Null),
        (vec![call("a"), call("b")], "b", json!(1)),
        (vec![call("a"), other.into(), call("b")], "b", json!(1)),
        (vec![call("a"), well.into(), call("b"), failed.into(), call("c")], "b", json!(2)),
        (vec![call("a"), failed.into(), call("b"), other.into(), call("c")], "a", json!(2)),
        (
            vec!["curl https://api.clarifai.com/v2/a --next https://api.clarifai.com/v2/b".into()],
            "a",
            json!(1),
        ),
    ] {
        let value = shown(&masked(&pieces.concat()));
        assert_eq!(value["otherCalls"], others, "{pieces:?}");
        assert_eq!(value["request"]["url"], format!("https://api.clarifai.com/v2/{url}"));
    }
}
