use super::rpc_method::RpcMethod;

const WORDS: usize = RpcMethod::COUNT.div_ceil(64);

/// A set of RPC methods, such as the endpoint-level scopes of a credential.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RpcSet([u64; WORDS]);

impl RpcSet {
    /// The set of one, made in registers: a set that was written word by word is slow to copy.
    pub(crate) fn of(rpc: RpcMethod) -> Self {
        let (word, bit) = place(rpc);
        Self(std::array::from_fn(|index| if index == word { bit } else { 0 }))
    }

    pub(crate) fn insert(&mut self, rpc: RpcMethod) {
        let (word, bit) = place(rpc);
        if let Some(word) = self.0.get_mut(word) {
            *word |= bit;
        }
    }

    pub(crate) fn contains(&self, rpc: RpcMethod) -> bool {
        let (word, bit) = place(rpc);
        self.0.get(word).is_some_and(|word| word & bit != 0)
    }

    pub(crate) fn intersection(self, other: &Self) -> Self {
        self.with(other, |own, other| own & other)
    }

    pub(crate) fn union(self, other: &Self) -> Self {
        self.with(other, |own, other| own | other)
    }

    pub(crate) fn is_subset(&self, other: &Self) -> bool {
        self.0.iter().zip(other.0).all(|(own, other)| own & !other == 0)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = RpcMethod> {
        let mut next = 0_usize;
        std::iter::from_fn(move || {
            while let Some(rpc) = RpcMethod::from_index(next) {
                // Most sets hold one RPC method: most words are empty.
                let is_empty = self.0.get(next / 64) == Some(&0);
                next = if is_empty { next | 63 } else { next }.saturating_add(1);
                if !is_empty && self.contains(rpc) {
                    return Some(rpc);
                }
            }
            None
        })
    }

    fn with(mut self, other: &Self, join: fn(u64, u64) -> u64) -> Self {
        for (word, other) in self.0.iter_mut().zip(other.0) {
            *word = join(*word, other);
        }
        self
    }
}

impl FromIterator<RpcMethod> for RpcSet {
    fn from_iter<I: IntoIterator<Item = RpcMethod>>(methods: I) -> Self {
        let mut set = Self::default();
        methods.into_iter().for_each(|rpc| set.insert(rpc));
        set
    }
}

fn place(rpc: RpcMethod) -> (usize, u64) {
    (rpc.index() / 64, 1 << (rpc.index() % 64))
}
