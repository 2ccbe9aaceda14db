//! The organisation's playbook over the shipped one (P1).

use std::sync::Arc;

use serde::Serialize;

use super::{Playbook, SetAside, Step};
use crate::investigate::question::{self, Packs};

/// A playbook in force, and where it is from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Effective {
    /// The playbook.
    pub playbook: Playbook,
    /// Hash of the shipped one; `None` = the organisation's alone.
    pub shipped_hash: Option<String>,
    /// Ids of steps that the organisation changed or added.
    pub own_steps: Vec<String>,
    /// Steps that it set aside, with the reason.
    pub set_aside: Vec<SetAside>,
    /// The shipped one is another than the organisation wrote its own over: look again.
    pub is_upstream_changed: bool,
    /// The questions that its steps name; `None` = the shipped ones.
    #[serde(skip)]
    pub packs: Option<Arc<Packs>>,
}

impl Effective {
    /// The questions that its steps name.
    pub fn packs(&self) -> &Packs {
        self.packs.as_deref().unwrap_or_else(|| question::shipped())
    }

    /// A shipped playbook as it is.
    pub fn shipped(playbook: Playbook) -> Self {
        Self {
            shipped_hash: Some(playbook.hash()),
            playbook,
            own_steps: Vec::new(),
            set_aside: Vec::new(),
            is_upstream_changed: false,
            packs: None,
        }
    }

    /// Why the organisation set that step aside, if it did.
    pub fn set_aside(&self, step: &str) -> Option<&str> {
        self.set_aside.iter().find(|one| one.step == step).map(|one| one.reason.as_str())
    }
}

/// The organisation's file over the shipped playbook of the same name: steps
/// with a known id take the place of ours, others come after the step that
/// they follow (else last), and steps that were set aside stay, with the reason.
///
/// # Errors
/// The step (or `""` for the head) and what is wrong with it.
pub fn effective(
    builtin: Option<&Playbook>,
    own: &Playbook,
) -> Result<Effective, (String, String)> {
    let Some(builtin) = builtin else {
        return alone(own);
    };
    let hash = builtin.hash();
    let Some(base) = own.base.as_deref() else {
        let what = format!("base: missing; the shipped playbook is {hash}");
        return Err((String::new(), what));
    };
    let mut merged = Playbook { steps: builtin.steps.clone(), base: None, ..own.clone() };
    merged.without.clear();
    for step in &own.steps {
        place(&mut merged.steps, step)?;
    }
    for aside in &own.without {
        if merged.step(&aside.step).is_none() {
            return Err((aside.step.clone(), format!("without: there is no step {}", aside.step)));
        }
    }
    Ok(Effective {
        playbook: merged,
        is_upstream_changed: base != hash,
        shipped_hash: Some(hash),
        own_steps: own.steps.iter().map(|step| step.id.clone()).collect(),
        set_aside: own.without.clone(),
        packs: None,
    })
}

fn alone(own: &Playbook) -> Result<Effective, (String, String)> {
    if own.base.is_some() {
        let what = format!("base: no playbook {} is shipped", own.name);
        return Err((String::new(), what));
    }
    Ok(Effective {
        playbook: own.clone(),
        shipped_hash: None,
        own_steps: own.steps.iter().map(|step| step.id.clone()).collect(),
        set_aside: Vec::new(),
        is_upstream_changed: false,
        packs: None,
    })
}

fn place(steps: &mut Vec<Step>, own: &Step) -> Result<(), (String, String)> {
    if let Some(known) = steps.iter_mut().find(|step| step.id == own.id) {
        *known = own.clone();
        return Ok(());
    }
    if own.text.is_none() {
        let what = format!("step {}: a step of your own needs text in en and ja", own.id);
        return Err((own.id.clone(), what));
    }
    match &own.follows {
        None => steps.push(own.clone()),
        Some(before) => {
            let found = steps.iter().position(|step| step.id == *before);
            let Some(found) = found else {
                let what = format!("step {}: follows {before}, which is no step", own.id);
                return Err((own.id.clone(), what));
            };
            steps.insert(found.saturating_add(1), own.clone());
        }
    }
    Ok(())
}
