//! A log file of JSON lines.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::handle::RangeError;

/// One of GitLab's logs, appended to.
#[derive(Debug)]
pub(crate) struct LogFile {
    path: PathBuf,
    file: File,
}

impl LogFile {
    pub(crate) fn open(dir: &Path, name: &str) -> Result<Self, RangeError> {
        let path = dir.join(name);
        let failed = |source| RangeError::Log { path: path.clone(), source };
        std::fs::create_dir_all(dir).map_err(failed)?;
        let file = OpenOptions::new().create(true).append(true).open(&path).map_err(failed)?;
        Ok(Self { path, file })
    }

    /// Appends a line. GitLab does not fail a request because a log cannot be written; nor do we.
    pub(crate) fn write(&mut self, line: &str) {
        let mut bytes = Vec::with_capacity(line.len() + 1);
        bytes.extend_from_slice(line.as_bytes());
        bytes.push(b'\n');
        if let Err(error) = self.file.write_all(&bytes) {
            tracing::warn!(path = %self.path.display(), %error, "A log line was not written");
        }
    }
}
