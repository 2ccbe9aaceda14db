mod clock;
mod preset;
pub(crate) mod world;
mod year;
