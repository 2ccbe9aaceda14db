# Words of the pages, page by page.

## Around every page

skip-to-content = Skip to the content
nav-label = Main
language-label = Language
nav-now = Now
nav-events = Events
nav-findings = Findings
nav-cases = Cases
nav-playbooks = Playbooks
nav-tokens = Tokens
nav-journal = Journal
nav-ledgers = Ledgers
nav-accounts = Accounts
sign-in = Sign in
sign-out = Sign out
footer = Portcullis guides a response; your organisation's own process comes first. Acting on GitLab is at your own risk.
older = Older
later = Later
again-continue = Continue
problem-rule = Rule
problem-missing = Missing
problem-requirements = Requirements
problem-status = Status
problem-further = Missing as well:
problem-home = To the first page

## What was just done

done-note = The note is on record.
done-corrected = The correction is on record beside the entry that it corrects.
done-fact = The fact is on record.
done-answered = The step is answered.
done-linked = The linked case.
done-consent = The consent is on record.
done-acknowledged = The warning is acknowledged.
done-moved = The case has moved.
done-survey = The survey was taken. Nothing was changed in GitLab.
done-proposed = The plan is ready to be read. Nothing was changed in GitLab.
done-attested = What you attested is on record.
done-approved = Your approval is on record. It holds for exactly this plan.
done-executed = The plan was executed. See below how each step ended.
done-undone = The step was undone. See below how that ended.
done-sweep = The sweep was taken.
done-opened = The case is open.
done-attached = The finding belongs to this case now.
done-checkpoint = The ledger's head is signed.
done-password = Your password is changed. Sign in with it now.
done-account = The account is changed.
done-token-revoked = The API token is revoked.

## Signing in

login-title = Sign in
login-name = Name
login-password = Password
login-failed = Name or password is wrong. After several failures you have to wait a little.
login-hint = The first account's name and one-time password were printed when the server first started.
password-title = Change your password
password-must = This password was given to you by somebody else. Choose your own before you go on.
password-old = Password now
password-new = New password
password-help = Twelve characters or more. Long and easy to remember is better than short and difficult.
password-change = Change
password-wrong = The password that you gave as the one now is wrong.

## Now

now-title = Now
now-due = Waiting for you
now-due-none = Nothing is waiting for you.
now-open-cases = Open cases
now-open-cases-none = No case is open.
now-loose = Findings without a case
now-loose-none = Every finding belongs to a case.
live-finding = New finding, { $level }: { $title }
due-until = until
due-approval = { $case }: a plan that { $name } asked for waits for your approval
due-execution = { $case }: an approved plan waits to be executed
due-unknown = { $case }: the outcome of step { $step } is not known; look at GitLab
due-leftovers = { $count ->
    [one] { $case }: the last sweep found { $count } thing still alive
   *[other] { $case }: the last sweep found { $count } things still alive
}
due-sweep = { $case }: look for what the attacker left behind
due-exposure = { $case }: state when the credential was exposed

## Events

events-title = Events
events-query = Search the record
events-search = Search
events-query-wrong = This query cannot be read:
events-help = How to search
events-found = { $count ->
    [0] Nothing found.
    [one] { $count } event found.
   *[other] { $count } events found.
}
events-found-none = Nothing found.
events-found-some = { $count ->
    [one] Showing { $count } event.
   *[other] Showing { $count } events.
}
events-to-sql = Ask by SQL instead
event-when = When
event-type = Type
event-actor = Actor
event-what = What
event-ip = Address
event-record = Record
event-told = { $count ->
    [one] told once
   *[other] told { $count } times
}
query-actor = what alice did in the last two days
query-type = event types by pattern
query-ip = from an address or a range
query-target = acted on a project
query-api = requests to the API that were answered with 200
query-text = words anywhere in the event
sql-title = Events by SQL
sql-lead = One SELECT over the table events. It can only read, and it stops after a limit of time, rows and memory.
sql-label = Statement
sql-run = Run
sql-wrong = This statement was not run:
sql-rows = { $count ->
    [one] { $count } row.
   *[other] { $count } rows.
}
sql-truncated = There are more; the answer was cut at the limit.
record-number = Record { $index }
record-received = Received
record-source = Source
record-ledger-index = Index in the ledger
record-prove = Prove it
record-read = As it was read
record-unparsed = These bytes were not understood. They are kept as they came.
record-problems = What could not be understood
record-raw = As it came
record-raw-save = Save the bytes

## Findings

findings-title = Findings
findings-lead = Rules that fired, latest first.
findings-none = No rule has fired yet.
finding-level = Level
finding-what = Finding
finding-actor = Actor
finding-when = When
finding-rule = Rule
finding-tags = Tags
finding-case = Case
finding-no-case = none yet
finding-records = Records
finding-to-case = Make it part of a case
finding-open-case = Open a new case
finding-attach = Add it to an open case
finding-attach-button = Add

## Cases

cases-title = Cases
cases-none = There is no case yet.
case-id = Case
case-level = Level
case-title-label = Title
case-kind = Kind
case-phase = Phase
case-window = Exposure window
case-opened = Opened
case-open = Open the case
case-open-by-hand = Open a case by hand

## A case

case-opened-by = opened by { $name }
case-exposed = Exposed
case-revoked = Revoked
case-subject = About
case-subject-unknown = not known yet
case-not-known = not known yet
case-cannot-be-known = cannot be found out
case-next = Do next
case-next-none = Nothing waits for you on this case.
case-findings-none = No finding belongs to this case.
case-plans = Plans
case-plans-none = No plan yet. A plan shows what will happen before anything does.
case-timeline = Timeline
next-survey = Survey the suspect: read what the credential could reach
next-plan = Propose a plan to contain it
next-attest = Read the plan and attest that its impact is understood
next-close = Everything is swept clean: close the case when normal work is back
next-dive-complete = Complete the request
next-dive-owners = Verify whose each resource is
next-dive-decide = Decide on the request
next-dive-search = Search the logs
next-dive-release = Redact, review, and have both approve the result
next-dive-hand-over = Hand the result over
next-dive-gap = File the gap issue, or waive it with a reason
next-dive-close = Answer the requester and close the request
timeline-gap = { $time } without an entry
timeline-discovered = discovered { $time } later
timeline-recorded = recorded { $time } later
timeline-entry = Entry { $index } of the journal
note-text = Note
note-when = When what it tells of happened, if you know
note-add = Add the note
time-help = A date and a time with offset, such as 2026-11-21T14:20+09:00. Without an offset it is UTC.
correct-summary = Correct an entry
correct-entry = Number of the entry that is wrong
correct-text = What is right
correct-add = Add the correction
survey-title = Survey
survey-none = The suspect has not been surveyed yet.
survey-taken = Read from GitLab
survey-admin = administrator
survey-bot = bot
survey-gaps = The survey is incomplete. This could not be read:
survey-tokens = { $count ->
    [one] { $count } access token
   *[other] { $count } access tokens
}
survey-keys = { $count ->
    [one] { $count } SSH key
   *[other] { $count } SSH keys
}
survey-webhooks = { $count ->
    [one] { $count } webhook within reach
   *[other] { $count } webhooks within reach
}
survey-memberships = { $count ->
    [one] member in { $count } place
   *[other] member in { $count } places
}
survey-variables = Can read these CI/CD variables: { $names }
survey-subject = Whom to survey
survey-subject-help = user:7, token:12, token:12@project:3, token:12@group:4, or a user name. Empty: whom the case is about.
survey-take = Survey
token-state-active = active
token-state-revoked = revoked
token-state-inactive = inactive
token-last-used = last used { $when }
access-owner = Owner
access-maintainer = Maintainer
access-developer = Developer
access-reporter = Reporter
access-guest = Guest
sweep-title = Sweep
sweep-never = Nobody has looked yet for what the attacker may have left behind.
sweep-clean = Nothing is left that the attacker could use.
sweep-left = { $count ->
    [one] { $count } thing still lives that may be the attacker's:
   *[other] { $count } things still live that may be the attacker's:
}
sweep-stale = Something was done since this sweep. Take it again.
sweep-take = Sweep now
sweep-legitimate = This is legitimate
sweep-legitimate-button = Record as legitimate
facts-title = State a fact
fact-time-title = Times of exposure and revocation
fact-which = Which
fact-at = Time
fact-certainty = How sure
fact-source = Known from
fact-reason = Reason
fact-state = State it
fact-unknown-title = A time that cannot be found out
phase-move-title = Move the case
phase-move = Move

## A plan

plan-name = Plan { $hash }
plan-requested = requested by { $name }
plan-wish = What to plan
wish-contain = Contain: end the credential and what the attacker made
wish-rotate = Rotate: end the token, but give its owner a successor
wish-remedies = Remedies: end what the last sweep found
wish-release = Release: let the blocked user in again
plan-propose = Propose a plan
plan-propose-hint = This changes nothing in GitLab.
plan-state-proposed = proposed
plan-state-waiting = waits for approval
plan-state-approved = approved
plan-state-partly = partly executed
plan-state-executed = executed
plan-state-failed = a step failed
plan-state-unknown = an outcome is not known
plan-state-expired = expired
plan-subject = About
plan-requested-by = Requested by
plan-expires = Holds until
plan-hash = Hash
plan-impact = What it reaches, and what will break
plan-impact-none = No impact is known.
plan-steps = Steps, in this order
plan-warnings = Take care, before you approve:
plan-seen = Seen when the plan was made:
plan-after = Waits for step { $steps }; if that fails, this one is not tried.
plan-asks = Asked for when it is carried out, and kept nowhere:
plan-step = Step { $step }
dry-run-button = Try it dry
dry-run-title = What would be done now
dry-run-lead = Every object was looked at. Nothing was changed in GitLab.
dry-run-refused = An execution would be refused now:
ahead-would-do = Would be done.
ahead-already-so = It is so already: nothing would be called.
ahead-done = Was done by this plan.
ahead-not-readable = What is there cannot be read, so it would not be tried: { $error }.
undo-all-button = Undo everything that can be undone
undo-all-title = What could not be undone
undo-all-lead = The other steps were undone, the last first. These stay as they are:
undo-conflict-title = Somebody changed it since
undo-conflict-reason = Why it is undone all the same
undo-conflict-hint = The reason is recorded in the journal, with both states.
undo-conflict-button = Undo over the change
undo-conflict-back = Back to the plan
plan-undo-by = Undone by:
plan-undo-never = Cannot be undone
plan-undo = Undo
outcome-done = Done
outcome-already-so = It was so already
outcome-failed = Failed
outcome-skipped = Not tried
outcome-not-known = Outcome not known
outcome-undo-done = Undone
outcome-undo-already-so = It was undone already
outcome-undo-failed = Undoing failed
outcome-undo-skipped = Undoing was not tried
outcome-undo-not-known = Outcome of undoing not known
gate-title = Before anything is done
gate-a = (a) The impact is understood.
gate-b = (b) The guideline that is followed is named.
gate-b-named = (b) This guideline is followed: { $guideline }
gate-a-label = I have read what will break and understand it (a)
gate-b-label = Our guideline that I follow (b)
gate-b-hint = Its name or its address.
gate-attest = Attest
approval-title = Approval
approval-reason = Reason
approval-meaning = An approval holds for exactly this plan, by its hash, until it expires. Any other plan needs another approval, and nobody approves their own request.
approval-none = Nobody has approved this plan yet.
approval-by = Approved by { $name }
approval-approve = Approve exactly this plan
execute-title = Execute
execute-warning = This changes GitLab now. Each step is recorded before and after, and verified by reading back.
execute-acknowledge = I know that this is at our own risk
execute-button = Execute the plan
secrets-title = New secrets
secrets-lead = These are shown once, here, and kept nowhere. Hand them to their owners in a safe way.
secrets-noted = I have noted them

## Ledgers

ledgers-title = Ledgers
ledgers-lead = What was received and what was done is written once and never altered. Everything else can be rebuilt from it.
ledger-size = Records
ledger-signed = Signed up to
ledger-witnessed = Witnessed
ledger-witnessed-none = By nobody: who holds the signing key could write another past. Set up a witness.
ledger-witnessed-by = Up to { $size }, by { $names }
ledger-contradicted = The witness { $witness } has refused since { $since }: what it saw is not the beginning of this ledger. The findings say which records are meant.
ledger-uncosigned = The witness { $witness } has not cosigned since { $since }: { $trouble }
witness-refused = { $log }: refused { $refused_count ->
    [one] one head
   *[other] { $refused_count } heads
  } that this log signed, since { $since }, last { $last }: { $claimed } records where { $held } were cosigned, or others. The log was set back or rewritten, or somebody sent an old head of it.
ledger-key = Verifier key
ledger-key-hint = Keep a copy elsewhere: who has this key can check every checkpoint and every proof without us.
verify-title = Verify
verify-lead = Reads the whole ledger and checks every byte, every hash and every signature.
verify-button = Verify the ledger
verify-result = Result
verify-sound = The ledger is sound.
verify-unsound = The ledger is not what it should be.
verify-counted = Records checked: { $count }. Checkpoints checked: { $checkpoint_count }.
checkpoint-title = Latest checkpoint
checkpoint-button = Sign the head now
checkpoint-none = There is no signed checkpoint yet.
checkpoint-save = Save the checkpoint
prove-title = Prove one record
prove-lead = A proof shows that a record is under the latest checkpoint. It can be verified with the key alone.
prove-index = Record's index
prove-button = Prove
prove-save = Save the proof

## Journal

journal-title = Journal
journal-lead = Every entry as it stands, in the order in which it was written.
journal-index = Index
journal-when = Recorded
journal-by = By
journal-case = Case
journal-what = Entry

## Tokens

token-title = Recognise a token
token-lead = Paste a token to learn what it is. It is recognised here, sent nowhere, and not kept: only its kind, its last four characters and a fingerprint.
token-secret = Token
token-case = State it on a case
token-no-case = no case
token-identify = Recognise
token-found = What it is
token-kind = Likeliest kind
token-kinds = May be
token-checksum = Checksum
token-last-four = Last four characters
token-user = Its user's id
token-project = Its project's id
token-group = Its group's id
token-organization = Its organisation's id
checksum-valid = agrees
checksum-invalid = does not agree: mistyped, cut or no token
checksum-none = this form has none

## Accounts

account-title = Your account
account-roles = Roles
api-tokens-title = API tokens
api-tokens-none = There is no API token.
api-token-made = The API token { $name }, shown once:
api-token-name = Name
api-token-account = Account
api-token-created = Made
api-token-used = Last used
api-token-end = End it
api-token-revoke = Revoke
api-token-make = Make a token
accounts-title = Accounts
accounts-lead = Who may sign in, and what each may do.
account-given = One-time password for { $name }, shown once. It must be changed at the first sign-in:
account-disabled = switched off
account-made = Made
account-change = Change
account-save = Save
account-disable = Switch off
account-enable = Switch on
account-reset = New password
account-new = A new account
account-make = Make the account

## Credentials

nav-credentials = Credentials
credentials-title = Credentials
credentials-lead = Every credential that GitLab lists to our token, the gravest and most neglected first. No secret is shown or kept.
credentials-kind = Kind
credentials-all = All kinds
credentials-q = Name, path or scope
credentials-owner = Owner
credentials-stale = Not used for days
credentials-ended = Also those that do not work any more
credentials-show = Show
credentials-told = { $shown } of { $total } credentials.
credentials-read = Read from GitLab
credentials-fresh = Read again from GitLab
credentials-csv = Save as CSV
credentials-gaps = { $count } listing(s) could not be read: the inventory lacks them
credentials-rank = Rank
credentials-name = Name
credentials-path = Where
credentials-scopes = Scopes
credentials-made = Made
credentials-used = Last used
credentials-ends = Ends
credentials-inactive = does not work
credentials-never = not known to be used
credentials-endless = no end
credentials-cut = More rows than a page shows: narrow the search, or save as CSV.
credential-personal_token = Personal access token
credential-impersonation_token = Impersonation token
credential-project_token = Project access token
credential-group_token = Group access token
credential-ssh_key = SSH key
credential-gpg_key = GPG key
credential-deploy_key = Deploy key
credential-deploy_token = Deploy token
credential-runner = Runner
credential-trigger = Pipeline trigger
credential-application = OAuth application
mark-administrator = administrator's
mark-stale = not used for long
mark-endless = no end
mark-old = over a year old
mark-ends_soon = ends within a week
mark-owner_blocked = owner is blocked
mark-hidden = its user does not see it

## Reach and impact of a suspect

reach-title = Reach and impact
reach-things = { $count ->
    [one] { $count } further thing within reach
   *[other] { $count } further things within reach
}
reach-settings = Settings of the place
reach-uses = { $count ->
    [one] Used in { $count } way, by our record
   *[other] Used in { $count } ways, by our record
}
reach-use = { $credential } from { $address }, { $count } time(s), { $first } to { $last }
reach-actors = Under suspicion with it: { $users }
reach-made = { $count } thing(s) made since the window opened, by our record
reach-unknown = not told

## Sources of events

nav-sources = Sources
sources-title = Where events come from
sources-lead = Each source with its state. A source that is quiet for longer than is usual for it becomes a finding.
sources-none = No source is set. Name one in the settings, or import files on the command line.
source-name = Source
source-state = State
source-way = Way in
source-last-event = Latest event
source-last-received = Last received
source-lag = Took to arrive
source-usual-gap = Usually quiet for at most
source-per-minute = In the last minute
source-records = Records
source-errors = Errors
source-dropped = Not taken
source-last-error = Last error
source-never = never
source-state-starting = Starting
source-state-working = Receiving
source-state-waiting = Waiting
source-state-failing = Failing
source-state-stopped = Stopped
way-stream = HTTP audit event stream
way-import = Imported file
way-rest = REST audit endpoints
way-hook = System hook
way-follow = Followed log files
way-bucket = Bucket
way-syslog = Syslog
