//! What a person pastes, as evidence; and that no credential is in it.
#![cfg(feature = "texts")]

use std::process::Command;

use clarifai_auth::{
    Body, Evidence, KeyType, PasteKind, PasteOptions, check_credential, read_paste,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const KEY: &str = "c0ffee15dead10ccfeedfacecafebabe";

fn masked(text: &str) -> Evidence {
    read_paste(text, PasteOptions::default())
}

fn revealed(text: &str) -> Evidence {
    let mut options = PasteOptions::default();
    options.reveal = true;
    read_paste(text, options)
}

/// As JavaScript sees it: bodies that are JSON as values, the report left out.
fn shown(evidence: &Evidence) -> Value {
    let mut value = serde_json::to_value(evidence).expect("evidence is plain data");
    value.as_object_mut().expect("an object").remove("credentialReport");
    let request = evidence.request.as_ref().and_then(|request| request.body.as_ref());
    let response = evidence.response.as_ref().and_then(|response| response.body.as_ref());
    for (part, body) in [("request", request), ("response", response)] {
        if let Some(Body::Json(text)) = body {
            value[part]["body"] = serde_json::from_str(text).expect("the text of a JSON value");
        }
    }
    value
}

/// The cases of `tests/data/pastes.txt`: a name, a paste, what it is read as.
fn cases() -> Vec<(&'static str, &'static str, Value)> {
    let text = include_str!("data/pastes.txt");
    let case = |case: &'static str| {
        let (name, rest) = case.split_once('\n').expect("a name");
        let (paste, expected) = rest.rsplit_once("\n--- ").expect("what is expected");
        (name, paste, serde_json::from_str(expected).expect("JSON"))
    };
    text.split("=== ").skip(1).map(case).collect()
}

#[test]
fn every_paste_is_read_as_what_it_is() {
    let cases = cases();
    assert!(cases.len() > 100);
    for (name, paste, expected) in &cases {
        assert_eq!(shown(&masked(paste)), *expected, "{name}: {paste}");
    }
    let kinds = cases.iter().map(|(_, paste, _)| masked(paste).kind);
    let kinds: std::collections::BTreeSet<_> = kinds.chain([PasteKind::TooLong]).collect();
    assert_eq!(kinds.len(), PasteKind::ALL.len(), "every kind occurs: {kinds:?}");
}

#[test]
fn the_report_is_that_of_the_text_in_the_position() {
    for (name, paste, _) in cases() {
        let (masked, revealed) = (masked(paste), revealed(paste));
        let expected = revealed.credential.as_deref().map(check_credential);
        assert_eq!(revealed.credential_report, expected, "{name}");
        assert_eq!(masked.credential_report, expected, "{name}");
    }
}

#[test]
fn windows_and_unix_line_ends_are_read_alike() {
    for (name, paste, _) in cases() {
        if paste.contains('\r') || paste.contains("key in two lines") {
            continue;
        }
        let windows = masked(&paste.replace('\n', "\r\n"));
        let without = |value: Value| value.to_string().replace("\\r", "");
        assert_eq!(without(shown(&windows)), without(shown(&masked(paste))), "{name}");
    }
}

#[test]
fn recorded_answers_are_recognised_with_their_code() {
    for line in include_str!("data/answers.ndjson").lines() {
        let case: Value = serde_json::from_str(line).expect("JSON");
        let (code, body) = (&case["code"], &case["body"]);
        for text in [
            body.to_string(),
            serde_json::to_string_pretty(body).expect("JSON"),
            format!("12:00:01 info: got {body} from the API"),
            format!("curl https://api.clarifai.com/v2/models\n{body}"),
            format!("HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\n\r\n{body}"),
        ] {
            let evidence = masked(&text);
            let Some(Body::Json(found)) = evidence.response.and_then(|response| response.body)
            else {
                panic!("no answer in {text}");
            };
            let found: Value = serde_json::from_str(&found).expect("JSON");
            let status = &found["status"];
            let found_code = if status.is_object() { &status["code"] } else { status };
            assert_eq!(found_code, code, "{text}");
        }
        let expected = if body.get("inputs").is_some() {
            &[PasteKind::Answer][..]
        } else {
            &[PasteKind::Answer]
        };
        assert!(expected.contains(&masked(&body.to_string()).kind), "{body}");
    }
}

#[test]
fn a_grant_is_read_from_what_myscopes_answers_and_from_a_listing_of_one_key() {
    let key = json!({ "id": KEY, "type": "personal_access_token", "scopes": ["All"],
        "created_at": "2021-02-03T04:05:06Z", "expires_at": "" });
    let answer = json!({ "status": { "code": 10000 }, "keys": [key] });
    let evidence = masked(&answer.to_string());
    let grant = evidence.grant.expect("a grant");
    assert_eq!(grant.key_type, Some(KeyType::PersonalAccessToken));
    assert_eq!(grant.scopes, ["All"]);
    assert_eq!(evidence.key_created_at.as_deref(), Some("2021-02-03T04:05:06Z"));
    let failed = masked(r#"{"status":{"code":11007},"scopes":[]}"#);
    assert_eq!(failed.grant, None);
}

#[test]
fn the_same_credential_has_the_same_mark_wherever_it_stands() {
    let other = KEY.replace('c', "d");
    let text = format!(
        "curl -H 'Authorization: Key {KEY}' https://api.clarifai.com/v2/users/u/keys/{other} -d '{{\"a\":\"{other} {KEY}\"}}'"
    );
    let value = shown(&masked(&text));
    assert_eq!(value["authorization"], "Key <credential>");
    assert_eq!(value["request"]["url"], "https://api.clarifai.com/v2/users/u/keys/<credential 2>");
    assert_eq!(value["request"]["body"]["a"], "<credential 2> <credential>");
}

#[test]
fn a_public_id_and_a_plain_word_are_no_credential() {
    let id = "aaa03c23b3724a16a56b629203edc62c";
    let word = "AbstractAuthenticationProcessingFilterImplementation";
    let text = format!("Error: {word} at /v2/models/{id}/outputs");
    assert_eq!(masked(&text).error, Some(text));
}

#[test]
fn secrets_of_others_are_masked_too() {
    // Put together here, so that no scanner takes this file for a leak.
    let fake = "0123456789abcdef0123";
    for secret in [
        ["sk", "-", fake, "wxyz"].concat(),
        ["gh", "p_", fake, "wxyzwxyzwxyz"].concat(),
        ["ey", "JhbGciOiJIUzI1NiJ9.", "eyJzdWIiOiIxIn0.", fake].concat(),
        ["AK", "IA", "0123456789ABCDEF"].concat(),
    ] {
        for text in [
            secret.clone(),
            format!("OTHER_KEY={secret}\nCLARIFAI_PAT={KEY}"),
            format!("Error: rejected {secret} for this call"),
            format!("curl https://api.example.com/v2/x -H 'X-Other: {secret}'"),
            format!(r#"{{"status":{{"code":1}},"note":"{secret}"}}"#),
            format!("HTTP/1.1 200 OK\nSet-Cookie: session={secret}; Path=/\n\nok"),
        ] {
            let shown = shown(&masked(&text)).to_string();
            assert!(!shown.contains(&secret), "{shown}");
            assert!(!shown.contains(&fake[..16]), "{shown}");
        }
    }
    let login = r#"curl https://api.clarifai.com/v2/login -d '{"email":"a@example.com","password":"pass word!"}'"#;
    assert!(!shown(&masked(login)).to_string().contains("pass word!"));
}

#[test]
fn hostile_headers_and_names_are_harmless() {
    let evidence =
        masked("GET /v2/x HTTP/1.1\n__proto__: a\nAccept: b\n\n{\"__proto__\":{\"a\":1}}");
    let value = shown(&evidence);
    assert_eq!(value["request"]["headers"], json!({ "Accept": "b" }));
}

#[test]
fn numbers_keep_their_digits() {
    for (number, expected) in [
        ("9007199254740992", "9007199254740992"),
        ("9007199254740993", "\"9007199254740993\""),
        ("-12345678901234567890", "\"-12345678901234567890\""),
        ("0.12345678901234567890", "0.12345678901234567890"),
        ("1e400", "1e400"),
    ] {
        let evidence = masked(&format!(r#"{{"status":{{"code":{number}}}}}"#));
        let body = evidence.response.and_then(|response| response.body).expect("a body");
        assert_eq!(body, Body::Json(format!(r#"{{"status":{{"code":{expected}}}}}"#)));
    }
}

#[test]
fn a_text_that_is_too_long_is_said_to_be() {
    let long = "a ".repeat(5 << 20);
    assert_eq!(shown(&masked(&long)), json!({ "kind": "too-long" }));
}

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

/// What people do to a key on its way into a text.
fn mangled(key: &str, how: usize) -> String {
    let (first, second) = key.split_at(16);
    match how {
        0 => key.to_owned(),
        1 => key[1..].to_owned(),
        2 => format!("{key}0"),
        3 => format!("{first} {second}"),
        4 => format!("  {key} "),
        5 => format!("\"{key}\""),
        6 => format!("%20{key}%0A"),
        7 => key.bytes().map(|byte| format!("%{byte:02x}")).collect(),
        8 => key.bytes().map(|byte| format!("\\u{byte:04x}")).collect(),
        9 => format!("{first}\u{200b}{second}"),
        10 => format!("{first}-{second}"),
        11 => format!("Key {key}"),
        12 => format!("{key}{key}"),
        13 => format!("<{key}>"),
        14 => format!("${{{key}}}"),
        15 => format!("{}…", &key[..28]),
        16 => format!("{key}!"),
        17 => key
            .chars()
            .map(|c| match c {
                '0'..='9' | 'a'..='f' => char::from_u32(u32::from(c) + 0xfee0).expect("full-width"),
                c => c,
            })
            .collect(),
        18 => format!("YOUR_KEY_{key}"),
        19 => format!("{key},{}", key.chars().rev().collect::<String>()),
        20 => format!("{}.{}", &key[..20], &key[20..]),
        21 => base64(key),
        _ => format!("'{key};"),
    }
}

fn base64(text: &str) -> String {
    use base64ct::{Base64, Encoding};
    Base64::encode_string(text.as_bytes())
}

const TEMPLATES: [&str; 40] = [
    "@",
    "Key @",
    "Bearer @",
    "Authorization: Key @",
    "authorization:@",
    "X-Clarifai-Session-Token: @",
    "Accept: a\nX-Api-Key: @\nCookie: a=@",
    "CLARIFAI_PAT=@",
    "export CLARIFAI_PAT='@' # mine",
    "CLARIFAI_PAT: @",
    "[vars]\nCLARIFAI_API_KEY = \"@\"",
    "curl -H 'Authorization: Key @' https://api.clarifai.com/v2/models",
    "curl -H \"Authorization: @\" https://api.clarifai.com/v2/models",
    "curl -u a:@ https://api.clarifai.com/v2/models",
    "curl -u '@' https://api.clarifai.com/v2/models",
    "curl --oauth2-bearer @ https://api.clarifai.com/v2/models",
    "curl https://a:@@api.clarifai.com/v2/models",
    "curl 'https://api.clarifai.com/v2/models?key=@'",
    "curl https://api.clarifai.com/v2/users/me/keys/@ -X DELETE",
    "curl https://api.clarifai.com/v2/login -d '{\"password\":\"@\"}'",
    "curl https://api.clarifai.com/v2/models -d 'a=b&token=@'",
    "Invoke-RestMethod -Uri https://api.clarifai.com/v2/models -Headers @{ Authorization = \"Key @\" }",
    "curl ^\"https://api.clarifai.com/v2/models^\" -H ^\"Authorization: Key @^\"",
    "fetch('https://api.clarifai.com/v2/models', { headers: { Authorization: 'Key @' } })",
    "fetch(url, { headers: { 'Authorization': \"Key \" + '@' } })",
    "axios.get('https://api.clarifai.com/v2/models', { headers: { authorization: `Key @` } })",
    "import requests\nheaders = {'Authorization': 'Key @'}\nrequests.get(url, headers=headers)",
    "metadata = (('authorization', 'Key @'),)",
    "app = ClarifaiApp(api_key='@')",
    "from clarifai.client import User\nUser(user_id='me', pat=\"@\")",
    "const app = new Clarifai.App({ apiKey: '@' });",
    "GET /v2/models HTTP/1.1\nHost: api.clarifai.com\nAuthorization: Key @\n\n",
    "> GET /v2/models HTTP/1.1\n> Authorization: Key @\n>\n< HTTP/1.1 401\n< set-cookie: a=@\n<\nx",
    "{\"status\":{\"code\":11009,\"details\":\"invalid key(@)\"}}",
    "{\"status\":{\"code\":10000},\"keys\":[{\"id\":\"@\",\"scopes\":[]}]}",
    "{'status': {'code': 11009, 'details': 'invalid key(@)'}}",
    "status {\n  code: CONN_KEY_NOT_FOUND\n  details: \"invalid key(@)\"\n}",
    "details = \"invalid token (@)\"\nstatus = StatusCode.UNAUTHENTICATED",
    "Error: 401 Unauthorized for url: https://api.clarifai.com/v2/models?api_key=@",
    "Traceback (most recent call last):\n  File \"a.py\", line 1\n    pat = '@'\nValueError: bad key @",
];

/// A HAR and a Markdown fence hold the other pastes.
fn wrapped(text: &str, how: usize) -> String {
    match how {
        0 => text.to_owned(),
        1 => format!("```\n{text}\n```\n"),
        2 => format!("Hello, this fails:\n\n{text}\n\nThanks"),
        3 => json!({ "log": { "entries": [{
            "request": { "method": "GET", "url": "https://api.clarifai.com/v2/models", "headers": [],
                "postData": { "text": text } },
            "response": { "status": 401, "headers": [], "content": { "text": text } },
        }] } }).to_string(),
        _ => text.lines().map(|line| format!("> {line}\n")).collect(),
    }
}

#[track_caller]
fn assert_hidden(paste: &str, key: &str) {
    let evidence = masked(paste);
    let text = format!("{} {evidence:?}", shown(&evidence));
    for start in 0..=key.len() - 16 {
        let part = &key[start..start + 16];
        assert!(!text.contains(part), "{part} is shown of {paste:?}: {text}");
    }
}

#[test]
fn no_mangling_of_a_key_is_shown_of_any_paste() {
    for template in TEMPLATES {
        for how in 0..23 {
            let paste = template.replace('@', &mangled(KEY, how));
            for wrapping in 0..5 {
                assert_hidden(&wrapped(&paste, wrapping), KEY);
            }
        }
    }
}

#[test]
fn what_is_revealed_is_as_it_was_pasted() {
    for (template, at) in [
        ("@", "credential"),
        ("Key @", "authorization"),
        ("CLARIFAI_PAT=@", "environment"),
        ("curl -H 'Authorization: Key @' https://api.clarifai.com/v2/models", "authorization"),
        (
            "requests.get('https://x/v2/models', headers={'Authorization': 'Key @'})",
            "authorization",
        ),
        ("Error: bad key @", "error"),
    ] {
        for how in [0, 1, 2, 3, 4, 6, 9, 10, 13, 15, 16] {
            let key = mangled(KEY, how);
            let value = shown(&revealed(&template.replace('@', &key)));
            let text = value[at].as_str().unwrap_or_else(|| panic!("{template} {how}: {value}"));
            assert!(text.contains(key.trim()), "{template}: {text}");
        }
    }
}

proptest! {
    #[test]
    fn any_key_is_hidden_in_any_paste(
        key in "[0-9a-f]{32}",
        template in 0..TEMPLATES.len(),
        how in 0..23_usize,
        wrapping in 0..5_usize,
    ) {
        // A part without a letter could be a number.
        let parts = key.as_bytes().windows(16);
        let telling = |part: &[u8]| part.iter().any(u8::is_ascii_alphabetic);
        prop_assume!(parts.clone().all(telling));
        assert_hidden(&wrapped(&TEMPLATES[template].replace('@', &mangled(&key, how)), wrapping), &key);
    }

    #[test]
    fn any_text_is_read_without_a_fault(text in "\\PC{0,200}") {
        masked(&text);
        revealed(&text);
    }

    #[test]
    fn any_mixture_of_pastes_is_read_without_a_fault(
        pieces in prop::collection::vec((0..150_usize, 0..400_usize, 0..400_usize), 1..4),
    ) {
        let cases = cases();
        let text: String = pieces.iter().map(|(case, from, length)| {
            let (_, paste, _) = cases[case % cases.len()];
            paste.chars().skip(*from).take(*length).collect::<String>()
        }).collect();
        masked(&text);
    }
}

#[test]
fn hostile_texts_come_to_an_end_and_are_of_a_kind() {
    for piece in [
        "a { b: 1 }\n",
        "{\"error\":1}\n",
        ";\n",
        ",\n",
        "ghijklmnopqrstu1 ",
        ":authority: a\n",
        ":path: /a\n",
        "{",
        "[",
        "{\"a\":",
        "{'a':",
        "(",
        "fetch(",
        "get(",
        "\"",
        "'",
        "`",
        "$(",
        "@{",
        "key=\"",
        "key=",
        "key: ",
        "Key ",
        "/keys/",
        "://",
        "%20",
        "\\",
        "\\u0041",
        "status {",
        "a {",
        "curl -d '",
        "curl ",
        "\u{200b}",
        "-H ",
        "Authorization: Key x\n",
        "A=1\n",
        "A=\"\n",
        "> GET / HTTP/1.1\n",
        "\0",
        "=",
        "c0ffee00c0ffee00",
        "c0ffee00c0ffee00c0ffee00c0ffee0 ",
        "```\n",
        "^\"",
        "@\"",
        "\n",
        " ",
        "a:b\n",
        "headers={",
        "const a = get(\n",
        "headers: {",
        "<",
        "eyJ",
        "+",
        "a(b(c[",
        "{a:1},",
        "keys(",
        "a = {\n",
        "a = `",
        "a = 'b' + a + a\n",
        "x.set('a-b', `${a}${a}`)\n",
        "curl -d @- <<A\n",
        ">> \n",
        "\"authorization\",\"value\":",
    ] {
        // A quadratic step takes minutes here, a linear one a part of a second.
        let text = piece.repeat((1 << 15) / piece.len());
        for lead in ["", "import x\n", "curl ", "{\"a\":\"", "CLARIFAI_PAT="] {
            let evidence = read_paste(&[lead, &text].concat(), PasteOptions::default());
            assert!(PasteKind::ALL.contains(&evidence.kind), "{piece:?}");
        }
    }
}
