//! Rotating an access token: ends it and makes a successor (CE4).
//!
//! The trap: GitLab takes the rotation of a revoked token for theft and revokes
//! every active token of its family, the successor among them. So a token that
//! does not work any more counts as done and is left alone; a plan that would
//! begin with one is refused ([`crate::respond::plan::check`]).
//!
//! Source: GitLab docs, `api/personal_access_tokens`, "automatic reuse detection".

use super::Before;
use crate::respond::plan::Text;
use crate::respond::{Survey, TokenHandle};

pub(super) fn impact(token: TokenHandle, survey: &Survey) -> Vec<Text> {
    let name = survey.token_name(token);
    let mut impact = vec![Text::of("impact-rotate-token", [("token", name)])];
    impact.extend(survey.last_use(token));
    impact
}

pub(super) fn undo_note() -> Text {
    Text::of("undo-rotate-token", [])
}

pub(super) fn is_already_so(now: &Before) -> Option<bool> {
    super::revoke_token::is_already_so(now)
}
