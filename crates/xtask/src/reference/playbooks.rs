//! `docs/reference/playbooks.md`: each step beside the rows that it serves and
//! where it can be done.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use engine::coordinate::playbook::{Playbook, Step};
use engine::respond::{Deployment, Tier};
use server::web::words::{Lang, Words};

/// The page.
pub(super) fn page() -> anyhow::Result<String> {
    let found = server::app::playbooks::load(None)
        .map_err(|problems| anyhow::anyhow!(problems.join("; ")))?;
    let (en, ja) = (Words::of(Lang::En)?, Words::of(Lang::Ja)?);
    let mut page = format!(
        "# Playbooks\n\n{} playbooks are shipped. A step that cannot be done where you are is shown greyed with the reason, never dropped. **\\*** is mandatory. *Where*: S self-managed, G owner of a GitLab.com group, P maintainer of a GitLab.com project.\n",
        found.all().count()
    );
    for one in found.all() {
        playbook(&mut page, &one.playbook, (&en, &ja));
    }
    rows(&mut page, found.all().map(|one| &one.playbook));
    Ok(page)
}

fn playbook(page: &mut String, playbook: &Playbook, (en, ja): (&Words, &Words)) {
    _ = writeln!(
        page,
        "\n## `{}` (version {}, {})\n\n| phase | step | requirements | where | needs | result | meaning | 意味 |\n|---|---|---|---|---|---|---|---|",
        playbook.name,
        playbook.version,
        playbook.requirements.join(" ")
    );
    for step in &playbook.steps {
        _ = writeln!(
            page,
            "| {} | `{}`{} | {} | {} | {} | {} | {} | {} |",
            step.phase.as_str(),
            step.id,
            if step.mandatory { " \\*" } else { "" },
            step.requirements.join(" "),
            places(step),
            needs(step),
            step.result.as_str(),
            super::flat(&en.t(step.title_key())),
            super::flat(&ja.t(step.title_key()))
        );
    }
}

fn places(step: &Step) -> String {
    let letter = |place: &Deployment| match place {
        Deployment::SelfManaged => "S",
        Deployment::SaasGroup => "G",
        Deployment::SaasProject => "P",
    };
    step.applies_to.iter().map(letter).collect::<Vec<_>>().join(" ")
}

fn needs(step: &Step) -> String {
    let mut parts = Vec::new();
    match step.tier {
        Tier::Unknown | Tier::Free => {}
        Tier::Premium => parts.push("Premium".to_owned()),
        Tier::Ultimate => parts.push("Ultimate".to_owned()),
    }
    if step.role != engine::coordinate::playbook::StepRole::Anyone {
        parts.push(step.role.as_str().replace('_', " "));
    }
    if !step.instead_of.is_empty() {
        parts.push(format!("instead of {}", step.instead_of.join(", ")));
    }
    if !step.needs.is_empty() {
        parts.push(format!("after {}", step.needs.join(", ")));
    }
    parts.join("; ")
}

/// Each requirement with the steps that serve it (P7).
fn rows<'a>(page: &mut String, playbooks: impl Iterator<Item = &'a Playbook>) {
    let mut by_row: BTreeMap<(String, u32, String), Vec<String>> = BTreeMap::new();
    for playbook in playbooks {
        for step in &playbook.steps {
            for row in &step.requirements {
                let place = by_row.entry(sorted(row)).or_default();
                if !place.contains(&step.id) {
                    place.push(step.id.clone());
                }
            }
        }
    }
    page.push_str("\n## By requirement\n\n| row | steps |\n|---|---|\n");
    for ((section, number, letter), steps) in by_row {
        let steps: Vec<String> = steps.iter().map(|id| format!("`{id}`")).collect();
        _ = writeln!(page, "| {section}{number}{letter} | {} |", steps.join(" "));
    }
}

/// `CE10` after `CE9`: section, number, letter.
pub(super) fn sorted(row: &str) -> (String, u32, String) {
    let section: String = row.chars().take_while(char::is_ascii_uppercase).collect();
    let rest = row.get(section.len()..).unwrap_or_default();
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let letter = rest.get(digits.len()..).unwrap_or_default().to_owned();
    (section, digits.parse().unwrap_or_default(), letter)
}
