//! How a key that takes another's place is told from all others.

use clarifai_auth::{
    Credential, ParseOptions, companion_description, plain_description, replacement_description,
    replaces,
};

#[track_caller]
fn key(text: &str) -> Credential {
    Credential::parse(text, &ParseOptions::default()).unwrap()
}

fn keys() -> [Credential; 2] {
    ["c0ffee00c0ffee00c0ffee00c0ffee00", "0123456789abcdef0123456789abcdef"].map(key)
}

#[test]
fn the_mark_is_the_fingerprint_of_the_key_to_replace() {
    let [old, other] = keys();
    let marked = replacement_description("shop", &old);
    assert_eq!(marked, "shop (replaces the key sha256:23e0bf16a823)");
    assert_eq!(marked, ["shop (replaces the key ", &old.fingerprint(), ")"].concat());
    assert_ne!(marked, replacement_description("shop", &other));
}

#[test]
fn a_mark_takes_the_place_of_an_earlier_one() {
    let [earlier, old] = keys();
    let first = replacement_description("shop", &earlier);
    assert_eq!(replacement_description(&first, &old), replacement_description("shop", &old));
}

#[test]
fn the_mark_holds_no_credential() {
    for old in keys() {
        assert!(!replacement_description("shop", &old).contains(old.expose()));
    }
}

#[test]
fn without_its_mark_every_description_is_as_it_was() {
    let [old, _] = keys();
    for description in
        ["", "shop", "sh\u{f6}p (old)", " (replaces the key sha256:", "a (replaces the key of b)"]
    {
        let marked = replacement_description(description, &old);
        assert_eq!(plain_description(&marked), description);
        assert_eq!(plain_description(description), description);
    }
}

#[test]
fn only_a_replacement_of_that_key_replaces_it() {
    let [old, other] = keys();
    let marked = replacement_description("shop", &old);
    assert!(replaces(&marked, &old));
    assert!(!replaces(&marked, &other));
    assert!(!replaces("shop", &old));
    assert!(!replaces(&[&marked, " "].concat(), &old));
    let beside = companion_description("shop", &old);
    assert!(!replaces(&beside, &old), "the old one shall stay");
    assert_eq!(plain_description(&beside), "shop");
    assert_eq!(replacement_description(&beside, &other), replacement_description("shop", &other));
}
