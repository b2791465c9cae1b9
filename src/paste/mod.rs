//! Whatever a person pastes, as evidence: recognised, never run, its credentials replaced by marks.

mod answer;
mod body;
mod code;
mod command;
mod evidence;
mod failure;
mod har;
mod http;
mod json;
mod literal;
mod settings;
mod shell;

pub use body::Body;
#[allow(unused_imports, reason = "only the bindings read it")]
pub(crate) use evidence::PASTE_KIND_TYPE;
pub use evidence::{Evidence, Headers, PasteKind, RequestEvidence, ResponseEvidence};

use std::borrow::Cow;

use http::Lines;
use json::Json;

use crate::check_credential;
use crate::credential::{CredentialShape, is_blank};
use crate::text::{begins, count, cut, from, is_listed, name_length, starts, until};

/// A longer text is answered `too-long` and not looked into: a HAR of a whole visit, a core dump.
pub(crate) const MOST_BYTES: usize = 8 << 20;
/// A longer text is no credential alone.
const LONGEST_CREDENTIAL: usize = 600;
/// A longer text is no snippet of a program.
const LONGEST_CODE: usize = 200_000;

/// So many bytes are read more than once, before what may be an answer is taken as text.
const MOST_REREAD: usize = 16 << 20;

/// How [`read_paste`] answers.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct PasteOptions {
    /// Leave the credentials in.
    pub reveal: bool,
}

/// What was read, as pasted: nothing is masked yet.
#[derive(Default)]
struct Draft {
    /// The kinds that were seen, a bit for each.
    kinds: u32,
    verb: Option<String>,
    url: Option<String>,
    request_headers: Vec<(String, String)>,
    request_body: Option<String>,
    http_status: Option<u16>,
    response_headers: Vec<(String, String)>,
    response_body: Option<String>,
    /// What stands in the position of the credential.
    credential: Option<String>,
    authorization: Option<String>,
    environment: Option<String>,
    error: Option<String>,
    /// What closes the text that a command reads as its input.
    here_mark: String,
    /// How many bytes were read once more.
    reread: usize,
}

impl Draft {
    /// Whether so much may be read once more; a hostile text could ask for it at every line.
    fn may_reread(&mut self, length: usize) -> bool {
        self.reread = self.reread.saturating_add(length);
        self.reread <= MOST_REREAD
    }

    fn add_header(&mut self, name: String, value: String, of_answer: bool) {
        // The parts of a request that HTTP/2 and the network panel of a browser write as headers.
        let part = name.to_ascii_lowercase();
        match part.as_str() {
            "request method" | "request url" if value.trim().is_empty() => {}
            ":method" | "request method" => self.verb = Some(value.trim().to_owned()),
            ":status" | "status code" => self.http_status = http::status(value.trim()),
            "request url" => self.url = Some(value.trim().to_owned()),
            ":path" => match &mut self.url {
                Some(host) if count(host, b'/') <= 2 => host.push_str(value.trim()),
                Some(_) => {}
                None => self.url = Some(value),
            },
            ":authority" if self.url.as_deref().is_some_and(|url| begins(url, "http")) => {}
            ":authority" => {
                let path = self.url.take().unwrap_or_default();
                self.url = Some(["https://", value.trim(), &path].concat());
            }
            ":scheme" | "remote address" | "referrer policy" => {}
            // As a property of an object in JavaScript it would be its prototype.
            "__proto__" => {}
            _ if of_answer => self.response_headers.push((name, value)),
            _ => self.request_headers.push((name, value)),
        }
    }

    fn send(&mut self, name: &str, value: &[&str]) {
        self.add_header(name.to_owned(), value.concat(), false);
    }

    fn saw(&mut self, kind: PasteKind) {
        self.kinds |= kind.bit();
    }

    fn has(&self, kind: PasteKind) -> bool {
        self.kinds & kind.bit() != 0
    }
}

/// Reads what a person pastes: a curl line, a `.env`, a HAR, an answer's JSON, a gRPC error text, a
/// stack trace.
///
/// Nothing is run, no variable of a shell is expanded, no file is read. A credential is replaced by
/// `<credential>`, a further one by `<credential 2>`, and what stands around it is kept: scheme,
/// quotes, padding. [`PasteOptions::reveal`] leaves it in. `credential` is the text in the
/// credential's position, without the scheme word and the one space behind it; `credential_report`
/// is [`check_credential`](crate::check_credential) of that text as it was pasted.
///
/// Of several command lines one is taken whole: the first whose answer tells of a failure, else the
/// last. Variables of a program are looked up where the same paste gives them a literal.
///
/// # Examples
///
/// ```
/// use clarifai_auth::{PasteKind, PasteOptions, read_paste};
///
/// let paste = "curl -H 'Authorization: key  0123456789abcdef0123456789abcdef' https://api.clarifai.com/v2/models";
/// let evidence = read_paste(paste, PasteOptions::default());
/// assert_eq!(evidence.kind, PasteKind::CommandLine);
/// assert_eq!(evidence.authorization.as_deref(), Some("key  <credential>"));
/// assert_eq!(evidence.credential.as_deref(), Some(" <credential>"));
/// let request = evidence.request.unwrap();
/// assert_eq!(request.verb.as_deref(), Some("GET"));
/// assert_eq!(request.url.as_deref(), Some("https://api.clarifai.com/v2/models"));
/// ```
pub fn read_paste(text: &str, options: PasteOptions) -> Evidence {
    let mut draft = Draft::default();
    if text.len() > MOST_BYTES {
        draft.saw(PasteKind::TooLong);
        return evidence::assemble(draft, "", options);
    }
    let plain = plain(text);
    if plain.trim_matches(is_blank as fn(char) -> bool).is_empty() {
        draft.saw(PasteKind::Empty);
    } else {
        recognise(&plain, &mut draft);
        if draft.kinds == 0 {
            bare(text, &plain, &mut draft);
        }
    }
    evidence::assemble(draft, &plain, options)
}

/// The text without what a document, a mail or a chat puts around it: fences, quote marks.
fn plain(text: &str) -> Cow<'_, str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (mut fenced, mut quoted, mut prompted) = (false, text.starts_with("> "), false);
    let is_fence = |line: &str| line.trim_start().starts_with("```");
    // What PowerShell and the command prompt write where a command goes on.
    let is_prompt = |line: &str| line.starts_with(">> ") || line.starts_with("More? ");
    let mut lines = Lines { text, at: 0 };
    while lines.at < text.len() {
        let line = lines.peek();
        fenced |= is_fence(line);
        prompted |= is_prompt(line);
        quoted &= line.starts_with('>') || line.trim().is_empty();
        lines.skip();
    }
    if !quoted && !fenced && !prompted {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    lines.at = 0;
    while lines.at < text.len() {
        let mut line = lines.peek();
        lines.skip();
        if quoted {
            line = line.strip_prefix('>').unwrap_or(line);
            line = line.strip_prefix(' ').unwrap_or(line);
        }
        if !quoted && is_prompt(line) {
            line = from(line, until(line, " "));
        }
        if !is_fence(line) {
            plain.push_str(line);
            plain.push('\n');
        }
    }
    Cow::Owned(plain)
}

fn recognise(text: &str, draft: &mut Draft) {
    let transcript = http::transcript(text);
    let text = transcript.as_deref().unwrap_or(text);
    let mut lines = Lines { text, at: 0 };
    let is_trace = failure::is_trace(text);
    let mut left = Left { text: String::new(), attempts: answer::MOST_ATTEMPTS, is_trace };
    let is_code = text.len() < LONGEST_CODE && !is_trace && code::is_code(text);
    let first = text.trim_start();
    let starts_otherwise =
        begins(first, "{[<") || command::start(cut(first, until(first, "\n")).0).is_some();
    if is_code && !starts_otherwise {
        draft.saw(PasteKind::Code);
        lines.at = code::read(text, draft);
    }
    while lines.at < text.len() {
        take_line(&mut lines, &mut left, draft);
    }
    failure::read(&left.text, text, draft);
}

/// Lines that are nothing of their own.
struct Left {
    text: String,
    attempts: usize,
    /// The lines of a program in it are quoted.
    is_trace: bool,
}

/// Takes what starts in the next line: a value, a command, a message, a variable, or the line alone.
fn take_line(lines: &mut Lines, left: &mut Left, draft: &mut Draft) {
    let line = lines.peek();
    let trimmed = line.trim_matches(is_blank as fn(char) -> bool);
    let indent =
        line.len().saturating_sub(line.trim_start_matches(is_blank as fn(char) -> bool).len());
    let at = lines.at.saturating_add(indent);
    let rest = from(lines.text, at);
    if begins(trimmed, "{[")
        && let Some(length) = take_value(rest, left, draft)
    {
        lines.at = at.saturating_add(length);
        return;
    }
    if trimmed.is_empty() {
        left.text.push('\n');
        return lines.skip();
    }
    let is_code = draft.has(PasteKind::Code);
    if !is_code && let Some(start) = command_start(trimmed, draft) {
        let from = rest.get(start..).unwrap_or_default();
        let before = trimmed.get(..start).unwrap_or_default();
        let mut own = Draft::default();
        let length = if start == 0 && trimmed.starts_with("-") {
            // The options alone, copied out of a command.
            let whole = ["curl ", from].concat();
            command::read(&whole, before, &mut own).saturating_sub(5)
        } else {
            command::read(from, before, &mut own)
        };
        let mut end = at.saturating_add(start).saturating_add(length);
        if !own.here_mark.is_empty() && left.attempts > 0 {
            match shell::here_document(crate::text::from(lines.text, end), &own.here_mark) {
                Some((body, length)) => {
                    end = end.saturating_add(length);
                    let slot = own.request_body.as_mut().filter(|body| *body == "@-");
                    slot.into_iter().for_each(|slot| body.clone_into(slot));
                }
                None => left.attempts = left.attempts.saturating_sub(1),
            }
        }
        if draft.take_command(own) {
            lines.at = lines.text.len();
            return;
        }
        lines.at = end;
        lines.skip();
        return;
    }
    let is_message = http::status_line(trimmed).is_some() || http::request_line(trimmed).is_some();
    if is_message || (!is_code && http::header(trimmed).is_some()) {
        let mut own = Draft::default();
        if let Some(length) = http::read(rest, &mut own).filter(|length| *length > 0) {
            draft.saw(if is_message { PasteKind::Http } else { PasteKind::Headers });
            draft.take_message(own);
            lines.at = at.saturating_add(length);
            return;
        }
    }
    if !is_code && !left.is_trace && draft.environment.is_none() && settings::is_setting(trimmed) {
        let end = settings::end(lines.text, lines.at);
        // Comments, sections and other names before the first that tells.
        let is_start = draft.kinds == 0 && left.text.lines().all(settings::may_be_near);
        let start = if is_start { 0 } else { lines.at };
        if is_start {
            left.text.clear();
        }
        draft.environment = lines.text.get(start..end).map(str::to_owned);
        draft.saw(PasteKind::Environment);
        lines.at = end;
        return;
    }
    // A value inside a line of a log.
    let length = Some(until(trimmed, "{[")).filter(|open| *open < trimmed.len()).and_then(|open| {
        let mut from = at.saturating_add(open);
        let before = lines.text.get(lines.at..from).unwrap_or_default();
        let word = before.trim_end().bytes().rev();
        let word = word.take_while(|b| b.is_ascii_lowercase() || *b == b'_').count();
        let from_word = lines.at.saturating_add(before.trim_end().len()).saturating_sub(word);
        let message =
            (word > 0 && !is_code).then(|| protobuf(lines.text.get(from_word..)?, draft)).flatten();
        let length = match message {
            Some((json, length)) => {
                draft.take_answer(&json);
                from = from_word;
                length
            }
            None => take_value(lines.text.get(from..)?, left, draft)?,
        };
        let before = lines.text.get(lines.at..from).unwrap_or_default();
        left.text.push_str(before);
        from.checked_add(length)
    });
    if let Some(end) = length {
        lines.at = end;
        return;
    }
    if !is_code && let Some((json, length)) = protobuf(rest, draft) {
        draft.take_answer(&json);
        left.text.push_str(rest.get(..length).unwrap_or_default());
        lines.at = at.saturating_add(length);
        return;
    }
    left.text.push_str(line);
    left.text.push('\n');
    lines.skip();
}

/// Where a command starts in a line; not in one that only speaks of it.
fn command_start(line: &str, draft: &Draft) -> Option<usize> {
    let is_option = ["-H ", "--header ", "-H'", "-H\""].iter().any(|option| starts(line, option));
    if is_option && draft.kinds == 0 {
        return Some(0);
    }
    command::start(line)
}

/// A message in protobuf's text format.
fn protobuf(text: &str, draft: &mut Draft) -> Option<(String, usize)> {
    if draft.reread > MOST_REREAD {
        return None;
    }
    answer::protobuf(text).map_err(|read| draft.may_reread(read)).ok()
}

/// Takes the value that a text starts with, where it says something; how long it is.
fn take_value(text: &str, left: &mut Left, draft: &mut Draft) -> Option<usize> {
    left.attempts.checked_sub(1)?;
    let Some((json, length)) = answer::value_at(text) else {
        left.attempts = left.attempts.saturating_sub(1);
        return None;
    };
    let value = Json::read(&json)?;
    if har::read(&value, draft) {
        draft.saw(PasteKind::Har);
        return Some(length);
    }
    // What grpc-js prints of an error is no answer.
    if value.get("status").is_none()
        && value.get("metadata").is_some()
        && value.get("details").is_some()
    {
        return None;
    }
    let is_lone = draft.kinds == 0 && text.get(length..).is_none_or(|rest| rest.trim().is_empty());
    let has_request = draft.url.is_some();
    match &value {
        Json::Object(_)
            if answer::is_answer(&value) || value.get("keys").is_some() || has_request =>
        {
            draft.take_answer(&json);
        }
        Json::Object(_) if value.get("inputs").is_some() || value.get("user_app_id").is_some() => {
            draft.saw(PasteKind::Json);
            draft.request_body.get_or_insert(json);
        }
        Json::Object(_) | Json::Array(_) if is_lone && value.items().is_empty() => {
            draft.saw(PasteKind::Json);
            draft.response_body.get_or_insert(json);
        }
        _ => return None,
    }
    Some(length)
}

impl Draft {
    /// Of several answers the first that failed tells most; else the last.
    fn take_answer(&mut self, json: &str) {
        let length = self.response_body.as_deref().map_or(0, str::len);
        if !self.may_reread(length) {
            return;
        }
        let value = Json::read(json);
        let holds_failure = self.response_body.as_deref().is_some_and(|body| !is_success(body));
        if value.is_some() && !(holds_failure && self.has(PasteKind::Answer)) {
            self.response_body = Some(json.to_owned());
        }
        self.saw(PasteKind::Answer);
    }

    /// Of several commands the first whose answer tells of a failure, else the last: whole, so that
    /// no request has the headers of two. Says whether an earlier one is that.
    fn take_command(&mut self, own: Draft) -> bool {
        let is_first = !self.has(PasteKind::CommandLine);
        let is_answered = self.response_body.is_some() || self.http_status.is_some();
        if !is_first && is_answered {
            if self.http_status.is_some_and(|status| status >= 400)
                || !self.response_body.as_deref().is_none_or(is_success)
            {
                return true;
            }
            (self.response_body, self.http_status) = (None, None);
            self.response_headers.clear();
        }
        self.saw(PasteKind::CommandLine);
        // `curl --version` is no request.
        if is_first || own.url.is_some() {
            self.verb = own.verb;
            self.url = own.url.or(self.url.take().filter(|_| is_first));
            self.credential = own.credential;
            self.request_body = own.request_body;
            if !is_first || !own.request_headers.is_empty() {
                self.request_headers = own.request_headers;
            }
        }
        false
    }

    /// Joins what a message said to what stood there already.
    fn take_message(&mut self, own: Draft) {
        self.verb = own.verb.or(self.verb.take());
        self.url = own.url.or(self.url.take());
        self.http_status = own.http_status.or(self.http_status);
        // A transcript repeats the headers of its command.
        if !own.request_headers.is_empty() {
            self.request_headers = own.request_headers;
        }
        if !own.response_headers.is_empty() {
            self.response_headers = own.response_headers;
        }
        self.request_body = own.request_body.or(self.request_body.take());
        self.response_body = own.response_body.or(self.response_body.take());
    }
}

/// Whether an answer says that all is well.
fn is_success(json: &str) -> bool {
    let value = Json::read(json);
    let code = value.as_ref().and_then(|value| value.at(&["status", "code"])?.words());
    matches!(code.as_deref(), Some("10000" | "SUCCESS"))
}

/// What is nothing else: a credential, with its scheme word perhaps, or words about a failure.
fn bare(text: &str, plain: &str, draft: &mut Draft) {
    let mut words = 0_usize;
    let mut rest = plain;
    while !rest.is_empty() {
        let (word, behind) = cut(rest, until(rest, " \n.,:'"));
        let is_word = word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
        words = words.saturating_add(usize::from(is_word));
        rest = from(behind, 1);
    }
    let trimmed = text.trim_matches(is_blank as fn(char) -> bool);
    let is_short = text.len() <= LONGEST_CREDENTIAL && count(trimmed, b'\n') < 3;
    let is_prose = || words >= 3 && check_credential(text).shape == CredentialShape::Unknown;
    // A part of a JSON text.
    let is_cut = begins(trimmed, "{[") && count(trimmed, b'"') > 3;
    if !is_short || is_cut || is_prose() {
        draft.saw(PasteKind::Unknown);
        return;
    }
    draft.error = None;
    let word = cut(trimmed, name_length(trimmed, "")).0;
    if is_listed(word, "key bearer basic") && word.len() < trimmed.len() {
        draft.saw(PasteKind::Authorization);
        draft.authorization = Some(text.to_owned());
    } else {
        draft.saw(PasteKind::Credential);
        draft.credential = Some(text.to_owned());
    }
}
