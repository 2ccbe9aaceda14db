//! Machines at work: runners, bots, mirrors, backups, scanners, and the Internet's noise.

use super::cast::{Cast, DAY, HOUR, MACHINES_FROM, MINUTE, Project};
use super::pen::{Audit, Pen, Request, Who};
use super::{ci, person};

/// A machine that does one thing again and again.
#[derive(Debug, Clone)]
pub(super) struct Robot {
    id: i64,
    name: &'static str,
    class: &'static str,
    ip: u32,
    ua: &'static str,
    token: u64,
    job: Job,
}

/// Does one round and says when the next is.
type Job = fn(&Robot, &Cast, &mut Pen, i64) -> i64;

const BOTS: [(&str, &str, Job); 16] = [
    ("sbom-bot", "git/2.43.0", clone_by_http),
    ("license-audit", "git/2.39.5", clone_by_http),
    ("code-search", "git/2.47.0", clone_by_deploy_token),
    ("mirror", "git/2.43.0", mirror),
    ("backup", "git/2.34.1", back_up),
    ("posture-scanner", "posture-scanner/4.2 (+go-gitlab)", scan),
    ("renovate-bot", "RenovateBot/39.180.2 (https://github.com/renovatebot/renovate)", renovate),
    (
        "terraform",
        "Terraform/1.11.1 (+https://www.terraform.io) terraform-provider-gitlab/17.9.0",
        terraform,
    ),
    ("prometheus-exporter", "gitlab-ci-pipelines-exporter", export),
    ("nightly-report", "python-requests/2.31.0", expired),
    ("runner-autoscaler", "fleeting/1.1 gitlab-runner", scale),
    ("pipeline-cleaner", "curl/8.5.0", clean_up),
    ("token-rotator", "curl/8.5.0", rotate),
    ("release-train", "python-requests/2.32.3", release),
    ("catalogue", "Backstage/1.36 node-fetch", take_stock),
    ("chatops", "Ruby", chat),
];

/// All machines: the bots, the runners that ask for work, and the Internet.
pub(super) fn all(cast: &Cast) -> Vec<Robot> {
    let bots = BOTS.into_iter().zip(0_u32..).map(|((name, ua, job), n)| Robot {
        id: MACHINES_FROM + i64::from(n),
        name,
        class: "User",
        ip: 0x2CF0_2800 + n * 0x100 + 17,
        ua,
        token: 500_000 + u64::from(n),
        job,
    });
    let runners =
        cast.runners.iter().map(|ip| Robot { ip: *ip, ua: ci::RUNNER, job: poll, ..nobody() });
    bots.chain(runners).chain([Robot { job: internet, ..nobody() }]).collect()
}

fn nobody() -> Robot {
    Robot { id: 0, name: "", class: "", ip: 0, ua: "", token: 0, job: poll }
}

impl Robot {
    /// Does one round and says when the next is.
    pub(super) fn act(&self, cast: &Cast, pen: &mut Pen, at_ms: i64) -> i64 {
        (self.job)(self, cast, pen, at_ms)
    }

    fn who(&self) -> Who<'_> {
        let (id, username, class) = (self.id, self.name, self.class);
        Who { id, username, name: username, class, ip: self.ip, ua: self.ua }
    }

    /// A request with its token.
    fn call(
        &self,
        pen: &mut Pen,
        at_ms: i64,
        (method, route, status): (&'static str, &'static str, u16),
        id: i64,
    ) {
        let path = route.replace(":id", &id.to_string());
        let token = Some(("PersonalAccessToken", self.token));
        let who = self.who();
        pen.api(at_ms, &Request { method, route, path: &path, status, who, token });
    }
}

/// The next whole hour of that number, at that minute, give or take.
fn next(pen: &mut Pen, at_ms: i64, every: i64, minute: i64) -> i64 {
    (at_ms.div_euclid(every) + 1) * every + minute * MINUTE + pen.span(0, 40_000)
}

fn poll(robot: &Robot, _: &Cast, pen: &mut Pen, at_ms: i64) -> i64 {
    ci::poll(pen, at_ms, robot.ip);
    at_ms + pen.span(22_000, 38_000)
}

/// The projects that a machine looks after: every n-th.
fn share(cast: &Cast, of: usize) -> impl Iterator<Item = &Project> {
    cast.projects.iter().step_by(of)
}

fn clone_by_http(robot: &Robot, cast: &Cast, pen: &mut Pen, at_ms: i64) -> i64 {
    let mut now = at_ms;
    for project in share(cast, if robot.name == "sbom-bot" { 8 } else { 12 }) {
        person::git(pen, now, robot.who(), project, (false, "git-upload-pack"));
        now += pen.span(300, 3_000);
    }
    next(pen, at_ms, HOUR, 5)
}

/// Deploy tokens have no user: GitLab gives all of them the number -2.
fn clone_by_deploy_token(robot: &Robot, cast: &Cast, pen: &mut Pen, at_ms: i64) -> i64 {
    let who = Who { id: -2, class: "DeployToken", ..robot.who() };
    let mut now = at_ms;
    for project in share(cast, 9) {
        let audit = Audit::new("repository_git_operation", who).git("http", "git-upload-pack");
        let audit = audit.on("Project", project.id, &*project.path);
        pen.audit(now, &audit.target("Project", project.id, &*project.path));
        now += pen.span(300, 3_000);
    }
    next(pen, at_ms, HOUR, 35)
}

/// Clusters and mirrors that fetch by deploy keys: all have the number -3.
fn mirror(robot: &Robot, cast: &Cast, pen: &mut Pen, at_ms: i64) -> i64 {
    let mut now = at_ms;
    for project in share(cast, 25) {
        let ip = robot.ip + u32::try_from(project.id.rem_euclid(3)).unwrap_or(0) * 0x100;
        let who = Who { id: -3, class: "DeployKey", username: "mirror", ip, ..robot.who() };
        person::git(pen, now, who, project, (true, "git-upload-pack"));
        now += pen.span(1_000, 9_000);
    }
    at_ms + pen.span(28 * MINUTE, 32 * MINUTE)
}

fn back_up(robot: &Robot, cast: &Cast, pen: &mut Pen, at_ms: i64) -> i64 {
    let mut now = at_ms;
    for project in &cast.projects {
        person::git(pen, now, robot.who(), project, (true, "git-upload-pack"));
        now += pen.span(500, 2_500);
    }
    next(pen, at_ms, DAY, 110)
}

/// Every project by night: who reaches it, how it is protected.
fn scan(robot: &Robot, cast: &Cast, pen: &mut Pen, at_ms: i64) -> i64 {
    let mut now = at_ms;
    for route in ["/version", "/user", "/groups", "/projects", "/users", "/runners/all"] {
        robot.call(pen, now, ("GET", route, 200), 0);
        now += pen.span(300, 900);
    }
    for project in &cast.projects {
        for route in [
            "/projects/:id",
            "/projects/:id/members/all",
            "/projects/:id/protected_branches",
            "/projects/:id/hooks",
            "/projects/:id/deploy_keys",
            "/projects/:id/access_tokens",
        ] {
            let status = if pen.chance(60) { 404 } else { 200 };
            robot.call(pen, now, ("GET", route, status), project.id);
            now += pen.span(80, 400);
        }
    }
    next(pen, at_ms, DAY, 185)
}

fn renovate(robot: &Robot, cast: &Cast, pen: &mut Pen, at_ms: i64) -> i64 {
    let mut now = at_ms;
    robot.call(pen, now, ("GET", "/user", 200), 0);
    robot.call(pen, now + 300, ("GET", "/projects", 200), 0);
    for project in share(cast, 10) {
        for route in
            ["/projects/:id", "/projects/:id/repository/branches", "/projects/:id/merge_requests"]
        {
            robot.call(pen, now, ("GET", route, 200), project.id);
            now += pen.span(100, 700);
        }
        person::git(pen, now, robot.who(), project, (false, "git-upload-pack"));
        if pen.chance(500) {
            person::git(pen, now + 2_000, robot.who(), project, (false, "git-receive-pack"));
            robot.call(pen, now + 2_600, ("POST", "/projects/:id/merge_requests", 201), project.id);
            ci::pipeline(cast, pen, now + 4_000, robot.who(), project);
        }
        now += pen.span(1_000, 4_000);
    }
    next(pen, at_ms, HOUR, 20)
}

/// Infrastructure as code: reads what it keeps in step, changes a little.
fn terraform(robot: &Robot, cast: &Cast, pen: &mut Pen, at_ms: i64) -> i64 {
    let hour = at_ms.rem_euclid(DAY) / HOUR;
    if (6..20).contains(&hour) {
        // Runs as a CI job does, on whatever runner is free.
        let robot = Robot { ip: cast.runner(pen), ..robot.clone() };
        let mut now = at_ms;
        for project in share(cast, 60) {
            for route in [
                "/projects/:id",
                "/projects/:id/variables",
                "/projects/:id/hooks",
                "/projects/:id/protected_branches",
                "/projects/:id/members",
            ] {
                robot.call(pen, now, ("GET", route, 200), project.id);
                now += pen.span(60, 300);
            }
            let audit = Audit::new("variable_viewed_api", robot.who());
            let audit = audit.on("Project", project.id, &*project.path);
            let audit = audit.target("Project", project.id, &*project.path);
            pen.audit(now, &audit.message("CI/CD variables accessed with the API"));
        }
        if pen.chance(3_000) {
            change(&robot, cast, pen, now);
        }
    }
    at_ms + pen.span(50 * MINUTE, 130 * MINUTE)
}

/// What a change of the infrastructure's description does.
fn change(robot: &Robot, cast: &Cast, pen: &mut Pen, at_ms: i64) {
    let (project, id) = (cast.any_project(pen), pen.id());
    let about = |kind| Audit::new(kind, robot.who()).on("Project", project.id, &*project.path);
    if pen.chance(5_000) {
        robot.call(pen, at_ms, ("PUT", "/projects/:id/variables", 200), project.id);
        let audit = about("ci_variable_updated").target("Ci::Variable", id, "IMAGE_TAG");
        pen.audit(at_ms, &audit.message("Updated ci variable value"));
    } else {
        robot.call(pen, at_ms, ("POST", "/projects/:id/hooks", 201), project.id);
        let audit = about("webhook_created").target("ProjectHook", id, format!("Hook {id}"));
        pen.audit(at_ms, &audit.message("Added project hook"));
    }
}

fn export(robot: &Robot, cast: &Cast, pen: &mut Pen, at_ms: i64) -> i64 {
    let mut now = at_ms;
    for _ in 0..(cast.people.len() / 300).clamp(1, 6) {
        let project = cast.any_project(pen).id;
        robot.call(pen, now, ("GET", "/projects/:id/pipelines", 200), project);
        now += pen.span(100, 900);
    }
    at_ms + pen.span(58_000, 62_000)
}

/// A script whose token expired long ago; nobody looked. It tries hard once an hour.
fn expired(robot: &Robot, _: &Cast, pen: &mut Pen, at_ms: i64) -> i64 {
    let mut now = at_ms;
    for _ in 0..25 {
        let request = Request {
            method: "GET",
            route: "/projects",
            path: "/projects",
            status: 401,
            who: Who { id: 0, ..robot.who() },
            token: None,
        };
        pen.api(now, &request);
        now += pen.span(500, 9_000);
    }
    next(pen, at_ms, HOUR, 0)
}

/// Machines come and go with the load: each is a runner of its own.
fn scale(robot: &Robot, _: &Cast, pen: &mut Pen, at_ms: i64) -> i64 {
    let hour = at_ms.rem_euclid(DAY) / HOUR;
    let kinds = [
        ("ci_runner_created", "Created group CI runner", ("POST", "/user/runners", 201)),
        ("ci_runner_unregistered", "Unregistered group CI runner", ("DELETE", "/runners/:id", 204)),
    ];
    let mut now = at_ms;
    for (kind, text, call) in kinds {
        for _ in 0..pen.span(0, 4) {
            let (id, group) = (pen.id(), 300);
            robot.call(pen, now, call, id);
            let audit = Audit::new(kind, robot.who()).on("Group", group, "ferry");
            let audit = audit.target("Ci::Runner", id, format!("#{id} (t1_{})", id % 977));
            pen.audit(now + 60, &audit.message(text));
            now += pen.span(2_000, 20_000);
        }
    }
    at_ms + if (5..20).contains(&hour) { pen.span(4 * MINUTE, 20 * MINUTE) } else { HOUR }
}

fn clean_up(robot: &Robot, cast: &Cast, pen: &mut Pen, at_ms: i64) -> i64 {
    let mut now = at_ms;
    for project in share(cast, 50) {
        for _ in 0..4 {
            let id = pen.id();
            robot.call(
                pen,
                now,
                ("DELETE", "/projects/:id/pipelines/:pipeline_id", 204),
                project.id,
            );
            let audit = Audit::new("destroy_pipeline", robot.who());
            let audit = audit.on("Project", project.id, &*project.path);
            let audit = audit.target("Ci::Pipeline", id, id.to_string());
            pen.audit(now, &audit.message("Deleted pipeline in old-branch with status success"));
            now += pen.span(200, 1_500);
        }
    }
    next(pen, at_ms, DAY, 240)
}

/// Rotates the access tokens of some projects, as it should be.
fn rotate(robot: &Robot, cast: &Cast, pen: &mut Pen, at_ms: i64) -> i64 {
    let mut now = at_ms;
    let first = usize::try_from(at_ms.div_euclid(DAY).rem_euclid(60)).unwrap_or(0);
    for project in cast.projects.iter().skip(first).step_by(60) {
        let id = pen.id();
        robot.call(pen, now, ("POST", "/projects/:id/access_tokens", 201), project.id);
        robot.call(
            pen,
            now + 900,
            ("DELETE", "/projects/:id/access_tokens/:token_id", 204),
            project.id,
        );
        let kinds = [
            ("project_access_token_created", "Created"),
            ("project_access_token_deleted", "Revoked"),
        ];
        for (kind, word) in kinds {
            let audit = Audit::new(kind, robot.who()).on("Project", project.id, &*project.path);
            let audit = audit.target("PersonalAccessToken", id, "deploy");
            pen.audit(
                now + 950,
                &audit.message(format!("{word} project access token with token_id: {id}")),
            );
        }
        now += pen.span(3_000, 20_000);
    }
    next(pen, at_ms, DAY, 300)
}

/// Deploys from jobs: one token, used on whatever runner is free.
fn release(robot: &Robot, cast: &Cast, pen: &mut Pen, at_ms: i64) -> i64 {
    let robot = Robot { ip: cast.runner(pen), ..robot.clone() };
    let project = cast.any_project(pen).id;
    robot.call(pen, at_ms, ("GET", "/projects/:id/releases", 200), project);
    robot.call(pen, at_ms + 700, ("POST", "/projects/:id/releases", 201), project);
    at_ms + pen.span(MINUTE, 6 * MINUTE)
}

/// A catalogue of software that goes through groups and projects.
fn take_stock(robot: &Robot, cast: &Cast, pen: &mut Pen, at_ms: i64) -> i64 {
    let mut now = at_ms;
    for route in ["/groups", "/projects", "/users", "/groups/:id/projects", "/groups/:id/members"] {
        for _ in 0..3 {
            let group = cast.any_project(pen).group_id;
            robot.call(pen, now, ("GET", route, 200), group);
            now += pen.span(150, 600);
        }
    }
    at_ms + pen.span(28 * MINUTE, 31 * MINUTE)
}

fn chat(robot: &Robot, cast: &Cast, pen: &mut Pen, at_ms: i64) -> i64 {
    let project = cast.any_project(pen);
    robot.call(pen, at_ms, ("POST", "/projects/:id/trigger/pipeline", 201), project.id);
    ci::pipeline(cast, pen, at_ms + 2_000, robot.who(), project);
    at_ms + pen.span(5 * MINUTE, 40 * MINUTE)
}

/// Whoever knocks at doors all day.
fn internet(robot: &Robot, _: &Cast, pen: &mut Pen, at_ms: i64) -> i64 {
    const PATHS: [&str; 7] = [
        "/.env",
        "/wp-login.php",
        "/users/sign_in",
        "/-/explore",
        "/.git/config",
        "/actuator/health",
        "/api/v4/version",
    ];
    const AGENTS: [&str; 4] = [
        "Mozilla/5.0 zgrab/0.x",
        "Go-http-client/1.1",
        "curl/7.88.1",
        "Mozilla/5.0 (compatible; CensysInspect/1.1)",
    ];
    let ip = 0x2D00_0000 + u32::try_from(pen.dice.below(1 << 25)).unwrap_or(0);
    let who = Who { ip, ua: pen.dice.word(&AGENTS), ..robot.who() };
    let mut now = at_ms;
    for _ in 0..pen.span(1, 8) {
        let path = pen.dice.word(&PATHS);
        let status = if path.starts_with("/users") || path.contains("explore") { 200 } else { 404 };
        pen.nginx(now, &Request { method: "GET", route: "", path, status, who, token: None });
        now += pen.span(200, 4_000);
    }
    if pen.chance(600) {
        for name in ["root", "admin", "gitlab"].into_iter().take(pen.dice.index(3) + 1) {
            person::fail(pen, now, who, name);
            now += pen.span(1_000, 30_000);
        }
    }
    at_ms + pen.span(30_000, 200_000)
}
