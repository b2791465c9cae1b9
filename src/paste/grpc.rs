//! The status of a gRPC call, as the libraries of several languages print it.

use super::draft::Draft;
use super::{GrpcStatus, PasteKind};
use crate::text::{begins, cut, from, holds_one_of, name_length, split, trim_start, until};

/// What stands before the status and before its details: in Python, C#, Go, Java, Node, Rust and
/// grpcurl; at last what Python adds for its own developers.
const FORMS: [(&str, &str); 10] = [
    ("StatusCode.", "details = \""),
    ("StatusCode=\"", "Detail=\""),
    ("code = ", "desc = "),
    ("StatusRuntimeException: ", ": "),
    ("StatusException: ", ": "),
    ("Error: ", ": "),
    ("status: ", "message: \""),
    ("Code: ", "Message: "),
    ("grpc_status:", ""),
    ("grpc_status\":", ""),
];
/// So near stand the details.
const NEAR: usize = 40;

/// Takes the status that words about a failure, or the headers of an answer, tell of.
pub(super) fn read(text: &str, draft: &mut Draft) {
    let header = |name: &str| {
        let mut headers = draft.response_headers.iter();
        let found = headers.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim().to_owned())
    };
    let sent = header("grpc-status").and_then(|code| GrpcStatus::of_code(code.parse().ok()?));
    let sent = sent.map(|known| GrpcStatus { details: header("grpc-message"), ..known });
    let is_program = draft.has(PasteKind::Code);
    draft.grpc_status = sent.or_else(|| {
        let may_be = holds_one_of(text, &FORMS.map(|(before, _)| before));
        let mut forms = FORMS.iter().filter(|_| may_be);
        let found = forms.find_map(|form| printed(text, form))?;
        // A program that only compares with a status.
        (!is_program || found.details.is_some()).then_some(found)
    });
}

fn printed(text: &str, (before, between): &(&str, &str)) -> Option<GrpcStatus> {
    let mut rest = text;
    while let Some((_, behind)) = split(rest, before) {
        rest = behind;
        let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
        let (number, named) = cut(behind, digits);
        let number: Option<u8> = number.parse().ok();
        let named = trim_start(named, " ");
        let (name, after) = cut(named, name_length(named, "_"));
        let by_number = || number.filter(|_| between.is_empty()).and_then(GrpcStatus::of_code);
        let Some(known) = GrpcStatus::of_name(name).or_else(by_number) else { continue };
        let details = details(text, after, between);
        let is_told = match *before {
            "Error: " => number == Some(known.code),
            "code = " | "status: " | "Code: " => details.is_some(),
            _ => true,
        };
        if is_told {
            return Some(GrpcStatus { details, ..known });
        }
    }
    None
}

/// `after` stands behind the status.
fn details(text: &str, after: &str, between: &str) -> Option<String> {
    let behind = match between {
        "" => trim_start(split(text, "grpc_message")?.1, "\":"),
        ": " => after.strip_prefix(between)?,
        _ => {
            let near = after.bytes().take(NEAR).enumerate();
            let mut places = near.map(|(at, _)| from(after, at));
            places.find_map(|place| place.strip_prefix(between))?
        }
    };
    let line = cut(behind, until(behind, "\r\n")).0;
    let is_quoted = between.is_empty() || between.ends_with('"');
    // Quotes of its own are printed as they are; Python's details end with their line.
    let ends = if between.starts_with("details") { "" } else { ",)}" };
    let closes = |at: &usize| {
        let behind = from(line, *at).strip_prefix('"');
        behind.is_some_and(|behind| behind.is_empty() || begins(behind, ends))
    };
    let end = (0..line.len()).find(|at| is_quoted && closes(at)).unwrap_or(line.len());
    Some(cut(line, end).0.trim().to_owned()).filter(|details| !details.is_empty())
}
