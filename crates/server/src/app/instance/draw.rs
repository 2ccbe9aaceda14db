//! Sheets that GitLab itself fills: every user, every credential (IN3, IN4).

use std::collections::BTreeSet;

use engine::coordinate::instance::Entry;
use engine::coordinate::instance::sheet::{Item, SheetKind};
use engine::coordinate::{CaseId, Cases, What};
use engine::investigate::inventory::{Filter, Mark, Row};
use engine::respond::plan::Text;
use gitlab::User;
use jiff::{SignedDuration, Timestamp};
use store::Page;

use super::super::cases::{bounded, case_for};
use super::super::error::allow;
use super::super::{App, AppError};
use super::{ITEMS_PER_ENTRY, LINE_CHARS_MAX, SheetView};
use crate::app::input;
use crate::person::{Permission, Person};
use crate::work::journal::Said;

/// A user made since so many days, where no exposure is known, is a recent one.
const RECENT_DAYS: i64 = 30;

/// Who did not sign in for so many days was asleep: GitLab's own span for dormant users.
const ASLEEP_DAYS: i64 = 90;

/// Names on a sheet that is written by hand.
const BY_HAND_MAX: usize = 100_000;

/// Changes of administrators' rights that are looked at.
const CHANGES_MAX: usize = 1_000;

impl App {
    /// Draws up the sheet of all users, root included, as GitLab lists them.
    pub async fn draw_users(&self, person: &Person, case: CaseId) -> Result<SheetView, AppError> {
        allow(person, Permission::Survey)?;
        let exposed = self.inner.journal.read(|cases| {
            case_for(cases, person, case).map(|case| case.exposed_at().map(|(at, _)| at))
        })?;
        let client = self.gitlab()?;
        let users = client.users(None).await?;
        let admins: BTreeSet<i64> =
            client.administrators().await?.iter().map(|user| user.id).collect();
        let now = self.inner.clock.now();
        let recently = now.checked_sub(SignedDuration::from_hours(24 * RECENT_DAYS)).ok();
        let since = exposed.or(recently).unwrap_or(now);
        let raised = self.raised_to_administrator(person, since).await?;
        let item = |user: &User| Item {
            id: user.id.to_string(),
            name: user.username.clone(),
            why: marks(user, (&admins, &raised), since),
        };
        let mut items: Vec<Item> = users.iter().map(item).collect();
        // What stands out comes first.
        items.sort_by_key(|item| std::cmp::Reverse(item.why.len()));
        self.draw(person, case, (SheetKind::Users, "gitlab"), (items, None)).await
    }

    /// Draws up the sheet of users from names, where GitLab cannot be asked any
    /// more: from a backup, from the directory. Who draws it up answers for all being
    /// there; root is one of them, whatever the list says (IN3).
    pub async fn draw_by_hand(
        &self,
        person: &Person,
        case: CaseId,
        names: &[String],
    ) -> Result<SheetView, AppError> {
        allow(person, Permission::WriteCase)?;
        if names.is_empty() || names.len() > BY_HAND_MAX {
            return Err(AppError::invalid("names", input::up_to("how-many", BY_HAND_MAX)));
        }
        let mut items = Vec::with_capacity(names.len());
        for name in names.iter().map(String::as_str).chain(["root"]) {
            let name = bounded("names", name, LINE_CHARS_MAX)?;
            let is_root = name.eq_ignore_ascii_case("root");
            let why = is_root.then(|| Text::of("user-mark-root", [])).into_iter().collect();
            items.push(Item { id: name.clone(), name, why });
        }
        items.sort_by(|a, b| a.id.cmp(&b.id));
        items.dedup_by(|a, b| a.id == b.id);
        self.draw(person, case, (SheetKind::Users, "by_hand"), (items, None)).await
    }

    /// Draws up the sheet of credentials: our inventory, which every tier can
    /// have; GitLab's own page on Ultimate shows the same (IN4).
    pub async fn draw_credentials(
        &self,
        person: &Person,
        case: CaseId,
    ) -> Result<SheetView, AppError> {
        self.inner.journal.read(|cases| case_for(cases, person, case).map(drop))?;
        let found = self.inventory(person, &Filter::default(), true).await?;
        let items: Vec<Item> = found.credentials.iter().map(credential).collect();
        self.draw(person, case, (SheetKind::Credentials, "gitlab"), (items, None)).await
    }

    pub(super) async fn draw(
        &self,
        person: &Person,
        case: CaseId,
        (sheet, source): (SheetKind, &str),
        (items, compared): (Vec<Item>, Option<u64>),
    ) -> Result<SheetView, AppError> {
        let mut parts = items.chunks(ITEMS_PER_ENTRY).map(<[Item]>::to_vec);
        let (first, source) = (parts.next().unwrap_or_default(), source.to_owned());
        let drawn = Entry::SheetDrawn { sheet, source, items: first, compared };
        let grown = parts.map(|items| Entry::SheetGrew { sheet, items });
        let entries: Vec<Entry> = std::iter::once(drawn).chain(grown).collect();
        let drawing = |cases: &Cases, _now| {
            case_for(cases, person, case)?;
            let said = entries.into_iter().map(|entry| (Some(case), What::Instance(entry)));
            Ok((said.collect::<Said>(), ()))
        };
        self.inner.journal.decide(&person.name, drawing).await?;
        self.inner.journal.read(|cases| {
            let kept = case_for(cases, person, case)?.concerns.instance.sheet(sheet);
            let kept = kept.ok_or_else(|| AppError::not_found("the sheet"))?;
            Ok(SheetView::of(sheet, kept))
        })
    }

    /// Users whose rights as administrator changed since then, by the record.
    async fn raised_to_administrator(
        &self,
        person: &Person,
        since: Timestamp,
    ) -> Result<BTreeSet<i64>, AppError> {
        let query = format!("type:user_admin_status_updated since:{since}");
        let found = self.search(person, &query, Page::first(CHANGES_MAX)).await?;
        let id = |row: &store::Row| {
            let value = row.fields.get("target_id")?;
            value.as_i64().or_else(|| value.as_str()?.parse().ok())
        };
        Ok(found.rows.iter().filter_map(id).collect())
    }
}

/// What stands out about a user (IN3).
fn marks(
    user: &User,
    (admins, raised): (&BTreeSet<i64>, &BTreeSet<i64>),
    since: Timestamp,
) -> Vec<Text> {
    let is_admin = user.is_admin || admins.contains(&user.id);
    let asleep = SignedDuration::from_hours(24 * ASLEEP_DAYS);
    let woke = match (user.last_sign_in_at, user.current_sign_in_at) {
        (Some(before), Some(last)) => last >= since && last.duration_since(before) >= asleep,
        // Made long ago and signed in for the first time now.
        (None, Some(last)) => {
            let made = user.created_at.unwrap_or(last);
            last >= since && last.duration_since(made) >= asleep
        }
        (_, None) => false,
    };
    let marks = [
        ("root", user.id == 1 || user.username == "root"),
        ("administrator", is_admin),
        ("raised", raised.contains(&user.id)),
        ("recent", user.created_at.is_some_and(|made| made >= since)),
        ("woke", woke),
        ("no-second-factor", is_admin && user.two_factor_enabled == Some(false)),
    ];
    let held = marks.into_iter().filter(|(_, holds)| *holds);
    held.map(|(name, _)| Text::of(&format!("user-mark-{name}"), [])).collect()
}

/// A credential as an item: what is old or endless is no reason by itself, who
/// holds it and what it hides is.
fn credential(row: &Row) -> Item {
    let one = &row.credential;
    let owner = one.owner.name.clone().or_else(|| one.owner.id.map(|id| id.to_string()));
    let name = [one.name.as_str(), owner.as_deref().unwrap_or_default(), one.path.as_str()];
    let name: Vec<&str> = name.into_iter().filter(|part| !part.is_empty()).collect();
    let stands_out =
        |mark: &&Mark| matches!(mark, Mark::Administrator | Mark::Hidden | Mark::OwnerBlocked);
    let why = row.marks.iter().filter(stands_out);
    Item {
        id: format!("{}:{}:{}", one.kind.as_str(), one.path, one.id),
        name: format!("{} {}", one.kind.as_str(), name.join(" · ")),
        why: why.map(|mark| Text::of(&format!("mark-{}", mark.as_str()), [])).collect(),
    }
}
