//! The JavaScript face: converts in, calls the core, converts out.

mod call;
mod client;
mod convert;
mod credential;
mod decisions;
mod error;
mod grant;
#[cfg(feature = "plans")]
mod plan;
mod redact;
mod send;
#[cfg(feature = "texts")]
pub mod texts;

use wasm_bindgen::prelude::*;

pub use client::Client;
pub use credential::Credential;
pub use grant::Grant;

/// Whatever is freed is wiped first: a text on its way through a reader leaves no credential behind.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

use crate::catalogue::{self, OperationScopeListing, RouteListing, RpcMethodListing};
use crate::{OperationScope, RpcMethod};

#[wasm_bindgen(typescript_custom_section)]
const NAMES: &str = include_str!("names.d.ts");
#[wasm_bindgen(typescript_custom_section)]
const FINDING_CODES: &str = crate::finding::FINDING_CODE_TYPE;
#[wasm_bindgen(typescript_custom_section)]
const CAUSE_CODES: &str = crate::diagnosis::CAUSE_CODE_TYPE;
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

/// Says what a text is as a credential and what is wrong with it. Nothing is sent anywhere.
///
/// Takes what a variable holds, also where it is not set. Never throws on a text; ERR_CALL on what is
/// none, such as a `Buffer`.
///
/// ```js
/// checkCredential('0123456789abcdef0123456789abcdef ').findings[0].message;
/// // 'white space (space) after the credential'
/// ```
#[wasm_bindgen(js_name = checkCredential, unchecked_return_type = "CredentialReport")]
pub fn check_credential(
    #[wasm_bindgen(unchecked_param_type = "string | null | undefined")] text: &JsValue,
) -> Result<JsValue, JsValue> {
    convert::to_js(&crate::check_credential(&convert::text_if_set("text", text)?))
}

/// Says how a server would read an `Authorization` value, or a whole header block.
///
/// `ok`: exactly the documented form for the target; false does not claim that the server refuses it.
///
/// ```js
/// checkAuthorization('key 0123456789abcdef0123456789abcdef').findings[0].message;
/// // 'the scheme word is `key` where the server takes `Key`'
/// ```
#[wasm_bindgen(js_name = checkAuthorization, unchecked_return_type = "AuthorizationReport")]
pub fn check_authorization(
    #[wasm_bindgen(unchecked_param_type = "string | null | undefined")] value: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "RequestTarget")] target: JsValue,
) -> Result<JsValue, JsValue> {
    let target = credential::target_from_js(target)?;
    let value = convert::text_if_set("value", value)?;
    convert::to_js(&crate::check_authorization(&value, target))
}

/// The RPC methods and scopes that Clarifai's API declares, and the release they were read from.
///
/// ```js
/// catalogue().rpcMethods.length; // 273
/// ```
#[wasm_bindgen(unchecked_return_type = "Catalogue")]
pub fn catalogue() -> Result<JsValue, JsValue> {
    #[derive(serde::Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Catalogue {
        version: &'static str,
        rpc_methods: Vec<RpcMethodListing>,
        scopes: Vec<OperationScopeListing>,
    }
    convert::to_js(&Catalogue {
        version: catalogue::VERSION,
        rpc_methods: RpcMethod::all().map(RpcMethodListing::from).collect(),
        scopes: OperationScope::all().map(OperationScopeListing::from).collect(),
    })
}

/// Finds an RPC method by its name, short or fully qualified.
///
/// ```js
/// rpcMethod('PostModelOutputs').requiredScopes; // ['Apps_Get', 'Concepts_Get', 'Models_Get', 'Predict']
/// ```
#[wasm_bindgen(js_name = rpcMethod, unchecked_return_type = "RpcMethod | undefined")]
pub fn rpc_method(
    #[wasm_bindgen(unchecked_param_type = "string")] name: &JsValue,
) -> Result<JsValue, JsValue> {
    match RpcMethod::find(&convert::text_argument("name", name)?) {
        Some(method) => convert::to_js(&RpcMethodListing::from(method)),
        None => Ok(JsValue::UNDEFINED),
    }
}

/// Finds an operation-level scope by its name or label, in any case.
///
/// ```js
/// operationScope('inputs:add').prerequisites; // ['Inputs_Get']
/// ```
#[wasm_bindgen(js_name = operationScope, unchecked_return_type = "OperationScope | undefined")]
pub fn operation_scope(
    #[wasm_bindgen(unchecked_param_type = "string")] name: &JsValue,
) -> Result<JsValue, JsValue> {
    match OperationScope::find(&convert::text_argument("name", name)?) {
        Some(scope) => convert::to_js(&OperationScopeListing::from(scope)),
        None => Ok(JsValue::UNDEFINED),
    }
}

/// Finds the RPC methods that serve `verb` on `url` (absolute, or a path from `/v2`).
///
/// None: no such route. More than one: the API declares rules of which none is more literal. A
/// `key_id` among the parameters is a credential and is masked.
///
/// ```js
/// matchRoute('POST', '/v2/models/general/outputs')[0].rpc; // 'PostModelOutputs'
/// ```
#[wasm_bindgen(js_name = matchRoute, unchecked_return_type = "RouteMatch[]")]
pub fn match_route(
    #[wasm_bindgen(unchecked_param_type = "string")] verb: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "string")] url: &JsValue,
) -> Result<JsValue, JsValue> {
    // In a path may stand a key.
    let verb = convert::text_argument("verb", verb)?;
    let url = convert::text_argument("url", url)?;
    let routes: Vec<_> = RpcMethod::matching(&verb, &url).map(RouteListing::from).collect();
    convert::to_js(&routes)
}

/// The verbs and the literal segments of all templates, as `routesOfWords` counts them: from 1 on.
#[wasm_bindgen(js_name = routeWords, skip_typescript)]
pub fn route_words() -> Vec<JsValue> {
    catalogue::route_words().map(JsValue::from_str).collect()
}

/// The rules that serve a request, by their indices plus one: ten bits for each, from the lowest on;
/// all ones where they are more than three. Verb and segments come as the numbers of words, seven bits
/// for each, four in an argument; behind the last one stands 0, and 127 is a text that is no word.
#[wasm_bindgen(js_name = routesOfWords, skip_typescript)]
pub fn routes_of_words(first: u32, second: u32, third: u32, fourth: u32) -> u32 {
    let mut words = [0_u8; 16];
    for (mut four, words) in [first, second, third, fourth].into_iter().zip(words.chunks_mut(4)) {
        for word in words {
            *word = four as u8 & 0x7f;
            four >>= 7;
        }
    }
    let mut packed = 0;
    for (rule, shift) in catalogue::rules_of_words(&words).zip([0, 10, 20, 30]) {
        if shift == 30 {
            return u32::MAX;
        }
        packed |= u32::from(rule).saturating_add(1).wrapping_shl(shift);
    }
    packed
}

/// Pairs: the parameter that is masked and its mask, then RPC method and template of each rule, in the
/// order of their indices.
#[wasm_bindgen(js_name = routeRules, skip_typescript)]
pub fn route_rules() -> Vec<JsValue> {
    let (masked, mask) = RouteListing::MASKED;
    let rules = RpcMethod::all().flat_map(|rpc| rpc.http_rules().map(move |rule| (rpc, rule)));
    let texts =
        rules.flat_map(|(rpc, rule)| [JsValue::from(rpc.name()), JsValue::from(rule.template())]);
    [masked, mask].map(JsValue::from).into_iter().chain(texts).collect()
}

/// The names of the RPC methods, in the order of `Grant.reachByIndex`.
#[wasm_bindgen(js_name = rpcNames, skip_typescript)]
pub fn rpc_names() -> Vec<JsValue> {
    RpcMethod::all().map(|rpc| JsValue::from_str(rpc.name())).collect()
}

/// The names of the scopes, as packed decisions count them.
#[wasm_bindgen(js_name = scopeNames, skip_typescript)]
pub fn scope_names() -> Vec<JsValue> {
    OperationScope::all().map(|scope| JsValue::from_str(scope.name())).collect()
}

/// Code and message of each caveat, as packed decisions count them.
#[wasm_bindgen(js_name = caveatTexts, skip_typescript)]
pub fn caveat_texts() -> Vec<JsValue> {
    let texts = crate::Caveat::ALL.into_iter().flat_map(|caveat| [caveat.code(), caveat.message()]);
    texts.map(JsValue::from_str).collect()
}
