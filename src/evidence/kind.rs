//! What a paste may be.

use serde::{Serialize, Serializer};

macro_rules! paste_kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// What a paste was recognised as.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum PasteKind {
            $($(#[$doc])* $variant,)+
        }

        /// The closed list as a TypeScript union.
        #[allow(dead_code, reason = "only the bindings read it")]
        pub(crate) const PASTE_KIND_TYPE: &str =
            concat!("/** What a paste was recognised as: its dominating part. */\nexport type PasteKind =" $(, "\n  | '", $name, "'")+, ";");

        impl PasteKind {
            /// Every kind there is, the dominating first.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable name, such as `command-line`.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            pub(crate) fn bit(self) -> u32 {
                1 << self as u32
            }
        }
    };
}

// In order: of several parts the first dominates.
paste_kinds! {
    /// Longer than 8 MiB, and not looked into.
    TooLong = "too-long",
    /// A HAR file.
    Har = "har",
    /// A command line: curl, wget, httpie, PowerShell.
    CommandLine = "command-line",
    /// A part of a program.
    Code = "code",
    /// The text of HTTP messages.
    Http = "http",
    /// Headers without a message.
    Headers = "headers",
    /// Variables.
    Environment = "environment",
    /// What a program caught: a trace, a gRPC error, a browser's words.
    Error = "error",
    /// An answer of the API.
    Answer = "answer",
    /// JSON of another kind.
    Json = "json",
    /// A page, as a proxy or a wrong address answers.
    Html = "html",
    /// The value of an `Authorization` header.
    Authorization = "authorization",
    /// A credential alone.
    Credential = "credential",
    /// Nothing.
    Empty = "empty",
    /// None of these.
    #[default]
    Unknown = "unknown",
}

impl Serialize for PasteKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
