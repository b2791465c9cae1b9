use super::apps::{Apps, Seen};
use super::line::{self, Request};
use super::{LONGEST_LINE, UsedCall};
use crate::catalogue::{HttpRule, RouteMatches, RpcMethod, percent_decode_path};

/// What was counted. Its size hangs on the catalogue alone.
#[derive(Clone, Default)]
pub(super) struct Tally {
    pub(super) lines: u64,
    pub(super) unread: u64,
    pub(super) apps: Apps,
    /// By the numbers of [`places`].
    uses: Vec<Use>,
}

#[derive(Clone, Copy, Default)]
struct Use {
    count: u64,
    refused: u64,
    last_status: Option<u16>,
    seen: Seen,
}

impl Tally {
    /// Reads a line without its end.
    pub(super) fn read(&mut self, line: &[u8]) {
        if line.len() > LONGEST_LINE {
            return self.skip();
        }
        let line = line.trim_ascii();
        if line.is_empty() {
            return;
        }
        self.lines = self.lines.saturating_add(1);
        let is_read = line::may_hold_call(line) && line::read(&String::from_utf8_lossy(line), self);
        self.unread = self.unread.saturating_add(u64::from(!is_read));
    }

    /// Counts a line that is not looked into.
    pub(super) fn skip(&mut self) {
        self.lines = self.lines.saturating_add(1);
        self.unread = self.unread.saturating_add(1);
    }

    /// Counts a request; false where the catalogue does not know it.
    pub(super) fn count(&mut self, request: &Request<'_>) -> bool {
        let Request { verb, path, status } = *request;
        if let Some(rpc) = grpc_method(verb, path) {
            self.add(rpc.index(), status, Seen::NOWHERE);
            return true;
        }
        let mut routes = RpcMethod::matching(verb, path);
        let mut is_known = self.add_routes(&mut routes, status);
        // A server may decode the path before it splits it: both readings count.
        if let Some(decoded) = percent_decode_path(path) {
            let mut others = RpcMethod::matching(verb, &decoded);
            if !others.same_rules(&routes) {
                is_known |= self.add_routes(&mut others, status);
            }
        }
        is_known
    }

    fn add_routes(&mut self, routes: &mut RouteMatches<'_>, status: Option<u16>) -> bool {
        let mut is_known = false;
        for route in routes {
            let seen = self.apps.see(&route);
            self.add(route.rule().index().saturating_add(RpcMethod::COUNT), status, seen);
            is_known = true;
        }
        is_known
    }

    fn add(&mut self, place: usize, status: Option<u16>, seen: Seen) {
        if self.uses.len() <= place {
            self.uses.resize(place.saturating_add(1), Use::default());
        }
        if let Some(used) = self.uses.get_mut(place) {
            used.count = used.count.saturating_add(1);
            used.refused =
                used.refused.saturating_add(u64::from(matches!(status, Some(401 | 403))));
            used.last_status = status.or(used.last_status);
            used.seen = used.seen.join(seen);
        }
    }

    /// The most frequent first, else in the catalogue's order.
    pub(super) fn calls(&self) -> Vec<UsedCall> {
        let mut calls: Vec<UsedCall> = Vec::new();
        for rpc in RpcMethod::all() {
            for (place, verb, template) in places(rpc) {
                let Some(used) = self.uses.get(place).filter(|used| used.count > 0) else {
                    continue;
                };
                let after = calls.partition_point(|call| call.count >= used.count);
                let Use { count, refused, last_status, .. } = *used;
                let template = template.map_or_else(|| rpc.endpoint(), |rule| rule.template());
                calls.insert(after, UsedCall { rpc, verb, template, count, refused, last_status });
            }
        }
        calls
    }

    /// The methods that were called, and where.
    pub(super) fn methods(&self) -> impl Iterator<Item = (RpcMethod, Seen)> {
        RpcMethod::all().filter_map(|rpc| {
            let seen = places(rpc)
                .filter_map(|(place, ..)| self.uses.get(place))
                .fold(Seen::default(), |seen, used| seen.join(used.seen));
            (!seen.is_empty()).then_some((rpc, seen))
        })
    }
}

/// Where the calls of a method are counted: by gRPC, then by each of its HTTP rules.
fn places(rpc: RpcMethod) -> impl Iterator<Item = (usize, &'static str, Option<HttpRule>)> {
    let by_rule = rpc
        .http_rules()
        .map(|rule| (rule.index().saturating_add(RpcMethod::COUNT), rule.verb(), Some(rule)));
    std::iter::once((rpc.index(), line::GRPC_VERB, None)).chain(by_rule)
}

/// The method of a request such as `POST /clarifai.api.V2/GetModel`.
fn grpc_method(verb: &str, path: &str) -> Option<RpcMethod> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    RpcMethod::find(path).filter(|_| path.starts_with("/clarifai") && verb == line::GRPC_VERB)
}
