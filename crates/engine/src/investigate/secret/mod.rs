//! Secrets in text: job logs, artifacts, configuration, changes (CI8, CI9, CE11).
//!
//! Found are GitLab's own tokens, keys of well-known services by their shape,
//! private keys, passwords in addresses, and values that somebody gave to a
//! name like a secret's. What comes out holds no secret: a kind, a masked line,
//! the last four characters of a long one, and a keyed fingerprint by which two
//! sightings of one secret are known to be the same.
//!
//! The shapes are our own table: the crates with rules for third-party
//! secrets are young, or bring a scanner of their own. Sources: each service's
//! own documentation of its prefix; for GitLab's see [`crate::respond::token`].

mod assigned;
mod diff;
mod file_name;
mod mask;
mod service;
mod vendor;

use std::collections::BTreeSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::respond::plan::Text;
use crate::respond::token::{self, TokenKind};

pub use assigned::is_secret_name;
pub use diff::{Added, in_diff, is_diff};
pub use file_name::SecretFile;
pub use mask::{mask, mask_lines};
pub use service::Vendor;

/// What a secret is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", content = "of", rename_all = "snake_case")]
pub enum SecretKind {
    /// A credential of GitLab.
    Gitlab(TokenKind),
    /// The id of an access key of Amazon Web Services. Not secret by itself,
    /// but where it stands the secret part is near, and the log of uses is
    /// searched by it.
    AwsAccessKeyId,
    /// The secret part of such a key.
    AwsSecretKey,
    /// The key of a service account of Google Cloud.
    GoogleServiceAccountKey,
    /// Another private key.
    PrivateKey,
    /// Of another well-known service.
    Vendor(Vendor),
    /// A password in an address.
    AddressPassword,
    /// A value given to a name like a secret's.
    Assigned,
}

impl SecretKind {
    /// The word used in JSON, in the journal and in sentences.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gitlab(kind) => kind.as_str(),
            Self::AwsAccessKeyId => "aws_access_key_id",
            Self::AwsSecretKey => "aws_secret_key",
            Self::GoogleServiceAccountKey => "google_service_account_key",
            Self::PrivateKey => "private_key",
            Self::Vendor(vendor) => vendor.as_str(),
            Self::AddressPassword => "address_password",
            Self::Assigned => "assigned_secret",
        }
    }

    /// The name for people.
    pub fn label(self) -> Text {
        match self {
            Self::Gitlab(kind) => kind.label(),
            Self::AwsAccessKeyId => Text::of("secret-kind-aws-access-key-id", []),
            Self::AwsSecretKey => Text::of("secret-kind-aws-secret-key", []),
            Self::GoogleServiceAccountKey => Text::of("secret-kind-google-service-account-key", []),
            Self::PrivateKey => Text::of("secret-kind-private-key", []),
            Self::Vendor(vendor) => {
                Text::of("secret-kind-vendor", [("vendor", vendor.name().to_owned())])
            }
            Self::AddressPassword => Text::of("secret-kind-address-password", []),
            Self::Assigned => Text::of("secret-kind-assigned", []),
        }
    }

    /// Whether the text itself may be shown: an identifier is no secret.
    fn is_identifier(self) -> bool {
        self == Self::AwsAccessKeyId
    }
}

/// A secret in a text. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    /// What it is.
    #[serde(flatten)]
    pub kind: SecretKind,
    /// The line, from 1.
    pub line: u32,
    /// The name that it was given, where it was given one.
    pub name: Option<String>,
    /// What is known of it and is no secret: the id of an AWS key, the address
    /// of a service account.
    pub identity: Option<String>,
    /// Its last four characters, of a long one.
    pub last_four: String,
    /// Keyed fingerprint: the same for all sightings of one secret.
    pub fingerprint: String,
    /// The line with everything secret hidden.
    pub excerpt: String,
}

/// What a scan needs to know.
#[derive(Clone, Copy)]
pub struct Scan<'a> {
    /// The installation's key for fingerprints.
    pub key: &'a [u8; 32],
    /// The instance's own prefix of personal access tokens, if it has one.
    pub custom_prefix: Option<&'a str>,
}

impl std::fmt::Debug for Scan<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scan").field("custom_prefix", &self.custom_prefix).finish_non_exhaustive()
    }
}

/// A secret in the text: where, and what of it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Hit {
    range: Range<usize>,
    kind: SecretKind,
    name: Option<String>,
    identity: Option<String>,
}

/// Sightings of one text at most: an environment printed in a loop has no end.
const SIGHTINGS_MAX: usize = 1_000;

/// Characters of a line that are shown.
const EXCERPT_CHARS_MAX: usize = 240;

/// A secret shorter than this shows no last four characters.
const SHOWN_LENGTH_MIN: usize = 20;

/// The secrets in a text, in order of place; one that stands twice is there twice.
pub fn find(text: &str, scan: Scan<'_>) -> Vec<Sighting> {
    let hits = hits(text, scan.custom_prefix);
    let masked = mask_lines(text, scan.custom_prefix);
    let starts = line_starts(text);
    let mut found = Vec::new();
    for hit in hits.into_iter().take(SIGHTINGS_MAX) {
        let Some(secret) = text.get(hit.range.clone()) else { continue };
        let line = starts.partition_point(|&start| start <= hit.range.start);
        let shown = masked.get(line.saturating_sub(1)).map_or("", String::as_str);
        found.push(Sighting {
            kind: hit.kind,
            line: u32::try_from(line).unwrap_or(u32::MAX),
            name: hit.name,
            identity: hit.identity,
            last_four: last_four(secret, hit.kind),
            fingerprint: token::fingerprint(secret, scan.key),
            excerpt: cut(shown),
        });
    }
    found
}

/// The first sighting of each secret.
pub fn distinct(sightings: &[Sighting]) -> Vec<&Sighting> {
    let mut seen = BTreeSet::new();
    sightings.iter().filter(|sighting| seen.insert(sighting.fingerprint.as_str())).collect()
}

/// A line as it is shown: blanks at its ends and what is too long taken off.
pub(super) fn cut(line: &str) -> String {
    let line = line.trim();
    let mut shown: String = line.chars().take(EXCERPT_CHARS_MAX).collect();
    if shown.len() < line.len() {
        shown.push('…');
    }
    shown
}

/// Where the secrets in a text stand, in order and without overlap.
pub(crate) fn ranges(text: &str, custom_prefix: Option<&str>) -> Vec<Range<usize>> {
    hits(text, custom_prefix).into_iter().map(|hit| hit.range).collect()
}

/// With what secrets begin: one of these stands in each text in which
/// [`ranges`] finds some that are told by their shape.
pub(crate) fn beginnings() -> impl Iterator<Item = &'static str> {
    const OTHERS: [&str; 4] = ["AKIA", "ASIA", "eyJ", "-----BEGIN "];
    token::prefixes().chain(vendor::prefixes()).chain(OTHERS)
}

/// Words in the names of secrets: one of these stands before each that is told
/// by its name.
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    assigned::words()
}

/// Every secret in the text, in order and without overlap: of two that overlap
/// the more telling kind counts, for the whole of both.
fn hits(text: &str, custom_prefix: Option<&str>) -> Vec<Hit> {
    let mut all = Vec::new();
    for found in token::find_custom(text, custom_prefix) {
        all.push(Hit {
            range: found.range,
            kind: SecretKind::Gitlab(found.token.kind),
            name: None,
            identity: None,
        });
    }
    all.extend(vendor::hits(text));
    all.extend(assigned::hits(text));
    all.sort_by_key(|hit| (hit.range.start, hit.kind));
    let mut apart: Vec<Hit> = Vec::with_capacity(all.len());
    for hit in all {
        match apart.last_mut().filter(|last| hit.range.start < last.range.end) {
            Some(last) => merge(last, hit),
            None => apart.push(hit),
        }
    }
    apart
}

fn merge(last: &mut Hit, next: Hit) {
    last.range.end = last.range.end.max(next.range.end);
    let name = last.name.take().or(next.name);
    if next.kind < last.kind {
        last.kind = next.kind;
    }
    last.name = name;
    last.identity = last.identity.take().or(next.identity);
}

fn last_four(secret: &str, kind: SecretKind) -> String {
    let length = secret.chars().count();
    let is_text = !matches!(
        kind,
        SecretKind::PrivateKey | SecretKind::GoogleServiceAccountKey | SecretKind::AddressPassword
    );
    if length < SHOWN_LENGTH_MIN || !is_text {
        return String::new();
    }
    secret.chars().skip(length - 4).collect()
}

/// Where each line begins.
fn line_starts(text: &str) -> Vec<usize> {
    let after = text.match_indices('\n').map(|(at, newline)| at + newline.len());
    std::iter::once(0).chain(after).collect()
}

#[cfg(test)]
mod tests;
