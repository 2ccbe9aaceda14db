use super::*;
use crate::investigate::artifact::{ArtifactRow, report as artifact_report};
use crate::investigate::exposure::{PipelineSettings, reach};
use crate::investigate::secret::{Scan, find};

const KEY: [u8; 32] = [3; 32];

fn sightings(text: &str) -> Vec<Sighting> {
    find(text, Scan { key: &KEY, custom_prefix: None })
}

/// A project whose job 7 ran with an open log; `log` is what stands in it.
fn report(visibility: &str, status: &str, log: &str, artifact: &str) -> CiReport {
    let at = "2026-11-21T05:00:00Z".parse().unwrap();
    let settings =
        PipelineSettings { visibility: Some(visibility.to_owned()), ..PipelineSettings::default() };
    let path = "build.env".to_owned();
    let seen = vec![
        (SecretSource::Log { job: 7 }, sightings(log)),
        (SecretSource::Artifact { job: 7, path }, sightings(artifact)),
    ];
    let variable = |key: &str| VariableFlags {
        key: key.to_owned(),
        environment_scope: "*".to_owned(),
        masked: false,
        protected: false,
        is_maskable: Some(key != "SHORT_TOKEN"),
    };
    let row = ArtifactRow {
        job: 7,
        job_name: "build".to_owned(),
        reference: None,
        files: vec!["artifacts.zip".to_owned()],
        bytes: 10,
        finished_at: None,
        expires_at: None,
        copy: None,
    };
    CiReport {
        project: ProjectId(3),
        path: "team/app".to_owned(),
        taken_at: at,
        window: Window { from: at, to: at },
        exposure: reach(&settings),
        jobs: vec![JobReport {
            job: 7,
            name: "build".to_owned(),
            status: status.to_owned(),
            token: TokenState::of_status(status),
            username: None,
            created_at: None,
            web_url: None,
            runner: RunnerFacts::default(),
            causes: Vec::new(),
            log: LogState::Read,
        }],
        causes: Vec::new(),
        graph: IncludeGraph::default(),
        history: Vec::new(),
        actors: Vec::new(),
        scope: None,
        reach: None,
        secrets: secrets(seen),
        artifacts: artifact_report(vec![row], None, at),
        variables: ["DEPLOY_TOKEN", "SHORT_TOKEN", "OTHER"].map(variable).into(),
        queries: Vec::new(),
        gaps: Vec::new(),
    }
}

const SECRET: &str = "DEPLOY_TOKEN=q7Wz2KpL9mXc4VbN8tRy";

#[track_caller]
fn check(report: &CiReport, copies: &Copies, expected: &[&str]) {
    let kinds: Vec<_> = acts(report, copies).iter().map(Act::kind_str).collect();
    assert_eq!(kinds, expected);
}

fn copies(logs: bool, artifacts: bool) -> Copies {
    let one = |is_there: bool| {
        is_there.then(|| (7, "0".repeat(64))).into_iter().collect::<BTreeMap<_, _>>()
    };
    Copies { logs: one(logs), artifacts: one(artifacts) }
}

#[test]
fn one_secret_in_two_places_is_one_secret() {
    let found = report("public", "success", SECRET, &format!("x\n{SECRET}\n{SECRET}2")).secrets;
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].places.len(), 2);
    assert_eq!(found[0].name.as_deref(), Some("DEPLOY_TOKEN"));
}

#[test]
fn what_is_open_is_closed_and_what_runs_is_stopped() {
    let nothing = Copies::default();
    check(
        &report("public", "running", SECRET, ""),
        &nothing,
        &["cancel_job", "change_settings", "change_variable"],
    );
    check(&report("private", "success", SECRET, ""), &nothing, &["change_variable"]);
    check(&report("private", "running", "", ""), &nothing, &[]);
}

#[test]
fn nothing_is_deleted_of_which_no_copy_is_kept() {
    let found = report("private", "success", SECRET, SECRET);
    let usual = "change_variable";
    check(&found, &copies(true, false), &[usual]);
    check(&found, &copies(true, true), &[usual, "erase_job"]);
    let in_archive = report("private", "success", "", SECRET);
    check(&in_archive, &copies(true, false), &[usual]);
    check(&in_archive, &copies(false, true), &[usual, "delete_artifacts"]);
}

#[test]
fn what_gitlab_cannot_mask_is_protected_only() {
    let found = report("private", "success", "SHORT_TOKEN=q7Wz2KpL9mXc", "");
    let Some(Act::ChangeVariable(change)) = acts(&found, &Copies::default()).pop() else {
        panic!("a change of the variable is proposed");
    };
    assert_eq!(change.set.keys().copied().collect::<Vec<_>>(), [act::VariableFlag::Protected]);
}
