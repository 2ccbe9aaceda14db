# What respond says: acts, their impact, plans, gates, tokens.
# Keys and arguments are listed in crates/engine/src/respond/text.rs.

## Acts by name

act-block-user = Block user
act-unblock-user = Unblock user
act-revoke-token = Revoke token
act-rotate-token = Rotate token
act-delete-ssh-key = Delete SSH key
act-add-ssh-key = Put SSH key back
act-remove-webhook = Remove webhook
act-add-webhook = Put webhook back

## What an act does

impact-block-user = { $user } can no longer sign in, use the API or use Git. What { $user } has made stays visible.
impact-block-user-admin = { $user } is an administrator: make sure that another administrator can still sign in.
impact-block-user-bot = { $user } is a bot: every integration that uses its token stops.
impact-block-user-credentials = Access tokens ({ $tokens }) and SSH keys ({ $keys }) stop working while the user is blocked, and work again after unblocking unless they are ended first.
impact-block-user-deactivated = { $user } is deactivated, which does not lock anybody out: signing in would bring the account back.
impact-block-user-no-ban = A blocked user cannot be banned. To ban, unblock first.
impact-pipelines-stop = Pipelines in { $project } run as this user and will fail: { $pipelines }
impact-unblock-user = { $user } can sign in and use the API and Git again.
impact-unblock-user-credentials = Access tokens ({ $tokens }) and SSH keys ({ $keys }) of the user work again too.
impact-revoke-token = The token "{ $token }" stops working at once. Whoever uses it, attacker or not, is refused.
impact-revoke-token-bot = GitLab also deletes the bot user of "{ $token }" some time later.
impact-rotate-token = The token "{ $token }" stops working at once. Its successor, with the same scopes, is shown once and must be handed to the owner.
impact-token-last-used = "{ $token }" was last used at { $when }.
impact-token-last-used-from = "{ $token }" was last used at { $when } from { $addresses }.
impact-token-never-used = "{ $token }" was never used, as far as GitLab knows.
impact-delete-ssh-key = Git over SSH with the key "{ $key }" is refused from now on.
impact-add-ssh-key = Git over SSH with the key "{ $key }" is accepted again.
impact-owner-may-be-mailed = GitLab may mail the owner. Whoever reads that mailbox learns of it.
impact-remove-webhook = { $project } no longer sends anything to { $host }.
impact-add-webhook = { $project } sends events to { $host } again.

## What undoing does not bring back

undo-block-user = Unblocking lets the user in again, and with the user every token and key that was not ended.
undo-revoke-token = Cannot be undone: a revoked token never works again. Make a new one instead.
undo-rotate-token = Cannot be undone: the old token never works again. The successor takes its place.
undo-delete-ssh-key = The key can be put back with its title and its end. It gets a new id, and its last use is lost.
undo-add-ssh-key = Has no undo of its own: the key gets a new id. Make a new plan to delete it.
undo-remove-webhook = The webhook can be put back, but not its secret, its choice of events or its headers: GitLab does not tell them.
undo-add-webhook = Has no undo of its own: the webhook gets a new id. Make a new plan to remove it.

## What stands in an act's way

obstacle-ldap-blocked = LDAP blocks this user, and GitLab does not lift that block here. Change it in the directory.
obstacle-banned = This user is banned, not blocked. Lift the ban in GitLab.

## Reach

reach-admin = { $user } is an administrator: everything on the instance is within reach.
reach-scopes = The token "{ $token }" has the scopes { $scopes }.
reach-places = Within reach: projects { $projects }, groups { $groups }. Highest role: { $access }.
reach-nowhere = No membership in any project or group is known.
reach-internal = Internal and public projects of the instance can be read as well, without membership.
reach-variables = CI/CD variables that can be read ({ $count }), to be rotated where they come from: { $names }
reach-power-read-api = reads by the API
reach-power-write-api = changes by the API
reach-power-read-code = clones code
reach-power-write-code = pushes code
reach-power-read-registry = pulls packages and images
reach-power-write-registry = publishes packages and images
reach-power-manage-runners = makes and changes runners
reach-power-act-as-anybody = acts as any user
reach-power-admin-mode = acts as administrator

## Plans

plan-breaks-nothing-known = No pipeline of this user is known that would break.
plan-breaks-starters = These schedules and triggers start pipelines as this user and will stop: { $names }
plan-window-unknown = It is not known when the attack began, so keys, webhooks and further tokens were not added to this plan. State the time of exposure and plan again.
plan-undated-left = GitLab does not tell when these were made, so they were left. The sweep looks at them again: { $names }
plan-instead-of-block = Our token is no administrator's, so { $user } cannot be blocked. Instead the user is removed from { $count } of our groups and projects. The account itself lives on and keeps what it reaches elsewhere; only GitLab's administrators or support can stop it.
plan-instead-of-revoke = Our token is no administrator's, so a personal token of { $user } cannot be revoked. Instead the user is removed from { $count } of our groups and projects: the token then reaches nothing of ours. Ask the user to revoke it.
plan-not-ours = Only an administrator, or the user, can end these; they are not part of this plan: { $names }

problem-empty = There is nothing to do: what was asked for is so already. Survey again if you doubt it.
problem-locks-out-responder = This would block { $user }, the account that Portcullis itself acts with. Connect Portcullis with another account first.
problem-may-lock-out-responder = "{ $token }" belongs to the account that Portcullis acts with. If it is the very token that Portcullis uses, nothing more can be done afterwards.
problem-blocks-admin = { $user } is an administrator. Make sure that another one can sign in.
problem-rotates-dead-token = "{ $token }" does not work any more. Rotating it would make GitLab revoke every active token of its family. Make a new token instead.
problem-duplicate-act = The same act on { $target } is in the plan twice. Remove one.
problem-moot-act = A later act of the plan leaves nothing of this one on { $target }.
problem-unblock-too-early = { $target } would be unblocked before tokens and keys are ended, and they would work again. End them first.
problem-expired = The plan ended at { $when }. Survey and plan again.
problem-survey-gaps = The survey is not complete: { $gaps }
problem-weakens-responder = The act on { $target } would take rights from the account that Portcullis itself acts with. Connect Portcullis with another account first.
problem-touches-responder = { $target } belongs to the account that Portcullis itself acts with. Make sure that Portcullis does not need it.
problem-ends-own-token = "{ $token }" is the very token that Portcullis uses. Give Portcullis a new token file first, then plan this again.
problem-setting-may-shut-out = This changes { $settings } of { $target } and may shut out whoever holds the token of Portcullis. Make sure that its address, its second factor and its token satisfy the new rule.
problem-protected-account = { $user } stands on the list of protected accounts ([policy] protected_accounts). If it is the suspect, take it off the list first, with whoever answers for it.
problem-protected-account-touched = { $user } stands on the list of protected accounts ([policy] protected_accounts). Ask whoever answers for it what stops working.
problem-last-administrator = Nobody would be left who administers the instance. Appoint another administrator first.
problem-only-responder-administers = Only the account of Portcullis would be left as administrator. Make sure that a person can still sign in as one.
problem-last-owner = Nobody would be left who owns { $place }. Appoint another owner first.
problem-needs-admin = The act on { $target } needs an administrator, and { $user } is none or its token has no admin mode. Use what an owner of the group can do instead, or connect Portcullis with an administrator's token.
problem-bans-blocked-user = GitLab bans only users who are active, and { $target } would be shut out by an earlier act of this plan. Ban or block, not both.
undo-conflict = Somebody changed { $target } since. After our act: { $after }. Now: { $now }. Look at who changed it and why; to undo all the same, say so with a reason.

## Gates

gate-impact-not-attested = Nobody has said yet that the impact is understood. Read what will break, then attest it.
gate-guideline-missing = The guideline that you follow is missing. Name your organisation's process or give its address.
gate-approval-missing = Approvals: { $given } of { $needed }. Somebody other than the requester must approve.
gate-group-missing = { $given } of { $needed } groups have approved; each must be spoken for by another person. Ask somebody of: { $groups }.
gate-not-an-approver = { $person } speaks for none of the groups that must approve this: { $groups }. Ask one of their members.
gate-backup-too-early = { $person } is a back-up and may answer from { $when } on. Until then, ask a member of the group.
gate-flag-overdue = The approval should have been there by { $when }: this execution is late.
gate-own-request = { $person } asked for this and so cannot approve it. Ask somebody else.
gate-plan-expired = The plan ended at { $when }. Survey and plan again: the world has moved on.
gate-plan-changed = The plan is not the one with the hash { $hash }. Read it again and have it approved again.
gate-already-executed = Every step of the plan is done already.
gate-nothing-to-undo = The step changed nothing, so there is nothing to undo.
gate-sweep-missing = Nobody has looked yet for what the attacker left behind. Sweep first.
gate-sweep-not-empty = Things that the attacker may have left still live: { $count }. End them, then sweep again.
gate-live-credentials = These tokens still work, and the attacker may know them: { $names }. Revoke them first.
gate-flag-revoke-first = Executed before its impact was attested, as the policy "revoke first" allows. Assess the impact now.

## Tokens

token-kind-personal-access-token = Personal access token
token-kind-impersonation-token = Impersonation token
token-kind-project-access-token = Project access token
token-kind-group-access-token = Group access token
token-kind-oauth-application-secret = OAuth application secret
token-kind-deploy-token = Deploy token
token-kind-runner-authentication-token = Runner authentication token
token-kind-runner-registration-token = Runner registration token
token-kind-job-token = CI/CD job token
token-kind-pipeline-trigger-token = Pipeline trigger token
token-kind-feed-token = Feed token
token-kind-incoming-email-token = Incoming email token
token-kind-agent-token = Token of an agent for Kubernetes
token-kind-scim-token = SCIM token
token-kind-feature-flags-client-token = Feature flags client token
token-kind-workspace-token = Workspace token
token-kind-session-cookie = Session cookie
token-kind-unknown = Unknown kind
token-ends-by-revoking = Ends by revoking or rotating it.
token-ends-by-deleting = Ends by deleting it where it was made.
token-ends-by-resetting = Ends by resetting it: GitLab makes a new one.
token-ends-with-its-job = Cannot be revoked: it ends with its job. Cancel the job.
token-ends-with-its-workspace = Ends when its workspace is stopped.
token-ends-with-its-session = Ends when the session is deleted, or the user is blocked.
token-ends-unknown = The kind is not known. Look the token up in GitLab to learn how it ends.
