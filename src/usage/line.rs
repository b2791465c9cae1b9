use super::json;
use super::tally::Tally;

pub(super) const GRPC_VERB: &str = "POST";

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
    let start = line.trim_start_matches(['\u{feff}', ' ', '\n', '\t']);
    let is_json = start.starts_with(['{', '[']);
    if is_json && let Some(is_known) = json::read(start, depth, tally) {
        return is_known;
    }
    if let Some(found) = find_request(line) {
        return tally.count(&Request { status: found.status.or(status), ..found });
    }
    // Behind a date, the name of a host or the bracket of a long list stands the JSON of a program.
    let behind = line.find('{').and_then(|at| line.get(at..)).filter(|_| !start.starts_with('{'));
    behind.and_then(|json| json::read(json, depth, tally)).unwrap_or_default()
}

/// The first path of the API that a verb stands before.
fn find_request(line: &str) -> Option<Request<'_>> {
    let mut from = 0_usize;
    loop {
        let at = from.checked_add(path_start(line.get(from..)?)?)?;
        let (before, rest) = line.split_at_checked(at)?;
        let start = before.rfind(is_separator).map_or(0, |end| end.saturating_add(1));
        let length = rest.find(is_separator).unwrap_or(rest.len());
        let (path, behind) = rest.split_at_checked(length)?;
        // In a query stands the path of another request.
        let is_path = !before.get(start..)?.contains(['?', '#']);
        if let Some(verb) = verb_before(before.get(..start)?).filter(|_| is_path) {
            let path = path.trim_end_matches([',', ';', ')', ']', '}']);
            let status = status_behind(behind).or_else(|| status_before(before.get(..start)?));
            return Some(Request { verb, path, status });
        }
        from = at.checked_add(length)?;
    }
}

/// The part of a path or a URL that is a path of the API; in a query stands that of another request.
pub(super) fn path_of(url: &str) -> Option<&str> {
    let (before, path) = url.split_at_checked(path_start(url)?)?;
    (!before.contains(['?', '#'])).then_some(path)
}

fn path_start(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let starts = |at: &usize| {
        let rest = bytes.get(*at..).unwrap_or_default();
        rest.starts_with(b"/v2/") || rest.starts_with(b"/clarifai.api.V2/")
    };
    (0..bytes.len()).find(starts)
}

/// The verb among the last words of a text, unless another path stands in between.
fn verb_before(text: &str) -> Option<&str> {
    let words = text.rsplit(is_separator).filter(|word| !word.is_empty());
    for word in words.take(MOST_BETWEEN.saturating_add(1)) {
        let word = word.rsplit('=').next().unwrap_or(word);
        let verb = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        match verb {
            "GET" | "POST" | "PATCH" | "PUT" | "DELETE" => return Some(verb),
            "HEAD" | "OPTIONS" => return None,
            _ if word.contains('/') => return None,
            _ => {}
        }
    }
    None
}

fn status_behind(text: &str) -> Option<u16> {
    let words = text.split(is_separator).filter(|word| !word.is_empty());
    words.take(MOST_BEHIND).find_map(status_of_word)
}

/// Load balancers write it before the request line, and sizes behind it: the first one counts.
fn status_before(text: &str) -> Option<u16> {
    let words = text.rsplit(is_separator).filter(|word| !word.is_empty());
    words.take(MOST_BEFORE).filter_map(status_of_word).last()
}

/// A word that is a status, or gives it a name.
fn status_of_word(word: &str) -> Option<u16> {
    match word.rsplit_once('=') {
        Some((name, value)) => status(value).filter(|_| json::names_status(name)),
        None => status(word),
    }
}

/// What a status of HTTP can be; 443 is a port.
pub(super) fn status(word: &str) -> Option<u16> {
    let digits = word.trim_matches([':', ',', ';', ')', ']', '}']);
    let number = (digits.len() == 3).then(|| digits.parse::<u16>().ok()).flatten()?;
    matches!(number, 100..600).then_some(number).filter(|number| *number != 443)
}

/// Around words; a URL holds none of them.
fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '\t' | '"' | '\'' | '`' | '\\' | '<' | '>')
}
