//! What holds for every closed list of codes that `docs/` has a table of.

/// Compares a table with the one that is kept, or writes it where the variable is set.
#[track_caller]
pub fn assert_documented(name: &str, variable: &str, table: &str) {
    let file = [env!("CARGO_MANIFEST_DIR"), "/docs/", name, ".md"].concat();
    if std::env::var_os(variable).is_some() {
        std::fs::write(&file, table).expect("the table can be written");
    }
    let kept = std::fs::read_to_string(file).expect("the table is there");
    for (kept, made) in kept.lines().zip(table.lines()) {
        assert_eq!(kept, made, "run `npm run generate`, and commit what it writes");
    }
    assert_eq!(kept.lines().count(), table.lines().count(), "run `npm run generate`");
}

#[track_caller]
pub fn assert_codes<'code>(codes: impl Iterator<Item = &'code str>) {
    let mut codes: Vec<&str> = codes.collect();
    for code in &codes {
        assert!(
            code.bytes().all(|b| b.is_ascii_lowercase() || b"-0123456789".contains(&b)),
            "{code}"
        );
    }
    let all = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), all, "two are the same");
}
