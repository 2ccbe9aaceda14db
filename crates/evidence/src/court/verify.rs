//! Does a court bundle hold? Every byte is hashed; every entry must be proven,
//! every item be told of by an entry, every head be signed, every stamp be sound.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read as _};
use std::path::Path;

use ledger::{Checkpoint, VerifierKey, WitnessKey, cosignatures};
use sha2::{Digest as _, Sha256};

use super::claims::{Claims, Host, Said};
use super::complete::{Broken, Ordered, walk};
use super::{ANCHORS, CHECKPOINT, CourtManifest, CourtStamp, FORMAT, VERIFIER_KEY, WITNESS_KEYS};
use crate::bundle::open::{document, open, whole};
use crate::bundle::verify::{Flaw, FlawKind, digest, files, is_well_sealed};
use crate::bundle::{MANIFEST, SEAL, seal_of};
use crate::stamp;

/// Bytes of a manifest, a proof or a head that are read.
const TEXT_BYTES_MAX: u64 = 256 << 20;

/// How every version of the format begins.
const FAMILY: &str = "portcullis.court-bundle/";

/// What the verifier brings along, got in another way than the bundle.
#[derive(Debug, Clone, Copy, Default)]
pub struct Given<'a> {
    /// The seal as it was written down.
    pub seal: Option<&'a str>,
    /// The journal's key as it was handed over.
    pub key: Option<&'a VerifierKey>,
    /// Trusted certificates of time-stamping authorities (DER).
    pub anchors: &'a [Vec<u8>],
}

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourtChecked {
    /// Everything that does not hold; sound when empty.
    pub flaws: Vec<Flaw>,
    /// SHA-256 of the manifest as it is now.
    pub seal: Option<String>,
    /// The case and its title.
    pub case: Option<(String, String)>,
    /// Entries that are proven.
    pub entries: usize,
    /// Up to where these are all entries of the case: the one that ordered the bundle.
    pub ordered: Option<Ordered>,
    /// Items that are whole.
    pub items: usize,
    /// Bytes that were hashed.
    pub bytes: u64,
    /// How many entries the head covers, and whose key signed it.
    pub head: Option<(u64, String)>,
    /// Whether that key was given, not only found in the bundle.
    pub is_key_given: bool,
    /// Who else saw the head, and when (seconds since 1970).
    pub witnesses: Vec<(String, u64)>,
    /// The stamps that hold.
    pub stamps: Vec<stamp::Stamp>,
}

impl CourtChecked {
    /// Does all of it hold?
    pub fn is_sound(&self) -> bool {
        self.flaws.is_empty()
    }
}

/// Whether the folder holds a court bundle of any version (and not a host's, in
/// which any file may be called like the format).
pub fn is_one(dir: &Path) -> bool {
    #[derive(serde::Deserialize)]
    struct Head {
        format: String,
    }
    let read = bytes(dir, MANIFEST).unwrap_or_default();
    serde_json::from_slice::<Head>(&read).is_ok_and(|head| head.format.starts_with(FAMILY))
}

/// Verifies the court bundle in a folder, offline. `watch` is told the bytes read so far.
///
/// # Errors
/// When the folder itself cannot be read.
pub fn verify(
    dir: &Path,
    given: Given<'_>,
    watch: &mut dyn FnMut(u64),
) -> io::Result<CourtChecked> {
    let found = files(dir)?;
    let mut check = Check { dir, given, watch, out: nothing() };
    let Some(manifest) = check.head(&found) else { return Ok(check.done()) };
    check.out.case = Some((manifest.case.clone(), manifest.title.clone()));
    check.files(&manifest, &found);
    if let Some(head) = check.checkpoint() {
        let entries = check.entries(&manifest, &head);
        check.row(&manifest, &entries);
        let order = check.out.ordered.as_ref().map(|ordered| ordered.index);
        check.items(Claims { manifest: &manifest, said: &entries, order });
        for one in &manifest.stamps {
            check.stamp(one, &head);
        }
    }
    Ok(check.done())
}

fn nothing() -> CourtChecked {
    CourtChecked {
        flaws: Vec::new(),
        seal: None,
        case: None,
        entries: 0,
        ordered: None,
        items: 0,
        bytes: 0,
        head: None,
        is_key_given: false,
        witnesses: Vec::new(),
        stamps: Vec::new(),
    }
}

/// A file's text, bounded, never through a link.
fn text(dir: &Path, name: &str) -> io::Result<String> {
    String::from_utf8(bytes(dir, name)?).map_err(io::Error::other)
}

fn bytes(dir: &Path, name: &str) -> io::Result<Vec<u8>> {
    whole(dir, name, TEXT_BYTES_MAX)
}

/// A path that stays inside the bundle.
fn is_plain(path: &str) -> bool {
    let is_name = |name: &str| !name.is_empty() && name != "." && name != "..";
    !path.contains(['\\', '\0']) && path.split('/').all(is_name)
}

/// A file that needs nobody to speak of it: heads and keys, and words for people.
fn is_of_every_bundle(path: &str) -> bool {
    let is_text = path.strip_prefix("VERIFY").and_then(|rest| rest.strip_suffix(".md"));
    [CHECKPOINT, VERIFIER_KEY, WITNESS_KEYS, ANCHORS].contains(&path)
        || is_text.is_some_and(|rest| !rest.contains('/'))
}

struct Check<'a> {
    dir: &'a Path,
    given: Given<'a>,
    watch: &'a mut dyn FnMut(u64),
    out: CourtChecked,
}

/// The head of the ledger that everything is proven against.
struct Head {
    key: VerifierKey,
    checkpoint: Checkpoint,
    /// Its first lines, without the signatures.
    text: String,
}

impl Check<'_> {
    fn done(mut self) -> CourtChecked {
        self.out.flaws.sort();
        self.out.flaws.dedup();
        self.out
    }

    fn flaw(&mut self, item: &str, file: &str, kind: FlawKind) {
        self.out.flaws.push(Flaw { item: item.to_owned(), file: file.to_owned(), kind });
    }

    /// Seal and manifest.
    fn head(&mut self, found: &[String]) -> Option<CourtManifest> {
        for name in [MANIFEST, SEAL] {
            if !found.iter().any(|file| file == name) {
                self.flaw(name, name, FlawKind::Missing);
            }
        }
        let Ok(raw) = bytes(self.dir, MANIFEST) else {
            if self.out.flaws.iter().all(|flaw| flaw.file != MANIFEST) {
                self.flaw(MANIFEST, MANIFEST, FlawKind::Unreadable);
            }
            return None;
        };
        let sha256 = hex::encode(Sha256::digest(&raw));
        if found.iter().any(|file| file == SEAL) {
            let seal = text(self.dir, SEAL).unwrap_or_default();
            if !is_well_sealed(&seal) {
                self.flaw(SEAL, SEAL, FlawKind::Altered);
            } else if seal != seal_of(&sha256) {
                self.flaw(MANIFEST, MANIFEST, FlawKind::Altered);
            }
        }
        if self.given.seal.is_some_and(|given| !given.trim().eq_ignore_ascii_case(&sha256)) {
            self.flaw(SEAL, SEAL, FlawKind::OtherSeal);
        }
        self.out.seal = Some(sha256);
        let manifest = document::<CourtManifest>(&raw).ok();
        let manifest = manifest.filter(|manifest| manifest.format == FORMAT);
        if manifest.is_none() && self.out.flaws.is_empty() {
            self.flaw(MANIFEST, MANIFEST, FlawKind::Contradiction);
        }
        manifest
    }

    /// Each file by its hash; a flaw names the item or entry that it is of.
    fn files(&mut self, manifest: &CourtManifest, found: &[String]) {
        let mut names: BTreeMap<&str, String> = BTreeMap::new();
        for entry in &manifest.entries {
            for path in [&entry.leaf, &entry.proof] {
                names.insert(path, format!("entry {}", entry.index));
            }
        }
        for item in &manifest.items {
            names.insert(&item.file, item.name.clone());
        }
        let stamps = manifest.stamps.iter();
        let stamps =
            stamps.flat_map(|one| [&one.head, &one.token].into_iter().chain(&one.consistency));
        let stamps: BTreeSet<&String> = stamps.collect();
        let mut known: BTreeSet<&str> = [MANIFEST, SEAL].into();
        for file in &manifest.files {
            let name = names.get(file.path.as_str()).unwrap_or(&file.path).clone();
            if !is_plain(&file.path) || !known.insert(&file.path) {
                self.flaw(&name, &file.path, FlawKind::Contradiction);
                continue;
            }
            let is_spoken_of =
                names.contains_key(file.path.as_str()) || stamps.contains(&file.path);
            if !is_spoken_of && !is_of_every_bundle(&file.path) {
                self.flaw(&file.path, &file.path, FlawKind::Added);
            }
            let opened = open(self.dir, &file.path);
            match opened.and_then(|found| digest(found.take(file.bytes.saturating_add(1)))) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    self.flaw(&name, &file.path, FlawKind::Missing);
                }
                Err(_) => self.flaw(&name, &file.path, FlawKind::Unreadable),
                Ok((sha256, bytes)) => {
                    self.out.bytes += bytes;
                    (self.watch)(self.out.bytes);
                    if sha256 != file.sha256 || bytes != file.bytes {
                        self.flaw(&name, &file.path, FlawKind::Altered);
                    }
                }
            }
        }
        for file in found.iter().filter(|file| !known.contains(file.as_str())) {
            self.flaw(file, file, FlawKind::Added);
        }
        // What the manifest speaks of must be among its files.
        let spoken = names.iter().filter(|(path, _)| !known.contains(**path));
        let spoken: Vec<_> =
            spoken.map(|(path, name)| ((*path).to_owned(), name.clone())).collect();
        for (path, name) in spoken {
            self.flaw(&name, &path, FlawKind::Contradiction);
        }
    }

    /// The head, signed by the given key or else the bundle's own.
    fn checkpoint(&mut self) -> Option<Head> {
        let own = text(self.dir, VERIFIER_KEY).ok().and_then(|text| text.parse().ok());
        self.out.is_key_given = self.given.key.is_some();
        let Some(key) = self.given.key.cloned().or(own.clone()) else {
            self.flaw(VERIFIER_KEY, VERIFIER_KEY, FlawKind::Unproven);
            return None;
        };
        if own.as_ref() != Some(&key) {
            self.flaw(VERIFIER_KEY, VERIFIER_KEY, FlawKind::Unproven);
        }
        let note = text(self.dir, CHECKPOINT).unwrap_or_default();
        let Ok(checkpoint) = Checkpoint::open(&note, &key) else {
            self.flaw(CHECKPOINT, CHECKPOINT, FlawKind::Unproven);
            return None;
        };
        self.out.head = Some((checkpoint.size, key.to_string()));
        let keys = text(self.dir, WITNESS_KEYS).unwrap_or_default();
        let keys: Result<Vec<WitnessKey>, _> = keys.lines().map(str::parse).collect();
        match keys.and_then(|keys| cosignatures(&checkpoint, &keys)) {
            Ok(said) => {
                self.out.witnesses = said.into_iter().map(|one| (one.witness, one.at_s)).collect();
            }
            Err(_) => self.flaw(WITNESS_KEYS, WITNESS_KEYS, FlawKind::Unproven),
        }
        let text = note.split("\n\n").next().unwrap_or_default().to_owned();
        Some(Head { key, checkpoint, text })
    }

    /// Each entry is in the ledger that the head signs. Answers what they say.
    fn entries(&mut self, manifest: &CourtManifest, head: &Head) -> Said {
        let mut said = Said::new();
        for entry in &manifest.entries {
            let name = format!("entry {}", entry.index);
            let leaf = bytes(self.dir, &entry.leaf).unwrap_or_default();
            let proof = text(self.dir, &entry.proof).unwrap_or_default();
            let is_there = ledger::verify_inclusion(&proof, &leaf, &head.key)
                .is_ok_and(|proven| proven == plain(&head.checkpoint, &proven));
            let at = ledger::InclusionProof::parse(&proof).map(|proof| proof.index);
            if !is_there || at.ok() != Some(entry.index) {
                self.flaw(&name, &entry.proof, FlawKind::Unproven);
                continue;
            }
            // `portcullis1`, source and time stand before the entry, a line each.
            let body = leaf.splitn(4, |byte| *byte == b'\n').nth(3).unwrap_or_default();
            let body: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
            if body.get("case").and_then(serde_json::Value::as_u64).map(|id| format!("C-{id}"))
                == Some(manifest.case.clone())
            {
                self.out.entries += 1;
                said.insert(entry.index, body);
            } else {
                self.flaw(&name, &entry.leaf, FlawKind::Contradiction);
            }
        }
        said
    }

    /// No entry of the case was left out, up to the one that ordered the bundle.
    fn row(&mut self, manifest: &CourtManifest, said: &Said) {
        let (broken, ordered) = walk(manifest, |entry| said.get(&entry.index));
        let case = &manifest.case;
        for one in broken {
            let (item, kind) = match one {
                Broken::Missing(first, last) if first == last => {
                    (format!("{case}#{first}"), FlawKind::Missing)
                }
                Broken::Missing(first, last) => {
                    (format!("{case}#{first}-{last}"), FlawKind::Missing)
                }
                Broken::OutOfPlace(index) => (format!("entry {index}"), FlawKind::Contradiction),
                Broken::Count => ("case_entries".to_owned(), FlawKind::Contradiction),
                Broken::NoOrder => ("exported".to_owned(), FlawKind::Missing),
            };
            self.flaw(&item, MANIFEST, kind);
        }
        self.out.ordered = ordered;
    }

    /// All that was kept is there; each item, and the case, is what entries tell, or a
    /// host's manifest that an entry names.
    fn items(&mut self, claims: Claims<'_>) {
        for field in claims.fields() {
            self.flaw(field, MANIFEST, FlawKind::Contradiction);
        }
        self.out.flaws.extend(claims.left_out());
        let items = &claims.manifest.items;
        let (kept, mut hosts) = (claims.hosts(), BTreeMap::new());
        for item in items.iter().filter(|item| kept.contains(item.sha256.as_str())) {
            let raw = bytes(self.dir, &item.file).unwrap_or_default();
            let Ok(host) = document::<Host>(&raw) else {
                self.flaw(&item.name, &item.file, FlawKind::Contradiction);
                continue;
            };
            self.out.flaws.extend(claims.parts_left_out(&host));
            hosts.insert(item.sha256.as_str(), host);
        }
        let (mut files, mut known) = (BTreeMap::new(), BTreeSet::new());
        for file in &claims.manifest.files {
            files.entry(file.path.as_str()).or_insert(&file.sha256);
        }
        for item in items {
            let is_file = files.get(item.file.as_str()) == Some(&&item.sha256);
            let is_first = known.insert(&item.sha256);
            match claims.of_item(item, &hosts).filter(|_| is_file && is_first) {
                None => self.flaw(&item.name, &item.file, FlawKind::Contradiction),
                Some(others) if others.is_empty() => self.out.items += 1,
                Some(others) => {
                    for field in others {
                        let name = format!("{}: {field}", item.name);
                        self.flaw(&name, &item.file, FlawKind::Contradiction);
                    }
                }
            }
        }
    }

    /// A stamp holds over a head that the bundle's head continues.
    fn stamp(&mut self, one: &CourtStamp, head: &Head) {
        let name = format!("stamp {}", one.size);
        let note = bytes(self.dir, &one.head).unwrap_or_default();
        let token = bytes(self.dir, &one.token).unwrap_or_default();
        match stamp::verify(&token, &stamp::sha256(&note), None, self.given.anchors) {
            Ok(sound) => self.out.stamps.push(sound),
            Err(_) => return self.flaw(&name, &one.token, FlawKind::Unproven),
        }
        let note = String::from_utf8_lossy(&note);
        let earlier = Checkpoint::open(&note, &head.key).ok();
        let earlier = earlier.filter(|earlier| earlier.size == one.size);
        let is_continued = earlier.is_some_and(|earlier| match &one.consistency {
            None => note.starts_with(&head.text),
            Some(path) => {
                let proof = text(self.dir, path).unwrap_or_default();
                ledger::verify_consistency(&proof, &earlier, &head.key)
                    .is_ok_and(|proven| proven == plain(&head.checkpoint, &proven))
            }
        });
        if !is_continued {
            self.flaw(&name, &one.head, FlawKind::Unproven);
        }
    }
}

/// The head with the note of another: the lines of witnesses may differ.
fn plain(head: &Checkpoint, other: &Checkpoint) -> Checkpoint {
    Checkpoint { note: other.note.clone(), ..head.clone() }
}
