//! Diffs as GitLab gives them, with the secrets in them.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| portcullis_fuzz::diff(bytes));
