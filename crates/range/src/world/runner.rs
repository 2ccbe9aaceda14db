//! What a job prints: a runner in as few lines as the stories need.
//!
//! It does not run anything. It tells the script of `.gitlab-ci.yml` line by
//! line, lists the variables where the script asks for them (`env`,
//! `printenv`), and with `CI_DEBUG_TRACE` or `set -x` shows what such a shell
//! shows: each variable, and the job's own token.
//!
//! Source: GitLab docs, `ci/variables/variables_troubleshooting` (debug
//! logging shows all variables and other secrets), `ci/variables` (masked ones
//! are replaced by `[MASKED]`; protected ones are for protected branches only).

use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp};

use super::{Artifacts, Place, Variable, World};

impl World {
    /// The log of a job of that project on its default branch.
    pub(super) fn job_log(&self, project: u64, job_token: &str) -> String {
        let found = self.projects.get(&project);
        let script = found.and_then(|project| project.files.get(".gitlab-ci.yml"));
        let Some(script) = script else { return "$ make check\n".to_owned() };
        let mut log = "Getting source from Git repository\nExecuting \"step_script\" stage of the job script\n".to_owned();
        let is_debug = is_debug(script);
        if is_debug {
            for variable in self.job_variables(project) {
                line(&mut log, &format!("++ export {}={}", variable.key, shown(variable)));
            }
            line(&mut log, &format!("++ export CI_JOB_TOKEN={job_token}"));
        }
        for command in commands(script) {
            line(&mut log, &format!("$ {command}"));
            let first = command.split_whitespace().next();
            let is_listing = matches!(first, Some("env" | "printenv")) && !command.contains('>');
            if is_listing {
                log.push_str(&self.environment(project));
            }
        }
        log.push_str("Job succeeded\n");
        log
    }

    /// The files that a job of that project leaves: those that its configuration names.
    pub(super) fn job_artifacts(&self, project: u64, at: Timestamp) -> Option<Artifacts> {
        let script = self.projects.get(&project)?.files.get(".gitlab-ci.yml")?;
        let paths = script.lines().find_map(|line| line.trim().strip_prefix("paths: ["))?;
        let names = paths.trim_end_matches(']').split(',').map(str::trim);
        let files = names.map(|name| (name.to_owned(), self.environment(project))).collect();
        let expire_at = at.checked_add(SignedDuration::from_hours(24 * 30)).ok();
        Some(Artifacts { files, expire_at })
    }

    /// What `env` writes in a job of that project: masked variables masked.
    pub(super) fn environment(&self, project: u64) -> String {
        let mut out = "CI=true\nCI_JOB_TOKEN=[MASKED]\n".to_owned();
        for variable in self.job_variables(project) {
            line(&mut out, &format!("{}={}", variable.key, shown(variable)));
        }
        out
    }

    /// The variables that a job on the default branch gets, by name.
    fn job_variables(&self, project: u64) -> Vec<&Variable> {
        let branch = self.projects.get(&project).map(|project| project.default_branch.as_str());
        let is_protected = self
            .protected_branches
            .values()
            .any(|known| known.project == project && Some(known.name.as_str()) == branch);
        let mut variables: Vec<&Variable> = self
            .lineage(Place::Project(project))
            .into_iter()
            .filter_map(|place| match place {
                Place::Project(id) => self.projects.get(&id).map(|project| &project.variables),
                Place::Group(id) => self.groups.get(&id).map(|group| &group.variables),
            })
            .flatten()
            .filter(|variable| is_protected || !variable.is_protected)
            .collect();
        variables.sort_by(|a, b| a.key.cmp(&b.key));
        variables
    }
}

fn shown(variable: &Variable) -> &str {
    if variable.is_masked { "[MASKED]" } else { &variable.value }
}

fn line(out: &mut String, text: &str) {
    // Writing to a string cannot fail.
    _ = writeln!(out, "{text}");
}

fn is_debug(script: &str) -> bool {
    let is_traced = |line: &str| line.contains("CI_DEBUG_TRACE") && line.contains("true");
    script.lines().any(|line| is_traced(line) || line.trim() == "- set -x")
}

/// The commands below `script:`, in order, of all jobs.
fn commands(script: &str) -> Vec<&str> {
    let mut is_script = false;
    let mut found = Vec::new();
    for line in script.lines() {
        let text = line.trim();
        match text.strip_prefix("- ") {
            Some(command) if is_script => found.push(command),
            Some(_) => {}
            None => is_script = text == "script:",
        }
    }
    found
}
