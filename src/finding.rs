//! Things noticed in a text that a user gave.

use serde::Serialize;

use crate::closed_list::closed_list;

/// Something noticed in a text, with what to do about it.
///
/// No message contains a credential: it is described by length and position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// Which of the closed list it is.
    pub code: FindingCode,
    /// How much it matters.
    pub severity: Severity,
    /// What it is and where.
    pub message: String,
    /// What to do, one imperative sentence.
    pub fix: String,
    /// Where in the text, where it is in one place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

/// A part of a text, in UTF-16 code units, as JavaScript counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    /// Where it starts.
    pub start: usize,
    /// Where it ends; the unit at `end` is not in it.
    pub end: usize,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Good to know.
    Hint,
    /// It may be refused.
    Warning,
    /// It cannot be sent, or is certain to be refused.
    Error,
}

macro_rules! finding_codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $code:literal, $severity:ident;)+) => {
        closed_list! {
            /// The closed list of findings.
            FindingCode, FINDING_CODE_TYPE = "The closed list of findings.";
            $($(#[doc = $doc])+ $variant = $code;)+
        }

        impl FindingCode {
            /// What a finding of this code means, in a sentence of Markdown.
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($doc),+).trim_ascii(),)+
                }
            }

            /// How much a finding of this code matters.
            pub fn severity(self) -> Severity {
                match self {
                    $(Self::$variant => Severity::$severity,)+
                }
            }
        }
    };
}

finding_codes! {
    /// There is no text.
    Empty = "empty", Error;
    /// White space before or after the credential.
    SurroundingWhitespace = "surrounding-whitespace", Error;
    /// White space inside the credential.
    InnerWhitespace = "inner-whitespace", Error;
    /// A line break inside the credential.
    LineBreak = "line-break", Error;
    /// A character that is not seen, such as a zero-width space.
    InvisibleCharacter = "invisible-character", Error;
    /// A control character, which a header must not carry.
    ControlCharacter = "control-character", Error;
    /// Quotes around the credential.
    SurroundingQuotes = "surrounding-quotes", Error;
    /// A comma or semicolon after the credential.
    TrailingPunctuation = "trailing-punctuation", Error;
    /// A name of a header before the credential.
    PastedHeader = "pasted-header", Error;
    /// A scheme word such as `Key` before the credential.
    PastedScheme = "pasted-scheme", Error;
    /// A name of a variable before the credential.
    VariableName = "variable-name", Error;
    /// Full-width letters or digits.
    FullWidth = "full-width-character", Error;
    /// Two or more credentials in one text.
    SeveralCredentials = "several-credentials", Error;
    /// The same credential twice.
    RepeatedCredential = "repeated-credential", Error;
    /// A text that stands in a credential's place.
    Placeholder = "placeholder", Error;
    /// The id of a public model or of its version.
    PublicId = "public-id", Error;
    /// A retired client id or client secret.
    LegacyPair = "legacy-pair", Error;
    /// A retired access token.
    LegacyToken = "legacy-token", Error;
    /// Fewer or more characters than a credential has.
    WrongLength = "wrong-length", Error;
    /// A character that no credential has.
    WrongCharacter = "wrong-character", Error;
    /// Capital letters.
    UpperCase = "upper-case", Warning;
    /// Letters beyond `f`.
    NotHexadecimal = "not-hexadecimal", Warning;
    /// A letter that looks like a digit: `O` for `0`, `l` or `I` for `1`.
    LetterForDigit = "letter-for-digit", Warning;
    /// A character of another script that looks like a letter or digit of the credential.
    LookAlike = "look-alike-character", Error;
    /// A bracket, a list's dash or a comment from JSON, YAML or a program around the credential.
    PastedFragment = "pasted-fragment", Error;
    /// An option of a command, such as `-H`, before the credential.
    PastedArgument = "pasted-argument", Error;
    /// Other text around the one credential.
    SurroundingText = "surrounding-text", Error;
    /// An escape sequence such as `\\n`, `\\"` or `&quot;` around the credential.
    EscapeSequence = "escape-sequence", Error;
    /// The credential is percent-encoded, as in a URL.
    PercentEncoded = "percent-encoded", Error;
    /// The credential is base64-encoded, as in a Kubernetes secret or a `Basic` header.
    Base64Encoded = "base64-encoded", Error;
    /// A line break and a further header: sent as it is, it would add a header to the request.
    HeaderInjection = "header-injection", Error;
    /// What programs print for a value that is not there: `None`, `undefined`, `[object Object]`.
    UnsetValue = "unset-value", Error;
    /// A reference to a variable or secret that was not filled in: `$NAME`, `{{ name }}`.
    UnexpandedReference = "unexpanded-reference", Error;
    /// A credential that is shown in part: `c0ff…ee00`.
    Truncated = "truncated", Error;
    /// A credential that is shown as `****`.
    Masked = "masked", Error;
    /// A session token of a browser.
    SessionToken = "session-token", Error;
    /// A credential without the word `Key` before it in an `Authorization` header.
    MissingScheme = "missing-scheme", Error;
    /// The scheme word in other capitals: `key` for `Key`.
    SchemeCase = "scheme-case", Error;
    /// A scheme word that Clarifai does not know.
    WrongScheme = "wrong-scheme", Error;
    /// A scheme word that Clarifai does not document for where the request goes.
    UndocumentedScheme = "undocumented-scheme", Warning;
    /// No `Authorization` among the headers.
    MissingHeader = "missing-header", Error;
    /// The header stands there more than once.
    RepeatedHeader = "repeated-header", Error;
    /// Another vendor's credential.
    ForeignCredential = "foreign-credential", Error;
    /// Capitals in a name of gRPC metadata.
    HeaderNameCase = "header-name-case", Error;
    /// A line that is no header, or white space in a header's name.
    MalformedHeader = "malformed-header", Error;
    /// A key and a session token in one place, where exactly one belongs.
    KeyAndSessionToken = "key-and-session-token", Warning;
    /// No variable holds a credential.
    MissingCredential = "missing-credential", Error;
    /// A credential is kept under a name that no program reads, and none under a name that is read.
    MisnamedCredential = "misnamed-credential", Error;
    /// A name that no program reads, close to one that is read.
    MisnamedVariable = "misnamed-variable", Warning;
    /// A name that no program reads stands beside the one that is read.
    UnreadVariable = "unread-variable", Hint;
    /// A name that few programs read.
    RareName = "rare-name", Hint;
    /// A credential under a name whose value bundlers put into the code that visitors load.
    BundledCredential = "bundled-credential", Error;
    /// A name for a credential whose value bundlers put into the code that visitors load.
    BundledName = "bundled-name", Warning;
    /// A credential in a file that is made to be committed.
    CommittedCredential = "committed-credential", Warning;
    /// A variable of a way to authenticate that is retired.
    RetiredVariable = "retired-variable", Warning;
    /// A personal access token and a session token are both set.
    PatAndSessionToken = "pat-and-session-token", Error;
    /// A session token is used where no personal access token is set.
    InternalSessionToken = "internal-session-token", Hint;
    /// The same credential under several names.
    SeveralVariables = "several-variables", Hint;
    /// Different credentials under several names.
    DifferentCredentials = "different-credentials", Warning;
    /// The name does not tell whether an app-specific key or a personal access token is meant.
    KeyTypeUnsure = "key-type-unsure", Hint;
    /// A personal access token without a user id.
    MissingUserId = "missing-user-id", Warning;
    /// A personal access token without an app id.
    MissingAppId = "missing-app-id", Hint;
    /// A variable is set twice.
    DuplicateVariable = "duplicate-variable", Warning;
    /// A line that assigns nothing.
    NoAssignment = "no-assignment", Warning;
    /// An assignment in the words of a shell, which a `.env` file does not have.
    ShellAssignment = "shell-assignment", Error;
    /// An assignment written as YAML, which most readers of `.env` files skip.
    YamlAssignment = "yaml-assignment", Warning;
    /// A byte-order mark before the first variable.
    ByteOrderMark = "byte-order-mark", Warning;
    /// The current context of Clarifai's configuration file is not there.
    MissingContext = "missing-context", Error;
    /// Clarifai's configuration file says that the value is in the process's environment.
    ReadFromEnvironment = "read-from-environment", Hint;
    /// An API base that is no address of a host.
    MalformedBase = "malformed-base", Error;
    /// An API base with the same host or part of a path twice.
    DoubledBase = "doubled-base", Error;
    /// An API base with a path: programs add `/v2` themselves.
    BasePath = "base-path", Warning;
    /// An API base that ends in a slash.
    BaseSlash = "base-slash", Warning;
    /// An API base of plain http, which shows the credential on the way.
    PlainHttpBase = "plain-http-base", Warning;
    /// An API base that does not say `https://`.
    BaseWithoutScheme = "base-without-scheme", Warning;
    /// A base for gRPC that is more than a host.
    GrpcBaseNotHost = "grpc-base-not-host", Error;
    /// A base that is no host of Clarifai's.
    OtherHost = "other-host", Hint;
    /// White space, quotes or other characters in an id.
    MalformedId = "malformed-id", Error;
    /// A credential where an id should be.
    CredentialAsId = "credential-as-id", Error;
    /// An id that looks like a credential.
    IdLikeCredential = "id-like-credential", Warning;
    /// An address of electronic mail where an id should be.
    EmailAsId = "email-as-id", Error;
    /// A URL or path where an id should be.
    UrlAsId = "url-as-id", Error;
    /// An API base that is the portal's address: programs call `api.clarifai.com`.
    PortalBase = "portal-base", Warning;
    /// A file saved as UTF-16, and read as if it were not.
    Utf16 = "utf-16", Error;
    /// Only zeros or only `f`: what programs fill in for an id that is not there.
    ExampleCredential = "example-credential", Hint;
    /// A scope that a call needs and that the portal does not offer.
    ScopeNotOffered = "scope-not-offered", Warning;
    /// A planned key lets call methods that create, change or delete, beside what was asked for.
    SurplusChanges = "surplus-changes", Warning;
    /// What the request's body holds may need a scope that the method does not always need.
    ConditionalScope = "conditional-scope", Hint;
    /// The app of an app-specific key is not known.
    AppUnknown = "app-unknown", Warning;
    /// There is no call that a key could be planned for.
    NothingToPlan = "nothing-to-plan", Warning;
}

impl Finding {
    pub(crate) fn new(
        code: FindingCode,
        span: Option<Span>,
        message: impl Into<String>,
        fix: &str,
    ) -> Self {
        Self { code, severity: code.severity(), message: message.into(), fix: fix.into(), span }
    }
}

impl FindingCode {
    /// Whether it is of something around or between the credential's characters, which can be
    /// taken away.
    pub(crate) fn can_be_taken_away(self) -> bool {
        matches!(
            self,
            Self::SurroundingWhitespace
                | Self::InnerWhitespace
                | Self::LineBreak
                | Self::InvisibleCharacter
                | Self::ControlCharacter
                | Self::SurroundingQuotes
                | Self::TrailingPunctuation
                | Self::PastedHeader
                | Self::PastedScheme
                | Self::VariableName
                | Self::FullWidth
                | Self::RepeatedCredential
                | Self::LookAlike
                | Self::PastedFragment
                | Self::PastedArgument
                | Self::SurroundingText
                | Self::EscapeSequence
                | Self::PercentEncoded
                | Self::Base64Encoded
        )
    }
}

/// Findings in the order of the text; those without a place stand last.
pub(crate) fn in_order(findings: Vec<Finding>) -> Vec<Finding> {
    let place = |finding: &Finding| finding.span.map_or(usize::MAX, |span| span.start);
    findings.into_iter().fold(Vec::new(), |mut ordered, finding| {
        let at = ordered.partition_point(|earlier| place(earlier) <= place(&finding));
        ordered.insert(at, finding);
        ordered
    })
}
