//! Pages and API, by requests to the router itself.

mod api;
mod credentials;
mod house;
mod pages;
mod permissions;
mod playbooks;
mod triage;
mod walk;
