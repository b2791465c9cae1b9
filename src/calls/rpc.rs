//! Calls of a gRPC stub, by the names of the RPC methods.

use std::ops::Range;

use super::CallCertainty::{Certain, Likely};
use super::source::{Form, Found, Source, word};
use crate::call::{Call, UserAppId};
use crate::catalogue::RpcMethod;
use crate::text::{begins, cut, from, name_length, starts, trim_end};

/// Takes a call of a stub, the message for one, or a stub's method that is given away.
pub(super) fn call(source: &mut Source, name: Range<usize>, callee: &str) -> bool {
    let Range { start, end } = name;
    let is_member = matches!(source.byte_before(start), b'.' | b'>' | b':');
    if is_member && let Some(rpc) = method(source, callee) {
        return add(source, start..end, end, rpc, Form::Call);
    }
    if callee == "UserAppIDSet" && source.has_stubs {
        let arguments = source.brackets(end);
        let ids = source.ids(arguments);
        source.hold(start, ids);
        return true;
    }
    let (message, place) = match callee {
        "newBuilder" => {
            let place = source.name_before(start.saturating_sub(1));
            (source.text.get(place.clone()).unwrap_or_default(), place)
        }
        _ => (callee, start..end),
    };
    let named = message.strip_suffix("Request").and_then(RpcMethod::find);
    if let Some(rpc) = named.filter(|_| source.has_stubs) {
        return add(source, place, end, rpc, Form::Message);
    }
    // `grpc_request(self.STUB.ListModels, request)`
    let given = from(source.text, end.saturating_add(1));
    let path = cut(given, name_length(given, "_.")).0;
    let Some(dot) = path.rfind('.').filter(|_| begins(from(given, path.len()), ",)")) else {
        return false;
    };
    let (owner, member) = (trim_end(cut(path, dot).0, "."), from(path, dot.saturating_add(1)));
    let is_stub = ["stub", "client"]
        .iter()
        .any(|word| starts(from(owner, owner.len().saturating_sub(word.len())), word));
    match method(source, member).filter(|_| is_stub) {
        Some(rpc) => {
            let at = end.saturating_add(dot).saturating_add(2);
            add(source, at..at.saturating_add(member.len()), end, rpc, Form::Call)
        }
        None => false,
    }
}

/// Takes `/clarifai.api.V2/…`, whose second slash is at a place.
pub(super) fn endpoint(source: &mut Source, at: usize) -> Option<usize> {
    let before = source.text.as_bytes().get(..at)?;
    before.ends_with(b"clarifai.api.V2").then_some(())?;
    let start = at.saturating_add(1);
    let name = word(from(source.text, start));
    let rpc = RpcMethod::find(name)?;
    let end = start.saturating_add(name.len());
    let call = Call::rpc(rpc.name());
    let rpcs = vec![rpc];
    source.add(Found { bytes: start..end, call, rpcs, certainty: Certain, form: Form::Call });
    Some(end)
}

/// The RPC method of a name; in Java and for the web it starts with a small letter.
fn method(source: &Source, name: &str) -> Option<RpcMethod> {
    if begins(name, "CDGLMPRSVQUE") {
        return RpcMethod::find(name);
    }
    let (first, rest) = name.split_at_checked(1).filter(|_| source.has_stubs)?;
    RpcMethod::find(&[&first.to_ascii_uppercase(), rest].concat())
}

/// `open` is where the bracket with what is sent stands.
fn add(source: &mut Source, bytes: Range<usize>, open: usize, rpc: RpcMethod, form: Form) -> bool {
    let arguments = source.brackets(open);
    let mut body = source.body(arguments);
    if body.ids == UserAppId::default() {
        body.ids = source.named_ids(arguments);
    }
    if form == Form::Message {
        source.hold(bytes.start, body.ids.clone());
    }
    let certainty = if source.has_stubs && form == Form::Call { Certain } else { Likely };
    let call = Call {
        user_id: body.ids.user_id,
        app_id: body.ids.app_id,
        body_holds: body.holds,
        ..Call::rpc(rpc.name())
    };
    source.add(Found { bytes, call, rpcs: vec![rpc], certainty, form });
    true
}
