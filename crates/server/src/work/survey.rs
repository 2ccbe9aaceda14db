//! Reads everything about a suspect from GitLab; changes nothing there.
//!
//! What cannot be read is a gap that the survey names: an incomplete survey
//! must never look like a complete one.
//!
//! By file: `person` (what a user holds), `places` (what is in projects and
//! groups within reach), `site` (a place or the instance as the subject),
//! `trace` (what the record adds: who made what, and where credentials were used).

mod person;
mod places;
mod site;
mod trace;

use engine::respond::{
    OwnedThing, Spot, Standing, Subject, Survey, ThingKind, TokenHandle, TokenScope,
};
use event::UserId;
use futures::StreamExt as _;
use gitlab::{AccessToken, Client, GitLabError, Listing, Thing, User};
use jiff::Timestamp;

use super::writer::full_text;
use crate::app::AppError;

pub(crate) use self::trace::Record;

/// Memberships and projects that are looked into; the rest is a gap.
const PLACES_MAX: usize = 200;

/// Places looked into at a time: an incident must not overload GitLab.
const PLACES_AT_ONCE: usize = 4;

/// When the survey is made, and since when things may be the suspect's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    /// Now.
    pub(crate) now: Timestamp,
    /// Things made since then are listed too: GitLab seldom says who made them,
    /// and the suspect could have.
    pub(crate) since: Timestamp,
}

/// What a survey is taken of, and with what.
pub(crate) struct Order<'a> {
    /// The way to GitLab.
    pub(crate) client: &'a Client,
    /// What our own events tell.
    pub(crate) record: Record,
    /// Of what.
    pub(crate) subject: &'a Subject,
    /// Who else is under suspicion, by the case's findings.
    pub(crate) actors: Vec<UserId>,
    /// When.
    pub(crate) window: Window,
}

/// Surveys a suspect. Fails only when not even the subject itself can be read.
pub(crate) async fn take(order: Order<'_>, standing: Standing) -> Result<Survey, AppError> {
    let Order { client, subject, window, .. } = &order;
    let mut survey = Survey::empty((*subject).clone(), window.now, standing);
    match user_behind(client, subject).await? {
        Some(user) => {
            survey.user = UserId(user.id);
            survey.username = user.username;
            survey.state = user.state;
            survey.is_admin = user.is_admin;
            survey.is_bot = user.bot;
            survey.actors.insert(survey.user);
            person::add_own(client, subject, &mut survey).await;
            places::add(client, &mut survey, *window).await;
            if survey.is_admin {
                site::add_instance(client, &mut survey, *window).await;
            }
        }
        None => {
            survey.actors.extend(order.actors.iter().copied());
            site::add(client, subject, &mut survey, *window).await?;
        }
    }
    let ours = survey.standing.user;
    survey.actors.retain(|actor| *actor != ours);
    trace::follow(&order, &mut survey).await;
    Ok(survey)
}

/// The user that a subject is or acts as; `None` for a place.
async fn user_behind(client: &Client, subject: &Subject) -> Result<Option<User>, AppError> {
    match subject {
        Subject::User { user } => Ok(Some(client.user(user.0).await?)),
        Subject::Token { token } => {
            let record = read_token(client, *token).await?;
            let user = record.user_id.ok_or_else(|| AppError::Unavailable {
                what: format!("GitLab does not say whom token {} acts as", token.id),
            })?;
            Ok(Some(client.user(user).await?))
        }
        Subject::Job { .. }
        | Subject::Project { .. }
        | Subject::Group { .. }
        | Subject::Instance => Ok(None),
    }
}

/// One token by its handle.
pub(crate) async fn read_token(
    client: &Client,
    token: TokenHandle,
) -> Result<AccessToken, GitLabError> {
    match token.scope {
        TokenScope::Personal => client.personal_access_token(token.id.0).await,
        TokenScope::Project { project } => client.project_access_token(project.0, token.id.0).await,
        TokenScope::Group { group } => client.group_access_token(group.0, token.id.0).await,
        TokenScope::Impersonation { user } => client.impersonation_token(user.0, token.id.0).await,
        TokenScope::Enterprise { group } => client.enterprise_token(group.0, token.id.0).await,
    }
}

/// Where something is looked for: the place and its path for people.
#[derive(Debug, Clone)]
struct Where {
    spot: Spot,
    path: String,
}

/// Things found, and what could not be read.
#[derive(Debug, Default)]
struct Found {
    things: Vec<OwnedThing>,
    gaps: Vec<String>,
}

impl Found {
    fn add_to(self, survey: &mut Survey) {
        add_new(&mut survey.things, self.things, |thing| (thing.kind, thing.spot, thing.number()));
        survey.gaps.extend(self.gaps);
    }
}

/// Reads listings of one place, some at a time.
async fn list(client: &Client, at: &Where, wanted: &[(ThingKind, Listing)]) -> Found {
    let mut found = Found::default();
    let answers: Vec<_> = futures::stream::iter(wanted.to_vec())
        .map(|(kind, listing)| async move { (kind, client.things(listing).await) })
        .buffered(PLACES_AT_ONCE)
        .collect()
        .await;
    for (kind, answer) in answers {
        match answer {
            Ok(rows) => found.things.extend(rows.into_iter().map(|row| owned(kind, at, row))),
            Err(error) => {
                let what = kind.as_str().replace('_', " ");
                found.gaps.push(format!("{}: {what}: {}", at.path, full_text(&error)));
            }
        }
    }
    found
}

fn owned(kind: ThingKind, at: &Where, row: Thing) -> OwnedThing {
    OwnedThing {
        kind,
        id: row.id,
        spot: at.spot,
        path: at.path.clone(),
        name: row.name,
        user: row.user.map(UserId),
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        expires_at: row.expires_at,
        is_active: row.is_active,
        scopes: row.scopes,
        flags: row.flags,
    }
}

/// Adds what is not there yet: a project may be reached by two memberships.
fn add_new<T, K: PartialEq>(to: &mut Vec<T>, from: Vec<T>, key: impl Fn(&T) -> K) {
    for item in from {
        if !to.iter().any(|other| key(other) == key(&item)) {
            to.push(item);
        }
    }
}

fn gap(survey: &mut Survey, what: &str, error: &GitLabError) {
    survey.gaps.push(format!("{what}: {}", full_text(error)));
}
