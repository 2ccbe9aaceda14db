//! What GitLab's document lacks or has wrong.

/// Only in the Enterprise Edition; the document was made of the free one.
const EE: &str = "of the Enterprise Edition, in GitLab's Markdown documentation";
/// Grape endpoints without a description are left out of the document.
const BARE: &str = "in the code and the Markdown documentation; its endpoint has no description";
/// Came as an experiment, and is hidden from the document.
const HIDDEN: &str = "an experiment, in the Markdown documentation";

/// Routes that the document does not have, and why not.
pub(super) const MISSING: &[(&str, &str)] = &[
    ("GET /application/settings", BARE),
    ("PUT /application/settings", BARE),
    ("GET /user", BARE),
    ("GET /projects/:id/issues", BARE),
    ("POST /projects/:id/issues", BARE),
    ("GET /projects/:id/issues/:issue_iid", BARE),
    ("PUT /projects/:id/issues/:issue_iid", BARE),
    ("DELETE /projects/:id/issues/:issue_iid", BARE),
    ("GET /projects/:id/issues/:issue_iid/participants", BARE),
    ("GET /projects/:id/issues/:issue_iid/notes", BARE),
    ("POST /projects/:id/issues/:issue_iid/notes", BARE),
    ("GET /groups/:id/saml_group_links", EE),
    ("POST /groups/:id/saml_group_links", EE),
    ("GET /groups/:id/saml_group_links/:name", EE),
    ("DELETE /groups/:id/saml_group_links/:name", EE),
    ("GET /groups/:id/saml/identities", EE),
    ("DELETE /groups/:id/saml/:uid", EE),
    ("GET /groups/:id/scim/identities", EE),
    ("DELETE /groups/:id/scim/:uid", EE),
    ("POST /admin/token", HIDDEN),
    ("DELETE /admin/token", HIDDEN),
    ("GET /groups/:id/hooks", EE),
    ("POST /groups/:id/hooks", EE),
    ("GET /groups/:id/hooks/:hook_id", EE),
    ("PUT /groups/:id/hooks/:hook_id", EE),
    ("DELETE /groups/:id/hooks/:hook_id", EE),
    ("GET /projects/:id/approvals", EE),
    ("POST /projects/:id/approvals", EE),
    ("GET /projects/:id/approval_rules", EE),
    ("POST /projects/:id/approval_rules", EE),
    ("GET /projects/:id/approval_rules/:rule_id", EE),
    ("PUT /projects/:id/approval_rules/:rule_id", EE),
    ("DELETE /projects/:id/approval_rules/:rule_id", EE),
    ("GET /projects/:id/merge_request_approval_setting", EE),
    ("PUT /projects/:id/merge_request_approval_setting", EE),
    ("GET /groups/:id/merge_request_approval_setting", EE),
    ("PUT /groups/:id/merge_request_approval_setting", EE),
    ("GET /projects/:id/push_rule", EE),
    ("POST /projects/:id/push_rule", EE),
    ("PUT /projects/:id/push_rule", EE),
    ("DELETE /projects/:id/push_rule", EE),
    ("GET /groups/:id/push_rule", EE),
    ("POST /groups/:id/push_rule", EE),
    ("PUT /groups/:id/push_rule", EE),
    ("DELETE /groups/:id/push_rule", EE),
    ("GET /groups/:id/manage/personal_access_tokens", EE),
    ("GET /groups/:id/manage/resource_access_tokens", EE),
    ("DELETE /groups/:id/manage/personal_access_tokens/:token_id", EE),
    ("DELETE /groups/:id/manage/resource_access_tokens/:token_id", EE),
    ("POST /groups/:id/manage/personal_access_tokens/:token_id/rotate", EE),
    ("POST /groups/:id/manage/resource_access_tokens/:token_id/rotate", EE),
    ("GET /groups/:id/manage/ssh_keys", EE),
    ("DELETE /groups/:id/manage/ssh_keys/:key_id", EE),
    ("GET /license", EE),
    ("GET /audit_events", EE),
    ("GET /audit_events/:event_id", EE),
];

/// Grape answers POST with 201 unless told otherwise, and the code does not tell it.
const POST_IS_201: &str = "declared 200; Grape's default for POST is 201";
/// The code ends with `no_content!`.
const NO_CONTENT: &str = "declared 200; the code answers 204, as the Markdown documentation says";
/// The code says `status :ok`.
const OK: &str = "declared 201; the code answers 200, as the Markdown documentation says";

/// What the document says otherwise: route, the start of the complaint, and who is right.
pub(super) const DEFECTS: &[(&str, &str, &str)] = &[
    ("PATCH /users/:id/disable_two_factor", "status 204", NO_CONTENT),
    ("DELETE /users/:id/emails/:email_id", "status 204", NO_CONTENT),
    ("DELETE /users/:id/identities/:provider", "status 204", NO_CONTENT),
    ("POST /users/:id/reject", "status 200", OK),
    ("DELETE /user/keys/:key_id", "status 204", NO_CONTENT),
    ("DELETE /users/:id/keys/:key_id", "status 204", NO_CONTENT),
    ("POST /personal_access_tokens/:id/rotate", "status 200", OK),
    ("POST /projects/:id/access_tokens/:token_id/rotate", "status 200", OK),
    ("POST /groups/:id/access_tokens/:token_id/rotate", "status 200", OK),
    ("POST /projects/:id/jobs/:job_id/artifacts/keep", "status 200", OK),
    (
        "GET /projects/:id/jobs/:job_id/trace",
        "answer is no JSON",
        "declared as a job; a log is plain text",
    ),
    ("POST /applications", "status 201", POST_IS_201),
    ("POST /applications/:id/renew-secret", "status 201", POST_IS_201),
    ("POST /projects/:id/repository/commits", "status 201", POST_IS_201),
];

/// Whether that route is known to be missing.
pub(super) fn is_missing(route: &str) -> bool {
    MISSING.iter().any(|(known, _)| *known == route)
}

/// Whether that complaint about a route is known to be the document's fault.
pub(super) fn is_defect(route: &str, complaint: &str) -> bool {
    DEFECTS.iter().any(|(known, start, _)| *known == route && complaint.starts_with(start))
}
