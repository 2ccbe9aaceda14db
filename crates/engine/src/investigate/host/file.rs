//! Files: what is not as its package brought it, hooks, what starts by itself,
//! programs with their owner's rights, kernel modules.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;
use serde_json::json;

use super::baseline::FileIs;
use super::{Baseline, Findings, Kind, Reason, Reports};

/// Missing below these means that somebody removed it; elsewhere images leave files out.
const VITAL: [&str; 7] =
    ["/usr/bin/", "/usr/sbin/", "/usr/lib/", "/bin/", "/sbin/", "/lib/", "/opt/gitlab/"];

/// Where hooks of a repository may lead: GitLab's own.
const GITLABS_HOOKS: [&str; 3] = [
    "/opt/gitlab/embedded/service/gitlab-shell/hooks",
    "/home/git/gitlab-shell/hooks",
    "/srv/gitlab-shell/hooks",
];

/// A file of a package.
#[derive(Debug, Deserialize)]
struct PackageFile {
    path: String,
    package: String,
    state: String,
    #[serde(default)]
    is_setting: bool,
    sha256: Option<String>,
}

/// A hook, unit, script or program.
#[derive(Debug, Deserialize)]
pub(super) struct HostFile {
    pub(super) path: String,
    pub(super) sha256: Option<String>,
    /// Where a link leads.
    target: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Module {
    pub(super) name: String,
    pub(super) taint: Option<String>,
}

impl Module {
    /// Built outside the kernel (`O`) or not signed (`E`).
    pub(super) fn is_foreign(&self) -> bool {
        self.taint.as_deref().is_some_and(|taint| taint.contains(['O', 'E']))
    }
}

/// Files that are as their package brought them.
#[derive(Debug)]
pub(super) struct Packaged {
    pub(super) same: BTreeSet<String>,
    /// Whether the bundle tells what packages brought, and all of it: else a file
    /// that no package is known to have brought may be any package's.
    pub(super) is_told: bool,
}

impl Packaged {
    pub(super) fn of(reports: &Reports) -> Self {
        let files = reports.of::<PackageFile>("packages", "package_file");
        let is_told = !files.is_empty() && reports.is_complete("packages");
        let same = files.into_iter().filter(|(file, _)| file.state == "same");
        Self { same: same.map(|(file, _)| file.path).collect(), is_told }
    }

    /// Is the file, or what it leads to, as its package brought it?
    pub(super) fn has(&self, file: &HostFile) -> bool {
        let Some(target) = &file.target else { return self.same.contains(&file.path) };
        let folder = Path::new(&file.path).parent().unwrap_or(Path::new("/"));
        let target = plain(&folder.join(target));
        target == "/dev/null" || self.same.contains(&target)
    }

    pub(super) fn has_path(&self, path: &str) -> bool {
        self.same.contains(path)
    }
}

/// A path without `..`, and with `/lib` where it really lies.
fn plain(path: &Path) -> String {
    let mut whole = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                whole.pop();
            }
            Component::CurDir => {}
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => whole.push(part),
        }
    }
    let text = whole.to_string_lossy().into_owned();
    if text.starts_with("/lib/") { format!("/usr{text}") } else { text }
}

pub(super) fn compare(
    reports: &Reports,
    baseline: &Baseline,
    known: &Packaged,
    findings: &mut Findings,
) {
    for (file, record) in reports.of::<PackageFile>("packages", "package_file") {
        let reasons = changed(baseline, &file);
        findings.add(Kind::ChangedFile, file.path, reasons, record);
    }
    for (file, record) in reports.of::<HostFile>("hooks", "hook") {
        let is_gitlabs = file.target.as_deref().is_some_and(|target| {
            GITLABS_HOOKS.iter().any(|hooks| Path::new(target).starts_with(hooks))
        });
        let reasons = if is_gitlabs { Vec::new() } else { unknown(baseline, known, &file) };
        findings.add(Kind::Hook, file.path, reasons, record);
    }
    let mut untold: BTreeMap<Kind, usize> = BTreeMap::new();
    let packaged = [("scheduled", "unit"), ("scheduled", "script"), ("changed", "set_id")];
    for (probe, word) in packaged {
        let kind = if word == "set_id" { Kind::SetId } else { Kind::Startup };
        for (file, record) in reports.of::<HostFile>(probe, word) {
            let mut reasons = unknown(baseline, known, &file);
            if !known.is_told && reasons == [Reason::new("unknown-file")] {
                *untold.entry(kind).or_default() += 1;
                reasons.clear();
            }
            findings.add(kind, file.path, reasons, record);
        }
    }
    // One question instead of one for each file of the distribution.
    for (kind, count) in untold {
        let reason = Reason::with("packages-untold", "count", count.to_string());
        let record = json!({ "kind": "packages_untold", "count": count });
        findings.add(kind, "packages".to_owned(), vec![reason], &record);
    }
    for (module, record) in reports.of::<Module>("kernel", "module") {
        let is_known = !module.is_foreign() || baseline.modules.contains(&module.name);
        let reasons = if is_known { Vec::new() } else { vec![Reason::new("unknown-file")] };
        findings.add(Kind::Module, module.name, reasons, record);
    }
}

/// Settings are meant to be changed; programs and libraries are not.
fn changed(baseline: &Baseline, file: &PackageFile) -> Vec<Reason> {
    let is_vital = VITAL.iter().any(|place| file.path.starts_with(place));
    let name = match file.state.as_str() {
        "changed" if !file.is_setting => "changed-file",
        "missing" if is_vital && !file.is_setting => "missing-file",
        _ => return Vec::new(),
    };
    if baseline.file(&file.path, file.sha256.as_deref()) == FileIs::Known {
        return Vec::new();
    }
    vec![Reason::with(name, "package", &file.package)]
}

fn unknown(baseline: &Baseline, known: &Packaged, file: &HostFile) -> Vec<Reason> {
    match baseline.file(&file.path, file.sha256.as_deref()) {
        FileIs::Known => Vec::new(),
        FileIs::Other => vec![Reason::new("other-content")],
        FileIs::Unknown if known.has(file) => Vec::new(),
        FileIs::Unknown => vec![Reason::new("unknown-file")],
    }
}
