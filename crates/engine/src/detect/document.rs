//! A rule file cut into its YAML documents, and the line of each key.
//!
//! The YAML reader gives values without places; a rule's author needs the
//! place. Keys are found again by their indentation, which is exact for the
//! block style that rules are written in; inside a flow mapping (`{a: b}`) the
//! line is that of the mapping.

use super::RuleProblem;

/// One YAML document of a rule file.
#[derive(Debug, Clone)]
pub(super) struct Document {
    path: String,
    /// Line of the file that the text starts on, from 1.
    first_line: usize,
    text: String,
}

/// Cuts a file at its `---` lines; documents of nothing but comments are left out.
pub(super) fn split(path: &str, yaml: &str) -> Vec<Document> {
    let mut documents = Vec::new();
    let mut current = Document { path: path.to_owned(), first_line: 1, text: String::new() };
    for (number, line) in (1..).zip(yaml.lines()) {
        if line.trim_end() == "---" {
            let next = Document { first_line: number + 1, text: String::new(), ..current.clone() };
            documents.push(std::mem::replace(&mut current, next));
        } else {
            current.text.push_str(line);
            current.text.push('\n');
        }
    }
    documents.push(current);
    documents.retain(|document| document.text.lines().any(says_something));
    documents
}

impl Document {
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The first line that says something, from 1.
    pub(super) fn line(&self) -> usize {
        self.first_line + self.text.lines().take_while(|line| !says_something(line)).count()
    }

    /// The line of a key below its parents, or of the deepest parent that there is.
    pub(super) fn line_of(&self, keys: &[&str]) -> usize {
        let mut lines = (self.first_line..)
            .zip(self.text.lines())
            .filter(|(_, line)| says_something(line))
            .map(|(number, line)| (number, indent(line), key_of(line)));
        let mut found = self.line();
        let mut parent: Option<usize> = None;
        for key in keys {
            let mut children: Option<usize> = None;
            let below = lines
                .by_ref()
                .take_while(|&(_, depth, _)| parent.is_none_or(|parent| depth > parent))
                .find(|&(_, depth, name)| {
                    depth == *children.get_or_insert(depth) && name == Some(key)
                });
            let Some((number, depth, _)) = below else { break };
            (found, parent) = (number, Some(depth));
        }
        found
    }

    /// A problem with that key.
    pub(super) fn problem(&self, keys: &[&str], what: impl Into<String>) -> RuleProblem {
        self.problem_at(self.line_of(keys), what)
    }

    /// A problem on that line of the file.
    pub(super) fn problem_at(&self, line: usize, what: impl Into<String>) -> RuleProblem {
        RuleProblem { path: self.path.clone(), line, what: what.into() }
    }

    /// A problem on that line of the document, from 1.
    pub(super) fn problem_within(&self, line: usize, what: impl Into<String>) -> RuleProblem {
        self.problem_at(self.first_line + line.saturating_sub(1), what)
    }
}

fn says_something(line: &str) -> bool {
    let line = line.trim_start();
    !line.is_empty() && !line.starts_with('#')
}

/// Columns before the key; the dash of a list counts as one.
fn indent(line: &str) -> usize {
    line.len() - without_dash(line).len()
}

fn without_dash(line: &str) -> &str {
    let line = line.trim_start();
    match line.strip_prefix("- ") {
        Some(rest) => without_dash(rest),
        None => line,
    }
}

fn key_of(line: &str) -> Option<&str> {
    let (key, _) = without_dash(line).split_once(':')?;
    Some(key.trim_matches(['\'', '"']))
}

#[cfg(test)]
mod tests {
    use super::split;

    const FILE: &str = "\
# first
title: one
detection:
    selection:
        - event_type: a
          ip_address|cidr: b
    'other|all': c
---
# second

title: two
level: low
";

    #[track_caller]
    fn check(document: usize, keys: &[&str], expected: usize) {
        assert_eq!(split("f.yml", FILE)[document].line_of(keys), expected, "{keys:?}");
    }

    #[test]
    fn a_key_is_found_below_its_parents() {
        check(0, &["title"], 2);
        check(0, &["detection", "selection", "ip_address|cidr"], 6);
        check(0, &["detection", "other|all"], 7);
        check(1, &["level"], 12);
    }

    #[test]
    fn a_key_that_is_not_there_has_the_line_of_its_parent() {
        check(0, &["detection", "selection", "level"], 4);
        check(0, &["level"], 2);
        check(1, &["detection"], 11);
    }
}
