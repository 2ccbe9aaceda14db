//! The reader of rows of the REST audit endpoints.

#![no_main]

libfuzzer_sys::fuzz_target!(|raw: &[u8]| portcullis_fuzz::read(event::Way::Rest, raw));
