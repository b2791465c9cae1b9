//! What a paste may be.

use crate::closed_list::closed_list;

closed_list! {
    /// What a paste was recognised as; of several parts the first of the list dominates.
    #[derive(Default, PartialOrd, Ord)]
    PasteKind, PASTE_KIND_TYPE = "What a paste was recognised as: its dominating part.";
    /// Longer than 8 MiB, and not looked into.
    TooLong = "too-long";
    /// A HAR file.
    Har = "har";
    /// A command line: curl, wget, httpie, PowerShell.
    CommandLine = "command-line";
    /// A part of a program.
    Code = "code";
    /// The text of HTTP messages.
    Http = "http";
    /// Headers without a message.
    Headers = "headers";
    /// Variables.
    Environment = "environment";
    /// What a program caught: a trace, a gRPC error, a browser's words.
    Error = "error";
    /// An answer of the API.
    Answer = "answer";
    /// JSON of another kind.
    Json = "json";
    /// A page, as a proxy or a wrong address answers.
    Html = "html";
    /// The value of an `Authorization` header.
    Authorization = "authorization";
    /// A credential alone.
    Credential = "credential";
    /// Nothing.
    Empty = "empty";
    /// None of these.
    #[default]
    Unknown = "unknown";
}

impl PasteKind {
    pub(crate) fn bit(self) -> u32 {
        1 << self as u32
    }
}
