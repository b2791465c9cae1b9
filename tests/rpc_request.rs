//! The HTTP request that calls an RPC method.

use clarifai_auth::{RpcMethod, RpcRequest, RpcRequestError};

fn request(
    rpc: &str,
    parameters: &[(&str, &str)],
    user: Option<&str>,
    app: Option<&str>,
) -> Result<RpcRequest, RpcRequestError> {
    let rpc = RpcMethod::find(rpc).expect("an RPC method");
    let parameters: Vec<_> =
        parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    RpcRequest::new(rpc, &parameters, user, app)
}

#[test]
fn the_rule_with_the_most_parameters_is_taken() {
    let own = (Some("ada"), Some("shop"));
    for (rpc, parameters, (user, app), verb, path) in [
        ("MyScopes", &[][..], (None, None), "GET", "/v2/myscopes"),
        ("MyScopes", &[], own, "GET", "/v2/users/ada/apps/shop/myscopes"),
        ("GetModel", &[("model_id", "m")], (None, None), "GET", "/v2/models/m"),
        ("GetModel", &[("model_id", "m")], own, "GET", "/v2/users/ada/apps/shop/models/m"),
        ("GetModel", &[("model_id", "m")], (Some("ada"), None), "GET", "/v2/models/m"),
        (
            "GetModel",
            &[("model_id", "m"), ("user_id", "eve"), ("user_app_id.app_id", "x")],
            own,
            "GET",
            "/v2/users/eve/apps/x/models/m",
        ),
        ("PostKeys", &[], own, "POST", "/v2/users/ada/keys"),
    ] {
        let request = request(rpc, parameters, user, app).expect("a request");
        assert_eq!((request.verb, request.path.as_str()), (verb, path), "{rpc}");
        assert_eq!(request.shown_path, path);
    }
}

#[test]
fn every_rule_leads_back_to_its_rpc_method() {
    for rpc in RpcMethod::all() {
        for rule in rpc.http_rules() {
            let template = rule.template();
            let names = template.split('/').filter_map(|part| part.strip_prefix('{'));
            let names = names.filter_map(|part| part.strip_suffix('}'));
            let parameters: Vec<_> =
                names.map(|name| (name.to_owned(), "a b".to_owned())).collect();
            let request = RpcRequest::new(rpc, &parameters, None, None).expect("a request");
            let mut served = RpcMethod::matching(request.verb, &request.path);
            assert!(served.any(|route| route.rpc() == rpc), "{} {}", rpc.name(), request.path);
        }
    }
}

#[test]
fn what_is_wrong_is_named() {
    for (rpc, parameters, message) in [
        ("GetModel", &[][..], "the path of `GetModel` needs `model_id`"),
        (
            "GetModel",
            &[("model", "m")],
            "no path of `GetModel` has a parameter `model`; its parameters are `model_id`, `app_id`, `user_id`",
        ),
        (
            "ListStatusCodes",
            &[("page", "2")],
            "no path of `ListStatusCodes` has a parameter `page`; it takes none",
        ),
        ("GetModel", &[("model_id", "..")], "the parameter `model_id` is empty or a dot segment"),
        // A server may decode the slashes first, and then has a dot segment.
        (
            "GetModel",
            &[("model_id", "../../keys")],
            "the parameter `model_id` is empty or a dot segment",
        ),
        (
            "GetModel",
            &[("model_id", "a\\..")],
            "the parameter `model_id` is empty or a dot segment",
        ),
        ("GetKey", &[("key_id", "k")], "the path of `GetKey` needs `user_app_id.user_id`"),
        (
            "GetModel",
            &[("model_id", "m"), ("c0ffee00c0ffee00c0ffee00c0ffee00", "m")],
            "no path of `GetModel` has a parameter `<credential>`; its parameters are `model_id`, `app_id`, `user_id`",
        ),
    ] {
        let error = request(rpc, parameters, None, None).expect_err("no request");
        assert_eq!(error.to_string(), message);
        assert_eq!(error.code(), "ERR_CALL");
    }
}

#[test]
fn a_key_in_a_path_is_not_shown() {
    let key = "c0ffee00c0ffee00c0ffee00c0ffee00";
    let request = request("DeleteKey", &[("key_id", key)], Some("ada"), None).expect("a request");
    assert_eq!(request.path, format!("/v2/users/ada/keys/{key}"));
    assert_eq!(request.shown_path, "/v2/users/ada/keys/<credential>");
    assert!(!format!("{request:?}").contains(key));
}

#[test]
fn what_reads_or_predicts_may_be_sent_twice_and_nothing_else() {
    for rpc in RpcMethod::all() {
        for rule in rpc.http_rules() {
            let template = rule.template();
            let names = template.split('/').filter_map(|part| part.strip_prefix('{'));
            let parameters: Vec<_> =
                names.map(|name| (name.trim_end_matches('}').to_owned(), "x".to_owned())).collect();
            let request = RpcRequest::new(rpc, &parameters, None, None).expect("a request");
            let predicts = matches!(rpc.name(), "PostModelOutputs" | "PostWorkflowResults");
            assert_eq!(request.is_repeatable, request.verb == "GET" || predicts, "{}", rpc.name());
        }
    }
}
