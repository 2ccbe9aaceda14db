//! What the ledgers show.

use anyhow::Context as _;
use server::app::LedgerName;

use super::stage::Stage;
use super::tell::Teller;

/// What the ledgers show.
pub(super) struct Proof {
    pub(super) is_verified: bool,
    pub(super) records: u64,
    pub(super) record_proven: u64,
    pub(super) verifier_key: String,
}

/// Verifies both ledgers from their bytes, and one record by its exported proof.
pub(super) async fn prove(stage: &Stage, teller: Teller) -> anyhow::Result<Proof> {
    let Stage { app, responder, .. } = stage;
    teller.stage("Proof");
    let (mut is_verified, mut records) = (true, 0);
    for name in LedgerName::ALL {
        app.checkpoint(responder, name).await?;
        let report = app.verify(responder, name, Box::new(|_| {})).await?;
        is_verified &= report.problems.is_empty();
        records += report.records;
        teller.line(format_args!(
            "{}: {} records, {} checkpoint(s), {} problem(s)",
            name.as_str(),
            report.records,
            report.checkpoints,
            report.problems.len()
        ));
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
    teller.line(format_args!("record {record_proven} proven against the signed checkpoint"));
    teller.line(format_args!("key {key}"));
    Ok(Proof { is_verified, records, record_proven, verifier_key: key })
}
