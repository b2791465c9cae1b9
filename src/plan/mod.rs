//! The least key for a job.

mod request;
mod warnings;

use serde::Serialize;

pub use request::{KeyApp, KeyRequest, NewKey, NewKeys};

use crate::call::{Call, UserAppId};
use crate::catalogue::{AuthType, RpcMethod};
use crate::decision::{Decision, Unknown};
use crate::evaluate::{Candidate, candidates};
use crate::finding::Finding;
use crate::grant::{AppId, Grant, GrantDescription, KeyType};
use crate::quoted::quoted;
use crate::scope::{OperationScope, ScopeSet};
use crate::text::{begins, find};

/// Why a plan of nothing is one.
const NO_CALL: &str = "no call to plan: the key would let call nothing";

/// What is known beside the calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanOptions {
    /// The user whose key it will be.
    pub user_id: Option<String>,
    /// The app that calls are about where they name none.
    pub app_id: Option<String>,
    /// What the key will be called.
    pub description: Option<String>,
    /// Whether the key shall carry an endpoint list that holds the planned methods only.
    pub restrict_endpoints: bool,
}

/// One key, and what it is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Plan {
    /// The type of the key.
    pub key_type: KeyType,
    /// Why it is of this type.
    pub why: String,
    /// The least scopes: without any one of them a call is refused.
    pub scopes: ScopeSet,
    /// The same as the portal and the API spell them.
    pub labels: Vec<String>,
    /// The least endpoint-level scopes; empty unless they were asked for.
    pub endpoints: Vec<String>,
    /// All that it lets call; what needs no credential is not counted.
    pub reaches: Vec<RpcMethod>,
    /// What it lets call beside what was asked for.
    pub surplus: Vec<RpcMethod>,
    /// The calls that it is for.
    pub calls: Vec<String>,
    /// The request that creates it.
    pub request: KeyRequest,
    /// The same for a shell, with a personal access token in `$CLARIFAI_PAT`.
    pub curl: String,
}

/// The plans for a job: one, or several where no single key can do it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plans {
    /// The first key.
    pub plan: Plan,
    /// The others: an app-specific key for each further app.
    pub other_plans: Vec<Plan>,
    /// What no key can do, or what is not known.
    pub unplanned: Vec<Unplanned>,
    /// What to know before the key is made.
    pub warnings: Vec<Finding>,
}

/// A call that no key lets make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Unplanned {
    /// The call.
    pub call: String,
    /// Why not.
    pub reason: String,
}

/// A call that a key can make.
struct Planned {
    label: String,
    methods: Vec<RpcMethod>,
    /// Whose app it is about.
    app: UserAppId,
    /// Whether its path, its query, its body and what is given beside them name different ones.
    names_several: bool,
    conditional: ScopeSet,
}

/// Plans the least key that can make `calls`.
///
/// One personal access token where a call takes nothing else, or where an app belongs to somebody
/// else than `options.user_id`; else one app-specific key for each app.
///
/// # Examples
///
/// ```
/// use clarifai_auth::{Call, KeyType, PlanOptions, plan_key};
///
/// let plans = plan_key(&[Call::rpc("PostModelOutputs")], &PlanOptions::default());
/// assert_eq!(plans.plan.key_type, KeyType::AppSpecificKey);
/// assert_eq!(plans.plan.labels, ["Apps:Get", "Concepts:Get", "Models:Get", "Predict"]);
/// assert!(plans.plan.surplus.iter().any(|rpc| rpc.name() == "ListModels"));
/// ```
pub fn plan_key(calls: &[Call], options: &PlanOptions) -> Plans {
    let mut planned = Vec::new();
    let mut unplanned = Vec::new();
    for call in calls {
        match planned_call(call, options) {
            Ok(call) => planned.push(call),
            Err(reason) => unplanned.push(Unplanned { call: label_of(call), reason }),
        }
    }
    let token_reason = planned.iter().find_map(|call| needs_token(call, options));
    let mut warnings = Vec::new();
    let mut plans = Vec::new();
    let groups = match &token_reason {
        Some(_) => vec![planned],
        None => by_app(planned),
    };
    for group in &groups {
        let plan = plan_of(group, token_reason.as_deref(), options);
        let first = warnings.len();
        warnings::add(&plan, group, &mut warnings);
        if groups.len() > 1 {
            warnings::name_app(&app_of_all(group), warnings.iter_mut().skip(first));
        }
        plans.push(plan);
    }
    let mut plans = plans.into_iter();
    let plan = plans.next().unwrap_or_else(|| {
        warnings.push(warnings::nothing(!calls.is_empty()));
        plan_of(&[], None, options)
    });
    Plans { plan, other_plans: plans.collect(), unplanned, warnings }
}

fn planned_call(call: &Call, options: &PlanOptions) -> Result<Planned, String> {
    let candidates = candidates(call).map_err(|unknown| match *unknown {
        Decision::Unknown { what: Unknown::Rpc, .. } if names_path(call.rpc.as_deref()) => {
            "no RPC method of this name: give a request as `{ verb, url }`".to_owned()
        }
        Decision::Unknown { what: Unknown::Rpc, closest: Some(closest), .. } => {
            ["no RPC method of this name; the closest is `", &closest, "`"].concat()
        }
        Decision::Unknown { what: Unknown::Rpc, .. } => "no RPC method of this name".to_owned(),
        _ if is_extension(call.url.as_deref()) => {
            "no requirements are declared for the OpenAI-compatible and the MCP surface".to_owned()
        }
        Decision::Unknown { closest: Some(closest), .. } => {
            ["no route for this verb; there is `", &closest, "`"].concat()
        }
        _ => "no such route, or one that servers can read in two ways".to_owned(),
    })?;
    for candidate in &candidates {
        match candidate.rpc.auth_type() {
            AuthType::SessionTokenAuth => {
                return Err("no key may call it: only a person's session in the portal".to_owned());
            }
            AuthType::AdminAuth => {
                return Err("no key may call it: only Clarifai's administrators".to_owned());
            }
            _ => {}
        }
    }
    let (app, names_several) = app_of(&candidates, options);
    Ok(Planned {
        label: label_of(call),
        app,
        names_several,
        conditional: candidates
            .iter()
            .fold(ScopeSet::default(), |scopes, candidate| scopes.union(candidate.conditional)),
        methods: candidates.iter().map(|candidate| candidate.rpc).collect(),
    })
}

/// Whether a text is a request's path or URL, in the place of an RPC method's name.
fn names_path(name: Option<&str>) -> bool {
    name.is_some_and(|name| find(name, "/v2").is_some())
}

/// Whether a URL is below `/v2/ext`, where no RPC method is called by its own route.
fn is_extension(url: Option<&str>) -> bool {
    url.is_some_and(|url| find(url, "/v2/ext/").is_some())
}

/// The app that a call names, else that of the options; and whether it names different ones.
fn app_of(candidates: &[Candidate], options: &PlanOptions) -> (UserAppId, bool) {
    // What a program puts in, or what is hidden, names no app; `me` is nobody by name.
    let name = |id: &Option<String>| id.clone().filter(|id| !begins(id, "{<") && id != "me");
    let (mut named, mut names_several) = (UserAppId::default(), false);
    for ids in candidates.iter().flat_map(|candidate| candidate.ids.iter().chain(&candidate.query))
    {
        let app_id = ids.app_id.clone().filter(|id| !begins(id, "{<"));
        match named.joined(&UserAppId { user_id: name(&ids.user_id), app_id }) {
            Some(both) => named = both,
            None => names_several = true,
        }
    }
    let UserAppId { user_id, app_id } = named;
    let is_own = app_id.is_none() || app_id == options.app_id;
    let app = UserAppId {
        user_id: user_id.or_else(|| name(&options.user_id).filter(|_| is_own)),
        app_id: app_id.or_else(|| options.app_id.clone()),
    };
    (app, names_several)
}

/// Why no app-specific key can make the call.
fn needs_token(call: &Planned, options: &PlanOptions) -> Option<String> {
    let takes_tokens = |rpc: &&RpcMethod| rpc.auth_type() == AuthType::PATAuth;
    if let Some(rpc) = call.methods.iter().find(takes_tokens) {
        return Some(["`", rpc.name(), "` takes a personal access token only"].concat());
    }
    if call.names_several {
        return Some(
            ["`", &call.label, "` names different apps: an app-specific key reaches one app only"]
                .concat(),
        );
    }
    /// The owner of the public models.
    const CLARIFAI: &str = "clarifai";
    let owner = call.app.user_id.as_deref()?;
    let is_foreign = match options.user_id.as_deref().filter(|user| *user != "me") {
        Some(user) => owner != user,
        None => owner == CLARIFAI,
    };
    let is_foreign = is_foreign && call.app.app_id.is_some();
    let app = || quoted(&call.app.to_string());
    is_foreign.then(|| {
        ["`", &app(), "` is somebody else's app: an app-specific key reaches its own app only"]
            .concat()
    })
}

/// An app-specific key reaches one app: a call goes with the first that name no other one.
fn by_app(planned: Vec<Planned>) -> Vec<Vec<Planned>> {
    let mut groups: Vec<(UserAppId, Vec<Planned>)> = Vec::new();
    for call in planned {
        let mut fitting = groups.iter_mut().filter_map(|group| {
            let app = group.0.joined(&call.app)?;
            Some((group, app))
        });
        match fitting.next() {
            Some((group, app)) => {
                group.0 = app;
                group.1.push(call);
            }
            None => groups.push((call.app.clone(), vec![call])),
        }
    }
    groups.into_iter().map(|(_, calls)| calls).collect()
}

/// The app that all of them name together.
fn app_of_all(calls: &[Planned]) -> UserAppId {
    calls.iter().fold(UserAppId::default(), |app, call| app.joined(&call.app).unwrap_or(app))
}

fn plan_of(calls: &[Planned], token_reason: Option<&str>, options: &PlanOptions) -> Plan {
    let methods = || {
        let methods = calls.iter().flat_map(|call| call.methods.iter().copied());
        methods.filter(|rpc| rpc.auth_type() != AuthType::NoAuth)
    };
    let scopes =
        methods().fold(ScopeSet::default(), |scopes, rpc| scopes.union(rpc.required_scopes()));
    let mut endpoints: Vec<RpcMethod> = Vec::new();
    if options.restrict_endpoints {
        endpoints.extend(RpcMethod::all().filter(|rpc| methods().any(|planned| planned == *rpc)));
    }
    let (key_type, why) = match token_reason {
        Some(reason) => (KeyType::PersonalAccessToken, reason),
        None if calls.is_empty() => (KeyType::AppSpecificKey, NO_CALL),
        None if methods().next().is_none() => {
            (KeyType::AppSpecificKey, "no call needs a credential: a key without scopes does")
        }
        None => (
            KeyType::AppSpecificKey,
            "every call takes an app-specific key, which reaches one app only",
        ),
    };
    let mut app = app_of_all(calls);
    if calls.is_empty() {
        app.app_id = options.app_id.clone();
    }
    let app = app
        .app_id
        .filter(|_| key_type == KeyType::AppSpecificKey)
        .map(|id| AppId { id, user_id: app.user_id.or_else(|| options.user_id.clone()) });
    let labels: Vec<String> = scopes.iter().map(OperationScope::label).collect();
    let endpoints: Vec<String> = endpoints.into_iter().map(RpcMethod::endpoint).collect();
    let reaches = reach_of(key_type, &labels, &endpoints);
    let request = request::of(key_type, &labels, &endpoints, app.as_ref(), options);
    Plan {
        key_type,
        why: why.to_owned(),
        scopes,
        surplus: reaches
            .iter()
            .copied()
            .filter(|rpc| !methods().any(|planned| planned == *rpc))
            .collect(),
        reaches,
        calls: calls.iter().map(|call| call.label.clone()).collect(),
        curl: request.curl(),
        request,
        labels,
        endpoints,
    }
}

fn reach_of(key_type: KeyType, labels: &[String], endpoints: &[String]) -> Vec<RpcMethod> {
    let grant = Grant::new(GrantDescription {
        key_type: Some(key_type),
        scopes: labels.to_vec(),
        endpoints: Some(endpoints.to_vec()),
        ..GrantDescription::default()
    });
    let reach = grant.map(|grant| grant.whole_reach().iter().collect()).unwrap_or_default();
    let counts = |rpc: &RpcMethod| rpc.auth_type() != AuthType::NoAuth;
    <Vec<RpcMethod>>::into_iter(reach).filter(counts).collect()
}

/// What a call is called in a plan; what could be a credential is masked.
fn label_of(call: &Call) -> String {
    let text = match (&call.rpc, &call.verb, &call.url) {
        // Some are as long as a credential.
        (Some(rpc), ..) if RpcMethod::find(rpc).is_some() => return rpc.clone(),
        (Some(rpc), ..) => rpc.clone(),
        (None, verb, url) => {
            let url = url.as_deref().unwrap_or_default();
            let path = url.split(['?', '#']).next().unwrap_or_default();
            [verb.as_deref().unwrap_or_default(), " ", path].concat()
        }
    };
    quoted(&text)
}
