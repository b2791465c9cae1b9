//! Finds the calls of the API that a program makes: requests, gRPC stubs, methods of Clarifai's SDKs.

mod address;
#[rustfmt::skip]
mod facts;
mod ids;
mod request;
mod rpc;
mod sdk;
mod source;

use std::ops::Range;

use serde::Serialize;

use crate::call::Call;
use crate::catalogue::RpcMethod;
use crate::finding::Span;
use source::Source;

/// A program with more calls than this is no longer searched: no plan takes more.
const MOST_CALLS: usize = 10_000;

/// A call of the API in a text, and where it stands.
///
/// It holds no credential: what has the shape of one in the address or an id is replaced by a mark.
///
/// # Examples
///
/// ```
/// use clarifai_auth::{CallCertainty, scan_calls};
///
/// let found = scan_calls("import requests\nrequests.get('https://api.clarifai.com/v2/models')\n");
/// assert_eq!(found[0].rpcs[0].name(), "ListModels");
/// assert_eq!(found[0].certainty, CallCertainty::Certain);
/// assert_eq!((found[0].line, found[0].column), (2, 10));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FoundCall {
    /// The call, as [`plan_key`](crate::plan_key) and [`Grant::evaluate`](crate::Grant::evaluate) take it.
    pub call: Call,
    /// The RPC methods that serve it: several where the API declares several for one request.
    pub rpcs: Vec<RpcMethod>,
    /// How sure it is.
    pub certainty: CallCertainty,
    /// The line that it starts in; the first is 1.
    pub line: usize,
    /// Its first character in that line, in UTF-16 units; the first is 1.
    pub column: usize,
    /// The name of what is called, the tool of a command, or the address alone; in UTF-16 units.
    pub span: Span,
    /// The same place in bytes.
    pub bytes: Range<usize>,
}

/// How sure a [`FoundCall`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CallCertainty {
    /// The text says host, verb and path, or calls a stub of Clarifai's gRPC client.
    Certain,
    /// Something of it is taken from what stands around: the host, the verb, the class of an object.
    Likely,
}

/// Finds the calls of Clarifai's API in source code, shell scripts, documents, HAR files and HTTP
/// messages, in their order: what [`plan_key`](crate::plan_key) needs for the least key of a program.
///
/// Nothing is run. What a program puts into an address stays as `{name}`, and so do the ids that are no
/// literals; a method of an SDK counts in a text that imports it. A text that does not mention Clarifai
/// holds no call. What stands in comments counts too. At most 10,000 are listed: a list of that length
/// may have been cut. Calls by the OpenAI-compatible surface (`OpenAI(base_url=…)`) are not listed: the API
/// declares no requirements for it. Takes time in proportion to the length of the text, whatever is in it.
///
/// # Examples
///
/// ```
/// use clarifai_auth::{Call, PlanOptions, plan_key, scan_calls};
///
/// let program = r#"
///     const base = 'https://api.clarifai.com/v2';
///     await fetch(`${base}/models/${modelId}/outputs`, { method: 'POST', body });
/// "#;
/// let found = scan_calls(program);
/// assert_eq!(found[0].call.url.as_deref(), Some("https://api.clarifai.com/v2/models/{modelId}/outputs"));
///
/// let calls: Vec<Call> = found.into_iter().map(|found| found.call).collect();
/// let plan = plan_key(&calls, &PlanOptions::default()).plan;
/// assert_eq!(plan.labels, ["Apps:Get", "Concepts:Get", "Models:Get", "Predict"]);
/// ```
pub fn scan_calls(text: &str) -> Vec<FoundCall> {
    if !mentions_clarifai(text) {
        return Vec::new();
    }
    Source::new(text).read()
}

fn mentions_clarifai(text: &str) -> bool {
    const NAME: &[u8] = b"clarifai";
    text.as_bytes()
        .windows(NAME.len())
        .any(|word| matches!(word, [b'c' | b'C', ..]) && word.eq_ignore_ascii_case(NAME))
}
