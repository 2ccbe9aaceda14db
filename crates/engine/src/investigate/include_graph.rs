//! What a pipeline's configuration calls, and what that calls: includes and
//! scripts, followed until nothing is new (CI4).
//!
//! The walk decides what to read next, the shell reads it and hands it back:
//! [`Walk::next_file`], [`Walk::found`], [`Walk::missing`], then [`Walk::finish`].
//! Each file is read once, so a cycle ends; depth and number are bounded, and
//! what was left out is told.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ci_file::{self, Include};
use super::command;

/// Files that are followed. GitLab itself takes 150 includes.
///
/// Source: GitLab docs, `ci/yaml/includes`.
const FILES_MAX: usize = 200;

/// How far from the first file.
const DEPTH_MAX: u32 = 30;

/// A file of a repository.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FileRef {
    /// Path of the other project; none = the project itself.
    pub project: Option<String>,
    /// Branch, tag or commit; none = as the walk began, of another project its
    /// default branch.
    pub reference: Option<String>,
    /// Path from the root of the repository, without a slash before it.
    pub path: String,
}

impl FileRef {
    /// A file of the project itself.
    pub fn own(path: &str) -> Self {
        Self { project: None, reference: None, path: normal(path) }
    }
}

/// How one file comes to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Call {
    /// By `include` or a child pipeline.
    Includes,
    /// A script's line names it.
    Runs,
}

/// One file of the graph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// Which file.
    #[serde(flatten)]
    pub file: FileRef,
    /// How many calls from the first file.
    pub depth: u32,
    /// What it calls: positions in the graph's list.
    pub calls: Vec<(Call, usize)>,
    /// Why it could not be read.
    pub problem: Option<String>,
    /// Changes to it within the window, latest first.
    pub changes: Vec<Change>,
}

/// A commit that changed a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The commit.
    pub commit: String,
    /// Its first line.
    pub title: String,
    /// Who wrote it, as the commit says; anybody can write any name there.
    pub author: String,
    /// When it was committed, as the commit says.
    pub at: Option<Timestamp>,
}

/// The graph of files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncludeGraph {
    /// The files, the first one first.
    pub files: Vec<Node>,
    /// What was not followed and why: addresses, templates, components, names
    /// that only the pipeline knows.
    pub not_followed: Vec<NotFollowed>,
    /// Whether a limit ended the walk.
    pub is_cut: bool,
}

/// Something that the configuration takes in and that was not read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NotFollowed {
    /// In which file it stands.
    pub path: String,
    /// What.
    pub what: String,
    /// `remote`, `template`, `component`, `artifact` or `dynamic`.
    pub why: String,
}

impl IncludeGraph {
    /// The files that changed within the window, other than the first one.
    pub fn changed(&self) -> impl Iterator<Item = &Node> {
        self.files.iter().filter(|node| !node.changes.is_empty())
    }
}

/// A walk in progress.
#[derive(Debug)]
pub struct Walk {
    graph: IncludeGraph,
    places: BTreeMap<FileRef, usize>,
    waiting: VecDeque<usize>,
    /// Paths of the project's own repository, where they could be listed.
    tree: BTreeSet<String>,
}

impl Walk {
    /// Begins at a configuration. `tree` are the paths of the repository: with
    /// them a script's words are known to be files, and wildcards are followed.
    pub fn start(root: &str, tree: impl IntoIterator<Item = String>) -> Self {
        let mut walk = Self {
            graph: IncludeGraph::default(),
            places: BTreeMap::new(),
            waiting: VecDeque::new(),
            tree: tree.into_iter().collect(),
        };
        walk.place(FileRef::own(root), 0);
        walk
    }

    /// The next file to read.
    pub fn next_file(&mut self) -> Option<FileRef> {
        let at = *self.waiting.front()?;
        self.graph.files.get(at).map(|node| node.file.clone())
    }

    /// What stands in the file that [`Walk::next_file`] named.
    pub fn found(&mut self, text: &str) {
        let Some(at) = self.waiting.pop_front() else { return };
        let Some(node) = self.graph.files.get(at) else { return };
        let (file, depth) = (node.file.clone(), node.depth);
        let is_configuration = ci_file::is_named_so(&file.path);
        let lines: Vec<String> = if is_configuration {
            match ci_file::read(text) {
                Ok(read) => {
                    for include in &read.includes {
                        self.include(at, &file, include, depth + 1);
                    }
                    read.commands.into_iter().map(|line| line.command).collect()
                }
                Err(problem) => {
                    self.say(at, problem);
                    Vec::new()
                }
            }
        } else {
            text.lines().take(LINES_MAX).map(str::to_owned).collect()
        };
        for line in lines {
            self.run(at, &file, &line, depth + 1);
        }
    }

    /// The file that [`Walk::next_file`] named cannot be read, and why.
    pub fn missing(&mut self, why: &str) {
        if let Some(at) = self.waiting.pop_front() {
            self.say(at, why.to_owned());
        }
    }

    /// The graph so far.
    pub fn finish(mut self) -> IncludeGraph {
        self.graph.not_followed.sort();
        self.graph.not_followed.dedup();
        self.graph
    }

    fn say(&mut self, at: usize, problem: String) {
        if let Some(node) = self.graph.files.get_mut(at) {
            node.problem = Some(problem);
        }
    }

    /// The position of a file, new or known; none where a limit says so.
    fn place(&mut self, file: FileRef, depth: u32) -> Option<usize> {
        if let Some(&at) = self.places.get(&file) {
            return Some(at);
        }
        let at = self.graph.files.len();
        if at >= FILES_MAX || depth > DEPTH_MAX {
            self.graph.is_cut = true;
            return None;
        }
        self.places.insert(file.clone(), at);
        let node = Node { file, depth, calls: Vec::new(), problem: None, changes: Vec::new() };
        self.graph.files.push(node);
        self.waiting.push_back(at);
        Some(at)
    }

    fn call(&mut self, from: usize, call: Call, file: FileRef, depth: u32) {
        let Some(to) = self.place(file, depth) else { return };
        if let Some(node) = self.graph.files.get_mut(from)
            && !node.calls.contains(&(call, to))
        {
            node.calls.push((call, to));
        }
    }

    fn include(&mut self, from: usize, file: &FileRef, include: &Include, depth: u32) {
        let mut leave = |what: &str, why: &str| {
            let (path, what, why) = (file.path.clone(), what.to_owned(), why.to_owned());
            self.graph.not_followed.push(NotFollowed { path, what, why });
        };
        match include {
            Include::Local { path } if path.contains('$') => leave(path, "dynamic"),
            Include::Local { path } if path.contains('*') => {
                if file.project.is_some() || self.tree.is_empty() {
                    leave(path, "dynamic");
                    return;
                }
                let pattern = normal(path);
                let matching: Vec<String> =
                    self.tree.iter().filter(|one| is_match(&pattern, one)).cloned().collect();
                for path in matching {
                    self.call(from, Call::Includes, FileRef { path, ..file.clone() }, depth);
                }
            }
            Include::Local { path } => {
                let included = FileRef { path: normal(path), ..file.clone() };
                self.call(from, Call::Includes, included, depth);
            }
            Include::Project { project, reference, path }
                if [Some(project), reference.as_ref(), Some(path)]
                    .into_iter()
                    .flatten()
                    .any(|part| part.contains('$')) =>
            {
                leave(&format!("{project}: {path}"), "dynamic");
            }
            Include::Project { project, reference, path } => {
                let project = Some(project.trim_matches('/').to_owned());
                let included =
                    FileRef { project, reference: reference.clone(), path: normal(path) };
                self.call(from, Call::Includes, included, depth);
            }
            Include::Remote { url } => leave(url, "remote"),
            Include::Template { name } => leave(name, "template"),
            Include::Component { address } => leave(address, "component"),
            Include::Artifact { path } => leave(path, "artifact"),
        }
    }

    /// Follows what a line of a script names. In another project's include the
    /// script still runs in our own repository.
    fn run(&mut self, from: usize, file: &FileRef, line: &str, depth: u32) {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for word in command::words(line).iter().take(WORDS_MAX) {
            let named =
                [Some(normal(word)), Some(normal(&format!("{folder}/{word}"))), companion(word)];
            let path = named.into_iter().flatten().find(|path| self.is_file(word, path));
            if let Some(path) = path {
                self.call(from, Call::Runs, FileRef::own(&path), depth);
            }
        }
    }

    /// Whether a script's word is a file of the repository: if that could be
    /// listed, by the list; else by its look.
    fn is_file(&self, word: &str, path: &str) -> bool {
        if !self.tree.is_empty() {
            return self.tree.contains(path);
        }
        let is_script = SCRIPT_ENDINGS.iter().any(|ending| path.ends_with(ending));
        is_script && !word.contains(['$', '*', ':']) && !word.starts_with(['/', '-', '~'])
    }
}

/// Lines of one script, and words of one line, that are followed.
const LINES_MAX: usize = 20_000;
const WORDS_MAX: usize = 200;

const SCRIPT_ENDINGS: [&str; 9] =
    [".sh", ".bash", ".py", ".rb", ".pl", ".js", ".ps1", "Makefile", "Dockerfile"];

/// The file that a program reads without being told.
fn companion(word: &str) -> Option<String> {
    let file = match word {
        "make" => "Makefile",
        "docker" | "buildah" | "podman" => "Dockerfile",
        "npm" | "yarn" | "pnpm" => "package.json",
        "rake" => "Rakefile",
        "gradle" | "./gradlew" => "build.gradle",
        _ => return None,
    };
    Some(file.to_owned())
}

/// A path without `./`, `..` and a slash before it.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// `*` is anything within a folder, `**` anything at all.
///
/// Source: GitLab docs, `ci/yaml/includes`, "Use `include:local` with wildcard file paths".
fn is_match(pattern: &str, path: &str) -> bool {
    // Dynamic programming over bytes, so that no pattern takes long.
    let pattern = pattern.as_bytes();
    let mut reached = vec![false; path.len() + 1];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    let mut at = 0;
    while let Some(&byte) = pattern.get(at) {
        let is_any = byte == b'*';
        let is_deep = is_any && pattern.get(at + 1) == Some(&b'*');
        at += if is_deep { 2 } else { 1 };
        // `**/` also stands for no folder at all.
        let is_folder = is_deep && pattern.get(at) == Some(&b'/');
        at += usize::from(is_folder);
        let mut next = vec![false; path.len() + 1];
        let mut is_open = false;
        for (place, slot) in next.iter_mut().enumerate() {
            let before = place.checked_sub(1).and_then(|before| path.as_bytes().get(before));
            let was = reached.get(place).copied().unwrap_or(false);
            if is_any {
                is_open = was || (is_open && (is_deep || before != Some(&b'/')));
                let is_whole = !is_folder || was || before == Some(&b'/');
                *slot = is_open && is_whole;
            } else {
                let came = place.checked_sub(1).and_then(|before| reached.get(before));
                *slot = came == Some(&true) && before == Some(&byte);
            }
        }
        reached = next;
    }
    reached.last() == Some(&true)
}

#[cfg(test)]
mod tests;
