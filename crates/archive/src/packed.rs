//! Plain, gzip, zstd, bzip2 or xz, told by the first bytes.

use std::io::{self, BufRead, BufReader, Read};

const GZIP: [u8; 2] = [0x1f, 0x8b];
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
const XZ: [u8; 6] = [0xfd, b'7', b'z', b'X', b'Z', 0];
/// `BZh`, the size of its blocks as a digit, then the first block's mark.
const BZIP2: [u8; 3] = *b"BZh";
const BZIP2_BLOCK: [u8; 6] = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59];

/// So many bytes tell what a file is wrapped in.
pub const MAGIC_MAX: usize = 10;

/// What unpacking an xz file may take, in KiB: `xz -9` needs 65 MiB.
const XZ_KIB_MAX: u32 = 96 << 10;

/// Whether a file that begins so is wrapped in something.
pub fn is_packed(start: &[u8]) -> bool {
    start.starts_with(&GZIP)
        || start.starts_with(&ZSTD)
        || start.starts_with(&XZ)
        || is_bzip2(start)
}

fn is_bzip2(start: &[u8]) -> bool {
    start.starts_with(&BZIP2) && start.get(4..).is_some_and(|rest| rest.starts_with(&BZIP2_BLOCK))
}

/// The text of a file, whatever it is wrapped in.
///
/// # Errors
/// The file cannot be read.
pub fn decoded(file: impl BufRead + Send + 'static) -> io::Result<Box<dyn BufRead + Send>> {
    Ok(Box::new(Decoded::of(file)?))
}

/// A text, whatever it is wrapped in.
pub struct Decoded<R: BufRead>(Wrapped<R>);

enum Wrapped<R: BufRead> {
    Plain(R),
    Gzip(Box<BufReader<flate2::bufread::MultiGzDecoder<R>>>),
    Zstd(Box<BufReader<zstd::stream::read::Decoder<'static, R>>>),
    Xz(Box<BufReader<lzma_rust2::XzReader<R>>>),
    Bzip2(BufReader<bzip2::bufread::MultiBzDecoder<R>>),
}

impl<R: BufRead> Decoded<R> {
    /// Told by its first bytes.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn of(file: R) -> io::Result<Self> {
        Wrapped::of(file).map(Self)
    }
}

impl<R: BufRead> std::fmt::Debug for Decoded<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decoded").finish_non_exhaustive()
    }
}

impl<R: BufRead> Wrapped<R> {
    fn of(mut file: R) -> io::Result<Self> {
        let start = file.fill_buf()?;
        if start.starts_with(&GZIP) {
            let unpacked = flate2::bufread::MultiGzDecoder::new(file);
            return Ok(Self::Gzip(Box::new(BufReader::new(unpacked))));
        }
        if start.starts_with(&ZSTD) {
            let unpacked = zstd::stream::read::Decoder::with_buffer(file)?;
            return Ok(Self::Zstd(Box::new(BufReader::new(unpacked))));
        }
        if start.starts_with(&XZ) {
            let unpacked = lzma_rust2::XzReader::new_mem_limit(file, true, XZ_KIB_MAX);
            return Ok(Self::Xz(Box::new(BufReader::new(unpacked))));
        }
        if is_bzip2(start) {
            return Ok(Self::Bzip2(BufReader::new(bzip2::bufread::MultiBzDecoder::new(file))));
        }
        Ok(Self::Plain(file))
    }

    fn inner(&mut self) -> &mut dyn BufRead {
        match self {
            Self::Plain(text) => text,
            Self::Gzip(text) => text,
            Self::Zstd(text) => text,
            Self::Xz(text) => text,
            Self::Bzip2(text) => text,
        }
    }
}

impl<R: BufRead> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.inner().read(buffer)
    }
}

impl<R: BufRead> BufRead for Decoded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.0.inner().fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.0.inner().consume(amount);
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use super::*;

    const LINE: &str = "{\"severity\":\"INFO\"}\n";

    /// Twice that line, as `bzip2` writes it, one behind the other.
    const BZIP2: &str = "\
        425a68393141592653593347394d0000095d80001010000010012182201d2a2000229a311e90f2853000\
        4d11742430089f49c24ff1772453850903347394d0425a68393141592653593347394d0000095d800010\
        10000010012182201d2a2000229a311e90f28530004d11742430089f49c24ff1772453850903347394d0";

    /// The same as `xz -6` and `xz -9` write it.
    const XZ: &str = "\
        fd377a585a000004e6d6b4460200210116000000742fe5a30100137b227365766572697479223a22494e\
        464f227d0a00e16e9a653fdd986000012c14f80a6d031fb6f37d010000000004595afd377a585a000004\
        e6d6b446020021011c00000010cf58cc0100137b227365766572697479223a22494e464f227d0a00e16e\
        9a653fdd986000012c14f80a6d031fb6f37d010000000004595a";

    /// As `xz` writes it, but its head asks for a dictionary of 1 GiB.
    const GREEDY: &str = "\
        fd377a585a000004e6d6b44602002101240000005e1fc7f90100137b227365766572697479223a22494e\
        464f227d0a00e16e9a653fdd986000012c14f80a6d031fb6f37d010000000004595a";

    fn text(packed: Vec<u8>) -> io::Result<String> {
        assert!(is_packed(&packed));
        let mut text = String::new();
        decoded(Cursor::new(packed))?.read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn what_is_packed_is_told_by_its_first_bytes_and_unpacked_to_the_end() {
        let twice = LINE.repeat(2);
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(LINE.as_bytes()).unwrap();
        let gzip = gzip.finish().unwrap().repeat(2);
        let zstd = zstd::encode_all(LINE.as_bytes(), 1).unwrap().repeat(2);
        for (name, packed) in [
            ("gzip", gzip),
            ("zstd", zstd),
            ("bzip2", hex::decode(BZIP2).unwrap()),
            ("xz", hex::decode(XZ).unwrap()),
        ] {
            assert_eq!(text(packed).unwrap(), twice, "{name}");
        }
        assert!(!is_packed(LINE.as_bytes()));
        assert!(!is_packed(b"BZhome is a word"));
    }

    #[test]
    fn a_file_that_wants_too_much_memory_or_is_cut_off_is_an_error() {
        assert_eq!(
            text(hex::decode(GREEDY).unwrap()).unwrap_err().kind(),
            io::ErrorKind::OutOfMemory
        );
        for packed in [BZIP2, XZ] {
            let mut packed = hex::decode(packed).unwrap();
            packed.truncate(packed.len() - 9);
            assert!(text(packed).is_err());
        }
    }
}
