//! The rules in force: the shipped ones, with the organisation's own over them.

use std::path::Path;

use engine::detect::{RuleProblem, RuleSet};
use rust_embed::RustEmbed;

/// `/rules` of this repository, in the binary.
#[derive(RustEmbed)]
#[folder = "../../rules"]
struct Shipped;

/// The shipped rules, by path.
pub fn shipped() -> Vec<(String, String)> {
    Shipped::iter()
        .filter(|path| path.ends_with(".yml"))
        .filter_map(|path| {
            let file = Shipped::get(&path)?;
            Some((format!("rules/{path}"), String::from_utf8_lossy(&file.data).into_owned()))
        })
        .collect()
}

/// The files of a folder of rules, at any depth, sorted by path.
pub fn in_folder(dir: &Path) -> std::io::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "yml" || end == "yaml") {
                files.push((path.display().to_string(), std::fs::read_to_string(path)?));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// All rules in force, or every problem with its file and line.
pub fn load(dir: Option<&Path>) -> Result<RuleSet, Vec<String>> {
    let own = match dir {
        None => Vec::new(),
        Some(dir) => in_folder(dir).map_err(|error| vec![format!("{}: {error}", dir.display())])?,
    };
    let lines = |problems: Vec<RuleProblem>| problems.iter().map(ToString::to_string).collect();
    RuleSet::load_over(shipped(), own).map_err(lines)
}
