//! How a job's secrets came into the open: verbose logging, a variable that is
//! printed, a runner that others use (CI2).
//!
//! Detectors over the job's log, over `.gitlab-ci.yml` with the scripts that it
//! calls, and over the runner. Each cause names its line, shows it masked, and
//! says why it counts; a person picks the one that it was.
//!
//! Sources: GitLab docs, `ci/variables` ("enable debug logging"),
//! `ci/jobs/ci_job_token` ("job token security"); GitLab Runner docs, `security`.

mod config;
mod log;

use serde::{Deserialize, Serialize};

use super::command::{Leak, Likelihood};
use crate::respond::plan::Text;

pub use config::in_script;
pub use log::{in_log, runner_of_log};

/// What to pick from: the three ways that the guide names (CI2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RootCause {
    /// The log tells more than it should.
    VerboseLogging,
    /// A variable was printed or sent.
    EchoedVariable,
    /// The runner is shared with others or does not keep jobs apart.
    InsecureRunner,
}

impl RootCause {
    /// All, in the order of the guide.
    pub const ALL: [Self; 3] = [Self::VerboseLogging, Self::EchoedVariable, Self::InsecureRunner];

    /// The word used in JSON and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::VerboseLogging => "verbose_logging",
            Self::EchoedVariable => "echoed_variable",
            Self::InsecureRunner => "insecure_runner",
        }
    }

    /// The cause of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.as_str() == name)
    }

    /// The name for people.
    pub fn label(self) -> Text {
        match self {
            Self::VerboseLogging => Text::of("root-cause-verbose-logging", []),
            Self::EchoedVariable => Text::of("root-cause-echoed-variable", []),
            Self::InsecureRunner => Text::of("root-cause-insecure-runner", []),
        }
    }
}

/// What exactly was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CauseKind {
    /// `CI_DEBUG_TRACE`: every command with every value.
    DebugTrace,
    /// `CI_DEBUG_SERVICES`: the logs of the job's services.
    DebugServices,
    /// The runner is shared by all projects of the instance.
    SharedRunner,
    /// The runner's jobs share one machine and one user (shell executor).
    ShellExecutor,
    /// Jobs can take over the runner's machine (privileged containers).
    PrivilegedRunner,
    /// What a script does.
    #[serde(untagged)]
    Command(Leak),
}

impl CauseKind {
    /// Which of the three ways it is.
    pub fn root(self) -> RootCause {
        match self {
            Self::DebugTrace | Self::DebugServices | Self::Command(Leak::ShellTrace) => {
                RootCause::VerboseLogging
            }
            Self::Command(
                Leak::EnvironmentDump
                | Leak::VariablePrinted
                | Leak::VariableEncoded
                | Leak::VariableSent,
            ) => RootCause::EchoedVariable,
            Self::SharedRunner | Self::ShellExecutor | Self::PrivilegedRunner => {
                RootCause::InsecureRunner
            }
        }
    }

    /// Why it counts, for people.
    pub fn reason(self) -> Text {
        match self {
            Self::DebugTrace => Text::of("cause-debug-trace", []),
            Self::DebugServices => Text::of("cause-debug-services", []),
            Self::Command(Leak::ShellTrace) => Text::of("cause-shell-trace", []),
            Self::Command(Leak::EnvironmentDump) => Text::of("cause-environment-dump", []),
            Self::Command(Leak::VariablePrinted) => Text::of("cause-variable-printed", []),
            Self::Command(Leak::VariableEncoded) => Text::of("cause-variable-encoded", []),
            Self::Command(Leak::VariableSent) => Text::of("cause-variable-sent", []),
            Self::SharedRunner => Text::of("cause-shared-runner", []),
            Self::ShellExecutor => Text::of("cause-shell-executor", []),
            Self::PrivilegedRunner => Text::of("cause-privileged-runner", []),
        }
    }
}

/// Where it was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "in", rename_all = "snake_case")]
pub enum CauseSource {
    /// The job's log.
    Log,
    /// A file of the repository.
    File {
        /// Its path.
        path: String,
        /// The job in whose part it stands, in a CI/CD configuration.
        job: Option<String>,
    },
    /// The runner.
    Runner,
}

/// A way in which secrets may have come into the open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// What.
    pub kind: CauseKind,
    /// Which of the three ways it is.
    pub root: RootCause,
    /// How sure.
    pub likelihood: Likelihood,
    /// Where.
    pub source: CauseSource,
    /// The line there, from 1; of a runner none.
    pub line: Option<u32>,
    /// The line, with everything secret hidden.
    pub excerpt: String,
    /// Why it counts.
    pub reason: Text,
}

/// What is known of the runner that ran a job.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunnerFacts {
    /// Its id in GitLab.
    pub id: Option<i64>,
    /// Its description.
    pub name: Option<String>,
    /// `instance_type`, `group_type` or `project_type`.
    pub runner_type: Option<String>,
    /// `docker`, `shell`, `kubernetes` …, as the log tells.
    pub executor: Option<String>,
    /// Whether the log shows that containers are privileged.
    pub is_privileged: bool,
    /// Version of the runner.
    pub version: Option<String>,
}

/// What is wrong with a runner.
///
/// GitLab's own runners on GitLab.com are shared, but each job there has a
/// machine of its own.
pub fn in_runner(runner: &RunnerFacts, is_gitlab_com: bool) -> Vec<Cause> {
    let mut found = Vec::new();
    let shown = [runner.name.as_deref(), runner.executor.as_deref()];
    let shown = shown.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let mut push = |kind: CauseKind, likelihood| {
        found.push(cause(kind, likelihood, CauseSource::Runner, None, shown.clone()));
    };
    if runner.runner_type.as_deref() == Some("instance_type") && !is_gitlab_com {
        push(CauseKind::SharedRunner, Likelihood::Possible);
    }
    if runner.executor.as_deref() == Some("shell") {
        push(CauseKind::ShellExecutor, Likelihood::Likely);
    }
    if runner.is_privileged {
        push(CauseKind::PrivilegedRunner, Likelihood::Possible);
    }
    found
}

fn cause(
    kind: CauseKind,
    likelihood: Likelihood,
    source: CauseSource,
    line: Option<u32>,
    excerpt: String,
) -> Cause {
    Cause { kind, root: kind.root(), likelihood, source, line, excerpt, reason: kind.reason() }
}

#[cfg(test)]
mod tests;
