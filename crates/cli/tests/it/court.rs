//! A case goes to court: evidence sent from a host, custody, the bundle with a
//! witness and time stamps, and two verifiers that share no code.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::binary::{Portcullis, event, stderr, stdout};
use crate::python;
use crate::tsa::Authority;
use crate::witness;

const SENDER_TOKEN: &str = "sender-token-of-the-tests-0123456789";

/// An authority that answers over HTTP until the test's process ends.
fn authority_at(authority: Authority) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            let mut reader = BufReader::new(connection.try_clone().unwrap());
            let (mut line, mut length) = (String::new(), 0);
            while reader.read_line(&mut line).unwrap() > 2 {
                let header = line.to_ascii_lowercase();
                if let Some(value) = header.strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                line.clear();
            }
            let mut request = vec![0; length];
            reader.read_exact(&mut request).unwrap();
            let answer = authority.answer(&request);
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/timestamp-reply\r\n\
                 content-length: {}\r\nconnection: close\r\n\r\n",
                answer.len()
            );
            connection.write_all(head.as_bytes()).unwrap();
            connection.write_all(&answer).unwrap();
        }
    });
    url
}

/// A host's bundle over a made-up root.
fn collected(portcullis: &Portcullis) -> String {
    portcullis.write("root/etc/hostname", b"gitlab-1\n");
    portcullis.write("root/etc/passwd", b"git:x:998:998::/var/opt/gitlab:/bin/sh\n");
    portcullis.write("root/opt/gitlab/embedded/service/gitlab-rails/VERSION", b"18.6.0\n");
    let root = portcullis.data().join("root").display().to_string();
    let out = portcullis.data().join("host").display().to_string();
    let probes = "accounts,gitlab,scheduled,changed";
    let done = portcullis.run(&[
        "evidence",
        "collect",
        "--keep-free-gb",
        "0",
        "--root",
        &root,
        "--only",
        probes,
        "--out",
        &out,
    ]);
    assert!(done.status.success(), "{}", stderr(&done));
    out
}

fn settings(portcullis: &Portcullis, more: &str) {
    let token = portcullis.write("sender.token", SENDER_TOKEN.as_bytes());
    let text = format!(
        "[[evidence.sender]]\nname = \"gitlab-1\"\ntoken_files = [\"{}\"]\n{more}",
        token.display()
    );
    portcullis.write("portcullis.toml", text.as_bytes());
}

/// Opens a case.
fn opened(portcullis: &Portcullis) {
    let opened =
        portcullis.json(&["case", "open", "Instance lost", "--kind", "compromised-instance"]);
    assert_eq!(opened["name"], "C-1", "{opened}");
}

/// Sends a host's bundle to a running server and takes it into the case.
fn sent(portcullis: &Portcullis, url: &str, dir: &str) -> Value {
    let to = format!("{url}/collect/evidence/gitlab-1");
    let token = portcullis.data().join("sender.token").display().to_string();
    let sent = portcullis.json(&["evidence", "send", dir, "--to", &to, "--token-file", &token]);
    assert_eq!(sent["format"], "portcullis.evidence-sent/1", "{sent}");
    sent
}

#[test]
fn a_sender_can_append_and_nothing_else_and_goes_on_where_it_was() {
    let portcullis = Portcullis::new();
    settings(&portcullis, "");
    opened(&portcullis);
    let host = collected(&portcullis);
    let server = portcullis.serve();
    let to = format!("{}/collect/evidence/gitlab-1", server.url);
    let wrong = portcullis.write("wrong.token", b"not-the-token").display().to_string();
    let refused = portcullis.run(&["evidence", "send", &host, "--to", &to, "--token-file", &wrong]);
    assert!(stderr(&refused).contains("401"), "{}", stderr(&refused));
    // The sender's token opens nothing else.
    let token = portcullis.data().join("sender.token").display().to_string();
    let read = portcullis.run(&["evidence", "list", "C-1", "--token-file", &token]);
    assert!(!read.status.success(), "{}", stdout(&read));

    let first = sent(&portcullis, &server.url, &host);
    assert!(first["sent"].as_u64().unwrap() > 3, "{first}");
    let seal = first["seal"].as_str().unwrap().to_owned();
    let arrived = portcullis.json(&["evidence", "arrivals"]);
    assert_eq!(arrived["arrivals"][0]["seal"], seal.as_str(), "{arrived}");
    assert_eq!(arrived["arrivals"][0]["host"], "gitlab-1");

    let taken = portcullis.json(&["evidence", "take", "C-1", &seal]);
    assert_eq!(taken["source"]["from"], "bundle", "{taken}");
    let verified = portcullis.json(&["evidence", "verify", "C-1"]);
    assert_eq!(verified["is_sound"], true, "{verified}");

    // A file of the bundle is damaged in the store: the item is named.
    drop(server);
    let manifest: Value =
        serde_json::from_slice(&std::fs::read(Path::new(&host).join("manifest.json")).unwrap())
            .unwrap();
    let item = &manifest["items"][0];
    let stored = item["stored"]["sha256"].as_str().unwrap();
    let path = portcullis.data().join("evidence").join(stored.get(..2).unwrap()).join(stored);
    alter(&path);
    let verified = portcullis.json(&["evidence", "verify", "C-1"]);
    assert_eq!(verified["is_sound"], false);
    let problem = verified["checks"][0]["problem"].as_str().unwrap();
    assert!(problem.contains(item["name"].as_str().unwrap()), "{problem}");

    // Neither is it handed on without a word.
    let out = portcullis.data().join("court").display().to_string();
    let export = ["evidence", "export", "C-1", "--out", &out, "--to", "x", "--purpose", "y"];
    let damaged = portcullis.run(&export);
    assert_eq!(damaged.status.code(), Some(1), "{}", stderr(&damaged));
    let said = stdout(&damaged);
    assert!(said.contains("NOT sound") && said.contains(stored), "{said}");
    assert!(!said.contains("seal"), "nothing to be written down: {said}");
}

/// Changes one byte in the middle of a file.
fn alter(path: &Path) {
    let mut bytes = std::fs::read(path).unwrap();
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    std::fs::remove_file(path).unwrap();
    std::fs::File::create(path).unwrap().write_all(&bytes).unwrap();
}

/// A bundle for court of a case with evidence, witness and stamps; with its
/// seal, the journal's key and the authority's root. None without `openssl`.
fn exported(portcullis: &Portcullis) -> Option<(PathBuf, String, [String; 2])> {
    let tsa = portcullis.data().join("tsa");
    std::fs::create_dir(&tsa).unwrap();
    let authority = Authority::make(&tsa, "ec")?;
    let root = authority.root().display().to_string();
    let url = authority_at(authority);
    opened(portcullis);
    let event = portcullis.write("event.json", event(1).as_bytes()).display().to_string();
    let key = |ledger: &str| portcullis.data().join("ledger").join(ledger).join("verifier.pub");
    let journal = key("journal").display().to_string();
    let seen = witness::serve(&portcullis.data().join("w"), &[&key("events"), &key("journal")]);
    let more = format!(
        "[[witness]]\nurl = \"{}\"\nkey = \"{}\"\n[tsa]\nurl = \"{url}\"\nca_file = \"{root}\"\n",
        seen.url, seen.key
    );
    settings(portcullis, &more);
    let stamped = portcullis.run(&["ledger", "stamp"]);
    assert!(stamped.status.success(), "{}{}", stdout(&stamped), stderr(&stamped));
    assert!(stdout(&stamped).contains("nothing to stamp"), "{}", stdout(&stamped));
    assert!(!portcullis.data().join("stamps/events").exists(), "no stamp on size 0");
    assert!(portcullis.run(&["import", &event]).status.success());
    let stamped = portcullis.json(&["ledger", "stamp"]);
    assert_eq!(stamped["stamped"][0]["size"], 1, "{stamped}");

    let host = collected(portcullis);
    let server = portcullis.serve();
    let seal = sent(portcullis, &server.url, &host)["seal"].as_str().unwrap().to_owned();
    drop(server);
    portcullis.json(&["evidence", "take", "C-1", &seal]);
    let log = portcullis.write("job.log", b"a log of a job\n").display().to_string();
    portcullis.json(&["evidence", "add", "C-1", &log]);
    portcullis.json(&["evidence", "mark", "C-1", "amber", "--reason", "as agreed"]);
    let out = portcullis.data().join("C-1-court");
    let args = ["evidence", "export", "C-1", "--out", out.to_str().unwrap(), "--to"];
    let made =
        portcullis.json(&[&args[..], &["District court", "--purpose", "7 Js 12/26"]].concat());
    assert_eq!(made["is_sound"], true, "{made:#}");
    let seal = made["seal"].as_str().unwrap().to_owned();
    Some((out, seal, [journal, root]))
}

/// What the Python verifier says, and whether it holds.
fn by_python(dir: &Path, more: &[&str]) -> Option<(bool, String)> {
    let python = python::with("cryptography")?;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../contrib/verify-court/verify.py");
    let ran = Command::new(python).arg(script).arg(dir).args(more).output().unwrap();
    assert!(ran.stderr.is_empty(), "{}", stderr(&ran));
    Some((ran.status.success(), stdout(&ran)))
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

#[test]
fn a_court_bundle_stands_without_us_and_one_altered_byte_anywhere_is_named_by_both_verifiers() {
    let portcullis = Portcullis::new();
    let Some((dir, seal, [key, root])) = exported(&portcullis) else {
        eprintln!("SKIPPED: no openssl; to run: apt-get install openssl");
        return;
    };
    let brought = ["--seal", &seal, "--key", &key, "--tsa-ca", &root];
    let dir_text = dir.display().to_string();
    for (lang, seen) in [("en", "Seen by the witness"), ("ja", "確認しました")] {
        let verify = [&["evidence", "verify", &dir_text, "--lang", lang][..], &brought].concat();
        let told = portcullis.run(&verify);
        assert!(told.status.success(), "{}", stdout(&told));
        assert!(stdout(&told).contains(seen), "{}", stdout(&told));
    }
    let own = portcullis.json(&[&["evidence", "verify", &dir_text][..], &brought].concat());
    assert_eq!(own["witnesses"][0]["witness"], "witness.example.com/w1", "{own:#}");
    assert_eq!(own["stamps"].as_array().unwrap().len(), 2, "{own:#}");
    assert_eq!(own["stamps"][0]["is_anchored"], true);
    assert!(own["entries"].as_u64().unwrap() >= 4, "{own:#}");
    for document in ["VERIFY.md", "VERIFY.ja.md"] {
        let text = std::fs::read_to_string(dir.join(document)).unwrap();
        assert!(text.contains("District court"), "{text}");
        assert!(text.contains("\nfind items -type f | xargs sha256sum\n"), "to be copied: {text}");
    }
    let python = by_python(&dir, &brought);
    match &python {
        None => eprintln!("SKIPPED: no Python with cryptography; to run: scripts/tools.sh"),
        Some((is_sound, told)) => assert!(is_sound, "{told}"),
    }

    for file in files(&dir) {
        let whole = std::fs::read(&file).unwrap();
        if whole.is_empty() {
            continue;
        }
        alter(&file);
        let name = file.strip_prefix(&dir).unwrap().display().to_string();
        let ours = portcullis.json(&["evidence", "verify", &dir_text]);
        assert_eq!(ours["is_sound"], false, "{name}: {ours}");
        let flaws = ours["flaws"].as_array().unwrap();
        assert!(flaws.iter().any(|flaw| flaw["file"] == name.as_str()), "{name}: {ours}");
        if python.is_some() {
            let (is_sound, told) = by_python(&dir, &[]).unwrap();
            assert!(!is_sound && told.contains(&format!("({name})")), "{name}: {told}");
        }
        std::fs::remove_file(&file).unwrap();
        std::fs::File::create(&file).unwrap().write_all(&whole).unwrap();
    }
    let whole = portcullis.json(&["evidence", "verify", &dir_text]);
    assert_eq!(whole["is_sound"], true);
    assert_eq!(whole["ordered"]["entries"], whole["entries"], "{whole}");
    gaps_are_named((&portcullis, &dir), &whole, python.is_some());
}

/// Entries are left out and all is sealed again: both verifiers name the gap.
fn gaps_are_named((portcullis, dir): (&Portcullis, &Path), whole: &Value, has_python: bool) {
    let count = whole["entries"].as_u64().unwrap();
    let manifest = std::fs::read(dir.join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    let last = format!("C-1#{}", count - 2);
    for (out, told) in [
        (vec![1], "C-1#1"),
        (vec![0, 1], "C-1#0-1"),
        (vec![count - 2], last.as_str()),
        (vec![count - 1], "exported"),
    ] {
        let cut = tempfile::tempdir().unwrap();
        leave_out((dir, &manifest), &out, cut.path());
        let cut_text = cut.path().display().to_string();
        let unsealed = portcullis.json(&["evidence", "verify", &cut_text]);
        let seal = evidence::seal_of(unsealed["seal"].as_str().unwrap());
        let mut file = std::fs::File::create(cut.path().join("SEAL")).unwrap();
        file.write_all(seal.as_bytes()).unwrap();
        let ours = portcullis.json(&["evidence", "verify", &cut_text]);
        let flaws = ours["flaws"].as_array().unwrap();
        let is_told = |flaw: &Value| flaw["item"] == told && flaw["kind"] == "missing";
        assert!(flaws.iter().any(is_told), "{told}: {ours}");
        if has_python {
            let (is_sound, by_python) = by_python(cut.path(), &[]).unwrap();
            let line = format!("missing {told} (manifest.json)");
            assert!(!is_sound && by_python.contains(&line), "{told}: {by_python}");
        }
    }
}

/// The bundle without some entries, by their place, as somebody would make it who
/// wants them to be forgotten.
fn leave_out((from, manifest): (&Path, &Value), out: &[u64], to: &Path) {
    let mut manifest = manifest.clone();
    let entries = manifest["entries"].as_array().unwrap().clone();
    let is_out = |at: usize| out.contains(&u64::try_from(at).unwrap());
    let (gone, kept): (Vec<_>, Vec<_>) =
        entries.into_iter().enumerate().partition(|(at, _)| is_out(*at));
    let gone: Vec<Value> = gone.into_iter().map(|(_, entry)| entry).collect();
    let kept: Vec<Value> = kept.into_iter().map(|(_, entry)| entry).collect();
    let is_gone =
        |path: &Value| gone.iter().any(|entry| entry["leaf"] == *path || entry["proof"] == *path);
    // What only they tell of goes, too.
    let told = |item: &Value| gone.iter().any(|entry| entry["index"] == item["entry"]);
    let items = manifest["items"].as_array().unwrap().clone();
    let items_gone: Vec<Value> = items.iter().filter(|item| told(item)).cloned().collect();
    let of_gone = |item: &Value| {
        told(item) || items_gone.iter().any(|gone| gone["sha256"] == item["part_of"])
    };
    let files_gone: Vec<&Value> =
        items.iter().filter(|item| of_gone(item)).map(|item| &item["file"]).collect();
    let files = manifest["files"].as_array().unwrap().clone();
    let files: Vec<Value> = files
        .into_iter()
        .filter(|file| !is_gone(&file["path"]) && !files_gone.contains(&&file["path"]))
        .collect();
    for file in &files {
        let path = file["path"].as_str().unwrap();
        std::fs::create_dir_all(to.join(path).parent().unwrap()).unwrap();
        std::fs::copy(from.join(path), to.join(path)).unwrap();
    }
    manifest["case_entries"] = kept.len().into();
    manifest["entries"] = kept.into();
    manifest["files"] = files.into();
    manifest["items"] = items.iter().filter(|item| !of_gone(item)).cloned().collect();
    serde_json::to_writer(std::fs::File::create(to.join("manifest.json")).unwrap(), &manifest)
        .unwrap();
}

#[test]
fn a_marking_gates_channels_and_exports_and_a_hold_needs_two_people() {
    let portcullis = Portcullis::new();
    let url = portcullis.write("room.url", b"http://127.0.0.1:9/hooks/x").display().to_string();
    let room = format!("[[channel]]\nname = \"room\"\nmattermost = {{ url_file = \"{url}\" }}\n");
    settings(&portcullis, &room);
    opened(&portcullis);
    let log = portcullis.write("job.log", b"a log of a job\n").display().to_string();
    let kept = portcullis.json(&["evidence", "add", "C-1", &log]);
    let sha256 = kept["sha256"].as_str().unwrap().to_owned();
    let red = ["evidence", "mark", "C-1", "red", "--sha256", &sha256, "--reason", "names a source"];
    portcullis.json(&red);
    let out = portcullis.data().join("out").display().to_string();
    let export = ["evidence", "export", "C-1", "--out", &out, "--to", "x", "--purpose", "y"];
    let refused = portcullis.run(&[&export[..], &["--for", "customers"]].concat());
    assert!(!refused.status.success());
    assert!(stderr(&refused).contains("TLP:RED"), "{}", stderr(&refused));
    assert!(!Path::new(&out).exists(), "nothing is left of a refused export");

    let post = ["outbox", "send", "C-1", "--channel", "room", "--title", "T", "--body", "B"];
    assert!(portcullis.run(&post).status.success(), "only one item is marked, not the case");
    portcullis.json(&["evidence", "mark", "C-1", "red", "--reason", "until the arrest"]);
    let refused = portcullis.run(&post);
    assert!(stderr(&refused).contains("TLP:RED"), "{}", stderr(&refused));

    portcullis.json(&["evidence", "hold", "C-1", "--reason", "court order 12/26"]);
    let own = portcullis.run(&["evidence", "release", "C-1", "--reason", "done"]);
    assert!(stderr(&own).contains("somebody else"), "{}", stderr(&own));
    let until = ["evidence", "retain", "C-1", "--until", "2099-01-01T00:00:00Z", "--reason", "law"];
    portcullis.json(&until);
    let shorter =
        ["evidence", "retain", "C-1", "--until", "2098-01-01T00:00:00Z", "--reason", "law"];
    assert!(stderr(&portcullis.run(&shorter)).contains("only ever made longer"));

    let handed = ["evidence", "transfer", "C-1", &sha256, "--to", "Police, unit 4"];
    let handed =
        [&handed[..], &["--how", "sealed disk, receipt 77", "--reason", "request"]].concat();
    portcullis.json(&handed);
    let custody = portcullis.json(&["evidence", "custody", "C-1"]);
    assert_eq!(custody["items"][0]["custodian"], "Police, unit 4", "{custody:#}");
    let chain = custody["items"][0]["chain"].as_array().unwrap();
    let deeds: Vec<_> = chain.iter().map(|step| step["deed"].as_str().unwrap()).collect();
    assert_eq!(deeds, ["kept", "marked", "marked", "held", "retained", "transferred"]);
    let store = portcullis.json(&["evidence", "store"]);
    assert_eq!(store["is_write_once"], false, "{store}");
    assert_eq!(store["immutable_bit"], "off");
}
