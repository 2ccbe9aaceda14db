//! The organisation's choices: what comes first, and who must agree (CE5, X1, X6).
//!
//! A policy is data. Its rules say when they hold; the first that holds wins,
//! and what it leaves unsaid is the policy's own word.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::super::CredentialKind;
use super::super::plan::{PLAN_VALID_FOR, Plan};
use super::{folded, is_same_person};

/// What comes first when a credential leaked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Revocation {
    /// The guide's way: understand the impact, then revoke.
    #[default]
    #[serde(alias = "assess_first")]
    AssessFirst,
    /// Revoke at once and understand afterwards: allowed, but flagged.
    #[serde(alias = "revoke_first")]
    RevokeFirst,
}

/// How far something was exposed (CI7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExposureReach {
    /// To members only.
    Private,
    /// To everybody in the company.
    Internal,
    /// To the whole Internet.
    Public,
}

impl ExposureReach {
    /// The reach of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "private" => Some(Self::Private),
            "internal" => Some(Self::Internal),
            "public" => Some(Self::Public),
            _ => None,
        }
    }
}

/// The organisation's choices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// What comes first.
    pub revocation: Revocation,
    /// How many people must approve, the requester not among them. Never none.
    pub approvals_needed: NonZeroUsize,
    /// How long a plan can be executed after it was made (`"1h"`).
    pub plan_valid_for: SignedDuration,
    /// Exceptions, first match first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<PolicyRule>,
    /// Groups of approvers.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub groups: BTreeMap<String, Group>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            revocation: Revocation::AssessFirst,
            approvals_needed: NonZeroUsize::MIN,
            plan_valid_for: PLAN_VALID_FOR,
            rules: Vec::new(),
            groups: BTreeMap::new(),
        }
    }
}

/// People who may speak for one interest: security, legal, the owners of production …
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Group {
    /// Accounts of Portcullis.
    pub members: Vec<String>,
    /// Accounts that may answer instead when nobody did in time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub backups: Vec<String>,
}

/// An exception: when it holds, and what it says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PolicyRule {
    /// A name, for refusals and pages.
    pub name: String,
    /// Kinds of case that it is for (`credential_exposure`); none = any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scenarios: Vec<String>,
    /// Kinds of credential; none = any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub credentials: Vec<CredentialKind>,
    /// How far it was exposed; none = any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reach: Vec<ExposureReach>,
    /// What comes first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revocation: Option<Revocation>,
    /// How many people must approve.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approvals_needed: Option<NonZeroUsize>,
    /// The groups that may approve.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// How many of them must, each by another person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups_needed: Option<NonZeroUsize>,
    /// After this, back-ups may answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub respond_within: Option<SignedDuration>,
    /// By then it must be decided; later it is flagged, not refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decide_within: Option<SignedDuration>,
}

/// What a plan is about, as far as a policy asks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matter {
    /// The kind of case.
    pub scenario: Option<String>,
    /// The kind of credential.
    pub credential: Option<CredentialKind>,
    /// How far it was exposed.
    pub reach: Option<ExposureReach>,
}

/// What a policy says of one matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Terms {
    /// What comes first.
    pub revocation: Revocation,
    /// How many people must approve.
    pub people: usize,
    /// The groups that may; none = whoever has the role.
    pub groups: Vec<String>,
    /// How many of them must.
    pub groups_needed: usize,
    /// After this, back-ups may answer.
    pub respond_within: Option<SignedDuration>,
    /// By then it must be decided.
    pub decide_within: Option<SignedDuration>,
    /// The rule that holds; `None` = the policy's own word.
    pub rule: Option<String>,
}

/// What approvers are asked: by whom and when.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Who asked.
    pub by: &'a str,
    /// When: the time to respond and to decide run from here.
    pub at: Timestamp,
}

/// How far approvals have come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quorum {
    /// People who approved, the requester not among them.
    pub people: usize,
    /// How many are needed.
    pub people_needed: usize,
    /// Groups that approved, each by another person.
    pub groups: usize,
    /// How many are needed.
    pub groups_needed: usize,
    /// When back-ups may answer.
    pub respond_by: Option<Timestamp>,
    /// When it must be decided.
    pub decide_by: Option<Timestamp>,
}

impl Quorum {
    /// Whether it is reached.
    pub fn is_reached(&self) -> bool {
        self.people >= self.people_needed && self.groups >= self.groups_needed
    }

    /// Whether it should have been decided by now.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.decide_by.is_some_and(|by| now > by)
    }
}

impl PolicyRule {
    fn holds(&self, matter: &Matter) -> bool {
        let scenario = matter.scenario.as_ref();
        (self.scenarios.is_empty() || scenario.is_some_and(|one| self.scenarios.contains(one)))
            && (self.credentials.is_empty()
                || matter.credential.is_some_and(|one| self.credentials.contains(&one)))
            && (self.reach.is_empty() || matter.reach.is_some_and(|one| self.reach.contains(&one)))
    }
}

impl Policy {
    /// What holds for one matter.
    pub fn terms(&self, matter: &Matter) -> Terms {
        let Some(rule) = self.rules.iter().find(|rule| rule.holds(matter)) else {
            return self.own_terms();
        };
        let groups_needed = rule.groups_needed.map(usize::from);
        let groups_needed = groups_needed.unwrap_or(usize::from(!rule.groups.is_empty()));
        let people = rule.approvals_needed.unwrap_or(self.approvals_needed);
        Terms {
            revocation: rule.revocation.unwrap_or(self.revocation),
            people: people.get().max(groups_needed),
            groups: rule.groups.clone(),
            groups_needed,
            respond_within: rule.respond_within,
            decide_within: rule.decide_within,
            rule: Some(rule.name.clone()),
        }
    }

    fn own_terms(&self) -> Terms {
        Terms {
            revocation: self.revocation,
            people: self.approvals_needed.get(),
            groups: Vec::new(),
            groups_needed: 0,
            respond_within: None,
            decide_within: None,
            rule: None,
        }
    }

    /// What cannot be: a rule whose groups nobody can speak for.
    ///
    /// # Errors
    /// The first fault, in plain English.
    pub fn check(&self) -> Result<(), String> {
        for rule in &self.rules {
            let needed = rule.groups_needed.map_or(0, usize::from);
            if needed > rule.groups.len() {
                return Err(format!(
                    "rule {:?} needs {needed} groups and names {}",
                    rule.name,
                    rule.groups.len()
                ));
            }
            for name in &rule.groups {
                let has_members = self.groups.get(name).is_some_and(|one| !one.members.is_empty());
                if !has_members {
                    return Err(format!(
                        "rule {:?} names the group {name:?}, which has no members: set \
                         [policy.groups.{name}] members = [\"…\"]",
                        rule.name
                    ));
                }
            }
        }
        Ok(())
    }

    /// How far the approvals of a plan have come.
    pub fn quorum(&self, plan: &Plan, approvers: &[&str], matter: &Matter) -> Quorum {
        self.tally(
            Asked { by: &plan.requested_by, at: plan.made_at },
            approvers,
            &self.terms(matter),
        )
    }

    /// How far the approvals of anything have come: a plan, a message, an
    /// exception. The requester's own and one person's second one do not count.
    pub fn tally(&self, asked: Asked<'_>, approvers: &[&str], terms: &Terms) -> Quorum {
        let people = people(asked.by, approvers);
        let after =
            |span: Option<SignedDuration>| span.and_then(|span| asked.at.checked_add(span).ok());
        Quorum {
            groups: self.distinct_groups(&people, &terms.groups),
            people: people.len(),
            people_needed: terms.people,
            groups_needed: terms.groups_needed,
            respond_by: after(terms.respond_within),
            decide_by: after(terms.decide_within),
        }
    }

    /// The groups of these for which that person may speak: as a member, or as
    /// a back-up.
    pub(super) fn speaks_for(&self, person: &str, group: &str) -> Option<Voice> {
        let group = self.groups.get(group)?;
        let is_in = |names: &[String]| names.iter().any(|name| is_same_person(name, person));
        if is_in(&group.members) {
            return Some(Voice::Member);
        }
        is_in(&group.backups).then_some(Voice::Backup)
    }

    /// The largest number of groups that these people can speak for, each
    /// person for one: a matching, found group by group.
    fn distinct_groups(&self, people: &[String], groups: &[String]) -> usize {
        let mut speaker: BTreeMap<&str, usize> = BTreeMap::new();
        for person in 0..people.len() {
            let mut tried = Vec::new();
            self.give_voice(person, (people, groups), &mut speaker, &mut tried);
        }
        speaker.len()
    }

    fn give_voice<'a>(
        &self,
        person: usize,
        (people, groups): (&[String], &'a [String]),
        speaker: &mut BTreeMap<&'a str, usize>,
        tried: &mut Vec<&'a str>,
    ) -> bool {
        let Some(name) = people.get(person) else { return false };
        for group in groups {
            if tried.contains(&group.as_str()) || self.speaks_for(name, group).is_none() {
                continue;
            }
            tried.push(group);
            let holder = speaker.get(group.as_str()).copied();
            let is_free = holder
                .is_none_or(|holder| self.give_voice(holder, (people, groups), speaker, tried));
            if is_free {
                speaker.insert(group, person);
                return true;
            }
        }
        false
    }
}

/// As what somebody speaks for a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Voice {
    Member,
    Backup,
}

/// Distinct people among the approvers, the requester not among them.
fn people(requester: &str, approvers: &[&str]) -> Vec<String> {
    let mut people: Vec<String> = approvers
        .iter()
        .filter(|approver| !is_same_person(requester, approver))
        .map(|approver| folded(approver))
        .collect();
    people.sort();
    people.dedup();
    people
}

/// Policies that are shipped, by name.
///
/// # Errors
/// The reader's message, with its line.
pub fn presets(text: &str) -> Result<BTreeMap<String, Policy>, String> {
    yaml_serde::from_str(text).map_err(|error| error.to_string())
}
