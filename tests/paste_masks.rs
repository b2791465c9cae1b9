//! What a paste does not show, and what it does.
#![cfg(feature = "texts")]

use clarifai_auth::{PasteOptions, read_paste};

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
