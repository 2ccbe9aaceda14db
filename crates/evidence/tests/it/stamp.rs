//! Stamps by a real authority (`openssl ts`): sound ones are taken, all else is refused.

use evidence::stamp::{self, StampError};

use crate::tsa::Authority;

const NONCE: [u8; 8] = [7, 1, 2, 3, 4, 5, 6, 7];

/// A token over these bytes, and the anchors that it leads to.
fn stamped(key: &str, bytes: &[u8]) -> Option<(Vec<u8>, Vec<Vec<u8>>)> {
    let dir = tempfile::tempdir().unwrap();
    let Some(authority) = Authority::make(dir.path(), key) else {
        #[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
        {
            eprintln!("SKIPPED: no openssl; to run: apt-get install openssl");
        }
        return None;
    };
    let request = stamp::request(&stamp::sha256(bytes), &NONCE).unwrap();
    let token = stamp::token_of(&authority.answer(&request)).unwrap();
    let anchors = stamp::certificates(&std::fs::read(authority.root()).unwrap()).unwrap();
    Some((token, anchors))
}

#[test]
fn a_stamp_of_a_trusted_authority_holds_for_its_bytes_and_its_request_only() {
    for key in ["rsa", "ec"] {
        let Some((token, anchors)) = stamped(key, b"a head") else { return };
        let hash = stamp::sha256(b"a head");

        let sound = stamp::verify(&token, &hash, Some(&NONCE), &anchors).unwrap();
        assert!(sound.is_anchored);
        assert!(sound.authority.contains("CN=tsa"), "{sound:?}");
        assert!(!stamp::verify(&token, &hash, None, &[]).unwrap().is_anchored);

        let other = stamp::verify(&token, &stamp::sha256(b"A head"), None, &anchors);
        assert!(matches!(other, Err(StampError::OtherBytes)), "{other:?}");
        let other = stamp::verify(&token, &hash, Some(&[9; 8]), &anchors);
        assert!(matches!(other, Err(StampError::OtherNonce)), "{other:?}");

        let (_, strangers) = stamped(key, b"").unwrap();
        let other = stamp::verify(&token, &hash, None, &strangers);
        assert!(matches!(other, Err(StampError::NotTrusted(_))), "{other:?}");
    }
}

#[test]
fn no_altered_byte_of_a_token_goes_unnoticed() {
    let Some((token, anchors)) = stamped("ec", b"a head") else { return };
    let hash = stamp::sha256(b"a head");
    let sound = stamp::verify(&token, &hash, Some(&NONCE), &anchors).unwrap();
    let mut kept = 0;
    for at in 0..token.len() {
        let mut altered = token.clone();
        altered[at] ^= 1;
        // What nobody signs (the token's own list of algorithms) may read the same.
        if let Ok(again) = stamp::verify(&altered, &hash, Some(&NONCE), &anchors) {
            assert_eq!(again, sound, "byte {at}");
            kept += 1;
        }
    }
    assert!(kept < 40, "{kept} bytes of {} mean nothing", token.len());
}
