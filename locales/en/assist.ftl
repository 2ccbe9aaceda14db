## The log-dive desk: outcomes, reasons, and what requesters are told (LD1–LD28)

assist-outcome-route-support = Support looks into it
assist-outcome-route-sirt = The security team looks into it
assist-outcome-reject = Refused
assist-outcome-needs-info = Something is missing
assist-outcome-needs-rescope = Too broad: narrow it down
assist-outcome-cost-notice = Too broad: tell what it costs
assist-outcome-needs-subpoena = Needs a court’s order
assist-outcome-needs-legal = Legal decides on an exception

assist-reason-self-managed = The instance is run by the requester, who has its logs.
assist-reason-access-logs = Access logs, one line for each HTTP request, are given to nobody.
assist-reason-plan = The plan “{ $plan }” is not one of those that are helped.
assist-reason-unpaid = The plan “{ $plan }” is not paid for.
assist-reason-exception-requested = An exception was asked for; Legal has not answered yet.
assist-reason-exception-denied = Legal did not agree to an exception.
assist-reason-missing-requested-at = It is not known when it was asked.
assist-reason-missing-deployment = It is not known where the requester’s GitLab runs.
assist-reason-missing-plan = It is not known which plan the requester has.
assist-reason-missing-paying = It is not known whether the plan is paid for.
assist-reason-missing-resources = No project, group or user is named.
assist-reason-missing-ownership = Nobody has verified yet who owns the resources: { $count } of them.
assist-reason-missing-events = No type of event is named.
assist-reason-missing-window = No start and end of the time is named.
assist-reason-window-reversed = The time ends ({ $end }) before it starts ({ $start }).
assist-reason-window-in-future = The time ends ({ $end }) after the request was made ({ $requested }).
assist-reason-missing-gap = It is not said what audit events could not answer.
assist-reason-not-owned = The requester does not own { $count } of { $all } resources: { $paths }.
assist-reason-window-too-long = The time starts at { $start }, before { $earliest }: logs go back { $length } from the request, not further.
assist-reason-too-many-resources = { $count } resources are named; { $most } are the most.
assist-reason-too-many-events = { $count } types of events are named; { $most } are the most.
assist-reason-scope-too-broad = { $resources } resources × { $events } types of events × { $days } days make { $score }; { $most } is the most.
assist-reason-insisted = The requester was asked to narrow it down and wants it as it is.
assist-reason-complex = It takes more than a plain search.
assist-reason-personal-data = The answer would tell personal data, such as user names or addresses.
assist-reason-other-logs = Support does not search these logs: { $logs }.
assist-reason-beyond-support-window = The time starts at { $start }, before { $earliest }: support searches { $length } back from the request.
assist-reason-extended = The time starts at { $start }, before { $earliest }: what is older than { $length } takes longer.
assist-reason-within-support = A plain search without personal data within { $length } of the request.

## What requesters are told. Support or customer success sends it; nothing is promised (LD2).

assist-reply-route-support = Thank you for your request. Our support team is looking into the logs and will tell you what we may share. This is done as well as we can; we cannot promise that the logs have an answer.
assist-reply-route-support-extended = Thank you for your request. Our support team is looking into the logs and will tell you what we may share. As the time goes further back, the search may take longer than usual. We cannot promise that the logs have an answer.
assist-reply-route-sirt = Thank you for your request. Another team of ours is looking into the logs. We remain your contact, will keep you informed on business days, and will hand over what we may share after it has been reviewed. We cannot promise that the logs have an answer.
assist-reply-route-sirt-extended = Thank you for your request. Another team of ours is looking into the logs. As the time goes further back, the search may take longer than usual. We remain your contact, will keep you informed on business days, and will hand over what we may share after it has been reviewed. We cannot promise that the logs have an answer.
assist-reply-reject-self-managed = Thank you for your request. Your GitLab runs on your own servers, so that its logs are with you and not with us. Your administrators may find the logs by GitLab’s documentation of its log system; we gladly help you read it.
assist-reply-reject-access-logs = Thank you for your request. We cannot share access logs, which have a line for each HTTP request. If other logs may answer your question, please tell us which events you are looking for.
assist-reply-reject-access-logs-split = Thank you for your request. We cannot share access logs, which have a line for each HTTP request. We may be able to help with the other logs that you named: please tell us whether we shall go on with those alone.
assist-reply-reject-plan = Thank you for your request. We may search logs for customers with a paid Premium or Ultimate plan only, and your plan is not one of these. The audit events and the sign-in history of your account are open to you as far as your plan has them.
assist-reply-reject-unpaid = Thank you for your request. We may search logs for customers with a paid Premium or Ultimate plan only, and your plan is not paid for at present. Please get in touch with us when that has changed.
assist-reply-reject-exception-denied = Thank you for your request. It lies outside of what your plan includes. We asked whether an exception can be made, and it cannot.
assist-reply-reject-window-too-long = Thank you for your request. The time that you named goes further back than our logs do, so that we cannot search it. If a later time would help, please send us its start and end.
assist-reply-needs-info = Thank you for your request. Before we can begin, please send us: { $asked }.
assist-reply-needs-info-ours = Thank you for your request. We first check whose the projects, groups or users are that it is about, and will come back to you. There is nothing that you need to send.
assist-reply-needs-rescope = Thank you for your request. It covers more than we can search in reasonable time. Please narrow it down: fewer projects, groups or users, fewer types of events, or a shorter time.
assist-reply-cost-notice = Thank you for your request. As it stands it takes a search that goes beyond what is free of charge. We will send you an estimate of what it costs; please tell us then whether we shall begin, or narrow the request down.
assist-reply-needs-subpoena = Thank you for your request. It is about accounts that do not belong to you. We can share logs about these only by the order of a court; please have your lawyers turn to our legal department.
assist-reply-needs-subpoena-split = Thank you for your request. A part of it is about accounts that do not belong to you. We can share logs about these only by the order of a court; please have your lawyers turn to our legal department. We may be able to help with what is yours: please tell us whether we shall go on with that alone.
assist-reply-needs-legal = Thank you for your request. It lies outside of what your plan includes. We are asking internally whether an exception can be made, and will come back to you.
assist-reply-out-of-band = Thank you for your message. We can answer questions about your request only through our support team, who know where it stands. Please write to them in your existing ticket.

## What the requester is asked for, in “please send us: …”

assist-ask-deployment = where your GitLab runs, with us or on servers of your own
assist-ask-plan = which GitLab plan you have
assist-ask-paying = whether your plan is paid for
assist-ask-resources = which projects, groups or users it is about
assist-ask-events = which events you are looking for
assist-ask-window = from when to when, both before your request
assist-ask-gap = what the audit events could not answer
