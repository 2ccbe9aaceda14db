//! `/projects/:id/repository/commits`, comparing, and changing files.
//!
//! Source: GitLab docs, `api/commits`, `api/repositories` (compare),
//! `api/repository_files`. The range has one branch a project.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::page;
use super::repository::{at_ref, readable};
use super::route::{Need, Route, delete, get, post, put};
use super::users::extend;
use crate::world::{Commit, FileChange, Level, Place, Project, millis};

pub(super) const ROUTES: &[Route] = &[
    get("/projects/:id/repository/commits", list).needs(Need::ReadRepository),
    post("/projects/:id/repository/commits", commit_many),
    get("/projects/:id/repository/commits/:sha", one).needs(Need::ReadRepository),
    get("/projects/:id/repository/commits/:sha/diff", diff).needs(Need::ReadRepository),
    get("/projects/:id/repository/compare", compare).needs(Need::ReadRepository),
    post("/projects/:id/repository/files/:path", |call| write(call, Write::Create)),
    put("/projects/:id/repository/files/:path", |call| write(call, Write::Update)),
    delete("/projects/:id/repository/files/:path", |call| write(call, Write::Delete)),
];

/// A commit as lists show it.
pub(super) fn row(call: &Call<'_>, project: &Project, commit: &Commit) -> Value {
    let at = millis(commit.created_at);
    let short: String = commit.sha.chars().take(8).collect();
    json!({
        "id": commit.sha,
        "short_id": short,
        "created_at": at,
        "parent_ids": commit.parent.iter().collect::<Vec<_>>(),
        "title": commit.title,
        "message": commit.message,
        "author_name": commit.author_name,
        "author_email": commit.author_email,
        "authored_date": at,
        "committer_name": commit.author_name,
        "committer_email": commit.author_email,
        "committed_date": at,
        "trailers": {},
        "extended_trailers": {},
        "web_url":
            format!("http://{}/{}/-/commit/{}", call.request.host, project.full_path, commit.sha),
    })
}

fn parent<'a>(project: &'a Project, commit: &Commit) -> Option<&'a Commit> {
    let sha = commit.parent.as_ref()?;
    project.commits.iter().find(|known| known.sha == *sha)
}

fn touches(project: &Project, commit: &Commit, path: &str) -> bool {
    let before = parent(project, commit);
    let is_below = |name: &&String| **name == path || name.starts_with(&format!("{path}/"));
    let mut names = commit.files.keys().chain(before.iter().flat_map(|c| c.files.keys()));
    names.any(|name| {
        is_below(&name) && commit.files.get(name) != before.and_then(|c| c.files.get(name))
    })
}

fn list(call: &mut Call<'_>) -> Outcome {
    let project = readable(call)?;
    let params = call.params();
    let (since, until) = (params.instant("since")?, params.instant("until")?);
    let (path, author) = (params.text("path"), params.text("author"));
    if let Some(name) = params.text("ref_name").filter(|name| !name.is_empty()) {
        at_ref(project, &name)?;
    }
    let rows: Vec<&Commit> = project
        .commits
        .iter()
        .rev()
        .filter(|commit| since.is_none_or(|at| commit.created_at >= at))
        .filter(|commit| until.is_none_or(|at| commit.created_at <= at))
        .filter(|commit| path.as_deref().is_none_or(|path| touches(project, commit, path)))
        .filter(|commit| {
            author.as_ref().is_none_or(|wanted| {
                commit.author_name.contains(wanted) || commit.author_email.contains(wanted)
            })
        })
        .collect();
    page::by_offset(call, &rows, |commit| row(call, project, commit))
}

fn find<'a>(project: &'a Project, name: &str) -> Result<&'a Commit, Answer> {
    let is_branch = name == project.default_branch || name == "HEAD";
    let found = if is_branch {
        project.commits.last()
    } else {
        project.commits.iter().find(|commit| name.len() >= 7 && commit.sha.starts_with(name))
    };
    found.ok_or_else(|| Answer::not_found("Commit"))
}

fn one(call: &mut Call<'_>) -> Outcome {
    let project = readable(call)?;
    let commit = find(project, call.value("sha"))?;
    let mut row = row(call, project, commit);
    extend(
        &mut row,
        json!({
            "stats": { "additions": 1, "deletions": 0, "total": 1 },
            "status": null,
            "project_id": project.id,
            "last_pipeline": null,
        }),
    );
    Ok(Answer::ok(row))
}

fn diffs(before: Option<&Commit>, after: &Commit) -> Vec<Value> {
    let old = |name: &String| before.and_then(|commit| commit.files.get(name));
    let names = after.files.keys().chain(before.iter().flat_map(|commit| commit.files.keys()));
    let mut changed: Vec<&String> =
        names.filter(|name| old(name) != after.files.get(*name)).collect();
    changed.sort();
    changed.dedup();
    let row = |name: &&String| {
        let (from, to) = (old(name), after.files.get(*name));
        json!({
            "old_path": name,
            "new_path": name,
            "a_mode": if from.is_some() { "100644" } else { "0" },
            "b_mode": if to.is_some() { "100644" } else { "0" },
            "new_file": from.is_none(),
            "renamed_file": false,
            "deleted_file": to.is_none(),
            "generated_file": false,
            "diff": unified(from.map_or("", String::as_str), to.map_or("", String::as_str)),
        })
    };
    changed.iter().map(row).collect()
}

/// One hunk from the first line that differs to the last.
fn unified(from: &str, to: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (from.lines().collect(), to.lines().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - same;
    let tail = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b);
    let tail = tail.count();
    let (gone, come) = (old.len() - same - tail, new.len() - same - tail);
    let mut out = format!("@@ -{},{gone} +{},{come} @@\n", same + 1, same + 1);
    let signed = old.iter().skip(same).take(gone).map(|line| ('-', line));
    for (sign, line) in signed.chain(new.iter().skip(same).take(come).map(|line| ('+', line))) {
        out.push(sign);
        out.push_str(line);
        out.push('\n');
    }
    out
}

fn diff(call: &mut Call<'_>) -> Outcome {
    let project = readable(call)?;
    let commit = find(project, call.value("sha"))?;
    let rows = diffs(parent(project, commit), commit);
    page::by_offset(call, &rows, Value::clone)
}

fn compare(call: &mut Call<'_>) -> Outcome {
    let project = readable(call)?;
    call.params().require(&["from", "to"])?;
    let text = |name| call.params().text(name).unwrap_or_default();
    let (from, to) = (find(project, &text("from"))?, find(project, &text("to"))?);
    let index = |wanted: &Commit| project.commits.iter().position(|c| c.sha == wanted.sha);
    let (start, end) = (index(from).unwrap_or(0), index(to).unwrap_or(0));
    let between = project.commits.iter().take(end + 1).skip(start + 1);
    let commits: Vec<Value> = between.map(|commit| row(call, project, commit)).collect();
    let web = format!("http://{}/{}/-/compare", call.request.host, project.full_path);
    Ok(Answer::ok(json!({
        "commit": commits.last(),
        "commits": commits,
        "diffs": if end > start { diffs(Some(from), to) } else { Vec::new() },
        "compare_timeout": false,
        "compare_same_ref": from.sha == to.sha,
        "web_url": format!("{web}/{}...{}", from.sha, to.sha),
    })))
}

/// What happens to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Write {
    Create,
    Update,
    Delete,
}

impl Write {
    fn parse(word: &str) -> Option<Self> {
        match word {
            "create" => Some(Self::Create),
            "update" => Some(Self::Update),
            "delete" => Some(Self::Delete),
            _ => None,
        }
    }
}

/// The project whose default branch the caller may push to.
fn writable(call: &Call<'_>) -> Result<Place, Answer> {
    let place = call.place_as(Kind::Project, Level::DEVELOPER)?;
    let project = call.world.projects.get(&place.id()).ok_or_else(Answer::not_found_at_all)?;
    let branch = call.params().text("branch").unwrap_or_default();
    if branch != project.default_branch {
        let why = "You can only create or edit files when you are on a branch";
        return Err(Answer::message(400, why));
    }
    let mut protected = call.world.protected_branches.values();
    let protected = protected.find(|b| b.project == project.id && b.name == branch);
    let (level, me) = (call.level(place), call.me()?);
    let may_push = protected.is_none_or(|branch| {
        branch.push_users.contains(&me) || branch.push_level > 0 && level.0 >= branch.push_level
    });
    if may_push {
        return Ok(place);
    }
    Err(Answer::message(400, "You are not allowed to push into this branch"))
}

/// The new content of a file; what cannot be done is refused.
fn content(
    call: &Call<'_>,
    place: Place,
    (path, what): (&str, Write),
    (text, encoding): (Option<&str>, Option<&str>),
) -> Result<Option<String>, Answer> {
    let project = call.world.projects.get(&place.id()).ok_or_else(Answer::not_found_at_all)?;
    let is_there = project.files.contains_key(path);
    match (what, is_there) {
        (Write::Create, true) => {
            return Err(Answer::message(400, "A file with this name already exists"));
        }
        (Write::Update | Write::Delete, false) => {
            return Err(Answer::message(400, "A file with this name doesn't exist"));
        }
        _ => {}
    }
    if what == Write::Delete {
        return Ok(None);
    }
    let text = text.unwrap_or_default();
    if encoding != Some("base64") {
        return Ok(Some(text.to_owned()));
    }
    let bytes = STANDARD.decode(text).ok().ok_or_else(|| Answer::invalid("content is invalid"))?;
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

fn write(call: &mut Call<'_>, what: Write) -> Outcome {
    let required: &[&str] = match what {
        Write::Delete => &["branch", "commit_message"],
        Write::Create | Write::Update => &["branch", "commit_message", "content"],
    };
    let place = call.place(Kind::Project)?;
    call.me()?;
    call.params().require(required)?;
    writable(call)?;
    let path = call.value("path").to_owned();
    let (text, encoding) = (call.params().text("content"), call.params().text("encoding"));
    let content = content(call, place, (&path, what), (text.as_deref(), encoding.as_deref()))?;
    let (me, message) = (call.me()?, call.params().text("commit_message").unwrap_or_default());
    call.world.commit(place.id(), me, &message, &[(&path, content.as_deref())], call.now);
    let branch = call.params().text("branch");
    let body = json!({ "file_path": path, "branch": branch });
    match what {
        Write::Create => Ok(Answer::created(body)),
        Write::Update => Ok(Answer::ok(body)),
        Write::Delete => Ok(Answer::no_content()),
    }
}

fn commit_many(call: &mut Call<'_>) -> Outcome {
    let place = call.place(Kind::Project)?;
    call.me()?;
    call.params().require(&["branch", "commit_message", "actions"])?;
    writable(call)?;
    let actions = call.params().0.get("actions").and_then(Value::as_array);
    let actions = actions.cloned().unwrap_or_default();
    let mut changes: Vec<(String, Option<String>)> = Vec::new();
    for action in &actions {
        let text = |name: &str| action.get(name).and_then(Value::as_str);
        let what = text("action").and_then(Write::parse);
        let what =
            what.ok_or_else(|| Answer::invalid("actions[0][action] does not have a valid value"))?;
        let path = text("file_path").unwrap_or_default();
        let given = (text("content"), text("encoding"));
        changes.push((path.to_owned(), content(call, place, (path, what), given)?));
    }
    let (me, message) = (call.me()?, call.params().text("commit_message").unwrap_or_default());
    let shown: Vec<FileChange<'_>> =
        changes.iter().map(|(path, text)| (path.as_str(), text.as_deref())).collect();
    let sha = call.world.commit(place.id(), me, &message, &shown, call.now);
    let project = call.world.projects.get(&place.id()).ok_or_else(Answer::not_found_at_all)?;
    let commit = find(project, &sha)?;
    Ok(Answer::created(row(call, project, commit)))
}
