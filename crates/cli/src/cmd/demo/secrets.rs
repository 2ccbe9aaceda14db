//! Whether the product wrote a secret down: a search of everything it wrote or answered.

use std::path::Path;
use std::sync::PoisonError;

use range::attack::Loot;
use serde_json::json;

use super::contain::Work;
use super::desk::{rows, text};
use super::stage::Stage;

use crate::say::{OrSay as _, Values};

/// Files in the demo's folder that are left out: the simulated GitLab's logs and
/// the two secrets that its operator gives it, which the product did not write;
/// and the evidence, which holds exact copies of what showed secrets.
const NOT_OURS: [&str; 4] = ["gitlab-logs", "gitlab.token", "stream.token", "evidence"];

/// Where a secret of the simulated GitLab or of the attacker was found: names of
/// files and addresses, never the secret.
pub(super) async fn written(
    stage: &Stage,
    loot: &Loot,
    work: &Work,
) -> anyhow::Result<Vec<String>> {
    let mut secrets = stage.range.secrets();
    secrets.extend(loot.secrets().into_iter().map(str::to_owned));
    read_all(stage, work).await?;
    let found = places(stage, &secrets)?;
    // The same search must find what is known to be there, or it proves nothing.
    let control = places(stage, &[range::attack::ADDRESS.to_owned()])?;
    for place in ["ledger", "answer to"] {
        let is_found = control.iter().any(|name| name.contains(place));
        anyhow::ensure!(is_found, "the search for secrets does not see the {place}");
    }
    Ok(found)
}

/// Lets the product show all that it holds: events out of the index, journal,
/// findings, and each page.
async fn read_all(stage: &Stage, work: &Work) -> anyhow::Result<()> {
    let desk = &stage.responder_desk;
    let everything = json!({ "sql": "SELECT * FROM events" });
    desk.post("/api/v1/sql", &everything).await?;
    let fixed = ["/api/v1/journal", "/api/v1/findings", "/api/v1/cases", "/api/v1/openapi.json"];
    let pages = [
        "/",
        "/cases",
        "/events",
        "/findings",
        "/ledgers",
        "/ledgers/journal",
        "/playbooks",
        "/journal",
        "/credentials",
    ];
    let mut paths: Vec<String> = fixed.iter().chain(&pages).map(|&path| path.to_owned()).collect();
    for case in &work.cases {
        let id = text(case, "id");
        paths.push(format!("/cases/{id}"));
        let whole = desk.get(&format!("/api/v1/cases/{id}")).await?;
        let plans = rows(&whole["case"], "plans").iter().map(|plan| text(plan, "hash"));
        paths.extend(plans.filter(|hash| !hash.is_empty()).map(|hash| format!("/plans/{hash}")));
    }
    for path in paths {
        desk.get(&path).await?;
    }
    Ok(())
}

/// Files and answers that hold any of these.
fn places(stage: &Stage, wanted: &[String]) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    search(&stage.data, wanted, &mut found)?;
    let answered = stage.answered.lock().unwrap_or_else(PoisonError::into_inner);
    for (path, text) in answered.iter() {
        if holds(text.as_bytes(), wanted) {
            found.push(format!("answer to {path}"));
        }
    }
    Ok(found)
}

fn search(folder: &Path, secrets: &[String], found: &mut Vec<String>) -> anyhow::Result<()> {
    let failed: Values<'_> = &[("file", &folder.display())];
    for entry in std::fs::read_dir(folder).or_say("cli-cannot-read", failed)? {
        let path = entry.or_say("cli-cannot-read", failed)?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        if name.is_none_or(|name| NOT_OURS.contains(&name.as_str())) {
            continue;
        }
        if path.is_dir() {
            search(&path, secrets, found)?;
        } else if path.is_file() && is_in(&path, secrets)? {
            found.push(path.display().to_string());
        }
    }
    Ok(())
}

/// Whether a file holds one, in its bytes or, where it is compressed, in what they hold.
fn is_in(path: &Path, wanted: &[String]) -> anyhow::Result<bool> {
    let bytes = std::fs::read(path).or_say("cli-cannot-read", &[("file", &path.display())])?;
    if holds(&written_part(&bytes), wanted) {
        return Ok(true);
    }
    let unpacked = zstd::decode_all(bytes.as_slice());
    Ok(unpacked.is_ok_and(|bytes| holds(&bytes, wanted)))
}

/// The blocks in which something is: the ledger's open segment is 64 MiB, most of it still empty.
fn written_part(bytes: &[u8]) -> Vec<u8> {
    const EMPTY: [u8; BLOCK_BYTES] = [0; BLOCK_BYTES];
    bytes.chunks(BLOCK_BYTES).filter(|block| !EMPTY.starts_with(block)).collect::<Vec<_>>().concat()
}

/// Small enough that nothing is lost when empty ones are left out.
const BLOCK_BYTES: usize = 4096;

fn holds(bytes: &[u8], wanted: &[String]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    wanted.iter().any(|secret| text.contains(secret.as_str()))
}
