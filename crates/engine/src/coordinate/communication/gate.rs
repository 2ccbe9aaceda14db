//! What stands in the way of a draft, a request and of sending: everything that
//! is missing at once, each with its rule.

use std::collections::BTreeSet;

use jiff::Timestamp;

mod fit;

use fit::{too_long, unfit};

use super::message::{Audience, Draft, Kind, Message, Via};
use super::plain::{blemishes, post_weight};
use super::policy::{KindPolicy, Policy, Ready};
use super::{CommunicationState, Form, Station, compose};
use crate::coordinate::approval::{self, Bench, Policies, Subject};
use crate::coordinate::delivery::Reach;
use crate::coordinate::{Case, Phase, custody};
use crate::respond::GateRefusal;
use crate::respond::plan::Text;

/// A title is one line.
const TITLE_CHARS_MAX: usize = 200;
/// A field is a few pages.
const FIELD_CHARS_MAX: usize = 20_000;
/// So many addresses in one message.
const RECIPIENTS_MAX: usize = 100_000;

/// The rule by which somebody else than the first audience would hear first (CM22).
pub const CUSTOMERS_FIRST: &str = "communication.customers_first";
/// The rule by which a confidential case would become public (CM24).
pub const CONFIDENTIAL: &str = "communication.confidential";
/// Rules from which a second person can except a message.
pub const EXCEPTABLE: [&str; 2] = [CUSTOMERS_FIRST, CONFIDENTIAL];

/// The case, what the organisation says, who is asking, and what time it is.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The case.
    pub case: &'a Case,
    /// What the organisation says.
    pub policies: Policies<'a>,
    /// Who is asking.
    pub person: &'a str,
    /// The time.
    pub now: Timestamp,
    /// Whether somebody who approved may still approve.
    pub counts: &'a dyn Fn(&str) -> bool,
}

impl std::fmt::Debug for Desk<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("case", &self.case.id).finish_non_exhaustive()
    }
}

impl<'a> Desk<'a> {
    fn policy(&self) -> &'a Policy {
        self.policies.communication
    }

    fn state(&self) -> &'a CommunicationState {
        &self.case.concerns.communication
    }

    fn kind(&self, kind: Kind) -> Result<&'a KindPolicy, GateRefusal> {
        let known = self.policy().kinds.get(&kind);
        let args = [("message_kind", kind.as_str().to_owned())];
        known.ok_or_else(|| refusal("communication.no_such_kind", &["CM18"], args))
    }

    /// Whether the person has one of these duties in the case; any if none is named.
    fn has_duty(&self, duties: &[String]) -> bool {
        let duty = &self.case.concerns.duty;
        duties.is_empty() || duties.iter().any(|name| duty.is_held_by(name, self.person))
    }
}

/// Whether that may be drafted or written over now.
///
/// # Errors
/// Everything that stands against it; never nothing.
pub fn may_draft(desk: Desk<'_>, draft: &Draft) -> Result<(), Vec<GateRefusal>> {
    let kind = desk.kind(draft.kind).map_err(|refusal| vec![refusal])?;
    let mut refusals = Vec::new();
    if !kind.audiences.contains(&draft.audience) {
        refusals.push(wrong_audience(draft, kind));
    }
    refusals.extend(wrong_tool(desk.policy(), draft));
    if !desk.has_duty(&kind.drafters) {
        let args = [
            ("person", desk.person.to_owned()),
            ("duties", kind.drafters.join(", ")),
            ("message_kind", draft.kind.as_str().to_owned()),
        ];
        refusals.push(refusal("communication.not_the_drafter", &[of_kind(draft.kind)], args));
    }
    refusals.extend(too_early(desk, kind));
    refusals.extend(too_long(draft));
    done(refusals)
}

/// Whether its approval may be asked for: it is whole and fit to be sent.
///
/// # Errors
/// Everything that stands against it; never nothing.
pub fn may_request(desk: Desk<'_>, message: &Message) -> Result<(), Vec<GateRefusal>> {
    let kind = desk.kind(message.draft.kind).map_err(|refusal| vec![refusal])?;
    let mut refusals: Vec<GateRefusal> = is_withdrawn(message).into_iter().collect();
    refusals.extend(too_early(desk, kind));
    refusals.extend(unfit(desk, &message.draft, kind));
    done(refusals)
}

/// Whether it may be sent now, by that way.
///
/// # Errors
/// Everything that stands against it; never nothing.
pub fn may_send(desk: Desk<'_>, message: &Message, via: &Via) -> Result<(), Vec<GateRefusal>> {
    let draft = &message.draft;
    let kind = desk.kind(draft.kind).map_err(|refusal| vec![refusal])?;
    let mut refusals: Vec<GateRefusal> = is_withdrawn(message).into_iter().collect();
    let hash = compose::hash(draft, desk.policy());
    if message.sent.iter().any(|sent| sent.hash == hash) {
        let args = [("message", message.id.to_string())];
        refusals.push(refusal("communication.sent_already", &["CM25"], args));
    }
    refusals.extend(too_early(desk, kind));
    refusals.extend(unfit(desk, draft, kind));
    refusals.extend(unengaged(desk, kind));
    refusals.extend(unready(desk, kind));
    if !desk.has_duty(&kind.senders) {
        let args = [
            ("person", desk.person.to_owned()),
            ("duties", kind.senders.join(", ")),
            ("message_kind", draft.kind.as_str().to_owned()),
        ];
        refusals.push(refusal("communication.not_the_sender", &[of_kind(draft.kind)], args));
    }
    refusals.extend(list_missing(desk, draft, kind, via));
    refusals.extend(beyond_marking(desk, draft, kind, via));
    for rule in excepted_rules(desk, draft, kind) {
        if !is_excepted(desk, message, rule) {
            refusals.push(exceptable(desk, draft, rule));
        }
    }
    let subject = Subject::Message { message: message.id };
    let bench = Bench::of(desk.case, &subject, desk.policies);
    let request = desk.case.concerns.approval.request(&subject);
    refusals.extend(approval::missing(request, &bench, desk.now, desk.counts));
    done(refusals)
}

/// Whether a mail channel's From and Reply-To are the policy's own (CM25).
///
/// # Errors
/// Both, and what the policy says.
pub fn may_mail_from(policy: &Policy, from: &str, reply_to: &str) -> Result<(), GateRefusal> {
    let is_same = |one: &str, other: &str| one.trim().eq_ignore_ascii_case(other.trim());
    if is_same(from, &policy.from) && is_same(reply_to, &policy.reply_to) {
        return Ok(());
    }
    let args = [
        ("from", from.to_owned()),
        ("reply_to", reply_to.to_owned()),
        ("policy_from", policy.from.clone()),
        ("policy_reply_to", policy.reply_to.clone()),
    ];
    Err(refusal("communication.wrong_from", &["CM25"], args))
}

/// Whether that step may be taken by a person now: an open edge with its form;
/// B is left when the severity is set or the impact stated as determined (CM3,
/// CM21), I is reached when everybody has heard the last thing (CM31).
///
/// # Errors
/// Everything that stands against it; never nothing.
pub fn may_step(
    desk: Desk<'_>,
    edge: (Station, Station),
    form: Option<&Form>,
) -> Result<(), Vec<GateRefusal>> {
    let Some(flow) = &desk.state().flow else {
        return Err(vec![refusal("communication.not_attached", &["CM1"], [])]);
    };
    flow.may_step(edge, form).map_err(|refusal| vec![refusal])?;
    let is_known = desk.case.concerns.severity.level().is_some()
        || desk.case.circumstances().contains_key("impact_determined");
    match edge {
        (Station::Investigating, Station::Scoping) if !is_known => {
            let args = [("station", flow.at.letter().to_string())];
            Err(vec![refusal("communication.scope_unknown", &["CM3", "CM21"], args)])
        }
        (_, Station::AllClear) => may_clear(desk),
        _others => Ok(()),
    }
}

/// Whether all clear may be said (CM31): every audience that was told something
/// was told the last thing, and what wants a receipt has one.
///
/// # Errors
/// Everything that stands against it; never nothing.
pub fn may_clear(desk: Desk<'_>) -> Result<(), Vec<GateRefusal>> {
    let mut refusals = Vec::new();
    let left: Vec<&str> =
        desk.state().without_final(desk.policy()).into_iter().map(Audience::as_str).collect();
    if !left.is_empty() {
        let args = [("audiences", left.join(", "))];
        refusals.push(refusal("communication.final_missing", &["CM31"], args));
    }
    let last = desk.case.concerns.update.published.last();
    if last.is_some_and(|last| !last.status.is_final) {
        refusals.push(refusal("communication.final_update_missing", &["CM31"], []));
    }
    for message in &desk.state().messages {
        let wants = desk.policy().kinds.get(&message.draft.kind).is_some_and(|k| k.wants_receipt);
        if wants && !message.sent.is_empty() && message.receipt.is_none() {
            let args = [("message", message.id.to_string())];
            refusals.push(refusal("communication.receipt_missing", &["CM28"], args));
        }
    }
    done(refusals)
}

/// Whether the case may be closed (CM31): where somebody outside was told
/// something, all clear was said.
///
/// # Errors
/// The audiences that wait for the last message.
pub fn may_close(case: &Case, policy: &Policy) -> Result<(), GateRefusal> {
    let left: Vec<&str> = case
        .concerns
        .communication
        .without_final(policy)
        .into_iter()
        .map(Audience::as_str)
        .collect();
    if left.is_empty() {
        return Ok(());
    }
    let args = [("audiences", left.join(", "))];
    Err(refusal("communication.final_missing", &["CM31"], args))
}

/// The requirement that speaks of that kind.
fn of_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::CustomerEmail => "CM25",
        Kind::BlogPost => "CM26",
        Kind::ReleaseAlert => "CM27",
        Kind::Faq => "CM28",
        Kind::SocialPost => "CM29",
        Kind::PressStatement => "CM30",
        Kind::StatusPage | Kind::StatusPost => "CM24",
        Kind::Internal => "CM11",
    }
}

fn is_withdrawn(message: &Message) -> Option<GateRefusal> {
    let reason = message.withdrawn.as_ref()?;
    let args = [("message", message.id.to_string()), ("reason", reason.clone())];
    Some(refusal("communication.withdrawn", &["CM25"], args))
}

fn wrong_audience(draft: &Draft, kind: &KindPolicy) -> GateRefusal {
    let known: Vec<&str> = kind.audiences.iter().map(|one| one.as_str()).collect();
    let args = [
        ("message_kind", draft.kind.as_str().to_owned()),
        ("audience", draft.audience.as_str().to_owned()),
        ("audiences", known.join(", ")),
    ];
    refusal("communication.wrong_audience", &[of_kind(draft.kind)], args)
}

/// A tool reaches its own people only (CM7).
fn wrong_tool(policy: &Policy, draft: &Draft) -> Option<GateRefusal> {
    let name = draft.tool.as_ref()?;
    let reaches = |tool: &super::Tool| tool.audiences.contains(&draft.audience);
    if policy.tools.get(name).is_some_and(reaches) {
        return None;
    }
    let fit = policy.tools.iter().filter(|(_, tool)| reaches(tool)).map(|(name, _)| name.as_str());
    let args = [
        ("tool", name.clone()),
        ("audience", draft.audience.as_str().to_owned()),
        ("tools", fit.collect::<Vec<_>>().join(", ")),
    ];
    Some(refusal("communication.wrong_tool", &["CM7"], args))
}

/// The way must have come so far (CM21, CM23); after all clear nothing more.
fn too_early(desk: Desk<'_>, kind: &KindPolicy) -> Option<GateRefusal> {
    let flow = desk.state().flow.as_ref();
    let is_over = desk.case.phase == Phase::Closed || desk.state().is_all_clear();
    if is_over {
        return Some(refusal("communication.all_clear", &["CM23"], []));
    }
    if let Some(wanted) = &kind.only_while
        && !desk.case.circumstances().contains_key(wanted.as_str())
    {
        let args = [("circumstance", wanted.clone())];
        return Some(refusal("communication.not_the_time", &["CM24"], args));
    }
    if kind.is_beside {
        return None;
    }
    let Some(flow) = flow else {
        return Some(refusal("communication.not_attached", &["CM1"], []));
    };
    let args = [("station", flow.at.letter().to_string())];
    match flow.at {
        Station::Declared | Station::Investigating => {
            Some(refusal("communication.scope_unknown", &["CM21"], args))
        }
        Station::Scoping | Station::ChoosingMedium => {
            Some(refusal("communication.too_early", &["CM23"], args))
        }
        Station::Engaging
        | Station::Collecting
        | Station::Producing
        | Station::Sending
        | Station::AllClear => None,
    }
}

/// Teams that must be called in before (CM10).
fn unengaged(desk: Desk<'_>, kind: &KindPolicy) -> Vec<GateRefusal> {
    let missing = kind.needs_engaged.iter();
    let missing = missing.filter(|team| desk.case.concerns.duty.engaged_at(team).is_none());
    missing
        .map(|team| {
            let ways = desk.policy().contacts.get(team).map(|one| one.ways.as_slice());
            let ways: Vec<&str> =
                ways.unwrap_or_default().iter().map(|way| way.address.as_str()).collect();
            let args = [("team", team.clone()), ("ways", ways.join(", "))];
            refusal("communication.team_missing", &["CM10"], args)
        })
        .collect()
}

fn unready(desk: Desk<'_>, kind: &KindPolicy) -> Vec<GateRefusal> {
    let is_there = |ready: Ready| desk.state().readied.iter().any(|one| one.ready == ready);
    let missing = kind.needs_ready.iter().copied().filter(|ready| !is_there(*ready));
    missing
        .map(|ready| {
            let args = [("ready", ready.as_str().to_owned())];
            refusal("communication.not_ready", &[ready.requirement()], args)
        })
        .collect()
}

/// What goes to a list goes when there is one (CM23: H needs F).
fn list_missing(
    desk: Desk<'_>,
    draft: &Draft,
    kind: &KindPolicy,
    via: &Via,
) -> Option<GateRefusal> {
    if !kind.is_list {
        return None;
    }
    let has_list = desk.state().collected.iter().any(|one| one.audience == draft.audience);
    let is_reached = desk.state().flow.as_ref().is_some_and(|flow| flow.has_contacts);
    let has_addresses = match via {
        Via::Channel { .. } => !draft.recipients.is_empty(),
        Via::Hand { .. } => true,
    };
    (!has_list || !is_reached || !has_addresses).then(|| {
        let args = [("audience", draft.audience.as_str().to_owned())];
        refusal("communication.list_missing", &["CM23"], args)
    })
}

/// What goes by hand goes as far as its readers are (IN7); of a channel the journal
/// asks who reads that. Of an exercise nothing leaves.
fn beyond_marking(
    desk: Desk<'_>,
    draft: &Draft,
    kind: &KindPolicy,
    via: &Via,
) -> Option<GateRefusal> {
    if matches!(via, Via::Channel { .. }) || desk.case.concerns.exercise.is_exercise() {
        return None;
    }
    let reach = if kind.is_public { Reach::Public } else { draft.audience.reach() };
    custody::may_send(&desk.case.concerns.custody, reach).err()
}

/// The rules that refuse this message and from which it can be excepted.
fn excepted_rules(desk: Desk<'_>, draft: &Draft, kind: &KindPolicy) -> Vec<&'static str> {
    let mut rules = Vec::new();
    let first = &desk.policy().first_audiences;
    let is_later = kind.is_external && !kind.is_beside && !first.contains(&draft.audience);
    let told = desk.state().told();
    // A message to journalists or the public before those whom it concerns (CM22).
    if is_later && !kind.is_for_support() && !first.iter().any(|one| told.contains_key(one)) {
        rules.push(CUSTOMERS_FIRST);
    }
    let is_confidential = desk.case.circumstances().contains_key("confidential");
    if kind.is_public && is_confidential {
        rules.push(CONFIDENTIAL);
    }
    rules
}

impl KindPolicy {
    /// Whether it only arms who answers others: then it may go first.
    fn is_for_support(&self) -> bool {
        self.audiences.iter().all(|audience| *audience == Audience::Support)
    }
}

fn is_excepted(desk: Desk<'_>, message: &Message, rule: &str) -> bool {
    let subject = Subject::Exception { message: message.id, rule: rule.to_owned() };
    let bench = Bench::of(desk.case, &subject, desk.policies);
    let request = desk.case.concerns.approval.request(&subject);
    approval::missing(request, &bench, desk.now, desk.counts).is_empty()
}

fn exceptable(desk: Desk<'_>, draft: &Draft, rule: &str) -> GateRefusal {
    if rule == CUSTOMERS_FIRST {
        let first: Vec<&str> =
            desk.policy().first_audiences.iter().map(|one| one.as_str()).collect();
        return refusal(rule, &["CM22"], [("audiences", first.join(", "))]);
    }
    refusal(rule, &["CM24"], [("message_kind", draft.kind.as_str().to_owned())])
}

fn done(refusals: Vec<GateRefusal>) -> Result<(), Vec<GateRefusal>> {
    if refusals.is_empty() { Ok(()) } else { Err(refusals) }
}

/// A refusal whose words stand under `refusal-<rule>` with dashes.
fn refusal<const N: usize>(
    rule: &str,
    requirements: &[&str],
    args: [(&str, String); N],
) -> GateRefusal {
    let key = format!("refusal-{}", rule.replace(['.', '_'], "-"));
    GateRefusal::new(rule, requirements, Text::of(&key, args))
}
