//! The loops behind the app: writers, follower, survey, execution, import.
//!
//! Reading order: [`writer`] (bytes become durable) → [`journal`] (the only
//! door through which a case changes) → [`follow`] (events become searchable,
//! findings and cases) → [`survey`] (GitLab is read) → [`act`], [`execute`]
//! (GitLab is changed) → [`import`] (files become events).

pub(crate) mod act;
pub(crate) mod ci;
pub(crate) mod derived;
pub(crate) mod dive;
pub(crate) mod evidence;
pub(crate) mod execute;
pub(crate) mod follow;
pub(crate) mod head;
pub(crate) mod hunt;
pub(crate) mod import;
pub(crate) mod intake;
pub(crate) mod inventory;
pub(crate) mod journal;
pub(crate) mod learn;
pub(crate) mod notify;
pub(crate) mod on_call;
pub(crate) mod probe;
pub(crate) mod read;
pub(crate) mod s3;
pub(crate) mod stamp;
pub(crate) mod standing;
pub(crate) mod survey;
pub(crate) mod tick;
pub(crate) mod values;
pub(crate) mod witness;
pub(crate) mod writer;
