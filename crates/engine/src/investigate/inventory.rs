//! The inventory of credentials: who holds what, how much it opens, how old and
//! how used it is. On every tier, where GitLab's own needs Ultimate.
//!
//! The gravest and the most neglected come first: that is where to begin.

mod csv;
mod rank;

use event::UserId;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::respond::Spot;

pub use csv::csv;
pub use rank::{Rank, rank};

/// Kinds of credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CredentialKind {
    /// A personal access token.
    PersonalToken,
    /// A token made by an administrator to act as a user.
    ImpersonationToken,
    /// A project's access token.
    ProjectToken,
    /// A group's access token.
    GroupToken,
    /// A user's SSH key.
    SshKey,
    /// A user's GPG key.
    GpgKey,
    /// A deploy key.
    DeployKey,
    /// A deploy token.
    DeployToken,
    /// A runner with its token.
    Runner,
    /// A pipeline trigger token.
    Trigger,
    /// An OAuth application with its secret.
    Application,
}

impl CredentialKind {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::PersonalToken,
        Self::ImpersonationToken,
        Self::ProjectToken,
        Self::GroupToken,
        Self::SshKey,
        Self::GpgKey,
        Self::DeployKey,
        Self::DeployToken,
        Self::Runner,
        Self::Trigger,
        Self::Application,
    ];

    /// The word used in JSON, CSV and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PersonalToken => "personal_token",
            Self::ImpersonationToken => "impersonation_token",
            Self::ProjectToken => "project_token",
            Self::GroupToken => "group_token",
            Self::SshKey => "ssh_key",
            Self::GpgKey => "gpg_key",
            Self::DeployKey => "deploy_key",
            Self::DeployToken => "deploy_token",
            Self::Runner => "runner",
            Self::Trigger => "trigger",
            Self::Application => "application",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Who holds a credential.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// The user's number.
    pub id: Option<UserId>,
    /// The user's name.
    pub name: Option<String>,
    /// Whether an administrator.
    pub is_admin: bool,
    /// Whether a bot.
    pub is_bot: bool,
    /// `active`, `blocked` …; of a blocked user nothing works until somebody unblocks.
    pub state: Option<String>,
}

/// A credential as GitLab lists it: never its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credential {
    /// What it is.
    pub kind: CredentialKind,
    /// GitLab's number of it.
    pub id: i64,
    /// Its name or title.
    pub name: String,
    /// Who holds it.
    pub owner: Owner,
    /// Where it belongs.
    pub spot: Spot,
    /// Path of that place, for people.
    pub path: String,
    /// Its scopes.
    pub scopes: Vec<String>,
    /// The role of a project or group token (10 Guest … 50 Owner).
    pub access_level: Option<u8>,
    /// Whether it may write code, where it is a deploy key.
    pub can_push: bool,
    /// Whether it works.
    pub is_active: bool,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
}

/// Something about a credential that asks for attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// An administrator's.
    Administrator,
    /// Not used for long, or never since it was made long ago.
    Stale,
    /// Has no end.
    Endless,
    /// Older than a year.
    Old,
    /// Ends within a week.
    EndsSoon,
    /// Its owner is blocked: it works again with the owner.
    OwnerBlocked,
    /// Made by an administrator to act as somebody, who does not see it.
    Hidden,
}

impl Mark {
    /// The word used in JSON and CSV.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Stale => "stale",
            Self::Endless => "endless",
            Self::Old => "old",
            Self::EndsSoon => "ends_soon",
            Self::OwnerBlocked => "owner_blocked",
            Self::Hidden => "hidden",
        }
    }
}

/// A row of the inventory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The credential.
    #[serde(flatten)]
    pub credential: Credential,
    /// How much it opens; 1 is the gravest.
    pub rank: Rank,
    /// Its age in days.
    pub age_days: Option<i64>,
    /// Days since it was last used.
    pub unused_days: Option<i64>,
    /// Days until it ends; negative when it has ended.
    pub ends_in_days: Option<i64>,
    /// What asks for attention.
    pub marks: Vec<Mark>,
}

/// What is wanted of the inventory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only these kinds; empty = all.
    pub kinds: Vec<CredentialKind>,
    /// Only those not used for so many days.
    pub stale_days: Option<i64>,
    /// Only this owner's: a name or a number.
    pub owner: Option<String>,
    /// Only with a rank of at most this.
    pub rank_max: Option<u8>,
    /// Also those that do not work any more.
    pub with_ended: bool,
    /// Only where name, path or scopes contain this.
    pub text: Option<String>,
}

/// Days without use after which a credential is stale, unless asked otherwise: as
/// long as GitLab's own dormant users.
///
/// Source: GitLab docs, `administration/moderate_users` ("dormant", 90 days).
pub const STALE_DAYS: i64 = 90;

/// Days after which a credential is old.
const OLD_DAYS: i64 = 365;

/// Days before the end that count as soon.
const SOON_DAYS: i64 = 7;

/// The inventory: filtered, ranked, marked, the gravest and stalest first.
pub fn inventory(credentials: Vec<Credential>, filter: &Filter, now: Timestamp) -> Vec<Row> {
    let mut rows: Vec<Row> = credentials
        .into_iter()
        .map(|credential| row(credential, filter.stale_days.unwrap_or(STALE_DAYS), now))
        .filter(|row| is_wanted(row, filter))
        .collect();
    rows.sort_by_key(|row| {
        let one = &row.credential;
        (
            !one.is_active,
            row.rank,
            !row.marks.contains(&Mark::Stale),
            std::cmp::Reverse(row.marks.len()),
            std::cmp::Reverse(row.unused_days.or(row.age_days)),
            one.kind,
            one.id,
        )
    });
    rows
}

fn row(credential: Credential, stale_days: i64, now: Timestamp) -> Row {
    let days = |from: Timestamp, to: Timestamp| to.duration_since(from).as_hours() / 24;
    let age_days = credential.created_at.map(|made| days(made, now));
    let unused_days = credential.last_used_at.map(|used| days(used, now));
    let ends_in_days = credential.expires_at.map(|end| days(now, end));
    let is_stale = unused_days.or(age_days).is_some_and(|days| days >= stale_days);
    let owner = &credential.owner;
    let is_blocked = owner.state.as_deref().is_some_and(|state| state != "active");
    let has_end = !matches!(
        credential.kind,
        CredentialKind::Runner | CredentialKind::Trigger | CredentialKind::Application
    );
    let soon = SignedDuration::from_hours(24 * SOON_DAYS);
    let ends_soon =
        credential.expires_at.is_some_and(|end| end > now && end.duration_since(now) <= soon);
    let marks = [
        (Mark::Administrator, owner.is_admin),
        (Mark::Stale, is_stale),
        (Mark::Endless, has_end && credential.expires_at.is_none()),
        (Mark::Old, age_days.is_some_and(|days| days >= OLD_DAYS)),
        (Mark::EndsSoon, ends_soon),
        (Mark::OwnerBlocked, is_blocked),
        (Mark::Hidden, credential.kind == CredentialKind::ImpersonationToken),
    ];
    Row {
        rank: rank(&credential),
        age_days,
        unused_days,
        ends_in_days,
        marks: marks.into_iter().filter(|(_, is)| *is).map(|(mark, _)| mark).collect(),
        credential,
    }
}

fn is_wanted(row: &Row, filter: &Filter) -> bool {
    let one = &row.credential;
    let holds = |text: &str, part: &str| text.to_lowercase().contains(&part.to_lowercase());
    let is_owner = |wanted: &String| {
        one.owner.name.as_ref().is_some_and(|name| name.eq_ignore_ascii_case(wanted))
            || one.owner.id.is_some_and(|id| id.to_string() == *wanted)
    };
    let mentions = |text: &String| {
        holds(&one.name, text)
            || holds(&one.path, text)
            || one.scopes.iter().any(|scope| holds(scope, text))
    };
    (filter.with_ended || one.is_active)
        && (filter.kinds.is_empty() || filter.kinds.contains(&one.kind))
        && (filter.stale_days.is_none() || row.marks.contains(&Mark::Stale))
        && filter.rank_max.is_none_or(|max| row.rank.0 <= max)
        && filter.owner.as_ref().is_none_or(is_owner)
        && filter.text.as_ref().is_none_or(mentions)
}
