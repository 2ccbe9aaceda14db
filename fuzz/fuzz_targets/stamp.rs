//! Time-stamp tokens, answers of authorities, certificates (DER and PEM).

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| portcullis_fuzz::stamp(bytes));
