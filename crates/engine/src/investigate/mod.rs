//! What happened, and what may be left behind.

pub mod suspect;
pub mod sweep;
pub mod timeline;
