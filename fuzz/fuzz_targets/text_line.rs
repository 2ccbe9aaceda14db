//! The readers of text logs, and the prefixes of shippers.

#![no_main]

libfuzzer_sys::fuzz_target!(|raw: &[u8]| portcullis_fuzz::read(event::Way::Syslog, raw));
