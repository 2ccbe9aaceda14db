//! Lines of `integrations_json.log`: what integrations sent to whom.
//! `service_class` before 14.x, `integration_class` since.
//!
//! Source: GitLab docs, `administration/logs`, `integrations_json.log`.

use super::line::{Line, Log, project, without_query};

/// It names an integration's class.
pub(super) fn is(line: &Line<'_>) -> bool {
    let is_named = line.service_class.is_some() || line.integration_class.is_some();
    line.is_rails() && is_named && !line.jid.is_some()
}

/// Reads one line.
pub(super) fn read(log: &mut Log<'_>) {
    let line = log.line;
    log.person_if_told();
    let id = line.project_id.number("project_id", &mut log.event.problems);
    let path = log.words("project_path", line.project_path.or(line.meta_project));
    if id.is_some() || path.is_some() {
        log.event.entity = Some(project(id, path));
    } else {
        log.scope();
    }
    log.event.message = log.words("message", line.message);
    log.keep("service_class", line.service_class.or(line.integration_class));
    let url = log.words("client_url", line.client_url);
    log.tell("client_url", url.map(|url| without_credentials(&url)));
    log.exception();
}

/// The address without a query and without a name or password before the host.
fn without_credentials(url: &str) -> String {
    let url = without_query(url);
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (host, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    format!("{scheme}://{host}{path}")
}
