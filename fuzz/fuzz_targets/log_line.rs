//! The readers of all logs of JSON lines, and what shippers wrap around them.

#![no_main]

libfuzzer_sys::fuzz_target!(|raw: &[u8]| portcullis_fuzz::read(event::Way::Follow, raw));
