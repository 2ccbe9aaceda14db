//! Code: the configuration, what it calls, who changed it (CI2–CI4).

use std::collections::BTreeSet;

use engine::investigate::ci_report::SecretSource;
use engine::investigate::file_history::{ActorCandidate, Commit, Person, Push, actors};
use engine::investigate::include_graph::{Change, FileRef, IncludeGraph, Walk};
use engine::investigate::leak_cause::{Cause, in_script};
use engine::investigate::secret;
use event::UserId;
use futures::StreamExt as _;
use gitlab::{CiSettings, GitLabError, ProjectName};
use jiff::{SignedDuration, Timestamp};

use super::{Found, Order};

/// Bytes of one file that are read: GitLab takes no longer configuration.
const FILE_BYTES_MAX: usize = 2 << 20;

/// Paths of a repository that are listed; with more, scripts are known by their look.
const TREE_ROWS_MIN: usize = 5_000;

/// Histories read at a time.
const HISTORIES_AT_ONCE: usize = 4;

/// How long before the window a change may have been made that showed its
/// secrets within it.
const BEFORE_WINDOW: SignedDuration = SignedDuration::from_hours(24 * 30);

/// What the code shows.
#[derive(Default)]
pub(super) struct Code {
    pub(super) causes: Vec<Cause>,
    pub(super) graph: IncludeGraph,
    pub(super) history: Vec<Commit>,
    pub(super) actors: Vec<ActorCandidate>,
}

pub(super) async fn look(
    order: Order<'_>,
    settings: &CiSettings,
    found: &mut Found,
) -> Result<Code, GitLabError> {
    let path = settings.ci_config_path.as_deref().filter(|path| !path.is_empty());
    let path = path.unwrap_or(".gitlab-ci.yml");
    // `file@group/project`: the configuration of another project.
    let is_elsewhere = path.contains(['@', ':']);
    if is_elsewhere {
        found.gaps.push(format!("configuration: it is elsewhere, {path}"));
        return Ok(Code::default());
    }
    let reference = settings.default_branch.as_deref();
    let read = order.client.tree(order.project, reference, TREE_ROWS_MIN).await;
    let (tree, is_complete) = found.or_gap("list of files", read)?.unwrap_or_default();
    let files = tree.into_iter().filter(|entry| entry.kind == "blob").map(|entry| entry.path);
    let files: Vec<String> = if is_complete { files.collect() } else { Vec::new() };
    let mut code = Code::default();
    let mut walk = Walk::start(path, files);
    while let Some(file) = walk.next_file() {
        read_file(order, (&file, reference), &mut walk, (&mut code, found)).await?;
    }
    code.graph = walk.finish();
    add_changes(order, reference, &mut code.graph, found).await?;
    add_history(order, (path, reference), &mut code, found).await?;
    Ok(code)
}

async fn read_file(
    order: Order<'_>,
    (file, own_reference): (&FileRef, Option<&str>),
    walk: &mut Walk,
    (code, found): (&mut Code, &mut Found),
) -> Result<(), GitLabError> {
    let (project, reference) = place(order, file, own_reference);
    let read = order.client.file_at(project, &file.path, reference, FILE_BYTES_MAX).await;
    match read {
        Ok(bytes) => {
            let text = bytes.text();
            let shown = match &file.project {
                Some(project) => format!("{project}:{}", file.path),
                None => file.path.clone(),
            };
            code.causes.extend(in_script(&shown, &text));
            let sightings = secret::find(&text, order.scan);
            found.seen.push((SecretSource::File { path: shown }, sightings));
            walk.found(&text);
            Ok(())
        }
        Err(error) if error.is_transient() => Err(error),
        Err(error) => {
            walk.missing(&error.to_string());
            Ok(())
        }
    }
}

fn place<'a>(
    order: Order<'_>,
    file: &'a FileRef,
    own_reference: Option<&'a str>,
) -> (ProjectName<'a>, Option<&'a str>) {
    match &file.project {
        Some(path) => (ProjectName::Path(path), file.reference.as_deref()),
        None => (ProjectName::Id(order.project), file.reference.as_deref().or(own_reference)),
    }
}

/// What changed each file within the window, or not long before.
async fn add_changes(
    order: Order<'_>,
    own_reference: Option<&str>,
    graph: &mut IncludeGraph,
    found: &mut Found,
) -> Result<(), GitLabError> {
    let since = before(order);
    let files: Vec<FileRef> = graph.files.iter().map(|node| node.file.clone()).collect();
    let reading = files.into_iter().map(|file| async move {
        let (project, reference) = place(order, &file, own_reference);
        let window = (since, Some(order.window.to));
        order.client.file_commits(project, (&file.path, reference), window).await
    });
    let histories: Vec<_> =
        futures::stream::iter(reading).buffered(HISTORIES_AT_ONCE).collect().await;
    for (node, read) in graph.files.iter_mut().zip(histories) {
        if node.problem.is_some() {
            continue;
        }
        let what = format!("history of {}", node.file.path);
        let commits = found.or_gap(&what, read)?.unwrap_or_default();
        node.changes = commits
            .into_iter()
            .map(|commit| Change {
                commit: commit.id,
                title: commit.title,
                author: commit.author_name,
                at: commit.committed_date,
            })
            .collect();
    }
    Ok(())
}

fn before(order: Order<'_>) -> Option<Timestamp> {
    order.window.from.checked_sub(BEFORE_WINDOW).ok()
}

/// The history of the configuration and who may have written it.
async fn add_history(
    order: Order<'_>,
    (path, reference): (&str, Option<&str>),
    code: &mut Code,
    found: &mut Found,
) -> Result<(), GitLabError> {
    let window = (before(order), Some(order.window.to));
    let project = ProjectName::Id(order.project);
    let read = order.client.file_commits(project, (path, reference), window).await;
    let commits = found.or_gap("history of the configuration", read)?.unwrap_or_default();
    code.history = commits
        .into_iter()
        .map(|commit| Commit {
            id: commit.id,
            title: commit.title,
            author_name: commit.author_name,
            author_email: commit.author_email,
            is_signed: false,
            committed_at: commit.committed_date,
        })
        .collect();
    if code.history.is_empty() {
        return Ok(());
    }
    let pushes = pushes(order, found).await?;
    let people = people(order, &code.history, found).await?;
    code.actors = actors(&code.history, &pushes, &people);
    Ok(())
}

async fn pushes(order: Order<'_>, found: &mut Found) -> Result<Vec<Push>, GitLabError> {
    // Both days are outside the answer.
    let day = |at: Timestamp, hours: i64| {
        let at = at.checked_add(SignedDuration::from_hours(hours)).unwrap_or(at);
        at.to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
    };
    let after = day(before(order).unwrap_or(order.window.from), -24);
    let until = day(order.window.to, 24);
    let read = order.client.pushes(order.project, (&after, &until)).await;
    let rows = found.or_gap("pushes to the project", read)?.unwrap_or_default();
    let push = rows.into_iter().filter_map(|row| {
        Some(Push {
            user: UserId(row.author_id?),
            username: row.author_username.unwrap_or_default(),
            at: row.created_at?,
            commit: row.push_data.and_then(|data| data.commit_to),
        })
    });
    Ok(push.collect())
}

/// Users who may be the authors.
async fn people(
    order: Order<'_>,
    history: &[Commit],
    found: &mut Found,
) -> Result<Vec<Person>, GitLabError> {
    /// Different authors that are looked for.
    const AUTHORS_MAX: usize = 20;
    let by_email = history.iter().map(|commit| commit.author_email.as_str());
    let by_name = history.iter().map(|commit| commit.author_name.as_str());
    let wanted: BTreeSet<&str> = by_email.chain(by_name).filter(|text| !text.is_empty()).collect();
    let mut people: Vec<Person> = Vec::new();
    for wanted in wanted.into_iter().take(2 * AUTHORS_MAX) {
        let read = order.client.find_people(wanted).await;
        for row in found.or_gap("users by name or address", read)?.unwrap_or_default() {
            if people.iter().any(|known| known.user == UserId(row.id)) {
                continue;
            }
            let emails = [row.email, row.commit_email, row.public_email];
            let emails = emails.into_iter().flatten().filter(|email| !email.is_empty());
            people.push(Person {
                user: UserId(row.id),
                username: row.username,
                name: row.name,
                emails: emails.collect(),
            });
        }
    }
    Ok(people)
}
