//! SQL: one `SELECT`, read-only, within limits.

use std::time::Duration;

use serde_json::json;
use store::{SqlLimits, Store, StoreError};

use crate::world::{DAY_MS, Facts, SMALL, World};

/// Two events in files, one in memory; one of them told twice.
async fn world() -> (World, Store) {
    let facts = |id: usize| Facts {
        id,
        ms: i64::try_from(id).unwrap() * DAY_MS,
        actor: id,
        ..Facts::default()
    };
    let mut world = World::with(&[facts(0).streamed(), facts(1).streamed()]);
    let store = world.store(SMALL).await;
    store.seal().await.unwrap();
    world.append(&[facts(1).as_row(), facts(2).streamed()]);
    world.catch_up(&store).await;
    (world, store)
}

async fn refusal(store: &Store, text: &str) -> String {
    let error = store.sql(text, SqlLimits::default()).await.unwrap_err();
    assert!(error.is_refusal(), "{text}: {error:?}");
    error.to_string()
}

#[tokio::test]
async fn events_are_counted_once_and_tellings_each() {
    let (_world, store) = world().await;
    let text = "SELECT (SELECT count(*) FROM events) AS a, (SELECT count(*) FROM tellings) AS b, \
         (SELECT count(*) FROM tellings WHERE NOT is_first) AS c";
    let table = store.sql(text, SqlLimits::default()).await.unwrap();
    assert_eq!(table.rows, [[json!(3), json!(4), json!(1)]]);
}

#[tokio::test]
async fn values_are_what_a_reader_expects() {
    let (_world, store) = world().await;
    let text = "SELECT record_index, occurred_at, created_at, author_name, author_id, status, \"from\" \
         FROM events WHERE author_name = 'bob'";
    let table = store.sql(text, SqlLimits::default()).await.unwrap();
    assert_eq!(
        table.columns,
        ["record_index", "occurred_at", "created_at", "author_name", "author_id", "status", "from"]
    );
    let time = json!("2026-01-11T00:00:00.000Z");
    assert_eq!(
        table.rows,
        [[json!(1), time.clone(), time, json!("bob"), json!(11), json!(null), json!(null)]]
    );
}

#[tokio::test]
async fn every_field_of_the_taxonomy_is_a_column() {
    let (_world, store) = world().await;
    for field in event::field::FIELDS {
        let text = format!("SELECT \"{}\" FROM events LIMIT 1", field.name);
        store.sql(&text, SqlLimits::default()).await.unwrap();
    }
}

#[tokio::test]
async fn with_group_by_and_joins_work() {
    let (_world, store) = world().await;
    let text = "WITH per_day AS (SELECT date_trunc('day', occurred_at) AS day, count(*) AS n FROM events GROUP BY 1) \
         SELECT d.n, e.author_name FROM per_day d JOIN events e ON date_trunc('day', e.occurred_at) = d.day \
         ORDER BY e.occurred_at DESC;";
    let table = store.sql(text, SqlLimits::default()).await.unwrap();
    let names: Vec<_> = table.rows.iter().map(|row| row[1].as_str().unwrap().to_owned()).collect();
    assert_eq!(names, ["Björk Ångström", "bob", "Alice"]);
}

#[tokio::test]
async fn anything_but_one_select_is_refused() {
    let (world, store) = world().await;
    let file = world.dir.path().join("out.csv");
    let path = file.display();
    let statements = [
        "DROP TABLE events",
        "INSERT INTO events SELECT * FROM events",
        "DELETE FROM events",
        "UPDATE events SET author_name = 'x'",
        "CREATE TABLE x AS SELECT 1",
        "CREATE VIEW x AS SELECT 1",
        "SET datafusion.execution.batch_size = 1",
        "EXPLAIN SELECT 1",
        "SHOW TABLES",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE events",
        "",
        "not SQL at all",
        &format!("COPY events TO '{path}'"),
        &format!("CREATE EXTERNAL TABLE x STORED AS CSV LOCATION '{path}'"),
        &format!("SELECT * FROM '{path}'"),
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM \"/etc/passwd\"",
        "WITH x AS (INSERT INTO events SELECT * FROM events) SELECT 1",
        "SELECT * INTO x FROM events",
        "SELECT no_such_column FROM events",
        "SELECT * FROM information_schema.tables",
    ];
    for text in statements {
        refusal(&store, text).await;
    }
    assert!(!file.exists());
    assert_eq!(
        refusal(&store, "DROP TABLE events").await,
        "only SELECT may run here, not DROP: the record is read-only"
    );
    assert_eq!(
        refusal(&store, "SELECT 1; SELECT 2").await,
        "one SELECT at a time: there are several statements"
    );
}

#[tokio::test]
async fn rows_beyond_the_limit_are_cut_off_and_it_says_so() {
    let (_world, store) = world().await;
    let limits = SqlLimits { rows: 2, ..SqlLimits::default() };
    let table = store.sql("SELECT record_index FROM events ORDER BY 1", limits).await.unwrap();
    assert_eq!((table.rows.len(), table.truncated), (2, true));

    let limits = SqlLimits { rows: 3, ..SqlLimits::default() };
    let table = store.sql("SELECT record_index FROM events ORDER BY 1", limits).await.unwrap();
    assert_eq!((table.rows.len(), table.truncated), (3, false));
}

#[tokio::test]
async fn a_statement_that_runs_too_long_is_stopped() {
    let (_world, store) = world().await;
    let limits = SqlLimits { time: Duration::from_millis(200), ..SqlLimits::default() };
    let text =
        "SELECT count(*) FROM generate_series(1, 100000000) a, generate_series(1, 100000000) b";
    let error = store.sql(text, limits).await.unwrap_err();
    assert!(matches!(error, StoreError::Limit(_)), "{error:?}");
}

#[tokio::test]
async fn a_statement_that_needs_too_much_memory_is_stopped() {
    let (_world, store) = world().await;
    let limits = SqlLimits { memory_bytes: 1 << 20, ..SqlLimits::default() };
    let text = "SELECT count(*) FROM (SELECT DISTINCT value FROM generate_series(1, 1000000))";
    let error = store.sql(text, limits).await.unwrap_err();
    assert!(matches!(&error, StoreError::Limit(text) if text.contains("1 MB")), "{error:?}");
}
