//! The inventory of credentials, read from GitLab and kept for some minutes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use engine::coordinate::What;
use engine::investigate::inventory::{Filter, Row, inventory};
use jiff::Timestamp;
use serde::Serialize;

use super::error::allow;
use super::{App, AppError};
use crate::person::{Permission, Person};
use crate::work::inventory::{Collected, collect};
use crate::work::journal::PRODUCT;

/// How long an inventory is shown as it was read: reading it takes a call for
/// every project and every user.
const KEPT_FOR: Duration = Duration::from_mins(10);

/// The last inventory.
pub(crate) type Kept = tokio::sync::Mutex<Option<(Instant, Timestamp, Arc<Collected>)>>;

/// Credentials, the gravest and most neglected first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Inventory {
    /// When it was read from GitLab.
    pub read_at: Timestamp,
    /// Listings that were read.
    pub listings: usize,
    /// Credentials in all, before the filter.
    pub total: usize,
    /// What could not be read, and why: the inventory lacks it.
    pub gaps: Vec<String>,
    /// The credentials that pass the filter.
    pub credentials: Vec<Row>,
}

impl App {
    /// The inventory of credentials as read in the last minutes, or now.
    pub async fn inventory(
        &self,
        person: &Person,
        filter: &Filter,
        is_fresh: bool,
    ) -> Result<Inventory, AppError> {
        allow(person, Permission::Survey)?;
        let (read_at, collected) = self.collected(is_fresh).await?;
        let rows = inventory(collected.credentials.clone(), filter, self.inner.clock.now());
        Ok(Inventory {
            read_at,
            listings: collected.listings,
            total: collected.credentials.len(),
            gaps: collected.gaps.clone(),
            credentials: rows,
        })
    }

    async fn collected(&self, is_fresh: bool) -> Result<(Timestamp, Arc<Collected>), AppError> {
        let standing = self.our_standing().await?.standing;
        // One reading at a time; who comes meanwhile gets its result.
        let mut kept = self.inner.inventory.lock().await;
        if let Some((since, read_at, collected)) = kept.as_ref()
            && since.elapsed() < KEPT_FOR
            && !is_fresh
        {
            return Ok((*read_at, Arc::clone(collected)));
        }
        let now = self.inner.clock.now();
        let tell = |read: usize, total: usize| {
            if read.is_multiple_of(500) || read == total {
                tracing::info!(listings = read, total, "Reading the inventory of credentials");
            }
        };
        let collected = Arc::new(collect(self.gitlab()?, &standing, tell).await);
        let said = What::InventoryTaken { user: standing.user.0, from: now };
        self.inner
            .journal
            .decide(PRODUCT, |_cases, _now| Ok((vec![(None, said.clone())], ())))
            .await?;
        *kept = Some((Instant::now(), now, Arc::clone(&collected)));
        Ok((now, collected))
    }
}
