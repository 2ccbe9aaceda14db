//! The bit that keeps even root from changing a file (`chattr +i`), and the one
//! that lets a folder only grow (`chattr +a`): set where the system permits it.
//!
//! Source: `ioctl_iflags(2)`, `FS_IMMUTABLE_FL`, `FS_APPEND_FL`; needs
//! `CAP_LINUX_IMMUTABLE` and a file system that knows them.

use std::fs::File;
use std::io;
use std::path::Path;

use rustix::fs::{IFlags, ioctl_getflags, ioctl_setflags};

use crate::config::Immutable;

/// What became of the wish for the bit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Bit {
    /// Nobody asked for it.
    Off,
    /// It is set on every item from now on.
    On,
    /// The system does not permit it, and says why.
    NotPermitted(String),
}

impl Bit {
    /// Tries it on a file of its own in `dir`.
    pub(crate) fn find_out(wish: Immutable, dir: &Path) -> io::Result<Self> {
        if wish == Immutable::Off {
            return Ok(Self::Off);
        }
        let path = dir.join("immutable-probe");
        let file = File::create(&path)?;
        let tried = change(&file, IFlags::IMMUTABLE, true)
            .and_then(|()| change(&file, IFlags::IMMUTABLE, false));
        std::fs::remove_file(&path)?;
        match (tried, wish) {
            (Ok(()), _) => Ok(Self::On),
            (Err(error), Immutable::Required) => {
                let why = format!(
                    "evidence.immutable = \"required\", but the bit cannot be set here: {error}"
                );
                Err(io::Error::new(error.kind(), why))
            }
            (Err(error), _) => Ok(Self::NotPermitted(error.to_string())),
        }
    }

    /// Protects a finished item and the folder that holds it.
    pub(crate) fn protect(&self, item: &Path) -> io::Result<()> {
        if *self != Self::On {
            return Ok(());
        }
        change(&File::open(item)?, IFlags::IMMUTABLE, true)?;
        match item.parent() {
            Some(folder) => change(&File::open(folder)?, IFlags::APPEND, true),
            None => Ok(()),
        }
    }
}

fn change(file: &File, flag: IFlags, is_set: bool) -> io::Result<()> {
    let flags = ioctl_getflags(file)?;
    Ok(ioctl_setflags(file, if is_set { flags | flag } else { flags - flag })?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_it_is_permitted_nobody_can_remove_an_item() {
        let dir = tempfile::tempdir().unwrap();
        let bit = Bit::find_out(Immutable::IfPermitted, dir.path()).unwrap();
        let folder = dir.path().join("ab");
        std::fs::create_dir(&folder).unwrap();
        let item = folder.join("item");
        drop(File::create(&item).unwrap());
        bit.protect(&item).unwrap();

        let removed = std::fs::remove_file(&item);
        if bit == Bit::On {
            assert!(removed.is_err(), "it was removed in spite of the bit");
            assert!(std::fs::OpenOptions::new().append(true).open(&item).is_err());
            // A new item may come, and the test's folder must go.
            drop(File::create(folder.join("other")).unwrap());
            change(&File::open(&folder).unwrap(), IFlags::APPEND, false).unwrap();
            change(&File::open(&item).unwrap(), IFlags::IMMUTABLE, false).unwrap();
        } else {
            assert!(matches!(bit, Bit::NotPermitted(_)), "{bit:?}");
            assert!(Bit::find_out(Immutable::Required, dir.path()).is_err());
        }
    }
}
