//! The index says what the ledger says, however it came to be.

use std::{fs, os::unix::fs::MetadataExt as _};

use proptest::prelude::*;
use store::{Page, Query, Store, StoreOptions};

use crate::world::{DAY_MS, Facts, SMALL, Telling, World, all_pages, query, request};

fn facts() -> impl Strategy<Value = Facts> {
    // Few distinct times, so that events share milliseconds and days.
    let ms = (0_i64..3, 0_i64..4).prop_map(|(day, tick)| day * DAY_MS + tick);
    (0_usize..6, ms, 0_usize..4, 0_usize..4, 0_usize..4, 0_usize..3)
        .prop_map(|(id, ms, actor, kind, ip, project)| Facts { id, ms, actor, kind, ip, project })
}

fn telling() -> impl Strategy<Value = Telling> {
    prop_oneof![
        4 => facts().prop_map(Facts::streamed),
        3 => facts().prop_map(Facts::as_row),
        1 => (0_i64..3, 1_i64..4).prop_map(|(day, token)| request(day * DAY_MS, token, 200)),
        1 => Just(Telling { source: "import/x", raw: b"not JSON".to_vec() }),
    ]
}

/// Runs a test's async part to its end.
fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Runtime::new().unwrap().block_on(work)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn index_is_what_a_scan_of_the_ledger_says(
        batches in prop::collection::vec(prop::collection::vec(telling(), 1..9), 1..9),
        limit in 1_usize..7,
        restart_at in 0_usize..9,
    ) {
        run(async {
            let mut world = World::new();
            let mut store = world.store(SMALL).await;
            for (i, batch) in batches.iter().enumerate() {
                if i == restart_at {
                    drop(store);
                    store = world.store(SMALL).await;
                }
                world.append(batch);
                world.catch_up(&store).await;
            }

            let shown = all_pages(&store, &Query::all(), limit).await;
            assert_eq!(shown, world.scan(|_| true));

            let alice = all_pages(&store, &query("actor:alice type:*_token_*"), limit).await;
            let is_wanted = |fields: &serde_json::Map<_, _>| {
                let text = |name: &str| fields.get(name).and_then(|value| value.as_str().map(str::to_lowercase));
                text("author_name").as_deref() == Some("alice")
                    && text("event_type").is_some_and(|kind| kind.contains("_token_"))
            };
            assert_eq!(alice, world.scan(is_wanted));

            store.rebuild(&world.ledger.reader(), &mut |_, _| {}).await.unwrap();
            assert_eq!(all_pages(&store, &Query::all(), 100).await, shown);
        });
    }
}

#[tokio::test]
async fn an_event_told_three_times_is_one_row_that_says_so() {
    let facts = Facts { id: 7, ..Facts::default() };
    let mut world = World::with(&[facts.streamed()]);
    let store = world.store(SMALL).await;
    store.seal().await.unwrap();
    world.append(&[facts.streamed(), facts.as_row()]);
    world.catch_up(&store).await;

    let rows = store.search(&Query::all(), Page::first(10)).await.unwrap().rows;
    assert_eq!(rows.iter().map(|row| (row.index, row.told)).collect::<Vec<_>>(), [(0, 3)]);

    store.seal().await.unwrap();
    let rows = store.search(&Query::all(), Page::first(10)).await.unwrap().rows;
    assert_eq!(rows.iter().map(|row| (row.index, row.told)).collect::<Vec<_>>(), [(0, 3)]);
}

#[tokio::test]
async fn a_telling_cannot_hide_another_that_says_more() {
    // The key does not cover the address: shapes differ in it.
    let (first, second) =
        (Facts { ip: 0, ..Facts::default() }, Facts { ip: 2, ..Facts::default() });
    let world = World::with(&[first.streamed(), second.streamed()]);
    let store = world.store(SMALL).await;

    let found = all_pages(&store, &query("ip:198.51.100.1"), 10).await;
    assert_eq!(found.iter().map(|(index, _, told)| (*index, *told)).collect::<Vec<_>>(), [(1, 2)]);
    assert_eq!(all_pages(&store, &Query::all(), 10).await.len(), 1);
}

#[tokio::test]
async fn a_restart_reads_only_what_is_not_in_files() {
    let tellings: Vec<_> =
        (0..12).map(|id| Facts { id, ms: 10, ..Facts::default() }.streamed()).collect();
    let mut world = World::with(&tellings);
    let store = world.store(SMALL).await;
    store.seal().await.unwrap();
    world.append(&tellings[..3]);
    world.catch_up(&store).await;
    drop(store);

    let store = Store::open(&world.dir.path().join("index"), SMALL).await.unwrap();
    assert_eq!(store.indexed(), 12);
    assert_eq!(store.rows(), (0, 12));
    world.catch_up(&store).await;
    assert_eq!(store.rows(), (3, 12));
    assert_eq!(all_pages(&store, &Query::all(), 100).await, world.scan(|_| true));
}

#[tokio::test]
async fn many_small_files_of_a_day_become_one() {
    let mut world = World::new();
    let store = world.store(SMALL).await;
    for id in 0..6 {
        world.append(&[Facts { id, ms: 10, ..Facts::default() }.streamed()]);
        world.catch_up(&store).await;
        store.seal().await.unwrap();
    }

    let day = world.dir.path().join("index/day=2026-01-10");
    let files = fs::read_dir(day).unwrap().count();
    assert!(files <= 2, "{files} files");
    assert_eq!(all_pages(&store, &Query::all(), 100).await, world.scan(|_| true));
}

#[tokio::test]
async fn leftovers_of_an_interrupted_write_are_cleared_away() {
    let world = World::with(&[Facts::default().streamed()]);
    world.store(SMALL).await.seal().await.unwrap();
    let day = world.dir.path().join("index/day=2026-01-10");
    let kept = fs::read_dir(&day).unwrap().count();
    fs::File::create(day.join("5-9.parquet.tmp")).unwrap();
    fs::File::create(day.join("5-9.parquet")).unwrap();

    world.store(SMALL).await;
    assert_eq!(fs::read_dir(&day).unwrap().count(), kept);
}

#[tokio::test]
async fn a_damaged_manifest_says_what_to_do() {
    let world = World::with(&[Facts::default().streamed()]);
    world.store(SMALL).await.seal().await.unwrap();
    let manifest = world.dir.path().join("index/manifest.json");
    let length = fs::metadata(&manifest).unwrap().size();
    fs::File::options().write(true).open(&manifest).unwrap().set_len(length / 2).unwrap();

    let error = Store::open(&world.dir.path().join("index"), SMALL).await.unwrap_err().to_string();
    assert!(error.contains("manifest.json is damaged"), "{error}");
    assert!(error.contains("rebuild the index"), "{error}");
}

#[tokio::test]
async fn an_index_of_another_ledger_is_built_anew() {
    let world = World::with(&[
        Facts { id: 1, ..Facts::default() }.streamed(),
        Facts { id: 2, ..Facts::default() }.streamed(),
    ]);
    world.store(SMALL).await.seal().await.unwrap();
    let mut other = World::new();
    other.append(&[Facts { id: 3, ..Facts::default() }.streamed()]);

    let store = Store::open(&world.dir.path().join("index"), SMALL).await.unwrap();
    other.catch_up(&store).await;
    assert_eq!(all_pages(&store, &Query::all(), 10).await, other.scan(|_| true));
}

#[tokio::test]
async fn bytes_that_nobody_understands_can_be_found() {
    let world = World::with(&[
        Telling { source: "import/x", raw: b"\x00\xffbinary".to_vec() },
        Facts::default().streamed(),
    ]);
    let store = world.store(StoreOptions::default()).await;

    let found = all_pages(&store, &query("format:unparsed"), 10).await;
    assert_eq!(found.iter().map(|(index, ..)| *index).collect::<Vec<_>>(), [0]);
}

#[tokio::test]
async fn a_second_process_reads_and_leaves_the_files_alone() {
    let facts = |id| Facts { id, ms: 10, ..Facts::default() }.streamed();
    let mut world = World::with(&[facts(0), facts(1)]);
    let first = world.store(SMALL).await;
    first.seal().await.unwrap();
    world.append(&(2..12).map(facts).collect::<Vec<_>>());

    let second = world.store(SMALL).await;
    assert_eq!(all_pages(&second, &Query::all(), 100).await, world.scan(|_| true));
    assert_eq!(second.rows(), (10, 2));
    world.append(&[facts(12)]);
    world.catch_up(&second).await;
    assert_eq!(second.rows(), (11, 2));
    let refused = second.rebuild(&world.ledger.reader(), &mut |_, _| {}).await;
    assert!(matches!(refused, Err(store::StoreError::InUse { .. })));

    world.catch_up(&first).await;
    assert_eq!(all_pages(&first, &Query::all(), 100).await, world.scan(|_| true));
}

#[tokio::test]
async fn a_backlog_of_many_chunks_is_what_a_scan_says() {
    let tellings: Vec<_> = (0..10_000_usize)
        .map(|at| {
            let ms = i64::try_from(at / 3).unwrap() * 60_000;
            // Every seventh repeats what was told a while ago.
            let id = if at % 7 == 0 { at / 2 } else { at };
            let ms = if at % 7 == 0 { i64::try_from(at / 6).unwrap() * 60_000 } else { ms };
            Facts { id, ms, actor: id, kind: id, ip: id, project: id }.streamed()
        })
        .collect();
    let world = World::with(&tellings);
    let store = world.store(StoreOptions { memory_rows: 2_000, ..SMALL }).await;

    assert_eq!(all_pages(&store, &Query::all(), 3_000).await, world.scan(|_| true));
    let found = all_pages(&store, &query("actor:bob ip:203.0.113.0/24"), 50).await;
    let is_wanted = |fields: &serde_json::Map<String, serde_json::Value>| {
        let text =
            |name: &str| fields.get(name).and_then(|value| value.as_str()).unwrap_or_default();
        text("author_name") == "bob" && text("ip_address").starts_with("203.0.113.")
    };
    assert_eq!(found, world.scan(is_wanted));
}
