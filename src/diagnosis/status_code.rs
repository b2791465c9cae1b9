//! What a status code of the API means for a call.

use super::cause::CauseCode::{self, *};
use crate::status::ApiStatus;
use crate::text::find;

/// What the status of an answer, or of a part of it, says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Meaning {
    /// It succeeded.
    Success,
    /// Something goes on; nothing failed.
    Progress,
    /// Its parts tell.
    Parts,
    /// It failed.
    Failure(CauseCode),
    /// Nothing is known of it.
    #[default]
    Unknown,
}

use Meaning::{Failure, Parts, Progress, Success};

/// Codes of which the name alone does not tell enough.
const BY_CODE: [(u32, Meaning); 65] = [
    (0, Meaning::Unknown),
    (10_000, Success),
    (10_010, Parts),
    (10_020, Parts),
    (10_030, Failure(ServiceUnavailable)),
    (10_040, Failure(RouteNotFound)),
    (10_050, Failure(BaseUrlWrong)),
    (10_060, Failure(RequestInvalid)),
    (10_070, Progress),
    (11_000, Failure(AccountIssue)),
    (11_001, Failure(LegacyAuthenticationRetired)),
    (11_002, Failure(LegacyAuthenticationRetired)),
    (11_003, Failure(RateLimited)),
    (11_004, Failure(QuotaExhausted)),
    (11_005, Failure(RateLimited)),
    (11_006, Failure(QuotaExhausted)),
    (11_007, Failure(ScopeMissing)),
    (11_008, Failure(CredentialMalformed)),
    (11_009, Failure(CredentialUnknown)),
    (11_100, Failure(RequestInvalid)),
    (11_101, Failure(ResourceNotFound)),
    (11_102, Failure(AuthorizationMalformed)),
    (11_103, Failure(WrongHttpMethod)),
    (11_104, Failure(AccountIssue)),
    (11_105, Failure(RequestInvalid)),
    (11_200, Failure(AccountIssue)),
    (21_100, Success),
    (21_110, Failure(RequestInvalid)),
    (21_111, Failure(RequestInvalid)),
    (21_112, Failure(RequestInvalid)),
    (21_117, Failure(RequestInvalid)),
    (21_118, Failure(RequestInvalid)),
    (21_119, Failure(RequestInvalid)),
    (21_152, Failure(RequestInvalid)),
    (21_315, Failure(RequestInvalid)),
    (21_316, Failure(RequestInvalid)),
    (22_001, Failure(RequestInvalid)),
    (22_002, Failure(ModelNotReady)),
    (25_604, Failure(ServiceUnavailable)),
    (25_903, Failure(ModelNotReady)),
    (26_209, Failure(ModelNotReady)),
    (39_997, Failure(ServiceUnavailable)),
    (39_998, Failure(ServiceUnavailable)),
    (40_010, Failure(RequestInvalid)),
    (40_017, Failure(RequestInvalid)),
    (40_033, Failure(RequestInvalid)),
    (40_036, Failure(RouteNotFound)),
    (40_050, Failure(RequestInvalid)),
    (41_100, Failure(ServiceUnavailable)),
    (43_004, Failure(RequestInvalid)),
    (43_005, Failure(RequestInvalid)),
    (43_109, Parts),
    (45_001, Failure(ServiceUnavailable)),
    (46_002, Failure(AccountIssue)),
    (46_003, Failure(InputInvalid)),
    (46_006, Failure(AccountIssue)),
    (50_001, Failure(AccountIssue)),
    (51_000, Failure(ServiceUnavailable)),
    (61_001, Failure(RequestInvalid)),
    (62_002, Failure(AccountIssue)),
    (65_000, Failure(AccountIssue)),
    (69_001, Failure(QuotaExhausted)),
    (71_005, Failure(AccountIssue)),
    (90_400, Failure(RequestInvalid)),
    (99_005, Failure(AccountIssue)),
];

/// Parts of names, the first that fits counts; `^` stands for a name's start, `$` for its end.
const BY_NAME: [(&str, Meaning); 62] = [
    // Of the API's first version.
    ("^TOKEN_", Failure(LegacyAuthenticationRetired)),
    ("PERMISSION_DENIED", Failure(UserAppIdMismatch)),
    ("DOES_NOT_EXIST", Failure(ResourceNotFound)),
    ("NOT_FOUND", Failure(ResourceNotFound)),
    ("MISSING$", Failure(ResourceNotFound)),
    ("LICENSE_VOLUME", Failure(QuotaExhausted)),
    ("LICENSE_ACTIVE", Success),
    ("LICENSE_", Failure(AccountIssue)),
    ("BILLING_", Failure(AccountIssue)),
    ("MAX_VERIFICATION", Failure(RateLimited)),
    ("MODEL_MODIFY_PENDING", Progress),
    ("SUCCESS$", Success),
    ("_DONE$", Success),
    ("WONT_DO$", Progress),
    ("NOT_COMPLETE", Failure(ServiceUnavailable)),
    ("COMPLETE$", Success),
    ("COMPLETED$", Success),
    ("_READY$", Success),
    ("MODEL_EVALUATED", Success),
    ("MODEL_EXPORTED", Success),
    ("APPROVED$", Success),
    ("ACTIVE$", Progress),
    ("STREAM_START$", Progress),
    ("STREAM_END$", Success),
    ("STATE_NONE$", Progress),
    ("IDLE$", Progress),
    ("PAUSED$", Progress),
    ("REVIEW_", Progress),
    ("_REVIEW$", Progress),
    ("REJECTED$", Progress),
    ("TRACK_PENDING", Progress),
    ("^MP_", Failure(InputInvalid)),
    ("MODEL_INVALID", Failure(RequestInvalid)),
    ("MODEL_REFERENCE", Failure(RequestInvalid)),
    ("MODEL_EXAMPLE", Failure(RequestInvalid)),
    ("MODEL_UNCATEGORIZED", Failure(ServiceUnavailable)),
    ("MODEL_EXPORT", Failure(ModelNotReady)),
    ("MODEL_", Failure(ModelNotReady)),
    ("STORAGE_", Failure(ServiceUnavailable)),
    ("URL_GENERATION", Failure(ServiceUnavailable)),
    ("INPUT_UNCATEGORIZED", Failure(ServiceUnavailable)),
    ("PENDING$", Progress),
    ("IN_PROGRESS$", Progress),
    ("QUEUED$", Progress),
    ("RUNNING$", Progress),
    ("UPLOADING$", Progress),
    ("BUILDING$", Progress),
    ("CANCELED_BY_USER$", Progress),
    ("JOB_CANCELLED", Progress),
    ("ITEM_CANCELLED", Progress),
    ("ORDER_CANCELED", Progress),
    ("OPERATION_CANCELLED", Progress),
    ("UPLOAD_CANCELED", Progress),
    ("INPUT_INVALID_REQUEST", Failure(RequestInvalid)),
    ("DATASET_INPUT", Failure(RequestInvalid)),
    ("INPUT_", Failure(InputInvalid)),
    ("ARCHIVE_EXTRACT", Failure(InputInvalid)),
    ("INVALID", Failure(RequestInvalid)),
    ("DUPLICATE$", Failure(RequestInvalid)),
    ("CONFLICT$", Failure(RequestInvalid)),
    ("UNSUPPORTED", Failure(RequestInvalid)),
    ("UPLOAD_EXPIRED", Failure(RequestInvalid)),
];

/// What the code, or a name that the catalogue does not know, says.
pub(super) fn meaning(status: &ApiStatus) -> Meaning {
    let by_code = |code: u32| BY_CODE.iter().find(|(known, _)| *known == code);
    if let Some((_, meaning)) = status.code().and_then(by_code) {
        return *meaning;
    }
    status.name().map_or(Meaning::Unknown, of_name)
}

/// What a name in the enum of codes says, one that is newer than the catalogue too.
pub(super) fn of_name(name: &str) -> Meaning {
    let fits = |part: &str| match (part.strip_prefix('^'), part.strip_suffix('$')) {
        (Some(start), _) => name.starts_with(start),
        (_, Some(end)) => name.ends_with(end),
        _ => find(name, part).is_some(),
    };
    let known = BY_NAME.iter().find(|(part, _)| fits(part));
    // What is left of the enum are failures of the service's own parts.
    known.map_or(Failure(ServiceUnavailable), |(_, meaning)| *meaning)
}

/// Descriptions that are recorded or documented, and the codes that they belong to.
pub(super) const DESCRIPTIONS: [(u32, &str); 20] = [
    (10_000, "Ok"),
    (10_010, "Mixed Success"),
    (10_020, "Failure"),
    (11_000, "Account or plan issue"),
    (11_001, "Invalid authentication token"),
    (11_002, "Invalid credentials"),
    (11_003, "Hourly request limit exceeded"),
    (11_004, "Monthly request limit exceeded"),
    (11_005, "Making too many requests"),
    (11_006, "Account limits exceeded"),
    (11_007, "API key has insufficient scopes"),
    (11_008, "Invalid API key or Invalid API key/application pair"),
    (11_009, "API key not found"),
    (11_100, "Bad request format"),
    (11_101, "Resource does not exist"),
    (11_102, "Invalid request"),
    (11_103, "Method not allowed"),
    (11_200, "Authentication method is disabled"),
    (21_200, "Model does not exist"),
    (30_002, "Download failed; check URL"),
];

/// The code that a description belongs to, where it is not shared by several.
pub(super) fn code_of_description(description: &str) -> Option<u32> {
    let description = description.trim();
    let known = DESCRIPTIONS.iter().find(|(_, text)| text.eq_ignore_ascii_case(description));
    known.map(|(code, _)| *code).filter(|code| *code != 11_102)
}

/// Whether a description belongs to another code than the one it came with.
pub(super) fn contradicts(status: &ApiStatus) -> Option<u32> {
    let other = code_of_description(status.description())?;
    (status.code()? != other).then_some(other)
}
