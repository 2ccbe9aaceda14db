//! Acts: single changes in GitLab, each with its impact and its inverse.
//!
//! One file per act: a struct of what it needs, and its [`Rules`]. An act is
//! twice the same as once: doing it again on a GitLab that is already in the
//! wanted state succeeds and changes nothing. An act names its object by
//! GitLab's ids; where no survey would know a name for people, it carries one.

mod activate_user;
mod add_deploy_key;
mod add_gpg_key;
mod add_identity;
mod add_member;
mod add_ssh_key;
mod add_user_email;
mod add_webhook;
mod allowlist;
mod approval_rules;
mod ban_user;
mod block_user;
mod cancel_job;
mod change_member_role;
mod change_settings;
mod change_user;
mod change_variable;
mod deactivate_user;
mod delete_application;
mod delete_deploy_key;
mod delete_enterprise_key;
mod delete_gpg_key;
mod delete_identity;
mod delete_runner;
mod delete_ssh_key;
mod delete_trigger;
mod delete_user_email;
mod delete_variable;
mod example;
mod home;
mod job_remains;
mod list;
mod naming;
mod pause_runner;
mod pipelines;
mod place;
mod protect_ref;
mod protection;
mod recreate_variable_hidden;
mod remove_member;
mod remove_webhook;
mod renew_application_secret;
mod replace_variable_value;
mod reset_password;
mod reset_registration_token;
mod reset_runner_token;
mod restore_project;
mod resume_runner;
mod revoke_agent_token;
mod revoke_deploy_token;
mod revoke_token;
mod rotate_token;
mod seen;
mod settings_of;
mod unban_user;
mod unblock_user;
mod unprotect_ref;
mod variable;

use event::UserId;

use super::plan::Text;
use super::{GateRefusal, Survey, TokenHandle};

pub use activate_user::ActivateUser;
pub use add_deploy_key::AddDeployKey;
pub use add_gpg_key::AddGpgKey;
pub use add_identity::AddIdentity;
pub use add_member::AddMember;
pub use add_ssh_key::AddSshKey;
pub use add_user_email::AddUserEmail;
pub use add_webhook::AddWebhook;
pub use allowlist::{AllowJobTokens, DisallowJobTokens, Guest};
pub use approval_rules::{AddApprovalRule, RemoveApprovalRule};
pub use ban_user::BanUser;
pub use block_user::BlockUser;
pub use cancel_job::CancelJob;
pub use change_member_role::ChangeMemberRole;
pub use change_settings::ChangeSettings;
pub use change_user::{ChangeUser, UserRight};
pub use change_variable::{ChangeVariable, VariableFlag};
pub use deactivate_user::DeactivateUser;
pub use delete_application::DeleteApplication;
pub use delete_deploy_key::DeleteDeployKey;
pub use delete_enterprise_key::DeleteEnterpriseKey;
pub use delete_gpg_key::DeleteGpgKey;
pub use delete_identity::DeleteIdentity;
pub use delete_runner::DeleteRunner;
pub use delete_ssh_key::DeleteSshKey;
pub use delete_trigger::DeleteTrigger;
pub use delete_user_email::DeleteUserEmail;
pub use delete_variable::DeleteVariable;
pub use example::{EXAMPLES, examples, is_reversible};
pub use home::Home;
pub use job_remains::{DeleteArtifacts, EraseJob};
pub use list::Act;
pub use pause_runner::PauseRunner;
pub use pipelines::{CancelPipeline, DeletePipeline, DeleteSchedule};
pub use place::Place;
pub use protect_ref::ProtectRef;
pub use protection::{Holder, Protection, RefKind};
pub use recreate_variable_hidden::RecreateVariableHidden;
pub use remove_member::RemoveMember;
pub use remove_webhook::RemoveWebhook;
pub use renew_application_secret::RenewApplicationSecret;
pub use replace_variable_value::ReplaceVariableValue;
pub use reset_password::ResetPassword;
pub use reset_registration_token::{ResetRegistrationToken, RunnersOf};
pub use reset_runner_token::ResetRunnerToken;
pub use restore_project::RestoreProject;
pub use resume_runner::ResumeRunner;
pub use revoke_agent_token::RevokeAgentToken;
pub use revoke_deploy_token::RevokeDeployToken;
pub use revoke_token::RevokeToken;
pub use rotate_token::RotateToken;
pub use seen::{Seen, Verdict};
pub use settings_of::SettingsOf;
pub use unban_user::UnbanUser;
pub use unblock_user::UnblockUser;
pub use unprotect_ref::UnprotectRef;
pub use variable::{ValueFrom, VariableRef};

/// When an act's turn is in a plan: first what lets the attacker go on, last
/// what lets people in again. Acts of one turn keep the order they were given in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// The account: it could make new credentials while old ones are ended.
    LockOut,
    /// What runs right now with the attacker's rights: jobs, pipelines, runners.
    StopRunning,
    /// Credentials: they can make doors.
    EndCredential,
    /// Doors: keys, hooks, members, applications, allowlist entries.
    RemoveDoor,
    /// Settings that the attacker changed, or that should be stricter.
    Settle,
    /// Putting back what was removed.
    PutBack,
    /// Letting people in again: only when nothing of the former is left to do.
    LetIn,
}

/// How fast acts may be done; acts of one name share it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pace {
    /// Which limit of GitLab it is: `member_removal`.
    pub name: &'static str,
    /// So many a minute.
    pub per_minute: u32,
}

/// What is known when an act is planned.
#[derive(Debug, Clone, Copy, Default)]
pub struct View<'a> {
    /// The suspect's survey, where the plan is about one.
    pub survey: Option<&'a Survey>,
    /// What was read of the act's own object.
    pub seen: Option<&'a Seen>,
}

/// What the product knows of one kind of act. Pure: the calls are in
/// `server::work::act`.
pub trait Rules {
    /// The word used in the journal, in search and in JSON: the act's serde tag.
    fn kind(&self) -> &'static str;

    /// The name for people.
    fn label(&self) -> Text;

    /// What it acts on, in words for people.
    fn target(&self, view: View<'_>) -> String;

    /// What it will do to people and machines.
    fn impact(&self, view: View<'_>) -> Vec<Text>;

    /// The act that brings back what was there before, where there is one.
    ///
    /// Without `before`: as far as can be said ahead. With it: exactly; an act
    /// that had nothing to do has nothing to undo, so that nobody is let in
    /// whom somebody else had blocked.
    fn inverse(&self, before: Option<&Seen>) -> Option<Act>;

    /// Why it cannot be undone, or what its undoing does not bring back.
    fn undo_note(&self) -> Option<Text>;

    /// Whether what it wants is so; `None` = what was read is about something else.
    fn is_so(&self, now: &Seen) -> Option<bool>;

    /// When its turn is.
    fn turn(&self) -> Turn;

    /// Why it must not even be planned: it carries a secret, and plans are kept for ever.
    fn holds_secret(&self) -> Option<GateRefusal> {
        None
    }

    /// Why GitLab would refuse it as things stand, where that is known ahead.
    fn obstacle(&self, _now: &Seen) -> Option<GateRefusal> {
        None
    }

    /// The user whom it keeps out from then on.
    fn locks_out(&self) -> Option<UserId> {
        None
    }

    /// The user from whom it takes rights, without keeping them out: that must
    /// not be the user that we act as.
    fn weakens(&self) -> Option<UserId> {
        None
    }

    /// The user whom it lets in again (UA5 guards that).
    fn lets_in(&self) -> Option<UserId> {
        None
    }

    /// The access token that does not work any more afterwards.
    fn ends_token(&self) -> Option<TokenHandle> {
        None
    }

    /// What a person must hand over when it is carried out, a secret that is
    /// neither in the act nor kept anywhere: the words ask for it.
    fn needs_input(&self) -> Option<Text> {
        None
    }

    /// Whether only an administrator can do it.
    fn needs_admin(&self) -> bool {
        false
    }

    /// For an act that destroys what may be evidence (CI12): the SHA-256 of the
    /// kept copy that it names, or `Some(None)` where it names none yet. Such an act
    /// is refused until the case has that copy, verified.
    fn needs_evidence(&self) -> Option<Option<&str>> {
        None
    }

    /// Whether doing it makes a secret that is shown once and nowhere else: if
    /// the answer is lost, so is the secret.
    fn makes_secret(&self) -> bool {
        false
    }

    /// How fast GitLab lets acts of this kind be done, where it is slower than
    /// for calls in general.
    fn pace(&self) -> Option<Pace> {
        None
    }
}

impl Act {
    /// The word used in the journal, in search and in JSON.
    pub fn kind_str(&self) -> &'static str {
        self.rules().kind()
    }

    /// The act that brings back what was there before, see [`Rules::inverse`].
    pub fn inverse(&self, before: Option<&Seen>) -> Option<Self> {
        self.rules().inverse(before)
    }

    /// Whether what it wants is so already: then it is not called. `now` is
    /// what was read just before.
    pub fn is_already_so(&self, now: &Seen) -> bool {
        self.rules().is_so(now) == Some(true)
    }

    /// Judges what was read back after the act.
    pub fn verify(&self, after: &Seen) -> Verdict {
        match self.rules().is_so(after) {
            Some(true) => Verdict::Verified,
            Some(false) => Verdict::Contradicted { seen: after.to_string() },
            None => Verdict::Unknown {
                why: format!("{after} was read, which tells nothing of {}", self.kind_str()),
            },
        }
    }
}

/// Where a URL leads, without what may be secret in it: neither password, nor
/// path, nor query (chat services put a credential into the path).
pub(super) fn shown_host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default().to_owned()
}
