//! Secrets that a change brings in: only the added lines of a unified diff,
//! with file and line as they are after it.
//!
//! Sources: GNU diffutils manual, "unified format"; Git docs, `git-diff`
//! ("extended diff headers"); GitLab docs, `api/commits` (a file's `diff` there
//! begins with its first hunk).

use super::{Scan, SecretFile, Sighting, find};

/// What a change adds to one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// The file after the change.
    pub path: String,
    /// What a file of such a name holds, if its name tells.
    pub file: Option<SecretFile>,
    /// The secrets in added lines; `line` is the line of the file after the change.
    pub secrets: Vec<Sighting>,
}

/// Lines of a diff that are read at most.
const LINES_MAX: usize = 1_000_000;

/// Whether a text is a unified diff: it has a head and a hunk.
pub fn is_diff(text: &str) -> bool {
    let mut lines = text.lines().take(1_000);
    let is_head = |line: &str| line.starts_with("+++ ") || line.starts_with("diff --git ");
    lines.any(is_head) && text.lines().take(LINES_MAX).any(|line| hunk_start(line).is_some())
}

/// The files of a diff that get secrets, or whose names tell of some. `path` is
/// the file where the diff has no heads, as GitLab's API gives it.
pub fn in_diff(diff: &str, path: &str, scan: Scan<'_>) -> Vec<Added> {
    let mut files = Vec::new();
    let mut file = File { path: path.to_owned(), ..File::default() };
    let mut hunk = Hunk::default();
    for line in diff.lines().take(LINES_MAX) {
        let is_in_hunk = matches!(line.as_bytes().first(), None | Some(b' ' | b'+' | b'-' | b'\\'));
        if hunk.is_over() || !is_in_hunk {
            // A hunk that was cut, as GitLab cuts long ones, ends where another head begins.
            hunk = hunk_start(line).unwrap_or_default();
            file.break_off();
            if let Some(next) = line.strip_prefix("+++ ") {
                files.push(std::mem::replace(&mut file, File::of_head(next)));
            }
            continue;
        }
        match line.as_bytes().first() {
            Some(b'+') => {
                file.add(line.get(1..).unwrap_or_default(), hunk.line);
                hunk.pass(false, true);
            }
            Some(b'-') => hunk.pass(true, false),
            Some(b'\\') => {}
            _ => {
                hunk.pass(true, true);
                file.break_off();
            }
        }
    }
    files.push(file);
    files.into_iter().filter_map(|file| file.look(scan)).collect()
}

/// What is left of a hunk, and the line of the file that comes next.
#[derive(Debug, Default)]
struct Hunk {
    old_left: u32,
    new_left: u32,
    line: u32,
}

impl Hunk {
    fn is_over(&self) -> bool {
        self.old_left == 0 && self.new_left == 0
    }

    fn pass(&mut self, is_old: bool, is_new: bool) {
        if is_old {
            self.old_left = self.old_left.saturating_sub(1);
        }
        if is_new {
            self.new_left = self.new_left.saturating_sub(1);
            self.line = self.line.saturating_add(1);
        }
    }
}

/// `@@ -1,3 +1,4 @@`; a count of one may be left out.
fn hunk_start(line: &str) -> Option<Hunk> {
    let (old, rest) = line.strip_prefix("@@ -")?.split_once(" +")?;
    let (new, _) = rest.split_once(" @@")?;
    let numbers = |range: &str| -> Option<(u32, u32)> {
        match range.split_once(',') {
            Some((start, count)) => Some((start.parse().ok()?, count.parse().ok()?)),
            None => Some((range.parse().ok()?, 1)),
        }
    };
    let ((_, old_left), (line, new_left)) = (numbers(old)?, numbers(new)?);
    Some(Hunk { old_left, new_left, line })
}

/// The added lines of a file.
#[derive(Debug, Default)]
struct File {
    path: String,
    text: String,
    /// The line in the file of each line of the text.
    numbers: Vec<u32>,
    is_touched: bool,
}

impl File {
    /// `b/path` and, from other tools, a time behind a tab.
    fn of_head(head: &str) -> Self {
        let path = head.split('\t').next().unwrap_or(head).trim_matches('"');
        let path = path.strip_prefix("b/").unwrap_or(path).to_owned();
        Self { path, ..Self::default() }
    }

    fn add(&mut self, line: &str, number: u32) {
        self.text.push_str(line);
        self.text.push('\n');
        self.numbers.push(number);
        self.is_touched = true;
    }

    /// What follows does not belong to what was added before.
    fn break_off(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            let last = self.numbers.last().copied().unwrap_or_default();
            self.text.push('\n');
            self.numbers.push(last);
        }
    }

    fn look(self, scan: Scan<'_>) -> Option<Added> {
        let mut secrets = find(&self.text, scan);
        for secret in &mut secrets {
            let at = usize::try_from(secret.line.saturating_sub(1)).unwrap_or(usize::MAX);
            secret.line = self.numbers.get(at).copied().unwrap_or(secret.line);
        }
        let file = SecretFile::of_path(&self.path).filter(|_| self.is_touched);
        let is_telling = !secrets.is_empty() || file.is_some();
        is_telling.then_some(Added { path: self.path, file, secrets })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCAN: Scan<'static> = Scan { key: &[7; 32], custom_prefix: None };

    fn secret(letter: char) -> String {
        format!("glpat{}{}", '-', "q7Wz2KpL9mXc4VbN8tR".to_owned() + &letter.to_string())
    }

    #[test]
    fn only_added_lines_count_with_the_line_that_they_have_after_the_change() {
        let (old, new, kept) = (secret('a'), secret('b'), secret('c'));
        let diff = format!(
            "diff --git a/deploy.sh b/deploy.sh\nindex 1..2 100644\n--- a/deploy.sh\n+++ b/deploy.sh\n\
             @@ -10,3 +10,4 @@ deploy() {{\n echo {kept}\n-T={old}\n+# new\n+T={new}\n x\n\
             @@ -40 +41,2 @@\n y\n++++ {kept}\n\
             diff --git a/app/.env b/app/.env\nnew file mode 100644\n--- /dev/null\n+++ b/app/.env\n\
             @@ -0,0 +1 @@\n+HELLO=world\n\\ No newline at end of file\n"
        );
        assert!(is_diff(&diff));
        let added = in_diff(&diff, "", SCAN);
        let seen: Vec<_> = added
            .iter()
            .map(|added| {
                let lines: Vec<u32> = added.secrets.iter().map(|secret| secret.line).collect();
                (added.path.as_str(), added.file.map(SecretFile::as_str), lines)
            })
            .collect();
        assert_eq!(
            seen,
            [("deploy.sh", None, vec![12, 42]), ("app/.env", Some("environment"), vec![])]
        );
        assert!(added.iter().flat_map(|added| &added.secrets).all(|seen| {
            [&old, &new, &kept].iter().all(|secret| !seen.excerpt.contains(secret.as_str()))
        }));
    }

    #[test]
    fn a_diff_without_heads_is_of_the_file_that_is_named() {
        let diff = format!("@@ -0,0 +1,2 @@\n+a\n+TOKEN={}\n", secret('d'));
        let added = in_diff(&diff, "ci/deploy.yml", SCAN);
        assert_eq!((added[0].path.as_str(), added[0].secrets[0].line), ("ci/deploy.yml", 2));
        assert!(!is_diff(&diff) && !is_diff("+++ x\nplain"));
    }

    #[test]
    fn a_private_key_over_many_lines_is_one() {
        let body = "q7Wz2KpL9mXc4VbN8tRy".repeat(3);
        let diff = format!(
            "--- /dev/null\n+++ b/k\n@@ -0,0 +1,4 @@\n+-----BEGIN {} KEY-----\n+{body}\n+{body}\n+-----END PRIVATE KEY-----\n",
            "PRIVATE"
        );
        let added = in_diff(&diff, "", SCAN);
        assert_eq!(added[0].secrets.len(), 1);
        assert_eq!(added[0].secrets[0].kind.as_str(), "private_key");
    }
}
