//! The real binary, as a user runs it.

mod bad_input;
mod binary;
mod commands;
mod demo;
mod killed;
mod proof;
