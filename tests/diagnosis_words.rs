//! Failures that are told in words alone, and answers of other shapes than the API's own.
#![cfg(feature = "texts")]

mod diagnosis_help;

use clarifai_auth::{
    Body, CauseCode, Certainty, CheckItem, CheckState, Diagnosis, Evidence, PasteKind,
    PasteOptions, ResponseEvidence, read_paste,
};
use diagnosis_help::{answered, diagnosed, pasted, request};
use serde_json::json;

fn caught(error: &str) -> Diagnosis {
    let mut evidence = Evidence::default();
    evidence.error = Some(error.to_owned());
    diagnosed(&evidence)
}

fn page(http_status: u16, body: &str) -> Diagnosis {
    let mut response = ResponseEvidence::default();
    response.http_status = Some(http_status);
    response.body = Some(Body::Text(body.to_owned()));
    let mut evidence = Evidence::default();
    evidence.response = Some(response);
    request(&mut evidence, "POST", "https://api.clarifai.com/v2/models/cats/outputs");
    diagnosed(&evidence)
}

fn state(found: &Diagnosis, item: CheckItem) -> CheckState {
    found.checklist.iter().find(|check| check.item == item).unwrap().state
}

#[test]
fn words_that_name_a_status_are_understood_as_pasted_and_as_caught() {
    use CauseCode::*;
    for (words, cause) in [
        ("429 Too many requests", RateLimited),
        ("404 Not Found", RouteNotFound),
        ("502 Bad Gateway", ServiceUnavailable),
        ("HTTP Error 403: Forbidden", ScopeMissing),
        ("2026-01-01 00:00:00 ERROR 403: Forbidden.", ScopeMissing),
        ("curl: (22) The requested URL returned error: 401", CredentialUnknown),
        ("openai.PermissionDeniedError: Error code: 403", ScopeMissing),
        ("error 11007 insufficient scopes", ScopeMissing),
        ("11007", ScopeMissing),
        ("code 11009", CredentialUnknown),
        ("got error 11009: API key not found", CredentialUnknown),
        ("status: 11005", RateLimited),
        ("CONN_KEY_NOT_FOUND", CredentialUnknown),
        ("API key not found", CredentialUnknown),
        ("Model does not exist", ResourceNotFound),
        ("insufficient scopes", ScopeMissing),
        ("CORS error", CorsBlocked),
        ("ETIMEDOUT", NetworkUnreachable),
        (
            "Exception: Post model outputs failed, status: API key has insufficient scopes",
            ScopeMissing,
        ),
        ("Error: Post model outputs failed, status: Resource does not exist", ResourceNotFound),
        ("Exception: Post inputs failed, status: Account or plan issue", AccountIssue),
        ("Exception: Post model outputs failed, status: Invalid request", RequestInvalid),
    ] {
        for found in [pasted(words), caught(words)] {
            assert_eq!(found.causes[0].code, cause, "{words}: {found:#?}");
        }
    }
}

#[test]
fn a_description_alone_is_never_certain() {
    for words in
        ["status: Invalid request", "status: API key not found", "failed: Account or plan issue"]
    {
        assert!(caught(words).causes[0].certainty < Certainty::Certain, "{words}");
    }
}

#[test]
fn what_somebody_only_says_is_neither_a_failure_nor_a_credential() {
    for prose in [
        "hello world",
        "my key does not work",
        "I have 11007 apples",
        "the order 429 was shipped",
        "is there a quota, and what is a duplicate?",
        "where do I set CLARIFAI_PAT on Windows?",
    ] {
        let evidence = read_paste(prose, PasteOptions::default());
        assert_eq!(evidence.credential, None, "{prose}");
        let found = diagnosed(&evidence);
        assert_eq!(found.causes[0].code, CauseCode::Unknown, "{prose}: {found:#?}");
    }
    // Two halves of a credential are none.
    let split = read_paste("deadbeefcafebabe feedfacedeadbeef", PasteOptions::default());
    assert_eq!(split.kind, PasteKind::Credential);
}

#[test]
fn the_line_of_the_old_python_client_keeps_its_details() {
    let found = caught(
        "ApiError: GET /v2/models FAILED. status_code: 401, reason: Unauthorized, error_code: 11009, error_description: API key not found, error_details: invalid key(None)",
    );
    assert_eq!(found.causes[0].code, CauseCode::CredentialMissing, "{found:#?}");
}

#[test]
fn what_was_never_sent_says_why() {
    use CauseCode::*;
    for (words, cause, remedy) in [
        (
            "Mixed Content: The page at 'https://x' requested an insecure resource 'http://api.clarifai.com/v2/models'",
            BaseUrlWrong,
            "https://",
        ),
        (
            "Refused to connect to 'https://api.clarifai.com/v2/models' because it violates the following Content Security Policy directive",
            NetworkUnreachable,
            "connect-src",
        ),
        (
            "requests.exceptions.InvalidHeader: Invalid leading whitespace, reserved character(s), or return character(s) in header value: 'Key x'",
            CredentialMalformed,
            "line breaks",
        ),
        (
            "TypeError [ERR_INVALID_CHAR]: Invalid character in header content [\"Authorization\"]",
            CredentialMalformed,
            "line breaks",
        ),
        (
            "E0000 metadata was invalid: [('authorization', 'Key x')]",
            CredentialMalformed,
            "line breaks",
        ),
        (
            "requests.exceptions.MissingSchema: Invalid URL '/v2/models': No scheme supplied",
            BaseUrlWrong,
            "whole address",
        ),
        (
            "HTTPSConnectionPool(host='https', port=443): Max retries exceeded with url: //api.clarifai.com/v2/models",
            BaseUrlWrong,
            "one `https://`",
        ),
        (
            "TypeError: The Internet connection appears to be offline.",
            NetworkUnreachable,
            "network",
        ),
        ("AbortError: The user aborted a request.", NetworkUnreachable, "what ended the call"),
    ] {
        let first = &caught(words).causes[0];
        assert_eq!(first.code, cause, "{words}");
        assert!(first.remedy.contains(remedy), "{words}: {}", first.remedy);
    }
}

#[test]
fn an_error_within_a_success_of_http_is_no_success() {
    use CauseCode::*;
    for (body, cause) in [
        (
            json!({ "jsonrpc": "2.0", "error": { "code": -32001, "message": "Unauthorized" } }),
            CredentialUnknown,
        ),
        (
            json!({ "jsonrpc": "2.0", "error": { "code": -32600, "message": "Session terminated" } }),
            Unknown,
        ),
        (
            json!({ "result": { "isError": true, "content": [{ "type": "text", "text": "API key has insufficient scopes" }] } }),
            ScopeMissing,
        ),
        (json!({ "error": "something odd" }), Unknown),
        (json!({ "error": null, "result": {} }), NotAFailure),
        (json!({ "error": "", "result": {} }), NotAFailure),
    ] {
        let mut evidence = answered(&body);
        evidence.response.as_mut().unwrap().http_status = Some(200);
        let found = diagnosed(&evidence);
        assert_eq!(found.causes[0].code, cause, "{body}: {found:#?}");
    }
}

#[test]
fn an_answer_is_found_in_a_text_and_in_every_place_of_a_part() {
    let failed = json!({ "code": 30_002, "description": "Download failed; check URL" });
    let own = json!({ "code": 10_020, "description": "Failure" });
    let inner = json!({ "status": { "code": 30_002 } }).to_string();
    for body in [
        json!({ "status": own, "output": { "status": failed } }),
        json!({ "status": own, "hits": [{ "input": { "id": "a", "status": failed } }] }),
        json!({ "status": own, "resultsList": [{ "status": own, "outputsList": [{ "status": failed }] }] }),
        json!({ "statusCode": 400, "body": inner }),
        json!({ "response": { "status": 400, "data": inner } }),
        json!({ "status": { "code": " 30002 " } }),
        json!({ "status": { "code": "30002.0" } }),
    ] {
        let found = diagnosed(&answered(&body));
        assert_eq!(found.causes[0].code, CauseCode::InputInvalid, "{body}: {found:#?}");
        assert_eq!(found.causes[0].certainty, Certainty::Certain, "{body}");
    }
}

#[test]
fn a_page_that_something_else_answers_speaks_of_no_scope_and_of_no_waiting() {
    for title in ["Just a moment...", "Access denied | api.clarifai.com used Cloudflare"] {
        let page = page(403, &["<!DOCTYPE html><html><head><title>", title, "</title>"].concat());
        assert_eq!(page.causes[0].code, CauseCode::ServiceUnavailable, "{page:#?}");
        assert_eq!(page.retry_after_seconds, None);
        assert_eq!(state(&page, CheckItem::Permissions), CheckState::Problem);
    }
    let text = page(403, "error code: 1010");
    assert_eq!(text.status, None, "{text:#?}");
    let gateway = page(502, "<html><head><title>502 Bad Gateway</title></head></html>");
    assert_eq!(gateway.retry_after_seconds, Some(5));
    let evidence = Body::Text("<html><head><title>401 Authorization Required</title>".to_owned());
    let mut response = ResponseEvidence::default();
    response.body = Some(evidence);
    let mut evidence = Evidence::default();
    evidence.response = Some(response);
    assert_eq!(diagnosed(&evidence).causes[0].code, CauseCode::CredentialUnknown);
}

#[test]
fn the_checklist_clears_only_what_the_api_looked_at() {
    // A browser's tab without any key was told 11103 (clarifai-javascript#34).
    for code in [11_103, 11_100, 39_997, 98_004] {
        let found = diagnosed(&answered(&json!({ "status": { "code": code } })));
        for item in [CheckItem::Key, CheckItem::Header, CheckItem::Activation] {
            assert_ne!(state(&found, item), CheckState::Ok, "{code}: {found:#?}");
        }
    }
    let contradictory = json!({ "status": { "code": 11_005, "description": "API key not found" } });
    assert_ne!(state(&diagnosed(&answered(&contradictory)), CheckItem::Key), CheckState::Ok);
    let mut refused = answered(&json!({ "status": { "code": 10_000 } }));
    refused.response.as_mut().unwrap().http_status = Some(401);
    assert_eq!(diagnosed(&refused).causes[0].certainty, Certainty::Likely);
}

#[test]
fn what_the_environment_would_send_counts_where_the_api_refuses_a_credential() {
    for (environment, code, details) in [
        ("CLARIFAI_PAT=None", 11_009, ""),
        ("CLARIFAI_PAT=", 11_102, "Empty or malformed authorization header."),
        ("CLARIFAI_PAT=YOUR_PAT_HERE", 11_102, ""),
    ] {
        let mut evidence = answered(&json!({ "status": { "code": code, "details": details } }));
        evidence.environment = Some(environment.to_owned());
        let found = diagnosed(&evidence);
        let first = &found.causes[0];
        assert_eq!(
            (first.code, first.certainty),
            (CauseCode::CredentialMissing, Certainty::Likely),
            "{environment}: {found:#?}"
        );
    }
}

#[test]
fn a_refused_pair_on_a_public_model_names_its_owner() {
    let mut evidence = answered(&json!({ "status": { "code": 11_008 } }));
    request(
        &mut evidence,
        "POST",
        "https://api.clarifai.com/v2/models/aaa03c23b3724a16a56b629203edc62c/outputs",
    );
    let found = diagnosed(&evidence);
    assert_eq!(found.causes[0].code, CauseCode::UserAppIdMismatch, "{found:#?}");
    assert!(!found.causes[0].evidence[0].contains("<credential>"), "{found:#?}");
}

#[test]
fn masked_details_keep_their_spaces() {
    let details = "invalid client ID (foo) and secret (bar) given";
    let found = diagnosed(&answered(&json!({ "status": { "code": 11_002, "details": details } })));
    assert!(
        found.causes[0].evidence[0].ends_with(" and secret (<credential>) given"),
        "{found:#?}"
    );
}

#[test]
fn names_that_an_answer_gives_its_fields_and_codes_show_no_credential() {
    let key = "c0ffee15dead10ccfeedfacecafebabe";
    let name = [key, "_X"].concat().to_uppercase();
    for body in [
        json!({ key: [{ "status": { "code": 11_009 } }] }),
        json!({ key[..16]: [{ "status": { "code": 11_009 } }] }),
        json!({ "status": name }),
        json!({ "status": { "code": name } }),
    ] {
        let shown = serde_json::to_string(&diagnosed(&answered(&body))).unwrap().to_lowercase();
        assert!(!shown.contains(&key[..12]), "{shown}");
    }
}

#[test]
fn a_key_whose_time_is_over_is_expired_before_it_is_unknown() {
    let mut evidence = answered(&json!({ "status": { "code": 11_009 } }));
    diagnosis_help::carrying(&mut evidence, ["All"]);
    evidence.grant.as_mut().unwrap().expires_at = Some("2020-01-01T00:00:00Z".to_owned());
    let first = &diagnosed(&evidence).causes[0];
    assert_eq!((first.code, first.certainty), (CauseCode::CredentialExpired, Certainty::Likely));
}

#[test]
fn an_answer_that_is_cut_within_its_status_still_has_its_code() {
    let found = page(401, r#"{"status":{"code":11005,"desc"#);
    assert_eq!(found.causes[0].code, CauseCode::RateLimited, "{found:#?}");
    assert_eq!(found.status.unwrap().code, 11_005);
}

#[test]
fn an_app_that_is_a_part_of_a_credential_is_not_shown() {
    let part = "c0ffee15dead10ccfeedface";
    let mut evidence = answered(&json!({ "status": { "code": 11_008 } }));
    request(&mut evidence, "GET", "https://api.clarifai.com/v2/users/ada/apps/shop/models");
    diagnosis_help::carrying(&mut evidence, ["All"]);
    let grant = json!({ "scopes": ["All"], "app": { "id": part, "userId": "ada" } });
    evidence.grant = Some(serde_json::from_value(grant).unwrap());
    let found = diagnosed(&evidence);
    assert_eq!(found.causes[0].code, CauseCode::KeyBoundToOtherApp, "{found:#?}");
    assert!(!serde_json::to_string(&found).unwrap().contains(&part[..12]), "{found:#?}");
}

#[test]
fn what_a_connection_failed_for_is_quoted_and_mended() {
    for (error, line, remedy) in [
        (
            "TypeError: fetch failed\n  [cause]: Error: unable to get local issuer certificate\n    code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'",
            "[cause]: Error: unable to get local issuer certificate",
            "let the program trust the certificate",
        ),
        (
            "TimeoutError: The operation was aborted due to timeout",
            "TimeoutError: ",
            "give the call more time",
        ),
        (
            "requests.exceptions.ReadTimeout: HTTPSConnectionPool: Read timed out.",
            "requests",
            "give the call more time",
        ),
        (
            "Error: connect ECONNREFUSED 127.0.0.1:443",
            "Error: connect",
            "see that the host's name is right",
        ),
    ] {
        let cause = &caught(error).causes[0];
        assert_eq!(cause.code, CauseCode::NetworkUnreachable, "{error}");
        assert!(cause.evidence[0].starts_with(line), "{:?}", cause.evidence);
        assert!(cause.remedy.starts_with(remedy), "{}", cause.remedy);
    }
}

#[test]
fn a_word_of_connections_in_prose_is_no_broken_connection() {
    for prose in ["Certificate of appreciation", "my ssl works", "The process was terminated."] {
        let code = caught(prose).causes[0].code;
        assert_eq!(code, CauseCode::Unknown, "{prose}");
    }
}

#[test]
fn what_runtimes_say_of_certificates_and_broken_streams_is_a_connection_s() {
    for error in [
        "Error: unable to verify the first certificate",
        "code: 'CERT_HAS_EXPIRED'",
        "Error: self-signed certificate in certificate chain",
        "x509: certificate signed by unknown authority",
        "javax.net.ssl.SSLHandshakeException: PKIX path building failed",
        "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed'))",
        "curl: (60) SSL certificate problem: certificate has expired",
        "curl: (60) SSL: no alternative certificate subject name matches target host name",
        "curl: (35) OpenSSL SSL_connect: SSL_ERROR_SYSCALL",
        "The remote certificate is invalid according to the validation procedure",
        "SSL peer certificate or SSH remote key was not OK",
        "The SSL connection could not be established, see inner exception.",
        "An SSL error has occurred and a secure connection to the server cannot be made.",
        "net::ERR_SSL_PROTOCOL_ERROR",
        "Hostname/IP does not match certificate's altnames",
        "Client network socket disconnected before secure TLS connection was established",
        "tls: failed to verify certificate",
        "Ssl handshake failed: SSL_ERROR_SSL: WRONG_VERSION_NUMBER",
        "TypeError: terminated",
        "stream terminated by RST_STREAM with error code: INTERNAL_ERROR",
        "upstream connect error or disconnect/reset before headers. reset reason: connection termination",
    ] {
        assert_eq!(caught(error).causes[0].code, CauseCode::NetworkUnreachable, "{error}");
    }
}
