//! Bases, ids and the files of other programs.
#![cfg(feature = "texts")]

#[path = "environment/helpers.rs"]
#[allow(dead_code, reason = "each file uses some of them")]
mod helpers;

use clarifai_auth::{KeyType, Severity, check_environment, check_variables};
use helpers::{KEY, OTHER, codes, finding, marked, with_keys};

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
        ("https://api.clarifai.com:99999", &["malformed-base"]),
        ("https://api.clarifai.com:https", &["malformed-base"]),
        ("api.clarifai.com:99999", &["malformed-base"]),
        ("http://[::1]:8787", &[]),
        ("https:/api.clarifai.com", &["malformed-base"]),
        ("https:api.clarifai.com", &["malformed-base"]),
        ("https://clarifai.com", &["portal-base"]),
        ("https://www.clarifai.com/v2", &["base-path", "portal-base"]),
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
        ("ada;", &["malformed-id"]),
        ("ada,", &["malformed-id"]),
        ("<ada>", &["placeholder"]),
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
fn a_configuration_file_may_be_written_in_braces() {
    for text in [
        "contexts: {default: {CLARIFAI_PAT: {KEY}, CLARIFAI_USER_ID: ada, CLARIFAI_APP_ID: shop}}",
        "current_context: b\ncontexts: {a: {CLARIFAI_PAT: x}, b: {CLARIFAI_PAT: '{KEY}',\n  CLARIFAI_USER_ID: ada, CLARIFAI_APP_ID: \"shop\"}} # mine\n",
        "contexts:\n  default: {CLARIFAI_PAT: {KEY}, CLARIFAI_USER_ID: ada, CLARIFAI_APP_ID: shop}\n  b: {CLARIFAI_PAT: x}\n",
        "{\"contexts\": {\"a\": {\"CLARIFAI_PAT\": \"x\"}, \"b\": {\"x\": [1, {\"y\": 2}], \"CLARIFAI_PAT\": \"{KEY}\", \"CLARIFAI_USER_ID\": \"ada\", \"CLARIFAI_APP_ID\": \"shop\"}},\n\"current_context\": \"b\"}",
    ] {
        let report = check_environment(&with_keys(text));
        assert_eq!((codes(&report), report.ok), (vec![], true), "{text}");
        assert_eq!(report.user_id.as_deref(), Some("ada"), "{text}");
    }
    let text = "contexts: {a: {CLARIFAI_PAT: x}}\ncurrent_context: b\n";
    let report = check_environment(text);
    let found = finding(&report, "missing-context");
    assert_eq!(found.message, "the current context `b` does not exist; there are `a`");
    assert_eq!((found.line, marked(text, found).as_str()), (Some(2), "current_context: b"));
    let text = with_keys(
        "{\n  \"contexts\": {\n    \"default\": {\n      \"CLARIFAI_API_KEY\": \"{KEY} \"\n} } }",
    );
    let report = check_environment(&text);
    assert_eq!(codes(&report), ["surrounding-whitespace"]);
    assert_eq!(
        (report.findings[0].line, marked(&text, &report.findings[0]).as_str()),
        (Some(4), " ")
    );
}

#[test]
fn a_file_saved_as_utf16_is_one_finding() {
    let text: String = with_keys("CLARIFAI_PAT={KEY}\r\nCLARIFAI_USER_ID=ada\r\n")
        .chars()
        .flat_map(|c| [c, '\0'])
        .collect();
    let swapped: String = text.chars().rev().collect();
    for text in [text.clone(), format!("\u{fffd}\u{fffd}{text}"), format!("ÿþ{text}"), swapped] {
        let report = check_environment(&text);
        assert_eq!((codes(&report), report.ok), (vec!["utf-16"], false), "{text:?}");
        assert_eq!(report.findings[0].line, Some(1));
    }
    let report = check_environment(&with_keys("CLARIFAI_API_KEY={KEY}\0"));
    assert_eq!(codes(&report), ["control-character"]);
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
    for text in [
        "name = \"w\"\nvars = { A = \"}\", CLARIFAI_API_KEY = \"{KEY}\" } # here\n[build]\nCLARIFAI_PAT = \"x\"",
        "env.production.vars = {CLARIFAI_API_KEY=\"{KEY}\"}\nmain = \"x\"",
        "[env.production]\nvars = { CLARIFAI_API_KEY = '{KEY}' }",
        "{ \"name\": \"w\", // the worker's\n \"vars\": { \"CLARIFAI_API_KEY\": \"{KEY}\", }, \"CLARIFAI_PAT\": \"x\" }",
        "// wrangler\n{ \"env\": { \"production\": { \"vars\": { \"CLARIFAI_API_KEY\": \"{KEY}\" } } }, \"vars\": {} }",
    ] {
        let text = with_keys(text);
        let report = check_environment(&text);
        assert_eq!((codes(&report), report.ok), (vec!["committed-credential"], true), "{text}");
        assert_eq!(report.variable.as_deref(), Some("CLARIFAI_API_KEY"), "{text}");
        assert_eq!(marked(&text, &report.findings[0]), KEY, "{text}");
    }
    let placeholder = check_environment("[vars]\nCLARIFAI_PAT = \"YOUR_PAT_HERE\"");
    assert_eq!(codes(&placeholder), ["placeholder"]);
    let unused =
        check_environment(&with_keys("[other]\nCLARIFAI_API_KEY=\"{KEY}\"\n[vars]\nA='1'"));
    assert_eq!(codes(&unused), ["missing-credential"]);
}

#[test]
fn lines_that_are_passed_over_are_counted_and_hide_nothing() {
    let key = "c0ffee0123456789c0ffee0123456789";
    for before in ["A=b\n", "# a\n", "\n", "#\n", "A=\r\n", "A=\n", "A='b'\n", "A= 'b'\n", "A=b#\n"]
    {
        let text = format!("{}CLARIFAI_PAT={key}\nCLARIFAI_USERID=ada", before.repeat(7));
        let report = check_environment(&text);
        assert_eq!(report.variable.as_deref(), Some("CLARIFAI_PAT"), "{text:?}");
        let misnamed = report.findings.iter().find(|f| f.code.as_str() == "misnamed-variable");
        assert_eq!(misnamed.and_then(|finding| finding.line), Some(9), "{text:?}");
    }
    let quoted = check_environment(&format!("A=\"b\nCLARIFAI_PAT={key}\n\"\nB=c\n"));
    assert_eq!(quoted.variable, None);
}

#[test]
fn no_part_of_a_credential_is_shown_as_an_id_or_a_base() {
    let half = &KEY[..15];
    let report = check_environment(&format!(
        "CLARIFAI_PAT={KEY}\nCLARIFAI_USER_ID={half}\nCLARIFAI_APP_ID=my-{half}\n\
         CLARIFAI_API_BASE=https://proxy.example/{half}",
    ));
    assert!(!format!("{report:?}").contains(half), "{report:?}");
    for base in
        [format!("Key {KEY} https://me@api.clarifai.com"), format!("{KEY}://me@api.clarifai.com")]
    {
        let report = check_environment(&format!("CLARIFAI_API_BASE={base}"));
        assert!(!format!("{report:?}").contains(half), "{report:?}");
    }
}
