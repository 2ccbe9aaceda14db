//! The forms in which an identifier may stand.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

use super::Dice;

/// How something is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Plain,
    MixedCase,
    Percent,
    PercentTwice,
    Escaped,
    EscapedTwice,
    Base64,
    Base64Url,
    FullWidth,
    Entity,
}

pub(crate) const FORMS: [Form; 10] = [
    Form::Plain,
    Form::MixedCase,
    Form::Percent,
    Form::PercentTwice,
    Form::Escaped,
    Form::EscapedTwice,
    Form::Base64,
    Form::Base64Url,
    Form::FullWidth,
    Form::Entity,
];

/// An identifier in a form. What is in base64 has words around it.
pub(crate) fn written(dice: &mut Dice, what: &str, form: Form) -> String {
    let mut out = String::new();
    match form {
        Form::Plain => out.push_str(what),
        Form::MixedCase => {
            for c in what.chars() {
                if dice.roll(2) == 0 { out.extend(c.to_uppercase()) } else { out.push(c) }
            }
        }
        Form::Percent | Form::PercentTwice => {
            let sign = if form == Form::Percent { "%" } else { "%25" };
            for byte in what.bytes() {
                if byte.is_ascii_alphanumeric() && dice.roll(4) > 0 {
                    out.push(char::from(byte));
                } else {
                    write!(out, "{sign}{byte:02X}").unwrap();
                }
            }
        }
        Form::Escaped | Form::EscapedTwice => {
            let sign = if form == Form::Escaped { "\\u" } else { "\\\\u" };
            for unit in what.encode_utf16() {
                let plain = u8::try_from(unit).ok().filter(u8::is_ascii_alphanumeric);
                match plain.filter(|_| dice.roll(3) > 0) {
                    Some(byte) => out.push(char::from(byte)),
                    None => write!(out, "{sign}{unit:04x}").unwrap(),
                }
            }
        }
        Form::Base64 => out.push_str(&STANDARD.encode(format!("by {what} today"))),
        Form::Base64Url => out.push_str(&URL_SAFE.encode(format!("{{\"who\":\"{what}\"}}"))),
        Form::FullWidth => {
            for c in what.chars() {
                let wide = c.is_ascii_graphic().then(|| char::from_u32(u32::from(c) + 0xfee0));
                out.push(wide.flatten().unwrap_or(c));
            }
        }
        Form::Entity => {
            for c in what.chars() {
                if c.is_ascii_alphanumeric() {
                    out.push(c);
                } else {
                    write!(out, "&#{};", u32::from(c)).unwrap();
                }
            }
        }
    }
    out
}
