//! Operation-level scopes: rights to act on a type of resource.

use crate::catalogue::{RpcMethod, SCOPE_NAMES, SCOPE_SETS, SCOPES};

/// One operation-level scope, such as `Inputs_Get`.
///
/// A small handle into the built-in catalogue: cheap to copy, ordered by name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperationScope(u8);

impl OperationScope {
    /// Finds a scope by its name in proto spelling (`Inputs_Get`) or by its label (`Inputs:Get`), in
    /// any case.
    ///
    /// # Examples
    ///
    /// ```
    /// use clarifai_auth::OperationScope;
    ///
    /// let scope = OperationScope::find("inputs:get").unwrap();
    /// assert_eq!((scope.name(), scope.label().as_str()), ("Inputs_Get", "Inputs:Get"));
    /// assert!(OperationScope::find("Inputs-Get").is_none());
    /// ```
    pub fn find(name: &str) -> Option<Self> {
        let name = name.trim();
        let index = match SCOPE_NAMES.find_sorted(name) {
            Some(index) => Some(index),
            None => SCOPE_NAMES.find_ignoring_case(&name.replacen(':', "_", 1)),
        };
        index.and_then(|index| u8::try_from(index).ok()).map(Self)
    }

    /// Yields every scope of the catalogue, in order of their names.
    pub fn all() -> impl ExactSizeIterator<Item = Self> + Clone {
        (0..SCOPES.len()).map(|index| Self(u8::try_from(index).unwrap_or(u8::MAX)))
    }

    /// The name in proto spelling, such as `Inputs_Get`.
    pub fn name(self) -> &'static str {
        SCOPE_NAMES.get(usize::from(self.0))
    }

    /// The spelling of the portal and of the REST API, such as `Inputs:Get`.
    pub fn label(self) -> String {
        let mut label = String::new();
        self.push_label(&mut label);
        label
    }

    pub(crate) fn push_label(self, text: &mut String) {
        let (resource, right) = self.name().split_once('_').unwrap_or((self.name(), ""));
        text.push_str(resource);
        if !right.is_empty() {
            text.push(':');
            text.push_str(right);
        }
    }

    /// Whether the portal offers it (`clarfai_exposed` in `scope.proto`).
    pub fn is_exposed(self) -> bool {
        self.flags() & 1 != 0
    }

    /// Whether `scope.proto` marks it as deprecated.
    pub fn is_deprecated(self) -> bool {
        self.flags() & 2 != 0
    }

    /// Scopes advised beside it at key creation (`clarifai_depending_scopes` in `scope.proto`).
    ///
    /// The server does not enforce them; what a call demands is
    /// [`RpcMethod::required_scopes`].
    pub fn prerequisites(self) -> ScopeSet {
        let set = SCOPES.get(usize::from(self.0)).map_or(0, |scope| usize::from(scope.1));
        ScopeSet(SCOPE_SETS.get(set).copied().unwrap_or_default())
    }

    /// Yields the RPC methods that demand it.
    pub fn required_by(self) -> impl Iterator<Item = RpcMethod> {
        RpcMethod::all().filter(move |method| method.required_scopes().contains(self))
    }

    pub(crate) fn from_index(index: u8) -> Option<Self> {
        (usize::from(index) < SCOPES.len()).then_some(Self(index))
    }

    #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "the bindings count scopes"))]
    pub(crate) fn index(self) -> usize {
        usize::from(self.0)
    }

    /// Whether it lets read a resource: `Inputs_Get`.
    pub(crate) fn is_get(self) -> bool {
        self.name().ends_with("_Get")
    }

    fn flags(self) -> u8 {
        SCOPES.get(usize::from(self.0)).map_or(0, |scope| scope.0)
    }

    fn bit(self) -> u128 {
        1_u128.checked_shl(u32::from(self.0)).unwrap_or_default()
    }
}

impl std::fmt::Debug for OperationScope {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}

impl serde::Serialize for OperationScope {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// A set of operation-level scopes.
///
/// # Examples
///
/// ```
/// use clarifai_auth::{OperationScope, ScopeSet};
///
/// let set: ScopeSet = ["Predict", "Models_Get"].into_iter().filter_map(OperationScope::find).collect();
/// assert_eq!(set.len(), 2);
/// assert!(set.contains(OperationScope::find("Predict").unwrap()));
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct ScopeSet(u128);

impl ScopeSet {
    pub(crate) const fn from_bits(bits: u128) -> Self {
        Self(bits)
    }

    /// Whether the set holds `scope`.
    pub fn contains(self, scope: OperationScope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// Adds `scope`.
    pub fn insert(&mut self, scope: OperationScope) {
        self.0 |= scope.bit();
    }

    /// What is in this set and not in `other`.
    #[must_use]
    pub fn difference(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// What is in both.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What is in either.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it holds no scope.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// [`is_empty`](Self::is_empty), as serde asks.
    pub(crate) fn is_unset(&self) -> bool {
        self.is_empty()
    }

    /// How many scopes it holds.
    pub fn len(self) -> usize {
        usize::try_from(self.0.count_ones()).unwrap_or_default()
    }

    /// Yields the scopes in order of their names.
    pub fn iter(self) -> impl Iterator<Item = OperationScope> + Clone {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let index = left.trailing_zeros();
            left &= left.wrapping_sub(1);
            u8::try_from(index).ok().and_then(OperationScope::from_index)
        })
    }
}

impl FromIterator<OperationScope> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = OperationScope>>(scopes: I) -> Self {
        let mut set = Self::default();
        for scope in scopes {
            set.insert(scope);
        }
        set
    }
}

impl std::fmt::Debug for ScopeSet {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_set().entries(self.iter()).finish()
    }
}

impl serde::Serialize for ScopeSet {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}
