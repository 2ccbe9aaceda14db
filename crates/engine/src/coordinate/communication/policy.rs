//! Who drafts, reviews and sends what to whom, and what must be so before: data
//! (CM7–CM10, CM24–CM30, X5–X7).

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::message::{Audience, Kind, Language};
use super::plain::Tracking;
use crate::coordinate::Circumstance;
use crate::respond::gate::{Revocation, Terms};

/// `/policies/communications.yml` of this repository.
const SHIPPED: &str = include_str!("../../../../../policies/communications.yml");

/// The file: what all its policies share, and the policies by name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// What follows readers.
    tracking: Tracking,
    /// What stands over the fields of a message or update, by field and language.
    headings: BTreeMap<String, BTreeMap<Language, String>>,
    /// By name.
    presets: BTreeMap<String, Preset>,
}

/// A policy as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Preset {
    from: String,
    reply_to: String,
    first_audiences: BTreeSet<Audience>,
    #[serde(default)]
    languages: BTreeSet<Language>,
    #[serde(default)]
    tools: BTreeMap<String, Tool>,
    #[serde(default)]
    exceptions: Review,
    contacts: BTreeMap<String, Contact>,
    kinds: BTreeMap<Kind, KindPolicy>,
}

/// The organisation's choices about communication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Policy {
    /// Its name in the file.
    pub name: String,
    /// From whom mail comes (X5).
    pub from: String,
    /// To whom answers go (X5).
    pub reply_to: String,
    /// Who hears of it before anybody else outside does (CM22, X7).
    pub first_audiences: BTreeSet<Audience>,
    /// Languages in which each message to the outside must be there, besides
    /// its language of record.
    pub languages: BTreeSet<Language>,
    /// Which audience a tool reaches (CM7).
    pub tools: BTreeMap<String, Tool>,
    /// Who may let something pass that a rule refuses (CM22, CM24).
    pub exceptions: Review,
    /// Teams outside of the response by their duty, and how they are engaged (CM7–CM10).
    pub contacts: BTreeMap<String, Contact>,
    /// By kind of message.
    pub kinds: BTreeMap<Kind, KindPolicy>,
    /// What follows readers (CM25).
    pub tracking: Tracking,
    /// What stands over the fields, by field and language.
    pub headings: BTreeMap<String, BTreeMap<Language, String>>,
}

/// A tool that reaches a list of people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// Whom it reaches, and nobody else.
    pub audiences: BTreeSet<Audience>,
}

/// A team that is called in (CM7–CM10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// How it is engaged, the usual way first.
    pub ways: Vec<Way>,
}

/// A way to engage a team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Way {
    /// What it is.
    pub by: WayKind,
    /// A channel, a handle, a command, a template's name.
    pub address: String,
    /// Whether it is for what cannot wait.
    #[serde(default)]
    pub is_urgent: bool,
}

/// What a way is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WayKind {
    /// An issue by that template.
    Issue,
    /// A word in that channel of the chat.
    Channel,
    /// A handle to mention.
    Mention,
    /// A command to type in the incident channel.
    Command,
}

/// By what a message is carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Medium {
    /// Mail.
    Mail,
    /// A page of the company's site.
    Page,
    /// A short public post.
    Post,
    /// To journalists.
    Press,
    /// The status page.
    Status,
    /// Chat or document inside the house.
    House,
}

/// What somebody stands in for before a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ready {
    /// Support has prepared responses for those who answer (CM9).
    PreparedResponses,
    /// The impacted teams were asked (CM26).
    TeamFeedback,
}

impl Ready {
    /// All, in reading order.
    pub const ALL: [Self; 2] = [Self::PreparedResponses, Self::TeamFeedback];

    /// The word used in keys and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PreparedResponses => "prepared_responses",
            Self::TeamFeedback => "team_feedback",
        }
    }

    /// The requirement behind it.
    pub fn requirement(self) -> &'static str {
        match self {
            Self::PreparedResponses => "CM9",
            Self::TeamFeedback => "CM26",
        }
    }

    /// That of this name, with dashes or without.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name.replace('-', "_"))
    }
}

/// What holds for a kind of message.
#[expect(clippy::struct_excessive_bools, reason = "a row of a table: each is a column of its own")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindPolicy {
    /// By what it is carried.
    pub medium: Medium,
    /// Who may read it.
    pub audiences: BTreeSet<Audience>,
    /// Whether it leaves the house.
    #[serde(default)]
    pub is_external: bool,
    /// Whether everybody can read it (CM10, CM24).
    #[serde(default)]
    pub is_public: bool,
    /// Whether it goes to a list of people: then F comes before H (CM23).
    #[serde(default)]
    pub is_list: bool,
    /// Whether it may go beside the road A to I and before customers are told:
    /// inside the house, or when the site itself is down (CM24).
    #[serde(default)]
    pub is_beside: bool,
    /// The circumstance that must hold for it: a post of the status account is
    /// for a live site that is degraded (CM24).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_while: Option<String>,
    /// Whether it must be text and nothing else (CM25).
    #[serde(default)]
    pub is_plain: bool,
    /// Duties whose holders draft it; none = whoever may write.
    #[serde(default)]
    pub drafters: Vec<String>,
    /// Duties whose holders send it; none = whoever may send.
    #[serde(default)]
    pub senders: Vec<String>,
    /// Duties whose holders may sign it; none = it is not signed (CM30).
    #[serde(default)]
    pub signatories: Vec<String>,
    /// Fields that must be filled, in order.
    pub fields: Vec<String>,
    /// Teams that must be engaged before (CM10).
    #[serde(default)]
    pub needs_engaged: Vec<String>,
    /// What somebody must stand in for before.
    #[serde(default)]
    pub needs_ready: Vec<Ready>,
    /// Whether it must lead to a blog post that is out (CM27, CM29).
    #[serde(default)]
    pub needs_blog: bool,
    /// Whether all clear waits until somebody says that it arrived (CM28).
    #[serde(default)]
    pub wants_receipt: bool,
    /// How long it may be, by [`super::plain::post_weight`].
    #[serde(default)]
    pub weight_max: Option<usize>,
    /// Who approves it.
    #[serde(default)]
    pub review: Review,
}

/// Who must agree, and by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Review {
    /// How many people, whoever asked and whoever wrote not among them. Never none.
    pub approvals_needed: NonZeroUsize,
    /// Groups that may: names of `[policy.groups]`, or `duty:…` for who has
    /// that duty in the case. None = whoever has the role.
    pub groups: Vec<String>,
    /// How many of them must, each by another person.
    pub groups_needed: usize,
    /// After this, back-ups may answer (X6).
    pub respond_within: Option<SignedDuration>,
    /// By then it must be decided; later it is flagged (X6).
    pub decide_within: Option<SignedDuration>,
    /// After this the request ends and must be made again.
    pub valid_for: SignedDuration,
}

impl Default for Review {
    fn default() -> Self {
        Self {
            approvals_needed: NonZeroUsize::MIN,
            groups: Vec::new(),
            groups_needed: 0,
            respond_within: None,
            decide_within: None,
            valid_for: SignedDuration::from_hours(24),
        }
    }
}

impl Review {
    /// The same as the gate counts it.
    pub fn terms(&self) -> Terms {
        Terms {
            revocation: Revocation::AssessFirst,
            people: self.approvals_needed.get().max(self.groups_needed),
            groups: self.groups.clone(),
            groups_needed: self.groups_needed,
            respond_within: self.respond_within,
            decide_within: self.decide_within,
            rule: None,
        }
    }

    /// The duties that it names.
    pub fn duties(&self) -> impl Iterator<Item = &str> {
        self.groups.iter().filter_map(|group| group.strip_prefix(DUTY))
    }
}

fn is_circumstance(name: &str) -> bool {
    Circumstance::NAMES.contains(&name)
}

/// How a group is written that is whoever has a duty in the case.
pub const DUTY: &str = "duty:";

impl Policy {
    /// The policy of that name in this file.
    ///
    /// # Errors
    /// The reader's message with its line; no such name; what cannot be.
    pub fn load(text: &str, name: &str) -> Result<Self, String> {
        let mut file: File = yaml_serde::from_str(text).map_err(|error| error.to_string())?;
        let names = file.presets.keys().cloned().collect::<Vec<_>>().join(", ");
        let preset = file
            .presets
            .remove(name)
            .ok_or_else(|| format!("there is no {name:?}; there are: {names}"))?;
        let policy = Self {
            name: name.to_owned(),
            from: preset.from,
            reply_to: preset.reply_to,
            first_audiences: preset.first_audiences,
            languages: preset.languages,
            tools: preset.tools,
            exceptions: preset.exceptions,
            contacts: preset.contacts,
            kinds: preset.kinds,
            tracking: file.tracking,
            headings: file.headings,
        };
        policy.check()?;
        Ok(policy)
    }

    /// The shipped policy of that name: `gitlab-2020`, `gitlab-present`.
    ///
    /// # Errors
    /// No such name.
    pub fn shipped(name: &str) -> Result<Self, String> {
        Self::load(SHIPPED, name)
    }

    /// What cannot be: a field without a heading, a team that nobody can reach,
    /// more groups than are named.
    ///
    /// # Errors
    /// The first fault, in plain English.
    pub fn check(&self) -> Result<(), String> {
        for (kind, one) in &self.kinds {
            let kind = kind.as_str();
            if one.audiences.is_empty() || one.fields.is_empty() {
                return Err(format!("{kind} needs at least one audience and one field"));
            }
            if let Some(name) = one.only_while.as_deref().filter(|name| !is_circumstance(name)) {
                return Err(format!("{kind} is only for {name:?}, which is no circumstance"));
            }
            for field in &one.fields {
                self.has_headings(field).map_err(|why| format!("{kind}: {why}"))?;
            }
            for team in &one.needs_engaged {
                if !self.contacts.contains_key(team) {
                    return Err(format!("{kind} needs {team:?}, which is no contact"));
                }
            }
            if one.review.groups_needed > one.review.groups.len() {
                return Err(format!("{kind} needs more groups than it names"));
            }
        }
        for field in ["current_risk", "users", "timeline", "mitigation", "status", "next_steps"]
            .into_iter()
            .chain(["next_at", "all_clear", "read_more", "signed"])
            .chain(["users_some", "users_many", "users_all"])
        {
            self.has_headings(field)?;
        }
        match self.contacts.iter().find(|(_, contact)| contact.ways.is_empty()) {
            Some((name, _)) => Err(format!("contact {name} has no way to be engaged")),
            None => Ok(()),
        }
    }

    fn has_headings(&self, field: &str) -> Result<(), String> {
        let found = self.headings.get(field);
        let is_missing = |language: &&Language| {
            found.and_then(|by| by.get(*language)).is_none_or(|text| text.trim().is_empty())
        };
        match Language::ALL.iter().find(is_missing) {
            Some(language) => {
                Err(format!("field {field:?} has no heading in {:?}", language.as_str()))
            }
            None => Ok(()),
        }
    }

    /// What stands over a field; its name where there is nothing.
    pub fn heading<'a>(&'a self, field: &'a str, language: Language) -> &'a str {
        let found = self.headings.get(field).and_then(|by| by.get(&language));
        found.map_or(field, String::as_str)
    }

    /// Groups of the settings that its reviews name.
    pub fn groups(&self) -> BTreeSet<&str> {
        let reviews = self.kinds.values().map(|kind| &kind.review).chain([&self.exceptions]);
        let named = reviews.flat_map(|review| &review.groups).map(String::as_str);
        named.filter(|group| !group.starts_with(DUTY)).collect()
    }

    /// Every duty that it names, for whoever knows which there are.
    pub fn duties(&self) -> BTreeSet<&str> {
        let mut duties: BTreeSet<&str> = BTreeSet::new();
        for one in self.kinds.values() {
            let named = one.drafters.iter().chain(&one.senders).chain(&one.signatories);
            duties.extend(named.map(String::as_str));
            duties.extend(one.review.duties());
        }
        duties.extend(self.contacts.keys().map(String::as_str));
        duties
    }
}
