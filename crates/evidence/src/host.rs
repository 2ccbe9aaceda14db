//! The host as it is read: files below its root, never outside; its processes.
//!
//! Paths are the host's own (`/etc/passwd`). They are resolved by the kernel
//! inside the root (`openat2`, `RESOLVE_IN_ROOT`), so that a link that an
//! attacker left in a container's root cannot show a file of another host.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read as _};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, ResolveFlags, Stat};
use rustix::io::Errno;

use crate::bundle::manifest::Why;

/// Links followed below a folder are none; folders are entered so deep.
const DEPTH_MAX: usize = 24;

/// A host, or a container's root on it.
#[derive(Debug)]
pub(crate) struct Host {
    root: PathBuf,
    root_fd: OwnedFd,
    /// The bundle's own folder, which is not evidence.
    out: Option<(u64, u64)>,
}

/// A file as its directory shows it; links are not followed.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// On the host.
    pub(crate) path: PathBuf,
    pub(crate) kind: FileType,
    pub(crate) mode: u32,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
    pub(crate) bytes: u64,
    /// Bytes that it takes on the disk.
    pub(crate) disk_bytes: u64,
    /// Unix seconds.
    pub(crate) mtime: i64,
    /// Unix seconds.
    pub(crate) ctime: i64,
    /// Device and inode.
    pub(crate) id: (u64, u64),
}

impl Found {
    pub(crate) fn of(path: PathBuf, stat: &Stat) -> Self {
        Self {
            path,
            kind: FileType::from_raw_mode(stat.st_mode),
            mode: stat.st_mode & 0o7777,
            uid: stat.st_uid,
            gid: stat.st_gid,
            bytes: u64::try_from(stat.st_size).unwrap_or_default(),
            disk_bytes: u64::try_from(stat.st_blocks).unwrap_or_default().saturating_mul(512),
            mtime: stat.st_mtime,
            ctime: stat.st_ctime,
            id: (stat.st_dev, stat.st_ino),
        }
    }

    pub(crate) fn is_file(&self) -> bool {
        self.kind == FileType::RegularFile
    }

    /// Is it mostly holes? Then its size costs whoever made it nothing, and the
    /// reader all the time that there is.
    pub(crate) fn is_hollow(&self) -> bool {
        self.bytes > 1 << 30 && self.disk_bytes < self.bytes / 2
    }

    /// May somebody run it?
    pub(crate) fn is_program(&self) -> bool {
        self.is_file() && self.mode & 0o111 != 0
    }
}

/// The reason for the manifest.
pub(crate) fn why(error: &io::Error) -> Why {
    match error.raw_os_error().map(Errno::from_raw_os_error) {
        Some(Errno::ACCESS | Errno::PERM) => Why::NotPermitted,
        Some(Errno::NOENT | Errno::SRCH) => Why::Gone,
        Some(Errno::NOSYS) => Why::NotOffered,
        Some(_) | None => Why::Unreadable,
    }
}

impl Host {
    /// Opens the root; `out` is left out of every walk.
    pub(crate) fn open(root: &Path, out: &Path) -> io::Result<Self> {
        let root = root.canonicalize()?;
        let flags = OFlags::DIRECTORY | OFlags::CLOEXEC | OFlags::PATH;
        let root_fd = rustix::fs::openat(CWD, &root, flags, Mode::empty())?;
        let out = rustix::fs::stat(out).ok().map(|stat| (stat.st_dev, stat.st_ino));
        Ok(Self { root, root_fd, out })
    }

    /// Where the host's `/` is, seen from here.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Is it this machine's own root?
    pub(crate) fn is_whole(&self) -> bool {
        self.root == Path::new("/")
    }

    fn fd(&self, path: &Path, flags: OFlags) -> rustix::io::Result<OwnedFd> {
        let inside = path.strip_prefix("/").unwrap_or(path);
        let inside = if inside.as_os_str().is_empty() { Path::new(".") } else { inside };
        let is_place = flags.contains(OFlags::PATH);
        // Never wait for a pipe or become its terminal; a mere place takes neither.
        let careful = OFlags::NONBLOCK | OFlags::NOCTTY;
        let flags = if is_place { flags } else { flags | careful } | OFlags::CLOEXEC;
        let within = ResolveFlags::IN_ROOT | ResolveFlags::NO_MAGICLINKS;
        let open = |flags| {
            match rustix::fs::openat2(&self.root_fd, inside, flags, Mode::empty(), within) {
                // Kernels before 5.6: a whole host has no outside, so plain opening is as good.
                Err(Errno::NOSYS) if self.is_whole() => {
                    rustix::fs::openat(&self.root_fd, inside, flags, Mode::empty())
                }
                other => other,
            }
        };
        // Reading leaves no mark where we may ask for that.
        if is_place {
            return open(flags);
        }
        match open(flags | OFlags::NOATIME) {
            Err(Errno::PERM) => open(flags),
            other => other,
        }
    }

    /// Opens a regular file; links are followed inside the root.
    pub(crate) fn file(&self, path: &Path) -> io::Result<(File, Found)> {
        let fd = self.fd(path, OFlags::RDONLY)?;
        let found = Found::of(path.to_owned(), &rustix::fs::fstat(&fd)?);
        if !found.is_file() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        Ok((File::from(fd), found))
    }

    /// A small file whole, as text; at most `bytes_max` of it.
    pub(crate) fn text(&self, path: &Path, bytes_max: u64) -> io::Result<String> {
        let (file, _) = self.file(path)?;
        let mut bytes = Vec::new();
        file.take(bytes_max).read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// What a path is; the last link is not followed.
    pub(crate) fn look(&self, path: &Path) -> io::Result<Found> {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return Ok(Found::of(path.to_owned(), &rustix::fs::fstat(&self.root_fd)?));
        };
        let folder = self.fd(folder, OFlags::PATH | OFlags::DIRECTORY)?;
        let stat = rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW)?;
        Ok(Found::of(path.to_owned(), &stat))
    }

    /// Where a link points, as it stands in the link.
    pub(crate) fn link(&self, path: &Path) -> io::Result<PathBuf> {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        let folder = self.fd(folder, OFlags::PATH | OFlags::DIRECTORY)?;
        let target = rustix::fs::readlinkat(folder, name, Vec::new())?;
        Ok(PathBuf::from(OsStr::from_bytes(target.as_bytes())))
    }

    /// A folder's entries by name, without the bundle's own folder.
    pub(crate) fn list(&self, path: &Path) -> io::Result<Vec<Found>> {
        let fd = self.fd(path, OFlags::RDONLY | OFlags::DIRECTORY)?;
        let mut entries = Vec::new();
        for entry in Dir::read_from(&fd)? {
            let entry = entry?;
            let name = OsStr::from_bytes(entry.file_name().to_bytes());
            if name == "." || name == ".." {
                continue;
            }
            // A file may go away between the two calls.
            let Ok(stat) = rustix::fs::statat(&fd, name, AtFlags::SYMLINK_NOFOLLOW) else {
                continue;
            };
            let found = Found::of(path.join(name), &stat);
            if Some(found.id) != self.out {
                entries.push(found);
            }
        }
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(entries)
    }

    /// Shows everything below a folder, folders before what is in them, until
    /// `each` answers `Break`. Stays on one file system. `trouble` hears of
    /// folders that cannot be read. A folder for which `enter` is false is left out.
    pub(crate) fn walk(&self, from: &Path, walker: &mut dyn Walker) -> std::ops::ControlFlow<()> {
        let mut waiting = vec![(from.to_owned(), 0)];
        while let Some((folder, depth)) = waiting.pop() {
            let entries = match self.list(&folder) {
                Ok(entries) => entries,
                Err(error) => {
                    // A folder of a GitLab that is not here is no gap.
                    if depth > 0 || why(&error) != Why::Gone {
                        walker.trouble(&folder, why(&error));
                    }
                    continue;
                }
            };
            let mut folders = Vec::new();
            for entry in entries {
                let enters = entry.kind == FileType::Directory
                    && depth < DEPTH_MAX
                    && walker.enters(&entry.path);
                if enters {
                    folders.push((entry.path.clone(), depth + 1));
                }
                walker.see(entry)?;
            }
            waiting.extend(folders.into_iter().rev());
        }
        std::ops::ControlFlow::Continue(())
    }

    /// Ids of the processes that belong to the root, and how many could not be told.
    pub(crate) fn processes(&self) -> (Vec<u32>, u64) {
        let mut ids: Vec<u32> = std::fs::read_dir("/proc")
            .into_iter()
            .flatten()
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .collect();
        ids.sort_unstable();
        if self.is_whole() {
            return (ids, 0);
        }
        let mut untold = 0;
        ids.retain(|id| match std::fs::read_link(format!("/proc/{id}/root")) {
            Ok(root) => root == self.root,
            Err(error) => {
                untold += u64::from(why(&error) == Why::NotPermitted);
                false
            }
        });
        (ids, untold)
    }

    /// A path that the kernel told, as the host knows it.
    pub(crate) fn told(&self, path: &Path) -> PathBuf {
        if self.is_whole() {
            return path.to_owned();
        }
        path.strip_prefix(&self.root)
            .map_or_else(|_| path.to_owned(), |rest| Path::new("/").join(rest))
    }
}

/// Who is shown a tree.
pub(crate) trait Walker {
    /// Shall this folder be entered?
    fn enters(&mut self, folder: &Path) -> bool {
        _ = folder;
        true
    }
    /// An entry.
    fn see(&mut self, found: Found) -> std::ops::ControlFlow<()>;
    /// A folder that cannot be read.
    fn trouble(&mut self, folder: &Path, why: Why);
}
