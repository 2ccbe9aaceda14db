use super::*;

#[test]
fn the_payload_is_what_the_program_wrote() {
    for (message, expected) in [
        ("<13>1 2026-11-21T13:00:00Z gl rails 12 - - {\"a\":1}", "{\"a\":1}"),
        (
            "<13>1 2026-11-21T13:00:00.1Z gl rails - - [x@1 k=\"a\\\"]b\"][y] \u{feff}{\"a\":1}",
            "{\"a\":1}",
        ),
        ("<13>1 - - - - - -", ""),
        ("<190>Nov 21 13:55:00 gl gitlab-rails: {\"a\":\"b: c\"}", "{\"a\":\"b: c\"}"),
        ("<190>Nov  1 13:55:00 gl gitlab-rails[12]: {\"a\":1}", "{\"a\":1}"),
        ("<190>Nov  1 13:55:00 gl {\"a\":1}", "{\"a\":1}"),
        ("<190>Nov  1 13:55:00 gl rails {\"a\":1}", "{\"a\":1}"),
        ("<190>Nov  1 13:55:00 rails: {\"a\":1}", "{\"a\":1}"),
        ("<190>Nov  1 13:55:00 {\"a\":1}", "{\"a\":1}"),
        ("<190>Nov  1 13:55:00 gl rails: [{\"a\":1}]", "[{\"a\":1}]"),
        ("<190>2026-11-21T13:55:00.123456+01:00 gl rails: {\"a\":1}", "{\"a\":1}"),
        ("<38>Nov  1 13:55:00 gl sshd[7]: Accepted key: x", "Accepted key: x"),
        ("<190>no time at all", "no time at all"),
        ("{\"a\":\"<13>\"}", "{\"a\":\"<13>\"}"),
        ("plain text", "plain text"),
        ("<9999>x", "<9999>x"),
        ("<>x", "<>x"),
        ("", ""),
    ] {
        let payload = payload(&Bytes::copy_from_slice(message.as_bytes()));
        assert_eq!(String::from_utf8_lossy(&payload), expected, "{message}");
    }
}

#[test]
fn bytes_that_are_no_text_stay_as_they_are() {
    let message = Bytes::from_static(b"<13>Nov  1 13:55:00 gl rails: \xff\xfe{");
    assert_eq!(payload(&message), b"\xff\xfe{".as_slice());
}

fn frames(chunks: &[&[u8]]) -> (Vec<String>, u64) {
    let mut frames = Frames::default();
    let mut found = Vec::new();
    for chunk in chunks {
        frames.room().extend_from_slice(chunk);
        while let Some(message) = frames.next(false) {
            found.push(String::from_utf8_lossy(&message).into_owned());
        }
    }
    while let Some(message) = frames.next(true) {
        found.push(String::from_utf8_lossy(&message).into_owned());
    }
    (found, frames.too_long)
}

#[test]
fn both_framings_are_told_apart_whatever_the_network_cuts() {
    let text = b"5 <1>ab\n<1>line one\r\n\n7 <1>c\nd9<1>two\n<1>last";
    let expected = ["<1>ab", "<1>line one\r", "<1>c\nd9", "<1>two", "<1>last"];
    for size in 1..text.len() {
        let chunks: Vec<&[u8]> = text.chunks(size).collect();
        assert_eq!(frames(&chunks).0, expected, "chunks of {size}");
    }
}

#[test]
fn a_message_that_is_too_long_is_counted_and_the_next_one_is_taken() {
    let long = vec![b'x'; MESSAGE_BYTES_MAX + 1];
    let counted = format!("{} ", long.len());
    let (found, too_long) =
        frames(&[counted.as_bytes(), &long, b"<1>a\n", &long, &long, b"\n<1>b\n"]);
    assert_eq!(
        (found.as_slice(), too_long),
        (["<1>a".to_owned(), "<1>b".to_owned()].as_slice(), 2)
    );
}
