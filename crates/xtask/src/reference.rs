//! `docs/reference`: pages written from the code, so that they cannot lie.

use std::fmt::Write as _;
use std::fs;

use anyhow::{Context as _, bail};

use crate::root;

pub(crate) mod detections;
mod playbooks;

const HEADER: &str = "<!-- Written by `cargo xtask reference`; do not edit. -->\n\n";

/// Writes the pages, or (`check`) fails when one differs from what would be written.
pub(crate) fn run(check: bool) -> anyhow::Result<()> {
    let folder = root().join("docs/reference");
    fs::create_dir_all(&folder)?;
    let pages = [
        ("cli.md", cli()),
        ("fields.md", fields()),
        ("event-types.md", event_types()),
        ("rules.md", rules()?),
        ("detections.md", detections::page()?),
        ("playbooks.md", playbooks::page()?),
    ];
    for (name, body) in pages {
        let path = folder.join(name);
        let text = format!("{HEADER}{body}");
        let is_same = fs::read_to_string(&path).is_ok_and(|old| old == text);
        match (is_same, check) {
            (true, _) => {}
            (false, true) => bail!(
                "docs/reference/{name} is out of step with the code: run `cargo xtask reference`"
            ),
            (false, false) => replace(&path, &text)?,
        }
    }
    Ok(())
}

/// Replaces a file as a whole.
fn replace(path: &std::path::Path, text: &str) -> anyhow::Result<()> {
    let temporary = path.with_extension("new");
    let mut file = fs::File::create(&temporary)?;
    std::io::Write::write_all(&mut file, text.as_bytes())?;
    fs::rename(&temporary, path).with_context(|| format!("cannot write {}", path.display()))
}

/// Every command with its help, as the binary prints it.
fn cli() -> String {
    let mut page = String::from("# Command line\n\n");
    describe(&mut page, &mut cli::command().term_width(100), "portcullis");
    page
}

fn describe(page: &mut String, command: &mut clap::Command, name: &str) {
    let help = command.render_long_help().to_string();
    _ = writeln!(page, "## `{name}`\n\n```text\n{}\n```\n", help.trim_end());
    for inner in command
        .get_subcommands_mut()
        .filter(|inner| inner.get_name() != "help" && !inner.is_hide_set())
    {
        let name = format!("{name} {}", inner.get_name());
        describe(page, &mut inner.clone().term_width(100), &name);
    }
}

/// The field names of rules, search and SQL.
fn fields() -> String {
    let mut page = String::from(
        "# Fields\n\nOne set of names for Sigma rules (`product: gitlab`), search and SQL. They are GitLab's own and stable: fields are added, never renamed.\n\n| field | in a search also | holds |\n|---|---|---|\n",
    );
    for field in event::field::FIELDS {
        let short = field
            .search_names
            .iter()
            .map(|name| format!("`{name}`"))
            .collect::<Vec<_>>()
            .join(", ");
        _ = writeln!(page, "| `{}` | {short} | {} |", field.name, field.meaning);
    }
    page
}

/// The catalogue of event types.
fn event_types() -> String {
    let types = event::catalogue::all();
    let streamed = types.iter().filter(|kind| !kind.is_saved).count();
    let mut page = format!(
        "# Event types\n\n{} types of GitLab's audit events. {streamed} of them are streamed only: neither the REST endpoints nor `audit_json.log` have them, so a stream that missed them cannot be reconciled. The list is open: unknown types are kept and searched like any other.\n\n| type | category | scopes | kept by GitLab | meaning | 意味 |\n|---|---|---|---|---|---|\n",
        types.len()
    );
    for kind in types {
        let kept = if kind.is_saved { "saved" } else { "streamed only" };
        let (en, ja) = (kind.meaning_en.unwrap_or(""), kind.meaning_ja.unwrap_or(""));
        _ = writeln!(
            page,
            "| `{}` | {} | {} | {kept} | {en} | {ja} |",
            kind.name,
            kind.category,
            kind.scopes.join(", ")
        );
    }
    page
}

/// The shipped rules.
fn rules() -> anyhow::Result<String> {
    let rules = server::app::rules::load(&server::config::Rules::default())
        .map_err(|problems| anyhow::anyhow!(problems.join("; ")))?;
    let alone: Vec<_> = rules.rules().iter().filter(|rule| rule.is_alone).collect();
    let mut page = format!(
        "# Rules\n\n{} Sigma rules are shipped. `high` and `critical` open a case by themselves. `portcullis rules test` shows each rule the example events that it carries.\n\n| level | rule | requirements | meaning | 意味 | file |\n|---|---|---|---|---|---|\n",
        alone.len()
    );
    for rule in alone {
        let (en, ja) = rule
            .meaning
            .as_ref()
            .map_or(("", ""), |meaning| (meaning.en.trim(), meaning.ja.trim()));
        _ = writeln!(
            page,
            "| {} | {} | {} | {} | {} | `{}` |",
            rule.level.as_str(),
            rule.title,
            rule.requirements.join(" "),
            flat(en),
            flat(ja),
            rule.path
        );
    }
    Ok(page)
}

/// A text as a table's cell: one line, no bars.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
