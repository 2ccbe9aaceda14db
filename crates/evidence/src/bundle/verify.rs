//! Is a bundle as it was sealed? Every byte of it is read and hashed; what is
//! altered, missing or added is named.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufRead as _, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::GzDecoder;
use sha2::{Digest as _, Sha256};

use super::manifest::{Encoding, Item, Manifest};
use super::open::{MANIFEST_BYTES_MAX, document, is_sha256, is_well_named, open, whole};
use super::{FORMAT, ITEMS, JOURNAL, MANIFEST, PIECE, SEAL, seal_of};

/// Bytes of a seal that are read; it has less than two hundred.
const SEAL_BYTES_MAX: u64 = 4096;

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

/// Every file of the folder, by its path in it; a folder that cannot be read
/// counts as one, for nobody knows what it hides.
pub(crate) fn files(dir: &Path) -> io::Result<Vec<String>> {
    let (mut files, mut waiting) = (Vec::new(), Vec::new());
    list(dir, Path::new(""), (&mut files, &mut waiting))?;
    while let Some(folder) = waiting.pop() {
        if list(dir, &folder, (&mut files, &mut waiting)).is_err() {
            files.push(folder.to_string_lossy().into_owned());
        }
    }
    files.sort();
    Ok(files)
}

fn list(
    dir: &Path,
    folder: &Path,
    (files, folders): (&mut Vec<String>, &mut Vec<PathBuf>),
) -> io::Result<()> {
    for entry in std::fs::read_dir(dir.join(folder))? {
        let entry = entry?;
        let path = folder.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            folders.push(path);
        } else {
            files.push(path.to_string_lossy().into_owned());
        }
    }
    Ok(())
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
        let Ok(text) = whole(self.dir, MANIFEST, MANIFEST_BYTES_MAX) else {
            self.flaw(MANIFEST, MANIFEST, FlawKind::Unreadable);
            return None;
        };
        let sha256 = hex::encode(Sha256::digest(&text));
        // An altered manifest tells nothing of the items: they speak for themselves.
        let is_believed = self.is_sealed(has(SEAL), &sha256);
        if expected.is_some_and(|expected| !expected.trim().eq_ignore_ascii_case(&sha256)) {
            self.flaw(SEAL, SEAL, FlawKind::OtherSeal);
        }
        if !is_believed {
            return Some((sha256, None));
        }
        let manifest = document::<Manifest>(&text).ok();
        let manifest = manifest.filter(|manifest| manifest.format == FORMAT);
        if manifest.is_none() {
            self.flaw(MANIFEST, MANIFEST, FlawKind::Contradiction);
        }
        Some((sha256, manifest))
    }

    /// Whether no seal says that the manifest was another.
    fn is_sealed(&mut self, has_seal: bool, sha256: &str) -> bool {
        if !has_seal {
            self.flaw(SEAL, SEAL, FlawKind::Missing);
            return true;
        }
        let seal = whole(self.dir, SEAL, SEAL_BYTES_MAX).unwrap_or_default();
        let seal = String::from_utf8_lossy(&seal);
        if seal == seal_of(sha256) {
            return true;
        }
        // A seal that does not hold together by itself is what was altered.
        let altered = if is_well_sealed(&seal) { MANIFEST } else { SEAL };
        self.flaw(altered, altered, FlawKind::Altered);
        false
    }

    /// One item: its file, and its content where that is in clear.
    fn item(&mut self, item: &Item, is_clear: bool) {
        let stored = &item.stored;
        let kind = match self.hash(&stored.file, stored.bytes.saturating_add(1)) {
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
        if !Path::new(file).starts_with(ITEMS) {
            return self.flaw(file, file, FlawKind::Added);
        }
        match self.hash(file, u64::MAX) {
            Ok((sha256, _)) if sha256 == name => {}
            Ok(_) => self.flaw(file, file, FlawKind::Altered),
            Err(_) => self.flaw(file, file, FlawKind::Unreadable),
        }
    }

    /// Hash and bytes of a file; of one that is larger, no more than that is read.
    fn hash(&mut self, file: &str, bytes_max: u64) -> io::Result<(String, u64)> {
        let found = digest(open(self.dir, file)?.take(bytes_max))?;
        self.bytes += found.1;
        (self.watch)(self.bytes);
        Ok(found)
    }

    /// Hash and bytes of the content.
    fn content(&self, item: &Item, same: (String, u64)) -> io::Result<(String, u64)> {
        let file: File = open(self.dir, &item.stored.file)?;
        match item.stored.encoding {
            Encoding::Identity => Ok(same),
            Encoding::Gzip => {
                let mut decoder = GzDecoder::new(io::BufReader::with_capacity(PIECE, file));
                // One byte more than there should be says enough of a bomb.
                let found = digest(decoder.by_ref().take(item.bytes.saturating_add(1)))?;
                let is_whole = found.1 <= item.bytes && decoder.into_inner().fill_buf()?.is_empty();
                if is_whole { Ok(found) } else { Err(io::ErrorKind::InvalidData.into()) }
            }
        }
    }
}

/// Does the seal hold together by itself?
pub(crate) fn is_well_sealed(seal: &str) -> bool {
    let line = seal.lines().nth(1).and_then(|line| line.strip_prefix(MANIFEST));
    line.map(str::trim).is_some_and(|sha256| is_sha256(sha256) && seal == seal_of(sha256))
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
