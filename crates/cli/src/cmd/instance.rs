//! `portcullis instance`: an instance that may be lost (IN3–IN14).

mod link;
mod say;
mod way;

use std::path::PathBuf;

use evidence::Bundle;
use hyper::Method;
use serde_json::{Value, json};
use server::web::words::Words;

use super::evidence::{file_name, reports_of, upload};
use super::search::text;
use super::{ask, with_query};
use crate::global::Global;
use crate::say::{OrSay as _, Values, about, said};
use crate::{Outcome, print};

/// Users, credentials and strangers judged; secrets changed; the way back.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:
  portcullis instance draw C-1 users
  portcullis instance judge C-1 users --item eve --verdict malicious
  portcullis instance judge C-1 users --ordinary --verdict benign
  portcullis instance link C-1 --yes                         a case for each malicious user
  portcullis instance host C-1 /mnt/usb/gitlab-1             a bundle; or --form ps ps.txt
  portcullis instance flows C-1 vpc.log --baseline own.yml
  portcullis instance secret C-1 database 'root password' --proof 'ticket 7'
  portcullis instance saved C-1 SEAL --place 'bucket evidence' --custodian rita
  portcullis instance version C-1 releases.yml
  portcullis instance firewall C-1 --ssh-from 192.0.2.0/24 --web-from 0.0.0.0/0 --to fw.nft
  portcullis instance show C-1")]
pub(crate) enum Args {
    /// How the case stands: each step with what is done, open and blocked, then the sheets.
    Show {
        /// The case.
        case: String,
    },
    /// Draw up a sheet from GitLab.
    Draw {
        /// The case.
        case: String,
        /// users or credentials.
        sheet: String,
        /// Users by hand, one name a line, where GitLab cannot be asked any more.
        #[arg(long, value_name = "FILE")]
        from: Option<PathBuf>,
    },
    /// Compare a host with what belongs there.
    #[command(after_help = "Examples:
  portcullis instance host C-1 /mnt/usb/gitlab-1             a bundle of evidence collect
  portcullis instance host C-1 /mnt/usb/gitlab-1 --baseline own.yml --installation omnibus
  portcullis instance host C-1 ps.txt --form ps --host gitlab-2      what ps printed")]
    Host {
        /// The case.
        case: String,
        /// A bundle's folder, or a file with what ps or ss printed.
        what: PathBuf,
        /// ps or ss, where it is a file.
        #[arg(long)]
        form: Option<String>,
        /// The host's name, where it is a file; a bundle tells it.
        #[arg(long, value_name = "NAME")]
        host: Option<String>,
        /// Your own baseline; may be given several times.
        #[arg(long, value_name = "FILE")]
        baseline: Vec<PathBuf>,
        /// Kind of installation where the bundle does not tell: omnibus, helm or source.
        #[arg(long, value_name = "KIND")]
        installation: Vec<String>,
    },
    /// Compare recorded traffic with what is usual.
    Flows {
        /// The case.
        case: String,
        /// The recording.
        file: PathBuf,
        /// vpc, netflow-csv, netflow-json, conntrack or nginx [default: by the first line].
        #[arg(long)]
        format: Option<String>,
        /// What is usual.
        #[arg(long, value_name = "FILE")]
        baseline: Option<PathBuf>,
    },
    /// Give a verdict on items of a sheet.
    #[command(after_help = "Examples:
  portcullis instance judge C-1 users --item eve --verdict malicious --note 'made on 18 November'
  portcullis instance judge C-1 users --ordinary --verdict benign     the rest, where nothing stands out
  portcullis instance judge C-1 listeners --item 0.0.0.0:4444/tcp --verdict unknown")]
    Judge {
        /// The case.
        case: String,
        /// users, credentials, processes, listeners, host or flows.
        sheet: String,
        /// An item by name or id; may be given several times.
        #[arg(long)]
        item: Vec<String>,
        /// Every open item besides about which nothing stands out.
        #[arg(long)]
        ordinary: bool,
        /// benign, malicious or unknown; open takes back what was said.
        #[arg(long)]
        verdict: String,
        /// What there is to say of it.
        #[arg(long, default_value = "")]
        note: String,
        /// Why it comes before its turn.
        #[arg(long, value_name = "REASON")]
        out_of_turn: Option<String>,
    },
    /// Open a linked case for each user who was found to be the attacker's.
    ///
    /// Without --yes it shows for whom (+) and opens nothing.
    Link {
        /// The case.
        case: String,
        /// Open them.
        #[arg(long)]
        yes: bool,
    },
    /// Compare the installed version with a list of releases.
    Version {
        /// The case.
        case: String,
        /// The list (YAML).
        releases: PathBuf,
        /// What is installed, where GitLab does not tell it.
        #[arg(long)]
        installed: Option<String>,
    },
    /// Write a firewall down for review; nothing is applied.
    #[command(after_help = "Examples:
  portcullis instance firewall C-1 --ssh-from 192.0.2.0/24 --web-from 0.0.0.0/0,::/0
  portcullis instance firewall C-1 --ssh-from 192.0.2.0/24 --out 198.51.100.7/32:443,192.0.2.53/32:53/udp --to fw.nft
  portcullis instance approve-firewall C-1 SHA256                     somebody else agrees to that text")]
    Firewall {
        /// The case.
        case: String,
        /// Networks from which SSH is reached.
        #[arg(long, value_delimiter = ',')]
        ssh_from: Vec<String>,
        /// Networks from which the web is reached.
        #[arg(long, value_delimiter = ',')]
        web_from: Vec<String>,
        /// Where the host may connect to: NETWORK:PORT, or NETWORK:PORT/udp.
        #[arg(long, value_delimiter = ',')]
        out: Vec<String>,
        /// What else may come in: NETWORK:PORT.
        #[arg(long, value_delimiter = ',')]
        into: Vec<String>,
        /// Write the text here, too; must not exist.
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
    /// Agree to exactly that text of a firewall.
    ApproveFirewall {
        /// The case.
        case: String,
        /// Its SHA-256.
        sha256: String,
        /// Why it comes before its turn.
        #[arg(long, value_name = "REASON")]
        out_of_turn: Option<String>,
    },
    /// State something.
    #[command(flatten)]
    Say(say::Args),
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    let words = global.words();
    match args {
        Args::Show { case } => show(&case, global).await,
        Args::Draw { case, sheet, from } => draw(&case, (&sheet, from), global).await,
        Args::Host { case, what, form, host: named, baseline, installation } => {
            host(&case, (what, form, named), (baseline, installation), global).await
        }
        Args::Flows { case, file, format, baseline } => {
            flows(&case, (file, format, baseline), global).await
        }
        Args::Judge { case, sheet, item, ordinary, verdict, note, out_of_turn } => {
            let body = json!({
                "sheet": sheet, "items": item, "all_ordinary": ordinary, "verdict": verdict,
                "note": note, "out_of_turn": out_of_turn,
            });
            post(global, &format!("/api/v1/cases/{case}/instance/verdicts"), body, |answer| {
                about(words, "cli-judged", answer, &["judged"])
            })
            .await
        }
        Args::Link { case, yes } => link::link(&case, yes, global).await,
        Args::Version { case, releases, installed } => {
            let body = json!({ "releases": read(&releases)?, "installed": installed });
            let place = format!("/api/v1/cases/{case}/instance");
            let answer = ask(global, Method::POST, &format!("{place}/version"), Some(body)).await?;
            let found = ask(global, Method::GET, &place, None).await?;
            super::case::done(global, &answer, |answer| {
                format!("{}\n{}", compared(&found["version"], words), entry(answer, words))
            });
            Ok(Outcome::Clean)
        }
        Args::Firewall { case, ssh_from, web_from, out, into, to } => {
            let passes = (out.as_slice(), into.as_slice());
            let firewall = say::firewall((&ssh_from, &web_from), passes)?;
            write_firewall(&case, (&firewall, to), global).await
        }
        Args::ApproveFirewall { case, sha256, out_of_turn } => {
            let path = format!("/api/v1/cases/{case}/instance/firewall/approval");
            let body = json!({ "sha256": sha256, "out_of_turn": out_of_turn });
            post(global, &path, body, |answer| entry(answer, words)).await
        }
        Args::Say(args) => {
            let (case, body) = args.body();
            post(global, &format!("/api/v1/cases/{case}/instance/statements"), body, |answer| {
                entry(answer, words)
            })
            .await
        }
    }
}

fn entry(answer: &Value, words: &Words) -> String {
    about(words, "cli-on-record", answer, &["index"])
}

async fn post(
    global: &Global,
    path: &str,
    body: Value,
    told: impl FnOnce(&Value) -> String,
) -> anyhow::Result<Outcome> {
    let answer = ask(global, Method::POST, path, Some(body)).await?;
    super::case::done(global, &answer, told);
    Ok(Outcome::Clean)
}

fn read(file: &PathBuf) -> anyhow::Result<String> {
    std::fs::read_to_string(file).or_say("cli-cannot-read", &[("file", &file.display())])
}

async fn draw(
    case: &str,
    (sheet, from): (&str, Option<PathBuf>),
    global: &Global,
) -> anyhow::Result<Outcome> {
    let (path, body) = match from {
        None => ("sheets", json!({ "sheet": sheet })),
        Some(file) => {
            let text = read(&file)?;
            let names: Vec<&str> =
                text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            ("users", json!({ "names": names }))
        }
    };
    let words = global.words();
    let path = format!("/api/v1/cases/{case}/instance/{path}");
    post(global, &path, body, |view| sheet_line(view, words)).await
}

fn sheet_line(view: &Value, words: &Words) -> String {
    let sheet = text(&view["sheet"]);
    let (items, open) = (text(&view["items"]), text(&view["open"]));
    let args = [("count", items.as_str()), ("open_count", open.as_str())];
    let told = words.sentence("instance-sheet-told", args);
    let malicious = words.t1("instance-malicious", "count", text(&view["malicious"]));
    format!("{sheet} ({}): {told}, {malicious}", words.t(format!("instance-sheet-{sheet}")))
}

async fn host(
    case: &str,
    (what, form, named): (PathBuf, Option<String>, Option<String>),
    (baselines, installations): (Vec<PathBuf>, Vec<String>),
    global: &Global,
) -> anyhow::Result<Outcome> {
    let name = file_name(&what);
    let form = form.unwrap_or_else(|| "reports".to_owned());
    let path = format!("/api/v1/cases/{case}/instance/host");
    let named = named.unwrap_or_default();
    let path = with_query(&path, &[("form", &form), ("name", &name), ("host", &named)]);
    let answer = if what.is_dir() {
        let checked = evidence::verify(&what, None, &mut |_| {})?;
        if !checked.is_sound() {
            return Err(said("cli-bundle-damaged", &[("file", &what.display())]));
        }
        let bundle = Bundle::open(&what)?;
        let baselines: Vec<String> = baselines.iter().map(read).collect::<Result<_, _>>()?;
        let document = json!({
            "format": "portcullis.host-reports/1", "seal": checked.seal,
            "host": bundle.manifest.collected.host, "installations": installations, "baselines": baselines,
            "reports": reports_of(&bundle)?.0,
        });
        let mut file = tempfile::NamedTempFile::new()?;
        serde_json::to_writer(&mut file, &document)?;
        upload(global, &path, "application/json", file.path()).await?
    } else {
        upload(global, &path, "text/plain", &what).await?
    };
    let words = global.words();
    super::case::done(global, &answer, |answer| {
        let sheets = answer["sheets"].as_array().into_iter().flatten();
        let sheets = sheets.map(|view| sheet_line(view, words));
        sheets.collect::<Vec<_>>().join("\n")
    });
    Ok(Outcome::Clean)
}

async fn flows(
    case: &str,
    (file, format, baseline): (PathBuf, Option<String>, Option<PathBuf>),
    global: &Global,
) -> anyhow::Result<Outcome> {
    let baseline = baseline.as_ref().map(read).transpose()?.unwrap_or_default();
    let path = with_query(
        &format!("/api/v1/cases/{case}/instance/flows"),
        &[
            ("format", format.as_deref().unwrap_or_default()),
            ("baseline", &baseline),
            ("name", &file_name(&file)),
        ],
    );
    let answer = upload(global, &path, "text/plain", &file).await?;
    let words = global.words();
    super::case::done(global, &answer, |answer| sheet_line(&answer["sheet"], words));
    Ok(Outcome::Clean)
}

async fn write_firewall(
    case: &str,
    (firewall, to): (&Value, Option<PathBuf>),
    global: &Global,
) -> anyhow::Result<Outcome> {
    let path = format!("/api/v1/cases/{case}/instance/firewall");
    let body = json!({ "firewall": firewall });
    let answer = ask(global, Method::POST, &path, Some(body)).await?;
    if let Some(to) = &to {
        let written = std::fs::File::create_new(to).and_then(|mut file| {
            std::io::Write::write_all(&mut file, text(&answer["nftables"]).as_bytes())
        });
        written.or_say("cli-cannot-make", &[("file", &to.display())])?;
    }
    super::case::done(global, &answer, |answer| match &to {
        Some(to) => format!("{}  {}", text(&answer["sha256"]), to.display()),
        None => text(&answer["nftables"]),
    });
    Ok(Outcome::Clean)
}

async fn show(case: &str, global: &Global) -> anyhow::Result<Outcome> {
    let path = format!("/api/v1/cases/{case}/instance");
    let answer = ask(global, Method::GET, &path, None).await?;
    if global.json {
        print::document(&answer);
        return Ok(Outcome::Clean);
    }
    let words = global.words();
    way::lines(&answer, words).iter().for_each(print::line);
    for view in answer["totals"].as_array().into_iter().flatten() {
        print::line(sheet_line(view, words));
        let sheet = &answer["sheets"][text(&view["sheet"])];
        for item in sheet["items"].as_array().into_iter().flatten() {
            let judged = &sheet["judged"][text(&item["id"])];
            let verdict = judged["verdict"].as_str();
            if verdict != Some("benign") {
                let verdict = verdict.map_or_else(|| words.t("cli-open"), str::to_owned);
                let verdict = print::padded(&verdict, 10);
                print::line(format_args!("  {verdict} {}", text(&item["name"])));
            }
        }
    }
    if !answer["version"].is_null() {
        print::line(compared(&answer["version"], words));
    }
    Ok(Outcome::Clean)
}

/// The version beside the list (IN6): what is behind stands first.
fn compared(version: &Value, words: &Words) -> String {
    let missing = version["missing_security"].as_array().into_iter().flatten().map(text);
    let missing = missing.collect::<Vec<_>>().join(", ");
    let values: Values<'_> = &[
        ("installed", &text(&version["installed"])),
        ("latest", &text(&version["latest"])),
        ("missing", &missing),
    ];
    words.told(if missing.is_empty() { "cli-version" } else { "cli-version-behind" }, values)
}
