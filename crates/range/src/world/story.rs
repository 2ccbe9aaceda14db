//! What the further attacks need in the example: who is careless, and where.
//!
//! | attack | what it finds |
//! |---|---|
//! | `compromised-bot` | the release bot's token in the log of a public job |
//! | `exposed-job-token` | a maintainer's reused password, a public project with a pipeline |
//! | `ci-secret-exposure` | a cloud key, unmasked, in a public job's log and artifact |
//! | `misconfigured-settings` | an owner's phished password |
//! | `compromised-instance` | an administrator's reused password |
//!
//! It is told after the rest of the example, so that the ids, names and tokens
//! there stay what they were.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::json;

use super::build::days_before;
use super::{Artifacts, Level, Place, UserKind, Variable, Visibility, World};
use crate::secret;

/// Password of `priya.nair` in the `exposed-job-token` scenario.
pub const MAINTAINER_PASSWORD: &str = "seagull-umbrella-7-tin";
/// Password of `noor.berg` in the `misconfigured-settings` scenario.
pub const OWNER_PASSWORD: &str = "paper-kettle-winter-19";
/// Password of `ingrid.solberg` in the `compromised-instance` scenario.
pub const ADMINISTRATOR_PASSWORD: &str = "north-quay-lantern-303";

/// What a hurried person leaves in the log of a job that passed.
const RELEASE_LOG: &str = "$ set -x\n+ release-cli --server gitlab.harborline.example --token ";
/// The configuration of `commons/tide-widgets` before anybody changes it.
const WIDGETS_CI: &str =
    "stages: [test]\n\nunit:\n  stage: test\n  script:\n    - npm ci\n    - npm test\n";
/// The configuration of `commons/berth-calculator`: somebody looked for a fault, and forgot.
const CALCULATOR_CI: &str = "stages: [build]\n\nbundle:\n  stage: build\n  script:\n    - env | sort\n    - make bundle\n    - env > build.env\n  artifacts:\n    paths: [build.env]\n";

/// Adds all of it. `bot` is the release bot, `bot_token` its token in clear text.
pub(super) fn tell(world: &mut World, now: Timestamp, (bot, bot_token): (u64, &str)) {
    let Some(commons) = world.group_by("commons").map(|group| group.id) else { return };
    let at = days_before(now, 150);
    release_bot(world, (commons, now), (bot, bot_token));
    widgets(world, commons, now);
    calculator(world, commons, now);
    let noor = person(world, ("noor.berg", "Noor Berg", OWNER_PASSWORD), at);
    for (path, visibility) in
        [("tariff-tables", Visibility::Private), ("tariff-archive", Visibility::Private)]
    {
        let project = world.add_project(Some(commons), noor, (path, visibility), at);
        world.add_member(Place::Project(project), noor, Level::OWNER, at);
        world.add_protected_branch(project, "main");
        let place = Place::Project(project);
        variable(world, place, ("RATES_FEED_PASSWORD", true), None);
        if let Some(project) = world.projects.get_mut(&project) {
            // Stricter than GitLab's defaults, so that there is something to loosen.
            project.settings.insert("public_jobs".to_owned(), json!(false));
            let strict = "only_allow_merge_if_pipeline_succeeds".to_owned();
            project.settings.insert(strict, json!(true));
        }
    }
    let ingrid = person(world, ("ingrid.solberg", "Ingrid Solberg", ADMINISTRATOR_PASSWORD), at);
    if let Some(user) = world.users.get_mut(&ingrid) {
        user.is_admin = true;
    }
    world.settings.insert("require_two_factor_authentication".to_owned(), json!(true));
}

/// A person with a password of that story, and without a second factor.
fn person(world: &mut World, (username, name, password): (&str, &str, &str), at: Timestamp) -> u64 {
    let id = world.add_user(username, name, UserKind::Human, at);
    give_password(world, id, password);
    id
}

fn give_password(world: &mut World, id: u64, password: &str) {
    if let Some(user) = world.users.get_mut(&id) {
        user.password = Some(secret::digest(password));
        user.has_two_factor = false;
    }
}

fn variable(
    world: &mut World,
    place: Place,
    (key, is_guarded): (&str, bool),
    value: Option<String>,
) {
    let made = format!("simulated-{}", world.dice.hex(20));
    let variable = Variable {
        key: key.to_owned(),
        value: value.unwrap_or(made),
        variable_type: "env_var".to_owned(),
        is_raw: false,
        is_protected: is_guarded,
        is_masked: is_guarded,
        is_hidden: false,
        environment_scope: "*".to_owned(),
        description: None,
    };
    if let Some(variables) = world.variables_of(place) {
        variables.push(variable);
    }
}

/// The bot publishes apps, for which it is a maintainer of one; its token went
/// through a shell that told each command.
fn release_bot(world: &mut World, (commons, now): (u64, Timestamp), (bot, bot_token): (u64, &str)) {
    let at = days_before(now, 240);
    let tools = world.add_project(Some(commons), bot, ("release-tools", Visibility::Public), at);
    world.add_member(Place::Project(tools), bot, Level::DEVELOPER, at);
    let log = format!("{RELEASE_LOG}{bot_token} publish 4.18\n+ echo done\ndone\n");
    let then = days_before(now, 3);
    let pipeline =
        world.add_pipeline((tools, bot), "schedule", &[("publish", "release", &log)], then);
    world.finish_pipeline(pipeline, "success", then);
    let app = world.project_by("harbor/mobile/android-app").map(|project| project.id);
    if let Some(app) = app {
        world.add_member(Place::Project(app), bot, Level::MAINTAINER, at);
        variable(world, Place::Project(app), ("SIGNING_STORE_PASSWORD", true), None);
        world.add_protected_branch(app, "main");
    }
}

/// A public project whose pipelines anybody can watch.
fn widgets(world: &mut World, commons: u64, now: Timestamp) {
    let at = days_before(now, 330);
    let Some(priya) = world.user_by("priya.nair").map(|user| user.id) else { return };
    give_password(world, priya, MAINTAINER_PASSWORD);
    let project = world.add_project(Some(commons), priya, ("tide-widgets", Visibility::Public), at);
    world.add_member(Place::Project(project), priya, Level::MAINTAINER, at);
    world.add_protected_branch(project, "main");
    variable(world, Place::Project(project), ("NPM_PUBLISH_KEY", true), None);
    let file = (".gitlab-ci.yml", Some(WIDGETS_CI));
    world.commit(project, priya, "ci: test each commit", &[file], at);
}

/// A public project that deploys with a cloud key: neither masked nor protected.
fn calculator(world: &mut World, commons: u64, now: Timestamp) {
    let at = days_before(now, 310);
    let Some(tomas) = world.user_by("tomas.novak").map(|user| user.id) else { return };
    let project =
        world.add_project(Some(commons), tomas, ("berth-calculator", Visibility::Public), at);
    let place = Place::Project(project);
    world.add_member(place, tomas, Level::MAINTAINER, at);
    let file = (".gitlab-ci.yml", Some(CALCULATOR_CI));
    world.commit(project, tomas, "ci: see what the job gets", &[file], at);
    // In the shape of an access key of Amazon's cloud; made up like all the rest.
    let id = format!("AKIA{}", world.dice.hex(16).to_uppercase());
    variable(world, place, ("AWS_ACCESS_KEY_ID", false), Some(id));
    let secret = world.dice.letters(40).replace(['-', '_'], "x");
    variable(world, place, ("AWS_SECRET_ACCESS_KEY", false), Some(secret));
    variable(world, place, ("BUNDLE_SIGNING_KEY", true), None);
    let push = push_token(world, place, at);
    variable(world, place, ("PACKAGE_PUSH_TOKEN", false), Some(push));
    let then = days_before(now, 1);
    let pipeline = world.add_pipeline((project, tomas), "push", &[("build", "bundle", "")], then);
    let files = [("build.env".to_owned(), world.environment(project))].into();
    for job in world.jobs.values_mut().filter(|job| job.pipeline == pipeline) {
        job.artifacts = Some(Artifacts { files: BTreeMap::clone(&files), expire_at: None });
    }
    world.finish_pipeline(pipeline, "success", then);
}

/// A project access token, to push packages with.
fn push_token(world: &mut World, place: Place, at: Timestamp) -> String {
    let bot = world.add_resource_bot(place, "package push", Level::MAINTAINER, at);
    let new = super::NewToken {
        kind: super::TokenKind::Resource(place),
        user: bot,
        name: "package push".to_owned(),
        description: None,
        scopes: vec!["api".to_owned()],
        expires_at: Some(super::day_after(at, 364)),
        family: None,
        is_routable: true,
    };
    world.add_token(new, at).1
}
