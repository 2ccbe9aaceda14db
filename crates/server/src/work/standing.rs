//! Reads who we are in GitLab and what our token may do there (P2, P3).
//!
//! Everything is asked, nothing is tried out: each probe is a read.

use engine::respond::{Deployment, Standing, Tier};
use event::{GroupId, UserId};
use gitlab::{AuditScope, AuditWindow, Client, GitLabError, Problem, User};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::writer::full_text;

/// What was read of our own standing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingReport {
    /// Who we are and what we may do.
    pub standing: Standing,
    /// Whether our user is an administrator, by GitLab's word for the user.
    pub is_admin_user: bool,
    /// Whether that user is an administrator and the token may still not act as
    /// one: Admin Mode is enforced and the scope `admin_mode` is missing.
    pub lacks_admin_mode: bool,
    /// When it was read.
    pub read_at: Timestamp,
    /// What could not be found out, and why.
    pub gaps: Vec<String>,
}

/// Reads our standing. Fails only when not even our own user can be read.
pub(crate) async fn read(
    client: &Client,
    deployment: Option<Deployment>,
    now: Timestamp,
) -> Result<StandingReport, GitLabError> {
    let user = client.current_user().await?;
    let mut gaps = Vec::new();
    let acts_as_admin = may_administrate(client, &user, &mut gaps).await;
    let groups = match client.owned_groups().await {
        Ok(groups) => groups,
        Err(error) => {
            gaps.push(format!("owned groups: {}", full_text(&error)));
            Vec::new()
        }
    };
    let owned_groups: Vec<GroupId> = groups.iter().map(|group| GroupId(group.id)).collect();
    let metadata = client.metadata().await;
    let is_enterprise = metadata.as_ref().is_ok_and(|metadata| metadata.enterprise);
    let deployment = deployment.unwrap_or_else(|| {
        told_deployment(client.is_gitlab_com(), acts_as_admin, !owned_groups.is_empty())
    });
    let tier = tier(client, acts_as_admin, &owned_groups, (is_enterprise, now)).await;
    if tier == Tier::Unknown {
        gaps.push("tier: no endpoint that we may read tells it".to_owned());
    }
    Ok(StandingReport {
        standing: Standing {
            user: UserId(user.id),
            username: user.username.clone(),
            is_admin: acts_as_admin,
            deployment,
            tier,
            version: metadata.ok().map(|metadata| metadata.version),
            owned_groups,
        },
        is_admin_user: user.is_admin,
        lacks_admin_mode: user.is_admin && !acts_as_admin,
        read_at: now,
        gaps,
    })
}

/// Whether we may act as administrator: GitLab's word for the user, and one
/// harmless read that only administrators may make.
async fn may_administrate(client: &Client, user: &User, gaps: &mut Vec<String>) -> bool {
    match client.try_as_administrator().await {
        Ok(()) => true,
        Err(error) => {
            let is_refusal = matches!(
                error.problem(),
                Problem::Forbidden
                    | Problem::AdminModeMissing
                    | Problem::ScopeMissing
                    | Problem::TokenUnknown
                    | Problem::NotFound
            );
            if !is_refusal {
                gaps.push(format!("administrator's rights: {}", full_text(&error)));
            }
            // Where the probe itself failed, GitLab's word stands.
            !is_refusal && user.is_admin
        }
    }
}

fn told_deployment(is_gitlab_com: bool, is_admin: bool, owns_groups: bool) -> Deployment {
    match (is_gitlab_com, is_admin, owns_groups) {
        (false, _, _) | (_, true, _) => Deployment::SelfManaged,
        (true, false, true) => Deployment::SaasGroup,
        (true, false, false) => Deployment::SaasProject,
    }
}

/// What was paid for: the licence where we are administrator, else the plan of a
/// group that we own, else what Premium's endpoints answer: then at least Premium.
async fn tier(
    client: &Client,
    is_admin: bool,
    groups: &[GroupId],
    (is_enterprise, now): (bool, Timestamp),
) -> Tier {
    if is_admin {
        match client.license_plan().await {
            Ok(Some(plan)) => return tier_of(&plan),
            // The Community Edition has no licence to show.
            Err(error) if error.is_not_found() && !is_enterprise => return Tier::Free,
            Ok(None) | Err(_) => {}
        }
        // The instance's audit events are Premium's; the last minute is enough to ask.
        if let Ok(window) = last_minute(now) {
            match client.audit_events(AuditScope::Instance, window).await {
                Ok(_) => return Tier::Premium,
                Err(error) if matches!(error.problem(), Problem::Forbidden | Problem::NotFound) => {
                    return Tier::Free;
                }
                Err(_) => {}
            }
        }
    }
    if let Some(group) = groups.first() {
        if let Ok(Some(plan)) = client.namespace_plan(group.0).await {
            return tier_of(&plan);
        }
        if client.enterprise_tokens(group.0).await.is_ok() {
            return Tier::Ultimate;
        }
        if client.has_group_push_rule(group.0).await.is_ok_and(|has| has) {
            return Tier::Premium;
        }
    }
    Tier::Unknown
}

fn last_minute(now: Timestamp) -> Result<AuditWindow, jiff::Error> {
    let created_after = now.checked_sub(SignedDuration::from_mins(1))?;
    Ok(AuditWindow { created_after, created_before: now })
}

/// GitLab's names of plans, the old ones too.
///
/// Source: GitLab source, `ee/app/models/ee/plan.rb`.
fn tier_of(plan: &str) -> Tier {
    match plan {
        "free" | "default" | "starter" | "bronze" => Tier::Free,
        "premium" | "silver" | "premium_trial" => Tier::Premium,
        "ultimate" | "gold" | "ultimate_trial" | "opensource" => Tier::Ultimate,
        _unknown => Tier::Unknown,
    }
}
