//! The sentences of a case's timeline: which one an entry is, and its arguments.
//!
//! The words stand in `locales/<language>/case.ftl`.

use super::Case;
use super::case::Raised;
use super::concern;
use super::journal::{Entry, Fact, FactKind, What};
use super::told::Sentence;
use crate::detect::Finding;
use crate::investigate::cloud_audit::CloudRow;
use crate::investigate::timeline::TimelineEntry;
use crate::respond::gate::ExposureReach;
use crate::respond::{Act, PlanHash, Subject, Survey};

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

/// The line of something that was done in a cloud: it occurred there and then.
pub(super) fn cloud_row(index: u64, entry: &Entry, row: &CloudRow) -> TimelineEntry {
    let args = [
        ("action", row.action.clone()),
        ("actor", row.actor.clone()),
        ("address", row.address.clone()),
        ("object", row.object.clone()),
        ("error", row.error.clone()),
        ("refused", (!row.error.is_empty()).to_string()),
    ];
    line(index, entry, Sentence::new("timeline-cloud-row", args).at(Some(row.at)))
}

/// What people call an item of evidence.
fn item_name(case: &Case, sha256: &str) -> String {
    let item = case.evidence_item(sha256);
    item.map_or_else(|| sha256.chars().take(12).collect(), |item| item.name.clone())
}

/// The line that an entry is; `None` for entries that tell nothing by themselves.
pub(super) fn entry(index: u64, entry: &Entry, case: &Case) -> Option<TimelineEntry> {
    let sentence = sentence(&entry.what, case)?;
    Some(line(index, entry, sentence))
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
        What::QuestionAnswered { question, judgement } => {
            let args = [
                ("question", question.clone()),
                ("verdict", judgement.verdict.as_str().to_owned()),
                ("hit_count", judgement.basis.hits.to_string()),
                ("note", judgement.note.clone()),
            ];
            Sentence::new("timeline-question-answered", args)
        }
        What::CaseOpened { title, .. } => {
            Sentence::new("timeline-case-opened", [("title", title.clone())])
        }
        What::KindDecided { kind, .. } => {
            Sentence::new("timeline-kind-decided", [("kind", kind.as_str().to_owned())])
        }
        What::FactStated { fact } => fact_sentence(fact),
        What::NoteAdded { text, occurred_at } => {
            Sentence::new("timeline-note", [("text", text.clone())]).at(*occurred_at)
        }
        What::Corrected { entry, text } => {
            let args = [("entry", entry.to_string()), ("text", text.clone())];
            Sentence::new("timeline-corrected", args)
        }
        What::SurveyTaken { survey } => survey_sentence(survey),
        What::PlanProposed { .. }
        | What::PlanAttested { .. }
        | What::PlanApproved { .. }
        | What::Refused { .. }
        | What::ActIntended { .. }
        | What::ActEnded { .. }
        | What::PlanStopped { .. }
        | What::ConflictOverridden { .. } => plan_sentence(what, case)?,
        What::SweepTaken { leftovers, .. } => {
            let names: Vec<_> = leftovers.iter().map(|item| item.name.as_str()).collect();
            let args = [("count", leftovers.len().to_string()), ("names", names.join(", "))];
            Sentence::new("timeline-sweep", args)
        }
        What::StepAnswered { .. }
        | What::CaseLinked { .. }
        | What::ConsentRecorded { .. }
        | What::WarningAcknowledged => playbook_sentence(what)?,
        What::EvidenceKept { .. }
        | What::EvidenceVerified { .. }
        | What::EvidenceViewed { .. }
        | What::CloudRowsImported { .. } => evidence_sentence(what, case)?,
        What::PhaseMoved { phase } => {
            Sentence::new("timeline-phase", [("phase", phase.as_str().to_owned())])
        }
        // Of a concern, or of no case: then there is nothing to tell.
        _ => concern::sentence(what)?,
    })
}

fn survey_sentence(survey: &Survey) -> Sentence {
    let args = [
        ("user", survey.username.clone()),
        ("token_count", survey.tokens.len().to_string()),
        ("key_count", survey.keys.len().to_string()),
        ("membership_count", survey.memberships.len().to_string()),
        ("gap_count", survey.gaps.len().to_string()),
    ];
    Sentence::new("timeline-survey", args)
}

/// Sentences about plans and acts; `None` for any other entry.
fn plan_sentence(what: &What, case: &Case) -> Option<Sentence> {
    Some(match what {
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
        What::ActEnded { hash, step, act, is_undo, outcome, .. } => {
            let key = if *is_undo { "timeline-undo-ended" } else { "timeline-act-ended" };
            let mut sentence = Sentence::new(key, act_args(case, hash, *step, act));
            sentence.args.insert("outcome".to_owned(), outcome.as_str().to_owned());
            sentence.args.insert("verified".to_owned(), outcome.is_verified().to_string());
            sentence
        }
        What::PlanStopped { hash, error, left } => {
            let args =
                [("plan", short(hash)), ("error", error.clone()), ("left_count", left.to_string())];
            Sentence::new("timeline-plan-stopped", args)
        }
        What::ConflictOverridden { hash, step, after, now, reason } => {
            let args = [
                ("plan", short(hash)),
                ("step", step.saturating_add(1).to_string()),
                ("after", after.clone()),
                ("now", now.clone()),
                ("reason", reason.clone()),
            ];
            Sentence::new("timeline-conflict-overridden", args)
        }
        _ => return None,
    })
}

/// Sentences about evidence; `None` for any other entry.
fn evidence_sentence(what: &What, case: &Case) -> Option<Sentence> {
    Some(match what {
        What::EvidenceKept { sha256, bytes, name, source, .. } => {
            let args = [
                ("name", name.clone()),
                ("bytes_count", bytes.to_string()),
                ("source", source.as_str().to_owned()),
                ("hash", sha256.chars().take(12).collect()),
            ];
            Sentence::new("timeline-evidence-kept", args)
        }
        What::EvidenceVerified { sha256, is_sound } => {
            let name = item_name(case, sha256);
            Sentence::new(
                "timeline-evidence-verified",
                [("name", name), ("sound", is_sound.to_string())],
            )
        }
        What::EvidenceViewed { sha256 } => {
            Sentence::new("timeline-evidence-viewed", [("name", item_name(case, sha256))])
        }
        What::CloudRowsImported { sha256, total, .. } => {
            let args = [("name", item_name(case, sha256)), ("count", total.to_string())];
            Sentence::new("timeline-cloud-rows", args)
        }
        _ => return None,
    })
}

/// Sentences about the playbook; `None` for any other entry.
fn playbook_sentence(what: &What) -> Option<Sentence> {
    if let What::StepAnswered { step, answer, out_of_turn, .. } = what {
        let args = [
            ("step", step.clone()),
            ("kind", answer.kind().to_owned()),
            ("said", answer.said()),
            ("turn", out_of_turn.clone().unwrap_or_default()),
        ];
        return Some(Sentence::new("timeline-step-answered", args));
    }
    if let What::CaseLinked { other, relation, about } = what {
        let args = [
            ("other", other.to_string()),
            ("relation", relation.as_str().to_owned()),
            ("about", about.clone().unwrap_or_default()),
        ];
        return Some(Sentence::new("timeline-case-linked", args));
    }
    if let What::ConsentRecorded { person, role, at, source } = what {
        let args = [("person", person.clone()), ("role", role.clone()), ("source", source.clone())];
        return Some(Sentence::new("timeline-consent", args).at(Some(*at)));
    }
    matches!(what, What::WarningAcknowledged)
        .then(|| Sentence::new("timeline-warning-acknowledged", []))
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
                Subject::Job { job, .. } => ("job", job.to_string()),
                Subject::Project { project } => ("project", project.to_string()),
                Subject::Group { group } => ("group", group.to_string()),
                Subject::Instance => ("instance", String::new()),
            };
            Sentence::new("timeline-subject", [("kind", kind.to_owned()), ("id", id), source])
        }
        FactKind::LeakCause { cause, reason } => {
            let args = [("cause", cause.as_str().to_owned()), ("reason", reason.clone()), source];
            Sentence::new("timeline-leak-cause", args)
        }
        FactKind::ExposedTo { reach } => {
            let reach = match reach {
                ExposureReach::Private => "private",
                ExposureReach::Internal => "internal",
                ExposureReach::Public => "public",
            };
            Sentence::new("timeline-exposed-to", [("reach", reach.to_owned()), source])
        }
        FactKind::Circumstance { circumstance, holds } => {
            let args = [
                ("circumstance", circumstance.as_str().to_owned()),
                ("holds", holds.to_string()),
                source,
            ];
            Sentence::new("timeline-circumstance", args)
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
