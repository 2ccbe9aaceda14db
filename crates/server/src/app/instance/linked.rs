//! Linked cases of the users who were found to be the attacker's (IN3).

use engine::coordinate::instance::sheet::{Item, SheetKind};
use engine::coordinate::playbook::ItemVerdict;
use engine::coordinate::{CaseId, CaseKind, Cases, Fact, FactKind};
use engine::respond::Subject;
use event::UserId;
use serde::Serialize;

use super::super::cases::case_for;
use super::super::error::allow;
use super::super::playbooks::{LinkOrder, linked_already};
use super::super::{App, AppError};
use crate::person::{Permission, Person};

/// Linked cases that are opened at once: more is another kind of incident.
const LINKED_MAX: usize = 50;

/// A user who is malicious by the sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MaliciousUser {
    /// The user's name.
    pub user: String,
    /// The linked case that is there already: `C-2`.
    pub case: Option<String>,
}

impl App {
    /// For whom [`App::open_for_malicious`] opens a case, and who has one.
    pub fn malicious_users(
        &self,
        person: &Person,
        case: CaseId,
    ) -> Result<Vec<MaliciousUser>, AppError> {
        allow(person, Permission::ReadCases)?;
        let found = self.judged_malicious(person, case)?;
        let user = |(item, case): (Item, Option<CaseId>)| MaliciousUser {
            user: item.name,
            case: case.map(|id| id.to_string()),
        };
        Ok(found.into_iter().map(user).collect())
    }

    /// Opens a linked case of a compromised user for each user that was found to
    /// be the attacker's; one that is there already is not opened again (IN3).
    pub async fn open_for_malicious(
        &self,
        person: &Person,
        case: CaseId,
    ) -> Result<Vec<CaseId>, AppError> {
        allow(person, Permission::OpenCase)?;
        let users = self.judged_malicious(person, case)?;
        let mut opened = Vec::with_capacity(users.len());
        for (user, _) in users {
            let order = LinkOrder {
                kind: CaseKind::CompromisedUser,
                about: Some(user.name.clone()),
                title: None,
            };
            let id = self.open_linked(person, case, order).await?;
            let is_told = self
                .inner
                .journal
                .read(|cases| case_for(cases, person, id).map(|case| case.subject().is_some()))?;
            if let (false, Ok(user)) = (is_told, user.id.parse::<i64>()) {
                let kind = FactKind::Subject { subject: Subject::User { user: UserId(user) } };
                let source = format!("case:{case}");
                self.state_fact(person, id, Fact { kind, source }).await?;
            }
            opened.push(id);
        }
        Ok(opened)
    }

    fn judged_malicious(
        &self,
        person: &Person,
        case: CaseId,
    ) -> Result<Vec<(Item, Option<CaseId>)>, AppError> {
        self.inner.journal.read(|cases: &Cases| {
            let known = case_for(cases, person, case)?;
            let sheet = known.concerns.instance.sheet(SheetKind::Users);
            let users = sheet.into_iter().flat_map(|sheet| sheet.of(ItemVerdict::Malicious));
            let kind = CaseKind::CompromisedUser;
            let with_case =
                |item: &Item| (item.clone(), linked_already(cases, known, kind, Some(&item.name)));
            Ok(users.take(LINKED_MAX).map(with_case).collect())
        })
    }
}
