//! Administrators at work: support, joiners, leavers, settings.

use super::cast::{Cast, DAY, HOUR, MINUTE, PEOPLE_FROM, Person, Role};
use super::pen::{Audit, Pen, Who};
use super::person::page;

/// Something that an administrator does.
type Task = fn(&Cast, &Person, &mut Pen, i64);

/// Tasks, and how often each is done in an hour of a weekday, in 10,000.
const TASKS: [(Task, u64); 9] = [
    (support, 2_000),
    (lost_phone, 1_800),
    (unlock, 900),
    (leaver, 2_500),
    (setting, 500),
    (new_user, 800),
    (machine_token, 300),
    (runner, 300),
    (admin_mode, 5_000),
];

/// One hour of the administrators. Says when the next is.
pub(super) fn act(cast: &Cast, pen: &mut Pen, at_ms: i64) -> i64 {
    let hour = at_ms.rem_euclid(DAY) / HOUR;
    let weekday = (at_ms.div_euclid(DAY) + 4).rem_euclid(7);
    if (6..18).contains(&hour) && !matches!(weekday, 0 | 6) {
        for (task, of_10_000) in TASKS {
            // A small company has less to do.
            let people = u64::try_from(cast.people.len()).unwrap_or(0);
            if pen.chance(of_10_000 * people / 2_000)
                && let Some(admin) = admin(cast, pen)
            {
                let at_ms = at_ms + pen.span(0, 55 * MINUTE);
                task(cast, admin, pen, at_ms);
            }
        }
        if hour == 8 {
            joiners(cast, pen, at_ms, if weekday == 1 { 12 } else { 2 });
        }
    }
    (at_ms.div_euclid(HOUR) + 1) * HOUR
}

/// One of the five administrators.
fn admin<'a>(cast: &'a Cast, pen: &mut Pen) -> Option<&'a Person> {
    let nth = pen.dice.index(5);
    cast.people.iter().filter(|who| who.id >= PEOPLE_FROM && who.role == Role::Owner).nth(nth)
}

fn who(admin: &Person) -> Who<'_> {
    admin.who().from(admin.office, admin.browser)
}

fn anybody<'a>(cast: &'a Cast, pen: &mut Pen) -> Option<&'a Person> {
    cast.people.get(pen.dice.index(cast.people.len()))
}

/// What an administrator does to a user.
fn to_user(
    pen: &mut Pen,
    at_ms: i64,
    (admin, user): (&Person, &Person),
    kind: &'static str,
    text: &'static str,
) {
    let audit = Audit::new(kind, who(admin)).on("User", user.id, &*user.username);
    pen.audit(at_ms, &audit.target("User", user.id, &*user.name).message(text));
    let path = format!("/admin/users/{}", user.username);
    page(pen, at_ms, who(admin), ("PUT", "Admin::UsersController#update", &path), 302);
}

/// Looks at a problem as the user sees it.
fn support(cast: &Cast, admin: &Person, pen: &mut Pen, at_ms: i64) {
    let Some(user) = anybody(cast, pen) else { return };
    to_user(pen, at_ms, (admin, user), "user_impersonation", "Started Impersonation");
    let seen = user.who().from(admin.office, admin.browser);
    let index = user.projects.first().copied().unwrap_or(0);
    let mut now = at_ms;
    for _ in 0..pen.span(3, 12) {
        now += pen.span(5_000, 40_000);
        let path = format!("/{}", cast.project(index).path);
        page(pen, now, seen, ("GET", "ProjectsController#show", &path), 200);
    }
    to_user(pen, now + 9_000, (admin, user), "user_impersonation", "Stopped Impersonation");
}

fn lost_phone(cast: &Cast, admin: &Person, pen: &mut Pen, at_ms: i64) {
    let Some(user) = anybody(cast, pen) else { return };
    to_user(
        pen,
        at_ms,
        (admin, user),
        "user_disable_two_factor",
        "Disabled two-factor authentication",
    );
    let audit = Audit::new("user_enable_two_factor", user.who().from(user.home, user.browser));
    let at_ms = at_ms + pen.span(10 * MINUTE, 90 * MINUTE);
    pen.audit(at_ms, &audit.message("Enabled two-factor authentication"));
}

fn unlock(cast: &Cast, admin: &Person, pen: &mut Pen, at_ms: i64) {
    let Some(user) = anybody(cast, pen) else { return };
    to_user(pen, at_ms, (admin, user), "user_access_unlocked", "User access unlocked");
}

/// Somebody leaves: all that they had is taken back.
fn leaver(cast: &Cast, admin: &Person, pen: &mut Pen, at_ms: i64) {
    let Some(user) = anybody(cast, pen) else { return };
    let mut now = at_ms;
    to_user(pen, now, (admin, user), "user_blocked", "Blocked user");
    for _ in 0..pen.span(0, 3) {
        now += pen.span(4_000, 20_000);
        let text = "Revoked personal access token";
        to_user(pen, now, (admin, user), "personal_access_token_revoked", text);
    }
    for _ in 0..pen.span(0, 2) {
        now += pen.span(4_000, 20_000);
        to_user(pen, now, (admin, user), "remove_ssh_key", "Removed SSH key");
    }
    for index in &user.projects {
        now += pen.span(3_000, 15_000);
        let project = cast.project(*index);
        let audit = Audit::new("member_destroyed", who(admin));
        let audit = audit.on("Project", project.id, &*project.path);
        pen.audit(
            now,
            &audit.target("User", user.id, &*user.username).with("remove", "user_access"),
        );
    }
}

fn setting(_: &Cast, admin: &Person, pen: &mut Pen, at_ms: i64) {
    const CHANGES: [(&str, &str, &str); 5] = [
        ("max_artifacts_size", "100", "200"),
        ("default_artifacts_expire_in", "30 days", "14 days"),
        ("after_sign_up_text", "", "Welcome"),
        ("receive_max_input_size", "500", "1000"),
        ("max_import_size", "0", "5000"),
    ];
    let Some((what, from, to)) = CHANGES.get(pen.dice.index(CHANGES.len())).copied() else {
        return;
    };
    let audit = Audit::new("application_setting_updated", who(admin));
    let audit = audit.on("Gitlab::Audit::InstanceScope", 1, "gitlab_instance");
    let audit = audit.target("ApplicationSetting", 1, "ApplicationSetting");
    pen.audit(at_ms, &audit.with("change", what).with("from", from).with("to", to));
    let route = "Admin::ApplicationSettingsController#update";
    page(pen, at_ms, who(admin), ("PATCH", route, "/admin/application_settings"), 302);
}

fn new_user(_: &Cast, admin: &Person, pen: &mut Pen, at_ms: i64) {
    let id = 60_000 + pen.id() % 20_000;
    let audit = Audit::new("user_created", who(admin)).on("User", id, format!("contractor{id}"));
    let audit = audit.target("User", id, format!("Contractor {id}"));
    pen.audit(
        at_ms,
        &audit.message("Instance access granted").with("registration_details", "invited"),
    );
    page(pen, at_ms, who(admin), ("POST", "Admin::UsersController#create", "/admin/users"), 302);
}

/// A service account gets its token from an administrator.
fn machine_token(_: &Cast, admin: &Person, pen: &mut Pen, at_ms: i64) {
    let id = pen.id();
    let audit = Audit::new("personal_access_token_created", who(admin));
    let audit = audit.target("User", 90_400 + id % 60, "Service account");
    let text = format!("Created personal access token with id {id}");
    pen.audit(at_ms, &audit.message(text));
    let path = "/admin/users/service-account/impersonation_tokens";
    page(
        pen,
        at_ms,
        who(admin),
        ("POST", "Admin::ImpersonationTokensController#create", path),
        200,
    );
}

fn runner(_: &Cast, admin: &Person, pen: &mut Pen, at_ms: i64) {
    let id = pen.id();
    let audit = Audit::new("ci_runner_created", who(admin));
    let audit = audit.on("Gitlab::Audit::InstanceScope", 1, "gitlab_instance");
    let audit = audit.target("Ci::Runner", id, format!("#{id} (t1_{})", id % 977));
    pen.audit(at_ms, &audit.message("Created instance CI runner"));
}

fn admin_mode(_: &Cast, admin: &Person, pen: &mut Pen, at_ms: i64) {
    let audit = Audit::new("user_enable_admin_mode", who(admin));
    pen.audit(at_ms, &audit.message("Enabled Admin Mode"));
    let path = "/admin/session";
    page(pen, at_ms, who(admin), ("POST", "Admin::SessionsController#create", path), 302);
}

/// New colleagues come by SCIM from the directory, and get their first groups.
fn joiners(cast: &Cast, pen: &mut Pen, at_ms: i64, count: i64) {
    let directory = Who {
        id: -1,
        username: "scim",
        name: "SCIM",
        class: "Gitlab::Audit::UnauthenticatedAuthor",
        ip: 0x1468_5020,
        ua: "Azure AD SCIM",
    };
    let mut now = at_ms + 7 * MINUTE;
    for _ in 0..count {
        let id = 60_000 + pen.id() % 20_000;
        let (name, path) = (format!("New Colleague {id}"), format!("new.colleague{id}"));
        let audit = Audit::new("user_provisioned_by_scim", directory).on("User", id, path.clone());
        pen.audit(now, &audit.target("User", id, name).message("User was provisioned by SCIM"));
        let project = cast.any_project(pen);
        let audit =
            Audit::new("member_created", directory).on("Group", project.group_id, project.group());
        let audit = audit.target("User", id, path).with("add", "user_access");
        pen.audit(now + 900, &audit.with("as", "Developer"));
        now += pen.span(2_000, 9_000);
    }
}
