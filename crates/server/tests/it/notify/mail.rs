//! Mail (CM25): what arrives is what was written, and nobody gets two.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::json;
use server::app::{Resend, Stage};
use server::clock::Clock;
use server::config::Config;
use sha2::Digest as _;

use super::servers::{FAST, Sending, channels, states};
use crate::house::{bare_config, file, rita};
use crate::notify_server::Server;

const BODY: &str = "\u{9867}\u{5ba2}\u{306e}\u{7686}\u{69d8}\n\nIncident details: https://status.example.com/incidents/2026-11?ref=a%20b&x=1\u{3002}\n\n.\nFrom here on: rotate your tokens \u{2014} https://docs.example.com/rotate_(all)#step-2\n";

/// A certificate authority of its own, and a certificate for localhost.
fn certificate(folder: &Path) -> bool {
    let run = |args: &[&str]| {
        let mut openssl = Command::new("openssl");
        openssl.args(args).current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
        openssl.status().is_ok_and(|status| status.success())
    };
    file(folder, "ext", "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n");
    let ca = [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=test ca",
        "-keyout",
        "ca.key",
        "-out",
        "ca.pem",
        "-addext",
        "basicConstraints=critical,CA:TRUE",
    ];
    let request = [
        "req",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=localhost",
        "-keyout",
        "mx.key",
        "-out",
        "mx.csr",
    ];
    let sign = [
        "x509",
        "-req",
        "-in",
        "mx.csr",
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-CAcreateserial",
        "-days",
        "2",
        "-extfile",
        "ext",
        "-out",
        "mx.pem",
    ];
    run(&ca) && run(&request) && run(&sign)
}

fn plain(port: u16) -> String {
    format!(
        "[[channel]]\nname = \"mail\"\n{FAST}[channel.smtp]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\nfrom = \"Security <security@example.com>\"\n"
    )
}

fn with_tls(folder: &Path, port: u16, password: &str) -> String {
    let (ca, password) = (folder.join("ca.pem"), file(folder, "mail.password", password));
    let (ca, password) = (ca.display(), password.display());
    format!(
        "[[channel]]\nname = \"mail\"\n{FAST}[channel.smtp]\nhost = \"localhost\"\nport = {port}\nca_file = \"{ca}\"\nuser = \"portcullis\"\npassword_file = \"{password}\"\nfrom = \"\u{30bb}\u{30ad}\u{30e5}\u{30ea}\u{30c6}\u{30a3} <security@example.com>\"\nreply_to = \"security@example.com\"\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_japanese_mail_arrives_as_written_by_tls_and_sign_in_cm25() {
    let folder = tempfile::tempdir().unwrap();
    if !certificate(folder.path()) {
        return;
    }
    let (cert, key) = (folder.path().join("mx.pem"), folder.path().join("mx.key"));
    let args = [
        "--cert",
        cert.to_str().unwrap(),
        "--key",
        key.to_str().unwrap(),
        "--auth",
        "portcullis:s3cret",
    ];
    let Some(server) = Server::start(folder.path(), "mail_server", &args) else { return };
    server.plan(&json!({ "refuse": ["gone@example.com"], "later": { "slow@example.com": 1 } }));
    let settings = with_tls(folder.path(), server.port, "s3cret\n");
    let house = Sending::start(folder, &settings).await;

    let title = "\u{3010}\u{91cd}\u{8981}\u{3011}\u{30bb}\u{30ad}\u{30e5}\u{30ea}\u{30c6}\u{30a3}\u{306e}\u{304a}\u{77e5}\u{3089}\u{305b}\u{ff08}2026\u{5e74}11\u{6708}\u{ff09}\u{3068}\u{3066}\u{3082}\u{9577}\u{3044}\u{4ef6}\u{540d}\u{3067}\u{6298}\u{308a}\u{8fd4}\u{3055}\u{308c}\u{308b}";
    let to = ["a@example.com", "gone@example.com", "A@example.com", "b@example.com"];
    let id = house.send("mail", &to, (title, BODY)).await;
    let view = house.ended(&id).await;

    assert_eq!(states(&view), ["sent", "refused", "sent"], "{view:#?}");
    assert!(view.parcels[1].answer.contains("no such mailbox here"), "{view:#?}");
    let came = server.came();
    assert_eq!(came.len(), 2);
    for mail in &came {
        assert_eq!(mail["is_multipart"], false);
        assert_eq!(mail["content_type"], "text/plain");
        assert_eq!(mail["charset"], "utf-8");
        assert_eq!(
            mail["text"].as_str().unwrap().replace("\r\n", "\n").trim_end(),
            BODY.trim_end()
        );
        assert_eq!(mail["subject"], title);
        assert_eq!(
            mail["from"],
            "\u{30bb}\u{30ad}\u{30e5}\u{30ea}\u{30c6}\u{30a3} <security@example.com>"
        );
        assert_eq!(mail["reply_to"], "security@example.com");
        assert_eq!(mail["language"], "ja");
        assert_eq!(mail["defects"], json!([]));
        assert_eq!((&mail["is_tls"], &mail["user"]), (&json!(true), &json!("portcullis")));
        assert_eq!(mail["rcpt"].as_array().unwrap().len(), 1, "nobody sees who else got it");
    }
    assert_ne!(came[0]["message_id"], came[1]["message_id"]);
    // The bytes as sent become evidence a moment after the last outcome.
    house.until(&id, |view| view.evidence.len() == 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_tls_from_the_first_byte_the_same_mail_arrives() {
    let folder = tempfile::tempdir().unwrap();
    if !certificate(folder.path()) {
        return;
    }
    let (cert, key) = (folder.path().join("mx.pem"), folder.path().join("mx.key"));
    let args = ["--cert", cert.to_str().unwrap(), "--key", key.to_str().unwrap(), "--implicit"];
    let Some(server) = Server::start(folder.path(), "mail_server", &args) else { return };
    let (ca, port) = (folder.path().join("ca.pem"), server.port);
    let settings = format!(
        "[[channel]]\nname = \"mail\"\n{FAST}[channel.smtp]\nhost = \"localhost\"\nport = {port}\ntls = \"tls\"\nca_file = \"{}\"\nfrom = \"security@example.com\"\n",
        ca.display()
    );
    let house = Sending::start(folder, &settings).await;
    let id = house.send("mail", &["a@example.com"], ("T", BODY)).await;
    assert_eq!(states(&house.ended(&id).await), ["sent"]);
    let came = server.came();
    assert_eq!((came.len(), &came[0]["is_tls"]), (1, &json!(true)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_says_later_is_asked_again_and_gets_one_mail() {
    let folder = tempfile::tempdir().unwrap();
    let Some(server) = Server::start(folder.path(), "mail_server", &[]) else { return };
    server.plan(&json!({ "later": { "slow@example.com": 2 } }));
    let clock = Clock::standing_at(Clock::System.now());
    let config = Config { channel: channels(&plain(server.port)), ..bare_config(folder.path()) };
    let house = Sending::at(folder, config, clock.clone()).await;
    house.app.deliver().unwrap();
    let id = house.send("mail", &["slow@example.com", "a@example.com"], ("T", "B")).await;
    for tries in 1..=2 {
        // The other one is not held up by it; this one waits for its next try.
        let view = house.until(&id, |view| view.parcels[0].attempts == tries).await;
        let view = if tries == 1 {
            house.until(&id, |view| view.parcels[1].state == "sent").await
        } else {
            view
        };
        assert_eq!(view.parcels[0].state, "waiting", "{view:#?}");
        assert!(view.parcels[0].answer.contains("greylisted"), "{view:#?}");
        clock.set(view.parcels[0].next_at.unwrap());
    }
    let view = house.ended(&id).await;
    assert_eq!((states(&view), view.parcels[0].attempts), (vec!["sent", "sent"], 3));
    assert_eq!(server.came().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shown_before_is_what_goes_byte_for_byte_cm25() {
    let folder = tempfile::tempdir().unwrap();
    let Some(server) = Server::start(folder.path(), "mail_server", &[]) else { return };
    let config = Config { channel: channels(&plain(server.port)), ..bare_config(folder.path()) };
    let house = Sending::queueing(folder, config).await;
    let id =
        house.send("mail", &["a@example.com", "b@example.com"], ("\u{4ef6}\u{540d}", BODY)).await;
    let (mut shown, mut sent) = (Vec::new(), Vec::new());
    for parcel in 0..2 {
        let raw = house.app.delivery_raw(&rita(), &id, parcel).await.unwrap();
        assert_eq!(raw.media_type, "message/rfc822");
        shown.push(hex::encode(sha2::Sha256::digest(&raw.bytes)));
        // SMTP ends the last line before the dot that ends the mail.
        sent.push(hex::encode(sha2::Sha256::digest([&raw.bytes[..], b"\r\n"].concat())));
    }
    let beyond = house.app.delivery_raw(&rita(), &id, 2).await.unwrap_err();
    assert_eq!(beyond.rule(), "not_found");

    house.app.deliver().unwrap();
    house.ended(&id).await;
    let mut came: Vec<String> =
        server.came().iter().map(|mail| mail["sha256"].as_str().unwrap().to_owned()).collect();
    came.sort();
    sent.sort();
    assert_eq!(came, sent);
    // And afterwards it is still the same.
    house.until(&id, |view| view.evidence.len() == 1).await;
    let again = house.app.delivery_raw(&rita(), &id, 0).await.unwrap();
    assert_eq!(hex::encode(sha2::Sha256::digest(&again.bytes)), shown[0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_tls_or_with_a_wrong_password_nothing_is_said() {
    let folder = tempfile::tempdir().unwrap();
    if !certificate(folder.path()) {
        return;
    }
    let Some(server) = Server::start(folder.path(), "mail_server", &[]) else { return };
    let settings = with_tls(folder.path(), server.port, "s3cret");
    let house = Sending::start(folder, &settings).await;
    let id = house.send("mail", &["a@example.com"], ("T", "B")).await;
    let view = house
        .until(&id, |view| view.parcels[0].attempts > 0 && !view.parcels[0].answer.is_empty())
        .await;

    assert_eq!(states(&view), ["waiting"]);
    assert!(view.parcels[0].answer.contains("STARTTLS"), "{view:#?}");
    let channels = house.app.channels(&rita()).await.unwrap();
    assert!(channels[0].health.rests_until.is_some(), "{channels:?}");
    assert_eq!(server.came().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_connection_is_tried_again_unless_the_message_may_be_there() {
    let folder = tempfile::tempdir().unwrap();
    let Some(server) = Server::start(folder.path(), "mail_server", &[]) else { return };
    server.plan(&json!({ "drop": { "taken": 1 } }));
    let house = Sending::start(folder, &plain(server.port)).await;

    let id = house.send("mail", &["a@example.com", "b@example.com"], ("T", "B")).await;
    let view = house.ended(&id).await;
    assert_eq!(states(&view), ["uncertain", "sent"], "{view:#?}");
    assert!(view.parcels[0].answer.starts_with("354 "), "the last answer: {view:#?}");
    assert_eq!(server.came().len(), 2);

    // Nothing uncertain goes again unless it is named; then it does, once.
    let again = |parcels| Resend { parcels, reason: "asked by telephone".to_owned() };
    let refused = house.app.resend(&rita(), &id, again(Vec::new())).await.unwrap_err();
    assert_eq!(refused.rule(), "delivery.nothing_dead");
    house.app.resend(&rita(), &id, again(vec![0])).await.unwrap();
    let view = house.until(&id, |view| view.line.stage == Stage::Over).await;
    assert_eq!(states(&view), ["sent", "sent"]);
    assert_eq!(server.came().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_message_is_there_a_dropped_connection_loses_nothing() {
    for step in ["connect", "mail", "rcpt", "data"] {
        let folder = tempfile::tempdir().unwrap();
        let Some(server) = Server::start(folder.path(), "mail_server", &[]) else { return };
        server.plan(&json!({ "drop": { step: 1 } }));
        let house = Sending::start(folder, &plain(server.port)).await;
        let id = house.send("mail", &["a@example.com"], ("T", "B")).await;
        let view = house
            .until(&id, |view| view.parcels[0].attempts > 0 && !view.parcels[0].answer.is_empty())
            .await;
        assert_eq!(states(&view), ["waiting"], "{step}: {view:#?}");
        assert!(view.parcels[0].next_at.is_some(), "{step}");
        assert_eq!(server.came().len(), 0, "{step}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suppressed_address_gets_nothing_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let Some(server) = Server::start(folder.path(), "mail_server", &[]) else { return };
    let house = Sending::start(folder, &plain(server.port)).await;
    let rita = rita();
    house.app.suppress_address(&rita, ("B@example.com", "bounced"), true).await.unwrap();
    let id = house.send("mail", &["a@example.com", "b@example.com"], ("T", "B")).await;
    let view = house.ended(&id).await;
    assert_eq!(states(&view), ["sent", "suppressed"]);
    assert_eq!(view.line.stage, Stage::Over);
    assert_eq!(server.came().len(), 1);
}
