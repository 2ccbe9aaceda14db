//! What a plan must not break around its subject, read for each plan.
//!
//! What cannot be read is a gap of the plan, never a reason to make none: an
//! incident does not wait.

use std::collections::{BTreeMap, BTreeSet};

use engine::respond::Plan;
use engine::respond::plan::{
    Owners, Place, Surroundings, check_surroundings, judge, questions, user_of,
};
use event::{TokenId, UserId};
use futures::StreamExt as _;
use gitlab::{Client, GitLabError};

use crate::app::{App, AppError};
use crate::work::writer::full_text;

/// From this level on a member may do everything with a group: Owner.
const OWNER: u8 = 50;

/// Names asked for at a time.
const NAMES_AT_ONCE: usize = 8;

impl App {
    /// Completes a plan with what the surroundings say; refuses it where they forbid it.
    pub(super) async fn judged(&self, mut plan: Plan) -> Result<Plan, AppError> {
        let client = self.gitlab()?;
        let standing = self.our_standing().await?.standing;
        let (around, gaps) =
            read(client, &plan, &self.inner.config.policy.protected_accounts).await;
        plan.gaps.extend(gaps);
        name_users(client, &mut plan).await;
        let problems = check_surroundings(&plan, &standing, &around);
        judge(&mut plan, problems)?;
        Ok(plan)
    }
}

async fn read(client: &Client, plan: &Plan, protected: &[String]) -> (Surroundings, Vec<String>) {
    let mut gaps = Vec::new();
    let mut gap = |what: &str, error: &GitLabError| {
        gaps.push(format!("{what}: {}", full_text(error)));
    };
    let mut around = Surroundings::default();
    match client.own_access_token().await {
        Ok(token) => around.own_token = Some(TokenId(token.id)),
        Err(error) => gap("our own token", &error),
    }
    let (places, is_admin_asked) = questions(plan);
    if is_admin_asked {
        match client.administrators().await {
            Ok(users) => {
                let active = users.into_iter().filter(|user| user.state == "active");
                around.admins = active.map(|user| UserId(user.id)).collect();
            }
            // Who is no administrator may not see who is: nothing to lose there.
            Err(GitLabError::Forbidden { .. }) => {}
            Err(error) => gap("administrators", &error),
        }
    }
    for place in places {
        let at = match place {
            Place::Group(id) => gitlab::Place::Group(id),
            Place::Project(id) => gitlab::Place::Project(id),
        };
        match client.members(at).await {
            Ok(members) => {
                let owners = members.into_iter().filter(|member| member.access_level >= OWNER);
                let users = owners.map(|member| UserId(member.id)).collect();
                around.owners.push(Owners { place, users });
            }
            Err(error) => gap("members", &error),
        }
    }
    for name in protected {
        match account(client, name).await {
            Ok(found) => around.protected.extend(found),
            Err(error) => gap("protected accounts", &error),
        }
    }
    (around, gaps)
}

/// The account of that name or number; nobody may have it.
async fn account(client: &Client, name: &str) -> Result<Option<(UserId, String)>, GitLabError> {
    if let Ok(id) = name.parse::<i64>() {
        return Ok(Some((UserId(id), name.to_owned())));
    }
    let user = client.user_by_name(name).await?;
    Ok(user.map(|user| (UserId(user.id), user.username)))
}

/// People read names: where the survey knew only a user's number, GitLab is
/// asked for the name. Who cannot be read keeps the number.
async fn name_users(client: &Client, plan: &mut Plan) {
    let numbers: BTreeSet<String> = plan
        .acts
        .iter()
        .filter(|planned| user_of(&planned.act).is_some_and(|id| id.to_string() == planned.target))
        .map(|planned| planned.target.clone())
        .collect();
    let reading = numbers.into_iter().map(|number| async move {
        let user = client.user(number.parse().unwrap_or_default()).await.ok()?;
        Some((number, user.username))
    });
    let names: BTreeMap<String, String> = futures::stream::iter(reading)
        .buffered(NAMES_AT_ONCE)
        .filter_map(std::future::ready)
        .collect()
        .await;
    for planned in &mut plan.acts {
        let Some(name) = names.get(&planned.target) else { continue };
        for text in &mut planned.impact {
            if let Some(user) = text.args.get_mut("user").filter(|user| **user == planned.target) {
                user.clone_from(name);
            }
        }
        planned.target.clone_from(name);
    }
}
