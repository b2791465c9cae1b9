use std::borrow::Cow;

use super::generated::MAX_SEGMENTS;
use super::tree::Tree;
use crate::text::{cut, until};

/// No server takes a longer one.
const LONGEST_URL: usize = 65_536;

/// The segments after `/v2` of a path that no server could read in a surprising way.
#[derive(Clone, Copy)]
pub(super) struct Segments<'url> {
    /// From the first segment on.
    path: &'url str,
    /// Where each ends.
    ends: [u32; MAX_SEGMENTS],
    /// Which literal each is.
    literals: [u8; MAX_SEGMENTS],
    length: u8,
}

impl<'url> Segments<'url> {
    /// Splits an absolute URL or a path; nothing where it is not a plain path below `/v2`.
    pub(super) fn split(url: &'url str) -> Option<Self> {
        if url.len() > LONGEST_URL {
            return None;
        }
        // Most are of visible ASCII and encode nothing: one look at each byte will do.
        let is_simple = |byte| matches!(byte, b'!'..=b'~') && !matches!(byte, b'%' | b'\\');
        let is_simple = url.bytes().fold(true, |all, byte| all & is_simple(byte));
        if !is_simple && (has_forbidden_character(url) || url.trim().len() != url.len()) {
            return None;
        }
        let from_root = if url.starts_with('/') { url } else { path_of(url)? };
        let path = from_root.strip_prefix("/v2/")?;
        let mut segments =
            Self { path, ends: [0; MAX_SEGMENTS], literals: [0; MAX_SEGMENTS], length: 0 };
        let known = &Tree::get().literals;
        let (mut start, mut end) = (0_usize, 0_usize);
        for byte in path.bytes().chain([b'#']) {
            if matches!(byte, b'/' | b'?' | b'#') {
                let part = path.get(start..end)?;
                let is_plain = match is_simple {
                    true => !matches!(part, "" | "." | ".."),
                    false => is_plain_segment(part),
                };
                if !is_plain {
                    return None;
                }
                let position = usize::from(segments.length);
                *segments.ends.get_mut(position)? = u32::try_from(end).ok()?;
                *segments.literals.get_mut(position)? = known.index_of(part);
                segments.length = segments.length.checked_add(1)?;
                if byte != b'/' {
                    break;
                }
                start = end.saturating_add(1);
            }
            end = end.saturating_add(1);
        }
        Some(segments)
    }

    /// Which literal each is, as [`Literals`](super::literals::Literals) counts them.
    pub(super) fn literals(&self) -> &[u8] {
        self.literals.get(..usize::from(self.length)).unwrap_or_default()
    }

    pub(super) fn get(&self, index: usize) -> Option<&'url str> {
        let before = index.checked_sub(1).and_then(|before| self.ends.get(before));
        let start = before.map_or(0, |end| end.saturating_add(1));
        let end = self.ends.get(..usize::from(self.length))?.get(index)?;
        self.path.get(usize::try_from(start).ok()?..usize::try_from(*end).ok()?)
    }
}

/// A parameter of a path template and the text that stands in its place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Parameter<'url> {
    pub(super) name: &'static str,
    pub(super) raw: &'url str,
}

impl<'url> Parameter<'url> {
    /// The template's name for it, such as `model_id` or `user_app_id.app_id`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The text in the path, percent-decoded. In `key_id` stands a credential.
    pub fn value(&self) -> Cow<'url, str> {
        percent_decoded(self.raw)
    }
}

/// A key is its own id, so a `key_id` in a path is a credential.
impl std::fmt::Debug for Parameter<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.name {
            "key_id" => write!(formatter, "key_id=<{} bytes>", self.raw.len()),
            name => write!(formatter, "{name}={:?}", self.value()),
        }
    }
}

/// The path of `url` as a server reads it that decodes first and splits after: what may stand plainly
/// in a path does, slashes and dots above all. Nothing where there is nothing to decode.
pub(crate) fn percent_decode_path(url: &str) -> Option<String> {
    let path = path_of(url).filter(|path| path.bytes().any(|byte| byte == b'%'))?;
    let decoded = percent_decode(path)?;
    let mut plain = String::with_capacity(path.len());
    for byte in decoded.bytes() {
        push_encoded(&mut plain, byte, byte.is_ascii_graphic() && !b"%?#".contains(&byte));
    }
    Some(plain)
}

/// Whether an id can be a segment of a path. Every reader of URLs takes dot segments away, even encoded
/// ones, and some servers decode slashes before they do.
pub(crate) fn is_segment(id: &str) -> bool {
    !id.is_empty() && !id.split(['/', '\\']).any(|part| matches!(part, "." | ".."))
}

/// Appends an id as one segment of a path.
pub(crate) fn push_segment(path: &mut String, id: &str) {
    for byte in id.bytes() {
        push_encoded(path, byte, byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte));
    }
}

/// Appends a byte as it is, or as `%` and two digits.
fn push_encoded(text: &mut String, byte: u8, plainly: bool) {
    if plainly {
        return text.push(char::from(byte));
    }
    text.push('%');
    for digit in [byte >> 4, byte & 0x0f] {
        text.extend(char::from_digit(u32::from(digit), 16).map(|digit| digit.to_ascii_uppercase()));
    }
}

/// The path of an absolute URL or of a path, without query and fragment.
fn path_of(url: &str) -> Option<&str> {
    let url = cut(url, until(url, "?#")).0;
    if url.starts_with('/') {
        return Some(url);
    }
    let (scheme, rest) = url.split_once(':')?;
    let rest = rest.strip_prefix("//")?;
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
        return None;
    }
    rest.get(rest.find('/').filter(|host_length| *host_length > 0)?..)
}

/// Browsers drop tabs and line breaks inside a URL and read a backslash as a slash.
fn has_forbidden_character(url: &str) -> bool {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let before_query = url.get(..end).unwrap_or(url);
    before_query.bytes().any(|byte| byte == b'\\') || url.chars().any(char::is_control)
}

fn is_plain_segment(raw: &str) -> bool {
    if raw.is_empty() {
        return false;
    }
    match percent_decode(raw) {
        Some(decoded) => {
            !matches!(&*decoded, "." | "..")
                && !decoded.contains(|c: char| c == '\\' || c.is_control())
        }
        None => false,
    }
}

/// The text without percent-encodings; as it is where one of them is broken.
pub(crate) fn percent_decoded(raw: &str) -> Cow<'_, str> {
    percent_decode(raw).unwrap_or(Cow::Borrowed(raw))
}

/// Nothing where an encoding is broken or what it encodes is not UTF-8.
fn percent_decode(raw: &str) -> Option<Cow<'_, str>> {
    if raw.bytes().all(|byte| byte != b'%') {
        return Some(Cow::Borrowed(raw));
    }
    let mut decoded = Vec::with_capacity(raw.len());
    let mut bytes = raw.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => {
                let high = char::from(bytes.next()?).to_digit(16)?;
                let low = char::from(bytes.next()?).to_digit(16)?;
                u8::try_from(high.checked_mul(16)?.checked_add(low)?).ok()?
            }
            plain => plain,
        });
    }
    String::from_utf8(decoded).ok().map(Cow::Owned)
}
