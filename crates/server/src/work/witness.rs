//! Asking a witness to cosign the head of a ledger (C2SP tlog-witness).

use std::path::PathBuf;
use std::time::Duration;

use engine::detect::record::Contradiction;
use ledger::{Checkpoint, Cosigned, KeyError, LedgerError, Reader, WitnessKey, cosignatures};
use reqwest::{Client, StatusCode};
use url::Url;

use crate::config;

/// A witness answers from memory and one small file.
const TIMEOUT: Duration = Duration::from_secs(20);

/// An answer is a line or two.
const ANSWER_BYTES_MAX: usize = 4096;

/// Why a head was not cosigned.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WitnessTrouble {
    #[error("the witness does not answer")]
    Unreachable(#[source] reqwest::Error),
    #[error("the witness refuses with {0}{1}")]
    Refused(StatusCode, String),
    #[error("the witness's answer holds no cosignature by its key")]
    NoCosignature,
    #[error("the witness's cosignature does not hold")]
    BadCosignature(#[source] KeyError),
    #[error("the witness saw another past of this ledger")]
    Contradicted(Contradiction),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// A witness that can be asked.
#[derive(Debug)]
pub(crate) struct Asked {
    http: Client,
    url: Url,
    key: WitnessKey,
}

/// A ledger whose head is to be seen.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) reader: Reader,
    /// Where it lies.
    pub(crate) dir: PathBuf,
}

enum Answer {
    Lines(String),
    /// The witness's last head has so many records.
    OtherSize(u64),
    Inconsistent,
}

impl Asked {
    /// Sends nothing yet.
    pub(crate) fn new(settings: &config::Witness) -> Result<Self, anyhow::Error> {
        drop(rustls::crypto::ring::default_provider().install_default());
        let http = Client::builder()
            .user_agent(concat!("portcullis/", env!("CARGO_PKG_VERSION")))
            .timeout(TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        let path = format!("{}/add-checkpoint", settings.url.path().trim_end_matches('/'));
        let mut url = settings.url.clone();
        url.set_path(&path);
        Ok(Self { http, url, key: settings.key()? })
    }

    /// The witness's name.
    pub(crate) fn name(&self) -> &str {
        self.key.name()
    }

    /// Has the latest head of a ledger cosigned and keeps what comes back.
    /// `None`: no head was signed yet.
    pub(crate) async fn cosign(&self, shown: &Shown) -> Result<Option<Checkpoint>, WitnessTrouble> {
        let cosigned = Cosigned::of(&shown.dir);
        let (log, ours) = (shown.reader.verifier_key()?, [self.key.clone()]);
        if shown.reader.latest_checkpoint()?.is_none() {
            return Ok(None);
        }
        let mut old = cosigned.latest(&log, &ours)?.map_or(0, |(head, _)| head.size);
        // Once more from where the witness stands: it may know more than we kept.
        for _ in 0..2 {
            let held = shown.reader.size();
            if old > held {
                return contradicted(Contradiction::RolledBack { seen: old, held });
            }
            let request = shown.reader.prove_consistency(old)?;
            let head = Checkpoint::open(&request.checkpoint, &log)
                .map_err(WitnessTrouble::BadCosignature)?;
            match self.post(request.to_text()).await? {
                Answer::Lines(lines) => return self.keep(&cosigned, &head, &lines).map(Some),
                Answer::OtherSize(seen) if seen == old => {
                    return contradicted(Contradiction::Forked { seen });
                }
                Answer::OtherSize(seen) => old = seen,
                Answer::Inconsistent => return contradicted(Contradiction::Forked { seen: old }),
            }
        }
        Err(WitnessTrouble::Refused(
            StatusCode::CONFLICT,
            ": another program asks it too".to_owned(),
        ))
    }

    fn keep(
        &self,
        cosigned: &Cosigned,
        head: &Checkpoint,
        lines: &str,
    ) -> Result<Checkpoint, WitnessTrouble> {
        let whole = head.with_cosignatures(lines).map_err(WitnessTrouble::BadCosignature)?;
        let said = cosignatures(&whole, std::slice::from_ref(&self.key))
            .map_err(WitnessTrouble::BadCosignature)?;
        if said.is_empty() {
            return Err(WitnessTrouble::NoCosignature);
        }
        Ok(cosigned.keep(&whole)?)
    }

    async fn post(&self, body: String) -> Result<Answer, WitnessTrouble> {
        let request = self.http.post(self.url.clone()).body(body);
        let mut answer = request.send().await.map_err(WitnessTrouble::Unreachable)?;
        let status = answer.status();
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(WitnessTrouble::Unreachable)? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > ANSWER_BYTES_MAX {
                return Err(WitnessTrouble::NoCosignature);
            }
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        match status {
            StatusCode::OK => Ok(Answer::Lines(text)),
            StatusCode::CONFLICT => match text.trim_end().parse() {
                Ok(size) => Ok(Answer::OtherSize(size)),
                Err(_) => Err(refused(status, &text)),
            },
            StatusCode::UNPROCESSABLE_ENTITY => Ok(Answer::Inconsistent),
            _ => Err(refused(status, &text)),
        }
    }
}

fn contradicted<T>(what: Contradiction) -> Result<T, WitnessTrouble> {
    Err(WitnessTrouble::Contradicted(what))
}

fn refused(status: StatusCode, text: &str) -> WitnessTrouble {
    let line: String = text.lines().next().unwrap_or_default().chars().take(200).collect();
    let said = if line.is_empty() { String::new() } else { format!(": {line}") };
    WitnessTrouble::Refused(status, said)
}
