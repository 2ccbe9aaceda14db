//! What to do: tokens recognised, reach surveyed, acts planned, gated, undone.
//!
//! The road: [`token::identify`] → [`Survey`] (facts read from GitLab by the
//! shell) → [`Plan`] → [`gate`] → approval bound to [`Plan::hash`] → the shell
//! executes each [`Act`], verifies it by reading back, and can undo it.

pub mod act;
pub mod credential;
pub mod gate;
pub mod hardening;
pub mod plan;
pub mod reach;
pub mod revert;
pub mod setting;
pub mod standing;
pub mod survey;
mod text;
pub mod thing;
pub mod token;

pub use act::{Act, Rules, Seen, Turn, Verdict, View};
pub use credential::CredentialKind;
pub use gate::{Attestations, GateRefusal};
pub use plan::{Plan, PlanHash, PlannedAct, Wish};
pub use reach::Reach;
pub use standing::{Deployment, Standing, Tier};
pub use survey::{
    Membership, OwnedKey, OwnedToken, OwnedWebhook, Subject, Survey, TokenHandle, TokenScope,
};
pub use text::{ACT_TEXT_KEYS, TEXT_KEYS};
pub use thing::{Made, OwnedThing, Spot, ThingKind, Use};
