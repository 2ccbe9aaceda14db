//! A host's bundle goes to the server: item by item, and goes on after a break (IN7, IN14).

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use evidence::Bundle;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use url::Url;

use crate::global::Global;
use crate::say::{OrSay as _, Values, said};
use crate::{Outcome, print};

/// A server that says nothing for so long has gone; the next try goes on.
const SILENCE_MAX: Duration = Duration::from_mins(2);

/// An item is tried so often.
const TRIES: u32 = 3;

/// Sends a sealed bundle. The token is that of `--token-file`: it can append and
/// nothing else.
pub(super) async fn send(dir: &Path, to: &Url, global: &Global) -> anyhow::Result<Outcome> {
    let token = global.token()?.or_say("cli-sender-token", &[])?;
    let bundle = Bundle::open(dir)?;
    let manifest = std::fs::read(dir.join("manifest.json"))
        .or_say("cli-cannot-read", &[("file", &dir.join("manifest.json").display())])?;
    let checked = evidence::verify(dir, None, &mut |_| {})?;
    let seal = checked.seal.clone().filter(|_| checked.is_sound());
    let seal = seal.or_say("cli-bundle-damaged", &[("file", &dir.display())])?;
    let http = server::door::client(to, SILENCE_MAX)?;
    let line = Line { http, to: to.clone(), token, seal: seal.clone() };
    let here = line.appended().await?;
    let mut files: BTreeSet<(&str, &str)> = BTreeSet::new();
    for item in &bundle.manifest.items {
        files.insert((&item.stored.sha256, &item.stored.file));
    }
    let bar = print::spinner();
    let (mut sent, mut skipped) = (0_u64, 0_u64);
    for (sha256, file) in &files {
        if here.contains(*sha256) {
            skipped += 1;
            continue;
        }
        line.item(dir, (sha256, file)).await?;
        sent += 1;
        bar.set_message(format!("{}/{}", sent + skipped, files.len()));
    }
    let answer = line.post(None, reqwest::Body::from(manifest)).await?;
    bar.finish_and_clear();
    let answer = json!({
        "format": "portcullis.evidence-sent/1",
        "seal": seal,
        "sent": sent,
        "already_there": skipped,
        "items": answer["items"],
    });
    if global.json {
        print::document(&answer);
    } else {
        let args: Values<'_> = &[("sent", &sent), ("skipped", &skipped), ("seal", &seal)];
        print::line(global.words().told("cli-evidence-sent", args));
    }
    Ok(Outcome::Clean)
}

/// The line to one server for one bundle.
struct Line {
    http: reqwest::Client,
    to: Url,
    token: SecretString,
    seal: String,
}

impl Line {
    fn address(&self, item: Option<&str>) -> Url {
        let mut url = self.to.clone();
        let mut query = url.query_pairs_mut();
        query.clear().append_pair("seal", &self.seal);
        if let Some(item) = item {
            query.append_pair("item", item);
        }
        drop(query);
        url
    }

    /// What arrived earlier.
    async fn appended(&self) -> anyhow::Result<BTreeSet<String>> {
        let asked = self.http.get(self.address(None)).bearer_auth(self.token.expose_secret());
        let told = answer(asked.send().await?).await?;
        let items = told["items"].as_array().into_iter().flatten();
        Ok(items.filter_map(|item| item.as_str().map(str::to_owned)).collect())
    }

    async fn item(&self, dir: &Path, (sha256, file): (&str, &str)) -> anyhow::Result<()> {
        let path = dir.join(file);
        let mut tries = 1;
        loop {
            let open = tokio::fs::File::open(&path);
            let open = open.await.or_say("cli-cannot-read", &[("file", &path.display())])?;
            match self.post(Some(sha256), reqwest::Body::from(open)).await {
                Ok(_told) => return Ok(()),
                Err(error) if tries < TRIES && error.is::<reqwest::Error>() => tries += 1,
                Err(error) => return Err(error).or_say("cli-not-sent", &[("file", &file)]),
            }
        }
    }

    async fn post(&self, item: Option<&str>, body: reqwest::Body) -> anyhow::Result<Value> {
        let request = self.http.post(self.address(item)).body(body);
        answer(request.bearer_auth(self.token.expose_secret()).send().await?).await
    }
}

async fn answer(answer: reqwest::Response) -> anyhow::Result<Value> {
    let status = answer.status();
    let told: Value = answer.json().await.unwrap_or_default();
    if status.is_success() {
        return Ok(told);
    }
    let why = told["error"].as_str().unwrap_or("–");
    Err(said("cli-server-refuses", &[("status", &status), ("why", &why)]))
}
