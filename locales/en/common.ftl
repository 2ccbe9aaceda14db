# Words that stand on more than one page.

## Counts

count-events = { $count ->
    [one] { $count } event
   *[other] { $count } events
}
count-findings = { $count ->
    [one] { $count } finding
   *[other] { $count } findings
}

## Times

moment-now = just now
moment-ago-seconds = { $count ->
    [one] { $count } second ago
   *[other] { $count } seconds ago
}
moment-ago-minutes = { $count ->
    [one] { $count } minute ago
   *[other] { $count } minutes ago
}
moment-ago-hours = { $count ->
    [one] { $count } hour ago
   *[other] { $count } hours ago
}
moment-ago-days = { $count ->
    [one] { $count } day ago
   *[other] { $count } days ago
}
moment-in-seconds = { $count ->
    [one] in { $count } second
   *[other] in { $count } seconds
}
moment-in-minutes = { $count ->
    [one] in { $count } minute
   *[other] in { $count } minutes
}
moment-in-hours = { $count ->
    [one] in { $count } hour
   *[other] in { $count } hours
}
moment-in-days = { $count ->
    [one] in { $count } day
   *[other] in { $count } days
}
duration-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
duration-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
duration-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
duration-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}

## How grave

level-informational = Informational
level-low = Low
level-medium = Medium
level-high = High
level-critical = Critical

## Where a case stands

phase-triage = Triage
phase-containment = Containment
phase-eradication = Eradication
phase-recovery = Recovery
phase-closed = Closed

## Kinds of case

kind-credential_exposure = Exposed credential
kind-third_party_credential = Exposed credential of another system
kind-assistance_request = Request for help
kind-compromised_user = Compromised user
kind-exposed_job_token = Exposed job token
kind-ci_secret_exposure = Secret shown by a pipeline
kind-compromised_instance = Compromised instance
kind-misconfigured_settings = Misconfigured settings

## Duties

role-viewer = Viewer
role-responder = Responder
role-approver = Approver
role-auditor = Auditor
role-admin = Administrator

## How sure a time is

certainty-exact = exactly then
certainty-not_before = then or later
certainty-not_after = then or earlier

## What may be left behind

leftover-access_token = Access token
leftover-ssh_key = SSH key
leftover-webhook = Webhook
leftover-user = User
leftover-gpg_key = GPG key
leftover-deploy_key = Deploy key
leftover-deploy_token = Deploy token
leftover-trigger = Pipeline trigger
leftover-runner = Runner
leftover-application = OAuth application
leftover-schedule = Pipeline schedule
leftover-group_webhook = Group webhook
leftover-system_hook = System hook
leftover-member = Member
leftover-variable = CI/CD variable

subject-token = Token { $id }
subject-user = User { $id }
subject-job = Job { $id }
subject-project = Project { $id }
subject-group = Group { $id }
subject-instance = The whole instance
actor-unknown = unknown

## What reading back showed

verdict-verified = verified by reading back
verdict-contradicted = GitLab says otherwise: { $seen }
verdict-unknown = could not be read back: { $why }

## The ledgers

ledger-name-events = Events ledger
ledger-name-journal = Journal ledger
ledger-about-events = What was received: every event's bytes, as they came.
ledger-about-journal = What was found, decided and done: every entry of every case.
