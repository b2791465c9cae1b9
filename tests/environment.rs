//! What an environment holds, what is wrong with it, and that no credential of it is shown.
#![cfg(feature = "texts")]

use clarifai_auth::{
    EnvironmentFinding, EnvironmentReport, KeyType, Severity, check_environment, check_variables,
};
use proptest::prelude::*;

const KEY: &str = "c0ffee00c0ffee00c0ffee00c0ffee00";
const OTHER: &str = "0123456789abcdef0123456789abcdef";

fn codes(report: &EnvironmentReport) -> Vec<&'static str> {
    report.findings.iter().map(|finding| finding.code.as_str()).collect()
}

#[track_caller]
fn finding<'a>(report: &'a EnvironmentReport, code: &str) -> &'a EnvironmentFinding {
    let found = report.findings.iter().find(|finding| finding.code.as_str() == code);
    found.unwrap_or_else(|| panic!("no {code}: {report:?}"))
}

/// The text that a finding's span names, in UTF-16.
#[track_caller]
fn marked(text: &str, finding: &EnvironmentFinding) -> String {
    let span = finding.span.unwrap_or_else(|| panic!("no span: {finding:?}"));
    let units: Vec<u16> = text.encode_utf16().collect();
    String::from_utf16(&units[span.start..span.end]).expect("a span never cuts a character")
}

/// A text with `KEY` for a key and `OTHER` for another.
fn with_keys(text: &str) -> String {
    text.replace("{KEY}", KEY).replace("{OTHER}", OTHER)
}

const COMPLETE: &str = "CLARIFAI_PAT={KEY}\nCLARIFAI_USER_ID=ada\nCLARIFAI_APP_ID=shop\n";

#[test]
fn a_complete_environment_is_ok_and_has_no_findings() {
    let report = check_environment(&with_keys(COMPLETE));
    assert!(report.ok, "{report:?}");
    assert_eq!(report.variable.as_deref(), Some("CLARIFAI_PAT"));
    assert_eq!(report.key_type, Some(KeyType::PersonalAccessToken));
    assert_eq!(report.user_id.as_deref(), Some("ada"));
    assert_eq!(report.app_id.as_deref(), Some("shop"));
    assert_eq!(report.api_base, None);
    assert_eq!(report.findings, []);
}

#[test]
fn an_app_specific_key_needs_nothing_beside_it() {
    let report = check_variables([("CLARIFAI_API_KEY", Some(KEY)), ("CLARIFAI_PAT", None)]);
    assert!(report.ok, "{report:?}");
    assert_eq!(report.key_type, Some(KeyType::AppSpecificKey));
    assert_eq!(report.findings, []);
}

#[test]
fn a_value_is_what_a_program_gets() {
    for (line, expected) in [
        ("CLARIFAI_API_KEY={KEY}", &[][..]),
        ("  CLARIFAI_API_KEY = {KEY}  ", &[]),
        ("\tCLARIFAI_API_KEY\t=\t{KEY}\t", &[]),
        ("export CLARIFAI_API_KEY={KEY}", &[]),
        ("CLARIFAI_API_KEY={KEY} # the key", &[]),
        ("CLARIFAI_API_KEY={KEY}\t# 'the' \"key\"", &[]),
        ("CLARIFAI_API_KEY=\"{KEY}\"", &[]),
        ("CLARIFAI_API_KEY='{KEY}'", &[]),
        ("CLARIFAI_API_KEY=`{KEY}`", &[]),
        ("CLARIFAI_API_KEY=\"{KEY}\" # the key", &[]),
        ("# CLARIFAI_API_KEY=old\nCLARIFAI_API_KEY={KEY}", &[]),
        ("OTHER='two\nlines = \"\n'\nCLARIFAI_API_KEY={KEY}", &[]),
        ("CLARIFAI_API_KEY={KEY}\r\n", &[]),
        ("A=1\rCLARIFAI_API_KEY={KEY}\rB=2", &[]),
        ("CLARIFAI_API_KEY=\"{KEY} \"", &["surrounding-whitespace"]),
        ("CLARIFAI_API_KEY=\" {KEY}\"", &["surrounding-whitespace"]),
        ("CLARIFAI_API_KEY=\"{KEY}\\n\"", &["surrounding-whitespace"]),
        ("CLARIFAI_API_KEY=\"{KEY}\n\"", &["surrounding-whitespace"]),
        ("CLARIFAI_API_KEY='\"{KEY}\"'", &["surrounding-quotes", "surrounding-quotes"]),
        ("CLARIFAI_API_KEY=\"{KEY}", &["surrounding-quotes"]),
        ("CLARIFAI_API_KEY={KEY}\"", &["surrounding-quotes"]),
        ("CLARIFAI_API_KEY=“{KEY}”", &["surrounding-quotes", "surrounding-quotes"]),
        ("CLARIFAI_API_KEY={KEY};", &["trailing-punctuation"]),
        ("CLARIFAI_API_KEY=Key {KEY}", &["pasted-scheme"]),
        ("CLARIFAI_API_KEY=\u{a0}{KEY}", &["surrounding-whitespace"]),
        ("CLARIFAI_API_KEY=$CLARIFAI_PAT", &["unexpanded-reference"]),
        ("CLARIFAI_API_KEY=${CLARIFAI_PAT}", &["unexpanded-reference"]),
        ("CLARIFAI_API_KEY='%CLARIFAI_PAT%'", &["unexpanded-reference"]),
        ("CLARIFAI_API_KEY=YOUR_API_KEY", &["placeholder"]),
        ("CLARIFAI_API_KEY=None", &["unset-value"]),
        ("CLARIFAI_API_KEY=", &["empty"]),
        ("CLARIFAI_API_KEY=\"\"", &["empty"]),
        ("CLARIFAI_API_KEY= # later", &["empty"]),
        ("CLARIFAI_API_KEY", &["no-assignment", "missing-credential"]),
    ] {
        let text = with_keys(line);
        let report = check_environment(&text);
        assert_eq!(codes(&report), expected, "{line:?}");
        assert_eq!(report.ok, expected.is_empty(), "{line:?}");
        for finding in &report.findings {
            let has_name = finding.code.as_str() != "no-assignment" && finding.line.is_some();
            let variable = has_name.then_some("CLARIFAI_API_KEY");
            assert_eq!(finding.variable.as_deref(), variable, "{line:?}");
        }
    }
}

#[test]
fn findings_have_lines_and_places_in_the_text() {
    for (text, code, line, expected) in [
        ("\n\nCLARIFAI_PAT='{KEY} '", "surrounding-whitespace", 3, " "),
        ("🔑=1\nCLARIFAI_PAT=Key {KEY}", "pasted-scheme", 2, "Key "),
        ("A='1\n2\n3'\nCLARIFAI_PAT=“{KEY}", "surrounding-quotes", 4, "“"),
        ("A=1\r\n\r\nCLARIFAI_PAT=\"{KEY}\t\"", "surrounding-whitespace", 3, "\t"),
        ("A=1\rB=\"\r\"\rCLARIFAI_PAT={KEY};", "trailing-punctuation", 4, ";"),
        // A decoded value has no places of its own.
        ("CLARIFAI_PAT=\"Key\\n{KEY}\"", "pasted-scheme", 1, "Key\\n{KEY}"),
        ("\u{feff}# é\nCLARIFAI_KEY={KEY}", "misnamed-credential", 2, "CLARIFAI_KEY"),
        ("é\nCLARIFAI_PAT={KEY}", "no-assignment", 1, "é"),
        ("\u{feff}CLARIFAI_PAT={KEY}", "byte-order-mark", 1, "\u{feff}"),
        ("CLARIFAI_USER_ID=https://clarifai.com/ada/shop", "url-as-id", 1, "ada"),
        ("CLARIFAI_APP_ID='https://clarifai.com/ada/shop'", "url-as-id", 1, "shop"),
    ] {
        let (text, expected) = (with_keys(text), with_keys(expected));
        let report = check_environment(&text);
        let found = finding(&report, code);
        assert_eq!(found.line, Some(line), "{text:?}");
        assert_eq!(marked(&text, found), expected, "{text:?}");
    }
    let report = check_variables([("CLARIFAI_API_KEY", Some(format!("🔑{KEY} ").as_str()))]);
    let space = finding(&report, "surrounding-whitespace");
    assert_eq!((space.line, space.span.map(|span| (span.start, span.end))), (None, Some((34, 35))));
}

#[test]
fn ways_to_write_that_a_dotenv_file_does_not_have_are_named() {
    for (line, code) in [
        ("set CLARIFAI_API_KEY={KEY}", "shell-assignment"),
        ("SET \"CLARIFAI_API_KEY={KEY}\"", "shell-assignment"),
        ("setx CLARIFAI_API_KEY {KEY}", "shell-assignment"),
        ("setx CLARIFAI_API_KEY \"{KEY}\" /M", "shell-assignment"),
        ("$env:CLARIFAI_API_KEY = \"{KEY}\"", "shell-assignment"),
        ("$Env:CLARIFAI_API_KEY='{KEY}'", "shell-assignment"),
        ("set -x CLARIFAI_API_KEY {KEY}", "shell-assignment"),
        ("set -gx CLARIFAI_API_KEY '{KEY}'", "shell-assignment"),
        ("set --export --global CLARIFAI_API_KEY {KEY}", "shell-assignment"),
        ("setenv CLARIFAI_API_KEY {KEY}", "shell-assignment"),
        ("declare -x CLARIFAI_API_KEY=\"{KEY}\"", "shell-assignment"),
        ("ENV CLARIFAI_API_KEY={KEY}", "shell-assignment"),
        ("ENV CLARIFAI_API_KEY {KEY}", "shell-assignment"),
        ("CLARIFAI_API_KEY: {KEY}", "yaml-assignment"),
        ("      CLARIFAI_API_KEY: \"{KEY}\"", "yaml-assignment"),
        ("      - CLARIFAI_API_KEY={KEY}", "yaml-assignment"),
        ("- \"CLARIFAI_API_KEY={KEY}\"", "yaml-assignment"),
        ("  \"CLARIFAI_API_KEY\": \"{KEY}\",", "yaml-assignment"),
    ] {
        let text = with_keys(line);
        let report = check_environment(&text);
        assert_eq!(codes(&report), [code], "{line:?}");
        assert_eq!(marked(&text, &report.findings[0]), "CLARIFAI_API_KEY", "{line:?}");
        assert_eq!(report.variable.as_deref(), Some("CLARIFAI_API_KEY"), "{line:?}");
        assert_eq!(report.ok, code == "yaml-assignment", "{line:?}");
    }
}

#[test]
fn a_line_that_assigns_nothing_is_named_and_never_shown() {
    let text = format!("CLARIFAI_API_KEY={OTHER}\n {KEY} \nplain words\n[section]\n=x\n");
    let report = check_environment(&text);
    assert_eq!(codes(&report), ["no-assignment"; 4]);
    let lines: Vec<_> = report.findings.iter().map(|finding| finding.line).collect();
    assert_eq!(lines, [Some(2), Some(3), Some(4), Some(5)]);
    let lone = &report.findings[0];
    assert_eq!(lone.message, "a credential stands on a line without a name");
    assert_eq!(lone.expected.as_deref(), Some("CLARIFAI_PAT"));
    assert_eq!(report.findings[1].message, "a line that assigns nothing is skipped");
}

#[test]
fn of_two_lines_for_one_name_the_last_counts() {
    let report =
        check_environment(&with_keys("CLARIFAI_API_KEY={KEY} x\nA=1\nCLARIFAI_API_KEY={OTHER}"));
    assert!(report.ok, "{report:?}");
    let duplicate = finding(&report, "duplicate-variable");
    assert_eq!(
        (duplicate.line, duplicate.message.as_str()),
        (Some(3), "`CLARIFAI_API_KEY` is set on line 1 already; the last one wins")
    );
    let report =
        check_environment(&with_keys("CLARIFAI_API_KEY={OTHER}\nCLARIFAI_API_KEY={KEY} x"));
    assert!(!report.ok, "{report:?}");
}

#[test]
fn names_that_were_meant_are_known() {
    for (name, expected) in [
        ("clarifai_pat", "CLARIFAI_PAT"),
        ("Clarifai_Pat", "CLARIFAI_PAT"),
        ("clarifai_api_key", "CLARIFAI_API_KEY"),
        ("clarifai_api_token", "CLARIFAI_API_TOKEN"),
        ("clarifaiApiKey", "CLARIFAI_API_KEY"),
        ("clarifai.api.key", "CLARIFAI_API_KEY"),
        ("CLARAFAI_API_KEY", "CLARIFAI_API_KEY"),
        ("CLARIFY_API_KEY", "CLARIFAI_API_KEY"),
        ("clarifiai_api_key", "CLARIFAI_API_KEY"),
        ("CLAIRFAI_PAT", "CLARIFAI_PAT"),
        ("CLARIFIA_PAT", "CLARIFAI_PAT"),
        ("CLARFAI_PAT", "CLARIFAI_PAT"),
        ("CLARIFAI_KEY", "CLARIFAI_API_KEY"),
        ("CLARIFAI_APP_KEY", "CLARIFAI_API_KEY"),
        ("CLARIFAI_APIKEY", "CLARIFAI_API_KEY"),
        ("CLARIFAI_API_KEY_OR_PAT", "CLARIFAI_PAT"),
        ("CLARIFAI_ACCESS_TOKEN", "CLARIFAI_PAT"),
        ("CLARIFAI_PERSONAL_ACCESS_TOKEN", "CLARIFAI_PAT"),
        ("CLARIFAI_PAT_TOKEN", "CLARIFAI_PAT"),
        ("CLARIFAI_API", "CLARIFAI_API_KEY"),
        ("API_KEY_CLARIFAI", "CLARIFAI_API_KEY"),
        ("PAT_CLARIFAI", "CLARIFAI_PAT"),
        ("CLARIFAI_KEY_API", "CLARIFAI_API_KEY"),
        ("CLARIFAIPAT", "CLARIFAI_PAT"),
        ("CLARIFAI-PAT", "CLARIFAI_PAT"),
        ("CLARIFAI__PAT", "CLARIFAI_PAT"),
        ("_CLARIFAI_PAT_", "CLARIFAI_PAT"),
        ("CLARI_FAI_PAT", "CLARIFAI_PAT"),
        ("CLARIFAI_PTA", "CLARIFAI_PAT"),
        ("CLARIFAI_APT", "CLARIFAI_PAT"),
        ("CLARIFAI_API_KYE", "CLARIFAI_API_KEY"),
        ("CLARIFAI_API_KEYS", "CLARIFAI_API_KEY"),
        ("CLARAFAIPAT", "CLARIFAI_PAT"),
        ("\u{421}LARIFAI_PAT", "CLARIFAI_PAT"),
        ("MY_CLARIFAI_THING", "CLARIFAI_PAT"),
    ] {
        let text = format!("A=1\n{name}={KEY}");
        let report = check_environment(&text);
        let found = finding(&report, "misnamed-credential");
        assert_eq!(codes(&report), ["misnamed-credential"], "{name}");
        assert_eq!(found.expected.as_deref(), Some(expected), "{name}");
        assert_eq!((found.line, found.variable.as_deref()), (Some(2), Some(name)), "{name}");
        assert_eq!(marked(&text, found), name);
        assert!(!report.ok && report.key_type.is_none(), "{name}");
        assert_eq!(report.variable.as_deref(), Some(name));
        let in_map = check_variables([(name, Some(KEY))]);
        assert_eq!(codes(&in_map), ["misnamed-credential"], "{name}");
    }
    for (name, expected) in [
        ("CLARIFAI_USERID", "CLARIFAI_USER_ID"),
        ("CLARIFAI_USER", "CLARIFAI_USER_ID"),
        ("USER_ID_CLARIFAI", "CLARIFAI_USER_ID"),
        ("CLARIFAI_USR_ID", "CLARIFAI_USER_ID"),
        ("clarifai_app_id", "CLARIFAI_APP_ID"),
        ("CLARAFAI_APP_ID", "CLARIFAI_APP_ID"),
        ("CLARIFAI_APP", "CLARIFAI_APP_ID"),
        ("CLARIFAI_BASE_URL", "CLARIFAI_API_BASE"),
        ("CLARIFAI_GRPC_HOST", "CLARIFAI_GRPC_BASE"),
        ("clarifai_ui", "CLARIFAI_UI"),
    ] {
        let report = check_variables([("CLARIFAI_API_KEY", Some(KEY)), (name, Some("shop"))]);
        let found = finding(&report, "misnamed-variable");
        assert_eq!(found.expected.as_deref(), Some(expected), "{name}");
        assert!(report.ok && report.user_id.is_none() && report.app_id.is_none(), "{report:?}");
    }
}

#[test]
fn a_misnamed_variable_beside_the_right_one_is_no_fault() {
    let text = format!("{COMPLETE}CLARIFAI_KEY={{KEY}}\nCLARIFAI_USERID=bob\nCLARIFAI_SECRET=x");
    let report = check_environment(&with_keys(&text));
    assert!(report.ok, "{report:?}");
    assert_eq!(codes(&report), ["unread-variable", "unread-variable", "retired-variable"]);
    assert_eq!(report.user_id.as_deref(), Some("ada"));
}

#[test]
fn of_several_credentials_the_first_that_programs_read_is_named() {
    let report = check_environment(&with_keys(
        "CLARIFAI_TOKEN={OTHER}\nCLARIFAI_API_KEY={KEY}\nCLARIFAI_PAT={KEY}\nCLARIFAI_USER_ID=ada\nCLARIFAI_APP_ID=shop",
    ));
    assert_eq!(report.variable.as_deref(), Some("CLARIFAI_PAT"));
    assert_eq!(codes(&report), ["different-credentials", "several-variables"]);
    assert_eq!(
        report.findings[0].message,
        "`CLARIFAI_PAT` is read before `CLARIFAI_TOKEN`, which holds another credential"
    );
    assert_eq!(
        report.findings[1].message,
        "`CLARIFAI_PAT` is read before `CLARIFAI_API_KEY`; both hold the same credential"
    );
    assert!(report.ok);
}

#[test]
fn names_that_few_programs_read_are_found_with_a_hint() {
    for name in ["CLARIFAI_PAT_KEY", "CLARIFAI_API_TOKEN", "CLARIFAI_TOKEN"] {
        let report = check_variables([
            (name, Some(KEY)),
            ("CLARIFAI_USER_ID", Some("ada")),
            ("CLARIFAI_APP_ID", Some("shop")),
        ]);
        assert_eq!(codes(&report), ["rare-name"], "{name}");
        assert_eq!((report.ok, report.variable.as_deref()), (true, Some(name)));
        assert_eq!(report.key_type, None);
    }
}

#[test]
fn what_stands_beside_a_credential_matters() {
    let pat = ("CLARIFAI_PAT", Some(KEY));
    let key = ("CLARIFAI_API_KEY", Some(KEY));
    let (user, app) = (("CLARIFAI_USER_ID", Some("ada")), ("CLARIFAI_APP_ID", Some("shop")));
    let token = ("CLARIFAI_SESSION_TOKEN", Some("a.session-token"));
    for (variables, expected, ok) in [
        (vec![pat], &["missing-user-id", "missing-app-id"][..], true),
        (vec![pat, user], &["missing-app-id"], true),
        (vec![pat, app], &["missing-user-id"], true),
        (vec![key, user], &["key-type-unsure"], true),
        (vec![key, app], &[], true),
        (vec![pat, user, app, token], &["pat-and-session-token"], false),
        (vec![token, user], &["internal-session-token"], true),
        (vec![user, app], &["missing-credential"], false),
        (vec![], &["missing-credential"], false),
        (vec![pat, user, app, ("CLARIFAI_SESSION_TOKEN", Some(""))], &[], true),
        (vec![("CLARIFAI_PAT", Some("")), key], &[], true),
        (vec![("CLARIFAI_PAT", Some("YOUR_PAT_HERE")), key], &["placeholder"], false),
        (vec![key, ("CLARIFAI_APP_SECRET", Some("abc"))], &["retired-variable"], true),
    ] {
        let report = check_variables(variables.clone());
        assert_eq!(codes(&report), expected, "{variables:?}");
        assert_eq!(report.ok, ok, "{variables:?}");
    }
    let nothing = check_environment("# nothing\nHOME=/root\n");
    let missing = &nothing.findings[0];
    assert_eq!(
        (missing.message.as_str(), missing.severity),
        ("no variable holds a credential", Severity::Error)
    );
    assert_eq!(missing.expected.as_deref(), Some("CLARIFAI_PAT"));
    assert!(missing.fix.contains("CLARIFAI_PAT"));
}

#[test]
fn a_credential_in_a_bundle_is_an_error() {
    for prefix in [
        "VITE_",
        "REACT_APP_",
        "NEXT_PUBLIC_",
        "PUBLIC_",
        "EXPO_PUBLIC_",
        "NUXT_PUBLIC_",
        "GATSBY_",
        "VUE_APP_",
    ] {
        for (name, expected) in [
            ("CLARIFAI_PAT", "CLARIFAI_PAT"),
            ("CLARIFAI_API_KEY", "CLARIFAI_API_KEY"),
            ("CLARIFAI_KEY", "CLARIFAI_API_KEY"),
            ("CLARIFAI_API", "CLARIFAI_API_KEY"),
            ("CLARIFY_API_KEY", "CLARIFAI_API_KEY"),
            ("CLARIFAI_SESSION_TOKEN", "CLARIFAI_SESSION_TOKEN"),
        ] {
            let name = [prefix, name].concat();
            let report = check_variables([(name.as_str(), Some(KEY))]);
            assert_eq!(codes(&report), ["bundled-credential"], "{name}");
            let found = &report.findings[0];
            assert_eq!(found.expected.as_deref(), Some(expected), "{name}");
            assert_eq!(found.severity, Severity::Error);
            assert_eq!((report.ok, report.variable.as_deref()), (false, Some(name.as_str())));
            let complete = with_keys(&format!("{COMPLETE}{name}={{KEY}}"));
            assert_eq!(codes(&check_environment(&complete)), ["bundled-credential"], "{name}");
        }
        let complete = |line: &str| with_keys(&format!("{COMPLETE}{prefix}{line}"));
        let report = check_environment(&complete("CLARIFAI_PAT=YOUR_PAT_HERE"));
        assert_eq!((codes(&report), report.ok), (vec!["bundled-name"], true), "{prefix}");
        for line in [
            "CLARIFAI_USER_ID=ada",
            "CLARIFAI_APP_ID=shop",
            "CLARIFAI_MODEL_ID={OTHER}",
            "API_KEY={OTHER}",
        ] {
            let report = check_environment(&complete(line));
            assert_eq!((codes(&report), report.ok), (vec![], true), "{prefix}{line}");
        }
    }
}

#[test]
fn the_api_base_is_read_as_programs_read_it() {
    for (base, expected) in [
        ("https://api.clarifai.com", &[][..]),
        ("https://api.clarifai.com:443", &[]),
        ("http://127.0.0.1:8787", &[]),
        ("http://localhost:8787", &[]),
        ("https://api.clarifai.com/", &["base-slash"]),
        ("https://api.clarifai.com/v2", &["base-path"]),
        ("https://api.clarifai.com/v2/", &["base-path", "base-slash"]),
        ("https://api.clarifai.com/v2/v2", &["doubled-base"]),
        ("https://api.clarifai.com/https://api.clarifai.com", &["doubled-base"]),
        ("https://https://api.clarifai.com", &["doubled-base", "other-host"]),
        ("https://api.clarifai.com/api.clarifai.com/v2", &["doubled-base"]),
        ("http://api.clarifai.com", &["plain-http-base"]),
        ("api.clarifai.com", &["base-without-scheme"]),
        ("https://proxy.example", &["other-host"]),
        ("https://proxy.example/clarifai", &["other-host"]),
        ("https://clarifai.com.example", &["other-host"]),
        ("https://notclarifai.com", &["other-host"]),
        ("ftp://api.clarifai.com", &["malformed-base"]),
        ("https://", &["malformed-base"]),
        ("https://api.clarifai.com?x=1", &["malformed-base"]),
        ("https://ada:secret@api.clarifai.com", &["malformed-base"]),
        (" https://api.clarifai.com", &["malformed-base"]),
        ("\"https://api.clarifai.com\"", &["malformed-base"]),
        ("https://api.clarifaі.com", &["malformed-base"]),
        ("", &[]),
    ] {
        let report =
            check_variables([("CLARIFAI_API_KEY", Some(KEY)), ("CLARIFAI_API_BASE", Some(base))]);
        assert_eq!(codes(&report), expected, "{base:?}");
        let has_error = report.findings.iter().any(|found| found.severity == Severity::Error);
        assert_eq!(report.ok, !has_error, "{base:?}");
        let shown = if base.contains('@') { "https://<credential>@api.clarifai.com" } else { base };
        assert_eq!(report.api_base.as_deref().unwrap_or_default(), shown);
    }
    for (base, expected) in [
        ("api.clarifai.com", &[][..]),
        ("api.clarifai.com:443", &[]),
        ("localhost:50051", &[]),
        ("https://api.clarifai.com", &["grpc-base-not-host"]),
        ("api.clarifai.com/v2", &["grpc-base-not-host"]),
        ("api.clarifai.com ", &["grpc-base-not-host"]),
        ("grpc.example", &["other-host"]),
    ] {
        let report =
            check_variables([("CLARIFAI_API_KEY", Some(KEY)), ("CLARIFAI_GRPC_BASE", Some(base))]);
        assert_eq!(codes(&report), expected, "{base:?}");
        assert_eq!(report.api_base, None);
    }
}

#[test]
fn ids_are_ids() {
    for (id, expected) in [
        ("ada", &[][..]),
        ("my-app", &[]),
        ("clarifai", &[]),
        ("ada-123_x", &[]),
        ("", &[]),
        (" ada", &["malformed-id"]),
        ("ada\n", &["malformed-id"]),
        ("\"ada\"", &["malformed-id"]),
        ("ada lovelace", &["malformed-id"]),
        ("ada\u{200b}", &["malformed-id"]),
        ("ada@mail.example", &["email-as-id"]),
        ("https://clarifai.com/ada/shop", &["url-as-id"]),
        ("clarifai/main", &["url-as-id"]),
        ("YOUR_USER_ID", &["placeholder"]),
        ("<your id>", &["placeholder"]),
        ("$CLARIFAI_USER_ID", &["unexpanded-reference"]),
        ("undefined", &["unset-value"]),
        (KEY, &["credential-as-id"]),
        ("Key c0ffee00c0ffee00c0ffee00c0ffee00", &["credential-as-id"]),
    ] {
        for name in ["CLARIFAI_USER_ID", "CLARIFAI_APP_ID"] {
            let report = check_variables([
                ("CLARIFAI_PAT", Some(KEY)),
                ("CLARIFAI_USER_ID", Some("u")),
                ("CLARIFAI_APP_ID", Some("a")),
                (name, Some(id)),
            ]);
            let mut expected = expected.to_vec();
            if id.is_empty() {
                expected.push(if name == "CLARIFAI_APP_ID" {
                    "missing-app-id"
                } else {
                    "missing-user-id"
                });
            }
            assert_eq!(codes(&report), expected, "{name}={id:?}");
        }
    }
    let report = |user: &str, app: &str| {
        check_variables([
            ("CLARIFAI_PAT", Some(KEY)),
            ("CLARIFAI_USER_ID", Some(user)),
            ("CLARIFAI_APP_ID", Some(app)),
        ])
    };
    let other = report(OTHER, "a");
    assert_eq!(codes(&other), ["credential-as-id"]);
    assert_eq!(other.user_id.as_deref(), Some("<credential>"));
    // Ids of apps may look like that.
    let other = report("u", OTHER);
    assert_eq!((codes(&other), other.ok), (vec!["id-like-credential"], true));
    assert_eq!(other.app_id.as_deref(), Some("<credential>"));
    for (value, user, app) in [
        ("https://clarifai.com/ada/shop/models/x?y=/z", "ada", "shop"),
        ("https://api.clarifai.com/v2/users/ada/apps/shop/models", "ada", "shop"),
        ("clarifai.com/ada/shop", "ada", "shop"),
        ("ada/shop", "ada", "shop"),
    ] {
        let report = report(value, value);
        assert_eq!(codes(&report), ["url-as-id", "url-as-id"], "{value}");
        assert_eq!(report.findings[0].fix, format!("keep `{user}` alone"));
        assert_eq!(report.findings[1].fix, format!("keep `{app}` alone"));
    }
}

#[test]
fn of_a_configuration_file_the_current_context_counts() {
    let config = "# made by the CLI\ncurrent_context: WHICH # mine\ncontexts:\n  default:\n    CLARIFAI_PAT: \"{KEY}\"\n    CLARIFAI_USER_ID: ada\n    CLARIFAI_APP_ID: 'shop'\n  other:\n    CLARIFAI_PAT: {OTHER} # another\n    CLARIFAI_USER_ID: bob\n  outside:\n    CLARIFAI_PAT: ENVVAR\n    CLARIFAI_USER_ID: ENVVAR\n";
    let read = |which: &str| check_environment(&with_keys(&config.replace("WHICH", which)));
    let default = read("default");
    assert!(default.ok && default.findings.is_empty(), "{default:?}");
    assert_eq!(default.user_id.as_deref(), Some("ada"));
    assert_eq!(default.key_type, Some(KeyType::PersonalAccessToken));
    let other = read("'other'");
    assert_eq!((other.ok, other.user_id.as_deref()), (true, Some("bob")));
    assert_eq!(codes(&other), ["missing-app-id"]);
    let outside = read("outside");
    assert_eq!(codes(&outside), ["read-from-environment"; 2]);
    assert_eq!(outside.findings[0].line, Some(12));
    assert_eq!((outside.ok, outside.variable), (false, None));
    let missing = read("nowhere");
    assert_eq!(codes(&missing), ["missing-context"]);
    assert_eq!(
        missing.findings[0].message,
        "the current context `nowhere` does not exist; there are `default`, `other`, `outside`"
    );
    // The name of a context may be anything, and may be a credential by mistake.
    assert!(!format!("{:?}", read(KEY)).contains(KEY));
    let crlf = with_keys(&config.replace("WHICH", "default").replace('\n', "\r\n"));
    assert!(check_environment(&crlf).ok);
    let last = "contexts:\n  a:\n    CLARIFAI_API_KEY: {KEY}x\ncurrent_context: a\n";
    let last = check_environment(&with_keys(last));
    assert_eq!(last.findings[0].line, Some(3));
    assert_eq!(codes(&last), ["wrong-length"]);
}

#[test]
fn of_an_old_configuration_file_the_section_counts() {
    let text = with_keys(
        "[other]\nclarifai_api_key = x\n[clarifai]\n; new\nCLARIFAI_API_KEY = {KEY}\n[more]\nCLARIFAI_PAT=y",
    );
    let report = check_environment(&text);
    assert!(report.ok && report.findings.is_empty(), "{report:?}");
    // Names have no case there, and quotes are part of a value.
    let report = check_environment(&with_keys("[clarifai]\nclarifai_api_key = '{KEY}'"));
    assert_eq!(codes(&report), ["surrounding-quotes"; 2]);
}

#[test]
fn a_credential_in_wrangler_toml_is_committed() {
    let toml = "name = \"w\"\nmain = \"worker.js\"\n[vars]\nCLARIFAI_API_KEY = \"{KEY}\"\nCLARIFAI_APP_ID = \"shop\"\n[env.production.vars]\nCLARIFAI_API_KEY = \"{KEY}\"\n[build]\ncommand = 'npm run build'\n";
    let report = check_environment(&with_keys(toml));
    assert_eq!(codes(&report), ["committed-credential"]);
    let found = &report.findings[0];
    assert_eq!((found.severity, found.line), (Severity::Warning, Some(7)));
    assert!(found.fix.contains("wrangler secret put"));
    assert_eq!(report.app_id.as_deref(), Some("shop"));
    let placeholder = check_environment("[vars]\nCLARIFAI_PAT = \"YOUR_PAT_HERE\"");
    assert_eq!(codes(&placeholder), ["placeholder"]);
    let unused =
        check_environment(&with_keys("[other]\nCLARIFAI_API_KEY=\"{KEY}\"\n[vars]\nA='1'"));
    assert_eq!(codes(&unused), ["missing-credential"]);
}

/// Names of variables of other programs.
fn other_names() -> impl Iterator<Item = &'static str> {
    let near = [
        "CLARITY_API_KEY",
        "CLARITY_PROJECT_ID",
        "CLARIS_PAT",
        "CLARION_TOKEN",
        "CLASSIFIER_KEY",
        "CLASSIFY_API_KEY",
        "CLARIFIED_PAT",
        "VERIFAI_KEY",
        "PAT",
        "API_KEY",
        "APIKEY",
        "USER_ID",
        "APP_ID",
        "SESSION_TOKEN",
        "API_BASE",
        "GRPC_BASE",
        "CLIENT_ID",
        "CLIENT_SECRET",
        "PATH",
        "VITE_API_KEY",
        "PUBLIC_URL",
        "REACT_APP_API_KEY",
        "CLAUDE_API_KEY",
        "CLERK_SECRET_KEY",
        "CLOUDFLARE_API_TOKEN",
        "CLARK_API_KEY",
        "CARIFA_TOKEN",
    ];
    let list = include_str!("data/environment-names.txt").lines();
    list.filter(|line| !line.starts_with('#')).chain(near)
}

#[test]
fn names_of_other_programs_raise_no_alarm() {
    assert!(other_names().count() >= 3_000);
    let forms = |name: &str| [name.to_owned(), format!("VITE_{name}"), name.to_ascii_lowercase()];
    let names: Vec<String> = other_names().flat_map(forms).collect();
    for value in ["1", "/usr/local/bin", KEY, "YOUR_KEY_HERE", ""] {
        let report = check_variables(names.iter().map(|name| (name.as_str(), Some(value))));
        assert_eq!(codes(&report), ["missing-credential"], "{report:?}");
        let text: String = names.iter().map(|name| format!("{name}={value}\n")).collect();
        let report = check_environment(&text);
        assert_eq!(codes(&report), ["missing-credential"], "{report:?}");
    }
}

#[test]
fn harmless_names_of_clarifai_raise_no_alarm() {
    for name in [
        "CLARIFAI_TIMEOUT",
        "CLARIFAI_PATH",
        "CLARIFAI_MODEL",
        "CLARIFAI_MODEL_VERSION_ID",
        "CLARIFAI_UI",
        "CLARIFAI_ROOT_CERTIFICATES_PATH",
        "CLARIFAI_NODEPOOL_ID",
        "CLARIFAI_DEPLOYMENT_USER_ID",
        "CLARIFAI_GRPC_INSECURE",
        "CLARIFAI_USER_EMAIL",
        "TEST_CLARIFAI",
        "CLARIFAI",
        "CLARIFAI_DEBUG",
        "VITE_CLARIFAI_MODEL",
        "CLARIFAI_API",
    ] {
        let report = check_variables([("CLARIFAI_API_KEY", Some(KEY)), (name, Some("x/y"))]);
        assert_eq!((codes(&report), report.ok), (vec![], true), "{name}");
    }
}

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
        text in "\\PC*|[ -~\n\r\t]*|([A-Z\"'`=: #\\\\\n-]|CLARIFAI_(PAT|KEY)=|export |set |contexts:\n|\u{feff}|é|🔑){0,60}"
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
