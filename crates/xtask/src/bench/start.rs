//! Start-up and idleness of the release binary.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context as _;

use super::{Args, Row, binary, fresh};

/// A running `portcullis serve`; dropping it ends it.
pub(super) struct Served {
    child: Child,
    /// Where it listens.
    pub(super) address: SocketAddr,
    /// From start to listening.
    pub(super) start_up: Duration,
}

impl Served {
    /// Verification token of the stream `bench`.
    pub(super) const TOKEN: &'static str = "bench-verification-token-0123456789";

    /// Starts it on a data directory, with a stream `bench`.
    pub(super) fn start(data: &Path) -> anyhow::Result<Self> {
        let token_file = data.join("stream.token");
        write(&token_file, Self::TOKEN)?;
        let settings = data.join("portcullis.toml");
        write(
            &settings,
            &format!(
                "[[stream]]\nname = \"bench\"\ntoken_files = [\"{}\"]\n",
                token_file.display()
            ),
        )?;
        let started = Instant::now();
        let mut child = Command::new(binary()?)
            .arg("serve")
            .args(["--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let stdout = child.stdout.take().context("no standard output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let address = line.trim().rsplit("http://").next().unwrap_or_default().parse();
        let address = address.with_context(|| format!("portcullis serve said {line:?}"))?;
        Ok(Self { child, address, start_up: started.elapsed() })
    }

    /// Resident memory, in kilobytes.
    pub(super) fn resident_kb(&self) -> anyhow::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line =
            status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").trim().parse()?)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// Writes a small file of the measurement's own.
fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut file = std::fs::File::create(path)?;
    std::io::Write::write_all(&mut file, text.as_bytes())?;
    Ok(())
}

pub(super) fn measure(args: &Args) -> anyhow::Result<Vec<Row>> {
    let data = fresh(args, "start")?;
    drop(Served::start(&data)?);
    let served = Served::start(&data)?;
    // Idle means: after the first moments of a start.
    std::thread::park_timeout(Duration::from_secs(3));
    let resident = served.resident_kb()? / 1024;
    Ok(vec![
        Row::new(
            "start",
            "second start, to listening",
            format!("{} ms", served.start_up.as_millis()),
            "under 1 s",
        ),
        Row::new("start", "resident memory when idle", format!("{resident} MB"), "under 100 MB"),
    ])
}
