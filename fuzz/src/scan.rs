//! Source, bundles and logs that may hold credentials.

use clarifai_auth::{Credential, ParseOptions, scan_text};
use serde_json::to_string;

pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let leaks = scan_text(&text);
    let mut last_end = 0;
    for leak in &leaks {
        assert!(last_end <= leak.bytes.start, "leaks stand in order and apart");
        last_end = leak.bytes.end;
        let before = text.get(..leak.bytes.start).expect("a leak starts at a character");
        let found = text.get(leak.bytes.clone()).expect("a leak is whole characters");
        let units = |text: &str| text.encode_utf16().count();
        assert_eq!((leak.span.start, leak.span.end), (units(before), units(before) + units(found)));
        let line = before.rsplit('\n').next().unwrap_or_default();
        assert_eq!(leak.line, 1 + before.matches('\n').count());
        assert_eq!(leak.column, 1 + units(line));
        let options = ParseOptions { kind: leak.kind, ..ParseOptions::default() };
        let credential = Credential::parse(found, &options).expect("a leak can be sent");
        assert_eq!(leak.fingerprint, credential.fingerprint());
        let shown = to_string(leak).expect("a leak can be written as JSON");
        assert!(!shown.contains(found), "a leak does not show what leaked");
    }
}
