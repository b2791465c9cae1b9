//! The tables lead back to the facts that they were generated from.

#[path = "catalogue/facts.rs"]
mod facts;

use std::collections::{BTreeMap, BTreeSet};

use clarifai_auth::{ApiStatus, OperationScope, RpcMethod, catalogue};
use facts::facts;

#[test]
fn the_catalogue_names_its_release() {
    assert_eq!(catalogue::VERSION, facts().source.version);
}

#[test]
fn it_holds_every_rpc_method_with_all_that_is_declared_of_it() {
    let facts = facts();
    assert_eq!(RpcMethod::all().count(), facts.rpc_methods.len());
    for (method, fact) in RpcMethod::all().zip(&facts.rpc_methods) {
        assert_eq!(method.name(), fact.name);
        assert_eq!(format!("{:?}", method.auth_type()), fact.auth_type, "{method:?}");
        assert_eq!(
            format!("{:?}", method.streaming()).to_lowercase(),
            fact.streaming,
            "{method:?}"
        );
        let scopes: Vec<_> = method.required_scopes().iter().map(OperationScope::name).collect();
        let declared: BTreeSet<_> = fact.required_scopes.iter().map(String::as_str).collect();
        assert_eq!(scopes, Vec::from_iter(declared), "{method:?}");
        let rules: Vec<_> =
            method.http_rules().map(|rule| (rule.verb(), rule.template())).collect();
        let expected: Vec<_> = fact
            .http_rules
            .iter()
            .map(|rule| (rule.verb.as_str(), rule.template.clone()))
            .collect();
        assert_eq!(rules, expected, "{method:?}");
    }
}

#[test]
fn it_holds_every_scope_with_all_that_is_declared_of_it() {
    let facts = facts();
    assert_eq!(OperationScope::all().count(), facts.scopes.len());
    for (scope, fact) in OperationScope::all().zip(&facts.scopes) {
        assert_eq!(scope.name(), fact.name);
        assert_eq!(scope.is_exposed(), fact.exposed, "{scope:?}");
        assert_eq!(scope.is_deprecated(), fact.deprecated, "{scope:?}");
        let prerequisites: Vec<_> =
            scope.prerequisites().iter().map(OperationScope::name).collect();
        assert_eq!(prerequisites, fact.prerequisites, "{scope:?}");
        for rpc in scope.required_by() {
            assert!(rpc.required_scopes().contains(scope));
        }
    }
}

#[test]
fn every_name_finds_itself_in_each_spelling() {
    for method in RpcMethod::all() {
        let name = method.name();
        for spelling in [
            name.to_owned(),
            method.endpoint(),
            format!("clarifai.api.V2/{name}"),
            format!("clarifai.api.V2.{name}"),
        ] {
            assert_eq!(RpcMethod::find(&spelling), Some(method), "{spelling}");
        }
    }
    for scope in OperationScope::all() {
        let name = scope.name();
        for spelling in
            [name.to_owned(), scope.label(), name.to_lowercase(), scope.label().to_uppercase()]
        {
            assert_eq!(OperationScope::find(&spelling), Some(scope), "{spelling}");
        }
    }
}

#[test]
fn no_other_name_finds_anything() {
    for name in [
        "",
        "/",
        "PostModelOutput",
        "postmodeloutputs",
        "/clarifai.api.V2/",
        "clarifai.api.V2",
        "/clarifai.api.V2.GetModel",
        "//clarifai.api.V2/GetModel",
        "/clarifai.api.V3/GetModel",
        "GetModel ",
    ] {
        assert_eq!(RpcMethod::find(name), None, "{name:?}");
    }
    for name in ["", ":", "Inputs", "Inputs-Get", "Inputs::Get", "Inputs:Get:Get", "İnputs:Get"] {
        assert_eq!(OperationScope::find(name), None, "{name:?}");
    }
}

#[test]
fn every_status_code_has_the_name_that_was_declared_first() {
    let mut names = BTreeMap::new();
    for fact in facts().status_codes {
        names.entry(fact.code).or_insert(fact.name);
    }
    for (code, name) in names {
        assert_eq!(ApiStatus::name_of(code), Some(name.as_str()));
    }
    assert_eq!(ApiStatus::name_of(11_010), None);
}

#[test]
fn every_name_of_a_status_is_read_as_its_code() {
    for fact in facts().status_codes {
        let status: ApiStatus =
            serde_json::from_value(serde_json::json!({ "code": fact.name })).expect("a status");
        assert_eq!(status.code(), Some(fact.code), "{}", fact.name);
    }
}
