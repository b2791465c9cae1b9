//! Command lines that send a request: curl, wget, httpie, and PowerShell's own.

use base64ct::{Base64, Encoding};

use super::Draft;
use super::code;
use super::http;
use super::shell::{Dialect, group_length, words};

const TOOLS: [&str; 12] = [
    "curl",
    "curl.exe",
    "invoke-restmethod",
    "invoke-webrequest",
    "irm",
    "iwr",
    "wget",
    "http",
    "https",
    "xh",
    "wget.exe",
    "xhs",
];

/// Options of curl and wget whose argument is of no interest here, but is no URL either.
const SKIPPED: [&str; 38] = [
    "--max-time",
    "--connect-timeout",
    "--output",
    "--cookie-jar",
    "--cacert",
    "--cert",
    "--key",
    "--cert-type",
    "--key-type",
    "--pass",
    "--capath",
    "--ciphers",
    "--proxy",
    "--proxy-user",
    "--proxy-header",
    "--retry",
    "--retry-delay",
    "--retry-max-time",
    "--write-out",
    "--resolve",
    "--connect-to",
    "--range",
    "--limit-rate",
    "--max-redirs",
    "--interface",
    "--dump-header",
    "--config",
    "--unix-socket",
    "--doh-url",
    "--dns-servers",
    "--keepalive-time",
    "--noproxy",
    "--output-document",
    "--timeout",
    "--tries",
    "--trace",
    "--trace-ascii",
    "--stderr",
];

/// One-letter options and the long ones that they stand for; a letter that is not here takes no
/// argument.
const LETTERS: [(char, &str); 23] = [
    ('H', "--header"),
    ('X', "--request"),
    ('d', "--data"),
    ('u', "--user"),
    ('A', "--user-agent"),
    ('e', "--referer"),
    ('b', "--cookie"),
    ('F', "--form"),
    ('T', "--upload-file"),
    ('o', "--output"),
    ('m', "--max-time"),
    ('w', "--write-out"),
    ('x', "--proxy"),
    ('U', "--proxy-user"),
    ('c', "--cookie-jar"),
    ('D', "--dump-header"),
    ('E', "--cert"),
    ('K', "--config"),
    ('r', "--range"),
    ('y', "--speed-time"),
    ('Y', "--speed-limit"),
    ('P', "--ftp-port"),
    ('z', "--time-cond"),
];

/// Where a command starts in a line: the place of the tool's name.
pub(super) fn start(line: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(rest) = line.get(from..) {
        let is_edge =
            |c: char| c.is_whitespace() || matches!(c, '(' | '=' | '`' | '|' | ';' | '&' | '"');
        let length = rest.find(is_edge).unwrap_or(rest.len());
        let word = rest.get(..length)?;
        if word.len() < 18 && tool(word).is_some() {
            let behind = rest.get(length..)?;
            let next = behind.trim_start_matches([' ', '\t']);
            let is_argument = next.starts_with(['-', '"', '\'', '$', '\\', '^', '“', '‘', '`'])
                || next.starts_with("http")
                || next.starts_with("api.")
                || http::request_line(next).is_some()
                || next
                    .split_whitespace()
                    .next()
                    .is_some_and(|word| http::request_line(&[word, " /"].concat()).is_some());
            if is_argument && behind.len() > next.len() {
                return Some(from);
            }
        }
        let edge = rest.get(length..)?.chars().next()?;
        from = from.checked_add(length)?.checked_add(edge.len_utf8())?;
    }
    None
}

fn tool(word: &str) -> Option<&'static str> {
    let name = word.rsplit(['/', '\\']).next()?;
    TOOLS.iter().copied().find(|tool| tool.eq_ignore_ascii_case(name))
}

/// Reads the command that a text starts with; says how long it is.
pub(super) fn read(text: &str, before: &str, draft: &mut Draft) -> usize {
    let dialect = dialect(text, before);
    let (mut words, end) = words(text, dialect);
    let tool = words.first().and_then(|word| tool(word)).unwrap_or_default();
    if dialect == Dialect::PowerShell && tool.starts_with("curl") {
        // The program that gets them reads `\"` as a quote.
        for word in &mut words {
            *word = word.replace("\\\"", "\"");
        }
    }
    let words = words.get(1..).unwrap_or_default();
    match tool {
        "http" | "https" | "xh" | "xhs" => items(words, draft),
        "curl" | "curl.exe" | "wget" | "wget.exe" if !names_power_shell_parameter(words) => {
            Curl { draft, verb: None, get: false, head: false }.read(words);
        }
        _ => parameters(words, draft),
    }
    end
}

fn dialect(text: &str, before: &str) -> Dialect {
    let line = text.lines().next().unwrap_or_default().trim_end();
    let word = text.split_whitespace().next().unwrap_or_default();
    let is_own = tool(word).is_some_and(|tool| tool.starts_with('i'));
    // At the end of a line a sign goes on only outside quotes.
    let quotes = |mark: char| line.matches(mark).count() % 2 == 0;
    let goes_on = |sign: char| line.ends_with(sign) && quotes('\'') && quotes('"');
    let is_copied = super::find(line, "^\"http").is_some() || super::find(line, "-H ^\"").is_some();
    if goes_on('^') || is_copied || (before.contains(":\\") && !before.contains("PS ")) {
        Dialect::Cmd
    } else if is_own
        || goes_on('`')
        || before.contains("PS ")
        || (word.ends_with(".exe") && line.contains('\''))
        || line.contains("-Headers ")
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
    fn read(mut self, words: &[String]) {
        let mut words = words.iter().map(String::as_str);
        let mut has_url = false;
        while let Some(word) = words.next() {
            if let Some(long) = word.strip_prefix("--").filter(|long| !long.is_empty()) {
                match long.split_once('=') {
                    Some((name, value)) => self.option(&["--", name].concat(), Some(value)),
                    None if takes_argument(word) => self.option(word, words.next()),
                    None => self.option(word, None),
                }
            } else if word.len() > 1 && word.starts_with('-') {
                self.letters(word.get(1..).unwrap_or_default(), &mut words);
            } else if !has_url && word != "-" {
                has_url = true;
                self.draft.url = Some(word.to_owned());
            }
        }
        let body = self.draft.request_body.take();
        if self.get
            && let (Some(url), Some(body)) = (&mut self.draft.url, &body)
        {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(body);
        } else {
            self.draft.request_body = body;
        }
        let by_body = if self.draft.request_body.is_some() { "POST" } else { "GET" };
        let by_options = if self.head { "HEAD" } else { by_body };
        self.draft.verb.get_or_insert_with(|| by_options.to_owned());
        if let Some(verb) = self.verb {
            self.draft.verb = Some(verb.to_ascii_uppercase());
        }
    }

    /// `-sSLX POST`: letters without an argument, the last perhaps with one.
    fn letters<'a>(&mut self, letters: &'a str, words: &mut impl Iterator<Item = &'a str>) {
        for (at, letter) in letters.char_indices() {
            let behind = letters.get(at.saturating_add(letter.len_utf8())..).unwrap_or_default();
            if let Some((_, long)) = LETTERS.iter().find(|(known, _)| *known == letter) {
                let value = if behind.is_empty() { words.next() } else { Some(behind) };
                return self.option(long, value);
            }
            match letter {
                'G' => self.get = true,
                'I' => self.head = true,
                _ => {}
            }
        }
    }

    fn option(&mut self, name: &str, value: Option<&str>) {
        let value = value.unwrap_or_default();
        match name {
            "--header" => self.header(value),
            "--request" | "--method" => self.verb = Some(value.to_owned()),
            "--url" => self.draft.url = Some(value.to_owned()),
            "--user-agent" => self.draft.add_header("User-Agent".into(), value.into(), false),
            "--referer" => self.draft.add_header("Referer".into(), value.into(), false),
            "--cookie" => self.draft.add_header("Cookie".into(), value.into(), false),
            "--oauth2-bearer" => {
                self.draft.add_header("Authorization".into(), ["Bearer ", value].concat(), false);
            }
            "--user" => {
                let encoded = Base64::encode_string(value.as_bytes());
                self.draft.add_header("Authorization".into(), ["Basic ", &encoded].concat(), false);
                let (name, password) = value.split_once(':').unwrap_or((value, ""));
                let secret = if password.is_empty() { name } else { password };
                self.draft.credential = Some(secret.to_owned());
            }
            "--json" => {
                self.draft.add_header("Content-Type".into(), "application/json".into(), false);
                self.draft.add_header("Accept".into(), "application/json".into(), false);
                self.body(value, "");
            }
            "--data-urlencode" => {
                let (name, value) = value.split_once('=').unwrap_or(("", value));
                let separator = if name.is_empty() { "" } else { "=" };
                self.body(&[name, separator, &url_encoded(value)].concat(), "&");
            }
            "--data" | "--data-raw" | "--data-binary" | "--data-ascii" | "--post-data"
            | "--body-data" => {
                self.body(value, "&");
            }
            "--form" | "--form-string" | "--post-file" | "--body-file" => {
                self.draft.verb = Some("POST".into());
            }
            "--upload-file" => self.draft.verb = Some("PUT".into()),
            "--get" => self.get = true,
            "--head" => self.head = true,
            _ => {}
        }
    }

    fn header(&mut self, line: &str) {
        // `@file` is not read, and `Name:` takes a header away.
        if line.starts_with('@') {
            return;
        }
        if let Some((name, value)) = line.split_once(':') {
            let value = value.trim_start_matches([' ', '\t']);
            if !value.is_empty() {
                self.draft.add_header(name.trim().to_owned(), value.to_owned(), false);
            }
        } else if let Some(name) = line.strip_suffix(';') {
            self.draft.add_header(name.to_owned(), String::new(), false);
        }
    }

    /// Several are joined.
    fn body(&mut self, value: &str, separator: &str) {
        match &mut self.draft.request_body {
            Some(body) => {
                body.push_str(separator);
                body.push_str(value);
            }
            None => self.draft.request_body = Some(value.to_owned()),
        }
    }
}

fn takes_argument(option: &str) -> bool {
    const READ: [&str; 12] = [
        "--url",
        "--oauth2-bearer",
        "--json",
        "--data-urlencode",
        "--data-raw",
        "--data-binary",
        "--data-ascii",
        "--post-data",
        "--body-data",
        "--form-string",
        "--method",
        "--post-file",
    ];
    LETTERS.iter().any(|(_, long)| *long == option)
        || READ.contains(&option)
        || SKIPPED.contains(&option)
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
fn items(words: &[String], draft: &mut Draft) {
    for word in words {
        if word.starts_with('-') {
            continue;
        }
        let is_verb = word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_uppercase());
        if draft.verb.is_none() && draft.url.is_none() && is_verb {
            draft.verb = Some(word.clone());
        } else if draft.url.is_none() {
            draft.url = Some(word.clone());
        } else if let Some((name, value)) = http::header(word) {
            draft.add_header(name.to_owned(), value.to_owned(), false);
        }
    }
    draft.verb.get_or_insert_with(|| "GET".into());
}

/// In PowerShell `curl` and `wget` were other names of its own command.
fn names_power_shell_parameter(words: &[String]) -> bool {
    words.iter().any(|word| {
        ["-headers", "-method", "-uri", "-body"].iter().any(|name| name.eq_ignore_ascii_case(word))
    })
}

/// PowerShell: `-Method Post -Uri url -Headers @{…} -Body '…'`.
fn parameters(words: &[String], draft: &mut Draft) {
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let Some(name) = word.strip_prefix('-') else {
            draft.url.get_or_insert_with(|| word.clone());
            continue;
        };
        let is = |full: &str, least: usize| {
            name.len() >= least
                && full.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
        };
        if is("Method", 1) || is("CustomMethod", 3) {
            draft.verb = words.next().map(|verb| verb.to_ascii_uppercase());
        } else if is("Uri", 1) {
            draft.url = words.next().cloned();
        } else if is("Headers", 1) {
            let table = words.next().map(String::as_str).unwrap_or_default();
            table_entries(table, draft);
        } else if is("Body", 1) {
            draft.request_body = words.next().cloned();
        } else if is("Token", 1)
            || is("ContentType", 3)
            || is("OutFile", 2)
            || is("TimeoutSec", 3)
            || is("Authentication", 2)
        {
            let value = words.next().cloned().unwrap_or_default();
            if is("ContentType", 3) {
                draft.add_header("Content-Type".into(), value, false);
            }
        }
    }
    draft.verb.get_or_insert_with(|| "GET".into());
}

/// The headers of `@{ "Name" = "value"; … }`.
pub(super) fn table_entries(table: &str, draft: &mut Draft) {
    let Some(inner) = table.trim().strip_prefix("@{") else { return };
    let inner = inner.get(..group_length(table.trim()).saturating_sub(3)).unwrap_or(inner);
    let mut rest = inner;
    while let Some((name, after)) = rest.split_once('=') {
        let name = name.trim().trim_matches(['"', '\'', ';', '\n', '\r', ' ', '\t']);
        let value = after.trim_start_matches([' ', '\t']);
        let end = code::statement_end(value, &[';', '\n']);
        let (value, behind) = value.split_at_checked(end).unwrap_or((value, ""));
        let (words, _) = words(value.trim(), Dialect::PowerShell);
        draft.add_header(name.to_owned(), words.concat(), false);
        rest = behind;
    }
}
