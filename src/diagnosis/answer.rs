//! What an answer says: its own status, those of its parts, and words where it has none.

use super::status_code::{Meaning, meaning, of_name};
use crate::evidence::GrpcStatus;
use crate::json::Json;
use crate::status::ApiStatus;
use crate::text::{begins, find, from, name_length, split, starts, trim_start, window};

/// An answer can be wrapped by the program that shows it, in a field of one of these names.
const WRAPPERS: [&str; 8] =
    ["response", "data", "body", "answer", "result", "error", "responseText", "responseBody"];
const DEEPEST_WRAPPER: usize = 4;
/// What a text without JSON says stands in its first part.
const MOST_WORDS: usize = 64 << 10;
/// No stream that a person looks at has more.
const MOST_MESSAGES: usize = 20_000;
/// Nobody reads more causes.
const MOST_PARTS: usize = 200;

/// One status of an answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Reported {
    pub(super) status: ApiStatus,
    /// Where it stands: `outputs[1]`; empty for the answer's own.
    pub(super) place: String,
    pub(super) meaning: Meaning,
    /// The code's name, where it is newer than the catalogue.
    pub(super) new_name: Option<String>,
    /// Words only name the code; they may be anybody's.
    pub(super) is_named: bool,
}

/// What was read of an answer.
#[derive(Default)]
pub(super) struct Answer {
    pub(super) own: Option<Reported>,
    /// Those of its parts that failed.
    pub(super) failed_parts: Vec<Reported>,
    /// What an answer without a status says: `detail`, `message`, `error`.
    pub(super) words: Vec<String>,
    /// The status of HTTP, where the body tells it.
    pub(super) http_status: Option<u16>,
    /// The status of gRPC, as gateways write it.
    pub(super) grpc_code: Option<u8>,
    pub(super) is_json: bool,
    pub(super) is_page: bool,
    /// A retired access token was given out.
    pub(super) holds_token: bool,
    /// It tells of an error, as JSON-RPC, MCP and OpenAI's API do, with whatever status of HTTP.
    pub(super) tells_error: bool,
    /// The body ends before the JSON does.
    pub(super) is_cut: bool,
}

impl Answer {
    pub(super) fn read(text: &str) -> Self {
        let mut answer = Self::default();
        let start = text.trim_start();
        if let Some(json) = Json::read(text) {
            match json.items() {
                [] | [_] => answer.message(&json),
                items => items.iter().take(MOST_MESSAGES).for_each(|item| answer.message(item)),
            }
        } else if starts(start, "<!doctype") || starts(start, "<html") || starts(start, "<?xml") {
            answer.is_page = true;
            answer.words.extend(title(text));
            // `502 Bad Gateway`, as servers title such pages.
            let digits = answer.words.first().and_then(|title| title.get(..4));
            let status = digits.and_then(|digits| digits.strip_suffix(' ')?.parse().ok());
            answer.http_status = status.filter(|status| (400..600).contains(status));
        } else if let Some(rest) = answer.messages(trim_start(start, "[ \t\r\n")) {
            answer.is_cut = rest.starts_with(['{', '[']) && !answer.fails();
        } else if begins(start, "{[") && begins(trim_start(start, "[ \t\r\n"), "{\"") {
            // Half an answer: the status stands first in those of the API.
            answer.is_cut = true;
            if let Some((_, behind)) = split(text, "\"status\"")
                && let Some(value) = trim_start(behind, " \t\r\n").strip_prefix(':')
                && let Some((json, _)) = Json::read_first(value)
            {
                answer.own = status_of(&json).map(|status| reported(status, String::new()));
            } else if let Some((_, behind)) = split(text, "\"status\"") {
                let code = ApiStatus::code_in(window(behind, 200));
                code.into_iter().for_each(|code| answer.number(&code.to_string()));
            }
        } else if !start.is_empty() {
            answer.words.push(window(text.trim(), MOST_WORDS).to_owned());
        }
        answer
    }

    /// Messages one behind the other, as streaming calls answer; what stands behind the last whole one.
    fn messages<'text>(&mut self, text: &'text str) -> Option<&'text str> {
        let mut rest = text;
        for _ in 0..MOST_MESSAGES {
            let json = Some(rest).filter(|rest| rest.starts_with('{')).and_then(Json::read_first);
            let Some((json, length)) = json else { return self.is_json.then_some(rest) };
            self.message(&json);
            rest = trim_start(from(rest, length), " \t\r\n,");
        }
        Some("")
    }

    /// Of several messages the first that tells of a failure counts, else the first.
    fn message(&mut self, json: &Json) {
        if self.is_json && self.fails() {
            return;
        }
        let mut message = Self { is_json: true, ..Self::default() };
        message.take(json, 0);
        if !self.is_json || message.fails() {
            *self = message;
        }
    }

    fn fails(&self) -> bool {
        let meaning = self.deciding().map(|deciding| deciding.meaning);
        self.tells_error || !matches!(meaning, None | Some(Meaning::Success | Meaning::Progress))
    }

    /// What the answer reports as its status: its own, unless that leaves it to its parts.
    pub(super) fn deciding(&self) -> Option<&Reported> {
        let own = self.own.as_ref();
        match own.map(|own| own.meaning) {
            None | Some(Meaning::Parts | Meaning::Success) => self.failed_parts.first().or(own),
            Some(_) => own,
        }
    }

    fn take(&mut self, json: &Json, depth: usize) {
        if let [only] = json.items() {
            return self.take(only, depth);
        }
        // Runtimes and libraries have codes of their own: `ECONNRESET`, `ERR_BAD_REQUEST`.
        let is_status = |json: &Json| {
            let code = json.get("code").and_then(Json::words);
            let is_known = code.as_deref().and_then(ApiStatus::code_of).is_some();
            code.is_some()
                && json.get("message").is_none()
                && (is_known || json.get("description").is_some())
        };
        match json.get("status") {
            Some(Json::Bare(number)) => self.number(number),
            Some(status) => {
                self.own = status_of(status).map(|status| reported(status, String::new()));
                // One of HTTP, in the words of something else.
                if let Some(code @ 100..600) = self.own.as_ref().and_then(|own| own.status.code()) {
                    self.own = None;
                    self.number(&code.to_string());
                    self.words.extend(status.get("message").and_then(Json::text));
                }
            }
            None if is_status(json) => {
                self.own = status_of(json).map(|status| reported(status, String::new()));
            }
            None => {}
        }
        self.holds_token |= json.get("access_token").is_some();
        let is_filled = |value: &Json| {
            let text = || value.text().is_some_and(|text| !text.is_empty());
            !value.entries().is_empty() || text()
        };
        if matches!(json.get("isError"), Some(Json::Bare("true"))) {
            // An answer of MCP's tools: its content is what went wrong.
            self.tells_error = true;
            let content = json.get("content").map(Json::items).unwrap_or_default();
            self.words.extend(content.first().and_then(|part| part.get("text")?.text()));
        }
        self.tells_error |= json.get("error").is_some_and(is_filled);
        // As GraphQL and others answer.
        if let Some(error) = json.get("errors").and_then(|errors| errors.items().first()) {
            self.tells_error = true;
            let says = error.get("message").or_else(|| error.get("title")).and_then(Json::text);
            self.words.extend(says);
        }
        self.parts(json);
        for name in [
            "detail",
            "details",
            "message",
            "msg",
            "error",
            "error_description",
            "errorMessage",
            "status_msg",
        ] {
            match json.get(name) {
                Some(value @ Json::String(_)) => self.words.extend(value.text()),
                Some(value) if name == "error" => self.error(value),
                _ => {}
            }
        }
        if let Some(Json::Bare(code)) = json.get("code").filter(|_| json.get("message").is_some()) {
            self.number(code);
            self.grpc_code =
                self.grpc_code.or_else(|| code.parse().ok().filter(|code| *code <= 16));
        }
        for name in ["statusCode", "status_code"] {
            match json.get(name) {
                Some(Json::Bare(number)) => self.number(number),
                // As the API's first version answered: `OK`, `TOKEN_INVALID`.
                Some(Json::String("OK")) => self.number("200"),
                Some(text) if self.own.is_none() => {
                    let is_told = |said: &Said| {
                        let is_retired = said.new_name.as_ref().map(|name| starts(name, "TOKEN_"));
                        is_retired.unwrap_or_else(|| said.status.name().is_some())
                    };
                    let said = status_of(text).filter(is_told);
                    self.own = said.map(|said| reported(said, String::new()));
                }
                _ => {}
            }
        }
        let is_told = self.own.is_some() || !self.failed_parts.is_empty();
        if !is_told && depth < DEEPEST_WRAPPER {
            for name in WRAPPERS {
                let inner = json.get(name).filter(|_| self.own.is_none());
                match inner {
                    Some(inner) if !inner.entries().is_empty() => {
                        self.take(inner, depth.saturating_add(1));
                    }
                    // An answer as text in another's field: of a proxy, of an edge function.
                    Some(inner @ Json::String(_)) => {
                        let text = inner.text().unwrap_or_default();
                        if let Some(json) = Json::read(&text).filter(|_| begins(&text, "{[")) {
                            self.take(&json, depth.saturating_add(1));
                        }
                    }
                    _ => {}
                }
            }
            // In a field of whatever name.
            for (_, inner) in json.entries().iter().take(MOST_PARTS) {
                if self.own.is_none() && inner.get("status").is_some() {
                    self.take(inner, depth.saturating_add(1));
                }
            }
        }
    }

    /// As the OpenAI-compatible surface answers: `{"error": {"message": …, "code": …}}`.
    fn error(&mut self, error: &Json) {
        self.words.extend(error.get("message").and_then(Json::text));
        if let Some(Json::Bare(code)) = error.get("code") {
            self.number(code);
        }
    }

    /// A number beside the words: of HTTP, or of the API.
    fn number(&mut self, digits: &str) {
        match digits.parse::<u32>() {
            Ok(code @ 100..=599) => self.http_status = u16::try_from(code).ok(),
            Ok(code @ 10_000..=99_999) => {
                let status = ApiStatus::new(Some(code), String::new(), String::new());
                let status = Said { status, new_name: None };
                self.own.get_or_insert_with(|| reported(status, String::new()));
            }
            _ => {}
        }
    }

    /// The statuses of what an answer lists. That of a model or a version in it is information.
    fn parts(&mut self, json: &Json) {
        let leaves_it_to_parts =
            self.own.as_ref().is_none_or(|own| own.meaning != Meaning::Success);
        for (name, list) in json.entries() {
            if self.own.is_some() && leaves_it_to_parts && matches!(*name, "output" | "input") {
                self.part(list, name);
            }
            let is_output = matches!(*name, "outputs" | "results" | "outputsList" | "resultsList");
            if !is_output && !leaves_it_to_parts {
                continue;
            }
            for (index, item) in list.items().iter().enumerate() {
                let place = [shown_name(name), "[", &index.to_string(), "]"].concat();
                self.part(item, &place);
                // A hit of a search holds the input.
                if let Some(input) = item.get("input").filter(|_| leaves_it_to_parts) {
                    self.part(input, &[&place, ".input"].concat());
                }
                let outputs = item.get("outputs").or_else(|| item.get("outputsList"));
                for (inner, item) in outputs.map(Json::items).unwrap_or_default().iter().enumerate()
                {
                    self.part(item, &[&place, ".outputs[", &inner.to_string(), "]"].concat());
                }
            }
        }
    }

    fn part(&mut self, item: &Json, place: &str) {
        let Some(status) = item.get("status").and_then(status_of) else { return };
        let part = reported(status, place.to_owned());
        let fails = !matches!(part.meaning, Meaning::Success | Meaning::Progress | Meaning::Parts);
        if fails && part.status.code() != Some(0) && self.failed_parts.len() < MOST_PARTS {
            self.failed_parts.push(part);
        }
    }
}

/// A field as it is shown: a name that no program gives could be a credential.
fn shown_name(name: &str) -> &str {
    let is_name = name.len() < 30 && name_length(name, "_") == name.len();
    let has_digits = name.bytes().any(|byte| byte.is_ascii_digit());
    if is_name && !has_digits { name } else { "list" }
}

fn reported(status: Said, place: String) -> Reported {
    let Said { status, new_name } = status;
    let meaning = match &new_name {
        Some(name) => of_name(name),
        None => meaning(&status),
    };
    Reported { status, place, meaning, new_name, is_named: false }
}

/// A status, and the name of its code where the catalogue does not know it.
struct Said {
    status: ApiStatus,
    new_name: Option<String>,
}

/// A status as servers really send it: an object or a text.
fn status_of(json: &Json) -> Option<Said> {
    if let Json::String(_) = json {
        json.text().filter(|text| !text.trim().is_empty())?;
        let status = ApiStatus::from_text(&json.text()?);
        let new_name = Some(status.description().to_owned());
        let new_name = new_name.filter(|name| status.code().is_none() && is_name(name));
        return Some(Said { status, new_name });
    }
    let text = |name| json.get(name).and_then(Json::text).unwrap_or_default();
    let code = json.get("code").and_then(Json::words);
    let status = ApiStatus::new(
        code.as_deref().and_then(ApiStatus::code_of),
        text("description"),
        text("details"),
    );
    let is_status =
        code.is_some() || !status.description().is_empty() || !status.details().is_empty();
    let new_name = code.filter(|name| status.code().is_none() && is_name(name));
    is_status.then_some(Said { status, new_name })
}

/// Whether a text is a name as the API's enum writes them; those of gRPC's statuses are what gateways say.
pub(super) fn is_name(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    find(text, "_").is_some()
        && text.bytes().all(is_part)
        && text.len() < 100
        && GrpcStatus::of_name(text).is_none()
}

/// The title of a page.
fn title(page: &str) -> Option<String> {
    let page = window(page, MOST_WORDS);
    let at = page.char_indices().map(|(at, _)| at).find(|at| starts(from(page, *at), "<title>"))?;
    let behind = from(page, at.saturating_add("<title>".len()));
    let (title, _) = split(behind, "</")?;
    Some(title.trim().to_owned()).filter(|title| !title.is_empty())
}
