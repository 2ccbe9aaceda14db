//! Confidential issues in GitLab: made, read back, and noted on only while
//! nobody from outside takes part.

use std::collections::BTreeSet;

use engine::coordinate::delivery::{Content, Message};
use engine::coordinate::dive::Requester;
use gitlab::{Client, GitLabError, Issue, IssueKind, NewIssue, Participant};

use super::hand::{Handed, Job, Mark, Prepared, brief};
use crate::config::GitlabIssue;

/// What is to be done on an issue.
pub(crate) struct IssueJob {
    /// The bytes that GitLab gets as title and text.
    pub(super) raw: Vec<u8>,
    title: String,
    text: String,
    /// Stands in the text: what was made before is found by it.
    marker: String,
    /// The issue that is noted on; `None` makes one.
    iid: Option<i64>,
    /// Exactly its labels; `None` = the channel's (LD17).
    labels: Option<BTreeSet<String>>,
    /// Who must not take part, a member or not (LD10).
    outsider: Option<Requester>,
}

/// The work for one message.
///
/// # Errors
/// Why there is none, for people.
pub(super) fn prepare(job: &Job<'_>) -> Result<Prepared, String> {
    let content = &job.delivery.order.content;
    let (message, labels, iid) = match content {
        Content::Issue { message } => (message, None, None),
        Content::GapIssue { message, labels } => (message.as_ref(), Some(labels.clone()), None),
        Content::Message { message } => {
            let iid = job.reference.as_deref().and_then(|reference| reference.parse().ok());
            (message, None, Some(iid.ok_or("there is no issue of this case to note on")?))
        }
        Content::Status { .. }
        | Content::RoomMade { .. }
        | Content::RoomInvited { .. }
        | Content::RoomTopic { .. } => return Err("issues carry messages only".to_owned()),
    };
    let marker = format!("portcullis-{}", job.name());
    let text = text_of(message, &marker, iid.is_some());
    let raw = format!("{}\n\n{text}", message.title).into_bytes();
    let (title, outsider) = (message.title.clone(), job.outsider.clone());
    Ok(Prepared::Issue(IssueJob { raw, title, text, marker, iid, labels, outsider }))
}

/// The text with the marker, which GitLab keeps and does not show.
fn text_of(message: &Message, marker: &str, is_note: bool) -> String {
    let title = if is_note { format!("**{}**\n\n", message.title) } else { String::new() };
    format!("{title}{}\n\n<!-- {marker} -->", message.plain_text())
}

/// Does it, and looks whether it is so.
pub(super) async fn hand(
    client: &Client,
    settings: &GitlabIssue,
    job: &IssueJob,
    mark: &Mark<'_>,
) -> Handed {
    let done = match job.iid {
        None => make(client, settings, job, mark).await,
        Some(iid) => note(client, &settings.project, (iid, job), mark).await,
    };
    done.unwrap_or_else(|error| lost(&error))
}

async fn make(
    client: &Client,
    settings: &GitlabIssue,
    job: &IssueJob,
    mark: &Mark<'_>,
) -> Result<Handed, GitLabError> {
    let project = settings.project.as_str();
    let earlier = client.issues_with(project, &job.marker).await?;
    let earlier = earlier.into_iter().find(|issue| issue.description.contains(&job.marker));
    let made = match earlier {
        Some(issue) => issue,
        None => {
            if mark.handing("").await.is_err() {
                return Ok(not_marked());
            }
            let labels: Vec<String> = match &job.labels {
                Some(labels) => labels.iter().cloned().collect(),
                None => settings.labels.clone(),
            };
            let is_gap = job.labels.is_some();
            let new = NewIssue {
                title: job.title.clone(),
                description: job.text.clone(),
                labels: labels.join(","),
                kind: if is_gap { IssueKind::Issue } else { IssueKind::Incident },
            };
            client.create_confidential_issue(project, &new).await?
        }
    };
    // What GitLab answered is not what it keeps: read back.
    let kept = client.issue(project, made.iid).await?;
    if !kept.confidential {
        return Ok(Handed::Refused { answer: withdrawn(client, project, &kept).await });
    }
    if let Some(wanted) = &job.labels
        && kept.labels.iter().cloned().collect::<BTreeSet<_>>() != *wanted
    {
        let (iid, labels) = (kept.iid, kept.labels.join(", "));
        return Ok(Handed::Refused { answer: format!("issue {iid} has other labels: {labels}") });
    }
    if let Some(stranger) = stranger(client, (project, kept.iid), job).await? {
        return Ok(Handed::Refused { answer: stranger });
    }
    Ok(sent(&kept))
}

async fn note(
    client: &Client,
    project: &str,
    (iid, job): (i64, &IssueJob),
    mark: &Mark<'_>,
) -> Result<Handed, GitLabError> {
    let kept = client.issue(project, iid).await?;
    if !kept.confidential {
        return Ok(Handed::refused(format!("issue {iid} is not confidential any more")));
    }
    if let Some(stranger) = stranger(client, (project, iid), job).await? {
        return Ok(Handed::refused(stranger));
    }
    let notes = client.issue_notes(project, iid).await?;
    if !notes.iter().any(|note| note.body.contains(&job.marker)) {
        if mark.handing("").await.is_err() {
            return Ok(not_marked());
        }
        client.note_on_issue(project, iid, &job.text).await?;
    }
    Ok(sent(&kept))
}

/// An issue that GitLab made and did not keep confidential (LD9): deleted, else
/// emptied and closed. What is said of it raises the alarm: the outbox shows it.
async fn withdrawn(client: &Client, project: &str, made: &Issue) -> String {
    let Issue { iid, web_url, .. } = made;
    let what = match client.delete_issue(project, *iid).await {
        Ok(()) => "it is deleted",
        Err(_) => match client.withdraw_issue(project, *iid).await {
            Ok(_) => "it is emptied and closed; delete it",
            Err(_) => "it could NOT be withdrawn: do so at once",
        },
    };
    tracing::error!(issue.iid = iid, "An issue was made and was not confidential");
    format!("issue {iid} was made but is NOT confidential; {what}: {web_url}")
}

/// Why nothing is said on an issue: the requester takes part, or somebody who
/// is no member; either would be told of every note by mail.
async fn stranger(
    client: &Client,
    (project, iid): (&str, i64),
    job: &IssueJob,
) -> Result<Option<String>, GitLabError> {
    let people = client.issue_participants(project, iid).await?;
    let is_outside = |person: &&Participant| {
        job.outsider.as_ref().is_some_and(|requester| requester.is(&person.username))
    };
    if let Some(person) = people.iter().find(is_outside) {
        let name = &person.username;
        return Ok(Some(format!("{name} takes part in issue {iid} and is the requester")));
    }
    // An administrator's token makes issues without being a member.
    let mut known = BTreeSet::from([client.current_user().await?.id]);
    known.extend(client.project_members(project).await?.into_iter().map(|member| member.id));
    let stranger = people.into_iter().find(|person| !known.contains(&person.id));
    Ok(stranger.map(|person| taken_part(iid, &person.username)))
}

fn taken_part(iid: i64, stranger: &str) -> String {
    format!("{stranger} takes part in issue {iid} and is no member of the project")
}

fn sent(issue: &Issue) -> Handed {
    let answer = format!("confidential, {}", issue.web_url);
    Handed::Sent { answer, reference: Some(issue.iid.to_string()) }
}

/// What an error means: whatever was made is found by its marker next time.
fn lost(error: &GitLabError) -> Handed {
    let answer = brief(&error.to_string());
    if error.is_transient() || error.is_outcome_unknown() {
        Handed::Later { answer, after: None }
    } else {
        Handed::Refused { answer }
    }
}

fn not_marked() -> Handed {
    Handed::Away { answer: "the outbox cannot be written".to_owned() }
}
