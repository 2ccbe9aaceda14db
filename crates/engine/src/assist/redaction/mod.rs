//! Logs without what is not the requester's business (LD26).
//!
//! Kept is what concerns the subjects of a request. Taken out is what could
//! tell of other accounts or of the system: first by the fields that GitLab's
//! own logs have, then by looking into all text, as it stands and decoded.
//! What was taken out is replaced by a pseudonym, the same for the same thing
//! within one artefact and of no use outside of it. Every other byte stays.
//!
//! - [`Rules`]: whose logs these are, and what is known of others.
//! - [`Told`]: whom logs name in their own fields, to be added to the rules.
//! - [`Redactor`]: bytes in, bytes and the list of spans out; a line at a time,
//!   so that memory does not grow with the file.
//! - [`Edits`]: what a reviewer adds or lifts, with a reason.
//! - [`Report`]: hashes of all of it; the same work again gives the same report.
//!
//! Lines too long to be looked into, lines with zero bytes, and lines of access
//! logs (LD25), are withheld as a whole; of what is packed or no text nothing
//! is read ([`Unreadable`]). An identifier that is cut in two by a line break, or
//! that is known to nobody and looks like any other word, is not found: this
//! is why a person reviews the result (LD15).

mod access;
mod decode;
mod edit;
mod encoded;
mod field;
mod find;
mod fold;
mod input;
mod json;
mod known;
mod marker;
mod mime;
mod person;
mod place;
mod pseudonym;
mod report;
mod rules;
mod secret;
mod senseless;
mod shape;
mod sight;
mod span;
mod stream;
#[cfg(test)]
mod tests;
mod text;
mod told;
mod typed;

pub(crate) use fold::folded;

pub use edit::{Edit, EditKind, Edits};
pub use input::Unreadable;
pub use pseudonym::Key;
pub use report::{Counted, Report};
pub use rules::{Account, AccountKind, Hosts, Rules};
pub use senseless::Senseless;
pub use span::Kind;
pub use stream::{LINE_BYTES_MAX, Output, Redactor};
pub use told::{NAMES_MAX, Told};
