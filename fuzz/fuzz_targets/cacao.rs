//! Playbooks of others, as CACAO documents.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| portcullis_fuzz::cacao(bytes));
