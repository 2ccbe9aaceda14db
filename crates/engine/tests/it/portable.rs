//! The shipped rules read and converted by pySigma, which we did not write.

use std::path::Path;
use std::process::{Command, Stdio};

const PACKAGES: &str = "import sigma.backends.splunk, sigma.backends.opensearch, \
                        sigma.backends.elasticsearch, sigma.cli";

#[test]
fn pysigma_reads_checks_and_converts_the_pack() {
    let probe = Command::new("python3").args(["-c", PACKAGES]).stderr(Stdio::null()).status();
    if !probe.is_ok_and(|status| status.success()) {
        #[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
        {
            eprintln!("SKIPPED: python3 has no pySigma; to run: scripts/tools.sh, or make unit");
        }
        return;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/sigma/test_portable.py");

    let output = Command::new("python3").arg(script).output().unwrap();

    assert!(
        output.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
