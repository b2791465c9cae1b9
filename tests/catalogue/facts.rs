//! `scripts/catalogue/facts.json`, as it was read from the wheel.

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    pub source: Source,
    pub rpc_methods: Vec<RpcFact>,
    pub scopes: Vec<ScopeFact>,
    pub status_codes: Vec<StatusFact>,
}

#[derive(Deserialize)]
pub struct Source {
    pub version: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RpcFact {
    pub name: String,
    pub auth_type: String,
    pub required_scopes: Vec<String>,
    pub streaming: String,
    pub http_rules: Vec<RuleFact>,
}

#[derive(Clone, Deserialize)]
pub struct RuleFact {
    pub verb: String,
    pub template: String,
}

#[derive(Deserialize)]
pub struct ScopeFact {
    pub name: String,
    pub exposed: bool,
    pub deprecated: bool,
    pub prerequisites: Vec<String>,
}

#[derive(Deserialize)]
pub struct StatusFact {
    pub code: u32,
    pub name: String,
}

pub fn facts() -> Facts {
    let text = include_str!("../../scripts/catalogue/facts.json");
    serde_json::from_str(text).expect("facts.json holds the facts")
}
