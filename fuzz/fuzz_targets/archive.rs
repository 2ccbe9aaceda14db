//! Archives and packed files that others sent.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| portcullis_fuzz::archive(bytes));
