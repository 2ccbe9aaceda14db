// Drives a running range with gitbeaker, a client that we did not write.
//
//     RANGE_URL=http://127.0.0.1:PORT RANGE_TOKEN=glpat-… npm test
//
// Run by the Rust test `gitbeaker_works_with_the_range` and by scripts/e2e.sh.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Gitlab } from "@gitbeaker/rest";

const host = process.env.RANGE_URL.replace(/\/$/, "");
const client = (token = process.env.RANGE_TOKEN, more = {}) => new Gitlab({ host, token, ...more });
const api = client();

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGitbeakerTestKey000000000000000000000000 test";
const DEPLOY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGitbeakerDeployKey0000000000000000000000 test";
const BILLING = "harbor/billing";
const DEPLOYS = "harbor/platform/deploy";
const END = "2099-12-31";

const user = async (username) => (await api.Users.all({ username }))[0];

/** A call that gitbeaker does not make, or makes wrongly. */
async function raw(method, path) {
  const headers = { "PRIVATE-TOKEN": process.env.RANGE_TOKEN };
  const answer = await fetch(`${host}/api/v4${path}`, { method, headers });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
}

/** The call is refused with that status. */
async function refused(status, call) {
  await assert.rejects(call, (error) => {
    assert.equal(error.cause?.response?.status, status, String(error));
    return true;
  });
}

test("the token signs in, a wrong one does not", async () => {
  const me = await api.Users.showCurrentUser();
  assert.equal(me.username, "portcullis");
  await refused(401, () => client("glpat-wrongwrongwrongwrong").Users.showCurrentUser());
});

test("lists come whole, by offset and by keyset", async () => {
  const offset = await api.Projects.all({ perPage: 4 });
  const keyset = await api.Projects.all({ perPage: 4, pagination: "keyset", orderBy: "id", sort: "asc" });
  assert.deepEqual(offset.map((p) => p.id).sort(), keyset.map((p) => p.id).sort());
});

test("a user is blocked, unblocked, banned and unbanned", async () => {
  const { id } = await user("kenji.mori");
  await api.Users.block(id);
  assert.equal((await api.Users.show(id)).state, "blocked");
  await refused(403, () => api.Users.ban(id));
  await api.Users.unblock(id);
  await api.Users.ban(id);
  assert.equal((await api.Users.show(id)).state, "banned");
  await api.Users.unban(id);
  assert.equal((await api.Users.show(id)).state, "active");
});

test("a user is made, changed and made no administrator", async () => {
  const made = await api.Users.create({
    username: "node.person", name: "Node Person", email: "node@harborline.example",
    password: "a-long-password-of-node-77", skipConfirmation: true,
  });
  assert.equal(made.state, "active");
  await api.Users.edit(made.id, { admin: true });
  assert.equal((await api.Users.show(made.id)).is_admin, true);
  await api.Users.edit(made.id, { admin: false, external: true });
  const shown = await api.Users.show(made.id);
  assert.deepEqual([shown.is_admin, shown.external], [false, true]);
});

test("personal tokens are made, rotated and revoked", async () => {
  const { id } = await user("hana.yoshida");
  const made = await api.Users.createPersonalAccessToken(id, "node", ["api"]);
  assert.equal((await client(made.token).Users.showCurrentUser()).id, id);
  const next = await api.PersonalAccessTokens.rotate(made.id);
  await refused(401, () => client(made.token).Users.showCurrentUser());
  await api.PersonalAccessTokens.remove({ tokenId: next.id });
  await refused(401, () => client(next.token).Users.showCurrentUser());
});

test("impersonation tokens are made and ended", async () => {
  const { id } = await user("hana.yoshida");
  const made = await api.UserImpersonationTokens.create(id, "node", ["api"], { expiresAt: END });
  assert.equal(made.impersonation, true);
  await api.UserImpersonationTokens.revoke(id, made.id);
  assert.equal((await api.UserImpersonationTokens.all(id, { state: "active" })).length, 0);
});

test("project and group tokens are made, rotated and ended", async () => {
  for (const [tokens, place] of [[api.ProjectAccessTokens, DEPLOYS], [api.GroupAccessTokens, "harbor"]]) {
    const made = await tokens.create(place, "node", ["read_api"], END, { accessLevel: 30 });
    const next = await tokens.rotate(place, made.id, { expiresAt: END });
    await refused(401, () => client(made.token).Projects.show(DEPLOYS));
    await client(next.token).Projects.show(DEPLOYS);
    await tokens.revoke(place, next.id);
    await refused(401, () => client(next.token).Projects.show(DEPLOYS));
  }
});

test("SSH keys are added, found and removed", async () => {
  const { id } = await user("hana.yoshida");
  const made = await api.UserSSHKeys.create("node", KEY, { userId: id });
  assert.ok((await api.UserSSHKeys.all({ userId: id })).some((key) => key.id === made.id));
  await api.UserSSHKeys.remove(made.id, { userId: id });
  assert.ok(!(await api.UserSSHKeys.all({ userId: id })).some((key) => key.id === made.id));
});

test("deploy keys and deploy tokens come and go", async () => {
  const key = await api.DeployKeys.create(BILLING, "node", DEPLOY, { canPush: true });
  assert.equal((await api.DeployKeys.show(BILLING, key.id)).can_push, true);
  await api.DeployKeys.remove(BILLING, key.id);
  await refused(404, () => api.DeployKeys.show(BILLING, key.id));

  const token = await api.DeployTokens.create("node", ["read_registry"], { projectId: BILLING });
  assert.match(token.token, /^gldt-/);
  await api.DeployTokens.remove(token.id, { projectId: BILLING });
});

test("webhooks and system hooks come, change and go", async () => {
  const made = await api.ProjectHooks.add(BILLING, "https://example.com/in", { pushEvents: true });
  await api.ProjectHooks.edit(BILLING, made.id, "https://example.com/other");
  assert.equal((await api.ProjectHooks.show(BILLING, made.id)).url, "https://example.com/other");
  await api.ProjectHooks.remove(BILLING, made.id);

  const group = await api.GroupHooks.add("harbor", "https://example.com/group");
  await api.GroupHooks.remove("harbor", group.id);

  const system = await api.SystemHooks.create("https://example.com/system");
  assert.ok((await api.SystemHooks.all()).some((hook) => hook.id === system.id));
  await api.SystemHooks.remove(system.id);
});

test("variables of projects, groups and the instance come, change and go", async () => {
  const places = [
    [api.ProjectVariables, [BILLING]],
    [api.GroupVariables, ["harbor"]],
    [api.InstanceLevelCICDVariables, []],
  ];
  for (const [variables, place] of places) {
    await variables.create(...place, "NODE", "a-value-of-node", { masked: true });
    await variables.edit(...place, "NODE", "another-value-of-node", { protected: true });
    const shown = await variables.show(...place, "NODE");
    assert.deepEqual([shown.value, shown.protected], ["another-value-of-node", true]);
    // gitbeaker 43.8 sends GET where an instance's variable is to be removed.
    const remove = place.length ? () => variables.remove(...place, "NODE") : () => raw("DELETE", "/admin/ci/variables/NODE");
    await remove();
    await refused(404, () => variables.show(...place, "NODE"));
  }
});

test("branches and tags are protected, loosened and freed", async () => {
  await api.ProtectedBranches.protect(BILLING, "release/*", { pushAccessLevel: 40, mergeAccessLevel: 30 });
  await api.ProtectedBranches.edit(BILLING, "release/*", { allowForcePush: true });
  assert.equal((await api.ProtectedBranches.show(BILLING, "release/*")).allow_force_push, true);
  await api.ProtectedBranches.unprotect(BILLING, "release/*");
  await refused(404, () => api.ProtectedBranches.show(BILLING, "release/*"));

  await api.ProtectedTags.protect(BILLING, "v*", { createAccessLevel: 40 });
  assert.ok((await api.ProtectedTags.all(BILLING)).some((tag) => tag.name === "v*"));
  await api.ProtectedTags.unprotect(BILLING, "v*");
});

test("who approves merge requests is read and changed", async () => {
  await api.MergeRequestApprovals.editConfiguration(BILLING, { mergeRequestsAuthorApproval: true });
  const shown = await api.MergeRequestApprovals.showConfiguration(BILLING);
  assert.equal(shown.merge_requests_author_approval, true);
  await api.MergeRequestApprovals.editConfiguration(BILLING, { mergeRequestsAuthorApproval: false });

  const rule = await api.MergeRequestApprovals.createApprovalRule(BILLING, "node", 2);
  const rules = await api.MergeRequestApprovals.allApprovalRules(BILLING);
  assert.equal(rules.find((row) => row.id === rule.id).approvals_required, 2);
  await api.MergeRequestApprovals.removeApprovalRule(BILLING, rule.id);
});

test("push rules come, change and go", async () => {
  await api.ProjectPushRules.create(BILLING, { preventSecrets: true });
  await api.ProjectPushRules.edit(BILLING, { denyDeleteTag: true });
  const shown = await api.ProjectPushRules.show(BILLING);
  assert.deepEqual([shown.prevent_secrets, shown.deny_delete_tag], [true, true]);
  await api.ProjectPushRules.remove(BILLING);
});

test("runners are made, paused, verified and removed", async () => {
  const made = await api.Users.createCIRunner("instance_type", { description: "node" });
  assert.match(made.token, /^glrt-/);
  await api.Runners.verify({ token: made.token });
  await api.Runners.edit(made.id, { paused: true });
  assert.equal((await api.Runners.show(made.id)).paused, true);
  await api.Runners.remove({ runnerId: made.id });
  await refused(404, () => api.Runners.show(made.id));
});

test("a pipeline is started, its job's log read, and it is cancelled", async () => {
  const made = await api.Pipelines.create(DEPLOYS, "main");
  const [job] = await api.Jobs.all(DEPLOYS, { pipelineId: made.id });
  assert.match(await api.Jobs.showLog(DEPLOYS, job.id), /\$/);
  await api.Pipelines.cancel(DEPLOYS, made.id);
  assert.equal((await api.Pipelines.show(DEPLOYS, made.id)).status, "canceled");
  await api.Pipelines.remove(DEPLOYS, made.id);
  await refused(404, () => api.Pipelines.show(DEPLOYS, made.id));
});

test("a job is erased, and what it left behind is gone", async () => {
  const project = "commons/berth-calculator";
  const [job] = await api.Jobs.all(project);
  assert.match(await api.Jobs.showLog(project, job.id), /AWS_SECRET_ACCESS_KEY=/);
  await api.JobArtifacts.remove(project, { jobId: job.id });
  await api.Jobs.erase(project, job.id);
  assert.doesNotMatch(String(await api.Jobs.showLog(project, job.id)), /AWS_SECRET/);
});

test("schedules and trigger tokens come and go", async () => {
  const schedule = await api.PipelineSchedules.create(BILLING, "node", "main", "5 4 * * *");
  await api.PipelineSchedules.edit(BILLING, schedule.id, { active: false });
  assert.equal((await api.PipelineSchedules.show(BILLING, schedule.id)).active, false);
  await api.PipelineSchedules.remove(BILLING, schedule.id);

  const made = await api.PipelineTriggerTokens.create(BILLING, "node");
  const started = await api.PipelineTriggerTokens.trigger(BILLING, "main", made.token);
  assert.equal(started.source, "trigger");
  await api.PipelineTriggerTokens.remove(BILLING, made.id);
  await refused(404, () => api.PipelineTriggerTokens.trigger(BILLING, "main", made.token));
});

test("whom job tokens let in is read and changed", async () => {
  const other = await api.Projects.show(DEPLOYS);
  await api.ProjectJobTokenScopes.addToInboundAllowList(BILLING, other.id);
  const list = await api.ProjectJobTokenScopes.showInboundAllowList(BILLING);
  assert.ok(list.some((row) => row.id === other.id));
  await api.ProjectJobTokenScopes.removeFromInboundAllowList(BILLING, other.id);
  await api.ProjectJobTokenScopes.edit(BILLING, false);
  assert.equal((await api.ProjectJobTokenScopes.show(BILLING)).inbound_enabled, false);
  await api.ProjectJobTokenScopes.edit(BILLING, true);
});

test("OAuth applications of the instance come and go", async () => {
  const made = await api.Applications.create("node", "https://example.com/callback", "read_user");
  assert.ok((await api.Applications.all()).some((row) => row.id === made.id));
  await api.Applications.remove(made.id);
  assert.ok(!(await api.Applications.all()).some((row) => row.id === made.id));
});

test("settings of the instance and of a project are changed and put back", async () => {
  const before = await api.ApplicationSettings.show();
  await api.ApplicationSettings.edit({ signupEnabled: !before.signup_enabled });
  assert.equal((await api.ApplicationSettings.show()).signup_enabled, !before.signup_enabled);
  await api.ApplicationSettings.edit({ signupEnabled: before.signup_enabled });

  await api.Projects.edit(BILLING, { publicJobs: false });
  assert.equal((await api.Projects.show(BILLING)).public_jobs, false);
  await api.Projects.edit(BILLING, { publicJobs: true });
});

test("members are added, changed and removed", async () => {
  const { id } = await user("tomas.novak");
  await api.ProjectMembers.add(BILLING, 20, { userId: id });
  await api.ProjectMembers.edit(BILLING, id, 30);
  assert.equal((await api.ProjectMembers.show(BILLING, id)).access_level, 30);
  await api.ProjectMembers.remove(BILLING, id);
});

test("a file is committed, and its history names who did it", async () => {
  const project = "commons/tide-widgets";
  await api.RepositoryFiles.edit(project, ".gitlab-ci.yml", "main", "unit:\n  script:\n    - date\n", "ci: date");
  const file = await api.RepositoryFiles.showRaw(project, ".gitlab-ci.yml", "main");
  assert.match(typeof file === "string" ? file : await file.text(), /date/);
  const commits = await api.Commits.all(project, { path: ".gitlab-ci.yml" });
  assert.deepEqual([commits[0].title, commits[0].author_name], ["ci: date", "Portcullis"]);
});

test("a project is marked for deletion and restored", async () => {
  await api.Projects.remove("commons/tariff-archive");
  const marked = await api.Projects.all({ includePendingDelete: true, search: "tariff-archive" });
  assert.ok(marked.length > 0);
  const { id } = marked[0];
  assert.ok((await api.Projects.show(id)).marked_for_deletion_on);
  await api.Projects.restore(id);
  assert.equal((await api.Projects.show(id)).marked_for_deletion_on ?? null, null);
});

test("audit events tell what was done", async () => {
  const { id } = await user("julien.marchand");
  await api.Users.block(id);
  await api.Users.unblock(id);
  const events = await api.AuditEvents.all({ entityType: "User", entityId: id });
  const names = events.map((event) => event.event_name).slice(0, 2);
  assert.deepEqual(names, ["unblock_user", "user_blocked"]);
});
