//! The range driven by gitbeaker, a client that we did not write.

use std::path::Path;

use tokio::process::Command;

use crate::harness::Site;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn gitbeaker_works_with_the_range() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/gitbeaker");
    let probe = Command::new("node").arg("--version").output().await;
    let is_there = folder.join("node_modules/@gitbeaker/rest").exists();
    if !is_there || !probe.is_ok_and(|output| output.status.success()) {
        #[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
        {
            eprintln!(
                "SKIPPED: gitbeaker is not installed; to run: npm --prefix tests/gitbeaker ci"
            );
        }
        return;
    }
    let site = Site::start().await;

    let output = Command::new("node")
        .args(["--test", "range.test.js"])
        .current_dir(folder)
        .env("RANGE_URL", site.range.base_url().as_str())
        .env("RANGE_TOKEN", site.range.admin_token())
        .output()
        .await
        .unwrap();

    assert!(
        output.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
