//! What no type can say: values that do not go together.

use super::{Config, ConfigError, channel, desk, evidence, on_call, reconcile, source, witness};

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
    config.policy.severity()?;
    config.policy.communications()?;
    config.policy.clockwork(&config.desk)?;
    desk::check(config)?;
    if let Some(name) = &config.policy.reminders
        && !config.channel.iter().any(|channel| channel.name == *name)
    {
        return refuse("policy.reminders", &format!("there is no [[channel]] named {name:?}"));
    }
    on_call::check(config)?;
    if let Some(gitlab) = &config.gitlab {
        check_url("gitlab.url", &gitlab.url)?;
        if let Some(proxy) = &gitlab.proxy {
            check_url("gitlab.proxy", proxy)?;
        }
    }
    if let Some(url) = &server.public_url {
        check_url("server.public_url", url)?;
    }
    channel::check(config)?;
    reconcile::check(config)?;
    witness::check(config)?;
    evidence::check(config)?;
    source::check(config)
}

pub(super) fn check_url(key: &str, url: &url::Url) -> Result<(), ConfigError> {
    if !matches!(url.scheme(), "http" | "https") {
        return refuse(key, "must begin with https:// or http://");
    }
    if url.password().is_some() || !url.username().is_empty() {
        return refuse(key, "must hold no name or password: secrets belong in files");
    }
    Ok(())
}

pub(super) fn refuse(key: &str, why: &str) -> Result<(), ConfigError> {
    Err(ConfigError::Refused { key: key.to_owned(), why: why.to_owned() })
}
