//! A confidential case is for its participants: by every route, list and stream (CM24).

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use engine::coordinate::approval::Subject;
use engine::coordinate::delivery::{About, Content, DeliveryId, Message, Order};
use engine::coordinate::{CaseId, CaseKind, Circumstance, Fact, FactKind};
use http_body_util::BodyExt as _;
use serde_json::json;
use server::app::{AccessOrder, App, NewEvidence, NewFollowUp};
use server::person::{Person, Role};
use server::web::{Access, RouteInfo, routes};
use tower::ServiceExt as _;

use super::house::{House, name};

/// Stands in everything that the case holds, and nowhere else.
const SECRET: &str = "zebra-crossing";

/// A confidential case of rita's, with something of each kind in it.
async fn secret_case(app: &App) -> (CaseId, DeliveryId, String) {
    let rita = Person::new("rita", [Role::Responder]);
    let title = format!("The {SECRET} incident");
    let case = app.open_case(&rita, &title, CaseKind::CredentialExposure, None).await.unwrap();
    let kind = FactKind::Circumstance { circumstance: Circumstance::Confidential, holds: true };
    app.state_fact(&rita, case, Fact { kind, source: SECRET.to_owned() }).await.unwrap();
    app.note(&rita, case, SECRET, None).await.unwrap();
    let follow_up = NewFollowUp { text: SECRET.to_owned(), owner: SECRET.to_owned(), due: None };
    app.add_follow_up(&rita, case, follow_up).await.unwrap();
    let delivery = DeliveryId::of(case, &About::ByHand, "mail", "1");
    let order = Order {
        id: delivery.clone(),
        channel: "mail".to_owned(),
        about: About::ByHand,
        to: Vec::new(),
        content: Content::Message { message: Message::new("en", SECRET, SECRET) },
        approved_by: std::collections::BTreeSet::new(),
    };
    app.queue(&rita, case, order).await.unwrap();
    let new = NewEvidence {
        name: SECRET.to_owned(),
        media_type: "text/plain".to_owned(),
        source: engine::coordinate::EvidenceSource::Person,
    };
    let bytes = futures::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from(SECRET))]);
    let item = app.keep_evidence(&rita, case, new, bytes).await.unwrap();
    (case, delivery, item.sha256)
}

/// The route for that case, with things that are there where it names one.
fn address(route: &RouteInfo, (case, delivery, sha256): &(CaseId, DeliveryId, String)) -> String {
    let path = if route.path.contains("/outbox/{id}") {
        route.path.replace("{id}", &delivery.to_string())
    } else {
        route.path.replace("{id}", &case.to_string())
    };
    let path = path.replace("{hash}", sha256).replace("{index}", "1").replace("{step}", "sweep");
    path.replace("{wish}", "take").replace("{name}", "1")
}

/// Whether a route names something of a case; else it lists, or is of the house.
fn names_a_case(path: &str) -> bool {
    ["/cases/{id}", "/outbox/{id}", "/evidence/{hash}"].iter().any(|part| path.contains(part))
}

/// A role that may pass there.
fn role_of(access: Access) -> Option<Role> {
    let Access::Needs(_) = access else { return None };
    let lets = |role: &Role| access.lets(Some(&Person::new(name(*role), [*role])));
    Role::ALL.into_iter().find(lets)
}

async fn asked(
    house: &House,
    route: &RouteInfo,
    (role, path): (Role, &str),
) -> super::house::Reply {
    let is_api = path.starts_with("/api/");
    let kind = if is_api { "application/json" } else { "application/x-www-form-urlencoded" };
    let request = house.by(Some(role), route.method.as_str(), path);
    let body = if is_api { "{}" } else { "" };
    house.send(request.header(header::CONTENT_TYPE, kind).body(Body::from(body)).unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn no_route_tells_a_stranger_anything_of_a_confidential_case() {
    let house = House::open().await;
    let there = secret_case(&house.app).await;
    let (mut closed, mut listed) = (0, 0);
    for route in routes() {
        let path = address(&route, &there);
        // An administrator learns who may see it, and nothing else.
        if route.path.contains("/access") {
            continue;
        }
        if names_a_case(route.path) {
            let role = role_of(route.access).unwrap();
            let reply = asked(&house, &route, (role, &path)).await;
            let is_refused = reply.status == StatusCode::FORBIDDEN;
            // Where the path names no case, an order without its words is refused first.
            let is_by_path = route.path.contains("/cases/{id}");
            let is_so = is_refused || (!is_by_path && reply.status.is_client_error());
            assert!(is_so, "{} {path}: {} {}", route.method, reply.status, reply.text);
            assert!(!reply.text.contains(SECRET), "{} {path}", route.method);
            if is_refused && route.path.starts_with("/api/") {
                assert_eq!(reply.json()["rule"], "case.confidential", "{path}");
            }
            closed += 1;
        } else if route.method == "GET" && !route.path.contains('{') && route.path != "/live" {
            for role in Role::ALL {
                let reply = asked(&house, &route, (role, route.path)).await;
                assert!(!reply.text.contains(SECRET), "{role:?} {}: {}", route.path, reply.text);
                listed += 1;
            }
        }
    }
    assert!(closed > 100 && listed > 100, "{closed} {listed}");
    house.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_lets_in_others_and_a_participant_sees_it_all() {
    let house = House::open().await;
    let (case, ..) = secret_case(&house.app).await;
    let (path, access) = (format!("/api/v1/cases/{case}"), format!("/api/v1/cases/{case}/access"));
    let whom = |role: Role| json!({ "person": name(role), "reason": "takes over" });

    let own = house.post(Role::Admin, &access, whom(Role::Admin)).await;
    assert_eq!(own.json()["rule"], "separation.own_access");
    let nobody = json!({ "person": "nobody", "reason": "takes over" });
    let nobody = house.post(Role::Admin, &access, nobody).await;
    assert_eq!(nobody.json()["rule"], "access.no_reader");
    assert_eq!(house.get(Role::Responder, &access).await.json()["rule"], "case.confidential");
    let seen = house.get(Role::Admin, &access).await;
    assert_eq!(seen.json()["participants"], json!([{ "person": "rita", "because": "opened" }]));
    assert!(!seen.text.contains(SECRET));

    assert_eq!(
        house.post(Role::Admin, &access, whom(Role::Responder)).await.status,
        StatusCode::CREATED
    );
    assert!(house.get(Role::Responder, &path).await.text.contains(SECRET));
    assert!(house.get(Role::Responder, "/cases").await.text.contains(SECRET));
    assert_eq!(house.get(Role::Viewer, &path).await.status, StatusCode::FORBIDDEN);

    let withdraw = format!("{access}/withdraw");
    assert_eq!(
        house.post(Role::Admin, &withdraw, whom(Role::Responder)).await.status,
        StatusCode::CREATED
    );
    assert_eq!(house.get(Role::Responder, &path).await.status, StatusCode::FORBIDDEN);
    let again = house.post(Role::Admin, &withdraw, whom(Role::Responder)).await;
    assert_eq!(again.json()["rule"], "access.not_granted");

    // Whoever is offered a duty sees the case, and keeps seeing it with the duty.
    let offer = format!("{path}/duties/simoc/offer");
    let refused = house.post(Role::Responder, &offer, json!({ "to": name(Role::Responder) })).await;
    assert_eq!(refused.json()["rule"], "case.confidential");
    house.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journal_withholds_what_is_said_of_it_and_the_stream_is_silent() {
    let house = House::open().await;
    let (case, ..) = secret_case(&house.app).await;
    let journal = house.get(Role::Auditor, "/api/v1/journal?limit=1000").await.json();
    let of_case = journal["entries"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["entry"]["case"] == json!(case));
    let of_case: Vec<_> = of_case.collect();
    assert!(of_case.iter().all(|one| one["entry"]["what"] == "withheld"), "{of_case:#?}");
    assert!(of_case.iter().any(|one| one["entry"]["said"] == "note_added"));

    let rita = Person::new("rita", [Role::Responder]);
    let open = house.app.open_case(&rita, "Open", CaseKind::CompromisedUser, None).await.unwrap();
    let request: Request<Body> =
        house.by(Some(Role::Responder), "GET", "/live").body(Body::empty()).unwrap();
    let mut stream = house.router.clone().oneshot(request).await.unwrap().into_body();
    house.app.note(&rita, case, "first, and not for everybody", None).await.unwrap();
    house.app.note(&rita, open, "second", None).await.unwrap();
    let first = stream.frame().await.unwrap().unwrap().into_data().unwrap();
    let first = String::from_utf8_lossy(&first).into_owned();
    assert!(first.contains(&open.to_string()) && !first.contains(&case.to_string()), "{first}");
    drop(stream);
    house.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_by_a_stranger_whatever_door_they_take() {
    let house = House::open().await;
    let (case, delivery, sha256) = secret_case(&house.app).await;
    let app = &house.app;
    let stranger = Person::new("the-stranger", [Role::Responder, Role::Approver, Role::Auditor]);
    let rule = |refused: server::app::AppError| refused.rule().to_owned();
    let closed = "case.confidential";
    assert_eq!(rule(app.note(&stranger, case, "hello", None).await.unwrap_err()), closed);
    assert_eq!(rule(app.case(&stranger, case).unwrap_err()), closed);
    assert_eq!(rule(app.delivery(&stranger, &delivery).await.unwrap_err()), closed);
    assert_eq!(rule(app.clear_delivery(&stranger, &delivery).await.unwrap_err()), closed);
    assert_eq!(rule(app.read_evidence(&stranger, &sha256).await.unwrap_err()), "not_found");
    let order = AccessOrder { person: "rita".to_owned(), reason: "?".to_owned() };
    let refused = app.grant_access(&stranger, case, order).await.unwrap_err();
    assert_eq!(rule(refused), "permission.manage_accounts");
    assert!(app.due(&stranger, Some(case), None).await.is_err());
    let inbox = app.inbox(&stranger).await.unwrap();
    assert!(!inbox.iter().any(|one| matches!(one.subject, Subject::Message { .. })));
    house.app.close().await;
}
