//! The HTTP receiver: who may send, what is taken, what is never lost.

use bytes::Bytes;
use server::app::App;
use server::clock::Clock;
use server::config::{Config, OnOverload};
use store::Page;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use crate::house::{STREAM_TOKEN, bare_config, file, rita, serve, stream};

/// An app with a receiver and nothing else.
struct Post {
    app: App,
    address: std::net::SocketAddr,
    _folder: tempfile::TempDir,
    _stop: tokio_util::sync::DropGuard,
}

impl Post {
    async fn start(adapt: impl FnOnce(&std::path::Path, &mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config {
            stream: vec![stream(folder.path(), OnOverload::Reset)],
            ..bare_config(folder.path())
        };
        adapt(folder.path(), &mut config);
        let app = App::open(config, Clock::System).await.unwrap().app;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        serve(&app, listener, &stop).await;
        Self { app, address, _folder: folder, _stop: stop.drop_guard() }
    }

    async fn send(&self, token: &str, body: impl Into<Bytes>) -> (u16, String) {
        let mut connection = TcpStream::connect(self.address).await.unwrap();
        exchange(&mut connection, token, &body.into()).await
    }

    fn size(&self) -> u64 {
        self.app.health().queue.accepted
    }

    async fn found(&self, query: &str) -> usize {
        self.app.settle().await;
        self.app.search(&rita(), query, Page::first(100)).await.unwrap().rows.len()
    }
}

/// One request on a connection that stays open, and its answer.
async fn exchange(connection: &mut TcpStream, token: &str, body: &[u8]) -> (u16, String) {
    // GitLab posts JSON under this content type.
    let head = format!(
        "POST /collect/stream/main HTTP/1.1\r\nHost: x\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\
         X-Gitlab-Event-Streaming-Token: {token}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    connection.write_all(head.as_bytes()).await.unwrap();
    connection.write_all(body).await.unwrap();
    let mut answer = Vec::new();
    loop {
        let mut chunk = [0; 4096];
        let count = connection.read(&mut chunk).await.unwrap();
        answer.extend_from_slice(&chunk[..count]);
        let text = String::from_utf8_lossy(&answer).into_owned();
        if let Some((head, rest)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse::<usize>().ok()
            });
            if rest.len() >= length.unwrap_or(0) {
                return (head[9..12].parse().unwrap(), rest.to_owned());
            }
        }
        assert!(count > 0, "the connection ended: {text:?}");
    }
}

pub(crate) fn event(id: u32) -> String {
    format!(
        r#"{{"id":{id},"author_id":5,"entity_id":9,"entity_type":"Project","details":{{"author_name":"mallory","target_id":1,"target_type":"Project","target_details":"x","custom_message":"something"}},"ip_address":"203.0.113.9","author_name":"mallory","entity_path":"acme/shop","target_details":"x","created_at":"2026-11-20T10:00:00.000Z","target_type":"Project","target_id":1,"event_type":"project_feature_updated"}}"#
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_and_an_array_are_taken_and_can_be_found() {
    let post = Post::start(|_, _| {}).await;

    assert_eq!(post.send(STREAM_TOKEN, event(1)).await, (200, "{\"accepted\":1}\n".to_owned()));
    let array = format!("[{}, {}]", event(2), event(3));
    assert_eq!(post.send(STREAM_TOKEN, array).await.0, 200);
    assert_eq!(post.send(STREAM_TOKEN, "[]").await.0, 200);

    assert_eq!(post.size(), 3);
    assert_eq!(post.found("actor:mallory").await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_told_twice_is_kept_twice_and_shown_once() {
    let post = Post::start(|_, _| {}).await;

    post.send(STREAM_TOKEN, event(1)).await;
    post.send(STREAM_TOKEN, event(1)).await;

    assert_eq!(post.size(), 2);
    assert_eq!(post.found("actor:mallory").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_json_is_kept_as_it_came() {
    let post = Post::start(|_, _| {}).await;

    let (status, _) = post.send(STREAM_TOKEN, r#"{"id": 7, "author_na"#).await;

    assert_eq!(status, 200);
    let record = post.app.record(&rita(), 0).await.unwrap();
    assert_eq!(record.raw, r#"{"id": 7, "author_na"#);
    assert!(!record.event.is_parsed());
    assert_eq!(post.found("format:unparsed").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_token_is_refused_and_after_many_only_the_right_one_is_heard() {
    let post = Post::start(|_, _| {}).await;

    assert_eq!(post.send("wrong", event(1)).await.0, 401);
    assert_eq!(post.send("", event(1)).await.0, 401);
    let mut last = 0;
    for _ in 0..60 {
        last = post.send("wrong", event(1)).await.0;
    }

    assert_eq!(last, 429);
    assert_eq!(post.send(STREAM_TOKEN, event(1)).await.0, 200);
    assert_eq!(post.size(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_tokens_rotate_the_old_and_the_new_one_are_taken() {
    let post = Post::start(|folder, config| {
        config.stream[0].token_files.push(file(folder, "new.token", "the-new-token\n"));
    })
    .await;

    assert_eq!(post.send(STREAM_TOKEN, event(1)).await.0, 200);
    assert_eq!(post.send("the-new-token", event(2)).await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_of_a_hundred_megabytes_is_refused_in_words_and_the_connection_lives_on() {
    let post = Post::start(|_, _| {}).await;
    let mut connection = TcpStream::connect(post.address).await.unwrap();

    let (status, text) = exchange(&mut connection, STREAM_TOKEN, &vec![b'x'; 100_000_000]).await;
    assert_eq!(status, 413);
    assert!(text.contains("larger than 25 MB"), "{text}");

    let (status, _) = exchange(&mut connection, STREAM_TOKEN, event(1).as_bytes()).await;
    assert_eq!(status, 200);
    assert_eq!(post.size(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_that_takes_nothing_more_makes_the_receiver_close_without_an_answer() {
    let post = Post::start(|_, _| {}).await;
    post.app.close().await;
    let mut connection = TcpStream::connect(post.address).await.unwrap();
    let body = event(1);
    let head = format!(
        "POST /collect/stream/main HTTP/1.1\r\nHost: x\r\n\
         X-Gitlab-Event-Streaming-Token: {STREAM_TOKEN}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    connection.write_all(head.as_bytes()).await.unwrap();

    let mut answer = Vec::new();
    // A reset is as good as an end: what counts is that there is no answer.
    let ended = connection.read_to_end(&mut answer).await;

    assert!(answer.is_empty(), "{ended:?}: {:?}", String::from_utf8_lossy(&answer));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sender_that_understands_503_gets_it() {
    let post =
        Post::start(|_, config| config.stream[0].on_overload = OnOverload::Unavailable).await;
    post.app.close().await;

    assert_eq!(post.send(STREAM_TOKEN, event(1)).await.0, 503);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_senders_at_once_are_all_answered_after_the_disk() {
    let post = std::sync::Arc::new(Post::start(|_, _| {}).await);
    let senders = (0..16_u32).map(|sender| {
        let post = std::sync::Arc::clone(&post);
        tokio::spawn(async move {
            let mut connection = TcpStream::connect(post.address).await.unwrap();
            for number in 0..50_u32 {
                let body = event(sender * 1000 + number);
                let (status, _) = exchange(&mut connection, STREAM_TOKEN, body.as_bytes()).await;
                assert_eq!(status, 200);
            }
        })
    });
    for sender in senders.collect::<Vec<_>>() {
        sender.await.unwrap();
    }

    assert_eq!(post.size(), 16 * 50);
    post.app.settle().await;
    let limits = store::SqlLimits::default();
    let count = post.app.sql(&rita(), "SELECT count(*) AS n FROM events", limits).await.unwrap();
    assert_eq!(count.rows[0][0], 16 * 50);
}
