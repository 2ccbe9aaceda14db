//! Recordings of network traffic, in all formats.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| portcullis_fuzz::flow(bytes));
