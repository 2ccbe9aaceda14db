//! Folders that everybody may write to and that a restart empties: what lies
//! there, with hashes of what can be run.

use crate::taking::{Stop, Taking};

use super::changed::told;

/// The folders.
const FOLDERS: [&str; 4] = ["/tmp", "/var/tmp", "/dev/shm", "/run/user"];

pub(super) fn run(taking: &mut Taking<'_, '_>) -> Result<(), Stop> {
    for folder in FOLDERS {
        taking.walk(folder, &|_| true, &mut |taking, found| {
            let sha256 = if found.is_program() { taking.hash_found(&found)? } else { None };
            taking.record(&told("temporary", &found, sha256.as_deref()))
        })?;
    }
    Ok(())
}
