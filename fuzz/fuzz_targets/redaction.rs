//! Logs of customers on their way to being handed out.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| portcullis_fuzz::redaction(bytes));
