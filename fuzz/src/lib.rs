//! What must hold whatever somebody pastes: one module for each fuzz target.
//!
//! `npm run fuzz` looks for inputs that break a property; `tests/fuzz.rs` replays the corpus through
//! the same functions on stable Rust. A new target is a module here, a line in [`TARGETS`], a file in
//! `fuzz_targets/` and its entry in `Cargo.toml`.

pub mod answer;
pub mod authorization;
pub mod credential;
pub mod grant;
pub mod output;
pub mod route;

/// A property: it panics where the bytes break it.
pub type Check = fn(&[u8]);

/// Each target by its name, which is also the name of its corpus.
pub const TARGETS: [(&str, Check); 5] = [
    ("answer", answer::check),
    ("authorization", authorization::check),
    ("credential", credential::check),
    ("grant", grant::check),
    ("route", route::check),
];
