//! Copies of what will be deleted, in the product's evidence store (CI12).

use anyhow::Context as _;
use engine::coordinate::{CaseId, EvidenceSource};
use server::app::NewEvidence;

use super::script::Copy;
use super::stage::Stage;

/// Keeps a job's log or artifacts, hashes the copy again, and answers its SHA-256.
pub(super) async fn keep(stage: &Stage, path: &str, copy: &Copy) -> anyhow::Result<String> {
    let case: CaseId = path.rsplit('/').next().unwrap_or_default().parse()?;
    let source = format!("api/v4/projects/{}/jobs/{}/{}", copy.project, copy.job, copy.what);
    let place = stage.range.base_url().join(&source)?;
    let client = range::client("portcullis-demo")?;
    let token = stage.range.admin_token();
    let response = client.get(place).header("PRIVATE-TOKEN", token).send().await?;
    let response = response.error_for_status()?;
    let project = event::ProjectId(i64::try_from(copy.project)?);
    let job = i64::try_from(copy.job)?;
    let source = if copy.what == "trace" {
        EvidenceSource::JobLog { project, job, is_complete: true }
    } else {
        EvidenceSource::JobArtifacts { project, job }
    };
    let new = NewEvidence {
        name: copy.name.to_owned(),
        media_type: "application/octet-stream".to_owned(),
        source,
    };
    let (app, person) = (&stage.app, &stage.responder);
    let kept = app.keep_evidence(person, case, new, response.bytes_stream()).await?;
    let checks = app.verify_evidence(person, case, Some(&kept.sha256)).await?;
    let is_sound = !checks.is_empty() && checks.iter().all(|check| check.is_sound);
    anyhow::ensure!(is_sound, "the copy of {} is not what was kept", copy.name);
    Some(kept.sha256).filter(|sha256| !sha256.is_empty()).context("the copy has no name")
}
