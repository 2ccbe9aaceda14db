//! A write-once log of bytes that can prove itself.
//!
//! The ledger knows nothing of GitLab: an entry is a source, a time of receipt
//! and bytes. It is the ground state of the product; every view is derived
//! from it and can be rebuilt.
//!
//! Invariants: there is no update and no delete; nothing is acknowledged
//! before `fdatasync` returned; file order = leaf order = Merkle index; one
//! tree over the whole history (RFC 6962), its heads signed as C2SP notes.
//!
//! ```text
//! lock                            held by the one writer
//! signing.key  verifier.pub       Ed25519, in the text forms of C2SP signed-note
//! checkpoint   checkpoints/<size> signed heads: the latest, and each one ever made
//! segments/<first>.open           frames being appended, one fdatasync per batch
//! segments/<first>-<end>.segment  the same frames, compressed in blocks; never changed again
//! segments/<first>-<end>.manifest its range, SHA-256, and the tree's root after it
//! tree/0 … tree/3                 hashes of complete subtrees of 256^level leaves
//! cosigned/<size>                 heads with the lines of witnesses under them
//! ```
//!
//! What must be trusted: the signing key, and that somebody else keeps a copy
//! of a checkpoint. Without such a copy the owner of the key can write another
//! history. `tree/` is a cache: `verify` never trusts it, and a writer that
//! finds it lost builds it again.

// In reading order: what is logged, how it lies on disk, how it gets there,
// how it comes back, how it is proven.
mod record;

mod disk;
mod frame;
mod layout;
mod open;
mod sealed;

mod state;

mod recovery;
mod seal;
mod writer;

mod reader;

mod hashes;
mod tree;

mod checkpoint;
mod cosignature;
mod key;
mod note;
mod proof;
mod verify;

mod cosigned;
mod witness;

mod error;

pub use checkpoint::Checkpoint;
pub use cosignature::{Cosignature, cosignatures};
pub use cosigned::Cosigned;
pub use error::{LedgerError, ProofError};
pub use key::{KeyError, VerifierKey, WitnessKey};
pub use proof::{ConsistencyProof, InclusionProof, verify_consistency, verify_inclusion};
pub use reader::{Reader, Records};
pub use record::{Entry, Record, leaf_bytes};
pub use recovery::Recovery;
pub use tree::{Hash, leaf_hash};
pub use verify::{Problem, Progress, Report, verify};
pub use witness::{Refused, Witness, WitnessRefusal};
pub use writer::{Ledger, Options};
