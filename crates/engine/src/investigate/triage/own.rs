//! What we did ourselves: events that the journal's intents and surveys explain.
//!
//! Narrow on purpose: somebody who stole our token must not hide behind it. An
//! event is ours only if our user did it, nobody stood behind that user, the
//! token is ours where the event names one, it happened while an act was under
//! way (or a survey or the inventory was read), it names that act's object and is
//! of its kind. A finding is ours only if all of its events are. It is grouped
//! apart and never hidden.
//!
//! Known limit: audit events name no token.

use std::collections::BTreeSet;

use event::Event;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::respond::{Act, PlanHash, Subject, Survey};

/// What of ours explains a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "own", rename_all = "snake_case")]
pub enum Own {
    /// A step of a plan.
    Act {
        /// Number of the case.
        case: u32,
        /// The plan.
        plan: PlanHash,
        /// Position in it, from 0.
        step: u32,
        /// Kind of act.
        act: String,
    },
    /// A survey, or a sweep's.
    Survey {
        /// Number of the case.
        case: u32,
    },
    /// A reading of the inventory of credentials.
    Inventory,
    /// A test of a stream: its destination got another name, and its own back.
    StreamTest,
}

/// A step of a plan while it was done or undone, as the journal shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// Number of the case.
    pub case: u32,
    /// The plan.
    pub plan: PlanHash,
    /// Position in it, from 0.
    pub step: u32,
    /// The act: for an undo the inverse.
    pub act: Act,
    /// When it was intended.
    pub from: Timestamp,
    /// When it ended; `None` = not yet, or we broke off.
    pub to: Option<Timestamp>,
}

/// A survey while it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Number of the case.
    pub case: u32,
    /// When it began.
    pub from: Timestamp,
    /// When it was journalled.
    pub to: Timestamp,
    /// Numbers of what it looked at.
    pub objects: BTreeSet<i64>,
}

/// A test of a stream: we renamed its destination and gave it its own name again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poke {
    /// Number of the destination.
    pub destination: i64,
    /// The name that it had for a moment; no other test has it.
    pub name: String,
    /// When it was intended.
    pub from: Timestamp,
}

/// All that we did, as the journal adds up to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnTrail {
    /// Acts.
    pub deeds: Vec<Deed>,
    /// Surveys.
    pub looks: Vec<Look>,
    /// When each reading of the inventory began and ended.
    pub inventories: Vec<(Timestamp, Timestamp)>,
    /// Tests of streams.
    pub pokes: Vec<Poke>,
    /// Who we were in GitLab.
    pub users: BTreeSet<i64>,
}

/// An act whose end was never told counts for so long, as a call cannot take longer.
const UNENDED: SignedDuration = SignedDuration::from_mins(10);

/// Both calls of a test of a stream follow its intent at once.
const POKE_LASTS: SignedDuration = SignedDuration::from_mins(2);

/// What explains events as ours.
#[derive(Debug, Clone, Copy)]
pub struct Ours<'a> {
    /// What we did.
    pub trail: &'a OwnTrail,
    /// Number of our token, if known: without it no request is taken for ours.
    pub token: Option<i64>,
    /// How far GitLab's clock and ours may differ.
    pub slack: SignedDuration,
}

impl OwnTrail {
    /// A survey was taken.
    pub fn looked(&mut self, case: u32, survey: &Survey, at: Timestamp) {
        self.users.insert(survey.standing.user.0);
        let mut objects: BTreeSet<i64> = survey.memberships.iter().map(|place| place.id).collect();
        objects.extend([survey.user.0].into_iter().filter(|user| *user > 0));
        objects.extend(survey.actors.iter().map(|user| user.0));
        match &survey.subject {
            Subject::User { user } => _ = objects.insert(user.0),
            Subject::Token { token } => _ = objects.insert(token.id.0),
            Subject::Job { project, job } => objects.extend([project.0, *job]),
            Subject::Project { project } => _ = objects.insert(project.0),
            Subject::Group { group } => _ = objects.insert(group.0),
            Subject::Instance => {}
        }
        self.looks.push(Look { case, from: survey.taken_at, to: at, objects });
    }

    /// The inventory of credentials was read, by that user of GitLab's.
    pub fn inventoried(&mut self, user: i64, from: Timestamp, to: Timestamp) {
        self.users.insert(user);
        self.inventories.push((from, to));
    }

    /// A test of a stream was intended, by that user of GitLab's.
    pub fn poked(&mut self, user: i64, poke: Poke) {
        self.users.insert(user);
        self.pokes.push(poke);
    }

    /// A step was intended.
    pub fn intended(&mut self, deed: Deed) {
        self.deeds.push(deed);
    }

    /// A step ended.
    pub fn ended(&mut self, plan: &PlanHash, step: u32, at: Timestamp) {
        let is_it = |deed: &&mut Deed| deed.plan == *plan && deed.step == step && deed.to.is_none();
        if let Some(deed) = self.deeds.iter_mut().rev().find(is_it) {
            deed.to = Some(at);
        }
    }
}

/// What of ours explains all of these events; `None` = not all of them.
pub fn explain(events: &[Event], ours: &Ours<'_>) -> Option<Own> {
    let mut last = None;
    for event in events {
        last = Some(explain_one(event, ours)?);
    }
    last
}

fn explain_one(event: &Event, ours: &Ours<'_>) -> Option<Own> {
    if !is_by_us(event, ours) {
        return None;
    }
    let at = event.occurred_at;
    let is_within = |from: Timestamp, to: Timestamp| {
        at.duration_since(from) >= -ours.slack && at.duration_since(to) <= ours.slack
    };
    let deed = ours.trail.deeds.iter().rev().find(|deed| {
        let end = deed.to.or_else(|| deed.from.checked_add(UNENDED).ok()).unwrap_or(deed.from);
        is_within(deed.from, end) && is_about(event, &deed.act)
    });
    if let Some(deed) = deed {
        let (case, plan, step) = (deed.case, deed.plan.clone(), deed.step);
        return Some(Own::Act { case, plan, step, act: deed.act.kind_str().to_owned() });
    }
    let is_look = |look: &&Look| is_within(look.from, look.to) && is_reading(event, look);
    if let Some(look) = ours.trail.looks.iter().rev().find(is_look) {
        return Some(Own::Survey { case: look.case });
    }
    let is_poke = |poke: &Poke| {
        let end = poke.from.checked_add(POKE_LASTS).unwrap_or(poke.from);
        is_within(poke.from, end) && is_renaming(event, poke)
    };
    if ours.trail.pokes.iter().rev().any(is_poke) {
        return Some(Own::StreamTest);
    }
    let mut inventories = ours.trail.inventories.iter().rev();
    let is_listing = is_listing(event) && inventories.any(|(from, to)| is_within(*from, *to));
    is_listing.then_some(Own::Inventory)
}

fn is_by_us(event: &Event, ours: &Ours<'_>) -> bool {
    let is_our_user = event.actor.id.is_some_and(|id| ours.trail.users.contains(&id));
    let is_our_token = match (&event.token, &event.request) {
        (Some(token), _) => ours.token == Some(token.id),
        // A request that names no token was made with a session or a password.
        (None, Some(_)) => false,
        (None, None) => true,
    };
    is_our_user && is_our_token && event.actor.impersonator.is_none()
}

/// Audit events that reading alone makes.
///
/// Source: GitLab docs, `user/compliance/audit_event_types`.
const READINGS: [&str; 4] = [
    "variable_viewed_api",
    "project_ci_cd_settings_accessed",
    "group_ci_cd_settings_accessed",
    "job_artifact_downloaded",
];

/// What the inventory asks for, as the last word of a path: whose credentials
/// there are, and their lists. Never a single thing, never a secret's value.
const LISTS: [&str; 14] = [
    "users",
    "groups",
    "descendant_groups",
    "projects",
    "personal_access_tokens",
    "impersonation_tokens",
    "access_tokens",
    "deploy_tokens",
    "deploy_keys",
    "keys",
    "gpg_keys",
    "triggers",
    "runners",
    "applications",
];

/// Whether it asks for a list that the inventory is made of.
fn is_listing(event: &Event) -> bool {
    let Some(request) = &event.request else { return false };
    let path = request.path.as_deref().unwrap_or_default().trim_end_matches('/');
    let path = path.strip_suffix("/all").unwrap_or(path); // `/runners/all`
    let is_list = path.rsplit('/').next().is_some_and(|word| LISTS.contains(&word));
    is_list && request.method.as_deref() == Some("GET")
}

/// Whether it is a read of something that the survey looked at.
fn is_reading(event: &Event, look: &Look) -> bool {
    if let Some(request) = &event.request {
        let is_read = matches!(request.method.as_deref(), Some("GET" | "HEAD"));
        let named = numbers(request.path.as_deref().unwrap_or_default());
        return is_read && (named.is_empty() || !named.is_disjoint(&look.objects));
    }
    let is_read = event.event_type.as_deref().is_some_and(|name| READINGS.contains(&name));
    let entity = event.entity.as_ref().and_then(|entity| entity.id);
    is_read && entity.is_some_and(|id| look.objects.contains(&id))
}

/// Whether it names the act's object and is of the act's kind.
fn is_about(event: &Event, act: &Act) -> bool {
    let object = Object::of(act);
    if let Some(request) = &event.request {
        let path = request.path.as_deref().unwrap_or_default();
        let is_instance = object.is_instance && object.ids.is_empty();
        return is_instance && path.contains("/application/")
            || !numbers(path).is_disjoint(&object.ids)
            || object.names.iter().any(|name| path.split('/').any(|part| part == name));
    }
    object.is_named_by(event) && is_kin(act.kind_str(), event.event_type.as_deref())
}

/// Whether it tells of a change of that destination's name, and of nothing else:
/// the audit event by the destination's number, the line of `graphql_json.log`,
/// which names none, by the mutation.
///
/// Source: GitLab docs, `user/compliance/audit_event_types` (`updated_…_streaming_destination`).
fn is_renaming(event: &Event, poke: &Poke) -> bool {
    let Some(event_type) = event.event_type.as_deref() else {
        let query = event.more.get("query_string").map(String::as_str).unwrap_or_default();
        return query.contains("AuditEventStreamingDestinationsUpdate(");
    };
    let is_update =
        event_type.starts_with("update") && event_type.contains("streaming_destination");
    let target = event.target.as_ref();
    let number = target.and_then(|target| target.id.as_deref()?.parse::<i64>().ok());
    let details = target.and_then(|target| target.details.as_deref()).unwrap_or_default();
    let message = event.message.as_deref().unwrap_or_default();
    let names_it = number == Some(poke.destination)
        || details.contains(&poke.name)
        || message.contains(&poke.name);
    let said = message.to_ascii_lowercase();
    let tells_more =
        ["url", "filter", "header", "token", "active"].iter().any(|w| said.contains(w));
    is_update && names_it && (!tells_more || message.contains(&poke.name))
}

/// What an act names.
#[derive(Default)]
struct Object {
    ids: BTreeSet<i64>,
    names: BTreeSet<String>,
    is_instance: bool,
}

impl Object {
    fn of(act: &Act) -> Self {
        let mut object = Self::default();
        if let Ok(Value::Object(fields)) = serde_json::to_value(act) {
            fields.iter().for_each(|(name, value)| object.add(name, value));
        }
        object
    }

    fn add(&mut self, name: &str, value: &Value) {
        match value {
            // New values are not what the act is about; a role is no number of a thing.
            Value::Object(fields) if name != "set" => {
                fields.iter().for_each(|(name, value)| self.add(name, value));
            }
            Value::Number(number) if !matches!(name, "access_level" | "copies") => {
                self.ids.extend(number.as_i64());
            }
            Value::String(text) if text == "instance" => self.is_instance = true,
            Value::String(text) if matches!(name, "key" | "reference" | "provider" | "email") => {
                self.names.insert(text.clone());
            }
            Value::Object(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Bool(_)
            | Value::Null => {}
        }
    }

    fn is_named_by(&self, event: &Event) -> bool {
        let entity = event.entity.as_ref();
        let target = event.target.as_ref();
        let message = event.message.as_deref().unwrap_or_default();
        let details = target.and_then(|target| target.details.as_deref()).unwrap_or_default();
        let mut told = numbers(message);
        told.extend(entity.and_then(|entity| entity.id));
        told.extend(target.and_then(|target| target.id.as_deref()?.parse::<i64>().ok()));
        let is_instance = self.is_instance
            && self.ids.is_empty()
            && entity.is_some_and(|entity| entity.kind.contains("Instance"));
        is_instance
            || !told.is_disjoint(&self.ids)
            || self.names.iter().any(|name| details == name || message.contains(name.as_str()))
    }
}

/// Words of an act's kind that say what is done, not to what.
const VERBS: [&str; 26] = [
    "activate",
    "add",
    "allow",
    "ban",
    "block",
    "cancel",
    "change",
    "deactivate",
    "delete",
    "disallow",
    "erase",
    "pause",
    "protect",
    "recreate",
    "remove",
    "renew",
    "replace",
    "reset",
    "restore",
    "resume",
    "revoke",
    "rotate",
    "unban",
    "unblock",
    "unprotect",
    "hidden",
];

/// Whether an audit event's type is one that an act of that kind makes: it has
/// one of the words of the thing. Settings have as many types as fields.
fn is_kin(act: &str, event_type: Option<&str>) -> bool {
    let Some(name) = event_type else { return true };
    let words = act.split('_').filter(|word| !VERBS.contains(word));
    let has = |word: &str| match word {
        "settings" | "right" | "value" => name.ends_with("_updated") || name.contains("setting"),
        "ref" => name.contains("branch") || name.contains("tag"),
        "webhook" => name.contains("hook"),
        "identity" => name.contains("saml") || name.contains("extern"),
        "rule" => name.contains("approval"),
        word => name.contains(word.trim_end_matches('s')),
    };
    words.into_iter().any(has)
}

/// The whole numbers in a text that stand alone, as `42` in `/users/42/block`.
fn numbers(text: &str) -> BTreeSet<i64> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter_map(|word| word.parse().ok())
        .collect()
}
