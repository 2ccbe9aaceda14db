//! Runs `portcullis` on a data directory of its own.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// Verification token of the stream `main`.
pub(crate) const STREAM_TOKEN: &str = "stream-token-of-the-tests-0123456789";

/// A data directory and the binary over it.
pub(crate) struct Portcullis {
    folder: TempDir,
}

impl Portcullis {
    /// A fresh data directory with a stream `main`.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let new = Self { folder };
        let token = new.write("stream.token", STREAM_TOKEN.as_bytes());
        let settings =
            format!("[[stream]]\nname = \"main\"\ntoken_files = [\"{}\"]\n", token.display());
        new.write("portcullis.toml", settings.as_bytes());
        new
    }

    pub(crate) fn data(&self) -> &Path {
        self.folder.path()
    }

    /// Puts a file beside the data.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::io::Write::write_all(&mut std::fs::File::create(&path).unwrap(), bytes).unwrap();
        path
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portcullis"));
        command.arg("--data").arg(self.data()).env_remove("RUST_LOG");
        command.env("LC_ALL", "C").stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.command().args(args).output().unwrap()
    }

    /// Runs a command with `--json`; answers its document.
    #[track_caller]
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let output = self.command().arg("--json").args(args).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{error} in {text:?}; {}", stderr(&output)))
    }

    /// Rows of an SQL statement.
    #[track_caller]
    pub(crate) fn sql(&self, statement: &str) -> Vec<Vec<Value>> {
        let answer = self.json(&["sql", statement]);
        serde_json::from_value(answer["rows"].clone()).unwrap_or_else(|_| panic!("{answer}"))
    }

    /// Starts the server on a free port.
    pub(crate) fn serve(&self) -> Served {
        let mut child = self
            .command()
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line
            .trim()
            .strip_prefix("listening on ")
            .unwrap_or_else(|| panic!("{line:?}"))
            .to_owned();
        Served { child, url }
    }
}

/// A running server; dropping it kills it.
pub(crate) struct Served {
    child: Child,
    pub(crate) url: String,
}

impl Served {
    /// Ends it as a power failure would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// The process, to be killed by somebody else.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Whether the process is over.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Address of the stream.
    pub(crate) fn stream(&self) -> String {
        format!("{}/collect/stream/main", self.url)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// What a command said on standard error.
pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What a command said on standard output.
pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// An event of GitLab's stream with this id.
pub(crate) fn event(id: u64) -> String {
    let second = id % 60;
    format!(
        r#"{{"id":{id},"author_id":7,"entity_id":3,"entity_type":"Project","details":{{"author_name":"Nora Field","target_id":{id},"target_type":"PersonalAccessToken","target_details":"token {id}","custom_message":"Created token {id}","ip_address":"198.51.100.4","entity_path":"field/notes"}},"ip_address":"198.51.100.4","author_name":"Nora Field","entity_path":"field/notes","target_details":"token {id}","created_at":"2026-11-20T10:00:{second:02}.123Z","target_type":"PersonalAccessToken","target_id":{id},"event_type":"personal_access_token_created"}}"#
    )
}
