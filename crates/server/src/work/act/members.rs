//! Members of projects and groups.

use engine::respond::{Seen, act};
use event::UserId;
use gitlab::{Client, GitLabError, Member, Role};
use serde_json::json;

use super::{or_absent, place, thing};

/// GitLab's number of the highest role.
const OWNER: u8 = 50;

pub(super) async fn look(
    client: &Client,
    of: act::Place,
    user: UserId,
) -> Result<Seen, GitLabError> {
    match client.member(place(of), user.0).await {
        Ok(member) => {
            let is_last_owner = is_last_owner(client, of, &member).await?;
            Ok(thing(json!({
                "id": member.id,
                "access_level": member.access_level,
                "expires_at": member.expires_at,
                "member_role": member.member_role.map(|role| role.id),
                "is_last_owner": is_last_owner,
            })))
        }
        Err(error) => or_absent(Err(error)),
    }
}

/// Whether nobody else, of this group or of those above it, owns the group.
/// A project has the owners of its group or of its namespace, whom GitLab minds.
async fn is_last_owner(
    client: &Client,
    of: act::Place,
    member: &Member,
) -> Result<bool, GitLabError> {
    if matches!(of, act::Place::Project { .. }) || member.access_level < OWNER {
        return Ok(false);
    }
    let all = client.all_members(place(of)).await?;
    let mut others = all.iter().filter(|other| other.id != member.id && other.state == "active");
    Ok(!others.any(|other| other.access_level >= OWNER))
}

pub(super) async fn add(client: &Client, act: &act::AddMember) -> Result<(), GitLabError> {
    let role = Role {
        access_level: act.access_level,
        expires_at: act.expires_at.clone(),
        member_role_id: act.member_role,
    };
    client.add_member(place(act.place), act.user.0, &role).await.map(drop)
}

pub(super) async fn change(
    client: &Client,
    act: &act::ChangeMemberRole,
) -> Result<(), GitLabError> {
    let role = Role {
        access_level: act.access_level,
        expires_at: act.expires_at.clone(),
        member_role_id: act.member_role,
    };
    client.change_member(place(act.place), act.user.0, &role).await.map(drop)
}
