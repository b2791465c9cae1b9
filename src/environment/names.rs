//! The names that programs read, and names that were meant to be one of them.

/// What a variable is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Credential,
    SessionToken,
    UserId,
    AppId,
    ApiBase,
    GrpcBase,
    /// It held a part of a client id and secret.
    Retired,
    /// Read, but nothing can be said about its value.
    Other,
}

/// Names that are read. Those of credentials stand in the order in which programs look for them.
pub(super) const KNOWN: [(&str, Role); 28] = [
    (PAT, Role::Credential),
    (API_KEY, Role::Credential),
    ("CLARIFAI_PAT_KEY", Role::Credential),
    ("CLARIFAI_API_TOKEN", Role::Credential),
    ("CLARIFAI_TOKEN", Role::Credential),
    ("CLARIFAI_SESSION_TOKEN", Role::SessionToken),
    (USER_ID, Role::UserId),
    (APP_ID, Role::AppId),
    ("CLARIFAI_API_BASE", Role::ApiBase),
    ("CLARIFAI_GRPC_BASE", Role::GrpcBase),
    ("CLARIFAI_APP_SECRET", Role::Retired),
    ("CLARIFAI_UI", Role::Other),
    ("CLARIFAI_ROOT_CERTIFICATES_PATH", Role::Other),
    ("CLARIFAI_DEPLOYMENT_ID", Role::Other),
    ("CLARIFAI_DEPLOYMENT_USER_ID", Role::Other),
    ("CLARIFAI_NODEPOOL_ID", Role::Other),
    ("CLARIFAI_COMPUTE_CLUSTER_ID", Role::Other),
    ("CLARIFAI_RUNNER_ID", Role::Other),
    ("CLARIFAI_SECRETS_PATH", Role::Other),
    ("CLARIFAI_MODEL_ID", Role::Other),
    ("CLARIFAI_MODEL_VERSION_ID", Role::Other),
    ("CLARIFAI_MODEL_URL", Role::Other),
    ("CLARIFAI_WORKFLOW_ID", Role::Other),
    ("CLARIFAI_GRPC_BASE_SCHEME", Role::Other),
    ("CLARIFAI_GRPC_BASE_PORT", Role::Other),
    ("CLARIFAI_GRPC_INSECURE", Role::Other),
    ("CLARIFAI_USER_EMAIL", Role::Other),
    ("CLARIFAI_USER_PASSWORD", Role::Other),
];

/// Where in [`KNOWN`] a name stands.
pub(super) mod place {
    pub(in super::super) const PAT: usize = 0;
    pub(in super::super) const API_KEY: usize = 1;
    pub(in super::super) const PAT_KEY: usize = 2;
    pub(in super::super) const SESSION_TOKEN: usize = 5;
    pub(in super::super) const USER_ID: usize = 6;
    pub(in super::super) const APP_ID: usize = 7;
    pub(in super::super) const API_BASE: usize = 8;
    pub(in super::super) const GRPC_BASE: usize = 9;
    pub(in super::super) const APP_SECRET: usize = 10;
    /// None of them, but it may hold the credential.
    pub(in super::super) const OPENAI_KEY: usize = usize::MAX;
}

/// Of [`KNOWN`], those of which something is kept.
pub(super) const SLOTS: usize = 11;

pub(super) const PAT: &str = "CLARIFAI_PAT";
pub(super) const API_KEY: &str = "CLARIFAI_API_KEY";
pub(super) const USER_ID: &str = "CLARIFAI_USER_ID";
pub(super) const APP_ID: &str = "CLARIFAI_APP_ID";

/// What bundlers take into the code that visitors load.
const BUNDLED: [&str; 9] = [
    "VITE_",
    "REACT_APP_",
    "NEXT_PUBLIC_",
    "NUXT_PUBLIC_",
    "EXPO_PUBLIC_",
    "GATSBY_",
    "VUE_APP_",
    "NG_APP_",
    "PUBLIC_",
];

const BRAND: &str = "CLARIFAI";
/// Longer names are not looked at: no near miss is.
const LONGEST_NAME: usize = 64;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Meaning {
    pub(super) role: Role,
    /// Where in [`KNOWN`], where it is exactly one of them.
    pub(super) known: Option<usize>,
    /// The name that is read.
    pub(super) expected: &'static str,
    /// Its value ends up in a bundle.
    pub(super) is_bundled: bool,
    /// Otherwise only the value can tell that it was meant.
    pub(super) is_certain: bool,
}

/// What a name stands for, where it has to do with Clarifai.
pub(super) fn meaning(name: &str) -> Option<Meaning> {
    if name.len() > LONGEST_NAME || !may_be_near(name) {
        return None;
    }
    let bundled = BUNDLED.iter().find_map(|prefix| without_prefix(name, prefix));
    let inner = bundled.unwrap_or(name);
    let mut meaning = exact(inner).or_else(|| near(inner))?;
    meaning.is_bundled = bundled.is_some();
    Some(meaning)
}

/// The variables of OpenAI's clients, which Clarifai is called with too.
pub(super) const OPENAI_KEY: &str = "OPENAI_API_KEY";

pub(super) fn is_openai_base(name: &str) -> bool {
    matches!(name, "OPENAI_BASE_URL" | "OPENAI_API_BASE")
}

/// Whether its value is put into what visitors load, whatever it is for.
pub(super) fn is_bundled(name: &str) -> bool {
    BUNDLED.iter().any(|prefix| without_prefix(name, prefix).is_some())
}

/// Whether a name can be near the brand at all: of `CLA` and `FAI` one change leaves one as it is.
/// Nearly all names end here, so it must be cheap.
pub(super) fn may_be_near(name: &str) -> bool {
    let (mut last, mut has_part, mut has_f) = ([0; 3], false, false);
    for byte in name.bytes().filter(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii()) {
        let [_, first, second] = last;
        last = [first, second, byte.to_ascii_uppercase()];
        has_f |= is_f(byte);
        has_part |= matches!(&last, b"CLA" | b"FAI");
    }
    has_part && has_f
}

/// Clarity, Claritas and Clariti have none.
fn is_f(byte: u8) -> bool {
    matches!(byte, b'F' | b'f')
}

fn without_prefix<'name>(name: &'name str, prefix: &str) -> Option<&'name str> {
    let (start, rest) = name.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

fn exact(name: &str) -> Option<Meaning> {
    let known = KNOWN.iter().position(|(known, _)| *known == name)?;
    let (expected, role) = KNOWN.get(known).copied()?;
    let known = Some(known);
    Some(Meaning { role, known, expected, is_bundled: false, is_certain: true })
}

fn near(name: &str) -> Option<Meaning> {
    let misnamed = |role, expected, is_certain| {
        Some(Meaning { role, known: None, expected, is_bundled: false, is_certain })
    };
    let (letters, ends) = letters(name);
    let mut start = 0;
    let words = ends.iter().filter_map(|end| {
        let word = letters.get(start..*end);
        start = *end;
        word.filter(|word| !word.is_empty())
    });
    let words: Vec<&str> = words.collect();
    // Separators and capitals aside, it may be one of the names.
    let squeezed = |known: &str| known.bytes().filter(|byte| *byte != b'_').eq(letters.bytes());
    if let Some((known, role)) = KNOWN.iter().find(|(known, _)| squeezed(known)) {
        return misnamed(*role, *known, true);
    }
    let brand = brand(&words, &letters);
    let (role, expected, is_certain) = match brand {
        Some((is_exact, rest)) => match meant_by(words_of(&rest)) {
            Some(meant) => meant,
            // Of a name that is not surely Clarifai's nothing is guessed.
            None => closest(&letters, 2).or(is_exact.then_some((Role::Credential, PAT, false)))?,
        },
        None => closest(&letters, 1)?,
    };
    misnamed(role, expected, is_certain)
}

/// The letters and digits of a name in upper case, and where its words end among them. A character
/// of another script is a `?`.
fn letters(name: &str) -> (String, Vec<usize>) {
    let (mut letters, mut ends) = (String::with_capacity(name.len()), Vec::new());
    let mut after_small = false;
    for c in name.chars() {
        let is_part = c.is_ascii_alphanumeric() || !c.is_ascii();
        if !is_part || (after_small && c.is_ascii_uppercase()) {
            ends.push(letters.len());
        }
        if is_part {
            letters.push(if c.is_ascii() { c.to_ascii_uppercase() } else { '?' });
        }
        after_small = c.is_ascii_lowercase();
    }
    ends.push(letters.len());
    (letters, ends)
}

/// Whether the brand is spelled as it should be, and the words beside it.
fn brand<'name>(words: &[&'name str], letters: &'name str) -> Option<(bool, Vec<&'name str>)> {
    let glued = letters.as_bytes().windows(BRAND.len()).position(|part| part == BRAND.as_bytes());
    if let Some(at) = glued {
        let (before, rest) = letters.split_at_checked(at)?;
        let (_, after) = rest.split_at_checked(BRAND.len())?;
        return Some((true, vec![before, after]));
    }
    // Of two changes only what starts as the brand does is surely meant.
    let is_brand = |word: &&str| {
        word.bytes().any(is_f)
            && match distance(word, BRAND) {
                1 => true,
                2 => word.starts_with("CLA") && word.len() > 6,
                _ => false,
            }
    };
    let at = words.iter().position(is_brand)?;
    let others = words.iter().enumerate().filter(|(place, _)| *place != at);
    Some((false, others.map(|(_, word)| *word).collect()))
}

/// Insertions, deletions, substitutions and swaps of neighbours; 3 where it is surely more than 2.
fn distance(a: &str, b: &str) -> usize {
    if a.len().abs_diff(b.len()) > 2 { 3 } else { strsim::osa_distance(a, b) }
}

/// Words of names, with those that mean the same as one bit. Longer ones stand before their parts.
const WORDS: [(&str, u16); 22] = [
    ("AUTHORIZATION", FILLER),
    ("CREDENTIALS", KEY),
    ("CREDENTIAL", KEY),
    ("PERSONAL", PATS),
    ("ENDPOINT", URL),
    ("SESSION", SESSION),
    ("ACCESS", FILLER),
    ("SECRET", SECRET),
    ("CLIENT", SECRET),
    ("TOKEN", TOKEN),
    ("USER", USER),
    ("AUTH", FILLER),
    ("BASE", URL),
    ("HOST", URL),
    ("GRPC", GRPC),
    ("PAT", PATS),
    ("API", API),
    ("KEY", KEY),
    ("APP", APP),
    ("URL", URL),
    ("ID", ID),
    ("OR", FILLER),
];
const FILLER: u16 = 1;
const PATS: u16 = 2;
const API: u16 = 4;
const KEY: u16 = 8;
const TOKEN: u16 = 16;
const USER: u16 = 32;
const APP: u16 = 64;
const ID: u16 = 128;
const SESSION: u16 = 256;
const URL: u16 = 512;
const GRPC: u16 = 1024;
const SECRET: u16 = 2048;

/// The words beside the brand as bits; nothing where one of them is unknown.
fn words_of(rest: &[&str]) -> Option<u16> {
    let mut bits = 0;
    for part in rest {
        let mut left = *part;
        while !left.is_empty() {
            (left, bits) = WORDS
                .iter()
                .find_map(|(word, bit)| Some((left.strip_prefix(word)?, bits | bit)))?;
        }
    }
    Some(bits)
}

/// What the words beside the brand say, in any order.
fn meant_by(words: Option<u16>) -> Option<(Role, &'static str, bool)> {
    let words = words? & !FILLER;
    let is =
        |needed: u16, allowed: u16| words & needed == needed && words & !(needed | allowed) == 0;
    Some(if is(SESSION, TOKEN | USER | ID | KEY) {
        (Role::SessionToken, "CLARIFAI_SESSION_TOKEN", true)
    } else if is(GRPC | URL, API) {
        (Role::GrpcBase, "CLARIFAI_GRPC_BASE", true)
    } else if is(URL, API) {
        (Role::ApiBase, "CLARIFAI_API_BASE", true)
    } else if is(PATS, TOKEN | KEY | API | SECRET | USER) || is(TOKEN, API | USER | APP | SECRET) {
        (Role::Credential, PAT, true)
    } else if is(KEY, API | APP | SECRET | TOKEN) {
        (Role::Credential, API_KEY, true)
    } else if is(USER, ID) {
        (Role::UserId, USER_ID, true)
    } else if is(APP, ID) {
        (Role::AppId, APP_ID, true)
    } else if is(SECRET, ID | APP) || is(ID, 0) {
        (Role::Retired, PAT, true)
    } else if is(API, 0) {
        (Role::Credential, API_KEY, false)
    } else {
        return None;
    })
}

/// The one of the names that matter whose letters are nearest, at most `most` changes away.
fn closest(letters: &str, most: usize) -> Option<(Role, &'static str, bool)> {
    let mut best = None;
    let mut nearest = most.saturating_add(1);
    for (known, role) in KNOWN.iter().take(SLOTS) {
        let squeezed: String = known.split('_').collect();
        let away = distance(letters, &squeezed);
        if away < nearest {
            nearest = away;
            // A short word at the end may be another one: `PATH` is no `PAT`.
            best = Some((*role, *known, *role != Role::Credential));
        }
    }
    best
}
