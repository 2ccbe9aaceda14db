//! The range driven by python-gitlab, a client that we did not write.

use std::path::Path;
use std::process::Stdio;

use tokio::process::Command;

use crate::harness::Site;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn python_gitlab_works_with_the_range() {
    let probe =
        Command::new("python3").args(["-c", "import gitlab"]).stderr(Stdio::null()).status().await;
    if !probe.is_ok_and(|status| status.success()) {
        #[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
        {
            eprintln!("SKIPPED: python3 has no module gitlab; to run: pip install python-gitlab");
        }
        return;
    }
    let site = Site::start().await;
    let script =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/python-gitlab/test_range.py");

    let output = Command::new("python3")
        .arg(script)
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
