//! Secrets leave no host in clear: names stay, values become marks.
//!
//! A mark is `[redacted:1f2e3d4c5b6a7988]`: SHA-256 of the value under a key that
//! is made for one collection and forgotten with it. Equal marks in a bundle
//! mean equal secrets; nobody can guess a weak password from its mark. It errs
//! towards hiding too much: the original's hash is kept beside the copy.

mod assigned;
mod name;
mod token;

#[cfg(test)]
mod tests;

use sha2::{Digest as _, Sha256};

pub(crate) use name::is_secret_name;

/// How a file holds its secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Names and values: Ruby, YAML, TOML, INI, shell, JSON. A name says whether a value is secret.
    Named,
    /// Every value is secret: `gitlab-secrets.json`, `secrets.yml`.
    All,
    /// `/etc/shadow`: the second field.
    Shadow,
}

/// Replaces secrets by marks.
#[derive(Clone)]
pub(crate) struct Redactor {
    key: [u8; 32],
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Redactor")
    }
}

impl Redactor {
    /// With the key of this collection.
    pub(crate) fn new(key: [u8; 32]) -> Self {
        Self { key }
    }

    /// What stands for a secret.
    pub(crate) fn mark(&self, secret: &str) -> String {
        let hash = Sha256::new().chain_update(self.key).chain_update(secret).finalize();
        format!("[redacted:{}]", hex::encode(hash.get(..8).unwrap_or_default()))
    }

    /// A file's text without its secrets; nothing where that is not sure.
    pub(crate) fn text(&self, text: &str, form: Form) -> Option<String> {
        match form {
            Form::Named => Some(assigned::text(self, text)),
            Form::All => self.all(text),
            Form::Shadow => Some(lines(text, |line| self.shadow(line))),
        }
    }

    /// One argument of a command line, or one line of a log.
    pub(crate) fn line(&self, line: &str) -> String {
        assigned::text(self, line)
    }

    /// A command line, argument by argument.
    pub(crate) fn command(&self, arguments: &[String]) -> Vec<String> {
        let mut told = Vec::with_capacity(arguments.len());
        let mut hides_next = false;
        for argument in arguments {
            let is_option = argument.starts_with('-');
            if hides_next && !is_option {
                told.push(self.mark(argument));
                hides_next = false;
                continue;
            }
            // `--password=x` is an assignment; `--password x` and `-u name:x` are two arguments.
            hides_next = is_option
                && !argument.contains('=')
                && (is_secret_name(argument) || argument == "-u" || argument == "--user");
            told.push(self.line(argument));
        }
        told
    }

    /// The value of an environment variable.
    pub(crate) fn variable(&self, name: &str, value: &str) -> String {
        let is_path = value.starts_with('/') && !value.contains("://");
        if is_secret_name(name) && !value.is_empty() && !is_path {
            return self.mark(value);
        }
        self.line(value)
    }

    /// Every value of a JSON or YAML document.
    fn all(&self, text: &str) -> Option<String> {
        if text.trim_start().starts_with(['{', '[']) {
            let mut document = serde_json::from_str(text).ok()?;
            self.leaves(&mut document);
            return serde_json::to_string_pretty(&document).ok();
        }
        Some(lines(text, |line| {
            let trimmed = line.trim();
            if trimmed.is_empty() || trimmed.starts_with('#') || trimmed == "---" {
                return if trimmed.starts_with('#') { "#".to_owned() } else { line.to_owned() };
            }
            match line.split_once(':') {
                Some((name, value)) if !name.trim().contains(' ') => {
                    let value = value.trim();
                    let shown = if value.is_empty() { value.to_owned() } else { self.mark(value) };
                    format!("{name}: {shown}")
                }
                Some(_) | None => self.mark(trimmed),
            }
        }))
    }

    fn leaves(&self, value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(fields) => {
                fields.values_mut().for_each(|inner| self.leaves(inner));
            }
            serde_json::Value::Array(inner) => inner.iter_mut().for_each(|one| self.leaves(one)),
            serde_json::Value::Null => {}
            serde_json::Value::Bool(_)
            | serde_json::Value::Number(_)
            | serde_json::Value::String(_) => {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                *value = self.mark(&text).into();
            }
        }
    }

    /// `name:$6$salt$hash:…`: the kind of hash stays, and whether the account is locked.
    fn shadow(&self, line: &str) -> String {
        let mut fields: Vec<String> = line.split(':').map(str::to_owned).collect();
        if let Some(password) = fields.get_mut(1) {
            let is_hash = password.len() > 4;
            if is_hash {
                let kind = password.split('$').nth(1).unwrap_or("?").to_owned();
                let lock = if password.starts_with('!') { "!" } else { "" };
                *password = format!("{lock}${kind}${}", self.mark(password).replace(':', "-"));
            }
        }
        fields.join(":")
    }
}

fn lines(text: &str, each: impl Fn(&str) -> String) -> String {
    let mut told: String = text.lines().map(|line| each(line) + "\n").collect();
    if !text.ends_with('\n') {
        told.pop();
    }
    told
}
