//! `/user/gpg_keys`, `/users/:id/gpg_keys`: keys for signatures.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::Call;
use super::page;
use super::route::{Need, Route, delete, get, post};
use crate::world::{Audit, Entity, GpgKey, millis};

pub(super) const ROUTES: &[Route] = &[
    get("/user/gpg_keys", |call| list(call, call.me()?)).needs(Need::ReadUser),
    post("/user/gpg_keys", |call| add(call, call.me()?)),
    delete("/user/gpg_keys/:key_id", |call| remove(call, call.me()?)),
    get("/users/:id/gpg_keys", |call| list(call, call.user()?)).needs(Need::ReadUser),
    get("/users/:id/gpg_keys/:key_id", |call| one(call, call.user()?)).needs(Need::ReadUser),
    post("/users/:id/gpg_keys", |call| {
        call.admin()?;
        add(call, call.user()?)
    }),
    delete("/users/:id/gpg_keys/:key_id", |call| {
        call.admin()?;
        remove(call, call.user()?)
    }),
];

fn row(key: &GpgKey) -> Value {
    json!({ "id": key.id, "key": key.key, "created_at": millis(key.created_at) })
}

fn list(call: &Call<'_>, user: u64) -> Outcome {
    let keys: Vec<_> = call.world.gpg_keys.values().filter(|key| key.user == user).collect();
    page::by_offset(call, &keys, |key| row(key))
}

fn one(call: &Call<'_>, user: u64) -> Outcome {
    let id = call.id("key_id")?;
    let key = call.world.gpg_keys.get(&id).filter(|key| key.user == user);
    key.map(|key| Answer::ok(row(key))).ok_or_else(|| Answer::not_found("GPG Key"))
}

fn add(call: &mut Call<'_>, user: u64) -> Outcome {
    call.params().require(&["key"])?;
    let text = call.params().text("key").unwrap_or_default();
    let id = call.world.next_id("gpg key");
    let key = GpgKey { id, user, key: text, created_at: call.now };
    let answer = Answer::created(row(&key));
    call.world.gpg_keys.insert(id, key);
    let audit = Audit::new("add_gpg_key", Entity::User(user))
        .target("GpgKey", id, format!("GPG key {id}"))
        .message("Added GPG key");
    call.tell(audit);
    Ok(answer)
}

fn remove(call: &mut Call<'_>, user: u64) -> Outcome {
    let id = call.id("key_id")?;
    if call.world.gpg_keys.get(&id).is_none_or(|key| key.user != user) {
        return Err(Answer::not_found("GPG Key"));
    }
    call.world.gpg_keys.remove(&id);
    let audit = Audit::new("remove_gpg_key", Entity::User(user))
        .target("GpgKey", id, format!("GPG key {id}"))
        .message("Removed GPG key");
    call.tell(audit);
    Ok(Answer::no_content())
}
