use super::generated::{ENDPOINT_PREFIX, RPC_NAMES, RPCS, SCOPE_SETS};
use super::http_rule::HttpRule;
use super::route::RouteMatches;
use super::tables::Rpc;
use super::tree::Tree;
use crate::scope::ScopeSet;

/// One call of the API's service, such as `PostModelOutputs`.
///
/// A small handle into the built-in catalogue: cheap to copy, ordered by name.
///
/// # Examples
///
/// ```
/// use clarifai_auth::{AuthType, RpcMethod};
///
/// let predict = RpcMethod::find("PostModelOutputs").unwrap();
/// assert_eq!(predict.endpoint(), "/clarifai.api.V2/PostModelOutputs");
/// assert_eq!(predict.auth_type(), AuthType::KeyAuth);
/// let scopes: Vec<_> = predict.required_scopes().iter().map(|scope| scope.name()).collect();
/// assert_eq!(scopes, ["Apps_Get", "Concepts_Get", "Models_Get", "Predict"]);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RpcMethod(u16);

impl RpcMethod {
    /// How many RPC methods the catalogue holds.
    pub const COUNT: usize = RPCS.len();

    /// Finds an RPC method by its name, short or fully qualified.
    ///
    /// Takes `PostModelOutputs`, `/clarifai.api.V2/PostModelOutputs` (as endpoint-level scopes are
    /// written), and the same without the leading slash or with a dot before the name.
    ///
    /// # Examples
    ///
    /// ```
    /// use clarifai_auth::RpcMethod;
    ///
    /// assert_eq!(RpcMethod::find("GetModel"), RpcMethod::find("/clarifai.api.V2/GetModel"));
    /// assert_eq!(RpcMethod::find("getmodel"), None);
    /// ```
    pub fn find(name: &str) -> Option<Self> {
        RPC_NAMES.find_sorted(short_name(name)).and_then(Self::from_index)
    }

    /// Yields every RPC method of the catalogue, in order of their names.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(clarifai_auth::RpcMethod::all().count(), 273);
    /// ```
    pub fn all() -> impl ExactSizeIterator<Item = Self> + Clone {
        (0..RPCS.len()).map(|index| Self(u16::try_from(index).unwrap_or(u16::MAX)))
    }

    /// Finds the RPC methods that serve `verb` on `url`.
    ///
    /// `url` is absolute, or a path from `/v2`; query and fragment are left aside. Yields nothing
    /// where no HTTP rule fits, several where the API declares several and none is more literal
    /// than the other. Dot segments, empty segments, backslashes, control characters and broken
    /// percent-encodings match nothing. The path is split before its parameters are decoded: where
    /// a server could read it in another way, [`Grant::evaluate`](crate::Grant::evaluate) says
    /// `unknown`.
    ///
    /// # Examples
    ///
    /// ```
    /// use clarifai_auth::RpcMethod;
    ///
    /// let mut routes = RpcMethod::matching("POST", "/v2/models/general/outputs");
    /// let route = routes.next().unwrap();
    /// assert_eq!(route.rpc().name(), "PostModelOutputs");
    /// assert_eq!(route.template(), "/v2/models/{model_id}/outputs");
    /// assert_eq!(route.parameters().next().unwrap().value(), "general");
    /// assert!(routes.next().is_none());
    /// ```
    pub fn matching<'url>(verb: &str, url: &'url str) -> RouteMatches<'url> {
        RouteMatches::find(verb, url)
    }

    /// The short name, such as `PostModelOutputs`.
    pub fn name(self) -> &'static str {
        RPC_NAMES.get(self.index())
    }

    /// The fully qualified name, as endpoint-level scopes spell it.
    pub fn endpoint(self) -> String {
        [ENDPOINT_PREFIX, self.name()].concat()
    }

    /// Who may call it (`cl_auth_type` in `service.proto`).
    pub fn auth_type(self) -> AuthType {
        match self.row().0 {
            0 => AuthType::NoAuth,
            1 => AuthType::KeyAuth,
            2 => AuthType::PATAuth,
            3 => AuthType::SessionTokenAuth,
            _ => AuthType::AdminAuth,
        }
    }

    /// The scopes that every call of it demands (`cl_depending_scopes` in `service.proto`).
    pub fn required_scopes(self) -> ScopeSet {
        ScopeSet::from_bits(SCOPE_SETS.get(usize::from(self.row().2)).copied().unwrap_or_default())
    }

    /// Whether requests or answers are streams.
    pub fn streaming(self) -> Streaming {
        match self.row().1 {
            0 => Streaming::None,
            1 => Streaming::Client,
            2 => Streaming::Server,
            _ => Streaming::Both,
        }
    }

    /// Yields its HTTP rules in the order of their declaration.
    pub fn http_rules(self) -> impl Iterator<Item = HttpRule> + Clone {
        Tree::get().rules_of_rpc(self.index()).map(HttpRule::new)
    }

    pub(crate) fn from_index(index: usize) -> Option<Self> {
        (index < RPCS.len()).then_some(Self(u16::try_from(index).ok()?))
    }

    pub(crate) fn index(self) -> usize {
        usize::from(self.0)
    }

    fn row(self) -> Rpc {
        RPCS.get(self.index()).copied().unwrap_or(Rpc(u8::MAX, 0, 0, 0))
    }
}

impl std::fmt::Debug for RpcMethod {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "RpcMethod({})", self.name())
    }
}

impl serde::Serialize for RpcMethod {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

fn short_name(name: &str) -> &str {
    let service = ENDPOINT_PREFIX.trim_matches('/');
    let relative = name.strip_prefix('/').unwrap_or(name);
    match relative.strip_prefix(service) {
        Some(rest) => rest
            .strip_prefix('/')
            .or_else(|| rest.strip_prefix('.').filter(|_| relative.len() == name.len()))
            .unwrap_or(name),
        None => name,
    }
}

/// Who may call an RPC method (`AuthType` in `types.proto`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[non_exhaustive]
#[allow(clippy::upper_case_acronyms, reason = "the API's own spelling")]
pub enum AuthType {
    /// Anyone, without a credential.
    NoAuth,
    /// An app-specific key or a personal access token.
    KeyAuth,
    /// A personal access token; an app-specific key is refused.
    PATAuth,
    /// A person's session in the portal.
    SessionTokenAuth,
    /// Clarifai's own administrators.
    AdminAuth,
}

/// Whether the requests or the answers of an RPC method are streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Streaming {
    /// One request, one answer.
    None,
    /// Many requests, one answer.
    Client,
    /// One request, many answers.
    Server,
    /// Many requests, many answers.
    Both,
}
