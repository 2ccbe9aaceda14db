//! Sheets from what was recorded: a host's bundle, `ps`, `ss`, flow logs. The
//! recording itself is kept as evidence first (IN8, IN9, IN11).

use bytes::Bytes;
use engine::coordinate::instance::sheet::{Item, SheetKind};
use engine::coordinate::{CaseId, EvidenceSource};
use engine::investigate::flow;
use engine::investigate::host::{
    Analysis, Baseline, Kind, Reports, Stranger, analyse, from_ps, from_ss,
};
use engine::respond::plan::Text;
use futures::Stream;
use serde::Deserialize;
use tokio::io::AsyncBufReadExt as _;

use super::super::cases::bounded;
use super::super::evidence::refused;
use super::super::{App, AppError, NewEvidence};
use super::{LINE_CHARS_MAX, SheetView};
use crate::app::input;
use crate::person::Person;

/// Bytes of reports that are read: a bundle's reports have some megabytes.
const REPORTS_BYTES_MAX: u64 = 256 << 20;

/// A line of traffic; what is longer is none.
const LINE_BYTES_MAX: usize = 64 << 10;

/// Findings of one recording on a sheet: more is no list for a person.
const FINDINGS_MAX: usize = 5_000;

/// In what form a host is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostForm {
    /// Reports of a bundle with baselines (`portcullis instance host DIR`).
    Reports,
    /// What `ps` printed.
    Ps,
    /// What `ss -lntup` printed.
    Ss,
}

impl HostForm {
    /// The form of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [("reports", Self::Reports), ("ps", Self::Ps), ("ss", Self::Ss)]
            .into_iter()
            .find_map(|(own, form)| (own == name).then_some(form))
    }
}

/// What `portcullis instance host` sends of a bundle that it verified.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HostDocument {
    format: String,
    /// The host's own name for itself.
    #[serde(default)]
    host: Option<String>,
    /// Kinds of installation that the bundle does not tell.
    #[serde(default)]
    installations: Vec<String>,
    /// The operator's own baselines, as YAML.
    #[serde(default)]
    baselines: Vec<String>,
    /// Records by probe.
    reports: std::collections::BTreeMap<String, Vec<serde_json::Value>>,
    /// The bundle's seal.
    #[serde(default)]
    seal: Option<String>,
}

impl App {
    /// Compares a host with what belongs there and draws up the sheets that it
    /// speaks of. What was handed over is kept as evidence first. `host`: its name,
    /// where what was handed over does not tell it; the same thing on two hosts is two
    /// items, each with a verdict of its own.
    pub async fn import_host<E: Into<anyhow::Error>>(
        &self,
        person: &Person,
        case: CaseId,
        (form, name, host): (HostForm, &str, Option<&str>),
        bytes: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<Vec<SheetView>, AppError> {
        let host = host.map(|host| bounded("host", host, LINE_CHARS_MAX)).transpose()?;
        let (sha256, length) = self.keep(person, case, name, bytes).await?;
        if length > REPORTS_BYTES_MAX {
            return Err(AppError::invalid("body", input::up_to("kept-unread", REPORTS_BYTES_MAX)));
        }
        let mut file = self.inner.evidence.read(&sha256).await.map_err(refused)?;
        let mut text = Vec::new();
        tokio::io::AsyncReadExt::read_to_end(&mut file, &mut text)
            .await
            .map_err(AppError::internal)?;
        let comparing = tokio::task::spawn_blocking(move || compared(form, &text));
        let analysis = comparing.await.map_err(AppError::internal)?;
        let compared = analysis.map_err(|why| AppError::invalid("body", input::said(why)))?;
        // The same bundle beside another baseline is the same source.
        let source = compared.seal.unwrap_or(sha256);
        let host = host.or(compared.host);
        // Two hosts may print the same.
        let source = of_host(host.as_deref(), &source);
        let mut views = Vec::new();
        for sheet in sheets_of(form) {
            let (items, count) = on_sheet(&compared.analysis, *sheet, host.as_deref());
            views.push(self.draw(person, case, (*sheet, &source), (items, Some(count))).await?);
        }
        Ok(views)
    }

    /// Compares recorded traffic with what is usual and draws up its sheet. The
    /// recording is kept as evidence first and read line by line.
    pub async fn import_flows<E: Into<anyhow::Error>>(
        &self,
        person: &Person,
        case: CaseId,
        (name, format, baseline): (&str, Option<flow::Format>, &flow::Baseline),
        bytes: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<(SheetView, flow::Report), AppError> {
        let (sha256, _) = self.keep(person, case, name, bytes).await?;
        let file = self.inner.evidence.read(&sha256).await.map_err(refused)?;
        let tally = tallied(file, format, baseline).await?;
        let mut report = tally.compare(baseline);
        report.findings.truncate(FINDINGS_MAX);
        if report.flows == 0 {
            return Err(AppError::invalid("body", input::why("no-flow")));
        }
        let item = |one: &flow::Finding| Item {
            id: one.id.clone(),
            name: one.name(),
            why: one.why.clone(),
        };
        let items = report.findings.iter().map(item).collect();
        let about = (SheetKind::Flows, sha256.as_str());
        let view = self.draw(person, case, about, (items, Some(report.talks))).await?;
        Ok((view, report))
    }

    async fn keep<E: Into<anyhow::Error>>(
        &self,
        person: &Person,
        case: CaseId,
        name: &str,
        bytes: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<(String, u64), AppError> {
        let new = NewEvidence {
            name: name.to_owned(),
            media_type: "application/octet-stream".to_owned(),
            source: EvidenceSource::Person,
        };
        let item = self.keep_evidence(person, case, new, bytes).await?;
        Ok((item.sha256, item.bytes))
    }
}

/// Reads a recording line by line, in bounded memory.
async fn tallied(
    file: tokio::fs::File,
    format: Option<flow::Format>,
    baseline: &flow::Baseline,
) -> Result<flow::Tally, AppError> {
    let (mut reader, mut tally) = (flow::Reader::new(format), flow::Tally::default());
    let mut lines = tokio::io::BufReader::new(file);
    let mut line = Vec::new();
    loop {
        line.clear();
        let limit = u64::try_from(LINE_BYTES_MAX).unwrap_or(u64::MAX);
        let mut bounded = tokio::io::AsyncReadExt::take(&mut lines, limit);
        let read = bounded.read_until(b'\n', &mut line).await.map_err(AppError::internal)?;
        if read == 0 {
            return Ok(tally);
        }
        match reader.read(&String::from_utf8_lossy(&line)) {
            Ok(Some(flow)) => tally.add(&flow, baseline),
            Ok(None) => {}
            Err(()) => tally.miss(),
        }
    }
}

/// What was compared, and from where it is.
struct Compared {
    /// The bundle's seal.
    seal: Option<String>,
    host: Option<String>,
    analysis: Analysis,
}

fn compared(form: HostForm, text: &[u8]) -> Result<Compared, String> {
    if form == HostForm::Reports {
        let document: HostDocument =
            serde_json::from_slice(text).map_err(|error| error.to_string())?;
        if document.format != "portcullis.host-reports/1" {
            return Err(format!("{:?}: expected portcullis.host-reports/1", document.format));
        }
        tracing::debug!(seal = ?document.seal, "A host's reports are compared");
        let reports = Reports(document.reports);
        let mut installations = reports.installations();
        installations.extend(document.installations);
        let mut baseline = Baseline::shipped(&installations)?;
        for own in &document.baselines {
            baseline.add(Baseline::read(own)?);
        }
        let HostDocument { seal, host, .. } = document;
        return Ok(Compared { seal, host, analysis: analyse(&reports, &baseline) });
    }
    let text = String::from_utf8_lossy(text);
    // Which installation it is, `ps` does not tell: what belongs to any counts.
    let every = ["omnibus", "helm", "helm_gitaly", "source"].map(str::to_owned);
    let baseline = Baseline::shipped(&every)?;
    let reports = if form == HostForm::Ps { from_ps(&text, &baseline)? } else { from_ss(&text)? };
    Ok(Compared { seal: None, host: None, analysis: analyse(&reports, &baseline) })
}

/// The sheets that a form speaks of.
fn sheets_of(form: HostForm) -> &'static [SheetKind] {
    match form {
        HostForm::Reports => &[SheetKind::Processes, SheetKind::Listeners, SheetKind::Host],
        HostForm::Ps => &[SheetKind::Processes],
        HostForm::Ss => &[SheetKind::Listeners],
    }
}

fn sheet_of(kind: Kind) -> SheetKind {
    match kind {
        Kind::Process => SheetKind::Processes,
        Kind::Listener => SheetKind::Listeners,
        Kind::ChangedFile
        | Kind::Hook
        | Kind::Key
        | Kind::Cron
        | Kind::Startup
        | Kind::SetId
        | Kind::SudoRule
        | Kind::Account
        | Kind::Module => SheetKind::Host,
    }
}

/// What stands on a sheet, and how many things were compared for it.
fn on_sheet(analysis: &Analysis, sheet: SheetKind, host: Option<&str>) -> (Vec<Item>, u64) {
    let item = |one: &Stranger| Item {
        id: of_host(host, &one.id),
        name: of_host(host, &one.subject),
        why: one
            .reasons
            .iter()
            .map(|reason| Text { key: reason.key.clone(), args: reason.args.clone() })
            .collect(),
    };
    let strangers = analysis.strangers.iter().filter(|one| sheet_of(one.kind) == sheet);
    let kinds = Kind::ALL.into_iter().filter(|kind| sheet_of(*kind) == sheet);
    let compared: usize = kinds.filter_map(|kind| analysis.compared.get(kind.as_str())).sum();
    let items = strangers.take(FINDINGS_MAX).map(item).collect();
    (items, u64::try_from(compared).unwrap_or(u64::MAX))
}

fn of_host(host: Option<&str>, text: &str) -> String {
    host.map_or_else(|| text.to_owned(), |host| format!("{host}: {text}"))
}
