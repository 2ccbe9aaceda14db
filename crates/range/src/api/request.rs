//! A request, taken apart.

use axum::body::Bytes;
use axum::http::request::Parts;
use serde_json::Value;
use url::form_urlencoded;

use super::params::Params;
use crate::connection::Peer;

/// What the handlers and the logs need of a request.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    /// Decoded pieces of the path.
    pub(crate) segments: Vec<String>,
    pub(crate) query: String,
    pub(crate) params: Params,
    pub(crate) user_agent: String,
    pub(crate) host: String,
    /// The client: first of `X-Forwarded-For`, else the peer.
    pub(crate) ip: String,
    /// The chain of addresses as `api_json.log` has it.
    pub(crate) remote_ip: String,
    pub(crate) secrets: Secrets,
}

/// What the client shows of itself.
#[derive(Debug, Default)]
pub(crate) struct Secrets {
    /// `PRIVATE-TOKEN`, `Authorization: Bearer`, `?private_token=`, `?access_token=`.
    pub(crate) token: Option<String>,
    /// `JOB-TOKEN`, `?job_token=`.
    pub(crate) job: Option<String>,
    /// Cookie `_gitlab_session`.
    pub(crate) session: Option<String>,
    /// `Sudo`.
    pub(crate) sudo: Option<String>,
}

impl Request {
    /// Takes a request apart; a body that is not what it claims to be is `Err`.
    pub(crate) fn read(parts: &Parts, body: &Bytes, peer: &Peer) -> Result<Self, ()> {
        let header = |name: &str| {
            parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
        };
        let query = parts.uri.query().unwrap_or_default().to_owned();
        let mut params = Params::default();
        params.add_form(query.as_bytes());
        add_body(&mut params, &header("content-type").unwrap_or_default(), body)?;

        let forwarded = header("x-forwarded-for").filter(|chain| !chain.trim().is_empty());
        let peer_ip = peer.address.ip().to_string();
        let first = forwarded.as_ref().and_then(|chain| chain.split(',').next());
        let path = parts.uri.path().to_owned();
        Ok(Self {
            method: parts.method.as_str().to_owned(),
            segments: path.split('/').filter(|s| !s.is_empty()).map(decode).collect(),
            path,
            query,
            user_agent: header("user-agent").unwrap_or_default(),
            host: header("host").unwrap_or_default(),
            ip: first.map_or_else(|| peer_ip.clone(), |ip| ip.trim().to_owned()),
            remote_ip: forwarded
                .map_or_else(|| peer_ip.clone(), |chain| format!("{chain}, {peer_ip}")),
            secrets: secrets(header, &params),
            params,
        })
    }
}

fn secrets(header: impl Fn(&str) -> Option<String>, params: &Params) -> Secrets {
    let bearer = header("authorization")
        .and_then(|value| value.strip_prefix("Bearer ").map(|token| token.trim().to_owned()));
    let session = header("cookie").and_then(|cookies| {
        let mut pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, _)| *name == "_gitlab_session").map(|(_, value)| value.to_owned())
    });
    Secrets {
        token: header("private-token")
            .or(bearer)
            .or_else(|| params.text("private_token"))
            .or_else(|| params.text("access_token")),
        job: header("job-token").or_else(|| params.text("job_token")),
        session,
        sudo: header("sudo").or_else(|| params.text("sudo")),
    }
}

fn add_body(params: &mut Params, content_type: &str, body: &Bytes) -> Result<(), ()> {
    if body.is_empty() {
        return Ok(());
    }
    if content_type.contains("json") {
        match serde_json::from_slice(body) {
            Ok(Value::Object(map)) => params.0.extend(map),
            Ok(_) => {}
            Err(_) => return Err(()),
        }
    } else if content_type.contains("x-www-form-urlencoded") {
        params.add_form(body);
    } else if let Some((_, boundary)) = content_type.split_once("boundary=") {
        params.add_form(form_of_parts(boundary.trim_matches('"'), body).as_bytes());
    }
    Ok(())
}

/// The texts of a `multipart/form-data` body (RFC 7578) as a form; files are left out.
/// gitbeaker sends users in it, since they may have a picture.
fn form_of_parts(boundary: &str, body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let mut form = form_urlencoded::Serializer::new(String::new());
    for part in text.split(&format!("--{boundary}")) {
        let Some((head, content)) = part.split_once("\r\n\r\n") else { continue };
        let name = head.split_once("name=\"").and_then(|(_, rest)| rest.split_once('"'));
        if let Some((name, rest)) = name
            && !rest.contains("filename=")
        {
            form.append_pair(name, content.strip_suffix("\r\n").unwrap_or(content));
        }
    }
    form.finish()
}

/// Undoes `%2F` and the like; what is no UTF-8 then is replaced.
fn decode(segment: &str) -> String {
    let mut out = Vec::with_capacity(segment.len());
    let mut bytes = segment.bytes();
    while let Some(byte) = bytes.next() {
        let mut ahead = bytes.clone();
        let escaped = (byte == b'%').then(|| {
            let (high, low) = (digit(ahead.next()?)?, digit(ahead.next()?)?);
            Some(high << 4 | low)
        });
        match escaped.flatten() {
            Some(value) => {
                out.push(value);
                bytes = ahead;
            }
            None => out.push(byte),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}
