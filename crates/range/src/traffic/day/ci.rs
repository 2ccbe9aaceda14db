//! Pipelines: what jobs and runners leave in the logs.

use super::cast::{Cast, MINUTE, Project};
use super::pen::{Audit, Pen, Request, Who};
use super::person::git;

/// How runners name themselves.
pub(super) const RUNNER: &str = "gitlab-runner 18.7.0 (18-7-stable; go1.24.6; linux/amd64)";

/// A request of a runner: it belongs to nobody.
fn by_runner(
    pen: &mut Pen,
    at_ms: i64,
    ip: u32,
    call: (&'static str, &'static str, &str),
    status: u16,
) {
    let who = Who { id: 0, username: "", name: "", class: "", ip, ua: RUNNER };
    let (method, route, path) = call;
    pen.api(at_ms, &Request { method, route, path, status, who, token: None });
}

/// A runner that asks for work and gets none.
pub(super) fn poll(pen: &mut Pen, at_ms: i64, ip: u32) {
    by_runner(pen, at_ms, ip, ("POST", "/jobs/request", "/jobs/request"), 204);
}

/// A pipeline of that person in that project.
pub(super) fn pipeline(cast: &Cast, pen: &mut Pen, at_ms: i64, who: Who<'_>, project: &Project) {
    let mut from = at_ms;
    for stage in 0..pen.span(1, 3) {
        let mut until = from;
        for _ in 0..pen.span(1, 3) {
            let start = from + pen.span(1_000, 40_000) + stage;
            until = until.max(job(cast, pen, start, who, project));
        }
        from = until;
    }
}

/// One job. Says when it is done.
fn job(cast: &Cast, pen: &mut Pen, at_ms: i64, who: Who<'_>, project: &Project) -> i64 {
    let (ip, id) = (cast.runner(pen), pen.id());
    let who = who.from(ip, "git/2.45.2");
    by_runner(pen, at_ms, ip, ("POST", "/jobs/request", "/jobs/request"), 201);
    let audit = Audit::new("user_authenticated_using_job_token", who);
    let audit = audit.on("Project", project.id, &*project.path).target("Ci::Build", id, "build");
    pen.audit(at_ms + 1_500, &audit.message("User authenticated using a CI/CD job token"));
    git(pen, at_ms + 1_600, who, project, (false, "git-upload-pack"));

    let lasts = pen.span(MINUTE / 3, 6 * MINUTE);
    let trace = format!("/jobs/{id}/trace");
    for part in 1..=pen.span(1, 3) {
        by_runner(pen, at_ms + lasts * part / 4, ip, ("PATCH", "/jobs/:id/trace", &trace), 202);
    }
    if pen.chance(900) {
        let path = format!("/projects/{}/releases", project.id);
        let token = Some(("CiJobToken", u64::try_from(id).unwrap_or(0)));
        let call = Request {
            method: "GET",
            route: "/projects/:id/releases",
            path: &path,
            status: 200,
            who,
            token,
        };
        pen.api(at_ms + lasts / 2, &call);
    }
    let path = format!("/jobs/{id}");
    by_runner(pen, at_ms + lasts, ip, ("PUT", "/jobs/:id", &path), 200);
    if pen.chance(3_500) {
        let path = format!("/jobs/{id}/artifacts");
        by_runner(pen, at_ms + lasts - 900, ip, ("POST", "/jobs/:id/artifacts", &path), 201);
    }
    at_ms + lasts
}
