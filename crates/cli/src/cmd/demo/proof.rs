//! What the ledgers show.

use anyhow::Context as _;
use server::app::LedgerName;

use super::stage::Stage;
use super::tell::Teller;

use crate::say::Values;

/// What the ledgers show.
pub(super) struct Proof {
    pub(super) is_verified: bool,
    pub(super) records: u64,
    pub(super) record_proven: u64,
    pub(super) verifier_key: String,
}

/// Verifies both ledgers from their bytes, and one record by its exported proof.
pub(super) async fn prove(stage: &Stage, teller: Teller<'_>) -> anyhow::Result<Proof> {
    let Stage { app, responder, .. } = stage;
    teller.begin("cli-demo-proof", &[]);
    let (mut is_verified, mut records) = (true, 0);
    for name in LedgerName::ALL {
        app.checkpoint(responder, name).await?;
        let report = app.verify(responder, name, Box::new(|_| {})).await?;
        is_verified &= report.problems.is_empty();
        records += report.records;
        let values: Values<'_> = &[
            ("name", &name.as_str()),
            ("records", &report.records),
            ("checkpoints", &report.checkpoints),
            ("problems", &report.problems.len()),
        ];
        teller.tell("cli-demo-ledger", values);
    }
    let record_proven = 0;
    let proof = app.prove(responder, LedgerName::Events, record_proven).await?;
    let status = app.ledgers(responder).await?;
    let key = status
        .iter()
        .find(|ledger| ledger.name == LedgerName::Events)
        .context("no events ledger")?
        .verifier_key
        .clone();
    let record = app.record(responder, record_proven).await?;
    let received_ms = u64::try_from(record.received_at.as_millisecond())?;
    let leaf = ledger::leaf_bytes(&record.source, received_ms, record.raw.as_bytes());
    is_verified &= ledger::verify_inclusion(&proof, &leaf, &key.parse()?).is_ok();
    teller.tell("cli-demo-proven", &[("record", &record_proven)]);
    teller.tell("cli-demo-key", &[("key", &key)]);
    Ok(Proof { is_verified, records, record_proven, verifier_key: key })
}
