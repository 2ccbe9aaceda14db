//! A day in the life of a person: where they sit, when they sign in, what they do.

use super::cast::{Cast, DAY, HOUR, MINUTE, MOBILE, Person, Project, Today, vpn};
use super::pen::{Audit, Pen, Request, Who};
use super::{chore, ci};

/// Share of working people who begin on a weekday, and at a weekend, in 10,000.
const AT_WORK: u64 = 8_800;
const AT_WEEKEND: u64 = 450;

/// Pages that people look at: controller and action, and the end of the path.
const PAGES: [(&str, &str); 9] = [
    ("Projects::MergeRequestsController#show", "/-/merge_requests/"),
    ("Projects::IssuesController#show", "/-/issues/"),
    ("Projects::PipelinesController#show", "/-/pipelines/"),
    ("Projects::JobsController#show", "/-/jobs/"),
    ("Projects::BlobController#show", "/-/blob/main/src/lib.rs?v="),
    ("Projects::TreeController#show", "/-/tree/main/?v="),
    ("ProjectsController#show", "?v="),
    ("Projects::CommitController#show", "/-/commit/"),
    ("Projects::MergeRequests::DiffsController#diffs_batch", "/-/merge_requests/"),
];

/// When somebody first looks up: the next begin of their working day.
pub(super) fn first(person: &Person, pen: &mut Pen, at_ms: i64) -> i64 {
    let midnight = (at_ms + person.east * HOUR).div_euclid(DAY) * DAY - person.east * HOUR;
    let begins = midnight + person.begins + pen.span(-30 * MINUTE, 40 * MINUTE);
    if begins > at_ms { begins } else { begins + DAY }
}

/// Does what comes next and says when the one after is.
pub(super) fn act(cast: &mut Cast, index: usize, pen: &mut Pen, at_ms: i64) -> i64 {
    let is_morning = cast.people.get(index).is_none_or(|person| person.today.until_ms <= at_ms);
    if is_morning {
        return begin(cast, index, pen, at_ms);
    }
    let Some(person) = cast.people.get(index) else { return i64::MAX };
    something(cast, person, pen, at_ms);
    let gap =
        if pen.chance(6_000) { pen.span(15_000, 150_000) } else { pen.span(150_000, 800_000) };
    let mut next = at_ms + gap;
    if (person.today.lunch_ms..person.today.lunch_ms + 45 * MINUTE).contains(&next) {
        next += 45 * MINUTE;
    }
    if next < person.today.until_ms {
        return next;
    }
    if pen.chance(700) {
        // Something that cannot wait until tomorrow.
        let from = at_ms + pen.span(2 * HOUR, 4 * HOUR);
        let (until_ms, ip) = (from + pen.span(30 * MINUTE, 2 * HOUR), person.home);
        if let Some(person) = cast.people.get_mut(index) {
            person.today = Today { until_ms, lunch_ms: 0, ip };
        }
        return from;
    }
    first(person, pen, at_ms + 5 * HOUR)
}

/// The morning: whether, where and how long.
fn begin(cast: &mut Cast, index: usize, pen: &mut Pen, at_ms: i64) -> i64 {
    let Some(person) = cast.people.get_mut(index) else { return i64::MAX };
    let weekday = ((at_ms + person.east * HOUR).div_euclid(DAY) + 4).rem_euclid(7);
    let is_weekend = matches!(weekday, 0 | 6);
    if !pen.chance(if is_weekend { AT_WEEKEND } else { AT_WORK }) {
        return first(person, pen, at_ms + 5 * HOUR);
    }
    if pen.chance(200) {
        // The provider gave the house another address.
        person.home = (person.home & 0xFFFF_0000) | low(pen);
    }
    let place = if is_weekend { 9_999 } else { pen.dice.below(10_000) };
    person.today.ip = match place {
        0..4_600 => person.office,
        4_600..6_400 => vpn(person.east),
        6_400..6_480 => 0x5F00_0000 | (low(pen) << 8) | low(pen) & 0xFF, // a hotel
        _ => person.home,
    };
    let length =
        if is_weekend { pen.span(HOUR / 2, 3 * HOUR) } else { pen.span(15 * HOUR / 2, 10 * HOUR) };
    person.today.until_ms = at_ms + length;
    person.today.lunch_ms = at_ms + pen.span(3 * HOUR, 4 * HOUR);
    let Some(person) = cast.people.get(index) else { return i64::MAX };
    if pen.chance(3_500) { sign_in(person, pen, at_ms) } else { at_ms + pen.span(1_000, 120_000) }
}

fn low(pen: &mut Pen) -> u32 {
    u32::try_from(pen.dice.below(1 << 16)).unwrap_or(0)
}

/// Signs in, sometimes not at once. Says when that is done.
fn sign_in(person: &Person, pen: &mut Pen, mut at_ms: i64) -> i64 {
    let who = person.who();
    let forgot = pen.chance(30);
    let mut failures = 0;
    if forgot {
        failures = pen.span(2, 6);
    } else if pen.chance(400) {
        failures = 1;
        while failures < 9 && pen.chance(2_200) {
            failures += 1;
        }
    }
    for _ in 0..failures {
        fail(pen, at_ms, who, who.username);
        at_ms += pen.span(6_000, 30_000);
    }
    if forgot {
        let nobody = Who { id: -1, class: "Gitlab::Audit::UnauthenticatedAuthor", ..who };
        let email = format!("{}@harborline.example", who.username);
        let asked = Audit::new("password_reset_requested", nobody).target("User", who.id, email);
        pen.audit(at_ms, &asked.message("Ask for password reset"));
        at_ms += pen.span(2 * MINUTE, 9 * MINUTE);
        let changed = Audit::new("user_password_updated", who).with("change", "password");
        pen.audit(at_ms, &changed);
        at_ms += pen.span(15_000, 60_000);
    }
    if person.has_two_factor && pen.chance(150) {
        let failed = Audit::new("login_failed_with_otp_authentication", who);
        pen.audit(at_ms, &failed.message("Failed to login with OTP authentication"));
        at_ms += pen.span(10_000, 40_000);
    }
    succeed(pen, at_ms, who, person.has_two_factor);
    at_ms + pen.span(2_000, 20_000)
}

/// A wrong password for that name.
pub(super) fn fail(pen: &mut Pen, at_ms: i64, who: Who<'_>, login: &str) {
    let nobody = Who { id: -1, name: login, class: "Gitlab::Audit::UnauthenticatedAuthor", ..who };
    let kind = "login_failed_with_standard_authentication";
    let failed = Audit::new(kind, nobody).on("User", -1, login).target("User", -1, login);
    let text = "Failed to login with STANDARD authentication";
    pen.audit(at_ms, &failed.with("failed_login", "STANDARD").message(text));
    page(
        pen,
        at_ms,
        Who { id: 0, ..who },
        ("POST", "SessionsController#create", "/users/sign_in"),
        422,
    );
}

/// The right one.
pub(super) fn succeed(pen: &mut Pen, at_ms: i64, who: Who<'_>, has_two_factor: bool) {
    let (kind, with, text) = if has_two_factor {
        ("authenticated_with_two_factor", "two-factor", "Signed in with TWO-FACTOR authentication")
    } else {
        ("authenticated_with_password", "standard", "Signed in with STANDARD authentication")
    };
    pen.audit(at_ms, &Audit::new(kind, who).with("with", with).message(text));
    page(pen, at_ms, who, ("POST", "SessionsController#create", "/users/sign_in"), 302);
}

/// A line of `production_json.log`: method, controller with action, path.
pub(super) fn page(
    pen: &mut Pen,
    at_ms: i64,
    who: Who<'_>,
    (method, route, path): (&'static str, &'static str, &str),
    status: u16,
) {
    pen.page(at_ms, &Request { method, route, path, status, who, token: None });
}

/// What people do at any moment.
fn something(cast: &Cast, person: &Person, pen: &mut Pen, at_ms: i64) {
    let index = person.projects.get(pen.dice.index(person.projects.len())).copied().unwrap_or(0);
    let project = cast.project(index);
    let who = person.who();
    if pen.chance(65) {
        chore::any(cast, person, pen, at_ms);
        return;
    }
    match pen.dice.below(100) {
        0..26 => fetch(person, project, pen, at_ms),
        26..33 => {
            push(person, project, pen, at_ms);
            if pen.chance(5_000) {
                ci::pipeline(cast, pen, at_ms + 4_000, who, project);
            }
        }
        33 => {
            merge_request(
                pen,
                at_ms,
                who,
                project,
                ("merge_request_create", "Added merge request"),
            );
        }
        34..41 => talk(pen, at_ms, who, project),
        41..44 => {
            let kind = "merge_request_approval_operation";
            merge_request(pen, at_ms, who, project, (kind, "Approved merge request"));
        }
        44 => {
            let text = "Merge request merged";
            merge_request(pen, at_ms, who, project, ("merge_request_merged", text));
            ci::pipeline(cast, pen, at_ms + 3_000, who, project);
        }
        45..53 if person.token.is_some() => script(cast, person, pen, at_ms),
        53 => artifact(pen, at_ms, who, project),
        54..56 => {
            let on_the_way = who.from(person.carrier | low(pen), MOBILE);
            browse(cast, person, pen, at_ms, on_the_way);
        }
        _ => browse(cast, person, pen, at_ms, who),
    }
}

/// Some pages of the own projects, sometimes of others.
fn browse(cast: &Cast, person: &Person, pen: &mut Pen, mut at_ms: i64, who: Who<'_>) {
    let index = person.projects.get(pen.dice.index(person.projects.len())).copied().unwrap_or(0);
    let project = if pen.chance(800) { cast.any_project(pen) } else { cast.project(index) };
    for _ in 0..pen.span(1, 4) {
        let page_of = PAGES.get(pen.dice.index(PAGES.len())).copied().unwrap_or(("", ""));
        let path = format!("/{}{}{}", project.path, page_of.1, pen.dice.below(9_000));
        let status = if pen.chance(250) { 404 } else { 200 };
        page(pen, at_ms, who, ("GET", page_of.0, &path), status);
        at_ms += pen.span(3_000, 30_000);
    }
    if pen.chance(4_000) {
        page(pen, at_ms, who, ("POST", "GraphqlController#execute", "/api/graphql"), 200);
    }
}

/// Reads a repository, as `git fetch` and editors do.
pub(super) fn fetch(person: &Person, project: &Project, pen: &mut Pen, at_ms: i64) {
    git(pen, at_ms, person.who(), project, (person.clones_by_ssh, "git-upload-pack"));
}

fn push(person: &Person, project: &Project, pen: &mut Pen, at_ms: i64) {
    git(pen, at_ms, person.who(), project, (person.clones_by_ssh, "git-receive-pack"));
}

/// A Git operation, over SSH or HTTP, in every log that tells it.
pub(super) fn git(
    pen: &mut Pen,
    at_ms: i64,
    who: Who<'_>,
    project: &Project,
    (is_ssh, action): (bool, &'static str),
) {
    let protocol = if is_ssh { "ssh" } else { "http" };
    if is_ssh {
        pen.shell(at_ms, who, action, project.pair());
    } else {
        let git = who.from(who.ip, "git/2.47.1");
        let is_fetch = action == "git-upload-pack";
        let (post, info) =
            (format!("/{}.git/{action}", project.path), format!("/{}.git/info/refs", project.path));
        let controller = "Repositories::GitHttpController#info_refs";
        page(pen, at_ms, git, ("GET", controller, &info), 200);
        let controller = if is_fetch {
            "Repositories::GitHttpController#git_upload_pack"
        } else {
            "Repositories::GitHttpController#git_receive_pack"
        };
        page(pen, at_ms + 300, git, ("POST", controller, &post), 200);
    }
    let audit = Audit::new("repository_git_operation", who).git(protocol, action);
    let audit = audit.on("Project", project.id, &*project.path);
    pen.audit(at_ms + 40, &audit.target("Project", project.id, &*project.path));
}

fn merge_request(
    pen: &mut Pen,
    at_ms: i64,
    who: Who<'_>,
    project: &Project,
    (kind, text): (&'static str, &'static str),
) {
    let id = pen.id();
    let audit = Audit::new(kind, who).on("Project", project.id, &*project.path).message(text);
    pen.audit(at_ms, &audit.target("MergeRequest", id, "Tidy the berth plan"));
    let path = format!("/{}/-/merge_requests/{}", project.path, id % 900);
    page(pen, at_ms, who, ("POST", "Projects::MergeRequestsController#update", &path), 200);
}

fn talk(pen: &mut Pen, at_ms: i64, who: Who<'_>, project: &Project) {
    let id = pen.id();
    let audit = Audit::new("comment_created", who).on("Project", project.id, &*project.path);
    pen.audit(at_ms, &audit.target("Note", id, "note").message("Added comment"));
    let path = format!("/{}/notes", project.path);
    page(pen, at_ms, who, ("POST", "Projects::NotesController#create", &path), 200);
}

fn artifact(pen: &mut Pen, at_ms: i64, who: Who<'_>, project: &Project) {
    let id = pen.id();
    let audit = Audit::new("job_artifact_downloaded", who);
    let audit = audit.on("Project", project.id, &*project.path);
    let text = format!("Downloaded artifact {id}");
    pen.audit(at_ms, &audit.target("Ci::JobArtifact", id, "archive").message(text));
    let path = format!("/{}/-/jobs/{}/artifacts/download", project.path, id - 7);
    page(pen, at_ms, who, ("GET", "Projects::ArtifactsController#download", &path), 200);
}

/// The own little script, or an editor with a token.
fn script(cast: &Cast, person: &Person, pen: &mut Pen, mut at_ms: i64) {
    const CALLS: [&str; 6] = [
        "/projects/:id/merge_requests",
        "/projects/:id/pipelines",
        "/user",
        "/projects/:id/issues",
        "/projects/:id/jobs",
        "/projects/:id",
    ];
    let agents =
        ["glab/1.52.0", "python-requests/2.32.3", "VSCode-GitLab-Workflow/5.28", "curl/8.9.1"];
    let favourite = usize::try_from(person.id.rem_euclid(4)).unwrap_or(0);
    let who = person.who();
    let who = who.from(who.ip, agents.get(favourite).copied().unwrap_or(""));
    let index = person.projects.first().copied().unwrap_or(0);
    for _ in 0..pen.span(1, 5) {
        let route = pen.dice.word(&CALLS);
        let route = if pen.chance(15) { "/projects/:id/variables" } else { route };
        let path = route.replace(":id", &cast.project(index).id.to_string());
        let status = if pen.chance(150) { 404 } else { 200 };
        let token = person.token.map(|id| ("PersonalAccessToken", id));
        pen.api(at_ms, &Request { method: "GET", route, path: &path, status, who, token });
        at_ms += pen.span(200, 4_000);
    }
}
