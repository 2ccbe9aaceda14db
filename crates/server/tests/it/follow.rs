//! Log files that are followed: through every kind of rotation, over restarts,
//! no line lost and none twice.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use server::app::{App, SourceHealth, SourceState};
use server::clock::Clock;
use server::config::{Begin, Config, Follow};

use crate::house::{bare_config, rita};

/// A product that follows, and a folder of logs.
struct Following {
    app: App,
    config: Config,
    folder: tempfile::TempDir,
}

impl Following {
    /// Follows these paths below the folder of logs.
    async fn start(paths: &[&str], begin: Begin, prepare: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let logs = folder.path().join("log");
        std::fs::create_dir_all(&logs).unwrap();
        prepare(&logs);
        let paths = paths.iter().map(|path| logs.join(path)).collect();
        let follow = vec![Follow { name: "gl".to_owned(), paths, from: begin }];
        let config = Config { follow, ..bare_config(folder.path()) };
        let app = open(&config).await;
        Self { app, config, folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("log").join(name)
    }

    fn append(&self, name: &str, text: &str) {
        append(&self.path(name), text);
    }

    fn rename(&self, from: &str, to: &str) {
        std::fs::rename(self.path(from), self.path(to)).unwrap();
    }

    async fn restart(self, meanwhile: impl FnOnce(&Self)) -> Self {
        self.app.close().await;
        meanwhile(&self);
        let app = open(&self.config).await;
        Self { app, ..self }
    }

    fn health(&self) -> SourceHealth {
        self.app.source(&rita(), "follow/gl").unwrap()
    }

    /// Waits for that many records; answers all of them, as they came.
    async fn records(&self, count: u64) -> Vec<String> {
        until(|| self.app.health().queue.accepted >= count).await;
        let mut records = Vec::new();
        for index in 0..self.app.health().queue.accepted {
            records.push(self.app.record(&rita(), index).await.unwrap().raw);
        }
        records
    }

    /// Waits until everything is read: the file shown last has no more.
    async fn idle(&self) {
        until(|| self.health().state == SourceState::Waiting).await;
    }
}

async fn open(config: &Config) -> App {
    let app = App::open(config.clone(), Clock::System).await.unwrap().app;
    app.collect().await.unwrap();
    app
}

/// Looks until it is so, at most half a minute.
pub(crate) async fn until(is_so: impl Fn() -> bool) {
    for _ in 0..1500 {
        if is_so() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("it did not come so");
}

fn append(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut file = std::fs::OpenOptions::new().append(true).create(true).open(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

fn gzip(path: &Path, to: &Path) {
    let text = std::fs::read(path).unwrap();
    let mut packed = flate2::write::GzEncoder::new(
        std::fs::File::create(to).unwrap(),
        flate2::Compression::fast(),
    );
    packed.write_all(&text).unwrap();
    let file = packed.finish().unwrap();
    // As gzip does: the packed file is as old as the plain one.
    file.set_modified(std::fs::metadata(path).unwrap().modified().unwrap()).unwrap();
    std::fs::remove_file(path).unwrap();
}

fn lines(range: std::ops::Range<u32>) -> String {
    range.map(|n| line(n) + "\n").collect()
}

fn line(n: u32) -> String {
    format!(r#"{{"severity":"INFO","time":"2026-11-21T10:00:00.000Z","n":{n}}}"#)
}

fn all(range: std::ops::Range<u32>) -> Vec<String> {
    range.map(line).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_is_read_as_it_grows_and_a_partial_line_waits_for_its_end() {
    let f = Following::start(&["x.log"], Begin::Start, |logs| {
        append(&logs.join("x.log"), &lines(0..2));
    })
    .await;
    assert_eq!(f.records(2).await, all(0..2));

    let third = line(2);
    f.append("x.log", &third[..10]);
    f.append("y.log", "not wanted\n");
    f.append("x.log", &format!("{}\n\n{}\n", &third[10..], line(3)));

    assert_eq!(f.records(4).await, all(0..4));
    let health = f.health();
    assert_eq!((health.records, health.errors, health.dropped), (4, 0, 0));
    assert!(health.last_received_at.is_some(), "{health:?}");
    f.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_there_before_can_be_left_out() {
    let f =
        Following::start(&["x.log"], Begin::End, |logs| append(&logs.join("x.log"), &lines(0..5)))
            .await;
    f.idle().await;
    f.append("x.log", &lines(5..7));
    assert_eq!(f.records(2).await, all(5..7));
    f.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renamed_log_is_read_to_its_end_and_the_new_one_from_its_beginning() {
    let f = Following::start(&["x.log"], Begin::Start, |_| {}).await;
    f.append("x.log", &lines(0..3));
    f.records(3).await;

    for turn in 0..3_u32 {
        let first = 3 + turn * 4;
        let rotated = format!("x.log.{}", 9 - turn);
        f.append("x.log", &lines(first..first + 1));
        f.rename("x.log", &rotated);
        // The writer goes on in the old file until it is told to open the new one.
        f.append(&rotated, &lines(first + 1..first + 2));
        f.append("x.log", &lines(first + 2..first + 4));
        let mut records = f.records(u64::from(first) + 4).await;
        records.sort_by_key(String::len);
        assert_eq!(records.len(), usize::try_from(first).unwrap() + 4, "turn {turn}");
    }

    let mut records = f.records(15).await;
    records.sort();
    let mut expected = all(0..15);
    expected.sort();
    assert_eq!(records, expected);
    f.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_is_copied_and_cut_loses_nothing() {
    let f = Following::start(&["x.log"], Begin::Start, |_| {}).await;
    f.append("x.log", &lines(0..10));
    f.records(10).await;

    // Written, copied and cut between two looks.
    f.append("x.log", &lines(10..13));
    std::fs::copy(f.path("x.log"), f.path("x.log.1")).unwrap();
    std::fs::File::create(f.path("x.log")).unwrap();
    f.append("x.log", &lines(13..15));
    assert_eq!(f.records(15).await, all(0..15));

    // The same, and the new text is longer than what was read of the old one.
    f.append("x.log", &lines(15..16));
    f.rename("x.log.1", "x.log.2");
    std::fs::copy(f.path("x.log"), f.path("x.log.1")).unwrap();
    gzip(&f.path("x.log.1"), &f.path("x.log.1.gz"));
    std::fs::File::create(f.path("x.log")).unwrap();
    f.append("x.log", &lines(16..60));
    assert_eq!(f.records(60).await, all(0..60));
    assert_eq!(f.health().errors, 0, "{:?}", f.health().last_error);
    f.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_rotated_and_packed_while_nobody_looked_is_found_again() {
    let f = Following::start(&["x.log"], Begin::Start, |_| {}).await;
    f.append("x.log", &lines(0..4));
    f.records(4).await;

    let f = f
        .restart(|f| {
            f.append("x.log", &lines(4..6));
            f.rename("x.log", "x.log.1");
            f.append("x.log", &lines(6..9));
            f.rename("x.log.1", "x.log.2");
            gzip(&f.path("x.log.2"), &f.path("x.log.2.gz"));
            f.rename("x.log", "x.log.1");
            f.append("x.log", &lines(9..11));
        })
        .await;
    assert_eq!(f.records(11).await, all(0..11));

    let f = f.restart(|_| {}).await;
    f.append("x.log", &lines(11..12));
    assert_eq!(f.records(12).await, all(0..12));
    assert_eq!(f.health().errors, 0, "{:?}", f.health().last_error);
    assert_eq!(f.health().records, 12, "figures outlive a restart");
    f.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_gone_for_good_is_told() {
    let f = Following::start(&["x.log"], Begin::Start, |_| {}).await;
    f.append("x.log", &lines(0..4));
    f.records(4).await;

    let f = f
        .restart(|f| {
            f.append("x.log", &lines(4..6));
            std::fs::remove_file(f.path("x.log")).unwrap();
            f.append("x.log", &lines(9..11));
        })
        .await;

    let records = f.records(6).await;
    assert_eq!(records[4..], all(9..11));
    let error = f.health().last_error.unwrap();
    assert!(error.contains("x.log was rotated away while nobody looked"), "{error}");
    f.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn logs_of_svlogd_are_followed_by_their_names() {
    let first = "@4000000069209a0000000000.u";
    let packed = "@4000000069209a0000000000.s";
    let f = Following::start(&[""], Begin::Start, |_| {}).await;
    f.append("gitaly/current", &lines(0..2));
    f.append("redis/current", "not wanted\n");
    f.append("gitlab-rails/production_json.log", "");
    f.records(2).await;

    // svlogd renames, packs under the same ending, and goes on.
    f.append("gitaly/current", &lines(2..3));
    f.rename("gitaly/current", &format!("gitaly/{first}"));
    f.append("gitaly/current", &lines(3..5));
    gzip(&f.path(&format!("gitaly/{first}")), &f.path(&format!("gitaly/{packed}")));
    let mut records = f.records(5).await;
    records.sort();
    assert_eq!(records, all(0..5));

    let f = f
        .restart(|f| {
            f.append("gitaly/current", &lines(5..6));
            f.rename("gitaly/current", "gitaly/@400000006920aa0000000000.u");
            gzip(
                &f.path("gitaly/@400000006920aa0000000000.u"),
                &f.path("gitaly/@400000006920aa0000000000.s"),
            );
            f.append("gitaly/current", &lines(6..8));
            f.append("gitlab-rails/production_json.log", &lines(8..9));
        })
        .await;
    let mut records = f.records(9).await;
    records.sort();
    assert_eq!(records, all(0..9));
    until(|| f.health().detail.iter().any(|line| line.contains("gitaly/current"))).await;
    f.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_is_too_long_is_counted_and_the_next_one_is_read() {
    let f = Following::start(&["x.log"], Begin::Start, |_| {}).await;
    f.append("x.log", &"x".repeat(17 << 20));
    until(|| f.health().dropped == 1).await;
    f.append("x.log", &format!("the end of it\n{}\n", line(1)));

    assert_eq!(f.records(1).await, all(1..2));
    assert_eq!(f.health().dropped, 1);
    f.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_may_not_be_read_is_told_and_the_others_are_followed() {
    let f = Following::start(&["*.log"], Begin::Start, |logs| {
        std::os::unix::fs::symlink("/nowhere/at/all", logs.join("b.log")).unwrap();
        std::fs::create_dir(logs.join("c.log")).unwrap();
    })
    .await;
    f.append("a.log", &lines(0..2));
    assert_eq!(f.records(2).await, all(0..2));
    f.app.close().await;
}
