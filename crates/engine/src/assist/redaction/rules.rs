//! Whose logs these are, and what is known of others.

use serde::{Deserialize, Serialize};

use super::senseless::Senseless;
use crate::assist::request::hash;

/// What may stay and what is known to be foreign.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The subjects of the request: theirs may stay.
    pub subjects: Vec<Account>,
    /// Others that the instance knows: theirs are found in free text, too.
    #[serde(default)]
    pub others: Vec<Account>,
    /// Names of machines.
    #[serde(default)]
    pub hosts: Hosts,
    /// The instance's own prefix of personal access tokens, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_prefix: Option<String>,
    /// Lines of access logs stay in and are redacted like others: somebody
    /// decided against LD25.
    #[serde(default)]
    pub keep_access_logs: bool,
}

impl Rules {
    /// SHA-256 of the rules' canonical JSON, in hex.
    pub fn sha256(&self) -> String {
        hash(self)
    }

    /// What makes no sense in them.
    ///
    /// # Errors
    /// One sentence.
    pub fn check(&self) -> Result<(), Senseless> {
        if self.subjects.is_empty() {
            return Err(Senseless::NoSubject);
        }
        let all = self.subjects.iter().chain(&self.others);
        match all.clone().position(|one| one.path.trim().is_empty()) {
            Some(at) => Err(Senseless::NoPath(at)),
            None => Ok(()),
        }
    }
}

/// A user, project or group with the names that it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// What it is.
    pub kind: AccountKind,
    /// Its number in GitLab.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// User name, or full path.
    pub path: String,
    /// Full name, title, former user names …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// Mail addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<String>,
    /// IP addresses that are this account's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<std::net::IpAddr>,
}

/// Kinds of accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// A person or bot.
    User,
    /// A project.
    Project,
    /// A group with all in it.
    Group,
}

/// Names of machines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Hosts {
    /// May stay: the address under which the requester reaches GitLab.
    pub public: Vec<String>,
    /// Of the inside: taken out in free text with all below them.
    pub internal: Vec<String>,
    /// Named in the logs' own fields: taken out in free text as they are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<String>,
}
