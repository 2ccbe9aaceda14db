//! What must hold for any bytes, however a fuzzer came by them.

use engine::investigate::include_graph::Walk;
use engine::investigate::secret::{self, Scan};
use engine::investigate::{ci_file, cloud_audit as cloud, leak_cause, trace};
use event::{Way, field, normalise};
use jiff::Timestamp;

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
