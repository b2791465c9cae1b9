//! The bindings, in Node and in Chromium: names, shapes, thrown codes.
#![cfg(all(target_arch = "wasm32", target_os = "unknown"))]

use clarifai_auth::js::texts::{check_environment, read_paste, scan_text};
use clarifai_auth::js::{
    Client, Credential, Grant, catalogue, check_authorization, check_credential, match_route,
    operation_scope, rpc_method,
};
use js_sys::{Array, Error, JSON, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::*;

#[cfg(feature = "browser-tests")]
wasm_bindgen_test_configure!(run_in_browser);

const CANARY: &str = "c0ffee0123456789c0ffee0123456789";

fn js(json: &str) -> JsValue {
    JSON::parse(json).expect("a JSON text")
}

fn json(value: &JsValue) -> String {
    JSON::stringify(value).expect("a JSON value").into()
}

fn property(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).expect("an object")
}

fn allows(grant: &Grant, rpc: &str) -> bool {
    grant.allows(&rpc.into()).expect("a text")
}

#[track_caller]
fn assert_thrown(result: Result<impl Sized, JsValue>, name: &str, code: &str, message: &str) {
    let thrown = result.err().expect("it throws").dyn_into::<Error>().expect("a real Error");
    assert_eq!(String::from(thrown.name()), name);
    assert_eq!(property(&thrown, "code").as_string().as_deref(), Some(code));
    assert_eq!(String::from(thrown.message()), message);
}

#[wasm_bindgen_test]
fn a_report_is_a_plain_object_in_the_contract_s_shape() {
    let report = check_credential(&format!("{CANARY} ").into()).expect("a report");
    assert_eq!(
        json(&report),
        r#"{"ok":false,"shape":"key","repairable":true,"length":32,"findings":[{"code":"surrounding-whitespace","severity":"error","message":"white space (space) after the credential","fix":"remove it, and copy the credential alone","span":{"start":32,"end":33}}]}"#
    );
}

#[wasm_bindgen_test]
fn a_header_an_environment_a_paste_and_a_leak_are_plain_objects_in_the_contract_s_shape() {
    let header = format!("key {CANARY}").into();
    let report = check_authorization(&header, JsValue::UNDEFINED).expect("a report");
    assert_eq!(
        json(&report),
        r#"{"ok":false,"scheme":"key","findings":[{"code":"scheme-case","severity":"error","message":"the scheme word is `key` where the server takes `Key`","fix":"write `Key`","span":{"start":0,"end":3}}]}"#
    );
    assert_thrown(
        check_authorization(&header, "soap".into()),
        "CallError",
        "ERR_CALL",
        "the target is not one of `rest`, `grpc`, `openai` and `mcp`",
    );
    let text = format!("CLARIFAI_PAT={CANARY}\nCLARIFAI_USER_ID=ada\nCLARIFAI_APP_ID=shop\n");
    let report = check_environment(&text.clone().into()).expect("a report");
    assert_eq!(
        json(&report),
        r#"{"ok":true,"variable":"CLARIFAI_PAT","keyType":"personal_access_token","userId":"ada","appId":"shop","findings":[]}"#
    );
    let evidence = read_paste(&header, &JsValue::UNDEFINED).expect("evidence");
    assert_eq!(property(&evidence, "authorization"), "key <credential>");
    let leaks = scan_text(&text.into()).expect("leaks");
    let [span, line, column] =
        ["span", "line", "column"].map(|name| json(&property(&Array::from(&leaks).get(0), name)));
    assert_eq!([span, line, column], [r#"{"start":13,"end":45}"#, "1", "14"]);
}

#[wasm_bindgen_test]
fn what_is_not_set_is_an_empty_credential_and_what_is_no_text_a_malformed_question() {
    for value in [JsValue::UNDEFINED, JsValue::NULL] {
        let report = check_credential(&value).expect("a report");
        assert_eq!(property(&report, "shape"), "empty");
    }
    for (value, message) in [
        (7.into(), "`text` is of type `Number`: give a plain string"),
        (Array::new().into(), "`text` is of type `Array`: give a plain string"),
        (
            js_sys::Uint8Array::new_with_length(1).into(),
            "`text` is of type `Uint8Array`: give a plain string, as `new TextDecoder().decode(bytes)` gives it",
        ),
    ] {
        assert_thrown(check_credential(&value), "CallError", "ERR_CALL", message);
    }
}

#[wasm_bindgen_test]
fn the_catalogue_crosses_whole() {
    let catalogue = catalogue().expect("the catalogue");
    assert_eq!(Array::from(&property(&catalogue, "rpcMethods")).length(), 273);
    assert_eq!(Array::from(&property(&catalogue, "scopes")).length(), 122);
    assert_eq!(
        json(&rpc_method(&"/clarifai.api.V2/GetUser".into()).expect("a method")),
        r#"{"name":"GetUser","endpoint":"/clarifai.api.V2/GetUser","authType":"PATAuth","requiredScopes":[],"httpRules":[{"verb":"GET","template":"/v2/users/{user_app_id.user_id}"}],"streaming":"none"}"#
    );
    assert!(rpc_method(&"Nothing".into()).expect("no method").is_undefined());
    let scope = operation_scope(&"inputs:add".into()).expect("a scope");
    assert_eq!(json(&property(&scope, "prerequisites")), r#"["Inputs_Get"]"#);
    assert!(operation_scope(&"Nothing".into()).expect("no scope").is_undefined());
}

#[wasm_bindgen_test]
fn a_route_has_its_parameters_and_hides_a_key() {
    let routes = match_route(&"DELETE".into(), &format!("/v2/users/u/keys/{CANARY}").into())
        .expect("routes");
    assert_eq!(
        json(&routes),
        r#"[{"rpc":"DeleteKey","template":"/v2/users/{user_app_id.user_id}/keys/{key_id}","parameters":{"user_app_id.user_id":"u","key_id":"<credential>"}}]"#
    );
    assert_eq!(
        json(&match_route(&"GET".into(), &"/v2/../v2/models".into()).expect("routes")),
        "[]"
    );
}

#[wasm_bindgen_test]
fn a_credential_crosses_only_where_it_is_asked_for() {
    let options = js(r#"{"repair":true,"keyType":"personal_access_token"}"#);
    let credential =
        Credential::parse(&format!(" {CANARY}").into(), options).expect("a credential");
    assert_eq!(credential.expose(), CANARY);
    assert_eq!(credential.key_type().expect("a type"), "personal_access_token");
    assert_eq!(credential.kind().expect("a kind"), "key");
    let headers = credential.headers("grpc".into()).expect("headers");
    assert_eq!(json(&headers), format!(r#"{{"authorization":"Key {CANARY}"}}"#));
    let fingerprint = credential.fingerprint();
    assert_eq!(fingerprint.len(), "sha256:".len() + 12);
    assert_eq!(credential.to_json(), format!("Credential({fingerprint})"));
    let value = JsValue::from(credential);
    assert!(!json(&value).contains(CANARY));
    assert!(!format!("{value:?}").contains(CANARY));
}

#[wasm_bindgen_test]
fn a_refused_credential_throws_its_findings_and_not_its_text() {
    let refused = Credential::parse(&format!("{CANARY}!").into(), JsValue::UNDEFINED);
    let thrown = refused.err().expect("it throws");
    assert_eq!(property(&thrown, "code"), "ERR_CREDENTIAL");
    assert!(Array::from(&property(&thrown, "findings")).length() > 0);
    assert!(!format!("{thrown:?} {}", json(&thrown)).contains(CANARY));
    assert_thrown(
        Credential::parse(&CANARY.into(), js(r#"{"keyType":"other"}"#)),
        "CallError",
        "ERR_CALL",
        "malformed options: expected `{ repair?: boolean, keyType?, kind? }`",
    );
    let session = Credential::parse(&"token".into(), js(r#"{"kind":"session-token"}"#));
    assert_thrown(
        session.expect("a token").authorization(JsValue::UNDEFINED),
        "CredentialError",
        "ERR_CREDENTIAL",
        "a session token is sent in `X-Clarifai-Session-Token`, never in `Authorization`",
    );
}

#[wasm_bindgen_test]
fn a_grant_decides_describes_itself_and_is_not_consumed() {
    let grant =
        Grant::new(js(r#"{"scopes":["predict","New:Get"],"app":{"id":"a"}}"#)).expect("a grant");
    assert_eq!(grant.unknown_scopes(), ["New:Get"]);
    assert!(!allows(&grant, "PostModelOutputs") && allows(&grant, "ListStatusCodes"));
    let decision =
        grant.evaluate(&"PostModelOutputs".into(), &JsValue::UNDEFINED).expect("a decision");
    assert_eq!(
        json(&property(&decision, "missingScopes")),
        r#"["Apps_Get","Concepts_Get","Models_Get"]"#
    );
    let call =
        js(r#"{"verb":"GET","url":"/v2/models","body":"{\"user_app_id\":{\"app_id\":\"b\"}}"}"#);
    let decision = grant.evaluate(&call, &JsValue::UNDEFINED).expect("a decision");
    assert!(json(&decision).contains(r#"{"code":"other-app","expected":"a","found":"b"}"#));
    // The package makes objects of these numbers and texts: see tests/package/decisions.test.mjs.
    let packed = Array::from(&grant.evaluate_all(&JsValue::UNDEFINED).expect("decisions"));
    assert!(Array::from(&packed.get(0)).length() >= 273 && packed.get(1).is_string());
    assert_eq!(
        json(&grant.describe().expect("a description")),
        r#"{"scopes":["Predict","New:Get"],"app":{"id":"a"}}"#
    );
    let other = JsValue::from(Grant::new(js(r#"{"scopes":["All"]}"#)).expect("a grant"));
    for _ in 0..2 {
        let both = grant.intersect(&other).expect("a grant");
        assert_eq!(
            json(&both.describe().expect("it")),
            r#"{"scopes":["Predict","New:Get"],"app":{"id":"a"}}"#
        );
    }
}

#[wasm_bindgen_test]
fn what_javascript_throws_meanwhile_is_no_absence() {
    let throwing = |json: &str, name: &str| {
        let code = format!(
            "const o = {json}; Object.defineProperty(o, '{name}', {{ get() {{ throw new Error('no') }} }}); return o;"
        );
        js_sys::Function::new_no_args(&code).call0(&JsValue::NULL).expect("an object")
    };
    for name in ["endpoints", "expiresAt", "endpointsRestricted", "app", "keyType"] {
        let made = Grant::new(throwing("{ scopes: ['All'] }", name));
        assert_eq!(property(&made.err().expect("it throws"), "code"), "ERR_GRANT", "{name}");
    }
    let answer = throwing("{ scopes: ['All'] }", "endpoints");
    let made = Grant::from_answer(answer, JsValue::UNDEFINED);
    assert_eq!(property(&made.err().expect("it throws"), "code"), "ERR_GRANT");
    let grant = Grant::new(js(r#"{"scopes":["All"],"app":{"id":"a"}}"#)).expect("a grant");
    let call = throwing("{ rpc: 'GetModel' }", "body");
    let decision = grant.evaluate(&call, &JsValue::UNDEFINED);
    assert_eq!(property(&decision.expect_err("it throws"), "code"), "ERR_CALL");
}

#[wasm_bindgen_test]
fn ids_in_a_body_count_in_each_spelling() {
    let grant = Grant::new(js(r#"{"scopes":["All"],"app":{"id":"a"}}"#)).expect("a grant");
    for body in [
        r#"{"user_app_id":{"app_id":"b"}}"#,
        r#"{"userAppId":{"appId":"b"}}"#,
        r#"{"user_app_id":{"app_id":"a"},"userAppId":{"appId":"b"}}"#,
        r#"{"user_app_id":{"app_id":"a","appId":"b"}}"#,
    ] {
        let call = js(&format!(r#"{{"verb":"POST","url":"/v2/models","body":{body}}}"#));
        let decision = grant.evaluate(&call, &JsValue::UNDEFINED).expect("a decision");
        assert_eq!(property(&decision, "type"), "reject", "{body}");
    }
}

#[wasm_bindgen_test]
fn the_clock_is_the_system_s_unless_a_moment_is_given() {
    let grant = Grant::new(js(r#"{"scopes":["All"],"expiresAt":"2020-01-01T00:00:00Z"}"#))
        .expect("a grant");
    assert!(!allows(&grant, "GetModel"));
    let before = js(r#"{"now":"2019-01-01T00:00:00Z"}"#);
    let decision = grant.evaluate(&"GetModel".into(), &before).expect("a decision");
    assert_eq!(property(&decision, "type"), "allow");
}

#[wasm_bindgen_test]
fn a_malformed_question_throws_a_stable_code() {
    const DESCRIPTION: &str = "malformed grant description: expected `{ scopes: string[], endpoints?: string[], keyType?, app?: { id, userId? }, expiresAt? }`";
    for description in [
        "null",
        "7",
        "{}",
        r#"{"scopes":"All"}"#,
        r#"{"scopes":[7]}"#,
        r#"{"scopes":[],"app":{}}"#,
        r#"{"scopes":[],"keyType":"x"}"#,
    ] {
        assert_thrown(Grant::new(js(description)), "GrantError", "ERR_GRANT", DESCRIPTION);
    }
    assert_thrown(
        Grant::from_answer(js(r#"{"status":{"code":11009}}"#), JsValue::UNDEFINED),
        "GrantError",
        "ERR_GRANT",
        "the answer is a failure: 11009 `CONN_KEY_NOT_FOUND`",
    );
    let grant = Grant::new(js(r#"{"scopes":[]}"#)).expect("a grant");
    const CALL: &str = "malformed call: expected the name of an RPC method, `{ rpc }` or `{ verb, url }`, with texts as `userId` and `appId`";
    for call in [
        "null",
        "7",
        "{}",
        r#"{"rpc":7}"#,
        r#"{"verb":"GET"}"#,
        r#"{"rpc":"A","verb":"GET","url":"/"}"#,
    ] {
        assert_thrown(
            grant.evaluate(&js(call), &JsValue::UNDEFINED),
            "CallError",
            "ERR_CALL",
            CALL,
        );
    }
    assert_thrown(
        grant.evaluate(&"GetModel".into(), &js(r#"{"now":"soon"}"#)),
        "CallError",
        "ERR_CALL",
        "`now` is not an RFC 3339 date and time such as `2026-12-31T23:59:59Z`",
    );
    assert_thrown(
        grant.intersect(&JsValue::NULL),
        "GrantError",
        "ERR_GRANT",
        "the argument is no `Grant`",
    );
    for (options, message) in [
        (r#"{"baseUrl":"ftp://x"}"#, "`baseUrl` starts with neither `https://` nor `http://`"),
        (r#"{"timeoutMs":0}"#, "`timeoutMs` is not a number of milliseconds"),
        (r#"{"userId":7}"#, "`userId` is not a text"),
    ] {
        let options = js(options);
        Reflect::set(&options, &"credential".into(), &CANARY.into()).expect("a new property");
        assert_thrown(Client::new(&options), "CallError", "ERR_CALL", message);
    }
    assert_thrown(
        Client::new(&js("{}")),
        "CredentialError",
        "ERR_CREDENTIAL",
        "credential is empty",
    );
}

#[wasm_bindgen_test]
async fn a_client_rejects_what_cannot_be_sent_and_leaves_the_credential_usable() {
    let credential =
        JsValue::from(Credential::parse(&CANARY.into(), JsValue::UNDEFINED).expect("a credential"));
    let options = js(r#"{"baseUrl":"http://127.0.0.1:9","timeoutMs":2000}"#);
    Reflect::set(&options, &"credential".into(), &credential).expect("a new property");
    let client = Client::new(&options).expect("a client");
    assert!(Client::new(&options).is_ok(), "the credential was not consumed");
    for (request, message) in [
        (r#"{"model":"m","inputs":[]}"#, "no inputs; a prediction takes at least one"),
        (r#"{"model":"..","inputs":[{"text":"t"}]}"#, "the model id is empty or a dot segment"),
        (r#"{"model":"m","inputs":{}}"#, "`inputs` is not a list"),
        (
            r#"{"model":{"id":"m","userId":"u"},"inputs":[{"text":"t"}]}"#,
            "of `userId` and `appId` only one is given; give both, or neither with an app-specific key",
        ),
        (
            r#"{"model":"m","inputs":[{"picture":"t"}]}"#,
            "malformed `inputs[0]`: expected exactly one of `imageUrl`, `imageBytes`, `imageBase64`, `text`, `videoUrl` and `audioUrl`",
        ),
    ] {
        let outcome = JsFuture::from(client.predict(&js(request))).await;
        assert_thrown(outcome, "CallError", "ERR_CALL", message);
    }
}
