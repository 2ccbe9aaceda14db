# Words of playbooks: what is around the steps, then the steps by id.

## What the timeline and the rules say

timeline-step-answered = Step “{ $step }” was { $kind ->
    [waived] set aside: { $said }
    [reopened] opened again: { $said }
    [attested] attested. { $said }
   *[other] answered: { $said }
} { $turn }
timeline-case-linked = { $relation ->
    [leads_to] This case led to { $other }. { $about }
   *[comes_from] This case comes from { $other }. { $about }
}
timeline-consent = { $person } agreed as { $role } that settings are restored. Source: { $source }
timeline-warning-acknowledged = The warning that acting is at one’s own risk was acknowledged.

refusal-playbook-needs-first = Other steps come first: { $steps }. Settle them, or have them set aside by two people.
refusal-playbook-out-of-order = Earlier steps of the row are open: { $steps }. Settle them first, or give a reason for the other order.
refusal-playbook-mandatory-open = Mandatory steps of the playbook are open: { $steps }. Answer them, or have them set aside by two people.
refusal-playbook-preliminary-open = Before GitLab is asked, the preliminary work must be done: { $steps }.
refusal-playbook-consent-missing = Nobody who owns or maintains the place has agreed. Record who agreed, when, and how that is known.
refusal-case-rotation-incomplete = Credentials of the instance are not accounted for in: { $sections }. Fill these sections of the step “change-credentials”, with a proof or “none, because …”.
refusal-playbook-own-waiver = You asked for this step to be set aside yourself. Somebody else who may approve must answer the same.
refusal-playbook-unfit = This step does not fit the case or your connection; the page says why.

## What is around the steps

playbooks-title = Playbooks
playbooks-intro = What to do in which scenario. Your organisation’s own process comes first; these steps supplement it.
playbook-version = Version { $version }
playbook-upstream = The shipped playbook has changed since your copy was made. Compare them, then update “base”.
playbook-shipped = Shipped
playbook-origin = Where it is from
playbook-own = Your organisation’s
playbook-process = Your process document
playbook-no-process = No process document of your organisation is named. Name one in your copy of the playbook.
playbook-steps-count = Steps
playbook-requirements = Requirements
playbook-where = Where
playbook-kind = Kind of case
playbook-title = Playbook
playbook-none = There is no playbook for this kind of case.
playbook-next = Next step
playbook-progress = { $done } of { $all } steps settled
playbook-docs = GitLab’s documentation
playbook-offer = Portcullis can
playbook-mandatory = mandatory
playbook-own-step = your organisation’s step
playbook-alternative = Do this instead
playbook-waits = Waits for
playbook-said = Answered
playbook-by = by { $name }
playbook-waiver-waits = { $name } asked to set this step aside; somebody else who may approve must agree.
playbook-answer = Answer
playbook-answer-note = Note
playbook-answer-at = Time
playbook-answer-certainty = Certainty
playbook-answer-source = Known from
playbook-answer-reason = Reason
playbook-answer-items = One a line, as “thing = benign”, “malicious”, “unknown” or “open”
playbook-answer-turn = Reason for another order, if earlier steps are open
playbook-waive = Set aside
playbook-reopen = Open again
playbook-link = Open a linked case
playbook-link-about = About (the name of the secret or account)
playbook-links = Linked cases
playbook-link-leads_to = led to
playbook-link-comes_from = came from
playbook-consent = Consent of an owner or maintainer
playbook-consent-none = Nobody has agreed yet.
playbook-consent-given = { $person }, as { $role }
playbook-consent-person = Who agreed
playbook-consent-role = As
playbook-consent-record = Record the consent
playbook-role-owner = Owner
playbook-role-maintainer = Maintainer
playbook-warning = Acting on GitLab changes it for people and machines, and not everything can be undone. You use these steps at your own risk; your organisation’s process decides.
playbook-warning-acknowledge = I have read this
playbook-warning-done = You acknowledged this { $when }.

playbook-result-attestation = somebody stands in for it
playbook-result-time = a time
playbook-result-choice = a choice
playbook-result-verdicts = a verdict on each
playbook-result-sections = a proof for each section
playbook-result-text = a text
playbook-result-plan = a plan
playbook-result-none = nothing to answer

playbook-stands-open = open
playbook-stands-begun = begun
playbook-stands-answered = answered
playbook-stands-derived = shown by the case
playbook-stands-waived = set aside
playbook-stands-unfit = does not apply

playbook-unfit-deployment = Not possible on { $ours ->
    [self_managed] a self-managed GitLab
    [saas_group] GitLab.com as the owner of a group
   *[saas_project] GitLab.com as the maintainer of a project
}.
playbook-unfit-tier = Not available on your tier; it needs { $needed ->
    [premium] Premium
    [ultimate] Ultimate
   *[free] Free
}.
playbook-unfit-role = The connection to GitLab lacks the role; it needs { $needed ->
    [administrator] an administrator
    [group_owner] an owner of the group
    [maintainer] a maintainer
   *[anyone] nothing
}.
playbook-unfit-kind = Not for this kind of credential.
playbook-unfit-condition = { $needed ->
    [human] The account is a bot: it has neither a password nor a second factor.
    [bot] The account is not a bot’s.
    [locked_out] Nobody was locked out.
    [revoked_unassessed] Nothing was ended before its impact was understood.
    [exception_asked] Nobody asked for an exception.
   *[public] Nothing was exposed beyond the organisation.
}
playbook-unfit-not_needed = Not needed: “{ $step }” can be done here.
playbook-unfit-set_aside = Set aside by your organisation: { $reason }

playbook-offers-survey = survey the suspect
playbook-offers-propose = propose a plan
playbook-offers-sweep = look for what was left behind
playbook-offers-revert = propose the plan that restores settings
playbook-offers-search = search the record
playbook-offers-state = take the time
playbook-offers-identify = recognise the token offline
playbook-offers-cancel_job = cancel the job
playbook-offers-find_cause = look for the cause
playbook-offers-inventory = list the credentials
playbook-offers-keep_evidence = keep evidence
playbook-offers-cloud_queries = write the queries for the exact window

## Things to choose from

playbook-item-password = Password
playbook-item-personal_access_token = Personal access token
playbook-item-project_or_group_access_token = Project or group access token
playbook-item-runner_token = Runner token
playbook-item-pipeline_trigger_token = Pipeline trigger token
playbook-item-ssh_key = SSH key
playbook-item-job_token = CI/CD job token
playbook-item-oauth_secret = OAuth application secret
playbook-item-deploy_credential = Deploy token or deploy key
playbook-item-feed_token = Feed or incoming mail token
playbook-item-other = Other
playbook-item-private = Members only
playbook-item-internal = Everybody in the company
playbook-item-public = The whole Internet
playbook-item-plan-needed = A communications plan is needed
playbook-item-not-needed = Not needed
playbook-item-asked = GitLab was asked
playbook-item-suspicious = Suspicious
playbook-item-not-suspicious = Not suspicious
playbook-item-commit = In a commit
playbook-item-pipeline = In a pipeline’s output
playbook-item-none = Do not enforce
playbook-item-group = For the group
playbook-item-instance = For the instance
playbook-item-running = Running: the token is live
playbook-item-finished = Finished: the token has expired
playbook-item-verbose-logging = Verbose logging
playbook-item-printed-variables = Variables were printed
playbook-item-insecure-runner = Insecure runner
playbook-item-unknown = Not known
playbook-item-keep = Keep them
playbook-item-shorten-expiry = Shorten their expiry
playbook-item-delete-after-copy = Delete after a verified copy
playbook-item-instance-configuration = Instance configuration
playbook-item-database = Database
playbook-item-pipelines = CI/CD pipelines
playbook-item-elsewhere = Elsewhere

## Steps

step-credential-type = What kind of credential is it?
step-credential-type-how = Paste the credential into the recogniser: it tells the kind from prefix and checksum without sending it anywhere. If it cannot, pick the kind by hand.
step-find-owner = Whose is it, and which team depends on it?
step-find-owner-how = Name the account, project or group that the credential belongs to, and the team that will notice when it ends. An unknown owner is a task, not a reason to wait.
step-ask-token-itself = Look the token up with itself (only if you must)
step-ask-token-itself-how = Asking GitLab with the exposed token itself uses the secret and leaves a trace under the victim's name. Look it up as an administrator where you can; otherwise say here why you use it.
step-assess-scope = What does it reach?
step-assess-scope-how = Survey the owner: scopes, memberships and visibility together give the reach. What could not be read is listed; an unread part counts as reached.
step-exposure-time = When was it exposed?
step-exposure-time-how = State the earliest moment at which strangers could have had it, how sure that is, and where it is known from. If it cannot be found out, say why.
step-exposure-reach = Who could see it?
step-exposure-reach-how = The project's visibility and its public pipelines decide who could read it: members only, everybody in the company, or the whole Internet.
step-decide-communications = Does somebody have to be told?
step-decide-communications-how = Where the impact is high, a communications plan belongs to the case: who is told what, by whom, and by when. Decide now and write down why.
step-search-docs = Look it up in GitLab's documentation
step-search-docs-how = Read the security pages for what you see, and use the component diagram to tell which part of GitLab a log line or a process comes from. Note what you found.
step-assess-impact = Understand what will break before ending it
step-assess-impact-how = Read the plan's impact: last use, jobs, pipelines and integrations. Attest that you understand it and name the guideline that you follow; without both, the plan is refused.
step-impact-afterwards = Assess the impact now: it was ended first
step-impact-afterwards-how = The policy let the credential be ended before its impact was understood. Find out what stopped working, tell the people who depend on it, and write down the result.
step-revoke-access-token = Revoke or rotate the access token
step-revoke-access-token-how = Let Portcullis plan it: revoke where nothing depends on it, rotate where something does. Never rotate a token that is already revoked: GitLab then ends its whole family.
step-owner-revokes-token = Have the owner revoke the token
step-owner-revokes-token-how = Your connection cannot end this token. Reach its owner by a channel that the attacker does not read, have it revoked, and see for yourself that it is refused.
step-change-password = Set a new random password
step-change-password-how = Set a password that nobody knows and have the user choose another at the next sign-in. Tokens and keys of the account are not touched by it: end them too.
step-owner-changes-password = Have the user change the password
step-owner-changes-password-how = On GitLab.com only the user can do it. Ask by a channel other than the account's mail address, and have active sessions signed out at the same time.
step-reset-runner-token = Reset the runner's token
step-reset-runner-token-how = Pause the runner first if foreign jobs may run on it. Reset the authentication token, and for a registration token also look for runners that nobody knows.
step-delete-trigger = Delete the pipeline trigger token
step-delete-trigger-how = A trigger token cannot be rotated: delete it, make another for the caller, and look at the pipelines that it started.
step-remove-ssh-key = Remove the SSH key
step-remove-ssh-key-how = The private half is what was exposed; the key is public and can be put back if it was the wrong one. Its owner may be mailed about it.
step-owner-removes-ssh-key = Have the owner remove the SSH key
step-owner-removes-ssh-key-how = Only the owner can remove it here. Ask by a channel that the attacker does not read, and check that Git access with it is refused.
step-cancel-job = Cancel the job if it still runs
step-cancel-job-how = A job token ends with its job and cannot be revoked otherwise. Cancelling is the fastest way to end it; read first what the job was about to do.
step-renew-oauth-secret = End the OAuth application's secret
step-renew-oauth-secret-how = Renew the secret, or delete the application where nobody needs it. Authorisations that users gave it live on until the application is gone.
step-owner-renews-oauth-secret = Have the application's owner renew the secret
step-owner-renews-oauth-secret-how = Group and user applications are renewed by their owner. Have it done and see that the old secret is refused.
step-end-deploy-credential = End the deploy token or deploy key
step-end-deploy-credential-how = Deployments that pull with it will stop. A deploy key may be enabled in several projects: end it in all of them.
step-reset-feed-token = Reset the feed or incoming mail token
step-reset-feed-token-how = These never expire and read or write in the user's name. The user resets them in the profile; an administrator can switch feed tokens off for the instance.
step-end-other-credential = End the credential where it was made
step-end-other-credential-how = This kind has no act of its own here. End it by its own page or endpoint, then try it and see that it is refused.
step-revocation-time = When did it stop working?
step-revocation-time-how = Taken from the act that ended it. Where it was ended elsewhere, state the time and how sure it is; the exposure window is the difference.
step-review-audit-coverage = Are the audit events complete for the window?
step-review-audit-coverage-how = Check that the record covers the whole exposure window and the groups concerned, without gaps. GitLab's API answers at most 30 days at once.
step-review-logs-instead = Review the logs: audit events are not on this tier
step-review-logs-instead-how = Without audit events, use the request log of the API, the sign-in history and the settings as they are now. Say what could not be answered from them.
step-review-new-users = New users and members
step-review-new-users-how = Who was created or let in during the window, and by whom? Judge each.
step-review-tokens = Personal, project and group access tokens
step-review-tokens-how = Tokens made or removed during the window. A token made by the actor is a way back in.
step-review-pipelines = Pipelines
step-review-pipelines-how = Pipelines that the actor started or deleted. A deleted pipeline hides its logs.
step-review-code = Changes to code and repositories
step-review-code-how = Pushes, merges and bypassed protections during the window. Read what was changed, not only that it was.
step-review-settings = Group and project settings
step-review-settings-how = Settings of groups and projects that changed during the window: visibility, features, protections.
step-review-ci-variables = CI/CD variables
step-review-ci-variables-how = Variables that were added, changed, removed or read. A changed variable can redirect a deployment.
step-read-job-logs = Read the logs of the actor's jobs
step-read-job-logs-how = Fetch the logs of the pipelines that the actor ran in the window, keep them as evidence and scan them for secrets. Read them: what was printed was known to the attacker.
step-sweep = Look for what was left behind, until nothing is
step-sweep-how = Everything alive that the actor made in the window, and what that made in turn. Contain what is found as one plan, then look again; a clean sweep settles this step.
step-open-user-case = Does an account look taken over?
step-open-user-case-how = Where the actor's account behaves unlike its owner, open a linked case about it; subject and times go along.
step-ask-gitlab = Ask GitLab for help
step-ask-gitlab-how = After the preliminary work: GitLab's support helps according to your licence. Name plan, window and what your own records could not answer.
step-harden = Go through the hardening recommendations
step-harden-how = Compare the settings with GitLab's recommendations and adopt what would have stopped or shortened this incident.
step-git-abuse-rate-limit = Limit mass downloads
step-git-abuse-rate-limit-how = The Git abuse rate limit can ban who downloads many repositories. Choose numbers that your own automation does not reach.
step-watch-mass-clones = Watch for mass downloads yourself
step-watch-mass-clones-how = The rate limit is not on this tier or out of your reach. The rule about many cloned repositories watches for the same; decide who is woken by it.
step-detections = Would a rule have seen it earlier?
step-detections-how = Run the detection rules over the whole record, and add one for what nobody saw this time.
step-stream-instance = Stream the instance's audit events
step-stream-instance-how = Have the instance stream its audit events to a receiver that the instance cannot delete from.
step-stream-group = Stream the top-level group's audit events
step-stream-group-how = Have the top-level group stream its audit events to a receiver outside GitLab.com.
step-collect-logs-instead = Collect by other roads
step-collect-logs-instead-how = Streaming is not on this tier or out of your reach. Read the log files or the audit events API regularly instead, and know which types only a stream carries.
step-external-owner = Which system is it for, and who owns it there?
step-external-owner-how = Name the other system, the account or key, and the person who can end it. That person leads the containment; this case keeps the times.
step-how-exposed = How did it get out?
step-how-exposed-how = A commit, a pipeline's output, or something else: it decides what has to be cleaned.
step-end-at-provider = End it at its own system
step-end-at-provider-how = Revoke or rotate it where it was issued, after its owner understood what depends on it. Removing it from the repository ends nothing: it was read already.
step-review-provider-logs = Read the other system's own audit log for the exposure window
step-review-provider-logs-how = Ready-made queries for CloudTrail and Google Cloud name the exact window in UTC. Attach the result as evidence.
step-clean-repository = Take it out of the repository
step-clean-repository-how = Remove it from the files and, where that is worth the disturbance, from the history. Forks, caches and clones keep it.
step-survey-account = Read everything about the account
step-survey-account-how = Memberships, tokens, keys, mail addresses and whether it is a person's or a bot's. The snapshot is kept before anything is changed.
step-bot-owner = Who runs this bot, and what stops with it?
step-bot-owner-how = A bot has no password and no second factor; its credentials are its tokens. Name the team that runs it and the automation that depends on it.
step-block-account = Block the account at once
step-block-account-how = Sign-in, API and Git stop. Tokens and keys are not ended by it: they would work again after unblocking, so the plan ends them too.
step-remove-from-group = Take the account out of your groups
step-remove-from-group-how = A group owner on GitLab.com cannot block a user. Remove or ban the member from the top-level group and all below; the former role is kept, so that it can be given back.
step-remove-from-project = Take the account out of your projects
step-remove-from-project-how = Remove the member from each project that you maintain, and tell the group's owner: access inherited from a group stays.
step-reset-password = Reset the password
step-reset-password-how = After the block, set a random password that nobody is told; the user chooses a new one at the next sign-in. Tokens survive it.
step-user-resets-password = Have the user reset the password
step-user-resets-password-how = Only the user can do it here. Speak to the person, not to the mail address of the account.
step-notify-user = Tell the user by another road
step-notify-user-how = The attacker may read the account's mail. Use a telephone number or a person who knows the user, and write down which.
step-rotate-reachable = Rotate every secret that the account could read
step-rotate-reachable-how = From Maintainer up, an account reads protected CI/CD variables and runner tokens. The survey names them, never their values; tick each off with its owner.
step-review-audit-events = Sum up the review of the audit events
step-review-audit-events-how = Each kind below has its own search and its own verdicts. Say here what they show together.
step-review-sign-ins = Sign-ins
step-review-sign-ins-how = Sign-ins from new addresses or programs, and runs of failures before a success.
step-review-keys = SSH and GPG keys
step-review-keys-how = Keys that were added or removed. A GPG key makes forged commits look verified.
step-review-two-factor = Two-factor authentication
step-review-two-factor-how = Was 2FA switched on, off or to another device? An attacker who enrols a device locks the owner out.
step-review-runners = Runners
step-review-runners-how = Runners that were registered, assigned or changed. A foreign runner reads every secret of the jobs it takes.
step-review-hooks = Webhooks and Git hooks
step-review-hooks-how = Hooks that were added or changed, and where they send to. Server-side Git hooks are files on the host.
step-review-oauth = Authorised OAuth applications
step-review-oauth-how = Applications that the account authorised. The authorisation outlives a new password.
step-review-saml = SAML identity providers
step-review-saml-how = Changes to connected identity providers and identities: they decide who may sign in at all.
step-review-email = Mail addresses and notifications
step-review-email-how = Added addresses and changed notifications: a foreign address can reset the password again.
step-let-user-in = Let the user in again
step-let-user-in-how = Only when every mandatory step is settled and the last sweep found nothing. Portcullis refuses it before that.
step-require-two-factor = Have the user switch two-factor authentication on
step-require-two-factor-how = Nobody can do that for somebody else. Never remove the existing second factor unasked: that is what an attacker would ask for.
step-enforce-two-factor = Enforce two-factor authentication?
step-enforce-two-factor-how = For the group or the whole instance, with a grace period. It does not stop a token that was stolen already, and does not cover members of a project only.
step-job-state = Which job, and does it still run?
step-job-state-how = The token has the rights of who caused the job, for as long as the job runs. Name the job; a finished job's token is worth nothing any more.
step-leak-cause = How did it come into the log?
step-leak-cause-how = A job token is masked normally. Verbose logging, printing of variables and an insecure runner are the usual ways; the finder reads traces and CI configuration for them.
step-rotate-exposed-secrets = Rotate the exposed secrets
step-rotate-exposed-secrets-how = After their impact on production is understood. Where the policy says revoke first, the impact is assessed afterwards and stays on the list.
step-review-source-change = Who changed the file lately?
step-review-source-change-how = Follow the history of the file that leaked within the window to the person who changed it, and judge each change. A suspicious one leads to a case about the account.
step-review-called-code = What does that file call?
step-review-called-code-how = Includes, scripts and templates that the configuration pulls in may be where the change is. The list ends even where files include one another.
step-review-user-settings = Changes to user and project settings
step-review-user-settings-how = Settings that the actor changed to make the leak possible, or to profit from it.
step-limit-job-token = Limit what job tokens reach
step-limit-job-token-how = Restrict the project to its allowlist, remove entries that nobody needs, and set features of public projects to members only.
step-list-secrets = List every secret that was shown, and open a case for each
step-list-secrets-how = GitLab's own credentials lead to a credential case, those of other systems to a third-party case. The same secret is never opened twice.
step-mask-variables = Mask the variables
step-mask-variables-how = Masking hides the exact value in job logs and is not fool-proof: a changed form of the value, a file, an artifact or a remote system shows it all the same. A value that cannot be masked is named with the reason.
step-protect-variables = Protect the variables
step-protect-variables-how = Protected variables reach only pipelines of protected branches and tags. Look first which pipelines will lose them.
step-disable-public-pipelines = Switch public pipelines off
step-disable-public-pipelines-how = Then logs and artifacts are for members only, even where the project is public.
step-review-artifacts = How long do the artifacts live?
step-review-artifacts-how = List the artifacts that can be reached, with size and expiry. Delete only what was copied to evidence and verified.
step-responsibility = The host is yours
step-responsibility-how = You run the servers and bring them up to date; GitLab does not. Make sure that the people who can do that are part of this case.
step-not-your-instance = GitLab.com is not your instance
step-not-your-instance-how = A suspicion about GitLab.com itself belongs to GitLab: report it there. Go on here with the groups and accounts that are yours.
step-review-instance-events = Review the instance's audit events
step-review-instance-events-how = Across all groups and users: new administrators, changed instance settings, new hooks and applications.
step-review-instance-logs = Review the instance's logs
step-review-instance-logs-how = Audit events of the instance are not on this tier: read the request logs and the list of administrators instead.
step-review-system-access = System settings, permissions and sign-ins
step-review-system-access-how = The events about access to the system itself: who changed settings and rights, and who signed in where.
step-review-all-users = Judge every user, root included
step-review-all-users-how = Administrators, root, accounts made or raised lately, and sleepers that woke up. The review is complete when nobody is left open; open a linked case for each that is not benign.
step-credentials-inventory = Go through the credentials inventory
step-credentials-inventory-how = All tokens and keys with owner, scopes, last use and expiry, the stale and powerful ones first.
step-list-credentials = List the credentials by API
step-list-credentials-how = GitLab's inventory page is not on this tier: Portcullis puts the same list together from each user, project and group.
step-save-state = Save server state and logs to a write-once location
step-save-state-how = Before anything is changed on the host. Write-once means that it can be written one time and never altered or deleted; write-only would be something else. Name the store and its custodian.
step-review-processes = Look for processes that nobody knows
step-review-processes-how = Compare what runs with what belongs to GitLab and to your own baseline. Judge each stranger.
step-review-ports = Look for open ports
step-review-ports-how = Compare listening sockets with GitLab's default ports and your allowlist. A service that should listen locally and listens everywhere is a finding.
step-change-credentials = Change the credentials in all four places
step-change-credentials-how = Instance configuration, database, CI/CD pipelines, and elsewhere. Each needs a proof, or “none, because …”.
step-rebuild = Rebuild from a known-good backup or from scratch
step-rebuild-how = Record which backup, its hash, and why it is known to be good; then bring it to the latest patch before it goes online. Not before the state is saved.
step-review-network-logs = Review the network logs
step-review-network-logs-how = Look for traffic that this server never had: rare destinations, unusual hours, large answers.
step-network-controls = Set up monitoring and controls in the network
step-network-controls-how = What watches the traffic from now on, and who looks at it? Link the proof.
step-restrict-traffic = Restrict traffic to known users and servers
step-restrict-traffic-how = Inbound and outbound. Firewall rules are proposed as text for review; nothing is applied silently.
step-independent-logs = Send all logs to an independent write-only store
step-independent-logs-how = The sender may add and may neither read nor delete. Check that events still arrive, and how old the last one is.
step-upgrade = Upgrade, and plan to do so after each security release
step-upgrade-how = Compare the version with the latest release, upgrade, and name who does it next time and how soon.
step-review-visibility = Was a project or group made more visible?
step-review-visibility-how = Compare before and after; the revert restores exactly the former value.
step-review-approvals = Were merge request approvals weakened?
step-review-approvals-how = Number of approvals, who may override them, and whether authors may approve their own.
step-review-merge-settings = Who may merge?
step-review-merge-settings-how = Required approvals are not on this tier. Check instead who may merge into protected branches, and whether pipelines must succeed.
step-review-deletions = Was a project deleted?
step-review-deletions-how = Within the period of delayed deletion it can be restored; after that only the evidence is left.
step-review-webhooks = Was a webhook added?
step-review-webhooks-how = Where does it send to, and who added it? Removing keeps a copy without its secret; to put it back, the secret is asked for.
step-review-branch-protection = Was a branch protection weakened?
step-review-branch-protection-how = Who may push, merge and force-push, before and after.
step-review-compliance-events = Compliance management
step-review-compliance-events-how = Frameworks and policies that were changed or taken off.
step-review-group-events = Groups and projects
step-review-group-events-how = The events about groups and projects, narrowed down by the kind of target.
step-responsible-user = Who made the change?
step-responsible-user-how = The audit event names the actor: a person, a bot, a token, or an administrator acting as somebody, in which case both are named.
step-owner-consent = Ask an owner or maintainer
step-owner-consent-how = They know whether the change was wanted. Record who agreed, as what, when, and how that is known; without it the revert is refused.
step-revert-settings = Restore the original settings
step-revert-settings-how = The plan is built from the audit events' former values. Values that are not known, and settings that somebody changed again since, are shown and left to you.
step-remove-webhook = Remove foreign webhooks
step-remove-webhook-how = Each with a copy kept first. What it already sent out is lost; list which events it was subscribed to.
step-restore-project = Restore a deleted project
step-restore-project-how = As long as its delayed deletion runs. After that, write down what is known of it and where copies are.
step-file-request = File the request
step-file-request-how = Support or customer success files it: which projects, groups or users, which events, from when to when, and what audit events could not answer. The page says what is missing.
step-verify-owners = Verify whose the resources are
step-verify-owners-how = One record for each resource, with how it is known. What is not theirs needs a court’s order; what is theirs can be split off.
step-keep-requester-outside = Keep the requester outside
step-keep-requester-outside-how = Requesters talk with support and customer success only. Log whoever comes another way and answer with the prepared text.
step-tracking-issue = Make the confidential tracking issue
step-tracking-issue-how = From the template, with the security team mentioned and the requester never added. It is read back: confidential, and nobody from outside takes part.
step-decide-request = Decide
step-decide-request-how = The rules say who looks into it, or why nobody does; each reason names its rule. The decision is kept with all that it was made by.
step-ask-legal = Ask Legal, only for an exception
step-ask-legal-how = An exception from the plan is Legal’s to make. Without one there is no task for Legal here.
step-search-logs = Search the logs
step-search-logs-how = Only what was approved: these resources, this time, these logs; never access logs. Each finding goes on record and onto the tracking issue.
step-tell-requester = Tell the requester how it stands
step-tell-requester-how = Support or customer success does, at the latest every 12 hours of business days, as well as they can; nothing is promised.
step-redact-and-review = Take out what is others’, and have it reviewed
step-redact-and-review-how = What is not the subjects’ is taken out, provably. Security and Legal each approve exactly that result.
step-hand-over = Hand over
step-hand-over-how = Support or customer success hands over the sealed copy by a link that works once. Access ends with the receipt.
step-file-gap-issue = Make the gap issue
step-file-gap-issue-how = What audit events lack, with exactly the two labels; or say why there is none. The request cannot be closed before.
