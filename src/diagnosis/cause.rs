//! What may have made a call fail.

use serde::Serialize;

use crate::closed_list::closed_list;

/// One cause of a failure, what speaks for it and what to do. No credential is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Cause {
    /// Which of the closed list it is.
    pub code: CauseCode,
    /// How sure it is.
    pub certainty: Certainty,
    /// What it is, in a few words.
    pub title: &'static str,
    /// What speaks for it, as it was given.
    pub evidence: Vec<String>,
    /// What to do, one imperative sentence.
    pub remedy: String,
}

/// How sure a cause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// One of several that fit.
    Possible,
    /// It fits best; the evidence does not prove it.
    Likely,
    /// The evidence proves it.
    Certain,
}

macro_rules! cause_codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $code:literal, $title:literal, $remedy:literal, $sources:literal;)+) => {
        closed_list! {
            /// The closed list of causes.
            CauseCode, CAUSE_CODE_TYPE = "The closed list of causes.";
            $($(#[doc = $doc])+ $variant = $code;)+
        }

        impl CauseCode {
            /// The cause in a few words.
            pub fn title(self) -> &'static str {
                match self {
                    $(Self::$variant => $title,)+
                }
            }

            /// What to do where the evidence tells no more.
            pub fn remedy(self) -> &'static str {
                match self {
                    $(Self::$variant => $remedy,)+
                }
            }

            /// What a cause of this code means, in Markdown.
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($doc),+).trim_ascii(),)+
                }
            }

            /// What the rule rests on: documents of Clarifai and answers that were recorded.
            pub fn sources(self) -> &'static str {
                match self {
                    $(Self::$variant => $sources,)+
                }
            }
        }
    };
}

cause_codes! {
    /// No credential was sent: a variable that is not set, `None`, a placeholder.
    CredentialMissing = "credential-missing", "no credential was sent",
        "set the variable that holds the credential, and start the program anew",
        "clarifai-python#96 (`invalid key(None)`), troubleshooting.md";
    /// What was sent has not the form of a credential: quotes, white space, a part is missing.
    CredentialMalformed = "credential-malformed", "the credential has the wrong form",
        "copy the credential again, 32 lower-case hexadecimal characters and nothing around them",
        "scan-for-webcams#32 (`Invalid format of key.`), clarifai-python-grpc's live tests";
    /// Well formed, but the API has no such credential: deleted, mistyped, of another environment.
    CredentialUnknown = "credential-unknown", "the API does not know this credential",
        "copy the credential anew from the portal, or make a new one there",
        "status_code.proto (11009 CONN_KEY_NOT_FOUND), clarifai-java KeysIntTests";
    /// Something else than a Clarifai credential: the id of a model, another vendor's key, a session token.
    CredentialNotAKey = "credential-not-a-key", "this is not a Clarifai key",
        "send an app-specific key or a personal access token of Clarifai",
        "clarifai-android-starter#15, authorize.md";
    /// The credential's time is over.
    CredentialExpired = "credential-expired", "the credential has expired",
        "make a new credential and send it instead",
        "resources.proto (`Key.expires_at`), clarifai-python#46 (`expired token`)";
    /// The `Authorization` header is there, but not of the form `Key <credential>`.
    AuthorizationMalformed = "authorization-malformed", "the Authorization header has the wrong form",
        "send `Authorization: Key <credential>`, with a capital K and one space",
        "clarifai-python-grpc#26 (11102), authorize.md";
    /// No `Authorization` header reached the API: left out, or lost on the way.
    AuthorizationNotSent = "authorization-not-sent", "no Authorization header reached the API",
        "send `Authorization: Key <credential>`, and see that nothing on the way drops it",
        "clarifai-nodejs-grpc#9 (11102), authorize.md";
    /// A personal access token needs a user id and an app id to know whose app is meant.
    UserAppIdMissing = "user-app-id-missing", "a user id and an app id are missing",
        "name the user and the app: `/v2/users/{user_id}/apps/{app_id}/…` or `user_app_id` in the body",
        "pliers#403 (`Must provide app external ID in API authorizer`), authorize.md";
    /// The ids name a user or an app that the credential does not reach, or not the resource's owner.
    UserAppIdMismatch = "user-app-id-mismatch", "the user id or the app id is not the owner's",
        "name the owner of the resource, such as user `clarifai` and app `main` for public models",
        "clarifai-python `resolve_user_id`, smart-brain-api#27";
    /// An app-specific key reaches its own app only.
    KeyBoundToOtherApp = "key-bound-to-other-app", "the key belongs to another app",
        "use a key of that app, or a personal access token",
        "resources.proto (`Key.apps`), status_code.proto (11008 CONN_KEY_INVALID)";
    /// The credential lacks an operation-level scope that the RPC method requires.
    ScopeMissing = "scope-missing", "a scope that the call needs is missing",
        "add the scopes that the call requires to the credential",
        "service.proto (`cl_depending_scopes`), status_code.proto (11007 CONN_INSUFFICIENT_SCOPES)";
    /// The credential's endpoint-level scopes leave the RPC method out.
    EndpointNotListed = "endpoint-not-listed", "the credential may not call this endpoint",
        "add the call's endpoint to the credential's endpoint-level scopes",
        "clarifai-python#868, scopes.md";
    /// The RPC method takes personal access tokens only.
    PersonalAccessTokenRequired = "personal-access-token-required", "this call needs a personal access token",
        "send a personal access token instead of an app-specific key",
        "service.proto (`PATAuth`), authorize.md";
    /// The RPC method takes the session of a signed-in browser only.
    SessionTokenRequired = "session-token-required", "this call works in the portal only",
        "do this in the portal: no key and no personal access token can",
        "service.proto (`SessionTokenAuth`)";
    /// More requests in a second or an hour than the account may send.
    RateLimited = "rate-limited", "too many requests in too short a time",
        "wait, then send fewer requests at once",
        "rate-limits.md (11005 CONN_THROTTLED), status_code.proto (11003)";
    /// The account's quota is used up; waiting some seconds does not help.
    QuotaExhausted = "quota-exhausted", "the account's quota is used up",
        "see the account's plan and usage in the portal",
        "status_code.proto (11004, 11006), InstaPy#1001";
    /// The account itself is the matter: plan, billing, consent, licence, single sign-on.
    AccountIssue = "account-issue", "something is wrong with the account",
        "sign in to the portal and see to the account's plan, billing and consents",
        "status_code.proto (11000 CONN_ACCOUNT_ISSUES and others)";
    /// Client ids with secrets, access tokens and the API's first version are no longer taken.
    LegacyAuthenticationRetired = "legacy-authentication-retired", "this way to authenticate is no longer supported",
        "make an app-specific key or a personal access token and send `Authorization: Key <credential>`",
        "clarifai-python#46 and #75, status_code.proto (11001, 11002)";
    /// Nothing has this id there: a name in place of an id, a typing slip, another owner.
    ResourceNotFound = "resource-not-found", "nothing with this id exists there",
        "see that the id is the resource's id, not its name, and that user and app are its owner's",
        "clarifai-python#47 (11101), api-outputs.md (21200)";
    /// The API has no such path.
    RouteNotFound = "route-not-found", "the API has no such path",
        "compare the path with the API's reference",
        "service.proto (HTTP rules), clarifai-ios#20";
    /// The base of the address is wrong: a part twice or missing, a page instead of the API.
    BaseUrlWrong = "base-url-wrong", "the start of the address is wrong",
        "use `https://api.clarifai.com` as base, without a closing slash, and paths from `/v2`",
        "clarifai-client-go (`POST //inputs not found`), clarifai-python#96";
    /// The path is known, under another verb.
    WrongHttpMethod = "wrong-http-method", "this path needs another HTTP method",
        "send the request with the method that the path takes",
        "clarifai-javascript#34 (11103)";
    /// The body or a parameter is not what the API takes.
    RequestInvalid = "request-invalid", "the request's body or a parameter is wrong",
        "compare the body with the API's reference, and mend what the details name",
        "clarifai-client-go (11100), clarifai-python-grpc's tests (40003)";
    /// An input cannot be read: an address that does not answer, a format, a size, a duplicate.
    InputInvalid = "input-invalid", "an input cannot be read",
        "see that the input's address answers and that its format and size are taken",
        "clarifai-python-grpc's tests (30002), clarifai-client-go (30100, 30104)";
    /// The model is being loaded, trained or deployed, or that failed.
    ModelNotReady = "model-not-ready", "the model is not ready",
        "wait until the model is ready, then send the request again",
        "status_code.proto (21101 to 21503), clarifai-python#517";
    /// The API or something before it fails for now.
    ServiceUnavailable = "service-unavailable", "the service has a problem at the moment",
        "send the request again after some seconds",
        "cccatalog#106 (40031), status_code.proto (39997, 40031, 98004 and others)";
    /// A browser keeps the answer back: the API does not list this origin.
    CorsBlocked = "cors-blocked", "the browser blocks the answer (CORS)",
        "send the request from a server or an edge Worker of your own, which also keeps the key there",
        "authorize.md (allowed origins), clarifai-web-grpc's README";
    /// No connection came about, or it broke off.
    NetworkUnreachable = "network-unreachable", "the connection to the API failed",
        "see that the host's name is right and that network, proxy and certificates let the request through",
        "the words of the runtimes themselves";
    /// The call succeeded; parts of the answer are left out, as a Get scope is not granted.
    ResponseRedacted = "response-redacted", "parts of the answer were left out",
        "add the Get scopes of what is missing to the credential",
        "clarifai-java KeysIntTests (10000 without concepts), scopes.md";
    /// Nothing failed.
    NotAFailure = "not-a-failure", "nothing failed",
        "look for the fault elsewhere: this answer reports a success",
        "status_code.proto (10000), clarifai-java's recorded answers";
    /// The evidence tells too little.
    Unknown = "unknown", "this does not tell why it failed",
        "give the answer's status with its code and details, and the request without its credential",
        "none";
}
