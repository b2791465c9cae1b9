//! Grant × call → decision, by the requirements that the catalogue declares.

use crate::call::{Call, UserAppId};
use crate::catalogue::{
    AuthType, HttpRule, RouteMatches, RpcMethod, percent_decode_path, percent_decoded,
};
use crate::decision::{Caveat, Caveats, Cost, Decision, Reason, Rejection, Remedy, Unknown};
use crate::grant::{Grant, KeyType};
use crate::quoted::quoted;
use crate::scope::ScopeSet;
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
        if let Some(name) = &call.rpc {
            return match RpcMethod::find(name) {
                Some(rpc) => self.decide(
                    &[Candidate {
                        rpc,
                        ids: call.ids().collect(),
                        query: Vec::new(),
                        request: None,
                    }],
                    now,
                ),
                None => unknown_rpc(name),
            };
        }
        let verb = call.verb.as_deref().unwrap_or_default();
        let url = call.url.as_deref().unwrap_or_default();
        let routes = RpcMethod::matching(verb, url);
        // A server that decodes the path before it splits it must come to the same rules.
        let reads_otherwise = percent_decode_path(url)
            .is_some_and(|decoded| !RpcMethod::matching(verb, &decoded).same_rules(&routes));
        let candidates = candidates(call, routes);
        if candidates.is_empty() || reads_otherwise {
            return unknown_route(verb, url);
        }
        self.decide(&candidates, now)
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
        if self.allows(rpc, now) {
            let caveats = self.caveats_of_an_allowed(rpc);
            return Decision::Allow { rpc, candidates: Vec::new(), caveats };
        }
        self.decide(&[Candidate { rpc, ids: Vec::new(), query: Vec::new(), request: None }], now)
    }

    /// One decision for each RPC method of the catalogue, in its order.
    pub fn evaluate_all(&self, now: Timestamp) -> Vec<Decision> {
        RpcMethod::all().map(|rpc| self.evaluate_rpc(rpc, now)).collect()
    }

    fn decide(&self, candidates: &[Candidate], now: Timestamp) -> Decision {
        let Some(first) = candidates.first() else {
            return unknown_route("", "");
        };
        let mut found = Found::default();
        for candidate in candidates {
            self.judge(candidate, now, &mut found);
        }
        let rpc = first.rpc;
        let mut all: Vec<RpcMethod> = candidates.iter().map(|candidate| candidate.rpc).collect();
        all.dedup();
        let candidates = if all.len() > 1 { all } else { Vec::new() };
        if !found.missing_scopes.is_empty() {
            found.reasons.push(Reason::MissingScopes { scopes: found.missing_scopes });
        }
        found.reasons.extend(found.ids);
        if found.reasons.is_empty() {
            return Decision::Allow { rpc, candidates, caveats: found.caveats };
        }
        found.reasons.dedup();
        Decision::Reject(Rejection {
            rpc,
            candidates,
            remedies: found.reasons.iter().map(remedy).collect(),
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
    fn judge(&self, candidate: &Candidate, now: Timestamp, found: &mut Found) {
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
        if missing.is_empty() {
            for caveat in self.caveats_of_an_allowed(rpc).iter() {
                found.caveats.insert(caveat);
            }
        } else if auth_type == AuthType::PATAuth {
            found.caveats.insert(Caveat::EnforcementUnknown);
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
        let mut caveats = Caveats::default();
        let looks_at_scopes = matches!(rpc.auth_type(), AuthType::KeyAuth | AuthType::PATAuth);
        if looks_at_scopes && !self.has_all_scopes && !rpc.required_scopes().is_empty() {
            caveats.insert(Caveat::CheckedDeeper);
        }
        caveats
    }
}

/// One RPC method that may serve the call.
struct Candidate {
    rpc: RpcMethod,
    /// What the path, the call and its body say of the app, each by itself.
    ids: Vec<UserAppId>,
    /// What the query says; whether the server reads it is not certain.
    query: Vec<UserAppId>,
    /// The HTTP rule, where the call is a request.
    request: Option<HttpRule>,
}

#[derive(Default)]
struct Found {
    reasons: Vec<Reason>,
    /// Reasons about ids stand last.
    ids: Vec<Reason>,
    missing_scopes: ScopeSet,
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

fn candidates(call: &Call, routes: RouteMatches<'_>) -> Vec<Candidate> {
    routes
        .map(|route| {
            let mut path = UserAppId::default();
            let query = call.url.as_deref().map(ids_of_query).unwrap_or_default();
            for parameter in route.parameters() {
                match parameter.name() {
                    USER_ID => path.user_id = Some(parameter.value().into_owned()),
                    APP_ID => path.app_id = Some(parameter.value().into_owned()),
                    _ => {}
                }
            }
            let ids = std::iter::once(path).chain(call.ids()).collect();
            Candidate { rpc: route.rpc(), ids, query, request: Some(route.rule()) }
        })
        .collect()
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

fn remedy(reason: &Reason) -> Remedy {
    let (cost, action) = match reason {
        Reason::NeedsPersonalAccessToken => {
            (Cost::OtherKeyType, "send a personal access token instead of an app-specific key".into())
        }
        Reason::NeedsSessionToken => {
            (Cost::OtherKeyType, "do it in the portal: only a person's session may call this".into())
        }
        Reason::NeedsAdmin => {
            (Cost::OtherKeyType, "ask Clarifai: only an administrator may call this".into())
        }
        Reason::Expired { .. } => {
            (Cost::SameKey, "create a credential with the same scopes and a later expiry".into())
        }
        Reason::EndpointNotListed { endpoint } => {
            (Cost::WiderKey, format!("add `{endpoint}` to the credential's endpoint-level scopes"))
        }
        Reason::MissingScopes { scopes } => {
            let labels: Vec<String> =
                scopes.iter().map(|scope| ["`", &scope.label(), "`"].concat()).collect();
            (Cost::WiderKey, format!("add {} to the credential's scopes", labels.join(", ")))
        }
        Reason::OtherApp { expected, .. } => {
            (Cost::SameKey, format!("call the app that the key is bound to, `{expected}`"))
        }
        Reason::UserAppIdMissing => (
            Cost::SameKey,
            "name the user and the app: use the path that starts `/v2/users/{user_id}/apps/{app_id}/`"
                .into(),
        ),
    };
    Remedy { action, cost }
}

fn unknown_rpc(name: &str) -> Decision {
    let closest = (name.len() <= LONGEST_GUESS).then(|| closest_rpc(name)).flatten();
    Decision::Unknown {
        what: Unknown::Rpc,
        given: quoted(name),
        closest: closest.map(|rpc| rpc.name().to_owned()),
    }
}

/// The method whose name takes the fewest edits, where that is less than half of the name.
fn closest_rpc(name: &str) -> Option<RpcMethod> {
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
