use super::json;
use super::tally::Tally;
use crate::catalogue::RpcMethod;
use crate::text::{cut, from, split, trim_end, trim_start, until};

pub(super) const GRPC_VERB: &str = "POST";

/// Around words; a URL holds none of them.
const SEPARATORS: &str = " \t\n\"'`\\<>";
/// What may stand behind a word, as in prose and in JSON that was cut.
const CLOSING: &str = ",;)]}";
/// So many words may stand between verb and path, as in `method=GET host=a path=/v2/models`.
const MOST_BETWEEN: usize = 3;
/// So many words behind the path are looked at for the status.
const MOST_BEHIND: usize = 12;
/// In a line of HAProxy the status is the eighth before the path.
const MOST_BEFORE: usize = 8;
/// JSON in a text in JSON: the log of a container holds the program's.
const DEEPEST: u8 = 2;

/// A request as a line tells it.
pub(super) struct Request<'line> {
    pub(super) verb: &'line str,
    /// From `/v2/`, or from the service's name in gRPC.
    pub(super) path: &'line str,
    pub(super) status: Option<u16>,
}

/// Whether a line can hold a call at all; most lines that hold none end here.
pub(super) fn may_hold_call(line: &[u8]) -> bool {
    line.windows(3).any(|part| matches!(part, b"/v2" | b".V2"))
}

/// Counts the requests of a line; false where it holds none that the catalogue knows.
pub(super) fn read(line: &str, tally: &mut Tally) -> bool {
    read_nested(line, None, DEEPEST, tally)
}

/// The same for a text in a line that tells the status beside it.
pub(super) fn read_nested(line: &str, status: Option<u16>, depth: u8, tally: &mut Tally) -> bool {
    let start = trim_start(line.strip_prefix('\u{feff}').unwrap_or(line), " \t\n");
    let is_object = start.starts_with('{');
    if (is_object || start.starts_with('['))
        && let Some(is_known) = json::read(start, depth, tally)
    {
        return is_known;
    }
    if let Some(mut found) = find_request(line) {
        found.status = found.status.or(status);
        return tally.count(&found);
    }
    // Behind a date, the name of a host or the bracket of a long list stands the JSON of a program.
    let behind = from(line, until(line, "{"));
    !is_object && json::read(behind, depth, tally).unwrap_or_default()
}

/// The first path of the API that a verb stands before.
fn find_request(line: &str) -> Option<Request<'_>> {
    let mut at = 0_usize;
    loop {
        at = at.saturating_add(path_start(from(line, at))?);
        let (before, path) = cut(line, at);
        let (before, start) = cut(before, last_word(before));
        let path = cut(path, until(path, SEPARATORS)).0;
        at = at.saturating_add(path.len());
        if let Some(verb) = verb_before(before).filter(|_| !is_query(start)) {
            // Behind the request of a line may stand what a visitor sent: the name of a browser.
            if may_hold_path(before) && holds_request(before) {
                return None;
            }
            let status = status_behind(from(line, at)).or_else(|| status_before(before));
            return Some(Request { verb, path: trim_end(path, CLOSING), status });
        }
    }
}

/// The part of a path or a URL that is a path of the API.
pub(super) fn path_of(url: &str) -> Option<&str> {
    let (before, path) = cut(url, path_start(url)?);
    (!is_query(before)).then_some(path)
}

fn path_start(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    (0..bytes.len()).find(|at| {
        let rest = bytes.get(*at..).unwrap_or_default();
        rest.first() == Some(&b'/')
            && (rest.starts_with(b"/v2/") || rest.starts_with(b"/clarifai.api.V2/"))
    })
}

/// In a query stands the path of another request.
fn is_query(before: &str) -> bool {
    until(before, "?#") < before.len()
}

/// The method of a request such as `POST /clarifai.api.V2/GetModel`.
pub(super) fn grpc_method(verb: &str, path: &str) -> Option<RpcMethod> {
    if verb != GRPC_VERB || !path.starts_with("/clarifai") {
        return None;
    }
    RpcMethod::find(cut(path, until(path, "?#")).0)
}

/// Where the last word of a text starts, or its end where a separator stands there.
fn last_word(text: &str) -> usize {
    let is_separator = |byte: &u8| SEPARATORS.as_bytes().contains(byte);
    text.as_bytes().iter().rposition(is_separator).map_or(0, |at| at.saturating_add(1))
}

/// Takes the last word from a text; an empty one where there is none.
fn take_last<'line>(text: &mut &'line str) -> &'line str {
    let trimmed = trim_end(text, SEPARATORS);
    let (before, word) = cut(trimmed, last_word(trimmed));
    *text = before;
    word
}

/// The verb among the last words of a text, unless another path stands in between.
fn verb_before(mut text: &str) -> Option<&str> {
    for _ in 0..=MOST_BETWEEN {
        let word = take_last(&mut text);
        match verb_of(word) {
            Some("HEAD" | "OPTIONS") => return None,
            Some(verb) => return Some(verb),
            None if word.bytes().any(|byte| byte == b'/') => return None,
            None => {}
        }
    }
    None
}

/// The verb that a word is or gives a name, as in `method=GET` and `(GET`.
fn verb_of(word: &str) -> Option<&str> {
    let start = word.bytes().rposition(|byte| !byte.is_ascii_alphabetic());
    let verb = from(word, start.map_or(0, |at| at.saturating_add(1)));
    matches!(verb, "GET" | "POST" | "PATCH" | "PUT" | "DELETE" | "HEAD" | "OPTIONS").then_some(verb)
}

/// Whether a word may be a path; in most lines none is before the request.
fn may_hold_path(text: &str) -> bool {
    let mut pairs = text.as_bytes().windows(2);
    pairs.any(|pair| matches!(pair, [before, b'/'] if !before.is_ascii_alphanumeric()))
}

/// Whether a verb and a path stand in a text: the line tells of that request.
fn holds_request(mut text: &str) -> bool {
    let mut left = 0_usize;
    while !text.is_empty() {
        text = trim_start(text, SEPARATORS);
        let (word, behind) = cut(text, until(text, SEPARATORS));
        text = behind;
        let value = from(word, until(word, "="));
        let path = value.strip_prefix('=').unwrap_or(word);
        if verb_of(word).is_some() {
            left = MOST_BETWEEN.saturating_add(1);
        } else if left > 0 && (path.starts_with('/') || split(path, "://").is_some()) {
            return true;
        } else {
            left = left.saturating_sub(1);
        }
    }
    false
}

/// The first word that is a status, or the value of a name such as `status`.
fn status_behind(mut text: &str) -> Option<u16> {
    for _ in 0..MOST_BEHIND {
        text = trim_start(text, SEPARATORS);
        let (word, behind) = cut(text, until(text, SEPARATORS));
        if let Some(status) = status_of_word(word) {
            return Some(status);
        }
        text = behind;
    }
    None
}

/// Load balancers write it before the request line, and sizes behind it: the first one counts.
fn status_before(mut text: &str) -> Option<u16> {
    let mut status = None;
    for _ in 0..MOST_BEFORE {
        status = status_of_word(take_last(&mut text)).or(status);
    }
    status
}

/// A word that is a status, or gives it a name.
fn status_of_word(word: &str) -> Option<u16> {
    let (name, value) = cut(word, until(word, "="));
    match value.strip_prefix('=') {
        Some(value) => status(value).filter(|_| json::names_status(name)),
        None => status(word),
    }
}

/// What a status of HTTP can be; 443 is a port.
pub(super) fn status(word: &str) -> Option<u16> {
    let digits = trim_start(trim_end(word, CLOSING), ":");
    let number = (digits.len() == 3).then(|| digits.parse::<u16>().ok()).flatten()?;
    (matches!(number, 100..600) && number != 443).then_some(number)
}
