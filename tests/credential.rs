//! What a text is as a credential, what is wrong with it, and that it is never shown.

use clarifai_auth::{
    Credential, CredentialError, CredentialKind, CredentialReport, CredentialShape, FindingCode,
    KeyType, ParseOptions, RequestTarget, Severity, check_authorization, check_credential,
};
use proptest::prelude::*;

const KEY: &str = "0123456789abcdef0123456789abcdef";

const REPAIR: ParseOptions =
    ParseOptions { repair: true, key_type: None, kind: CredentialKind::Key };

fn codes(report: &CredentialReport) -> Vec<&'static str> {
    report.findings.iter().map(|finding| finding.code.as_str()).collect()
}

/// The text that a span names, in UTF-16.
fn marked(text: &str, span: clarifai_auth::Span) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    String::from_utf16(&units[span.start..span.end]).expect("a span never cuts a character")
}

#[test]
fn a_clean_key_is_ok_and_has_no_findings() {
    let others = ["c0ffee", "deadbeef", "0123456789abcdef", "1234567890abcdef", "a", "9"];
    let repeated = others.map(|part| part.repeat(32).chars().take(32).collect::<String>());
    for key in [KEY, "5a4db0c5f00df00df00df00df00d0001"]
        .into_iter()
        .chain(repeated.iter().map(String::as_str))
    {
        let report = check_credential(key);
        assert_eq!(report.shape, CredentialShape::Key);
        assert!(report.ok && !report.repairable && report.findings.is_empty(), "{report:?}");
        assert_eq!(report.length, 32);
    }
}

#[test]
fn only_zeros_or_only_the_last_digit_are_hinted_at_as_no_real_key() {
    for (digit, before) in [("0", None), ("f", None), ("F", Some("upper-case"))] {
        let text = digit.repeat(32);
        let report = check_credential(&text);
        assert!(report.ok, "{report:?}");
        assert_eq!(report.shape, CredentialShape::Key);
        let expected: Vec<&str> = before.into_iter().chain(["example-credential"]).collect();
        assert_eq!(codes(&report), expected);
        let hint = report.findings.last().expect("a hint");
        assert_eq!(hint.message, "the same digit again and again, which no real key has");
        assert_eq!(hint.severity, Severity::Hint);
        assert!(Credential::parse(&text, &ParseOptions::default()).is_ok());
        let header =
            check_authorization(&format!("Authorization: Key {text}"), RequestTarget::Rest);
        assert!(header.ok, "{header:?}");
    }
}

#[test]
fn a_key_behind_another_vendors_name_is_that_vendors() {
    for (text, vendor) in [
        (format!("DD_API_KEY={KEY}"), "Datadog"),
        (format!("export DD_API_KEY=\"{KEY}\""), "Datadog"),
        (format!("datadogApiKey: '{KEY}',"), "Datadog"),
        (format!("--datadog-api-key {KEY}"), "Datadog"),
        (format!("MY_DATADOG_KEY={KEY}"), "Datadog"),
        (format!("DD_API_KEY=Bearer {KEY}"), "Datadog"),
        (format!("DD_API_KEY={KEY}\nMODEL=x"), "Datadog"),
        (format!("CLARIFAI_PAT=\nDD_API_KEY={KEY}"), "Datadog"),
        (format!("DD-API-KEY: {KEY}"), "Datadog"),
        (format!("DATADOG_API_KEY={KEY}"), "Datadog"),
        (format!("ALGOLIA_ADMIN_KEY={KEY}"), "Algolia"),
        (format!("MISTRAL_API_KEY={KEY}"), "Mistral"),
        (format!("HUGGING_FACE_HUB_TOKEN={KEY}"), "Hugging Face"),
        (format!("HF_TOKEN={KEY}"), "Hugging Face"),
        (format!("AZURE_OPENAI_API_KEY={}", KEY.to_uppercase()), "Azure"),
        (format!("GITHUB_TOKEN={KEY}01234567"), "GitHub"),
    ] {
        let report = check_credential(&text);
        assert_eq!(report.shape, CredentialShape::Foreign, "{text}");
        assert_eq!(report.vendor, Some(vendor), "{text}");
        assert!(!report.ok && !report.repairable, "{text}");
        assert!(codes(&report).contains(&"foreign-credential"), "{text}");
        let repair = ParseOptions { repair: true, ..ParseOptions::default() };
        assert!(Credential::parse(&text, &repair).is_err(), "{text}");
        assert!(!format!("{report:?}").contains(KEY), "{text}");
    }
    let report = check_credential(&format!("DD_API_KEY={KEY}"));
    assert_eq!(
        report.findings[1].message,
        "the name before it says that this is a credential of Datadog, not of Clarifai"
    );
    for text in [format!("my datadog key is {KEY}"), format!("A=1\nB=2\nGROQ_API_KEY={KEY}")] {
        assert!(!check_credential(&text).repairable, "{text}");
    }
}

#[test]
fn a_name_that_is_nobodys_or_clarifais_is_taken_off() {
    for name in [
        // Clarifai's OpenAI-compatible surface is called with it.
        "OPENAI_API_KEY",
        "MY_OPENAI_KEY",
        "KEY",
        "TOKEN",
        "API_KEY",
        "APP_KEY",
        "MY_APP_KEY",
        "SECRET",
        "PERSONAL_ACCESS_TOKEN",
        "RENDERER_KEY",
        "SQUARED",
        "CLARIFAI_PAT",
        "OPENAI_CLARIFAI_KEY",
        "DOCKER_CLARIFAI_PAT",
        "clarifaiForOpenai",
        "ORDER_BOX_KEY",
        "ADD_KEY",
        "DEMO_KEY",
        "CLARAFAI_API_KEY",
    ] {
        let text = format!("{name}={KEY}");
        let report = check_credential(&text);
        assert!(report.repairable && report.vendor.is_none(), "{text}: {report:?}");
    }
    for text in [
        format!("OPENAI_API_KEY=abc\nCLARIFAI_PAT={KEY}"),
        format!("google cloud run CLARIFAI_PAT={KEY}"),
        format!("I moved from OpenAI to you, here is my key: {KEY}"),
    ] {
        assert!(check_credential(&text).repairable, "{text}");
    }
    for (text, shape) in [
        ("OPENAI_API_KEY=", CredentialShape::Empty),
        ("OPENAI_API_KEY=$OTHER", CredentialShape::Placeholder),
        ("OPENAI_API_KEY=your-key", CredentialShape::Placeholder),
        ("docker: Error response from daemon", CredentialShape::Unknown),
    ] {
        assert_eq!(check_credential(text).shape, shape, "{text}");
    }
}

#[test]
fn what_has_one_repair_is_repaired_to_the_key() {
    for (text, expected) in [
        (format!("{KEY} "), &["surrounding-whitespace"][..]),
        (
            format!("\t\u{a0}\u{3000}{KEY}\r\n"),
            &["surrounding-whitespace", "surrounding-whitespace"],
        ),
        (format!("\u{feff}{KEY}"), &["invisible-character"]),
        (format!("{KEY}\u{200b}"), &["invisible-character"]),
        (format!("{}\u{200d}{}", &KEY[..9], &KEY[9..]), &["invisible-character"]),
        (format!("{}\u{202e}{}", &KEY[..1], &KEY[1..]), &["invisible-character"]),
        (format!("{} {}", &KEY[..16], &KEY[16..]), &["inner-whitespace"]),
        (format!("{}\n{}", &KEY[..16], &KEY[16..]), &["line-break"]),
        (format!("{}\r\n  {}", &KEY[..16], &KEY[16..]), &["line-break", "inner-whitespace"]),
        (format!("{}\0{}", &KEY[..16], &KEY[16..]), &["control-character"]),
        (format!("\"{KEY}\""), &["surrounding-quotes", "surrounding-quotes"]),
        (format!("'{KEY}'"), &["surrounding-quotes", "surrounding-quotes"]),
        (format!("`{KEY}`"), &["surrounding-quotes", "surrounding-quotes"]),
        (format!("“{KEY}”"), &["surrounding-quotes", "surrounding-quotes"]),
        (format!("{KEY}'"), &["surrounding-quotes"]),
        (format!("{KEY},"), &["trailing-punctuation"]),
        (
            format!("\"{KEY}\";"),
            &["surrounding-quotes", "surrounding-quotes", "trailing-punctuation"],
        ),
        (format!("Key {KEY}"), &["pasted-scheme"]),
        (format!("key {KEY}"), &["pasted-scheme"]),
        (format!("KEY\t{KEY}"), &["pasted-scheme"]),
        (format!("Key{KEY}"), &["pasted-scheme"]),
        (format!("Bearer {KEY}"), &["pasted-scheme"]),
        (format!("Key Key {KEY}"), &["pasted-scheme", "pasted-scheme"]),
        (
            format!("Authorization: Key {KEY}"),
            &["pasted-header", "surrounding-whitespace", "pasted-scheme"],
        ),
        (format!("authorization:{KEY}"), &["pasted-header"]),
        (format!("CLARIFAI_PAT={KEY}"), &["variable-name"]),
        (
            format!("export CLARIFAI_PAT=\"{KEY}\""),
            &["variable-name", "surrounding-quotes", "surrounding-quotes"],
        ),
        (
            format!("$env:CLARIFAI_PAT = '{KEY}'"),
            &["variable-name", "surrounding-quotes", "surrounding-quotes"],
        ),
        (format!("api_key: {KEY}"), &["variable-name"]),
        (
            format!("const KEY = '{KEY}';"),
            &["variable-name", "surrounding-quotes", "surrounding-quotes", "trailing-punctuation"],
        ),
        (KEY.replace('0', "０").replace('a', "ａ"), &["full-width-character"; 4]),
        (KEY.to_uppercase(), &["upper-case"]),
        (format!(" {}", KEY.to_uppercase()), &["surrounding-whitespace", "upper-case"]),
        (format!("{KEY}{KEY}"), &["repeated-credential"]),
    ] {
        let report = check_credential(&text);
        assert_eq!(codes(&report), expected, "{text:?}");
        assert!(report.repairable, "{text:?}");
        assert_eq!((report.shape, report.length), (CredentialShape::Key, 32), "{text:?}");
        let credential = Credential::parse(&text, &REPAIR).expect("it is repairable");
        assert_eq!(credential.expose(), KEY, "{text:?}");
    }
}

#[test]
fn only_capitals_may_be_sent_as_they_are_though_a_repair_exists() {
    let capitals = KEY.to_uppercase();
    assert!(check_credential(&capitals).ok);
    let as_given = Credential::parse(&capitals, &ParseOptions::default()).expect("it is sendable");
    assert_eq!(as_given.expose(), capitals);
    assert!(!check_credential(&format!("{KEY} ")).ok);
    let refused = Credential::parse(&format!("{KEY} "), &ParseOptions::default());
    assert_eq!(refused.expect_err("padding is refused").code(), "ERR_CREDENTIAL");
}

#[test]
fn what_has_no_repair_or_several_is_not_repaired() {
    let mixed = "0123456789abcdefXYZ3456789abcdef";
    for (text, shape, expected) in [
        ("", CredentialShape::Empty, &["empty"][..]),
        ("  \n ", CredentialShape::Empty, &["surrounding-whitespace", "empty"]),
        ("\"\"", CredentialShape::Empty, &["surrounding-quotes", "surrounding-quotes", "empty"]),
        (&KEY[1..], CredentialShape::Unknown, &["wrong-length"]),
        (&format!("{KEY}0"), CredentialShape::Unknown, &["wrong-length"]),
        (
            &format!("{}!", &KEY[1..]),
            CredentialShape::Unknown,
            &["trailing-punctuation", "wrong-length"],
        ),
        (&format!("!{}", &KEY[1..]), CredentialShape::Unknown, &["wrong-character"]),
        (&format!("pat_{KEY}"), CredentialShape::Unknown, &["wrong-length", "wrong-character"]),
        (&KEY.replace('b', "Ь"), CredentialShape::Unknown, &["wrong-character"]),
        (
            &format!("{KEY} {}", KEY.replace('0', "1")),
            CredentialShape::Unknown,
            &["several-credentials", "inner-whitespace"],
        ),
        (
            &format!("{KEY},{}", KEY.replace('0', "1")),
            CredentialShape::Unknown,
            &["several-credentials"],
        ),
        ("eeed0b6733a644cea07cf4c60f87ebb7", CredentialShape::PublicId, &["public-id"]),
        ("AAA03C23B3724A16A56B629203EDC62C", CredentialShape::PublicId, &["public-id"]),
        (
            " aa7f35c01e0642fda5cf400f543e7c40",
            CredentialShape::PublicId,
            &["surrounding-whitespace", "public-id"],
        ),
        ("abcdefghij-ABCDEFGHIJ_0123456789abcdefgh", CredentialShape::LegacyPair, &["legacy-pair"]),
        ("abcdefghijABCDEFGHIJ0123456789", CredentialShape::LegacyToken, &["legacy-token"]),
    ] {
        let report = check_credential(text);
        let mut found = codes(&report);
        found.sort_unstable();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!((report.shape, found), (shape, expected), "{text:?}");
        assert!(!report.ok && !report.repairable, "{text:?}");
        assert!(Credential::parse(text, &REPAIR).is_err(), "{text:?}");
    }
    let report = check_credential(mixed);
    assert!(report.ok && !report.repairable);
    assert_eq!((report.shape, codes(&report)), (CredentialShape::KeyLike, vec!["not-hexadecimal"]));
}

#[test]
fn placeholders_are_named_as_such() {
    for text in [
        "YOUR_PAT_HERE",
        "YOUR_CLARIFAI_PAT_HERE",
        "YOUR_APP_KEY_HERE",
        "YOUR_API_KEY",
        "YOUR_PERSONAL_ACCESS_TOKEN_HERE",
        "your_clarifai_personal_access_token",
        "<AP_ KEY_HERE>",
        "<your key>",
        "???",
        "None",
        "null",
        "undefined",
        "NaN",
        "ENVVAR",
        "SOME_INVALID_KEY",
        "demo-key",
        "[object Object]",
        "$CLARIFAI_PAT",
        "${CLARIFAI_PAT}",
        "%CLARIFAI_PAT%",
        "{{ clarifai_pat }}",
        "process.env.CLARIFAI_PAT",
        "os.environ['CLARIFAI_PAT']",
        "********************************",
        "••••••••",
        "0123...cdef",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "a123457612345678",
        "Key YOUR_PAT_HERE",
        "\"YOUR_PAT_HERE\"",
        "CLARIFAI_PAT=YOUR_PAT_HERE",
        "api-key-here",
        "[your api key]",
    ] {
        let report = check_credential(text);
        assert_eq!(report.shape, CredentialShape::Placeholder, "{text:?}");
        assert!(!report.ok && !report.repairable, "{text:?}");
    }
}

#[test]
fn a_finding_says_where_in_utf_16() {
    for (text, code, at) in [
        (format!("🔑{} {}", &KEY[..4], &KEY[4..]), FindingCode::InnerWhitespace, " "),
        (format!("{KEY} \t"), FindingCode::SurroundingWhitespace, " \t"),
        (format!("“{KEY}"), FindingCode::SurroundingQuotes, "“"),
        (
            format!("{}\u{e0061}{}", &KEY[..4], &KEY[4..]),
            FindingCode::InvisibleCharacter,
            "\u{e0061}",
        ),
        (format!("Key {KEY}"), FindingCode::PastedScheme, "Key "),
        (format!("{}é{}", &KEY[..4], &KEY[5..]), FindingCode::WrongCharacter, "é"),
    ] {
        let report = check_credential(&text);
        let finding = report.findings.iter().find(|finding| finding.code == code);
        let span = finding
            .and_then(|finding| finding.span)
            .unwrap_or_else(|| panic!("{text:?}: {report:?}"));
        assert_eq!(marked(&text, span), at, "{text:?}");
    }
}

#[test]
fn messages_say_what_and_where() {
    for (text, message) in [
        (format!("{KEY} "), "white space (space) after the credential"),
        (
            format!("\u{feff}{KEY}"),
            "invisible character (byte-order mark, U+FEFF) before the credential",
        ),
        (format!("{} {}", &KEY[..11], &KEY[11..]), "white space (space) at character 12 of 33"),
        (format!("Key {KEY}"), "the scheme word `Key` stands before the credential"),
        (KEY[1..].to_owned(), "31 characters where a credential has 32; one is missing"),
        (format!("{KEY}0"), "33 characters where a credential has 32; one is too many"),
        (String::new(), "credential is empty"),
    ] {
        assert_eq!(check_credential(&text).findings[0].message, message);
    }
}

#[test]
fn headers_are_those_of_each_target() {
    let key = Credential::parse(KEY, &ParseOptions::default()).expect("a key");
    let bearer = format!("Bearer {KEY}");
    let scheme_key = format!("Key {KEY}");
    for (target, name, value) in [
        (RequestTarget::Rest, "Authorization", &scheme_key),
        (RequestTarget::Grpc, "authorization", &scheme_key),
        (RequestTarget::OpenAi, "Authorization", &bearer),
        (RequestTarget::Mcp, "Authorization", &bearer),
    ] {
        let [(found_name, found_value)] = key.headers(target);
        assert_eq!((found_name, found_value.as_str()), (name, value.as_str()), "{target:?}");
    }
}

#[test]
fn a_session_token_has_its_own_header_and_is_no_authorization() {
    let options = ParseOptions { kind: CredentialKind::SessionToken, ..ParseOptions::default() };
    let token = Credential::parse("any.visible-ASCII_token", &options).expect("a token");
    assert_eq!(token.headers(RequestTarget::Rest)[0].0, "X-Clarifai-Session-Token");
    assert_eq!(token.headers(RequestTarget::Grpc)[0].0, "x-clarifai-session-token");
    assert!(matches!(token.authorization(RequestTarget::Rest), Err(CredentialError::SessionToken)));
    for refused in ["", "two words", "line\nbreak", "non-ascii-é"] {
        let error = Credential::parse(refused, &options).expect_err("it cannot stand in a header");
        assert!(error.findings().iter().any(|f| f.severity == Severity::Error), "{refused:?}");
    }
}

#[test]
fn credentials_are_equal_by_their_text_and_kind() {
    let key = |text: &str| Credential::parse(text, &ParseOptions::default()).expect("a key");
    let pat =
        ParseOptions { key_type: Some(KeyType::PersonalAccessToken), ..ParseOptions::default() };
    assert_eq!(key(KEY), Credential::parse(KEY, &pat).expect("a PAT"));
    assert_ne!(key(KEY), key(&KEY.replace('0', "1")));
}

#[test]
fn neither_debug_nor_errors_nor_findings_show_the_credential() {
    let canary = "c0ffee0123456789c0ffee0123456789";
    let credential = Credential::parse(canary, &ParseOptions::default()).expect("a key");
    let mut shown =
        vec![format!("{credential:?}"), format!("{credential:#?}"), credential.fingerprint()];
    for text in [
        format!("{canary} "),
        format!("Key {canary}"),
        format!("{canary}0"),
        format!("{canary}é"),
        format!("{canary} {}", canary.replace('c', "d")),
        format!("X_{canary}={canary}"),
        format!("{}\n{}", &canary[..8], &canary[8..]),
    ] {
        let report = check_credential(&text);
        shown.push(format!("{report:?} {}", serde_json::to_string(&report).expect("a report")));
        if let Err(error) = Credential::parse(&text, &ParseOptions::default()) {
            shown.push(format!("{error} {error:?}"));
        }
    }
    for text in shown {
        assert!(!text.contains("c0ffee0123"), "{text}");
    }
}

#[test]
fn what_masks_a_credential_is_marked_in_small_letters_and_in_capitals() {
    for (text, start, end) in
        [("X", 0, 1), ("Xx", 0, 2), ("XXXXXXXX", 0, 8), ("c0ffXXXXXXXX", 4, 12)]
    {
        let report = check_credential(text);
        let masked = report.findings.iter().find(|finding| finding.code == FindingCode::Masked);
        let span = masked.and_then(|finding| finding.span).expect("a place");
        assert_eq!((span.start, span.end), (start, end), "{text}");
    }
}

proptest! {
    #[test]
    fn any_wrapping_of_a_key_is_found_and_undone(
        digits in "[0-9a-f]{32}",
        layers in prop::collection::vec(0..9_usize, 1..5),
    ) {
        prop_assume!(check_credential(&digits).ok);
        let mut text = digits.clone();
        for layer in layers {
            text = match layer {
                0 => format!(" {text}"),
                1 => format!("{text}\r\n"),
                2 => format!("\"{text}\""),
                3 => format!("‘{text}’"),
                4 => format!("\u{feff}{text}\u{200b}"),
                5 => format!("Key {text}"),
                6 => format!("CLARIFAI_PAT={text}"),
                7 => format!("{text};"),
                _ => format!("Authorization: {text}"),
            };
        }
        let report = check_credential(&text);
        prop_assert!(!report.ok && report.repairable && !report.findings.is_empty(), "{:?}", report);
        let repaired = Credential::parse(&text, &REPAIR).expect("it is repairable");
        prop_assert_eq!(repaired.expose(), &digits);
        let shown = format!("{report:?}");
        prop_assert!(!shown.contains(&digits));
    }

    #[test]
    fn any_text_at_all_gets_a_report_whose_spans_fit_it(text in "\\PC*|[ -~]*|[\\x00-\\x7f]{0,80}|.{0,80}") {
        let report = check_credential(&text);
        let units = text.encode_utf16().count();
        for finding in &report.findings {
            if let Some(span) = finding.span {
                prop_assert!(span.start < span.end && span.end <= units, "{:?}", finding);
                marked(&text, span);
            }
        }
        prop_assert_eq!(Credential::parse(&text, &ParseOptions::default()).is_ok(), report.ok);
        prop_assert_eq!(Credential::parse(&text, &REPAIR).is_ok(), report.ok || report.repairable);
    }
}

#[test]
fn a_text_of_any_length_costs_no_more_than_the_longest_that_is_read() {
    for piece in ["a", " ", "\" ", "\u{200b}x", "Key ", "\n1", "é", "0 ", "a=", "Ｋ"] {
        let longest = check_credential(&piece.repeat(65_536 / piece.len()));
        assert!(!longest.ok && longest.findings.len() < 100, "{piece:?}");
        let longer = check_credential(&piece.repeat(1_000_000 / piece.len()));
        assert_eq!(codes(&longer), ["wrong-length"], "{piece:?}");
        assert_eq!(
            longer.findings[0].message,
            "more than 65536 bytes where a credential has 32 characters"
        );
    }
}

#[test]
fn of_two_credentials_neither_is_chosen() {
    let other = KEY.replace('0', "1");
    for between in [" ", ",", ";", ":", "=", " = ", "|", "/", "\n", " : "] {
        let text = format!("{KEY}{between}{other}");
        let report = check_credential(&text);
        assert!(!report.ok && !report.repairable, "{text:?}: {report:?}");
        assert!(codes(&report).contains(&"several-credentials"), "{text:?}: {report:?}");
        let error = Credential::parse(&text, &REPAIR).expect_err("two repairs exist");
        assert_eq!(error.to_string(), "2 credentials stand in one text");
    }
}

#[test]
fn a_text_that_holds_a_key_is_no_placeholder() {
    for text in [
        format!("Clarifai API key: {KEY}"),
        format!("my key {KEY}"),
        format!("<{KEY}>"),
        format!("{KEY} # my key"),
        format!("\"CLARIFAI_PAT\": \"{KEY}\""),
        format!("https://api.clarifai.com/v2/users/me/keys/{KEY}"),
        format!("${KEY}"),
        format!("curl -H \"Authorization: Key {KEY}\" https://api.clarifai.com/v2/models"),
    ] {
        assert_ne!(check_credential(&text).shape, CredentialShape::Placeholder, "{text:?}");
    }
}

#[test]
fn an_error_names_what_no_repair_takes_away() {
    for (text, message) in [
        (format!(" {}", &KEY[1..]), "31 characters where a credential has 32; one is missing"),
        ("YOUR_PAT_HERE ".to_owned(), "a placeholder stands where the credential should"),
        (format!("{KEY} "), "white space (space) after the credential"),
    ] {
        let error = Credential::parse(&text, &ParseOptions::default()).expect_err("it is refused");
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn no_message_tells_a_character_of_the_credential() {
    let wide: String = KEY
        .chars()
        .map(|c| char::from_u32(u32::from(c) + 0xfee0).expect("a full-width character"))
        .collect();
    let shown = serde_json::to_string(&check_credential(&wide)).expect("a report");
    assert!(!shown.contains("U+FF"), "{shown}");
}
