//! What goes wrong on purpose.

use range::{Fault, FaultKind};
use serde_json::Value;

use crate::harness::Site;

fn fault(nth: u64, kind: FaultKind) -> Fault {
    Fault { path: "/block".to_owned(), method: None, nth, kind }
}

#[tokio::test]
async fn the_nth_write_fails_once_and_nothing_is_done() {
    let site = Site::start().await;
    let id = site.user("mei.tanaka");
    let path = format!("/users/{id}/block");
    for (kind, status, has_headers) in [
        (FaultKind::ServerError, 500, false),
        (FaultKind::TooManyWithHeaders, 429, true),
        (FaultKind::TooManyWithoutHeaders, 429, false),
    ] {
        site.range.add_fault(fault(1, kind));
        let reply = site.admin("POST", &path, Value::Null).await;
        assert_eq!(reply.status, status);
        assert_eq!(reply.headers.contains_key("retry-after"), has_headers, "{kind:?}");
        assert!(site.range.with_world(|world| world.is_active(id)));
    }
    site.range.add_fault(fault(2, FaultKind::ServerError));
    assert_eq!(site.admin("POST", &path, Value::Null).await.status, 201);
    assert_eq!(site.admin("POST", &path, Value::Null).await.status, 500);
    assert_eq!(site.admin("POST", &path, Value::Null).await.status, 201);
}

#[tokio::test]
async fn a_connection_is_cut_before_or_after_the_deed() {
    let site = Site::start().await;
    let id = site.user("mei.tanaka");
    let path = format!("/users/{id}/block");
    let token = site.range.admin_token().to_owned();

    site.range.add_fault(fault(1, FaultKind::CutBefore));
    assert!(site.try_call("POST", &path, &token, Value::Null).await.is_err());
    assert!(site.range.with_world(|world| world.is_active(id)));

    site.range.add_fault(fault(1, FaultKind::CutAfter));
    assert!(site.try_call("POST", &path, &token, Value::Null).await.is_err());
    assert!(!site.range.with_world(|world| world.is_active(id)));

    assert_eq!(site.admin("GET", "/user", Value::Null).await.status, 200);
}
