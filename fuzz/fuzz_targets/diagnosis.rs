#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| clarifai_auth_fuzz::diagnosis::check(data));
