//! The reader of system hooks.

#![no_main]

libfuzzer_sys::fuzz_target!(|raw: &[u8]| portcullis_fuzz::read(event::Way::Hook, raw));
