//! Pages and API, by requests to the router itself.

mod api;
mod house;
mod pages;
mod permissions;
mod walk;
