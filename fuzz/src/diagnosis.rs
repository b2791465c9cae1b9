//! Whatever is known of a failed call.

use clarifai_auth::{
    Body, Diagnosis, Evidence, PasteOptions, RequestEvidence, ResponseEvidence, Timestamp,
    diagnose, read_paste,
};

/// Real credentials are as long.
const CREDENTIAL: usize = 32;

pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data).into_owned();
    let now = Timestamp::from_unix_seconds(1_800_000_000);
    holds(&diagnose(&read_paste(&text, PasteOptions::default()), now));
    let mut request = RequestEvidence::default();
    request.verb = Some("POST".to_owned());
    request.url = Some(["https://api.clarifai.com/v2/", &text].concat());
    let mut response = ResponseEvidence::default();
    response.body = Some(Body::Text(text.clone()));
    let mut evidence = Evidence::default();
    evidence.request = Some(request);
    evidence.response = Some(response);
    evidence.authorization = Some(text.clone());
    evidence.environment = Some(text.clone());
    evidence.key_created_at = Some(text.clone());
    holds(&diagnose(&evidence, now));
    let mut evidence = Evidence::default();
    evidence.credential = Some(text.clone());
    evidence.error = Some(text);
    holds(&diagnose(&evidence, now));
}

fn holds(diagnosis: &Diagnosis) {
    assert!(!diagnosis.causes.is_empty());
    assert_eq!(diagnosis.checklist.len(), 7);
    let ordered = |pair: &[clarifai_auth::Cause]| pair[0].certainty >= pair[1].certainty;
    assert!(diagnosis.causes.windows(2).all(ordered), "{diagnosis:?}");
    let causes = &diagnosis.causes;
    let texts = causes.iter().flat_map(|cause| cause.evidence.iter().chain([&cause.remedy]));
    for text in texts.chain(diagnosis.checklist.iter().map(|check| &check.note)) {
        let longest = text.split(|c: char| !c.is_ascii_alphanumeric()).map(str::len).max();
        assert!(longest.unwrap_or_default() < CREDENTIAL, "{text}");
        assert!(!text.contains('\n'), "{text}");
    }
}
