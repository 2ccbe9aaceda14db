//! The outbox: what is on its way to people, one parcel for each addressee.
//!
//! A parcel waits, is handed over, and ends. That it is being handed over is
//! durable before the other side can have it whole; so a parcel that a crash
//! finds in that state may have arrived, and is not sent again by itself.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Row, params, types::Type};

use super::{State, StateError, ms, time};

/// Which parcel: an order, and the position of the addressee in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParcelKey {
    /// The order's id.
    pub delivery: String,
    /// Position of the addressee, from 0.
    pub number: u32,
}

/// Where a parcel stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParcelState {
    /// It is tried when its time comes.
    Waiting,
    /// The other side may have it: no answer yet.
    Handing,
    /// It ended, as [`Parcel::end`] says.
    Ended,
}

/// One message to one addressee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// Which.
    pub key: ParcelKey,
    /// Number of the case.
    pub case: u32,
    /// Name of the channel.
    pub channel: String,
    /// Where it stands.
    pub state: ParcelState,
    /// How it ended: a word of `engine::coordinate::delivery::End`.
    pub end: Option<String>,
    /// How often it was tried.
    pub attempts: u32,
    /// How often a person had it sent again.
    pub round: u32,
    /// When it may be tried.
    pub next_at: Timestamp,
    /// The last thing that the other side said.
    pub answer: String,
    /// What it is called there.
    pub reference: Option<String>,
    /// SHA-256 of the bytes as they were handed over.
    pub sha256: Option<String>,
    /// When it last changed.
    pub changed_at: Timestamp,
}

/// How a parcel ended.
#[derive(Debug, Clone, Copy)]
pub struct ParcelEnd<'a> {
    /// A word of `engine::coordinate::delivery::End`.
    pub end: &'a str,
    /// What the other side said.
    pub answer: &'a str,
    /// What it is called there.
    pub reference: Option<&'a str>,
}

/// A delivery that comes into the outbox.
#[derive(Debug, Clone, Copy)]
pub struct NewDelivery<'a> {
    /// The order's id.
    pub delivery: &'a str,
    /// Number of the case.
    pub case: u32,
    /// Name of the channel.
    pub channel: &'a str,
    /// How many parcels it is.
    pub parcels: u32,
    /// Positions of addressees that get nothing, and the word for that end.
    pub left_out: &'a [u32],
    /// The word for how those ended.
    pub left_out_end: &'a str,
}

const COLUMNS: &str = "delivery, number, case_number, channel, state, ended, attempts, round, \
     next_ms, answer, reference, sha256, changed_ms";

fn read(row: &Row<'_>) -> rusqlite::Result<Parcel> {
    let state: String = row.get(4)?;
    let state = match state.as_str() {
        "waiting" => ParcelState::Waiting,
        "handing" => ParcelState::Handing,
        "ended" => ParcelState::Ended,
        _ => return Err(rusqlite::Error::InvalidColumnType(4, state, Type::Text)),
    };
    Ok(Parcel {
        key: ParcelKey { delivery: row.get(0)?, number: row.get(1)? },
        case: row.get(2)?,
        channel: row.get(3)?,
        state,
        end: row.get(5)?,
        attempts: row.get(6)?,
        round: row.get(7)?,
        next_at: time(row, 8)?,
        answer: row.get(9)?,
        reference: row.get(10)?,
        sha256: row.get(11)?,
        changed_at: time(row, 12)?,
    })
}

impl State {
    /// Takes a delivery in; one that is there stays as it is. Nothing of it is
    /// tried before [`Self::release_delivery`].
    pub fn take_delivery(&self, new: &NewDelivery<'_>, now: Timestamp) -> Result<(), StateError> {
        let mut db = self.db();
        let change = db.transaction()?;
        {
            let mut insert = change.prepare(
                "INSERT OR IGNORE INTO parcel (delivery, number, case_number, channel, state, ended, next_ms, changed_ms) \
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            )?;
            for number in 0..new.parcels {
                let (state, end) = if new.left_out.contains(&number) {
                    ("ended", Some(new.left_out_end))
                } else {
                    ("waiting", None)
                };
                let NewDelivery { delivery, case, channel, .. } = *new;
                let now = ms(now);
                insert.execute(params![delivery, number, case, channel, state, end, now, now])?;
            }
        }
        Ok(change.commit()?)
    }

    /// From now on its parcels are tried.
    pub fn release_delivery(&self, delivery: &str) -> Result<(), StateError> {
        let sql = "UPDATE parcel SET is_released = 1 WHERE delivery = ? AND NOT is_released";
        self.db().execute(sql, [delivery])?;
        Ok(())
    }

    /// How many parcels of a delivery are here.
    pub fn parcel_count(&self, delivery: &str) -> Result<u32, StateError> {
        let sql = "SELECT count(*) FROM parcel WHERE delivery = ?";
        Ok(self.db().query_row(sql, [delivery], |row| row.get(0))?)
    }

    /// The parcels of a delivery, in order, from one position on.
    pub fn parcels(
        &self,
        delivery: &str,
        from: u32,
        limit: u32,
    ) -> Result<Vec<Parcel>, StateError> {
        let db = self.db();
        let mut statement = db.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM parcel WHERE delivery = ? AND number >= ? ORDER BY number LIMIT ?"
        ))?;
        let found = statement.query_map(params![delivery, from, limit], read)?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// The parcel of a channel whose turn it is: the one that came first.
    pub fn next_parcel(&self, channel: &str, now: Timestamp) -> Result<Option<Parcel>, StateError> {
        let db = self.db();
        let mut statement = db.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM parcel WHERE channel = ? AND state = 'waiting' \
             AND is_released AND next_ms <= ? ORDER BY rowid LIMIT 1"
        ))?;
        Ok(statement.query_row(params![channel, ms(now)], read).optional()?)
    }

    /// A parcel is tried once more: these are the bytes.
    pub fn begin_parcel(
        &self,
        key: &ParcelKey,
        sha256: &str,
        raw: &[u8],
        now: Timestamp,
    ) -> Result<(), StateError> {
        let sql = "UPDATE parcel SET attempts = attempts + 1, sha256 = ?, raw = ?, changed_ms = ? \
             WHERE delivery = ? AND number = ? AND state = 'waiting'";
        let values = params![sha256, raw, ms(now), key.delivery, key.number];
        changed(self.db().execute(sql, values)?, key)
    }

    /// From here on the other side may have it. Durable when this answers.
    pub fn hand_parcel(
        &self,
        key: &ParcelKey,
        answer: &str,
        now: Timestamp,
    ) -> Result<(), StateError> {
        let sql = "UPDATE parcel SET state = 'handing', answer = ?, changed_ms = ? \
             WHERE delivery = ? AND number = ? AND state = 'waiting'";
        let values = params![answer, ms(now), key.delivery, key.number];
        changed(self.db().execute(sql, values)?, key)
    }

    /// It ended.
    pub fn end_parcel(
        &self,
        key: &ParcelKey,
        end: &ParcelEnd<'_>,
        now: Timestamp,
    ) -> Result<(), StateError> {
        let sql = "UPDATE parcel SET state = 'ended', ended = ?, answer = ?, \
             reference = coalesce(?, reference), changed_ms = ?, is_told = 0 \
             WHERE delivery = ? AND number = ? AND state <> 'ended'";
        let ParcelEnd { end, answer, reference } = *end;
        let values = params![end, answer, reference, ms(now), key.delivery, key.number];
        changed(self.db().execute(sql, values)?, key)
    }

    /// The other side surely does not have it: it is tried again then.
    pub fn postpone_parcel(
        &self,
        key: &ParcelKey,
        answer: &str,
        next_at: Timestamp,
        now: Timestamp,
    ) -> Result<(), StateError> {
        let sql = "UPDATE parcel SET state = 'waiting', answer = ?, next_ms = ?, changed_ms = ? \
             WHERE delivery = ? AND number = ? AND state <> 'ended'";
        let values = params![answer, ms(next_at), ms(now), key.delivery, key.number];
        changed(self.db().execute(sql, values)?, key)
    }

    /// Parcels that were being handed over when the process ended: they end in
    /// this way. Answers how many.
    pub fn end_interrupted_parcels(&self, end: &str, now: Timestamp) -> Result<usize, StateError> {
        let sql = "UPDATE parcel SET state = 'ended', ended = ?, changed_ms = ?, is_told = 0 \
             WHERE state = 'handing'";
        Ok(self.db().execute(sql, params![end, ms(now)])?)
    }

    /// What of a delivery still waits ends in this way.
    pub fn end_waiting_parcels(
        &self,
        delivery: &str,
        end: &str,
        now: Timestamp,
    ) -> Result<usize, StateError> {
        let sql = "UPDATE parcel SET state = 'ended', ended = ?, changed_ms = ?, is_told = 0 \
             WHERE delivery = ? AND state = 'waiting'";
        Ok(self.db().execute(sql, params![end, ms(now), delivery])?)
    }

    /// A parcel that lay dead is tried again, once for each round.
    pub fn requeue_parcel(
        &self,
        key: &ParcelKey,
        round: u32,
        now: Timestamp,
    ) -> Result<bool, StateError> {
        let sql = "UPDATE parcel SET state = 'waiting', ended = NULL, attempts = 0, round = ?, \
             next_ms = ?, changed_ms = ?, is_told = 0 \
             WHERE delivery = ? AND number = ? AND round < ? AND state = 'ended'";
        let now = ms(now);
        let values = params![round, now, now, key.delivery, key.number, round];
        Ok(self.db().execute(sql, values)? > 0)
    }

    /// Parcels that ended and of which the journal does not know yet, oldest first.
    pub fn untold_parcels(&self, limit: u32) -> Result<Vec<Parcel>, StateError> {
        let db = self.db();
        let mut statement = db.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM parcel WHERE state = 'ended' AND NOT is_told \
             AND is_released ORDER BY delivery, number LIMIT ?"
        ))?;
        let found = statement.query_map([limit], read)?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// The journal knows of these.
    pub fn parcels_told(&self, keys: &[ParcelKey]) -> Result<(), StateError> {
        let mut db = self.db();
        let change = db.transaction()?;
        for key in keys {
            let sql = "UPDATE parcel SET is_told = 1 WHERE delivery = ? AND number = ?";
            change.execute(sql, params![key.delivery, key.number])?;
        }
        Ok(change.commit()?)
    }

    /// The bytes of a parcel as they were handed over last; `None` once they
    /// are evidence, or before the first try.
    pub fn parcel_bytes(&self, key: &ParcelKey) -> Result<Option<Vec<u8>>, StateError> {
        let sql = "SELECT raw FROM parcel WHERE delivery = ? AND number = ?";
        let values = params![key.delivery, key.number];
        Ok(self.db().query_row(sql, values, |row| row.get(0)).optional()?.flatten())
    }

    /// Forgets the bytes of a delivery: they are evidence now.
    pub fn forget_parcel_bytes(&self, delivery: &str) -> Result<(), StateError> {
        self.db().execute("UPDATE parcel SET raw = NULL WHERE delivery = ?", [delivery])?;
        Ok(())
    }

    /// How many parcels of each channel wait, and how many were tried in vain before.
    pub fn waiting_parcels(&self) -> Result<Vec<(String, u32, u32)>, StateError> {
        let db = self.db();
        let mut statement = db.prepare_cached(
            "SELECT channel, count(*), count(*) FILTER (WHERE attempts > 0) FROM parcel \
             WHERE state <> 'ended' GROUP BY channel ORDER BY channel",
        )?;
        let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(found.collect::<Result<_, _>>()?)
    }
}

fn changed(changed: usize, key: &ParcelKey) -> Result<(), StateError> {
    super::one(changed, &format!("parcel {} of {} in that state", key.number, key.delivery))
}
