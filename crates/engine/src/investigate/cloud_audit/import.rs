//! The answers: what a cloud's audit log says was done, as rows of a timeline.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::csv;
use crate::investigate::secret;

/// One thing that was done in a cloud.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloudRow {
    /// When.
    pub at: Timestamp,
    /// `aws` or `google`, or empty where the file does not tell.
    pub cloud: String,
    /// What was done: `s3.amazonaws.com GetObject`.
    pub action: String,
    /// As whom.
    pub actor: String,
    /// From where.
    pub address: String,
    /// To what, as far as it is told.
    pub object: String,
    /// What it was refused with; empty = it was done.
    pub error: String,
}

/// What was read of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// `cloudtrail_json`, `google_audit_json`, `csv` or `unknown`.
    pub format: String,
    /// The rows, by time.
    pub rows: Vec<CloudRow>,
    /// Rows that could not be read, and the first few reasons.
    pub unread: usize,
    /// Why, of the first few.
    pub problems: Vec<String>,
}

/// Problems that are told.
const PROBLEMS_MAX: usize = 10;

/// Characters of one cell that are kept.
const CELL_CHARS_MAX: usize = 300;

/// Reads what `aws cloudtrail lookup-events`, `CloudTrail`'s own files, `gcloud
/// logging read`, or an export as CSV gave. Never fails: what cannot be read is
/// counted.
pub fn import(bytes: &[u8]) -> Imported {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}').trim();
    let mut read = Imported::default();
    match serde_json::from_str::<Value>(text) {
        Ok(value) => json(&value, &mut read),
        Err(_no_single_document) if text.starts_with('{') => lines(text, &mut read),
        Err(_no_json) => table(text, &mut read),
    }
    if read.format.is_empty() {
        "unknown".clone_into(&mut read.format);
    }
    read.rows.sort_by_key(|row| row.at);
    read
}

impl Imported {
    fn take(&mut self, row: Result<CloudRow, &str>, place: usize) {
        match row {
            Ok(row) => self.rows.push(row),
            Err(why) => {
                self.unread += 1;
                if self.problems.len() < PROBLEMS_MAX {
                    self.problems.push(format!("row {}: {why}", place + 1));
                }
            }
        }
    }
}

fn json(value: &Value, read: &mut Imported) {
    let list = value
        .get("Records")
        .or_else(|| value.get("Events"))
        .or_else(|| value.get("entries"))
        .unwrap_or(value);
    match list {
        Value::Array(items) => items.iter().enumerate().for_each(|(at, item)| one(item, at, read)),
        item => one(item, 0, read),
    }
}

/// One JSON document a line.
fn lines(text: &str, read: &mut Imported) {
    for (at, line) in text.lines().filter(|line| !line.trim().is_empty()).enumerate() {
        match serde_json::from_str(line) {
            Ok(item) => one(&item, at, read),
            Err(_quotes) => read.take(Err("no JSON"), at),
        }
    }
}

fn one(item: &Value, at: usize, read: &mut Imported) {
    // `lookup-events` has the record as text inside its own.
    let inner = item.get("CloudTrailEvent").and_then(Value::as_str);
    let inner = inner.and_then(|text| serde_json::from_str::<Value>(text).ok());
    let item = inner.as_ref().unwrap_or(item);
    let (format, row) = if item.get("protoPayload").is_some() {
        ("google_audit_json", google(item))
    } else if item.get("eventName").is_some() || item.get("EventName").is_some() {
        ("cloudtrail_json", aws(item))
    } else {
        ("", Err("neither a CloudTrail event nor an entry of Google's audit log"))
    };
    if read.format.is_empty() {
        format.clone_into(&mut read.format);
    }
    read.take(row, at);
}

/// Source: AWS docs, `CloudTrail`, "`CloudTrail` record contents".
fn aws(item: &Value) -> Result<CloudRow, &'static str> {
    let time = first(item, &["/eventTime", "/EventTime"]);
    let name = first(item, &["/eventName", "/EventName"]);
    let service = first(item, &["/eventSource", "/EventSource"]);
    Ok(CloudRow {
        at: moment(&time)?,
        cloud: "aws".to_owned(),
        action: cell(format!("{service} {name}").trim()),
        actor: cell(&first(
            item,
            &[
                "/userIdentity/arn",
                "/userIdentity/userName",
                "/userIdentity/accessKeyId",
                "/Username",
            ],
        )),
        address: cell(&first(item, &["/sourceIPAddress"])),
        object: cell(&first(
            item,
            &[
                "/resources/0/ARN",
                "/requestParameters/bucketName",
                "/requestParameters/userName",
                "/requestParameters/roleArn",
                "/Resources/0/ResourceName",
            ],
        )),
        error: cell(&first(item, &["/errorCode"])),
    })
}

/// Source: Google Cloud docs, Logging, `LogEntry`, and `AuditLog`.
fn google(item: &Value) -> Result<CloudRow, &'static str> {
    let payload = |path: &str| first(item, &[&format!("/protoPayload/{path}")]);
    let status = item.pointer("/protoPayload/status/code").and_then(Value::as_i64).unwrap_or(0);
    let message = payload("status/message");
    let error = match (status, message.is_empty()) {
        (0, _) => String::new(),
        (code, true) => format!("code {code}"),
        (_, false) => message,
    };
    Ok(CloudRow {
        at: moment(&first(item, &["/timestamp", "/receiveTimestamp"]))?,
        cloud: "google".to_owned(),
        action: cell(format!("{} {}", payload("serviceName"), payload("methodName")).trim()),
        actor: cell(&payload("authenticationInfo/principalEmail")),
        address: cell(&payload("requestMetadata/callerIp")),
        object: cell(&payload("resourceName")),
        error: cell(&error),
    })
}

/// Names of columns, of Athena's tables, the console's exports, and the like.
const COLUMNS: [(&str, &[&str]); 7] = [
    ("at", &["eventtime", "event time", "time", "timestamp", "date"]),
    ("action", &["eventname", "event name", "methodname", "protopayload.methodname", "action"]),
    ("service", &["eventsource", "event source", "servicename", "protopayload.servicename"]),
    (
        "actor",
        &[
            "actor",
            "user name",
            "username",
            "principalemail",
            "protopayload.authenticationinfo.principalemail",
            "useridentity",
            "aws access key",
        ],
    ),
    (
        "address",
        &[
            "sourceipaddress",
            "source ip address",
            "callerip",
            "protopayload.requestmetadata.callerip",
        ],
    ),
    (
        "object",
        &[
            "resource name",
            "resourcename",
            "protopayload.resourcename",
            "resources",
            "requestparameters",
        ],
    ),
    ("error", &["errorcode", "error code", "protopayload.status.message"]),
];

fn table(text: &str, read: &mut Imported) {
    let mut rows = csv::rows(text).into_iter();
    let Some(head) = rows.next() else { return };
    let names: Vec<String> = head.iter().map(|name| name.trim().to_lowercase()).collect();
    let column = |wanted: &str| {
        let known = COLUMNS.iter().find(|(name, _)| *name == wanted).map(|(_, names)| *names)?;
        known.iter().find_map(|known| names.iter().position(|name| name == known))
    };
    let (Some(at), Some(_)) = (column("at"), column("action")) else {
        read.problems.push("no columns for a time and an action".to_owned());
        return;
    };
    "csv".clone_into(&mut read.format);
    let places: Vec<(&str, Option<usize>)> =
        COLUMNS.iter().map(|(name, _)| (*name, column(name))).collect();
    for (place, row) in rows.enumerate().filter(|(_, row)| row.iter().any(|cell| !cell.is_empty()))
    {
        let cell_of = |wanted: &str| {
            let at = places.iter().find(|(name, _)| *name == wanted).and_then(|(_, at)| *at);
            cell(at.and_then(|at| row.get(at)).map_or("", String::as_str))
        };
        let time = moment(row.get(at).map_or("", String::as_str));
        let row = time.map(|at| CloudRow {
            at,
            cloud: String::new(),
            action: format!("{} {}", cell_of("service"), cell_of("action")).trim().to_owned(),
            actor: cell_of("actor"),
            address: cell_of("address"),
            object: cell_of("object"),
            error: cell_of("error"),
        });
        read.take(row, place);
    }
}

/// The first of these places that holds a text or a number.
fn first(item: &Value, places: &[&str]) -> String {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    let mut found = places.iter().filter_map(|place| item.pointer(place)).filter_map(text);
    found.find(|text| !text.is_empty()).unwrap_or_default()
}

/// RFC 3339, a date and a time that mean UTC, or seconds since 1970.
fn moment(text: &str) -> Result<Timestamp, &'static str> {
    let text = text.trim().trim_end_matches(" UTC");
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let civil = text.parse::<jiff::civil::DateTime>();
    if let Ok(zoned) = civil.and_then(|civil| civil.to_zoned(jiff::tz::TimeZone::UTC)) {
        return Ok(zoned.timestamp());
    }
    let seconds = text.split('.').next().and_then(|whole| whole.parse::<i64>().ok());
    seconds.and_then(|second| Timestamp::from_second(second).ok()).ok_or("no time")
}

/// A cell for people: no secret, no control characters, not endless.
fn cell(text: &str) -> String {
    let plain: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(CELL_CHARS_MAX).collect();
    secret::mask(&plain, None)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TRAIL: &str = include_str!("../../../../../fixtures/ci/cloudtrail.json");
    const LOOKUP: &str = include_str!("../../../../../fixtures/ci/cloudtrail-lookup.json");
    const GOOGLE: &str = include_str!("../../../../../fixtures/ci/google-audit.json");
    const TABLE: &str = include_str!("../../../../../fixtures/ci/athena.csv");

    #[track_caller]
    fn check(text: &str, format: &str, expected: &[(&str, &str, &str)]) {
        let read = import(text.as_bytes());
        assert_eq!((read.format.as_str(), read.unread), (format, 0), "{read:?}");
        let told: Vec<_> = read
            .rows
            .iter()
            .map(|row| (row.action.as_str(), row.address.as_str(), row.error.as_str()))
            .collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn the_answers_of_both_clouds_are_read() {
        check(
            TRAIL,
            "cloudtrail_json",
            &[
                ("sts.amazonaws.com GetCallerIdentity", "203.0.113.77", ""),
                ("s3.amazonaws.com ListBuckets", "203.0.113.77", ""),
                ("iam.amazonaws.com CreateUser", "203.0.113.77", "AccessDenied"),
            ],
        );
        check(LOOKUP, "cloudtrail_json", &[("s3.amazonaws.com GetObject", "203.0.113.77", "")]);
        check(
            GOOGLE,
            "google_audit_json",
            &[
                ("storage.googleapis.com storage.buckets.list", "198.51.100.9", ""),
                (
                    "iam.googleapis.com google.iam.admin.v1.CreateServiceAccountKey",
                    "198.51.100.9",
                    "PERMISSION_DENIED",
                ),
            ],
        );
        check(
            TABLE,
            "csv",
            &[("ec2.amazonaws.com RunInstances", "203.0.113.77", "UnauthorizedOperation")],
        );
    }

    #[test]
    fn what_is_none_of_these_says_so() {
        assert_eq!(import(b"hello").format, "unknown");
        let read = import(br#"[{"a": 1}, {"eventName": "X", "eventTime": "soon"}]"#);
        assert_eq!((read.rows.len(), read.unread), (0, 2));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            import(&bytes);
        }
    }
}
