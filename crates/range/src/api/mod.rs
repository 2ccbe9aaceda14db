//! GitLab's REST API: one file per resource, each with its table of routes.
//!
//! A request passes through here in one stride, with the world locked: fault,
//! route, authentication, scope, handler, audit events, `api_json.log`. The
//! handlers are plain synchronous functions from a [`call::Call`] to an [`answer::Answer`].

mod admin_token;
mod answer;
mod audit_events;
mod auth;
mod call;
mod deploy;
mod fault;
mod gpg_keys;
mod groups;
mod hooks;
mod impersonation;
mod instance;
mod jobs;
mod keys;
mod members;
mod moderation;
mod page;
mod params;
mod personal_tokens;
mod pipelines;
mod projects;
mod protected_branches;
mod repository;
mod request;
mod resource_tokens;
mod route;
mod runners;
mod sign_in;
mod site;
mod token_row;
mod users;
mod variables;

pub(crate) use site::{Instance, Site, router};
