//! `docs/findings.md` lists every finding, and each line of it was made by the library itself.
//!
//! `npm run generate` writes the table; here it is compared.
#![cfg(all(feature = "texts", feature = "plans"))]

mod closed_list;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use clarifai_auth::{
    Call, EnvironmentFinding, Finding, FindingCode, PlanOptions, RequestTarget, Severity,
    check_authorization, check_credential, check_environment, plan_key,
};

const KEY: &str = "c0ffee0123456789c0ffee0123456789";
const OTHER: &str = "deadbeef01234567deadbeef01234567";

/// Where a text is given to.
#[derive(Clone, Copy)]
enum Reader {
    Credential,
    Header,
    Metadata,
    Environment,
    /// The name of an RPC method whose key is planned.
    Plan,
}

use Reader::{Credential, Environment, Header, Metadata, Plan};

impl Reader {
    /// What the table calls it.
    fn name(self) -> &'static str {
        match self {
            Credential => "credential",
            Header | Metadata => "header",
            Environment => "environment",
            Plan => "plan",
        }
    }
}

/// What is put around a sample, so that each reader meets it where it looks.
const AROUND: &[(Reader, &str)] = &[
    (Credential, "{}"),
    (Header, "{}"),
    (Header, "Key {}"),
    (Header, "Authorization: Key {}\nAccept: a"),
    (Metadata, "{}"),
    (Environment, "{}"),
    (Environment, "CLARIFAI_PAT={}"),
    (Environment, "CLARIFAI_PAT='{}'"),
    (Plan, "{}"),
];

/// What raises each finding; `{key}` and `{other}` stand for credentials.
const SAMPLES: &[(FindingCode, Reader, &str)] = &[
    (FindingCode::Empty, Credential, ""),
    (FindingCode::SurroundingWhitespace, Credential, "{key} "),
    (FindingCode::InnerWhitespace, Credential, "{first} {second}"),
    (FindingCode::LineBreak, Credential, "{first}\n{second}"),
    (FindingCode::InvisibleCharacter, Credential, "\u{200b}{key}"),
    (FindingCode::ControlCharacter, Credential, "{first}\0{second}"),
    (FindingCode::SurroundingQuotes, Credential, "\"{key}"),
    (FindingCode::TrailingPunctuation, Credential, "{key},"),
    (FindingCode::PastedHeader, Credential, "Authorization:{key}"),
    (FindingCode::PastedScheme, Credential, "Key {key}"),
    (FindingCode::VariableName, Credential, "CLARIFAI_PAT={key}"),
    (FindingCode::FullWidth, Credential, "{wide}"),
    (FindingCode::SeveralCredentials, Credential, "{key} {other}"),
    (FindingCode::RepeatedCredential, Credential, "{key}{key}"),
    (FindingCode::Placeholder, Credential, "YOUR_PAT_HERE"),
    (FindingCode::PublicId, Credential, "aaa03c23b3724a16a56b629203edc62c"),
    (FindingCode::LegacyPair, Credential, "abcdefghij-ABCDEFGHIJ_0123456789abcdefgh"),
    (FindingCode::LegacyToken, Credential, "abcdefghijABCDEFGHIJ0123456789"),
    (FindingCode::WrongLength, Credential, "{first}"),
    (FindingCode::WrongCharacter, Credential, "{key}é"),
    (FindingCode::UpperCase, Credential, "{capitals}"),
    (FindingCode::NotHexadecimal, Credential, "z{rest}"),
    (FindingCode::LetterForDigit, Credential, "{letters}"),
    (FindingCode::LookAlike, Credential, "{cyrillic}"),
    (FindingCode::PastedFragment, Credential, "[{key}"),
    (FindingCode::PastedArgument, Credential, "--token={key}"),
    (FindingCode::SurroundingText, Credential, "my key is {key}, thanks"),
    (FindingCode::EscapeSequence, Credential, "{key}\\n"),
    (FindingCode::PercentEncoded, Credential, "{key}%0A"),
    (FindingCode::Base64Encoded, Credential, "{base64}"),
    (FindingCode::HeaderInjection, Credential, "{key}\r\nX-Injected: yes"),
    (FindingCode::UnsetValue, Credential, "None"),
    (FindingCode::UnexpandedReference, Credential, "$CLARIFAI_PAT"),
    (FindingCode::Truncated, Credential, "{first}…"),
    (FindingCode::Masked, Credential, "********"),
    (FindingCode::SessionToken, Header, "X-Clarifai-Session-Token: opaque"),
    (FindingCode::ForeignCredential, Credential, "{github}"),
    (FindingCode::MissingScheme, Header, "{key}"),
    (FindingCode::SchemeCase, Header, "key {key}"),
    (FindingCode::WrongScheme, Header, "Token {key}"),
    (FindingCode::UndocumentedScheme, Header, "Bearer {key}"),
    (FindingCode::MissingHeader, Header, "Host: a\r\nAccept: b"),
    (FindingCode::RepeatedHeader, Header, "Authorization: Key {key}\nAuthorization: Key {key}"),
    (FindingCode::HeaderNameCase, Metadata, "Authorization: Key {key}"),
    (FindingCode::MalformedHeader, Header, "Authorization : Key {key}"),
    (
        FindingCode::KeyAndSessionToken,
        Header,
        "Authorization: Key {key}\nX-Clarifai-Session-Token: a",
    ),
    (FindingCode::MissingCredential, Environment, "A=1"),
    (FindingCode::MisnamedCredential, Environment, "CLARIFAI_KEY={key}"),
    (FindingCode::MisnamedVariable, Environment, "CLARIFAI_USERID=ada\nCLARIFAI_PAT={key}"),
    (FindingCode::UnreadVariable, Environment, "CLARIFAI_PAT={key}\nCLARIFAI_KEY={key}"),
    (FindingCode::RareName, Environment, "CLARIFAI_TOKEN={key}"),
    (FindingCode::BundledCredential, Environment, "VITE_CLARIFAI_PAT={key}"),
    (FindingCode::BundledName, Environment, "VITE_CLARIFAI_PAT=YOUR_PAT_HERE"),
    (
        FindingCode::CommittedCredential,
        Environment,
        "name = \"worker\"\n[vars]\nCLARIFAI_PAT = \"{key}\"",
    ),
    (FindingCode::RetiredVariable, Environment, "CLARIFAI_APP_SECRET=a"),
    (FindingCode::PatAndSessionToken, Environment, "CLARIFAI_PAT={key}\nCLARIFAI_SESSION_TOKEN=a"),
    (FindingCode::InternalSessionToken, Environment, "CLARIFAI_SESSION_TOKEN=a"),
    (FindingCode::SeveralVariables, Environment, "CLARIFAI_PAT={key}\nCLARIFAI_API_KEY={key}"),
    (
        FindingCode::DifferentCredentials,
        Environment,
        "CLARIFAI_PAT={key}\nCLARIFAI_API_KEY={other}",
    ),
    (FindingCode::KeyTypeUnsure, Environment, "CLARIFAI_API_KEY={key}\nCLARIFAI_USER_ID=ada"),
    (FindingCode::MissingUserId, Environment, "CLARIFAI_PAT={key}"),
    (FindingCode::MissingAppId, Environment, "CLARIFAI_PAT={key}\nCLARIFAI_USER_ID=ada"),
    (FindingCode::DuplicateVariable, Environment, "CLARIFAI_PAT={key}\nCLARIFAI_PAT={other}"),
    (FindingCode::NoAssignment, Environment, "CLARIFAI_PAT"),
    (FindingCode::ShellAssignment, Environment, "setx CLARIFAI_PAT {key}"),
    (FindingCode::YamlAssignment, Environment, "CLARIFAI_PAT: {key}"),
    (FindingCode::ByteOrderMark, Environment, "\u{feff}CLARIFAI_PAT={key}"),
    (
        FindingCode::MissingContext,
        Environment,
        "current_context: work\ncontexts:\n  default:\n    CLARIFAI_PAT: {key}",
    ),
    (
        FindingCode::ReadFromEnvironment,
        Environment,
        "current_context: default\ncontexts:\n  default:\n    CLARIFAI_PAT: ENVVAR",
    ),
    (FindingCode::MalformedBase, Environment, "CLARIFAI_API_BASE=https://"),
    (FindingCode::DoubledBase, Environment, "CLARIFAI_API_BASE=https://api.clarifai.com/v2/v2"),
    (FindingCode::BasePath, Environment, "CLARIFAI_API_BASE=https://api.clarifai.com/v2"),
    (FindingCode::BaseSlash, Environment, "CLARIFAI_API_BASE=https://api.clarifai.com/"),
    (FindingCode::PlainHttpBase, Environment, "CLARIFAI_API_BASE=http://api.clarifai.com"),
    (FindingCode::BaseWithoutScheme, Environment, "CLARIFAI_API_BASE=api.clarifai.com"),
    (FindingCode::GrpcBaseNotHost, Environment, "CLARIFAI_GRPC_BASE=https://api.clarifai.com"),
    (FindingCode::OtherHost, Environment, "CLARIFAI_API_BASE=https://proxy.example"),
    (FindingCode::MalformedId, Environment, "CLARIFAI_USER_ID=\"ada \""),
    (FindingCode::CredentialAsId, Environment, "CLARIFAI_PAT={key}\nCLARIFAI_USER_ID={key}"),
    (
        FindingCode::IdLikeCredential,
        Environment,
        "CLARIFAI_PAT={key}\nCLARIFAI_USER_ID=ada\nCLARIFAI_APP_ID={other}",
    ),
    (FindingCode::EmailAsId, Environment, "CLARIFAI_USER_ID=ada@example.com"),
    (FindingCode::UrlAsId, Environment, "CLARIFAI_USER_ID=https://clarifai.com/ada"),
    (FindingCode::PortalBase, Environment, "CLARIFAI_API_BASE=https://clarifai.com"),
    (FindingCode::Utf16, Environment, "A\0=\0b\0"),
    (FindingCode::ExampleCredential, Credential, "{zeros}"),
    (FindingCode::ScopeNotOffered, Plan, "DeleteConceptRelations"),
    (FindingCode::SurplusChanges, Plan, "PostModelOutputs"),
    (FindingCode::ConditionalScope, Plan, "PostAnnotations"),
    (FindingCode::AppUnknown, Plan, "GetModel"),
    (FindingCode::NothingToPlan, Plan, "GetModl"),
];

fn filled(text: &str) -> String {
    let wide: String = KEY.chars().map(|c| if c == '0' { '０' } else { c }).collect();
    let github = ["ghp", &"0".repeat(36)].join("_");
    [
        ("{key}", KEY),
        ("{other}", OTHER),
        ("{first}", &KEY[..16]),
        ("{second}", &KEY[16..]),
        ("{rest}", &KEY[1..]),
        ("{wide}", &wide),
        ("{capitals}", &KEY.to_uppercase()),
        ("{letters}", &KEY.replace('0', "O")),
        ("{cyrillic}", &KEY.replace('c', "с")),
        ("{base64}", "YzBmZmVlMDEyMzQ1Njc4OWMwZmZlZTAxMjM0NTY3ODk="),
        ("{github}", &github),
        ("{zeros}", &"0".repeat(32)),
    ]
    .into_iter()
    .fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
}

fn findings(reader: Reader, text: &str) -> Vec<Finding> {
    match reader {
        Credential => check_credential(text).findings,
        Header => check_authorization(text, RequestTarget::Rest).findings,
        Metadata => check_authorization(text, RequestTarget::Grpc).findings,
        Environment => check_environment(text).findings.into_iter().map(alone).collect(),
        Plan => {
            let mut call = Call::rpc(text);
            call.body_holds.concepts = true;
            plan_key(&[call], &PlanOptions::default()).warnings
        }
    }
}

/// What every finding has.
fn alone(finding: EnvironmentFinding) -> Finding {
    // `Finding` cannot be written outside of the crate: one that is at hand takes the parts.
    let mut alone = check_credential("").findings.remove(0);
    alone.code = finding.code;
    alone.severity = finding.severity;
    alone.message = finding.message;
    alone.fix = finding.fix;
    alone.span = finding.span;
    alone
}

fn sample_of(code: FindingCode) -> Finding {
    let (_, reader, text) = SAMPLES
        .iter()
        .find(|(sampled, ..)| *sampled == code)
        .unwrap_or_else(|| panic!("`{code}` has no sample"));
    let text = filled(text);
    findings(*reader, &text)
        .into_iter()
        .find(|finding| finding.code == code)
        .unwrap_or_else(|| panic!("the sample of `{code}` does not raise it"))
}

/// Who gives each finding, by what the samples make each of them say.
fn givers() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let mut givers: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (_, _, text) in SAMPLES {
        let text = filled(text);
        for (reader, around) in AROUND {
            for finding in findings(*reader, &around.replace("{}", &text)) {
                givers.entry(finding.code.as_str()).or_default().insert(reader.name());
            }
        }
    }
    givers
}

fn table() -> String {
    let givers = givers();
    let mut table = String::from(
        "# Findings\n\n\
        What `checkCredential`, `checkAuthorization`, `checkEnvironment` and a thrown `ERR_CREDENTIAL` say \
        of a text, and what `planKey` warns of. The list is closed; codes are stable. An `error` cannot be sent or is refused, a \
        `warning` may be refused or is dangerous, a `hint` is good to know.\n\n\
        `npm run generate` writes this table by the library itself: each message and fix is that of a \
        sample. Given by: `checkAuthorization` alone (header), `checkEnvironment` \
        alone (environment), all three of them, or `planKey` (plan).\n\n\
        | code | severity | given by | what it means | for example | fix |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    for code in FindingCode::ALL {
        let Finding { message, fix, severity, .. } = sample_of(*code);
        let severity = match severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        };
        let meaning = code.meaning().replace('|', "\\|").replace("\\\\", "\\");
        let message = message.replace('|', "\\|");
        let given: Vec<_> = givers[code.as_str()].iter().copied().collect();
        let given = if given.len() == 3 { "all".to_owned() } else { given.join(", ") };
        writeln!(table, "| `{code}` | {severity} | {given} | {meaning} | {message} | {fix} |")
            .expect("a String takes everything");
    }
    table
}

#[test]
fn the_documented_table_is_that_of_the_code() {
    closed_list::assert_documented("findings", "WRITE_FINDINGS", &table());
}

#[test]
fn no_function_gives_a_finding_that_the_table_does_not_say_it_gives() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/");
    let folders = ["credential", "authorization", "environment", "paste", "planted", "scan"];
    let files = folders.iter().flat_map(|name| {
        let entries = std::fs::read_dir([root, "fuzz/corpus/", name].concat()).expect("a corpus");
        entries.map(|entry| std::fs::read(entry.expect("an entry").path()).expect("a file"))
    });
    let pastes = std::fs::read_to_string([root, "tests/data/pastes.txt"].concat());
    let pastes = pastes.expect("the pastes");
    let texts = files.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let texts = texts.chain(pastes.split("=== ").flat_map(|paste| {
        [paste.to_owned()].into_iter().chain(paste.lines().map(str::to_owned)).collect::<Vec<_>>()
    }));
    let givers = givers();
    for text in texts {
        for (reader, around) in AROUND {
            for Finding { code, .. } in findings(*reader, &around.replace("{}", &text)) {
                let name = reader.name();
                assert!(givers[code.as_str()].contains(name), "`{code}` by {name}: {text:?}");
            }
        }
    }
}

#[test]
fn codes_are_kebab_case_and_no_two_are_the_same() {
    closed_list::assert_codes(FindingCode::ALL.iter().map(|code| code.as_str()));
}

#[test]
fn a_message_starts_in_lower_case_has_no_period_and_shows_no_credential() {
    for code in FindingCode::ALL {
        let finding = sample_of(*code);
        for text in [&finding.message, &finding.fix] {
            let first = text.chars().next().expect("there is a text");
            assert!(
                !first.is_uppercase() && !text.ends_with('.') && !text.contains('\n'),
                "{text}"
            );
            assert!(!text.contains(&KEY[..12]) && !text.contains(&OTHER[..12]), "{text}");
        }
        assert_eq!(finding.severity, code.severity());
    }
}
