//! What to do: tokens recognised, reach surveyed, acts planned, gated, undone.
//!
//! The road: [`token::identify`] → [`Survey`] (facts read from GitLab by the
//! shell) → [`Plan`] → [`gate`] → approval bound to [`Plan::hash`] → the shell
//! executes each [`Act`], verifies it by reading back, and can undo it.

pub mod act;
pub mod gate;
pub mod plan;
pub mod reach;
pub mod survey;
mod text;
pub mod token;

pub use act::{Act, Before, Verdict};
pub use gate::{Attestations, GateRefusal};
pub use plan::{Plan, PlanHash, PlannedAct, Wish};
pub use reach::Reach;
pub use survey::{
    Membership, OwnedKey, OwnedToken, OwnedWebhook, Subject, Survey, TokenHandle, TokenScope,
};
pub use text::TEXT_KEYS;
