//! Who does what in the case: duties with their holders, offers, who was asked.

use std::collections::BTreeMap;

use axum::extract::State;
use engine::coordinate::duty::{Offer, Tenure};
use jiff::Timestamp;
use serde::Deserialize;

use super::super::{Answer, done};
use super::id_of;
use crate::app::{DutiesView, DutyView, DutyWish};
use crate::person::Person;
use crate::web::Web;
use crate::web::form::{Form, Place};
use crate::web::moment::Moment;
use crate::web::naming;
use crate::web::problem::Fault;
use crate::web::visitor::SignedIn;
use crate::web::words::Words;

/// The section on duties.
pub(super) struct PeopleSection {
    /// Duties that somebody holds, for the header.
    pub(super) held: Vec<HeldLine>,
    /// Duties that should be held and are not.
    pub(super) wanted: Vec<String>,
    pub(super) duties: Vec<DutyLine>,
    pub(super) offers: Vec<OfferLine>,
    pub(super) history: Vec<TenureLine>,
    pub(super) asked: Vec<AskLine>,
}

pub(super) struct HeldLine {
    pub(super) duty: String,
    pub(super) person: String,
    pub(super) since: Moment,
}

pub(super) struct DutyLine {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) about: Option<String>,
    pub(super) tasks: Vec<String>,
    pub(super) holder: Option<(String, Moment)>,
    pub(super) wanted: Option<String>,
    pub(super) on_call: String,
    pub(super) engaged: Vec<String>,
    pub(super) may_take: bool,
    pub(super) may_offer: bool,
    pub(super) is_yours: bool,
}

pub(super) struct OfferLine {
    pub(super) index: u64,
    pub(super) text: String,
    pub(super) note: String,
    pub(super) when: Moment,
    pub(super) is_yours: bool,
}

pub(super) struct TenureLine {
    pub(super) duty: String,
    pub(super) person: String,
    pub(super) from: Moment,
    pub(super) until: Option<Moment>,
    pub(super) reason: Option<String>,
}

pub(super) struct AskLine {
    pub(super) duty: String,
    pub(super) person: String,
    pub(super) why: String,
    pub(super) when: Moment,
}

pub(super) fn section(
    words: &Words,
    person: &Person,
    found: &DutiesView,
    now: Timestamp,
) -> PeopleSection {
    let titles: BTreeMap<&str, Option<&str>> =
        found.duties.iter().map(|duty| (duty.id.as_str(), duty.title.as_deref())).collect();
    let name = |id: &str| naming::duty(words, id, titles.get(id).copied().flatten());
    let offer = |offer: &Offer| OfferLine {
        index: offer.index,
        text: words.t2(
            if offer.holder.is_some() { "duty-handover" } else { "duty-call" },
            ("duty", name(&offer.duty)),
            ("to", offer.to.clone()),
        ),
        note: offer.note.clone(),
        when: Moment::of(words, offer.at, now),
        is_yours: engine::coordinate::separation::is_same_person(&offer.to, &person.name),
    };
    let tenure = |tenure: &Tenure| TenureLine {
        duty: name(&tenure.duty),
        person: tenure.person.clone(),
        from: Moment::of(words, tenure.from, now),
        until: tenure.ended.as_ref().map(|ended| Moment::of(words, ended.at, now)),
        reason: tenure.ended.as_ref().and_then(|ended| ended.reason.clone()),
    };
    let ask = |ask: &engine::coordinate::duty::Ask| AskLine {
        duty: name(&ask.duty),
        person: ask.person.clone(),
        why: words.t(format!("duty-because-{}", ask.because.as_str().replace('_', "-"))),
        when: Moment::of(words, ask.at, now),
    };
    let duties: Vec<DutyLine> =
        found.duties.iter().map(|duty| line(words, found, duty, now)).collect();
    PeopleSection {
        held: duties.iter().filter_map(held).collect(),
        wanted: duties
            .iter()
            .filter(|duty| duty.wanted.is_some())
            .map(|duty| duty.name.clone())
            .collect(),
        duties,
        offers: found.history.open_offers().map(offer).collect(),
        history: found.history.tenures.iter().rev().map(tenure).collect(),
        asked: found.history.asked.iter().rev().map(ask).collect(),
    }
}

fn held(line: &DutyLine) -> Option<HeldLine> {
    let (person, since) = line.holder.clone()?;
    Some(HeldLine { duty: line.name.clone(), person, since })
}

fn line(words: &Words, found: &DutiesView, duty: &DutyView, now: Timestamp) -> DutyLine {
    let about = format!("duty-{}-about", duty.id.replace('_', "-"));
    let task = |task: &String| {
        let key = format!("duty-{}-task-{task}", duty.id.replace('_', "-"));
        if words.has(&key) { words.t(key) } else { task.clone() }
    };
    let of_duty = found.history.engaged.iter().filter(|one| one.duty == duty.id);
    let engaged = of_duty.map(|one| {
        words.t2("duty-engaged", ("contact", one.contact.clone()), ("way", one.by_way_of.clone()))
    });
    DutyLine {
        id: duty.id.clone(),
        name: naming::duty(words, &duty.id, duty.title.as_deref()),
        about: words.has(&about).then(|| words.t(about)),
        tasks: duty.tasks.iter().map(task).collect(),
        holder: duty.holder.clone().map(|(name, since)| (name, Moment::of(words, since, now))),
        wanted: duty.wanted.map(|because| words.t(format!("duty-wanted-{because}"))),
        on_call: duty.on_call.join(", "),
        engaged: engaged.collect(),
        may_take: duty.may_take,
        may_offer: duty.may_offer,
        is_yours: duty.is_yours,
    }
}

/// The fields of all forms on duties; each wish needs some of them.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct DutyForm {
    to: String,
    note: String,
    reason: String,
    contact: String,
    by_way_of: String,
}

fn wish_of(name: &str, form: DutyForm) -> Result<DutyWish, Fault> {
    let DutyForm { to, note, reason, contact, by_way_of } = form;
    match name {
        "take" => Ok(DutyWish::Take),
        "offer" => Ok(DutyWish::Offer { to, note }),
        "renounce" => Ok(DutyWish::Renounce { reason }),
        "engage" => Ok(DutyWish::Engage { contact, by_way_of }),
        other => Err(Fault::not_found(format!("wish {other}"))),
    }
}

pub(super) async fn change(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, name, step)): Place<(String, String, String)>,
    Form(form): Form<DutyForm>,
) -> Answer {
    let case = id_of(&id)?;
    web.app.change_duty(&person, case, &name, wish_of(&step, form)?).await?;
    Ok(done(&format!("/cases/{}#people", case.0), "duty"))
}

pub(super) async fn accept(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, index)): Place<(String, u64)>,
) -> Answer {
    let case = id_of(&id)?;
    web.app.answer_offer(&person, case, index, None).await?;
    Ok(done(&format!("/cases/{}#people", case.0), "duty"))
}

pub(super) async fn decline(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, index)): Place<(String, u64)>,
    Form(form): Form<DutyForm>,
) -> Answer {
    let case = id_of(&id)?;
    web.app.answer_offer(&person, case, index, Some(form.reason)).await?;
    Ok(done(&format!("/cases/{}#people", case.0), "duty"))
}
