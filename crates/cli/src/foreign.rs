//! Words for the errors of our own libraries, which know no language.
//!
//! What is not here — the system's, a parser's — is shown as its maker says it.

use std::error::Error;

use engine::respond::plan::Text;
use evidence::{BundleError, CollectError, RecipientError};
use ledger::{KeyError, LedgerError};
use server::app::OpenError;
use server::config::ConfigError;
use server::door::DoorError;

/// What an error says, as a message with its arguments.
pub(crate) fn text(cause: &(dyn Error + 'static)) -> Option<Text> {
    let of_bundle = cause.downcast_ref().map(bundle);
    of_bundle
        .or_else(|| cause.downcast_ref().map(collect))
        .or_else(|| cause.downcast_ref().map(recipient))
        .or_else(|| cause.downcast_ref().and_then(ledger))
        .or_else(|| cause.downcast_ref().copied().map(key))
        .or_else(|| cause.downcast_ref().and_then(config))
        .or_else(|| cause.downcast_ref().and_then(open))
        .or_else(|| cause.downcast_ref().and_then(door))
}

fn named(key: &str, name: impl std::fmt::Display) -> Text {
    Text::of(key, [("name", name.to_string())])
}

fn bundle(error: &BundleError) -> Text {
    match error {
        BundleError::Unfinished(dir) => named("cli-bundle-unfinished", dir.display()),
        BundleError::None(dir) => named("cli-bundle-none", dir.display()),
        BundleError::Manifest(dir, _) => named("cli-bundle-manifest", dir.display()),
        BundleError::Format(format) => named("cli-bundle-format", format),
        BundleError::Encrypted(to) => named("cli-bundle-encrypted", to),
        BundleError::Item(item, _) => Text::of("cli-cannot-read", [("file", item.clone())]),
    }
}

fn collect(error: &CollectError) -> Text {
    match error {
        CollectError::Sealed(dir) => named("cli-collect-sealed", dir.display()),
        CollectError::NotEmpty(dir) => named("cli-collect-not-empty", dir.display()),
        CollectError::Busy(dir) => named("cli-collect-busy", dir.display()),
        CollectError::NoSuchProbe { name, known } => {
            Text::of("cli-there-is-no", [("name", name.clone()), ("names", known.clone())])
        }
        CollectError::Other(dir) => named("cli-collect-other", dir.display()),
        CollectError::Cancelled => Text::of("cli-collect-cancelled", []),
        CollectError::Root(dir, _) => {
            Text::of("cli-cannot-read", [("file", dir.display().to_string())])
        }
        CollectError::Bundle(dir, _) => {
            Text::of("cli-cannot-write", [("file", dir.display().to_string())])
        }
    }
}

fn recipient(RecipientError(given): &RecipientError) -> Text {
    named("cli-no-recipient", given)
}

fn ledger(error: &LedgerError) -> Option<Text> {
    Some(match error {
        LedgerError::Io { path, .. } => named("cli-ledger-io", path.display()),
        LedgerError::Full { path, bytes, .. } => Text::of(
            "cli-ledger-full",
            [("name", path.display().to_string()), ("bytes", bytes.to_string())],
        ),
        LedgerError::Locked { dir, .. } => named("cli-in-use", dir.display()),
        LedgerError::Poisoned => Text::of("cli-ledger-poisoned", []),
        LedgerError::Corrupt { what, .. } => named("cli-ledger-corrupt", what),
        LedgerError::NoRecord { index, size } => Text::of(
            "cli-ledger-no-record",
            [("index", index.to_string()), ("size", size.to_string())],
        ),
        LedgerError::NotCheckpointed { wanted, covered } => Text::of(
            "cli-ledger-not-checkpointed",
            [("wanted", wanted.to_string()), ("covered", covered.to_string())],
        ),
        LedgerError::Key { path, .. } => named("cli-key-unusable", path.display()),
        LedgerError::TooLarge { .. } | LedgerError::BadSource | LedgerError::BadOrigin(_) => {
            return None;
        }
    })
}

fn key(error: KeyError) -> Text {
    let key = match error {
        KeyError::Name => "cli-key-name",
        KeyError::Malformed => "cli-key-malformed",
        KeyError::KeyId => "cli-key-id",
        KeyError::NotANote => "cli-key-not-a-note",
        KeyError::Unsigned => "cli-key-unsigned",
        KeyError::BadSignature => "cli-key-bad-signature",
        KeyError::NotACheckpoint => "cli-key-not-a-checkpoint",
        KeyError::NoRandomness => "cli-key-no-randomness",
    };
    Text::of(key, [])
}

fn config(error: &ConfigError) -> Option<Text> {
    match error {
        ConfigError::Read { path, .. } => {
            Some(Text::of("cli-cannot-read", [("file", path.display().to_string())]))
        }
        ConfigError::Wrong { .. } | ConfigError::Refused { .. } => None,
    }
}

fn open(error: &OpenError) -> Option<Text> {
    Some(match error {
        OpenError::InUse { dir } => named("cli-in-use", dir.display()),
        OpenError::Config(inner) => return config(inner),
        OpenError::Rules(lines) => problems("cli-problems-in-rules", lines),
        OpenError::Playbooks(lines) => problems("cli-problems-in-playbooks", lines),
        OpenError::Questions(lines) => problems("cli-problems-in-questions", lines),
        OpenError::Other(_) => Text::of("cli-cannot-open-data", []),
    })
}

fn problems(key: &str, lines: &[String]) -> Text {
    Text::of(key, [("count", lines.len().to_string()), ("lines", lines.join("\n  "))])
}

fn door(error: &DoorError) -> Option<Text> {
    Some(match error {
        DoorError::Open(inner) => return open(inner),
        DoorError::Remote { url, .. } => named("cli-server-silent", url),
        DoorError::Read { path, .. } => {
            Text::of("cli-cannot-read", [("file", path.display().to_string())])
        }
        DoorError::Request(_) => Text::of("cli-request-unformed", []),
        DoorError::Answer(_) => Text::of("cli-answer-broken", []),
    })
}
