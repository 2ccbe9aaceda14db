//! One file per command.

mod access;
mod account;
mod act;
mod approval;
mod assist;
mod case;
mod case_revert;
mod case_steps;
mod channel;
mod ci;
mod ci_scan;
mod config;
mod connection;
mod demo;
mod detect;
mod dive;
mod due;
mod duty;
mod evidence;
mod exercise;
mod finding;
mod hardening;
mod hunt;
mod import;
mod instance;
mod inventory;
mod ledger;
mod lockdown;
mod message;
mod obligation;
mod outbox;
mod plan;
mod playbook;
mod question;
mod range;
mod reconcile;
mod regulation;
mod review;
mod rules;
pub(crate) mod search;
mod serve;
mod severity;
mod source;
mod sql;
mod standing;
mod support;
mod token;
mod update;
mod witness;

use hyper::Method;
use serde_json::Value;

use crate::Outcome;
use crate::global::Global;
use crate::say::said;

/// What to do.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Watch an attack on a simulated GitLab being recorded, found, contained and proven.
    Demo(demo::Args),
    /// Run the server: pages, API and receivers.
    Serve(serve::Args),
    /// Read log files and exports into the record.
    Import(import::Args),
    /// Where events come from, and how each source does.
    #[command(subcommand)]
    Source(source::Args),
    /// Search the record by words.
    Search(search::Args),
    /// Ask the record by SQL, read-only.
    Sql(sql::Args),
    /// Run the rules over the whole record.
    Detect(detect::Args),
    /// Run a new or changed rule over all history, by the index, on all cores.
    Hunt(hunt::Args),
    /// Check, list and test detection rules.
    #[command(subcommand)]
    Rules(rules::Args),
    /// What the rules found, in groups; what may wait; into a case.
    #[command(subcommand)]
    Finding(finding::Args),
    /// Work on cases.
    #[command(subcommand)]
    Case(case::Args),
    /// Everything that is due across cases, by time.
    Due(due::Args),
    /// Who is owed an update by when: the matrix of stakeholders and its clocks.
    #[command(subcommand)]
    Obligation(obligation::Args),
    /// Deadlines of the law: a memory aid, not legal advice.
    #[command(subcommand)]
    Regulation(regulation::Args),
    /// How grave a case is, and why.
    #[command(subcommand)]
    Severity(severity::Args),
    /// Who does what in a case, and who is on call.
    #[command(subcommand)]
    Duty(duty::Args),
    /// What jobs, their logs and their configuration show.
    #[command(subcommand)]
    Ci(ci::Args),
    /// Keep, verify and hand out evidence.
    #[command(subcommand)]
    Evidence(evidence::Args),
    /// An instance that may be lost: sheets, secrets, the way back.
    #[command(subcommand)]
    Instance(instance::Args),
    /// How far GitLab's recommendations are followed.
    #[command(subcommand)]
    Hardening(hardening::Args),
    /// Review a case afterwards; figures over cases.
    #[command(subcommand)]
    Review(review::Args),
    /// Ask GitLab for help: preliminary investigation, support bundle.
    #[command(subcommand)]
    Support(support::Args),
    /// Train an incident on a simulated GitLab: nothing leaves the process.
    #[command(subcommand)]
    Exercise(exercise::Args),
    /// Propose, approve, execute and undo plans.
    #[command(subcommand)]
    Plan(plan::Args),
    /// What waits for an approval: plans, messages, exceptions.
    #[command(subcommand)]
    Approval(approval::Args),
    /// Status updates of a case.
    #[command(subcommand)]
    Update(update::Args),
    /// Messages to customers and the public, from draft to all clear.
    #[command(subcommand)]
    Message(message::Args),
    /// Which acts a plan can hold.
    #[command(subcommand)]
    Act(act::Args),
    /// What to look for in the window of a case.
    #[command(subcommand)]
    Question(question::Args),
    /// What to do in which scenario.
    #[command(subcommand)]
    Playbook(playbook::Args),
    /// Requests for logs: what becomes of them; logs without what is others'.
    #[command(subcommand)]
    Assist(assist::Args),
    /// The desk for log requests: file, decide, look into, tell, close.
    #[command(subcommand)]
    Dive(dive::Args),
    /// Recognise tokens.
    #[command(subcommand)]
    Token(token::Args),
    /// The ways by which messages go out, and how each does.
    #[command(subcommand)]
    Channel(channel::Args),
    /// Messages on their way to people, and what became of them.
    #[command(subcommand)]
    Outbox(outbox::Args),
    /// What our own token is in GitLab and may do there.
    Standing,
    /// The connection to GitLab: set it up, see what it can do, test its streams.
    #[command(subcommand)]
    Connection(connection::Args),
    /// Compare the streams with GitLab's own list and add what is missing.
    Reconcile(reconcile::Args),
    /// Every credential in GitLab, the gravest and most neglected first.
    Inventory(inventory::Args),
    /// Verify the record and prove what is in it.
    #[command(subcommand)]
    Ledger(ledger::Args),
    /// See the heads of other people's ledgers, and sign what continues.
    #[command(subcommand)]
    Witness(witness::Args),
    /// From now on nobody acts, until the settings file says otherwise.
    #[command(subcommand)]
    Lockdown(lockdown::Args),
    /// Accounts of Portcullis and their API tokens.
    #[command(subcommand)]
    Account(account::Args),
    /// Show and check settings.
    #[command(subcommand)]
    Config(config::Args),
    /// A simulated GitLab to train and test on.
    #[command(subcommand)]
    Range(range::Args),
}

impl Command {
    /// Whether it may begin a data directory where there is none.
    pub(crate) fn is_founding(&self) -> bool {
        match self {
            Self::Serve(_) | Self::Import(_) => true,
            Self::Account(args) => args.is_founding(),
            _asks_what_is_there => false,
        }
    }

    /// Does it.
    pub(crate) async fn run(self, global: &Global) -> anyhow::Result<Outcome> {
        match self {
            Self::Demo(args) => demo::run(args, global).await,
            Self::Serve(args) => serve::run(args, global).await,
            Self::Import(args) => import::run(args, global).await,
            Self::Source(args) => source::run(args, global).await,
            Self::Search(args) => search::run(args, global).await,
            Self::Sql(args) => sql::run(args, global).await,
            Self::Detect(args) => detect::run(args, global),
            Self::Hunt(args) => hunt::run(args, global).await,
            Self::Rules(args) => rules::run(args, global).await,
            Self::Finding(args) => finding::run(args, global).await,
            Self::Case(args) => case::run(args, global).await,
            Self::Due(args) => due::run(args, global).await,
            Self::Obligation(args) => obligation::run(args, global).await,
            Self::Regulation(args) => regulation::run(args, global).await,
            Self::Severity(args) => severity::run(args, global).await,
            Self::Duty(args) => duty::run(args, global).await,
            Self::Lockdown(args) => lockdown::run(args, global).await,
            Self::Ci(args) => ci::run(args, global).await,
            Self::Evidence(args) => evidence::run(args, global).await,
            Self::Instance(args) => instance::run(args, global).await,
            Self::Hardening(args) => hardening::run(args, global).await,
            Self::Review(args) => review::run(args, global).await,
            Self::Support(args) => support::run(args, global).await,
            Self::Exercise(args) => exercise::run(args, global).await,
            Self::Plan(args) => plan::run(args, global).await,
            Self::Approval(args) => approval::run(args, global).await,
            Self::Update(args) => update::run(args, global).await,
            Self::Message(args) => message::run(args, global).await,
            Self::Act(args) => act::run(args, global),
            Self::Question(args) => question::run(args, global).await,
            Self::Playbook(args) => playbook::run(args, global),
            Self::Assist(args) => assist::run(args, global).await,
            Self::Dive(args) => dive::run(args, global).await,
            Self::Token(args) => token::run(args, global),
            Self::Channel(args) => channel::run(args, global).await,
            Self::Outbox(args) => outbox::run(args, global).await,
            Self::Standing => standing::run(global).await,
            Self::Connection(args) => connection::run(args, global).await,
            Self::Reconcile(args) => reconcile::run(args, global).await,
            Self::Inventory(args) => inventory::run(args, global).await,
            Self::Ledger(args) => ledger::run(args, global).await,
            Self::Witness(args) => witness::run(args, global).await,
            Self::Account(args) => account::run(args, global).await,
            Self::Config(args) => config::run(&args, global),
            Self::Range(args) => range::run(args, global).await,
        }
    }
}

/// Asks the API (docs/adr/0006) and answers its document; a problem becomes an error
/// with the words that the API found for it.
pub(crate) async fn ask(
    global: &Global,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> anyhow::Result<Value> {
    let door = global.door().await?;
    let asked = door.ask(method, path, body).await;
    door.close().await;
    let answer = asked?;
    let document = answer.json();
    if answer.is_success() {
        return Ok(document);
    }
    Err(problem(answer.status, &document))
}

/// A problem+json document as an error for people: what, which rule, what next.
pub(crate) fn problem(status: u16, document: &Value) -> anyhow::Error {
    let part = |name: &str| document.get(name).map(search::text).filter(|text| !text.is_empty());
    let Some(what) = part("detail").or_else(|| part("title")) else {
        return said("cli-answered-status", &[("status", &status)]);
    };
    let rule = part("rule").map(|rule| match part("missing").filter(|_| rule == "invalid") {
        // The sentence has the page's word for it; options are named as the API is.
        Some(field) => format!(" [{rule}: {field}]"),
        None => format!(" [{rule}]"),
    });
    let rule = rule.unwrap_or_default();
    match part("next") {
        Some(next) => {
            said("cli-refused-next", &[("what", &what), ("rule", &rule), ("next", &next)])
        }
        None => said("cli-refused", &[("what", &what), ("rule", &rule)]),
    }
}

/// A path with its query, encoded; empty values are left out.
pub(crate) fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
    format!("{path}?{}", query.finish())
}
