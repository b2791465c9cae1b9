//! Grant × call → decision, by the requirements that the catalogue declares.

use crate::call::{Call, UserAppId};
use crate::catalogue::{
    AuthType, HttpRule, RouteMatch, RouteMatches, RpcMethod, percent_decode_path, percent_decoded,
};
use crate::decision::{Caveat, Caveats, Decision, Reason, Rejection, Rule, Unknown};
use crate::grant::{Grant, KeyType};
use crate::quoted::quoted;
use crate::redaction::fields_of;
use crate::scope::{OperationScope, ScopeSet};
use crate::time::Timestamp;

const USER_ID: &str = "user_app_id.user_id";
const APP_ID: &str = "user_app_id.app_id";
/// Names longer than this are not compared with the catalogue's for the closest one.
const LONGEST_GUESS: usize = 64;

impl Grant {
    /// Decides whether this grant covers `call` at `now`.
    ///
    /// # Examples
    ///
    /// ```
    /// use clarifai_auth::{Call, Decision, Grant, GrantDescription, Timestamp};
    ///
    /// let grant = Grant::new(GrantDescription {
    ///     scopes: vec!["Predict".into()],
    ///     ..GrantDescription::default()
    /// })?;
    /// let call = Call::request("POST", "/v2/models/general/outputs");
    /// let Decision::Reject(rejection) = grant.evaluate(&call, Timestamp::from_unix_seconds(0)) else {
    ///     unreachable!()
    /// };
    /// let missing: Vec<_> = rejection.missing_scopes.iter().map(|scope| scope.name()).collect();
    /// assert_eq!(missing, ["Apps_Get", "Concepts_Get", "Models_Get"]);
    /// # Ok::<(), clarifai_auth::GrantError>(())
    /// ```
    pub fn evaluate(&self, call: &Call, now: Timestamp) -> Decision {
        self.evaluate_under(Rule::Declared, call, now)
    }

    /// The same under a rule of the caller's choice.
    ///
    /// # Examples
    ///
    /// ```
    /// use clarifai_auth::{Call, Decision, Grant, GrantDescription, Rule, Timestamp};
    ///
    /// let grant = Grant::new(GrantDescription {
    ///     scopes: ["Predict", "Models_Get", "Apps_Get"].map(String::from).to_vec(),
    ///     ..GrantDescription::default()
    /// })?;
    /// let (call, now) = (Call::rpc("PostModelOutputs"), Timestamp::from_unix_seconds(0));
    /// let Decision::Redact { fields, .. } = grant.evaluate_under(Rule::Documented, &call, now) else {
    ///     unreachable!()
    /// };
    /// assert!(fields.contains(&"outputs.data.concepts".to_owned()));
    /// # Ok::<(), clarifai_auth::GrantError>(())
    /// ```
    pub fn evaluate_under(&self, rule: Rule, call: &Call, now: Timestamp) -> Decision {
        if let Some(rpc) = call.bare_name().and_then(RpcMethod::find) {
            return self.evaluate_rpc_under(rule, rpc, now);
        }
        match candidates(call) {
            Ok(candidates) => self.decide(rule, &candidates, now),
            Err(unknown) => *unknown,
        }
    }

    /// Decides about an RPC method by itself, without a request.
    ///
    /// # Examples
    ///
    /// ```
    /// use clarifai_auth::{Decision, Grant, GrantDescription, RpcMethod, Timestamp};
    ///
    /// let grant = Grant::new(GrantDescription::default())?;
    /// let rpc = RpcMethod::find("ListStatusCodes").unwrap();
    /// let decision = grant.evaluate_rpc(rpc, Timestamp::from_unix_seconds(0));
    /// assert!(matches!(decision, Decision::Allow { .. }));
    /// # Ok::<(), clarifai_auth::GrantError>(())
    /// ```
    pub fn evaluate_rpc(&self, rpc: RpcMethod, now: Timestamp) -> Decision {
        self.evaluate_rpc_under(Rule::Declared, rpc, now)
    }

    /// The same under a rule of the caller's choice.
    pub fn evaluate_rpc_under(&self, rule: Rule, rpc: RpcMethod, now: Timestamp) -> Decision {
        if self.allows(rpc, now) {
            let caveats = self.caveats_of_an_allowed(rpc);
            return Decision::Allow { rpc, candidates: Vec::new(), caveats };
        }
        self.decide(rule, &[Candidate::bare(rpc)], now)
    }

    /// One decision for each RPC method of the catalogue, in its order.
    pub fn evaluate_all(&self, now: Timestamp) -> Vec<Decision> {
        self.evaluate_all_under(Rule::Declared, now)
    }

    /// The same under a rule of the caller's choice.
    pub fn evaluate_all_under(&self, rule: Rule, now: Timestamp) -> Vec<Decision> {
        RpcMethod::all().map(|rpc| self.evaluate_rpc_under(rule, rpc, now)).collect()
    }

    fn decide(&self, rule: Rule, candidates: &[Candidate], now: Timestamp) -> Decision {
        let Some(first) = candidates.first() else {
            return unknown_route("", "");
        };
        let mut found = Found::default();
        for candidate in candidates {
            self.judge(rule, candidate, now, &mut found);
        }
        let rpc = first.rpc;
        let mut all = Vec::new();
        if candidates.len() > 1 {
            all.extend(candidates.iter().map(|candidate| candidate.rpc));
            all.dedup();
        }
        let candidates = if all.len() > 1 { all } else { Vec::new() };
        if found.refuses {
            found.reasons.push(Reason::MissingScopes { scopes: found.missing_scopes });
        }
        found.reasons.extend(found.ids);
        if found.reasons.is_empty() && found.missing_scopes.is_empty() {
            return Decision::Allow { rpc, candidates, caveats: found.caveats };
        }
        if found.reasons.is_empty() {
            let methods = std::iter::once(rpc).chain(candidates.iter().copied());
            let hidden = found.missing_scopes.union(found.caveats.scopes(Caveat::MayBeRedacted));
            return Decision::Redact {
                rpc,
                fields: fields_of(methods, hidden, found.missing_scopes),
                candidates,
                missing_scopes: found.missing_scopes,
                caveats: found.caveats,
            };
        }
        found.reasons.dedup();
        Decision::Reject(Rejection {
            rpc,
            candidates,
            missing_scopes: found.missing_scopes,
            missing_endpoint: found.reasons.iter().find_map(|reason| match reason {
                Reason::EndpointNotListed { endpoint } => Some(endpoint.clone()),
                _ => None,
            }),
            reasons: found.reasons,
            caveats: found.caveats,
        })
    }

    /// Adds what stands against one candidate; reasons that several share are added once.
    fn judge(&self, rule: Rule, candidate: &Candidate, now: Timestamp, found: &mut Found) {
        let rpc = candidate.rpc;
        let auth_type = rpc.auth_type();
        if auth_type == AuthType::NoAuth {
            return;
        }
        if !self.passes(auth_type) {
            found.add(match auth_type {
                AuthType::SessionTokenAuth => Reason::NeedsSessionToken,
                AuthType::AdminAuth => Reason::NeedsAdmin,
                _ => Reason::NeedsPersonalAccessToken,
            });
        }
        if let Some(at) = self.expiry_text().filter(|_| self.has_expired(now)) {
            found.add(Reason::Expired { at: at.to_owned() });
        }
        if !self.lists(rpc) {
            found.add(Reason::EndpointNotListed { endpoint: rpc.endpoint() });
        }
        let missing = self.missing_scopes(rpc);
        found.missing_scopes = found.missing_scopes.union(missing);
        if let Some(app) = &self.app
            && let Some(other) =
                candidate.ids.iter().chain(&candidate.query).find(|ids| ids.names_other_than(app))
        {
            found.add_id(Reason::OtherApp {
                expected: quoted(&app.to_string()),
                found: quoted(&other.to_string()),
            });
        }
        if self.lacks_ids(candidate) {
            found.add_id(Reason::UserAppIdMissing);
        }
        let refuses = match rule {
            Rule::Declared => !missing.is_empty(),
            Rule::Documented => missing.iter().any(|scope| refuses_when_missing(rpc, scope)),
        };
        found.refuses |= refuses;
        if !refuses {
            let mut caveats = self.caveats_of_an_allowed(rpc);
            caveats.add_conditional(self.not_granted(candidate.conditional));
            found.caveats = found.caveats.union(caveats.without_redacted(missing));
        }
        if !missing.is_empty() && auth_type == AuthType::PATAuth {
            found.caveats.add_enforcement_unknown();
        }
    }

    /// A personal access token on a path without ids, where the method has one with them.
    fn lacks_ids(&self, candidate: &Candidate) -> bool {
        self.key_type == Some(KeyType::PersonalAccessToken)
            && candidate.request.is_some_and(|rule| !rule.has_parameter(APP_ID))
            && candidate.ids.iter().all(|ids| ids.app_id.is_none())
            && candidate.rpc.http_rules().any(|rule| rule.has_parameter(APP_ID))
    }

    fn caveats_of_an_allowed(&self, rpc: RpcMethod) -> Caveats {
        let looks_at_scopes = matches!(rpc.auth_type(), AuthType::KeyAuth | AuthType::PATAuth);
        let is_checked_deeper =
            looks_at_scopes && !self.has_all_scopes && !rpc.required_scopes().is_empty();
        Caveats::of_an_allowed(rpc, is_checked_deeper, self.hidden_scopes(rpc))
    }

    fn not_granted(&self, scopes: ScopeSet) -> ScopeSet {
        if self.has_all_scopes { ScopeSet::default() } else { scopes.difference(self.scopes) }
    }
}

/// One RPC method that may serve the call.
pub(crate) struct Candidate {
    pub(crate) rpc: RpcMethod,
    /// What the path, the call and its body say of the app, each by itself.
    pub(crate) ids: Vec<UserAppId>,
    /// What the query says; whether the server reads it is not certain.
    pub(crate) query: Vec<UserAppId>,
    /// The HTTP rule, where the call is a request.
    request: Option<HttpRule>,
    /// What its body shows to be needed.
    pub(crate) conditional: ScopeSet,
}

impl Candidate {
    fn bare(rpc: RpcMethod) -> Self {
        let conditional = ScopeSet::default();
        Self { rpc, ids: Vec::new(), query: Vec::new(), request: None, conditional }
    }

    fn of_route(call: &Call, route: &RouteMatch<'_>) -> Self {
        let mut path = UserAppId::default();
        for parameter in route.parameters() {
            match parameter.name() {
                USER_ID => path.user_id = Some(parameter.value().into_owned()),
                APP_ID => path.app_id = Some(parameter.value().into_owned()),
                _ => {}
            }
        }
        let rpc = route.rpc();
        Self {
            rpc,
            ids: std::iter::once(path).chain(call.ids()).collect(),
            query: call.url.as_deref().map(ids_of_query).unwrap_or_default(),
            request: Some(route.rule()),
            conditional: call.conditional_scopes(rpc),
        }
    }
}

/// Under [`Rule::Documented`].
fn refuses_when_missing(rpc: RpcMethod, scope: OperationScope) -> bool {
    !scope.is_get() || scope.name() == "Apps_Get" || rpc.rejecting_scopes().contains(scope)
}

#[derive(Default)]
struct Found {
    reasons: Vec<Reason>,
    /// Reasons about ids stand last.
    ids: Vec<Reason>,
    missing_scopes: ScopeSet,
    /// Whether one of them refuses the call.
    refuses: bool,
    caveats: Caveats,
}

impl Found {
    fn add(&mut self, reason: Reason) {
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    fn add_id(&mut self, reason: Reason) {
        if !self.ids.contains(&reason) {
            self.ids.push(reason);
        }
    }
}

/// The RPC methods that may serve a call; else the decision that it is not known.
pub(crate) fn candidates(call: &Call) -> Result<Vec<Candidate>, Box<Decision>> {
    if let Some(name) = &call.rpc {
        let rpc = RpcMethod::find(name).ok_or_else(|| Box::new(unknown_rpc(name)))?;
        let (ids, conditional) = (call.ids().collect(), call.conditional_scopes(rpc));
        return Ok(vec![Candidate { ids, conditional, ..Candidate::bare(rpc) }]);
    }
    let verb = call.verb.as_deref().unwrap_or_default();
    let url = call.url.as_deref().unwrap_or_default();
    let routes = RpcMethod::matching(verb, url);
    // A server that decodes the path before it splits it must come to the same rules.
    let reads_otherwise = percent_decode_path(url)
        .is_some_and(|decoded| !RpcMethod::matching(verb, &decoded).same_rules(&routes));
    let candidates: Vec<_> = routes.map(|route| Candidate::of_route(call, &route)).collect();
    if candidates.is_empty() || reads_otherwise {
        return Err(Box::new(unknown_route(verb, url)));
    }
    Ok(candidates)
}

/// Ids in the query: gateways of gRPC services fill fields from there that the path leaves open.
fn ids_of_query(url: &str) -> Vec<UserAppId> {
    let query =
        url.split('#').next().and_then(|url| url.split_once('?')).map_or("", |(_, query)| query);
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .filter_map(|(name, value)| {
            let name = percent_decoded(name);
            let id = Some(percent_decoded(value).into_owned()).filter(|id| !id.is_empty());
            match &*name {
                USER_ID | "userAppId.userId" | "user_app_id.userId" | "userAppId.user_id" => {
                    Some(UserAppId { user_id: id, app_id: None })
                }
                APP_ID | "userAppId.appId" | "user_app_id.appId" | "userAppId.app_id" => {
                    Some(UserAppId { user_id: None, app_id: id })
                }
                _ => None,
            }
        })
        .collect()
}

fn unknown_rpc(name: &str) -> Decision {
    let closest = closest_rpc(name);
    Decision::Unknown {
        what: Unknown::Rpc,
        given: quoted(name),
        closest: closest.map(|rpc| rpc.name().to_owned()),
    }
}

/// The method whose name takes the fewest edits, where that is less than half of the name.
pub(crate) fn closest_rpc(name: &str) -> Option<RpcMethod> {
    if name.len() > LONGEST_GUESS {
        return None;
    }
    let wanted = name.rsplit(['/', '.']).next().unwrap_or(name).to_ascii_lowercase();
    let distance = |rpc: &RpcMethod| strsim::levenshtein(&wanted, &rpc.name().to_ascii_lowercase());
    let closest = RpcMethod::all().min_by_key(distance)?;
    (distance(&closest) < wanted.len().div_ceil(2)).then_some(closest)
}

/// Where the path is known under other verbs only, the first of them is the closest.
fn unknown_route(verb: &str, url: &str) -> Decision {
    let is_known = RpcMethod::matching(verb, url).next().is_some();
    let other_verb = RouteMatches::of_any_verb(url).next().filter(|_| !is_known).map(|route| {
        let rule = route.rule();
        [rule.verb(), " ", &rule.template()].concat()
    });
    // An encoded credential is one all the same.
    let decoded = percent_decode_path(url);
    let path = decoded.as_deref().unwrap_or(url).split(['?', '#']).next().unwrap_or(url);
    Decision::Unknown {
        what: Unknown::Route,
        given: quoted(&[verb, " ", path].concat()),
        closest: other_verb,
    }
}
