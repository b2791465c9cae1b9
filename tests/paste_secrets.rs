//! No credential of a paste is shown.
#![cfg(feature = "texts")]

#[path = "paste/helpers.rs"]
#[allow(dead_code, reason = "each file uses some of them")]
mod helpers;

use helpers::{KEY, masked, revealed, shown};
use proptest::prelude::*;
use serde_json::json;

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

const TEMPLATES: [&str; 46] = [
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
    "curl -H Authorization: Key @ https://api.clarifai.com/v2/models",
    "curl https://api.clarifai.com/v2/models -H X-Clarifai-Session-Token: @",
    "curl -F 'password=@' --url-query 'token=@' https://api.clarifai.com/v2/models",
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
    "rpc error: code = Unauthenticated desc = invalid key(@)",
    "Error: 16 UNAUTHENTICATED: invalid key(@)\n    at a (b.js:1:2)",
    "HTTP/2 200\ngrpc-status: 16\ngrpc-message: invalid key(@)\n\n",
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
}
