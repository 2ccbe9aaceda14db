//! `/events`: what people did, as their profile shows it; and merge requests, of which there are none.
//!
//! Source: GitLab docs, `api/events`, `api/merge_requests`. The range tells
//! joining, making a project, and each commit as a push.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::answer::Outcome;
use super::call::{Call, Kind};
use super::page;
use super::route::{Need, Route, get};
use super::users::basic;
use crate::world::{Level, Place, millis};

pub(super) const ROUTES: &[Route] = &[
    get("/events", |call| of_user(call, call.me()?)).needs(Need::ReadUser),
    get("/users/:id/events", |call| of_user(call, call.user()?)).needs(Need::ReadUser),
    get("/projects/:id/events", of_project),
    get("/projects/:id/merge_requests", no_merge_requests),
];

/// Something that somebody did.
struct Deed {
    at: Timestamp,
    project: u64,
    user: u64,
    action: &'static str,
    target_type: Option<&'static str>,
    push: Option<(String, String)>,
}

fn deeds(call: &Call<'_>) -> Vec<Deed> {
    let world = &call.world;
    let mut deeds = Vec::new();
    for project in world.projects.values() {
        let place = Place::Project(project.id);
        if !world.can_see(call.caller.user, place) {
            continue;
        }
        for commit in &project.commits {
            let author = world.users.values().find(|user| user.email == commit.author_email);
            deeds.push(Deed {
                at: commit.created_at,
                project: project.id,
                user: author.map_or(project.creator, |user| user.id),
                action: "pushed to",
                target_type: None,
                push: Some((commit.sha.clone(), commit.title.clone())),
            });
        }
        deeds.push(Deed {
            at: project.created_at,
            project: project.id,
            user: project.creator,
            action: "created",
            target_type: Some("Project"),
            push: None,
        });
        for member in world.members.iter().filter(|member| member.place == place) {
            deeds.push(Deed {
                at: member.created_at,
                project: project.id,
                user: member.user,
                action: "joined",
                target_type: None,
                push: None,
            });
        }
    }
    deeds.sort_by_key(|deed| std::cmp::Reverse(deed.at));
    deeds
}

fn row(call: &Call<'_>, deed: &Deed) -> Value {
    let author = call.world.users.get(&deed.user);
    let branch = call.world.projects.get(&deed.project).map(|p| p.default_branch.clone());
    let mut row = json!({
        "id": deed.at.as_second(),
        "project_id": deed.project,
        "action_name": deed.action,
        "target_id": null,
        "target_iid": null,
        "target_type": deed.target_type,
        "target_title": null,
        "author_id": deed.user,
        "created_at": millis(deed.at),
        "author": author.map(|user| basic(user, &call.request.host)),
        "author_username": author.map(|user| user.username.clone()),
        "imported": false,
        "imported_from": "none",
    });
    if let (Some((sha, title)), Some(fields)) = (&deed.push, row.as_object_mut()) {
        fields.insert(
            "push_data".to_owned(),
            json!({
                "commit_count": 1,
                "action": "pushed",
                "ref_type": "branch",
                "commit_from": null,
                "commit_to": sha,
                "ref": branch,
                "commit_title": title,
                "ref_count": null,
            }),
        );
    }
    row
}

fn list(call: &Call<'_>, is_wanted: impl Fn(&Deed) -> bool) -> Outcome {
    let after = call.params().instant("after")?;
    let before = call.params().instant("before")?;
    let action = call.params().text("action");
    let mut rows = deeds(call);
    rows.retain(|deed| {
        is_wanted(deed)
            && after.is_none_or(|at| deed.at > at)
            && before.is_none_or(|at| deed.at < at)
            && action.as_deref().is_none_or(|word| deed.action.starts_with(word))
    });
    if call.params().text("sort").as_deref() == Some("asc") {
        rows.reverse();
    }
    page::by_offset(call, &rows, |deed| row(call, deed))
}

fn of_user(call: &Call<'_>, user: u64) -> Outcome {
    call.me()?;
    list(call, |deed| deed.user == user)
}

fn of_project(call: &mut Call<'_>) -> Outcome {
    let place = call.place(Kind::Project)?;
    list(call, |deed| deed.project == place.id())
}

fn no_merge_requests(call: &mut Call<'_>) -> Outcome {
    call.place_as(Kind::Project, Level::REPORTER)?;
    page::by_offset::<Value>(call, &[], Value::clone)
}
