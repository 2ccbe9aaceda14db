//! Questions: what the guide says to look for, as packs of saved queries.
//!
//! A question is data (`questions/<pack>.yml`); its words stand in `locales/`,
//! by its id. It names event types of [`event::catalogue`] and, for rows that
//! have none and for other logs, a condition in the search language. Bound to a
//! case it becomes a query over the case's window; a person says of the hits
//! whether they are benign, malicious or cannot be told.
//!
//! Reading order: this file (what a question is) → [`shipped`] → [`Bound`]
//! (what a case narrows it to).

mod bound;
mod load;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use bound::{Bound, End, Start};
pub use load::{PackProblem, load, shipped, with_own};

/// What narrows a question to the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// What the suspects did.
    Actor,
    /// What the suspects did, and what was done to their accounts.
    Account,
    /// What the leaked token was used for.
    Token,
    /// What was done in the project or group that the case is about.
    Project,
    /// Everything.
    Instance,
}

impl Scope {
    /// The word used in files, JSON and keys of messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Actor => "actor",
            Self::Account => "account",
            Self::Token => "token",
            Self::Project => "project",
            Self::Instance => "instance",
        }
    }
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Stable English slug; no other question of any pack has it.
    pub id: String,
    /// The rows that it serves.
    pub requirements: Vec<String>,
    /// What narrows it.
    pub scope: Scope,
    /// Event types; `*` is any run of characters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
    /// All event types of this category of GitLab's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// What else it asks for, in the search language: any of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// In an organisation's file: its words; shipped ones are worded in `locales/`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<OwnText>,
}

/// Words that the organisation wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnText {
    /// In English.
    pub en: Wording,
    /// In Japanese.
    pub ja: Wording,
}

impl OwnText {
    /// The words in the language of that tag; English for any other than `ja`.
    pub fn of(&self, tag: &str) -> &Wording {
        if tag == "ja" { &self.ja } else { &self.en }
    }
}

/// A question or a pack in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// One line.
    pub title: String,
    /// What to look at, and why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
}

impl Question {
    /// The condition in the search language, not narrowed yet.
    pub fn condition(&self) -> String {
        let category = self.category.as_deref();
        let of_category = event::catalogue::all()
            .iter()
            .filter(|kind| Some(kind.category) == category)
            .map(|kind| kind.name);
        let types: BTreeSet<&str> =
            self.types.iter().map(String::as_str).chain(of_category).collect();
        let types = types.into_iter().collect::<Vec<_>>().join(",");
        let types = (!types.is_empty()).then(|| format!("type:{types}"));
        let also = self.also.iter().map(|also| format!("({also})"));
        let parts: Vec<String> = types.into_iter().chain(also).collect();
        match parts.as_slice() {
            [one] => one.clone(),
            parts => format!("({})", parts.join(" OR ")),
        }
    }

    /// Key of its title in `locales/`.
    pub fn title_key(&self) -> String {
        format!("question-{}", self.id)
    }

    /// Key of what to look at.
    pub fn help_key(&self) -> String {
        format!("question-{}-help", self.id)
    }
}

/// Questions that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// Stable English slug; also the file's name.
    pub pack: String,
    /// Kinds of case that it is for, by their words in JSON.
    pub kinds: Vec<String>,
    /// Ids of other packs' questions that belong to it too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uses: Vec<String>,
    /// Its own.
    pub questions: Vec<Question>,
    /// In an organisation's file: its name in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<OwnText>,
}

impl Pack {
    /// Key of its name in `locales/`.
    pub fn title_key(&self) -> String {
        format!("question-pack-{}", self.pack)
    }
}

/// All packs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Packs {
    /// In reading order.
    pub packs: Vec<Pack>,
}

impl Packs {
    /// Every question once, in reading order.
    pub fn all(&self) -> impl Iterator<Item = &Question> {
        self.packs.iter().flat_map(|pack| &pack.questions)
    }

    /// The question of that id.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.all().find(|question| question.id == id)
    }

    /// The questions of a pack: its own, then those that it uses.
    pub fn of_pack(&self, name: &str) -> Option<Vec<&Question>> {
        let pack = self.packs.iter().find(|pack| pack.pack == name)?;
        let used = pack.uses.iter().filter_map(|id| self.question(id));
        Some(pack.questions.iter().chain(used).collect())
    }

    /// The questions for a kind of case, each once.
    pub fn for_kind(&self, kind: &str) -> Vec<&Question> {
        let mut found: Vec<&Question> = Vec::new();
        let packs = self.packs.iter().filter(|pack| pack.kinds.iter().any(|one| one == kind));
        for question in packs.filter_map(|pack| self.of_pack(&pack.pack)).flatten() {
            if !found.iter().any(|known| known.id == question.id) {
                found.push(question);
            }
        }
        found
    }

    /// The questions that a step of a playbook names: by id, or all of a pack.
    pub fn named(&self, names: &[String]) -> Vec<&Question> {
        let of_name = |name: &String| {
            self.of_pack(name).unwrap_or_else(|| self.question(name).into_iter().collect())
        };
        names.iter().flat_map(of_name).collect()
    }
}
