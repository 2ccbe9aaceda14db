//! What a bundle holds, and what becomes of interruptions, limits and keys.

use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use evidence::{Bundle, CollectError, Limits, Order, ProbeState, Recipient, Why, collect, verify};

use crate::home::{collected, content, has, now, order, program, reports, skipped, small, write};

#[track_caller]
fn is_sound(dir: &Path, seal: &str) {
    let checked = verify(dir, Some(seal), &mut |_| {}).unwrap();
    assert_eq!(checked.flaws, []);
}

#[test]
fn a_host_is_kept_with_its_circumstances_in_the_order_of_volatility() {
    let (root, out) = (small(), tempfile::tempdir().unwrap());

    let collection = collected(&order(root.path(), out.path()));

    is_sound(out.path(), &collection.seal);
    let manifest = &collection.manifest;
    assert_eq!(manifest.collected.host, "gitlab-1");
    assert_eq!(manifest.collected.system.as_deref(), Some("Debian GNU/Linux 12"));
    let ran: Vec<&str> = manifest.probes.iter().map(|probe| probe.name.as_str()).collect();
    assert_eq!(ran, evidence::probe_names().collect::<Vec<_>>());
    assert_eq!(ran[..3], ["processes", "sockets", "open_files"]);
    let log = content(out.path(), "files/var/log/gitlab/gitlab-rails/api_json.log");
    assert_eq!(log.lines().count(), 2000);
    let reports = reports(out.path());
    assert_eq!(reports.installations(), ["omnibus"]);
    let hooks = &reports.0["hooks"];
    assert_eq!(hooks.len(), 1, "{hooks:?}");
    assert!(hooks[0]["path"].as_str().unwrap().ends_with("x.git/custom_hooks/pre-receive"));
}

#[test]
fn no_secret_stands_anywhere_in_the_bundle_but_in_logs() {
    let (root, out) = (small(), tempfile::tempdir().unwrap());
    collected(&order(root.path(), out.path()));
    let bundle = Bundle::open(out.path()).unwrap();
    let mut looked_at = 0;
    for item in &bundle.manifest.items {
        let mut bytes = Vec::new();
        bundle.content(item).unwrap().read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for secret in ["planted-", "s3cr3thash"] {
            assert!(!text.contains(secret), "{secret} stands in {}: {text}", item.name);
        }
        looked_at += 1;
    }
    assert!(looked_at > 20, "{looked_at}");
    let redacted = bundle.item("redacted/etc/gitlab/gitlab-secrets.json").unwrap();
    let source = redacted.source.as_ref().unwrap();
    assert_ne!(source.sha256, redacted.sha256, "the original's hash stands beside the copy");
    assert!(content(out.path(), &redacted.name).contains("otp_key_base"));
}

#[test]
fn collecting_leaves_no_mark_on_the_host() {
    let (root, out) = (small(), tempfile::tempdir().unwrap());
    let marks = |folder: &Path| {
        let mut waiting = vec![folder.to_owned()];
        let mut marks = Vec::new();
        while let Some(path) = waiting.pop() {
            let found = std::fs::symlink_metadata(&path).unwrap();
            let times = (found.mtime_nsec(), found.ctime_nsec(), found.atime_nsec());
            marks.push((path.clone(), found.mode(), found.len(), times));
            if found.is_dir() {
                waiting.extend(std::fs::read_dir(&path).unwrap().map(|one| one.unwrap().path()));
            }
        }
        marks.sort();
        marks
    };
    marks(root.path()); // Listing the folders is itself a look at them.
    let before = marks(root.path());

    collected(&order(root.path(), out.path()));

    assert_eq!(marks(root.path()), before);
}

#[test]
fn a_link_of_an_attacker_does_not_lead_out_of_the_root() {
    let (root, out, other) = (small(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let outside = write(other.path(), "secret", "of another host");
    let log = root.path().join("var/log/link.log");
    std::os::unix::fs::symlink(&outside, &log).unwrap();
    std::fs::remove_file(root.path().join("etc/gitlab/gitlab.rb")).unwrap();
    std::os::unix::fs::symlink(&outside, root.path().join("etc/gitlab/gitlab.rb")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", root.path().join("etc/hosts")).unwrap();

    collected(&order(root.path(), out.path()));

    let bundle = Bundle::open(out.path()).unwrap();
    for item in &bundle.manifest.items {
        let text = content(out.path(), &item.name);
        assert!(!text.contains("of another host"), "{}", item.name);
    }
    assert!(content(out.path(), "files/etc/hosts").contains("/var/opt/gitlab"), "inside is fine");
}

#[test]
fn odd_names_pipes_devices_and_hollow_files_keep_nothing_else_out() {
    use std::os::unix::ffi::OsStrExt as _;
    let (root, out) = (small(), tempfile::tempdir().unwrap());
    let logs = root.path().join("var/log/gitlab");
    let named = |name: &[u8]| logs.join(std::ffi::OsStr::from_bytes(name));
    // Two names that are one when they are shown as text, and one of two lines.
    for (name, text) in
        [(&b"\xff\xfe.log"[..], "one"), (b"\xff\xfd.log", "two"), (b"a\nb.log", "three")]
    {
        std::io::Write::write_all(
            &mut std::fs::File::create(named(name)).unwrap(),
            text.as_bytes(),
        )
        .unwrap();
    }
    assert!(Command::new("mkfifo").arg(named(b"pipe.log")).status().unwrap().success());
    std::os::unix::fs::symlink("/dev/zero", named(b"zero.log")).unwrap();
    // The newest of all, and larger than all the time that there is.
    std::fs::File::create(named(b"hollow.log")).unwrap().set_len(1 << 42).unwrap();
    let mut reads_hollow = false;
    let only = vec!["logs".to_owned()];
    let order = Order { only, ..order(root.path(), out.path()) };

    // As soon as the hollow one is read, the time is over: all others are there.
    let began = now();
    let bytes = std::cell::Cell::new(0_u64);
    let clock = || {
        if bytes.get() > 100 << 20 { began + jiff::SignedDuration::from_hours(9) } else { began }
    };
    let collection = collect(&order, &clock, &mut |progress| {
        bytes.set(progress.bytes);
        reads_hollow |= progress.bytes > 100 << 20;
        true
    });

    let collection = collection.unwrap();
    is_sound(out.path(), &collection.seal);
    assert!(reads_hollow, "it was read last, not left out");
    let hex =
        |name: &[u8]| format!("files-hex/{}", hex::encode([b"/var/log/gitlab/", name].concat()));
    assert_eq!(content(out.path(), &hex(b"\xff\xfe.log")), "one");
    assert_eq!(content(out.path(), &hex(b"\xff\xfd.log")), "two");
    assert_eq!(content(out.path(), "files/var/log/gitlab/a\nb.log"), "three");
    assert!(!content(out.path(), "files/var/log/gitlab/gitlab-rails/api_json.log").is_empty());
    let gaps = &collection.manifest.probes[0].gaps;
    assert!(
        gaps.iter().any(|gap| gap.why == Why::TimeOver && gap.what.ends_with("hollow.log")),
        "{gaps:?}"
    );
    assert!(gaps.iter().all(|gap| !gap.what.ends_with("pipe.log")), "a pipe is no log: {gaps:?}");
}

#[test]
fn an_interrupted_collection_is_continued_and_a_sealed_one_never_touched() {
    let (root, out) = (small(), tempfile::tempdir().unwrap());
    let order = order(root.path(), out.path());
    let whole = {
        let out = tempfile::tempdir().unwrap();
        let order = Order { out: out.path().to_owned(), ..order.clone() };
        collected(&order).manifest
    };
    for items in [3, 9, 16] {
        let ended = collect(&order, &now, &mut |progress| progress.items < items);
        assert!(matches!(ended, Err(CollectError::Cancelled)), "{ended:?}");
        assert!(matches!(Bundle::open(out.path()), Err(evidence::BundleError::Unfinished(_))));
    }

    let collection = collected(&order);

    is_sound(out.path(), &collection.seal);
    assert_eq!(collection.manifest.resumed, 3);
    let names = |manifest: &evidence::Manifest| {
        let mut names: Vec<_> = manifest.items.iter().map(|item| item.name.clone()).collect();
        names.sort();
        names
    };
    assert_eq!(names(&collection.manifest), names(&whole));
    let again = collect(&order, &now, &mut |_| true);
    assert!(matches!(again, Err(CollectError::Sealed(_))), "{again:?}");
    is_sound(out.path(), &collection.seal);
}

#[test]
fn two_collections_of_one_folder_do_not_meet_and_a_root_that_is_none_leaves_nothing() {
    let (root, out) = (small(), tempfile::tempdir().unwrap());
    let place = out.path().join("bundle");
    let order = order(root.path(), &place);
    for none in ["nowhere", "etc/os-release"] {
        let order = Order { root: root.path().join(none), ..order.clone() };
        let refused = collect(&order, &now, &mut |_| true);
        assert!(matches!(refused, Err(CollectError::Root(..))), "{refused:?}");
        assert!(!place.exists(), "{none}");
    }
    let mut second = None;
    let first = collect(&order, &now, &mut |_| {
        second.get_or_insert_with(|| collect(&order, &now, &mut |_| true).err());
        true
    });
    assert!(matches!(second, Some(Some(CollectError::Busy(_)))), "{second:?}");
    is_sound(&place, &first.unwrap().seal);
}

#[test]
fn a_killed_process_is_continued_by_the_next() {
    let (root, out) = (small(), tempfile::tempdir().unwrap());
    let command = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portcullis-collect"));
        command.arg("--out").arg(out.path()).arg("--root").arg(root.path());
        command.args(["--keep-free-gb", "0", "--progress"]);
        command
    };
    for lines in [2, 12] {
        let mut child = command().stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let told = BufReader::new(child.stderr.take().unwrap()).lines().take(lines).count();
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(told > 0);
    }
    let output = command().output().unwrap();
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["resumed"], 2, "{document}");
    is_sound(out.path(), document["seal"].as_str().unwrap());
}

#[test]
fn limits_of_time_size_and_disk_become_gaps() {
    let root = small();
    let limited = |limits: Limits| {
        let out = tempfile::tempdir().unwrap();
        let order = Order { limits, ..order(root.path(), out.path()) };
        let collection = collected(&order);
        is_sound(out.path(), &collection.seal);
        let gaps = collection.manifest.probes.iter().flat_map(|probe| probe.gaps.clone());
        let logs = collection.manifest.probes.iter().find(|probe| probe.name == "logs").unwrap();
        (gaps.map(|gap| gap.why).collect::<Vec<_>>(), logs.state)
    };
    let free = Limits { free_bytes_min: 0, ..Limits::default() };
    assert!(limited(Limits { time_ms_max: 0, ..free }).0.contains(&Why::TimeOver));
    assert!(limited(Limits { free_bytes_min: u64::MAX, ..free }).0.contains(&Why::DiskFull));
    let (gaps, logs) = limited(Limits { file_bytes_max: 1000, ..free });
    assert!(gaps.contains(&Why::TooLarge), "{gaps:?}");
    assert_eq!(logs, ProbeState::Partial);
    assert!(limited(Limits { records_max: 1, ..free }).0.contains(&Why::TooMany));
}

#[test]
fn one_probe_takes_no_more_than_half_of_the_time_that_is_left() {
    let root = small();
    for number in 0..600 {
        program(root.path(), &format!("usr/bin/p{number}"), "#!/bin/sh\n");
    }
    let out = tempfile::tempdir().unwrap();
    let order = Order {
        only: vec!["changed".to_owned(), "logs".to_owned()],
        limits: Limits { time_ms_max: 600_000, free_bytes_min: 0, ..Limits::default() },
        ..order(root.path(), out.path())
    };
    // Each look at the clock takes a second.
    let ticks = std::cell::Cell::new(now());
    let clock = || {
        ticks.set(ticks.get().checked_add(jiff::SignedDuration::from_secs(1)).unwrap());
        ticks.get()
    };
    let mut budgets = std::collections::BTreeMap::new();
    let collection = collect(&order, &clock, &mut |progress| {
        assert!(progress.elapsed_ms <= progress.budget_ms + 5_000, "{progress:?}");
        budgets.insert(progress.probe.to_owned(), progress.budget_ms / 1_000);
        true
    });
    let probes = collection.unwrap().manifest.probes;
    let over = |name: &str| {
        let probe = probes.iter().find(|probe| probe.name == name).unwrap();
        probe.gaps.iter().any(|gap| gap.why == Why::TimeOver)
    };
    assert!(over("changed") && !over("logs"), "{probes:?}");
    assert!((290..=300).contains(&budgets["changed"]), "{budgets:?}");
    assert!((270..=300).contains(&budgets["logs"]), "the last takes all that is left: {budgets:?}");
}

#[test]
fn a_file_is_hashed_once_whatever_its_names_and_a_very_large_one_not_at_all() {
    let root = small();
    program(root.path(), "usr/bin/tool", &"x".repeat(5_000));
    std::fs::hard_link(root.path().join("usr/bin/tool"), root.path().join("usr/bin/name")).unwrap();
    program(root.path(), "usr/bin/large", &"y".repeat(9_001));
    program(root.path(), "usr/bin/raised", &"z".repeat(9_002));
    let rights = std::os::unix::fs::PermissionsExt::from_mode(0o4755);
    std::fs::set_permissions(root.path().join("usr/bin/raised"), rights).unwrap();
    let out = tempfile::tempdir().unwrap();
    let limits = Limits { hash_bytes_max: 9_000, free_bytes_min: 0, ..Limits::default() };
    let order =
        Order { only: vec!["changed".to_owned()], limits, ..order(root.path(), out.path()) };
    let mut read = 0;
    let collection = collect(&order, &now, &mut |progress| {
        read = progress.bytes;
        true
    });
    let manifest = collection.unwrap().manifest;
    let bundle = Bundle::open(out.path()).unwrap();
    let records = bundle.report("changed").unwrap();
    let hash = |name: &str| {
        let path = format!("/usr/bin/{name}");
        let record = records.iter().find(|record| record["path"] == *path).unwrap();
        record["sha256"].as_str().map(str::to_owned)
    };
    assert!(hash("tool").is_some() && hash("tool") == hash("name"));
    assert_eq!(hash("large"), None);
    assert!(hash("raised").is_some(), "what has its owner's rights is hashed whatever its size");
    let programs = records.iter().filter(|record| record["sha256"].is_string());
    let whole: u64 = programs.map(|record| record["bytes"].as_u64().unwrap()).sum();
    assert_eq!(read, whole - 5_000, "the second name was not read");
    let gaps = &manifest.probes[0].gaps;
    assert!(gaps.iter().any(|gap| gap.why == Why::TooLarge && gap.what == "/usr/bin/large"));
}

#[test]
fn a_bundle_whose_time_was_over_says_so_by_its_exit_code_and_by_what_it_lacks() {
    let root = small();
    let ran = |more: &[&str]| {
        let out = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_portcullis-collect"));
        command.arg("--out").arg(out.path()).arg("--root").arg(root.path());
        let output =
            command.args(["--keep-free-gb", "0", "--only", "accounts,packages"]).args(more);
        let output = output.output().unwrap();
        let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        (output.status.code(), told["cut"].clone())
    };
    assert_eq!(ran(&[]), (Some(0), serde_json::json!([])));
    let (code, cut) = ran(&["--minutes", "0"]);
    assert_eq!(code, Some(10), "sealed, and not whole: {cut}");
    assert!(cut.as_array().is_some_and(|cut| cut.iter().any(|one| one == "accounts")), "{cut}");
}

#[test]
fn a_folder_in_use_a_probe_unknown_and_a_bad_key_are_refused() {
    let (root, out) = (small(), tempfile::tempdir().unwrap());
    write(out.path(), "mine.txt", "x");
    let order = order(root.path(), out.path());
    assert!(matches!(collect(&order, &now, &mut |_| true), Err(CollectError::NotEmpty(_))));
    let order = Order { only: vec!["no-such-probe".to_owned()], ..order };
    let error = collect(&order, &now, &mut |_| true).unwrap_err().to_string();
    assert!(error.contains("no-such-probe") && error.contains("processes, sockets"), "{error}");
    for text in ["age1qqqq", "", "ssh-ed25519 AAAA"] {
        assert!(Recipient::parse(text).is_err(), "{text:?}");
    }
}

#[test]
fn what_is_encrypted_is_opened_by_the_key_alone() {
    if !has("age-keygen") {
        return skipped("`age` is not installed (apt-get install age): encryption is not tested");
    }
    let (root, out, keys) = (small(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    // More than one chunk of 64 KiB, and exactly two.
    write(root.path(), "/var/log/big.log.xz", &"0123456789abcdef".repeat(8192));
    let key = keys.path().join("key");
    Command::new("age-keygen").arg("-o").arg(&key).output().unwrap();
    let public = Command::new("age-keygen").arg("-y").arg(&key).output().unwrap();
    let recipient = Recipient::parse(String::from_utf8(public.stdout).unwrap().trim()).unwrap();
    let order = Order { recipients: vec![recipient], ..order(root.path(), out.path()) };

    let collection = collected(&order);

    is_sound(out.path(), &collection.seal);
    let bundle = Bundle::open(out.path()).unwrap();
    assert!(bundle.report("processes").is_err());
    for name in ["files/var/log/big.log.xz", "files/etc/group", "reports/accounts.jsonl"] {
        let item = bundle.item(name).unwrap();
        let stored = out.path().join(&item.stored.file);
        let mut opened = Command::new("age")
            .args(["-d", "-i"])
            .args([&key, &stored])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut bytes = Vec::new();
        opened.stdout.take().unwrap().read_to_end(&mut bytes).unwrap();
        assert!(opened.wait().unwrap().success(), "{name}");
        if item.stored.encoding == evidence::Encoding::Identity {
            assert_eq!(u64::try_from(bytes.len()).unwrap(), item.bytes);
            assert!(bytes.starts_with(b"0123456789abcdef"));
        } else {
            assert!(bytes.starts_with(&[0x1f, 0x8b]), "{name} is gzip inside");
        }
    }
}
