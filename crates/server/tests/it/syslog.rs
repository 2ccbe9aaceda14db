//! Syslog: what comes over TCP and UDP, what is too much, who may send.

use server::app::{App, SourceHealth};
use server::clock::Clock;
use server::config::{Config, Intake, Syslog, Transport};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpStream, UdpSocket};

use crate::follow::until;
use crate::house::{bare_config, rita};

struct Port {
    app: App,
    address: std::net::SocketAddr,
    _folder: tempfile::TempDir,
}

impl Port {
    async fn open(transport: Transport, adapt: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let syslog = Syslog {
            name: "main".to_owned(),
            listen: "127.0.0.1:0".parse().unwrap(),
            transport,
            allow_non_loopback: false,
            senders: Vec::new(),
        };
        let mut config = Config { syslog: vec![syslog], ..bare_config(folder.path()) };
        adapt(&mut config);
        let app = App::open(config, Clock::System).await.unwrap().app;
        app.collect().await.unwrap();
        let detail = app.source(&rita(), "syslog/main").unwrap().detail;
        let address = detail[0].split_once(' ').unwrap().1.parse().unwrap();
        Self { app, address, _folder: folder }
    }

    fn health(&self) -> SourceHealth {
        self.app.source(&rita(), "syslog/main").unwrap()
    }

    async fn records(&self, count: u64) -> Vec<String> {
        until(|| self.app.health().queue.accepted >= count).await;
        let mut records = Vec::new();
        for index in 0..self.app.health().queue.accepted {
            let record = self.app.record(&rita(), index).await.unwrap();
            assert_eq!(record.source, "syslog/main");
            records.push(record.raw);
        }
        records
    }
}

/// Nothing is taken: the disk counts as full.
fn full(config: &mut Config) {
    config.intake = Intake { disk_low_mb: u32::MAX };
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_of_both_framings_and_both_forms_come_over_one_connection() {
    let port = Port::open(Transport::Tcp, |_| {}).await;
    let mut connection = TcpStream::connect(port.address).await.unwrap();

    let counted = r#"<13>1 2026-11-21T13:00:00Z gl rails 1 - - {"n":1}"#;
    let text = format!("{} {counted}<190>Nov 21 13:00:00 gl rails: {{\"n\":2}}\n", counted.len());
    for byte in text.as_bytes().chunks(7) {
        connection.write_all(byte).await.unwrap();
    }
    connection.write_all(b"<190>Nov 21 13:00:00 gl rails: [{\"n\":3},{\"n\":4}]").await.unwrap();
    connection.shutdown().await.unwrap();

    assert_eq!(port.records(4).await, [r#"{"n":1}"#, r#"{"n":2}"#, r#"{"n":3}"#, r#"{"n":4}"#]);
    port.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_datagram_is_a_message() {
    let port = Port::open(Transport::Udp, |_| {}).await;
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    for n in 0..3 {
        let text = format!("<13>Nov 21 13:00:00 gl rails[7]: {{\"n\":{n}}}");
        socket.send_to(text.as_bytes(), port.address).await.unwrap();
    }
    let mut records = port.records(3).await;
    records.sort();
    assert_eq!(records, [r#"{"n":0}"#, r#"{"n":1}"#, r#"{"n":2}"#]);
    port.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sender_over_tcp_is_held_back_while_nothing_can_be_taken() {
    let port = Port::open(Transport::Tcp, full).await;
    let mut connection = TcpStream::connect(port.address).await.unwrap();
    let line = format!("<13>Nov 21 13:00:00 gl rails: {}\n", "x".repeat(60_000));

    let mut sent = 0_usize;
    let patience = std::time::Duration::from_secs(2);
    while tokio::time::timeout(patience, connection.write_all(line.as_bytes())).await.is_ok() {
        sent += line.len();
        assert!(sent < 256 << 20, "nobody held the sender back");
    }

    assert_eq!(port.app.health().queue.accepted, 0);
    assert_eq!(port.health().dropped, 0, "it waits, nothing is lost");
    assert!(port.health().errors > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn datagrams_that_cannot_be_taken_are_counted() {
    let port = Port::open(Transport::Udp, full).await;
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    for n in 0..30_000_u32 {
        let text = format!("<13>{{\"n\":{n}}}");
        socket.send_to(text.as_bytes(), port.address).await.unwrap();
        if n % 64 == 0 {
            tokio::task::yield_now().await;
        }
    }
    // Told by us when the next one finds room, or by the kernel: here by the
    // end at the latest.
    port.app.close().await;
    assert!(port.health().dropped > 0, "{:?}", port.health());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_is_turned_away_and_a_taken_port_is_told() {
    let port = Port::open(Transport::Tcp, |config| {
        config.syslog[0].senders = vec!["192.0.2.1".parse().unwrap()];
    })
    .await;
    let mut connection = TcpStream::connect(port.address).await.unwrap();
    drop(connection.write_all(b"<13>hello\n").await);
    until(|| port.health().dropped == 1).await;
    assert_eq!(port.app.health().queue.accepted, 0);

    let folder = tempfile::tempdir().unwrap();
    let mut config = bare_config(folder.path());
    config.syslog = port.app.config().syslog.clone();
    config.syslog[0].listen = port.address;
    let second = App::open(config, Clock::System).await.unwrap().app;
    let error = second.collect().await.unwrap_err().to_string();
    assert!(error.contains("syslog \"main\""), "{error}");
    second.close().await;
    port.app.close().await;
}
