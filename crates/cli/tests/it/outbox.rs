//! A server that is killed while a thousand mails go out: nobody gets two.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::binary::{Portcullis, Served};
use crate::notify_server::Server;

/// Mails of one order.
const MAILS: usize = 1_000;

/// Every step of a mail's way, and how many times of it pass before the kill.
/// The last is after everything, so that the rest goes out.
const KILLS: &[(&str, u64)] = &[
    ("connect", 1),
    ("mail", 5),
    ("rcpt", 7),
    ("data", 11),
    ("ready", 13),
    ("lost", 17),
    ("taken", 19),
    ("answered", 23),
    ("ready", 1),
    ("taken", 1),
    ("answered", 1),
    ("lost", 31),
    ("answered", 37),
    ("taken", 41),
];

/// Kills at moments that no step decides, in milliseconds.
const MOMENTS: &[u64] = &[1, 40, 95, 160, 333, 512];

/// How many mails came for each address.
fn came(mail: &Server) -> BTreeMap<String, usize> {
    let mut came = BTreeMap::new();
    for mail in mail.came() {
        *came.entry(mail["rcpt"][0].as_str().unwrap().to_owned()).or_default() += 1;
    }
    came
}

fn started() -> Option<(Portcullis, Server)> {
    let portcullis = Portcullis::new();
    let mail = Server::start(portcullis.data(), "mail_server", &[])?;
    let port = mail.port;
    let settings = format!(
        "[[channel]]\nname = \"mail\"\nper_minute = 1000000\n[channel.smtp]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\nfrom = \"security@example.com\"\n"
    );
    portcullis.write("portcullis.toml", settings.as_bytes());
    Some((portcullis, mail))
}

/// Orders the mails; answers the order's id.
fn order(portcullis: &Portcullis, to: &[String]) -> String {
    let opened = portcullis.json(&["case", "open", "Breach", "--kind", "credential-exposure"]);
    assert_eq!(opened["name"], "C-1", "{opened}");
    let list = portcullis.write("to.txt", to.join("\n").as_bytes());
    let args = ["outbox", "send", "C-1", "--channel", "mail", "--title", "T", "--body", "B"];
    let queued = portcullis.json(&[&args[..], &["--to-file", list.to_str().unwrap()]].concat());
    queued["id"].as_str().unwrap_or_else(|| panic!("{queued}")).to_owned()
}

fn looked_at(portcullis: &Portcullis, id: &str) -> Value {
    portcullis.json(&["outbox", "show", id])
}

/// Waits until the process is dead.
async fn wait_for_death(mut served: Served) {
    let begun = Instant::now();
    while !served.has_ended() {
        assert!(begun.elapsed() < Duration::from_mins(2), "the step never came");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn killed_at_every_step_of_a_thousand_mails_nobody_gets_two() {
    let Some((portcullis, mail)) = started() else { return };
    let to: Vec<String> = (0..MAILS).map(|n| format!("user{n}@example.com")).collect();
    let id = order(&portcullis, &to);

    let mut kills = 0;
    for (step, after) in KILLS {
        mail.plan(&json!({}));
        let served = portcullis.serve();
        mail.plan(&json!({ "kill": { "pid": served.pid(), "step": step, "after": after } }));
        wait_for_death(served).await;
        kills += 1;
    }
    mail.plan(&json!({}));
    for moment in MOMENTS {
        let served = portcullis.serve();
        tokio::time::sleep(Duration::from_millis(*moment)).await;
        served.kill();
        kills += 1;
    }

    let served = portcullis.serve();
    let begun = Instant::now();
    let view = loop {
        let view = looked_at(&portcullis, &id);
        if view["tally"]["waiting"] == 0 {
            break view;
        }
        assert!(begun.elapsed() < Duration::from_mins(5), "{}", view["tally"]);
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    drop(served);

    let came = came(&mail);
    let parcels = view["parcels"].as_array().unwrap();
    assert_eq!(parcels.len(), MAILS);
    let mut uncertain = BTreeSet::new();
    for parcel in parcels {
        let address = parcel["address"].as_str().unwrap();
        let count = came.get(address).copied().unwrap_or(0);
        match parcel["state"].as_str().unwrap() {
            "sent" => assert_eq!(count, 1, "{parcel}"),
            "uncertain" => {
                assert!(count <= 1, "{count} for {parcel}");
                let answer = parcel["answer"].as_str().unwrap();
                assert!(answer.starts_with("354 "), "the server's last answer: {parcel}");
                uncertain.insert(address);
            }
            other => panic!("{other}: {parcel}"),
        }
    }
    assert!(!uncertain.is_empty() && uncertain.len() <= kills, "{uncertain:?} of {kills} kills");
    // At these steps the server had nothing, so nobody is uncertain for them.
    let harmless =
        KILLS.iter().filter(|(step, _)| ["connect", "mail", "rcpt", "data"].contains(step));
    assert!(uncertain.len() <= kills - harmless.count(), "{uncertain:?}");

    let verified = portcullis.json(&["evidence", "verify", "C-1"]);
    assert!(verified.to_string().contains("is_sound\":true"), "{verified}");
}
