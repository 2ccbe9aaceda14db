//! Bundles lie in folders: one for this process, laid anew for each input.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder, in memory where the system offers that.
pub fn fresh() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let above = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    let folder = above.join(format!("portcullis-fuzz-{}", std::process::id()));
    // The first input finds none.
    _ = fs::remove_dir_all(&folder);
    fs::create_dir(&folder).expect("a folder of our own");
    folder
}

/// Lays a file.
pub fn lay(folder: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("it has a folder")).expect("its folder");
    fs::write(path, bytes).expect("the file");
}

/// Lays the seal that a manifest has.
pub fn seal(folder: &Path, manifest: &[u8]) {
    lay(folder, "SEAL", evidence::seal_of(&hash(manifest)).as_bytes());
}

/// SHA-256 in hex.
pub fn hash(bytes: &[u8]) -> String {
    evidence::stamp::sha256(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
