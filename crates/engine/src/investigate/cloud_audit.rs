//! What was done with a cloud's credential while it was exposed (CI14).
//!
//! Ready-made questions for the cloud's own audit log, for exactly the window,
//! and a reader of the answers. The questions are run by a person: we hold no
//! credential of anybody's cloud.
//!
//! Sources: AWS docs, `CloudTrail` (`lookup-events`, event record contents,
//! Athena tables); Google Cloud docs, Cloud Audit Logs (`LogEntry`,
//! `AuditLog`), Logging query language.

mod csv;
mod import;
mod query;

pub use import::{CloudRow, Imported, import};
pub use query::{Credential, ReadyQuery, Window, queries};
