//! One log: the file at its path, and those that it was before.
//!
//! Rotation is seen by looking. The path shows another file: the one before is
//! read to its end through the open handle, wherever it went. The file is
//! shorter than what was read of it, or holds something else: it was copied and
//! cut, and the rest is in the copy. What was rotated while nobody looked is
//! found again by what it holds, packed or not, and everything that is younger
//! is read before the path itself.

use std::cmp::Reverse;
use std::collections::VecDeque;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::mark::{FileId, Mark};
use super::names::{self, is_rotated, name_of, turn_number};
use super::tail::{Lines, Tail, written_ns};
use crate::config::Begin;

/// Files of one log that are read at once, oldest first.
const TAILS_MAX: usize = 256;

/// How long the copy of a file that was cut is looked for: it may just be packed.
const SEEK_MAX: Duration = Duration::from_secs(10);

/// One log.
pub(super) struct Log {
    path: PathBuf,
    /// What was kept of it before it was opened.
    kept: Vec<Mark>,
    /// Files that are read, oldest first; the last is at the path.
    tails: VecDeque<Tail>,
    /// Whether the last tail is at the path.
    has_current: bool,
    seeking_since: Option<Instant>,
    /// What is not well with it right now.
    pub(super) trouble: Option<String>,
    /// What was lost, until it is told.
    pub(super) lost: Vec<String>,
    /// Whether there is something new to keep.
    pub(super) is_changed: bool,
    /// Whether it was never kept: then nothing is read, or a kill and a rotation
    /// after it would leave nobody who knows that it was begun.
    pub(super) is_new: bool,
}

/// A file that the log was before.
struct Rotated {
    path: PathBuf,
    id: FileId,
    written_ns: i64,
}

impl Log {
    /// A log that was followed before up to these marks, or never.
    pub(super) fn new(path: PathBuf, kept: Vec<Mark>) -> Self {
        Self {
            path,
            kept,
            tails: VecDeque::new(),
            has_current: false,
            seeking_since: None,
            trouble: None,
            lost: Vec::new(),
            is_changed: false,
            is_new: false,
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// How far its files were read, oldest first.
    pub(super) fn marks(&self) -> Vec<Mark> {
        let waiting = self.kept.iter().cloned();
        waiting.chain(self.tails.iter().map(Tail::mark)).collect()
    }

    /// For people: where it is.
    pub(super) fn detail(&self) -> String {
        let path = self.path.display();
        match (&self.trouble, self.tails.back().map(Tail::mark)) {
            (Some(trouble), _) => format!("{path}: {trouble}"),
            (None, Some(mark)) => format!("{path}: {} of {} bytes", mark.offset, mark.length),
            (None, None) => format!("{path}: not there"),
        }
    }

    /// Looks what became of the path. `begin`: where to begin in a file that was
    /// never seen.
    pub(super) fn look(&mut self, begin: Begin) {
        if self.tails.len() >= TAILS_MAX {
            return;
        }
        match self.try_look(begin) {
            Ok(()) => {}
            Err(error) => self.trouble = Some(error.to_string()),
        }
    }

    fn try_look(&mut self, begin: Begin) -> io::Result<()> {
        let about = match std::fs::metadata(&self.path) {
            Ok(about) if about.is_file() => about,
            Ok(_folder) => return Err(io::Error::other("is not a file")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                // Renamed, and not made again yet.
                if self.has_current
                    && let Some(tail) = self.tails.back_mut()
                {
                    tail.retire();
                }
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        self.trouble = None;
        if !self.kept.is_empty() {
            return self.resume(&about);
        }
        match self.tails.back().filter(|_| self.has_current) {
            None => {
                self.is_new = self.tails.is_empty();
                self.begin(begin)
            }
            Some(tail) if tail.id() != FileId::of(&about) => self.turn(),
            Some(tail) if tail.was_cut(&about)? => self.cut(),
            Some(_unchanged) => {
                if let Some(tail) = self.tails.back_mut() {
                    tail.stay();
                }
                Ok(())
            }
        }
    }

    /// A file that was never seen.
    fn begin(&mut self, begin: Begin) -> io::Result<()> {
        let mut tail = Tail::open(&self.path)?;
        match begin {
            Begin::Start => {}
            Begin::End => tail.skip_to_end()?,
        }
        self.tails.push_back(tail);
        (self.has_current, self.is_changed) = (true, true);
        Ok(())
    }

    /// Another file is at the path: the one before was renamed.
    fn turn(&mut self) -> io::Result<()> {
        let Some(last) = self.tails.back_mut() else { return Ok(()) };
        last.retire();
        let mark = last.mark();
        self.has_current = false;
        self.between(&mark)?;
        self.begin(Begin::Start)
    }

    /// The file was cut: what it was is in a copy.
    fn cut(&mut self) -> io::Result<()> {
        let Some(mark) = self.tails.back().map(Tail::mark) else { return Ok(()) };
        let Some(copy) = self.find(&mark)? else {
            if self.seeks_on() {
                return Ok(());
            }
            self.tails.pop_back();
            self.has_current = false;
            self.lost.push(format!(
                "{} was cut, and what stood after byte {} was not found in a copy beside it",
                self.path.display(),
                mark.offset
            ));
            return self.begin(Begin::Start);
        };
        self.seeking_since = None;
        self.tails.pop_back();
        self.has_current = false;
        self.tails.push_back(copy);
        self.between(&mark)?;
        self.begin(Begin::Start)
    }

    /// Goes on where an earlier run ended.
    fn resume(&mut self, about: &Metadata) -> io::Result<()> {
        let Some(last) = self.kept.last().cloned() else { return Ok(()) };
        let mut tails = VecDeque::new();
        let mut lost = None;
        for mark in self.kept.iter().take(self.kept.len().saturating_sub(1)) {
            match self.find(mark)? {
                Some(tail) => tails.push_back(tail),
                None if mark.offset < mark.length => lost = Some(mark.offset),
                None => {}
            }
        }
        let here = if last.id == FileId::of(about) || last.offset > 0 {
            Tail::resume(&self.path, &last)?
        } else {
            None
        };
        if let Some(tail) = here {
            tails.push_back(tail);
            (self.tails, self.has_current) = (tails, true);
        } else {
            let found = self.find(&last)?;
            if found.is_none() && self.seeks_on() {
                return Ok(());
            }
            lost = if found.is_none() && last.offset > 0 { Some(last.offset) } else { lost };
            tails.extend(found);
            self.tails = tails;
            self.between(&last)?;
            self.begin(Begin::Start)?;
        }
        self.kept.clear();
        (self.seeking_since, self.is_changed) = (None, true);
        let path = self.path.display();
        self.lost.extend(lost.map(|at| {
            format!("{path} was rotated away while nobody looked; what stood after byte {at} was not found")
        }));
        Ok(())
    }

    /// Whether it is too early to give a file up.
    fn seeks_on(&mut self) -> bool {
        let since = *self.seeking_since.get_or_insert_with(Instant::now);
        let seeks_on = since.elapsed() < SEEK_MAX;
        if !seeks_on {
            self.seeking_since = None;
        }
        seeks_on
    }

    /// The file that was marked, among those that the log was before.
    fn find(&self, mark: &Mark) -> io::Result<Option<Tail>> {
        let mut rotated = self.rotated()?;
        // Most likely it only has another name.
        rotated.sort_by_key(|file| file.id != mark.id);
        for file in rotated {
            if file.path != self.path
                && let Some(mut tail) = unless_gone(Tail::resume(&file.path, mark))?.flatten()
            {
                tail.retire();
                return Ok(Some(tail));
            }
        }
        Ok(None)
    }

    /// Queues what was rotated after the marked file, from its beginning.
    fn between(&mut self, mark: &Mark) -> io::Result<()> {
        let rotated = self.rotated()?;
        let mut known: Option<usize> = None;
        for (place, file) in rotated.iter().enumerate() {
            // An inode is used again once its file is gone: what it holds decides.
            if is_same(mark, file)? {
                known = Some(place);
            }
        }
        let here = unless_gone(std::fs::metadata(&self.path))?.map(|about| FileId::of(&about));
        for (place, file) in rotated.iter().enumerate() {
            let is_younger = known.map_or(file.written_ns > mark.written_ns, |known| place > known);
            if is_younger
                && Some(file.id) != here
                && !self.tails.iter().any(|tail| tail.id() == file.id)
                && let Some(mut tail) = unless_gone(Tail::open(&file.path))?
            {
                if self.tails.len() >= TAILS_MAX {
                    let path = file.path.display();
                    self.lost.push(format!("{path} was not read: too many at once; import it"));
                    continue;
                }
                tail.retire();
                self.tails.push_back(tail);
            }
        }
        Ok(())
    }

    /// The files that the log was before, oldest first.
    fn rotated(&self) -> io::Result<Vec<Rotated>> {
        let Some(folder) = self.path.parent() else { return Ok(Vec::new()) };
        let log = name_of(&self.path);
        let mut rotated = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if !is_rotated(&log, &name_of(&path)) || names::is_being_packed(&path) {
                continue;
            }
            if let Some(about) = unless_gone(std::fs::metadata(&path))? {
                let (id, written_ns) = (FileId::of(&about), written_ns(&about));
                rotated.push(Rotated { path, id, written_ns });
            }
        }
        let number = |file: &Rotated| turn_number(&log, &name_of(&file.path));
        if rotated.iter().all(|file| number(file).is_some()) {
            // Two may be of one instant: the number knows.
            rotated.sort_by_key(|file| Reverse(number(file)));
        } else {
            rotated.sort_by(|a, b| (a.written_ns, &a.path).cmp(&(b.written_ns, &b.path)));
        }
        Ok(rotated)
    }

    /// The next lines, of the oldest file that has some.
    pub(super) fn read(&mut self) -> io::Result<Lines> {
        let mut place = 0_usize;
        let count = self.tails.len();
        let current = self.has_current.then(|| count.saturating_sub(1));
        let mut gone = 0_usize;
        while let Some(tail) = self.tails.get_mut(place) {
            let is_current = Some(place.saturating_add(gone)) == current;
            let lines = match tail.read() {
                Ok(lines) => lines,
                Err(error) => {
                    if !is_current {
                        // A damaged archive: nothing more is to be had of it.
                        self.tails.remove(place);
                        self.is_changed = true;
                    }
                    return Err(error);
                }
            };
            if lines.is_moved {
                self.is_changed = true;
                return Ok(lines);
            }
            if !is_current && tail.is_done() {
                self.tails.remove(place);
                gone = gone.saturating_add(1);
                self.is_changed = true;
            } else {
                place = place.saturating_add(1);
            }
        }
        Ok(Lines::default())
    }
}

fn is_same(mark: &Mark, file: &Rotated) -> io::Result<bool> {
    if mark.offset == 0 {
        return Ok(file.id == mark.id);
    }
    Ok(unless_gone(mark.has_same_head(&file.path))?.unwrap_or(false))
}

/// A file that is gone in between is no fault: rotation goes on meanwhile.
fn unless_gone<T>(read: io::Result<T>) -> io::Result<Option<T>> {
    match read {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
