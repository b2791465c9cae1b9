//! Benchmarks of the core beside Rust peers: see `benches/core.rs`.
