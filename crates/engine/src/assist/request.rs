//! A request for logs (LD1, LD18, LD23–LD25). A draft is a request, too: what
//! is not known yet is absent, and the decision says what is missing.

use std::marker::PhantomData;

use jiff::Timestamp;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use sha2::{Digest as _, Sha256};

/// What somebody asks for.
#[expect(clippy::struct_excessive_bools, reason = "each is a question with a yes or no")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// When it was asked. All windows are measured from here.
    #[serde(default)]
    pub requested_at: Option<Timestamp>,
    /// Where the requester's GitLab runs.
    #[serde(default)]
    pub deployment: Option<Deployment>,
    /// What the requester subscribed to.
    #[serde(default)]
    pub plan: Option<Plan>,
    /// Whether it is paid for.
    #[serde(default)]
    pub paying: Option<bool>,
    /// What the logs shall be about.
    #[serde(default, deserialize_with = "objects")]
    pub resources: Vec<Resource>,
    /// Types of events, from the catalogue of audit events where it has them.
    #[serde(default, deserialize_with = "null_is_default")]
    pub events: Vec<String>,
    /// Which time the logs shall be of.
    #[serde(default, deserialize_with = "object")]
    pub window: Option<Window>,
    /// Which logs. None named = the application's.
    #[serde(default, deserialize_with = "null_is_default")]
    pub log_kinds: Vec<LogKind>,
    /// Whether the answer would tell user names, addresses or the like. Left out = no.
    #[serde(default, deserialize_with = "null_is_default")]
    pub personal_data: bool,
    /// Whether it takes more than a plain search. Left out = no.
    #[serde(default, deserialize_with = "null_is_default")]
    pub complex: bool,
    /// What audit events could not answer (LD1).
    #[serde(default)]
    pub gap: Option<String>,
    /// Whether an exception from the plan was asked for, and what Legal said (LD11).
    #[serde(default)]
    pub exception: Exception,
    /// The requester was asked to narrow it down and wants it as it is (LD21).
    #[serde(default, deserialize_with = "null_is_default")]
    pub insisted: bool,
    /// The requester was told what it costs and agreed (LD21).
    #[serde(default, deserialize_with = "null_is_default")]
    pub cost_accepted: bool,
}

/// Where a document is no request, and what was expected there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misread {
    /// The field's path: `resources[3].owned`; `.` is the document itself.
    pub field: String,
    /// What was found and what was expected, by the reader of the form.
    pub why: String,
}

impl std::fmt::Display for Misread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.field, self.why)
    }
}

impl Request {
    /// Reads a request, `null` as what is left out.
    ///
    /// # Errors
    /// The first field that is unknown or of another form.
    pub fn read<'de>(written: impl Deserializer<'de>) -> Result<Self, Misread> {
        let read = serde_path_to_error::deserialize(written).map(|Object(request)| request);
        read.map_err(|error| Misread {
            field: error.path().to_string(),
            why: error.into_inner().to_string(),
        })
    }

    /// SHA-256 of the request's canonical JSON, in hex: what an approval names.
    pub fn sha256(&self) -> String {
        hash(self)
    }
}

/// SHA-256 of a value's JSON, in hex.
pub(super) fn hash(value: &impl Serialize) -> String {
    // A plain struct of texts and numbers always serialises.
    let json = serde_json::to_vec(value).unwrap_or_default();
    hex::encode(Sha256::digest(json))
}

fn null_is_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

fn object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Ok(Option::deserialize(deserializer)?.map(|Object(value)| value))
}

fn objects<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    let all: Option<Vec<Object<T>>> = Option::deserialize(deserializer)?;
    Ok(all.into_iter().flatten().map(|Object(value)| value).collect())
}

/// What is written with the names of its fields, never as a list by position.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Named(PhantomData))
    }
}

struct Named<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Named<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object with named fields")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Object)
    }
}

/// Where a GitLab runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deployment {
    /// With those who are asked: they have its logs.
    Saas,
    /// With the requester, who has the logs, too.
    SelfManaged,
}

/// What a requester subscribed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    /// Nothing.
    Free,
    /// For a time, without paying.
    Trial,
    /// Premium.
    Premium,
    /// Ultimate.
    Ultimate,
    /// One that is not sold any more.
    Deprecated,
}

impl Plan {
    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Trial => "trial",
            Self::Premium => "premium",
            Self::Ultimate => "ultimate",
            Self::Deprecated => "deprecated",
        }
    }
}

/// What logs can be about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// Project, group or user.
    pub kind: ResourceKind,
    /// Full path, or user name.
    pub path: String,
    /// Whether it was verified to be the requester's (LD18); absent = not looked at yet.
    #[serde(default)]
    pub owned: Option<bool>,
}

/// Kinds of what logs can be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResourceKind {
    /// A project.
    Project,
    /// A group with all in it.
    Group,
    /// A user.
    User,
}

impl ResourceKind {
    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Group => "group",
            Self::User => "user",
        }
    }
}

/// From when to when, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// The first moment.
    #[serde(default)]
    pub start: Option<Timestamp>,
    /// The last moment.
    #[serde(default)]
    pub end: Option<Timestamp>,
}

/// Kinds of logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogKind {
    /// What the application says of itself.
    Application,
    /// Every HTTP request (LD25).
    #[serde(alias = "access_log")]
    Access,
    /// Of other components: background jobs, Git storage …
    Component,
}

impl LogKind {
    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Access => "access",
            Self::Component => "component",
        }
    }
}

/// An exception from the plan, which Legal alone can make (LD11).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Exception {
    /// None was asked for.
    #[default]
    None,
    /// Asked for, not answered.
    Requested,
    /// Legal agreed.
    Approved,
    /// Legal did not.
    Denied,
}

impl<'de> Deserialize<'de> for Exception {
    /// `true`, `false`, `null` or a word.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Flag(bool),
            Word(String),
        }
        let written = Option::<Written>::deserialize(deserializer);
        let known = "true, false, null, none, requested, approved or denied";
        let other = |_| serde::de::Error::custom(format!("expected {known}"));
        match written.map_err(other)? {
            None | Some(Written::Flag(false)) => Ok(Self::None),
            Some(Written::Flag(true)) => Ok(Self::Requested),
            Some(Written::Word(word)) => match word.as_str() {
                "" | "none" => Ok(Self::None),
                "requested" => Ok(Self::Requested),
                "approved" => Ok(Self::Approved),
                "denied" => Ok(Self::Denied),
                _ => Err(serde::de::Error::unknown_variant(
                    &word,
                    &["none", "requested", "approved", "denied"],
                )),
            },
        }
    }
}
