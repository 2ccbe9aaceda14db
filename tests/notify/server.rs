//! A server of this folder, as the tests of several crates start it.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::python;

/// A server of `tests/notify/`; it ends with the test.
pub(crate) struct Server {
    child: Child,
    pub(crate) port: u16,
    box_file: PathBuf,
    plan: PathBuf,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Server {
    /// Starts `tests/notify/{name}.py`; `None` and a word where Python or aiosmtpd is missing.
    pub(crate) fn start(folder: &Path, name: &str, args: &[&str]) -> Option<Self> {
        let Some(python) = python::with("aiosmtpd") else {
            #[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
            {
                eprintln!("SKIPPED: no Python with aiosmtpd; to run: scripts/tools.sh");
            }
            return None;
        };
        let script = format!("{}/../../tests/notify/{name}.py", env!("CARGO_MANIFEST_DIR"));
        let (box_file, plan) =
            (folder.join(format!("{name}.box")), folder.join(format!("{name}.plan")));
        let mut child = Command::new(python)
            .arg(script)
            .arg("--box")
            .arg(&box_file)
            .arg("--plan")
            .arg(&plan)
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Some(Self { child, port: line.trim().parse().unwrap(), box_file, plan })
    }

    /// What it shall do next. Never half written: it is read at any time.
    pub(crate) fn plan(&self, plan: &Value) {
        let draft = self.plan.with_extension("draft");
        let mut file = std::fs::File::create(&draft).unwrap();
        std::io::Write::write_all(&mut file, plan.to_string().as_bytes()).unwrap();
        drop(file);
        std::fs::rename(draft, &self.plan).unwrap();
    }

    /// What came, in order.
    pub(crate) fn came(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(&self.box_file).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}
