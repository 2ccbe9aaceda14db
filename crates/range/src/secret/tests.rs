//! The shapes of tokens, against a vector worked out by hand.

use super::*;

#[test]
fn a_routable_token_has_the_layout_and_checksum_of_gitlab() {
    let random = std::array::from_fn(|i| u8::try_from(i).unwrap());

    let token = routable_from(ACCESS_TOKEN, &[('u', 48), ('c', 1), ('o', 1)], random);

    assert_eq!(token, "glpat-AAECAwQFBgcICQoLDA0OD2M6MQpvOjEKdToxYww.01.131q5p1e7");
}

#[test]
fn a_legacy_token_is_a_prefix_and_twenty_letters() {
    let token = legacy(ACCESS_TOKEN, &mut Dice::new(1));

    assert_eq!(token.len(), 26);
    assert!(token.starts_with("glpat-"));
}

#[test]
fn equal_seeds_make_equal_tokens() {
    let make = || routable(ACCESS_TOKEN, &[('o', 1)], &mut Dice::new(9));

    assert_eq!(make(), make());
}
