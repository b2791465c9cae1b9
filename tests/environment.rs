//! What an environment holds, and what is wrong with it.
#![cfg(feature = "texts")]

#[path = "environment/helpers.rs"]
#[allow(dead_code, reason = "each file uses some of them")]
mod helpers;

use clarifai_auth::{CredentialKind, KeyType, Severity, check_environment, check_variables};
use helpers::{COMPLETE, KEY, OTHER, codes, finding, marked, with_keys};

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
fn the_credential_again_in_a_bundle_is_an_error_whatever_its_name() {
    for name in ["VITE_TOKEN", "NEXT_PUBLIC_KEY", "PUBLIC_X"] {
        let text =
            with_keys(&format!("{name}={{KEY}}\n{COMPLETE}VITE_OTHER={{OTHER}}\nTOKEN={{KEY}}"));
        let report = check_environment(&text);
        assert_eq!((codes(&report), report.ok), (vec!["bundled-credential"], false), "{name}");
        assert_eq!(marked(&text, &report.findings[0]), name);
        assert_eq!(report.findings[0].expected.as_deref(), Some("CLARIFAI_PAT"));
        let report = check_variables([("CLARIFAI_API_KEY", Some(KEY)), (name, Some(KEY))]);
        assert_eq!(codes(&report), ["bundled-credential"], "{name}");
    }
}

#[test]
fn the_variables_of_openai_count_where_their_base_is_clarifais() {
    let key = ("OPENAI_API_KEY", Some(KEY));
    let base = Some("https://api.clarifai.com/v2/ext/openai/v1");
    for name in ["OPENAI_BASE_URL", "OPENAI_API_BASE"] {
        let report = check_variables([key, (name, base)]);
        assert_eq!((codes(&report), report.ok), (vec![], true), "{name}");
        assert_eq!(report.variable.as_deref(), Some("OPENAI_API_KEY"));
        assert_eq!(report.key_type, Some(KeyType::PersonalAccessToken));
        let text =
            format!("OPENAI_API_KEY=\"{KEY} \"\n{name}=https://api.clarifai.com/v2/ext/openai/v1");
        assert_eq!(codes(&check_environment(&text)), ["surrounding-whitespace"]);
        let elsewhere = check_variables([key, (name, Some("https://api.openai.com/v1"))]);
        assert_eq!(codes(&elsewhere), ["missing-credential"], "{name}");
    }
    assert_eq!(codes(&check_variables([key])), ["missing-credential"]);
    let both = check_environment(&with_keys(&format!(
        "{COMPLETE}OPENAI_API_KEY={{KEY}}\nOPENAI_BASE_URL=https://api.clarifai.com/v2/ext/openai/v1"
    )));
    assert_eq!((codes(&both), both.variable.as_deref()), (vec![], Some("CLARIFAI_PAT")));
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
        (
            vec![("CLARIFAI_SESSION_TOKEN", Some("ab")), user],
            &["wrong-length", "internal-session-token"],
            false,
        ),
        (vec![("CLARIFAI_SESSION_TOKEN", Some("~")), user], &["unset-value"], false),
        (vec![("CLARIFAI_SESSION_TOKEN", Some("null")), user], &["unset-value"], false),
        (vec![("CLARIFAI_SESSION_TOKEN", Some("-")), user], &["masked"], false),
        (vec![("CLARIFAI_SESSION_TOKEN", Some("YOUR_TOKEN_HERE"))], &["placeholder"], false),
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
fn the_credential_is_the_one_that_programs_get() {
    let contexts = "contexts:\n  a:\n    CLARIFAI_PAT: {OTHER}\n  b:\n    CLARIFAI_PAT: {KEY}\n";
    for (text, key_type) in [
        ("CLARIFAI_PAT={KEY}", Some(KeyType::PersonalAccessToken)),
        ("export CLARIFAI_API_KEY=\"{KEY}\" # mine", Some(KeyType::AppSpecificKey)),
        ("CLARIFAI_TOKEN={KEY}", None),
        ("CLARIFAI_PAT={OTHER}\nCLARIFAI_PAT={KEY}", Some(KeyType::PersonalAccessToken)),
        ("CLARIFAI_PAT=YOUR_PAT\nCLARIFAI_API_KEY={KEY}", Some(KeyType::AppSpecificKey)),
        (
            "[a]\nCLARIFAI_PAT={OTHER}\n[clarifai]\nCLARIFAI_API_KEY={KEY}",
            Some(KeyType::AppSpecificKey),
        ),
        (&["current_context: b\n", contexts].concat(), Some(KeyType::PersonalAccessToken)),
    ] {
        let report = check_environment(&with_keys(text));
        let credential = report.credential.expect(text);
        assert_eq!(credential.expose(), KEY, "{text}");
        assert_eq!((credential.key_type(), report.key_type), (key_type, key_type), "{text}");
        assert_eq!(credential.kind(), CredentialKind::Key, "{text}");
    }
    let session = check_environment("CLARIFAI_SESSION_TOKEN=a.session-token").credential;
    assert_eq!(session.map(|token| token.kind()), Some(CredentialKind::SessionToken));
}

#[test]
fn no_credential_is_given_where_programs_get_none_that_can_be_sent() {
    for text in [
        "",
        "CLARIFAI_PAT=",
        "CLARIFAI_PAT=YOUR_PAT_HERE",
        "CLARIFAI_PAT=\"{KEY} \"",
        "CLARIFAI_PAT='Key {KEY}'",
        "CLARIFAI_KEY={KEY}",
        "VITE_CLARIFAI_PAT={KEY}",
        "# CLARIFAI_PAT={KEY}",
        "current_context: c\ncontexts:\n  a:\n    CLARIFAI_PAT: {KEY}\n",
    ] {
        assert_eq!(check_environment(&with_keys(text)).credential, None, "{text}");
    }
}
