//! What must hold whatever somebody pastes: one module for each fuzz target.
//!
//! `npm run fuzz` looks for inputs that break a property; `tests/fuzz.rs` replays the corpus through
//! the same functions on stable Rust. A new target is a module here, a line in [`TARGETS`], a file in
//! `fuzz_targets/` and its entry in `Cargo.toml`.

pub mod answer;
pub mod authorization;
pub mod calls;
pub mod credential;
pub mod diagnosis;
pub mod environment;
pub mod grant;
pub mod output;
pub mod paste;
pub mod planted;
pub mod route;
pub mod scan;

/// A property: it panics where the bytes break it.
pub type Check = fn(&[u8]);

/// Each target by its name, which is also the name of its corpus.
pub const TARGETS: [(&str, Check); 11] = [
    ("answer", answer::check),
    ("authorization", authorization::check),
    ("calls", calls::check),
    ("credential", credential::check),
    ("diagnosis", diagnosis::check),
    ("environment", environment::check),
    ("grant", grant::check),
    ("paste", paste::check),
    ("planted", planted::check),
    ("route", route::check),
    ("scan", scan::check),
];
