//! What people do now and then: credentials, members, settings, projects.

use super::cast::{Cast, Person, Role};
use super::pen::{Audit, Pen};
use super::person::page;

mod group;
mod people;
mod project;

/// What an event is about.
#[derive(Debug, Clone, Copy)]
enum On {
    Me,
    Project,
    Group,
}

/// Something that is done now and then.
#[derive(Debug, Clone, Copy)]
struct Chore {
    /// How often, in ten days of two thousand people.
    weight: u64,
    least: Role,
    kind: &'static str,
    on: On,
    /// Kind and name of the target; `#` stands for a new number, `@` for a colleague.
    target: (&'static str, &'static str),
    /// Further details; `#` as above.
    more: &'static [(&'static str, &'static str)],
    page: &'static str,
}

/// All of it.
fn all() -> impl Iterator<Item = &'static Chore> {
    people::PEOPLE.iter().chain(project::PROJECT).chain(group::GROUP)
}

/// Kinds that come with a new computer.
const NEW_COMPUTER: [&str; 3] = ["add_ssh_key", "personal_access_token_created", "add_gpg_key"];

/// Something out of the table that this person may do.
pub(super) fn any(cast: &Cast, person: &Person, pen: &mut Pen, at_ms: i64) {
    let allowed = |chore: &&Chore| match chore.least {
        Role::Developer => true,
        Role::Maintainer => person.role != Role::Developer,
        Role::Owner => person.role == Role::Owner,
    };
    // Whoever may more does more of it; the table counts over everybody.
    let scaled = |chore: &Chore| match chore.least {
        Role::Developer => chore.weight,
        Role::Maintainer => chore.weight * 3,
        Role::Owner => chore.weight * 14,
    };
    let total: u64 = all().filter(allowed).map(scaled).sum();
    // One in the table's whole: those who may less sit some draws out.
    let whole: u64 = all().map(scaled).sum();
    let mut point = pen.dice.below(whole);
    if point >= total {
        return;
    }
    for chore in all().filter(allowed) {
        if point < scaled(chore) {
            return finish(cast, person, pen, at_ms, chore);
        }
        point -= scaled(chore);
    }
}

/// Does it; a new computer brings several things along.
fn finish(cast: &Cast, person: &Person, pen: &mut Pen, at_ms: i64, chore: &Chore) {
    write(cast, person, pen, at_ms, chore);
    if NEW_COMPUTER.contains(&chore.kind) && pen.chance(700) {
        let mut at_ms = at_ms;
        for more in all().filter(|more| NEW_COMPUTER.contains(&more.kind)).take(2) {
            at_ms += pen.span(120_000, 1_500_000);
            write(cast, person, pen, at_ms, more);
        }
    }
}

fn write(cast: &Cast, person: &Person, pen: &mut Pen, at_ms: i64, chore: &Chore) {
    let who = person.who();
    let own = person.projects.get(pen.dice.index(person.projects.len().min(3))).copied();
    let project = cast.project(own.unwrap_or(0));
    let id = pen.id();
    let number = id.to_string();
    let colleague = cast.people.get(pen.dice.index(cast.people.len()));
    let name = colleague.map_or("", |colleague| colleague.username.as_str());
    let fill = |text: &str| text.replace('#', &number).replace('@', name);
    let mut audit = Audit::new(chore.kind, who);
    let path = match chore.on {
        On::Me => "/-/user_settings".to_owned(),
        On::Project => {
            audit = audit.on("Project", project.id, &*project.path);
            format!("/{}/-/settings", project.path)
        }
        On::Group => {
            audit = audit.on("Group", project.group_id, project.group());
            format!("/groups/{}/-/settings", project.group())
        }
    };
    audit = match chore.target {
        ("User", "") => audit,
        ("User", _) => audit.target("User", colleague.map_or(0, |who| who.id), name.to_owned()),
        ("Project", _) => audit.target("Project", project.id, &*project.path),
        (kind, details) if details.contains("@mail") => {
            audit.target(kind, id, details.replace('#', &number))
        }
        (kind, details) => audit.target(kind, id, fill(details)),
    };
    for (key, value) in chore.more {
        audit = audit.with(key, value.replace('#', &number));
    }
    pen.audit(at_ms, &audit);
    page(pen, at_ms, who, ("POST", chore.page, &path), 302);
}
