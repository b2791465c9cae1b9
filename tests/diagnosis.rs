//! Why a call failed.

use clarifai_auth::{
    Cause, CauseCode, Certainty, Diagnosis, Evidence, PasteOptions, Timestamp, diagnose, read_paste,
};

fn now() -> Timestamp {
    Timestamp::parse("2026-11-01T00:00:00Z").unwrap()
}

fn diagnosis(paste: &str) -> Diagnosis {
    diagnose(&read_paste(paste, PasteOptions::default()), now())
}

#[test]
fn show() {
    let recorded: serde_json::Value = serde_json::from_str(
        &std::fs::read_to_string("/work/shared/recorded-answers.json").unwrap(),
    )
    .unwrap();
    for entry in recorded.as_array().unwrap() {
        let text = entry["body"].to_string();
        let diagnosis = diagnosis(&text);
        println!("\n## {} — {}", entry["id"], entry["true_cause"]);
        for cause in &diagnosis.causes {
            println!(
                "  {:?} {:?} {:?} -> {}",
                cause.certainty, cause.code, cause.evidence, cause.remedy
            );
        }
        println!("  {:?} {:?}", diagnosis.status, diagnosis.retry_after_seconds);
    }
}
#[test]
fn dbg() {
    let d = diagnosis("curl https://api.clarifai.com/v2/users/me\n\n{\"status\":{\"code\":11007,\"description\":\"API key has insufficient scopes\"}}");
    println!("{d:#?}");
}
