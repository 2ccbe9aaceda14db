//! Packages: versions, and every file of them compared with the package's own
//! checksums, by reading: no program of the host is started. What is not as it
//! came is told; of some places also what is, so that a stranger beside it shows.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use md5::{Digest as _, Md5};
use serde_json::json;

use crate::bundle::PIECE;
use crate::bundle::manifest::Why;
use crate::host::why;
use crate::taking::{Stop, Taking};

/// Where dpkg keeps what it knows.
const DPKG: &str = "/var/lib/dpkg";

/// The database of rpm, kept as it is: `rpm --dbpath` verifies a copy elsewhere.
const RPM: [&str; 3] =
    ["/var/lib/rpm/rpmdb.sqlite", "/usr/lib/sysimage/rpm/rpmdb.sqlite", "/var/lib/rpm/Packages"];

/// Below these, files that are as they came are told too.
const TOLD: [&str; 13] = [
    "/etc/cron",
    "/etc/systemd",
    "/usr/lib/systemd/system",
    "/etc/init.d",
    "/etc/apt/apt.conf.d",
    "/etc/bash.bashrc",
    "/etc/network/",
    "/etc/sudoers",
    "/etc/profile",
    "/etc/pam.d",
    "/etc/update-motd.d",
    "/etc/udev/rules.d",
    "/opt/gitlab/embedded/service/gitlab-shell",
];

/// Files that images leave out, and that change nothing.
const LEFT_OUT: [&str; 4] =
    ["/usr/share/doc/", "/usr/share/man/", "/usr/share/locale/", "/usr/share/info/"];

pub(super) fn run(taking: &mut Taking<'_, '_>) -> Result<(), Stop> {
    for path in RPM {
        if taking.copy(Path::new(path))?.is_some() {
            taking.gap(Why::ByHand, format_args!("rpm --verify --all ({path})"));
        }
    }
    let Some(status) = status(taking) else { return Ok(()) };
    let status: Vec<Package> = packages(&status);
    for package in &status {
        taking.record(&json!({
            "kind": "package", "name": package.name, "version": package.version,
            "state": package.state,
        }))?;
    }
    let mut check = Check {
        told: told_beside(taking),
        diverted: diverted(taking),
        merged: merged(taking),
        files: 0,
    };
    for package in status.iter().filter(|package| package.state == "installed") {
        for (path, md5) in &package.settings {
            check.one(taking, (&package.name, true), Path::new(path), md5)?;
        }
        let list = [
            format!("{DPKG}/info/{}.md5sums", package.name),
            format!("{DPKG}/info/{}:{}.md5sums", package.name, package.machine),
        ];
        let Some(text) =
            list.iter().find_map(|path| taking.host().text(Path::new(path), 64 << 20).ok())
        else {
            continue; // A package without files.
        };
        for line in text.lines() {
            let Some((md5, path)) = line.split_once("  ") else { continue };
            check.one(taking, (&package.name, false), &Path::new("/").join(path), md5)?;
        }
    }
    taking.record(&json!({ "kind": "verified", "files": check.files }))
}

/// `/var/lib/dpkg/status`, where there is one.
fn status(taking: &mut Taking<'_, '_>) -> Option<String> {
    let path = PathBuf::from(DPKG).join("status");
    match taking.host().text(&path, 64 << 20) {
        Ok(text) => Some(text),
        Err(error) => {
            taking.trouble(&error, &path);
            None
        }
    }
}

/// A paragraph of the status (deb-control(5)).
#[derive(Debug, Default)]
struct Package {
    name: String,
    version: String,
    machine: String,
    state: String,
    /// Settings files with their checksums.
    settings: Vec<(String, String)>,
}

fn packages(status: &str) -> Vec<Package> {
    status.split("\n\n").filter_map(package).collect()
}

fn package(paragraph: &str) -> Option<Package> {
    let mut package = Package::default();
    let mut is_settings = false;
    for line in paragraph.lines() {
        if let Some(line) = line.strip_prefix(' ') {
            let mut words = line.split(' ');
            if let (true, Some(path), Some(md5)) = (is_settings, words.next(), words.next()) {
                let is_obsolete = words.next().is_some();
                if !is_obsolete && md5.len() == 32 {
                    package.settings.push((path.to_owned(), md5.to_owned()));
                }
            }
            continue;
        }
        let (name, value) = line.split_once(':')?;
        is_settings = name == "Conffiles";
        let value = value.trim().to_owned();
        match name {
            "Package" => package.name = value,
            "Version" => package.version = value,
            "Architecture" => package.machine = value,
            "Status" => {
                value.rsplit(' ').next().unwrap_or_default().clone_into(&mut package.state);
            }
            _ => {}
        }
    }
    (!package.name.is_empty()).then_some(package)
}

/// Binaries of processes that run now: their packages are told.
fn told_beside(taking: &Taking<'_, '_>) -> BTreeSet<PathBuf> {
    let (ids, _) = taking.host().processes();
    let links = ids.iter().filter_map(|id| std::fs::read_link(format!("/proc/{id}/exe")).ok());
    links.map(|path| taking.host().told(&path)).collect()
}

/// Files that another package has put elsewhere (dpkg-divert(1)): path to new path.
fn diverted(taking: &mut Taking<'_, '_>) -> BTreeMap<PathBuf, PathBuf> {
    let path = PathBuf::from(DPKG).join("diversions");
    let text = taking.host().text(&path, 1 << 20).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines
        .chunks(3)
        .filter_map(|chunk| Some((PathBuf::from(chunk.first()?), PathBuf::from(chunk.get(1)?))))
        .collect()
}

/// `/bin`, `/lib` and others that are links into `/usr`.
fn merged(taking: &Taking<'_, '_>) -> BTreeMap<String, PathBuf> {
    ["bin", "sbin", "lib", "lib32", "lib64", "libx32"]
        .into_iter()
        .filter_map(|name| {
            let target = taking.host().link(&Path::new("/").join(name)).ok()?;
            Some((name.to_owned(), Path::new("/").join(target)))
        })
        .collect()
}

/// What is known while files are compared.
struct Check {
    told: BTreeSet<PathBuf>,
    diverted: BTreeMap<PathBuf, PathBuf>,
    merged: BTreeMap<String, PathBuf>,
    files: u64,
}

impl Check {
    /// Where a package's path really lies.
    fn place(&self, path: &Path) -> PathBuf {
        let path = self.diverted.get(path).map_or(path, PathBuf::as_path);
        let mut parts = path.components();
        parts.next();
        let first = parts.next().map(|part| part.as_os_str().to_string_lossy().into_owned());
        let target = first.and_then(|first| self.merged.get(&first));
        target.map_or_else(|| path.to_owned(), |target| target.join(parts.as_path()))
    }

    fn one(
        &mut self,
        taking: &mut Taking<'_, '_>,
        (package, is_setting): (&str, bool),
        path: &Path,
        md5: &str,
    ) -> Result<(), Stop> {
        taking.go_on(0)?;
        self.files += 1;
        let path = self.place(path);
        let place = path.to_string_lossy().into_owned();
        let state = match checksum(taking, &path)? {
            Ok(found) if found == md5 => "same",
            Ok(_) => "changed",
            Err(Why::Gone) if LEFT_OUT.iter().any(|left| place.starts_with(left)) => "same",
            Err(Why::Gone) => "missing",
            Err(why) => {
                taking.gap(why, &place);
                return Ok(());
            }
        };
        let is_told = TOLD.iter().any(|told| place.starts_with(told)) || self.told.contains(&path);
        if state == "same" && !is_told {
            return Ok(());
        }
        let sha256 = if state == "changed" && !is_setting { taking.hash(&path)? } else { None };
        taking.record(&json!({
            "kind": "package_file", "path": place, "package": package, "state": state,
            "is_setting": is_setting, "sha256": sha256,
        }))
    }
}

/// A file's MD5, dpkg's own checksum: it tells a change, not a forger who meets it.
fn checksum(taking: &mut Taking<'_, '_>, path: &Path) -> Result<Result<String, Why>, Stop> {
    let file = match taking.host().file(path) {
        Ok((file, _)) => file,
        // A link in the place of a file is told as changed by its content.
        Err(error) => return Ok(Err(why(&error))),
    };
    let mut reader = BufReader::with_capacity(PIECE, file);
    let mut hash = Md5::new();
    loop {
        let count = match reader.fill_buf() {
            Ok([]) => return Ok(Ok(hex::encode(hash.finalize()))),
            Ok(bytes) => {
                hash.update(bytes);
                bytes.len()
            }
            Err(error) => return Ok(Err(why(&error))),
        };
        reader.consume(count);
        taking.go_on(u64::try_from(count).unwrap_or_default())?;
    }
}
