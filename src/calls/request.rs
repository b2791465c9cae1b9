//! Requests: calls that send one, commands, the traffic in a HAR file, and addresses alone.

use std::ops::Range;

use super::CallCertainty::{Certain, Likely};
use super::address::Address;
use super::ids::Body;
use super::source::{Form, Found, Source};
use crate::call::Call;
use crate::json::Json;
use crate::paste::code::{self, CALLS};
use crate::paste::command;
use crate::paste::draft::Draft;
use crate::paste::http::is_verb;
use crate::paste::literal::{self, Argument};
use crate::text::{
    begins, cut, find, from, holds_one_of, is_listed, name_length, starts, trim_end, until, window,
};

/// A call that sends a request, and whose address stands somewhere in its brackets.
#[derive(Default)]
pub(super) struct Sender {
    verb: Option<String>,
    end: usize,
}

/// Objects whose `get` and `post` declare routes of a server.
const SERVERS: &str = "app router server route fastify mock nock";
/// What ends an address that stands in no quotes.
const ENDS: &str = " \t\r\n\"'`()[],;<>|\\";

/// Takes the calls of a HAR file; false where the text is none.
pub(super) fn archive(source: &mut Source) -> bool {
    let text = source.text;
    if !begins(text.trim_start_matches('\u{feff}').trim_start(), "{") {
        return false;
    }
    let Some(har) = Json::read(text.trim_start_matches('\u{feff}')) else { return false };
    let Some(entries) = har.at(&["log", "entries"]) else { return false };
    for entry in entries.items() {
        let written = |name: &str| entry.at(&["request", name]);
        let Some(Json::String(raw)) = written("url") else { continue };
        let verb = written("method").and_then(Json::text).map(|verb| verb.to_ascii_uppercase());
        let url = written("url").and_then(Json::text).unwrap_or_default();
        let Some(address) = Address::read(&url, verb.as_deref(), false) else { continue };
        let at = (raw.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        let body = entry.at(&["request", "postData", "text"]).and_then(Json::text);
        let body = Body::of_json(body.as_deref());
        add(source, at..at.saturating_add(raw.len()), address, body, true, Form::Call);
    }
    true
}

/// Takes the command that a line holds; says where it ends.
pub(super) fn command(source: &mut Source, line: Range<usize>) -> Option<usize> {
    let text = source.text;
    let shown = cut(from(text, line.start), line.len()).0;
    let before = command::start(shown)?;
    let start = line.start.saturating_add(before);
    let rest = source.window(start);
    // In a string of a program.
    let rest = match source.byte_before(start) {
        b'"' => cut(rest, until(rest, "\"\n")).0,
        b'\'' => cut(rest, until(rest, "'\n")).0,
        b'`' => cut(rest, until(rest, "`")).0,
        _ => rest,
    };
    source.may_read(rest.len()).then_some(())?;
    let mut draft = Draft::default();
    let length = command::read(rest, cut(shown, before).0, &mut draft);
    let read = |verb| Address::read(draft.url.as_deref()?, verb, source.has_base);
    let end = start.saturating_add(length.max(1));
    let Some(address) = read(draft.verb.as_deref()) else { return read(None).map(|_| end) };
    let tool = start..start.saturating_add(until(rest, " \t"));
    let body = Body::of_json(draft.request_body.as_deref());
    add(source, tool, address, body, true, Form::Call);
    Some(end)
}

/// Takes a call that sends a request; says where it ends.
pub(super) fn call(source: &mut Source, name: Range<usize>, callee: &str) -> Option<usize> {
    if callee.len() > 10 || !is_listed(callee, CALLS) {
        return None;
    }
    let open = name.end.saturating_add(1);
    let rest = source.window(open);
    source.may_read(callee.len()).then_some(())?;
    let (arguments, length) = literal::read_arguments(rest, &source.constants);
    source.may_read(length);
    let arguments = arguments?;
    let end = open.saturating_add(length).saturating_add(1);
    let told = verb_of(callee, &arguments);
    let mut draft = Draft::default();
    code::take_call(callee, &arguments, &mut draft);
    let first = || Json::read(&arguments.first()?.1)?.text();
    let url = draft.url.take().or_else(first).unwrap_or_default();
    let url = url.as_str();
    let is_server = begins(url, "/") && is_listed(receiver(source, name.start), SERVERS);
    if is_server {
        return Some(open.saturating_add(until(rest, ",)")));
    }
    // What the options say is not known.
    let is_unknown = |(name, json): &Argument| name.is_none() && json.starts_with("\"${");
    let is_told = told.is_some() || !arguments.iter().skip(1).any(is_unknown);
    let read = |verb| Address::read(url, verb, source.has_base);
    let own = draft.verb.as_deref().filter(|_| told.is_none()).and_then(|verb| read(Some(verb)));
    let Some(address) = own.or_else(|| read(told.as_deref())) else {
        source.sender = Sender { verb: told, end };
        return None;
    };
    let body = Body::of_json(draft.request_body.as_deref());
    add(source, name, address, body, is_told, Form::Call);
    Some(end)
}

/// The verb that a call names: by itself, as `method`, or first.
fn verb_of(callee: &str, arguments: &[Argument]) -> Option<String> {
    let named = arguments.iter().find_map(|(name, json)| {
        let value = Json::read(json)?;
        let named = ["method", "type"].iter().find_map(|name| value.get(name)?.text());
        let verb = match name.as_deref() {
            Some("method") | None => named.or_else(|| value.text()),
            Some(_) => None,
        };
        verb.map(|verb| verb.to_ascii_uppercase()).filter(|verb| is_verb(verb))
    });
    let own = || Some(callee.to_ascii_uppercase()).filter(|verb| is_verb(verb));
    named.or_else(own)
}

/// The name of the object whose method starts at a place.
fn receiver<'text>(source: &Source<'text>, at: usize) -> &'text str {
    match source.byte_before(at) {
        b'.' => source.text.get(source.name_before(at.saturating_sub(1))).unwrap_or_default(),
        _ => "",
    }
}

/// So much of what stands before an address is looked at.
const NEAR: usize = 200;
/// No address is longer.
const LONGEST: usize = 2_000;

/// Takes an address that stands alone, whose `/v2/` starts at a place; says where it ends.
pub(super) fn address(source: &mut Source, at: usize) -> Option<usize> {
    let text = source.text;
    starts(from(text, at), "/v2/").then_some(())?;
    let before = text.as_bytes().get(at.saturating_sub(NEAR)..at)?;
    let is_inside =
        |byte: &&u8| !ENDS.as_bytes().contains(byte) && byte.is_ascii() && **byte != b'=';
    let start = at.saturating_sub(before.iter().rev().take_while(is_inside).count());
    let end = start.saturating_add(until(window(from(text, start), LONGEST), ENDS));
    lone(source, start..end.max(at.saturating_add(1)));
    Some(end)
}

fn lone(source: &mut Source, place: Range<usize>) -> Option<()> {
    let (text, Range { start, end }) = (source.text, place);
    source.may_read(NEAR).then_some(())?;
    let literal = literal_at(source, start);
    let plain = trim_end(text.get(start..end)?, ".,:;!*");
    let written = literal.as_deref().unwrap_or(plain);
    let (near, is_near) = verb_near(source, start, end);
    let sender = (start < source.sender.end).then(|| source.sender.verb.clone()).flatten();
    let is_sent = sender.is_some();
    let verb = if is_near { near.clone() } else { sender.or_else(|| near.clone()) };
    let read = |verb: Option<&str>| Address::read(written, verb, false);
    let is_told = is_near || is_sent;
    let told = verb.as_deref().and_then(|verb| read(Some(verb)));
    let mut address = told.or_else(|| if is_told { None } else { read(None) })?;
    // The head of an HTTP message.
    let after = window(from(text, end), NEAR);
    address.names_host |= starts(after, " HTTP/") && holds_one_of(after, &["api.clarifai.com"]);
    let form = if is_told { Form::Call } else { Form::Address };
    add(source, start..end, address, Body::default(), is_told, form);
    Some(())
}

/// The text of the literal that an address is the start of, with what is joined to it.
fn literal_at(source: &mut Source, start: usize) -> Option<String> {
    let quote = start.checked_sub(1)?;
    matches!(source.byte_before(start), b'"' | b'\'' | b'`').then_some(())?;
    let letters = source.name_before(quote);
    let first = if letters.len() < 3 { letters.start } else { quote };
    let rest = window(from(source.text, first), LONGEST);
    let (json, length) = literal::to_json_with(rest, &source.constants)?;
    source.may_read(length).then_some(())?;
    Json::read(&json)?.text()
}

/// A verb right before an address, or near it; and whether it is the former.
fn verb_near(source: &Source, start: usize, end: usize) -> (Option<String>, bool) {
    let text = source.text;
    let mut from_here = start.saturating_sub(NEAR);
    while !text.is_char_boundary(from_here) {
        from_here = from_here.saturating_add(1);
    }
    let before = text.get(from_here..start).unwrap_or_default();
    let last = trim_end(before, " \t\"'`(*|:,=>{");
    let word_start =
        last.len().saturating_sub(last.bytes().rev().take_while(u8::is_ascii_alphanumeric).count());
    let lead = from(last, word_start);
    if is_verb(lead) {
        return (Some(lead.to_owned()), true);
    }
    let statement = from(before, before.rfind(['{', ';', '}', '/']).unwrap_or_default());
    let after = window(from(text, end), NEAR);
    let until_next = find(after, "\n\n").unwrap_or(after.len());
    let after = cut(after, until_next.min(find(after, "/v2/").unwrap_or(after.len()))).0;
    (verb_in(statement).or_else(|| verb_in(after)).map(str::to_owned), false)
}

/// The first verb in capitals that stands by itself.
fn verb_in(text: &str) -> Option<&str> {
    let mut rest = text;
    while !rest.is_empty() {
        let word = cut(rest, name_length(rest, "")).0;
        if word.len() > 2 && is_verb(word) {
            return Some(word);
        }
        let next = from(rest, word.len());
        rest = from(next, next.chars().next().map_or(1, char::len_utf8));
    }
    None
}

fn add(
    source: &mut Source,
    bytes: Range<usize>,
    address: Address,
    body: Body,
    is_told: bool,
    form: Form,
) {
    let certainty = if address.names_host && is_told { Certain } else { Likely };
    let call = Call {
        user_id: body.ids.user_id,
        app_id: body.ids.app_id,
        body_holds: body.holds,
        ..Call::request(address.verb, address.url)
    };
    source.add(Found { bytes, call, rpcs: address.rpcs, certainty, form });
}
