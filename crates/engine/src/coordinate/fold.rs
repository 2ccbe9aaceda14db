//! How journal entries add up to cases.
//!
//! Invariants: deterministic; entries that name an unknown case, plan or
//! finding change nothing; nothing here asks the time.

use super::case::{
    Approval, Case, CasePlan, Cases, EvidenceItem, Lockdown, Phase, Raised, StepState,
};
use super::concern::Concerns;
use super::instance::Score;
use super::journal::{ActOutcome, Certainty, Entry, Fact, FactKind, What};
use super::{CaseId, custody, question, tell};
use crate::investigate::timeline;
use crate::investigate::triage::{Deed, Lifted, Poke, Suppression};
use crate::respond::{Act, PlanHash, Seen, Subject};

impl Cases {
    /// Adds one journal entry (at `index` of the journal ledger). Entries that
    /// name an unknown case or plan change nothing.
    pub fn apply(&mut self, index: u64, entry: &Entry) {
        self.note_own(entry);
        self.hardening.extend(Score::of(entry));
        match (&entry.what, entry.case) {
            (What::FindingRaised { finding }, _) => self.raise(index, entry, finding),
            (What::CaseOpened { title, kind, finding }, Some(id)) => {
                if self.cases.contains_key(&id) {
                    return;
                }
                self.cases.insert(id, opened(id, title, *kind, entry));
                self.tell(id, index, entry);
                if let Some(finding) = finding {
                    self.attach(id, index, entry, finding);
                }
            }
            (What::FindingAttached { finding }, Some(id)) => {
                self.attach(id, index, entry, finding);
            }
            (What::PlanProposed { hash, plan }, Some(id)) => {
                let Some(case) = self.cases.get_mut(&id) else { return };
                let plan = CasePlan {
                    plan: plan.clone(),
                    attestations: crate::respond::Attestations::default(),
                    approvals: Vec::new(),
                    steps: std::collections::BTreeMap::new(),
                };
                case.plans.entry(hash.clone()).or_insert(plan);
                self.plans.entry(hash.clone()).or_insert(id);
                self.tell(id, index, entry);
            }
            (What::WarningAcknowledged, case) => {
                self.warned.entry(entry.by.clone()).or_insert(entry.recorded_at);
                if let Some(id) = case {
                    self.tell(id, index, entry);
                }
            }
            (What::FindingsSuppressed { wish }, _) => self.suppressions.push(Suppression {
                id: index,
                wish: wish.clone(),
                by: entry.by.clone(),
                at: entry.recorded_at,
                lifted: None,
            }),
            (What::SuppressionLifted { suppression, reason }, _) => {
                let open = |one: &&mut Suppression| one.id == *suppression && one.lifted.is_none();
                if let Some(one) = self.suppressions.iter_mut().find(open) {
                    let (by, at) = (entry.by.clone(), entry.recorded_at);
                    one.lifted = Some(Lifted { by, at, reason: reason.clone() });
                }
            }
            (What::LockdownEngaged { reason }, _) => {
                let (by, at) = (entry.by.clone(), entry.recorded_at);
                // The first one holds; engaging it again changes nothing.
                self.lockdown.get_or_insert(Lockdown { index, by, at, reason: reason.clone() });
            }
            (What::LockdownLifted { lockdown }, _) => {
                self.lockdown.take_if(|held| held.index == *lockdown);
            }
            (_, Some(id)) => {
                let Some(case) = self.cases.get_mut(&id) else { return };
                if case.apply(index, entry) {
                    self.tell(id, index, entry);
                }
            }
            (What::Delivery(said), None) => {
                self.suppressed_addresses.apply(said, &entry.by, entry.recorded_at);
            }
            (What::Custody(custody::Entry::Arrived { arrival }), None) => {
                self.arrivals.entry(arrival.seal.clone()).or_insert(arrival.clone());
            }
            (_, None) => {}
        }
    }

    /// Keeps what we did in GitLab ourselves, so that findings that it causes
    /// are known for ours.
    fn note_own(&mut self, entry: &Entry) {
        if let What::StreamTested { user, destination, name } = &entry.what {
            let (destination, name) = (*destination, name.clone());
            self.own.poked(*user, Poke { destination, name, from: entry.recorded_at });
        }
        if let What::InventoryTaken { user, from } = &entry.what {
            self.own.inventoried(*user, *from, entry.recorded_at);
        }
        let Some(case) = entry.case.filter(|case| self.cases.contains_key(case)) else { return };
        match &entry.what {
            What::SurveyTaken { survey } => self.own.looked(case.0, survey, entry.recorded_at),
            What::ActIntended { hash, step, act, .. } => self.own.intended(Deed {
                case: case.0,
                plan: hash.clone(),
                step: *step,
                act: act.clone(),
                from: entry.recorded_at,
                to: None,
            }),
            What::ActEnded { hash, step, .. } => self.own.ended(hash, *step, entry.recorded_at),
            _ => {}
        }
    }

    fn raise(&mut self, index: u64, entry: &Entry, finding: &crate::detect::Finding) {
        if self.findings.contains_key(&finding.id) {
            return;
        }
        let raised = Raised { journal_index: index, at: entry.recorded_at, case: None };
        self.raised.insert(finding.id.clone(), raised);
        self.findings.insert(finding.id.clone(), finding.clone());
    }

    fn attach(
        &mut self,
        id: CaseId,
        index: u64,
        entry: &Entry,
        finding: &crate::detect::FindingId,
    ) {
        let (Some(case), Some(raised), Some(finding)) =
            (self.cases.get_mut(&id), self.raised.get_mut(finding), self.findings.get(finding))
        else {
            return;
        };
        if case.findings.contains(&finding.id) {
            return;
        }
        case.findings.push(finding.id.clone());
        raised.case = Some(id);
        timeline::insert(&mut case.timeline, tell::finding(index, entry, raised, finding));
    }

    fn tell(&mut self, id: CaseId, index: u64, entry: &Entry) {
        let Some(case) = self.cases.get_mut(&id) else { return };
        if let Some(line) = tell::entry(index, entry, case) {
            timeline::insert(&mut case.timeline, line);
        }
    }
}

fn opened(id: CaseId, title: &str, kind: super::CaseKind, entry: &Entry) -> Case {
    Case {
        id,
        title: title.to_owned(),
        kind,
        phase: Phase::Triage,
        opened_at: entry.recorded_at,
        opened_by: entry.by.clone(),
        findings: Vec::new(),
        facts: Vec::new(),
        survey: None,
        plans: std::collections::BTreeMap::new(),
        leftovers: None,
        is_sweep_stale: false,
        steps: std::collections::BTreeMap::new(),
        questions: std::collections::BTreeMap::new(),
        links: Vec::new(),
        consents: Vec::new(),
        evidence: Vec::new(),
        concerns: Box::default(),
        timeline: Vec::new(),
    }
}

impl Case {
    /// Applies an entry of this case; whether it meant anything.
    fn apply(&mut self, index: u64, entry: &Entry) -> bool {
        let Concerns { custody, dive, .. } = &mut *self.concerns;
        custody.follow(index, entry, dive);
        match &entry.what {
            What::FactStated { fact } => {
                self.concerns.access.note(fact, &entry.by);
                self.facts.push(fact.clone());
            }
            What::SurveyTaken { survey } => self.survey = Some(survey.clone()),
            What::PhaseMoved { phase } => self.phase = *phase,
            What::SweepTaken { leftovers, .. } => {
                self.leftovers = Some(leftovers.clone());
                self.is_sweep_stale = false;
            }
            What::PlanAttested { hash, attestations } => {
                let Some(plan) = self.plans.get_mut(hash) else { return false };
                plan.attestations = attestations.clone();
            }
            What::PlanApproved { hash } => return self.approve(hash, entry),
            What::ActIntended { hash, step, act, is_undo, before } => {
                let intent = Intent { index, entry, act, is_undo: *is_undo, before };
                return self.intend(hash, *step, &intent);
            }
            What::ActEnded { hash, step, act, is_undo, outcome, after } => {
                let after = after.as_ref();
                let ending = Ending { entry, act, is_undo: *is_undo, outcome, after };
                return self.end(hash, *step, &ending);
            }
            What::StepAnswered { .. } | What::CaseLinked { .. } | What::ConsentRecorded { .. } => {
                return self.apply_playbook(entry);
            }
            What::QuestionAnswered { question, judgement } => {
                let judged = question::Judged::of(judgement, entry);
                self.questions.insert(question.clone(), judged);
            }
            What::EvidenceKept { .. } => return self.keep(entry),
            What::EvidenceVerified { sha256, is_sound } => {
                for item in self.evidence.iter_mut().filter(|item| item.sha256 == *sha256) {
                    item.verified = Some((entry.recorded_at, *is_sound));
                }
            }
            What::CloudRowsImported { rows, .. } => {
                for row in rows {
                    timeline::insert(&mut self.timeline, tell::cloud_row(index, entry, row));
                }
            }
            What::KindDecided { kind, .. } => self.kind = *kind,
            What::EvidenceViewed { .. }
            | What::NoteAdded { .. }
            | What::Corrected { .. }
            | What::Refused { .. }
            | What::PlanStopped { .. }
            | What::ConflictOverridden { .. } => {}
            // Of a concern, or of no case: then it means nothing here.
            _ => return self.concerns.apply(index, entry),
        }
        true
    }

    fn keep(&mut self, entry: &Entry) -> bool {
        let What::EvidenceKept { sha256, bytes, name, media_type, source } = &entry.what else {
            return false;
        };
        if self.evidence_item(sha256).is_some_and(|item| item.source == *source) {
            return false;
        }
        self.evidence.push(EvidenceItem {
            sha256: sha256.clone(),
            bytes: *bytes,
            name: name.clone(),
            media_type: media_type.clone(),
            source: source.clone(),
            kept_at: entry.recorded_at,
            kept_by: entry.by.clone(),
            verified: None,
        });
        true
    }

    fn approve(&mut self, hash: &PlanHash, entry: &Entry) -> bool {
        let Some(plan) = self.plans.get_mut(hash) else { return false };
        if plan.approvals.iter().any(|approval| approval.by == entry.by) {
            return false;
        }
        plan.approvals.push(Approval { by: entry.by.clone(), at: entry.recorded_at });
        true
    }

    fn intend(&mut self, hash: &PlanHash, step: u32, intent: &Intent<'_>) -> bool {
        let Some(plan) = self.plans.get_mut(hash) else { return false };
        let earlier = plan.steps.get(&step);
        let state = StepState {
            act: intent.act.clone(),
            is_undo: intent.is_undo,
            before: Some(first_before(earlier, intent)),
            // An undo that broke off must still know what it compares with.
            after: earlier.filter(|_| intent.is_undo).and_then(|state| state.after.clone()),
            intended_at: intent.entry.recorded_at,
            intent_index: Some(intent.index),
            outcome: None,
            ended_at: None,
        };
        plan.steps.insert(step, state);
        self.is_sweep_stale = true;
        true
    }

    fn end(&mut self, hash: &PlanHash, step: u32, ending: &Ending<'_>) -> bool {
        let Some(plan) = self.plans.get_mut(hash) else { return false };
        if *ending.outcome == ActOutcome::Skipped {
            return true;
        }
        let state = plan.steps.entry(step).or_insert_with(|| never_tried(ending));
        if state.is_undo != ending.is_undo {
            return false;
        }
        state.outcome = Some(ending.outcome.clone());
        state.after = ending.after.cloned();
        state.ended_at = Some(ending.entry.recorded_at);
        if let Some(intent) = state.intent_index {
            self.timeline.retain(|line| line.journal_index != intent);
        }
        self.derive_revocation();
        true
    }

    /// CE6: the time of revocation follows from the acts on record.
    fn derive_revocation(&mut self) {
        self.facts.retain(|fact| !fact.source.starts_with(DERIVED));
        let is_stated =
            self.facts.iter().any(|fact| matches!(fact.kind, FactKind::RevokedAt { .. }));
        if is_stated {
            return;
        }
        if let Some(fact) = first_revocation(self) {
            self.facts.push(fact);
        }
    }
}

/// How the sources of derived facts begin.
const DERIVED: &str = "act:";

struct Intent<'a> {
    index: u64,
    entry: &'a Entry,
    act: &'a Act,
    is_undo: bool,
    before: &'a Seen,
}

struct Ending<'a> {
    entry: &'a Entry,
    act: &'a Act,
    is_undo: bool,
    outcome: &'a ActOutcome,
    after: Option<&'a Seen>,
}

/// A step that ended before it began: what was there could not be read.
fn never_tried(ending: &Ending<'_>) -> StepState {
    StepState {
        act: ending.act.clone(),
        is_undo: ending.is_undo,
        before: None,
        after: None,
        intended_at: ending.entry.recorded_at,
        intent_index: None,
        outcome: None,
        ended_at: None,
    }
}

/// What was there before the step was first done: doing it again must not
/// forget what undoing has to bring back. After an undo it counts anew.
fn first_before(earlier: Option<&StepState>, intent: &Intent<'_>) -> Seen {
    match earlier {
        Some(StepState { before: Some(before), .. })
            if intent.is_undo || !earlier.is_some_and(StepState::is_undone) =>
        {
            before.clone()
        }
        Some(_) | None => intent.before.clone(),
    }
}

/// The earliest act that is done, was not undone and ended the subject's access.
fn first_revocation(case: &Case) -> Option<Fact> {
    let subject = case.subject();
    let steps = case.plans.iter().flat_map(|(hash, plan)| {
        let subject = subject.unwrap_or(&plan.plan.subject);
        plan.steps.iter().filter_map(move |(step, state)| {
            let outcome = state.outcome.as_ref()?;
            let holds = outcome.is_verified() || outcome.is_success();
            (holds && !state.is_undo && ends_access(&state.act, subject, case)).then_some(())?;
            Some((state.ended_at?, is_ours(outcome), hash, *step))
        })
    });
    let (at, is_ours, hash, step) = steps.min()?;
    let certainty = if is_ours { Certainty::Exact } else { Certainty::NotAfter };
    let kind = FactKind::RevokedAt { at, certainty };
    Some(Fact { kind, source: format!("{DERIVED}{hash}:{step}") })
}

/// Whether our call did it, at that moment; else it was so earlier.
fn is_ours(outcome: &ActOutcome) -> bool {
    match outcome {
        ActOutcome::Done { .. } | ActOutcome::Failed { .. } => true,
        ActOutcome::AlreadySo { .. } | ActOutcome::Skipped => false,
    }
}

fn ends_access(act: &Act, subject: &Subject, case: &Case) -> bool {
    let rules = act.rules();
    match subject {
        Subject::User { user } => rules.locks_out() == Some(*user),
        Subject::Token { token } => {
            let owner = case.survey.as_ref().map(|survey| survey.user);
            rules.ends_token().is_some_and(|ended| ended.id == token.id)
                || (owner.is_some() && rules.locks_out() == owner)
        }
        Subject::Job { .. }
        | Subject::Project { .. }
        | Subject::Group { .. }
        | Subject::Instance => false,
    }
}
