//! Which texts are leaks of Clarifai's credentials, where they are, and that none is ever shown.
#![cfg(feature = "texts")]

use clarifai_auth::{Credential, CredentialKind, Leak, LeakCertainty, ParseOptions, scan_text};
use proptest::prelude::*;

const CASES: &str = include_str!("scan/cases.txt");

/// Neither is in the order of the alphabet or repeated; the second has the marks of a random UUID.
const KEYS: [&str; 2] = ["c0ffee15dead10ccfeedfacecafebabe", "c0ffee15dead40ccbeedfacecafebabe"];
const ID: &str = "f00df00dcafe4c0ca0deadfacade0001";
const MIXED: &str = "C0FFEEfor15deadGophers10ccXYzzy7";
const TOKEN: &str = "ZmFrZSBzZXNzaW9u.fake-session_0123+not/real789==";

/// A text, and where in it leaks are expected: a byte, a length, a context and a certainty.
struct Case {
    name: String,
    text: String,
    leaks: Vec<(usize, usize)>,
    expected: String,
}

/// Puts values where the marks are; the places of the keys and tokens are those of the leaks.
fn filled(template: &str, key: &str) -> (String, Vec<(usize, usize)>) {
    let far = "x = 1\n".repeat(300);
    let capitals = key.to_uppercase();
    let marks = [
        ("{key}", key, true),
        ("{KEY}", &capitals, true),
        ("{mixed}", MIXED, true),
        ("{token}", TOKEN, true),
        ("{id}", ID, false),
        ("{far}", &far, false),
    ];
    let (mut text, mut places, mut rest) = (String::new(), Vec::new(), template);
    while let Some(c) = rest.chars().next() {
        match marks.iter().find(|(mark, ..)| rest.starts_with(mark)) {
            Some((mark, value, secret)) => {
                if *secret {
                    places.push((text.len(), value.len()));
                }
                text.push_str(value);
                rest = &rest[mark.len()..];
            }
            None => {
                text.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    (text, places)
}

fn cases(key: &str) -> Vec<Case> {
    let cases = CASES.split("\n=== ").skip(1).map(|case| {
        let (head, template) = case.split_once('\n').expect("a head and a text");
        let (name, expected) = head.rsplit_once(": ").expect("a name and what is found");
        let (text, leaks) = filled(template, key);
        let leaks = if expected == "nothing" { Vec::new() } else { leaks };
        Case { name: name.to_owned(), text, leaks, expected: expected.to_owned() }
    });
    cases.collect()
}

/// `context certainty`, as the cases and JavaScript spell them.
fn described(leak: &Leak) -> String {
    let json = serde_json::to_value(leak).expect("a leak is plain");
    let word = |name: &str| json[name].as_str().expect("a word").to_owned();
    [word("context"), word("certainty")].join(" ")
}

#[test]
fn each_case_is_found_in_its_places_and_nothing_else() {
    let mut wrong = Vec::new();
    for key in KEYS {
        for Case { name, text, leaks, expected } in cases(key) {
            let found = scan_text(&text);
            let places: Vec<_> =
                found.iter().map(|leak| (leak.bytes.start, leak.bytes.len())).collect();
            let said: Vec<_> = found.iter().map(described).collect();
            if places != leaks || said.iter().any(|said| *said != expected) {
                wrong.push(format!(
                    "{name} ({key}): expected {leaks:?} {expected}, found {places:?} {said:?}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn there_are_enough_cases_of_both_sorts() {
    let (none, some): (Vec<_>, Vec<_>) =
        cases(KEYS[0]).into_iter().partition(|case| case.leaks.is_empty());
    assert!(some.len() >= 60 && none.len() >= 30, "{} and {}", some.len(), none.len());
}

#[test]
fn a_leak_says_where_it_is_in_bytes_units_lines_and_columns() {
    let before = "// 🔑 é\r\nx = '…'; ";
    let text = format!("{before}CLARIFAI_PAT = '{}'\r\n# CLARIFAI_KEY={}", KEYS[0], KEYS[1]);
    let [first, second] = &scan_text(&text)[..] else { panic!("two leaks: {text}") };
    let units = |bytes: usize| text[..bytes].encode_utf16().count();
    for (leak, key, line, column) in [(first, KEYS[0], 2, 26), (second, KEYS[1], 3, 16)] {
        assert_eq!(&text[leak.bytes.clone()], key);
        assert_eq!((leak.line, leak.column), (line, column));
        assert_eq!(leak.span.start, units(leak.bytes.start));
        assert_eq!(leak.span.end, leak.span.start + 32);
        let credential = Credential::parse(key, &ParseOptions::default()).expect("a key");
        assert_eq!(leak.fingerprint, credential.fingerprint());
        assert_eq!(leak.kind, CredentialKind::Key);
    }
}

#[test]
fn neither_debug_nor_json_of_a_leak_shows_the_credential() {
    for key in KEYS {
        for Case { name, text, .. } in cases(key) {
            let leaks = scan_text(&text);
            let shown =
                format!("{leaks:?} {}", serde_json::to_string(&leaks).expect("leaks are plain"));
            for part in
                [&key[..10], &key[22..], &MIXED[..10], &TOKEN[..10], &key.to_uppercase()[..10]]
            {
                assert!(!shown.contains(part), "{name}: {shown}");
            }
        }
    }
}

#[test]
fn at_most_ten_thousand_leaks_are_listed() {
    let text = format!("CLARIFAI_PAT={}\n", KEYS[0]).repeat(10_001);
    let leaks = scan_text(&text);
    assert_eq!(leaks.len(), 10_000);
    assert_eq!(leaks[9_999].line, 10_000);
}

/// Not timed: what took more than linear time would not end within any patience.
#[test]
fn hostile_texts_are_read_to_their_end() {
    let key = KEYS[0];
    for piece in [
        "c".to_owned(),
        "0123456789abcdef".to_owned(),
        format!("{key}\n"),
        format!("{key} "),
        "clarifai".to_owned(),
        format!("key \"{key}\" "),
        format!("pat='{key}'\n"),
        format!("id:\"{key}\","),
        format!("{{\"id\":\"{key}\""),
        format!("/keys/{key}"),
        "session_token=1234".to_owned(),
        "\"".to_owned(),
        "((((((((=".to_owned(),
        "&quot;".to_owned(),
        "; ".to_owned(),
        "\0".to_owned(),
        "é".to_owned(),
        "a.b-c_d::".to_owned(),
        format!("{}=\n", "value ".repeat(10)),
        format!("%20{key}\\n"),
    ] {
        let text = piece.repeat(200_000 / piece.len());
        assert!(scan_text(&text).len() <= 10_000, "{piece:?}");
    }
}

/// Lines that are no leaks, also beside one.
const HARMLESS: [&str; 14] = [
    "import clarifai\n",
    "const id = 'f00df00dcafe4c0ca0deadfacade0001';\n",
    "model_id: f00df00dcafe4c0ca0deadfacade0001\n",
    "ETag: \"f00df00dcafe4c0ca0deadfacade0001\"\n",
    "f00df00dcafe4c0ca0deadfacade0001  clarifai/api_key.py\n",
    "Authorization: Key $CLARIFAI_PAT\n",
    "{\"outputs\":[{\"id\":\"f00df00dcafe4c0ca0deadfacade0001\"}]}\n",
    "CLARIFAI_PAT=00000000000000000000000000000000\n",
    "apiKey: process.env.CLARIFAI_API_KEY,\n",
    "x = \"日本語 🔑\"; // …\n",
    "https://api.clarifai.com/v2/models/f00df00dcafe4c0ca0deadfacade0001/outputs\n",
    "!function(e,t){var n=t(12);e.exports=n}(this,function(){return 1});\n",
    "CLARIFAI_PAT=c0ffee15dead10ccfeedfacecafebabec0ffee15dead10ccfeedfacecafebabe\n",
    "\n",
];

/// What stands before a key on the line of a leak.
const LEAKING: [&str; 8] = [
    "CLARIFAI_PAT=",
    "  CLARIFAI_API_KEY: ",
    "const app = new Clarifai.App({ apiKey: '",
    "curl -H \"Authorization: Key ",
    "app = ClarifaiApp(api_key=\"",
    "DELETE https://api.clarifai.com/v2/users/me/keys/",
    "\"details\": \"invalid key(",
    "{\"name\":\"Authorization\",\"value\":\"Key ",
];

proptest! {
    #[test]
    fn a_leak_in_harmless_lines_is_found_in_its_place_and_nothing_else(
        before in prop::collection::vec(0..HARMLESS.len(), 0..40),
        after in prop::collection::vec(0..HARMLESS.len(), 0..40),
        leaking in 0..LEAKING.len(),
        digits in "[0-9a-f]{32}",
    ) {
        let different = (0..16).filter(|digit| digits.contains(&format!("{digit:x}"))).count();
        prop_assume!(different > 8);
        let lines = |chosen: &[usize]| chosen.iter().map(|at| HARMLESS[*at]).collect::<String>();
        let start = format!("{}{}", lines(&before), LEAKING[leaking]);
        let text = format!("{start}{digits}\n{}", lines(&after));
        let leaks = scan_text(&text);
        prop_assert_eq!(leaks.len(), 1, "{} {:?}", text, leaks);
        prop_assert_eq!(leaks[0].bytes.clone(), start.len()..start.len() + 32);
        prop_assert_eq!(leaks[0].line, before.len() + 1);
        prop_assert_eq!(leaks[0].column, LEAKING[leaking].len() + 1);
        prop_assert_eq!(leaks[0].span.start, start.encode_utf16().count());
        let shown = format!("{leaks:?}");
        prop_assert!(!shown.contains(&digits));
    }

    #[test]
    fn harmless_lines_alone_hold_no_leak(
        chosen in prop::collection::vec(0..HARMLESS.len(), 0..80),
    ) {
        let text: String = chosen.iter().map(|at| HARMLESS[*at]).collect();
        prop_assert_eq!(scan_text(&text), []);
    }

    #[test]
    fn the_places_in_any_text_fit_it(
        pieces in prop::collection::vec("\\PC{0,12}|CLARIFAI_(PAT|KEY)[=: \"]{1,4}|[0-9a-f]{32}|Key |\\n|&quot;|%20|\\\\n", 0..40),
    ) {
        let text = pieces.concat();
        let mut last = 0;
        for leak in scan_text(&text) {
            prop_assert!(leak.bytes.start >= last);
            last = leak.bytes.end;
            let before = text.get(..leak.bytes.start).expect("at a character");
            prop_assert_eq!(leak.bytes.len(), 32);
            prop_assert_eq!(leak.span.start, before.encode_utf16().count());
            prop_assert_eq!(leak.line, before.matches('\n').count() + 1);
        }
    }
}

#[test]
fn a_made_up_text_is_a_possible_leak_where_a_credential_belongs_and_none_elsewhere() {
    for text in [
        "0123456789abcdef0123456789abcdef",
        "c0ffee00c0ffee00c0ffee00c0ffee00",
        "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6",
        "deadbeefdeadbeefdeadbeefdeadbeef",
    ] {
        for before in ["CLARIFAI_PAT=", "Authorization: Key ", "/v2/users/ada/keys/"] {
            let leaks = scan_text(&format!("{before}{text}\n"));
            assert_eq!(leaks.len(), 1, "{before}{text}");
            assert_eq!(leaks[0].certainty, LeakCertainty::Possible, "{before}{text}");
        }
        assert_eq!(scan_text(&format!("see clarifai: {text}\n")), [], "{text}");
    }
}
