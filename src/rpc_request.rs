//! The HTTP request that calls an RPC method.

use std::fmt;

use crate::catalogue::{HttpRule, RpcMethod, is_segment, push_segment};
use crate::quoted::{MARK, quoted};
use crate::text::join;

/// The HTTP request that calls an RPC method.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RpcRequest {
    /// In capitals.
    pub verb: &'static str,
    /// From `/v2`, its parameters percent-encoded. May hold a key.
    pub path: String,
    /// The same with a mark in the place of a key.
    pub shown_path: String,
    /// Whether it may be sent twice: it reads or predicts, and changes nothing.
    pub is_repeatable: bool,
}

/// Why a call has no request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RpcRequestError {
    /// No path of the RPC method has such a parameter.
    UnknownParameter {
        /// The RPC method.
        rpc: RpcMethod,
        /// What was given.
        name: String,
    },
    /// The shortest path that fits lacks these.
    MissingParameters {
        /// The RPC method.
        rpc: RpcMethod,
        /// The names of the parameters.
        names: Vec<&'static str>,
    },
    /// No one path takes all that was given.
    NoPath {
        /// The RPC method.
        rpc: RpcMethod,
    },
    /// A value that no path can hold.
    Value {
        /// The parameter.
        name: String,
    },
}

impl RpcRequest {
    /// Chooses the HTTP rule of `rpc` that takes all `parameters`, and of several the one with the
    /// most: the most specific.
    ///
    /// Parameters are named as the templates name them, or by what stands behind the dot: `user_id`
    /// for `user_app_id.user_id`. `user_id` and `app_id` fill those two where they are not given.
    ///
    /// # Errors
    ///
    /// A parameter that is missing, that no path has, or whose value no path can hold.
    ///
    /// # Examples
    ///
    /// ```
    /// use clarifai_auth::{RpcMethod, RpcRequest};
    ///
    /// let rpc = RpcMethod::find("GetModel").unwrap();
    /// let parameters = [("model_id".to_owned(), "a b".to_owned())];
    /// let request = RpcRequest::new(rpc, &parameters, Some("clarifai"), Some("main"))?;
    /// assert_eq!(request.path, "/v2/users/clarifai/apps/main/models/a%20b");
    /// assert_eq!(RpcRequest::new(rpc, &parameters, None, None)?.path, "/v2/models/a%20b");
    /// # Ok::<(), clarifai_auth::RpcRequestError>(())
    /// ```
    pub fn new(
        rpc: RpcMethod,
        parameters: &[(String, String)],
        user_id: Option<&str>,
        app_id: Option<&str>,
    ) -> Result<Self, RpcRequestError> {
        let value = |name: &str| {
            let given = parameters.iter().find(|(given, _)| names(given, name));
            let own = || match name {
                "user_app_id.user_id" => user_id,
                "user_app_id.app_id" => app_id,
                _ => None,
            };
            (given.map(|(_, value)| value.as_str()).or_else(own), given.is_some())
        };
        let mut best: Option<(usize, HttpRule)> = None;
        let mut least_missing: Option<Vec<&'static str>> = None;
        for rule in rpc.http_rules() {
            let (mut count, mut given) = (0_usize, 0_usize);
            let mut missing = Vec::new();
            for name in rule.parameters() {
                let (value, is_given) = value(name);
                count = count.saturating_add(1);
                given = given.saturating_add(is_given.into());
                if value.is_none() {
                    missing.push(name);
                }
            }
            if given < parameters.len() {
                continue;
            }
            if missing.is_empty() {
                if best.is_none_or(|(most, _)| count > most) {
                    best = Some((count, rule));
                }
            } else if least_missing.as_ref().is_none_or(|least| missing.len() < least.len()) {
                least_missing = Some(missing);
            }
        }
        if let Some((_, rule)) = best {
            return Self::of(rpc, rule, |name| value(name).0.unwrap_or_default());
        }
        if let Some(names) = least_missing {
            return Err(RpcRequestError::MissingParameters { rpc, names });
        }
        let is_known = |given: &str| {
            rpc.http_rules().any(|rule| rule.parameters().any(|name| names(given, name)))
        };
        let unknown = parameters.iter().find(|(given, _)| !is_known(given));
        Err(match unknown {
            Some((name, _)) => RpcRequestError::UnknownParameter { rpc, name: quoted(name) },
            None => RpcRequestError::NoPath { rpc },
        })
    }

    fn of<'text>(
        rpc: RpcMethod,
        rule: HttpRule,
        value: impl Fn(&str) -> &'text str,
    ) -> Result<Self, RpcRequestError> {
        let (mut path, mut shown_path) = (String::new(), String::new());
        for part in rule.template().split('/').skip(1) {
            path.push('/');
            shown_path.push('/');
            let Some(name) = parameter(part) else {
                path.push_str(part);
                shown_path.push_str(part);
                continue;
            };
            let value = value(name);
            if !is_segment(value) {
                return Err(RpcRequestError::Value { name: name.to_owned() });
            }
            push_segment(&mut path, value);
            match name {
                "key_id" => shown_path.push_str(MARK),
                _ => push_segment(&mut shown_path, value),
            }
        }
        let verb = rule.verb();
        let is_repeatable =
            verb == "GET" || matches!(rpc.name(), "PostModelOutputs" | "PostWorkflowResults");
        Ok(Self { verb, path, shown_path, is_repeatable })
    }
}

/// The parameters of all paths, by their short names.
fn parameters_of(rpc: RpcMethod) -> Vec<&'static str> {
    let mut known = Vec::new();
    for rule in rpc.http_rules() {
        for name in rule.parameters() {
            let short = name.split_once('.').map_or(name, |(_, short)| short);
            if !known.contains(&short) {
                known.push(short);
            }
        }
    }
    known
}

fn parameter(part: &str) -> Option<&str> {
    part.strip_prefix('{')?.strip_suffix('}')
}

/// Whether what was given is the name of a template's parameter, or what stands behind its dot.
fn names(given: &str, name: &str) -> bool {
    given == name || name.split_once('.').is_some_and(|(_, short)| short == given)
}

impl fmt::Debug for RpcRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RpcRequest({} {})", self.verb, self.shown_path)
    }
}

impl RpcRequestError {
    /// The stable code, `ERR_CALL`.
    pub fn code(&self) -> &'static str {
        "ERR_CALL"
    }
}

impl fmt::Display for RpcRequestError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = match self {
            Self::UnknownParameter { rpc, name } => {
                let known = match join(&parameters_of(*rpc), "`, `") {
                    known if known.is_empty() => "; it takes none".to_owned(),
                    known => ["; its parameters are `", &known, "`"].concat(),
                };
                ["no path of `", rpc.name(), "` has a parameter `", name, "`", &known].concat()
            }
            Self::MissingParameters { rpc, names } => {
                ["the path of `", rpc.name(), "` needs `", &join(names, "` and `"), "`"].concat()
            }
            Self::NoPath { rpc } => {
                ["no one path of `", rpc.name(), "` takes all these parameters"].concat()
            }
            Self::Value { name } => {
                ["the parameter `", name, "` is empty or a dot segment"].concat()
            }
        };
        formatter.write_str(&message)
    }
}

impl std::error::Error for RpcRequestError {}
