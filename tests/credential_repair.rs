//! Whatever is done to a key on its way through clipboards, files and programs is noticed, and undone
//! where that can be done in one way.

use base64ct::{Base64, Base64Unpadded, Encoding};
use clarifai_auth::{
    Credential, CredentialKind, CredentialReport, CredentialShape, ParseOptions, Severity,
    check_credential,
};
use proptest::prelude::*;

const KEY: &str = "c0ffee0123456789c0ffee0123456789";
const OTHER: &str = "deadbeef01234567deadbeef01234567";

const REPAIR: ParseOptions =
    ParseOptions { repair: true, key_type: None, kind: CredentialKind::Key };

fn codes(report: &CredentialReport) -> Vec<&'static str> {
    report.findings.iter().map(|finding| finding.code.as_str()).collect()
}

#[track_caller]
fn is_repaired(text: &str, code: &str) {
    let report = check_credential(text);
    assert!(codes(&report).contains(&code), "{text:?}: {:?}", codes(&report));
    assert!(report.repairable, "{text:?}: {report:?}");
    assert_eq!((report.shape, report.length), (CredentialShape::Key, 32), "{text:?}");
    let credential = Credential::parse(text, &REPAIR).expect("it is repairable");
    assert_eq!(credential.expose(), KEY, "{text:?}");
}

#[track_caller]
fn is_refused(text: &str, shape: CredentialShape, code: &str) {
    let report = check_credential(text);
    assert!(codes(&report).contains(&code), "{text:?}: {:?}", codes(&report));
    assert_eq!(report.shape, shape, "{text:?}");
    assert!(!report.ok && !report.repairable, "{text:?}: {report:?}");
    assert!(Credential::parse(text, &REPAIR).is_err(), "{text:?}");
}

/// Every character of Unicode with the property White_Space.
const WHITE_SPACE: [char; 25] = [
    '\t', '\n', '\u{b}', '\u{c}', '\r', ' ', '\u{85}', '\u{a0}', '\u{1680}', '\u{2000}',
    '\u{2001}', '\u{2002}', '\u{2003}', '\u{2004}', '\u{2005}', '\u{2006}', '\u{2007}', '\u{2008}',
    '\u{2009}', '\u{200a}', '\u{2028}', '\u{2029}', '\u{202f}', '\u{205f}', '\u{3000}',
];

#[test]
fn every_kind_of_white_space_is_taken_away_before_within_and_after() {
    for space in WHITE_SPACE {
        is_repaired(&format!("{space}{KEY}"), "surrounding-whitespace");
        is_repaired(&format!("{KEY}{space}{space}"), "surrounding-whitespace");
        let within = format!("{}{space}{}", &KEY[..7], &KEY[7..]);
        let is_break = matches!(space, '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}')
            || matches!(space, '\u{2028}' | '\u{2029}');
        is_repaired(&within, if is_break { "line-break" } else { "inner-whitespace" });
    }
}

/// Groups on one line have one order. A narrow window or a mail breaks a key once: in more lines it may
/// be a column of something else.
#[test]
fn groups_on_one_line_are_joined_and_lines_only_where_one_break_parts_them() {
    let groups = |size: usize, gap: &str| {
        let groups: Vec<&str> = (0..32).step_by(size).map(|at| &KEY[at..at + size]).collect();
        groups.join(gap)
    };
    for size in [4, 8, 16] {
        is_repaired(&groups(size, " "), "inner-whitespace");
    }
    for gap in ["\n", "\r\n", " \n\t", "\n\n"] {
        is_repaired(&groups(16, gap), "line-break");
        for size in [2, 4, 8] {
            let text = groups(size, gap);
            is_refused(&text, CredentialShape::Unknown, "wrong-length");
            is_refused(&format!("CLARIFAI_PAT={text}"), CredentialShape::Unknown, "wrong-length");
        }
    }
    // The same key in several lines is one key.
    is_repaired(&[KEY, KEY, KEY].join("\n"), "repeated-credential");
    // A dash is no white space: with dashes it is the id of something else.
    for size in [4, 8, 16] {
        is_refused(&groups(size, "-"), CredentialShape::Unknown, "wrong-character");
    }
    let report = check_credential(&groups(8, "\n"));
    let finding = report.findings.iter().find(|f| f.code.as_str() == "wrong-length").expect("it");
    assert_eq!(finding.message, "32 characters where a credential has 32, in more than two lines");
}

#[test]
fn what_is_not_seen_is_taken_away_before_within_and_after() {
    let bidirectional = ('\u{202a}'..='\u{202e}').chain('\u{2066}'..='\u{2069}');
    let others =
        "\u{feff}\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{61c}\u{2060}\u{ad}\u{180e}\u{fe0f}";
    for c in bidirectional.chain(others.chars()) {
        is_repaired(&format!("{c}{KEY}"), "invisible-character");
        is_repaired(&format!("{KEY}{c}"), "invisible-character");
        is_repaired(&format!("{}{c}{}", &KEY[..20], &KEY[20..]), "invisible-character");
    }
}

#[test]
fn quotes_of_every_style_are_taken_away() {
    for (open, close) in [
        ("\"", "\""),
        ("'", "'"),
        ("`", "`"),
        ("“", "”"),
        ("„", "“"),
        ("‘", "’"),
        ("«", "»"),
        ("「", "」"),
        ("＂", "＂"),
        ("´", "´"),
        ("\"'", "'\""),
        ("b'", "'"),
        ("\"", ""),
        ("", "'"),
    ] {
        is_repaired(&format!("{open}{KEY}{close}"), "surrounding-quotes");
    }
}

#[test]
fn names_before_it_are_taken_away() {
    for (text, code) in [
        (format!("-H \"Authorization: Key {KEY}\""), "pasted-argument"),
        (format!("-H'Authorization: Key {KEY}'"), "pasted-argument"),
        (format!("-HAuthorization: Key {KEY}"), "pasted-argument"),
        (format!("Ｋｅｙ {KEY}"), "pasted-scheme"),
        (format!("Кеу {KEY}"), "pasted-scheme"),
        (format!("--header='authorization: key {KEY}'"), "pasted-header"),
        (format!("--oauth2-bearer {KEY}"), "pasted-argument"),
        (format!("--api-key={KEY}"), "pasted-argument"),
        (format!("-e CLARIFAI_PAT={KEY}"), "variable-name"),
        (format!("Proxy-Authorization: Key {KEY}"), "pasted-header"),
        (format!("x-api-key: {KEY}"), "pasted-header"),
        (format!("'Authorization': 'Key {KEY}',"), "pasted-header"),
        (format!("\"authorization\": f\"Key {KEY}\""), "pasted-header"),
        (format!("Token {KEY}"), "pasted-scheme"),
        (format!("kEY {KEY}"), "pasted-scheme"),
        (format!("export CLARIFAI_PAT={KEY}"), "variable-name"),
        (format!("set CLARIFAI_PAT={KEY}"), "variable-name"),
        (format!("$env:CLARIFAI_PAT=\"{KEY}\""), "variable-name"),
        (format!("ENV CLARIFAI_PAT={KEY}"), "variable-name"),
        (format!("const pat: string = '{KEY}';"), "variable-name"),
        (format!("let pat: &str = \"{KEY}\";"), "variable-name"),
        (format!("public static final String PAT = \"{KEY}\";"), "variable-name"),
        (format!("apiKey := \"{KEY}\""), "variable-name"),
        (format!("'api_key' => '{KEY}',"), "variable-name"),
        (format!("api_key=\"{KEY}\")"), "variable-name"),
    ] {
        is_repaired(&text, code);
    }
}

#[test]
fn fragments_of_json_and_yaml_are_taken_away() {
    for text in [
        format!("{{\"key\": \"{KEY}\"}}"),
        format!("{{ \"CLARIFAI_PAT\": \"{KEY}\", }}"),
        format!("[\"{KEY}\"]"),
        format!("({KEY})"),
        format!("<{KEY}>"),
        format!("- {KEY}"),
        format!("- CLARIFAI_PAT: '{KEY}'"),
        format!("# CLARIFAI_PAT={KEY}"),
        format!("// {KEY}"),
        format!("> {KEY}"),
        format!("<code>{KEY}</code>"),
        format!("{KEY}<br>"),
        format!("{KEY}  # the key of the demo"),
        format!("CLARIFAI_PAT={KEY} // do not commit"),
    ] {
        is_repaired(&text, "pasted-fragment");
    }
    for text in [format!("pat: {KEY}"), format!("pat: \"{KEY}\" \n"), format!("pat = '{KEY}'")] {
        is_repaired(&text, "variable-name");
    }
}

#[test]
fn escape_sequences_around_it_are_taken_away() {
    for text in [
        format!("{KEY}\\n"),
        format!("\\\"{KEY}\\\""),
        format!("\\u0022{KEY}\\u0022"),
        format!("\\\"Key {KEY}\\\""),
        format!("&quot;{KEY}&quot;"),
        format!("{KEY}\\r\\n"),
        format!("{KEY}&nbsp;"),
    ] {
        is_repaired(&text, "escape-sequence");
    }
}

#[test]
fn encodings_are_undone() {
    for text in [
        format!("Key%20{KEY}"),
        format!("%22{KEY}%22"),
        format!("{KEY}%0A"),
        format!("{KEY}%0d%0a"),
        format!("%20Key%20{KEY}"),
        KEY.bytes().map(|byte| format!("%{byte:02X}")).collect(),
        KEY.replace('c', "%63"),
        format!("{KEY}%250A"),
    ] {
        is_repaired(&text, "percent-encoded");
    }
    let base64 = |text: &str| Base64::encode_string(text.as_bytes());
    for text in [
        base64(KEY),
        base64(KEY).trim_end_matches('=').to_owned(),
        base64(&format!("{KEY}\n")),
        base64(&format!("Key {KEY}")),
        format!("Basic {}", base64(&format!("{KEY}:"))),
        format!("Basic {}", base64(&format!("clarifai:{KEY}"))),
        base64(&base64(KEY)),
        format!("CLARIFAI_PAT: {}", base64(KEY)),
    ] {
        is_repaired(&text, "base64-encoded");
    }
}

#[test]
fn look_alikes_are_read_where_one_digit_is_meant() {
    for (from, to) in [
        ('c', 'с'),
        ('e', 'е'),
        ('c', 'ϲ'),
        ('0', 'О'),
        ('0', 'ο'),
        ('1', 'Ӏ'),
        ('3', 'З'),
        ('e', '𝐞'),
        ('e', '𝓮'),
        ('f', '𝕗'),
        ('0', '𝟎'),
        ('7', '𝟽'),
        ('5', '٥'),
        ('5', '५'),
        ('2', '²'),
        ('6', '₆'),
        ('c', 'ⅽ'),
    ] {
        is_repaired(&KEY.replace(from, &to.to_string()), "look-alike-character");
    }
    is_repaired(&KEY.replace('4', "４"), "full-width-character");
    is_repaired(&KEY.to_uppercase().replace('E', "Е"), "look-alike-character");
    // `Ь` could be `b` and could be `6`.
    is_refused(&KEY.replacen('6', "Ь", 1), CredentialShape::Unknown, "wrong-character");
}

#[test]
fn a_letter_that_stands_for_a_digit_may_be_sent_and_is_warned_of() {
    for (from, to) in [('0', 'O'), ('0', 'o'), ('1', 'l'), ('1', 'I')] {
        let text = KEY.replace(from, &to.to_string());
        is_repaired(&text, "letter-for-digit");
        let report = check_credential(&text);
        assert!(report.ok && report.findings.iter().all(|f| f.severity == Severity::Warning));
        let as_given = Credential::parse(&text, &ParseOptions::default()).expect("it is sendable");
        assert_eq!(as_given.expose(), text);
    }
    is_repaired(&KEY.to_uppercase().replace('0', "O"), "letter-for-digit");
    is_repaired(&KEY.to_uppercase(), "upper-case");
    // With a letter that looks like no digit, it may be what it is.
    let report = check_credential(&format!("Oz{}", &KEY[2..]));
    assert_eq!((report.shape, codes(&report)), (CredentialShape::KeyLike, vec!["not-hexadecimal"]));
}

#[test]
fn one_key_within_other_text_is_taken_out() {
    for text in [
        format!("My Clarifai key is {KEY}"),
        format!("curl -H \"Authorization: Key {KEY}\" https://api.clarifai.com/v2/models"),
        format!("setx CLARIFAI_PAT {KEY}"),
        format!("metadata = (('authorization', 'Key {KEY}'),)"),
        format!("https://proxy.example/?api_key={KEY}&x=1"),
        format!("Authorization: Key {KEY}\r\nContent-Type: application/json"),
        format!("PAT = '{KEY}'\nUSER_ID = 'clarifai'"),
        format!("clarifai:\n  pat: {KEY}\n  user_id: me"),
        format!("**{KEY}**"),
        format!("| {KEY} |"),
        format!("…{KEY}"),
    ] {
        is_repaired(&text, "surrounding-text");
    }
    // Of the two, only one stands behind a word that says what it is.
    is_repaired(
        &format!("models/{OTHER}/outputs -H 'Authorization: Key {KEY}'"),
        "surrounding-text",
    );
    for text in [
        format!("{KEY}{KEY}"),
        format!("{KEY}{KEY}{KEY}"),
        format!("{KEY} {KEY}"),
        format!("{KEY}\n{KEY}\n"),
        format!("CLARIFAI_PAT={KEY}\nCLARIFAI_API_KEY={KEY}"),
    ] {
        is_repaired(&text, "repeated-credential");
    }
}

#[test]
fn what_can_be_read_in_two_ways_or_none_is_refused() {
    let unknown = CredentialShape::Unknown;
    for (text, code) in [
        (KEY[1..].to_owned(), "wrong-length"),
        (Base64::encode_string(KEY.as_bytes()) + "0", "wrong-length"),
        (KEY[..31].to_owned(), "wrong-length"),
        (format!("{KEY}0"), "wrong-length"),
        (format!("{KEY}{OTHER}"), "wrong-length"),
        (format!("{KEY} {OTHER}"), "several-credentials"),
        (format!("Key {KEY}, Key {OTHER}"), "several-credentials"),
        (format!("PAT={KEY}\nKEY={OTHER}"), "several-credentials"),
        (format!("const r=\"{KEY}\", o=\"{OTHER}\""), "several-credentials"),
        (format!("model {OTHER} key {KEY}"), "several-credentials"),
        (format!("{KEY} (md5 is {OTHER})"), "several-credentials"),
        (format!("{KEY} # {OTHER}"), "several-credentials"),
        (format!("Key {KEY}\nKey {OTHER}"), "several-credentials"),
        (format!("Key {KEY} Key {OTHER}"), "several-credentials"),
        (format!("Key {KEY}, {OTHER}"), "several-credentials"),
        (format!("{KEY}, Key {OTHER}"), "several-credentials"),
        (format!("{KEY}Key {OTHER}"), "several-credentials"),
        (format!("CLARIFAI_PAT={KEY}\nAuthorization: Key {OTHER}"), "several-credentials"),
        (format!("Authorization: Key {KEY}\nCLARIFAI_API_KEY={OTHER}"), "several-credentials"),
        (format!("CLARIFAI_PAT={KEY}\\n{OTHER}"), "several-credentials"),
        (format!("the md5 is {KEY}"), "wrong-length"),
        (format!("monkey {KEY}"), "wrong-length"),
        (format!("MODEL_VERSION_ID={KEY}"), "wrong-length"),
        (format!("modelId: '{KEY}'"), "wrong-length"),
        (format!("--model-id {KEY}"), "wrong-length"),
        (format!("Content-MD5: {KEY}"), "wrong-length"),
        (format!("sha256={KEY}"), "wrong-length"),
        (format!("the digest {KEY} of the file"), "wrong-length"),
        (format!("{}-{}", &KEY[..16], &KEY[16..]), "wrong-character"),
        (format!("{KEY}\r\nX-Injected: yes"), "header-injection"),
        (format!("Key {KEY}\nX-Injected: yes"), "header-injection"),
        (format!("{KEY}%0d%0aX-Injected:%20yes"), "header-injection"),
        (format!("pat_{KEY}"), "wrong-length"),
        ("Good morning to all of you who read this".to_owned(), "wrong-length"),
    ] {
        is_refused(&text, unknown, code);
    }
}

#[test]
fn stand_ins_are_told_apart() {
    for (code, texts) in [
        (
            "unset-value",
            &[
                "None",
                "null",
                "nil",
                "undefined",
                "NaN",
                "[object Object]",
                "[object Response]",
                "[Function: getKey]",
                "Promise { <pending> }",
                "unset",
                "~",
                "<nil>",
                "'None'",
            ][..],
        ),
        (
            "unexpanded-reference",
            &[
                "$CLARIFAI_PAT",
                "${CLARIFAI_PAT}",
                "\"${CLARIFAI_PAT:-}\"",
                "$(cat key.txt)",
                "%CLARIFAI_PAT%",
                "$env:CLARIFAI_PAT",
                "{{ clarifai_pat }}",
                "${{ secrets.CLARIFAI_PAT }}",
                "<%= clarifai_pat %>",
                "{clarifai_pat}",
                "%s",
                "process.env.CLARIFAI_PAT",
                "import.meta.env.VITE_CLARIFAI_PAT",
                "os.environ['CLARIFAI_PAT']",
                "os.environ.get(\"CLARIFAI_PAT\")",
                "os.getenv('CLARIFAI_PAT')",
                "ENV['CLARIFAI_PAT']",
                "secrets.CLARIFAI_PAT",
                "op://vault/clarifai/pat",
                "ENVVAR",
                "Key $CLARIFAI_PAT",
                "CLARIFAI_PAT=$CLARIFAI_PAT",
                "__CLARIFAI_PAT__",
                "@CLARIFAI_PAT@",
            ],
        ),
        (
            "truncated",
            &[
                "c0ff…6789",
                "c0ffee…",
                "c0ffee0123456789c0ffee...",
                "...6789",
                "Key c0ff...",
                "c0ff..6789",
                "c0ff. . .6789",
                "c0ff . . . 6789",
                "c0ff[...]6789",
                "c0ff[…]",
                "(…)6789",
                "c0ff(...)6789",
                "c0ff⋯6789",
                "c0ff⋮6789",
                "c0ff‥6789",
                "c0ff．．．6789",
                "c0ff···6789",
                "c0ff[truncated]",
                "c0ff <snip> 6789",
                "c0ff [truncated, 24 more]",
            ],
        ),
        (
            "masked",
            &[
                "********************************",
                "••••••••",
                "c0ff****************6789",
                "*****6789",
                "c0ff***6789",
                "c0ff•••6789",
                "xxxxxx",
                "<credential>",
                "<credential 2>",
                "[FILTERED]",
                "*** redacted ***",
                "▒▒▒▒▒▒▒▒",
                "1ff3xxxxxxxxxxxxxxxxxxxxxxxx49b3",
            ],
        ),
        (
            "placeholder",
            &[
                "YOUR_PAT_HERE",
                "<YOUR_PAT>",
                "your-api-key",
                "[your key]",
                "changeme",
                "INSERT_KEY_HERE",
                "CLARIFAI_PAT",
                "Key YOUR_APP_KEY_HERE",
                "a123457612345678",
                "some-invalid-key-321",
                "dummy",
                "yourApiKey",
                "YourClarifaiPAT",
            ],
        ),
    ] {
        for text in texts {
            is_refused(text, CredentialShape::Placeholder, code);
        }
    }
}

#[test]
fn retired_secrets_and_session_tokens_are_told_apart() {
    let secret = "abcdefghij-ABCDEFGHIJ_0123456789abcdefgh";
    is_refused(secret, CredentialShape::LegacyPair, "legacy-pair");
    is_refused(&format!("{secret}:{secret}"), CredentialShape::LegacyPair, "legacy-pair");
    is_refused(
        &format!("CLARIFAI_CLIENT_SECRET={secret}"),
        CredentialShape::LegacyPair,
        "legacy-pair",
    );
    let basic = Base64::encode_string(format!("{secret}:{secret}").as_bytes());
    is_refused(&format!("Basic {basic}"), CredentialShape::LegacyPair, "base64-encoded");
    let with_letters = "aa7f35cO1eO642fda5cf4OOf543e7c4O";
    is_refused(with_letters, CredentialShape::PublicId, "public-id");
    is_refused("general-image-recognition", CredentialShape::PublicId, "public-id");
    is_refused("abcdefghijABCDEFGHIJ0123456789", CredentialShape::LegacyToken, "legacy-token");
    let token = ["eyJhbGciOiJub25lIn0", "eyJzdWIiOiJmYWtlIn0", "c2lnbmF0dXJl"].join(".");
    for text in [
        token.clone(),
        format!("Bearer {token}"),
        format!("X-Clarifai-Session-Token: {token}"),
        "X-Clarifai-Session-Token: opaque0123".to_owned(),
        "CLARIFAI_SESSION_TOKEN=opaque-0123".to_owned(),
        format!("'sessionToken': '{KEY}'"),
    ] {
        is_refused(&text, CredentialShape::SessionToken, "session-token");
    }
    let options = ParseOptions { kind: CredentialKind::SessionToken, repair: true, key_type: None };
    let parsed = Credential::parse(&format!(" X-Clarifai-Session-Token: {token}\n"), &options);
    assert_eq!(parsed.expect("it is repairable").expose(), token);
}

type Mangling = fn(&str) -> String;

/// Each leaves one way back.
const MANGLINGS: [Mangling; 23] = [
    |text| format!(" {text}"),
    |text| format!("{text}\u{3000}\r\n"),
    |text| format!("\"{text}\""),
    |text| format!("‘{text}’"),
    |text| format!("\u{feff}{text}\u{200b}"),
    |text| format!("\u{202e}{text}\u{202c}"),
    |text| format!("Key {text}"),
    |text| format!("Bearer {text}"),
    |text| format!("CLARIFAI_PAT={text}"),
    |text| format!("export CLARIFAI_PAT={text}"),
    |text| format!("\"clarifai_pat\": {text}"),
    |text| format!("Authorization: {text}"),
    |text| format!("-H {text}"),
    |text| format!("{text};"),
    |text| format!("{text},"),
    |text| format!("({text})"),
    |text| format!("- {text}"),
    |text| format!("{text}\\n"),
    |text| format!("\\\"{text}\\\""),
    |text| text.replace('%', "%25").replace(' ', "%20").replace('"', "%22") + "%0A",
    |text| Base64::encode_string(text.as_bytes()),
    |text| Base64Unpadded::encode_string(text.as_bytes()),
    |text| format!("{text} # a comment"),
];

/// What is done to the digits themselves.
const INNER: [Mangling; 8] = [
    str::to_owned,
    |key| key.to_uppercase(),
    |key| key.replace('5', "５").replace('e', "ｅ"),
    |key| key.replace('a', "а").replace('0', "О"),
    |key| key.replace('0', "O").replace('1', "l"),
    |key| format!("{}\u{ad}{}", &key[..11], &key[11..]),
    |key| format!("{}\n{}", &key[..16], &key[16..]),
    |key| format!("{key} {key}"),
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn any_mangling_is_found_and_undone_and_never_shown(
        digits in "[0-9a-f]{32}",
        inner in 0..INNER.len(),
        outer in prop::collection::vec(0..MANGLINGS.len(), 0..4),
    ) {
        prop_assume!(check_credential(&digits).ok);
        // Base64 of more than the limit is not looked into, and three encodings are the most.
        prop_assume!(outer.iter().filter(|at| (19..22).contains(*at)).count() < 3);
        let mangled = INNER[inner](&digits);
        let text = outer.iter().fold(mangled, |text, at| MANGLINGS[*at](&text));
        prop_assume!(text != digits);
        let report = check_credential(&text);
        prop_assert!(report.repairable && !report.findings.is_empty(), "{:?} {:?}", text, report);
        let repaired = Credential::parse(&text, &REPAIR).expect("it is repairable");
        prop_assert_eq!(repaired.expose(), &digits);
        let shown = serde_json::to_string(&report).expect("a report");
        for piece in [&digits[..16], &digits[16..], &digits.to_uppercase()[..16]] {
            prop_assert!(!shown.contains(piece), "{}", shown);
        }
    }

    #[test]
    fn a_key_that_lost_or_gained_a_character_is_never_repaired(
        digits in "[0-9a-f]{32}",
        at in 0..32_usize,
        extra in "[0-9a-f]",
        outer in prop::collection::vec(0..19_usize, 0..3),
    ) {
        let lost = format!("{}{}", &digits[..at], &digits[at + 1..]);
        let gained = format!("{}{extra}{}", &digits[..at], &digits[at..]);
        for mangled in [lost, gained] {
            let text = outer.iter().fold(mangled, |text, at| MANGLINGS[*at](&text));
            let report = check_credential(&text);
            prop_assert!(!report.ok && !report.repairable, "{:?} {:?}", text, report);
            let shown = serde_json::to_string(&report).expect("a report");
            prop_assert!(!shown.contains(&digits[..15]) && !shown.contains(&digits[17..]), "{}", shown);
        }
    }
}

#[test]
fn what_is_missing_and_what_is_doubled_have_places() {
    let text = format!("{}****{}", &KEY[..4], &KEY[28..]);
    for (text, code, expected) in [
        (text, "masked", (4, 8)),
        (format!("{}…", &KEY[..9]), "truncated", (9, 10)),
        (format!("{KEY}{KEY}"), "repeated-credential", (32, 64)),
    ] {
        let report = check_credential(&text);
        let finding =
            report.findings.iter().find(|f| f.code.as_str() == code).expect("it is found");
        assert_eq!(finding.span.map(|span| (span.start, span.end)), Some(expected), "{text:?}");
    }
}
