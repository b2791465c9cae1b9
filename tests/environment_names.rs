//! Which names are read, which were meant to be, and which have nothing to do with Clarifai.
#![cfg(feature = "texts")]

#[path = "environment/helpers.rs"]
#[allow(dead_code, reason = "each file uses some of them")]
mod helpers;

use clarifai_auth::{Severity, check_environment, check_variables};
use helpers::{COMPLETE, KEY, codes, finding, marked, with_keys};

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
        "CLARITAS_API_KEY",
        "CLARITAS_KEY",
        "CLARITAS_TOKEN",
        "CLARITI_KEY",
        "CLARITI_API_KEY",
        "CLARITYAI_API_KEY",
        "CLARIAI_KEY",
        "CLARIAI_API_KEY",
        "CLARITAS_FILE_KEY",
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
