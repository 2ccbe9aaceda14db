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
