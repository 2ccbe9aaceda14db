//! JSON objects, addresses and times as bytes, without formatting machinery.

use crate::traffic::text::{push, push_number, push_uuid};

/// A JSON object that is being written.
pub(super) struct Object<'a> {
    pub(super) out: &'a mut Vec<u8>,
    is_first: bool,
}

impl<'a> Object<'a> {
    pub(super) fn new(out: &'a mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { out, is_first: true }
    }

    pub(super) fn name(&mut self, key: &str) {
        if !std::mem::take(&mut self.is_first) {
            self.out.push(b',');
        }
        self.out.push(b'"');
        push(self.out, key.as_bytes());
        push(self.out, b"\":");
    }

    pub(super) fn raw(&mut self, key: &str, json: &[u8]) {
        self.name(key);
        push(self.out, json);
    }

    pub(super) fn text(&mut self, key: &str, value: &str) {
        self.texts(key, &[value]);
    }

    /// Several texts in one.
    pub(super) fn texts(&mut self, key: &str, values: &[&str]) {
        self.name(key);
        self.out.push(b'"');
        for byte in values.iter().flat_map(|value| value.bytes()) {
            if matches!(byte, b'"' | b'\\') {
                self.out.push(b'\\');
            }
            self.out.push(byte);
        }
        self.out.push(b'"');
    }

    pub(super) fn number(&mut self, key: &str, value: i64) {
        self.name(key);
        if value < 0 {
            self.out.push(b'-');
        }
        push_number(self.out, value.unsigned_abs());
    }

    pub(super) fn address(&mut self, key: &str, ip: u32) {
        self.name(key);
        self.out.push(b'"');
        push_address(self.out, ip);
        self.out.push(b'"');
    }

    /// The client and the proxy in front of GitLab.
    pub(super) fn chain(&mut self, key: &str, ip: u32) {
        self.name(key);
        self.out.push(b'"');
        push_address(self.out, ip);
        push(self.out, b", 127.0.0.1\"");
    }

    pub(super) fn uuid(&mut self, key: &str, high: u64, low: u64) {
        self.name(key);
        self.out.push(b'"');
        push_uuid(self.out, high, low);
        self.out.push(b'"');
    }

    pub(super) fn time(&mut self, key: &str, at_ms: i64) {
        self.name(key);
        self.out.push(b'"');
        push_time(self.out, at_ms);
        self.out.push(b'"');
    }

    pub(super) fn inside(&mut self, key: &str, write: impl FnOnce(&mut Object<'_>)) {
        self.name(key);
        let mut object = Object::new(self.out);
        write(&mut object);
        object.end();
    }

    pub(super) fn end(self) {
        self.out.push(b'}');
    }
}

pub(super) fn push_address(out: &mut Vec<u8>, ip: u32) {
    for (place, byte) in ip.to_be_bytes().into_iter().enumerate() {
        if place > 0 {
            out.push(b'.');
        }
        push_number(out, u64::from(byte));
    }
}

/// Time within the day as two-digit numbers, with what stands between.
fn push_clock(out: &mut Vec<u8>, at_ms: i64) {
    let second = at_ms.rem_euclid(86_400_000) / 1_000;
    for (place, value) in [second / 3_600, second / 60 % 60, second % 60].into_iter().enumerate() {
        if place > 0 {
            out.push(b':');
        }
        push_two(out, value);
    }
}

fn push_two(out: &mut Vec<u8>, value: i64) {
    let value = value.unsigned_abs();
    push_number(out, value / 10 % 10);
    push_number(out, value % 10);
}

/// Year, month and day (proleptic Gregorian) of a time.
fn date(at_ms: i64) -> (i64, i64, i64) {
    let days = at_ms.div_euclid(86_400_000) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// `2026-03-10T09:15:00.123Z`.
fn push_time(out: &mut Vec<u8>, at_ms: i64) {
    let (year, month, day) = date(at_ms);
    push_number(out, year.unsigned_abs());
    out.push(b'-');
    push_two(out, month);
    out.push(b'-');
    push_two(out, day);
    out.push(b'T');
    push_clock(out, at_ms);
    out.push(b'.');
    let ms = at_ms.rem_euclid(1_000);
    push_number(out, ms.unsigned_abs() / 100);
    push_two(out, ms % 100);
    out.push(b'Z');
}

/// `10/Mar/2026:09:15:00 +0000`.
pub(super) fn push_nginx_time(out: &mut Vec<u8>, at_ms: i64) {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (year, month, day) = date(at_ms);
    push_two(out, day);
    out.push(b'/');
    let name = usize::try_from(month - 1).ok().and_then(|month| MONTHS.get(month));
    push(out, name.copied().unwrap_or("Jan").as_bytes());
    out.push(b'/');
    push_number(out, year.unsigned_abs());
    out.push(b':');
    push_clock(out, at_ms);
    push(out, b" +0000");
}
