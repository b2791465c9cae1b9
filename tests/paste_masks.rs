//! What a paste does not show, and what it does.
#![cfg(feature = "texts")]

use clarifai_auth::{PasteOptions, mask_credentials, read_paste};
use proptest::prelude::*;

fn shown(text: &str) -> String {
    format!("{:?}", read_paste(text, PasteOptions::default()))
}

#[test]
fn what_hides_a_credential_in_part_shows_little_of_it() {
    let key = "c0ffee15dead10ccfeedfacecafebabe";
    for hidden in [
        format!("{}********{}", &key[..14], &key[19..]),
        format!("{}...{}", &key[..15], &key[17..]),
        format!("{}…", &key[..20]),
    ] {
        for before in ["CLARIFAI_PAT=", "Authorization: Key ", "curl -H 'Authorization: Key "] {
            let shown = shown(&format!("{before}{hidden}\n"));
            assert!(!shown.contains(&key[..8]), "{before}{hidden}: {shown}");
        }
    }
    let shown = shown("Authorization: Key c0ff…babe\n");
    assert!(shown.contains("Key c0ff…babe"), "{shown}");
}

#[test]
fn a_password_that_looks_like_a_reference_is_hidden_and_a_reference_is_shown() {
    for secret in ["$ecretPassw0rdXY", "%trongPassw0rd", "__abcdef0123xyz"] {
        let shown =
            shown(&format!("CLARIFAI_USER_PASSWORD={secret}\nCLARIFAI_PAT=$CLARIFAI_PAT\n"));
        assert!(!shown.contains(&secret[2..]), "{shown}");
        assert!(shown.contains("CLARIFAI_PAT=$CLARIFAI_PAT"), "{shown}");
    }
}

#[test]
fn a_long_part_of_a_known_secret_is_hidden_elsewhere() {
    let shown = shown("DB_PASSWORD=Correct1horse2battery3staple\nlog: got orse2battery3staple\n");
    assert!(!shown.contains("battery"), "{shown}");
}

#[test]
fn scopes_and_endpoints_of_an_answer_are_masked_too() {
    let key = "c0ffee15dead10ccfeedfacecafebab";
    let paste = format!(
        r#"{{"status":{{"code":10000}},"scopes":["{key}","Predict"],"endpoints":["/x/{key}"]}}"#
    );
    let evidence = read_paste(&paste, PasteOptions::default());
    let grant = evidence.grant.expect("an answer of myscopes");
    assert!(grant.scopes.contains(&"Predict".to_owned()), "{grant:?}");
    assert!(!format!("{grant:?}").contains("c0ffee15dead"), "{grant:?}");
}

/// Ways to write one character as others.
fn encoded(key: &str, how: usize) -> String {
    let each = |write: &dyn Fn(char) -> String| key.chars().map(write).collect::<String>();
    let code = |c: char| u32::from(c);
    match how {
        0 => key.to_owned(),
        1 => each(&|c| format!("%{:02x}", code(c))),
        2 => each(&|c| format!("%25{:02X}", code(c))),
        3 => each(&|c| format!("%252525{:02x}", code(c))),
        4 => each(&|c| format!("\\x{:02x}", code(c))),
        5 => each(&|c| format!("\\\\x{:02x}", code(c))),
        6 => each(&|c| format!("\\u{:04x}", code(c))),
        7 => each(&|c| format!("\\u{{{:x}}}", code(c))),
        8 => each(&|c| format!("\\U{:08x}", code(c))),
        9 => each(&|c| format!("\\{:03o}", code(c))),
        10 => each(&|c| format!("&#x{:x};", code(c))),
        11 => each(&|c| format!("&#{};", code(c))),
        12 => each(&|c| format!("&amp;#{};", code(c))),
        13 => each(&|c| format!("%26%23{}%3B", code(c))),
        14 => each(&|c| format!("{c}\u{200b}")),
        15 => each(&|c| char::from_u32(code(c) + 0xfee0).expect("full width").to_string()),
        16 => format!("{}%{:02x}{}", &key[..15], key.as_bytes()[15], &key[16..]),
        17 => format!("{}&#{};{}", &key[..15], key.as_bytes()[15], &key[16..]),
        18 => key.to_uppercase(),
        _ => unreachable!("there are 19"),
    }
}

/// Ways to write a key in pieces; `at` is where it is split.
fn split(key: &str, at: usize, how: usize) -> String {
    const BETWEEN: [&str; 14] = [
        "\n",
        "\r\n",
        "\n    ",
        "\\\n    ",
        "\n> ",
        " ",
        "  ",
        "\t",
        "-",
        "_",
        ".",
        "\" \\\n  \"",
        "' + '",
        "\\n",
    ];
    match how {
        14 => [&key[..8], &key[8..12], &key[12..16], &key[16..20], &key[20..]].join("-"),
        15 => [&key[..8], &key[8..16], &key[16..24], &key[24..]].join(" "),
        16 => key.chars().map(|c| format!("{c} ")).collect::<String>().trim_end().to_owned(),
        how => [&key[..at], BETWEEN[how], &key[at..]].concat(),
    }
}

const PLACES: [&str; 19] = [
    "@",
    "Authorization: Key @\nAccept: text/plain\n",
    "curl -H 'Authorization: Key @' https://api.clarifai.com/v2/models",
    "curl --user ada:@ https://api.clarifai.com/v2/models",
    "curl https://api.clarifai.com/v2/users/me/keys/@",
    "curl 'https://api.clarifai.com/v2/models?key=@&page=1'",
    "curl https://ada:@@api.clarifai.com/v2/models",
    "CLARIFAI_PAT=@\nCLARIFAI_USER_ID=ada\n",
    "CLARIFAI_PAT=1\n# the old one: @\n",
    "my_setting=@\nCLARIFAI_PAT=$PAT\n",
    "env:\n  - name: CLARIFAI_PAT\n    value: @\n",
    "fetch('https://api.clarifai.com/v2/models', { headers: { Authorization: 'Key @' } })",
    "import os\nPAT = '@'\n",
    "2024-01-01T00:00:00Z ERROR call failed, key @ was refused",
    "2024-01-01 12:00:00 ERROR url=https://api.clarifai.com/v2/models?pat=@",
    "POST /v2/x HTTP/1.1\nHost: api.clarifai.com\n\n--b\nContent-Disposition: form-data; name=\"key\"\n\n@\n--b--\n",
    "status {\n  details: \"invalid key (@)\"\n}\n",
    "Traceback (most recent call last):\n  File \"a.py\", line 3\nKeyError: '@'\n",
    "<html><body>key=@ </body></html>",
];

/// What is seen of a text once its escapes are undone, in small letters, and the same without signs.
fn readings(text: &str) -> [String; 3] {
    let mut plain = text.to_owned();
    for _ in 0..6 {
        let (mut next, mut rest) = (String::new(), plain.as_str());
        while let Some(c) = rest.chars().next() {
            let number = |start: &str, radix: u32, length: usize, end: &str| {
                let behind = rest.strip_prefix(start)?;
                let length = if length > 0 { length } else { behind.find(end)? };
                let number = u32::from_str_radix(behind.get(..length)?, radix).ok()?;
                let behind = behind.get(length..)?;
                Some((char::from_u32(number)?, behind.strip_prefix(end).unwrap_or(behind)))
            };
            let undone = number("%", 16, 2, "")
                .or_else(|| number("\\x", 16, 2, ""))
                .or_else(|| number("\\u{", 16, 0, "}"))
                .or_else(|| number("\\u", 16, 4, ""))
                .or_else(|| number("\\U", 16, 8, ""))
                .or_else(|| number("&#x", 16, 0, ";"))
                .or_else(|| number("&#", 10, 0, ";"))
                .or_else(|| number("\\", 8, 3, ""))
                .or_else(|| Some(('&', rest.strip_prefix("&amp;")?)))
                .or_else(|| Some(('\\', rest.strip_prefix("\\\\")?)));
            let (c, behind) = undone.unwrap_or((c, &rest[c.len_utf8()..]));
            let narrow = u32::from(c).checked_sub(0xfee0).and_then(char::from_u32);
            next.push(narrow.filter(char::is_ascii_alphanumeric).unwrap_or(c));
            rest = behind;
        }
        plain = next;
    }
    let plain = plain.to_lowercase();
    let joined = plain.chars().filter(char::is_ascii_alphanumeric).collect();
    [text.to_lowercase(), plain, joined]
}

#[track_caller]
fn assert_hidden(paste: &str, key: &str) {
    let evidence = read_paste(paste, PasteOptions::default());
    let json = serde_json::to_string(&evidence).expect("evidence is plain data");
    for shown in [format!("{evidence:?}"), json, mask_credentials(paste)] {
        for reading in readings(&shown) {
            for part in key.as_bytes().windows(8) {
                let part = std::str::from_utf8(part).expect("ASCII");
                assert!(!reading.contains(part), "{part} of {paste:?} in {shown}");
            }
        }
    }
}

/// In JSON a text is written by its own escapes.
fn in_json(text: &str) -> String {
    let value = serde_json::json!({
        "status": { "code": 11009, "details": text }, text: [text, { "name": "a", "value": text }],
    });
    value.to_string()
}

proptest! {
    #[test]
    fn no_writing_of_a_key_is_shown(
        key in "([a-f][0-9]|[0-9][a-f]){16}",
        how in 0..19_usize,
        place in 0..PLACES.len(),
    ) {
        let written = encoded(&key, how);
        assert_hidden(&PLACES[place].replacen('@', &written, 1), &key);
        assert_hidden(&in_json(&written), &key);
        assert_hidden(&written.replace('\\', "\\\\"), &key);
    }

    #[test]
    fn no_splitting_of_a_key_shows_a_piece(
        key in "([a-f][0-9]|[0-9][a-f]){16}",
        at in 4..28_usize,
        how in 0..17_usize,
        place in 0..PLACES.len(),
    ) {
        let written = split(&key, at, how);
        assert_hidden(&PLACES[place].replacen('@', &written, 1), &key);
        assert_hidden(&in_json(&written), &key);
    }
}

#[test]
fn secrets_of_other_kinds_are_hidden_and_what_stands_around_them_is_kept() {
    for (text, expected) in [
        ("http -a ada:hunt3r!two https://x.example", "http -a ada:<credential> https://x.example"),
        (
            "http --auth ada:hunter https://x.example",
            "http --auth ada:<credential> https://x.example",
        ),
        (
            "wget --password=a&b --user=ada x.example",
            "wget --password=<credential> --user=ada x.example",
        ),
        ("wget --http-password hunter x.example", "wget --http-password <credential> x.example"),
        ("curl -u 'ada:hun ter' x.example", "curl -u 'ada:<credential>' x.example"),
        ("mysql -uroot -phunter db", "mysql -uroot -p<credential> db"),
        ("mkdir -p directory", "mkdir -p directory"),
        ("DB_PASS=hunter", "DB_PASS=<credential>"),
        ("PASSPHRASE=hunter", "PASSPHRASE=<credential>"),
        ("PGPASSWORD=hunter", "PGPASSWORD=<credential>"),
        ("MYPWD=hunter", "MYPWD=<credential>"),
        ("APP_SECRET_VALUE=hunter", "APP_SECRET_VALUE=<credential>"),
        ("SLACK_TOKEN=hunter", "SLACK_TOKEN=<credential>"),
        ("SECRET_NAME=letters", "SECRET_NAME=letters"),
        ("max_tokens=12", "max_tokens=12"),
        ("mysql://ada:pw/with@db.example/x", "mysql://ada:<credential>@db.example/x"),
        ("mysql://ada:p@ss@db.example/x", "mysql://ada:<credential>@db.example/x"),
        ("http://db.example:80/a@b", "http://db.example:80/a@b"),
        (
            r#"{"name":"password","value":"hunter"}"#,
            r#"{"name":"password","value":"<credential>"}"#,
        ),
        ("- name: DB_PASS\n  value: hunter\n", "- name: DB_PASS\n  value: <credential>\n"),
        (
            "form-data; name=\"password\"\r\n\r\nhunter\r\n--b",
            "form-data; name=\"password\"\r\n\r\n<credential>\r\n--b",
        ),
        (
            "name=\"token\"\\r\\nContent-Type: text/plain\\r\\n\\r\\nhunter\\r\\n--b",
            "name=\"token\"\\r\\nContent-Type: text/plain\\r\\n\\r\\n<credential>\\r\\n--b",
        ),
        ("process.env.DB_PASSWORD || 'hunter'", "process.env.DB_PASSWORD || '<credential>'"),
        ("?page=1&password=pa%24%24word&x=1", "?page=1&password=<credential>&x=1"),
    ] {
        assert_eq!(mask_credentials(text), expected);
        assert_eq!(mask_credentials(expected), expected);
    }
    let body = "curl https://x.example -d '{\"name\":\"password\",\"value\":\"hunter\"}'";
    assert!(!format!("{:?}", read_paste(body, PasteOptions::default()).request).contains("hunter"));
    let json = serde_json::to_string(&read_paste(body, PasteOptions::default())).expect("JSON");
    assert!(!json.contains("hunter"), "{json}");
}

#[test]
fn references_are_shown_and_what_could_be_a_password_is_not() {
    for reference in [
        "#{VAR}",
        "env.VAR",
        "$env:VAR",
        "%VAR%",
        "${{ secrets.X }}",
        "$VAR",
        "${VAR}",
        "{{ var }}",
        "process.env.DB_PASSWORD",
        "@VAR@",
        "__VAR__",
        "ENVVAR",
    ] {
        for before in ["PASSWORD=", "password: ", "CLARIFAI_PAT="] {
            let text = [before, reference].concat();
            assert_eq!(mask_credentials(&text), text);
        }
    }
    for secret in [
        "env.S3cr3ts!",
        "${VAR:-hunter2}",
        "$2a$10$abcdefgh",
        "%pa55word",
        "#hunter22",
        "{hunter22}",
    ] {
        let shown = mask_credentials(&["PASSWORD=", secret].concat());
        assert!(!shown.contains(&secret[secret.len() - 5..]), "{shown}");
    }
}

#[test]
fn a_whole_text_is_masked_in_place() {
    let line = "2024-01-01 GET https://api.clarifai.com/v2/models 401\n";
    let text = line.repeat(50) + "Authorization: Key c0ffee15dead10ccfeedfacecafebabe\n";
    let expected = line.repeat(50) + "Authorization: Key <credential>\n";
    assert_eq!(mask_credentials(&text), expected);
    let later = "bad secret hunter2!x\npassword=hunter2!x\n";
    assert_eq!(mask_credentials(later), "bad secret <credential>\npassword=<credential>\n");
    assert_eq!(mask_credentials(""), "");
}

const KEY: &str = "c0ffee15dead10ccfeedfacecafebabe";
const NO_DIGIT: &str = "KpqxRmWvTqGwZnXcYbMhLsPdGfJjNtSk";
const MIXED: [&str; 2] = ["Kp7xRm2vTq9wZn4c", "Yb6hLs8dGf3jNt5k"];

/// What both ways of masking show of a text.
fn both(text: &str) -> [String; 2] {
    let evidence = read_paste(text, PasteOptions::default());
    [mask_credentials(text), serde_json::to_string(&evidence).expect("evidence is plain data")]
}

#[track_caller]
fn assert_hides(text: &str, secrets: &[&str]) {
    for shown in both(text) {
        for secret in secrets {
            assert!(!shown.contains(secret), "{secret} of {text:?} in {shown}");
        }
    }
}

#[test]
fn cookies_are_hidden_to_their_end() {
    for text in [
        "Cookie: a=b; sid=Zk39dk2kQx",
        "GET /v2/models HTTP/1.1\nHost: api.clarifai.com\nCookie: _ga=GA1.1; sid=Zk39dk2kQx\n\n",
        "HTTP/1.1 200 OK\nSet-Cookie: theme=dark; Path=/, sid=Zk39dk2kQx; HttpOnly\n\n{}",
        "Error at x\ncookie: \"theme=dark\"; sid=Zk39dk2kQx\n",
        "curl 'https://api.clarifai.com/v2/models' -H 'cookie: a=b; sid=Zk39dk2kQx'",
        "curl https://api.clarifai.com/v2/models -b 'a=b; sid=Zk39dk2kQx'",
        "curl https://api.clarifai.com/v2/models -b sid=Zk39dk2kQx",
        "curl https://api.clarifai.com/v2/models --cookie \"sid=Zk39dk2kQx\"",
        "_header: 'GET / HTTP/1.1\\r\\nCookie: a=b; sid=Zk39dk2kQx\\r\\nHost: x\\r\\n',",
        r#"{"cookies":[{"name":"theme","value":"dark"},{"name":"sid","value":"Zk39dk2kQx","path":"/"}]}"#,
        r#"{"log":{"entries":[{"request":{"cookies":[{"name":"sid","value":"Zk39dk2kQx"}]}}]}}"#,
        r#"{"status":{"code":1},"cookies":[{"name":"sid","value":"Zk39dk2kQx"}]}"#,
    ] {
        assert_hides(text, &["Zk39"]);
    }
    assert_eq!(
        mask_credentials("curl -H 'cookie: a=b; c=d' -H 'accept: x' https://x.example"),
        "curl -H 'cookie: <credential>' -H 'accept: x' https://x.example"
    );
    assert_eq!(mask_credentials("Vary: Cookie\nAccept: x"), "Vary: Cookie\nAccept: x");
    assert_eq!(mask_credentials("git checkout -b feature-2"), "git checkout -b feature-2");
    let list = r#"{"cookies":[{"name":"a","value":"b"}],"headers":[{"name":"c","value":"d"}]}"#;
    assert_eq!(mask_credentials(list), list.replace("\"b\"", "\"<credential>\""));
}

#[test]
fn a_private_key_is_one_mark_however_it_is_written() {
    let lines: Vec<String> =
        (0..20).map(|line| format!("MIIEvQIBADANBgkqhkiG9w0BAQEF+{line}/AASCBKcwggSj")).collect();
    let dashes = "-----";
    for label in ["PRIVATE KEY", "RSA PRIVATE KEY", "OPENSSH PRIVATE KEY"] {
        let begin = format!("{dashes}BEGIN {label}{dashes}");
        let end = format!("{dashes}END {label}{dashes}");
        for line_break in ["\n", "\r\n", "\\n", "\n    ", "\n> ", "\n\n"] {
            let body = [line_break, &lines.join(line_break), line_break].concat();
            let whole = [begin.as_str(), &body, &end].concat();
            for text in [
                whole.clone(),
                format!("PRIVATE_KEY=\"{whole}\"\nA=1\n"),
                format!("PRIVATE_KEY={whole}\nA=1\n"),
                format!("tls.key: |\n  {whole}\nnext: 1\n"),
                format!("{{\"private_key\":\"{whole}\"}}"),
                format!("curl https://x.example -d '{whole}'"),
            ] {
                assert_hides(&text, &["MIIE", "AASC"]);
                let shown = mask_credentials(&text);
                assert!(shown.contains(&begin) && shown.contains(&end), "{shown}");
                assert_eq!(shown.matches("<credential").count(), 1, "{shown}");
            }
            assert_hides(&[begin.as_str(), &body].concat(), &["MIIE", "AASC"]);
        }
    }
    let public = format!("{dashes}BEGIN PUBLIC KEY{dashes}\nabc\n{dashes}END PUBLIC KEY{dashes}");
    assert_eq!(mask_credentials(&public), public);
}

#[test]
fn a_known_credential_without_a_digit_is_hidden_elsewhere() {
    for text in [
        format!("Authorization: Key {NO_DIGIT}\ninvalid credentials \"{NO_DIGIT}\" for ada"),
        format!("log {NO_DIGIT}x\nCLARIFAI_PAT={NO_DIGIT}\n"),
        format!("Authorization: Key {NO_DIGIT}\n\n{{\"got\":\"{NO_DIGIT}\"}}"),
        format!(
            "{{\"status\":{{\"code\":1,\"details\":\"invalid key({NO_DIGIT})\"}},\"x\":\"{NO_DIGIT}\"}}"
        ),
    ] {
        assert_hides(&text, &[&NO_DIGIT[..16]]);
    }
}

#[test]
fn a_backslash_of_a_shell_splits_no_credential() {
    for second in ["8751255089756074", "9751255089756074", "a751255089756074", "1751255089756074"] {
        let text = format!(
            "curl -H Authorization:\\ Key\\ c0ffee15dead10cc\\{second} https://api.clarifai.com/v2/models"
        );
        assert_hides(&text, &["c0ffee15", &second[2..]]);
    }
}

#[test]
fn a_key_of_any_letters_in_two_lines_is_hidden_in_the_position_of_a_credential() {
    let [first, second] = MIXED;
    for text in [
        format!("\"Authorization\": \"Key {first}\"\n  \"{second}\""),
        format!("Authorization: Key {first}\n {second}"),
        format!(
            "  _header: 'POST / HTTP/1.1\\r\\nAuthorization: Key {first}' +\n   '{second}\\r\\n'"
        ),
        format!("invalid key({first}\n{second})"),
        format!("curl -H \"Authorization: Key {first}\"\"{second}\" https://x.example"),
        format!("CLARIFAI_PAT=\"{first}\n{second}\"\n"),
        format!("pat: >-\n  {first}\n  {second}\n"),
    ] {
        assert_hides(&text, &[first, second]);
    }
    let text = "Authorization: Key hunter22\nAccept: text/plain\nX-Version: 12\n";
    assert_eq!(mask_credentials(text), text.replace("hunter22", "<credential>"));
}

#[test]
fn tokens_of_other_vendors_are_hidden_by_the_table() {
    let random = "aB3dE5gH7jK9mN2pQ4sT6vW8yZ1cF0iL";
    for start in [
        ["GOC", "SPX-"],
        ["gl", "rt-"],
        ["NR", "AK-"],
        ["xo", "xs-"],
        ["AS", "IA"],
        ["PM", "AK-"],
        ["pscale", "_pw_"],
        ["hv", "s."],
        ["gl", "pat-"],
        ["sk", "-"],
        ["ya", "29."],
    ] {
        let token = [&start.concat(), &random[..20]].concat();
        assert_hides(&format!("failed with {token} here"), &[&random[12..20]]);
    }
    for text in [
        "test_the_model_answers_in_10_seconds",
        "polar_coordinates_to_xy_2d_and_back",
        "1000.123456789012345678",
        "live_view_of_a_camera_number_1234567",
        "sk-learn-like-estimators-and-more",
    ] {
        assert_eq!(mask_credentials(text), text);
    }
}

#[test]
fn ordinary_texts_stay_readable() {
    for text in [
        "\"credentials\": \"include\"",
        "credentials: 'same-origin'",
        "credentials: 'omit'",
        r#"{"key":"Content-Type","value":"application/json"}"#,
        r#"{"key":"http.method","value":{"stringValue":"GET"}}"#,
        "configMapKeyRef:\n  name: x\n  key: log.level",
        "<li key=\"1\">",
        "names.sort(key=str.lower)",
        "sorted(a, key=len)",
        "Key: Ctrl+C",
        "def f(token: str, pat: str = None) -> None:",
        "    token: Optional[str] = None",
        "    pat: str | None = None",
        "password: string;",
        "interface A { apiKey: string, token?: string }",
        "let key = keys[0];",
        "const token = tokens[index];",
        "token = response.json()[\"token\"]",
        "pat = input(\"PAT: \")",
        "com.acme.vision.ClarifaiInvalidCredentialsExceptionV2",
        "getPersonalAccessTokenFromEnvironmentVariable1",
        "commit 3f9a1c27b84e4d06a5e2970cd18b6f4391d07be4",
        "image: x@sha256:3f9a1c27b84e4d06a5e2970cd18b6f4391d07be4c26f4a38b1f05e6d7ac8392b",
        "PRIMARY KEY (user_id), KEY (`id`), KEY (id)",
        "id(3)",
        "invalid token (expired)",
        "invalid key(None)",
        "token: expired",
        "auth: required",
        "password: required",
        "docker run -u 1000:1000 x",
        "pip install -U clarifai:latest",
        "git clone https://ada@github.com/x.git",
        "Basic usage12345 and key features2024",
        "\"nextPageToken\":\"CAUQAA\"",
        "next_page_token: abc",
    ] {
        assert_eq!(mask_credentials(text), text);
        for shown in both(&format!("It worked yesterday:\n\n  {text}\n\nWhat changed?\n")) {
            assert!(!shown.contains("<credential"), "{text:?} in {shown}");
        }
    }
    let integrity =
        "integrity sha512-".to_owned() + &"3f9a1c27b84e+d06/5e29+".repeat(4)[..86] + "==";
    assert_eq!(mask_credentials(&integrity), integrity);
    // The id of a request has the form of a key, and nothing tells that it is none.
    let answer = r#"{"status":{"code":21200,"req_id":"7b1e5c2d9a3f4b6e8d0c1a2b3c4d5e6f"}}"#;
    for shown in both(answer) {
        assert!(shown.contains("<credential>") && !shown.contains("7b1e5c2d"), "{shown}");
    }
}

#[test]
fn what_looks_like_ordinary_text_is_hidden_where_it_is_a_secret() {
    for (text, secret) in [
        (r#"{"key":"password","value":"hunter"}"#, "hunter"),
        (r#"{"key":"X-Api-Key","value":"hunter"}"#, "hunter"),
        ("password: stringent", "stringent"),
        ("PASSWORD=string1", "string1"),
        ("PASSWORD=abc(def)", "abc("),
        ("PASSWORD=keys[hunter22]", "hunter22"),
        ("key: hunter22", "hunter22"),
        ("key = KpqxRmWvTqGwZnXcYbMh", "KpqxRm"),
        ("invalid token (hunter)", "hunter"),
        ("curl -u ada:12345678901 x.example", "12345678901"),
        ("https://c0ffee15dead10cc@github.com/x.git", "c0ffee15"),
        ("x Kp7xRm2vTq9wZn4cYb6hLs8dGf3jNt5kA x", "Kp7xRm2v"),
        ("x ABcdEFghIJklMNopQRstUVwxYZabCDefGH1 x", "ABcdEFgh"),
        ("x aaaabbbbccccddddeeeeffffgggghhhhiiii1 x", "aaaabbbb"),
        ("pageToken: hunter22\ntoken: hunter33", "hunter33"),
    ] {
        assert_hides(text, &[secret]);
    }
}

#[test]
fn a_known_credential_is_hidden_where_the_id_of_a_request_or_a_digest_stands() {
    for text in [
        format!("Authorization: Key {KEY}\nreq_id: {KEY}"),
        format!("req_id: \"sdk-{}\"\nAuthorization: Key {KEY}", &KEY[4..]),
        format!("x-request-id: {}\nCLARIFAI_PAT={KEY}", &KEY[10..20]),
        format!("Authorization: Key {KEY}\n\n{{\"status\":{{\"req_id\":\"{KEY}\"}}}}"),
        format!("CLARIFAI_PAT={KEY}\ncommit {KEY}01234567"),
        format!("sha256:{KEY}{KEY}\nAuthorization: Key {KEY}"),
    ] {
        assert_hides(&text, &[&KEY[10..20]]);
    }
    assert_hides(&format!("sha256:{KEY} is {KEY}, req: {KEY}"), &[&KEY[..8]]);
}

#[test]
fn each_of_a_hundred_secrets_is_hidden_elsewhere() {
    let secret = |index: usize| format!("hunt{index:03}er{:03}", 999 - index);
    let named: String =
        (0..90).map(|index| format!("S{index}_SECRET={}\n", secret(index))).collect();
    let told: String =
        (0..90).map(|index| format!("failed for {} again\n", secret(index))).collect();
    let secrets: Vec<String> = (0..90).map(secret).collect();
    let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
    assert_hides(&(told + &named), &secrets);
}
