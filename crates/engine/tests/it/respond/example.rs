//! One survey that the tests share: alice, a Maintainer, with one old token
//! and one planted in the attack, which began at 10:00.

use engine::respond::{
    Deployment, Membership, OwnedKey, OwnedToken, OwnedWebhook, Standing, Subject, Survey, Tier,
    TokenHandle, TokenScope,
};
use event::{ProjectId, TokenId, UserId};
use jiff::Timestamp;

pub(crate) const ALICE: UserId = UserId(7);
pub(crate) const RESPONDER: UserId = UserId(2);
pub(crate) const APP: ProjectId = ProjectId(3);

pub(crate) fn standing() -> Standing {
    Standing {
        user: RESPONDER,
        username: "portcullis".to_owned(),
        is_admin: true,
        deployment: Deployment::SelfManaged,
        tier: Tier::Ultimate,
        version: None,
        owned_groups: Vec::new(),
    }
}

pub(crate) fn at(time: &str) -> Timestamp {
    format!("2026-11-21T{time}:00Z").parse().unwrap()
}

pub(crate) fn personal(id: i64) -> TokenHandle {
    TokenHandle { id: TokenId(id), scope: TokenScope::Personal }
}

pub(crate) fn token(id: i64, name: &str, made: &str) -> OwnedToken {
    OwnedToken {
        handle: personal(id),
        name: name.to_owned(),
        scopes: vec!["api".to_owned()],
        is_active: true,
        is_revoked: false,
        created_at: Some(at(made)),
        last_used_at: None,
        last_used_ips: Vec::new(),
        user: Some(ALICE),
    }
}

pub(crate) fn survey(subject: Subject) -> Survey {
    let leaked = OwnedToken {
        last_used_at: Some(at("10:05")),
        last_used_ips: vec!["203.0.113.9".to_owned()],
        ..token(41, "ci", "08:00")
    };
    let key = |id: i64, title: &str, made: &str| OwnedKey {
        id,
        title: title.to_owned(),
        key: format!("ssh-ed25519 AAAA{id} {title}"),
        created_at: Some(at(made)),
    };
    let hook = |id: i64, url: &str, made: &str| OwnedWebhook {
        project: APP,
        project_path: "team/app".to_owned(),
        id,
        url: url.to_owned(),
        created_at: Some(at(made)),
    };
    Survey {
        subject,
        taken_at: at("11:00"),
        user: ALICE,
        username: "alice".to_owned(),
        state: "active".to_owned(),
        is_admin: false,
        is_bot: false,
        standing: standing(),
        tokens: vec![leaked, token(42, "backup", "10:10")],
        keys: vec![key(1, "laptop", "08:00"), key(2, "planted", "10:20")],
        webhooks: vec![
            hook(5, "https://chat.test/services/T0/secret", "08:00"),
            hook(6, "https://u:p@evil.test/x?token=1", "10:30"),
        ],
        memberships: vec![Membership {
            kind: "Project".to_owned(),
            id: APP.0,
            path: "team/app".to_owned(),
            access_level: 40,
            variables: vec!["DEPLOY_KEY".to_owned()],
            visibility: Some("private".to_owned()),
            pipelines: vec!["nightly".to_owned()],
        }],
        things: Vec::new(),
        settings: std::collections::BTreeMap::new(),
        made: Vec::new(),
        actors: std::collections::BTreeSet::new(),
        uses: Vec::new(),
        gaps: Vec::new(),
    }
}

pub(crate) fn leaked() -> Survey {
    survey(Subject::Token { token: personal(41) })
}

pub(crate) fn taken_over() -> Survey {
    survey(Subject::User { user: ALICE })
}
