//! One act on GitLab: what is there, the call, what is there now.
//!
//! Nothing here decides: which call belongs to which act is a table, one file
//! for each kind of object, and whether GitLab is as the act wants it says
//! `engine`.

mod applications;
mod ci;
mod deploy;
mod keys;
mod members;
mod protected;
mod runners;
pub(crate) mod settings;
mod tokens;
mod triggers;
mod users;
mod variables;
mod webhooks;

#[cfg(test)]
mod people_tests;

use engine::respond::{Act, Seen, Verdict, act};
use gitlab::{CiThing, Client, GitLabError};
use secrecy::SecretString;
use serde_json::Value;

use super::writer::full_text;

/// What is there now of what the act is about.
pub(crate) async fn look(client: &Client, act: &Act) -> Result<Seen, GitLabError> {
    match act {
        Act::BlockUser(act) => users::state(client, act.user).await,
        Act::UnblockUser(act) => users::state(client, act.user).await,
        Act::RevokeToken(act) => tokens::look(client, act.token).await,
        Act::RotateToken(act) => tokens::look(client, act.token).await,
        Act::DeleteSshKey(act) => keys::ssh_key(client, act).await,
        Act::AddSshKey(act) => keys::same_ssh_key(client, act).await,
        Act::RemoveWebhook(act) => webhooks::look(client, act).await,
        Act::AddWebhook(act) => webhooks::same(client, act).await,
        Act::BanUser(act) => users::state(client, act.user).await,
        Act::UnbanUser(act) => users::state(client, act.user).await,
        Act::DeactivateUser(act) => users::state(client, act.user).await,
        Act::ActivateUser(act) => users::state(client, act.user).await,
        Act::ResetPassword(act) => users::state(client, act.user).await,
        Act::ChangeUser(act) => users::rights(client, act).await,
        Act::DeleteUserEmail(act) => users::email(client, act).await,
        Act::AddUserEmail(act) => users::same_email(client, act).await,
        Act::DeleteIdentity(act) => users::identity(client, act.user, &act.provider).await,
        Act::AddIdentity(act) => users::identity(client, act.user, &act.provider).await,
        Act::RemoveMember(act) => members::look(client, act.place, act.user).await,
        Act::AddMember(act) => members::look(client, act.place, act.user).await,
        Act::ChangeMemberRole(act) => members::look(client, act.place, act.user).await,
        Act::DeleteGpgKey(act) => keys::gpg_key(client, act).await,
        Act::AddGpgKey(act) => keys::same_gpg_key(client, act).await,
        Act::DeleteDeployKey(act) => deploy::key(client, act).await,
        Act::AddDeployKey(act) => deploy::same_key(client, act).await,
        Act::DeleteEnterpriseKey(act) => keys::enterprise_key(client, act).await,
        Act::RevokeDeployToken(act) => deploy::token(client, act).await,
        Act::DeleteApplication(act) => applications::look(client, act.application).await,
        Act::RenewApplicationSecret(act) => applications::look(client, act.application).await,
        Act::DeleteTrigger(act) => triggers::trigger(client, act).await,
        Act::RevokeAgentToken(act) => triggers::agent_token(client, act).await,
        Act::PauseRunner(act) => runners::is_paused(client, act.runner).await,
        Act::ResumeRunner(act) => runners::is_paused(client, act.runner).await,
        Act::DeleteRunner(act) => runners::look(client, act.runner).await,
        Act::ResetRunnerToken(act) => runners::look(client, act.runner).await,
        Act::ResetRegistrationToken(act) => runners::registration(client, act.of).await,
        Act::ChangeSettings(act) => settings::look(client, act).await,
        Act::ProtectRef(act) => {
            protected::look(client, act.project, (act.what, &act.reference)).await
        }
        Act::UnprotectRef(act) => {
            protected::look(client, act.project, (act.what, &act.reference)).await
        }
        Act::ChangeVariable(act) => variables::look_to_change(client, act).await,
        Act::ReplaceVariableValue(act) => variables::look(client, &act.variable).await,
        Act::RecreateVariableHidden(act) => variables::look(client, &act.variable).await,
        Act::DeleteVariable(act) => variables::look(client, &act.variable).await,
        Act::AllowJobTokens(act) => ci::guest(client, act.project, act.guest).await,
        Act::DisallowJobTokens(act) => ci::guest(client, act.project, act.guest).await,
        Act::CancelJob(act) => ci::look(client, act.project, CiThing::Job(act.job)).await,
        Act::CancelPipeline(act) => {
            ci::look(client, act.project, CiThing::Pipeline(act.pipeline)).await
        }
        Act::DeletePipeline(act) => {
            ci::look(client, act.project, CiThing::Pipeline(act.pipeline)).await
        }
        Act::DeleteSchedule(act) => {
            ci::look(client, act.project, CiThing::Schedule(act.schedule)).await
        }
        Act::EraseJob(act) => ci::look(client, act.project, CiThing::Job(act.job)).await,
        Act::DeleteArtifacts(act) => ci::look(client, act.project, CiThing::Job(act.job)).await,
        Act::RestoreProject(act) => ci::deletion_mark(client, act.project).await,
        Act::AddApprovalRule(act) => settings::same_rule(client, act).await,
        Act::RemoveApprovalRule(act) => settings::rule(client, act).await,
    }
}

/// Does it, with what a person handed over where the act asks for it
/// (`Rules::needs_input`). A rotation answers the successor's secret.
#[expect(clippy::too_many_lines, reason = "a table: one line for each act")]
pub(crate) async fn call(
    client: &Client,
    act: &Act,
    input: Option<&SecretString>,
) -> Result<Option<SecretString>, GitLabError> {
    match act {
        Act::BlockUser(act) => client.block_user(act.user.0).await?,
        Act::UnblockUser(act) => client.unblock_user(act.user.0).await?,
        Act::RevokeToken(act) => tokens::revoke(client, act.token).await?,
        Act::RotateToken(act) => return tokens::rotate(client, act.token).await.map(Some),
        Act::DeleteSshKey(act) => client.delete_user_key(act.user.0, act.key).await?,
        Act::AddSshKey(act) => keys::add_ssh_key(client, act).await?,
        Act::RemoveWebhook(act) => client.delete_hook(home(act.home), act.hook).await?,
        Act::AddWebhook(act) => webhooks::add(client, act).await?,
        Act::BanUser(act) => client.ban_user(act.user.0).await?,
        Act::UnbanUser(act) => client.unban_user(act.user.0).await?,
        Act::DeactivateUser(act) => client.deactivate_user(act.user.0).await?,
        Act::ActivateUser(act) => client.activate_user(act.user.0).await?,
        Act::ResetPassword(act) => users::reset_password(client, act.user).await?,
        Act::ChangeUser(act) => users::change(client, act).await?,
        Act::DeleteUserEmail(act) => client.delete_user_email(act.user.0, act.email).await?,
        Act::AddUserEmail(act) => users::add_email(client, act).await?,
        Act::DeleteIdentity(act) => client.delete_identity(act.user.0, &act.provider).await?,
        Act::AddIdentity(act) => {
            client.add_identity(act.user.0, &act.provider, &act.extern_uid).await?;
        }
        Act::RemoveMember(act) => client.remove_member(place(act.place), act.user.0).await?,
        Act::AddMember(act) => members::add(client, act).await?,
        Act::ChangeMemberRole(act) => members::change(client, act).await?,
        Act::DeleteGpgKey(act) => client.delete_gpg_key(act.user.0, act.key).await?,
        Act::AddGpgKey(act) => client.add_gpg_key(act.user.0, &act.key).await.map(drop)?,
        Act::DeleteDeployKey(act) => client.delete_deploy_key(act.project.0, act.key).await?,
        Act::AddDeployKey(act) => deploy::add_key(client, act).await?,
        Act::DeleteEnterpriseKey(act) => client.delete_enterprise_key(act.group.0, act.key).await?,
        Act::RevokeDeployToken(act) => client.revoke_deploy_token(place(act.of), act.token).await?,
        Act::DeleteApplication(act) => client.delete_application(act.application).await?,
        Act::RenewApplicationSecret(act) => {
            return client.renew_application_secret(act.application).await.map(Some);
        }
        Act::DeleteTrigger(act) => client.delete_trigger(act.project.0, act.trigger).await?,
        Act::RevokeAgentToken(act) => {
            client.revoke_agent_token(act.project.0, act.agent, act.token).await?;
        }
        Act::PauseRunner(act) => client.pause_runner(act.runner, true).await?,
        Act::ResumeRunner(act) => client.pause_runner(act.runner, false).await?,
        Act::DeleteRunner(act) => client.delete_runner(act.runner).await?,
        Act::ResetRunnerToken(act) => {
            return client.reset_runner_token(act.runner).await.map(Some);
        }
        Act::ResetRegistrationToken(act) => {
            return runners::reset_registration(client, act.of).await.map(Some);
        }
        Act::ChangeSettings(act) => settings::change(client, act).await?,
        Act::ProtectRef(act) => protected::protect(client, act).await?,
        Act::UnprotectRef(act) => protected::unprotect(client, act).await?,
        Act::ChangeVariable(act) => variables::change(client, act).await?,
        Act::ReplaceVariableValue(act) => variables::replace(client, act, input).await?,
        Act::RecreateVariableHidden(act) => variables::hide(client, act, input).await?,
        Act::DeleteVariable(act) => variables::delete(client, &act.variable).await?,
        Act::AllowJobTokens(act) => {
            client.allow_job_tokens(act.project.0, ci::as_place(act.guest)).await?;
        }
        Act::DisallowJobTokens(act) => {
            client.disallow_job_tokens(act.project.0, ci::as_place(act.guest)).await?;
        }
        Act::CancelJob(act) => client.cancel(act.project.0, CiThing::Job(act.job)).await?,
        Act::CancelPipeline(act) => {
            client.cancel(act.project.0, CiThing::Pipeline(act.pipeline)).await?;
        }
        Act::DeletePipeline(act) => {
            client.delete_ci_thing(act.project.0, CiThing::Pipeline(act.pipeline)).await?;
        }
        Act::DeleteSchedule(act) => {
            client.delete_ci_thing(act.project.0, CiThing::Schedule(act.schedule)).await?;
        }
        Act::EraseJob(act) => client.erase_job(act.project.0, act.job).await?,
        Act::DeleteArtifacts(act) => client.delete_job_artifacts(act.project.0, act.job).await?,
        Act::RestoreProject(act) => client.restore_project(act.project.0).await?,
        Act::AddApprovalRule(act) => {
            client.add_approval_rule(act.project.0, &act.rule_name, &act.row).await?;
        }
        Act::RemoveApprovalRule(act) => {
            client.delete_approval_rule(act.project.0, act.rule).await?;
        }
    }
    Ok(None)
}

/// Reads back whether it is so now, and what is there.
pub(crate) async fn read_back(client: &Client, act: &Act) -> (Verdict, Option<Seen>) {
    match look(client, act).await {
        Ok(after) => (act.verify(&after), Some(after)),
        Err(error) => (Verdict::Unknown { why: full_text(&error) }, None),
    }
}

/// What is not there is an answer too.
fn or_absent(found: Result<Seen, GitLabError>) -> Result<Seen, GitLabError> {
    match found {
        Err(error) if error.is_not_found() => Ok(Seen::Absent),
        other => other,
    }
}

/// The first of these things that is as the act wants it.
fn same(act: &Act, mut things: impl Iterator<Item = Seen>) -> Seen {
    things.find(|seen| act.is_already_so(seen)).unwrap_or(Seen::Absent)
}

/// A row that somebody put together of fields without secrets.
fn thing(row: Value) -> Seen {
    match row {
        Value::Object(row) => Seen::Thing { row },
        _other => Seen::Absent,
    }
}

/// A place as the client names it.
fn place(place: act::Place) -> gitlab::Place {
    match place {
        act::Place::Project { project } => gitlab::Place::Project(project.0),
        act::Place::Group { group } => gitlab::Place::Group(group.0),
    }
}

/// A home as the client names it.
fn home(home: act::Home) -> gitlab::Home {
    match home {
        act::Home::Instance => gitlab::Home::Instance,
        act::Home::Group { group } => gitlab::Home::Group(group.0),
        act::Home::Project { project } => gitlab::Home::Project(project.0),
    }
}
