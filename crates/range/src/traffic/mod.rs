//! Large amounts of believable GitLab traffic, for benchmarks.
//!
//! [`Traffic`] writes bodies of the audit event stream, [`ApiTraffic`] lines of
//! `api_json.log`. Users, projects, addresses and event types are drawn by
//! Zipf's law (few do much, many do little); time only moves forward, about
//! two events a second, so that five million events fill a month. Bytes are
//! written directly: the generator must not be what a benchmark measures.
//! [`day`] makes a whole day of an instance at work, with attacks hidden in it.

mod cast;
pub mod day;
mod text;

use crate::Dice;
use cast::{Cast, Kind, Shape, Zipf};
use text::{Calendar, push, push_number, push_uuid};

/// Users, projects and addresses of the made-up instance.
const USERS: usize = 5_000;
const PROJECTS: usize = 2_000;
const ADDRESSES: usize = 8_000;
/// Longest gap between two events; the mean is half of it.
const GAP_MS_MAX: u64 = 1_000;

/// What both generators draw from.
#[derive(Debug, Clone)]
struct Source {
    dice: Dice,
    cast: Cast,
    calendar: Calendar,
    users: Zipf,
    projects: Zipf,
    addresses: Zipf,
    kinds: Zipf,
    next_id: u64,
}

impl Source {
    fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let cast = Cast::new(&mut dice, USERS, PROJECTS, ADDRESSES);
        Self {
            users: Zipf::new(USERS),
            projects: Zipf::new(PROJECTS),
            addresses: Zipf::new(ADDRESSES),
            kinds: Zipf::new(cast::KINDS.len()),
            calendar: Calendar::starting(2026, 1, 1),
            next_id: 1,
            dice,
            cast,
        }
    }

    fn tick(&mut self) {
        let gap = self.dice.below(GAP_MS_MAX);
        self.calendar.advance(gap);
    }
}

/// An endless sequence of audit events as the stream posts them, about 650 bytes each.
#[derive(Debug, Clone)]
pub struct Traffic {
    source: Source,
}

impl Traffic {
    /// Equal seeds make equal bytes. The first event is of 2026-01-01.
    pub fn new(seed: u64) -> Self {
        Self { source: Source::new(seed) }
    }

    /// Appends the next event, without a line end. Faster than [`Iterator::next`] with a buffer used again.
    pub fn write(&mut self, out: &mut Vec<u8>) {
        let source = &mut self.source;
        source.tick();
        let kind = cast::KINDS.get(source.kinds.draw(&mut source.dice)).unwrap_or(&cast::FALLBACK);
        let user = source.cast.user(source.users.draw(&mut source.dice));
        let project = source.cast.project(source.projects.draw(&mut source.dice));
        let address = source.cast.address(source.addresses.draw(&mut source.dice));
        let target_id = source.dice.below(1 << 20);

        push(out, b"{\"id\":");
        if kind.is_saved {
            push_number(out, source.next_id);
            source.next_id += 1;
        } else {
            push(out, b"\"");
            push_uuid(out, source.dice.next_u64(), source.dice.next_u64());
            push(out, b"\"");
        }
        push(out, b",\"author_id\":");
        push_number(out, user.id);
        let (entity, path) = match kind.shape {
            Shape::SignIn => (user.id, user.username.as_bytes()),
            _ => (project.id, project.path.as_bytes()),
        };
        push(out, b",\"entity_id\":");
        push_number(out, entity);
        push(out, b",\"entity_type\":\"");
        push(out, kind.entity_type.as_bytes());
        push(out, b"\",\"details\":{\"event_name\":\"");
        push(out, kind.name.as_bytes());
        push(out, b"\",\"author_name\":\"");
        push(out, user.name.as_bytes());
        push(out, b"\",\"author_class\":\"User\",\"target_id\":");
        push_number(out, target_id);
        push(out, b",\"target_type\":\"");
        push(out, kind.target_type.as_bytes());
        push(out, b"\",\"target_details\":\"");
        push(out, path);
        push(out, b"\"");
        write_shape(out, kind, target_id);
        push(out, b",\"ip_address\":\"");
        push(out, address);
        push(out, b"\",\"entity_path\":\"");
        push(out, path);
        push(out, b"\"},\"ip_address\":\"");
        push(out, address);
        push(out, b"\",\"author_name\":\"");
        push(out, user.name.as_bytes());
        push(out, b"\",\"entity_path\":\"");
        push(out, path);
        push(out, b"\",\"target_details\":\"");
        push(out, path);
        push(out, b"\",\"created_at\":\"");
        source.calendar.write(out);
        push(out, b"\",\"target_type\":\"");
        push(out, kind.target_type.as_bytes());
        push(out, b"\",\"target_id\":");
        push_number(out, target_id);
        push(out, b",\"event_type\":\"");
        push(out, kind.name.as_bytes());
        push(out, b"\"}");
    }
}

/// The details that depend on the kind.
fn write_shape(out: &mut Vec<u8>, kind: &Kind, number: u64) {
    match kind.shape {
        Shape::Git => {
            let action: &[u8] =
                if number.is_multiple_of(5) { b"git-receive-pack" } else { b"git-upload-pack" };
            let protocol: &[u8] = if number.is_multiple_of(3) { b"http" } else { b"ssh" };
            push(out, b",\"custom_message\":{\"protocol\":\"");
            push(out, protocol);
            push(out, b"\",\"action\":\"");
            push(out, action);
            push(out, b"\"}");
        }
        Shape::Message(text) => {
            push(out, b",\"custom_message\":\"");
            push(out, text.as_bytes());
            push(out, b"\"");
        }
        Shape::Change { what, from, to } => {
            push(out, b",\"change\":\"");
            push(out, what.as_bytes());
            push(out, b"\",\"from\":\"");
            push(out, from.as_bytes());
            push(out, b"\",\"to\":\"");
            push(out, to.as_bytes());
            push(out, b"\"");
        }
        Shape::SignIn => push(
            out,
            b",\"with\":\"standard\",\"custom_message\":\"Signed in with STANDARD authentication\"",
        ),
    }
}

impl Iterator for Traffic {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let mut out = Vec::with_capacity(640);
        self.write(&mut out);
        Some(out)
    }
}

/// An endless sequence of lines of `api_json.log`, about 860 bytes each.
#[derive(Debug, Clone)]
pub struct ApiTraffic {
    source: Source,
    routes: Zipf,
}

impl ApiTraffic {
    /// Equal seeds make equal bytes. The first line is of 2026-01-01.
    pub fn new(seed: u64) -> Self {
        Self { source: Source::new(seed), routes: Zipf::new(cast::ROUTES.len()) }
    }

    /// Appends the next line, without a line end.
    pub fn write(&mut self, out: &mut Vec<u8>) {
        let source = &mut self.source;
        source.tick();
        let route = self.routes.draw(&mut source.dice);
        let (method, route) = cast::ROUTES.get(route).copied().unwrap_or(("GET", "/version"));
        let user = source.cast.user(source.users.draw(&mut source.dice));
        let address = source.cast.address(source.addresses.draw(&mut source.dice));
        let chance = source.dice.next_u64();
        let status: &[u8] = match chance % 40 {
            0 => b"401",
            1 => b"403",
            2 | 3 => b"404",
            _ if method == "POST" => b"201",
            _ => b"200",
        };

        push(out, b"{\"time\":\"");
        source.calendar.write(out);
        push(out, b"\",\"severity\":\"INFO\",\"duration_s\":0.");
        push_number(out, 10_000 + chance % 80_000);
        push(out, b",\"db_duration_s\":0.0086,\"view_duration_s\":0.0235,\"status\":");
        push(out, status);
        push(out, b",\"method\":\"");
        push(out, method.as_bytes());
        push(out, b"\",\"path\":\"/api/v4");
        write_path(out, route, 1 + chance % 2_000);
        push(out, b"\",\"params\":[{\"key\":\"per_page\",\"value\":\"100\"}],\"host\":\"gitlab.harborline.example\",\"remote_ip\":\"");
        push(out, address);
        push(out, b", 127.0.0.1\",\"ua\":\"python-requests/2.32.3\",\"route\":\"/api/:version");
        push(out, route.as_bytes());
        push(out, b"\",\"user_id\":");
        push_number(out, user.id);
        push(out, b",\"username\":\"");
        push(out, user.username.as_bytes());
        push(out, b"\",\"token_type\":\"PersonalAccessToken\",\"token_id\":");
        push_number(out, user.id * 3 + chance % 2);
        push(out, b",\"queue_duration_s\":0.0041,\"pid\":3630,\"worker_id\":\"puma_2\",\"rate_limiting_gates\":[],\"correlation_id\":\"");
        push_uuid(out, chance, source.next_id);
        push(out, b"\",\"meta.caller_id\":\"");
        push(out, method.as_bytes());
        push(out, b" /api/:version");
        push(out, route.as_bytes());
        push(out, b"\",\"meta.remote_ip\":\"");
        push(out, address);
        push(out, b"\",\"meta.feature_category\":\"groups_and_projects\",\"meta.user\":\"");
        push(out, user.username.as_bytes());
        push(out, b"\",\"meta.user_id\":");
        push_number(out, user.id);
        push(out, b",\"meta.client_id\":\"user/");
        push_number(out, user.id);
        push(out, b"\",\"request_urgency\":\"low\",\"target_duration_s\":5}");
        source.next_id += 1;
    }
}

/// A route with its names filled in by a number.
fn write_path(out: &mut Vec<u8>, route: &str, number: u64) {
    for piece in route.split('/').filter(|piece| !piece.is_empty()) {
        push(out, b"/");
        if piece.starts_with(':') {
            push_number(out, number);
        } else {
            push(out, piece.as_bytes());
        }
    }
}

impl Iterator for ApiTraffic {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let mut out = Vec::with_capacity(1024);
        self.write(&mut out);
        Some(out)
    }
}

#[cfg(test)]
mod tests;
