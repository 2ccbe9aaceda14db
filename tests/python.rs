//! The Python that the tests of several crates start, as `scripts/tools.sh` installs it.

use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The folder of the tests' environment.
pub(crate) fn environment() -> Option<PathBuf> {
    std::env::var_os("PORTCULLIS_VENV")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache/portcullis/venv")))
}

/// A Python that can import `module`.
pub(crate) fn with(module: &str) -> Option<PathBuf> {
    let all = environment()
        .map(|venv| venv.join("bin/python3"))
        .into_iter()
        .chain([PathBuf::from("python3")]);
    let import = format!("import {module}");
    all.into_iter().find(|python| {
        let mut asked = Command::new(python);
        asked.args(["-c", &import]).stderr(Stdio::null());
        asked.status().is_ok_and(|status| status.success())
    })
}
