# What respond says of acts on people, credentials and settings.
# Keys and arguments are listed in crates/engine/src/respond/text/act.rs.

impact-revoke-token-impersonation = "{ $token }" was made by an administrator, and its user does not see it. Look for who made it: an attacker with an administrator's account may have.

## Acts on users

act-ban-user = Ban user
act-unban-user = Lift ban
act-deactivate-user = Deactivate user
act-activate-user = Activate user
act-reset-password = Reset password
act-change-user = Change user rights
act-delete-user-email = Remove mail address
act-add-user-email = Put mail address back
act-delete-identity = Remove identity at provider
act-add-identity = Set identity at provider
impact-ban-user = { $user } can no longer sign in, use the API or use Git, and what { $user } has made is hidden from others.
impact-ban-user-credentials = Access tokens ({ $tokens }) and SSH keys ({ $keys }) are not ended by a ban: they work again when it is lifted, unless they are ended first.
impact-unban-user = { $user } can sign in and use the API and Git again, and what { $user } has made is seen again.
impact-deactivate-user = { $user } is put to sleep. GitLab allows this only after 90 days without activity.
impact-deactivate-user-no-containment = This contains nobody: whoever signs in brings the account back. Block the user instead.
impact-activate-user = { $user } is active again.
impact-reset-password = The password of { $user } is replaced by a random one that nobody sees, and the sessions opened with the old one end. { $user } comes back in by "Forgot your password?".
impact-reset-password-mailbox = GitLab mails the user, and the mail decides who comes back in: make sure that the mailbox and the addresses of the account are the owner's.
impact-reset-password-not-tokens = Access tokens, SSH keys and authorized applications go on working: end them as well.
impact-reset-password-directory = Who signs in through LDAP or single sign-on is not touched: change the password there.
impact-change-user = The rights of { $user } become: { $fields }
impact-change-user-demoted = { $user } is no administrator any more. What { $user } did as one stays, and so do tokens: look for users, tokens and hooks that were made with these rights.
impact-change-user-promoted = { $user } becomes an administrator: everything on the instance is within reach.
impact-change-user-external = { $user } no longer sees internal projects, only those with a membership.
impact-delete-user-email = { $address } no longer belongs to { $user }: no reset of the password can be sent there.
impact-add-user-email = { $address } belongs to { $user } again.
impact-delete-identity = { $user } can no longer sign in through { $provider }, and a block by that directory no longer holds.
impact-add-identity = { $user } can sign in through { $provider }.
undo-ban-user = Lifting the ban lets the user in again, and with the user every token and key that was not ended.
undo-activate-user = Undoing deactivates the account again, which GitLab allows only after 90 days without activity.
undo-reset-password = Cannot be undone: the old password is not known to anybody but its owner, and to the attacker.
undo-delete-user-email = The address can be put back. It gets a new id.
undo-add-user-email = Has no undo of its own: the address gets a new id. Make a new plan to remove it.
undo-delete-identity = The identity can be put back with the same provider and name. What SAML keeps beside it is lost.
obstacle-ban-needs-active = GitLab bans only active users, and this one is { $state }. Who is blocked is out already: leave it so, or unblock first and ban then.
obstacle-not-banned = This user is { $state }, not banned. Unblock instead.
obstacle-activate-blocked = This user is { $state }. Lift that first.
obstacle-user-field-untold = GitLab does not tell { $fields } of this user, so it could not be put back. The tier or our rights may not have it.

## Acts on members

act-remove-member = Remove member
act-add-member = Add member
act-change-member-role = Change member role
impact-remove-member = { $user } is no longer a member of { $place } and loses what came with it: code, variables, settings. Schedules of { $user } there fail.
impact-remove-member-below = Direct memberships in subgroups and projects below stay: each is an act of its own. What is inherited from a group above stays as well.
impact-remove-member-bots = Project and group access tokens, deploy keys, triggers and webhooks that the member made go on working: end them as well.
impact-add-member = { $user } becomes a member of { $place } with the role { $role }.
impact-change-member-role = { $user } has the role { $role } in { $place } from now on.
impact-change-member-role-from = The role until now: { $role }.
undo-remove-member = The member can be put back with the same role and end. Assigned issues and reviews stay assigned; the date of joining is new.
obstacle-last-owner = Nobody else owns this group: GitLab does not let the last owner go. Make somebody else an owner first.
obstacle-is-member-already = The user is a member already, with the role { $role }. Change the role instead.
obstacle-not-a-member = The user is no direct member here. The role may be inherited from a group above: change it there.

## Acts on keys

act-delete-gpg-key = Delete GPG key
act-add-gpg-key = Put GPG key back
act-delete-deploy-key = Remove deploy key
act-add-deploy-key = Put deploy key back
act-delete-enterprise-key = Delete SSH key of enterprise user
impact-delete-gpg-key = New commits signed with the GPG key { $key } of { $user } are not verified any more. Commits that are verified already stay so.
impact-add-gpg-key = Commits signed with this GPG key of { $user } are verified again.
impact-delete-deploy-key = The deploy key "{ $key }" opens { $project } no longer: deployments that clone with it fail.
impact-delete-deploy-key-elsewhere = A deploy key may open other projects too: look for it in each and remove it there as well.
impact-add-deploy-key = The deploy key "{ $key }" opens { $project } again.
undo-delete-gpg-key = The key can be put back. It gets a new id.
undo-add-gpg-key = Has no undo of its own: the key gets a new id. Make a new plan to delete it.
undo-delete-deploy-key = The key can be put back with its title, its end and its right to push. It may get a new id.
undo-add-deploy-key = Has no undo of its own: the key may get a new id. Make a new plan to remove it.
undo-delete-enterprise-key = Cannot be undone: GitLab does not show the key to the group's owner. The user adds it again.

## Acts on tokens of places, applications and runners

act-revoke-deploy-token = Revoke deploy token
act-delete-application = Delete OAuth application
act-renew-application-secret = Renew OAuth application secret
act-delete-trigger = Delete pipeline trigger token
act-revoke-agent-token = Revoke agent token
act-pause-runner = Pause runner
act-resume-runner = Resume runner
act-delete-runner = Delete runner
act-reset-runner-token = Reset runner token
act-reset-registration-token = Reset registration token
impact-revoke-deploy-token = The deploy token "{ $token }" of { $place } stops working at once: clones, pulls of images and packages with it fail.
impact-delete-application = "{ $application }" is gone: nobody signs in through it any more, and every token that users gave to it ends.
impact-renew-application-secret = The secret of "{ $application }" is replaced, and the new one is shown once: the application must be given it. Tokens that users gave to it go on working; to end those, delete the application.
impact-delete-trigger = The trigger token "{ $trigger }" starts no pipelines in { $project } any more; what started them from outside is refused.
impact-revoke-agent-token = The agent's token "{ $token }" in { $project } stops working: if it is the agent's only one, the cluster loses its connection.
impact-pause-runner = The runner "{ $runner }" takes no new jobs. Jobs that only it can run wait.
impact-resume-runner = The runner "{ $runner }" takes jobs again.
impact-delete-runner = The runner "{ $runner }" is gone, and its token with it. To come back it must be registered anew.
impact-runner-jobs-go-on = Jobs that run on it now go on, with the secrets that they were given: cancel them as well.
impact-reset-runner-token = The runner "{ $runner }" must be given a new token, shown once. With the old one nobody takes jobs any more.
impact-reset-registration-token = With the old registration token of { $place } nobody registers a runner any more. Runners that are registered stay: look for strange ones. The new token is shown once.
undo-revoke-deploy-token = Cannot be undone: a revoked deploy token never works again. Make a new one instead.
undo-delete-application = Cannot be undone: a new application gets another id and secret, and users must allow it anew.
undo-renew-application-secret = Cannot be undone: the old secret never works again.
undo-delete-trigger = Cannot be undone: a new trigger has another token.
undo-revoke-agent-token = Cannot be undone: make a new token and give it to the agent.
undo-delete-runner = Cannot be undone: the machine registers as a new runner.
undo-reset-runner-token = Cannot be undone: the old token never works again.
undo-reset-registration-token = Cannot be undone: the old token never works again.
obstacle-rotates-impersonation = GitLab rotates no impersonation tokens. Revoke it, and make a new one if it is needed.

## Tokens that no act ends

token-end-feed = Ends by resetting it, which only its user can do (Preferences, Access tokens), or an administrator who switches all feed tokens off.
token-end-incoming-email = Ends by resetting it, which only its user can do (Preferences, Access tokens).
token-end-scim = Ends by resetting it on the group's SAML single sign-on page: there is no call for it.
token-end-feature-flags = Ends by resetting it on the project's page of feature flags: there is no call for it.

## Acts on settings and CI

act-change-settings = Change settings
act-protect-ref = Protect branch or tag
act-unprotect-ref = Remove protection of branch or tag
act-change-variable = Change flags of CI/CD variable
act-replace-variable-value = Replace value of CI/CD variable
act-recreate-variable-hidden = Recreate CI/CD variable as hidden
act-delete-variable = Delete CI/CD variable
act-allow-job-tokens = Add to job token allowlist
act-disallow-job-tokens = Remove from job token allowlist
act-cancel-job = Cancel job
act-cancel-pipeline = Cancel pipeline
act-delete-pipeline = Delete pipeline
act-delete-schedule = Delete pipeline schedule
act-erase-job = Erase job log and artifacts
act-delete-artifacts = Delete job artifacts
act-restore-project = Restore project
act-add-approval-rule = Add approval rule
act-remove-approval-rule = Remove approval rule
impact-setting = { $name }: { $field } becomes { $value }.
impact-setting-from = { $name }: { $field } changes from { $from } to { $value }.
impact-setting-untold = GitLab does not tell what is set now for { $fields }: that cannot be put back.
setting-visibility-private = Only members see it from now on. Links from outside stop working, forks may lose their link to it, and job tokens of other projects get in only by the allowlist.
setting-visibility-copies = What was copied, forked or cached while it was open stays out there.
setting-visibility-wider = More people see it than before: code, issues and, where pipelines are public, job logs.
setting-two-factor = Whoever has no second factor must set one up, at the next sign-in or within the grace period, and is held at that page afterwards.
setting-two-factor-group = It holds for members of this group and of its subgroups, not for members of a single project or of a group that is only shared with.
setting-two-factor-tokens = This does not contain a stolen access token: tokens need no second factor, and those that exist stay valid. Revoke them.
setting-grace-period = The hours until a second factor is needed. 0 means at the next sign-in. Where several groups ask for it, the shortest counts.
setting-approvals = It holds for merge requests from now on, and for open ones when they are next checked. What was merged without approval stays merged: review it.
setting-public-jobs = Logs, artifacts and pipelines are shown to members of the project only. Badges and links for others stop working.
setting-admin-mode = Administrators must switch Admin Mode on, and tokens need the scope admin_mode to act as an administrator. If our own token lacks it, this product can no longer act.
setting-signup = Nobody can make an account by themselves any more; administrators and identity providers still can.
setting-no-tokens = Every personal access token stops working at once, the one of this product too.
setting-addresses = Whoever comes from another address is locked out, this product too. Check its address first.
setting-restricted-visibility = Only administrators can still choose these levels; what has one of them keeps it. Restricting Public also hides user profiles from visitors.
setting-only-new = It holds for what is made from now on. What is there keeps its visibility.
setting-auto-ban = GitLab bans whoever goes over the limit by itself, without asking. Put build users on the list of excluded users first.
setting-downloads = It counts different repositories per user. Administrators, deploy tokens and deploy keys are not counted. 0 switches it off.
setting-pipeline-variables = Who starts pipelines with variables of their own may be refused: triggers and scripts that pass variables can break.
setting-local-requests = Webhooks and integrations to addresses in the local network stop working unless they are on the list of allowed ones.
setting-throttle = Limits hold for this product too. Put its user on the list of those that are not limited, or containment at scale slows down.
setting-keys = Keys that are too short or of a forbidden kind are refused at once, also those that are there already.
setting-passwords = It holds when a password is next set. Those in use stay as they are.
setting-merges = Open merge requests can be blocked until they meet it.
setting-schedule = A schedule that is off starts no pipelines; it keeps its owner and its variables.
setting-job-token-scope = Job tokens of other projects get in only if they are on the allowlist. Pipelines elsewhere that fetch from here break unless they are on it.
setting-push-rule = It holds for pushes from now on. Commits that are there stay.
undo-change-settings = The old values can be put back, as far as GitLab told them.
undo-change-settings-visibility = The old visibility can be put back. Links to forks that were lost, and what others saw or copied, cannot.
impact-webhook-secret = Its secret token and the values of its headers are not known: whoever runs the receiver must enter them again in GitLab.
impact-protect-ref = { $name } is protected like this: { $rules }
impact-protect-ref-was = So far { $name } is protected like this: { $rules }
impact-protect-ref-gap = To change who may do what, the protection of { $name } is removed and made again: for the time of one call it has none.
impact-unprotect-ref = Developers can push to { $name }, overwrite its history and delete it.
impact-variable-masked = Job logs show [MASKED] in place of the value of { $variable }. Logs that are there already still show it.
impact-masking-not-foolproof = Masking is not foolproof: a job can write the value in another form, into an artifact, or send it elsewhere.
impact-variable-unmasked = Job logs show the value of { $variable } where a job prints it.
impact-variable-protected = Only pipelines of protected branches and tags have { $variable } from now on. Others run without it and may fail.
impact-variable-protected-refs = Pipelines ran lately for branches that are not protected and would be without it: { $refs }
impact-variable-unprotected = Pipelines of every branch have { $variable } from now on: whoever can push can read it.
impact-replace-variable-value = Jobs that start from now on get the new value of { $variable }. Jobs that run keep the old one.
impact-rotate-at-source = The old value stays valid until it is revoked where it was issued. Do that first.
impact-recreate-variable-hidden = { $variable } is deleted and made again, masked and hidden. Jobs that start in between run without it.
impact-delete-variable = Jobs that start from now on run without { $variable } and may fail.
input-variable-value = New value of { $variable }. It is sent to GitLab once and kept nowhere.
undo-variable-value = Cannot be undone: neither the old value nor the new one is kept. Whether GitLab has the new one is not read back.
undo-variable-hidden = Cannot be undone: a hidden variable stays hidden, and its old value is not kept.
undo-delete-variable = Cannot be undone: its value is not kept. Whoever owns the secret can add the variable again.
impact-allow-job-tokens = Jobs of { $guest } can enter { $project } with their job tokens.
impact-disallow-job-tokens = Jobs of { $guest } can no longer enter { $project } with their job tokens. Pipelines that fetch code or packages from there fail.
impact-job-token-scope-open = The allowlist only counts while access is limited to it. Check that setting too.
impact-cancel-job = { $job } stops. What it was building or deploying is left half done.
impact-cancel-job-token = With a job its job token ends; there is no other way to end one. While the last script of a cancelled job runs, its token still works.
impact-cancel-job-over = { $job } is over already, and so is its token.
impact-cancel-pipeline = All jobs of pipeline { $pipeline } that are not over stop. What they were building or deploying is left half done.
undo-cancel = Cannot be undone. It can be run again, by its own people, when it is safe.
impact-delete-pipeline = Pipeline { $pipeline } is deleted with its jobs, their logs and their artifacts.
impact-delete-schedule = Schedule { $schedule } starts no pipelines any more and is gone with its variables. To keep it, switch it off instead.
undo-delete-schedule = Cannot be undone: a new schedule would run as somebody else, and the values of its variables are not kept.
impact-erase-job = The log and the artifacts of { $job } are erased for everybody.
impact-delete-artifacts = The artifacts of { $job } are deleted for everybody; later jobs that need them fail.
impact-artifacts-expire = By themselves they would expire at { $when }.
impact-artifacts-never-expire = By themselves they would not expire, as far as GitLab tells.
undo-delete-evidence = Cannot be undone. The copy in the case's evidence is all that is left.
impact-restore-project = { $project } is no longer marked for deletion: its members can work in it again. A member that was removed and a credential that was ended stay so.
undo-restore-project = Has no undo: this product does not delete projects.
impact-add-approval-rule = Merge requests need the approvals of { $rule } again.
impact-remove-approval-rule = Merge requests no longer need the approvals of { $rule }.
undo-add-approval-rule = Has no undo of its own: the rule gets a new id. Make a new plan to remove it.
undo-remove-approval-rule = The rule can be put back. It gets a new id, and open merge requests take it over when they are next changed.
obstacle-nothing-to-set = No field is named. Say what should be set.
obstacle-absent = It is not there, or may not be seen. Check the id, the role of our token and the tier.
obstacle-approvals-tier = Approval settings need Premium. Instead: protect the branch so that only Maintainers merge, and require that pipelines succeed and all threads are resolved.
obstacle-protection-inherited = A group protects this for all its projects. Change it there.
obstacle-value-from = A value can be typed in, read from a file in the folder for values by its plain name, or from an environment variable whose name begins with PORTCULLIS_VALUE_.
obstacle-mask-too-short = GitLab masks only values of at least 8 characters. Rotate the secret to a longer one.
obstacle-mask-has-space = GitLab does not mask values with spaces. Store it as a file variable, or encode it.
obstacle-mask-not-one-line = GitLab masks only values of one line. Store it as a file variable, or encode it on one line.
obstacle-variable-hidden = A hidden variable stays masked. To show it, its owner must make it anew.
obstacle-instance-variable-hidden = Variables of the instance cannot be hidden. Mask it, or move it to a group.
obstacle-job-runs = The job still runs. Cancel it first.
obstacle-project-gone = The project is deleted for good, or was never there: it cannot be restored. Keep what is known of it as evidence.

## What hardens an instance

harden-two-factor = A stolen password alone should not be enough to sign in; eight hours are time enough to set a second factor up.
harden-admin-mode = Administrators should have their rights only while they need them.
harden-sign-up = Strangers should not be able to make accounts, and addresses should be confirmed.
harden-passwords = Passwords should be long and mixed.
harden-notice = Users should hear of sign-ins from unknown places: they notice first.
harden-visibility = What is new should be private, and public only by decision of an administrator.
harden-keys = Short keys and outdated kinds should be refused.
harden-feed-token = Feed tokens never expire and leak with links.
harden-third-parties = Pictures fetched from a third party tell it who uses the instance.
harden-versions = Known holes should be seen soon: check the version.
harden-outgoing = GitLab should not be used to reach into the internal network.
harden-limits = Guessing and bulk reading should be slowed down.
harden-domains = Where sign-up is open, only addresses of your own domains should sign up.
harden-git-protocol = A protocol that nobody needs is one more door.
harden-addresses = An instance for few networks should answer only those.
harden-imports = An importer that nobody needs brings in projects, and reaches out to their sources.
harden-job-tokens = Projects should be closed to job tokens of others unless they chose otherwise.
harden-downloads = Whoever downloads many repositories in a short time should be noticed, or stopped.

## Reverting settings

revert-why-no-act = Nothing brings this back by itself ({ $type }). Keep what is known of it as evidence and ask its owner.
revert-why-now-unread = What it is now could not be read: it may be gone, or our token may not see it.
revert-why-old-untold = The event does not tell what it was before. Ask the owner, then set it by a plan.
revert-why-row-untold = It was taken away, and the event does not tell what it was made of. Ask the owner.
revert-why-scope-untold = The event does not tell the environment scope, and there is no such variable for all environments. Look at the variables of that name.
refusal-revert-consent = No owner or maintainer is recorded as having agreed to restore the settings. Record who agreed, or give a reason why nobody can be asked.
obstacle-secret-setting = { $fields } hold secrets. An act never carries one: set them in GitLab.
