//! `portcullis witness`: another process sees the heads of our ledgers.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::binary::{Portcullis, STREAM_TOKEN, event, stderr, stdout};

const NAME: &str = "witness.example.com/w1";
const OTHER: &str = "witness.example.org/w2";

/// A running witness; dropping it kills it.
pub(crate) struct Served {
    child: Child,
    pub(crate) key: String,
    pub(crate) url: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn command(dir: &Path, verb: &str, logs: &[&Path]) -> Command {
    named(NAME, dir, verb, logs)
}

fn named(name: &str, dir: &Path, verb: &str, logs: &[&Path]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portcullis"));
    command.args(["witness", verb, "--name", name, "--dir"]).arg(dir).env_remove("RUST_LOG");
    for log in logs {
        command.arg("--log").arg(log);
    }
    command
}

pub(crate) fn serve(dir: &Path, logs: &[&Path]) -> Served {
    served(&mut command(dir, "serve", logs))
}

fn served(command: &mut Command) -> Served {
    let mut child = command
        .args(["--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut after = |word: &str| -> String {
        lines
            .by_ref()
            .map(Result::unwrap)
            .find_map(|l| l.strip_prefix(word).map(str::to_owned))
            .unwrap()
    };
    let (key, url) = (after("key "), after("listening on "));
    Served { child, key, url }
}

fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-a").args([from, to]).status().unwrap().success());
}

fn send(portcullis: &Portcullis, ids: std::ops::Range<u64>) {
    for id in ids {
        let file = portcullis.write(&format!("event-{id}.json"), event(id).as_bytes());
        let done = portcullis.run(&["import", file.to_str().unwrap()]);
        assert!(done.status.success(), "{}", stderr(&done));
    }
}

/// Portcullis with some records, and a witness over both its ledgers.
fn watched() -> (Portcullis, Served) {
    let portcullis = Portcullis::new();
    send(&portcullis, 1..4);
    let key = |ledger: &str| portcullis.data().join("ledger").join(ledger).join("verifier.pub");
    let served = serve(&portcullis.data().join("witness"), &[&key("events"), &key("journal")]);
    let token = portcullis.data().join("stream.token");
    let settings = format!(
        "[[stream]]\nname = \"main\"\ntoken_files = [\"{}\"]\n[[witness]]\nurl = \"{}\"\nkey = \"{}\"\n",
        token.display(),
        served.url,
        served.key,
    );
    portcullis.write("portcullis.toml", settings.as_bytes());
    (portcullis, served)
}

fn events(status: &Value) -> &Value {
    let ledgers = status["ledgers"].as_array().unwrap();
    ledgers.iter().find(|one| one["name"] == "events").unwrap()
}

#[test]
fn a_ledger_calls_itself_witnessed_only_when_it_is() {
    let (portcullis, served) = watched();
    let before = portcullis.json(&["ledger", "status"]);
    assert_eq!(events(&before)["witnessed"], Value::Null);

    let asked = portcullis.run(&["ledger", "witness"]);
    assert!(asked.status.success(), "{}{}", stdout(&asked), stderr(&asked));
    let after = portcullis.json(&["ledger", "status"]);
    assert_eq!(events(&after)["witnessed"]["by"][0]["witness"], NAME);
    assert_eq!(events(&after)["witnessed"]["size"], 3);
    let sound = portcullis.run(&["ledger", "verify"]);
    assert!(sound.status.success(), "{}", stdout(&sound));

    drop(served);
    let alone = portcullis.run(&["ledger", "witness"]);
    assert_eq!(alone.status.code(), Some(1), "a witness that is gone is no witness");
    assert!(stdout(&alone).contains("does not answer"), "{}", stdout(&alone));
    let told = format!("{}{after}", stdout(&alone));
    assert!(!told.contains(STREAM_TOKEN));
}

#[test]
fn a_server_that_was_set_back_finds_it_out_at_its_start() {
    let (portcullis, _served) = watched();
    let saved = tempfile::tempdir().unwrap();
    copy(&portcullis.data().join("ledger"), &saved.path().join("ledger"));
    send(&portcullis, 4..9);
    assert!(portcullis.run(&["ledger", "witness"]).status.success());

    // Somebody puts the old ledgers back, and the index with them.
    for folder in ["ledger", "index", "state.db", "state.db-wal", "state.db-shm"] {
        let path = portcullis.data().join(folder);
        if path.is_dir() {
            std::fs::remove_dir_all(path).unwrap();
        } else if path.exists() {
            std::fs::remove_file(path).unwrap();
        }
    }
    copy(&saved.path().join("ledger"), &portcullis.data().join("ledger"));
    let server = portcullis.serve();
    let mut found = Value::Null;
    // Each look is a process of its own: that is pause enough.
    for _ in 0..200 {
        found = portcullis.json(&["finding", "list"]);
        if found.to_string().contains("Records that a witness saw are gone") {
            break;
        }
    }
    let text = found.to_string();
    assert!(text.contains("Records that a witness saw are gone"), "{found:#}");
    drop(server);

    let asked = portcullis.run(&["ledger", "witness"]);
    assert_eq!(asked.status.code(), Some(1), "{}", stdout(&asked));
    assert!(stdout(&asked).contains("another past"), "{}", stdout(&asked));

    // Both sides say so, and a case of the instance is open.
    let status = portcullis.run(&["ledger", "status"]);
    assert!(stdout(&status).contains("has refused since"), "{}", stdout(&status));
    let witness = portcullis.data().join("witness");
    let key = portcullis.data().join("ledger/events/verifier.pub");
    let seen = command(&witness, "status", &[&key]).output().unwrap();
    assert_eq!(seen.status.code(), Some(1), "{}", stdout(&seen));
    assert!(stdout(&seen).contains("refused"), "{}", stdout(&seen));
    let cases = portcullis.json(&["case", "list"]).to_string();
    assert!(cases.contains("Records that a witness saw are gone"), "{cases}");
}

/// Portcullis over this data directory, with these witnesses.
fn asking(portcullis: &Portcullis, witnesses: &[&Served]) {
    let token = portcullis.data().join("stream.token");
    let mut settings =
        format!("[[stream]]\nname = \"main\"\ntoken_files = [\"{}\"]\n", token.display());
    for one in witnesses {
        let table = format!("[[witness]]\nurl = \"{}\"\nkey = \"{}\"\n", one.url, one.key);
        settings.push_str(&table);
    }
    portcullis.write("portcullis.toml", settings.as_bytes());
}

/// How asking a witness about the events ended: whether it cosigned.
fn cosigned(portcullis: &Portcullis, witness: &str) -> bool {
    let asked = portcullis.json(&["ledger", "witness"]);
    let reports = asked["witnessed"].as_array().unwrap_or_else(|| panic!("{asked}"));
    let of = |one: &&Value| one["ledger"] == "events" && one["witness"] == witness;
    reports.iter().find(of).unwrap()["trouble"].is_null()
}

#[test]
fn two_pasts_under_one_key_are_found_by_whichever_witness_saw_the_other_one() {
    let ours = Portcullis::new();
    send(&ours, 1..4);
    let theirs = Portcullis::new();
    copy(&ours.data().join("ledger"), &theirs.data().join("ledger"));
    let key = |ledger: &str| ours.data().join("ledger").join(ledger).join("verifier.pub");
    let logs = [key("events"), key("journal")];
    let logs = [logs[0].as_path(), logs[1].as_path()];
    let folder = tempfile::tempdir().unwrap();
    let first = serve(&folder.path().join("w1"), &logs);
    let second = served(&mut named(OTHER, &folder.path().join("w2"), "serve", &logs));

    // One key, two pasts: each is shown to one of the witnesses alone.
    asking(&ours, &[&first]);
    asking(&theirs, &[&second]);
    send(&ours, 4..6);
    send(&theirs, 10..14);
    assert!(cosigned(&ours, NAME) && cosigned(&theirs, OTHER));

    // Whoever asks the other one learns of it, and it stays on record.
    asking(&ours, &[&first, &second]);
    asking(&theirs, &[&first, &second]);
    for (side, told, title) in [
        (&ours, OTHER, "Records that a witness saw are gone"),
        (&theirs, NAME, "The past of the record was rewritten"),
    ] {
        assert!(!cosigned(side, told), "a split view is not cosigned");
        let found = side.json(&["finding", "list"]).to_string();
        assert!(found.contains(title) && found.contains(told), "{found}");
    }
    assert!(cosigned(&ours, NAME), "who saw only ours goes on");
}

#[test]
fn a_witness_refuses_the_network_and_keys_that_are_none() {
    let folder = tempfile::tempdir().unwrap();
    let open = command(folder.path(), "serve", &[]).args(["--listen", "0.0.0.0:0"]).output();
    assert!(stderr(&open.unwrap()).contains("open to the network"));
    let wrong = folder.path().join("wrong.pub");
    std::io::Write::write_all(&mut std::fs::File::create(&wrong).unwrap(), b"no key\n").unwrap();
    let refused = command(folder.path(), "key", &[&wrong]).output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("holds no verifier key"), "{}", stderr(&refused));
}
