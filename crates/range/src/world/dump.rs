//! The whole state as one JSON value, to compare before and after.
//!
//! A plan that was executed and undone must leave an equal dump, byte for byte
//! as text. So things are named by what people call them (username, path, URL,
//! title), lists are sorted by their text, and secrets are SHA-256 digests.
//!
//! Left out, because GitLab itself cannot bring it back, so that no undo can:
//!
//! - ids of rows, and times of making, changing and use: what was removed and
//!   made again has new ones;
//! - audit events, what `api_json.log` says, last use of tokens and keys,
//!   the last sign-in, wrong passwords counted, browser sessions (they end with a block);
//! - the secret token and the hidden values of URL variables and headers of a
//!   webhook: GitLab shows them to nobody (their names are there);
//! - tokens that were ended: what ended stays ended;
//! - who added a deploy key, the public id of an application, the hint of a trigger;
//! - commits but their number: history is not changed by any act.
//!
//! A secret that was replaced (rotation, reset, password) shows as another
//! digest: such acts say of themselves that they cannot be undone.

use serde_json::{Map, Value, json};

use super::{Hook, Job, Member, Place, Project, ProtectedBranch, Runner, User, Variable, World};
use crate::secret;

impl World {
    /// The whole state; see the notes of this module in the source for what is left out and why.
    ///
    /// In short: ids, times, events, sessions, ended tokens, and secrets that GitLab shows to
    /// nobody. Order and text are stable: equal states give equal text.
    pub fn dump(&self) -> Value {
        json!({
            "settings": self.settings,
            "users": sorted(self.users.values().map(user_state)),
            "members": sorted(self.members.iter().map(|member| self.member_state(member))),
            "groups": sorted(self.groups.values().map(|group| {
                json!({
                    "path": group.full_path,
                    "name": group.name,
                    "description": group.description,
                    "visibility": group.visibility.as_str(),
                    "settings": group.settings,
                    "approval_setting": group.approval_setting,
                    "push_rule": group.push_rule,
                    "variables": variables(&group.variables),
                })
            })),
            "projects": sorted(self.projects.values().map(|project| self.project_state(project))),
            "variables": variables(&self.variables),
            "credentials": self.credentials(),
            "hooks": sorted(self.hooks.values().map(|hook| self.hook_state(hook))),
            "stream_destinations": sorted(self.stream_destinations.values().map(|one| {
                json!({
                    "group": one.group.as_ref().map(|(_, path)| path),
                    "name": one.name,
                    "filters": one.event_type_filters,
                    "is_active": one.is_active,
                })
            })),
            "runners": sorted(self.runners.values().map(|runner| self.runner_state(runner))),
            "registration_tokens": sorted(self.registration_tokens.iter().map(|(place, digest)| {
                json!({ "place": self.named(*place), "token": hex::encode(digest) })
            })),
            "ci": self.ci(),
            "protections": self.protections(),
            "saml_group_links": sorted(self.saml_links.iter().map(|link| {
                json!({
                    "group": self.path_of(Place::Group(link.group)),
                    "name": link.name,
                    "level": link.level.0,
                    "provider": link.provider,
                })
            })),
        })
    }

    fn who(&self, user: u64) -> Value {
        json!(self.users.get(&user).map(|user| &user.username))
    }

    fn named(&self, place: Option<Place>) -> Value {
        match place {
            None => json!("instance"),
            Some(place) => json!(format!("{} {}", place.class(), self.path_of(place))),
        }
    }

    fn member_state(&self, member: &Member) -> Value {
        json!({
            "place": self.named(Some(member.place)),
            "user": self.who(member.user),
            "level": member.level.0,
            "expires_at": member.expires_at,
        })
    }

    fn project_state(&self, project: &Project) -> Value {
        let paths = |place: &dyn Fn(u64) -> Place, ids: &mut dyn Iterator<Item = &u64>| {
            sorted(ids.map(|id| json!(self.path_of(place(*id)))))
        };
        let files: Map<String, Value> =
            project.files.iter().map(|(path, text)| (path.clone(), digest(text))).collect();
        json!({
            "path": project.full_path,
            "name": project.name,
            "description": project.description,
            "visibility": project.visibility.as_str(),
            "is_archived": project.is_archived,
            "is_to_be_deleted": project.deletion_on.is_some(),
            "default_branch": project.default_branch,
            "settings": project.settings,
            "approvals": project.approvals,
            "push_rule": project.push_rule,
            "limits_job_tokens": project.limits_job_tokens,
            "job_token_projects": paths(&Place::Project, &mut project.job_token_projects.iter()),
            "job_token_groups": paths(&Place::Group, &mut project.job_token_groups.iter()),
            "variables": variables(&project.variables),
            "files": files,
            "commits": project.commits.len(),
        })
    }

    fn credentials(&self) -> Value {
        let tokens = self.tokens.values().filter(|token| !token.is_revoked).map(|token| {
            json!({
                "kind": format!("{:?}", token.kind).split('(').next(),
                "user": self.who(token.user),
                "name": token.name,
                "scopes": token.scopes,
                "expires_at": token.expires_at.map(|day| day.to_string()),
                "secret": hex::encode(token.digest),
            })
        });
        let keys = self.keys.values().map(|key| {
            json!({
                "user": self.who(key.user),
                "title": key.title,
                "key": key.key,
                "usage_type": key.usage_type,
                "expires_at": key.expires_at,
            })
        });
        let gpg_keys = self.gpg_keys.values();
        let gpg_keys = gpg_keys.map(|key| json!({ "user": self.who(key.user), "key": key.key }));
        let deploy_keys = self.deploy_keys.values().map(|key| {
            json!({
                "project": self.path_of(Place::Project(key.project)),
                "title": key.title,
                "key": key.key,
                "can_push": key.can_push,
                "is_public": key.is_public,
                "expires_at": key.expires_at,
            })
        });
        let deploy_tokens = self.deploy_tokens.values().filter(|token| !token.is_revoked);
        let deploy_tokens = deploy_tokens.map(|token| {
            json!({
                "place": self.named(Some(token.place)),
                "name": token.name,
                "username": token.username,
                "scopes": token.scopes,
                "secret": hex::encode(token.digest),
            })
        });
        let applications = self.applications.values().map(|application| {
            json!({
                "name": application.name,
                "redirect_uri": application.redirect_uri,
                "scopes": application.scopes,
                "is_confidential": application.is_confidential,
                "secret": hex::encode(application.digest),
            })
        });
        let triggers = self.triggers.values().map(|trigger| {
            json!({
                "project": self.path_of(Place::Project(trigger.project)),
                "owner": self.who(trigger.owner),
                "description": trigger.description,
                "secret": hex::encode(trigger.digest),
            })
        });
        json!({
            "tokens": sorted(tokens),
            "ssh_keys": sorted(keys),
            "gpg_keys": sorted(gpg_keys),
            "deploy_keys": sorted(deploy_keys),
            "deploy_tokens": sorted(deploy_tokens),
            "applications": sorted(applications),
            "triggers": sorted(triggers),
            "agents": self.agents_state(),
        })
    }

    fn agents_state(&self) -> Value {
        sorted(self.agents.values().map(|agent| {
            let active = agent.tokens.iter().filter(|token| !token.is_revoked);
            let tokens = active
                .map(|token| json!({ "name": token.name, "secret": hex::encode(token.digest) }));
            json!({
                "project": self.path_of(Place::Project(agent.project)),
                "name": agent.name,
                "tokens": sorted(tokens),
            })
        }))
    }

    fn hook_state(&self, hook: &Hook) -> Value {
        json!({
            "place": self.named(hook.place),
            "url": hook.url,
            "fields": hook.fields,
            "url_variables": hook.url_variables,
            "custom_headers": hook.custom_headers,
        })
    }

    fn runner_state(&self, runner: &Runner) -> Value {
        let projects = runner.projects.iter().map(|id| json!(self.path_of(Place::Project(*id))));
        json!({
            "place": self.named(runner.place),
            "description": runner.description,
            "projects": sorted(projects),
            "is_paused": runner.is_paused,
            "is_locked": runner.is_locked,
            "runs_untagged": runner.runs_untagged,
            "tags": runner.tags,
            "access_level": runner.access_level,
            "maximum_timeout": runner.maximum_timeout,
            "maintenance_note": runner.maintenance_note,
            "secret": hex::encode(runner.digest),
        })
    }

    fn ci(&self) -> Value {
        let path = |id: u64| self.path_of(Place::Project(id));
        let pipelines = self.pipelines.values().map(|pipeline| {
            json!({
                "project": path(pipeline.project),
                "iid": pipeline.iid,
                "user": self.who(pipeline.user),
                "branch": pipeline.branch,
                "source": pipeline.source,
                "status": pipeline.status,
            })
        });
        let schedules = self.schedules.values().map(|schedule| {
            json!({
                "project": path(schedule.project),
                "owner": self.who(schedule.owner),
                "description": schedule.description,
                "branch": schedule.branch,
                "cron": schedule.cron,
                "cron_timezone": schedule.cron_timezone,
                "is_active": schedule.is_active,
                "variables": variables(&schedule.variables),
            })
        });
        json!({
            "pipelines": sorted(pipelines),
            "jobs": sorted(self.jobs.values().map(|job| self.job_state(job))),
            "schedules": sorted(schedules),
        })
    }

    fn job_state(&self, job: &Job) -> Value {
        let pipeline = self.pipelines.get(&job.pipeline).map(|pipeline| pipeline.iid);
        let artifacts = job.artifacts.as_ref().map(|artifacts| {
            let files = artifacts.files.iter().map(|(path, text)| (path.clone(), digest(text)));
            json!({
                "files": files.collect::<Map<_, _>>(),
                "expires": artifacts.expire_at.is_some(),
            })
        });
        json!({
            "project": self.path_of(Place::Project(job.project)),
            "pipeline": pipeline,
            "stage": job.stage,
            "name": job.name,
            "status": job.status,
            "is_erased": job.erased_at.is_some(),
            "trace": digest(&job.trace),
            "artifacts": artifacts,
        })
    }

    fn protections(&self) -> Value {
        let path = |id: u64| self.path_of(Place::Project(id));
        let tags = self.protected_tags.iter().map(|tag| {
            json!({ "project": path(tag.project), "name": tag.name, "create": tag.create_level })
        });
        let rules = self.approval_rules.values().map(|rule| {
            json!({
                "project": path(rule.project),
                "name": rule.name,
                "approvals_required": rule.approvals_required,
                "users": sorted(rule.users.iter().map(|user| self.who(*user))),
                "groups": sorted(rule.groups.iter().map(|id| json!(self.path_of(Place::Group(*id))))),
                "is_for_all_protected": rule.is_for_all_protected,
            })
        });
        json!({
            "branches": sorted(self.protected_branches.values().map(|b| self.branch_state(b))),
            "tags": sorted(tags),
            "approval_rules": sorted(rules),
        })
    }

    fn branch_state(&self, branch: &ProtectedBranch) -> Value {
        let people = |ids: &[u64]| sorted(ids.iter().map(|user| self.who(*user)));
        json!({
            "project": self.path_of(Place::Project(branch.project)),
            "name": branch.name,
            "push": branch.push_level,
            "merge": branch.merge_level,
            "unprotect": branch.unprotect_level,
            "push_users": people(&branch.push_users),
            "merge_users": people(&branch.merge_users),
            "allows_force_push": branch.allows_force_push,
            "needs_code_owner": branch.needs_code_owner,
        })
    }
}

fn user_state(user: &User) -> Value {
    let mut identities: Vec<_> = user.identities.iter().collect();
    identities.sort();
    let emails = user
        .emails
        .iter()
        .map(|email| json!({ "email": email.email, "is_confirmed": email.confirmed_at.is_some() }));
    json!({
        "username": user.username,
        "name": user.name,
        "email": user.email,
        "state": user.state.as_str(),
        "is_bot": user.is_bot(),
        "is_admin": user.is_admin,
        "is_external": user.is_external,
        "is_auditor": user.is_auditor,
        "can_create_group": user.can_create_group,
        "projects_limit": user.projects_limit,
        "has_private_profile": user.has_private_profile,
        "has_two_factor": user.has_two_factor,
        "password": user.password.map(hex::encode),
        "feed_token": user.feed_token.map(hex::encode),
        "incoming_email_token": user.incoming_email_token.map(hex::encode),
        "note": user.note,
        "emails": sorted(emails),
        "identities": identities,
    })
}

/// A list in the order of its rows' text.
fn sorted(rows: impl Iterator<Item = Value>) -> Value {
    let mut rows: Vec<Value> = rows.collect();
    rows.sort_by_cached_key(Value::to_string);
    Value::Array(rows)
}

fn digest(text: &str) -> Value {
    json!(hex::encode(secret::digest(text)))
}

fn variables(of: &[Variable]) -> Value {
    sorted(of.iter().map(|variable| {
        json!({
            "key": variable.key,
            "value": digest(&variable.value),
            "variable_type": variable.variable_type,
            "is_raw": variable.is_raw,
            "is_protected": variable.is_protected,
            "is_masked": variable.is_masked,
            "is_hidden": variable.is_hidden,
            "environment_scope": variable.environment_scope,
            "description": variable.description,
        })
    }))
}
