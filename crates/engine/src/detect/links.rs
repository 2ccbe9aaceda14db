//! Which rule refers to which, and what follows from it.

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};

/// 128 bits of SHA-256 over the texts of a rule and of all that it refers to,
/// with what each went through: the same while nothing of that changes.
pub(super) fn fingerprint(rule: usize, texts: &[[&str; 2]], links: &[Vec<usize>]) -> String {
    let mut hash = Sha256::new();
    let mut seen = BTreeSet::new();
    let mut next = vec![rule];
    while let Some(rule) = next.pop() {
        if seen.insert(rule) {
            for text in texts.get(rule).into_iter().flatten() {
                hash.update(text);
                hash.update(b"\0");
            }
            next.extend(links.get(rule).into_iter().flatten());
        }
    }
    let digest = hash.finalize();
    hex::encode(digest.get(..16).unwrap_or(&digest))
}

/// Whether a rule refers to itself, perhaps by others.
pub(super) fn reaches_itself(links: &[Vec<usize>], start: usize) -> bool {
    let mut seen = BTreeSet::new();
    let mut next = vec![start];
    while let Some(rule) = next.pop() {
        for &other in links.get(rule).into_iter().flatten() {
            if other == start {
                return true;
            }
            if seen.insert(other) {
                next.push(other);
            }
        }
    }
    false
}
