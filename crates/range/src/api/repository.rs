//! `/projects/:id/repository/…`: files as of a commit or branch, and branches.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::commits;
use super::page;
use super::route::{Need, Route, get};
use crate::world::{Level, Place, Project, Visibility};

pub(super) const ROUTES: &[Route] = &[
    get("/projects/:id/repository/tree", tree).needs(Need::ReadRepository),
    get("/projects/:id/repository/branches", branches).needs(Need::ReadRepository),
    get("/projects/:id/repository/branches/:branch", branch).needs(Need::ReadRepository),
    get("/projects/:id/repository/tags", tags).needs(Need::ReadRepository),
    get("/projects/:id/repository/files/:path", file).needs(Need::ReadRepository),
    get("/projects/:id/repository/files/:path/raw", raw).needs(Need::ReadRepository),
];

/// Code is for Reporters of a private project, and for all who see any other; unless the
/// project shows it to members only.
pub(super) fn readable<'a>(call: &'a Call<'_>) -> Result<&'a Project, Answer> {
    let place = call.place(Kind::Project)?;
    let project = call.world.projects.get(&place.id()).ok_or_else(Answer::not_found_at_all)?;
    let access = project.settings.get("repository_access_level").and_then(Value::as_str);
    let is_private = project.visibility == Visibility::Private || access == Some("private");
    let level = call.level(Place::Project(project.id));
    if access == Some("disabled") || is_private && level < Level::REPORTER {
        return Err(Answer::forbidden());
    }
    Ok(project)
}

/// The files as of a branch or commit.
pub(super) fn at_ref<'a>(
    project: &'a Project,
    name: &str,
) -> Result<&'a BTreeMap<String, String>, Answer> {
    let bare = name.strip_prefix("refs/heads/").unwrap_or(name);
    if bare == project.default_branch || bare == "HEAD" {
        return Ok(&project.files);
    }
    let mut commits = project.commits.iter();
    let commit = commits.find(|commit| bare.len() >= 7 && commit.sha.starts_with(bare));
    commit.map(|commit| &commit.files).ok_or_else(|| Answer::not_found("Tree"))
}

fn files<'a>(call: &'a Call<'_>) -> Result<(&'a Project, &'a BTreeMap<String, String>), Answer> {
    let project = readable(call)?;
    let name = call.params().text("ref").unwrap_or_else(|| "HEAD".to_owned());
    Ok((project, at_ref(project, &name)?))
}

fn content<'a>(call: &'a Call<'_>) -> Result<(&'a Project, &'a str), Answer> {
    let (project, files) = files(call)?;
    let found = files.get(call.value("path"));
    found.map(|text| (project, text.as_str())).ok_or_else(|| Answer::not_found("File"))
}

/// Files and, unless all below is asked for, folders of one level.
fn tree(call: &mut Call<'_>) -> Outcome {
    let (_, files) = files(call)?;
    let below = call.params().text("path").filter(|path| !path.is_empty());
    let prefix = below.map(|path| format!("{}/", path.trim_end_matches('/'))).unwrap_or_default();
    // The range's trees were flat before they had folders: `recursive` must be switched off.
    let is_recursive = call.params().flag("recursive") != Some(false);
    let mut folders = BTreeSet::new();
    let mut rows = Vec::new();
    for (path, text) in files {
        let Some(rest) = path.strip_prefix(&prefix) else { continue };
        match rest.split_once('/').filter(|_| !is_recursive) {
            Some((folder, _)) => {
                if folders.insert(folder.to_owned()) {
                    let path = format!("{prefix}{folder}");
                    rows.push(entry(&path, "tree", "040000", &path));
                }
            }
            None => rows.push(entry(path, "blob", "100644", text)),
        }
    }
    page::by_offset(call, &rows, Value::clone)
}

fn entry(path: &str, kind: &str, mode: &str, text: &str) -> Value {
    json!({
        "id": blob_id(text),
        "name": path.rsplit('/').next().unwrap_or_default(),
        "type": kind,
        "path": path,
        "mode": mode,
    })
}

fn branch_row(call: &Call<'_>, project: &Project) -> Value {
    let mut protected = call.world.protected_branches.values();
    let name = &project.default_branch;
    let found = protected.find(|b| b.project == project.id && b.name == *name);
    let commit = project.commits.last().map(|commit| commits::row(call, project, commit));
    json!({
        "name": name,
        "commit": commit,
        "merged": false,
        "protected": found.is_some(),
        "developers_can_push": found.is_none_or(|branch| branch.push_level == 30),
        "developers_can_merge": found.is_none_or(|branch| branch.merge_level == 30),
        "can_push": call.level(Place::Project(project.id)) >= Level::MAINTAINER,
        "default": true,
        "web_url": format!("http://{}/{}/-/tree/{name}", call.request.host, project.full_path),
    })
}

fn branches(call: &mut Call<'_>) -> Outcome {
    let project = readable(call)?;
    let row = branch_row(call, project);
    page::by_offset(call, &[row], Value::clone)
}

fn branch(call: &mut Call<'_>) -> Outcome {
    let project = readable(call)?;
    if call.value("branch") == project.default_branch {
        Ok(Answer::ok(branch_row(call, project)))
    } else {
        Err(Answer::not_found("Branch"))
    }
}

/// The range makes no tags.
fn tags(call: &mut Call<'_>) -> Outcome {
    readable(call)?;
    page::by_offset::<Value>(call, &[], Value::clone)
}

fn file(call: &mut Call<'_>) -> Outcome {
    let (project, text) = content(call)?;
    let path = call.value("path");
    let sha = project.commits.last().map(|commit| commit.sha.clone());
    Ok(Answer::ok(json!({
        "file_name": path.rsplit('/').next().unwrap_or_default(),
        "file_path": path,
        "size": text.len(),
        "encoding": "base64",
        "content": STANDARD.encode(text),
        "content_sha256": hex::encode(Sha256::digest(text)),
        "ref": call.params().text("ref").unwrap_or_else(|| project.default_branch.clone()),
        "blob_id": blob_id(text),
        "commit_id": sha,
        "last_commit_id": sha,
        "execute_filemode": false,
    })))
}

fn raw(call: &mut Call<'_>) -> Outcome {
    let (_, text) = content(call)?;
    Ok(Answer::text(text.to_owned()))
}

fn blob_id(text: &str) -> String {
    hex::encode(Sha256::digest(text)).chars().take(40).collect()
}
