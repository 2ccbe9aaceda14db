//! A day as files, for whatever reads GitLab's logs.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use serde_json::json;

use super::{Day, Record};

/// File in which the attacks' records are listed.
pub const TRUTH: &str = "attacks.jsonl";

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Name of each file and how many lines it has.
    pub files: BTreeMap<&'static str, u64>,
    /// Names of the attacks.
    pub attacks: Vec<String>,
}

impl Record {
    /// Name of the file that GitLab writes such records to; streamed events have one of ours.
    pub fn file(&self) -> &'static str {
        match self.source {
            super::pen::API => "api_json.log",
            super::pen::PRODUCTION => "production_json.log",
            super::pen::SHELL => "gitlab-shell.log",
            super::pen::NGINX => "gitlab_access.log",
            _ => "audit_stream.jsonl",
        }
    }
}

/// Writes all records into files of that folder, and beside them [`TRUTH`]: for
/// each record of an attack the file, the line (from 1) and the attack's name.
///
/// # Errors
/// When the folder or a file cannot be written.
pub fn write(mut day: Day, folder: &Path) -> io::Result<Written> {
    std::fs::create_dir_all(folder)?;
    let attacks = day.attacks();
    let mut truth = BufWriter::new(File::create(folder.join(TRUTH))?);
    let mut open: BTreeMap<&'static str, (BufWriter<File>, u64)> = BTreeMap::new();
    for record in day.by_ref() {
        let name = record.file();
        if !open.contains_key(name) {
            open.insert(name, (BufWriter::new(File::create(folder.join(name))?), 0));
        }
        let Some((file, lines)) = open.get_mut(name) else { continue };
        file.write_all(&record.bytes)?;
        file.write_all(b"\n")?;
        *lines += 1;
        if let Some(attack) = record.attack.and_then(|number| attacks.get(number)) {
            let row = json!({ "file": name, "line": *lines, "attack": attack });
            writeln!(truth, "{row}")?;
        }
    }
    truth.flush()?;
    let mut files = BTreeMap::new();
    for (name, (mut file, lines)) in open {
        file.flush()?;
        files.insert(name, lines);
    }
    Ok(Written { files, attacks })
}
