//! The reader of rows of a CSV table, each under its header.

#![no_main]

libfuzzer_sys::fuzz_target!(|raw: &[u8]| portcullis_fuzz::read(event::Way::Import, raw));
