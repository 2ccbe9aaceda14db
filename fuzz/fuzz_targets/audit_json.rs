//! The reader of lines of `audit_json.log`.

#![no_main]

libfuzzer_sys::fuzz_target!(|raw: &[u8]| portcullis_fuzz::read(event::Way::Import, raw));
