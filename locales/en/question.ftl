## Questions: what to look for in the window of a case

questions-title = Questions
questions-lead = What the guide says to look for, asked of the record within the window of this case. Each wants a verdict.
questions-progress = { $done } of { $all } questions have a verdict
questions-none = There are no questions for this kind of case.
questions-open-page = Run and judge them
questions-since = From
questions-until = Until
question-start-exposure = a margin before the exposure
question-start-finding = a margin before the first finding: the time of exposure is not known
question-start-opening = a margin before the case was opened: neither exposure nor finding is known
question-end-revocation = a margin after the revocation
question-end-open = now: the revocation is not known
question-scope-actor = Narrowed to what the suspects did.
question-scope-account = Narrowed to what the suspects did and what was done to their accounts.
question-scope-token = Narrowed to the leaked token.
question-scope-project = Narrowed to the project or group of the case.
question-scope-instance = Everything on the instance.
question-scope-open = Not narrowed: the case does not name whom or what. Everything in the window is shown.
question-hits = { $count ->
    [0] nothing found
    [one] { $count } event
   *[other] { $count } events
}
question-hits-at-least = at least { $count } events
question-new-hits = { $count ->
    [one] { $count } since the verdict
   *[other] { $count } since the verdict
}
question-new = new
question-open = no verdict yet
question-latest = The latest
question-search = All of them, in the search
question-targets = by kind of target
question-query = The query
question-verdict = Verdict
question-verdict-open = open again
question-verdict-benign = benign
question-verdict-malicious = malicious
question-verdict-unknown = cannot be told
question-note = Note
question-judge = Give the verdict
question-basis = on { $hits } among the first { $records } records
done-judged = The verdict is on record, with what it rests on.
timeline-question-answered = Question { $question }: { $verdict ->
    [benign] benign
    [malicious] malicious
   *[unknown] cannot be told
} ({ $hit_count ->
    [0] nothing found
    [one] { $hit_count } event
   *[other] { $hit_count } events
}). { $note }

## Packs

question-pack-credential-exposure = Leaked credential
question-pack-compromised-user = Account in foreign hands
question-pack-ci = CI/CD incident
question-pack-compromised-instance = Compromised instance
question-pack-misconfigured-settings = Settings changed for the worse
question-pack-compliance = Compliance, groups and projects

## Each question

question-token-requests = What was the token used for?
question-token-requests-help = Requests by this token that change something. Addresses and times that its owner does not know are the attacker’s.
question-new-users = Were users or members made?
question-new-users-help = New accounts and memberships are the surest way back in. Ask each time who wanted it.
question-tokens = Were tokens made or ended?
question-tokens-help = Personal, project, group, deploy and agent tokens. One that was made in the window outlives the stolen one.
question-pipelines = Were pipelines run or erased?
question-pipelines-help = A pipeline runs code with the project’s secrets. Look for runs that nobody started, and for deleted ones.
question-code = Was code read or changed?
question-code-help = Pushes, clones, merge requests and weakened protection. Many repositories in a short time point at theft.
question-settings = Were settings of projects or groups changed?
question-settings-help = Visibility, members, exports, job token reach. What was opened must be closed again.
question-ci-variables = Were CI/CD variables read or changed?
question-ci-variables-help = Whoever read a variable has its secret: rotate it at its source. A changed one may send secrets elsewhere.
question-sign-ins = Who signed in, from where?
question-sign-ins-help = Successes after failures, new addresses, impersonation, password resets. Ask the owner over another channel.
question-keys = Were SSH or GPG keys added or removed?
question-keys-help = A key stays when the password is changed. Compare with the keys that the owner knows.
question-two-factor = Was two-factor authentication changed?
question-two-factor-help = Switched off, set up anew, or no longer required for a group.
question-runners = Were runners added or changed?
question-runners-help = A runner sees the secrets of the jobs that it takes. Look whose machine it is.
question-hooks = Were webhooks or integrations added?
question-hooks-help = A webhook tells another server of everything that happens. Look at each address.
question-oauth = Were OAuth applications authorised?
question-oauth-help = An application keeps its access when the password is changed. Look at its name and scopes.
question-saml = Was single sign-on changed?
question-saml-help = A changed identity provider lets somebody else be anybody.
question-email = Were mail addresses or notifications changed?
question-email-help = Whoever controls an address can reset the password. Look for addresses that the owner does not know.
question-user-settings = Were settings of users changed?
question-user-settings-help = Of those who are under suspicion, and of those whose pipelines ran.
question-project-settings = Were settings of the project changed?
question-project-settings-help = Protection of branches and environments, job token reach, webhooks, approval rules.
question-instance-events = What was changed on the instance itself?
question-instance-events-help = Application settings, instance variables, audit streams, feature flags.
question-administrators = Who became administrator, or acted as somebody else?
question-administrators-help = Every administrator must be known. Look for impersonation and for accounts that woke up.
question-system-settings = Were settings of system access changed?
question-system-settings-help = Sign-up, allowed addresses and domains, tokens, two-factor requirements.
question-system-permissions = Were permissions changed?
question-system-permissions-help = Administrators, auditors, roles, members of groups.
question-system-logins = Who signed in to the instance?
question-system-logins-help = All sign-ins and failures. Start with administrators and with hours when nobody works.
question-visibility = Was something made visible?
question-visibility-help = Projects, groups and features that became visible to more people. The value before is in the event.
question-approvals = Were approval rules weakened?
question-approvals-help = Fewer approvals, authors who approve themselves, rules that were removed.
question-deletions = Were projects or groups deleted?
question-deletions-help = Marked for deletion they can be restored for some days; after that only a backup helps.
question-new-webhooks = Were webhooks added?
question-new-webhooks-help = A webhook tells another server of everything that happens in the project.
question-branch-protection = Was protection of branches changed?
question-branch-protection-help = Who may push, merge and force-push; push rules; the default branch.
question-compliance-events = What else did compliance management tell?
question-compliance-events-help = All types of GitLab’s category. Go through them by kind of target.
question-group-project-events = What else happened to groups and projects?
question-group-project-events-help = All types of GitLab’s category. Go through them by kind of target.
