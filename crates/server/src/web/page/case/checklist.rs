//! The case's checklist: its playbook step by step, with forms that work
//! without a script. Steps that do not fit are shown greyed, with the reason.

use std::collections::BTreeMap;

use axum::extract::State;
use engine::coordinate::journal::Certainty;
use engine::coordinate::playbook::{
    Answer as StepAnswer, ItemVerdict, Offer, ResultKind, Step, StepReport, Unfit, Where,
};
use engine::coordinate::{Case, CaseKind};
use jiff::Timestamp;
use serde::Deserialize;

use super::super::playbooks::{StepRow, step_row};
use super::super::{Answer, done};
use super::id_of;
use crate::app::input;
use crate::app::{CasePlaybook, ConsentGiven, LinkOrder};
use crate::person::{Permission, Person};
use crate::web::Web;
use crate::web::form::{Form, Place, filled, time};
use crate::web::moment::Moment;
use crate::web::naming;
use crate::web::problem::Fault;
use crate::web::visitor::SignedIn;
use crate::web::words::Words;

/// The checklist section.
pub(super) struct Checklist {
    pub(super) address: String,
    pub(super) version: u32,
    pub(super) is_upstream_changed: bool,
    pub(super) process: Option<(String, String, String)>,
    pub(super) progress: String,
    pub(super) next: Option<(String, String)>,
    pub(super) steps: Vec<StepView>,
    pub(super) links: Vec<LinkView>,
    pub(super) consents: Vec<(String, Moment)>,
    pub(super) asks_consent: bool,
    pub(super) warned: Option<String>,
}

/// One step.
pub(super) struct StepView {
    pub(super) row: StepRow,
    pub(super) stands: &'static str,
    pub(super) stands_word: String,
    pub(super) why_not: Option<String>,
    pub(super) alternative: Option<(String, String)>,
    pub(super) waits_for: Vec<(String, String)>,
    pub(super) said: Option<(String, String, Moment)>,
    pub(super) waiver: Option<(String, String)>,
    pub(super) may_agree: bool,
    pub(super) kind: &'static str,
    pub(super) is_open: bool,
    pub(super) offer_address: Option<String>,
    pub(super) links: Vec<(&'static str, String)>,
}

/// A linked case.
pub(super) struct LinkView {
    pub(super) name: String,
    pub(super) address: String,
    pub(super) relation: String,
    pub(super) about: String,
}

pub(super) fn checklist(
    words: &Words,
    person: &Person,
    case: &Case,
    found: &CasePlaybook,
    now: Timestamp,
) -> Checklist {
    let (playbook, status) = (&found.playbook.playbook, &found.status);
    let fitting = || status.steps.iter().filter(|one| one.stands != Where::Unfit);
    let settled = fitting().filter(|one| !one.is_unsettled()).count();
    let named = |id: &str| {
        let title = |step: &Step| words.step(&step.id, step.text.as_ref());
        (format!("#step-{id}"), playbook.step(id).map_or_else(|| id.to_owned(), title))
    };
    let process = playbook.process.as_ref();
    Checklist {
        address: format!("/playbooks/{}", playbook.name),
        version: playbook.version,
        is_upstream_changed: found.playbook.is_upstream_changed,
        process: process
            .map(|named| (named.title.clone(), named.url.clone(), named.version.clone())),
        progress: words.t2("playbook-progress", ("done", settled), ("all", fitting().count())),
        next: status.next.as_deref().map(named),
        steps: status
            .steps
            .iter()
            .map(|report| step_view(words, person, case, (report, &named), now))
            .collect(),
        links: case.links.iter().map(|link| link_view(words, link)).collect(),
        consents: consents(words, case, now),
        asks_consent: playbook.step("owner-consent").is_some(),
        warned: found
            .acknowledged_at
            .map(|at| words.t1("playbook-warning-done", "when", Moment::of(words, at, now).utc)),
    }
}

impl Checklist {
    /// Whether this step is the next one: only that one is unfolded.
    pub(super) fn is_next(&self, id: &str) -> bool {
        self.next.as_ref().is_some_and(|(place, _)| place.strip_prefix("#step-") == Some(id))
    }
}

fn consents(words: &Words, case: &Case, now: Timestamp) -> Vec<(String, Moment)> {
    let view = |one: &engine::coordinate::Consent| {
        let role = words.t(format!("playbook-role-{}", one.role));
        let told =
            words.t2("playbook-consent-given", ("person", one.person.clone()), ("role", role));
        (told, Moment::of(words, one.at, now))
    };
    case.consents.iter().map(view).collect()
}

fn link_view(words: &Words, link: &engine::coordinate::Link) -> LinkView {
    LinkView {
        name: link.other.to_string(),
        address: format!("/cases/{}", link.other.0),
        relation: words.t(format!("playbook-link-{}", link.relation.as_str())),
        about: link.about.clone().unwrap_or_default(),
    }
}

fn step_view(
    words: &Words,
    person: &Person,
    case: &Case,
    (report, named): (&StepReport, &impl Fn(&str) -> (String, String)),
    now: Timestamp,
) -> StepView {
    let step = &report.step;
    let said = report.held.answered.as_ref().map(|answered| {
        let by = words.t1("playbook-by", "name", answered.by.clone());
        (answered.answer.said(), by, Moment::of(words, answered.at, now))
    });
    let waiver =
        report.held.waiver.as_ref().filter(|waiver| step.mandatory && waiver.approved_by.is_none());
    StepView {
        row: step_row(words, step, report.is_own),
        stands: report.stands.as_str(),
        stands_word: words.t(format!("playbook-stands-{}", report.stands.as_str())),
        why_not: report.unfit.as_ref().map(|unfit| why_not(words, unfit, named)),
        alternative: report.alternative.as_ref().map(|other| named(&other.step)),
        waits_for: report.waits_for.iter().map(|id| named(id)).collect(),
        said,
        waiver: waiver.map(|waiver| {
            let told = words.t1("playbook-waiver-waits", "name", waiver.asked_by.clone());
            (told, waiver.reason.clone())
        }),
        may_agree: waiver.is_some_and(|waiver| waiver.asked_by != person.name)
            && person.may(Permission::Approve),
        kind: step.result.as_str(),
        is_open: report.is_unsettled(),
        offer_address: step.offers.as_ref().and_then(|offer| match step.questions.first() {
            _ if report.is_by_case => Some(format!("/cases/{}/instance", case.id.0)),
            Some(question) => Some(format!("/cases/{}/questions#question-{question}", case.id.0)),
            None => offer_address(case, offer),
        }),
        links: step.links.iter().map(|kind| (kind.as_str(), naming::kind(words, *kind))).collect(),
    }
}

fn why_not(words: &Words, unfit: &Unfit, named: &impl Fn(&str) -> (String, String)) -> String {
    match unfit {
        Unfit::Deployment { ours } => words.t1("playbook-unfit-deployment", "ours", word(ours)),
        Unfit::Tier { needed } => words.t1("playbook-unfit-tier", "needed", word(needed)),
        Unfit::Role { needed } => words.t1("playbook-unfit-role", "needed", needed.as_str()),
        Unfit::Kind { .. } => words.t("playbook-unfit-kind"),
        Unfit::Condition { needed } => {
            words.t1("playbook-unfit-condition", "needed", needed.as_str())
        }
        Unfit::NotNeeded { step } => words.t1("playbook-unfit-not_needed", "step", named(step).1),
        Unfit::SetAside { reason } => {
            words.t1("playbook-unfit-set_aside", "reason", reason.clone())
        }
    }
}

/// The word by which a value is known in JSON.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// Where on our pages the offer is taken up.
fn offer_address(case: &Case, offer: &Offer) -> Option<String> {
    match offer {
        Offer::Survey => Some("#survey".to_owned()),
        Offer::Propose { .. } | Offer::Revert | Offer::CancelJob => Some("#plans".to_owned()),
        Offer::Sweep => Some("#sweep".to_owned()),
        Offer::State { .. } => Some("#facts".to_owned()),
        Offer::Identify => Some("/tokens".to_owned()),
        Offer::Search { query } => Some(search_address(case, query)),
        Offer::Inventory => Some("/credentials".to_owned()),
        Offer::FindCause | Offer::KeepEvidence | Offer::CloudQueries => None,
    }
}

/// A search within the case's window: from a day before the exposure (CE7).
fn search_address(case: &Case, query: &str) -> String {
    let day = jiff::SignedDuration::from_hours(24);
    let since = case.exposed_at().and_then(|(at, _)| at.checked_sub(day).ok());
    let since = since.map(|at| format!(" since:{at:.0}")).unwrap_or_default();
    let mut address = url::form_urlencoded::Serializer::new(String::new());
    address.append_pair("q", &format!("({query}){since}"));
    format!("/events?{}", address.finish())
}

/// The fields of all answers; each result needs some of them.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct AnswerForm {
    kind: String,
    note: String,
    at: String,
    certainty: String,
    source: String,
    reason: String,
    item: String,
    items: String,
    out_of_turn: String,
    #[serde(flatten)]
    sections: BTreeMap<String, String>,
}

pub(super) async fn answer(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, step)): Place<(String, String)>,
    Form(form): Form<AnswerForm>,
) -> Answer {
    let case = id_of(&id)?;
    let answer = answer_of(&form)?;
    let turn = filled(&form.out_of_turn).map(str::to_owned);
    web.app.answer(&person, case, (&step, answer), turn).await?;
    Ok(done(&format!("/cases/{}#step-{step}", case.0), "answered"))
}

fn answer_of(form: &AnswerForm) -> Result<StepAnswer, Fault> {
    let reason = form.reason.clone();
    match form.kind.as_str() {
        "waived" => return Ok(StepAnswer::Waived { reason }),
        "reopened" => return Ok(StepAnswer::Reopened { reason }),
        _ => {}
    }
    let known = [
        ResultKind::Attestation,
        ResultKind::Plan,
        ResultKind::None,
        ResultKind::Time,
        ResultKind::Choice,
        ResultKind::Verdicts,
        ResultKind::Sections,
        ResultKind::Text,
    ];
    let kind = known.into_iter().find(|kind| kind.as_str() == form.kind);
    let kind = kind.ok_or_else(|| Fault::invalid("kind", input::given("unknown", &form.kind)))?;
    match kind {
        ResultKind::Attestation | ResultKind::Plan | ResultKind::None => {
            Ok(StepAnswer::Attested { note: form.note.clone() })
        }
        ResultKind::Text => Ok(StepAnswer::Text { text: form.note.clone() }),
        ResultKind::Choice => Ok(StepAnswer::Chosen { item: form.item.clone(), reason }),
        ResultKind::Time => time_answer(form),
        ResultKind::Verdicts => Ok(StepAnswer::Verdicts { verdicts: verdicts(&form.items)? }),
        ResultKind::Sections => Ok(StepAnswer::Sections { sections: sections(&form.sections) }),
    }
}

fn time_answer(form: &AnswerForm) -> Result<StepAnswer, Fault> {
    let Some(at) = time("at", &form.at)? else {
        return Ok(StepAnswer::TimeUnknown { reason: form.reason.clone() });
    };
    let certainty = Certainty::from_name(&form.certainty).ok_or_else(|| {
        Fault::invalid(
            "certainty",
            input::one_of(&form.certainty, &["exact", "not_before", "not_after"]),
        )
    })?;
    Ok(StepAnswer::Time { at, certainty, source: form.source.clone() })
}

/// `root = benign`, one a line.
fn verdicts(lines: &str) -> Result<BTreeMap<String, ItemVerdict>, Fault> {
    let read = |line: &str| {
        let wrong = || Fault::invalid("items", input::given("verdict-line", line));
        let (item, verdict) = line.rsplit_once('=').ok_or_else(wrong)?;
        let verdict = ItemVerdict::from_name(verdict.trim()).ok_or_else(wrong)?;
        Ok((item.trim().to_owned(), verdict))
    };
    lines.lines().filter(|line| !line.trim().is_empty()).map(read).collect()
}

/// Fields named `section-<item>` that say something.
fn sections(fields: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let said = |(name, text): (&String, &String)| {
        let item = name.strip_prefix("section-")?;
        filled(text).map(|text| (item.to_owned(), text.to_owned()))
    };
    fields.iter().filter_map(said).collect()
}

pub(super) async fn agree(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, step)): Place<(String, String)>,
) -> Answer {
    let case = id_of(&id)?;
    web.app.approve_waiver(&person, case, &step).await?;
    Ok(done(&format!("/cases/{}#step-{step}", case.0), "answered"))
}

#[derive(Deserialize)]
pub(super) struct LinkForm {
    kind: String,
    #[serde(default)]
    about: String,
}

pub(super) async fn link(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<LinkForm>,
) -> Answer {
    let kind = CaseKind::from_name(&form.kind)
        .ok_or_else(|| Fault::invalid("kind", input::given("unknown", &form.kind)))?;
    let about = filled(&form.about).map(str::to_owned);
    let order = LinkOrder { kind, about, title: None };
    let other = web.app.open_linked(&person, id_of(&id)?, order).await?;
    Ok(done(&format!("/cases/{}", other.0), "linked"))
}

#[derive(Deserialize)]
pub(super) struct ConsentForm {
    person: String,
    role: String,
    source: String,
    #[serde(default)]
    at: String,
}

pub(super) async fn consent(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<ConsentForm>,
) -> Answer {
    let case = id_of(&id)?;
    let at = time("at", &form.at)?;
    let given = ConsentGiven { person: form.person, role: form.role, at, source: form.source };
    web.app.record_consent(&person, case, given).await?;
    Ok(done(&format!("/cases/{}#playbook", case.0), "consent"))
}

pub(super) async fn acknowledge(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let case = id_of(&id)?;
    web.app.acknowledge_warning(&person, Some(case)).await?;
    Ok(done(&format!("/cases/{}#playbook", case.0), "acknowledged"))
}
