//! Tests of [`super`].

use super::*;

#[test]
fn all_types_of_gitlab_18_7_are_there_each_once() {
    assert_eq!(all().len(), 501);
    assert_eq!(TYPES.lines().count(), 1 + 501);
    assert!(all().windows(2).all(|pair| pair[0].name < pair[1].name));
    assert_eq!(all().iter().filter(|kind| !kind.is_saved).count(), 36);
}

#[test]
fn every_meaning_belongs_to_a_type_and_is_there_in_both_languages() {
    let meanings = MEANINGS.lines().count() - 1;
    let with_both =
        all().iter().filter(|kind| kind.meaning_en.is_some() && kind.meaning_ja.is_some()).count();
    assert_eq!(with_both, meanings);
    for kind in all() {
        assert!(
            kind.meaning_en.is_none_or(|text| text.ends_with('.') && text.is_ascii()),
            "{}",
            kind.name
        );
        assert!(kind.meaning_ja.is_none_or(|text| text.ends_with('。')), "{}", kind.name);
    }
}

#[test]
fn a_type_is_found_by_its_name_and_an_unknown_one_is_not() {
    let kind = find("variable_viewed_api").unwrap();
    assert_eq!((kind.category, kind.introduced_in, kind.is_saved), ("Ci variables", "18.3", false));
    assert_eq!(kind.scopes, ["Group", "Project"]);
    assert_eq!(find("cider_pressed_in_orbit"), None);
}
