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
    organisation: Option<String>,
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
    /// The body that the API takes: what was filed before, if anything, with what
    /// is given over it. Answers are in that language.
    pub(super) fn body(self, lang: Lang, before: Option<&Value>) -> anyhow::Result<Value> {
        let nobody = || (Map::new(), json!({ "organisation": "", "identities": [] }));
        let (filed, by) = before.map_or_else(nobody, filed);
        let mut request = match &self.file {
            None => filed,
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
        let end_of = |name: &str, given: &Option<String>| match given {
            Some(time) => json!(time),
            None => request.get("window").map_or(Value::Null, |window| window[name].clone()),
        };
        let window = (self.from.is_some() || self.to.is_some()).then(
            || json!({ "start": end_of("start", &self.from), "end": end_of("end", &self.to) }),
        );
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
        let given = |name: &str, value: Option<Value>| value.unwrap_or_else(|| by[name].clone());
        let requester = json!({
            "organisation": given("organisation", self.organisation.map(Value::String)),
            "identities": given("identities", listed(self.identity.into_iter().map(Value::String).collect())),
            "ticket": given("ticket", self.ticket.map(Value::String)),
            "language": lang,
        });
        Ok(json!({ "requester": requester, "request": request }))
    }
}

/// Request and requester as they were filed, without what others said since:
/// whose a resource is, and what Legal answered.
fn filed(view: &Value) -> (Map<String, Value>, Value) {
    let mut request = view["state"]["request"].as_object().cloned().unwrap_or_default();
    for resource in request.get_mut("resources").and_then(Value::as_array_mut).into_iter().flatten()
    {
        resource["owned"] = Value::Null;
    }
    if request.get("exception").is_some_and(|said| said != "none") {
        request.insert("exception".to_owned(), json!("requested"));
    }
    (request, view["state"]["requester"].clone())
}
