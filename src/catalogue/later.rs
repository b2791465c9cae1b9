//! Requirements that an RPC method did not have from its beginning.

use super::later_table::{LATER, RELEASES};
use super::rpc_method::RpcMethod;
use crate::scope::OperationScope;
use crate::time::Timestamp;

/// A requirement that a release of `clarifai-grpc` added to an RPC method.
pub(crate) struct LaterRequirement {
    pub(crate) scope: OperationScope,
    pub(crate) version: &'static str,
    /// When the release was uploaded: `2023-07-08`. The service may have changed some days before or after.
    pub(crate) day: &'static str,
}

/// What `rpc` requires today and did not require at `moment`.
pub(crate) fn later_requirements(
    rpc: RpcMethod,
    moment: Timestamp,
) -> impl Iterator<Item = LaterRequirement> {
    let rows = LATER.iter().filter(move |(method, _, _)| usize::from(*method) == rpc.index());
    rows.filter_map(move |(_, scope, release)| {
        let (version, day) = *RELEASES.get(usize::from(*release))?;
        let added = Timestamp::parse(&[day, "T00:00:00Z"].concat())?;
        let scope = OperationScope::from_index(*scope)?;
        (moment < added).then_some(LaterRequirement { scope, version, day })
    })
}
