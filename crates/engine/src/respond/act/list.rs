//! The list of acts: a new one is a file, a variant and a line here.

use serde::{Deserialize, Serialize};

use super::Rules;
use super::{
    ActivateUser, AddApprovalRule, AddDeployKey, AddGpgKey, AddIdentity, AddMember, AddSshKey,
    AddUserEmail, AddWebhook, AllowJobTokens, BanUser, BlockUser, CancelJob, CancelPipeline,
    ChangeMemberRole, ChangeSettings, ChangeUser, ChangeVariable, DeactivateUser,
    DeleteApplication, DeleteArtifacts, DeleteDeployKey, DeleteEnterpriseKey, DeleteGpgKey,
    DeleteIdentity, DeletePipeline, DeleteRunner, DeleteSchedule, DeleteSshKey, DeleteTrigger,
    DeleteUserEmail, DeleteVariable, DisallowJobTokens, EraseJob, PauseRunner, ProtectRef,
    RecreateVariableHidden, RemoveApprovalRule, RemoveMember, RemoveWebhook,
    RenewApplicationSecret, ReplaceVariableValue, ResetPassword, ResetRegistrationToken,
    ResetRunnerToken, RestoreProject, ResumeRunner, RevokeAgentToken, RevokeDeployToken,
    RevokeToken, RotateToken, UnbanUser, UnblockUser, UnprotectRef,
};

/// One change in GitLab.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Act {
    /// Sign-in, API and Git stop at once for this user.
    BlockUser(BlockUser),
    /// Lets the user in again; tokens and keys that were not revoked work again.
    UnblockUser(UnblockUser),
    /// Ends an access token for good.
    RevokeToken(RevokeToken),
    /// Ends an access token and makes a successor, shown once to its owner.
    RotateToken(RotateToken),
    /// Removes an SSH key.
    DeleteSshKey(DeleteSshKey),
    /// Puts an SSH key back.
    AddSshKey(AddSshKey),
    /// Removes a project's webhook.
    RemoveWebhook(RemoveWebhook),
    /// Puts a webhook back, without its secret: GitLab never tells it.
    AddWebhook(AddWebhook),
    /// Locks the user out and hides what the user made.
    BanUser(BanUser),
    /// Lets a banned user in again; what was not ended works again.
    UnbanUser(UnbanUser),
    /// Puts a dormant account to sleep until somebody signs in to it.
    DeactivateUser(DeactivateUser),
    /// Wakes a deactivated account.
    ActivateUser(ActivateUser),
    /// Sets a random password that nobody sees.
    ResetPassword(ResetPassword),
    /// Changes what an account may do.
    ChangeUser(ChangeUser),
    /// Removes a further mail address of a user.
    DeleteUserEmail(DeleteUserEmail),
    /// Puts a further mail address back.
    AddUserEmail(AddUserEmail),
    /// Removes who the user is at a provider.
    DeleteIdentity(DeleteIdentity),
    /// Says who the user is at a provider.
    AddIdentity(AddIdentity),
    /// Removes a direct member from one project or group.
    RemoveMember(RemoveMember),
    /// Makes a user a direct member of one project or group.
    AddMember(AddMember),
    /// Gives a member another role or another end.
    ChangeMemberRole(ChangeMemberRole),
    /// Removes a GPG key.
    DeleteGpgKey(DeleteGpgKey),
    /// Puts a GPG key back.
    AddGpgKey(AddGpgKey),
    /// Takes a deploy key from one project.
    DeleteDeployKey(DeleteDeployKey),
    /// Puts a deploy key back.
    AddDeployKey(AddDeployKey),
    /// Removes an SSH key of an enterprise user (GitLab.com).
    DeleteEnterpriseKey(DeleteEnterpriseKey),
    /// Ends a deploy token for good.
    RevokeDeployToken(RevokeDeployToken),
    /// Deletes an OAuth application of the instance.
    DeleteApplication(DeleteApplication),
    /// Gives an OAuth application another secret, shown once.
    RenewApplicationSecret(RenewApplicationSecret),
    /// Ends a pipeline trigger token for good.
    DeleteTrigger(DeleteTrigger),
    /// Ends a token of an agent for Kubernetes for good.
    RevokeAgentToken(RevokeAgentToken),
    /// Lets a runner take no new jobs.
    PauseRunner(PauseRunner),
    /// Lets a runner take jobs again.
    ResumeRunner(ResumeRunner),
    /// Deletes a runner.
    DeleteRunner(DeleteRunner),
    /// Gives a runner another token, shown once.
    ResetRunnerToken(ResetRunnerToken),
    /// Gives another token for registering runners, shown once.
    ResetRegistrationToken(ResetRegistrationToken),
    /// Sets fields of a project, a group, the instance or what belongs to them.
    ChangeSettings(ChangeSettings),
    /// Protects a branch or tag exactly so.
    ProtectRef(ProtectRef),
    /// Takes the protection of a branch or tag away.
    UnprotectRef(UnprotectRef),
    /// Masks or protects a CI/CD variable, or takes that back.
    ChangeVariable(ChangeVariable),
    /// Gives a CI/CD variable another value.
    ReplaceVariableValue(ReplaceVariableValue),
    /// Deletes a CI/CD variable and makes it again, masked and hidden.
    RecreateVariableHidden(RecreateVariableHidden),
    /// Deletes a CI/CD variable.
    DeleteVariable(DeleteVariable),
    /// Lets job tokens of a project or group in.
    AllowJobTokens(AllowJobTokens),
    /// Keeps job tokens of a project or group out.
    DisallowJobTokens(DisallowJobTokens),
    /// Cancels a job: its token ends with it.
    CancelJob(CancelJob),
    /// Cancels what still runs of a pipeline.
    CancelPipeline(CancelPipeline),
    /// Deletes a pipeline with logs and artifacts, after a copy was kept.
    DeletePipeline(DeletePipeline),
    /// Deletes a schedule.
    DeleteSchedule(DeleteSchedule),
    /// Erases the log and artifacts of a job, after a copy was kept.
    EraseJob(EraseJob),
    /// Deletes the artifacts of a job, after a copy was kept.
    DeleteArtifacts(DeleteArtifacts),
    /// Takes the mark for deletion from a project.
    RestoreProject(RestoreProject),
    /// Makes a rule of who must approve.
    AddApprovalRule(AddApprovalRule),
    /// Removes a rule of who must approve.
    RemoveApprovalRule(RemoveApprovalRule),
}

impl Act {
    /// The rules of its kind.
    pub fn rules(&self) -> &dyn Rules {
        match self {
            Self::BlockUser(act) => act,
            Self::UnblockUser(act) => act,
            Self::RevokeToken(act) => act,
            Self::RotateToken(act) => act,
            Self::DeleteSshKey(act) => act,
            Self::AddSshKey(act) => act,
            Self::RemoveWebhook(act) => act,
            Self::AddWebhook(act) => act,
            Self::BanUser(act) => act,
            Self::UnbanUser(act) => act,
            Self::DeactivateUser(act) => act,
            Self::ActivateUser(act) => act,
            Self::ResetPassword(act) => act,
            Self::ChangeUser(act) => act,
            Self::DeleteUserEmail(act) => act,
            Self::AddUserEmail(act) => act,
            Self::DeleteIdentity(act) => act,
            Self::AddIdentity(act) => act,
            Self::RemoveMember(act) => act,
            Self::AddMember(act) => act,
            Self::ChangeMemberRole(act) => act,
            Self::DeleteGpgKey(act) => act,
            Self::AddGpgKey(act) => act,
            Self::DeleteDeployKey(act) => act,
            Self::AddDeployKey(act) => act,
            Self::DeleteEnterpriseKey(act) => act,
            Self::RevokeDeployToken(act) => act,
            Self::DeleteApplication(act) => act,
            Self::RenewApplicationSecret(act) => act,
            Self::DeleteTrigger(act) => act,
            Self::RevokeAgentToken(act) => act,
            Self::PauseRunner(act) => act,
            Self::ResumeRunner(act) => act,
            Self::DeleteRunner(act) => act,
            Self::ResetRunnerToken(act) => act,
            Self::ResetRegistrationToken(act) => act,
            Self::ChangeSettings(act) => act,
            Self::ProtectRef(act) => act,
            Self::UnprotectRef(act) => act,
            Self::ChangeVariable(act) => act,
            Self::ReplaceVariableValue(act) => act,
            Self::RecreateVariableHidden(act) => act,
            Self::DeleteVariable(act) => act,
            Self::AllowJobTokens(act) => act,
            Self::DisallowJobTokens(act) => act,
            Self::CancelJob(act) => act,
            Self::CancelPipeline(act) => act,
            Self::DeletePipeline(act) => act,
            Self::DeleteSchedule(act) => act,
            Self::EraseJob(act) => act,
            Self::DeleteArtifacts(act) => act,
            Self::RestoreProject(act) => act,
            Self::AddApprovalRule(act) => act,
            Self::RemoveApprovalRule(act) => act,
        }
    }
}
