//! Which texts are leaks of Clarifai's credentials, where they are, and that none is ever shown.

use clarifai_auth::{Credential, CredentialKind, Leak, ParseOptions, scan_text};
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
