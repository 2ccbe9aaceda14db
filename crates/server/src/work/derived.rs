//! Small files that are derived: a power failure leaves the old or the new one.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

/// Puts these bytes in the place of the file, whole or not at all.
pub(crate) fn replace(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let part = file.with_extension("part");
    let mut new = File::create(&part)?;
    new.write_all(bytes)?;
    new.sync_all()?;
    std::fs::rename(part, file)
}
