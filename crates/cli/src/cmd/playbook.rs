//! `portcullis playbook`: list, show, check, export and import playbooks.

use std::path::{Path, PathBuf};

use engine::coordinate::playbook::{Playbooks, Step, Wording};
use engine::coordinate::{CaseKind, cacao};
use serde_json::{Value, json};
use server::app::playbooks;
use server::clock::Clock;
use server::web::words::{Lang, Words};

use crate::global::Global;
use crate::say::{OrSay as _, Values, problems, said};
use crate::{Outcome, print};

/// What to do in which scenario: the shipped playbooks, and your own folder over them.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Args {
    /// List the playbooks in effect.
    List {
        /// Your playbooks [default: from the settings].
        folder: Option<PathBuf>,
    },
    /// Show one with its steps.
    Show {
        /// Its name.
        name: String,
    },
    /// Read every playbook strictly; show each problem with file and line.
    #[command(
        after_help = "Examples:\n  portcullis playbook check\n  portcullis playbook check ./my-playbooks"
    )]
    Check {
        /// Your playbooks [default: from the settings].
        folder: Option<PathBuf>,
    },
    /// Write one as OASIS CACAO v2.0 (JSON), for other tools.
    Export {
        /// Its name.
        name: String,
        /// File to write [default: standard output].
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Read a CACAO v2.0 document; print it as a playbook for your folder.
    Import {
        /// The document.
        file: PathBuf,
        /// Kind of case, where the document is not one of ours: compromised-user …
        #[arg(long)]
        kind: Option<String>,
        /// File to write [default: standard output].
        #[arg(long)]
        out: Option<PathBuf>,
    },
}

fn load(folder: Option<&Path>) -> anyhow::Result<Playbooks> {
    playbooks::load(folder).map_err(|lines| problems("cli-problems-in-playbooks", &lines))
}

pub(crate) fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    let folder = |own: Option<PathBuf>| -> anyhow::Result<Option<PathBuf>> {
        Ok(own.or(global.config()?.playbooks.dir))
    };
    match args {
        Args::List { folder: own } => list(&load(folder(own)?.as_deref())?, global),
        Args::Show { name } => show(&load(folder(None)?.as_deref())?, &name, global),
        Args::Check { folder: own } => {
            let found = load(folder(own)?.as_deref())?;
            Ok(check(&found, global))
        }
        Args::Export { name, out } => {
            let found = load(folder(None)?.as_deref())?;
            export(&found, &name, (out.as_deref(), global))
        }
        Args::Import { file, kind, out } => {
            import(&file, kind.as_deref(), (out.as_deref(), global.words()))
        }
    }
}

fn check(found: &Playbooks, global: &Global) -> Outcome {
    let changed: Vec<&str> = found
        .all()
        .filter(|one| one.is_upstream_changed)
        .map(|one| one.playbook.name.as_str())
        .collect();
    let count = found.all().count();
    if global.json {
        print::document(&json!({
            "format": "portcullis.playbook_check/1",
            "playbooks": count,
            "upstream_changed": changed,
            "problems": [],
        }));
    } else {
        print::line(global.words().told("cli-playbooks-sound", &[("count", &count)]));
    }
    for name in &changed {
        print::note(format_args!("{name}: {}", global.words().t("cli-playbook-changed")));
    }
    if changed.is_empty() { Outcome::Clean } else { Outcome::Found }
}

fn list(found: &Playbooks, global: &Global) -> anyhow::Result<Outcome> {
    if global.json {
        let all: Vec<Value> = found.all().map(serde_json::to_value).collect::<Result<_, _>>()?;
        print::document(&json!({ "format": "portcullis.playbooks/1", "playbooks": all }));
        return Ok(Outcome::Clean);
    }
    let words = global.words();
    let rows: Vec<Vec<String>> = found
        .all()
        .map(|one| {
            let playbook = &one.playbook;
            let is_own = one.shipped_hash.is_none() || !one.own_steps.is_empty();
            let origin = words.t(if is_own { "cli-origin-own" } else { "cli-origin-shipped" });
            let is_behind = one.is_upstream_changed;
            vec![
                playbook.name.clone(),
                playbook.version.to_string(),
                playbook.steps.len().to_string(),
                playbook.requirements.join(","),
                origin,
                if is_behind { words.t("cli-upstream-changed") } else { String::new() },
            ]
        })
        .collect();
    print::table(words, "playbook version steps requirements origin -", &rows);
    Ok(Outcome::Clean)
}

fn wording(words: &Words, step: &Step) -> Wording {
    match (&step.text, words.lang()) {
        (Some(text), Lang::En) => text.en.clone(),
        (Some(text), Lang::Ja) => text.ja.clone(),
        (None, _) => Wording { title: words.t(step.title_key()), how: words.t(step.how_key()) },
    }
}

fn named<'a>(
    found: &'a Playbooks,
    name: &str,
) -> anyhow::Result<&'a engine::coordinate::playbook::Effective> {
    let names: Vec<&str> = found.all().map(|one| one.playbook.name.as_str()).collect();
    found.get(name).or_say("cli-there-is-no", &[("name", &name), ("names", &names.join(", "))])
}

fn show(found: &Playbooks, name: &str, global: &Global) -> anyhow::Result<Outcome> {
    let one = named(found, name)?;
    if global.json {
        print::document(
            &json!({ "format": "portcullis.playbook/1", "playbook": serde_json::to_value(one)? }),
        );
        return Ok(Outcome::Clean);
    }
    let words = global.words();
    for step in &one.playbook.steps {
        let told = wording(words, step);
        let must = if step.mandatory { " *" } else { "" };
        print::line(format_args!(
            "{}{must}  {} [{}]",
            step.id,
            told.title,
            step.requirements.join(" ")
        ));
        print::line(format_args!("    {}", told.how));
    }
    print::note(words.t("cli-star-mandatory"));
    Ok(Outcome::Clean)
}

fn export(
    found: &Playbooks,
    name: &str,
    (out, global): (Option<&Path>, &Global),
) -> anyhow::Result<Outcome> {
    let playbook = &named(found, name)?.playbook;
    let words = global.words();
    let document = cacao::export(playbook, Clock::System.now(), |step| wording(words, step));
    match out {
        None => print::document(&document),
        Some(path) => write(path, &serde_json::to_string_pretty(&document)?)?,
    }
    Ok(Outcome::Clean)
}

fn import(
    file: &Path,
    kind: Option<&str>,
    (out, words): (Option<&Path>, &Words),
) -> anyhow::Result<Outcome> {
    let kind = kind
        .map(|kind| {
            CaseKind::from_name(&kind.replace('-', "_")).or_say("cli-no-kind", &[("name", &kind)])
        })
        .transpose()?;
    let named: Values<'_> = &[("file", &file.display())];
    let text = std::fs::read_to_string(file).or_say("cli-cannot-read", named)?;
    let document: Value = serde_json::from_str(&text).or_say("cli-no-json", named)?;
    let imported = cacao::import(&document, kind).map_err(|faults| {
        let (count, lines) = (faults.len(), faults.join("\n  "));
        let values: Values<'_> = &[("count", &count), ("file", &file.display()), ("lines", &lines)];
        said("cli-faults-in-file", values)
    })?;
    for line in &imported.lost {
        print::note(words.told("cli-left-behind", &[("what", line)]));
    }
    let yaml = playbooks::to_yaml(&imported.playbook)?;
    match out {
        None => print::line(yaml.trim_end()),
        Some(path) => write(path, &yaml)?,
    }
    Ok(if imported.lost.is_empty() { Outcome::Clean } else { Outcome::Found })
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let made = std::fs::File::create(path);
    let written = made.and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()));
    written.or_say("cli-cannot-write", &[("file", &path.display())])
}
