//! Users and the keys they sign in to Git with.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::Place;

/// Somebody, or something, that acts.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "GitLab's own flags, each for itself")]
pub struct User {
    /// Id.
    pub id: u64,
    /// Name to sign in with.
    pub username: String,
    /// Name to read.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// Whether it may sign in.
    pub state: UserState,
    /// Person, service or bot.
    pub kind: UserKind,
    /// Administrator of the instance.
    pub is_admin: bool,
    /// Does not see internal projects.
    pub is_external: bool,
    /// Sees all and changes nothing. Premium.
    pub is_auditor: bool,
    /// Whether it may make groups at the top.
    pub can_create_group: bool,
    /// How many projects of its own it may have.
    pub projects_limit: u64,
    /// Hides its profile.
    pub has_private_profile: bool,
    /// Further mail addresses.
    pub emails: Vec<Email>,
    /// Identities elsewhere: provider and id there.
    pub identities: Vec<(String, String)>,
    /// SHA-256 of the feed token.
    pub feed_token: Option<[u8; 32]>,
    /// SHA-256 of the token for incoming mail.
    pub incoming_email_token: Option<[u8; 32]>,
    /// Has a second factor.
    pub has_two_factor: bool,
    /// SHA-256 of the password; none cannot sign in by one.
    pub password: Option<[u8; 32]>,
    /// Wrong passwords since the last right one; ten lock the account.
    pub failed_sign_ins: u32,
    /// When it was made.
    pub created_at: Timestamp,
    /// Last sign-in.
    pub last_sign_in_at: Option<Timestamp>,
    /// Address of the last sign-in.
    pub last_sign_in_ip: Option<String>,
    /// Last time it did anything.
    pub last_activity_at: Option<Timestamp>,
    /// An administrator's note.
    pub note: String,
}

/// A further mail address of a user.
#[derive(Debug, Clone)]
pub struct Email {
    /// Id.
    pub id: u64,
    /// The address.
    pub email: String,
    /// When it was confirmed.
    pub confirmed_at: Option<Timestamp>,
}

/// What a user may do at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserState {
    /// Everything its roles allow.
    Active,
    /// Nothing, by an administrator.
    Blocked,
    /// Nothing, because the directory says so.
    LdapBlocked,
    /// Nothing until it signs in again.
    Deactivated,
    /// Nothing, and its traces are hidden.
    Banned,
    /// Nothing until an administrator approves.
    Pending,
}

impl UserState {
    /// GitLab's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Blocked => "blocked",
            Self::LdapBlocked => "ldap_blocked",
            Self::Deactivated => "deactivated",
            Self::Banned => "banned",
            Self::Pending => "blocked_pending_approval",
        }
    }
}

/// What stands behind a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserKind {
    /// A person.
    Human,
    /// An account for a program.
    ServiceAccount,
    /// The bot that holds a project or group access token.
    ResourceBot(Place),
    /// One of GitLab's own users; cannot be blocked.
    Internal,
}

impl User {
    /// Whether it is a bot (service accounts are counted as such by GitLab's API, too).
    pub fn is_bot(&self) -> bool {
        !matches!(self.kind, UserKind::Human)
    }
}

/// A public key for Git over SSH.
#[derive(Debug, Clone)]
pub struct SshKey {
    /// Id.
    pub id: u64,
    /// Whose.
    pub user: u64,
    /// Title.
    pub title: String,
    /// Type and base64 body, as in `authorized_keys`.
    pub key: String,
    /// `auth`, `signing` or `auth_and_signing`.
    pub usage_type: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Option<String>,
}

impl SshKey {
    /// `SHA256:…` as OpenSSH prints it; the whole line is hashed when the body is no base64.
    pub fn fingerprint(key: &str) -> String {
        let body = key.split_whitespace().nth(1).unwrap_or(key);
        let bytes = STANDARD.decode(body).unwrap_or_else(|_| key.as_bytes().to_vec());
        format!("SHA256:{}", STANDARD_NO_PAD.encode(Sha256::digest(bytes)))
    }

    /// Type and body without the comment: what makes two keys the same.
    pub fn material(key: &str) -> String {
        key.split_whitespace().take(2).collect::<Vec<_>>().join(" ")
    }
}

/// A public key for signatures.
#[derive(Debug, Clone)]
pub struct GpgKey {
    /// Id.
    pub id: u64,
    /// Whose.
    pub user: u64,
    /// The armoured key.
    pub key: String,
    /// When it was added.
    pub created_at: Timestamp,
}
