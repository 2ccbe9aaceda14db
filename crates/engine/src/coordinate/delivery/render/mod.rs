//! One neutral message in the shape that each channel takes.
//!
//! Nothing here adds, drops or changes a word of a message; what is longer than
//! a channel takes is refused, not cut.

mod chat;
mod event;
mod status;

pub use chat::{mattermost, slack, slack_blocks, teams};
pub use event::{EventOf, cloud_event};
pub use status::{StatusIo, Statuspage, status_io, statuspage};

/// Why a message cannot be shown by a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooLong {
    /// Which part.
    pub part: &'static str,
    /// Characters that it has.
    pub has: usize,
    /// Characters that the channel takes.
    pub max: usize,
}

impl std::fmt::Display for TooLong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the {} has {} characters, this channel takes {}", self.part, self.has, self.max)
    }
}

fn within(part: &'static str, text: &str, max: usize) -> Result<(), TooLong> {
    let has = text.chars().count();
    if has > max { Err(TooLong { part, has, max }) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
