//! Text with its secrets hidden.

use super::{SecretKind, hits};
use crate::respond::token;

/// What stands for something hidden.
const HIDDEN: &str = "…";

/// The text with every secret hidden. Lines stay where they are, so that a
/// line of the masked text has the number that it had.
pub fn mask(text: &str, custom_prefix: Option<&str>) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut copied = 0;
    for hit in hits(text, custom_prefix) {
        if hit.kind.is_identifier() {
            continue;
        }
        let secret = text.get(hit.range.clone()).unwrap_or_default();
        masked.push_str(text.get(copied..hit.range.start).unwrap_or_default());
        masked.push_str(&stand_in(secret, hit.kind, custom_prefix));
        copied = hit.range.end;
    }
    masked.push_str(text.get(copied..).unwrap_or_default());
    // Also what is too short to be reported.
    token::mask_custom(&masked, custom_prefix)
}

/// [`mask`], line by line.
pub fn mask_lines(text: &str, custom_prefix: Option<&str>) -> Vec<String> {
    mask(text, custom_prefix).split('\n').map(str::to_owned).collect()
}

/// What stands for a secret: GitLab's tokens keep their prefix and the last
/// four characters, as everywhere in the product; all others keep nothing.
fn stand_in(secret: &str, kind: SecretKind, custom_prefix: Option<&str>) -> String {
    let lines = "\n".repeat(secret.matches('\n').count());
    match kind {
        SecretKind::Gitlab(_) if lines.is_empty() => token::mask_custom(secret, custom_prefix),
        SecretKind::Gitlab(_)
        | SecretKind::AwsAccessKeyId
        | SecretKind::AwsSecretKey
        | SecretKind::GoogleServiceAccountKey
        | SecretKind::PrivateKey
        | SecretKind::Vendor(_)
        | SecretKind::AddressPassword
        | SecretKind::Assigned => format!("{HIDDEN}{lines}"),
    }
}
