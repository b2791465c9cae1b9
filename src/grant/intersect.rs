use super::{AppId, Expiry, Grant, KeyType, holds_all};
use crate::catalogue::RpcSet;
use crate::scope::ScopeSet;

impl Grant {
    /// What both allow: a collaborator's effective grant.
    ///
    /// Scopes and endpoints by set (`All` with another is the other), the earlier expiry. An
    /// app-specific key with a personal access token is an app-specific key. Two different apps, or
    /// two endpoint lists without a common endpoint, allow nothing: the result has an empty endpoint
    /// list, which decisions then name, though it is the apps that differ. Names that the catalogue does
    /// not know stay where both hold them, or where one holds `All`.
    ///
    /// # Examples
    ///
    /// ```
    /// use clarifai_auth::{Grant, GrantDescription};
    ///
    /// let grant = |scopes: &[&str]| {
    ///     let mut description = GrantDescription::default();
    ///     description.scopes = scopes.iter().map(|scope| scope.to_string()).collect();
    ///     Grant::new(description)
    /// };
    /// let both = grant(&["All"])?.intersect(&grant(&["Predict"])?);
    /// assert_eq!(both.describe().scopes, ["Predict"]);
    /// # Ok::<(), clarifai_auth::GrantError>(())
    /// ```
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        let (scopes, unknown_scopes) = self.common_scopes(other);
        let common_app = common_app(self.app.as_ref(), other.app.as_ref());
        let endpoints = match (&common_app, &self.endpoints, &other.endpoints) {
            (Err(DifferentApps), ..) => Some(RpcSet::default()),
            (_, Some(left), Some(right)) => Some(left.intersection(right)),
            (_, left, right) => left.or(*right),
        };
        let unknown_endpoints = match (&common_app, &self.endpoints, &other.endpoints) {
            (Err(DifferentApps), ..) => Vec::new(),
            (_, Some(_), Some(_)) => common(&self.unknown_endpoints, &other.unknown_endpoints),
            (_, Some(_), None) => self.unknown_endpoints.clone(),
            _ => other.unknown_endpoints.clone(),
        };
        Self {
            key_type: common_key_type(self.key_type, other.key_type),
            scopes,
            has_all_scopes: holds_all(scopes),
            unknown_scopes,
            endpoints,
            unknown_endpoints,
            app: common_app.unwrap_or_default(),
            expires_at: earlier(self.expires_at.as_ref(), other.expires_at.as_ref()),
        }
    }

    fn common_scopes(&self, other: &Self) -> (ScopeSet, Vec<String>) {
        match (self.has_all_scopes, other.has_all_scopes) {
            (true, false) => (other.scopes, other.unknown_scopes.clone()),
            (false, true) => (self.scopes, self.unknown_scopes.clone()),
            _ => (
                self.scopes.intersection(other.scopes),
                common(&self.unknown_scopes, &other.unknown_scopes),
            ),
        }
    }
}

pub(super) struct DifferentApps;

pub(super) fn common_app(
    left: Option<&AppId>,
    right: Option<&AppId>,
) -> Result<Option<AppId>, DifferentApps> {
    let (left, right) = match (left, right) {
        (Some(left), Some(right)) => (left, right),
        (one, None) | (None, one) => return Ok(one.cloned()),
    };
    let same_user = match (left.owner(), right.owner()) {
        (Some(left), Some(right)) => left == right,
        _ => true,
    };
    if left.id != right.id || !same_user {
        return Err(DifferentApps);
    }
    Ok(Some(AppId {
        id: left.id.clone(),
        user_id: left.owner().or(right.owner()).map(str::to_owned),
    }))
}

/// A key type that is absent is judged as an app-specific key.
fn common_key_type(left: Option<KeyType>, right: Option<KeyType>) -> Option<KeyType> {
    match (left, right) {
        (None, None) => None,
        (Some(KeyType::PersonalAccessToken), Some(KeyType::PersonalAccessToken)) => left,
        _ => Some(KeyType::AppSpecificKey),
    }
}

fn earlier(left: Option<&Expiry>, right: Option<&Expiry>) -> Option<Expiry> {
    left.into_iter().chain(right).min_by_key(|expiry| expiry.moment).cloned()
}

/// Both are sorted.
fn common(left: &[String], right: &[String]) -> Vec<String> {
    left.iter().filter(|name| right.binary_search(name).is_ok()).cloned().collect()
}
