//! Texts that are made to do harm.
#![cfg(feature = "texts")]

#[path = "paste/helpers.rs"]
#[allow(dead_code, reason = "each file uses some of them")]
mod helpers;

use clarifai_auth::{PasteKind, PasteOptions, read_paste};
use helpers::{cases, masked, revealed, shown};
use proptest::prelude::*;
use serde_json::json;

#[test]
fn hostile_headers_and_names_are_harmless() {
    let evidence =
        masked("GET /v2/x HTTP/1.1\n__proto__: a\nAccept: b\n\n{\"__proto__\":{\"a\":1}}");
    let value = shown(&evidence);
    assert_eq!(value["request"]["headers"], json!({ "Accept": "b" }));
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

proptest! {
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
