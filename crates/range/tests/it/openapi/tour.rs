//! One call of each route that succeeds.
//!
//! Reading needs a path only. What writes gets a fresh range each, what must
//! be so before, and a body.

use serde_json::{Value, json};

use crate::harness::{Reply, Site, config};

/// What a writing call needs.
struct Need {
    before: Vec<(&'static str, String, Value)>,
    body: Value,
    path: Option<String>,
}

/// Calls a route with success.
pub(super) async fn call(method: &str, pattern: &str) -> Reply {
    let mut config = config();
    config.flags.insert("api_admin_token_revoke".to_owned());
    let site = Site::start_with(config).await;
    let need = need(&site, method, pattern).await;
    for (method, path, body) in need.before {
        let reply = site.admin(method, &path, body).await;
        assert!(reply.status < 300, "before {pattern}: {method} {path}: {}", reply.text);
    }
    let path = need.path.unwrap_or_else(|| fill(&site, pattern));
    if pattern == "/job" {
        return with_job_token(&site, &path).await;
    }
    if pattern.ends_with("/access_tokens/self/rotate") && !pattern.starts_with("/personal") {
        let token = json!({ "name": "t", "scopes": ["api"], "expires_at": "2026-12-31" });
        let made = site.admin("POST", path.trim_end_matches("/self/rotate"), token).await.json();
        return site.call(method, &path, made["token"].as_str().unwrap(), need.body).await;
    }
    site.admin(method, &path, need.body).await
}

async fn with_job_token(site: &Site, path: &str) -> Reply {
    let digest = range::secret::digest("glcbt-64_x");
    site.range.with_world(|world| {
        let job = world.jobs.values_mut().next().unwrap();
        job.token = digest;
        "running".clone_into(&mut job.status);
    });
    site.get(&format!("{path}?job_token=glcbt-64_x"), "").await
}

/// The path with ids of things that are there.
fn fill(site: &Site, pattern: &str) -> String {
    let deploy = site.project("harbor/platform/deploy");
    let mei = site.user("mei.tanaka");
    site.range.with_world(|world| {
        let harbor = world.group_by("harbor").unwrap().id;
        let platform = world.group_by("harbor/platform").unwrap().id;
        let of_group = pattern.starts_with("/groups");
        let place = |id: &range::world::Place| id.id() == if of_group { harbor } else { deploy };
        let hook = world.hooks.values().find(|hook| match hook.place {
            None => pattern.starts_with("/hooks"),
            Some(at) => {
                place(&at) && (at.class() == "Group") == of_group && !pattern.starts_with("/hooks")
            }
        });
        let mut out = String::new();
        let mut above = "";
        for piece in pattern.split('/').filter(|piece| !piece.is_empty()) {
            out.push('/');
            if !piece.starts_with([':', '*']) {
                out.push_str(piece);
                above = piece;
                continue;
            }
            let value = match (above, piece) {
                ("projects", _) => deploy.to_string(),
                ("groups", _) if pattern.ends_with("deploy_tokens/:token_id") => harbor.to_string(),
                ("groups", _) if pattern.contains("/members/:user_id") => platform.to_string(),
                ("groups" | "namespaces", _) => harbor.to_string(),
                ("users" | "members", _) => mei.to_string(),
                ("hooks", _) => hook.unwrap().id.to_string(),
                ("keys", _) => world.keys.values().find(|k| k.user == mei).unwrap().id.to_string(),
                ("variables", _) => "REGISTRY_PASSWORD".to_owned(),
                ("protected_branches" | "branches", _) => "main".to_owned(),
                ("protected_tags", _) => "v*".to_owned(),
                ("files", _) => "README.md".to_owned(),
                ("commits", _) => "HEAD".to_owned(),
                ("pipelines", _) => {
                    world.pipelines.values().find(|p| p.project == deploy).unwrap().id.to_string()
                }
                ("jobs", _) => {
                    world.jobs.values().find(|job| job.project == deploy).unwrap().id.to_string()
                }
                ("personal_access_tokens", _) => site_token(world, mei).to_string(),
                ("identities", _) => "group_saml".to_owned(),
                _ => "1".to_owned(),
            };
            out.push_str(&value);
        }
        out
    })
}

fn site_token(world: &range::world::World, user: u64) -> u64 {
    world.tokens.values().find(|token| token.user == user).unwrap().id
}

#[expect(clippy::too_many_lines, reason = "a table: one row a route")]
async fn need(site: &Site, method: &str, pattern: &str) -> Need {
    let deploy = format!("/projects/{}", site.project("harbor/platform/deploy"));
    let billing = site.project("harbor/billing");
    let (harbor, platform) = site.range.with_world(|world| {
        (world.group_by("harbor").unwrap().id, world.group_by("harbor/platform").unwrap().id)
    });
    let (mei, liam) = (site.user("mei.tanaka"), site.user("liam.byrne"));
    let group = format!("/groups/{harbor}");
    let key = json!({ "title": "a", "key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAItour" });
    let token = json!({ "name": "t", "scopes": ["api"], "expires_at": "2026-12-31" });
    let variable = json!({ "key": "NEW", "value": "a-long-value" });
    let impersonation = format!("/users/{mei}/impersonation_tokens");
    let made = site.range.with_world(|world| world.tokens.keys().max().unwrap() + 1);
    let mut need = Need { before: Vec::new(), body: Value::Null, path: None };
    let mut before = |method, path: String, body: Value| need.before.push((method, path, body));
    match (method, pattern) {
        ("POST", "/users") => {
            need.body = json!({ "email": "n@x.example", "name": "N", "username": "n", "password": "long-enough-1" });
        }
        ("PUT", "/users/:id") => need.body = json!({ "note": "seen" }),
        ("POST", "/users/:id/unblock") => {
            before("POST", format!("/users/{mei}/block"), Value::Null);
        }
        ("POST", "/users/:id/unban") => before("POST", format!("/users/{mei}/ban"), Value::Null),
        ("POST", "/users/:id/deactivate") => {
            before("POST", format!("/users/{liam}/unblock"), Value::Null);
            site.range.with_world(|world| {
                world.users.get_mut(&liam).unwrap().last_activity_at = None;
            });
            need.path = Some(format!("/users/{liam}/deactivate"));
        }
        ("POST", "/users/:id/approve" | "/users/:id/reject") => {
            let who = site.user("ada.novotna");
            need.path = Some(pattern.replace(":id", &who.to_string()));
        }
        ("DELETE" | "GET", "/users/:id/emails/:email_id") => {
            let sofia = site.user("sofia.reyes");
            need.path = Some(format!("/users/{sofia}/emails/1"));
        }
        ("POST", "/users/:id/emails") => need.body = json!({ "email": "second@x.example" }),
        ("DELETE", "/user/emails/:email_id") => {
            let me = site.user("portcullis");
            before("POST", format!("/users/{me}/emails"), json!({ "email": "me@x.example" }));
            need.path = Some("/user/emails/2".to_owned());
        }
        ("DELETE", "/users/:id/identities/:provider") => {
            let sofia = site.user("sofia.reyes");
            need.path = Some(format!("/users/{sofia}/identities/group_saml"));
        }
        ("POST", "/user/keys" | "/users/:id/keys" | "/projects/:id/deploy_keys") => need.body = key,
        ("GET" | "DELETE", "/user/keys/:key_id") => {
            let id = site.admin("POST", "/user/keys", key).await.json()["id"].clone();
            need.path = Some(format!("/user/keys/{id}"));
        }
        ("GET", "/keys") => {
            let known = site.range.with_world(|world| world.keys.values().next().unwrap().clone());
            let print = range::world::SshKey::fingerprint(&known.key).replace('+', "%2B");
            need.path = Some(format!("/keys?fingerprint={print}"));
        }
        ("POST", "/user/gpg_keys" | "/users/:id/gpg_keys") => {
            need.body = json!({ "key": "-----BEGIN PGP PUBLIC KEY BLOCK-----" });
        }
        (_, "/user/gpg_keys/:key_id" | "/users/:id/gpg_keys/:key_id") => {
            let base = if pattern.starts_with("/user/") {
                "/user".to_owned()
            } else {
                format!("/users/{mei}")
            };
            let body = json!({ "key": "-----BEGIN PGP PUBLIC KEY BLOCK-----" });
            let id =
                site.admin("POST", &format!("{base}/gpg_keys"), body).await.json()["id"].clone();
            need.path = Some(format!("{base}/gpg_keys/{id}"));
        }
        ("POST", "/users/:id/impersonation_tokens" | "/users/:id/personal_access_tokens") => {
            need.body = token;
        }
        (_, "/users/:id/impersonation_tokens/:token_id") => {
            before("POST", impersonation.clone(), token);
            need.path = Some(format!("{impersonation}/{made}"));
        }
        ("POST", "/user/personal_access_tokens") => {
            need.body = json!({ "name": "t", "scopes": ["self_rotate"] });
        }
        ("POST", "/projects/:id/access_tokens" | "/groups/:id/access_tokens") => need.body = token,
        (
            _,
            "/projects/:id/access_tokens/:token_id"
            | "/projects/:id/access_tokens/:token_id/rotate",
        ) => {
            before("POST", format!("{deploy}/access_tokens"), token);
            need.path = Some(
                pattern.replace("/projects/:id", &deploy).replace(":token_id", &made.to_string()),
            );
        }
        (
            _,
            "/groups/:id/access_tokens/:token_id" | "/groups/:id/access_tokens/:token_id/rotate",
        ) => {
            before("POST", format!("{group}/access_tokens"), token);
            need.path = Some(
                pattern.replace("/groups/:id", &group).replace(":token_id", &made.to_string()),
            );
        }
        ("POST" | "DELETE", "/admin/token") => {
            need.body = json!({ "token": site.range.leaked_token() });
        }
        ("POST", "/projects") => need.body = json!({ "name": "made" }),
        ("PUT", "/projects/:id" | "/groups/:id") => need.body = json!({ "description": "seen" }),
        ("POST", "/projects/:id/restore") => before("DELETE", deploy.clone(), Value::Null),
        ("POST", "/projects/:id/members" | "/groups/:id/members") => {
            need.body = json!({ "user_id": site.user("elena.petrova"), "access_level": 20 });
        }
        (_, "/projects/:id/members/:user_id") => {
            let path = format!("/projects/{billing}/members/{}", site.user("elena.petrova"));
            need.path = Some(path);
            need.body = if method == "PUT" { json!({ "access_level": 10 }) } else { Value::Null };
        }
        (_, "/groups/:id/members/:user_id") => {
            need.path = Some(format!("/groups/{platform}/members/{mei}"));
            need.body = if method == "PUT" { json!({ "access_level": 30 }) } else { Value::Null };
        }
        ("POST", "/projects/:id/variables" | "/groups/:id/variables" | "/admin/ci/variables") => {
            need.body = variable;
        }
        ("PUT", "/projects/:id/variables/:key") => need.body = json!({ "value": "another-value" }),
        (_, "/groups/:id/variables/:key" | "/admin/ci/variables/:key") => {
            let base = if pattern.starts_with("/admin") {
                "/admin/ci/variables".to_owned()
            } else {
                format!("{group}/variables")
            };
            before("POST", base.clone(), variable);
            need.path = Some(format!("{base}/NEW"));
            need.body =
                if method == "PUT" { json!({ "value": "another-value" }) } else { Value::Null };
        }
        (
            "POST" | "PUT",
            "/projects/:id/hooks"
            | "/groups/:id/hooks"
            | "/hooks"
            | "/projects/:id/hooks/:hook_id"
            | "/groups/:id/hooks/:hook_id"
            | "/hooks/:hook_id",
        ) => {
            need.body = json!({ "url": "https://hook.example/x" });
        }
        ("POST", "/projects/:id/pipeline") => need.body = json!({ "ref": "main" }),
        (
            "GET",
            "/projects/:id/jobs/artifacts/:ref_name/download"
            | "/projects/:id/jobs/:job_id/artifacts"
            | "/projects/:id/jobs/:job_id/artifacts/*path",
        )
        | ("POST", "/projects/:id/jobs/:job_id/artifacts/keep") => {
            let (project, job, name) = site.range.with_world(|world| {
                let job = world.jobs.values().find(|job| job.artifacts.is_some()).unwrap();
                (job.project, job.id, job.name.clone())
            });
            need.path = Some(
                pattern
                    .replace("/projects/:id", &format!("/projects/{project}"))
                    .replace(":job_id", &job.to_string())
                    .replace("*path", "build.env")
                    .replace(":ref_name/download", &format!("main/download?job={name}")),
            );
        }
        ("POST", "/projects/:id/pipeline_schedules") => {
            need.body = json!({ "description": "d", "ref": "main", "cron": "0 1 * * *" });
        }
        ("PUT", "/projects/:id/pipeline_schedules/:schedule_id") => {
            need.body = json!({ "active": false });
        }
        ("POST", "/projects/:id/pipeline_schedules/:schedule_id/variables") => need.body = variable,
        ("DELETE", "/projects/:id/pipeline_schedules/:schedule_id/variables/:key") => {
            before("POST", format!("{deploy}/pipeline_schedules/1/variables"), variable);
            need.path = Some(format!("{deploy}/pipeline_schedules/1/variables/NEW"));
        }
        ("PATCH", "/projects/:id/job_token_scope") => need.body = json!({ "enabled": true }),
        ("POST", "/projects/:id/job_token_scope/allowlist") => {
            need.body = json!({ "target_project_id": billing });
        }
        ("POST", "/projects/:id/job_token_scope/groups_allowlist") => {
            need.body = json!({ "target_group_id": harbor });
        }
        ("DELETE", "/projects/:id/job_token_scope/allowlist/:target_project_id") => {
            let path = format!("{deploy}/job_token_scope/allowlist");
            before("POST", path.clone(), json!({ "target_project_id": billing }));
            need.path = Some(format!("{path}/{billing}"));
        }
        ("DELETE", "/projects/:id/job_token_scope/groups_allowlist/:target_group_id") => {
            let path = format!("{deploy}/job_token_scope/groups_allowlist");
            before("POST", path.clone(), json!({ "target_group_id": harbor }));
            need.path = Some(format!("{path}/{harbor}"));
        }
        (_, "/projects/:id/protected_tags/:name") => {
            need.path = Some("/projects/commons%2Fpartner-api/protected_tags/v*".to_owned());
        }
        ("POST", "/projects/:id/protected_tags" | "/projects/:id/protected_branches") => {
            need.body = json!({ "name": "x*" });
        }
        ("PATCH", "/projects/:id/protected_branches/:name") => {
            need.body = json!({ "allow_force_push": true });
        }
        ("POST", "/projects/:id/deploy_tokens" | "/groups/:id/deploy_tokens") => {
            need.body = json!({ "name": "d", "scopes": ["read_registry"] });
        }
        (_, "/groups/:id/deploy_tokens/:token_id") => {
            let body = json!({ "name": "d", "scopes": ["read_registry"] });
            before("POST", format!("{group}/deploy_tokens"), body);
            need.path = Some(format!("{group}/deploy_tokens/2"));
        }
        ("PUT", "/projects/:id/deploy_keys/:key_id") => need.body = json!({ "can_push": true }),
        ("POST", "/applications") => {
            need.body =
                json!({ "name": "a", "redirect_uri": "https://a.example/cb", "scopes": "api" });
        }
        ("POST", "/projects/:id/triggers") => need.body = json!({ "description": "t" }),
        ("PUT", "/projects/:id/triggers/:trigger_id") => {
            before("POST", format!("{deploy}/triggers"), json!({ "description": "t" }));
            need.path = Some(format!("{deploy}/triggers/2"));
            need.body = json!({ "description": "u" });
        }
        ("POST", "/projects/:id/trigger/pipeline" | "/projects/:id/ref/:ref/trigger/pipeline") => {
            let body = json!({ "description": "t" });
            let secret =
                site.admin("POST", &format!("{deploy}/triggers"), body).await.json()["token"]
                    .clone();
            need.path = Some(format!("{deploy}/trigger/pipeline"));
            need.body = json!({ "token": secret, "ref": "main" });
        }
        ("POST", "/projects/:id/cluster_agents") => need.body = json!({ "name": "prod" }),
        ("POST", "/projects/:id/cluster_agents/:agent_id/tokens") => {
            need.body = json!({ "name": "two" });
        }
        ("POST", "/user/runners") => need.body = json!({ "runner_type": "instance_type" }),
        ("POST", "/runners") => {
            before(
                "PUT",
                "/application/settings".to_owned(),
                json!({ "allow_runner_registration_token": true }),
            );
            let made = site.admin("POST", "/runners/reset_registration_token", json!({})).await;
            need.body = json!({ "token": made.json()["token"] });
        }
        ("DELETE", "/runners")
        | ("POST", "/runners/verify" | "/runners/reset_authentication_token") => {
            let made = site
                .admin("POST", "/user/runners", json!({ "runner_type": "instance_type" }))
                .await;
            need.body = json!({ "token": made.json()["token"] });
        }
        ("PUT", "/runners/:id") => need.body = json!({ "paused": true }),
        ("POST", "/projects/:id/runners") => need.body = json!({ "runner_id": 3 }),
        ("DELETE", "/projects/:id/runners/:runner_id") => {
            before("POST", format!("{deploy}/runners"), json!({ "runner_id": 3 }));
            need.path = Some(format!("{deploy}/runners/3"));
        }
        ("POST" | "PUT" | "DELETE", "/projects/:id/repository/files/:path") => {
            let path = if method == "POST" { "NEW.md" } else { "README.md" };
            need.path = Some(format!("{deploy}/repository/files/{path}"));
            need.body = json!({ "branch": "main", "commit_message": "m", "content": "x" });
        }
        ("POST", "/projects/:id/repository/commits") => {
            let action = json!({ "action": "create", "file_path": "NEW.md", "content": "x" });
            need.body = json!({ "branch": "main", "commit_message": "m", "actions": [action] });
        }
        ("GET", "/projects/:id/repository/compare") => {
            need.path = Some(format!("{deploy}/repository/compare?from=main&to=main"));
        }
        ("PUT", "/application/settings") => need.body = json!({ "signup_enabled": true }),
        (
            "GET" | "DELETE",
            "/projects/:id/audit_events/:event_id" | "/groups/:id/audit_events/:event_id",
        ) => {
            before("PUT", deploy.clone(), json!({ "name": "Deploy two" }));
            before("PUT", group.clone(), json!({ "name": "Harbor two" }));
            let last = site.range.with_world(|world| world.audit.len());
            let (base, id) = if pattern.starts_with("/projects") {
                (deploy, last + 1)
            } else {
                (group, last + 2)
            };
            need.path = Some(format!("{base}/audit_events/{id}"));
        }
        _ => {}
    }
    need
}
