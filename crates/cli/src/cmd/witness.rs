//! `portcullis witness`: sees the heads of other people's ledgers.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use engine::respond::plan::Text;
use jiff::Timestamp;
use ledger::{Refused, VerifierKey, Witness};
use serde_json::json;
use server::clock::Clock;
use server::web::words::Words;
use tokio::net::TcpListener;

use super::serve::stop_asked;
use crate::global::Global;
use crate::say::{OrSay as _, Values, said};
use crate::{Outcome, print};

/// A witness: another machine, with another administrator, that sees each head of
/// a ledger and signs only what continues what it saw before (C2SP tlog-witness).
///
/// Whoever holds a ledger's signing key could write another past; who would have to
/// fool the witness as well cannot.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Args {
    /// Run it until Ctrl-C.
    #[command(after_help = "Examples:
  on the other machine, with the verifier.pub files of both ledgers:
    portcullis witness serve --name witness.example.com --log events.pub --log journal.pub
  where Portcullis runs, in portcullis.toml:
    [[witness]]
    url = \"http://127.0.0.1:8471\"
    key = \"…\"       what `portcullis witness key` prints there")]
    Serve {
        #[command(flatten)]
        home: Home,
        /// Address to listen on; it speaks plain HTTP, so a proxy with TLS belongs in front.
        #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8471")]
        listen: SocketAddr,
        /// Listen beyond this machine.
        #[arg(long)]
        allow_non_loopback: bool,
    },
    /// Print the key that its cosignatures are checked with.
    #[command(after_help = "Example:\n  portcullis witness key --name witness.example.com")]
    Key {
        #[command(flatten)]
        home: Home,
    },
    /// What it saw of each log, every head that contradicts it, and what it refused.
    ///
    /// Exits with 1 when a log was rewritten: the contradicting heads, signed by the
    /// log itself, are the proof; and while heads are refused that do not continue what
    /// was cosigned, until one does.
    #[command(
        after_help = "Example:\n  portcullis witness status --name witness.example.com --log events.pub"
    )]
    Status {
        #[command(flatten)]
        home: Home,
    },
}

/// Where a witness lives and whom it knows.
#[derive(Debug, clap::Args)]
pub(crate) struct Home {
    /// Folder of its key and of what it saw.
    #[arg(long, value_name = "DIR", default_value = "./portcullis-witness")]
    dir: PathBuf,
    /// Its name: a domain or path that is yours. Kept with the key.
    #[arg(long)]
    name: String,
    /// File with the verifier key of a log that it knows (verifier.pub in a ledger's folder);
    /// again for more.
    #[arg(long = "log", value_name = "FILE")]
    logs: Vec<PathBuf>,
}

impl Home {
    fn open(&self) -> anyhow::Result<Witness> {
        let logs: Result<Vec<_>, _> = self.logs.iter().map(|file| read_key(file)).collect();
        let opened = Witness::open(&self.dir, &self.name, logs?);
        opened.or_say("cli-cannot-open-witness", &[("file", &self.dir.display())])
    }
}

fn read_key(file: &Path) -> anyhow::Result<VerifierKey> {
    let named: Values<'_> = &[("file", &file.display())];
    let text = std::fs::read_to_string(file).or_say("cli-cannot-read", named)?;
    text.parse::<VerifierKey>().or_say("cli-no-verifier-key", named)
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::Serve { home, listen, allow_non_loopback } => {
            if !listen.ip().is_loopback() && !allow_non_loopback {
                return Err(said("cli-witness-open", &[("address", &listen)]));
            }
            serve(&home, listen, global.words()).await
        }
        Args::Key { home } => {
            let key = home.open()?.key().to_string();
            if global.json {
                print::document(&json!({ "format": "portcullis.witness_key/1", "key": key }));
            } else {
                print::line(key);
            }
            Ok(Outcome::Clean)
        }
        Args::Status { home } => status(&home.open()?, global),
    }
}

async fn serve(home: &Home, listen: SocketAddr, words: &Words) -> anyhow::Result<Outcome> {
    let witness = home.open()?;
    if witness.logs().is_empty() {
        print::note(words.t("cli-witness-no-log"));
    }
    let listener =
        TcpListener::bind(listen).await.or_say("cli-cannot-listen", &[("address", &listen)])?;
    print::line(words.told("cli-witness-key", &[("key", &witness.key())]));
    for log in witness.logs() {
        print::line(words.told("cli-witness-log", &[("name", &log.name())]));
    }
    let url = format!("http://{}", listener.local_addr()?);
    print::line(words.told("cli-listening", &[("url", &url)]));
    let router = server::witness::router(witness, Clock::System);
    server::serve::serve(listener, router, stop_asked()).await;
    Ok(Outcome::Clean)
}

fn status(witness: &Witness, global: &Global) -> anyhow::Result<Outcome> {
    let (mut documents, mut rows, mut is_sound) = (Vec::new(), Vec::new(), true);
    let mut refusals = Vec::new();
    for log in witness.logs() {
        let (latest, conflicts) = (witness.latest(log)?, witness.conflicts(log)?);
        let refused = witness.refused(log)?;
        let open = refused.filter(|refused| !refused.is_over);
        is_sound &= conflicts.is_empty() && open.is_none();
        refusals.extend(open.map(|refused| words_of(log.name(), refused)));
        let size = latest.as_ref().map(|head| head.size);
        rows.push(vec![
            log.name().to_owned(),
            size.map(|size| size.to_string()).unwrap_or_default(),
            conflicts.len().to_string(),
        ]);
        documents.push(json!({
            "log": log.name(), "size": size, "head": latest.map(|head| head.note), "conflicts": conflicts,
            "refused": refused.map(|refused| json!({
                "count": refused.count, "first_s": refused.first_s, "last_s": refused.last_s,
                "claimed": refused.claimed, "held": refused.held, "is_over": refused.is_over,
            })),
        }));
    }
    if global.json {
        print::document(&json!({ "format": "portcullis.witness_status/1", "logs": documents }));
    } else {
        print::table(global.words(), "log records-seen contradicting-heads", &rows);
        for refusal in &refusals {
            print::line(global.words().say(refusal));
        }
    }
    Ok(if is_sound { Outcome::Clean } else { Outcome::Failed })
}

/// What is to be said of heads that were refused.
fn words_of(log: &str, refused: Refused) -> Text {
    let time = |seconds: u64| {
        let at = i64::try_from(seconds).ok().and_then(|at| Timestamp::from_second(at).ok());
        at.map(|at| at.to_string()).unwrap_or_default()
    };
    let args = [
        ("log", log.to_owned()),
        ("refused_count", refused.count.to_string()),
        ("since", time(refused.first_s)),
        ("last", time(refused.last_s)),
        ("claimed", refused.claimed.to_string()),
        ("held", refused.held.to_string()),
    ];
    Text::of("witness-refused", args)
}
