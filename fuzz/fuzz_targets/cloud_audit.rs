//! Answers of clouds' audit logs.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| portcullis_fuzz::cloud_audit(bytes));
