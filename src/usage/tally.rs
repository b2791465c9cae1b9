use zeroize::Zeroizing;

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
    uses: Vec<Use>,
}

/// The calls of a method by one HTTP rule, or by gRPC.
#[derive(Clone, Copy)]
struct Use {
    rpc: RpcMethod,
    rule: Option<HttpRule>,
    count: u64,
    refused: u64,
    last_status: Option<u16>,
    seen: Seen,
}

impl Tally {
    /// Reads a line without its end.
    pub(super) fn read(&mut self, line: &[u8]) {
        let is_long = line.len() > LONGEST_LINE;
        let line = line.trim_ascii();
        if line.is_empty() && !is_long {
            return;
        }
        self.lines = self.lines.saturating_add(1);
        let is_read = !is_long && line::may_hold_call(line) && self.read_bytes(line);
        self.unread = self.unread.saturating_add(u64::from(!is_read));
    }

    /// Counts a line that is not looked into.
    pub(super) fn skip(&mut self) {
        self.lines = self.lines.saturating_add(1);
        self.unread = self.unread.saturating_add(1);
    }

    fn read_bytes(&mut self, line: &[u8]) -> bool {
        if let Ok(text) = std::str::from_utf8(line) {
            return line::read(text, self);
        }
        // What is no UTF-8 is no ASCII either, and only that matters.
        let mut text = Zeroizing::new(String::with_capacity(line.len()));
        for byte in line {
            text.push(if byte.is_ascii() { char::from(*byte) } else { '_' });
        }
        line::read(&text, self)
    }

    /// Counts a request; false where the catalogue does not know it.
    pub(super) fn count(&mut self, request: &Request<'_>) -> bool {
        let Request { verb, path, status } = *request;
        if let Some(rpc) = line::grpc_method(verb, path) {
            self.add(rpc, None, status, Seen::NOWHERE);
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
            self.add(route.rpc(), Some(route.rule()), status, seen);
            is_known = true;
        }
        is_known
    }

    fn add(&mut self, rpc: RpcMethod, rule: Option<HttpRule>, status: Option<u16>, seen: Seen) {
        let known = self.uses.iter().position(|used| used.rpc == rpc && used.rule == rule);
        let place = known.unwrap_or(self.uses.len());
        if known.is_none() {
            let (count, refused, last_status, seen) = (0, 0, None, Seen::default());
            self.uses.push(Use { rpc, rule, count, refused, last_status, seen });
        }
        if let Some(used) = self.uses.get_mut(place) {
            used.count = used.count.saturating_add(1);
            let is_refused = matches!(status, Some(401 | 403));
            used.refused = used.refused.saturating_add(u64::from(is_refused));
            used.last_status = status.or(used.last_status);
            used.seen.join(seen);
        }
    }

    /// The most frequent first, else in the catalogue's order.
    pub(super) fn calls(&self) -> Vec<UsedCall> {
        let mut calls: Vec<UsedCall> = Vec::new();
        for used in &self.uses {
            let Use { rpc, rule, count, refused, last_status, .. } = *used;
            let (verb, template) = match rule {
                Some(rule) => (rule.verb(), rule.template()),
                None => (line::GRPC_VERB, rpc.endpoint()),
            };
            let call = UsedCall { rpc, verb, template, count, refused, last_status };
            let stands_before = |other: &UsedCall| {
                other.count > count || (other.count == count && other.rpc <= rpc)
            };
            let place = calls.iter().position(|other| !stands_before(other));
            calls.insert(place.unwrap_or(calls.len()), call);
        }
        calls
    }

    /// Where a method was called; nothing where it was not.
    pub(super) fn seen(&self, rpc: RpcMethod) -> Option<Seen> {
        let mut seen = None;
        for used in self.uses.iter().filter(|used| used.rpc == rpc) {
            seen.get_or_insert(Seen::default()).join(used.seen);
        }
        seen
    }
}
