//! A host at one moment: what a suspected GitLab host shows is saved in the
//! order of volatility, as a bundle that anybody can verify (IN7).
//!
//! Runs on the host itself. It reads, and writes nothing but the bundle's
//! folder; it starts no program of the host, opens no connection, and works
//! without root: what it could not see stands in the manifest as a gap.
//!
//! It knows nothing of cases and decides nothing: whether a process is a
//! stranger is asked in `engine::investigate::host`, from the reports.
//!
//! One probe is one file of `probe/`. The format of a bundle is
//! `docs/reference/evidence-bundle.md`; a second verifier that shares no code
//! is `contrib/verify-evidence/verify.py`.

mod bundle;
mod collect;
pub mod court;
mod document;
mod host;
mod order;
mod priority;
mod probe;
mod redact;
pub mod stamp;
mod taking;

pub use bundle::age::{Recipient, RecipientError};
pub use bundle::manifest::{
    Collected, Encoding, Gap, Item, ItemKind, Manifest, ProbeState, Probed, Source, Stored, Why,
};
pub use bundle::open::{Bundle, BundleError};
pub use bundle::verify::{Checked, Flaw, FlawKind, verify};
pub use bundle::{FORMAT, seal_of};
pub use collect::{CollectError, Collection, collect};
pub use document::{collected_document, verified_document};
pub use order::{Limits, Order, Progress};
pub use probe::names as probe_names;
