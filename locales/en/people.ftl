# Severity, duties, lockdown: how grave, who does what, who may nothing.

role-communicator = Communicator

# --- Severity ---
severity-title = Severity
severity-low = Low
severity-medium = Medium
severity-high = High
severity-critical = Critical
severity-not-set = Severity not set
severity-table-says = The table says
severity-rule = by rule { $rule }
severity-inputs = What the table looked at
severity-input-scenario = Kind of case
severity-input-credential = Credential
severity-input-privilege = What it can do
severity-input-reach = How far it was exposed
severity-input-exploited = Evidence of use
severity-input-data = Data read or taken
severity-input-unknown = not known
severity-exploited-yes = yes
severity-exploited-no = none so far
severity-privilege-read = Read
severity-privilege-write = Change code, packages or issues
severity-privilege-maintain = Read CI/CD variables, change settings
severity-privilege-own = Rule a group or project
severity-privilege-administer = Rule the instance or act as anybody
severity-reach-private = To members only
severity-reach-internal = To everybody in the company
severity-reach-public = To the whole Internet
severity-credential-password = Password
severity-credential-personal-access-token = Personal access token
severity-credential-project-or-group-access-token = Project or group access token
severity-credential-runner-token = Runner token
severity-credential-pipeline-trigger-token = Pipeline trigger token
severity-credential-ssh-key = SSH key
severity-credential-job-token = CI/CD job token
severity-credential-oauth-secret = Secret of an OAuth application
severity-credential-deploy-credential = Deploy token or deploy key
severity-credential-feed-token = Feed or incoming mail token
severity-credential-other = Another one
severity-set-label = Severity
severity-as-table = As the table says
severity-reason = Why it is not what the table says
severity-set = Set the severity
severity-who-may = Set by whoever holds one of these duties: { $duties }
severity-overridden = { $name } says otherwise: { $reason }
severity-history = All changes
severity-communications = The communications plan belongs to the case since
done-severity = The severity is on record.
due-severity = { $case }: set the first severity

timeline-severity-set = Severity { $level ->
    [low] S4 Low
    [medium] S3 Medium
    [high] S2 High
   *[critical] S1 Critical
 } set, by rule { $rule }. The table said { $computed }.
timeline-severity-overridden = Severity { $level ->
    [low] S4 Low
    [medium] S3 Medium
    [high] S2 High
   *[critical] S1 Critical
 } set against the table ({ $computed }, rule { $rule }): { $reason }
timeline-severity-recomputed = Facts changed: the table says { $level ->
    [low] S4 Low
    [medium] S3 Medium
    [high] S2 High
   *[critical] S1 Critical
 } now, by rule { $rule }. ({ $computed })

refusal-severity-not-yours = { $person } holds none of the duties that set the severity ({ $duties }).
refusal-severity-not-yours-next = Take one of these duties in the case, or ask whoever holds one.
refusal-severity-reason-missing = The table says { $computed } by rule { $rule }; { $level } needs a reason.
refusal-severity-reason-missing-next = Say why, or leave the severity to the table.

# --- What holds of the incident as a whole ---
circumstances-title = What is known of the incident
circumstances-none = Nothing stated yet.
circumstance-state = State something
circumstance-which = What
circumstance-take-back = Take back
circumstance-classes = Kinds of data (for a data breach)
circumstance-exploited = with evidence of exploitation
circumstance-paying = paying customers among them
circumstance-share = How many users
circumstance-policy = Which policy was violated
circumstance-with = { $name }: { $detail }
circumstance-data-breach = Data breach
circumstance-remote-code-execution = Remote code execution
circumstance-publicly-reported = Publicly reported
circumstance-announcement-required = Must be announced by law or a regulator
circumstance-impact-determined = Full impact and risk are determined
circumstance-customers-impacted = Customers are impacted
circumstance-users-impacted = Users impacted
circumstance-policy-violated = A policy was violated
circumstance-service-degraded = The site does not work as it should
circumstance-confidential = Confidential
data-class-personal = Personal data
data-class-private-projects = Private projects
data-class-financial = Financial information
data-class-health = Health information
data-class-credentials = Credentials of others
data-class-other = Other data that is not public
share-some = Some
share-many = Many
share-all = All
case-confidential = Confidential

# --- Duties ---
people-title = People
people-wanted = Nobody has yet
case-lead = Led by
duty-free = Nobody
duty-take = Take it
duty-more = Details
duty-to = Hand over to, or call in (account)
duty-note = What that person should know
duty-offer = Offer
duty-accept = Accept
duty-decline = Decline
duty-renounce = Give up
duty-reason = Reason
duty-contact = Who answered
duty-way = How they were reached
duty-engage = Note that they are called in
duty-engaged = Called in: { $contact }, by { $way }
duty-on-call = On call: { $names }
duty-handover = { $duty } is to be handed over to { $to }
duty-call = { $to } is called in as { $duty }
duty-asked-title = Who was asked
duty-history = Who had which duty
duty-still = now
duty-wanted-always = needed in every case
duty-wanted-severity = needed: it is grave
duty-wanted-teams = needed: several teams take part
duty-because-holds = holds the duty
duty-because-offered = it was offered
duty-because-on-call = on call
duty-because-backup-holds = steps in
duty-because-backup-on-call = on call to step in
done-duty = The duties are changed.
due-duty-offered = { $case }: { $duty } is offered to you
due-duty-asked = { $case }: you are asked to take { $duty }

duty-seoc = SEOC
duty-seoc-about = Security engineer on call: first to act. Validates the incident and begins with severity and scope.
duty-seoc-task-validate = Check that it is an incident.
duty-seoc-task-severity = Set the first severity.
duty-seoc-task-channel = Make the incident channel, invite everybody, post its link.
duty-seoc-task-scope = Find out what is affected and how far.
duty-simoc = SIMOC
duty-simoc-about = Security incident manager on call: leads and coordinates, does not do the technical work.
duty-simoc-task-team = Bring the right people together.
duty-simoc-task-inform = Keep stakeholders informed, without deep technical detail.
duty-simoc-task-moving = Keep the work moving, take decisions.
duty-simoc-task-scope = Confirm scope and severity.
duty-cmoc = CMOC
duty-cmoc-about = Communications manager on call: coordinates everything that goes outside.
duty-cmoc-task-align = Bring marketing, support and advocates in, and keep them aligned.
duty-cmoc-task-status = Keep the status page and its account up to date when the site suffers.
duty-cmoc-task-prepared = See that prepared responses are there before anything is sent.
duty-security-director = Sr. Director of Security
duty-security-director-about = Informs the executives and Legal, reviews what customers are told.
duty-security-director-task-executives = Inform the broader executive group on a data breach or an exploited remote code execution.
duty-security-director-task-legal = Inform Legal when customers or protected data are involved.
duty-security-director-task-review = Review the customer email.
duty-marketing-programs = Marketing Programs
duty-marketing-operations = Marketing Operations
duty-support = Support
duty-community-advocates = Community advocates
duty-pr-manager = PR manager
duty-marketing-director = Sr. Director of Corporate Marketing
duty-chief-marketing-officer = Chief Marketing Officer
duty-legal = Legal
duty-infrastructure = Infrastructure

duty-call-title = { $case }: { $person }, you are asked to take { $duty }
duty-call-body = Nobody has this duty yet. Take it in Portcullis, or the next one will be asked.

timeline-duty-taken = Took the duty { $duty }
timeline-duty-offered = Offered the duty { $duty } to { $to }. { $note }
timeline-duty-accepted = Accepted the duty that was offered in entry #{ $offer }
timeline-duty-declined = Declined the duty that was offered in entry #{ $offer }: { $reason }
timeline-duty-renounced = Gave up the duty { $duty }: { $reason }
timeline-duty-engaged = Called in for { $duty }: { $contact }, by { $way }
timeline-duty-asked = Asked { $person } for the duty { $duty } (number { $rung } in line)

refusal-duty-role-missing = { $person } has none of the roles that { $duty } wants ({ $roles }).
refusal-duty-role-missing-next = Ask somebody with such a role, or an administrator for one.
refusal-duty-held = { $holder } holds { $duty }.
refusal-duty-held-next = Ask { $holder } to hand it over.
refusal-duty-yours-already = { $holder } holds { $duty } already.
refusal-duty-not-yours = { $person } does not hold { $duty }.
refusal-duty-not-yours-next = Only its holder gives a duty up.
refusal-duty-not-yours-to-offer = { $person } may not offer { $duty }. Its holder: { $holder }.
refusal-duty-not-yours-to-offer-next = A duty is handed over by its holder; a free one is offered by SEOC, SIMOC or whoever was asked for it.
refusal-duty-offered-already = { $duty } is offered to { $to } already.
refusal-duty-offered-already-next = Wait for the answer.
refusal-duty-holder-changed = Somebody else holds { $duty } since it was offered: { $holder }.
refusal-duty-holder-changed-next = Ask whoever holds it now to hand it over.
refusal-duty-no-open-offer = There is no open offer { $offer }.
refusal-duty-no-open-offer-next = Look at the case's people: it may have been answered.
refusal-duty-offer-not-yours = The offer is made to { $to }, not to { $person }.
refusal-duty-offer-not-yours-next = Only whom it is made to can answer it.
refusal-separation-own-request = { $person } asked for it and cannot approve it.
refusal-separation-own-request-next = Somebody else must approve.
refusal-separation-own-draft = { $person } wrote it and cannot review it.
refusal-separation-own-draft-next = Somebody else must review.
refusal-separation-own-waiver = { $person } wants it left out and cannot agree to that.
refusal-separation-own-waiver-next = A second person must agree.
refusal-separation-own-handover = { $person } cannot hand a duty over to themselves.
refusal-separation-own-handover-next = Name somebody else, or take the duty.

# --- Lockdown ---
lockdown-title = Lockdown
lockdown-lead = Takes from everybody the rights to execute, undo, approve and send: for when Portcullis itself, or somebody who may use it, is not to be trusted. Only the settings file on disk lifts it.
lockdown-none = No lockdown holds.
lockdown-holds = A lockdown holds
lockdown-by = Engaged by { $name }
lockdown-lift = To lift it, whoever may write the settings file puts this into it. It holds from the next request on, without a restart.
lockdown-reason = Reason
lockdown-engage = Engage the lockdown
lockdown-banner = A lockdown holds: nobody may execute, undo, approve or send.
done-lockdown = The lockdown holds.
refusal-lockdown = A lockdown holds. Nobody may do this ({ $permission }).
refusal-lockdown-next = Whoever may write the settings file lifts it: see the page on the lockdown, or `portcullis lockdown show`.

# --- Who may see a confidential case ---
access-title = Who may see it
access-lead = This case is confidential: its participants see it, and nobody else. An administrator can let an account in, never their own. To call somebody into the work, offer them a duty instead.
access-open = This case is not confidential: whoever may read cases sees it. Once it is confidential, only the following do.
access-participants = Participants
access-nobody = Nobody yet: whoever makes the case confidential will be the first.
access-because-opened = opened the case
access-because-marked = made it confidential
access-because-duty = holds a duty
access-because-asked = was asked for a duty
access-because-granted = was let in by an administrator
access-granted = Let in by administrators
access-person = Account
access-reason = Reason
access-grant = Let in
access-withdraw = Take back
done-access-granted = They can see the case now.
done-access-withdrawn = That was taken back.
timeline-access-granted = Let { $person } see the case: { $reason }
timeline-access-withdrawn = No longer lets { $person } see the case: { $reason }
refusal-case-confidential = { $case } is confidential, and you are not one of its participants.
refusal-case-confidential-next = Ask whoever works on it to offer you a duty, or an administrator to let you in.
refusal-access-not-granted = { $person } was not let into { $case } by an administrator.
refusal-access-not-granted-next = Who holds a duty or opened the case sees it for that reason: end the duty instead.
refusal-access-no-reader = { $person } has no account that may read cases or the journal.
refusal-access-no-reader-next = Check the name, or give the account such a role first.
refusal-separation-own-access = { $person } cannot let themselves into a confidential case.
refusal-separation-own-access-next = Another administrator must do it.

config-idle-approver = { $why ->
    [no_account] { $name } of the group { $group } has no account
    [off] { $name } of the group { $group } is switched off
   *[no_role] { $name } of the group { $group } lacks the role approver
}: an approval by { $name } would not count.
