//! `.gitlab-ci.yml` read as far as an investigation needs it: what it includes,
//! and which commands its jobs run (CI4).
//!
//! A configuration is outside bytes: its size is bounded, aliases and nesting
//! are bounded by the YAML reader, unknown tags (`!reference`) are tolerated,
//! and one that cannot be read says so.
//!
//! Source: GitLab docs, `ci/yaml` (`include`, `extends`, `script`, `trigger`),
//! `ci/yaml/yaml_optimization` (`!reference`).

use serde::{Deserialize, Serialize};
use yaml_serde::Value;

/// Bytes of one configuration that are read. GitLab's own limit is 2 MiB.
///
/// Source: GitLab docs, `administration/instance_limits`, "Maximum size and depth
/// of CI/CD configuration YAML files".
pub const CONFIG_BYTES_MAX: usize = 2 << 20;

/// Includes, jobs and commands of one file that are read; more is cut.
const ITEMS_MAX: usize = 5_000;

/// How deep `script` lists and `!reference` may nest.
const DEPTH_MAX: usize = 12;

/// A configuration, as far as it matters here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CiFile {
    /// What it takes in.
    pub includes: Vec<Include>,
    /// What its jobs run, hidden jobs and defaults among them.
    pub commands: Vec<JobCommand>,
    /// Which job takes from which: `extends` and `!reference`.
    pub takes: Vec<(String, String)>,
}

/// One `include`, or the `include` of a child pipeline.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "include", rename_all = "snake_case")]
pub enum Include {
    /// A file of the same repository and commit; may have wildcards.
    Local {
        /// Its path.
        path: String,
    },
    /// A file of another project.
    Project {
        /// That project's path.
        project: String,
        /// Branch, tag or commit; none = the default branch.
        reference: Option<String>,
        /// Its path.
        path: String,
    },
    /// A file somewhere on the network.
    Remote {
        /// Its address.
        url: String,
    },
    /// One of GitLab's templates.
    Template {
        /// Its name.
        name: String,
    },
    /// A component of the CI/CD catalogue.
    Component {
        /// Its address.
        address: String,
    },
    /// A file that a job of the same pipeline makes.
    Artifact {
        /// Its path.
        path: String,
    },
}

/// One line of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobCommand {
    /// The job.
    pub job: String,
    /// The line.
    pub command: String,
}

/// Whether a file of this name is a configuration; else it is a script.
pub fn is_named_so(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    ending.eq_ignore_ascii_case("yml") || ending.eq_ignore_ascii_case("yaml")
}

/// Reads a configuration. What is wrong is told without quoting the file: it
/// may hold secrets.
pub fn read(text: &str) -> Result<CiFile, String> {
    if text.len() > CONFIG_BYTES_MAX {
        return Err(format!("longer than {CONFIG_BYTES_MAX} bytes"));
    }
    let mut file = CiFile::default();
    // A component has two documents: its inputs, and what it is.
    for document in yaml_serde::Deserializer::from_str(text) {
        let value = Value::deserialize(document).map_err(|error| place_of(&error))?;
        read_document(&value, &mut file);
    }
    file.includes.truncate(ITEMS_MAX);
    file.commands.truncate(ITEMS_MAX);
    file.takes.truncate(ITEMS_MAX);
    Ok(file)
}

fn place_of(error: &yaml_serde::Error) -> String {
    match error.location() {
        Some(at) => format!("no YAML at line {}, column {}", at.line(), at.column()),
        None => "no YAML that can be read".to_owned(),
    }
}

fn read_document(value: &Value, file: &mut CiFile) {
    let Some(map) = mapping(value) else { return };
    for (key, value) in map {
        let Some(key) = key.as_str() else { continue };
        match key {
            "include" => includes(value, file),
            "before_script" | "after_script" => commands(key, value, file, 0),
            _job => job(key, value, file),
        }
    }
}

fn job(name: &str, value: &Value, file: &mut CiFile) {
    let Some(map) = mapping(value) else { return };
    for (key, value) in map {
        match key.as_str() {
            Some("script" | "before_script" | "after_script" | "pre_get_sources_script") => {
                commands(name, value, file, 0);
            }
            Some("hooks") => job(name, value, file),
            Some("extends") => takes(name, value, file),
            Some("trigger") => {
                if let Some(included) = mapping(value).and_then(|map| map.get("include")) {
                    includes(included, file);
                }
            }
            Some(_) | None => {}
        }
    }
}

fn commands(job: &str, value: &Value, file: &mut CiFile, depth: usize) {
    if depth > DEPTH_MAX || file.commands.len() >= ITEMS_MAX {
        return;
    }
    match value {
        Value::String(text) => {
            let lines = text.lines().filter(|line| !line.trim().is_empty());
            let lines =
                lines.map(|line| JobCommand { job: job.to_owned(), command: line.to_owned() });
            file.commands.extend(lines);
        }
        Value::Sequence(items) => {
            for item in items {
                commands(job, item, file, depth + 1);
            }
        }
        Value::Tagged(tagged) if tagged.tag == "reference" => {
            let first = tagged.value.as_sequence().and_then(|parts| parts.first());
            if let Some(from) = first.and_then(Value::as_str) {
                file.takes.push((job.to_owned(), from.to_owned()));
            }
        }
        Value::Tagged(tagged) => commands(job, &tagged.value, file, depth + 1),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Mapping(_) => {}
    }
}

fn takes(job: &str, value: &Value, file: &mut CiFile) {
    let mut push = |from: &str| file.takes.push((job.to_owned(), from.to_owned()));
    match value {
        Value::String(from) => push(from),
        Value::Sequence(items) => items.iter().filter_map(Value::as_str).for_each(push),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Mapping(_) | Value::Tagged(_) => {}
    }
}

fn includes(value: &Value, file: &mut CiFile) {
    match value {
        Value::Sequence(items) => items.iter().for_each(|item| one_include(item, file)),
        single => one_include(single, file),
    }
}

fn one_include(value: &Value, file: &mut CiFile) {
    if let Some(text) = value.as_str() {
        let is_remote = text.starts_with("https://") || text.starts_with("http://");
        file.includes.push(if is_remote {
            Include::Remote { url: shown_address(text) }
        } else {
            Include::Local { path: text.to_owned() }
        });
        return;
    }
    let Some(map) = mapping(value) else { return };
    let text = |key: &str| map.get(key).and_then(Value::as_str).map(str::to_owned);
    if let Some(project) = text("project") {
        let reference = text("ref");
        let paths = map.get("file").map(texts).unwrap_or_default();
        let include = |path| Include::Project {
            project: project.clone(),
            reference: reference.clone(),
            path,
        };
        file.includes.extend(paths.into_iter().map(include));
    } else if let Some(path) = text("artifact") {
        file.includes.push(Include::Artifact { path });
    } else if let Some(url) = text("remote") {
        file.includes.push(Include::Remote { url: shown_address(&url) });
    } else if let Some(name) = text("template") {
        file.includes.push(Include::Template { name });
    } else if let Some(address) = text("component") {
        file.includes.push(Include::Component { address });
    } else if let Some(local) = map.get("local") {
        file.includes.extend(texts(local).into_iter().map(|path| Include::Local { path }));
    }
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Sequence(items) => {
            items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Mapping(_) | Value::Tagged(_) => {
            Vec::new()
        }
    }
}

/// An address without what may be secret in it: name and password, query.
fn shown_address(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    match url.split_once("://") {
        Some((scheme, rest)) => {
            let authority_end = rest.find('/').unwrap_or(rest.len());
            let (authority, path) = rest.split_at_checked(authority_end).unwrap_or((rest, ""));
            let host = authority.rsplit('@').next().unwrap_or_default();
            format!("{scheme}://{host}{path}")
        }
        None => url.to_owned(),
    }
}

fn mapping(value: &Value) -> Option<&yaml_serde::Mapping> {
    match value {
        Value::Mapping(map) => Some(map),
        Value::Tagged(tagged) => tagged.value.as_mapping(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Sequence(_) => {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn all_forms_of_include_are_read() {
        let file = read(
            "include:\n  - /ci/a.yml\n  - https://user:pw@example.org/b.yml?token=x\n  - local: 'ci/*.yml'\n  - project: team/templates\n    ref: v1\n    file: [c.yml, /d.yml]\n  - template: Jobs/Build.gitlab-ci.yml\n  - component: gitlab.example.com/team/scan@1\nchild:\n  trigger:\n    include: ci/child.yml\n",
        )
        .unwrap();
        let project = |path: &str| Include::Project {
            project: "team/templates".to_owned(),
            reference: Some("v1".to_owned()),
            path: path.to_owned(),
        };
        let local = |path: &str| Include::Local { path: path.to_owned() };
        let expected = [
            local("/ci/a.yml"),
            Include::Remote { url: "https://example.org/b.yml".to_owned() },
            local("ci/*.yml"),
            project("c.yml"),
            project("/d.yml"),
            Include::Template { name: "Jobs/Build.gitlab-ci.yml".to_owned() },
            Include::Component { address: "gitlab.example.com/team/scan@1".to_owned() },
            local("ci/child.yml"),
        ];
        assert_eq!(file.includes, expected);
    }

    #[test]
    fn references_and_extends_are_told_and_their_tags_do_no_harm() {
        let file = read(
            ".setup:\n  script: [one]\ntest:\n  extends: [.base, .more]\n  script:\n    - !reference [.setup, script]\n    - - nested\n    - |\n      two\n      three\n  variables: !custom { A: b }\n",
        )
        .unwrap();
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let expected = [pair("test", ".base"), pair("test", ".more"), pair("test", ".setup")];
        assert_eq!(file.takes, expected);
        let commands: Vec<_> = file.commands.iter().map(|c| c.command.as_str()).collect();
        assert_eq!(commands, ["one", "nested", "two", "three"]);
    }

    #[test]
    fn a_component_of_two_documents_is_read_to_its_end() {
        let file = read("spec:\n  inputs:\n    a:\n---\nscan:\n  script: scan.sh\n").unwrap();
        assert_eq!(file.commands.len(), 1);
    }

    #[test]
    fn what_is_no_yaml_says_where_and_quotes_nothing() {
        let why = read("a: [glpat-secretsecretsecret\nb: }").unwrap_err();
        assert!(why.contains("line") && !why.contains("secret"), "{why}");
    }

    #[test]
    fn aliases_that_multiply_are_refused() {
        let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for (name, before) in ('b'..='k').zip('a'..) {
            let list = format!("*{before}, ").repeat(9);
            bomb.extend([format!("{name}: &{name} [{list}]\n")]);
        }
        assert!(read(&bomb).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in r"(include:|- |  |\n|local: |script: |!reference \[a, b\]|\*a|&a |[a-z{}\[\],:']|é){0,50}") {
            if let Ok(file) = read(&text) {
                prop_assert!(file.commands.len() <= ITEMS_MAX);
            }
        }
    }
}
