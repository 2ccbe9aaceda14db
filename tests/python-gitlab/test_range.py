"""Drives a running range with python-gitlab, a client that we did not write.

    RANGE_URL=http://127.0.0.1:PORT RANGE_TOKEN=glpat-… python3 test_range.py

Needs only python-gitlab; the tests are plain functions, run by this file, by
pytest, or by the Rust test `python_gitlab_works_with_the_range`.
"""

import datetime
import os
import sys
import traceback

import gitlab

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPythonGitLabTestKey0000000000000000000 test"
END = "2099-12-31"


def client(token=None):
    return gitlab.Gitlab(os.environ["RANGE_URL"], private_token=token or os.environ["RANGE_TOKEN"])


def user(gl, name):
    return gl.users.list(username=name)[0]


def refused(status, call, *args, **kwargs):
    try:
        call(*args, **kwargs)
    except gitlab.GitlabError as error:
        assert error.response_code == status, error
        return
    raise AssertionError(f"not refused with {status}")


def test_the_token_signs_in():
    gl = client()
    gl.auth()
    assert gl.user.username == "portcullis"
    assert gl.version()[0].endswith("-ee")


def test_a_wrong_token_does_not():
    refused(401, client("glpat-wrongwrongwrongwrong").auth)


def test_the_iterator_pages_through_all_users():
    gl = client()
    pages = gl.users.list(iterator=True, per_page=3)
    ids = [found.id for found in pages]
    assert len(ids) == len(set(ids)) == pages.total
    assert pages.total_pages == -(-pages.total // 3)


def test_keyset_paging_lists_all_projects():
    gl = client()
    offset = gl.projects.list(get_all=True, per_page=4)
    keyset = gl.projects.list(get_all=True, per_page=4, pagination="keyset", order_by="id", sort="asc")
    assert {p.id for p in offset} == {p.id for p in keyset}


def test_a_user_is_blocked_and_unblocked():
    gl = client()
    kenji = user(gl, "kenji.mori")
    assert kenji.block()
    assert gl.users.get(kenji.id).state == "blocked"
    refused(403, gl.users.get(kenji.id).ban)
    assert kenji.unblock()
    assert gl.users.get(kenji.id).state == "active"


def test_a_personal_token_is_made_rotated_and_revoked():
    gl = client()
    mei = user(gl, "mei.tanaka")
    token = mei.personal_access_tokens.create({"name": "py", "scopes": ["api"]})
    client(token.token).auth()
    listed = gl.personal_access_tokens.list(user_id=mei.id, search="py")
    assert [row.id for row in listed] == [token.id]

    found = gl.personal_access_tokens.get(token.id)
    found.rotate()
    refused(401, client(token.token).auth)
    client(found.token).auth()

    gl.personal_access_tokens.delete(found.id)
    refused(401, client(found.token).auth)


def test_an_impersonation_token_is_made_and_ended():
    gl = client()
    mei = user(gl, "mei.tanaka")
    made = mei.impersonationtokens.create({"name": "imp", "scopes": ["api"], "expires_at": END})
    assert made.impersonation
    made.delete()
    assert not mei.impersonationtokens.list(state="active")


def test_a_project_token_is_made_rotated_and_ended():
    project = client().projects.get("harbor/platform/deploy")
    made = project.access_tokens.create({"name": "ci", "scopes": ["read_api"], "expires_at": END})
    made.rotate()
    assert client(made.token).projects.get(project.id).id == project.id
    project.access_tokens.delete(made.id)
    refused(401, client(made.token).auth)


def test_ssh_keys_are_added_listed_and_removed():
    hana = user(client(), "hana.yoshida")
    key = hana.keys.create({"title": "py", "key": KEY})
    refused(400, hana.keys.create, {"title": "again", "key": KEY})
    assert key.id in [row.id for row in hana.keys.list()]
    key.delete()
    assert key.id not in [row.id for row in hana.keys.list()]


def test_webhooks_come_and_go():
    project = client().projects.get("harbor/billing")
    hook = project.hooks.create({"url": "https://example.com/in", "push_events": 1})
    assert [row.url for row in project.hooks.list()] == ["https://example.com/in"]
    hook.url = "https://example.com/other"
    hook.save()
    assert project.hooks.get(hook.id).url == "https://example.com/other"
    hook.delete()
    assert project.hooks.list() == []


def test_variables_come_change_and_go():
    gl = client()
    for holder in (gl.projects.get("harbor/billing"), gl.groups.get("harbor")):
        made = holder.variables.create({"key": "PY", "value": "python-value", "masked": True})
        assert made.masked
        made.value = "another-value"
        made.save()
        assert holder.variables.get("PY").value == "another-value"
        made.delete()
        refused(404, holder.variables.get, "PY")


def test_members_are_added_changed_and_removed():
    gl = client()
    project = gl.projects.get("harbor/billing")
    priya = user(gl, "priya.nair")
    member = project.members.create({"user_id": priya.id, "access_level": gitlab.const.AccessLevel.GUEST})
    refused(409, project.members.create, {"user_id": priya.id, "access_level": 10})
    member.access_level = gitlab.const.AccessLevel.DEVELOPER
    member.save()
    assert project.members.get(priya.id).access_level == 30
    member.delete()
    refused(404, project.members.get, priya.id)


def test_a_protected_branch_is_removed_and_put_back():
    project = client().projects.get("harbor/billing")
    project.protectedbranches.get("main").delete()
    assert project.protectedbranches.list() == []
    project.protectedbranches.create({"name": "main", "push_access_level": 40})
    refused(409, project.protectedbranches.create, {"name": "main"})


def test_pipelines_and_jobs_are_read():
    project = client().projects.get("harbor/platform/deploy")
    pipeline = project.pipelines.list(get_all=True)[0]
    jobs = pipeline.jobs.list(get_all=True)
    assert jobs and project.jobs.get(jobs[0].id).trace()


def test_audit_events_tell_what_was_done():
    gl = client()
    tomas = user(gl, "tomas.novak")
    tomas.block()
    tomas.unblock()
    since = (datetime.datetime.fromisoformat("2026-03-02T00:00:00+00:00")).isoformat()
    events = gl.audit_events.list(iterator=True, created_after=since, per_page=2)
    names = [event.attributes["event_name"] for event in events if event.entity_id == tomas.id]
    assert names[:2] == ["unblock_user", "user_blocked"], names


DEPLOY_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPythonGitLabDeployKey000000000000000000 test"


def test_a_user_is_made_changed_banned_and_deactivated_where_gitlab_lets():
    gl = client()
    made = gl.users.create({
        "username": "py.person", "name": "Py Person", "email": "py@harborline.example",
        "password": "a-long-password-of-python-77", "skip_confirmation": True,
    })
    made.admin = True
    made.save()
    assert gl.users.get(made.id).is_admin
    made.admin = False
    made.external = True
    made.save()
    shown = gl.users.get(made.id)
    assert not shown.is_admin and shown.external
    made.ban()
    assert gl.users.get(made.id).state == "banned"
    made.unban()
    refused(403, user(gl, "kenji.mori").deactivate)


def test_memberships_and_keys_of_a_user_are_read():
    gl = client()
    mei = user(gl, "mei.tanaka")
    assert {row.source_type for row in mei.memberships.list(get_all=True)} <= {"Namespace", "Project"}
    assert mei.keys.list() and mei.emails.list() == []


def test_gpg_keys_come_and_go():
    hana = user(client(), "hana.yoshida")
    armoured = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEpython\n-----END PGP PUBLIC KEY BLOCK-----"
    key = hana.gpgkeys.create({"key": armoured})
    assert key.id in [row.id for row in hana.gpgkeys.list()]
    key.delete()
    assert key.id not in [row.id for row in hana.gpgkeys.list()]


def test_deploy_keys_and_deploy_tokens_come_change_and_go():
    gl = client()
    project = gl.projects.get("harbor/billing")
    key = project.keys.create({"title": "py", "key": DEPLOY_KEY, "can_push": True})
    assert project.keys.get(key.id).can_push
    key.delete()
    refused(404, project.keys.get, key.id)
    for holder in (project, gl.groups.get("harbor")):
        token = holder.deploytokens.create({"name": "py", "scopes": ["read_registry"], "expires_at": END})
        assert token.token.startswith("gldt-")
        assert token.id in [row.id for row in holder.deploytokens.list()]
        token.delete()


def test_group_and_system_hooks_come_and_go():
    gl = client()
    for holder in (gl.groups.get("harbor").hooks, gl.hooks):
        hook = holder.create({"url": "https://example.com/py"})
        assert hook.id in [row.id for row in holder.list()]
        hook.delete()
        assert hook.id not in [row.id for row in holder.list()]


def test_instance_variables_come_change_and_go():
    gl = client()
    made = gl.variables.create({"key": "PY_ALL", "value": "python-value", "masked": True})
    made.protected = True
    made.value = "another-value"
    made.save()
    shown = gl.variables.get("PY_ALL")
    assert (shown.value, shown.protected) == ("another-value", True)
    made.delete()
    refused(404, gl.variables.get, "PY_ALL")


def test_a_hidden_variable_never_shows_its_value():
    project = client().projects.get("harbor/billing")
    made = project.variables.create(
        {"key": "PY_HIDDEN", "value": "python-hidden-value", "masked_and_hidden": True})
    shown = project.variables.get("PY_HIDDEN")
    assert shown.hidden and shown.value is None
    made.delete()


def test_a_branch_is_loosened_and_a_tag_protected():
    project = client().projects.get("harbor/platform/deploy")
    branch = project.protectedbranches.get("main")
    branch.allow_force_push = True
    branch.save()
    assert project.protectedbranches.get("main").allow_force_push
    branch.allow_force_push = False
    branch.save()
    project.protectedtags.create({"name": "v*", "create_access_level": 40})
    assert [tag.name for tag in project.protectedtags.list()] == ["v*"]
    project.protectedtags.delete("v*")


def test_approvals_and_their_rules_are_read_changed_and_put_back():
    project = client().projects.get("harbor/billing")
    approvals = project.approvals.get()
    assert not approvals.merge_requests_author_approval
    project.approvals.update(new_data={"merge_requests_author_approval": True})
    assert project.approvals.get().merge_requests_author_approval
    project.approvals.update(new_data={"merge_requests_author_approval": False})
    rule = project.approvalrules.create({"name": "py", "approvals_required": 2})
    rule.approvals_required = 1
    rule.save()
    assert [row.approvals_required for row in project.approvalrules.list() if row.id == rule.id] == [1]
    rule.delete()


def test_push_rules_come_change_and_go():
    project = client().projects.get("harbor/billing")
    rules = project.pushrules.create({"prevent_secrets": True})
    rules.deny_delete_tag = True
    rules.save()
    shown = project.pushrules.get()
    assert shown.prevent_secrets and shown.deny_delete_tag
    shown.delete()


def test_runners_are_made_paused_reset_and_removed():
    gl = client()
    gl.auth()
    made = gl.user.runners.create({"runner_type": "instance_type", "description": "py"})
    assert made.token.startswith("glrt-")
    runner = gl.runners.get(made.id)
    runner.paused = True
    runner.save()
    assert gl.runners.get(made.id).paused
    assert made.id in [row.id for row in gl.runners_all.list(get_all=True)]
    reset = gl.http_post(f"/runners/{made.id}/reset_authentication_token")
    refused(403, gl.http_post, "/runners/verify", post_data={"token": made.token})
    gl.http_post("/runners/verify", post_data={"token": reset["token"]})
    gl.runners.delete(made.id)
    refused(404, gl.runners.get, made.id)


def test_a_pipeline_is_started_cancelled_and_deleted():
    project = client().projects.get("harbor/platform/deploy")
    made = project.pipelines.create({"ref": "main"})
    job = project.jobs.get(made.jobs.list()[0].id)
    job.cancel()
    assert project.jobs.get(job.id).status == "canceled"
    made.cancel()
    assert project.pipelines.get(made.id).status == "canceled"
    made.delete()
    refused(404, project.pipelines.get, made.id)


def test_a_job_token_works_while_the_job_runs():
    gl = client()
    project = gl.projects.get("commons/tide-widgets")
    file = project.files.get(".gitlab-ci.yml", ref="main")
    before = file.decode().decode()
    file.content = "variables:\n  CI_DEBUG_TRACE: \"true\"\n\n" + before
    file.save(branch="main", commit_message="ci: py")
    made = project.pipelines.create({"ref": "main"})
    log = project.jobs.get(made.jobs.list()[0].id).trace().decode()
    token = next(word.split("=")[1] for word in log.split() if word.startswith("CI_JOB_TOKEN=glcbt-"))
    job = gitlab.Gitlab(os.environ["RANGE_URL"], job_token=token)
    assert job.http_get("/job")["status"] == "running"
    refused(401, gitlab.Gitlab(os.environ["RANGE_URL"], job_token="glcbt-00_wrong").http_get, "/job")
    made.cancel()
    refused(401, job.http_get, "/job")
    file.content = before
    file.save(branch="main", commit_message="ci: back")
    assert [c.title for c in project.commits.list(query_parameters={"path": ".gitlab-ci.yml"})][:2] == ["ci: back", "ci: py"]


def test_artifacts_are_read_and_removed_and_a_log_is_erased():
    project = client().projects.get("commons/berth-calculator")
    job = project.jobs.list()[0]
    job = project.jobs.get(job.id)
    assert b"AWS_ACCESS_KEY_ID=" in job.artifact("build.env")
    assert b"AWS_ACCESS_KEY_ID=" in job.trace()
    job.delete_artifacts()
    refused(404, job.artifact, "build.env")
    job.erase()
    assert b"AWS_ACCESS_KEY_ID=" not in job.trace()


def test_schedules_and_trigger_tokens_come_change_and_go():
    gl = client()
    project = gl.projects.get("harbor/billing")
    schedule = project.pipelineschedules.create({"description": "py", "ref": "main", "cron": "5 4 * * *"})
    schedule.active = False
    schedule.save()
    assert not project.pipelineschedules.get(schedule.id).active
    schedule.delete()
    trigger = project.triggers.create({"description": "py"})
    started = project.trigger_pipeline("main", trigger.token)
    assert started.source == "trigger"
    trigger.delete()
    refused(404, project.trigger_pipeline, "main", trigger.token)


def test_whom_job_tokens_let_in_is_read_and_changed():
    gl = client()
    project = gl.projects.get("harbor/billing")
    other = gl.projects.get("harbor/platform/deploy")
    scope = project.job_token_scope.get()
    scope.allowlist.create({"target_project_id": other.id})
    assert other.id in [row.id for row in scope.allowlist.list()]
    scope.allowlist.delete(other.id)
    group = gl.groups.get("harbor/mobile")
    scope.groups_allowlist.create({"target_group_id": group.id})
    assert group.id in [row.id for row in scope.groups_allowlist.list()]
    scope.groups_allowlist.delete(group.id)
    scope.enabled = False
    scope.save()
    assert not project.job_token_scope.get().inbound_enabled
    scope.enabled = True
    scope.save()


def test_applications_come_and_go():
    gl = client()
    made = gl.applications.create(
        {"name": "py", "redirect_uri": "https://example.com/callback", "scopes": "read_user"})
    assert made.secret and made.id in [row.id for row in gl.applications.list()]
    gl.applications.delete(made.id)
    assert made.id not in [row.id for row in gl.applications.list()]


def test_settings_of_instance_group_and_project_are_changed_and_put_back():
    gl = client()
    settings = gl.settings.get()
    before = settings.signup_enabled
    settings.signup_enabled = not before
    settings.save()
    assert gl.settings.get().signup_enabled is (not before)
    settings.signup_enabled = before
    settings.save()

    group = gl.groups.get("harbor")
    group.require_two_factor_authentication = True
    group.two_factor_grace_period = 2
    group.save()
    shown = gl.groups.get("harbor")
    assert (shown.require_two_factor_authentication, shown.two_factor_grace_period) == (True, 2)
    group.require_two_factor_authentication = False
    group.two_factor_grace_period = 48
    group.save()

    project = gl.projects.get("harbor/billing")
    project.public_jobs = False
    project.save()
    assert gl.projects.get("harbor/billing").public_jobs is False
    project.public_jobs = True
    project.save()


def test_a_project_is_marked_for_deletion_and_restored():
    gl = client()
    project = gl.projects.get("commons/tariff-archive")
    project.delete()
    assert gl.projects.get(project.id).marked_for_deletion_on
    project.restore()
    assert not getattr(gl.projects.get(project.id), "marked_for_deletion_on", None)


def main():
    failures = 0
    for name, test in sorted(globals().items()):
        if name.startswith("test_"):
            try:
                test()
                print(f"ok {name}")
            except Exception:
                failures += 1
                print(f"FAILED {name}")
                traceback.print_exc()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
