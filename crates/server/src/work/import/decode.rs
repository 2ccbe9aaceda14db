//! Plain, gzip or zstd, told by the first bytes.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const GZIP: [u8; 2] = [0x1f, 0x8b];
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// Whether a file that begins so is wrapped in something.
pub(crate) fn is_packed(start: &[u8]) -> bool {
    start.starts_with(&GZIP) || start.starts_with(&ZSTD)
}

/// The text of a file, whatever it is wrapped in.
pub(crate) fn decoded(
    mut file: impl BufRead + Send + 'static,
) -> io::Result<Box<dyn BufRead + Send>> {
    let start = file.fill_buf()?;
    if start.starts_with(&GZIP) {
        return Ok(Box::new(BufReader::new(flate2::bufread::MultiGzDecoder::new(file))));
    }
    if start.starts_with(&ZSTD) {
        return Ok(Box::new(BufReader::new(zstd::stream::read::Decoder::with_buffer(file)?)));
    }
    Ok(Box::new(file))
}

/// Counts what is read through it.
pub(super) struct Counted<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R> Counted<R> {
    pub(super) fn new(inner: R, read: Arc<AtomicU64>) -> Self {
        read.store(0, Ordering::Relaxed);
        Self { inner, read }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.read.fetch_add(u64::try_from(count).unwrap_or_default(), Ordering::Relaxed);
        Ok(count)
    }
}
