//! SAML group links and identities. Premium.
//!
//! Source: GitLab docs, `api/saml`. Identities are of GitLab.com groups.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::page;
use super::route::{Route, delete, get, post};
use crate::Tier;
use crate::world::{Audit, Entity, Level, Place, SamlGroupLink};

pub(super) const ROUTES: &[Route] = &[
    get("/groups/:id/saml_group_links", list),
    post("/groups/:id/saml_group_links", add),
    get("/groups/:id/saml_group_links/:name", one),
    delete("/groups/:id/saml_group_links/:name", remove),
    get("/groups/:id/saml/identities", |call| identities(call, "group_saml")),
    delete("/groups/:id/saml/:uid", |call| remove_identity(call, "group_saml")),
    get("/groups/:id/scim/identities", |call| identities(call, "scim")),
    delete("/groups/:id/scim/:uid", |call| remove_identity(call, "scim")),
];

fn row(link: &SamlGroupLink) -> Value {
    json!({
        "name": link.name,
        "access_level": link.level.0,
        "member_role_id": null,
        "provider": link.provider,
    })
}

fn managed(call: &Call<'_>) -> Result<Place, Answer> {
    call.licensed(Tier::Premium)?;
    call.place_as(Kind::Group, Level::OWNER)
}

fn list(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    let links = call.world.saml_links.iter().filter(|link| link.group == place.id());
    Ok(Answer::ok(Value::Array(links.map(row).collect())))
}

fn position(call: &Call<'_>, place: Place, name: &str) -> Option<usize> {
    let mut links = call.world.saml_links.iter();
    links.position(|link| link.group == place.id() && link.name == name)
}

fn one(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    let index = position(call, place, call.value("name"));
    let link = index.and_then(|index| call.world.saml_links.get(index));
    link.map(|link| Answer::ok(row(link)))
        .ok_or_else(|| Answer::not_found("Linked SAML Group link"))
}

fn add(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    call.params().require(&["saml_group_name", "access_level"])?;
    let name = call.params().text("saml_group_name").unwrap_or_default();
    let level = call.params().number("access_level").and_then(Level::parse);
    let level = level.ok_or_else(|| Answer::invalid("access_level does not have a valid value"))?;
    if position(call, place, &name).is_some() {
        return Err(Answer::wrong("saml_group_name", "has already been taken"));
    }
    let provider = call.params().text("provider");
    let link = SamlGroupLink { group: place.id(), name: name.clone(), level, provider };
    let answer = row(&link);
    call.world.saml_links.push(link);
    let text = format!("SAML group links created. Group Name - {name}, Access Level - {}", level.0);
    tell(call, "saml_group_links_created", place, name, text);
    Ok(Answer::created(answer))
}

fn remove(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    let index = position(call, place, call.value("name"));
    let index = index.ok_or_else(|| Answer::not_found("Linked SAML Group link"))?;
    let link = call.world.saml_links.remove(index);
    let text = format!(
        "SAML group links removed. Group Name - {}, Access Level - {}",
        link.name, link.level.0
    );
    tell(call, "saml_group_links_removed", place, link.name, text);
    Ok(Answer::no_content())
}

fn tell(call: &mut Call<'_>, event_type: &'static str, place: Place, name: String, text: String) {
    let audit = Audit::new(event_type, Entity::Place(place));
    call.tell(audit.target("SamlGroupLink", place.id(), name).message(text));
}

/// Members of the group that have an identity of that provider.
fn with_identity(call: &Call<'_>, place: Place, provider: &str) -> Vec<(u64, String)> {
    let world = &call.world;
    let is_member = |user: u64| {
        world.members.iter().any(|m| m.user == user && world.lineage(m.place).contains(&place))
    };
    let users = world.users.values().filter(|user| is_member(user.id));
    let found = users.filter_map(|user| {
        let (_, uid) = user.identities.iter().find(|(known, _)| known == provider)?;
        Some((user.id, uid.clone()))
    });
    found.collect()
}

fn identities(call: &mut Call<'_>, provider: &str) -> Outcome {
    let place = managed(call)?;
    let rows = with_identity(call, place, provider);
    page::by_offset(
        call,
        &rows,
        |(user, uid)| json!({ "extern_uid": uid, "user_id": user, "active": true }),
    )
}

fn remove_identity(call: &mut Call<'_>, provider: &str) -> Outcome {
    let place = managed(call)?;
    let wanted = call.value("uid").to_owned();
    let rows = with_identity(call, place, provider);
    let user = rows.iter().find(|(_, uid)| *uid == wanted).map(|(user, _)| *user);
    let user = user.ok_or_else(|| Answer::not_found("Identity"))?;
    if let Some(user) = call.world.users.get_mut(&user) {
        user.identities.retain(|(known, _)| known != provider);
    }
    Ok(Answer::no_content())
}
