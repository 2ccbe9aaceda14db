//! Is a bundle as it was sealed? Every byte of it is read and hashed; what is
//! altered, missing or added is named.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use sha2::{Digest as _, Sha256};

use super::manifest::{Encoding, Item, Manifest};
use super::open::{is_well_named, open};
use super::{FORMAT, ITEMS, JOURNAL, MANIFEST, PIECE, SEAL, seal_of};

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Everything that is not as it was sealed; sound when empty.
    pub flaws: Vec<Flaw>,
    /// Items of the manifest.
    pub items: usize,
    /// Bytes of files that were hashed.
    pub bytes: u64,
    /// SHA-256 of the manifest as it is now.
    pub seal: Option<String>,
    /// Whether contents were compared too; not when they are encrypted.
    pub are_contents_checked: bool,
}

impl Checked {
    /// Is all as it was sealed?
    pub fn is_sound(&self) -> bool {
        self.flaws.is_empty()
    }
}

/// One thing that is not as it was sealed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flaw {
    /// The item's name, or the file's where no item has it.
    pub item: String,
    /// The file in the bundle.
    pub file: String,
    /// What is wrong.
    pub kind: FlawKind,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FlawKind {
    /// Its bytes are not those that were sealed.
    Altered,
    /// It is not there.
    Missing,
    /// It was not there when the bundle was sealed.
    Added,
    /// It cannot be read.
    Unreadable,
    /// The manifest tells of it what cannot be.
    Contradiction,
    /// The seal is another than the one that was written down.
    OtherSeal,
    /// The collection never ended.
    Unfinished,
    /// A signature or a proof does not hold.
    Unproven,
}

impl FlawKind {
    /// The word of the format; both verifiers use it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Altered => "altered",
            Self::Missing => "missing",
            Self::Added => "added",
            Self::Unreadable => "unreadable",
            Self::Contradiction => "contradiction",
            Self::OtherSeal => "other_seal",
            Self::Unfinished => "unfinished",
            Self::Unproven => "unproven",
        }
    }
}

/// Verifies the bundle in a folder. `expected` is the seal that was written down
/// when it was collected; without it, somebody who rewrote all of the bundle,
/// seal included, is not found. `watch` is told the bytes read so far.
///
/// # Errors
/// When the folder itself cannot be read.
pub fn verify(
    dir: &Path,
    expected: Option<&str>,
    watch: &mut dyn FnMut(u64),
) -> io::Result<Checked> {
    let mut check = Check { dir, flaws: Vec::new(), bytes: 0, watch };
    let files = files(dir)?;
    let Some((seal, manifest)) = check.head(&files, expected) else {
        let Check { flaws, bytes, .. } = check;
        return Ok(Checked { flaws, items: 0, bytes, seal: None, are_contents_checked: false });
    };
    let is_clear = manifest.as_ref().is_none_or(|one| one.collected.recipients.is_empty());
    let items = manifest.as_ref().map(|one| one.items.as_slice()).unwrap_or_default();
    let mut known: BTreeSet<&str> = [MANIFEST, SEAL].into();
    let mut names = BTreeSet::new();
    for item in items {
        known.insert(&item.stored.file);
        if !names.insert(&item.name) || !is_well_named(&item.stored) {
            check.flaw(&item.name, &item.stored.file, FlawKind::Contradiction);
            continue;
        }
        check.item(item, is_clear);
    }
    for file in files.iter().filter(|file| !known.contains(file.as_str())) {
        // Without a manifest each file still has the name of its hash.
        if manifest.is_some() { check.flaw(file, file, FlawKind::Added) } else { check.alone(file) }
    }
    let items = items.len();
    let Check { mut flaws, bytes, .. } = check;
    flaws.sort();
    Ok(Checked { flaws, items, bytes, seal: Some(seal), are_contents_checked: is_clear })
}

/// Every file of the folder, by its path in it.
pub(crate) fn files(dir: &Path) -> io::Result<Vec<String>> {
    let mut files = Vec::new();
    let mut waiting = vec![PathBuf::new()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(dir.join(&folder))? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                waiting.push(path);
            } else {
                files.push(path.to_string_lossy().into_owned());
            }
        }
    }
    files.sort();
    Ok(files)
}

struct Check<'a> {
    dir: &'a Path,
    flaws: Vec<Flaw>,
    bytes: u64,
    watch: &'a mut dyn FnMut(u64),
}

impl Check<'_> {
    fn flaw(&mut self, item: &str, file: &str, kind: FlawKind) {
        self.flaws.push(Flaw { item: item.to_owned(), file: file.to_owned(), kind });
    }

    /// Seal and manifest. Nothing, if there is nothing more to look at.
    fn head(
        &mut self,
        files: &[String],
        expected: Option<&str>,
    ) -> Option<(String, Option<Manifest>)> {
        let has = |name: &str| files.iter().any(|file| file == name);
        if has(JOURNAL) && !has(MANIFEST) {
            self.flaw(JOURNAL, JOURNAL, FlawKind::Unfinished);
            return None;
        }
        if !has(MANIFEST) {
            self.flaw(MANIFEST, MANIFEST, FlawKind::Missing);
            return None;
        }
        let mut text = Vec::new();
        if open(self.dir, MANIFEST).and_then(|mut file| file.read_to_end(&mut text)).is_err() {
            self.flaw(MANIFEST, MANIFEST, FlawKind::Unreadable);
            return None;
        }
        let sha256 = hex::encode(Sha256::digest(&text));
        let mut seal = String::new();
        let read = open(self.dir, SEAL).and_then(|file| file.take(4096).read_to_string(&mut seal));
        let is_manifest_sound = seal == seal_of(&sha256);
        if !has(SEAL) {
            self.flaw(SEAL, SEAL, FlawKind::Missing);
        } else if read.is_err() || !is_well_sealed(&seal) {
            // The seal does not hold together by itself: it was altered.
            self.flaw(SEAL, SEAL, FlawKind::Altered);
        } else if !is_manifest_sound {
            self.flaw(MANIFEST, MANIFEST, FlawKind::Altered);
        }
        if expected.is_some_and(|expected| !expected.trim().eq_ignore_ascii_case(&sha256)) {
            self.flaw(SEAL, SEAL, FlawKind::OtherSeal);
        }
        let manifest = serde_json::from_slice::<Manifest>(&text).ok();
        let manifest = manifest.filter(|manifest| manifest.format == FORMAT);
        if manifest.is_none() && is_manifest_sound {
            self.flaw(MANIFEST, MANIFEST, FlawKind::Contradiction);
        }
        // An altered manifest tells nothing of the items: they speak for themselves.
        Some((sha256, manifest.filter(|_| is_manifest_sound || seal.is_empty())))
    }

    /// One item: its file, and its content where that is in clear.
    fn item(&mut self, item: &Item, is_clear: bool) {
        let stored = &item.stored;
        let kind = match self.hash(&stored.file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => FlawKind::Missing,
            Err(_) => FlawKind::Unreadable,
            Ok((sha256, bytes)) if sha256 != stored.sha256 || bytes != stored.bytes => {
                FlawKind::Altered
            }
            Ok(_) if !is_clear => return,
            Ok(same) => match self.content(item, same) {
                Ok(found) if found == (item.sha256.clone(), item.bytes) => return,
                Ok(_) | Err(_) => FlawKind::Contradiction,
            },
        };
        self.flaw(&item.name, &stored.file, kind);
    }

    /// A file of which only its own name tells.
    fn alone(&mut self, file: &str) {
        let name = file.rsplit('/').next().unwrap_or_default();
        if !file.starts_with(ITEMS) {
            return self.flaw(file, file, FlawKind::Added);
        }
        match self.hash(file) {
            Ok((sha256, _)) if sha256 == name => {}
            Ok(_) => self.flaw(file, file, FlawKind::Altered),
            Err(_) => self.flaw(file, file, FlawKind::Unreadable),
        }
    }

    fn hash(&mut self, file: &str) -> io::Result<(String, u64)> {
        let found = digest(open(self.dir, file)?)?;
        self.bytes += found.1;
        (self.watch)(self.bytes);
        Ok(found)
    }

    /// Hash and bytes of the content.
    fn content(&self, item: &Item, same: (String, u64)) -> io::Result<(String, u64)> {
        let file: File = open(self.dir, &item.stored.file)?;
        match item.stored.encoding {
            Encoding::Identity => Ok(same),
            Encoding::Gzip => digest(GzDecoder::new(io::BufReader::with_capacity(PIECE, file))),
        }
    }
}

/// Does the seal hold together by itself?
pub(crate) fn is_well_sealed(seal: &str) -> bool {
    let line = seal.lines().nth(1).and_then(|line| line.strip_prefix(MANIFEST));
    line.is_some_and(|sha256| seal == seal_of(sha256.trim()))
}

pub(crate) fn digest(mut from: impl Read) -> io::Result<(String, u64)> {
    let mut hash = Sha256::new();
    let mut piece = vec![0; PIECE];
    let mut bytes = 0;
    loop {
        match from.read(&mut piece)? {
            0 => return Ok((hex::encode(hash.finalize()), bytes)),
            count => {
                hash.update(piece.get(..count).unwrap_or_default());
                bytes += u64::try_from(count).unwrap_or_default();
            }
        }
    }
}
