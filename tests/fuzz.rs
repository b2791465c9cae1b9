//! The corpus of the fuzz targets holds: each input that once was of interest, through the same
//! properties as `npm run fuzz`.
#![cfg(feature = "texts")]

#[path = "../fuzz/src/lib.rs"]
mod properties;

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

use clarifai_auth::check_credential;
use properties::TARGETS;

/// What stands in the corpus for a key, and a public id; a changed digit or two make it no less fake.
const FAKE: [&str; 4] = [
    "0123456789abcdef0123456789abcdef",
    "c0ffee00c0ffee00c0ffee00c0ffee00",
    "c0ffee15dead10ccfeedfacecafebabe",
    "aa7f35c01e0642fda5cf400f543e7c40",
];

/// Name and content of each file of a target's corpus.
fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let entries = fs::read_dir(&folder);
    let entries = entries.unwrap_or_else(|error| panic!("{target} has no corpus: {error}"));
    let mut files: Vec<_> = entries
        .map(|entry| {
            let path = entry.expect("an entry of the folder").path();
            let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
            (name, fs::read(&path).expect("a file that can be read"))
        })
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{target} has an empty corpus: {}", folder.display());
    files
}

#[test]
fn every_input_of_the_corpus_keeps_the_properties_of_its_target() {
    let mut broken = Vec::new();
    for (target, check) in TARGETS {
        let files = corpus(target);
        println!("{target}: {} inputs replayed", files.len());
        for (name, data) in files {
            if catch_unwind(|| check(&data)).is_err() {
                broken.push(format!("fuzz/corpus/{target}/{name}"));
            }
        }
    }
    assert!(broken.is_empty(), "these inputs break a property: {}", broken.join(", "));
}

#[test]
fn each_corpus_belongs_to_a_target_and_each_target_is_built() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let mut names: Vec<_> = fs::read_dir(root.join("corpus"))
        .expect("the corpus")
        .map(|entry| entry.expect("a folder").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, TARGETS.map(|(name, _)| name));
    let manifest = fs::read_to_string(root.join("Cargo.toml")).expect("the manifest");
    for name in names {
        let target = fs::read_to_string(root.join(format!("fuzz_targets/{name}.rs")));
        assert!(target.expect("the target's file").contains(&format!("{name}::check(")));
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name} is not built");
    }
}

#[test]
fn the_corpus_is_small_and_holds_no_credential_but_fake_ones() {
    let files: Vec<_> = TARGETS.iter().flat_map(|(target, _)| corpus(target)).collect();
    let bytes: usize = files.iter().map(|(_, data)| data.len()).sum();
    assert!(files.len() <= 250 && bytes <= 200_000, "{} files, {bytes} bytes", files.len());
    for (name, data) in files {
        let text = String::from_utf8_lossy(&data);
        for word in text.split_whitespace() {
            assert_eq!(check_credential(word).vendor, None, "{name}");
        }
        let runs = text.split(|c: char| !c.is_ascii_hexdigit()).filter(|run| run.len() == 32);
        for run in runs {
            let same = |fake: &str| fake.bytes().zip(run.bytes()).filter(|(a, b)| a == b).count();
            assert!(FAKE.iter().any(|fake| same(fake) >= 16), "{name} holds {run}");
        }
    }
}

#[test]
fn any_bytes_at_all_keep_the_properties() {
    for (_, check) in TARGETS {
        for data in [&b""[..], b"\0", b"\xff\xfe", b" ", b"\n\n", &[b'a'; 70_000], &[0xf0; 999]] {
            check(data);
        }
    }
}
