//! What curl and wget send by their options.

use base64ct::{Base64, Encoding};

use super::draft::Draft;
use super::http;
use crate::mask::{is_scheme, is_secret_name};
use crate::text::{begins, cut, find, from, holds_one_of, is_listed, trim, trim_start, until};

/// Options of curl and wget that take an argument, without the hyphens: the rest takes none.
const WITH_ARGUMENT: &str = "url oauth2-bearer json data-urlencode data-raw data-binary data-ascii \
    post-data body-data form-string method post-file body-file max-time connect-timeout output \
    cookie-jar cacert cert key cert-type key-type pass capath ciphers proxy proxy-user \
    proxy-header retry retry-delay retry-max-time write-out resolve connect-to range limit-rate \
    max-redirs interface dump-header config unix-socket doh-url dns-servers noproxy \
    output-document timeout tries trace trace-ascii stderr header request data user user-agent \
    referer cookie form upload-file url-query";

/// One-letter options that are read, and the long ones that they stand for.
const LETTERS: [(u8, &str); 9] = [
    (b'H', "header"),
    (b'X', "request"),
    (b'd', "data"),
    (b'u', "user"),
    (b'A', "user-agent"),
    (b'e', "referer"),
    (b'b', "cookie"),
    (b'F', "form"),
    (b'T', "upload-file"),
];
/// Those whose argument is of no interest here.
const SKIPPED_LETTERS: &str = "omwxUcDEKryYPzQtC";

/// Reads the words behind the tool's name.
pub(super) fn read(words: &[&str], draft: &mut Draft) {
    let curl = Curl {
        draft,
        verb: None,
        query: String::new(),
        get: false,
        head: false,
        content_type: "",
        cut_header: None,
    };
    curl.read(words);
}

struct Curl<'a> {
    draft: &'a mut Draft,
    verb: Option<String>,
    /// What is added to the address.
    query: String,
    get: bool,
    head: bool,
    /// What curl says of the body by itself.
    content_type: &'a str,
    /// A header whose value a space may have cut off.
    cut_header: Option<(&'a str, Vec<&'a str>)>,
}

impl<'a> Curl<'a> {
    fn read(mut self, words: &[&'a str]) {
        let mut words = words.iter().copied();
        let mut others = 0_usize;
        while let Some(word) = words.next() {
            // What follows is another request.
            if word == "--next" || word == "-:" {
                others = words.filter(|word| http::is_ours(word)).count();
                break;
            }
            if let Some(long) = word.strip_prefix("--") {
                self.end_header();
                let (name, value) = cut(long, until(long, "="));
                match value.strip_prefix('=') {
                    Some(value) => self.option(name, value),
                    None if is_listed(name, WITH_ARGUMENT) => {
                        self.option(name, words.next().unwrap_or_default());
                    }
                    None => self.option(name, ""),
                }
            } else if let Some(letters) = word.strip_prefix('-').filter(|word| !word.is_empty()) {
                self.end_header();
                self.letters(letters, &mut words);
            } else if word != "-" && !self.takes(word) && self.draft.url.is_none() {
                self.draft.url = Some(word.to_owned());
            }
        }
        self.end_header();
        self.draft.others = others;
        self.end();
    }

    fn end(self) {
        let draft = self.draft;
        let is_get = self.get && draft.request_body.is_some();
        let query = if is_get { draft.request_body.take() } else { Some(self.query) };
        if let (Some(url), Some(query)) = (&mut draft.url, query.filter(|query| !query.is_empty()))
        {
            // What stands behind `#` is not sent.
            url.truncate(until(url, "#"));
            url.push(if find(url, "?").is_some() { '&' } else { '?' });
            url.push_str(&query);
        }
        let is_json = self.content_type == "application/json";
        let of_json = [("Content-Type", self.content_type), ("Accept", self.content_type)];
        for (name, value) in of_json.into_iter().take(if is_json { 2 } else { 1 }) {
            let is_own = |(known, _): &(String, String)| known.eq_ignore_ascii_case(name);
            if !value.is_empty() && !draft.request_headers.iter().any(is_own) {
                draft.send(name, &[value]);
            }
        }
        let by_body = if draft.request_body.is_some() { "POST" } else { "GET" };
        let by_options = if self.head { "HEAD" } else { by_body };
        if let Some(verb) = self.verb {
            draft.verb = Some(verb);
        }
        draft.verb.get_or_insert_with(|| by_options.to_owned());
    }

    /// `-sSLX POST`: letters without an argument, the last perhaps with one.
    fn letters(&mut self, letters: &'a str, words: &mut impl Iterator<Item = &'a str>) {
        for (at, letter) in letters.bytes().enumerate() {
            let known = LETTERS.iter().find(|(known, _)| *known == letter);
            if known.is_some() || SKIPPED_LETTERS.as_bytes().contains(&letter) {
                let behind = from(letters, at.saturating_add(1));
                let value =
                    if behind.is_empty() { words.next().unwrap_or_default() } else { behind };
                return self.option(known.map_or("", |(_, long)| long), value);
            }
            self.get |= letter == b'G';
            self.head |= letter == b'I';
        }
    }

    fn option(&mut self, name: &str, value: &'a str) {
        match name {
            "header" => self.header(value),
            "request" | "method" => self.verb = Some(value.to_owned()),
            "url" => self.draft.url = Some(value.to_owned()),
            "user-agent" | "referer" | "cookie" => self.draft.send(name, &[value]),
            "oauth2-bearer" => self.draft.send("Authorization", &["Bearer ", value]),
            "user" => {
                self.draft
                    .send("Authorization", &["Basic ", &Base64::encode_string(value.as_bytes())]);
                let (name, password) = cut(value, until(value, ":"));
                let password = from(password, 1);
                let secret = if password.is_empty() { name } else { password };
                self.draft.credential = Some(secret.to_owned());
            }
            "json" => {
                self.content_type = "application/json";
                self.body(&[value], "");
            }
            "data-urlencode" => self.body(&[&encoded(value)], "&"),
            "url-query" => {
                let part = value.strip_prefix('+').map_or_else(|| encoded(value), str::to_owned);
                if !self.query.is_empty() {
                    self.query.push('&');
                }
                self.query.push_str(&part);
            }
            "data" | "data-raw" | "data-binary" | "data-ascii" | "post-data" | "body-data" => {
                self.body(&[value], "&");
            }
            "form" | "form-string" => {
                self.content_type = "multipart/form-data";
                self.body(&[value], "\n");
            }
            "post-file" | "body-file" => self.body(&["@", value], ""),
            "upload-file" => {
                self.body(&["@", value], "");
                self.draft.verb = Some("PUT".into());
            }
            "get" => self.get = true,
            "head" => self.head = true,
            _ => {}
        }
    }

    fn header(&mut self, line: &'a str) {
        let (name, value) = cut(line, until(line, ":"));
        match value.strip_prefix(':') {
            // `Name:` takes a header away, and `@file` is not read.
            Some(value) => {
                let value = trim_start(value, " \t");
                if !value.is_empty() {
                    self.draft.send(trim(name, " \t"), &[value]);
                }
                if value.is_empty() || is_scheme(value) {
                    self.cut_header = Some((line, Vec::new()));
                }
            }
            None => {
                if let Some(name) = line.strip_suffix(';') {
                    self.draft.send(name, &[]);
                }
            }
        }
    }

    /// Whether a word belongs to a header that was written without quotes.
    fn takes(&mut self, word: &'a str) -> bool {
        let Some((line, parts)) = &mut self.cut_header else { return false };
        let has_scheme = !line.ends_with(':') || parts.first().is_some_and(|part| is_scheme(part));
        let most = if !line.ends_with(':') { 1 } else { usize::from(has_scheme).saturating_add(1) };
        let is_address =
            holds_one_of(word, &["://", "/", "."]) || begins(word, "$") && parts.is_empty();
        let is_taken = !is_address && parts.len() < most;
        if is_taken {
            parts.push(word);
        }
        is_taken
    }

    /// Keeps a header that was written without quotes as it was meant: a shell cuts it at its spaces.
    fn end_header(&mut self) {
        let Some((line, parts)) = self.cut_header.take() else { return };
        let Some(last) = parts.last().filter(|_| self.draft.unquoted_header.is_none()) else {
            return;
        };
        if is_secret_name(cut(line, until(line, ":")).0) && !is_scheme(last) {
            self.draft.credential = Some((*last).to_owned());
        }
        self.draft.unquoted_header = Some([line, " ", &parts.join(" ")].concat());
    }

    /// Several are joined.
    fn body(&mut self, parts: &[&str], separator: &str) {
        let part = parts.concat();
        match &mut self.draft.request_body {
            Some(body) => {
                body.push_str(separator);
                body.push_str(&part);
            }
            None => self.draft.request_body = Some(part),
        }
    }
}

/// `name=content`, `=content`, `content`, with the content encoded; a file is named and not read.
fn encoded(value: &str) -> String {
    let (name, content) = cut(value, until(value, "="));
    if let Some(content) = content.strip_prefix('=') {
        let lead = if name.is_empty() { "" } else { "=" };
        return [name, lead, &url_encoded(content)].concat();
    }
    let (name, file) = cut(value, until(value, "@"));
    match file {
        "" => url_encoded(value),
        file if name.is_empty() => file.to_owned(),
        file => [name, "=", file].concat(),
    }
}

fn url_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else if byte == b' ' {
            out.push('+');
        } else {
            out.push('%');
            let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
            out.extend([digit(byte >> 4), digit(byte & 15)].map(|c| c.to_ascii_uppercase()));
        }
    }
    out
}
