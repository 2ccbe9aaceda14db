//! The attacks of the day: those that were played on a range, and scripts for
//! what only shows when events are seen together.

use super::Staged;
use super::cast::{Cast, HOUR, MINUTE, PEOPLE_FROM, Person, Project, Role};
use super::pen::{Audit, Pen, Request, Who};
use super::person::{fail, git, page, succeed};

/// Writes its records from that time on.
type Script = fn(&Cast, &mut Pen, i64);

/// An attack of the day.
#[derive(Debug)]
pub(super) struct Attack {
    pub(super) name: String,
    pub(super) starts_ms: i64,
    body: Body,
}

#[derive(Debug)]
enum Body {
    Script(Script),
    Staged(Vec<(i64, &'static str, Vec<u8>)>),
}

/// Name, begin in minutes after midnight, and script.
const SCRIPTS: [(&str, i64, Script); 12] = [
    ("password-spray", 98, spray),
    ("stuffing-then-success", 1_215, stuffing),
    ("guessed-password", 344, guessed),
    ("many-repositories-cloned", 875, many_clones),
    ("token-used-from-elsewhere", 637, token_elsewhere),
    ("stream-removed-then-admin", 1_391, stream_removed),
    ("ways-back-from-new-network", 702, ways_back),
    ("impersonation-misused", 911, impersonation),
    ("runner-then-pipeline", 548, runner),
    ("variables-then-webhook", 1_066, variables),
    ("mass-deletion", 1_142, mass_deletion),
    ("made-public", 812, made_public),
];

/// All attacks of a day that starts then.
pub(super) fn all(staged: Vec<Staged>, starts_ms: i64) -> Vec<Attack> {
    let staged = staged.into_iter().map(|one| Attack {
        starts_ms: one.records.first().map_or(starts_ms, |(at_ms, ..)| *at_ms),
        name: one.name,
        body: Body::Staged(one.records),
    });
    let scripts = SCRIPTS.into_iter().map(|(name, minute, script)| Attack {
        name: name.to_owned(),
        starts_ms: starts_ms + minute * MINUTE,
        body: Body::Script(script),
    });
    staged.chain(scripts).collect()
}

impl Attack {
    /// Writes all records; once.
    pub(super) fn act(&mut self, cast: &Cast, pen: &mut Pen, at_ms: i64) {
        match &mut self.body {
            Body::Script(script) => script(cast, pen, at_ms),
            Body::Staged(records) => {
                for (at_ms, source, bytes) in std::mem::take(records) {
                    pen.keep(at_ms, source, bytes);
                }
            }
        }
    }
}

const SCRIPTED: &str = "python-requests/2.31.0";
const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

/// Addresses of rented machines.
fn rented(number: u32) -> u32 {
    0x2D9B_0000 + number * 0x0301 + 0x2A
}

/// A person of that role that is no one of the range's world; anybody where there is none.
fn victim(cast: &Cast, role: Role, nth: usize) -> Option<&Person> {
    let like = |role: Role| {
        let made_up = cast.people.iter().filter(|who| who.id >= PEOPLE_FROM);
        made_up.filter(move |who| who.role == role)
    };
    let count = like(role).count();
    let anybody = || cast.people.iter().rev().nth(nth);
    nth.checked_rem(count).and_then(|nth| like(role).nth(nth)).or_else(anybody)
}

fn home<'a>(cast: &'a Cast, person: &Person) -> &'a Project {
    cast.project(person.projects.first().copied().unwrap_or(0))
}

fn in_project<'a>(kind: &'static str, who: Who<'a>, project: &'a Project) -> Audit<'a> {
    let audit = Audit::new(kind, who).on("Project", project.id, &*project.path);
    audit.target("Project", project.id, &*project.path)
}

fn token_made(pen: &mut Pen, at_ms: i64, who: Who<'_>) -> u64 {
    let id = pen.id();
    let text = format!("Created personal access token with id {id}");
    pen.audit(at_ms, &Audit::new("personal_access_token_created", who).message(text));
    let path = "/-/user_settings/personal_access_tokens";
    let route = "UserSettings::PersonalAccessTokensController#create";
    page(pen, at_ms, who, ("POST", route, path), 200);
    u64::try_from(id).unwrap_or(0)
}

fn key_added(pen: &mut Pen, at_ms: i64, who: Who<'_>) {
    let id = pen.id();
    let audit = Audit::new("add_ssh_key", who).target("Key", id, "backup");
    pen.audit(at_ms, &audit.message("Added SSH key"));
    let route = "UserSettings::SshKeysController#create";
    page(pen, at_ms, who, ("POST", route, "/-/user_settings/ssh_keys"), 302);
}

/// One password against many names; none opens.
fn spray(cast: &Cast, pen: &mut Pen, at_ms: i64) {
    let mut now = at_ms;
    for person in cast.people.iter().step_by((cast.people.len() / 45).max(1)) {
        fail(pen, now, person.who().from(rented(1), SCRIPTED), &person.username);
        now += pen.span(4_000, 11_000);
    }
}

/// Stolen pairs against many names; one opens, and a token is made at once.
fn stuffing(cast: &Cast, pen: &mut Pen, at_ms: i64) {
    let mut now = at_ms;
    for person in cast.people.iter().skip(3).step_by((cast.people.len() / 30).max(1)) {
        fail(pen, now, person.who().from(rented(2), BROWSER), &person.username);
        now += pen.span(2_000, 9_000);
    }
    let Some(person) = victim(cast, Role::Developer, 11) else { return };
    let who = person.who().from(rented(2), BROWSER);
    succeed(pen, now, who, false);
    token_made(pen, now + 80_000, who);
}

/// Many passwords against one name, until one opens.
fn guessed(cast: &Cast, pen: &mut Pen, at_ms: i64) {
    let Some(person) = victim(cast, Role::Developer, 4) else { return };
    let who = person.who().from(rented(3), SCRIPTED);
    let mut now = at_ms;
    for _ in 0..8 {
        fail(pen, now, who, &person.username);
        now += pen.span(20_000, 50_000);
    }
    succeed(pen, now, who, false);
    git(pen, now + 200_000, who, home(cast, person), (false, "git-upload-pack"));
}

/// A stolen token takes along what it reaches.
fn many_clones(cast: &Cast, pen: &mut Pen, at_ms: i64) {
    let Some(person) = victim(cast, Role::Maintainer, 2) else { return };
    let who = person.who().from(rented(4), "git/2.47.1");
    let mut now = at_ms;
    for project in cast.projects.iter().skip(5).take(35) {
        git(pen, now, who, project, (false, "git-upload-pack"));
        now += pen.span(5_000, 14_000);
    }
}

/// A token is made at the usual place, and used from another right away.
fn token_elsewhere(cast: &Cast, pen: &mut Pen, at_ms: i64) {
    let Some(person) = victim(cast, Role::Developer, 7) else { return };
    let who = person.who().from(person.home, person.browser);
    let id = token_made(pen, at_ms, who);
    let elsewhere = who.from(rented(5), SCRIPTED);
    let mut now = at_ms + 6 * MINUTE;
    let calls = [
        "/user",
        "/personal_access_tokens/self",
        "/projects",
        "/groups",
        "/users",
        "/projects/:id/variables",
    ];
    for route in calls {
        let path = route.replace(":id", &home(cast, person).id.to_string());
        let status = if route.contains("variables") { 403 } else { 200 };
        let token = Some(("PersonalAccessToken", id));
        let call = Request { method: "GET", route, path: &path, status, who: elsewhere, token };
        pen.api(now, &call);
        now += pen.span(3_000, 20_000);
    }
}

/// An administrator's session turns the stream off, then makes another administrator.
fn stream_removed(cast: &Cast, pen: &mut Pen, at_ms: i64) {
    let (Some(admin), Some(friend)) =
        (victim(cast, Role::Owner, 0), victim(cast, Role::Developer, 9))
    else {
        return;
    };
    let who = admin.who().from(rented(6), BROWSER);
    succeed(pen, at_ms, who, false);
    let removed = Audit::new("deleted_instance_audit_event_streaming_destination", who);
    let removed = removed.on("Gitlab::Audit::InstanceScope", 1, "gitlab_instance");
    let removed = removed.target("AuditEvents::Instance::ExternalStreamingDestination", 3, "siem");
    let text = "Deleted audit event streaming destination for HTTP";
    pen.audit(at_ms + 4 * MINUTE, &removed.message(text));
    let made =
        Audit::new("user_admin_status_updated", who).on("User", friend.id, &*friend.username);
    let made = made.target("User", friend.id, &*friend.name).with("change", "admin status");
    pen.audit(at_ms + 9 * MINUTE, &made.with("from", "false").with("to", "true"));
}

/// Somebody in a stolen session makes sure to come back.
fn ways_back(cast: &Cast, pen: &mut Pen, at_ms: i64) {
    let Some(person) = victim(cast, Role::Maintainer, 5) else { return };
    let who = person.who().from(rented(7), BROWSER);
    succeed(pen, at_ms, who, person.has_two_factor);
    token_made(pen, at_ms + 3 * MINUTE, who);
    key_added(pen, at_ms + 5 * MINUTE, who);
    let (project, id) = (home(cast, person), pen.id());
    let key = in_project("deploy_key_added", who, project).target("DeployKey", id, "ci");
    pen.audit(at_ms + 12 * MINUTE, &key.message("Added deploy key"));
}

/// An administrator acts as a user, and leaves himself a token of that user.
fn impersonation(cast: &Cast, pen: &mut Pen, at_ms: i64) {
    let (Some(admin), Some(user)) =
        (victim(cast, Role::Owner, 1), victim(cast, Role::Maintainer, 8))
    else {
        return;
    };
    let who = admin.who().from(admin.office, admin.browser);
    let started = Audit::new("user_impersonation", who).on("User", user.id, &*user.username);
    let started = started.target("User", user.id, &*user.name);
    pen.audit(at_ms, &started.message("Started Impersonation"));
    let as_user = user.who().from(admin.office, admin.browser);
    token_made(pen, at_ms + 2 * MINUTE, as_user);
    key_added(pen, at_ms + 4 * MINUTE, as_user);
    let stopped = Audit::new("user_impersonation", who).on("User", user.id, &*user.username);
    let stopped = stopped.target("User", user.id, &*user.name);
    pen.audit(at_ms + 7 * MINUTE, &stopped.message("Stopped Impersonation"));
}

/// A runner of the attacker's own gets a job of a protected branch.
fn runner(cast: &Cast, pen: &mut Pen, at_ms: i64) {
    let Some(person) = victim(cast, Role::Maintainer, 3) else { return };
    let who = person.who().from(rented(8), SCRIPTED);
    let (project, id) = (home(cast, person), pen.id());
    let token = person.token.or(Some(77)).map(|id| ("PersonalAccessToken", id));
    let path = "/user/runners";
    let call = Request { method: "POST", route: path, path, status: 201, who, token };
    pen.api(at_ms, &call);
    let added = in_project("ci_runner_created", who, project).target(
        "Ci::Runner",
        id,
        format!("#{id} (abc)"),
    );
    pen.audit(at_ms + 50, &added.message("Created project CI runner"));
    let path = format!("/projects/{}/pipeline", project.id);
    let route = "/projects/:id/pipeline";
    let call = Request { method: "POST", route, path: &path, status: 201, who, token };
    pen.api(at_ms + 6 * MINUTE, &call);
    let path = "/jobs/request";
    let of_runner = Who { id: 0, ..who }.from(rented(8), super::ci::RUNNER);
    let call =
        Request { method: "POST", route: path, path, status: 201, who: of_runner, token: None };
    pen.api(at_ms + 6 * MINUTE + 4_000, &call);
}

/// A token reads the variables of several projects, then a webhook sends on what happens.
fn variables(cast: &Cast, pen: &mut Pen, at_ms: i64) {
    let Some(person) = victim(cast, Role::Maintainer, 6) else { return };
    let who = person.who().from(rented(9), SCRIPTED);
    let token = person.token.or(Some(78)).map(|id| ("PersonalAccessToken", id));
    let mut now = at_ms;
    for index in &person.projects {
        let project = cast.project(*index);
        let path = format!("/projects/{}/variables", project.id);
        let route = "/projects/:id/variables";
        pen.api(now, &Request { method: "GET", route, path: &path, status: 200, who, token });
        let read = in_project("variable_viewed_api", who, project);
        pen.audit(now + 20, &read.message("CI/CD variables accessed with the API"));
        now += pen.span(3_000, 15_000);
    }
    let (project, id) = (home(cast, person), pen.id());
    let path = format!("/projects/{}/hooks", project.id);
    let route = "/projects/:id/hooks";
    now += 9 * MINUTE;
    pen.api(now, &Request { method: "POST", route, path: &path, status: 201, who, token });
    let hook =
        in_project("webhook_created", who, project).target("ProjectHook", id, format!("Hook {id}"));
    pen.audit(now + 30, &hook.message("Added project hook"));
}

/// Somebody on the way out takes things down.
fn mass_deletion(cast: &Cast, pen: &mut Pen, at_ms: i64) {
    let Some(person) = victim(cast, Role::Owner, 3) else { return };
    let who = person.who().from(person.home, person.browser);
    let mut now = at_ms;
    for project in cast.projects.iter().skip(20).take(14) {
        let gone = in_project("project_deletion_marked", who, project);
        pen.audit(now, &gone.message("Project marked for deletion"));
        let path = format!("/{}", project.path);
        page(pen, now, who, ("DELETE", "ProjectsController#destroy", &path), 302);
        now += pen.span(15_000, 50_000);
    }
}

/// Private projects are opened to the world, one after the other.
fn made_public(cast: &Cast, pen: &mut Pen, at_ms: i64) {
    let Some(person) = victim(cast, Role::Owner, 2) else { return };
    let who = person.who().from(rented(10), BROWSER);
    succeed(pen, at_ms, who, false);
    let mut now = at_ms + HOUR / 20;
    for project in cast.projects.iter().skip(40).take(6) {
        let open = in_project("project_visibility_level_updated", who, project);
        let open = open.with("change", "visibility_level").with("from", "Private");
        pen.audit(now, &open.with("to", "Public"));
        now += pen.span(20_000, 80_000);
    }
}
