//! Court bundles: every file of one that others may have written.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| portcullis_fuzz::court_bundle(bytes));
