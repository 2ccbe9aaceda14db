//! The cutting of bodies into events.

#![no_main]

libfuzzer_sys::fuzz_target!(|body: &[u8]| portcullis_fuzz::split(body));
