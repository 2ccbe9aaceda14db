//! Archives as people send them, and as attackers do.

use std::io::{self, BufRead as _, Write as _};
use std::ops::ControlFlow;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

const SMALL: Bounds = Bounds { files: 8, bytes: 256 << 20, times: 250 };

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_ustar();
        // The crate refuses names that lead outside: an attacker's does not.
        let field = &mut header.as_old_mut().name;
        field[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(u64::try_from(bytes.len()).unwrap());
        header.set_mode(0o644);
        header.set_cksum();
        archive.append(&header, *bytes).unwrap();
    }
    archive.into_inner().unwrap()
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, bytes) in files {
        archive.start_file(*name, options).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn shown(bytes: &[u8], bounds: Bounds) -> (Vec<String>, Result<Vec<FileNote>, ArchiveError>) {
    let mut lines = Vec::new();
    let read = read(io::Cursor::new(bytes), bounds, &mut |name, text| {
        for line in text.split(b'\n') {
            lines.push(format!("{name}: {}", String::from_utf8_lossy(&line?)));
        }
        Ok(ControlFlow::Continue(()))
    });
    (lines, read)
}

#[test]
fn logs_are_read_out_of_every_kind_of_bundle() {
    let files: &[(&str, &[u8])] =
        &[("log/a.log", b"one\ntwo\n"), ("log/b.log.gz", &gzip(b"three"))];
    let expected = ["log/a.log: one", "log/a.log: two", "log/b.log.gz: three"];
    let plain = tar(files);
    for bundle in
        [plain.clone(), gzip(&plain), zstd::encode_all(plain.as_slice(), 3).unwrap(), zipped(files)]
    {
        let (lines, notes) = shown(&bundle, SMALL);
        assert_eq!(lines, expected);
        assert!(notes.unwrap().iter().all(|note| note.left_out.is_none()));
    }
    assert_eq!(shown(&gzip(b"alone\n"), SMALL).0, ["-: alone"]);
}

#[test]
fn names_that_lead_outside_links_and_archives_within_are_left_out_and_told() {
    let inner = tar(&[("x", b"inner\n")]);
    let mut bundle = tar(&[
        ("../../etc/cron.d/x", b"evil\n"),
        ("/etc/passwd", b"evil\n"),
        ("inner.tar", &inner),
        ("picture.png", b"\x89PNG\0\0"),
        ("broken.gz", &gzip(&b"line\n".repeat(9_000))[..60]),
        ("good.log", b"good\n"),
    ]);
    bundle.truncate(bundle.len() - 1024);
    let mut link = tar::Header::new_ustar();
    link.set_entry_type(tar::EntryType::Symlink);
    link.set_path("link").unwrap();
    link.set_link_name("/etc/shadow").unwrap();
    link.set_size(0);
    link.set_cksum();
    bundle.extend_from_slice(link.as_bytes());
    bundle.extend([0; 1024]);

    let (lines, notes) = shown(&bundle, SMALL);

    let notes: Vec<_> = notes.unwrap().into_iter().map(|one| (one.name, one.left_out)).collect();
    let expected = [
        ("../../etc/cron.d/x", Some(LeftOut::UnsafeName)),
        ("/etc/passwd", Some(LeftOut::UnsafeName)),
        ("inner.tar", Some(LeftOut::Nested)),
        ("picture.png", Some(LeftOut::Binary)),
        ("broken.gz", Some(LeftOut::Damaged)),
        ("good.log", None),
        ("link", Some(LeftOut::NoPlainFile)),
    ];
    assert_eq!(notes, expected.map(|(name, why)| (name.to_owned(), why)));
    assert_eq!(lines.iter().filter(|line| !line.starts_with("broken")).count(), 1, "{lines:?}");
}

#[test]
fn what_unpacks_without_end_ends() {
    let line = [vec![b'x'; 1 << 16], vec![b'\n']].concat();
    let bomb = gzip(&line.repeat(1_280));
    let within = tar(&[("a.gz", &bomb), ("b.gz", &bomb)]);
    for bundle in [bomb.clone(), gzip(&within), zipped(&[("a.gz", &bomb)])] {
        let mut count = 0_u64;
        let read = read(io::Cursor::new(bundle), SMALL, &mut |_, text| {
            for line in text.split(b'\n') {
                count += u64::from(!line?.is_empty());
            }
            Ok(ControlFlow::Continue(()))
        });
        assert!(matches!(read, Err(ArchiveError::TooMuch)), "{read:?}");
        assert!(count < 1_280, "{count}");
    }
    let many: Vec<(String, &[u8])> = (0..20).map(|at| (format!("{at}.log"), &b"x\n"[..])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    for bundle in [tar(&many), zipped(&many)] {
        assert!(matches!(shown(&bundle, SMALL).1, Err(ArchiveError::TooMany)));
    }
}

#[test]
fn any_damage_is_an_error_or_told_and_never_a_panic() {
    for whole in [tar(&[("a.log", b"hello\n")]), zipped(&[("a.log", b"hello\n")]), gzip(b"hello\n")]
    {
        for at in 0..whole.len().min(700) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0xff;
            drop(shown(&damaged, SMALL));
            drop(shown(&whole[..at], SMALL));
        }
    }
}

#[test]
fn who_looks_may_stop_and_need_not_read_to_the_end() {
    let files: &[(&str, &[u8])] = &[("a.log", b"one\ntwo\n"), ("b.log", b"three\n")];
    for bundle in [tar(files), zipped(files)] {
        let mut names = Vec::new();
        let all = read(io::Cursor::new(&bundle), SMALL, &mut |name, _| {
            names.push(name.to_owned());
            Ok(ControlFlow::Continue(()))
        });
        assert_eq!((names.len(), all.unwrap().len()), (2, 2));
        let stopped = read(io::Cursor::new(&bundle), SMALL, &mut |_, _| Ok(ControlFlow::Break(())));
        assert!(matches!(stopped, Err(ArchiveError::Stopped)));
    }
    let nothing = read(io::Cursor::new(b""), SMALL, &mut |_, _| Ok(ControlFlow::Continue(())));
    assert_eq!(nothing.unwrap().len(), 1);
}
