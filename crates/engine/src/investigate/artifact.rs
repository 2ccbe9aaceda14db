//! Which artifacts of a project can still be read, how large, until when (CI12).
//!
//! Source: GitLab docs, `ci/jobs/job_artifacts` ("keep artifacts from most recent
//! successful jobs": those of the latest pipeline do not expire), `api/jobs`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A job's archive, as GitLab lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArtifactRow {
    /// The job.
    pub job: i64,
    /// Its name.
    pub job_name: String,
    /// Branch or tag.
    pub reference: Option<String>,
    /// Names of the files that GitLab keeps for it.
    pub files: Vec<String>,
    /// Bytes of all of them.
    pub bytes: u64,
    /// When the job ended.
    pub finished_at: Option<Timestamp>,
    /// When GitLab deletes them; none = never.
    pub expires_at: Option<Timestamp>,
    /// SHA-256 of a copy among the evidence, if there is a verified one.
    pub copy: Option<String>,
}

/// The report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArtifactReport {
    /// What can still be read, the latest first.
    pub artifacts: Vec<ArtifactRow>,
    /// Bytes of all.
    pub bytes: u64,
    /// How many never go by themselves.
    pub without_expiry: usize,
    /// Whether the latest of each branch is kept whatever its expiry says.
    pub keeps_latest: Option<bool>,
}

/// Reports on what can be read at `now`. Expired rows are left out, but where
/// the latest are kept: GitLab does not say which those are.
pub fn report(
    mut rows: Vec<ArtifactRow>,
    keeps_latest: Option<bool>,
    now: Timestamp,
) -> ArtifactReport {
    let is_kept = keeps_latest != Some(false);
    rows.retain(|row| {
        !row.files.is_empty() && (is_kept || row.expires_at.is_none_or(|at| at > now))
    });
    rows.sort_by_key(|row| std::cmp::Reverse((row.finished_at, row.job)));
    ArtifactReport {
        bytes: rows.iter().fold(0, |sum, row| row.bytes.saturating_add(sum)),
        without_expiry: rows.iter().filter(|row| row.expires_at.is_none()).count(),
        keeps_latest,
        artifacts: rows,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(job: i64, expires_at: Option<&str>) -> ArtifactRow {
        ArtifactRow {
            job,
            job_name: "build".to_owned(),
            reference: None,
            files: vec!["artifacts.zip".to_owned()],
            bytes: 10,
            finished_at: None,
            expires_at: expires_at.map(|at| at.parse().unwrap()),
            copy: None,
        }
    }

    #[test]
    fn expired_ones_are_left_out_unless_the_latest_are_kept() {
        let now = "2026-11-21T00:00:00Z".parse().unwrap();
        let rows = || {
            vec![
                row(1, None),
                row(2, Some("2026-11-20T00:00:00Z")),
                row(3, Some("2026-11-22T00:00:00Z")),
            ]
        };
        let found = report(rows(), Some(false), now);
        assert_eq!(found.artifacts.iter().map(|row| row.job).collect::<Vec<_>>(), [3, 1]);
        assert_eq!((found.bytes, found.without_expiry), (20, 1));
        assert_eq!(report(rows(), Some(true), now).artifacts.len(), 3);
        assert_eq!(report(rows(), None, now).artifacts.len(), 3);
    }
}
