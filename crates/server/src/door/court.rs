//! A bundle that came as a tar becomes a folder; nothing of it lands elsewhere.

use std::io::{self, Read};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Component, Path, PathBuf};

/// Files of a bundle at most.
const FILES_MAX: usize = 2_000_000;

/// Writes the files of a tar, without its first folder, into `dir`. Files are
/// readable by their owner alone and never written over.
///
/// # Errors
/// When a name leads out of the folder, anything but a plain file comes, or the
/// disk refuses.
pub fn unpack(tar: impl Read, dir: &Path) -> io::Result<()> {
    let wrong = |what: String| io::Error::new(io::ErrorKind::InvalidData, what);
    let mut tar = tar::Archive::new(tar);
    for (count, entry) in tar.entries()?.enumerate() {
        let mut entry = entry?;
        let name = entry.path()?.into_owned();
        if count >= FILES_MAX || !entry.header().entry_type().is_file() {
            return Err(wrong(format!("{} is no plain file of a bundle", name.display())));
        }
        let inside = plain(&name);
        let path = inside.ok_or_else(|| wrong(format!("{} leads out", name.display())))?;
        let path = dir.join(path);
        if let Some(folder) = path.parent() {
            std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        let mut options = std::fs::OpenOptions::new();
        let mut file = options.write(true).create_new(true).mode(0o400).open(&path)?;
        io::copy(&mut entry, &mut file)?;
        file.sync_data()?;
    }
    Ok(())
}

/// The path without its first part, if all of its parts are names.
fn plain(name: &Path) -> Option<PathBuf> {
    let mut parts = name.components();
    parts.next().filter(|part| matches!(part, Component::Normal(_)))?;
    let rest = parts.as_path();
    let is_plain = rest.components().all(|part| matches!(part, Component::Normal(_)));
    (is_plain && rest.components().next().is_some()).then(|| rest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tar_of(name: &str, kind: tar::EntryType) -> Vec<u8> {
        let mut head = tar::Header::new_gnu();
        // By hand: the crate itself refuses to write such names.
        for (place, byte) in head.as_old_mut().name.iter_mut().zip(name.bytes()) {
            *place = byte;
        }
        head.set_entry_type(kind);
        head.set_size(2);
        head.set_cksum();
        let mut tar = tar::Builder::new(Vec::new());
        tar.append(&head, &b"hi"[..]).unwrap();
        tar.into_inner().unwrap()
    }

    #[test]
    fn only_plain_files_below_the_folder_are_written() {
        for (name, kind, is_taken) in [
            ("C-1-court/items/ab/x", tar::EntryType::Regular, true),
            ("C-1-court/../x", tar::EntryType::Regular, false),
            ("/etc/x", tar::EntryType::Regular, false),
            ("x", tar::EntryType::Regular, false),
            ("C-1-court/link", tar::EntryType::Symlink, false),
        ] {
            let dir = tempfile::tempdir().unwrap();
            let inside = dir.path().join("inside");
            std::fs::create_dir(&inside).unwrap();
            let unpacked = unpack(tar_of(name, kind).as_slice(), &inside);
            assert_eq!(unpacked.is_ok(), is_taken, "{name}: {unpacked:?}");
            assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "{name}");
        }
    }
}
