//! What is known of an incident beyond its technical facts: the input of
//! severity, obligations and the law's deadlines (CM15–CM17, P6).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// A statement on the incident; a later one of the same name replaces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "circumstance", rename_all = "snake_case")]
pub enum Circumstance {
    /// Data was read or taken by somebody who may not (CM15, CM17).
    DataBreach {
        /// What kinds of data.
        classes: BTreeSet<DataClass>,
    },
    /// Strangers can run, or ran, code on a system of ours (CM15).
    RemoteCodeExecution {
        /// Whether there is evidence that it was exploited.
        exploited: bool,
    },
    /// The incident is publicly reported (CM16).
    PubliclyReported,
    /// The law or a regulator wants it announced (CM16).
    AnnouncementRequired,
    /// Full impact and risk are determined (CM16, CM21).
    ImpactDetermined,
    /// Customers are impacted (CM17).
    CustomersImpacted {
        /// Whether paying ones are among them (the document: EE customers).
        paying: bool,
    },
    /// How many users are impacted (CM12).
    UsersImpacted {
        /// How many.
        share: Share,
    },
    /// A policy was, or was nearly, violated (CM2).
    PolicyViolated {
        /// Which, in words.
        policy: String,
    },
    /// The site does not work as it should (CM24).
    ServiceDegraded,
    /// Only named people may see the case.
    Confidential,
}

/// Kinds of data that oblige (CM17).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DataClass {
    /// Personal data (PII).
    Personal,
    /// Private projects: source code.
    PrivateProjects,
    /// Financial information.
    Financial,
    /// Health information (HIPAA).
    Health,
    /// Credentials of others.
    Credentials,
    /// Anything else that is not public.
    Other,
}

/// A share of all users (CM12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Share {
    /// Some.
    Some,
    /// Many.
    Many,
    /// All.
    All,
}

impl Circumstance {
    /// The word used in sentences, forms and JSON.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::DataBreach { .. } => "data_breach",
            Self::RemoteCodeExecution { .. } => "remote_code_execution",
            Self::PubliclyReported => "publicly_reported",
            Self::AnnouncementRequired => "announcement_required",
            Self::ImpactDetermined => "impact_determined",
            Self::CustomersImpacted { .. } => "customers_impacted",
            Self::UsersImpacted { .. } => "users_impacted",
            Self::PolicyViolated { .. } => "policy_violated",
            Self::ServiceDegraded => "service_degraded",
            Self::Confidential => "confidential",
        }
    }
}

/// What a circumstance needs to be known beside its name; each uses its own part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Details {
    /// Of a data breach: what kinds of data.
    pub classes: BTreeSet<DataClass>,
    /// Of remote code execution: whether there is evidence that it was exploited.
    pub exploited: bool,
    /// Of impacted customers: whether paying ones are among them.
    pub paying: bool,
    /// Of impacted users: how many.
    pub share: Option<Share>,
    /// Of a violated policy: which.
    pub policy: String,
}

impl Circumstance {
    /// The names of all, in reading order.
    pub const NAMES: [&'static str; 10] = [
        "data_breach",
        "remote_code_execution",
        "publicly_reported",
        "announcement_required",
        "impact_determined",
        "customers_impacted",
        "users_impacted",
        "policy_violated",
        "service_degraded",
        "confidential",
    ];

    /// The circumstance of that name with these details.
    ///
    /// # Errors
    /// The name of the detail that is missing, or `circumstance` for a name
    /// that is none.
    pub fn from_name(name: &str, details: &Details) -> Result<Self, &'static str> {
        match name {
            "data_breach" if details.classes.is_empty() => Err("classes"),
            "data_breach" => Ok(Self::DataBreach { classes: details.classes.clone() }),
            "remote_code_execution" => {
                Ok(Self::RemoteCodeExecution { exploited: details.exploited })
            }
            "publicly_reported" => Ok(Self::PubliclyReported),
            "announcement_required" => Ok(Self::AnnouncementRequired),
            "impact_determined" => Ok(Self::ImpactDetermined),
            "customers_impacted" => Ok(Self::CustomersImpacted { paying: details.paying }),
            "users_impacted" => {
                details.share.map(|share| Self::UsersImpacted { share }).ok_or("share")
            }
            "policy_violated" if details.policy.trim().is_empty() => Err("policy"),
            "policy_violated" => {
                Ok(Self::PolicyViolated { policy: details.policy.trim().to_owned() })
            }
            "service_degraded" => Ok(Self::ServiceDegraded),
            "confidential" => Ok(Self::Confidential),
            _ => Err("circumstance"),
        }
    }
}

impl DataClass {
    /// All, in reading order.
    pub const ALL: [Self; 6] = [
        Self::Personal,
        Self::PrivateProjects,
        Self::Financial,
        Self::Health,
        Self::Credentials,
        Self::Other,
    ];

    /// The word used in forms, sentences and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Personal => "personal",
            Self::PrivateProjects => "private_projects",
            Self::Financial => "financial",
            Self::Health => "health",
            Self::Credentials => "credentials",
            Self::Other => "other",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == name)
    }
}

impl Share {
    /// All, in reading order.
    pub const ALL: [Self; 3] = [Self::Some, Self::Many, Self::All];

    /// The word used in forms, sentences and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Some => "some",
            Self::Many => "many",
            Self::All => "all",
        }
    }

    /// The share of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|share| share.as_str() == name)
    }
}
