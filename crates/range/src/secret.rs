//! Tokens in GitLab's shapes: prefix, body and, for routable ones, a checksum.
//!
//! Source: GitLab's `lib/authn/token_field/generator/routable_token.rb` for the
//! layout of routable tokens, its token overview for the prefixes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::Dice;

/// Prefix of personal, impersonation, project and group access tokens.
pub const ACCESS_TOKEN: &str = "glpat-";
/// Prefix of the token that a running CI/CD job holds.
pub const JOB_TOKEN: &str = "glcbt-";
/// Prefix of deploy tokens.
pub const DEPLOY_TOKEN: &str = "gldt-";
/// Prefix of the authentication tokens of runners that somebody made.
pub const RUNNER_TOKEN: &str = "glrt-";
/// Prefix of the authentication tokens of runners that registered themselves.
pub const REGISTERED: &str = "glrtr-";
/// Prefix of the tokens by which runners register themselves.
pub const REGISTRATION_TOKEN: &str = "GR1348941";
/// Prefix of pipeline trigger tokens.
pub const TRIGGER_TOKEN: &str = "glptt-";
/// Prefix of tokens of agents for Kubernetes.
pub const AGENT_TOKEN: &str = "glagent-";
/// Prefix of secrets of OAuth applications.
pub const APPLICATION_SECRET: &str = "gloas-";
/// Prefix of feed tokens.
pub const FEED_TOKEN: &str = "glft-";
/// Prefix of tokens for incoming mail.
pub const INCOMING_EMAIL_TOKEN: &str = "glimt-";

/// The older shape: the prefix and 20 letters.
pub fn legacy(prefix: &str, dice: &mut Dice) -> String {
    format!("{prefix}{}", dice.letters(20))
}

/// The newer shape, in which the token itself says where it belongs.
///
/// `routing` are pairs of a key (`c` cell, `g` group, `o` organization, `p`
/// project, `u` user) and an id.
pub fn routable(prefix: &str, routing: &[(char, u64)], dice: &mut Dice) -> String {
    routable_from(prefix, routing, dice.bytes())
}

fn routable_from(prefix: &str, routing: &[(char, u64)], random: [u8; 16]) -> String {
    let mut lines: Vec<String> =
        routing.iter().map(|(key, id)| format!("{key}:{}", base36(*id, 1))).collect();
    lines.sort();
    let text = lines.join("\n");

    let mut payload = random.to_vec();
    payload.extend_from_slice(text.as_bytes());
    payload.push(u8::try_from(text.len()).unwrap_or(u8::MAX));

    let encoded = URL_SAFE_NO_PAD.encode(&payload);
    let length = base36(u64::try_from(encoded.len()).unwrap_or(0), 2);
    let unchecked = format!("{prefix}{encoded}.01.{length}");
    let checksum = base36(u64::from(crc32fast::hash(unchecked.as_bytes())), 7);
    format!("{unchecked}{checksum}")
}

/// What is kept of a secret: the world never holds it in clear text.
pub fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

fn base36(mut number: u64, width: usize) -> String {
    const DIGITS: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut out = Vec::new();
    while number > 0 || out.len() < width {
        let digit = usize::try_from(number % 36).unwrap_or(0);
        out.extend(DIGITS.get(digit).copied().map(char::from));
        number /= 36;
    }
    out.into_iter().rev().collect()
}

#[cfg(test)]
mod tests;
