//! No report shows a credential, whatever the text.
#![cfg(feature = "texts")]

#[path = "environment/helpers.rs"]
#[allow(dead_code, reason = "each file uses some of them")]
mod helpers;

use clarifai_auth::{check_environment, check_variables};
use helpers::{KEY, OTHER, with_keys};
use proptest::prelude::*;

#[test]
fn names_and_values_that_could_be_credentials_are_not_shown() {
    let mut texts: Vec<String> = [
        "{KEY}={KEY}",
        "CLARIFAI_{KEY}={KEY}",
        "VITE_CLARIFAI_{KEY}={KEY}",
        "{KEY}",
        "{KEY}: {KEY}",
        "CLARIFAI_PAT={KEY} {KEY}",
        "CLARIFAI_PAT=x{KEY}",
        "CLARIFAI_USER_ID={KEY}/{KEY}",
        "CLARIFAI_USER_ID=https://clarifai.com/{KEY}",
        "CLARIFAI_APP_ID={KEY}@{KEY}",
        "CLARIFAI_API_BASE=https://{KEY}@api.clarifai.com",
        "CLARIFAI_API_BASE={KEY}",
        "CLARIFAI_API_BASE=https://api.clarifai.com/v2/users/u/keys/{KEY}",
        "CLARIFAI_GRPC_BASE={KEY}.clarifai.com",
        "CLARIFAI_UI={KEY}",
        "set {KEY} {KEY}",
        "current_context: {KEY}\ncontexts:\n  {KEY}x:\n    CLARIFAI_PAT: {KEY}",
        "[{KEY}]",
        "[clarifai]\nCLARIFAI_{KEY}={KEY}",
        "CLARIFAI_PAT_{KEY}={KEY}",
    ]
    .map(with_keys)
    .to_vec();
    texts.push(format!(
        "CLARIFAI_USER_ID={}",
        KEY.chars().map(|c| format!("%{:02x}", u32::from(c))).collect::<String>()
    ));
    for text in texts {
        let report = check_environment(&text);
        let shown = format!("{report:?} {}", serde_json::to_string(&report).expect("a report"));
        assert!(!shown.contains(KEY), "{text}: {shown}");
        assert!(!report.ok, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_gets_a_report_whose_spans_fit_it(
        text in "\\PC*|[ -~\n\r\t]*|([A-Z\"'`=: #\\\\\n{}\\[\\],/-]|vars = \\{|CLARIFAI_(PAT|KEY)=|export |set |contexts:\n|\u{feff}|é|🔑){0,60}"
    ) {
        let report = check_environment(&text);
        let units: Vec<u16> = text.encode_utf16().collect();
        let lines = text.replace("\r\n", "\n").split(['\n', '\r']).count();
        for found in &report.findings {
            prop_assert!(found.line.is_none_or(|line| 1 <= line && line <= lines), "{:?}", found);
            if let Some(span) = found.span {
                prop_assert!(span.start < span.end && span.end <= units.len(), "{:?}", found);
                prop_assert!(String::from_utf16(&units[span.start..span.end]).is_ok());
            }
        }
        prop_assert!(report.ok || !report.findings.is_empty());
    }

    #[test]
    fn no_report_shows_the_key(
        digits in "[0-9a-f]{32}",
        lines in prop::collection::vec(0..16_usize, 1..8),
        end in 0..3_usize,
    ) {
        let mut text = String::new();
        for line in lines {
            text += &match line {
                0 => format!("CLARIFAI_PAT={digits}"),
                1 => format!("CLARIFAI_PAT=\"{digits} \" x"),
                2 => format!("CLARIFAI_USER_ID={digits}"),
                3 => format!("CLARIFAI_APP_ID='{digits}x'"),
                4 => format!("CLARIFAI_API_BASE=https://u:{digits}@{digits}/{digits}?{digits}"),
                5 => format!("{digits}={digits}"),
                6 => digits.clone(),
                7 => format!("VITE_CLARIFAI_{digits}: {digits}"),
                8 => format!("set -x CLARIFAI_KEY {digits}"),
                9 => format!("  {digits}:"),
                10 => format!("current_context: {digits}"),
                11 => "contexts:".to_owned(),
                12 => format!("[{digits}]"),
                13 => "[clarifai]".to_owned(),
                14 => format!("CLARIFAI_{digits}={digits}"),
                _ => format!("CLARIFAI_USER_ID=\"{digits}\n"),
            };
            text += ["\n", "\r\n", "\r"][end];
        }
        let report = check_environment(&text);
        let shown = format!("{report:?}{}", serde_json::to_string(&report).expect("a report"));
        prop_assert!(!shown.contains(&digits), "{}", shown);
    }

    #[test]
    fn the_order_of_variables_does_not_matter(order in Just((0..6_usize).collect::<Vec<_>>()).prop_shuffle()) {
        let variables = [
            ("CLARIFAI_PAT", Some(KEY)), ("CLARIFAI_API_KEY", Some(OTHER)), ("CLARIFAI_USER_ID", Some("ada")),
            ("CLARIFAI_APP_ID", Some("shop")), ("VITE_CLARIFAI_PAT", Some(KEY)), ("PATH", Some("/bin")),
        ];
        let report = check_variables(order.into_iter().map(|at| variables[at]));
        prop_assert_eq!(report, check_variables(variables));
    }
}

#[test]
fn hostile_texts_cost_time_in_line_with_their_length() {
    for piece in [
        "A=\"\n",
        "A='",
        "A=\"x\" y\n",
        "`=`=`\n",
        "CLARIFAI_PAT=x\n",
        "CLARIFAI_KEY=\n",
        "x\n",
        "\r",
        "\0",
        "contexts:\n  a:\n",
        "[vars]\n",
        "# é\n",
        "CLARIFAI",
        "CLARIFAI_PAT=\"\\n",
        "set -x ",
        "\u{feff}",
        "- ",
        "VITE_CLARIFAI_PAT: \"a\n",
        "CLARIFAI_API_BASE=https://",
        "CLARIFAI_USER_ID=/",
        "%63",
        "'Authorization: Key\n'",
        "CLASSIFIERFAI=1\n",
        "VITE_TOKEN=c0ffee00c0ffee00c0ffee00c0ffee00\n",
        "{\"a\":",
        "{a: [",
        "vars={A={",
        "contexts: {a: {b: '",
        "{//\n",
    ] {
        let report = check_environment(&piece.repeat(400_000 / piece.len()));
        assert!(!report.ok && report.findings.len() < 200, "{piece:?}: {}", report.findings.len());
        let value = piece.repeat(100_000 / piece.len());
        for name in [
            "CLARIFAI_PAT",
            "CLARIFAI_USER_ID",
            "CLARIFAI_API_BASE",
            "CLARIFAI_GRPC_BASE",
            "VITE_CLARIFAI_KEY",
        ] {
            let report =
                check_variables([(name, Some(value.as_str())), (value.as_str(), Some(KEY))]);
            assert!(!report.ok && report.findings.len() < 200, "{piece:?}");
        }
    }
}

#[test]
fn no_part_of_a_credential_or_password_is_shown_wherever_it_was_put() {
    let key = "c0ffee15dead10ccfeedfacecafebabe";
    let (part, half) = (&key[..31], &key[..20]);
    let percent: String = key.bytes().map(|byte| format!("%{byte:02x}")).collect();
    for text in [
        format!("CLARIFAI_PAT={key}\nCLARIFAI_USER_ID={part}"),
        format!("CLARIFAI_USER_ID=Key {part}"),
        format!("CLARIFAI_APP_ID={part}"),
        format!("CLARIFAI_API_BASE=https://api.clarifai.com/{percent}"),
        format!("CLARIFAI_API_BASE=https://api.clarifai.com/?key={part}"),
        format!("{part}_CLARIFAI_PAT=x"),
        format!("CLARIFAI_{half}_PAT={key}"),
        format!("current_context: {part}\ncontexts:\n  a:\n    CLARIFAI_PAT: {key}"),
        "CLARIFAI_API_BASE=https://ada:hunter2secret@api.clarifai.com".to_owned(),
        "CLARIFAI_API_BASE=https://api.clarifai.com/?token=hunter2secret99".to_owned(),
        "CLARIFAI_USER_ID=https://ada:hunter2secret@clarifai.com/ada".to_owned(),
    ] {
        let report = check_environment(&text);
        let shown = format!("{report:?}").to_ascii_lowercase();
        assert!(!shown.contains("c0ffee15dead"), "{text}: {shown}");
        assert!(
            !shown.contains("hunter2secret") && !shown.contains("%63%30%66"),
            "{text}: {shown}"
        );
        assert!(!report.ok, "{text}");
    }
}
