//! Files into the record: whatever they are wrapped in, once and whole.

use std::io::Write as _;
use std::path::Path;

use server::app::{App, AppError, ImportReport};
use server::clock::Clock;
use store::Page;

use crate::house::{bare_config, file, rita};

fn line(id: u32) -> String {
    format!(
        r#"{{"severity":"INFO","time":"2026-11-20T10:00:{:02}.000Z","correlation_id":"c{id}","author_id":5,"author_name":"mallory","entity_id":9,"entity_type":"Project","change":"visibility","from":"Private","to":"Public","target_id":{id},"target_type":"Project","target_details":"acme/shop"}}"#,
        id % 60
    )
}

fn lines(ids: std::ops::Range<u32>) -> String {
    ids.map(|id| line(id) + "\n").collect()
}

async fn app(folder: &Path) -> App {
    App::open(bare_config(folder), Clock::System).await.unwrap().app
}

async fn import(app: &App, path: &Path) -> Result<ImportReport, AppError> {
    app.import_file(&rita(), path, &mut |_| {}).await
}

async fn found(app: &App, query: &str) -> usize {
    app.settle().await;
    app.search(&rita(), query, Page::first(1000)).await.unwrap().rows.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_gzip_and_zstd_are_told_by_their_content() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path()).await;
    let gzip = |text: &str| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let files = [
        ("plain", lines(0..10).into_bytes()),
        ("packed", gzip(&lines(10..20))),
        ("dense", zstd::encode_all(lines(20..30).as_bytes(), 1).unwrap()),
    ];
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::File::create(&path).unwrap().write_all(&bytes).unwrap();

        let report = import(&app, &path).await.unwrap();

        assert_eq!((report.records, report.unparsed), (10, 0), "{name}");
        assert_eq!(report.formats["audit_json"], 10);
    }
    assert_eq!(found(&app, "actor:mallory").await, 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_imported_twice_adds_nothing_and_a_grown_one_its_new_lines() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path()).await;
    let path = file(folder.path(), "audit_json.log", &lines(0..5));
    assert_eq!(import(&app, &path).await.unwrap().records, 5);

    let again = import(&app, &path).await.unwrap();
    file(folder.path(), "audit_json.log", &lines(0..8));
    let grown = import(&app, &path).await.unwrap();
    file(folder.path(), "audit_json.log", &(line(0) + "\n" + &lines(50..52)));
    let other = import(&app, &path).await.unwrap();

    assert_eq!((again.records, again.resumed_after), (0, 5));
    assert_eq!((grown.records, grown.resumed_after), (3, 5));
    assert_eq!(
        (other.records, other.resumed_after),
        (3, 0),
        "another file with the same first line"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_line_costs_nothing_but_a_count_and_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path()).await;
    let text = format!("{}\nnot json at all\n\n{}\n{{\"half\": \n", line(1), line(2));
    let path = file(folder.path(), "audit_json.log", &text);

    let report = import(&app, &path).await.unwrap();

    assert_eq!((report.records, report.unparsed), (4, 2));
    assert_eq!(report.unparsed_lines, [2, 5]);
    assert_eq!(found(&app, "format:unparsed").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_half_written_last_line_is_kept_and_read_again_when_it_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path()).await;
    let whole = lines(0..2);
    let path = file(folder.path(), "audit_json.log", &whole[..whole.len() - 40]);
    assert_eq!(import(&app, &path).await.unwrap().unparsed, 1);

    file(folder.path(), "audit_json.log", &whole);
    let report = import(&app, &path).await.unwrap();

    assert_eq!((report.records, report.unparsed), (1, 0));
    assert_eq!(found(&app, "actor:mallory").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_array_over_many_lines_is_one_event_an_element() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path()).await;
    let text = format!("[\n  {},\n  {}\n]\n", line(1), line(2));
    let path = file(folder.path(), "rows.json", &text);

    assert_eq!(import(&app, &path).await.unwrap().records, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn objects_over_many_lines_and_batches_for_google_cloud_are_one_event_each() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path()).await;
    let pretty =
        |id| line(id).replace('{', "{\n  ").replace('}', "\n}\n").replace(",\"", ",\n  \"");
    let entries =
        format!(r#"{{"entries":[{{"jsonPayload":{}}},{{"jsonPayload":{}}}]}}"#, line(3), line(4));
    let files = [
        ("pretty.json", pretty(1) + &pretty(2)),
        ("batch.json", entries),
        ("s3.json", format!("[{},{}]", line(5), line(6))),
    ];
    for (name, text) in files {
        let path = file(folder.path(), name, &text);

        let report = import(&app, &path).await.unwrap();
        let again = import(&app, &path).await.unwrap();

        assert_eq!((report.records, report.formats["audit_json"]), (2, 2), "{name}");
        assert_eq!((again.records, again.resumed_after), (0, 2), "{name}");
    }
    assert_eq!(found(&app, "actor:mallory").await, 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_one_event_a_row_even_where_a_row_has_many_lines() {
    const HEADER: &str = "ID,Author ID,Author Name,Entity ID,Entity Type,Entity Path,Target ID,Target Type,Target Details,Action,IP Address,Created At (UTC)";
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path()).await;
    let row = |id: u32, action: &str| {
        format!(
            "{id},5,mallory,9,Project,acme/shop,9,Project,acme/shop,{action},203.0.113.9,2026-11-20 10:00:00\r\n"
        )
    };
    let text =
        format!("{HEADER}\r\n{}{}", row(1, "\"Renamed, to \"\"x\ny\"\"\""), row(2, "Archived"));
    let path = file(folder.path(), "audit_events.csv", &text);

    let report = import(&app, &path).await.unwrap();
    let again = import(&app, &path).await.unwrap();
    let open = format!("{HEADER}\n{}{}", row(3, "\"never closed"), row(4, "Archived"));
    let open = import(&app, &file(folder.path(), "open.csv", &open)).await.unwrap();

    assert_eq!((report.records, report.formats["audit_csv"]), (2, 2));
    assert_eq!(again.records, 0);
    assert_eq!(open.records, 2, "no row is lost to a quote that was left open");
    assert_eq!(found(&app, "message:Renamed*").await, 1);
    assert_eq!(found(&app, "format:audit_csv").await, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_of_text_logs_are_told_by_their_content() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path()).await;
    let text = concat!(
        "203.0.113.9 - - [20/Nov/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"curl\"\n",
        "2026-11-20T10:00:00.043Z pid=8 tid=7p class=ProjectExportWorker jid=ef INFO: start\n",
        "November 20, 2026 10:00: Failed Login: username=mallory ip=203.0.113.9\n",
        "203.0.113.9 - - [20/Nov/2026:10:00:01 +0000] \"GET /half HTTP/1.1\" 200 5 \"-\" \"cu",
    );
    let path = file(folder.path(), "mixed.log", text);
    import(&app, &path).await.unwrap();

    let whole = file(folder.path(), "mixed.log", &(text.to_owned() + "rl\"\n"));
    let report = import(&app, &whole).await.unwrap();

    assert_eq!((report.records, report.unparsed), (1, 0), "the last line again, now whole");
    for format in ["sidekiq", "application_json"] {
        assert_eq!(found(&app, &format!("format:{format}")).await, 1, "{format}");
    }
    assert_eq!(found(&app, "format:nginx_access ua:curl").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_binary_file_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path()).await;
    let path = file(folder.path(), "photo", "\u{7f}ELF\u{0}\u{0}\u{1}");

    let refused = import(&app, &path).await.unwrap_err();

    assert!(refused.to_string().contains("binary file"), "{refused}");
    assert_eq!(app.health().queue.accepted, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_archive_says_so_and_keeps_what_it_held() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path()).await;
    let mut bytes = zstd::encode_all(lines(0..50_000).as_bytes(), 1).unwrap();
    bytes.truncate(bytes.len() * 2 / 3);
    let path = folder.path().join("cut.zst");
    std::fs::File::create(&path).unwrap().write_all(&bytes).unwrap();

    let error = import(&app, &path).await.unwrap_err();

    assert!(error.to_string().contains("cut or damaged"), "{error}");
    assert!(app.health().queue.accepted > 1000);
}
