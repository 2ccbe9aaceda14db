//! The sentences of a case's timeline: which one an entry is, and its arguments.
//!
//! The words stand in `locales/<language>/case.ftl`.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Case;
use super::case::Raised;
use super::journal::{Entry, Fact, FactKind, What};
use crate::detect::Finding;
use crate::investigate::timeline::TimelineEntry;
use crate::respond::{Act, PlanHash, Subject};

/// The line of a finding that belongs to the case: it occurred when its last
/// event did and was discovered when the rule fired, long before or after the
/// case was opened.
pub(super) fn finding(
    index: u64,
    entry: &Entry,
    raised: &Raised,
    finding: &Finding,
) -> TimelineEntry {
    let args = [
        ("title", finding.title.clone()),
        ("level", finding.level.as_str().to_owned()),
        ("summary", finding.summary.clone()),
        ("actor", finding.actor.clone().unwrap_or_default()),
        ("finding", finding.id.to_string()),
    ];
    TimelineEntry {
        occurred_at: finding.occurred_at,
        discovered_at: raised.at,
        ..line(index, entry, Sentence::new("timeline-finding", args))
    }
}

/// The line that an entry is; `None` for entries that tell nothing by themselves.
pub(super) fn entry(index: u64, entry: &Entry, case: &Case) -> Option<TimelineEntry> {
    let sentence = sentence(&entry.what, case)?;
    Some(line(index, entry, sentence))
}

struct Sentence {
    key: &'static str,
    args: BTreeMap<String, String>,
    /// When it happened, if not when it was recorded.
    occurred_at: Option<Timestamp>,
}

impl Sentence {
    fn new<const N: usize>(key: &'static str, args: [(&str, String); N]) -> Self {
        let args = args.map(|(name, value)| (name.to_owned(), value)).into();
        Self { key, args, occurred_at: None }
    }

    fn at(self, occurred_at: Option<Timestamp>) -> Self {
        Self { occurred_at, ..self }
    }
}

fn line(index: u64, entry: &Entry, sentence: Sentence) -> TimelineEntry {
    TimelineEntry {
        occurred_at: sentence.occurred_at.unwrap_or(entry.recorded_at),
        discovered_at: entry.recorded_at,
        recorded_at: entry.recorded_at,
        journal_index: index,
        by: entry.by.clone(),
        key: sentence.key.to_owned(),
        args: sentence.args,
    }
}

fn sentence(what: &What, case: &Case) -> Option<Sentence> {
    Some(match what {
        What::FindingRaised { .. } | What::FindingAttached { .. } => return None,
        What::CaseOpened { title, .. } => {
            Sentence::new("timeline-case-opened", [("title", title.clone())])
        }
        What::FactStated { fact } => fact_sentence(fact),
        What::NoteAdded { text, occurred_at } => {
            Sentence::new("timeline-note", [("text", text.clone())]).at(*occurred_at)
        }
        What::Corrected { entry, text } => {
            let args = [("entry", entry.to_string()), ("text", text.clone())];
            Sentence::new("timeline-corrected", args)
        }
        What::SurveyTaken { survey } => {
            let args = [
                ("user", survey.username.clone()),
                ("token_count", survey.tokens.len().to_string()),
                ("key_count", survey.keys.len().to_string()),
                ("membership_count", survey.memberships.len().to_string()),
                ("gap_count", survey.gaps.len().to_string()),
            ];
            Sentence::new("timeline-survey", args)
        }
        What::PlanProposed { hash, plan } => {
            let args = [("plan", short(hash)), ("act_count", plan.acts.len().to_string())];
            Sentence::new("timeline-plan-proposed", args)
        }
        What::PlanAttested { hash, attestations } => {
            let guideline = attestations.guideline.clone().unwrap_or_default();
            let args = [
                ("plan", short(hash)),
                ("impact", attestations.impact_understood.to_string()),
                ("guideline", guideline),
            ];
            Sentence::new("timeline-plan-attested", args)
        }
        What::PlanApproved { hash } => {
            Sentence::new("timeline-plan-approved", [("plan", short(hash))])
        }
        What::Refused { rule, .. } => Sentence::new("timeline-refused", [("rule", rule.clone())]),
        What::ActIntended { hash, step, act, is_undo, .. } => {
            let key = if *is_undo { "timeline-undo-intended" } else { "timeline-act-intended" };
            Sentence::new(key, act_args(case, hash, *step, act))
        }
        What::ActEnded { hash, step, act, is_undo, outcome } => {
            let key = if *is_undo { "timeline-undo-ended" } else { "timeline-act-ended" };
            let mut sentence = Sentence::new(key, act_args(case, hash, *step, act));
            sentence.args.insert("outcome".to_owned(), outcome.as_str().to_owned());
            sentence.args.insert("verified".to_owned(), outcome.is_verified().to_string());
            sentence
        }
        What::SweepTaken { leftovers, .. } => {
            let names: Vec<_> = leftovers.iter().map(|item| item.name.as_str()).collect();
            let args = [("count", leftovers.len().to_string()), ("names", names.join(", "))];
            Sentence::new("timeline-sweep", args)
        }
        What::PhaseMoved { phase } => {
            Sentence::new("timeline-phase", [("phase", phase.as_str().to_owned())])
        }
    })
}

fn fact_sentence(fact: &Fact) -> Sentence {
    let source = ("source", fact.source.clone());
    match &fact.kind {
        FactKind::ExposedAt { at, certainty } => {
            let certainty = ("certainty", certainty.as_str().to_owned());
            Sentence::new("timeline-exposed", [certainty, source]).at(Some(*at))
        }
        FactKind::RevokedAt { at, certainty } => {
            let certainty = ("certainty", certainty.as_str().to_owned());
            Sentence::new("timeline-revoked", [certainty, source]).at(Some(*at))
        }
        FactKind::ExposureUnknown { reason } => {
            Sentence::new("timeline-exposure-unknown", [("reason", reason.clone()), source])
        }
        FactKind::RevocationUnknown { reason } => {
            Sentence::new("timeline-revocation-unknown", [("reason", reason.clone()), source])
        }
        FactKind::Legitimate { leftover, id, reason } => {
            let args = [
                ("leftover", leftover.as_str().to_owned()),
                ("id", id.to_string()),
                ("reason", reason.clone()),
                source,
            ];
            Sentence::new("timeline-legitimate", args)
        }
        FactKind::Subject { subject } => {
            let (kind, id) = match subject {
                Subject::Token { token } => ("token", token.id.to_string()),
                Subject::User { user } => ("user", user.to_string()),
            };
            Sentence::new("timeline-subject", [("kind", kind.to_owned()), ("id", id), source])
        }
        FactKind::TokenIdentified { token_kind, last_four, .. } => {
            let args = [("kind", token_kind.clone()), ("last_four", last_four.clone()), source];
            Sentence::new("timeline-token-identified", args)
        }
    }
}

fn act_args(case: &Case, hash: &PlanHash, step: u32, act: &Act) -> [(&'static str, String); 4] {
    let planned = usize::try_from(step)
        .ok()
        .and_then(|step| case.plans.get(hash)?.plan.acts.get(step))
        .map(|planned| planned.target.clone());
    [
        ("plan", short(hash)),
        ("step", step.saturating_add(1).to_string()),
        ("act", act.kind_str().to_owned()),
        ("target", planned.unwrap_or_default()),
    ]
}

/// As much of a hash as a person reads.
fn short(hash: &PlanHash) -> String {
    hash.0.chars().take(8).collect()
}
