//! GitLab's REST API: one file per resource, each with its table of routes.
//!
//! A request passes through here in one stride, with the world locked: fault,
//! route, authentication, scope, handler, audit events, `api_json.log`. The
//! handlers are plain synchronous functions from a [`call::Call`] to an [`answer::Answer`].

mod activity;
mod admin_token;
mod agents;
mod answer;
mod applications;
mod approvals;
mod artifacts;
mod audit_events;
mod auth;
mod call;
mod commits;
mod deploy;
mod fault;
mod gpg_keys;
mod graphql;
mod groups;
mod hooks;
mod impersonation;
mod instance;
mod issues;
mod job_token_scope;
mod jobs;
mod keys;
mod license;
mod limits;
mod manage;
mod members;
mod moderation;
mod page;
mod params;
mod people;
mod personal_tokens;
mod pipelines;
mod projects;
mod protected_branches;
mod protected_tags;
mod push_rules;
mod registration;
mod repository;
mod request;
mod resource_tokens;
mod route;
mod runners;
mod saml;
mod schedules;
mod settings;
mod sign_in;
mod site;
mod token_row;
mod triggers;
mod user_change;
mod users;
mod variables;

pub(crate) use route::all as all_routes;
pub(crate) use site::{Instance, Site, router};
