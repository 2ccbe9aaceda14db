//! `/user/keys`, `/users/:id/keys`, `/keys`: SSH keys, which are public.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::Call;
use super::page;
use super::route::{Need, Route, delete, get, post};
use super::users;
use crate::world::{Audit, Entity, SshKey, millis};

pub(super) const ROUTES: &[Route] = &[
    get("/user/keys", |call| list(call, call.me()?)).needs(Need::ReadUser),
    get("/user/keys/:key_id", |call| one(call, call.me()?)).needs(Need::ReadUser),
    post("/user/keys", |call| add(call, call.me()?)),
    delete("/user/keys/:key_id", |call| remove(call, call.me()?)),
    get("/users/:id/keys", |call| list(call, call.user()?)).needs(Need::ReadUser),
    get("/users/:id/keys/:key_id", |call| one(call, call.user()?)).needs(Need::ReadUser),
    post("/users/:id/keys", |call| {
        call.admin()?;
        add(call, call.user()?)
    }),
    delete("/users/:id/keys/:key_id", |call| {
        call.admin()?;
        remove(call, call.user()?)
    }),
    get("/keys", by_fingerprint),
];

fn row(key: &SshKey) -> Value {
    json!({
        "id": key.id,
        "title": key.title,
        "created_at": millis(key.created_at),
        "expires_at": key.expires_at,
        "last_used_at": null,
        "key": key.key,
        "usage_type": key.usage_type,
    })
}

fn list(call: &Call<'_>, user: u64) -> Outcome {
    let keys: Vec<_> = call.world.keys.values().filter(|key| key.user == user).collect();
    page::by_offset(call, &keys, |key| row(key))
}

fn find(call: &Call<'_>, user: u64) -> Result<u64, Answer> {
    let id = call.id_of("key_id", "Key")?;
    let key = call.world.keys.get(&id).filter(|key| key.user == user);
    key.map(|key| key.id).ok_or_else(|| Answer::not_found("Key"))
}

fn one(call: &Call<'_>, user: u64) -> Outcome {
    let id = find(call, user)?;
    call.world.keys.get(&id).map(|key| Answer::ok(row(key))).ok_or_else(|| Answer::not_found("Key"))
}

fn add(call: &mut Call<'_>, user: u64) -> Outcome {
    let params = call.params();
    params.require(&["title", "key"])?;
    let (title, key) =
        (params.text("title").unwrap_or_default(), params.text("key").unwrap_or_default());
    let usage_type = params.text("usage_type");
    let expires_at = params.text("expires_at");
    if !key.starts_with("ssh-") && !key.starts_with("ecdsa-") && !key.starts_with("sk-") {
        let why =
            json!({ "key": ["is invalid. Supported key types are: ssh-rsa, ecdsa, ssh-ed25519"] });
        return Err(Answer::message(400, why));
    }
    let material = SshKey::material(&key);
    if call.world.keys.values().any(|known| SshKey::material(&known.key) == material) {
        let taken = json!({ "fingerprint": ["has already been taken"], "fingerprint_sha256": ["has already been taken"] });
        return Err(Answer::message(400, taken));
    }
    let id = call.world.add_key(user, &title, &key, call.now);
    let Some(key) = call.world.keys.get_mut(&id) else { return Err(Answer::not_found("Key")) };
    if let Some(usage_type) = usage_type {
        key.usage_type = usage_type;
    }
    key.expires_at = expires_at;
    let row = row(key);
    let audit = Audit::new("add_ssh_key", Entity::User(user))
        .target("Key", id, title)
        .message("Added SSH key");
    call.tell(audit);
    Ok(Answer::created(row))
}

fn remove(call: &mut Call<'_>, user: u64) -> Outcome {
    let id = find(call, user)?;
    let title = call.world.keys.remove(&id).map(|key| key.title).unwrap_or_default();
    let audit = Audit::new("remove_ssh_key", Entity::User(user))
        .target("Key", id, title)
        .message("Removed SSH key");
    call.tell(audit);
    Ok(Answer::no_content())
}

fn by_fingerprint(call: &mut Call<'_>) -> Outcome {
    call.admin()?;
    call.params().require(&["fingerprint"])?;
    let wanted = call.params().text("fingerprint").unwrap_or_default();
    let found = call.world.keys.values().find(|key| SshKey::fingerprint(&key.key) == wanted);
    let key = found.ok_or_else(|| Answer::not_found("Key"))?;
    let mut answer = row(key);
    let user = call.world.users.get(&key.user);
    let user = user.map(|user| users::full(user, &call.request.host, true));
    users::extend(&mut answer, json!({ "user": user }));
    Ok(Answer::ok(answer))
}
