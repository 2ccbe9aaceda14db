//! P2, P3: what takes the place of an administrator's acts on GitLab.com.

use engine::respond::plan::propose;
use engine::respond::{
    Act, Deployment, OwnedToken, Plan, Survey, Tier, TokenHandle, TokenScope, Wish,
};
use event::GroupId;

use super::example::{ALICE, at, leaked, taken_over, token};

fn as_group_owner(mut survey: Survey) -> Survey {
    survey.standing.is_admin = false;
    survey.standing.tier = Tier::Free;
    survey.standing.deployment = Deployment::SaasGroup;
    survey.standing.owned_groups = vec![GroupId(9)];
    survey
}

fn made(survey: &Survey) -> Plan {
    propose(survey, Wish::Contain, Some(at("10:00")), "bob", at("11:05")).unwrap()
}

fn kinds(plan: &Plan) -> Vec<&'static str> {
    plan.acts.iter().map(|planned| planned.act.kind_str()).collect()
}

fn notes(plan: &Plan) -> Vec<&str> {
    plan.impact
        .iter()
        .map(|note| note.key.as_str())
        .filter(|key| key.starts_with("plan-instead") || *key == "plan-not-ours")
        .collect()
}

#[test]
fn a_user_who_cannot_be_blocked_leaves_our_projects_and_the_plan_says_why() {
    let plan = made(&as_group_owner(taken_over()));

    assert_eq!(kinds(&plan), ["remove_member", "remove_webhook"]);
    assert_eq!(notes(&plan), ["plan-instead-of-block", "plan-not-ours"]);
}

#[test]
fn a_token_that_cannot_be_revoked_reaches_nothing_once_its_user_is_out() {
    let plan = made(&as_group_owner(leaked()));

    assert!(kinds(&plan).contains(&"remove_member"), "{:?}", kinds(&plan));
    assert!(!kinds(&plan).contains(&"revoke_token"), "{:?}", kinds(&plan));
    assert_eq!(notes(&plan), ["plan-instead-of-revoke", "plan-not-ours"]);
}

#[test]
fn an_enterprise_users_token_and_key_are_ended_by_the_group() {
    let mut survey = as_group_owner(taken_over());
    survey.standing.tier = Tier::Ultimate;
    let scope = TokenScope::Enterprise { group: GroupId(9) };
    for known in [token(41, "ci", "08:00"), token(42, "backup", "10:10")] {
        let handle = TokenHandle { id: known.handle.id, scope };
        survey.tokens.push(OwnedToken { handle, user: Some(ALICE), ..known });
    }

    let plan = made(&survey);

    let revokes: Vec<_> = plan
        .acts
        .iter()
        .filter_map(|planned| match &planned.act {
            Act::RevokeToken(revoke) => Some(revoke.token.scope),
            _ => None,
        })
        .collect();
    assert!(!revokes.is_empty() && revokes.iter().all(|found| *found == scope), "{revokes:?}");
    assert!(kinds(&plan).contains(&"delete_enterprise_key"), "{:?}", kinds(&plan));
    assert_eq!(notes(&plan), ["plan-instead-of-block"]);
}
