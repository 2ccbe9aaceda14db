//! `/projects/:id/repository/…`: files of the default branch, and branches.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::page;
use super::route::{Need, Route, get};
use crate::world::{Level, Place, Project, Visibility};

pub(super) const ROUTES: &[Route] = &[
    get("/projects/:id/repository/tree", tree).needs(Need::ReadRepository),
    get("/projects/:id/repository/branches", branches).needs(Need::ReadRepository),
    get("/projects/:id/repository/files/:path", file).needs(Need::ReadRepository),
    get("/projects/:id/repository/files/:path/raw", raw).needs(Need::ReadRepository),
];

/// Code is for Reporters of a private project, and for all who see any other.
fn readable<'a>(call: &'a Call<'_>) -> Result<&'a Project, Answer> {
    let place = call.place(Kind::Project)?;
    let project = call.world.projects.get(&place.id()).ok_or_else(Answer::not_found_at_all)?;
    let is_private = project.visibility == Visibility::Private;
    if is_private && call.level(Place::Project(project.id)) < Level::REPORTER {
        return Err(Answer::forbidden());
    }
    Ok(project)
}

fn content<'a>(call: &'a Call<'_>) -> Result<(&'a Project, &'a str), Answer> {
    let project = readable(call)?;
    let found = project.files.get(call.value("path"));
    found.map(|text| (project, text.as_str())).ok_or_else(|| Answer::not_found("File"))
}

fn tree(call: &mut Call<'_>) -> Outcome {
    let project = readable(call)?;
    let rows: Vec<Value> = project
        .files
        .iter()
        .map(|(path, text)| {
            json!({
                "id": blob_id(text),
                "name": path.rsplit('/').next().unwrap_or_default(),
                "type": "blob",
                "path": path,
                "mode": "100644",
            })
        })
        .collect();
    page::by_offset(call, &rows, Value::clone)
}

fn branches(call: &mut Call<'_>) -> Outcome {
    let project = readable(call)?;
    let mut protected = call.world.protected_branches.values();
    let name = &project.default_branch;
    let is_protected = protected.any(|b| b.project == project.id && b.name == *name);
    let row = json!({ "name": name, "merged": false, "protected": is_protected, "default": true });
    page::by_offset(call, &[row], Value::clone)
}

fn file(call: &mut Call<'_>) -> Outcome {
    let (project, text) = content(call)?;
    let path = call.value("path");
    Ok(Answer::ok(json!({
        "file_name": path.rsplit('/').next().unwrap_or_default(),
        "file_path": path,
        "size": text.len(),
        "encoding": "base64",
        "content": STANDARD.encode(text),
        "content_sha256": hex::encode(Sha256::digest(text)),
        "ref": project.default_branch,
        "blob_id": blob_id(text),
    })))
}

fn raw(call: &mut Call<'_>) -> Outcome {
    let (_, text) = content(call)?;
    Ok(Answer::text(text.to_owned()))
}

fn blob_id(text: &str) -> String {
    hex::encode(Sha256::digest(text)).chars().take(40).collect()
}
