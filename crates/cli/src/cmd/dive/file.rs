//! A request as it is written on the command line, or read from a file.

use std::path::PathBuf;

use serde_json::{Map, Value, json};
use server::web::words::Lang;

use crate::say::OrSay as _;

/// What is asked for, and by whom.
#[derive(Debug, clap::Args)]
pub(crate) struct Filing {
    /// The organisation or department that asks.
    #[arg(long)]
    organisation: String,
    /// A mail address or user name of theirs: never takes part on the inside.
    /// `*@corp.example` means everybody of that domain.
    #[arg(long)]
    identity: Vec<String>,
    /// Support's own ticket.
    #[arg(long)]
    ticket: Option<String>,
    /// The request as JSON, as `portcullis assist decide` reads it; what follows goes over it.
    #[arg(long)]
    file: Option<PathBuf>,
    /// A project, by full path.
    #[arg(long)]
    project: Vec<String>,
    /// A group, by full path.
    #[arg(long)]
    group: Vec<String>,
    /// A user, by name.
    #[arg(long)]
    user: Vec<String>,
    /// A type of event of the catalogue, or `other:…`.
    #[arg(long)]
    event: Vec<String>,
    /// The first moment.
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// The last moment.
    #[arg(long, value_name = "TIME")]
    to: Option<String>,
    /// application, component or access.
    #[arg(long)]
    log: Vec<String>,
    /// saas or self-managed.
    #[arg(long)]
    deployment: Option<String>,
    /// free, trial, premium, ultimate or deprecated.
    #[arg(long)]
    plan: Option<String>,
    /// It is paid for; --paying=false says that it is not.
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    paying: Option<bool>,
    /// What audit events could not answer.
    #[arg(long)]
    gap: Option<String>,
    /// Of these: personal-data, complex, exception, insisted, cost-accepted.
    #[arg(long = "flag", value_parser = ["personal-data", "complex", "exception", "insisted", "cost-accepted"])]
    flags: Vec<String>,
}

impl Filing {
    /// The body that the API takes; answers are in that language.
    pub(super) fn body(self, lang: Lang) -> anyhow::Result<Value> {
        let mut request = match &self.file {
            None => Map::new(),
            Some(file) => {
                let text = std::fs::read_to_string(file)
                    .or_say("cli-cannot-read", &[("file", &file.display())])?;
                serde_json::from_str(&text)
                    .or_say("cli-no-request", &[("file", &file.display())])?
            }
        };
        let named = [("project", &self.project), ("group", &self.group), ("user", &self.user)];
        let resources: Vec<Value> = named
            .into_iter()
            .flat_map(|(kind, paths)| {
                paths.iter().map(move |path| json!({ "kind": kind, "path": path }))
            })
            .collect();
        let window = (self.from.is_some() || self.to.is_some())
            .then(|| json!({ "start": self.from, "end": self.to }));
        let listed = |items: Vec<Value>| (!items.is_empty()).then_some(Value::Array(items));
        let words = |items: Vec<String>| listed(items.into_iter().map(Value::String).collect());
        let deployment = self.deployment.map(|one| Value::String(one.replace('-', "_")));
        let given = [
            ("resources", listed(resources)),
            ("events", words(self.event)),
            ("window", window),
            ("log_kinds", words(self.log)),
            ("deployment", deployment),
            ("plan", self.plan.map(Value::String)),
            ("paying", self.paying.map(Value::Bool)),
            ("gap", self.gap.map(Value::String)),
        ];
        let given = given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        request.extend(given);
        request.extend(self.flags.iter().map(|flag| (flag.replace('-', "_"), Value::Bool(true))));
        let requester = json!({
            "organisation": self.organisation,
            "identities": self.identity,
            "ticket": self.ticket,
            "language": lang,
        });
        Ok(json!({ "requester": requester, "request": request }))
    }
}
