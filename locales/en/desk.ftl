## The desk for log requests: pages, timeline, refusals, prepared texts (LD1–LD28)

nav-dives = Requests for logs
role-support = Support
approval-of-dive_exception = Exception for a request for logs
clock-requester = { $case }: tell { $organisation } how their request for logs stands (best effort)
clock-requester-findings = { $count ->
    [0] Nothing was found since the last update
    [one] One finding since the last update
   *[other] { $count } findings since the last update
}

done-dive-filed = The request is on record.
done-dive-verified = Whose it is is on record.
done-dive-decided = It is decided.
done-dive-split = The part is a request of its own.
done-dive-found = The finding is on record.
done-dive-updated = It is on record that the requester was told.
done-dive-contacted = The contact is logged. Answer with the prepared text.
done-dive-tracked = The issue is ordered.
done-dive-waived = It is on record why there is no gap issue.
done-dive-closed = The request is closed.

dives-title = Requests for logs
dives-lead = Requests for logs that audit events could not answer. Support and customer success file them and talk with who asked; nobody else does.
dives-none = There are none.
dive-new = File a request
dive-edit = Change the request
dive-form-lead = A draft may lack things; its page says which. What was decided counts no more once the request changes.
dive-requester = Who asks
dive-organisation = Organisation
dive-identities = Their addresses and user names
dive-identities-hint = One a line; *@corp.example means everybody of that domain. None of these can ever take part on the inside.
dive-ticket = Support’s ticket
dive-language = Language of the answers
dive-language-en = English
dive-language-ja = Japanese
dive-deployment = Where their GitLab runs
dive-deployment-saas = With us
dive-deployment-self-managed = On their own servers
dive-plan = Plan
dive-plan-free = Free
dive-plan-trial = Trial
dive-plan-premium = Premium
dive-plan-ultimate = Ultimate
dive-plan-deprecated = A plan that is not sold any more
dive-paying = Is it paid for?
dive-yes = Yes
dive-no = No
dive-what = What they ask for
dive-lines-hint = One a line.
dive-projects = Projects (full path)
dive-groups = Groups (full path)
dive-users = Users (user name)
dive-events = Types of events
dive-events-hint = One a line: names of the catalogue of audit events, or other:… for what it lacks.
dive-events-all = All types of audit events
dive-start = From
dive-end = To
dive-window = Time
dive-gap = What audit events could not answer
dive-logs = Logs
dive-log-application = Application logs
dive-log-component = Logs of other components
dive-log-access = Access logs
dive-flags = To consider
dive-personal-data = The answer tells personal data, such as user names or addresses
dive-complex = It takes more than a plain search
dive-insisted = They were asked to narrow it down and want it as it is
dive-cost-accepted = They were told what it costs and agreed
dive-exception = An exception from the plan is asked for: Legal decides
dive-file = Put on record
dive-none = not said

dive-request = Request
dive-case = Case
dive-phase = Phase
dive-filed-at = Filed
dive-missing = What is missing
dive-missing-count = { $count ->
    [0] nothing
    [one] one thing
   *[other] { $count } things
}
dive-lacks-request = The request
dive-lacks-organisation = Which organisation asks
dive-lacks-identities = Addresses and user names of who asks
dive-lacks-requested-at = When it was asked
dive-lacks-deployment = Where their GitLab runs
dive-lacks-plan = Their plan
dive-lacks-paying = Whether it is paid for
dive-lacks-resources = Projects, groups or users
dive-lacks-not-found = GitLab does not know some of the resources
dive-lacks-ownership = Whose the resources are
dive-lacks-events = Types of events
dive-lacks-window = From when to when
dive-lacks-gap = What audit events could not answer
dive-resources = Resources
dive-resource-project = Project
dive-resource-group = Group
dive-resource-user = User
dive-seen-found = known to GitLab as { $id }
dive-seen-missing = not known to GitLab
dive-seen-unknown = not looked up: { $why }
dive-owned = theirs
dive-not-owned = not theirs
dive-owner-unknown = owner not verified
dive-how = How do you know?
dive-is-owned = It is theirs
dive-is-not-owned = It is not theirs
dive-decision = Decision
dive-undecided = Not decided
dive-decide = Decide
dive-extended = takes longer
dive-replays = asked again, it says the same
dive-replays-not = asked again, it says something else
dive-team-support = Support’s
dive-team-sirt = The security team’s
dive-team-nobody = Nobody’s yet
dive-part-owned = Only what is theirs
dive-part-not-owned = Only what is not theirs
dive-part-other-logs = Only the logs that can be given
dive-part-refused-logs = Only the logs that cannot be given
dive-split = Make it a request of its own
dive-reply = Reply to the requester
dive-findings = Findings
dive-finding = Finding
dive-note-finding = Put on record
dive-told = What the requester was told
dive-told-lead = Support or customer success sends it by their own ticket and puts on record what was sent. At the latest every 12 hours of business days, as well as we can.
dive-told-next = Tell them by
dive-late = late
dive-update = Next update, drafted from the findings since the last one
dive-tell = It was sent
dive-issues = Issues
dive-tracker = Tracking issue
dive-tracker-none = none yet
dive-track = Make the confidential tracking issue
dive-issue-made = #{ $number }
dive-issue-ordered = ordered ({ $delivery }); the outbox tells what becomes of it
dive-gap-issue = Gap issue
dive-gap-open = neither there nor waived
dive-gap-filed = { $issue }
dive-gap-waived = waived by { $person }: { $reason }
dive-file-gap = Make the gap issue
dive-waive-gap = There will be none
dive-waive-reason = Why is there no gap issue?
dive-contacts = Contacts past support
dive-contacts-lead = Social media, personal mail, calls: they are logged and answered with the prepared text only.
dive-contact-from = Who
dive-contact-way = By what
dive-contact-note = What they wanted
dive-log-contact = Log it
dive-redirect = The prepared answer
dive-end-title = End
dive-close = Close the request
dive-report = What audit events lack
dive-report-lead = How often logs were searched for a type of event: what the product can learn from.
dive-report-dives = Looked into
dive-report-not-granted = Not looked into
dive-report-organisations = Organisations
dive-report-issues = Gap issues

## Prepared texts

dive-update-nothing-new = We are still looking into your request. There is nothing new since our last message. We may have more on our next update.
dive-update-findings = We are looking into your request. Since our last message:
dive-update-more = The work goes on, and we may have more on our next update. What we may share will be handed over after it has been reviewed.
dive-tracker-title = Information request { $case }
dive-tracker-lead = A request for logs. Support or customer success filed it and remains the requester’s only contact.
dive-tracker-boundary = The requester must not be added to this issue, mentioned in it or assigned to it. Findings are noted below as they come.
dive-gap-title = Audit events: { $event } is missing
dive-gap-lead = Logs had to be searched since audit events do not tell this.

## Timeline

timeline-dive-filed = Request for logs filed for { $organisation }: { $resources } resources, { $events } types of events
timeline-dive-looked-up = GitLab knows { $found } of { $all } resources
timeline-dive-ownership = { $kind ->
    [project] Project
    [group] Group
   *[user] User
} { $path } { $owned ->
    [true] is the requester’s
   *[other] is not the requester’s
}: { $how }
timeline-dive-decided = Decided: { $outcome ->
    [route_support] support looks into it
    [route_sirt] the security team looks into it
    [reject] refused
    [needs_info] something is missing
    [needs_rescope] too broad
    [cost_notice] too broad, costs
    [needs_subpoena] needs a court’s order
   *[needs_legal] Legal decides on an exception
}{ $extended ->
    [true] {" "}(takes longer)
   *[other] {""}
} · { $rules } · { $preset }
timeline-dive-split = A part ({ $part }) became { $case }
timeline-dive-found = Found: { $text }
timeline-dive-updated = The requester was told ({ $language }, { $findings } findings so far)
timeline-dive-update-late = Telling the requester was due at { $due } and is late
timeline-dive-contacted = { $from } tried to reach us by { $way }; answered with the prepared text only
timeline-dive-gap-filed = The gap issue is { $issue }
timeline-dive-gap-waived = There will be no gap issue: { $reason }

## Refusals

refusal-dive-requester-is-outside = { $person } is the requester of this request for logs and can have no part in its inside.
refusal-dive-requester-is-outside-next = Requesters are told by support and customer success only. Log the contact and answer with the prepared text.
refusal-dive-not-filed = Nothing was filed yet.
refusal-dive-requester-unknown = The requester’s addresses and user names are not known, so that they cannot be kept outside.
refusal-dive-requester-unknown-next = Add them to the request.
refusal-dive-resource-not-found = GitLab does not know { $count ->
    [one] a resource
   *[other] { $count } resources
}: { $paths }.
refusal-dive-resource-not-found-next = Correct the path, or look it up again.
refusal-dive-not-granted = It is not decided that somebody looks into this request as it is now.
refusal-dive-not-granted-next = Decide, or see what the decision says.
refusal-dive-closed = Request { $case } is closed.
refusal-dive-closed-next = Move it back to an earlier phase first, if it is to go on: portcullis case phase { $case } containment.
refusal-dive-incomplete = The tracking issue needs all that is required. Missing: { $missing }.
refusal-dive-incomplete-next = The page of the request says what is missing.
refusal-dive-no-tracker = No channel for issues is set.
refusal-dive-no-tracker-next = Name a [[channel]] with gitlab_issue in [desk] tracker.
refusal-dive-other-labels = The gap issue has exactly these labels: { $labels }.
refusal-dive-gap-issue-missing = The request was looked into, and the gap issue is neither there nor waived.
refusal-dive-gap-issue-missing-next = Make the gap issue, or say why there is none.
refusal-dive-found-already = This finding is noted already, and on the issue once.
refusal-dive-found-already-next = Say what is new in it.
