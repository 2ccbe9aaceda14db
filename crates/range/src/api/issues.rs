//! Issues of a project, their notes and who takes part.
//!
//! Source: GitLab docs, `api/issues`, `api/notes`. A confidential issue is
//! seen by members from Planner (here: Reporter) on and by its author.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::page;
use super::route::{Route, delete, get, post, put};
use super::users::basic;
use crate::world::{Issue, IssueNote, Level, Place, millis};

pub(super) const ROUTES: &[Route] = &[
    get("/projects/:id/issues", list),
    post("/projects/:id/issues", create),
    get("/projects/:id/issues/:issue_iid", one),
    put("/projects/:id/issues/:issue_iid", change),
    delete("/projects/:id/issues/:issue_iid", remove),
    get("/projects/:id/issues/:issue_iid/participants", participants),
    get("/projects/:id/issues/:issue_iid/notes", notes),
    post("/projects/:id/issues/:issue_iid/notes", add_note),
];

fn row(call: &Call<'_>, issue: &Issue) -> Value {
    let author = call.world.users.get(&issue.author);
    let project = call.world.projects.get(&issue.project);
    let path =
        project.map_or_else(String::new, |project| call.world.path_of(Place::Project(project.id)));
    json!({
        "id": issue.id,
        "iid": issue.iid,
        "project_id": issue.project,
        "title": issue.title,
        "description": issue.description,
        "state": "opened",
        "issue_type": issue.issue_type,
        "confidential": issue.is_confidential,
        "labels": issue.labels,
        "author": author.map(|user| basic(user, &call.request.host)),
        "created_at": millis(issue.created_at),
        "web_url": format!("{}/{path}/-/issues/{}", call.request.host, issue.iid),
    })
}

fn note_row(call: &Call<'_>, note: &IssueNote) -> Value {
    let author = call.world.users.get(&note.author);
    json!({
        "id": note.id,
        "body": note.body,
        "author": author.map(|user| basic(user, &call.request.host)),
        "created_at": millis(note.created_at),
        "system": false,
        "confidential": false,
    })
}

fn is_seen(call: &Call<'_>, issue: &Issue) -> bool {
    let me = call.me().ok();
    let place = Place::Project(issue.project);
    !issue.is_confidential
        || me == Some(issue.author)
        || call.place_as(Kind::Project, Level::REPORTER).is_ok_and(|seen| seen == place)
}

fn find(call: &Call<'_>) -> Result<u64, Answer> {
    let place = call.place_as(Kind::Project, Level::GUEST)?;
    let iid = call.id_of("issue_iid", "Issue")?;
    let mut issues = call.world.issues.values();
    let issue = issues.find(|issue| issue.project == place.id() && issue.iid == iid);
    let seen = issue.filter(|issue| is_seen(call, issue));
    seen.map(|issue| issue.id).ok_or_else(|| Answer::not_found("Issue"))
}

fn list(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::GUEST)?;
    let wanted = call.params().text("search").unwrap_or_default().to_lowercase();
    let all = call.world.issues.values().rev();
    let holds = |issue: &&Issue| {
        issue.project == place.id()
            && is_seen(call, issue)
            && issue.description.to_lowercase().contains(&wanted)
    };
    let rows: Vec<_> = all.filter(holds).collect();
    page::by_offset(call, &rows, |issue| row(call, issue))
}

fn create(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::GUEST)?;
    call.params().require(&["title"])?;
    let author = call.me()?;
    let params = call.params();
    let text = |name: &str| params.text(name).unwrap_or_default();
    let labels = text("labels");
    let issue = Issue {
        id: 0,
        project: place.id(),
        iid: call.world.next_issue(place.id()),
        author,
        title: text("title"),
        description: text("description"),
        is_confidential: text("confidential") == "true" && !call.world.ignores_confidential,
        issue_type: Some(text("issue_type"))
            .filter(|t| !t.is_empty())
            .unwrap_or("issue".to_owned()),
        labels: labels.split(',').filter(|label| !label.is_empty()).map(str::to_owned).collect(),
        participants: Vec::new(),
        notes: Vec::new(),
        created_at: call.now,
    };
    let id = call.world.next_id("issue");
    call.world.issues.insert(id, Issue { id, ..issue });
    show(call, id, 201)
}

fn show(call: &Call<'_>, id: u64, status: u16) -> Outcome {
    let issue = call.world.issues.get(&id).ok_or_else(|| Answer::not_found("Issue"))?;
    Ok(Answer::json(status, row(call, issue)))
}

fn one(call: &mut Call<'_>) -> Outcome {
    show(call, find(call)?, 200)
}

fn change(call: &mut Call<'_>) -> Outcome {
    let id = find(call)?;
    let confidential = call.params().text("confidential");
    let description = call.params().text("description");
    let issue = call.world.issues.get_mut(&id).ok_or_else(|| Answer::not_found("Issue"))?;
    if let Some(description) = description {
        issue.description = description;
    }
    if let Some(confidential) = confidential {
        issue.is_confidential = confidential == "true";
    }
    show(call, id, 200)
}

fn remove(call: &mut Call<'_>) -> Outcome {
    let id = find(call)?;
    call.place_as(Kind::Project, Level::OWNER)?;
    call.world.issues.remove(&id);
    Ok(Answer::no_content())
}

fn participants(call: &mut Call<'_>) -> Outcome {
    let id = find(call)?;
    let issue = call.world.issues.get(&id).ok_or_else(|| Answer::not_found("Issue"))?;
    let people = std::iter::once(&issue.author).chain(&issue.participants);
    let rows: Vec<_> = people.filter_map(|user| call.world.users.get(user)).collect();
    page::by_offset(call, &rows, |user| basic(user, &call.request.host))
}

fn notes(call: &mut Call<'_>) -> Outcome {
    let id = find(call)?;
    let issue = call.world.issues.get(&id).ok_or_else(|| Answer::not_found("Issue"))?;
    let rows: Vec<_> = issue.notes.iter().collect();
    page::by_offset(call, &rows, |note| note_row(call, note))
}

fn add_note(call: &mut Call<'_>) -> Outcome {
    let id = find(call)?;
    call.params().require(&["body"])?;
    let (author, now) = (call.me()?, call.now);
    let body = call.params().text("body").unwrap_or_default();
    let note = IssueNote { id: call.world.next_id("note"), author, body, created_at: now };
    let issue = call.world.issues.get_mut(&id).ok_or_else(|| Answer::not_found("Issue"))?;
    issue.notes.push(note.clone());
    Ok(Answer::json(201, note_row(call, &note)))
}
