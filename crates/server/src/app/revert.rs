//! Back to the settings as they were (MS1–MS8): a preview from the record, and
//! with somebody's consent a plan.

use std::collections::BTreeSet;

use engine::coordinate::{Case, CaseId, What};
use engine::respond::revert::{Changes, Revert, may_propose, revert};
use engine::respond::{Act, Seen, Subject};
use event::{Event, UserId};
use futures::StreamExt as _;
use gitlab::{Client, GitLabError};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::cases::case_for;
use super::error::allow;
use super::plans::Proposed;
use super::{App, AppError};
use crate::person::{Permission, Person};
use crate::work::act;
use crate::work::survey::Record;

/// Events that are looked at; the newest, and the answer says if there are more.
const EVENTS_MAX: usize = 20_000;

/// Objects looked at at a time: an incident must not overload GitLab.
const LOOKS_AT_ONCE: usize = 8;

/// How far back is looked where the case knows no time of exposure.
const SINCE_OPENED: SignedDuration = SignedDuration::from_hours(24 * 7);

/// Events that can tell of a setting: by type, and old ones without a type.
const CHANGES: &str = "type:*_updated,*_created,*_destroyed,*_removed,*_deleted,*_added,*_marked,\
    *_restored,*_enabled,*_disabled,*_archived,update_approval_rules,audit_operation OR change:*";

/// Which changes shall go back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RevertOrder {
    /// Changes since then; `None` = since the exposure, or a week before the case.
    pub since: Option<Timestamp>,
    /// Changes before then.
    pub until: Option<Timestamp>,
    /// Changes by these users; empty = by those under suspicion, or of the place
    /// that the case is about.
    pub by: BTreeSet<UserId>,
    /// Whether a plan is made.
    pub propose: bool,
    /// Why nobody's consent is needed (MS8).
    pub waiver: Option<String>,
}

/// What can go back, and the plan where one was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RevertReport {
    /// From when on changes were looked for.
    pub since: Timestamp,
    /// By whom; empty = by anybody.
    pub by: BTreeSet<UserId>,
    /// Each change, and the acts.
    #[serde(flatten)]
    pub revert: Revert,
    /// Whether all events of that time were looked at.
    pub is_complete: bool,
    /// The plan.
    pub plan: Option<Proposed>,
}

impl App {
    /// What was changed and can go back. With `propose` a plan is made, if an
    /// owner or maintainer agreed or a reason is given why not (MS8). Reads
    /// GitLab, changes nothing there.
    pub async fn propose_revert(
        &self,
        person: &Person,
        case: CaseId,
        order: RevertOrder,
    ) -> Result<RevertReport, AppError> {
        allow(person, if order.propose { Permission::Plan } else { Permission::Survey })?;
        let known = self.inner.journal.read(|cases| case_for(cases, person, case).cloned())?;
        if order.propose && self.may_revert(&known).is_err() {
            may_propose(known.consents.len(), order.waiver.as_deref())?;
        }
        let since = order.since.unwrap_or_else(|| since(&known));
        let by = if order.by.is_empty() { suspects(&known) } else { order.by.clone() };
        let (mut events, is_complete) = self.changes_since(since).await?;
        events.retain(|event| {
            order.until.is_none_or(|until| event.occurred_at < until)
                && is_about(event, &by, known.subject())
        });
        let changes = Changes::read(&events);
        let seen = look_at_all(self.gitlab()?, changes.questions()).await?;
        let revert = revert(changes, &seen);
        let mut plan = None;
        if order.propose {
            self.note_waiver(person, case, &known, order.waiver).await?;
            plan = Some(self.propose_acts(person, case, revert.acts.clone()).await?);
        }
        Ok(RevertReport { since, by, revert, is_complete, plan })
    }

    async fn changes_since(&self, since: Timestamp) -> Result<(Vec<Event>, bool), AppError> {
        let record = Record {
            store: std::sync::Arc::clone(&self.inner.store),
            reader: self.inner.events.reader().clone(),
        };
        record.find(CHANGES, Some(since), EVENTS_MAX).await.map_err(AppError::internal)
    }

    /// Why nobody was asked belongs into the record, beside the plan.
    async fn note_waiver(
        &self,
        person: &Person,
        case: CaseId,
        known: &Case,
        waiver: Option<String>,
    ) -> Result<(), AppError> {
        let Some(reason) = waiver.filter(|_| known.consents.is_empty()) else { return Ok(()) };
        let text = format!("Revert proposed without an owner's consent (MS8): {}", reason.trim());
        let occurred_at = None;
        let said = vec![(Some(case), What::NoteAdded { text, occurred_at })];
        self.inner.journal.say(&person.name, said).await.map(drop)
    }
}

fn since(case: &Case) -> Timestamp {
    let week_before = case.opened_at.checked_sub(SINCE_OPENED).unwrap_or(Timestamp::MIN);
    case.exposed_at().map_or(week_before, |(at, _)| at)
}

/// Who is under suspicion: whom the survey found, else whom the case is about.
fn suspects(case: &Case) -> BTreeSet<UserId> {
    let surveyed = case.survey.as_ref().map(|survey| survey.actors.clone()).unwrap_or_default();
    match case.subject() {
        Some(Subject::User { user }) => surveyed.into_iter().chain([*user]).collect(),
        Some(_) | None => surveyed,
    }
}

/// By somebody under suspicion; where nobody is known, in the place that the
/// case is about.
fn is_about(event: &Event, by: &BTreeSet<UserId>, subject: Option<&Subject>) -> bool {
    if !by.is_empty() {
        return event.actor.id.is_some_and(|id| by.contains(&UserId(id)));
    }
    let is_place = |kind: &str, id: i64| {
        event.entity.as_ref().is_some_and(|entity| entity.kind == kind && entity.id == Some(id))
    };
    match subject {
        Some(Subject::Project { project }) => is_place("Project", project.0),
        Some(Subject::Group { group }) => is_place("Group", group.0),
        _no_place => true,
    }
}

async fn look_at_all(
    client: &Client,
    questions: Vec<Option<Act>>,
) -> Result<Vec<Option<Seen>>, GitLabError> {
    let looks = questions.into_iter().map(|question| async move {
        let Some(question) = question else { return Ok(None) };
        match act::look(client, &question).await {
            Ok(seen) => Ok(Some(seen)),
            Err(error) if error.is_transient() => Err(error),
            Err(_not_to_be_seen) => Ok(None),
        }
    });
    let looks: Vec<Result<Option<Seen>, GitLabError>> =
        futures::stream::iter(looks).buffered(LOOKS_AT_ONCE).collect().await;
    looks.into_iter().collect()
}
