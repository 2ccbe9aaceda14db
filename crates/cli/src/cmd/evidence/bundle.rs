//! A host's evidence as a bundle: collect, verify, analyse. No server is asked:
//! these run on the suspected host, or on an investigator's machine.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use engine::investigate::host::{Analysis, Baseline, Kind, Reports, analyse, propose};
use evidence::{Bundle, Checked, Collection, Limits, Manifest, Order, Recipient};
use serde_json::json;
use server::clock::Clock;
use server::web::words::Words;
use url::Url;

use crate::global::Global;
use crate::say::OrSay as _;
use crate::{Outcome, print};

/// What is collected, and what it may cost.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Run it as root where you can; without, it takes what it may see and lists what it
could not. It reads only: no program of the host is started, nothing is sent, and
nothing is written but DIR. Put DIR on another disk (a mounted share, a USB disk):
free space of the host may hold what an attacker deleted.

Probes for --only, in the order in which they run: processes, sockets, open_files,
network, kernel, containers, temporary, logins, accounts, keys, scheduled, gitlab,
hooks, changed, logs, packages.

Interrupted, the same command continues. A bundle whose time was over is sealed without
what is missing and never continued: collect that into another folder with --only.
Ends with 10 then, or when the disk cut probes short.

At the end it prints the seal. Write it down away from the host: with it, `verify
--seal` finds even a bundle that was rewritten as a whole.

Examples:
  portcullis evidence collect --out /mnt/usb/gitlab-1
  portcullis evidence collect --out DIR --age age1…          only that key can read it
  portcullis evidence collect --out DIR --root /var/lib/machines/gitlab
  portcullis evidence collect --out DIR --only processes,sockets,open_files
  portcullis evidence collect --out DIR                      again: continues what was interrupted"
)]
pub(crate) struct Collect {
    /// The bundle's folder: new, empty, or an interrupted collection.
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// Where the host's `/` is: a container's root shows only that container.
    #[arg(long, value_name = "DIR", default_value = "/")]
    root: PathBuf,
    /// Send it to this server too: `/collect/evidence/NAME`, with the sender's token in
    /// `--token-file`. Without it nothing is sent.
    #[arg(long, value_name = "URL")]
    pub(super) to: Option<Url>,
    /// Probes to run, by comma; their names are below [default: all, the most volatile first].
    #[arg(long, value_name = "PROBES", value_delimiter = ',')]
    only: Vec<String>,
    /// Encrypt every item to this age recipient; may be given several times.
    #[arg(long, value_name = "age1…")]
    age: Vec<String>,
    /// Minutes after which what is left becomes a gap; one probe may use half of what
    /// is left when it begins.
    #[arg(long, default_value_t = 60)]
    minutes: u32,
    /// Gigabytes that stay free on the disk of DIR.
    #[arg(long, default_value_t = 2)]
    keep_free_gb: u32,
    /// Largest file that is taken whole, in gigabytes.
    #[arg(long, default_value_t = 64)]
    file_gb_max: u32,
    /// Files changed since so many days count as recently changed.
    #[arg(long, default_value_t = 30)]
    recent_days: u16,
}

/// What is compared with what.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Every line is a question, not an accusation: somebody who knows the host answers it.
A host that an attacker holds as root may lie; compare with what the network saw.

Examples:
  portcullis evidence analyse DIR
  portcullis evidence analyse GOOD --propose own.yml         a host known to be good; read the file, then
  portcullis evidence analyse DIR --baseline own.yml
  portcullis evidence analyse DIR --earlier BACKUP           what was not there then

Ends with 10 when something is unknown."
)]
pub(crate) struct Analyse {
    /// The bundle.
    dir: PathBuf,
    /// Your own baseline, beside the shipped one; may be given several times.
    #[arg(long, value_name = "FILE")]
    baseline: Vec<PathBuf>,
    /// An earlier bundle of the same host: what it held is known.
    #[arg(long, value_name = "DIR")]
    earlier: Option<PathBuf>,
    /// Kind of installation where the bundle does not tell: omnibus, helm or source.
    #[arg(long, value_name = "KIND")]
    installation: Vec<String>,
    /// Write what is unknown here as a baseline of your own; must not exist.
    #[arg(long, value_name = "FILE")]
    propose: Option<PathBuf>,
}

pub(super) fn collect(args: Collect, global: &Global) -> anyhow::Result<Outcome> {
    let words = global.words();
    let recipients = args.age.iter().map(|text| Recipient::parse(text));
    let order = Order {
        out: args.out,
        root: args.root,
        only: args.only,
        recipients: recipients.collect::<Result<_, _>>()?,
        limits: Limits {
            time_ms_max: u64::from(args.minutes) * 60_000,
            free_bytes_min: u64::from(args.keep_free_gb) << 30,
            file_bytes_max: u64::from(args.file_gb_max) << 30,
            recent_days: args.recent_days,
            ..Limits::default()
        },
    };
    let bar = print::spinner();
    let collected = evidence::collect(&order, &|| Clock::System.now(), &mut |progress| {
        bar.set_message(told_progress(words, &progress));
        bar.set_position(progress.bytes);
        true
    });
    bar.finish_and_clear();
    let collection = collected?;
    if global.json {
        print::document(&evidence::collected_document(&collection, &order.out));
    } else {
        told(words, &collection, &order.out);
    }
    let is_cut = collection.manifest.cut_probes().next().is_some();
    Ok(if is_cut { Outcome::Found } else { Outcome::Clean })
}

/// How far it is: the probe, and how much of its time it has used.
fn told_progress(words: &Words, progress: &evidence::Progress<'_>) -> String {
    let minutes = |ms: u64| format!("{}:{:02}", ms / 60_000, ms / 1_000 % 60);
    let (number, of) = (progress.number.to_string(), progress.of.to_string());
    let args = [
        ("number", number.as_str()),
        ("of", &of),
        ("probe", progress.probe),
        ("item_count", &progress.items.to_string()),
        ("elapsed", &minutes(progress.elapsed_ms)),
        ("budget", &minutes(progress.budget_ms)),
    ];
    words.sentence("host-progress", args)
}

/// Gaps by reason: how many, and some of them.
fn gaps(manifest: &Manifest) -> BTreeMap<&'static str, (u64, Vec<&str>)> {
    let mut gaps: BTreeMap<&'static str, (u64, Vec<&str>)> = BTreeMap::new();
    for gap in manifest.probes.iter().flat_map(|probe| &probe.gaps) {
        let (count, examples) = gaps.entry(gap.why.as_str()).or_default();
        *count += 1;
        if examples.len() < 3 {
            examples.push(&gap.what);
        }
    }
    gaps
}

fn told(words: &Words, collection: &Collection, out: &Path) {
    let manifest = &collection.manifest;
    let say = |key: &str, args: &[(&str, &str)]| words.sentence(key, args.iter().copied());
    let count = manifest.items.len().to_string();
    let (bytes, stored) = (size(manifest.content_bytes()), size(manifest.stored_bytes()));
    let out = out.display().to_string();
    let host = manifest.collected.host.as_str();
    print::line(say(
        "host-collected",
        &[("host", host), ("count", &count), ("bytes", &bytes), ("stored", &stored), ("out", &out)],
    ));
    print::line(say("host-seal", &[("seal", &collection.seal)]));
    print::line(say("host-seal-keep", &[("out", &out), ("seal", &collection.seal)]));
    if manifest.collected.user_id != 0 {
        print::line(words.t("host-not-root"));
    }
    if manifest.collected.is_on_host_disk {
        print::line(words.t("host-on-own-disk"));
    }
    if manifest.collected.recipients.is_empty() {
        print::line(words.t("host-in-clear"));
    }
    let gaps = gaps(manifest);
    if !gaps.is_empty() {
        print::line(words.t("host-gaps"));
    }
    for (why, (count, examples)) in gaps {
        let key = format!("host-gap-{}", why.replace('_', "-"));
        let count = count.to_string();
        let told = say(&key, &[("count", &count)]);
        let examples = print::name(&examples.join(", "));
        print::line(format_args!("  {told}: {examples}"));
    }
    let cut: Vec<&str> = manifest.cut_probes().collect();
    if !cut.is_empty() {
        let only = cut.join(",");
        print::line(words.sentence("host-cut", [("only", only.as_str())]));
    }
}

/// Bytes as a person reads them.
fn size(bytes: u64) -> String {
    indicatif::HumanBytes(bytes).to_string()
}

pub(super) fn verify(dir: &Path, seal: Option<&str>, global: &Global) -> anyhow::Result<Outcome> {
    let words = global.words();
    let bar = print::spinner();
    let checked = evidence::verify(dir, seal, &mut |bytes| bar.set_position(bytes));
    bar.finish_and_clear();
    let checked = checked.or_say("cli-cannot-read", &[("file", &dir.display())])?;
    if global.json {
        print::document(&evidence::verified_document(&checked, dir));
    } else {
        verdict(words, &checked, seal.is_some());
    }
    Ok(if checked.is_sound() { Outcome::Clean } else { Outcome::Failed })
}

fn verdict(words: &Words, checked: &Checked, has_seal: bool) {
    for flaw in &checked.flaws {
        let key = format!("host-flaw-{}", flaw.kind.as_str().replace('_', "-"));
        let (item, file) = (print::name(&flaw.item), print::name(&flaw.file));
        print::line(format_args!("{}: {item} ({file})", words.t(key)));
    }
    let (count, flaws) = (checked.items.to_string(), checked.flaws.len().to_string());
    let seal = checked.seal.as_deref().unwrap_or("?");
    let args = [("count", count.as_str()), ("flaw_count", &flaws), ("seal", seal)];
    let key = if checked.is_sound() { "host-sound" } else { "host-damaged" };
    print::line(words.sentence(key, args));
    if checked.is_sound() && !has_seal {
        print::line(words.t("host-compare-seal"));
    }
}

pub(crate) fn reports(bundle: &Bundle) -> anyhow::Result<Reports> {
    let mut reports = Reports::default();
    for probe in evidence::probe_names() {
        reports.0.insert(probe.to_owned(), bundle.report(probe)?);
    }
    for cut in bundle.manifest.cut_probes() {
        reports.is_cut(cut);
    }
    Ok(reports)
}

pub(super) fn analysis(args: &Analyse, global: &Global) -> anyhow::Result<Outcome> {
    let words = global.words();
    let reports_here = reports(&Bundle::open(&args.dir)?)?;
    let mut installations = reports_here.installations();
    installations.extend(args.installation.iter().cloned());
    let mut baseline = Baseline::shipped(&installations).map_err(anyhow::Error::msg)?;
    for path in &args.baseline {
        let text = std::fs::read_to_string(path)
            .or_say("cli-cannot-read", &[("file", &path.display())])?;
        let own = Baseline::read(&text).map_err(anyhow::Error::msg);
        let own = own.or_say("cli-in-file", &[("file", &path.display())])?;
        baseline.add(own);
    }
    if let Some(earlier) = &args.earlier {
        let own = propose(&reports(&Bundle::open(earlier)?)?, &baseline);
        baseline.add(own);
    }
    if let Some(path) = &args.propose {
        let text = propose(&reports_here, &baseline).to_yaml().map_err(anyhow::Error::msg)?;
        let file = std::fs::File::create_new(path);
        let written =
            file.and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()));
        written.or_say("cli-cannot-make", &[("file", &path.display())])?;
        print::note(words.t1("host-proposed", "file", path.display().to_string()));
        return Ok(Outcome::Clean);
    }
    let analysis = analyse(&reports_here, &baseline);
    if global.json {
        let mut document = serde_json::to_value(&analysis)?;
        if let Some(fields) = document.as_object_mut() {
            fields.insert("format".to_owned(), json!("portcullis.host-analysis/1"));
            fields.insert("installations".to_owned(), json!(installations));
        }
        print::document(&document);
    } else {
        shown(words, &analysis);
    }
    Ok(if analysis.strangers.is_empty() { Outcome::Clean } else { Outcome::Found })
}

fn shown(words: &Words, analysis: &Analysis) {
    for kind in Kind::ALL {
        let here: Vec<_> = analysis.strangers.iter().filter(|one| one.kind == kind).collect();
        let Some(first) = here.first() else { continue };
        let count = here.len().to_string();
        let heading = words.sentence(&kind.key(), [("count", count.as_str())]);
        print::line(format_args!("{heading}  [{}]", first.requirement));
        print::line(format_args!("  {}", words.t(format!("{}-ask", kind.key()))));
        for stranger in here {
            let reasons = stranger.reasons.iter().map(|reason| {
                let args = reason.args.iter();
                words.sentence(
                    &reason.key,
                    args.map(|(name, value)| (name.as_str(), value.as_str())),
                )
            });
            print::line(format_args!("  - {}", print::name(&stranger.subject)));
            for reason in reasons {
                print::line(format_args!("      {reason}"));
            }
        }
    }
    let compared = analysis.compared.values().sum::<usize>().to_string();
    let count = analysis.strangers.len().to_string();
    let args = [("count", count.as_str()), ("all_count", &compared)];
    print::line(words.sentence("host-compared", args));
    if analysis.untold_processes > 0 {
        let count = analysis.untold_processes.to_string();
        print::line(words.sentence("host-untold", [("count", count.as_str())]));
    }
}
