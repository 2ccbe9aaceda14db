//! Lines of `graphql_json.log`: one GraphQL query or mutation each. Variables
//! are not read: they hold what the caller sent.
//!
//! Source: GitLab docs, `administration/logs`, `graphql_json.log`.

use super::line::{Line, Log};

/// It has a query, or the fingerprint of one.
pub(super) fn is(line: &Line<'_>) -> bool {
    let has_query = line.query_string.is_some() || line.query_fingerprint.is_some();
    has_query && !line.controller.is_some() && !line.class.is_some()
}

/// Reads one line.
pub(super) fn read(log: &mut Log<'_>) {
    let line = log.line;
    log.person_if_told();
    log.scope();
    log.keep("query_string", line.query_string);
    log.keep("operation_name", line.operation_name);
    log.duration(line.duration_s, line.duration);
    log.exception();
}
