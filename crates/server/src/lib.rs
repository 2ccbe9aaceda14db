//! The shell: the only crate with a clock, a disk, a network and a browser in front.
//!
//! - [`config`]: one TOML file and the environment, read once.
//! - [`clock`]: the only place that asks what time it is.
//! - [`person`]: who may do what.
//! - [`app`]: everything that Portcullis can do; pages, API and commands are
//!   three coats over it.
//! - [`collect`]: receives events; answers only when the ledger has them.
//! - `work`: the loops behind: writers, indexer, detector, survey, execution.
//! - [`web`]: pages and HTTP API.
//! - [`serve`]: the loop that accepts connections for both.
//! - [`lines`]: where a line may break, in both languages.
//! - [`witness`]: cosigns heads of other people's ledgers.
//!
//! Invariants: `web` and `work` never call each other, both go through `app`;
//! nothing here decides, [`engine`] does; nothing here prints or exits.

pub mod app;
pub mod clock;
pub mod collect;
pub mod config;
pub mod door;
pub mod lines;
mod paper;
pub mod person;
pub mod serve;
pub mod web;
pub mod witness;
mod work;
