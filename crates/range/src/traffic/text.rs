//! Numbers and times as bytes, without formatting machinery.

const DIGITS: &[u8; 16] = b"0123456789abcdef";
const DAY_MS: u64 = 86_400_000;

pub(super) fn push(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(bytes);
}

fn digit(value: u64) -> u8 {
    let index = usize::try_from(value & 15).unwrap_or(0);
    DIGITS.get(index).copied().unwrap_or(b'0')
}

/// A number in decimal.
pub(super) fn push_number(out: &mut Vec<u8>, mut number: u64) {
    let start = out.len();
    loop {
        out.push(digit(number % 10));
        number /= 10;
        if number == 0 {
            break;
        }
    }
    if let Some(written) = out.get_mut(start..) {
        written.reverse();
    }
}

/// A number in decimal with leading zeros.
fn push_padded(out: &mut Vec<u8>, number: u64, width: u32) {
    for place in (0..width).rev() {
        out.push(digit(number / 10_u64.pow(place) % 10));
    }
}

/// A UUID (version 4) of these bits.
pub(super) fn push_uuid(out: &mut Vec<u8>, high: u64, low: u64) {
    let high = high & !0xF000 | 0x4000;
    let low = low & !(0b11 << 62) | 0b10 << 62;
    for (bits, dashes) in [(high, [8, 12]), (low, [0, 4])] {
        for place in 0..16_u32 {
            if dashes.contains(&place) {
                out.push(b'-');
            }
            out.push(digit(bits >> (60 - 4 * place)));
        }
    }
}

/// A clock that only moves forward and writes itself quickly.
#[derive(Debug, Clone)]
pub(super) struct Calendar {
    year: u64,
    month: u64,
    day: u64,
    ms: u64,
    /// `2026-01-01T`, made anew each day.
    date: Vec<u8>,
}

impl Calendar {
    pub(super) fn starting(year: u64, month: u64, day: u64) -> Self {
        let mut calendar = Self { year, month, day, ms: 0, date: Vec::new() };
        calendar.write_date();
        calendar
    }

    pub(super) fn advance(&mut self, ms: u64) {
        self.ms += ms;
        while self.ms >= DAY_MS {
            self.ms -= DAY_MS;
            self.next_day();
        }
    }

    /// `2026-01-01T00:00:00.000Z`.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        push(out, &self.date);
        push_padded(out, self.ms / 3_600_000, 2);
        out.push(b':');
        push_padded(out, self.ms / 60_000 % 60, 2);
        out.push(b':');
        push_padded(out, self.ms / 1_000 % 60, 2);
        out.push(b'.');
        push_padded(out, self.ms % 1_000, 3);
        out.push(b'Z');
    }

    fn next_day(&mut self) {
        self.day += 1;
        if self.day > self.month_days() {
            self.day = 1;
            self.month += 1;
        }
        if self.month > 12 {
            self.month = 1;
            self.year += 1;
        }
        self.write_date();
    }

    fn month_days(&self) -> u64 {
        let is_leap = self.year.is_multiple_of(4)
            && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        match self.month {
            4 | 6 | 9 | 11 => 30,
            2 if is_leap => 29,
            2 => 28,
            _ => 31,
        }
    }

    fn write_date(&mut self) {
        self.date.clear();
        push_padded(&mut self.date, self.year, 4);
        self.date.push(b'-');
        push_padded(&mut self.date, self.month, 2);
        self.date.push(b'-');
        push_padded(&mut self.date, self.day, 2);
        self.date.push(b'T');
    }
}
