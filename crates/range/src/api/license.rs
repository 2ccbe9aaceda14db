//! `/license` and `/namespaces/:id`: what was paid for.
//!
//! Source: GitLab docs, `api/license` (administrators; the Community Edition
//! has none: 404) and `api/namespaces` (`plan` for owners on GitLab.com).

use serde_json::json;

use super::answer::{Answer, Outcome};
use super::call::Call;
use super::route::{Route, get};
use crate::Tier;
use crate::world::{Level, Place};

pub(super) const ROUTES: &[Route] = &[get("/license", license), get("/namespaces/:id", namespace)];

fn plan(tier: Tier) -> &'static str {
    match tier {
        Tier::Free => "free",
        Tier::Premium => "premium",
        Tier::Ultimate => "ultimate",
    }
}

fn license(call: &mut Call<'_>) -> Outcome {
    call.admin()?;
    if call.rules.tier == Tier::Free {
        // Without a licence GitLab answers an empty object's fields as null.
        return Ok(Answer::ok(json!(null)));
    }
    Ok(Answer::ok(json!({
        "id": 1,
        "plan": plan(call.rules.tier),
        "created_at": "2025-12-01T09:00:00.000Z",
        "starts_at": "2025-12-01",
        "expires_at": "2027-12-01",
        "historical_max": 40,
        "maximum_user_count": 40,
        "licensee": { "Name": "Harbor", "Company": "Harbor" },
        "add_ons": {},
        "expired": false,
        "overage": 0,
        "user_limit": 100,
        "active_users": 40,
    })))
}

fn namespace(call: &mut Call<'_>) -> Outcome {
    let me = call.me()?;
    let wanted = call.value("id");
    let group = call.world.group_by(wanted);
    let group = group.filter(|group| call.world.can_see(Some(me), Place::Group(group.id)));
    let group = group.ok_or_else(|| Answer::not_found("Namespace"))?;
    let mut row = json!({
        "id": group.id,
        "name": group.name,
        "path": group.full_path.rsplit('/').next().unwrap_or_default(),
        "kind": "group",
        "full_path": group.full_path,
        "parent_id": group.parent,
        "avatar_url": null,
        "web_url": format!("http://{}/groups/{}", call.request.host, group.full_path),
    });
    if call.rules.is_saas()
        && call.level(Place::Group(group.id)) >= Level::OWNER
        && let Some(members) = row.as_object_mut()
    {
        members.insert("plan".to_owned(), json!(plan(call.rules.tier)));
        members.insert("trial".to_owned(), json!(false));
    }
    Ok(Answer::ok(row))
}
