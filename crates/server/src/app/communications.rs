//! The way to customers and the public: steps, messages, sending (CM21–CM31).

use std::collections::BTreeMap;

use engine::coordinate::approval::{self, Bench, Request, Standing, Subject};
use engine::coordinate::communication::gate::{self, Desk};
use engine::coordinate::communication::{
    Audience, Composed, Contact, Draft, Entry, Flow, Form, Kind, Language, Medium, Message,
    MessageId, Ready, Station, Via, compose,
};
use engine::coordinate::delivery::{self, StatusStage};
use engine::coordinate::{Case, CaseId, Cases, Phase, What};
use jiff::Timestamp;
use serde::Serialize;

mod order;
mod part;

use part::{
    attached, bounded_way, known_message, refusals, said, step_for_draft, step_for_sending,
    stepped, tidied,
};

use super::approvals::REASON_CHARS_MAX;
use super::cases::{bounded, case_for};
use super::error::{Refusal, allow};
use super::updates::marked;
use super::{App, AppError};
use crate::app::input;
use crate::person::{Permission, Person};
use crate::work::journal::Said;

/// How communication of a case stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Communications {
    /// The case.
    pub case: CaseId,
    /// The policy that holds.
    pub policy: String,
    /// Where the case is on the way; `None` = the plan is not attached (CM1).
    pub flow: Option<Flow>,
    /// The steps that can be taken now.
    pub open_steps: Vec<(Station, Station)>,
    /// The messages, with what stands in their way.
    pub messages: Vec<MessageView>,
    /// Teams, how to engage each, and since when they are (CM7–CM10).
    pub contacts: Vec<ContactView>,
    /// What somebody stands in for.
    pub readied: Vec<engine::coordinate::communication::Readied>,
    /// Lists that were made (F).
    pub collected: Vec<engine::coordinate::communication::Collection>,
    /// When each audience was first told something.
    pub told: BTreeMap<Audience, Timestamp>,
    /// What stands in the way of all clear (CM31).
    pub clear_refusals: Vec<Refusal>,
}

/// A message, and what stands in its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MessageView {
    /// The message.
    pub message: Message,
    /// Names exactly what it says now.
    pub hash: String,
    /// The text in each language.
    pub composed: BTreeMap<Language, Composed>,
    /// The text as it goes out.
    pub whole: Option<Composed>,
    /// From whom mail comes and to whom answers go, where it is mail.
    pub mail_head: Option<(String, String)>,
    /// What was asked of approvers, and how that stands.
    pub approval: Option<(Request, Standing)>,
    /// What was asked to let it pass in spite of a rule.
    pub exceptions: Vec<(Request, Standing)>,
    /// Why this person may not send it now, all of it; none = may.
    pub refusals: Vec<Refusal>,
}

/// A team and how to engage it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContactView {
    /// The duty that its person has in a case.
    pub team: String,
    /// How.
    pub contact: Contact,
    /// Since when it is.
    pub engaged_at: Option<Timestamp>,
}

impl App {
    /// How communication of a case stands, as this person sees it.
    pub async fn communications(
        &self,
        person: &Person,
        id: CaseId,
    ) -> Result<Communications, AppError> {
        allow(person, Permission::ReadCases)?;
        let barred = self.barred().await?;
        let now = self.inner.clock.now();
        self.inner.journal.read(|cases| {
            let case = case_for(cases, person, id)?;
            let counts = |name: &str| barred.counts(name);
            let desk = self.desk(case, person, now, &counts);
            let state = &case.concerns.communication;
            let contacts = self.inner.communications.contacts.iter();
            let open = state.flow.as_ref().map(Flow::open).unwrap_or_default();
            Ok(Communications {
                case: id,
                policy: self.inner.communications.name.clone(),
                flow: state.flow.clone(),
                open_steps: open.into_iter().collect(),
                messages: state.messages.iter().map(|one| self.message_view(desk, one)).collect(),
                contacts: contacts
                    .map(|(team, contact)| ContactView {
                        team: team.clone(),
                        contact: contact.clone(),
                        engaged_at: case.concerns.duty.engaged_at(team),
                    })
                    .collect(),
                readied: state.readied.clone(),
                collected: state.collected.clone(),
                told: state.told(),
                clear_refusals: refusals(gate::may_clear(desk)),
            })
        })
    }

    /// What the organisation says about communication.
    pub fn communication_policy(&self) -> &engine::coordinate::communication::Policy {
        &self.inner.communications
    }

    /// Attaches the plan of communication below the severity at which that
    /// happens by itself (CM1).
    pub async fn attach_communications(
        &self,
        person: &Person,
        case: CaseId,
        reason: &str,
    ) -> Result<(), AppError> {
        allow(person, Permission::Communicate)?;
        let reason = Some(bounded("reason", reason, REASON_CHARS_MAX)?);
        let attaching = |cases: &Cases, _now| {
            let known = case_for(cases, person, case)?;
            if known.concerns.communication.flow.is_some() {
                return Ok((Said::new(), ()));
            }
            Ok((vec![said(case, Entry::Attached { reason })], ()))
        };
        self.inner.journal.decide(&person.name, attaching).await.map(drop)
    }

    /// Takes a step on the way A to I: one of the edges of CM23 and no other.
    pub async fn step_communications(
        &self,
        person: &Person,
        case: CaseId,
        (from, to): (Station, Station),
        decided: Option<Form>,
    ) -> Result<(), AppError> {
        allow(person, Permission::Communicate)?;
        let barred = self.barred().await?;
        let stepping = |cases: &Cases, now| {
            let known = case_for(cases, person, case)?;
            let counts = |name: &str| barred.counts(name);
            let desk = self.desk(known, person, now, &counts);
            gate::may_step(desk, (from, to), decided.as_ref())?;
            // A list is made (F), a message drafted (G) or sent (H) by doing so.
            if matches!(to, Station::Collecting | Station::Sending) {
                return Err(Refusal::by("communication.step_by_deed", 409, []).into());
            }
            Ok((vec![said(case, Entry::Stepped { from, to, decided })], ()))
        };
        let decided = self.inner.journal.decide(&person.name, stepping).await.map(drop);
        self.or_tell_refused(person, case, decided).await
    }

    /// Says that the list of an audience is made, and where it is from (F).
    pub async fn collect_contacts(
        &self,
        person: &Person,
        case: CaseId,
        (audience, count): (Audience, u64),
        source: &str,
    ) -> Result<(), AppError> {
        allow(person, Permission::Communicate)?;
        let source = bounded("source", source, REASON_CHARS_MAX)?;
        let collecting = |cases: &Cases, _now| {
            let flow = attached(case_for(cases, person, case)?)?;
            let edge = (Station::Engaging, Station::Collecting);
            let mut entries = Vec::new();
            if !flow.has_contacts {
                flow.may_step(edge, None)?;
                entries.push(said(case, stepped(edge)));
            }
            entries.push(said(case, Entry::Collected { audience, count, source }));
            Ok((entries, ()))
        };
        self.inner.journal.decide(&person.name, collecting).await.map(drop)
    }

    /// Stands in for something that must be so before a message goes (CM9, CM26).
    pub async fn ready_communications(
        &self,
        person: &Person,
        case: CaseId,
        (ready, note): (Ready, &str),
    ) -> Result<(), AppError> {
        allow(person, Permission::Communicate)?;
        let note = bounded("note", note, REASON_CHARS_MAX)?;
        self.communicate(person, case, Entry::Readied { ready, note }).await
    }

    /// Drafts a message, or says an existing one anew. Approvals of what it was
    /// are void then. Answers its number.
    pub async fn draft_message(
        &self,
        person: &Person,
        case: CaseId,
        (message, draft): (Option<MessageId>, Draft),
    ) -> Result<MessageId, AppError> {
        allow(person, Permission::Communicate)?;
        let draft = tidied(draft);
        let drafting = |cases: &Cases, now| {
            let known = case_for(cases, person, case)?;
            let state = &known.concerns.communication;
            if let Some(id) = message {
                let old = known_message(known, id)?;
                if old.draft.kind != draft.kind {
                    return Err(AppError::invalid("kind", input::why("kind-stays")));
                }
            }
            gate::may_draft(self.desk(known, person, now, &|_| true), &draft)?;
            let id = message.unwrap_or_else(|| state.next_message());
            let mut entries: Said = step_for_draft(self.is_beside(draft.kind), known)
                .map(|step| said(case, step))
                .into_iter()
                .collect();
            entries.push(said(case, Entry::Drafted { message: id, draft }));
            Ok((entries, id))
        };
        let decided = self.inner.journal.decide(&person.name, drafting).await;
        self.or_tell_refused(person, case, decided.map(|(_, id)| id)).await
    }

    /// Says that a message will not be sent.
    pub async fn withdraw_message(
        &self,
        person: &Person,
        case: CaseId,
        (message, reason): (MessageId, &str),
    ) -> Result<(), AppError> {
        allow(person, Permission::Communicate)?;
        let reason = bounded("reason", reason, REASON_CHARS_MAX)?;
        self.journal_known(person, case, message, Entry::Withdrawn { message, reason }).await
    }

    /// Asks for approval of exactly what the message says now; or, with a rule,
    /// that it may go although that rule refuses it (CM22, CM24).
    pub async fn request_approval(
        &self,
        person: &Person,
        case: CaseId,
        (message, rule): (MessageId, Option<String>),
        reason: &str,
    ) -> Result<(), AppError> {
        allow(person, Permission::Communicate)?;
        let reason = bounded("reason", reason, REASON_CHARS_MAX)?;
        let subject = match rule {
            None => Subject::Message { message },
            Some(rule) if gate::EXCEPTABLE.contains(&rule.as_str()) => {
                Subject::Exception { message, rule }
            }
            Some(rule) => {
                let why = input::one_of(&rule, &gate::EXCEPTABLE);
                return Err(AppError::invalid("rule", why));
            }
        };
        let requesting = |cases: &Cases, now: Timestamp| {
            let known = case_for(cases, person, case)?;
            let found = known_message(known, message)?;
            gate::may_request(self.desk(known, person, now, &|_| true), found)?;
            let bench = Bench::of(known, &subject, self.policies());
            let hash =
                bench.hash.ok_or_else(|| AppError::not_found(format!("message {message}")))?;
            let expires_at = now.checked_add(bench.valid_for).map_err(AppError::internal)?;
            let entry = approval::Entry::Requested { subject, hash, reason, expires_at };
            Ok((vec![(Some(case), What::Approval(entry))], ()))
        };
        let decided = self.inner.journal.decide(&person.name, requesting).await.map(drop);
        self.or_tell_refused(person, case, decided).await
    }

    /// Sends a message: everything that stands in its way is refused at once.
    /// By a channel it is queued; by hand it is recorded where it can be seen.
    pub async fn send_message(
        &self,
        person: &Person,
        case: CaseId,
        (message, hash): (MessageId, &str),
        via: Via,
    ) -> Result<(), AppError> {
        self.allow_now(person, Permission::Send).await?;
        let via = bounded_way(via)?;
        let barred = self.barred().await?;
        let sending = |cases: &Cases, now| {
            let known = case_for(cases, person, case)?;
            let found = known_message(known, message)?;
            let now_hash = compose::hash(&found.draft, &self.inner.communications);
            if now_hash != hash {
                return Err(Refusal::by("communication.other_hash", 409, []).into());
            }
            let counts = |name: &str| barred.counts(name);
            gate::may_send(self.desk(known, person, now, &counts), found, &via)?;
            let mut entries: Said = step_for_sending(self.is_beside(found.draft.kind), known)
                .map(|step| said(case, step))
                .into_iter()
                .collect();
            let sent = Entry::Sent { message, hash: now_hash, via: via.clone() };
            entries.push(said(case, sent));
            if let Via::Channel { channel } = &via {
                let order = self.order_of(known, message, (channel, now, &barred))?;
                let queued = delivery::Entry::Queued { order };
                entries.push((Some(case), What::Delivery(queued)));
            }
            Ok((entries, ()))
        };
        let decided = self.inner.journal.decide(&person.name, sending).await.map(drop);
        self.or_tell_refused(person, case, decided).await
    }

    /// Records that whom a message was for has it (CM28).
    pub async fn message_received(
        &self,
        person: &Person,
        case: CaseId,
        (message, by): (MessageId, &str),
    ) -> Result<(), AppError> {
        allow(person, Permission::Communicate)?;
        let by = bounded("person", by, REASON_CHARS_MAX)?;
        self.journal_known(person, case, message, Entry::Received { message, person: by }).await
    }

    async fn journal_known(
        &self,
        person: &Person,
        case: CaseId,
        message: MessageId,
        entry: Entry,
    ) -> Result<(), AppError> {
        let saying = |cases: &Cases, _now| {
            known_message(case_for(cases, person, case)?, message)?;
            Ok((vec![said(case, entry)], ()))
        };
        self.inner.journal.decide(&person.name, saying).await.map(drop)
    }

    async fn communicate(
        &self,
        person: &Person,
        case: CaseId,
        entry: Entry,
    ) -> Result<(), AppError> {
        let saying = |cases: &Cases, _now| {
            case_for(cases, person, case)?;
            Ok((vec![said(case, entry)], ()))
        };
        self.inner.journal.decide(&person.name, saying).await.map(drop)
    }

    fn desk<'a>(
        &'a self,
        case: &'a Case,
        person: &'a Person,
        now: Timestamp,
        counts: &'a dyn Fn(&str) -> bool,
    ) -> Desk<'a> {
        Desk { case, policies: self.policies(), person: &person.name, now, counts }
    }

    /// Whether that channel is set and may carry such a message: mail goes by
    /// mail, and from the policy's own address (CM25).
    fn is_channel_fit(&self, case: &Case, name: &str, kind: Kind) -> Result<(), AppError> {
        let Some(channel) = self.known_channel(case, name)? else { return Ok(()) };
        let policy = &self.inner.communications;
        let is_mail = policy.kinds.get(&kind).is_some_and(|kind| kind.medium == Medium::Mail);
        if !is_mail {
            return Ok(());
        }
        let Some(smtp) = &channel.smtp else {
            let args = [("channel", name.to_owned())];
            return Err(Refusal::by("communication.not_a_mail_channel", 409, args).into());
        };
        let reply_to = smtp.reply_to.as_ref().unwrap_or(&smtp.from);
        let (from, reply_to) = (smtp.from.email.to_string(), reply_to.email.to_string());
        Ok(gate::may_mail_from(policy, &from, &reply_to)?)
    }

    /// The channel of that name; none for an exercise, whose messages all end in
    /// the sink, whatever they name.
    pub(super) fn known_channel(
        &self,
        case: &Case,
        name: &str,
    ) -> Result<Option<&crate::config::Channel>, AppError> {
        if case.concerns.exercise.is_exercise() {
            return Ok(None);
        }
        let known = self.inner.config.channel.iter().find(|channel| channel.name == name);
        let args = [("channel", name.to_owned())];
        let missing = || Refusal::by("communication.no_such_channel", 409, args).into();
        known.ok_or_else(missing).map(Some)
    }

    fn is_beside(&self, kind: Kind) -> bool {
        self.inner.communications.kinds.get(&kind).is_some_and(|kind| kind.is_beside)
    }

    fn message_view(&self, desk: Desk<'_>, message: &Message) -> MessageView {
        let policy = &self.inner.communications;
        let kind = policy.kinds.get(&message.draft.kind);
        let composed = message.draft.texts.keys().filter_map(|language| {
            let text = compose::message(&message.draft, *language, policy)?;
            Some((*language, marked(desk.case, text, *language)))
        });
        let whole = compose::whole(&message.draft, policy);
        let way = Via::Hand { place: String::new() };
        let is_done = message.withdrawn.is_some();
        let judged = |subject: &Subject| {
            let request = desk.case.concerns.approval.request(subject)?;
            let bench = Bench::of(desk.case, subject, self.policies());
            let found = approval::standing(request, &bench, desk.now, desk.counts);
            Some((request.clone(), found))
        };
        let exception =
            |rule: &str| judged(&Subject::Exception { message: message.id, rule: rule.to_owned() });
        MessageView {
            hash: compose::hash(&message.draft, policy),
            composed: composed.collect(),
            whole: whole.map(|text| marked(desk.case, text, message.draft.language)),
            mail_head: kind
                .is_some_and(|kind| kind.is_plain)
                .then(|| (policy.from.clone(), policy.reply_to.clone())),
            approval: judged(&Subject::Message { message: message.id }),
            exceptions: gate::EXCEPTABLE.into_iter().filter_map(exception).collect(),
            refusals: if is_done {
                Vec::new()
            } else {
                refusals(gate::may_send(desk, message, &way))
            },
            message: message.clone(),
        }
    }
}
