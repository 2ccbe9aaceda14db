//! Every route for every role: who passes is a table that people can read.

use std::fmt::Write as _;

use axum::body::Body;
use axum::http::{StatusCode, header};
use server::person::Role;
use server::web::{Access, RouteInfo, routes};

use super::house::House;

/// Fills in the variable parts with things that do not exist (ledgers do).
fn example(path: &str) -> String {
    let name = if path.contains("/ledgers/") { "events" } else { "nobody" };
    path.replace("{name}", name)
        .replace("{hash}", &"0".repeat(64))
        .replace("{token}", "spent")
        .replace("{folder}/{file}", "css/portcullis.css")
        .replace("{id}", "999")
        .replace("{index}", "999")
        .replace("{step}", "sweep")
        .replace("{wish}", "take")
}

async fn status(house: &House, route: &RouteInfo, role: Option<Role>) -> (StatusCode, String) {
    let is_api = route.path.starts_with("/api/");
    let kind = if is_api { "application/json" } else { "application/x-www-form-urlencoded" };
    let request = house
        .by(role, route.method.as_str(), &example(route.path))
        .header(header::CONTENT_TYPE, kind)
        .body(Body::from(if is_api { "{}" } else { "" }))
        .unwrap();
    let reply = house.send(request).await;
    let location = reply.header("location").to_owned();
    (reply.status, location)
}

/// Whether that answer let the visitor through to the handler.
fn passed(
    route: &RouteInfo,
    role: Option<Role>,
    (status, location): &(StatusCode, String),
) -> bool {
    let is_page_read = route.method == "GET" && !route.path.starts_with("/api/");
    if role.is_none() && is_page_read && route.access != Access::Anyone {
        assert_eq!(*status, StatusCode::SEE_OTHER, "{}", route.path);
        assert!(location.starts_with("/login"), "{}: {location}", route.path);
        return false;
    }
    // A sign-in link that is spent is the one 401 of a route for anyone.
    let is_link = route.path.starts_with("/login/once/");
    is_link || !matches!(*status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_passes_exactly_where_the_table_says() {
    let house = House::open().await;
    let mut table = String::new();
    for route in routes() {
        let mut letters = String::new();
        for (letter, role) in [
            ('-', None),
            ('v', Some(Role::Viewer)),
            ('r', Some(Role::Responder)),
            ('a', Some(Role::Approver)),
            ('c', Some(Role::Communicator)),
            ('s', Some(Role::Support)),
            ('u', Some(Role::Auditor)),
            ('m', Some(Role::Admin)),
        ] {
            let answer = status(&house, &route, role).await;
            // Here no GitLab is configured, and what reads it says so.
            let is_fault =
                answer.0.is_server_error() && answer.0 != StatusCode::SERVICE_UNAVAILABLE;
            assert!(!is_fault, "{} {}: {}", route.method, route.path, answer.0);
            letters.push(if passed(&route, role, &answer) { letter } else { '.' });
        }
        writeln!(table, "{letters} {} {}", route.method, route.path).unwrap();
    }
    house.app.close().await;

    assert_eq!(table, include_str!("permissions.txt"), "{table}");
}
