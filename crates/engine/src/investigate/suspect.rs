//! Whom the events of an incident point at: one token, or the whole account.

use std::collections::{BTreeMap, BTreeSet};

use event::{Event, TokenId, UserId};

use crate::respond::{Subject, TokenHandle, TokenScope};

/// What nobody can do with an access token: who did it had the account itself.
///
/// Source: GitLab docs, `user/profile/personal_access_tokens` (made by a signed-in
/// user or an administrator) and `user/profile` (password, e-mail, 2FA).
const NEEDS_THE_ACCOUNT: [&str; 8] = [
    "personal_access_token_created",
    "user_password_updated",
    "email_created",
    "user_email_address_updated",
    "user_email_changed_and_user_signed_in",
    "user_disable_two_factor",
    "authenticated_with_password",
    "user_impersonation",
];

/// The suspect, as far as these events tell: the actor of most of them; and of
/// that actor only the token, if one personal token did all that a token can
/// do and nothing was done that needs the account. `None` = ask a person.
pub fn suspect(events: &[Event]) -> Option<Subject> {
    let actor = main_actor(events)?;
    let own = || events.iter().filter(|event| event.actor.id == Some(actor));
    let has_account = own().any(|event| {
        event.event_type.as_deref().is_some_and(|name| NEEDS_THE_ACCOUNT.contains(&name))
    });
    let tokens: BTreeSet<i64> = own().filter_map(personal_token).collect();
    match (has_account, tokens.len(), tokens.first()) {
        (false, 1, Some(id)) => {
            let token = TokenHandle { id: TokenId(*id), scope: TokenScope::Personal };
            Some(Subject::Token { token })
        }
        (_, _, _) => Some(Subject::User { user: UserId(actor) }),
    }
}

/// Who did most; of equals, the one with the lower id. Negative ids are no users.
fn main_actor(events: &[Event]) -> Option<i64> {
    let mut counts = BTreeMap::new();
    for id in events.iter().filter_map(|event| event.actor.id).filter(|id| *id > 0) {
        *counts.entry(id).or_insert(0_usize) += 1;
    }
    counts.into_iter().max_by_key(|(id, count)| (*count, std::cmp::Reverse(*id))).map(|(id, _)| id)
}

fn personal_token(event: &Event) -> Option<i64> {
    event.token.as_ref().filter(|token| token.kind == "PersonalAccessToken").map(|token| token.id)
}
