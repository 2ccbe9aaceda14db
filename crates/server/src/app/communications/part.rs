//! The small parts that entries of communication are made of.

use super::{
    AppError, Case, CaseId, Draft, Entry, Flow, Message, MessageId, Phase, REASON_CHARS_MAX,
    Refusal, Station, StatusStage, Via, What, bounded,
};

/// A way that says where: neither nothing nor endless.
pub(super) fn bounded_way(via: Via) -> Result<Via, AppError> {
    match via {
        Via::Hand { place } => Ok(Via::Hand { place: bounded("place", &place, REASON_CHARS_MAX)? }),
        Via::Channel { channel } => {
            let channel = bounded("channel", &channel, REASON_CHARS_MAX)?;
            Ok(Via::Channel { channel })
        }
    }
}

/// Where the incident stands, as a status page shows it (CM24).
pub(super) fn stage(case: &Case, draft: &Draft) -> StatusStage {
    match case.phase {
        _any if draft.is_final => StatusStage::Resolved,
        Phase::Triage => StatusStage::Investigating,
        Phase::Containment => StatusStage::Identified,
        Phase::Eradication | Phase::Recovery | Phase::Closed => StatusStage::Monitoring,
    }
}

/// The step that drafting takes: to G, whether from E or back from H.
pub(super) fn step_for_draft(is_beside: bool, case: &Case) -> Option<Entry> {
    let flow = case.concerns.communication.flow.as_ref().filter(|_| !is_beside)?;
    let edge = (flow.at, Station::Producing);
    flow.open().contains(&edge).then(|| stepped(edge))
}

/// The step that sending takes: from G to H.
pub(super) fn step_for_sending(is_beside: bool, case: &Case) -> Option<Entry> {
    let flow = case.concerns.communication.flow.as_ref().filter(|_| !is_beside)?;
    let edge = (flow.at, Station::Sending);
    flow.open().contains(&edge).then(|| stepped(edge))
}

pub(super) fn stepped((from, to): (Station, Station)) -> Entry {
    Entry::Stepped { from, to, decided: None }
}

pub(super) fn said(case: CaseId, entry: Entry) -> (Option<CaseId>, What) {
    (Some(case), What::Communication(entry))
}

pub(super) fn attached(case: &Case) -> Result<&Flow, AppError> {
    let flow = case.concerns.communication.flow.as_ref();
    flow.ok_or_else(|| Refusal::by("communication.not_attached", 409, []).into())
}

pub(super) fn known_message(case: &Case, id: MessageId) -> Result<&Message, AppError> {
    let found = case.concerns.communication.message(id);
    found.ok_or_else(|| AppError::not_found(format!("message {id} in {}", case.id)))
}

pub(super) fn refusals(refused: Result<(), Vec<engine::respond::GateRefusal>>) -> Vec<Refusal> {
    refused.err().into_iter().flatten().map(Refusal::from).collect()
}

/// Line ends and blanks as everybody means them: a form sends CR LF, a text has LF.
pub(super) fn tidied(mut draft: Draft) -> Draft {
    let tidy = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
    for text in draft.texts.values_mut() {
        text.title = tidy(&text.title);
        for field in text.fields.values_mut() {
            *field = tidy(field);
        }
    }
    let some = |text: Option<String>| text.map(|text| tidy(&text)).filter(|text| !text.is_empty());
    draft.tool = some(draft.tool);
    draft.blog_url = some(draft.blog_url);
    draft.signatory = some(draft.signatory);
    let addresses = draft.recipients.iter().map(|one| tidy(one)).filter(|one| !one.is_empty());
    draft.recipients = addresses.collect();
    draft
}
