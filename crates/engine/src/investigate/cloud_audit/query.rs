//! The questions: commands and queries to be copied, run and imported back.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::investigate::secret::{SecretKind, Sighting};
use crate::respond::plan::Text;

/// From when to when, UTC, both ends within.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// From.
    pub from: Timestamp,
    /// To.
    pub to: Timestamp,
}

/// A cloud's credential, by what is no secret of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "cloud", rename_all = "snake_case")]
pub enum Credential {
    /// An access key of Amazon Web Services.
    Aws {
        /// Its id, `AKIA…`; none = not known: the question then names a place to fill in.
        key_id: Option<String>,
    },
    /// A service account of Google Cloud.
    Google {
        /// Its address.
        account: Option<String>,
    },
}

/// A question that is ready to be run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadyQuery {
    /// `aws_cli`, `athena`, `gcloud`, `logs_explorer`.
    pub tool: String,
    /// What it asks, for people.
    pub what: Text,
    /// The text to be copied.
    pub text: String,
}

/// What stands where the id of a credential is not known.
const UNKNOWN_KEY: &str = "ACCESS_KEY_ID";
const UNKNOWN_ACCOUNT: &str = "SERVICE_ACCOUNT_EMAIL";

impl Credential {
    /// The credentials of clouds among the secrets found. A secret AWS key
    /// without its id is one of which the id must be looked up.
    pub fn of(sightings: &[Sighting]) -> Vec<Self> {
        let mut found: Vec<Self> = Vec::new();
        for sighting in sightings {
            let identity = sighting.identity.clone();
            match sighting.kind {
                SecretKind::AwsAccessKeyId => found.push(Self::Aws { key_id: identity }),
                SecretKind::GoogleServiceAccountKey => {
                    found.push(Self::Google { account: identity });
                }
                SecretKind::AwsSecretKey
                | SecretKind::Gitlab(_)
                | SecretKind::PrivateKey
                | SecretKind::Vendor(_)
                | SecretKind::AddressPassword
                | SecretKind::Assigned => {}
            }
        }
        let has_key = found.iter().any(|one| matches!(one, Self::Aws { .. }));
        let has_secret = sightings.iter().any(|one| one.kind == SecretKind::AwsSecretKey);
        if has_secret && !has_key {
            found.push(Self::Aws { key_id: None });
        }
        found.sort();
        found.dedup();
        found
    }
}

/// The questions about one credential.
pub fn queries(credential: &Credential, window: Window) -> Vec<ReadyQuery> {
    match credential {
        Credential::Aws { key_id } => aws(&word(key_id.as_deref(), UNKNOWN_KEY), window),
        Credential::Google { account } => {
            google(&word(account.as_deref(), UNKNOWN_ACCOUNT), window)
        }
    }
}

/// What goes into a command is an identifier, or the name of a gap: never a
/// quote or a blank that somebody wrote into a log.
fn word(text: Option<&str>, unknown: &str) -> String {
    let is_safe = |c: char| c.is_ascii_alphanumeric() || "@.-_".contains(c);
    match text {
        Some(text) if !text.is_empty() && text.chars().all(is_safe) => text.to_owned(),
        Some(_) | None => unknown.to_owned(),
    }
}

fn ready(tool: &str, what: Text, text: String) -> ReadyQuery {
    ReadyQuery { tool: tool.to_owned(), what, text }
}

/// Whole seconds: `lookup-events` takes no finer ones. The end is rounded up,
/// so that nothing of the window is lost.
fn seconds(at: Timestamp, is_end: bool) -> String {
    let is_rounded = is_end && at.subsec_nanosecond() > 0;
    let second = at.as_second().saturating_add(i64::from(is_rounded));
    Timestamp::from_second(second).unwrap_or(at).to_string()
}

fn aws(key_id: &str, window: Window) -> Vec<ReadyQuery> {
    let (from, to) = (seconds(window.from, false), seconds(window.to, true));
    let lookup = format!(
        "for region in $(aws ec2 describe-regions --query 'Regions[].RegionName' --output text); do\n  aws cloudtrail lookup-events --region \"$region\" \\\n    --lookup-attributes AttributeKey=AccessKeyId,AttributeValue={key_id} \\\n    --start-time {from} --end-time {to} --output json > \"cloudtrail-{key_id}-$region.json\"\ndone"
    );
    let athena = format!(
        "SELECT eventtime, eventsource, eventname, awsregion, sourceipaddress, useragent,\n       useridentity.arn AS actor, errorcode, requestparameters\nFROM cloudtrail_logs\nWHERE useridentity.accesskeyid = '{key_id}'\n  AND eventtime BETWEEN '{from}' AND '{to}'\nORDER BY eventtime;"
    );
    let last_used = format!("aws iam get-access-key-last-used --access-key-id {key_id}");
    vec![
        ready("aws_cli", Text::of("cloud-query-cloudtrail", []), lookup),
        ready("athena", Text::of("cloud-query-athena", []), athena),
        ready("aws_cli", Text::of("cloud-query-aws-last-used", []), last_used),
    ]
}

fn google(account: &str, window: Window) -> Vec<ReadyQuery> {
    let (from, to) = (window.from, window.to);
    let filter = format!(
        "log_id(\"cloudaudit.googleapis.com/activity\") OR log_id(\"cloudaudit.googleapis.com/data_access\")\nprotoPayload.authenticationInfo.principalEmail=\"{account}\"\ntimestamp>=\"{from}\" AND timestamp<=\"{to}\""
    );
    let one_line = format!(
        "(logName:\"cloudaudit.googleapis.com%2Factivity\" OR logName:\"cloudaudit.googleapis.com%2Fdata_access\") AND protoPayload.authenticationInfo.principalEmail=\"{account}\" AND timestamp>=\"{from}\" AND timestamp<=\"{to}\""
    );
    let gcloud = format!(
        "gcloud logging read '{one_line}' \\\n  --order=asc --format=json > google-audit-{account}.json"
    );
    let keys = format!(
        "gcloud iam service-accounts keys list --iam-account={account} --managed-by=user --format=json"
    );
    vec![
        ready("gcloud", Text::of("cloud-query-google-audit", []), gcloud),
        ready("logs_explorer", Text::of("cloud-query-google-explorer", []), filter),
        ready("gcloud", Text::of("cloud-query-google-keys", []), keys),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window() -> Window {
        Window {
            from: "2026-11-20T21:14:00Z".parse().unwrap(),
            to: "2026-11-21T05:20:32.5Z".parse().unwrap(),
        }
    }

    #[test]
    fn the_questions_name_exactly_the_window_in_utc() {
        let key = Credential::Aws { key_id: Some("AKIAQ7EXAMPLE2345678".to_owned()) };
        let asked = queries(&key, window());
        assert!(asked[0].text.contains(
            "AttributeValue=AKIAQ7EXAMPLE2345678 \\\n    --start-time 2026-11-20T21:14:00Z --end-time 2026-11-21T05:20:33Z"
        ), "{}", asked[0].text);
        assert!(
            asked[1].text.contains("BETWEEN '2026-11-20T21:14:00Z' AND '2026-11-21T05:20:33Z'")
        );
        let account =
            Credential::Google { account: Some("a@b.iam.gserviceaccount.com".to_owned()) };
        let asked = queries(&account, window());
        assert!(asked[0].text.contains(
            "timestamp>=\"2026-11-20T21:14:00Z\" AND timestamp<=\"2026-11-21T05:20:32.5Z\""
        ));
    }

    #[test]
    fn what_a_log_says_cannot_break_out_of_a_command() {
        let key = Credential::Aws { key_id: Some("x'; rm -rf /".to_owned()) };
        let asked = queries(&key, window());
        assert!(asked.iter().all(|query| !query.text.contains("rm -rf")));
        assert!(asked[0].text.contains("AttributeValue=ACCESS_KEY_ID"));
    }
}
