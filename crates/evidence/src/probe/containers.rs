//! Containers: is this one, and what do runtimes on this host keep about theirs.
//! No daemon is asked; their files are read.

use std::path::Path;

use serde_json::json;

use crate::redact::Form;
use crate::taking::{Stop, Taking};

/// Files that say that this is a container.
const MARKS: [&str; 3] =
    ["/.dockerenv", "/run/.containerenv", "/run/secrets/kubernetes.io/serviceaccount/namespace"];

/// Where runtimes keep the state of each container, and its file there.
const STATES: [(&str, &str, &str); 4] = [
    ("docker", "/var/lib/docker/containers", "config.v2.json"),
    ("containerd", "/run/containerd/io.containerd.runtime.v2.task", "config.json"),
    ("podman", "/var/lib/containers/storage/overlay-containers", "userdata/config.json"),
    ("cri-o", "/run/containers/storage/overlay-containers", "userdata/config.json"),
];

pub(super) fn run(taking: &mut Taking<'_, '_>) -> Result<(), Stop> {
    for path in MARKS {
        let is_there = taking.host().look(Path::new(path)).is_ok();
        taking.record(&json!({ "kind": "mark", "path": path, "is_there": is_there }))?;
    }
    for (runtime, folder, file) in STATES {
        for entry in taking.list(folder) {
            let direct = entry.path.join(file);
            if taking.host().look(&direct).is_ok() {
                one(taking, runtime, &direct)?;
                continue;
            }
            // containerd: a folder per namespace, then one per container.
            for inner in taking.list(&entry.path) {
                let path = inner.path.join(file);
                if taking.host().look(&path).is_ok() {
                    one(taking, runtime, &path)?;
                }
            }
        }
    }
    for path in ["/etc/docker/daemon.json", "/etc/containerd/config.toml"] {
        if taking.host().look(Path::new(path)).is_ok() {
            taking.copy_redacted(Path::new(path), Form::Named)?;
        }
    }
    Ok(())
}

fn one(taking: &mut Taking<'_, '_>, runtime: &str, path: &Path) -> Result<(), Stop> {
    // The configuration holds the container's environment.
    taking.copy_redacted(path, Form::Named)?;
    taking.record(&json!({ "kind": "container", "runtime": runtime, "state": path }))
}
