//! Proofs as texts that stand alone, and their verification.
//!
//! Inclusion is C2SP tlog-proof. Consistency has the form in which a C2SP
//! witness is asked to cosign (`add-checkpoint` of tlog-witness):
//!
//! ```text
//! c2sp.org/tlog-proof@v1          old <size>
//! index <n>                       <base64 hash> …
//! <base64 hash> …
//!                                 <signed checkpoint>
//! <signed checkpoint>
//! ```

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::checkpoint::{Checkpoint, read_decimal, read_hash};
use crate::error::ProofError;
use crate::key::VerifierKey;
use crate::tree::{Hash, leaf_hash, root_of_inclusion, roots_of_consistency};

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// Shows that a record is in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InclusionProof {
    /// The record.
    pub index: u64,
    /// The siblings from the leaf up to the root.
    pub path: Vec<Hash>,
    /// The signed head that it leads to.
    pub checkpoint: String,
}

/// Shows that a log is the continuation of an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsistencyProof {
    /// How many records the earlier log had.
    pub old_size: u64,
    /// The hashes of RFC 6962, section 2.1.2.
    pub path: Vec<Hash>,
    /// The signed head of the later log.
    pub checkpoint: String,
}

impl InclusionProof {
    /// C2SP tlog-proof, for a file named `….tlog-proof`.
    pub fn to_text(&self) -> String {
        let head = format!("{HEADER}\nindex {}\n", self.index);
        write(head, &self.path, &self.checkpoint)
    }

    /// Reads what [`InclusionProof::to_text`], or another C2SP program, wrote.
    pub fn parse(text: &str) -> Result<Self, ProofError> {
        let rest = text
            .strip_prefix(HEADER)
            .and_then(|rest| rest.strip_prefix('\n'))
            .ok_or(ProofError::Malformed("the first line is not that of a tlog-proof"))?;
        // Extra data is for people and not authenticated.
        let rest = match rest.strip_prefix("extra ") {
            Some(extra) => extra.split_once('\n').map_or("", |(_, rest)| rest),
            None => rest,
        };
        let (index, path, checkpoint) = read("index ", rest)?;
        Ok(Self { index, path, checkpoint })
    }
}

impl ConsistencyProof {
    /// The body of an `add-checkpoint` request to a C2SP witness.
    pub fn to_text(&self) -> String {
        write(format!("old {}\n", self.old_size), &self.path, &self.checkpoint)
    }

    /// Reads what [`ConsistencyProof::to_text`] wrote.
    pub fn parse(text: &str) -> Result<Self, ProofError> {
        let (old_size, path, checkpoint) = read("old ", text)?;
        Ok(Self { old_size, path, checkpoint })
    }
}

/// Checks that `leaf` (see [`crate::leaf_bytes`]) is in the log of `key`, and
/// returns the checkpoint that says so.
pub fn verify_inclusion(
    proof_text: &str,
    leaf: &[u8],
    key: &VerifierKey,
) -> Result<Checkpoint, ProofError> {
    let proof = InclusionProof::parse(proof_text)?;
    let checkpoint = Checkpoint::open(&proof.checkpoint, key).map_err(ProofError::Signature)?;
    let root = root_of_inclusion(leaf_hash(leaf), proof.index, checkpoint.size, &proof.path);
    if root == Some(checkpoint.root) { Ok(checkpoint) } else { Err(ProofError::WrongRoot) }
}

/// Checks that the log of `key` goes on from `old`, an earlier checkpoint that
/// was kept, and returns the later one.
pub fn verify_consistency(
    proof_text: &str,
    old: &Checkpoint,
    key: &VerifierKey,
) -> Result<Checkpoint, ProofError> {
    let proof = ConsistencyProof::parse(proof_text)?;
    let new = Checkpoint::open(&proof.checkpoint, key).map_err(ProofError::Signature)?;
    if proof.old_size != old.size || old.origin != new.origin {
        return Err(ProofError::Malformed("the proof is for another earlier checkpoint"));
    }
    let is_consistent = if old.size == 0 {
        // Everything begins with nothing.
        proof.path.is_empty()
    } else if old.size == new.size {
        proof.path.is_empty() && old.root == new.root
    } else {
        let roots = roots_of_consistency(old.size, new.size, old.root, &proof.path);
        old.size < new.size && roots == Some((old.root, new.root))
    };
    if is_consistent { Ok(new) } else { Err(ProofError::WrongRoot) }
}

fn write(mut text: String, path: &[Hash], checkpoint: &str) -> String {
    for hash in path {
        text.push_str(&STANDARD.encode(hash));
        text.push('\n');
    }
    text.push('\n');
    text.push_str(checkpoint);
    text
}

/// A line with a number, hashes, an empty line and a checkpoint.
fn read(label: &str, text: &str) -> Result<(u64, Vec<Hash>, String), ProofError> {
    let (head, checkpoint) =
        text.split_once("\n\n").ok_or(ProofError::Malformed("it holds no checkpoint"))?;
    let mut lines = head.lines();
    let number = lines
        .next()
        .and_then(|line| read_decimal(line.strip_prefix(label)?))
        .ok_or(ProofError::Malformed("the line with the number is missing"))?;
    let path: Option<Vec<Hash>> = lines.map(read_hash).collect();
    let path = path.ok_or(ProofError::Malformed("a line is not a SHA-256 in base64"))?;
    Ok((number, path, checkpoint.to_owned()))
}
