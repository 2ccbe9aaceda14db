//! Protected branches and tags.

use std::collections::BTreeSet;

use engine::respond::act::{Holder, Protection, RefKind};
use engine::respond::{Seen, act};
use event::ProjectId;
use gitlab::{Client, GitLabError, ProtectedKind, ProtectionFlags};
use serde_json::{Map, Value, json};

use super::or_absent;

pub(super) async fn look(
    client: &Client,
    project: ProjectId,
    (what, name): (RefKind, &str),
) -> Result<Seen, GitLabError> {
    let row = client.protected_ref(project.0, kind(what), name).await;
    or_absent(row.map(|row| Seen::Thing { row }))
}

/// Flags of a branch are switched; for anything else the protection is made
/// anew, since GitLab has no call on every tier that changes who may do what.
pub(super) async fn protect(client: &Client, act: &act::ProtectRef) -> Result<(), GitLabError> {
    let (project, kind) = (act.project.0, kind(act.what));
    let now = look(client, act.project, (act.what, &act.reference)).await?;
    if let Some(row) = now.row() {
        let now = Protection::of_row(row);
        let with_flags = Protection {
            allow_force_push: act.set.allow_force_push,
            code_owner_approval_required: act.set.code_owner_approval_required,
            ..now.clone()
        };
        if with_flags == act.set && kind == ProtectedKind::Branch {
            let differs = |was: bool, wanted: bool| (was != wanted).then_some(wanted);
            let flags = ProtectionFlags {
                allow_force_push: differs(now.allow_force_push, act.set.allow_force_push),
                code_owner_approval_required: differs(
                    now.code_owner_approval_required,
                    act.set.code_owner_approval_required,
                ),
            };
            return client.change_protected_branch(project, &act.reference, flags).await;
        }
        client.unprotect_ref(project, kind, &act.reference).await?;
    }
    let rule = body(&act.set, kind);
    client.protect_ref(project, kind, (&act.reference, &rule)).await
}

pub(super) async fn unprotect(client: &Client, act: &act::UnprotectRef) -> Result<(), GitLabError> {
    client.unprotect_ref(act.project.0, kind(act.what), &act.reference).await
}

fn kind(what: RefKind) -> ProtectedKind {
    match what {
        RefKind::Branch => ProtectedKind::Branch,
        RefKind::Tag => ProtectedKind::Tag,
    }
}

/// GitLab's body: a single role goes by the parameter that every tier has,
/// anything else by the one for several.
fn body(set: &Protection, kind: ProtectedKind) -> Map<String, Value> {
    let mut body = Map::new();
    if kind == ProtectedKind::Tag {
        put(&mut body, ("create_access_level", "allowed_to_create"), &set.create);
        return body;
    }
    put(&mut body, ("push_access_level", "allowed_to_push"), &set.push);
    put(&mut body, ("merge_access_level", "allowed_to_merge"), &set.merge);
    put(&mut body, ("unprotect_access_level", "allowed_to_unprotect"), &set.unprotect);
    body.insert("allow_force_push".to_owned(), json!(set.allow_force_push));
    if set.code_owner_approval_required {
        body.insert("code_owner_approval_required".to_owned(), json!(true));
    }
    body
}

fn put(body: &mut Map<String, Value>, names: (&str, &str), holders: &BTreeSet<Holder>) {
    let mut each = holders.iter();
    match (each.next(), each.next()) {
        (None, _) => {}
        (Some(Holder::AccessLevel(level)), None) => {
            body.insert(names.0.to_owned(), json!(level));
        }
        _several_or_no_role => {
            body.insert(names.1.to_owned(), json!(holders));
        }
    }
}
