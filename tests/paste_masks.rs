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
