//! What happened, and what may be left behind.

pub mod artifact;
pub mod ci_file;
pub mod ci_report;
pub mod cloud_audit;
pub mod command;
pub mod exposure;
pub mod file_history;
pub mod flow;
pub mod host;
pub mod include_graph;
pub mod inventory;
pub mod job_token;
pub mod leak_cause;
pub mod question;
pub mod secret;
pub mod suspect;
pub mod sweep;
pub mod timeline;
pub mod trace;
pub mod triage;
