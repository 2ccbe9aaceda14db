//! What must hold for any bytes, however a fuzzer came by them.

mod folder;

use std::collections::BTreeMap;
use std::io::Read as _;

use engine::assist::redaction::{Key, Output, Redactor, Rules};
use engine::coordinate::cacao as exchange;
use engine::coordinate::duty::ical;
use engine::investigate::flow::{Baseline, Reader, Tally};
use engine::investigate::include_graph::Walk;
use engine::investigate::secret::{self, Scan, in_diff, is_diff};
use engine::investigate::{ci_file, cloud_audit as cloud, leak_cause, trace};
use event::{Way, field, normalise};
use evidence::court::{self, Given};
use evidence::{Bundle, Recipient, stamp as stamps};
use jiff::{SignedDuration, Timestamp};
use ledger::{Checkpoint, ConsistencyProof, InclusionProof, VerifierKey, cosignatures};

/// Reading never panics, gives a key of one length and names only known
/// fields; what is unparsed says why; a second reading says the same.
pub fn read(way: Way, raw: &[u8]) {
    let event = normalise::read(way, Timestamp::UNIX_EPOCH, raw);
    assert_eq!(event.key.0.len(), 32);
    assert!(event.is_parsed() || !event.problems.is_empty());
    assert!(field::for_rules(&event).keys().all(|name| field::find(name).is_some()));
    assert_eq!(normalise::recognise(way, raw), event.format);
    assert_eq!(normalise::read(way, Timestamp::UNIX_EPOCH, raw), event);
}

/// Every piece lies in the body, in order and without overlap; what is neither
/// an array nor an object is one piece.
pub fn split(body: &[u8]) {
    let pieces = normalise::split(body);
    let mut end = body.as_ptr_range().start;
    for piece in &pieces {
        let range = piece.as_ptr_range();
        assert!(end <= range.start && range.end <= body.as_ptr_range().end);
        end = range.end;
    }
    let is_json = matches!(body.trim_ascii_start().first(), Some(b'[' | b'{'));
    assert!(is_json || pieces == [body]);
}

/// A log is read and judged without a panic; masking hides every secret that
/// was found and keeps the lines where they are.
pub fn job_log(bytes: &[u8]) {
    let log = String::from_utf8_lossy(bytes);
    let lines = trace::lines(&log);
    leak_cause::in_log(&lines);
    leak_cause::runner_of_log(&lines);
    let text = trace::joined(&lines);
    let masked = secret::mask(&text, None);
    assert_eq!(masked.matches('\n').count(), text.matches('\n').count());
    secret::find(&text, Scan { key: &[0; 32], custom_prefix: None });
}

/// A configuration is read or refused without a panic, and a walk that begins
/// with it ends.
pub fn ci_config(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    leak_cause::in_script(".gitlab-ci.yml", &text);
    let read = ci_file::read(&text);
    assert!(read.is_ok_and(|file| file.commands.len() <= 5_000) || ci_file::read(&text).is_err());
    let mut walk = Walk::start(".gitlab-ci.yml", []);
    for _file in 0..1_000 {
        if walk.next_file().is_none() {
            return;
        }
        walk.found(&text);
    }
    panic!("a walk over one text does not end");
}

/// An answer is read without a panic; its rows stand in order.
pub fn cloud_audit(bytes: &[u8]) {
    let read = cloud::import(bytes);
    assert!(read.rows.is_sorted_by_key(|row| row.at));
}

/// A feed is read without a panic; its shifts touch the time asked for and stand
/// in order.
pub fn calendar(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let from = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 20_000);
    let to = from + SignedDuration::from_hours(24 * 30);
    let feed = ical::read(&text, (from, to), &BTreeMap::new());
    assert!(feed.shifts.is_sorted_by_key(|shift| shift.from));
    assert!(feed.shifts.iter().all(|shift| shift.from.is_none_or(|at| at <= to) && shift.to.is_none_or(|at| at >= from)));
}

/// A playbook of others is taken or refused with reasons, without a panic.
pub fn cacao(bytes: &[u8]) {
    let Ok(document) = serde_json::from_slice(bytes) else { return };
    exchange::check(&document);
    let read = exchange::import(&document, None);
    assert!(read.is_ok() || read.is_err_and(|problems| !problems.is_empty()));
}

/// A diff is read without a panic.
pub fn diff(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    is_diff(&text);
    in_diff(&text, "a.txt", Scan { key: &[0; 32], custom_prefix: None });
}

/// What can be read says the same when it is written and read again; no note is
/// signed by a key that did not sign it.
pub fn proof(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(proof) = InclusionProof::parse(&text) {
        assert_eq!(InclusionProof::parse(&proof.to_text()).ok(), Some(proof));
    }
    if let Ok(proof) = ConsistencyProof::parse(&text) {
        assert_eq!(ConsistencyProof::parse(&proof.to_text()).ok(), Some(proof));
    }
    if let Ok(key) = text.trim().parse::<VerifierKey>() {
        assert!(Checkpoint::open("x\n1\nAAAA\n", &key).is_err());
    }
    let key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    let key: VerifierKey = key.parse().expect("the key of the specification's example");
    // A note that it signed may be a checkpoint only if it is one of the seeds.
    if let Ok(head) = Checkpoint::open(&text, &key) {
        cosignatures(&head, &[]).expect("no witness is asked for");
    }
}

/// However the bytes are cut, the same comes out, and its report tells how long.
pub fn redaction(bytes: &[u8]) {
    let Some((cut, log)) = bytes.split_first() else { return };
    let at = usize::from(*cut).min(log.len());
    let whole = redacted(&[log]);
    let (first, last) = log.split_at(at);
    assert_eq!(whole, redacted(&[first, last]));
}

fn redacted(parts: &[&[u8]]) -> (Vec<u8>, String) {
    let made = Redactor::new(&Rules::default(), &Key::new(&[7; 32]), None);
    let mut redactor = made.expect("no rules are fine");
    let mut out = Output::default();
    for part in parts {
        redactor.push(part, &mut out);
    }
    let report = redactor.finish(&mut out);
    (out.text, report.result_sha256)
}

/// Bytes of an item that a bundle of the fuzzer may name.
const ITEM: &[u8] = b"hello\n";

/// Whatever a manifest says, it is judged without a panic; of what is sound,
/// each item can be read and is what the manifest says.
pub fn evidence_bundle(manifest: &[u8]) {
    let dir = folder::fresh();
    let name = folder::hash(ITEM);
    folder::lay(&dir, &format!("items/{}/{name}", &name[..2]), ITEM);
    folder::lay(&dir, "manifest.json", manifest);
    let text = String::from_utf8_lossy(manifest);
    _ = Recipient::parse(&text);
    let unsealed = evidence::verify(&dir, None, &mut |_| {}).expect("the folder can be read");
    assert!(!unsealed.is_sound());
    folder::seal(&dir, manifest);
    let checked = evidence::verify(&dir, None, &mut |_| {}).expect("the folder can be read");
    let Ok(bundle) = Bundle::open(&dir) else { return assert!(!checked.is_sound()) };
    for item in &bundle.manifest.items {
        let mut bytes = Vec::new();
        let read = bundle.content(item).map(|content| content.take(1 << 20).read_to_end(&mut bytes));
        if checked.is_sound() && checked.are_contents_checked {
            assert!(read.is_ok_and(|read| read.is_ok()));
            assert_eq!(folder::hash(&bytes), item.sha256);
        }
    }
    for probe in evidence::probe_names() {
        _ = bundle.report(probe);
    }
}

/// The files of a court bundle that a fuzzer writes, in this order, with a byte
/// 0x1e between them.
const COURT: [&str; 8] = [
    "manifest.json",
    "checkpoint",
    "verifier.pub",
    "witnesses.pub",
    "journal/1.leaf",
    "journal/1.tlog-proof",
    "stamps/1.head",
    "stamps/1.tst",
];

/// Whatever the files say, they are judged without a panic, the second time as
/// the first; and nothing is sound that is not a court bundle.
pub fn court_bundle(bytes: &[u8]) {
    let dir = folder::fresh();
    let parts: Vec<&[u8]> = bytes.splitn(COURT.len(), |byte| *byte == 0x1e).collect();
    for (name, part) in COURT.iter().zip(&parts) {
        folder::lay(&dir, name, part);
    }
    folder::seal(&dir, parts.first().expect("splitting gives at least one"));
    let judged = || court::verify(&dir, Given::default(), &mut |_| {}).expect("the folder can be read");
    let checked = judged();
    assert!(!checked.is_sound() || court::is_one(&dir) && checked.head.is_some());
    assert_eq!(checked, judged());
}

/// What is no token over these bytes is refused, without a panic.
pub fn stamp(bytes: &[u8]) {
    let hash = stamps::sha256(b"a head");
    if let Ok(token) = stamps::token_of(bytes) {
        _ = stamps::verify(&token, &hash, None, &[]);
    }
    if let Ok(certificates) = stamps::certificates(bytes) {
        _ = stamps::verify(bytes, &hash, None, &certificates);
    }
    let other = stamps::verify(bytes, &stamps::sha256(b"another"), None, &[]);
    assert!(stamps::verify(bytes, &hash, None, &[]).is_err() || other.is_err());
}

/// A recording is read without a panic, and every line of it is counted.
pub fn flow(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (mut reader, mut tally) = (Reader::new(None), Tally::default());
    // A person's own file, but of the same outside: what others proposed.
    let baseline = Baseline::read(&text).unwrap_or_default();
    let (mut flows, mut unread) = (0, 0);
    for line in text.lines() {
        match reader.read(line) {
            Ok(Some(flow)) => {
                tally.add(&flow, &baseline);
                flows += 1;
            }
            Ok(None) => {}
            Err(()) => {
                tally.miss();
                unread += 1;
            }
        }
    }
    let report = tally.compare(&baseline);
    assert_eq!((report.flows, report.unread), (flows, unread));
    assert!(report.findings.iter().all(|one| !one.why.is_empty() && !one.name().is_empty()));
    let mut usual = baseline;
    usual.add(tally.propose(&[]));
    let proposed = usual.to_yaml().expect("a baseline can be written");
    assert!(Baseline::read(&proposed).is_ok());
}

/// An archive is read or refused without a panic; no more comes out than may,
/// from no more files than may, and no name leads outside.
pub fn archive(bytes: &[u8]) {
    let bounds = archive::Bounds { files: 16, bytes: 8 << 20, times: 100 };
    let (mut out, mut files) = (0, 0);
    let read = archive::read(std::io::Cursor::new(bytes), bounds, &mut |name, text| {
        files += 1;
        let is_up = name.split(['/', '\\']).any(|part| part == "..");
        assert!(!is_up && !name.starts_with(['/', '\\']), "{name}");
        out += std::io::copy(text, &mut std::io::sink())?;
        Ok(std::ops::ControlFlow::Continue(()))
    });
    assert!(out <= bounds.bytes && files <= bounds.files);
    assert!(read.is_err() || read.is_ok_and(|notes| notes.len() <= bounds.files));
}
