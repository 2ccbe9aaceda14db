//! Who must approve merge requests. Premium.
//!
//! Source: GitLab docs, `api/merge_request_approvals` and
//! `api/merge_request_approval_settings`. The two endpoints show the same
//! settings of a project under opposite names; here, too, they are one.

use serde_json::{Map, Value, json};

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::page;
use super::route::{Route, delete, get, post, put};
use super::settings::{self, Change};
use super::users::basic;
use crate::Tier;
use crate::world::field_place::{APPROVAL_SETTING, APPROVALS};
use crate::world::{ApprovalRule, Audit, Entity, Level, Place};

pub(super) const ROUTES: &[Route] = &[
    get("/projects/:id/approvals", show),
    post("/projects/:id/approvals", change),
    get("/projects/:id/approval_rules", rules),
    post("/projects/:id/approval_rules", add_rule),
    get("/projects/:id/approval_rules/:rule_id", rule),
    put("/projects/:id/approval_rules/:rule_id", change_rule),
    delete("/projects/:id/approval_rules/:rule_id", remove_rule),
    get("/projects/:id/merge_request_approval_setting", |call| setting(call, Kind::Project)),
    put("/projects/:id/merge_request_approval_setting", |call| set(call, Kind::Project)),
    get("/groups/:id/merge_request_approval_setting", |call| setting(call, Kind::Group)),
    put("/groups/:id/merge_request_approval_setting", |call| set(call, Kind::Group)),
];

/// The newer name, the older one, and whether they mean opposite things.
const PAIRS: &[(&str, &str, bool)] = &[
    ("allow_author_approval", "merge_requests_author_approval", false),
    ("allow_committer_approval", "merge_requests_disable_committers_approval", true),
    (
        "allow_overrides_to_approver_list_per_merge_request",
        "disable_overriding_approvers_per_merge_request",
        true,
    ),
    ("retain_approvals_on_push", "reset_approvals_on_push", true),
    ("selective_code_owner_removals", "selective_code_owner_removals", false),
    ("require_password_to_approve", "require_password_to_approve", false),
    ("require_reauthentication_to_approve", "require_reauthentication_to_approve", false),
];

fn managed(call: &Call<'_>, kind: Kind) -> Result<Place, Answer> {
    call.licensed(Tier::Premium)?;
    let least = if kind == Kind::Group { Level::OWNER } else { Level::MAINTAINER };
    call.place_as(kind, least)
}

fn approvals(call: &Call<'_>, place: Place) -> Map<String, Value> {
    call.world.projects.get(&place.id()).map(|p| p.approvals.clone()).unwrap_or_default()
}

fn show(call: &mut Call<'_>) -> Outcome {
    call.licensed(Tier::Premium)?;
    let place = call.place_as(Kind::Project, Level::DEVELOPER)?;
    Ok(shown(call, place, 200))
}

fn shown(call: &Call<'_>, place: Place, status: u16) -> Answer {
    let mut row = settings::shown(call, APPROVALS, &approvals(call, place));
    super::users::extend(&mut row, json!({ "approvers": [], "approver_groups": [] }));
    Answer::json(status, row)
}

fn change(call: &mut Call<'_>) -> Outcome {
    let place = managed(call, Kind::Project)?;
    let changes = settings::changes(call, APPROVALS, &approvals(call, place))?;
    change_project(call, place, &changes);
    Ok(shown(call, place, 201))
}

fn change_project(call: &mut Call<'_>, place: Place, changes: &[Change]) {
    if let Some(project) = call.world.projects.get_mut(&place.id()) {
        settings::apply(changes, &mut project.approvals);
    }
    let path = call.world.path_of(place);
    let target = ("Project", place.id(), path.as_str());
    let patterns = ["project_*_updated", "*_updated"];
    settings::tell(call, Entity::Place(place), target, &patterns, changes);
}

/// The settings by their newer names.
fn newer(call: &Call<'_>, place: Place) -> Map<String, Value> {
    if let Place::Group(id) = place {
        let group = call.world.groups.get(&id);
        return group.map(|group| group.approval_setting.clone()).unwrap_or_default();
    }
    let older = approvals(call, place);
    let row = PAIRS.iter().map(|(newer, name, is_opposite)| {
        let value = older.get(*name).and_then(Value::as_bool).unwrap_or_default();
        ((*newer).to_owned(), json!(value != *is_opposite))
    });
    row.collect()
}

fn setting(call: &Call<'_>, kind: Kind) -> Outcome {
    let place = managed(call, kind)?;
    Ok(show_setting(call, place))
}

fn show_setting(call: &Call<'_>, place: Place) -> Answer {
    let row = newer(call, place).into_iter().map(|(name, value)| {
        (name, json!({ "value": value, "locked": false, "inherited_from": null }))
    });
    Answer::ok(Value::Object(row.collect()))
}

fn set(call: &mut Call<'_>, kind: Kind) -> Outcome {
    let place = managed(call, kind)?;
    let changes = settings::changes(call, APPROVAL_SETTING, &newer(call, place))?;
    match place {
        Place::Group(id) => {
            if let Some(group) = call.world.groups.get_mut(&id) {
                settings::apply(&changes, &mut group.approval_setting);
            }
            let path = call.world.path_of(place);
            let target = ("Group", id, path.as_str());
            settings::tell(call, Entity::Place(place), target, &["*_updated"], &changes);
        }
        Place::Project(_) => {
            let older: Vec<Change> = changes.iter().filter_map(older).collect();
            change_project(call, place, &older);
        }
    }
    Ok(show_setting(call, place))
}

fn older(change: &Change) -> Option<Change> {
    let (_, name, is_opposite) = PAIRS.iter().find(|(newer, ..)| *newer == change.name)?;
    let turned = |value: &Value| json!(value.as_bool().unwrap_or_default() != *is_opposite);
    Some(Change { name, from: turned(&change.from), to: turned(&change.to) })
}

fn rule_row(call: &Call<'_>, rule: &ApprovalRule) -> Value {
    let users: Vec<Value> = rule
        .users
        .iter()
        .filter_map(|id| call.world.users.get(id))
        .map(|user| basic(user, &call.request.host))
        .collect();
    let groups: Vec<Value> = rule
        .groups
        .iter()
        .map(|id| json!({ "id": id, "name": call.world.name_of(Place::Group(*id)) }))
        .collect();
    json!({
        "id": rule.id,
        "name": rule.name,
        "rule_type": "regular",
        "report_type": null,
        "eligible_approvers": users,
        "approvals_required": rule.approvals_required,
        "users": users,
        "groups": groups,
        "contains_hidden_groups": false,
        "protected_branches": [],
        "applies_to_all_protected_branches": rule.is_for_all_protected,
    })
}

fn rules(call: &mut Call<'_>) -> Outcome {
    call.licensed(Tier::Premium)?;
    let place = call.place_as(Kind::Project, Level::DEVELOPER)?;
    let all = call.world.approval_rules.values();
    let rows: Vec<_> = all.filter(|rule| rule.project == place.id()).collect();
    page::by_offset(call, &rows, |rule| rule_row(call, rule))
}

fn find(call: &Call<'_>, place: Place) -> Result<u64, Answer> {
    let id = call.id("rule_id")?;
    let rule = call.world.approval_rules.get(&id).filter(|rule| rule.project == place.id());
    rule.map(|rule| rule.id).ok_or_else(Answer::not_found_at_all)
}

fn show_rule(call: &Call<'_>, id: u64, status: u16) -> Outcome {
    let rule = call.world.approval_rules.get(&id).ok_or_else(Answer::not_found_at_all)?;
    Ok(Answer::json(status, rule_row(call, rule)))
}

fn rule(call: &mut Call<'_>) -> Outcome {
    call.licensed(Tier::Premium)?;
    let place = call.place_as(Kind::Project, Level::DEVELOPER)?;
    show_rule(call, find(call, place)?, 200)
}

fn ids(call: &Call<'_>, name: &str) -> Option<Vec<u64>> {
    let items = call.params().0.get(name)?.as_array()?;
    let number = |item: &Value| item.as_u64().or_else(|| item.as_str()?.parse().ok());
    Some(items.iter().filter_map(number).collect())
}

fn set_rule(call: &mut Call<'_>, id: u64) {
    let (users, groups) = (ids(call, "user_ids"), ids(call, "group_ids"));
    let params = &call.request.params;
    let Some(rule) = call.world.approval_rules.get_mut(&id) else { return };
    rule.name = params.text("name").unwrap_or_else(|| rule.name.clone());
    rule.approvals_required =
        params.number("approvals_required").unwrap_or(rule.approvals_required);
    rule.users = users.unwrap_or_else(|| std::mem::take(&mut rule.users));
    rule.groups = groups.unwrap_or_else(|| std::mem::take(&mut rule.groups));
    rule.is_for_all_protected =
        params.flag("applies_to_all_protected_branches").unwrap_or(rule.is_for_all_protected);
}

fn add_rule(call: &mut Call<'_>) -> Outcome {
    let place = managed(call, Kind::Project)?;
    call.params().require(&["name", "approvals_required"])?;
    let name = call.params().text("name").unwrap_or_default();
    let mut all = call.world.approval_rules.values();
    if all.any(|rule| rule.project == place.id() && rule.name == name) {
        return Err(Answer::wrong("name", "has already been taken"));
    }
    let id = call.world.next_id("approval rule");
    let rule = ApprovalRule {
        id,
        project: place.id(),
        name: name.clone(),
        approvals_required: 0,
        users: Vec::new(),
        groups: Vec::new(),
        is_for_all_protected: false,
    };
    call.world.approval_rules.insert(id, rule);
    set_rule(call, id);
    tell(call, "approval_rule_created", place, id, format!("Added approval rule with name {name}"));
    show_rule(call, id, 201)
}

fn change_rule(call: &mut Call<'_>) -> Outcome {
    let place = managed(call, Kind::Project)?;
    let id = find(call, place)?;
    let from = call.world.approval_rules.get(&id).map(|rule| rule.approvals_required);
    set_rule(call, id);
    let to = call.world.approval_rules.get(&id).map(|rule| rule.approvals_required);
    if let (Some(from), Some(to)) = (from, to)
        && from != to
    {
        let name = call.world.approval_rules.get(&id).map(|rule| rule.name.clone());
        let audit = Audit::new("update_approval_rules", Entity::Place(place))
            .target("ApprovalProjectRule", id, name.unwrap_or_default())
            .change("number of required approvals", &from.to_string(), &to.to_string());
        call.tell(audit);
    }
    show_rule(call, id, 200)
}

fn remove_rule(call: &mut Call<'_>) -> Outcome {
    let place = managed(call, Kind::Project)?;
    let id = find(call, place)?;
    let name = call.world.approval_rules.get(&id).map(|rule| rule.name.clone());
    let text = format!("Deleted approval rule with name {}", name.unwrap_or_default());
    tell(call, "approval_rule_deleted", place, id, text);
    call.world.approval_rules.remove(&id);
    Ok(Answer::no_content())
}

fn tell(call: &mut Call<'_>, event_type: &'static str, place: Place, id: u64, text: String) {
    let name = call.world.approval_rules.get(&id).map(|rule| rule.name.clone());
    let audit = Audit::new(event_type, Entity::Place(place))
        .target("ApprovalProjectRule", id, name.unwrap_or_default())
        .message(text);
    call.tell(audit);
}
