//! `portcullis hardening report`, on a simulated GitLab and a root that was made up.

use std::sync::Arc;

use range::{Range, RangeConfig};
use serde_json::{Value, json};
use server::clock::Clock;

use crate::binary::{Portcullis, stderr, stdout};

#[tokio::test(flavor = "multi_thread")]
async fn en4_a_report_says_why_ends_with_10_and_keeps_a_score_only_when_asked() {
    let now = Arc::new(|| Clock::System.now());
    let range = Range::start(RangeConfig::new(7, now)).await.unwrap();
    let (url, secret) = (range.base_url().to_string(), range.admin_token().to_owned());
    tokio::task::spawn_blocking(move || walk(&url, &secret)).await.unwrap();
    range.shutdown().await;
}

fn walk(url: &str, secret: &str) {
    let portcullis = Portcullis::new();
    let token = portcullis.write("gitlab.token", secret.as_bytes());
    let token = token.to_str().unwrap();
    portcullis.json(&["connection", "add", url, "--token-file", token, "--write"]);
    portcullis.write("root/etc/hostname", b"gitlab-1\n");
    portcullis.write("root/etc/ssh/sshd_config", b"PermitRootLogin yes\n");
    let path = |name: &str| portcullis.data().join(name).display().to_string();
    let (root, bundle) = (path("root"), path("bundle"));
    let collect = ["evidence", "collect", "--keep-free-gb", "0", "--root", &root, "--out", &bundle];
    portcullis.json(&collect);

    let report = portcullis.json(&["hardening", "report"]);
    let why = |report: &Value, id: &str| {
        let checks = report["checks"].as_array().unwrap();
        let check = checks.iter().find(|check| check["id"] == id);
        check.unwrap()["why"].as_str().unwrap().to_owned()
    };
    assert!(why(&report, "setting.admin_mode").starts_with("Administrators should"));
    let japanese = portcullis.json(&["--lang", "ja", "hardening", "report"]);
    assert_eq!(japanese["checks"], report["checks"], "a document is the same in every language");
    let japanese = stdout(&portcullis.run(&["--lang", "ja", "hardening", "report"]));
    assert!(japanese.contains("管理者"), "{japanese}");

    let told = portcullis.run(&["hardening", "report"]);
    let said = stdout(&told);
    assert_eq!(told.status.code(), Some(10), "{}", stderr(&told));
    for part in
        ["Administrators should", "Act: ", "Can be undone", "sshd.PermitRootLogin", "--bundle"]
    {
        assert!(said.contains(part), "no {part} in {said}");
    }
    let sarif = portcullis.run(&["hardening", "report", "--sarif"]);
    assert_eq!(sarif.status.code(), Some(10), "{}", stderr(&sarif));
    assert!(stdout(&sarif).contains("2.1.0"));

    let by_bundle = ["hardening", "report", "--bundle", &bundle];
    let shown = portcullis.json(&by_bundle);
    assert_eq!(shown["history"], json!([]), "a score is kept that nobody asked to keep");
    let kept = portcullis.json(&[by_bundle.as_slice(), &["--keep", "-"]].concat());
    assert_eq!(kept["history"].as_array().map(Vec::len), Some(1), "{kept:#}");
    let sarif = portcullis.run(&[by_bundle.as_slice(), &["--sarif"]].concat());
    assert!(stdout(&sarif).contains("file:///etc/ssh/sshd_config"), "{}", stdout(&sarif));
}
