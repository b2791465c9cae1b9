use super::{Grant, KeyType};
use crate::text::join;

impl Grant {
    /// What it carries otherwise than `asked`, in words; nothing where it carries the very same.
    ///
    /// Expiry is left aside, and the owner of the app where only one of the two names it.
    ///
    /// # Examples
    ///
    /// ```
    /// use clarifai_auth::{Grant, GrantDescription};
    ///
    /// let grant = |scope: &str| {
    ///     let scopes = vec![scope.to_owned()];
    ///     Grant::new(GrantDescription { scopes, ..GrantDescription::default() })
    /// };
    /// assert_eq!(grant("Models:Get")?.difference(&grant("Models_Get")?), None);
    /// let difference = grant("All")?.difference(&grant("Predict")?);
    /// assert_eq!(difference.as_deref(), Some("`All` too many, without `Predict`"));
    /// # Ok::<(), clarifai_auth::GrantError>(())
    /// ```
    pub fn difference(&self, asked: &Self) -> Option<String> {
        let mut parts: Vec<String> = Vec::new();
        let (own, other) = (self.describe(), asked.describe());
        let mut compare = |own: &[String], other: &[String]| {
            let (more, less) = (beyond(own, other), beyond(other, own));
            if !more.is_empty() {
                parts.push(["`", &join(&more, "`, `"), "` too many"].concat());
            }
            if !less.is_empty() {
                parts.push(["without `", &join(&less, "`, `"), "`"].concat());
            }
        };
        compare(&own.scopes, &other.scopes);
        if let (Some(own), Some(other)) = (&own.endpoints, &other.endpoints) {
            compare(own, other);
        }
        let is_token = |grant: &Self| grant.key_type == Some(KeyType::PersonalAccessToken);
        let is_same_app = match (&self.app, &asked.app) {
            (Some(own), Some(other)) => {
                let owners = own.owner().zip(other.owner());
                own.id == other.id && owners.is_none_or(|(own, other)| own == other)
            }
            (own, other) => own.is_none() && other.is_none(),
        };
        for (is_same, what) in [
            (own.endpoints.is_some() == other.endpoints.is_some(), "another sort of endpoint list"),
            (is_token(self) == is_token(asked), "another type"),
            (is_same_app, "another app"),
        ] {
            if !is_same {
                parts.push(what.to_owned());
            }
        }
        (!parts.is_empty()).then(|| join(&parts, ", "))
    }
}

/// What the first list holds beyond the second.
fn beyond<'list>(list: &'list [String], other: &[String]) -> Vec<&'list str> {
    let mut more = Vec::new();
    for name in list {
        if !other.contains(name) {
            more.push(name.as_str());
        }
    }
    more
}
