//! Job logs: lines, causes, secrets.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| portcullis_fuzz::job_log(bytes));
