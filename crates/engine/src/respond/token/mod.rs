//! Tokens recognised offline by prefix, shape and checksum (CE1). Nothing is
//! sent anywhere and the cleartext is never kept: what comes out is a kind,
//! the last four characters and, for routable tokens, whose it says to be.
//!
//! Sources: GitLab docs, `security/tokens`; `lib/authn/token_field/generator/
//! routable_token.rb`; gitleaks' rules, whose version-less routable form is read too.

mod ending;
mod fingerprint;
mod kind;
mod prefix;
mod routable;
mod scan;

pub use ending::{WaysToEnd, ways_to_end};
pub use fingerprint::fingerprint;
pub use kind::TokenKind;
pub use routable::Routing;
pub use scan::{Found, find_custom, find_in, mask, mask_custom};

use serde::{Deserialize, Serialize};

use prefix::Row;

/// Whether a token's own checksum agrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Checksum {
    /// It agrees: GitLab made this token, or somebody who knows the recipe.
    Valid,
    /// It does not: mistyped, cut, or no token at all.
    Invalid,
    /// This form of token has none.
    None,
}

/// What a token is, as far as the token itself tells. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identified {
    /// The likeliest kind.
    pub kind: TokenKind,
    /// All kinds that look like this, the likeliest first; `glpat-` stands for
    /// four. Only GitLab can tell them apart.
    pub kinds: Vec<TokenKind>,
    /// The public prefix, `glpat-`; empty when unknown.
    pub prefix: String,
    /// Whether length and alphabet are those of the kind.
    pub is_well_formed: bool,
    /// Whether it is of the newer form with routing fields and checksum.
    pub is_routable: bool,
    /// Whether its checksum agrees.
    pub checksum: Checksum,
    /// Whose it says to be; only from a token whose checksum agrees.
    pub routing: Option<Routing>,
    /// Its last four characters; empty when it is so short that four would
    /// give too much of it away.
    pub last_four: String,
}

/// A token shorter than this (after its prefix) shows no last four characters.
const SHOWN_LENGTH_MIN: usize = 12;

/// Recognises a token. `custom_prefix` is the instance's own prefix of
/// personal access tokens (`personal_access_token_prefix`), if it has one.
pub fn identify(secret: &str, custom_prefix: Option<&str>) -> Identified {
    let secret = secret.trim();
    let row = custom_prefix
        .filter(|prefix| !prefix.is_empty() && secret.starts_with(prefix))
        .map(Row::custom)
        .or_else(|| prefix::row_of(secret));
    let Some(row) = row else { return unknown(secret) };
    let body = secret.get(row.prefix.len()..).unwrap_or_default();
    let routable = row.may_be_routable().then(|| routable::read(secret, body)).flatten();
    let (checksum, routing) = match &routable {
        Some(routable) if routable.is_intact => (Checksum::Valid, routable.routing.clone()),
        Some(_) => (Checksum::Invalid, None),
        None => (Checksum::None, None),
    };
    Identified {
        kind: row.kinds.first().copied().unwrap_or(TokenKind::Unknown),
        kinds: row.kinds.to_vec(),
        prefix: row.prefix.to_owned(),
        is_well_formed: routable.is_some() || row.body.fits(body),
        is_routable: routable.is_some(),
        checksum,
        routing,
        last_four: last_four(body),
    }
}

/// With what tokens of GitLab begin.
pub(crate) fn prefixes() -> impl Iterator<Item = &'static str> {
    prefix::ROWS.iter().map(|row| row.prefix)
}

fn unknown(secret: &str) -> Identified {
    Identified {
        kind: TokenKind::Unknown,
        kinds: Vec::new(),
        prefix: String::new(),
        is_well_formed: false,
        is_routable: false,
        checksum: Checksum::None,
        routing: None,
        last_four: last_four(secret),
    }
}

/// The last four characters of a body that is long enough to spare them.
fn last_four(body: &str) -> String {
    let length = body.chars().count();
    if length < SHOWN_LENGTH_MIN {
        return String::new();
    }
    body.chars().skip(length - 4).collect()
}
