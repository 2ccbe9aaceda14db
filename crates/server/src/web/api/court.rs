//! The bundle for court and auditor, as a tar that is written while it is sent (IN7).

use std::io;

use axum::body::Body as Bytes;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum::routing::post;
use engine::coordinate::CaseId;
use serde::Deserialize;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use utoipa::ToSchema;

use super::Answer;
use super::custody::reach;
use crate::app::{App, Court, CourtOrder, CourtPart};
use crate::person::{Permission, Person};
use crate::web::Web;
use crate::web::form::{Body, Place};
use crate::web::page::case_id;
use crate::web::papers;
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;
use crate::web::words::Lang;

/// Pieces that wait for a slow reader.
const WAITING: usize = 8;

/// Bytes of a piece.
const PIECE_BYTES: usize = 64 << 10;

/// Files in the tar can be read by their owner alone.
const MODE: u32 = 0o400;

pub(super) const ROUTES: &[Route] =
    &[Route::post("/api/v1/cases/{id}/court", Access::Needs(Permission::ReadEvidence), || {
        post(export)
    })
    .says("Export the case for court or auditor: evidence, journal, proofs, stamps, as a tar")
    .body::<Exporting>()
    .answers("application/x-tar")];

/// For whom and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Exporting {
    /// To whom: a court, an auditor, a person.
    pub(in crate::web) to: String,
    /// Who may read it there: `named`, `company`, `customers` or `public`.
    #[serde(default = "named")]
    pub(in crate::web) reach: String,
    /// Why.
    pub(in crate::web) purpose: String,
}

fn named() -> String {
    "named".to_owned()
}

async fn export(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Exporting>,
) -> Answer {
    made(&web, &person, case_id(&id)?, given).await
}

/// The bundle as a file to be saved.
pub(in crate::web) async fn made(
    web: &Web,
    person: &Person,
    case: CaseId,
    given: Exporting,
) -> Result<Response, Fault> {
    let order = CourtOrder { to: given.to, reach: reach(&given.reach)?, purpose: given.purpose };
    let known = web.app.case(person, case)?;
    let now = web.app.clock().now();
    let document = |lang: Lang, name: &str| {
        let paper = papers::court(web.words(lang), &known, &order, now);
        (name.to_owned(), papers::as_markdown(&paper))
    };
    let documents = vec![document(Lang::En, "VERIFY.md"), document(Lang::Ja, "VERIFY.ja.md")];
    let court = web.app.court_bundle(person, case, order, documents).await?;
    let (name, seal) = (format!("{}.tar", court.name), court.seal.clone());
    let (to, from) = channel(WAITING);
    let (app, here) = (web.app.clone(), Handle::current());
    tokio::task::spawn_blocking(move || {
        let mut pieces = Pieces { to, piece: Vec::with_capacity(PIECE_BYTES) };
        let written = write(&app, &here, court, &mut pieces);
        let ended = written.and_then(|()| io::Write::flush(&mut pieces));
        if let Err(error) = ended {
            tracing::warn!(%error, "A court bundle was not sent whole");
            // The reader must not take a part for the whole.
            drop(pieces.to.blocking_send(Err(error)));
        }
    });
    let mut response = Response::new(Bytes::from_stream(stream(from)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-tar"));
    let value = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    headers.extend(value.ok().map(|value| (header::CONTENT_DISPOSITION, value)));
    let seal = HeaderValue::from_str(&seal).ok();
    headers.extend(seal.map(|seal| (header::HeaderName::from_static("x-portcullis-seal"), seal)));
    Ok(response)
}

type Piece = Result<bytes::Bytes, io::Error>;

fn stream(from: Receiver<Piece>) -> impl futures::Stream<Item = Piece> + Send {
    futures::stream::unfold(from, |mut from| async move { Some((from.recv().await?, from)) })
}

/// Writes the tar; items are opened one after another.
fn write(app: &App, here: &Handle, court: Court, to: &mut Pieces) -> io::Result<()> {
    let mut tar = tar::Builder::new(to);
    for part in court.parts {
        let (path, size) = match &part {
            CourtPart::Bytes { path, bytes } => {
                (path, u64::try_from(bytes.len()).unwrap_or(u64::MAX))
            }
            CourtPart::Item { path, bytes, .. } => (path, *bytes),
        };
        let mut head = tar::Header::new_gnu();
        head.set_size(size);
        head.set_mode(MODE);
        head.set_entry_type(tar::EntryType::Regular);
        let path = format!("{}/{path}", court.name);
        match part {
            CourtPart::Bytes { bytes, .. } => {
                tar.append_data(&mut head, path, bytes.as_slice())?;
            }
            CourtPart::Item { sha256, .. } => {
                let file = here.block_on(app.court_item(&sha256)).map_err(io::Error::other)?;
                let file = here.block_on(file.into_std());
                tar.append_data(&mut head, path, io::Read::take(file, size))?;
            }
        }
    }
    tar.finish()
}

/// What is written goes on in pieces; waits for a slow reader.
struct Pieces {
    to: Sender<Piece>,
    piece: Vec<u8>,
}

impl io::Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE_BYTES {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = std::mem::take(&mut self.piece);
        let gone = |_| io::Error::from(io::ErrorKind::BrokenPipe);
        self.to.blocking_send(Ok(piece.into())).map_err(gone)
    }
}
