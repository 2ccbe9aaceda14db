//! The collection: the probes in order, each item in the journal as soon as it
//! is kept, the manifest and its seal at the end.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::bundle::manifest::{Collected, Item, Manifest, ProbeState, Probed, Why};
use crate::bundle::store::Store;
use crate::bundle::{FORMAT, JOURNAL, MANIFEST, age};
use crate::host::Host;
use crate::order::{Order, Progress};
use crate::priority;
use crate::probe::{PROBES, Probe};
use crate::redact::Redactor;
use crate::taking::{Bench, Clock, Hashes, Stop, Taking, Watch};

/// What a collection made.
#[derive(Debug)]
pub struct Collection {
    /// The manifest as it was sealed.
    pub manifest: Manifest,
    /// SHA-256 of `manifest.json`: to be written down away from the host.
    pub seal: String,
}

/// Why nothing was sealed.
#[derive(Debug, thiserror::Error)]
pub enum CollectError {
    /// A sealed bundle is never written again.
    #[error("{0} holds a sealed bundle, which is never written again: choose another folder")]
    Sealed(PathBuf),
    /// The folder holds other things.
    #[error("{0} holds other things: choose an empty folder")]
    NotEmpty(PathBuf),
    /// A probe that does not exist.
    #[error("there is no probe {name:?}; there are: {known}")]
    NoSuchProbe {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// An unfinished collection of another host, root or recipients.
    #[error(
        "{0} holds an unfinished collection of another host or for other keys: choose another folder"
    )]
    Other(PathBuf),
    /// Another collection writes there now.
    #[error("another collection writes into {0} now")]
    Busy(PathBuf),
    /// The person who watched wanted no more. It can be continued.
    #[error("the collection was interrupted: the same command continues it")]
    Cancelled,
    /// The root cannot be opened.
    #[error("cannot open the root {0}")]
    Root(PathBuf, #[source] io::Error),
    /// The bundle cannot be written.
    #[error("cannot write the bundle in {0}")]
    Bundle(PathBuf, #[source] io::Error),
}

/// A line of the journal of an unfinished collection.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Began(Collected),
    Continued(Timestamp),
    Item(Item),
    Probed(Probed),
}

/// What an interrupted collection has done already.
#[derive(Debug, Default)]
struct Before {
    collected: Option<Collected>,
    resumed: u32,
    items: BTreeMap<String, Item>,
    order: Vec<String>,
    probed: Vec<Probed>,
}

impl Before {
    fn take(&mut self, line: Line) {
        match line {
            Line::Began(collected) => self.collected = Some(collected),
            Line::Continued(_) => self.resumed += 1,
            Line::Item(item) => self.add(item),
            Line::Probed(probed) => self.probed.push(probed),
        }
    }

    fn add(&mut self, item: Item) {
        let name = item.name.clone();
        if self.items.insert(name.clone(), item).is_none() {
            self.order.push(name);
        }
    }
}

/// Collects a host. Continues where an interrupted collection of the same
/// folder ended. `clock` tells the time; `watch` hears of progress and answers
/// whether to go on.
///
/// # Errors
/// When the folder cannot be used or written, or `watch` wants no more. What a
/// probe cannot see is no error: it is a gap in the manifest.
pub fn collect(
    order: &Order,
    clock: Clock<'_>,
    watch: Watch<'_>,
) -> Result<Collection, CollectError> {
    let probes = chosen(&order.only)?;
    let failed = |error| CollectError::Bundle(order.out.clone(), error);
    // Before anything is made.
    before(&order.out)?;
    is_folder(&order.root).map_err(|error| CollectError::Root(order.root.clone(), error))?;
    let store = Store::make(&order.out, order.recipients.clone()).map_err(failed)?;
    // One collection at a time has its journal. What it did until now counts.
    let mut journal = journal(&order.out)?;
    let mut before = before(&order.out)?;
    store.sweep().map_err(failed)?;
    before.items.retain(|_, item| store.has(&item.stored));
    let items = &before.items;
    before.order.retain(|name| items.contains_key(name));
    let host = Host::open(&order.root, &order.out)
        .map_err(|error| CollectError::Root(order.root.clone(), error))?;
    let began_at = clock();
    let circumstances = circumstances(&host, order, began_at);
    match &before.collected {
        None => write(&mut journal, &Line::Began(circumstances.clone())).map_err(failed)?,
        Some(earlier) => {
            let is_same = earlier.boot_id == circumstances.boot_id
                && (&earlier.host, &earlier.root) == (&circumstances.host, &circumstances.root)
                && earlier.recipients == circumstances.recipients;
            if !is_same {
                return Err(CollectError::Other(order.out.clone()));
            }
            before.resumed += 1;
            write(&mut journal, &Line::Continued(began_at)).map_err(failed)?;
        }
    }
    let collected = before.collected.clone().unwrap_or(circumstances);
    priority::stand_back(10);
    let time = SignedDuration::from_millis(
        i64::try_from(order.limits.time_ms_max).unwrap_or(i64::MAX / 4),
    );
    let bench = Bench {
        host: &host,
        store: &store,
        limits: order.limits,
        clock,
        redactor: Redactor::new(age::random().map_err(failed)?),
        ends_at: began_at.checked_add(time).unwrap_or(Timestamp::MAX),
    };
    run(&bench, &probes, (&mut before, &mut journal), watch).map_err(|stop| match stop {
        Stop::Cancelled | Stop::Limit(_) => CollectError::Cancelled,
        Stop::Bundle(error) => failed(error),
    })?;
    seal(&bench, collected, before).map_err(failed)
}

/// The probes that were asked for, in the order of volatility.
fn chosen(only: &[String]) -> Result<Vec<&'static Probe>, CollectError> {
    if let Some(name) = only.iter().find(|name| PROBES.iter().all(|probe| probe.name != **name)) {
        let known = crate::probe::names().collect::<Vec<_>>().join(", ");
        return Err(CollectError::NoSuchProbe { name: name.clone(), known });
    }
    let is_chosen = |name: &str| only.is_empty() || only.iter().any(|one| one == name);
    Ok(PROBES.iter().filter(|probe| is_chosen(probe.name)).collect())
}

/// What an earlier, interrupted collection of the folder has done.
fn before(out: &Path) -> Result<Before, CollectError> {
    let mut before = Before::default();
    if out.join(MANIFEST).exists() {
        return Err(CollectError::Sealed(out.to_owned()));
    }
    match File::open(out.join(JOURNAL)) {
        Ok(file) => {
            // A line that was cut by the interruption is the last one.
            for line in BufReader::new(file).lines().map_while(Result::ok) {
                if let Ok(line) = serde_json::from_str(&line) {
                    before.take(line);
                }
            }
            Ok(before)
        }
        Err(_) => {
            let is_used = std::fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_some());
            if is_used { Err(CollectError::NotEmpty(out.to_owned())) } else { Ok(before) }
        }
    }
}

/// The journal, held by this collection alone until it ends.
fn journal(out: &Path) -> Result<File, CollectError> {
    let failed = |error| CollectError::Bundle(out.to_owned(), error);
    let opened = OpenOptions::new().create(true).append(true).mode(0o600).open(out.join(JOURNAL));
    let file = opened.map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(CollectError::Busy(out.to_owned())),
        // Not every file system has locks; a share that has none is used by one person.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(file),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

fn is_folder(root: &Path) -> io::Result<()> {
    let is_one = std::fs::metadata(root)?.is_dir();
    if is_one { Ok(()) } else { Err(io::ErrorKind::NotADirectory.into()) }
}

fn write(journal: &mut File, line: &Line) -> io::Result<()> {
    let mut text = serde_json::to_vec(line).map_err(io::Error::other)?;
    text.push(b'\n');
    // The newline before ends a line that an interruption has cut.
    text.insert(0, b'\n');
    journal.write_all(&text)
}

fn run(
    bench: &Bench<'_>,
    probes: &[&'static Probe],
    (before, journal): (&mut Before, &mut File),
    watch: Watch<'_>,
) -> Result<(), Stop> {
    let mut bytes = 0;
    let mut hashes = Hashes::new();
    for (place, probe) in probes.iter().enumerate() {
        if before.probed.iter().any(|done| done.name == probe.name) {
            continue;
        }
        let mut kept = Vec::new();
        let mut items = before.items.len();
        let known = std::mem::take(&mut before.items);
        let (number, of) = (place + 1, probes.len());
        let began_at = (bench.clock)();
        let ends_at = ends_at((began_at, bench.ends_at), number == of);
        let ms = |from: Timestamp, to: Timestamp| {
            u64::try_from(to.duration_since(from).as_millis()).unwrap_or_default()
        };
        let mut tell = |more: u64, more_items: usize| {
            bytes += more;
            items += more_items;
            let (elapsed_ms, budget_ms) = (ms(began_at, (bench.clock)()), ms(began_at, ends_at));
            watch(Progress { probe: probe.name, number, of, bytes, items, elapsed_ms, budget_ms })
        };
        let mut keep = |item: Item| {
            write(journal, &Line::Item(item.clone()))?;
            kept.push(item);
            Ok(())
        };
        let limits = (&known, ends_at, &mut hashes);
        let ended = one(bench, probe, limits, (&mut keep, &mut tell));
        before.items = known;
        for item in kept {
            before.add(item);
        }
        let probed = ended?;
        write(journal, &Line::Probed(probed.clone()))?;
        before.probed.push(probed);
    }
    Ok(())
}

/// Until when a probe may work, so that none takes the time of all that follow.
fn ends_at((now, end): (Timestamp, Timestamp), is_last: bool) -> Timestamp {
    let half = end.duration_since(now) / 2;
    if is_last { end } else { now.checked_add(half).unwrap_or(end) }
}

/// Told of an item; told of bytes and items.
type Ears<'a> = (&'a mut dyn FnMut(Item) -> io::Result<()>, &'a mut dyn FnMut(u64, usize) -> bool);

fn one(
    bench: &Bench<'_>,
    probe: &'static Probe,
    (known, ends_at, hashes): (&BTreeMap<String, Item>, Timestamp, &mut Hashes),
    (keep, watch): Ears<'_>,
) -> Result<Probed, Stop> {
    let began_at = (bench.clock)();
    let mut taking = Taking {
        bench,
        probe: probe.name,
        records: 0,
        gaps: Vec::new(),
        gaps_not_listed: 0,
        known,
        ends_at,
        hashes,
        keep,
        watch,
        report: None,
        copies: 0,
    };
    match (probe.run)(&mut taking) {
        Ok(()) => {}
        Err(Stop::Limit(why)) => taking.gap(why, probe.name),
        Err(stop) => return Err(stop),
    }
    taking.end_report()?;
    let not_seen = taking.gaps.iter().filter(|gap| gap.why != Why::ChangedWhileRead).count();
    let state = if not_seen == 0 { ProbeState::Complete } else { ProbeState::Partial };
    Ok(Probed {
        name: probe.name.to_owned(),
        state,
        began_at,
        ended_at: (bench.clock)(),
        records: taking.records,
        gaps: taking.gaps,
        gaps_not_listed: taking.gaps_not_listed,
    })
}

fn circumstances(host: &Host, order: &Order, began_at: Timestamp) -> Collected {
    let names = rustix::system::uname();
    let told = |text: &std::ffi::CStr| text.to_string_lossy().into_owned();
    let small = |path: &str| host.text(Path::new(path), 4096).ok();
    let own_name = small("/etc/hostname").filter(|_| !host.is_whole());
    let system = small("/etc/os-release").and_then(|text| {
        let line = text.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
        Some(line.trim_matches('"').to_owned())
    });
    let device = |path: &Path| rustix::fs::stat(path).ok().map(|stat| stat.st_dev);
    Collected {
        collector: format!("portcullis {}", env!("CARGO_PKG_VERSION")),
        host: own_name.map_or_else(|| told(names.nodename()), |name| name.trim().to_owned()),
        root: host.root().to_string_lossy().into_owned(),
        kernel: format!("{} {}", told(names.sysname()), told(names.release())),
        system,
        boot_id: std::fs::read_to_string("/proc/sys/kernel/random/boot_id")
            .ok()
            .map(|id| id.trim().to_owned()),
        user_id: rustix::process::geteuid().as_raw(),
        began_at,
        is_on_host_disk: device(host.root()) == device(&order.out),
        recipients: order.recipients.iter().map(|one| one.as_str().to_owned()).collect(),
    }
}

fn seal(bench: &Bench<'_>, collected: Collected, before: Before) -> io::Result<Collection> {
    let Before { resumed, mut items, order, probed, collected: _ } = before;
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        collected,
        ended_at: (bench.clock)(),
        resumed,
        probes: probed,
        items: order.iter().filter_map(|name| items.remove(name)).collect(),
    };
    let named = manifest.items.iter().map(|item| item.stored.file.as_str()).collect();
    bench.store.drop_unnamed(&named)?;
    let mut text = serde_json::to_vec_pretty(&manifest).map_err(io::Error::other)?;
    text.push(b'\n');
    let seal = bench.store.seal(&text)?;
    Ok(Collection { manifest, seal })
}
