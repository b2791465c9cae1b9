//! Goes through a text once, and puts in order what is found.

use std::ops::Range;

use super::request::Sender;
use super::sdk::Sdk;
use super::{CallCertainty, FoundCall, MOST_CALLS, request, rpc};
use crate::call::{BodyHolds, Call, UserAppId};
use crate::catalogue::RpcMethod;
use crate::finding::Span;
use crate::mask::Masker;
use crate::paste::code;
use crate::paste::literal::Constant;
use crate::paste::shell::group_length;
use crate::scan::Place;
use crate::text::{cut, find, from, holds_one_of, name_length, until, window};

/// What a call says is no longer.
const WINDOW: usize = 16 << 10;
/// A program has no more that matter.
const MOST_CONSTANTS: usize = 100;
/// So many bytes may be read once more in any text; a hostile one could ask for it at every bracket.
const LEAST_REREAD: usize = 4 << 20;

/// A text that is searched, and what was found in it.
pub(super) struct Source<'text> {
    pub(super) text: &'text str,
    pub(super) found: Vec<Found>,
    pub(super) constants: Vec<Constant<'text>>,
    /// Whether an address of the API ends with its version, so that paths go on from there.
    pub(super) has_base: bool,
    /// Whether the text has to do with Clarifai's gRPC clients.
    pub(super) has_stubs: bool,
    /// The ids in what variables hold: a set of ids, or a message with one.
    pub(super) held_ids: Vec<(&'text str, UserAppId)>,
    /// The call that was read last and did not tell its address.
    pub(super) sender: Sender,
    pub(super) sdk: Sdk<'text>,
    masker: Masker,
    left: usize,
}

/// A call that was found.
pub(super) struct Found {
    pub(super) bytes: Range<usize>,
    pub(super) call: Call,
    pub(super) rpcs: Vec<RpcMethod>,
    pub(super) certainty: CallCertainty,
    pub(super) form: Form,
}

/// What a call was told by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Call,
    /// An address alone: it may be what another line sends a request to.
    Address,
    /// The message that a stub is given: the stub itself may stand elsewhere.
    Message,
}

/// Words that only what has to do with gRPC holds.
const OF_STUBS: [&str; 9] = [
    "com.clarifai",
    "clarifai_grpc",
    "clarifai-nodejs-grpc",
    "clarifai-web-grpc",
    "clarifai.api",
    "clarifai/api",
    "clarifai-grpc",
    "service_pb2",
    "ClarifaiStub",
];
const BASES: [&str; 8] = [
    "clarifai.com/v2\n",
    "clarifai.com/v2/\n",
    "clarifai.com/v2\"",
    "clarifai.com/v2'",
    "clarifai.com/v2`",
    "clarifai.com/v2/\"",
    "clarifai.com/v2/'",
    "clarifai.com/v2/`",
];

impl<'text> Source<'text> {
    pub(super) fn new(text: &'text str) -> Self {
        Self {
            text,
            found: Vec::new(),
            constants: code::constants(text, MOST_CONSTANTS, WINDOW),
            has_base: holds_one_of(text, &BASES),
            has_stubs: holds_one_of(text, &OF_STUBS),
            held_ids: Vec::new(),
            sender: Sender::default(),
            sdk: Sdk::of(text),
            masker: Masker::new(false),
            left: text.len().saturating_mul(2).saturating_add(LEAST_REREAD),
        }
    }

    pub(super) fn read(mut self) -> Vec<FoundCall> {
        if !request::archive(&mut self) {
            self.search();
        }
        self.placed()
    }

    fn search(&mut self) {
        let (mut at, mut line) = (0, 0);
        while let Some(byte) = self.text.as_bytes().get(at) {
            if self.found.len() >= MOST_CALLS {
                return;
            }
            if at >= line {
                line = at.saturating_add(until(from(self.text, at), "\n")).saturating_add(1);
                if let Some(end) = request::command(self, at..line) {
                    // Another command may follow in the same line.
                    (at, line) = (end, end);
                    continue;
                }
            }
            let end = match byte {
                b'(' => self.call(at),
                b'/' => request::address(self, at).or_else(|| rpc::endpoint(self, at)),
                b')' => {
                    self.sdk.close(at);
                    None
                }
                _ => None,
            };
            at = end.unwrap_or(at).max(at.saturating_add(1));
        }
    }

    /// What is called at a bracket; says where the search goes on.
    fn call(&mut self, at: usize) -> Option<usize> {
        let name = self.name_before(at);
        let callee = self.text.get(name.clone()).unwrap_or_default();
        let (class, end) = match request::call(self, name.clone(), callee) {
            Some(end) => return Some(end),
            None if rpc::call(self, name.clone(), callee) => (None, None),
            None => (Sdk::call(self, name, callee), None),
        };
        self.sdk.open(class);
        end
    }

    /// The name that ends at a place.
    pub(super) fn name_before(&self, end: usize) -> Range<usize> {
        /// No name is longer.
        const LONGEST: usize = 60;
        let before = self.text.as_bytes().get(end.saturating_sub(LONGEST)..end).unwrap_or_default();
        let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
        let length = before.iter().rev().take_while(is_name).count();
        end.saturating_sub(length)..end
    }

    pub(super) fn byte_before(&self, at: usize) -> u8 {
        at.checked_sub(1).and_then(|at| self.text.as_bytes().get(at)).copied().unwrap_or(b' ')
    }

    /// So much of the text from a place on as one call may say.
    pub(super) fn window(&self, at: usize) -> &'text str {
        window(from(self.text, at), WINDOW)
    }

    /// The brackets that open at a place, and what is in them; nothing where too much was read already.
    pub(super) fn brackets(&mut self, open: usize) -> &'text str {
        let window = if self.left > 0 { self.window(open) } else { "" };
        let arguments = cut(window, group_length(window)).0;
        self.may_read(arguments.len());
        arguments
    }

    /// Whether so much may be read once more.
    pub(super) fn may_read(&mut self, length: usize) -> bool {
        let may = self.left >= length;
        self.left = self.left.saturating_sub(length);
        may
    }

    pub(super) fn add(&mut self, found: Found) {
        self.found.push(found);
    }

    /// Whether one of the calls is of this method.
    fn calls(&self, rpc: RpcMethod, seen: &[bool]) -> bool {
        seen.get(rpc.index()).copied().unwrap_or_default()
    }

    /// Leaves out what another line says better, hides what may be secret, and counts lines.
    fn placed(mut self) -> Vec<FoundCall> {
        let mut seen = vec![false; RpcMethod::COUNT];
        for found in self.found.iter().filter(|found| found.form == Form::Call) {
            for rpc in &found.rpcs {
                if let Some(seen) = seen.get_mut(rpc.index()) {
                    *seen = true;
                }
            }
        }
        let others = ["GenerateModelOutputs", "StreamModelOutputs"].map(RpcMethod::find);
        let streams = others.into_iter().flatten().any(|rpc| self.calls(rpc, &seen));
        let sent: Vec<u64> = self
            .found
            .iter()
            .filter(|found| found.form == Form::Call)
            .filter_map(|found| found.call.url.as_deref().map(path_hash))
            .collect();
        let mut calls = Vec::with_capacity(self.found.len());
        let mut place = Place::default();
        for found in std::mem::take(&mut self.found) {
            let is_said = match (found.form, &found.call.url) {
                // These stubs take the same message.
                (Form::Message, _) => found.rpcs.iter().any(|rpc| {
                    self.calls(*rpc, &seen) || (streams && rpc.name() == "PostModelOutputs")
                }),
                (Form::Address, Some(url)) => sent.contains(&path_hash(url)),
                _ => false,
            };
            if is_said {
                continue;
            }
            let Range { start, end } = found.bytes;
            if start < place.bytes {
                place = Place::default();
            }
            let text = self.text.as_bytes();
            place.pass(text.get(place.bytes..start).unwrap_or_default());
            let mut last = place;
            last.pass(text.get(start..end).unwrap_or_default());
            calls.push(FoundCall {
                call: self.masked(found.call, &found.rpcs),
                rpcs: found.rpcs,
                certainty: found.certainty,
                line: place.line.saturating_add(1),
                column: place.column.saturating_add(1),
                span: Span { start: place.units, end: last.units },
                bytes: start..end,
            });
        }
        calls
    }

    fn masked(&mut self, mut call: Call, rpcs: &[RpcMethod]) -> Call {
        if rpcs.iter().all(|rpc| call.conditional_scopes(*rpc).is_empty()) {
            call.body_holds = BodyHolds::default();
        }
        for text in [&mut call.url, &mut call.user_id, &mut call.app_id].into_iter().flatten() {
            *text = self.masker.text(text);
        }
        call
    }
}

/// The same for the same path, whatever host is before it.
fn path_hash(url: &str) -> u64 {
    let path = from(url, find(url, "/v2/").unwrap_or_default());
    path.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

/// The word that a text starts with.
pub(super) fn word(text: &str) -> &str {
    cut(text, name_length(text, "_")).0
}
