//! `portcullis connection`: set up, probe and test the connection to GitLab.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use hyper::Method;
use serde_json::{Value, json};
use server::app::connection::alternative;
use server::app::{Probe, try_connection};
use server::clock::Clock;
use server::config::{Config, GitLab};
use server::web::words::Words;
use url::Url;

use super::ask;
use super::case::not_known;
use super::search::text;
use crate::global::Global;
use crate::say::{OrSay as _, Values, about, said, yes_no};
use crate::{Outcome, print};

/// The connection to GitLab: set it up, see what it can do, test its streams.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Args {
    /// Check a token and print (or write) the settings for it. No secret is printed.
    #[command(after_help = "Examples:
  portcullis connection add https://gitlab.example.com --token-file /etc/portcullis/gitlab.token
  portcullis connection add https://gitlab.example.com --token-file gitlab.token --stream main --write")]
    Add {
        /// GitLab's address.
        url: Url,
        /// File with the access token (scope `api`; `admin_mode` where Admin Mode is enforced).
        #[arg(long, value_name = "FILE")]
        token_file: PathBuf,
        /// Also settings for a stream of that name; its token is made where there is none.
        #[arg(long, value_name = "NAME")]
        stream: Option<String>,
        /// File with a PEM certificate authority to trust besides the usual ones.
        #[arg(long, value_name = "FILE")]
        ca_file: Option<PathBuf>,
        /// Add the settings to the settings file, in place of printing them.
        #[arg(long)]
        write: bool,
    },
    /// Find out what the connection can do: role, licence, version, scopes, endpoints, streams.
    Probe,
    /// Show the connection and its streams as they were seen last.
    List,
    /// Print what to run in GitLab to stream to us; --create does it.
    #[command(after_help = "Examples:
  portcullis connection stream --url https://portcullis.example.com
  portcullis connection stream --group my-group --event-type user_blocked --create")]
    Stream {
        /// Which of our streams; may be left out when there is one.
        #[arg(long, value_name = "NAME")]
        stream: Option<String>,
        /// Path of a top-level group; without it the whole instance.
        #[arg(long, value_name = "PATH")]
        group: Option<String>,
        /// Under which address GitLab reaches us [default: `server.public_url`].
        #[arg(long)]
        url: Option<Url>,
        /// The destination's name in GitLab [default: `portcullis-` and the stream].
        #[arg(long)]
        name: Option<String>,
        /// Only events of this type; again for more.
        #[arg(long = "event-type", value_name = "TYPE")]
        event_types: Vec<String>,
        /// A custom header, `Name: value`; again for more.
        #[arg(long = "header", value_name = "HEADER")]
        headers: Vec<String>,
        /// Make the destination in GitLab now.
        #[arg(long)]
        create: bool,
    },
    /// Wait until an event of a stream arrives.
    #[command(after_help = "Examples:
  portcullis connection test            wait for the next event, whatever it is
  portcullis connection test --poke     rename the destination and back, which GitLab tells as an event")]
    Test {
        /// Which of our streams; may be left out when there is one.
        #[arg(long, value_name = "NAME")]
        stream: Option<String>,
        /// Make a harmless event: the destination gets another name, and its own back.
        #[arg(long)]
        poke: bool,
        /// How long to wait, in seconds.
        #[arg(long, default_value_t = 60)]
        wait: u32,
    },
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::Add { url, token_file, stream, ca_file, write } => {
            let mut settings = GitLab::new(url, std::path::absolute(token_file)?);
            settings.ca_file = ca_file.map(std::path::absolute).transpose()?;
            add(settings, stream.as_deref(), write, global).await
        }
        Args::Probe => {
            let probe = ask(global, Method::POST, "/api/v1/connection/probe", None).await?;
            show_probe(&probe, global);
            Ok(Outcome::Clean)
        }
        Args::List => list(global).await,
        Args::Stream { stream, group, url, name, event_types, headers, create } => {
            let order = json!({
                "stream": stream, "group": group, "url": url, "name": name,
                "event_types": event_types, "headers": headers, "create": create,
            });
            set_up(order, global).await
        }
        Args::Test { stream, poke, wait } => {
            test(json!({ "stream": stream, "poke": poke, "wait_s": wait }), global).await
        }
    }
}

async fn add(
    settings: GitLab,
    stream: Option<&str>,
    write: bool,
    global: &Global,
) -> anyhow::Result<Outcome> {
    let file = settings.token_file.display();
    let args: Values<'_> = &[("url", &settings.url), ("file", &file)];
    let probe = try_connection(&settings, Clock::System.now()).await;
    let probe = probe.or_say("cli-connection-token-refused", args)?;
    let words = global.words();
    let token_file = match stream {
        Some(name) => Some(stream_token(global, name)?),
        None => None,
    };
    let toml = settings_text(&settings, stream.zip(token_file.as_deref()));
    if global.json {
        print::document(&json!({
            "format": "portcullis.connection_add/1", "probe": probe, "settings": toml,
        }));
    } else {
        show_probe(&serde_json::to_value(&probe)?, global);
        advise(&probe, words);
    }
    if write {
        let file = append(&toml, global)?;
        print::note(words.told("cli-connection-added", &[("file", &file.display())]));
    } else if !global.json {
        print::note(words.t("cli-connection-settings"));
        print::line(toml.trim_end());
    }
    if stream.is_some() {
        print::note(words.t("cli-connection-next-stream"));
    }
    Ok(Outcome::Clean)
}

/// What a probe means for the next step.
fn advise(probe: &Probe, words: &Words) {
    if probe.standing.lacks_admin_mode {
        print::note(words.t("cli-lacks-admin-mode"));
    }
    if let Some(token) = &probe.token
        && !token.scopes.iter().any(|scope| scope == "api" || scope == "read_api")
    {
        print::note(words.t("cli-lacks-api"));
    }
}

/// The settings as TOML. Files are named, never what is in them.
fn settings_text(settings: &GitLab, stream: Option<(&str, &Path)>) -> String {
    let mut lines = vec![
        String::new(),
        "[gitlab]".to_owned(),
        format!("url = {}", toml_string(settings.url.as_str())),
        format!("token_file = {}", toml_string(&settings.token_file.display().to_string())),
    ];
    if let Some(file) = &settings.ca_file {
        lines.push(format!("ca_file = {}", toml_string(&file.display().to_string())));
    }
    if let Some((name, file)) = stream {
        lines.extend([
            String::new(),
            "[[stream]]".to_owned(),
            format!("name = {}", toml_string(name)),
            format!("token_files = [{}]", toml_string(&file.display().to_string())),
        ]);
    }
    lines.push(String::new());
    lines.join("\n")
}

/// A TOML string; JSON's escapes are TOML's too.
fn toml_string(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

/// The file with a stream's token; made with 24 random characters where there is none.
fn stream_token(global: &Global, name: &str) -> anyhow::Result<PathBuf> {
    let config = global.config()?;
    if let Some(known) = config.stream.iter().find(|stream| stream.name == name) {
        let file = known.token_files.first().map(|file| file.display().to_string());
        let file = file.unwrap_or_default();
        return Err(said("cli-stream-is-there", &[("name", &name), ("file", &file)]));
    }
    let dir = std::path::absolute(&config.data.dir)?;
    std::fs::create_dir_all(&dir)?;
    let file = dir.join(format!("stream-{name}.token"));
    if file.exists() {
        return Ok(file);
    }
    let mut random = [0_u8; 16];
    std::io::Read::read_exact(&mut std::fs::File::open("/dev/urandom")?, &mut random)?;
    // GitLab takes 16 to 24 characters: the upper 96 bits in hex.
    let token = format!("{:024x}", u128::from_be_bytes(random) >> 32);
    let mut options = std::fs::OpenOptions::new();
    let made = options.write(true).create_new(true).mode(0o600).open(&file);
    made.or_say("cli-cannot-write", &[("file", &file.display())])?.write_all(token.as_bytes())?;
    print::note(global.words().told("cli-stream-token-made", &[("file", &file.display())]));
    Ok(file)
}

/// Adds to the settings file, unless it has a GitLab already or would not be read any more.
fn append(toml: &str, global: &Global) -> anyhow::Result<PathBuf> {
    let config = global.config()?;
    if config.gitlab.is_some() {
        return Err(said("cli-settings-have-gitlab", &[]));
    }
    let file = global.config.clone().unwrap_or_else(|| config.data.dir.join("portcullis.toml"));
    let before = if file.exists() { std::fs::read_to_string(&file)? } else { String::new() };
    let whole = before + toml;
    let trial = file.with_extension("toml.new");
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::File::create(&trial)
        .and_then(|mut new| new.write_all(whole.as_bytes()))
        .or_say("cli-cannot-write", &[("file", &trial.display())])?;
    let checked = Config::load(Some(&trial), &std::collections::BTreeMap::new());
    if checked.is_err() {
        std::fs::remove_file(&trial)?;
    }
    checked.or_say("cli-settings-would-be-invalid", &[])?;
    std::fs::rename(&trial, &file)?;
    Ok(file)
}

fn show_probe(probe: &Value, global: &Global) {
    if global.json {
        return print::document(probe);
    }
    let words = global.words();
    let standing = &probe["standing"]["standing"];
    let mut rows =
        standing_of(standing, &["username", "is_admin", "deployment", "tier", "version"], words);
    let scopes = probe["token"]["scopes"].as_array().into_iter().flatten().map(text);
    rows.push((words.t("standing-scopes"), scopes.collect::<Vec<_>>().join(", ")));
    rows.push((words.t("standing-expires"), text(&probe["token"]["expires_at"])));
    print::fields(&rows);
    let rows = probe["endpoints"].as_array().into_iter().flatten().map(|row| {
        vec![text(&row["path"]), yes_no(words, row["is_there"] == true), text(&row["why"])]
    });
    print::line("");
    print::table(words, "endpoint answers why-not", &rows.collect::<Vec<_>>());
    for line in instead(probe, words) {
        print::note(words.told("cli-instead", &[("what", &line)]));
    }
    for report in probe["streams"].as_array().into_iter().flatten() {
        streams(report, words);
    }
    for gap in probe["standing"]["gaps"].as_array().into_iter().flatten() {
        print::note(not_known(words, gap));
    }
}

/// What a token's owner is, field by field.
pub(super) fn standing_of(
    standing: &Value,
    names: &[&str],
    words: &Words,
) -> Vec<(String, String)> {
    let field = |name: &&str| {
        let value = match &standing[*name] {
            Value::Bool(is) => yes_no(words, *is),
            other => text(other),
        };
        (words.t(format!("standing-{}", name.replace('_', "-"))), value)
    };
    names.iter().map(field).collect()
}

/// The destinations of a group, or of the instance.
fn streams(report: &Value, words: &Words) {
    let whose = match report["scope"]["path"].as_str() {
        Some(path) => words.told("cli-streams-group", &[("path", &path)]),
        None => words.t("cli-streams-instance"),
    };
    let rows: Vec<Vec<String>> = destinations(report, words).collect();
    match report["problem"].as_str() {
        Some(problem) => print::note(format_args!("{whose}: {problem}")),
        None if rows.is_empty() => {
            print::note(format_args!("{whose}: {}", words.t("cli-streams-none")));
        }
        None => {
            print::line("");
            print::table(words, "destination address active filters", &rows);
        }
    }
}

/// What to do where an endpoint does not answer (P3), each advice once.
fn instead(probe: &Value, words: &Words) -> Vec<String> {
    let rows = probe["endpoints"].as_array().into_iter().flatten();
    let silent = rows.filter(|row| row["is_there"] != true);
    let advice = silent.filter_map(|row| alternative(row["path"].as_str()?));
    let mut lines: Vec<String> = advice.map(|text| words.say(&text)).collect();
    lines.sort();
    lines.dedup();
    lines
}

fn destinations<'a>(report: &'a Value, words: &'a Words) -> impl Iterator<Item = Vec<String>> + 'a {
    report["destinations"].as_array().into_iter().flatten().map(|one| {
        let filters = match one["event_type_filters"].as_array().map_or(0, Vec::len) {
            0 => words.t("cli-all"),
            count => words.told("cli-count-types", &[("count", &count)]),
        };
        let is_active = yes_no(words, one["is_active"] == true);
        vec![text(&one["name"]), text(&one["url"]), is_active, filters]
    })
}

async fn list(global: &Global) -> anyhow::Result<Outcome> {
    let connection = ask(global, Method::GET, "/api/v1/connection", None).await?;
    let words = global.words();
    if global.json {
        print::document(&connection);
        return Ok(Outcome::Clean);
    }
    if connection["url"].is_null() {
        print::note(words.t("cli-no-gitlab"));
        return Ok(Outcome::Nothing);
    }
    print::line(text(&connection["url"]));
    if connection["probe"].is_null() {
        print::note(words.t("cli-nobody-looked"));
    } else {
        show_probe(&connection["probe"], global);
    }
    let rows = connection["streams"].as_array().into_iter().flatten().map(|line| {
        let told = match line["destination"]["is_active"].as_bool() {
            None => "cli-stream-no-destination",
            Some(false) => "cli-stream-off",
            Some(true) => "cli-stream-on",
        };
        vec![text(&line["name"]), text(&line["address"]), words.t(told)]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    if !rows.is_empty() {
        print::line("");
        print::table(words, "stream address state", &rows);
    }
    Ok(Outcome::Clean)
}

async fn set_up(order: Value, global: &Global) -> anyhow::Result<Outcome> {
    let setup = ask(global, Method::POST, "/api/v1/connection/stream", Some(order)).await?;
    if global.json {
        print::document(&setup);
        return Ok(Outcome::Clean);
    }
    let words = global.words();
    if setup["created"].is_string() {
        print::line(about(words, "cli-stream-made", &setup, &["created", "address"]));
        print::next(words, "portcullis connection test --poke");
        return Ok(Outcome::Clean);
    }
    print::note(about(words, "cli-stream-by-hand", &setup, &["explorer", "token_file"]));
    for operation in setup["graphql"].as_array().into_iter().flatten() {
        print::line(text(operation));
        print::line("");
    }
    Ok(Outcome::Clean)
}

async fn test(order: Value, global: &Global) -> anyhow::Result<Outcome> {
    let report = ask(global, Method::POST, "/api/v1/connection/test", Some(order)).await?;
    let has_arrived = report["has_arrived"] == true;
    if global.json {
        print::document(&report);
    } else if has_arrived {
        let names = ["source", "waited_ms", "record"];
        print::line(about(global.words(), "cli-event-arrived", &report, &names));
    } else {
        print::note(about(global.words(), "cli-no-event-arrived", &report, &["source"]));
    }
    Ok(if has_arrived { Outcome::Clean } else { Outcome::Failed })
}
