//! Pages and API, by requests to the router itself.

mod api;
mod communications;
mod confidential;
mod credentials;
mod exercise;
pub(crate) mod house;
mod instance;
mod pages;
mod people;
mod permissions;
mod playbooks;
mod review;
mod triage;
mod walk;
