//! What must hold for any bytes, however a fuzzer came by them.

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

/// Every piece lies in the body, in order and without overlap; what is no
/// array is one piece.
pub fn split(body: &[u8]) {
    let pieces = normalise::split(body);
    let mut end = body.as_ptr_range().start;
    for piece in &pieces {
        let range = piece.as_ptr_range();
        assert!(end <= range.start && range.end <= body.as_ptr_range().end);
        end = range.end;
    }
    let is_array = body.trim_ascii_start().first() == Some(&b'[');
    assert!(is_array || pieces == [body]);
}
