//! What no type can say: values that do not go together.

use std::collections::BTreeSet;

use super::{Config, ConfigError};

/// Refuses settings that are possible one by one but not together.
pub(super) fn check(config: &Config) -> Result<(), ConfigError> {
    let server = &config.server;
    if !server.listen.ip().is_loopback() && !server.allow_non_loopback {
        return refuse(
            "server.listen",
            "is open to the network, and this port speaks plain HTTP; put a proxy with TLS in \
             front and set server.allow_non_loopback = true",
        );
    }
    if config.policy.plan_valid_min == 0 {
        return refuse("policy.plan_valid_min", "a plan must live long enough to be approved");
    }
    config.policy.gate()?;
    if let Some(gitlab) = &config.gitlab {
        check_url("gitlab.url", &gitlab.url)?;
        if let Some(proxy) = &gitlab.proxy {
            check_url("gitlab.proxy", proxy)?;
        }
    }
    if let Some(url) = &server.public_url {
        check_url("server.public_url", url)?;
    }
    check_streams(config)
}

fn check_url(key: &str, url: &url::Url) -> Result<(), ConfigError> {
    if !matches!(url.scheme(), "http" | "https") {
        return refuse(key, "must begin with https:// or http://");
    }
    if url.password().is_some() || !url.username().is_empty() {
        return refuse(key, "must hold no name or password: secrets belong in files");
    }
    Ok(())
}

fn check_streams(config: &Config) -> Result<(), ConfigError> {
    let mut names = BTreeSet::new();
    for stream in &config.stream {
        let key = format!("stream {:?}", stream.name);
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if stream.name.is_empty() || !stream.name.chars().all(is_plain) {
            return refuse(&key, "a name is lower-case letters, digits and dashes");
        }
        if !names.insert(&stream.name) {
            return refuse(&key, "is there twice");
        }
        if !matches!(stream.token_files.len(), 1 | 2) {
            return refuse(&key, "token_files names one file, or two while tokens rotate");
        }
    }
    Ok(())
}

fn refuse(key: &str, why: &str) -> Result<(), ConfigError> {
    Err(ConfigError::Refused { key: key.to_owned(), why: why.to_owned() })
}
