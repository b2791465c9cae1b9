use crate::catalogue::RpcMethod;

const WORDS: usize = RpcMethod::COUNT.div_ceil(64);

/// A set of endpoint-level scopes: the RPC methods that a credential may call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct EndpointSet([u64; WORDS]);

impl EndpointSet {
    pub(super) fn insert(&mut self, rpc: RpcMethod) {
        let (word, bit) = place(rpc);
        if let Some(word) = self.0.get_mut(word) {
            *word |= bit;
        }
    }

    pub(super) fn contains(&self, rpc: RpcMethod) -> bool {
        let (word, bit) = place(rpc);
        self.0.get(word).is_some_and(|word| word & bit != 0)
    }

    pub(super) fn intersection(mut self, other: &Self) -> Self {
        for (word, other) in self.0.iter_mut().zip(other.0) {
            *word &= other;
        }
        self
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = RpcMethod> {
        RpcMethod::all().filter(|rpc| self.contains(*rpc))
    }
}

fn place(rpc: RpcMethod) -> (usize, u64) {
    (rpc.index() / 64, 1 << (rpc.index() % 64))
}
