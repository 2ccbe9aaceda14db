use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::baseline::fits;
use super::{Analysis, Baseline, Kind, Reports, analyse, propose};

fn reports(of: &[(&str, Vec<Value>)]) -> Reports {
    Reports(of.iter().map(|(probe, records)| ((*probe).to_owned(), records.clone())).collect())
}

fn omnibus() -> Baseline {
    Baseline::shipped(&["omnibus".to_owned()]).unwrap()
}

fn process(pid: u32, binary: &str, command: &str) -> Value {
    let words: Vec<&str> = command.split(' ').collect();
    json!({ "kind": "process", "pid": pid, "name": "x", "binary": binary, "command": words })
}

fn socket(protocol: &str, local: &str, port: u16, pids: &[u32]) -> Value {
    json!({ "kind": "socket", "protocol": protocol, "state": "listening", "local": local,
            "local_port": port, "pids": pids })
}

/// Subjects with the reasons' last words.
#[track_caller]
fn check(analysis: &Analysis, expected: &[(&str, &[&str])]) {
    let actual: Vec<(String, Vec<String>)> = analysis
        .strangers
        .iter()
        .map(|one| {
            let reasons = one.reasons.iter().map(|reason| reason.key.replace("host-why-", ""));
            (one.subject.clone(), reasons.collect())
        })
        .collect();
    let expected: Vec<(String, Vec<String>)> = expected
        .iter()
        .map(|(subject, reasons)| {
            ((*subject).to_owned(), reasons.iter().map(|one| (*one).to_owned()).collect())
        })
        .collect();
    assert_eq!(actual, expected);
}

#[test]
fn in8_one_stranger_among_the_processes_of_omnibus_is_one_finding() {
    let ruby = "/opt/gitlab/embedded/bin/ruby";
    let host = reports(&[(
        "processes",
        vec![
            process(1, "/usr/lib/systemd/systemd", "/sbin/init"),
            process(2, "/opt/gitlab/embedded/bin/runsvdir", "runsvdir -P /opt/gitlab/service"),
            process(3, ruby, "puma 6.4.3 (unix:///var/opt/gitlab/x.socket) [gitlab-puma-worker]"),
            process(4, ruby, "sidekiq 7.3.9 queues:default [0 of 20 busy]"),
            process(5, "/opt/gitlab/embedded/postgresql/16/bin/postgres", "postgres: checkpointer"),
            process(6, "/opt/gitlab/embedded/bin/gitaly", "gitaly serve config.toml"),
            json!({ "kind": "process", "pid": 7, "name": "kworker/0:1", "is_kernel_thread": true }),
            process(8, ruby, "ruby -rsocket -e exit"),
        ],
    )]);
    let analysis = analyse(&host, &omnibus());
    check(&analysis, &[("8 ruby -rsocket -e exit", &["unknown-process"])]);
    assert_eq!(analysis.strangers[0].requirement, "IN8");
    assert_eq!(analysis.compared["process"], 7);
}

#[test]
fn a_known_process_whose_binary_is_gone_or_that_hides_is_a_question() {
    let mut deleted = process(1, "/usr/sbin/sshd", "sshd: /usr/sbin/sshd -D");
    deleted["is_deleted"] = json!(true);
    let posing = process(2, "/usr/sbin/cron", "[kworker/0:1]");
    let mut preloaded = process(3, "/usr/sbin/cron", "/usr/sbin/cron -f");
    preloaded["environment"] = json!({ "LD_PRELOAD": "/usr/lib/x.so" });
    let hidden = json!({ "kind": "process", "pid": 4, "name": "x", "binary": null });
    let own = json!({ "kind": "process", "pid": 5, "name": "portcullis", "binary": "/tmp/portcullis",
                      "collector": "self" });
    let code = json!({ "kind": "odd_code", "pid": 6, "path": "/dev/shm/x.so" });
    let injected = process(6, "/usr/sbin/cron", "cron");
    let host = reports(&[
        ("processes", vec![deleted, posing, preloaded, hidden, own, injected]),
        ("open_files", vec![code]),
    ]);
    let analysis = analyse(&host, &omnibus());
    check(
        &analysis,
        &[
            ("1 sshd: /usr/sbin/sshd -D", &["deleted-binary"]),
            ("2 [kworker/0:1]", &["poses-as-kernel"]),
            ("3 /usr/sbin/cron -f", &["preloads"]),
            ("6 cron", &["odd-code"]),
        ],
    );
    assert_eq!(analysis.untold_processes, 1);
}

#[test]
fn in9_unexpected_listeners_are_the_expected_set() {
    let host = reports(&[
        (
            "processes",
            vec![
                process(1, "/usr/sbin/sshd", "sshd"),
                process(2, "/opt/gitlab/embedded/sbin/nginx", "nginx: master"),
                process(3, "/usr/bin/socat", "socat"),
                process(4, "/usr/sbin/chronyd", "chronyd"),
            ],
        ),
        (
            "sockets",
            vec![
                socket("tcp", "0.0.0.0", 22, &[1]),
                socket("tcp", "::", 443, &[2]),
                socket("tcp", "127.0.0.1", 9090, &[]),
                socket("udp", "0.0.0.0", 40_000, &[4]),
                // Default ports of GitLab that are meant for the host alone.
                socket("tcp", "0.0.0.0", 6379, &[2]),
                socket("tcp", "0.0.0.0", 31_337, &[3]),
                socket("udp", "0.0.0.0", 50_000, &[3]),
                socket("udp", "127.0.0.1", 323, &[3]),
                json!({ "kind": "socket", "protocol": "tcp", "state": "established",
                        "local": "10.0.0.1", "local_port": 5555, "pids": [3] }),
            ],
        ),
    ]);
    let analysis = analyse(&host, &omnibus());
    let listeners: Vec<_> =
        analysis.strangers.iter().filter(|one| one.kind == Kind::Listener).cloned().collect();
    check(
        &Analysis { strangers: listeners, ..analysis },
        &[
            ("tcp 0.0.0.0:31337", &["unknown-port"]),
            ("tcp 0.0.0.0:6379", &["open-to-all"]),
            ("udp 0.0.0.0:50000", &["unknown-port"]),
            ("udp 127.0.0.1:323", &["other-program"]),
        ],
    );
}

fn files() -> Reports {
    let packaged = |path: &str, state: &str, is_setting: bool| {
        json!({ "kind": "package_file", "path": path, "package": "p", "state": state,
                "is_setting": is_setting, "sha256": "aa" })
    };
    let file = |kind: &str, path: &str, sha256: &str| json!({ "kind": kind, "path": path, "sha256": sha256 });
    let link = |path: &str, target: &str| json!({ "kind": "unit", "path": path, "target": target });
    reports(&[
        (
            "packages",
            vec![
                packaged("/usr/bin/ls", "changed", false),
                packaged("/usr/share/x", "missing", false),
                packaged("/usr/sbin/y", "missing", false),
                packaged("/etc/ssh/sshd_config", "changed", true),
                packaged("/etc/cron.d/e2scrub_all", "same", true),
                packaged("/usr/lib/systemd/system/ssh.service", "same", false),
            ],
        ),
        (
            "hooks",
            vec![
                file("hook", "/r/a.git/custom_hooks/pre-receive", "bb"),
                file("hook", "/var/opt/gitlab/gitaly/custom_hooks/post-receive.d/x", "cc"),
            ],
        ),
        (
            "scheduled",
            vec![
                json!({ "kind": "cron_entry", "path": "/etc/cron.d/e2scrub_all", "line": 1,
                        "user": "root", "when": "30 3 * * 0", "command": "x" }),
                json!({ "kind": "cron_entry", "path": "/etc/cron.d/evil", "line": 1,
                        "user": "root", "when": "@reboot", "command": "/tmp/x" }),
                link("/etc/systemd/system/sshd.service", "/lib/systemd/system/ssh.service"),
                link(
                    "/etc/systemd/system/a.wants/ssh.service",
                    "../../../../usr/lib/systemd/system/ssh.service",
                ),
                link("/etc/systemd/system/off.service", "/dev/null"),
                file("unit", "/etc/systemd/system/evil.service", "dd"),
                file("script", "/etc/ld.so.preload", "ee"),
            ],
        ),
        (
            "changed",
            vec![file("set_id", "/usr/bin/sudo", "1"), file("set_id", "/usr/local/x", "2")],
        ),
        (
            "keys",
            vec![json!({ "kind": "authorized_key", "user": "git", "path": "/k", "line": 3,
                         "fingerprint": "SHA256:f", "comment": "m@l" })],
        ),
        (
            "accounts",
            vec![
                json!({ "kind": "sudo_rule", "path": "/etc/sudoers", "rule": "root\tALL=(ALL:ALL) ALL" }),
                json!({ "kind": "sudo_rule", "path": "/etc/sudoers.d/x", "rule": "git ALL=(ALL) NOPASSWD: ALL" }),
                json!({ "kind": "user", "name": "root", "uid": 0, "shell": "/bin/bash", "password": "set" }),
                json!({ "kind": "user", "name": "toor", "uid": 0, "shell": "/bin/sh", "password": "none_needed" }),
            ],
        ),
        (
            "kernel",
            vec![
                json!({ "kind": "module", "name": "ext4", "taint": null }),
                json!({ "kind": "module", "name": "diamorphine", "taint": "OE" }),
            ],
        ),
    ])
}

#[test]
fn changed_files_hooks_keys_cron_startup_and_accounts_are_questions() {
    check(
        &analyse(&files(), &omnibus()),
        &[
            ("/usr/bin/ls", &["changed-file"]),
            ("/usr/sbin/y", &["missing-file"]),
            ("/r/a.git/custom_hooks/pre-receive", &["unknown-file"]),
            ("/var/opt/gitlab/gitaly/custom_hooks/post-receive.d/x", &["unknown-file"]),
            ("/k:3 SHA256:f m@l", &["not-by-gitlab"]),
            ("/etc/cron.d/evil:1 @reboot /tmp/x", &["unknown-entry"]),
            ("/etc/ld.so.preload", &["unknown-file"]),
            ("/etc/systemd/system/evil.service", &["unknown-file"]),
            ("/usr/local/x", &["unknown-file"]),
            ("/etc/sudoers.d/x git ALL=(ALL) NOPASSWD: ALL", &["unknown-rule"]),
            ("toor", &["second-root", "no-password"]),
            ("diamorphine", &["unknown-file"]),
        ],
    );
}

/// Without the lists of packages each unit of the distribution would be a question.
#[test]
fn without_packages_what_they_bring_is_one_question_and_a_proposal_names_it_all() {
    let mut told = files();
    let asked = |told: &Reports| -> Vec<String> {
        let found = analyse(told, &omnibus()).strangers.into_iter();
        let kinds = [Kind::Startup, Kind::SetId];
        found.filter(|one| kinds.contains(&one.kind)).map(|one| one.subject).collect()
    };
    let whole = ["/etc/ld.so.preload", "/etc/systemd/system/evil.service", "/usr/local/x"];
    assert_eq!(asked(&told), whole);
    told.is_cut("packages");
    assert_eq!(asked(&told), ["packages", "packages"], "the time was over in the middle");
    let mut told = files();
    told.0.remove("packages");
    let found = analyse(&told, &omnibus());
    let startup = found.strangers.iter().find(|one| one.kind == Kind::Startup).unwrap();
    assert_eq!(startup.reasons[0].key, "host-why-packages-untold");
    assert_eq!(startup.reasons[0].args["count"], "4", "units, scripts; none is masked");
    assert!(found.strangers.iter().any(|one| one.kind == Kind::Hook), "no package brings hooks");

    let own = propose(&told, &omnibus());
    assert!(own.files.iter().any(|file| file.path == "/etc/systemd/system/evil.service"));
    let mut baseline = omnibus();
    baseline.add(own);
    let left = analyse(&told, &baseline).strangers;
    assert!(left.iter().all(|one| one.kind != Kind::Startup), "{left:?}");
}

#[test]
fn keys_from_where_nobody_looks_are_questions_until_a_baseline_knows_them() {
    let setting = |line: &str| json!({ "kind": "sshd_setting", "path": "/s", "line": line });
    let told = reports(&[(
        "keys",
        vec![
            json!({ "kind": "unreadable_key", "user": "root", "path": "/k", "line": 4, "text": "?" }),
            setting("AuthorizedKeysCommand\t/tmp/x  %u"),
            setting("authorizedkeysfile .ssh/authorized_keys  /tmp/keys"),
            setting(
                "AuthorizedKeysCommand /opt/gitlab/embedded/service/gitlab-shell/bin/gitlab-shell-authorized-keys-check git %u %k",
            ),
            setting("AuthorizedKeysFile .ssh/authorized_keys .ssh/authorized_keys2"),
            setting("PermitRootLogin no"),
        ],
    )]);
    check(
        &analyse(&told, &omnibus()),
        &[
            ("/k:4", &["unreadable-key"]),
            ("/s AuthorizedKeysCommand /tmp/x %u", &["keys-by-program"]),
            ("/s authorizedkeysfile .ssh/authorized_keys /tmp/keys", &["keys-elsewhere"]),
        ],
    );
    let mut known = omnibus();
    known.add(propose(&told, &omnibus()));
    check(&analyse(&told, &known), &[("/k:4", &["unreadable-key"])]);
}

#[test]
fn what_was_proposed_from_a_good_host_is_known_until_its_content_changes() {
    let mut baseline = omnibus();
    let own = propose(&files(), &baseline);
    let own = Baseline::read(&own.to_yaml().unwrap()).unwrap();
    baseline.add(own);

    // A second root is excused by no baseline.
    check(&analyse(&files(), &baseline), &[("toor", &["second-root", "no-password"])]);

    let mut later = files();
    later.0.get_mut("hooks").unwrap()[0]["sha256"] = json!("other");
    let analysis = analyse(&later, &baseline);
    let hook = "/r/a.git/custom_hooks/pre-receive";
    check(&analysis, &[(hook, &["other-content"]), ("toor", &["second-root", "no-password"])]);
    assert_eq!(analysis.strangers[0].id, analyse(&later, &baseline).strangers[0].id);
}

#[test]
fn patterns_stand_for_anything_and_nothing_else() {
    for (pattern, text, expected) in [
        ("/usr/bin/ls", "/usr/bin/ls", true),
        ("/usr/bin/ls", "/usr/bin/lsx", false),
        ("/opt/*/bin/x", "/opt/a/b/bin/x", true),
        ("/opt/*/bin/x", "/opt/bin/x", false),
        ("*_exporter", "redis_exporter", true),
        ("a*a", "a", false),
        ("*", "", true),
    ] {
        assert_eq!(fits(pattern, text), expected, "{pattern} against {text}");
    }
}

#[test]
fn the_shipped_baseline_is_read_for_each_installation() {
    let alone = Baseline::shipped(&[]).unwrap();
    for installation in ["omnibus", "helm", "helm_gitaly", "source"] {
        let whole = Baseline::shipped(&[installation.to_owned()]).unwrap();
        assert!(whole.processes.len() > alone.processes.len(), "{installation}");
        assert!(whole.listeners.len() > alone.listeners.len(), "{installation}");
    }
    let wrong = Baseline::read("processes:\n  - binry: /x\n").unwrap_err();
    assert!(wrong.contains("binry"), "{wrong}");
}

#[test]
fn every_kind_and_reason_has_words_in_both_languages() {
    for language in ["en", "ja"] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join(format!("../../locales/{language}/host.ftl"));
        let text = std::fs::read_to_string(path).unwrap();
        let keys: BTreeSet<&str> =
            text.lines().filter_map(|line| Some(line.split_once(" = ")?.0)).collect();
        for kind in Kind::ALL {
            assert!(keys.contains(kind.key().as_str()), "{} in {language}", kind.key());
            let ask = format!("{}-ask", kind.key());
            assert!(keys.contains(ask.as_str()), "{ask} in {language}");
        }
        for reason in super::Reason::ALL {
            assert!(keys.contains(format!("host-why-{reason}").as_str()), "{reason} in {language}");
        }
    }
}
