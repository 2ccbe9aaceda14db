//! Triage: findings in groups, suppressions, risk, from a finding to a case.
//!
//! Groups and risk are derived at each look; only what people decide is
//! journalled. What a finding's events tell is kept by finding, as reading
//! records costs disk.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use engine::coordinate::{CaseId, Cases, What, opening};
use engine::detect::{Finding, FindingId, Level};
use engine::investigate::triage::{
    Group, Ours, OwnTrail, Policy, Risk, Sighting, Standing, Suppression, Traits, Wish, groups,
    risks,
};
use event::Event;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::cases::{bounded, case_for, may_see_finding};
use super::error::allow;
use super::{App, AppError};
use crate::app::input;
use crate::person::{Permission, Person};
use crate::work::journal::Said;
use crate::work::read;

/// Findings that are looked at at once, the latest: more than a month of a
/// well-tuned instance, and little enough to be grouped in some milliseconds.
const FINDINGS_MAX: usize = 5_000;

/// Findings whose events are kept in mind.
const KEPT_MAX: usize = 20_000;

/// Records of a finding that are read. One with more is never taken for ours.
const RECORDS_MAX: usize = 200;

/// A finding may come before the end of the act that caused it is journalled:
/// what does not look like ours is looked at again while it is this young.
const SETTLED_AFTER: SignedDuration = SignedDuration::from_mins(10);

/// How long a failed question for our own token's number is not repeated.
const TOKEN_AGAIN: Duration = Duration::from_mins(5);

/// A reason is a line or two.
const REASON_CHARS_MAX: usize = 1_000;

/// Which findings somebody wants to see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FindingFilter {
    /// At least this grave.
    pub level: Option<Level>,
    /// About this entity: its key, or its name.
    pub entity: Option<String>,
    /// Of this rule: its id, or a word of its title.
    pub rule: Option<String>,
    /// Only those that belong to no case.
    pub is_loose: bool,
}

/// A group with the cases that its findings belong to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroupView {
    /// The group.
    #[serde(flatten)]
    pub group: Group,
    /// Cases, in order.
    pub cases: BTreeSet<CaseId>,
    /// How many of its findings belong to none.
    pub loose: usize,
}

/// Findings as they are to be looked at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Triage {
    /// What wants to be looked at, latest first.
    pub open: Vec<GroupView>,
    /// What may wait.
    pub suppressed: Vec<GroupView>,
    /// What we did ourselves.
    pub own: Vec<GroupView>,
    /// Whom it points at, highest risk first. Not filtered.
    pub risks: Vec<Risk>,
    /// How many findings were looked at.
    pub findings: usize,
    /// Whether there are older ones that were not.
    pub is_cut: bool,
}

/// One finding with everything around it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FindingView {
    /// The finding.
    pub finding: Finding,
    /// The case that it belongs to.
    pub case: Option<CaseId>,
    /// What its events tell.
    pub traits: Traits,
    /// The group that it is in; `None` = too old to be grouped.
    pub group: Option<GroupView>,
    /// The suppression that covers it.
    pub suppression: Option<Suppression>,
    /// What its entity's findings add up to.
    pub risk: Option<Risk>,
}

/// A suppression and whether it holds now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SuppressionView {
    /// The suppression.
    #[serde(flatten)]
    pub suppression: Suppression,
    /// Whether it still takes findings in.
    pub is_active: bool,
    /// How many findings it covers.
    pub covers: usize,
}

/// Where findings went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct IntoCase {
    /// The case.
    pub case: CaseId,
    /// Whether it was opened for them.
    pub is_new: bool,
    /// How many findings came into it.
    pub attached: usize,
}

/// What is kept of findings' events, and the number of our token.
#[derive(Debug, Default)]
pub(super) struct Kept {
    traits: Mutex<BTreeMap<FindingId, Traits>>,
    token: tokio::sync::Mutex<Option<(Instant, Option<i64>)>>,
}

/// A finding taken out of the journal's state, with when it was raised.
type Taken = (Finding, Timestamp, Option<CaseId>);

impl App {
    /// The numbers of triage in effect.
    pub fn triage_policy(&self) -> &Policy {
        &self.inner.triage_policy
    }

    /// Findings in groups: open, suppressed and our own, each group latest first.
    pub async fn triage(
        &self,
        person: &Person,
        filter: &FindingFilter,
    ) -> Result<Triage, AppError> {
        allow(person, Permission::ReadCases)?;
        let (taken, total) = self.latest(person);
        let traits = self.traits(&taken).await?;
        let suppressions = self.inner.journal.read(|cases| cases.suppressions.clone());
        let sightings = sightings(&taken, &traits);
        let all = groups(&sightings, &suppressions, &self.inner.triage_policy);
        let risks = risks(&all, &self.inner.triage_policy, self.inner.clock.now());
        let case_of: BTreeMap<&FindingId, CaseId> =
            taken.iter().filter_map(|(finding, _, case)| Some((&finding.id, (*case)?))).collect();
        let mut triage = Triage {
            open: Vec::new(),
            suppressed: Vec::new(),
            own: Vec::new(),
            risks,
            findings: taken.len(),
            is_cut: total > taken.len(),
        };
        for group in all.into_iter().map(|group| view(group, &case_of)) {
            if !filter.lets(&group) {
                continue;
            }
            match group.group.standing {
                Standing::Open => triage.open.push(group),
                Standing::Suppressed { .. } => triage.suppressed.push(group),
                Standing::Own => triage.own.push(group),
            }
        }
        Ok(triage)
    }

    /// One finding with its group, its case and what covers it. A beginning of
    /// its id will do where no other finding begins so.
    pub async fn finding_view(&self, person: &Person, id: &str) -> Result<FindingView, AppError> {
        allow(person, Permission::ReadCases)?;
        let (finding, case) = self.finding(person, &self.finding_id(id)?)?;
        let triage = self.triage(person, &FindingFilter::default()).await?;
        let all = triage.open.into_iter().chain(triage.suppressed).chain(triage.own);
        let group = all.into_iter().find(|view| view.group.findings.contains(&finding.id));
        let traits = self.traits(&[(finding.clone(), finding.occurred_at, case)]).await?;
        let suppression = match group.as_ref().map(|view| &view.group.standing) {
            Some(Standing::Suppressed { by }) => self
                .inner
                .journal
                .read(|cases| cases.suppressions.iter().find(|one| one.id == *by).cloned()),
            Some(Standing::Open | Standing::Own) | None => None,
        };
        let risk = group.as_ref().and_then(|view| {
            triage.risks.into_iter().find(|risk| risk.entity == view.group.entity)
        });
        let traits = traits.into_values().next().unwrap_or_default();
        Ok(FindingView { finding, case, traits, group, suppression, risk })
    }

    /// The finding of that id, or the only one whose id begins so.
    fn finding_id(&self, text: &str) -> Result<FindingId, AppError> {
        self.inner.journal.read(|cases| {
            let whole = FindingId(text.to_owned());
            if cases.findings.contains_key(&whole) {
                return Ok(whole);
            }
            let mut like = cases
                .findings
                .range(whole..)
                .map(|(id, _)| id)
                .take_while(|id| !text.is_empty() && id.0.starts_with(text));
            match (like.next(), like.next()) {
                (Some(id), None) => Ok(id.clone()),
                (Some(_), Some(_)) => Err(AppError::invalid("id", input::given("ambiguous", text))),
                (None, _) => Err(AppError::not_found(format!("finding {text}"))),
            }
        })
    }

    /// All suppressions, latest first; also those that ended.
    pub async fn suppressions(&self, person: &Person) -> Result<Vec<SuppressionView>, AppError> {
        allow(person, Permission::ReadCases)?;
        let now = self.inner.clock.now();
        let (taken, _) = self.latest(person);
        let traits = self.traits(&taken).await?;
        let sightings = sightings(&taken, &traits);
        let all = self.inner.journal.read(|cases| cases.suppressions.clone());
        let view = |suppression: Suppression| SuppressionView {
            is_active: suppression.is_active(now),
            covers: sightings.iter().filter(|seen| suppression.covers(seen)).count(),
            suppression,
        };
        Ok(all.into_iter().rev().map(view).collect())
    }

    /// Says that findings of this kind may wait. Answers the suppression's number.
    pub async fn suppress(&self, person: &Person, wish: Wish) -> Result<u64, AppError> {
        allow(person, Permission::WriteCase)?;
        let reason = bounded("reason", &wish.reason, REASON_CHARS_MAX)?;
        let wish = Wish { reason, ..wish };
        let suppressing = |_cases: &Cases, now| {
            wish.check(&self.inner.triage_policy, now)
                .map_err(|problem| AppError::invalid(&problem.field, problem.why))?;
            Ok((vec![(None, What::FindingsSuppressed { wish })], ()))
        };
        self.inner.journal.decide(&person.name, suppressing).await.map(|(index, ())| index)
    }

    /// Takes a suppression back: what it covered wants to be looked at again.
    pub async fn unsuppress(
        &self,
        person: &Person,
        suppression: u64,
        reason: &str,
    ) -> Result<u64, AppError> {
        allow(person, Permission::WriteCase)?;
        let reason = bounded("reason", reason, REASON_CHARS_MAX)?;
        let lifting = |cases: &Cases, _now| {
            let found = cases.suppressions.iter().find(|one| one.id == suppression);
            match found {
                None => Err(AppError::not_found(format!("suppression {suppression}"))),
                Some(one) if one.lifted.is_some() => {
                    Err(AppError::invalid("suppression", input::why("lifted")))
                }
                Some(_) => Ok((vec![(None, What::SuppressionLifted { suppression, reason })], ())),
            }
        };
        self.inner.journal.decide(&person.name, lifting).await.map(|(index, ())| index)
    }

    /// A finding, or its whole group, into a case: the one that is named, else
    /// the open one of the same actor, else a new one.
    pub async fn findings_to_case(
        &self,
        person: &Person,
        id: &str,
        is_whole_group: bool,
        chosen: Option<CaseId>,
    ) -> Result<IntoCase, AppError> {
        allow(person, Permission::OpenCase)?;
        let view = self.finding_view(person, id).await?;
        let ids = match &view.group {
            Some(group) if is_whole_group => group.group.findings.clone(),
            Some(_) | None => vec![view.finding.id.clone()],
        };
        let hours = i64::from(self.inner.config.policy.attach_window_h);
        let deciding = |cases: &Cases, _now| {
            if let Some(case) = chosen {
                case_for(cases, person, case)?;
            }
            let findings: Vec<&Finding> =
                ids.iter().filter_map(|id| cases.findings.get(id)).collect();
            let window = SignedDuration::from_hours(hours);
            let decided = opening::to_case(cases, &findings, chosen, window)
                .ok_or_else(|| AppError::not_found(format!("finding {id}")))?;
            let is_attaching = |what: &What| {
                matches!(what, What::FindingAttached { .. } | What::CaseOpened { .. })
            };
            let attached = decided.entries.iter().filter(|(_, what)| is_attaching(what)).count();
            let into = IntoCase { case: decided.case, is_new: decided.is_new, attached };
            let said: Said =
                decided.entries.into_iter().map(|(case, what)| (Some(case), what)).collect();
            Ok((said, into))
        };
        self.inner.journal.decide(&person.name, deciding).await.map(|(_, into)| into)
    }

    /// The latest findings, and how many there are at all.
    fn latest(&self, person: &Person) -> (Vec<Taken>, usize) {
        self.inner.journal.read(|cases| {
            let is_seen = |one: &&Finding| may_see_finding(cases, person, &one.id);
            let mut all: Vec<&Finding> = cases.findings.values().filter(is_seen).collect();
            let total = all.len();
            all.sort_by_key(|finding| std::cmp::Reverse((finding.occurred_at, &finding.id)));
            let taken = all.into_iter().take(FINDINGS_MAX).map(|finding| taken(cases, finding));
            (taken.collect(), total)
        })
    }

    /// What the findings' events tell, read once for each.
    async fn traits(&self, taken: &[Taken]) -> Result<BTreeMap<FindingId, Traits>, AppError> {
        let (mut known, missing) = {
            let kept = &self.inner.triage.traits;
            let kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            let mut known = BTreeMap::new();
            let mut missing = Vec::new();
            for (finding, raised_at, _) in taken {
                match kept.get(&finding.id) {
                    Some(traits) => _ = known.insert(finding.id.clone(), traits.clone()),
                    None => missing.push((finding.clone(), *raised_at)),
                }
            }
            (known, missing)
        };
        if missing.is_empty() {
            return Ok(known);
        }
        let trail = self.inner.journal.read(|cases| cases.own.clone());
        let token = if trail.users.is_empty() { None } else { self.own_token().await };
        let slack = self.inner.triage_policy.own_slack;
        let reader = self.inner.events.reader().clone();
        let now = self.inner.clock.now();
        let reading = tokio::task::spawn_blocking(move || {
            let read = |(finding, raised_at): (Finding, Timestamp)| {
                let traits = read_traits(&reader, &finding, (&trail, token, slack));
                (finding.id, raised_at, traits)
            };
            missing.into_iter().map(read).collect::<Vec<_>>()
        });
        let read = reading.await.map_err(AppError::internal)?;
        let kept = &self.inner.triage.traits;
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        for (id, raised_at, traits) in read {
            let is_settled = traits.own.is_some() || now.duration_since(raised_at) > SETTLED_AFTER;
            if is_settled && kept.len() < KEPT_MAX {
                kept.insert(id.clone(), traits.clone());
            }
            known.insert(id, traits);
        }
        Ok(known)
    }

    /// Shows what is kept of findings' events.
    pub(super) fn with_kept_traits(&self, look: impl FnOnce(&BTreeMap<FindingId, Traits>)) {
        look(&self.inner.triage.traits.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// The number of our own token in GitLab; `None` = not known, and then no
    /// request is taken for ours.
    async fn own_token(&self) -> Option<i64> {
        let mut kept = self.inner.triage.token.lock().await;
        if let Some((asked_at, token)) = *kept
            && (token.is_some() || asked_at.elapsed() < TOKEN_AGAIN)
        {
            return token;
        }
        let token = self.ask_own_token().await;
        *kept = Some((Instant::now(), token));
        token
    }

    async fn ask_own_token(&self) -> Option<i64> {
        let settings = self.inner.config.gitlab.as_ref()?;
        let secret = crate::config::read_secret(&settings.token_file).ok()?;
        match self.gitlab().ok()?.self_inspect(&secret).await {
            Ok(token) => Some(token.id),
            Err(error) => {
                let error = crate::work::writer::full_text(&error);
                tracing::debug!(error, "GitLab does not tell the number of our token");
                None
            }
        }
    }
}

impl FindingFilter {
    fn lets(&self, view: &GroupView) -> bool {
        let group = &view.group;
        let is_rule = |text: &String| {
            let text = text.trim().to_lowercase();
            group.rule == text || group.title.to_lowercase().contains(&text)
        };
        self.level.is_none_or(|level| group.level >= level)
            && self.entity.as_ref().is_none_or(|text| group.entity.is_called(text))
            && self.rule.as_ref().is_none_or(is_rule)
            && (!self.is_loose || view.loose > 0)
    }
}

fn taken(cases: &Cases, finding: &Finding) -> Taken {
    let raised = cases.raised.get(&finding.id);
    let at = raised.map_or(finding.occurred_at, |raised| raised.at);
    (finding.clone(), at, raised.and_then(|raised| raised.case))
}

fn sightings<'a>(taken: &'a [Taken], traits: &'a BTreeMap<FindingId, Traits>) -> Vec<Sighting<'a>> {
    let seen = |(finding, raised_at, _): &'a Taken| {
        let traits = traits.get(&finding.id)?;
        Some(Sighting { finding, raised_at: *raised_at, traits })
    };
    taken.iter().filter_map(seen).collect()
}

fn view(group: Group, case_of: &BTreeMap<&FindingId, CaseId>) -> GroupView {
    let cases: Vec<CaseId> =
        group.findings.iter().filter_map(|id| case_of.get(id).copied()).collect();
    let loose = group.findings.len().saturating_sub(cases.len());
    GroupView { group, cases: cases.into_iter().collect(), loose }
}

fn read_traits(
    reader: &ledger::Reader,
    finding: &Finding,
    (trail, token, slack): (&OwnTrail, Option<i64>, SignedDuration),
) -> Traits {
    let records = finding.records.iter().take(RECORDS_MAX);
    let events: Vec<Event> = records
        .filter_map(|record| reader.read(record.index).ok())
        .map(|record| read::event(&record))
        .collect();
    let traits = Traits::of(&events, &Ours { trail, token, slack });
    if events.len() == finding.records.len() { traits } else { Traits { own: None, ..traits } }
}
