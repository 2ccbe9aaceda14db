//! Each kind of condition finds what a plain reading of the ledger finds.

use serde_json::{Map, Value};
use store::{Page, Query, Store};

use crate::world::{
    ACTORS, DAY_MS, Facts, IPS, SMALL, START_MS, TYPES, Telling, World, all_pages, query, request,
};

fn tellings() -> Vec<Telling> {
    let mut tellings: Vec<Telling> = (0..60_usize)
        .map(|id| {
            let ms = i64::try_from(id).unwrap() * DAY_MS / 20;
            Facts { id, ms, actor: id, kind: id / 2, ip: id / 3, project: id / 5 }.streamed()
        })
        .collect();
    tellings.extend([
        request(5, 4711, 200),
        request(DAY_MS, 4711, 404),
        request(2 * DAY_MS, 8, 500),
    ]);
    tellings
}

/// Memory and several files, with rows in each.
async fn world() -> (World, Store) {
    let tellings = tellings();
    let mut world = World::with(&tellings[..30]);
    let store = world.store(SMALL).await;
    store.seal().await.unwrap();
    world.append(&tellings[30..55]);
    world.catch_up(&store).await;
    store.seal().await.unwrap();
    world.append(&tellings[55..]);
    world.catch_up(&store).await;
    (world, store)
}

fn text<'a>(fields: &'a Map<String, Value>, name: &str) -> &'a str {
    fields.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn number(fields: &Map<String, Value>, name: &str) -> Option<i64> {
    fields.get(name).and_then(Value::as_i64)
}

fn ms(fields: &Map<String, Value>) -> i64 {
    text(fields, "created_at").parse::<jiff::Timestamp>().unwrap().as_millisecond() - START_MS
}

type Wanted = fn(&Map<String, Value>) -> bool;

#[track_caller]
fn check(world: &World, found: &[crate::world::Shown], text: &str, wanted: Wanted) {
    let expected = world.scan(wanted);
    assert_eq!(found, expected, "{text}");
    assert!(!expected.is_empty(), "{text} finds nothing: the check says nothing");
}

#[tokio::test]
async fn every_kind_of_condition_finds_what_a_scan_finds() {
    let cases: &[(&str, Wanted)] = &[
        ("actor:alice", |f| matches!(text(f, "author_name"), "Alice" | "alice")),
        ("actor:10", |f| number(f, "author_id") == Some(10)),
        ("actor:\"björk ångström\"", |f| text(f, "author_name") == ACTORS[2]),
        ("type:*_token_*", |f| text(f, "event_type").contains("_token_")),
        ("type:USER_created,member_*", |f| [TYPES[0], TYPES[3]].contains(&text(f, "event_type"))),
        ("ip:203.0.113.0/24", |f| text(f, "ip_address").starts_with("203.0.113.")),
        ("ip:203.0.113.128/25", |f| text(f, "ip_address") == IPS[1]),
        ("ip:2001:db8::/32", |f| text(f, "ip_address") == IPS[3]),
        ("ip:2001:db8::/120", |f| text(f, "ip_address") == IPS[3]),
        ("ip:2001:DB8:0::7", |f| text(f, "ip_address") == IPS[3]),
        ("ip:198.51.*", |f| text(f, "ip_address") == IPS[2]),
        ("-ip:203.0.113.0/24", |f| !text(f, "ip_address").starts_with("203.0.113.")),
        ("-type:user_created", |f| text(f, "event_type") != TYPES[0]),
        ("type:*", |f| f.contains_key("event_type")),
        ("-type:*", |f| !f.contains_key("event_type")),
        ("token:4711", |f| number(f, "token_id") == Some(4711)),
        ("token:*", |f| f.contains_key("token_id")),
        ("status:>=400", |f| number(f, "status").is_some_and(|status| status >= 400)),
        ("status:400..404", |f| number(f, "status") == Some(404)),
        ("service:API", |f| text(f, "service") == "api"),
        ("entity:acme/*", |f| text(f, "entity_path").starts_with("acme/")),
        ("NÄME", |f| text(f, "target_details").contains("Näme")),
        ("\"Did 1\"", |f| text(f, "custom_message").contains("Did 1")),
        ("Did*3*things", |f| text(f, "custom_message").contains('3')),
        ("actor:bob OR actor:deploy-*", |f| {
            ["bob", "deploy-bot"].contains(&text(f, "author_name"))
        }),
        ("actor:bob (ip:203.0.113.7 OR entity:beta/tools)", |f| {
            text(f, "author_name") == "bob"
                && (text(f, "ip_address") == IPS[0] || text(f, "entity_path") == "beta/tools")
        }),
        ("-(actor:bob OR actor:alice)", |f| {
            !["bob", "Alice", "alice"].contains(&text(f, "author_name"))
        }),
        ("since:3d", |f| ms(f) >= DAY_MS),
        ("since:2026-01-11 until:2026-01-12T00:00Z", |f| (DAY_MS..2 * DAY_MS).contains(&ms(f))),
        ("until:2026-01-10T12:00+09:00 -actor:bob", |f| {
            ms(f) < DAY_MS / 8 && text(f, "author_name") != "bob"
        }),
    ];
    let (world, store) = world().await;

    for (text, wanted) in cases {
        for limit in [3, 100] {
            check(&world, &all_pages(&store, &query(text), limit).await, text, *wanted);
        }
    }
}

#[tokio::test]
async fn the_total_is_told_where_it_is_known() {
    let (_world, store) = world().await;

    let whole = store.search(&query("actor:bob"), Page::first(100)).await.unwrap();
    assert_eq!((whole.total, whole.next), (Some(15), None));

    let part = store.search(&query("actor:bob"), Page::first(2)).await.unwrap();
    assert_eq!((part.total, part.rows.len()), (None, 2));
    assert_eq!(part.next, part.rows.last().map(store::Row::cursor));
}

#[tokio::test]
async fn a_query_that_matches_nothing_is_an_empty_answer() {
    let (_world, store) = world().await;
    let answer = store.search(&query("actor:nobody"), Page::first(10)).await.unwrap();
    assert_eq!((answer.rows.len(), answer.next, answer.total), (0, None, Some(0)));
}

#[tokio::test]
async fn an_empty_index_answers() {
    let store = World::new().store(SMALL).await;
    let answer = store.search(&Query::all(), Page::first(10)).await.unwrap();
    assert_eq!((answer.rows.len(), answer.total), (0, Some(0)));
}

#[test]
fn a_cursor_survives_an_address() {
    let cursor = store::Cursor { occurred_ms: -5, record_index: u64::MAX };
    assert_eq!(cursor.to_string().parse(), Ok(cursor));
    for bad in ["", "5", "5.", ".5", "5.-1", "5.5.5", "x.5"] {
        assert!(bad.parse::<store::Cursor>().is_err(), "{bad}");
    }
}
