//! Command lines that send a request: curl, wget, httpie, and PowerShell's own.

use base64ct::{Base64, Encoding};

use super::Draft;
use super::http::{self, is_verb};
use super::literal;
use super::shell::{Dialect, group_length, words};
use crate::text::{
    begins, count, cut, find, from, is_listed, name_length, starts, trim, trim_start, until,
};

const CURL: &str = "curl curl.exe wget wget.exe";
const HTTPIE: &str = "http https xh xhs";
const POWER_SHELL: &str = "Invoke-RestMethod Invoke-WebRequest irm iwr";

/// Options of curl and wget that take an argument, without the hyphens: the rest takes none.
const WITH_ARGUMENT: &str = "url oauth2-bearer json data-urlencode data-raw data-binary data-ascii \
    post-data body-data form-string method post-file body-file max-time connect-timeout output \
    cookie-jar cacert cert key cert-type key-type pass capath ciphers proxy proxy-user \
    proxy-header retry retry-delay retry-max-time write-out resolve connect-to range limit-rate \
    max-redirs interface dump-header config unix-socket doh-url dns-servers noproxy \
    output-document timeout tries trace trace-ascii stderr header request data user user-agent \
    referer cookie form upload-file";

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

/// Where a command starts in a line: the place of the tool's name.
pub(super) fn start(line: &str) -> Option<usize> {
    let mut at = 0;
    while at < line.len() {
        let rest = from(line, at);
        let length = until(rest, " \t(=`|;&\">!");
        let (word, behind) = cut(rest, length);
        if begins(behind, " \t") && is_tool(word) {
            let next = trim_start(behind, " \t");
            let (verb, _) = cut(next, until(next, " "));
            let is_argument = begins(next, "-\"'$\\^`")
                || starts(next, "http")
                || starts(next, "api.")
                || starts(next, "“")
                || starts(next, "‘")
                || is_verb(verb);
            if is_argument {
                return Some(at);
            }
        }
        at = at.saturating_add(length).saturating_add(1);
    }
    None
}

/// The name of a program without its folder.
fn name(word: &str) -> &str {
    let mut word = word;
    while let Some(behind) = word.get(until(word, "/\\").saturating_add(1)..) {
        word = behind;
        if word.is_empty() {
            break;
        }
    }
    word
}

fn is_tool(word: &str) -> bool {
    let name = name(word);
    // Most words are told by their first letter.
    begins(name, "cCwWhHxXiI")
        && [CURL, HTTPIE, POWER_SHELL].iter().any(|tools| is_listed(name, tools))
}

/// Reads the command that a text starts with; says how long it is.
pub(super) fn read(text: &str, before: &str, draft: &mut Draft) -> usize {
    let dialect = dialect(text, before);
    let (words, end, mark) = words(text, dialect);
    draft.here_mark = mark.to_owned();
    let tool = name(words.first().map(String::as_str).unwrap_or_default());
    let mut words: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
    let plain: Vec<String>;
    if dialect == Dialect::PowerShell && is_listed(tool, CURL) {
        // The program that gets them reads `\"` as a quote.
        plain = words.iter().map(|word| unslashed(word)).collect();
        words = plain.iter().map(String::as_str).collect();
    }
    // In PowerShell `curl` and `wget` were other names of its own command.
    let is_own = |word: &&str| is_listed(word, "-Headers -Method -Uri -Body");
    if is_listed(tool, HTTPIE) {
        items(&words, draft);
    } else if is_listed(tool, POWER_SHELL) || words.iter().any(is_own) {
        parameters(&words, draft);
    } else {
        Curl { draft, verb: None, get: false, head: false }.read(&words);
    }
    end
}

fn unslashed(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(at) = find(rest, "\\\"") {
        out.push_str(cut(rest, at).0);
        rest = from(rest, at.saturating_add(1));
    }
    out.push_str(rest);
    out
}

fn dialect(text: &str, before: &str) -> Dialect {
    let line = cut(text, until(text, "\n")).0.trim_end();
    let word = cut(line, until(line, " ")).0;
    let holds = |sought: &str| find(line, sought).is_some();
    // At the end of a line a sign goes on only outside quotes.
    let is_outside = [b'\'', b'"'].iter().all(|quote| count(line, *quote).is_multiple_of(2));
    let goes_on = |sign: &str| is_outside && line.ends_with(sign);
    let is_prompt = find(before, "PS ").is_some();
    if goes_on(" ^")
        || holds("^\"http")
        || holds("-H ^\"")
        || (!is_prompt && find(before, ":\\").is_some())
    {
        Dialect::Cmd
    } else if is_prompt
        || is_listed(name(word), POWER_SHELL)
        || goes_on(" `")
        || (word.ends_with(".exe") && holds("'"))
        || holds("-Headers ")
    {
        Dialect::PowerShell
    } else if word.ends_with(".exe") {
        Dialect::Cmd
    } else {
        Dialect::Bash
    }
}

struct Curl<'draft> {
    draft: &'draft mut Draft,
    verb: Option<String>,
    get: bool,
    head: bool,
}

impl Curl<'_> {
    fn read(mut self, words: &[&str]) {
        let mut words = words.iter().copied();
        let mut has_url = false;
        while let Some(word) = words.next() {
            if let Some(long) = word.strip_prefix("--") {
                let (name, value) = cut(long, until(long, "="));
                match value.strip_prefix('=') {
                    Some(value) => self.option(name, value),
                    None if is_listed(name, WITH_ARGUMENT) => {
                        self.option(name, words.next().unwrap_or_default());
                    }
                    None => self.option(name, ""),
                }
            } else if let Some(letters) = word.strip_prefix('-').filter(|word| !word.is_empty()) {
                self.letters(letters, &mut words);
            } else if !has_url && word != "-" {
                has_url = true;
                self.draft.url = Some(word.to_owned());
            }
        }
        let body = self.draft.request_body.take();
        if self.get
            && let (Some(url), Some(body)) = (&mut self.draft.url, &body)
        {
            url.push(if find(url, "?").is_some() { '&' } else { '?' });
            url.push_str(body);
        } else {
            self.draft.request_body = body;
        }
        let by_body = if self.draft.request_body.is_some() { "POST" } else { "GET" };
        let by_options = if self.head { "HEAD" } else { by_body };
        if let Some(verb) = self.verb {
            self.draft.verb = Some(verb);
        }
        self.draft.verb.get_or_insert_with(|| by_options.to_owned());
    }

    /// `-sSLX POST`: letters without an argument, the last perhaps with one.
    fn letters<'a>(&mut self, letters: &'a str, words: &mut impl Iterator<Item = &'a str>) {
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

    fn option(&mut self, name: &str, value: &str) {
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
                self.draft.send("Content-Type", &["application/json"]);
                self.draft.send("Accept", &["application/json"]);
                self.body(&[value], "");
            }
            "data-urlencode" => {
                let (name, content) = cut(value, until(value, "="));
                match content.strip_prefix('=') {
                    Some(content) if !name.is_empty() => {
                        self.body(&[name, "=", &url_encoded(content)], "&");
                    }
                    Some(content) => self.body(&[&url_encoded(content)], "&"),
                    None => self.body(&[&url_encoded(name)], "&"),
                }
            }
            "data" | "data-raw" | "data-binary" | "data-ascii" | "post-data" | "body-data" => {
                self.body(&[value], "&");
            }
            "form" | "form-string" | "post-file" | "body-file" => {
                self.draft.verb = Some("POST".into())
            }
            "upload-file" => self.draft.verb = Some("PUT".into()),
            "get" => self.get = true,
            "head" => self.head = true,
            _ => {}
        }
    }

    fn header(&mut self, line: &str) {
        let (name, value) = cut(line, until(line, ":"));
        match value.strip_prefix(':') {
            // `Name:` takes a header away, and `@file` is not read.
            Some(value) => {
                let value = trim_start(value, " \t");
                if !value.is_empty() {
                    self.draft.send(trim(name, " \t"), &[value]);
                }
            }
            None => {
                if let Some(name) = line.strip_suffix(';') {
                    self.draft.send(name, &[]);
                }
            }
        }
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

fn url_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
            out.extend([digit(byte >> 4), digit(byte & 15)].map(|c| c.to_ascii_uppercase()));
        }
    }
    out
}

/// httpie: `POST url Name:value field=value`.
fn items(words: &[&str], draft: &mut Draft) {
    for word in words {
        if word.starts_with('-') {
            continue;
        }
        if draft.url.is_none() && is_verb(word) {
            draft.verb = Some((*word).to_owned());
        } else if draft.url.is_none() {
            draft.url = Some((*word).to_owned());
        } else if let Some((name, value)) = http::header(word) {
            draft.send(name, &[value]);
        }
    }
    draft.verb.get_or_insert_with(|| "GET".into());
}

/// PowerShell: `-Method Post -Uri url -Headers @{…} -Body '…'`; names may be cut short.
fn parameters(words: &[&str], draft: &mut Draft) {
    const NAMES: [&str; 8] =
        ["Method", "Uri", "Headers", "Body", "ContentType", "Token", "OutFile", "TimeoutSec"];
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let Some(short) = word.strip_prefix('-').filter(|short| !short.is_empty()) else {
            draft.url.get_or_insert_with(|| (*word).to_owned());
            continue;
        };
        let Some(name) = NAMES.iter().find(|name| starts(name, short)) else { continue };
        let value = words.next().copied().unwrap_or_default();
        match *name {
            "Method" => draft.verb = Some(value.to_ascii_uppercase()),
            "Uri" => draft.url = Some(value.to_owned()),
            "Headers" => table_entries(value, draft),
            "Body" => draft.request_body = Some(value.to_owned()),
            "ContentType" => draft.send("Content-Type", &[value]),
            _ => {}
        }
    }
    draft.verb.get_or_insert_with(|| "GET".into());
}

/// The headers of `@{ "Name" = "value"; … }`.
fn table_entries(table: &str, draft: &mut Draft) {
    let Some(inner) = table.strip_prefix("@{") else { return };
    let mut rest = cut(inner, group_length(table).saturating_sub(3)).0;
    while !rest.is_empty() {
        let (name, after) = cut(rest, until(rest, "="));
        let value = trim_start(from(after, 1), " \t");
        let (value, behind) = cut(value, literal::statement_end(value, ";\n"));
        let name = trim(name, "\"'; \t\r\n");
        if name_length(name, "-") == name.len() && !after.is_empty() {
            let (words, ..) = words(value.trim(), Dialect::PowerShell);
            // One word in all but hostile tables.
            draft.send(name, &[words.first().map_or("", String::as_str)]);
        }
        rest = behind;
    }
}
