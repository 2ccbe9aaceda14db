//! CE2, UA2: reach is scopes × memberships × visibility; variables by name, from Maintainer on.

use engine::respond::Reach;
use engine::respond::reach::{Power, role_name};

use super::example::{leaked, taken_over};

#[track_caller]
fn check(scopes: &[&str], access_level: u8, visibility: &str, powers: &[Power], variables: usize) {
    let mut survey = leaked();
    survey.tokens[0].scopes = scopes.iter().map(|&scope| scope.to_owned()).collect();
    survey.memberships[0].access_level = access_level;
    survey.memberships[0].visibility = Some(visibility.to_owned());
    let reach = Reach::of(&survey);
    let actual: Vec<Power> = reach.places[0].powers.iter().copied().collect();
    assert_eq!(actual, powers, "{scopes:?} at {access_level}");
    assert_eq!(reach.variables().count(), variables, "{scopes:?} at {access_level}");
}

#[test]
fn a_scope_reaches_no_further_than_the_role() {
    use Power::*;
    check(&["read_repository"], 10, "private", &[], 0);
    check(&["read_repository"], 10, "internal", &[ReadCode], 0);
    check(&["read_repository"], 50, "private", &[ReadCode], 0);
    check(&["write_repository"], 20, "private", &[ReadCode], 0);
    check(&["write_repository"], 30, "private", &[ReadCode, WriteCode], 0);
    check(&["read_api"], 30, "private", &[ReadApi, ReadRegistry], 0);
    check(&["read_api"], 40, "private", &[ReadApi, ReadRegistry], 1);
    check(
        &["api"],
        30,
        "private",
        &[ReadApi, WriteApi, ReadCode, WriteCode, ReadRegistry, WriteRegistry],
        0,
    );
    check(&["create_runner"], 30, "private", &[], 0);
    check(&["create_runner"], 40, "private", &[ManageRunners], 0);
    check(
        &["sudo", "admin_mode", "read_user", "new_scope"],
        50,
        "private",
        &[ActAsAnybody, AdminMode],
        0,
    );
}

#[test]
fn a_user_is_limited_by_no_scope() {
    let reach = Reach::of(&taken_over());
    assert!(reach.scopes.is_empty());
    assert_eq!(reach.variables().collect::<Vec<_>>(), ["team/app: DEPLOY_KEY"]);
}

#[test]
fn an_administrator_with_the_api_reaches_everything() {
    let mut survey = leaked();
    survey.is_admin = true;
    assert!(Reach::of(&survey).is_everything);
    survey.tokens[0].scopes = vec!["read_repository".to_owned()];
    assert!(!Reach::of(&survey).is_everything);
}

#[test]
fn a_bot_does_not_read_other_internal_projects() {
    let mut survey = leaked();
    assert!(Reach::of(&survey).reads_internal);
    survey.is_bot = true;
    assert!(!Reach::of(&survey).reads_internal);
}

#[test]
fn many_variables_are_counted_not_listed() {
    let mut survey = leaked();
    survey.memberships[0].variables = (0..20).map(|number| format!("V{number}")).collect();
    let texts = Reach::of(&survey).texts(&survey);
    let text = texts.iter().find(|text| text.key == "reach-variables").unwrap();
    assert_eq!(text.args["count"], "20");
    assert!(text.args["names"].ends_with("V11, …"), "{}", text.args["names"]);
}

#[test]
fn roles_have_gitlabs_names() {
    let names: Vec<&str> = [5, 10, 15, 20, 30, 40, 50].into_iter().map(role_name).collect();
    assert_eq!(
        names,
        ["Minimal Access", "Guest", "Planner", "Reporter", "Developer", "Maintainer", "Owner"]
    );
}
