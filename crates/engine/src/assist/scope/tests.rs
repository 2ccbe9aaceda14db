//! What is inside a scope and what is not.

use event::Way;
use event::normalise::read;

use super::*;

fn account(kind: AccountKind, id: Option<i64>, path: &str) -> Account {
    let (names, emails, addresses) = (Vec::new(), Vec::new(), Vec::new());
    Account { kind, id, path: path.to_owned(), names, emails, addresses }
}

fn scope(subject: Account, kinds: &[LogKind]) -> Scope {
    Scope {
        subjects: vec![subject],
        start: "2026-06-08T00:00:00Z".parse().unwrap(),
        end: "2026-06-15T00:00:00Z".parse().unwrap(),
        kinds: kinds.to_vec(),
        keep_access_logs: false,
    }
}

#[track_caller]
fn check(scope: &Scope, lines: &[(&str, Verdict)]) {
    for (line, expected) in lines {
        let event = read(Way::Import, Timestamp::UNIX_EPOCH, line.as_bytes());
        assert_eq!(scope.judge(&event, line.as_bytes()), *expected, "{line}");
    }
}

const API: &str = r#"{"time":"2026-06-10T01:00:00.000Z","severity":"INFO","duration_s":0.1,"method":"GET","path":"/api/v4/projects/31/variables","status":200,"route":"/api/:version/projects/:id/variables","user_id":22,"username":"tomas","remote_ip":"203.0.113.90"}"#;
const NGINX: &str = r#"203.0.113.5 - tomas [10/Jun/2026:03:22:17 +0000] "GET /orchard/cider-press HTTP/1.1" 200 31 "-" "curl""#;

#[test]
fn lines_of_access_logs_are_refused_whatever_they_are_about() {
    let user = scope(account(AccountKind::User, Some(22), "tomas"), &[LogKind::Application]);
    let workhorse = r#"{"correlation_id":"x","duration_ms":1,"host":"h","level":"info","method":"GET","msg":"access","uri":"/orchard/cider-press","status":200,"time":"2026-06-10T01:00:00Z","written_bytes":3}"#;
    check(&user, &[(NGINX, Verdict::AccessLog), (workhorse, Verdict::AccessLog)]);

    let shipped = format!("2026-06-10T03:22:17.604Z stdout F {NGINX}");
    check(&user, &[(&shipped, Verdict::AccessLog)]);
    check(&user.with_access_logs(), &[(NGINX, Verdict::Taken)]);
}

#[test]
fn time_and_kind_and_resource_must_all_be_inside() {
    let project = account(AccountKind::Project, Some(31), "orchard/cider-press");
    let own = scope(project.clone(), &[LogKind::Application]);
    let (before, after) = (
        API.replace("2026-06-10T", "2026-06-07T"),
        API.replace("06-10T01:00:00.000", "06-15T00:00:00.001"),
    );
    let other = API.replace("projects/31", "projects/310");
    let edge = API.replace("06-10T01:00:00.000", "06-15T00:00:00.000");
    check(
        &own,
        &[
            (API, Verdict::Taken),
            (&edge, Verdict::Taken),
            (&before, Verdict::OtherTime),
            (&after, Verdict::OtherTime),
            (&other, Verdict::OtherResource),
            ("no log at all", Verdict::Unreadable),
        ],
    );
    check(&scope(project, &[LogKind::Component]), &[(API, Verdict::OtherKind)]);
    let request: Request =
        serde_json::from_str(r#"{"requested_at":"2026-06-15T12:00:00Z","log_kinds":["access"]}"#)
            .unwrap();
    assert_eq!(Scope::of(&request, own.subjects), Err("window"));
}

#[test]
fn a_line_of_another_project_is_not_taken_for_a_mention() {
    let project = account(AccountKind::Project, Some(31), "harbor/services/gate-pass");
    let group = account(AccountKind::Group, Some(7), "harbor");
    let line = |of: &str, more: &str| {
        API.replace("projects/31", "projects/310")
            .replace("\"status\":200", &format!("\"status\":200,\"meta.project\":\"{of}\",{more}"))
    };
    let referer = "\"referer\":\"https://gitlab.example/harbor/services/gate-pass\"";
    let foreign = line("commons/style-guide", referer);
    let above = line("harbor/services/gate-pass", "\"ua\":\"curl\"");
    let twin = line("harbor/services/gate-pass-old", referer);
    check(
        &scope(project, &[LogKind::Application]),
        &[
            (&foreign, Verdict::OtherResource),
            (&twin, Verdict::OtherResource),
            (&above, Verdict::Taken),
        ],
    );
    check(
        &scope(group, &[LogKind::Application]),
        &[(&foreign, Verdict::OtherResource), (&twin, Verdict::Taken)],
    );
}

#[test]
fn a_user_is_found_by_number_or_name_and_nobody_else_is() {
    let tomas = scope(account(AccountKind::User, Some(22), "tomas"), &[LogKind::Application]);
    let other = API.replace("\"user_id\":22", "\"user_id\":14").replace("tomas", "mizuki");
    let forged = API.replace("\"user_id\":22", "\"user_id\":14");
    let longer = other.replace("mizuki", "tomas2");
    check(
        &tomas,
        &[
            (API, Verdict::Taken),
            (&other, Verdict::OtherResource),
            (&forged, Verdict::OtherResource),
            (&longer, Verdict::OtherResource),
        ],
    );
}

#[test]
fn a_path_is_named_as_a_whole() {
    let has = |line: &str| place::has_path(line.as_bytes(), "orchard/cider-press", false);
    for line in [
        "orchard/cider-press",
        "\"/Orchard/Cider-Press.git\"",
        "https://gitlab.test/orchard/cider-press/-/settings",
        "/api/v4/projects/orchard%2Fcider-press/hooks",
        "deleted orchard/cider-press.",
    ] {
        assert!(has(line), "{line}");
    }
    for line in [
        "orchard/cider-press-old",
        "other/orchard/cider-press",
        "other%2Forchard%2Fcider-press",
        "orchard/cider-press.bak",
        "northorchard/cider-press",
        "orchard/cider",
    ] {
        assert!(!has(line), "{line}");
    }
    let of_group = |line: &str| place::has_path(line.as_bytes(), "quarry", true);
    assert!(of_group("\"/quarry/pit\"") && of_group("\"quarry\"") && of_group("quarry%2fpit"));
    assert!(!of_group("in the quarry today") && !of_group("\"other/quarry/pit\""));
}
