//! Readers that count, that look ahead, and that share one file.

use std::cell::{Cell, RefCell};
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;

/// So many bytes tell an archive and a binary file.
const LOOK_BYTES: u64 = 8_000;

/// Counts what comes out of all that is packed, together.
#[derive(Debug)]
pub(crate) struct Meter {
    out: Cell<u64>,
    most: u64,
    is_over: Cell<bool>,
}

impl Meter {
    pub(crate) fn new(most: u64) -> Rc<Self> {
        Rc::new(Self { out: Cell::new(0), most, is_over: Cell::new(false) })
    }

    /// Whether more came out than may.
    pub(crate) fn is_over(&self) -> bool {
        self.is_over.get()
    }

    pub(crate) fn metered<R>(self: &Rc<Self>, inner: R) -> Metered<R> {
        Metered { inner, meter: Rc::clone(self) }
    }
}

/// What is read through it counts.
#[derive(Debug)]
pub(crate) struct Metered<R> {
    inner: R,
    meter: Rc<Meter>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let out = self.meter.out.get().saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        self.meter.out.set(out);
        if out > self.meter.most {
            self.meter.is_over.set(true);
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "too much comes out"));
        }
        Ok(count)
    }
}

/// A text whose beginning was looked at.
#[derive(Debug)]
pub(crate) struct Peeked<R> {
    text: io::Chain<io::Cursor<Vec<u8>>, R>,
}

impl<R: Read> Peeked<R> {
    pub(crate) fn new(mut text: R) -> io::Result<Self> {
        let mut start = Vec::new();
        text.by_ref().take(LOOK_BYTES).read_to_end(&mut start)?;
        Ok(Self { text: io::Cursor::new(start).chain(text) })
    }

    pub(crate) fn start(&self) -> &[u8] {
        self.text.get_ref().0.get_ref()
    }
}

impl<R: Read> Read for Peeked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.text.read(buffer)
    }
}

/// A place of its own in a file that others read, too.
#[derive(Debug)]
pub(crate) struct Placed<R> {
    file: Rc<RefCell<R>>,
    at: u64,
}

impl<R: Read + Seek> Placed<R> {
    pub(crate) fn new(file: &Rc<RefCell<R>>) -> Self {
        Self { file: Rc::clone(file), at: 0 }
    }

    fn with<T>(&self, work: impl FnOnce(&mut R) -> io::Result<T>) -> io::Result<T> {
        work(&mut *self.file.try_borrow_mut().map_err(io::Error::other)?)
    }
}

impl<R: Read + Seek> Read for Placed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.with(|file| {
            file.seek(SeekFrom::Start(self.at))?;
            file.read(buffer)
        })?;
        self.at = self.at.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        Ok(count)
    }
}

impl<R: Read + Seek> Seek for Placed<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let (from, by) = match to {
            SeekFrom::Start(at) => (at, 0),
            SeekFrom::Current(by) => (self.at, by),
            SeekFrom::End(by) => (self.with(|file| file.seek(SeekFrom::End(0)))?, by),
        };
        let before = || io::Error::new(io::ErrorKind::InvalidInput, "before the beginning");
        self.at = from.checked_add_signed(by).ok_or_else(before)?;
        Ok(self.at)
    }
}
