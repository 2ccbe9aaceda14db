//! The persistence sweep (CE9): what did the suspect leave behind that still lives?
//!
//! It errs towards showing too much: what has no date counts as new, and a
//! person says what is legitimate. It is repeated until nothing is left.

mod remedy;
mod trail;

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::respond::act::Home;
use crate::respond::{
    Act, Made, OwnedKey, OwnedThing, OwnedToken, OwnedWebhook, Spot, Subject, Survey, TokenHandle,
    TokenScope, act,
};

pub use crate::respond::ThingKind as LeftoverKind;
pub use remedy::remedy;
pub use trail::{made, made_users};

/// Something that still lives and may be the attacker's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leftover {
    /// What it is.
    pub kind: LeftoverKind,
    /// GitLab's id of it.
    pub id: i64,
    /// Name, title or URL.
    pub name: String,
    /// When it was made, if known.
    pub created_at: Option<Timestamp>,
    /// Why it is taken for the attacker's.
    #[serde(default)]
    pub because: Because,
    /// The act that would end it.
    pub remedy: Act,
}

/// Why something is taken for the attacker's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// It belongs to the subject, or is the subject.
    #[default]
    Subject,
    /// The record says that the suspect made it, or what the suspect made did.
    Record,
    /// It was made since the window opened, and nobody else is known to have made it.
    Window,
}

/// What is known before the sweep.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// From when on things may be the attacker's; `None` = always.
    pub since: Option<Timestamp>,
    /// What was looked at and is legitimate.
    pub legitimate: BTreeSet<(LeftoverKind, i64)>,
}

impl Known {
    /// The window when the exposure is only known to lie before `at`: the
    /// attacker may have worked for a while before we noticed.
    pub fn before(at: Timestamp) -> Self {
        let since = at.checked_sub(MARGIN).unwrap_or(Timestamp::MIN);
        Self { since: Some(since), legitimate: BTreeSet::new() }
    }
}

/// How long before the first sign we look when the beginning is not known: a
/// day, as most planted credentials are made within hours of the theft.
pub const MARGIN: SignedDuration = SignedDuration::from_hours(24);

/// What still lives of what the suspect may have left.
///
/// For a user: every live token, for all of them are in foreign hands. For a
/// token: itself. For both, and for a place: everything made since by the actors
/// (the user, and the users and bots that the user's acts brought to life), as
/// the record tells; and what was made since by nobody known.
pub fn leftovers(survey: &Survey, known: &Known) -> Vec<Leftover> {
    let mut found = Vec::new();
    found.extend(live_tokens(survey, known));
    found.extend(keys(survey, known));
    found.extend(webhooks(survey, known));
    found.extend(things(survey, known));
    found.retain(|item| !known.legitimate.contains(&(item.kind, item.id)));
    found
}

/// What tells things of one survey apart.
#[derive(Clone, Copy)]
struct Sought<'a> {
    kind: LeftoverKind,
    id: i64,
    name: &'a str,
    spot: Spot,
    created_at: Option<Timestamp>,
}

fn live_tokens(survey: &Survey, known: &Known) -> impl Iterator<Item = Leftover> {
    survey.tokens.iter().filter(|token| token.is_active && !token.is_revoked).filter_map(|token| {
        let because = if is_all_lost(survey, token) || is_subject(&survey.subject, token.handle) {
            Because::Subject
        } else {
            why(survey, known, sought_token(survey, token))?
        };
        Some(Leftover {
            kind: LeftoverKind::AccessToken,
            id: token.handle.id.0,
            name: token.name.clone(),
            created_at: token.created_at,
            because,
            remedy: Act::RevokeToken(act::RevokeToken { token: token.handle }),
        })
    })
}

fn sought_token<'a>(survey: &Survey, token: &'a OwnedToken) -> Sought<'a> {
    let spot = match token.handle.scope {
        TokenScope::Project { project } => Spot::Project { project },
        TokenScope::Group { group } | TokenScope::Enterprise { group } => Spot::Group { group },
        TokenScope::Impersonation { user } => Spot::User { user },
        TokenScope::Personal => Spot::User { user: token.user.unwrap_or(survey.user) },
    };
    Sought {
        kind: LeftoverKind::AccessToken,
        id: token.handle.id.0,
        name: &token.name,
        spot,
        created_at: token.created_at,
    }
}

fn keys(survey: &Survey, known: &Known) -> impl Iterator<Item = Leftover> {
    survey.keys.iter().filter_map(|key| {
        Some(Leftover {
            kind: LeftoverKind::SshKey,
            id: key.id,
            name: key.title.clone(),
            created_at: key.created_at,
            because: why(survey, known, sought_key(survey, key))?,
            remedy: Act::DeleteSshKey(act::DeleteSshKey { user: survey.user, key: key.id }),
        })
    })
}

fn webhooks(survey: &Survey, known: &Known) -> impl Iterator<Item = Leftover> {
    survey.webhooks.iter().filter_map(|hook| {
        Some(Leftover {
            kind: LeftoverKind::Webhook,
            id: hook.id,
            name: format!("{}: {}", hook.project_path, hook.url),
            created_at: hook.created_at,
            because: why(survey, known, sought_hook(hook))?,
            remedy: Act::RemoveWebhook(act::RemoveWebhook {
                home: Home::Project { project: hook.project },
                hook: hook.id,
            }),
        })
    })
}

fn things(survey: &Survey, known: &Known) -> impl Iterator<Item = Leftover> {
    survey.things.iter().filter(|thing| thing.is_active).filter_map(|thing| {
        Some(Leftover {
            kind: thing.kind,
            id: thing.number(),
            name: named(thing),
            created_at: thing.created_at,
            because: why(survey, known, sought_thing(thing))?,
            remedy: remedy(thing)?,
        })
    })
}

fn named(thing: &OwnedThing) -> String {
    if thing.path.is_empty() {
        thing.name.clone()
    } else {
        format!("{}: {}", thing.path, thing.name)
    }
}

/// Why a thing may be the attacker's; `None` = it is not. Whom the record names
/// decides; else the date does, and what has none counts as new where GitLab's
/// listings usually have one.
fn why(survey: &Survey, known: &Known, sought: Sought<'_>) -> Option<Because> {
    let mut makers = survey.made.iter().filter(|made| is_same(made, sought)).peekable();
    if makers.peek().is_some() {
        let is_actors = |made: &Made| {
            survey.actors.contains(&event::UserId(made.by)) || made.by == survey.user.0
        };
        let is_since = |made: &Made| known.since.is_none_or(|since| made.at >= since);
        return makers.any(|made| is_actors(made) && is_since(made)).then_some(Because::Record);
    }
    let is_own = matches!(
        sought.kind,
        LeftoverKind::AccessToken | LeftoverKind::SshKey | LeftoverKind::Webhook
    );
    // Without a beginning everything would be new: fit for the suspect's own
    // things, not for all that lives in every place within reach.
    let is_told = sought.created_at.is_some() || sought.kind.has_date();
    let is_bounded = is_own || known.since.is_some();
    (is_told && is_bounded && is_new(sought.created_at, known)).then_some(Because::Window)
}

/// How far GitLab's `created_at` and the time of the request may lie apart.
const SAME_MOMENT: SignedDuration = SignedDuration::from_secs(5);

/// Whether what the record says was made is this thing: by its number, else by
/// its name at its place, else by place and moment.
fn is_same(made: &Made, sought: Sought<'_>) -> bool {
    let is_kin = made.kind == sought.kind || (is_hook(made.kind) && is_hook(sought.kind));
    if !is_kin {
        return false;
    }
    if sought.kind != LeftoverKind::Member
        && sought.kind != LeftoverKind::Variable
        && let Some(id) = made.id
    {
        return id == sought.id;
    }
    if made.spot.is_some_and(|spot| spot != sought.spot) {
        return false;
    }
    match sought.kind {
        LeftoverKind::Variable if made.name.is_some() => made.name.as_deref() == Some(sought.name),
        LeftoverKind::Member if made.id.is_some() => made.id == Some(sought.id),
        _by_its_moment => sought
            .created_at
            .is_some_and(|created_at| made.at.duration_since(created_at).abs() <= SAME_MOMENT),
    }
}

/// Whether the record says that this token was made so.
pub fn is_token(made: &Made, token: &OwnedToken, survey: &Survey) -> bool {
    is_same(made, sought_token(survey, token))
}

/// Leaves of what the record says only what an actor made and what tells who made
/// something that the survey lists; and of the variables only those that were made
/// since: a survey is kept for ever and shall not hold what nobody asks for.
pub fn keep_relevant(survey: &mut Survey) {
    let mut made = std::mem::take(&mut survey.made);
    survey.things.retain(|thing| {
        thing.kind != LeftoverKind::Variable
            || matches!(
                survey.subject,
                Subject::Project { .. } | Subject::Group { .. } | Subject::Instance
            )
            || made.iter().any(|made| is_same(made, sought_thing(thing)))
    });
    let listed: Vec<Sought<'_>> = (survey.things.iter().map(sought_thing))
        .chain(survey.tokens.iter().map(|token| sought_token(survey, token)))
        .chain(survey.keys.iter().map(|key| sought_key(survey, key)))
        .chain(survey.webhooks.iter().map(sought_hook))
        .collect();
    made.retain(|made| {
        survey.actors.contains(&event::UserId(made.by))
            || listed.iter().any(|sought| is_same(made, *sought))
    });
    drop(listed);
    survey.made = made;
}

fn sought_thing(thing: &OwnedThing) -> Sought<'_> {
    Sought {
        kind: thing.kind,
        id: thing.id,
        name: &thing.name,
        spot: thing.spot,
        created_at: thing.created_at,
    }
}

fn sought_key<'a>(survey: &Survey, key: &'a OwnedKey) -> Sought<'a> {
    Sought {
        kind: LeftoverKind::SshKey,
        id: key.id,
        name: &key.title,
        spot: Spot::User { user: survey.user },
        created_at: key.created_at,
    }
}

fn sought_hook(hook: &OwnedWebhook) -> Sought<'_> {
    Sought {
        kind: LeftoverKind::Webhook,
        id: hook.id,
        name: &hook.url,
        spot: Spot::Project { project: hook.project },
        created_at: hook.created_at,
    }
}

fn is_hook(kind: LeftoverKind) -> bool {
    matches!(kind, LeftoverKind::Webhook | LeftoverKind::GroupWebhook | LeftoverKind::SystemHook)
}

/// Whoever holds the account could have read or made any of its tokens; those
/// of projects and groups act as bots and count by their age.
fn is_all_lost(survey: &Survey, token: &OwnedToken) -> bool {
    match survey.subject {
        Subject::User { user } => token.user == Some(user),
        Subject::Token { .. }
        | Subject::Job { .. }
        | Subject::Project { .. }
        | Subject::Group { .. }
        | Subject::Instance => false,
    }
}

fn is_subject(subject: &Subject, handle: TokenHandle) -> bool {
    match subject {
        Subject::Token { token } => token.id == handle.id,
        Subject::User { .. }
        | Subject::Job { .. }
        | Subject::Project { .. }
        | Subject::Group { .. }
        | Subject::Instance => false,
    }
}

fn is_new(created_at: Option<Timestamp>, known: &Known) -> bool {
    match (created_at, known.since) {
        (Some(created_at), Some(since)) => created_at >= since,
        (None, _) | (_, None) => true,
    }
}
