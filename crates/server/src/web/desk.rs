//! What the desk for log requests writes: the reply, the update, the tracking
//! issue, the gap issue, in the words of a language; and how a request is read
//! from a form or a document.

use engine::assist::request::Request;
use engine::coordinate::CaseId;
use engine::coordinate::delivery::{DeliveryId, Message};
use engine::coordinate::dive::tracker::{coded, fenced};
use engine::coordinate::dive::{DiveState, clock};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use super::Web;
use super::form::unread;
use super::problem::Fault;
use super::words::Words;
use crate::app::{AppError, DiveView};
use crate::person::Person;

/// The prepared texts of a request, in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Texts {
    /// The language's tag.
    pub(super) language: &'static str,
    /// What the requester is told of the decision; `None` = nothing is decided.
    pub(super) reply: Option<String>,
    /// The next update, from what was found since the last one (LD14).
    pub(super) update: String,
    /// What is answered to whoever comes past support (LD7).
    pub(super) redirect: String,
    /// The tracking issue (LD9, LD10).
    pub(super) tracker: Issue,
    /// The gap issue; it names no customer (LD17).
    pub(super) gap: Issue,
}

/// Title and text of an issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Issue {
    pub(super) title: String,
    pub(super) body: String,
}

impl Issue {
    /// The same as a message of that language.
    pub(super) fn message(&self, language: &str) -> Message {
        Message::new(language, &self.title, &self.body)
    }
}

/// Which issue is made of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Making {
    Tracker,
    Gap,
}

impl Making {
    /// Makes it, with the prepared text in these words or what `write` makes of it.
    pub(super) async fn order(
        self,
        web: &Web,
        (person, case): (&Person, CaseId),
        words: &Words,
        write: impl FnOnce(Issue) -> Issue,
    ) -> Result<DeliveryId, AppError> {
        let texts = texts(words, &web.app.dive(person, case)?);
        let language = words.lang().as_str();
        match self {
            Self::Tracker => {
                let message = write(texts.tracker).message(language);
                web.app.track_dive(person, case, message).await
            }
            Self::Gap => {
                let message = write(texts.gap).message(language);
                web.app.file_gap(person, case, message).await
            }
        }
    }
}

/// All prepared texts of a request.
pub(super) fn texts(words: &Words, view: &DiveView) -> Texts {
    let reply = view.state.decided().map(|decided| words.say(&decided.decision.reply));
    Texts {
        language: words.lang().as_str(),
        reply,
        update: update(words, &view.state),
        redirect: words.t("assist-reply-out-of-band"),
        tracker: tracker(words, view),
        gap: gap(words, &view.state),
    }
}

fn update(words: &Words, state: &DiveState) -> String {
    let findings = clock::since_last(state);
    if findings.is_empty() {
        return words.t("dive-update-nothing-new");
    }
    let mut text = words.t("dive-update-findings");
    for finding in findings {
        text.push_str("\n- ");
        text.push_str(finding.text.trim());
    }
    text.push_str("\n\n");
    text.push_str(&words.t("dive-update-more"));
    text
}

/// One line for each answer of the form, so that its reader sees what is
/// missing, too. What others wrote stands as code: it mentions nobody.
fn tracker(words: &Words, view: &DiveView) -> Issue {
    let state = &view.state;
    let mut lines = vec![view.mention.clone(), String::new(), words.t("dive-tracker-lead")];
    lines.push(String::new());
    lines.extend(
        facts(words, state).into_iter().map(|(name, value)| format!("- **{name}**: {value}")),
    );
    if let Some(decided) = state.decided() {
        let decision = &decided.decision;
        let outcome = words.say(&decision.outcome.label());
        lines.push(format!("- **{}**: {outcome}", words.t("dive-decision")));
        let reasons = decision.reasons.iter();
        lines.extend(reasons.map(|one| format!("  - {}: {}", one.rule, words.say(&one.text))));
    }
    let gap = state.request.as_ref().and_then(|request| request.gap.clone()).unwrap_or_default();
    lines.extend([String::new(), words.t("dive-gap"), String::new(), fenced(&gap)]);
    lines.extend([String::new(), words.t("dive-tracker-boundary")]);
    let case = view.summary.case.to_string();
    Issue { title: words.t1("dive-tracker-title", "case", case), body: lines.join("\n") }
}

/// Name and value of each answer.
pub(super) fn facts(words: &Words, state: &DiveState) -> Vec<(String, String)> {
    let none = || words.t("dive-none");
    let Some(request) = &state.request else { return Vec::new() };
    let listed = |items: Vec<String>| if items.is_empty() { none() } else { items.join(", ") };
    let resources = request.resources.iter().map(|one| {
        let owned = match one.owned {
            Some(true) => words.t("dive-owned"),
            Some(false) => words.t("dive-not-owned"),
            None => words.t("dive-owner-unknown"),
        };
        let kind = words.t(format!("dive-resource-{}", one.kind.as_str()));
        format!("{kind} {} ({owned})", coded(&one.path))
    });
    let time = |at: Option<Timestamp>| at.map_or_else(none, |at| at.to_string());
    let window = request.window.map(|one| format!("{} – {}", time(one.start), time(one.end)));
    let logs = request.log_kinds.iter().map(|kind| words.t(format!("dive-log-{}", kind.as_str())));
    let ticket = state.requester.ticket.as_deref().map_or_else(none, coded);
    vec![
        (words.t("dive-organisation"), coded(&state.requester.organisation)),
        (words.t("dive-ticket"), ticket),
        (
            words.t("dive-plan"),
            request.plan.map_or_else(none, |plan| words.t(format!("dive-plan-{}", plan.as_str()))),
        ),
        (words.t("dive-resources"), listed(resources.collect())),
        (words.t("dive-events"), listed(request.events.iter().map(|one| coded(one)).collect())),
        (words.t("dive-window"), window.unwrap_or_else(none)),
        (words.t("dive-logs"), listed(logs.collect())),
    ]
}

fn gap(words: &Words, state: &DiveState) -> Issue {
    let request = state.request.as_ref();
    let events: Vec<String> =
        request.into_iter().flat_map(|one| &one.events).map(|one| coded(one)).collect();
    let events = if events.is_empty() { words.t("dive-none") } else { events.join(", ") };
    let gap = request.and_then(|one| one.gap.clone()).unwrap_or_default();
    let body = format!(
        "{}\n\n{}\n\n{}\n\n- **{}**: {events}",
        words.t("dive-gap-lead"),
        words.t("dive-gap"),
        fenced(&gap),
        words.t("dive-events"),
    );
    let first = request.and_then(|one| one.events.first()).cloned();
    // A title is no place for code; a full-width sign mentions nobody.
    let first = first.unwrap_or_else(|| words.t("dive-none")).replace('@', "＠");
    Issue { title: words.t1("dive-gap-title", "event", first), body }
}

/// A request as JSON; when it was asked need not be said.
pub(super) fn request_of(
    mut given: Map<String, Value>,
    asked_at: Timestamp,
) -> Result<Request, Fault> {
    let requested = given.entry("requested_at").or_insert(Value::Null);
    if requested.is_null() {
        *requested = Value::String(asked_at.to_string());
    }
    Request::read(Value::Object(given)).map_err(|misread| {
        let inside = Some(misread.field.as_str()).filter(|path| *path != ".");
        let path = inside.map(|path| format!("request.{path}"));
        unread("request", &path.unwrap_or_default(), &misread.why)
    })
}
