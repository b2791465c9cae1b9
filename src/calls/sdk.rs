//! Calls of the methods of Clarifai's own SDKs, where a text imports one.

use std::ops::Range;

use super::CallCertainty::Likely;
use super::facts::{JAVASCRIPT, NODEJS, PYTHON};
use super::source::{Form, Found, Source};
use crate::call::{Call, UserAppId};
use crate::catalogue::RpcMethod;
use crate::text::{cut, from, holds_one_of, name_length, starts, trim_end, trim_start, until};

/// The methods of the SDKs that a text imports, and the objects that it makes of their classes.
#[derive(Default)]
pub(super) struct Sdk<'text> {
    methods: Vec<Method>,
    /// The methods by a hash of their name.
    shelves: Vec<Vec<u16>>,
    /// What a call gives, at the end of each open bracket.
    open: Vec<Option<Object>>,
    closed: Option<(usize, Object)>,
    variables: Vec<(&'text str, Object)>,
}

const SHELVES: usize = 64;
/// Neither is more in a program that a person wrote.
const MOST_OPEN: usize = 1_000;
const MOST_VARIABLES: usize = 200;

#[derive(Clone)]
pub(super) struct Object {
    class: &'static str,
    ids: UserAppId,
}

/// A method of a class, or its constructor: then it has the name of the class.
#[derive(Clone, Copy)]
struct Method {
    class: &'static str,
    name: &'static str,
    /// The RPC methods that it calls, and the class of what it gives.
    words: &'static str,
}

const IMPORTS: [(&[&str], &str); 3] = [
    (&["from clarifai.", "from clarifai import", "import clarifai.", "import clarifai\n"], PYTHON),
    (&["clarifai-nodejs\"", "clarifai-nodejs'", "clarifai-nodejs/"], NODEJS),
    (
        &["'clarifai')", "\"clarifai\")", "from 'clarifai'", "from \"clarifai\"", "Clarifai.App("],
        JAVASCRIPT,
    ),
];

fn shelf(name: &str) -> usize {
    let first = usize::from(name.as_bytes().first().copied().unwrap_or_default());
    let last = usize::from(name.as_bytes().last().copied().unwrap_or_default());
    (name.len() ^ (first << 2) ^ last) & SHELVES.saturating_sub(1)
}

impl<'text> Sdk<'text> {
    pub(super) fn of(text: &str) -> Self {
        let mut sdk = Self { shelves: vec![Vec::new(); SHELVES], ..Self::default() };
        let imported = IMPORTS.iter().filter(|(imports, _)| holds_one_of(text, imports));
        for line in imported.flat_map(|(_, table)| table.lines()) {
            let (class, _) = cut(line, until(line, " |"));
            for row in line.split('|') {
                let (name, words) = cut(row, until(row, " "));
                if let Some(shelf) = sdk.shelves.get_mut(shelf(name)) {
                    shelf.extend(u16::try_from(sdk.methods.len()));
                }
                sdk.methods.push(Method { class, name, words });
            }
        }
        sdk
    }

    pub(super) fn open(&mut self, object: Option<Object>) {
        if !self.methods.is_empty() && self.open.len() < MOST_OPEN {
            self.open.push(object);
        }
    }

    pub(super) fn close(&mut self, at: usize) {
        if let Some(object) = self.open.pop().flatten() {
            self.closed = Some((at, object));
        }
    }

    fn named<'sdk>(&'sdk self, name: &'sdk str) -> impl Iterator<Item = Method> + 'sdk {
        let shelf = self.shelves.get(shelf(name)).map(Vec::as_slice).unwrap_or_default();
        let methods = shelf.iter().filter_map(|index| self.methods.get(usize::from(*index)));
        methods.filter(move |method| method.name == name).copied()
    }

    /// Takes a call of a method, or of a class; says what it gives.
    pub(super) fn call(
        source: &mut Source<'text>,
        name: Range<usize>,
        callee: &'text str,
    ) -> Option<Object> {
        let sdk = &source.sdk;
        // A class that is asked to make an object of itself.
        let is_maker = callee == "from_auth_helper";
        if !is_maker {
            sdk.named(callee).next()?;
        }
        let receiver = receiver(source, name.start);
        let method = match &receiver {
            Receiver::None => sdk.named(callee).find(|method| method.class == callee),
            Receiver::Class(class) if is_maker => {
                sdk.named(class).find(|method| method.class == *class)
            }
            Receiver::Object(object) => {
                sdk.named(callee).find(|method| method.class == object.class)
            }
            _ => {
                // A name of several words is that of nothing else.
                let is_telling = callee.bytes().any(|b| b == b'_' || b.is_ascii_uppercase());
                let mut methods = sdk.named(callee).filter(|method| method.class != method.name);
                let only = methods.next().filter(|_| is_telling);
                only.filter(|only| methods.all(|other| other.words == only.words))
            }
        }?;
        let arguments = Some(source.brackets(name.end)).filter(|inner| !inner.is_empty())?;
        let mut body = source.body(arguments);
        if let Receiver::Object(object) = receiver {
            body.ids.user_id = body.ids.user_id.or(object.ids.user_id);
            body.ids.app_id = body.ids.app_id.or(object.ids.app_id);
        }
        let mut class = (method.class == method.name).then_some(method.class);
        let mut is_own = method.class != method.name;
        for word in method.words.split(' ').filter(|word| !word.is_empty()) {
            if let Some(gives) = word.strip_prefix('>') {
                class = Some(gives);
                continue;
            }
            is_own = false;
            add(source, &name, word, &body.ids);
        }
        if is_own {
            add(source, &name, &camel(callee), &body.ids);
        }
        let object = Object { class: class?, ids: body.ids };
        if let Some(variable) = assigned(source.text, name.start) {
            let variables = &mut source.sdk.variables;
            variables.retain(|(known, _)| *known != variable);
            if variables.len() < MOST_VARIABLES {
                variables.push((variable, object.clone()));
            }
        }
        Some(object)
    }
}

/// What a method is called on.
enum Receiver<'text> {
    None,
    Unknown,
    Class(&'text str),
    Object(Object),
}

fn receiver<'text>(source: &Source<'text>, start: usize) -> Receiver<'text> {
    if source.byte_before(start) != b'.' {
        return Receiver::None;
    }
    const NEAR: usize = 100;
    let before = source.text.as_bytes().get(..start.saturating_sub(1)).unwrap_or_default();
    let is_gap = |byte: &&u8| byte.is_ascii_whitespace() || matches!(byte, b'?' | b'!' | b'\\');
    let gap = before.iter().rev().take(NEAR).take_while(is_gap).count();
    let end = before.len().saturating_sub(gap);
    if source.byte_before(end) == b')' {
        let closed = source.sdk.closed.as_ref();
        let own = closed.filter(|(at, _)| at.checked_add(1) == Some(end));
        return own.map_or(Receiver::Unknown, |(_, object)| Receiver::Object(object.clone()));
    }
    let name = source.text.get(source.name_before(end)).unwrap_or_default();
    let mut variables = source.sdk.variables.iter();
    if let Some((_, object)) = variables.find(|(known, _)| *known == name) {
        return Receiver::Object(object.clone());
    }
    if source.sdk.named(name).any(|method| method.class == name && method.name == name) {
        let is_instance = name.bytes().all(|byte| byte.is_ascii_lowercase());
        if !is_instance {
            return Receiver::Class(name);
        }
    }
    // `my_model` is a `Model`, most likely.
    let classes = source.sdk.methods.iter().filter(|method| method.class == method.name);
    let mut named = classes.filter(|method| {
        starts(from(name, name.len().saturating_sub(method.name.len())), method.name)
    });
    match named.next() {
        Some(method) => Receiver::Object(Object { class: method.class, ids: UserAppId::default() }),
        None => Receiver::Unknown,
    }
}

/// The variable that the line gives what is called at a place.
pub(super) fn assigned(text: &str, at: usize) -> Option<&str> {
    const LONGEST: usize = 200;
    let before = text.as_bytes().get(at.saturating_sub(LONGEST)..at)?;
    let length = before.iter().rev().take_while(|byte| !matches!(byte, b'\n' | b';')).count();
    let line = text.get(at.saturating_sub(length)..at)?;
    let (left, right) = cut(line, until(line, "="));
    if right.starts_with("==") || until(left, "(") < left.len() {
        return None;
    }
    // `name: Type = …`
    let left = trim_end(cut(left, until(left, ":")).0, " \t");
    let length = left.bytes().rev().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
    let name = from(left, left.len().saturating_sub(length));
    (!right.is_empty() && !name.is_empty()).then_some(name)
}

fn add(source: &mut Source, name: &Range<usize>, rpc: &str, ids: &UserAppId) {
    let Some(rpc) = RpcMethod::find(rpc) else { return };
    let call =
        Call { user_id: ids.user_id.clone(), app_id: ids.app_id.clone(), ..Call::rpc(rpc.name()) };
    let (bytes, rpcs) = (name.clone(), vec![rpc]);
    source.add(Found { bytes, call, rpcs, certainty: Likely, form: Form::Call });
}

/// `list_apps` and `listApps` as the catalogue would write them.
fn camel(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    let mut rest = name;
    while !rest.is_empty() {
        let (word, behind) = cut(rest, name_length(rest, ""));
        let (first, others) = word.split_at_checked(1).unwrap_or_default();
        camel.push_str(&first.to_ascii_uppercase());
        camel.push_str(others);
        rest = trim_start(behind, "_");
    }
    camel
}
