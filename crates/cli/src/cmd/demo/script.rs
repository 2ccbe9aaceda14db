//! What each scenario's response is about: the kind of case, whom it is about,
//! and what no survey or sweep proposes by itself.

use range::RangeHandle;
use range::attack::{
    Scenario, ci_secret_exposure, compromised_bot, compromised_instance, compromised_user,
    exposed_job_token, misconfigured_settings,
};
use range::world::{Place, TokenKind, World};
use serde_json::{Value, json};

/// One case and whom it is about.
#[derive(Debug, Clone)]
pub(in crate::cmd) struct Strand {
    /// The kind of case, in the API's words.
    pub(super) kind: &'static str,
    /// The subject; none is whom the case names by itself.
    pub(super) subject: Option<Value>,
    /// Acts besides those that the product proposes, as the audit events suggest them.
    pub(super) acts: Vec<Value>,
    /// Acts that need a verified copy in the evidence before (CI12): which copy, which act.
    pub(super) after_evidence: Vec<(&'static str, Value)>,
    /// What is copied to the evidence first: its name, and the job it is read from.
    pub(super) evidence: Vec<Copy>,
    /// Whose changes of settings are put back from the audit events (MS8).
    pub(super) reverts: Option<u64>,
    /// Plans that must be refused: what is tried, and its acts.
    pub(super) refused: Vec<(&'static str, Value)>,
}

/// Something of a job that is copied before it is deleted.
#[derive(Debug, Clone)]
pub(super) struct Copy {
    /// Name of the copy.
    pub(super) name: &'static str,
    /// What it is: `trace` or `artifacts`.
    pub(super) what: &'static str,
    /// The project.
    pub(super) project: u64,
    /// The job.
    pub(super) job: u64,
}

impl Strand {
    fn new(kind: &'static str, subject: Option<Value>) -> Self {
        Self {
            kind,
            subject,
            acts: Vec::new(),
            after_evidence: Vec::new(),
            evidence: Vec::new(),
            reverts: None,
            refused: Vec::new(),
        }
    }
}

/// The cases of a scenario: the first is its own, the others are linked to it.
pub(in crate::cmd) fn strands(scenario: Scenario, range: &RangeHandle) -> Vec<Strand> {
    range.with_world(|world| match scenario {
        Scenario::LeakedToken => vec![Strand::new("credential_exposure", None)],
        Scenario::CompromisedUser => {
            let subject = user(world, compromised_user::USERNAME);
            let acts = opened_project(world);
            vec![Strand { acts, ..Strand::new("compromised_user", subject) }]
        }
        Scenario::CompromisedBot => {
            let subject = user(world, compromised_bot::USERNAME);
            let acts = bot_acts(world);
            vec![Strand { acts, ..Strand::new("compromised_user", subject) }]
        }
        Scenario::ExposedJobToken => exposed_job(world),
        Scenario::CiSecretExposure => ci_secret(world),
        Scenario::CompromisedInstance => instance(world),
        Scenario::MisconfiguredSettings => settings(world),
    })
}

fn user(world: &World, username: &str) -> Option<Value> {
    world.user_by(username).map(|user| json!({ "kind": "user", "user": user.id }))
}

fn project(world: &World, path: &str) -> u64 {
    world.project_by(path).map_or(0, |project| project.id)
}

/// The project that the user's account opened up, as it was.
fn opened_project(world: &World) -> Vec<Value> {
    let id = project(world, "commons/partner-api");
    vec![
        json!({ "kind": "change_settings", "of": "project", "project": id, "set": { "visibility": "private" } }),
        protected_main(id),
    ]
}

fn protected_main(project: u64) -> Value {
    let set = json!({ "push": [{ "access_level": 40 }], "merge": [{ "access_level": 30 }] });
    json!({ "kind": "protect_ref", "project": project, "what": "branch", "reference": "main", "set": set })
}

/// What a bot weakened; what it planted is the survey's and the sweep's to find.
fn bot_acts(world: &World) -> Vec<Value> {
    let app = project(world, "harbor/mobile/android-app");
    vec![
        json!({ "kind": "change_variable", "project": app, "key": "SIGNING_STORE_PASSWORD", "set": { "protected": true } }),
    ]
}

/// The project's newest job.
fn job_of(world: &World, project: u64) -> u64 {
    let jobs = world.jobs.values().filter(|job| job.project == project);
    jobs.map(|job| job.id).max().unwrap_or_default()
}

/// The job whose token was shown, and who changed its configuration (S3 → S2).
fn exposed_job(world: &World) -> Vec<Strand> {
    let id = project(world, exposed_job_token::PROJECT);
    let job = job_of(world, id);
    let guest = project(world, "commons/style-guide");
    let subject = json!({ "kind": "job", "project": id, "job": job });
    let mut own = Strand::new("exposed_job_token", Some(subject));
    own.acts = vec![
        json!({ "kind": "cancel_job", "project": id, "job": job }),
        json!({ "kind": "disallow_job_tokens", "project": id, "target_project_id": guest }),
        json!({ "kind": "change_settings", "of": "project", "project": id, "set": { "public_jobs": false } }),
    ];
    own.evidence = vec![Copy { name: "job.log", what: "trace", project: id, job }];
    own.after_evidence =
        vec![("job.log", json!({ "kind": "erase_job", "project": id, "job": job }))];
    vec![own, Strand::new("compromised_user", user(world, exposed_job_token::USERNAME))]
}

/// The log and artifact that show secrets, and the token among them (S4 → S1).
fn ci_secret(world: &World) -> Vec<Strand> {
    let id = project(world, ci_secret_exposure::PROJECT);
    let job = job_of(world, id);
    let subject = json!({ "kind": "project", "project": id });
    let mut own = Strand::new("ci_secret_exposure", Some(subject));
    own.acts = vec![
        json!({ "kind": "change_settings", "of": "project", "project": id, "set": { "public_jobs": false } }),
        json!({ "kind": "change_variable", "project": id, "key": "AWS_SECRET_ACCESS_KEY", "set": { "masked": true, "protected": true } }),
        json!({ "kind": "delete_variable", "project": id, "key": "NPM_CONFIG_REGISTRY" }),
    ];
    own.evidence = vec![
        Copy { name: "artifacts.zip", what: "artifacts", project: id, job },
        Copy { name: "job.log", what: "trace", project: id, job },
    ];
    own.after_evidence = vec![
        ("artifacts.zip", json!({ "kind": "delete_artifacts", "project": id, "job": job })),
        ("job.log", json!({ "kind": "erase_job", "project": id, "job": job })),
    ];
    let token = world.tokens.values().find(|token| {
        let is_here = |place: Place| place == Place::Project(id);
        matches!(token.kind, TokenKind::Resource(place) if is_here(place))
    });
    let handle = token.map(|token| {
        let handle = json!({ "id": token.id, "scope": "project", "project": id });
        json!({ "kind": "token", "token": handle })
    });
    vec![own, Strand::new("credential_exposure", handle)]
}

/// The administrator; what the account built in is the survey's and the sweep's to find (S5).
fn instance(world: &World) -> Vec<Strand> {
    let subject = user(world, compromised_instance::USERNAME);
    let mut own = Strand::new("compromised_instance", subject);
    own.acts = vec![json!({ "kind": "change_settings", "of": "instance", "set": {
        "signup_enabled": false,
        "require_two_factor_authentication": true,
        "allow_local_requests_from_web_hooks_and_services": false,
        "session_expire_delay": 10_080,
    } })];
    let ourselves = world.user_by("portcullis").map_or(0, |user| user.id);
    let lock_out = json!([{ "kind": "block_user", "user": ourselves }]);
    own.refused = vec![("cli-attempt-lock-out", lock_out)];
    vec![own]
}

/// The settings, and whose account changed them (S6 → S2).
fn settings(world: &World) -> Vec<Strand> {
    let id = project(world, misconfigured_settings::PROJECT);
    let deleted = project(world, misconfigured_settings::DELETED);
    let subject = json!({ "kind": "project", "project": id });
    let mut own = Strand::new("misconfigured_settings", Some(subject));
    own.reverts = world.user_by(misconfigured_settings::USERNAME).map(|user| user.id);
    let set = json!({
        "visibility": "private",
        "public_jobs": false,
        "only_allow_merge_if_pipeline_succeeds": true,
    });
    let approvals =
        json!({ "merge_requests_author_approval": false, "reset_approvals_on_push": true });
    own.acts = vec![
        json!({ "kind": "restore_project", "project": deleted }),
        json!({ "kind": "change_settings", "of": "project", "project": id, "set": set }),
        json!({ "kind": "change_settings", "of": "project_approvals", "project": id, "set": approvals }),
        json!({ "kind": "change_variable", "project": id, "key": "RATES_FEED_PASSWORD", "set": { "masked": true } }),
        protected_main(id),
    ];
    vec![own, Strand::new("compromised_user", user(world, misconfigured_settings::USERNAME))]
}
