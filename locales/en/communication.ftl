## The way to customers and the public, messages, approvals, status updates

nav-approvals = Approvals
due-message-approval = { $case }: “{ $title }”, which { $name } asked for, waits for your approval
communications-title = Communication
communications-open = Way A to I, messages, teams
communications-policy = Policy { $policy }
communications-not-attached = No plan of communication
communications-not-attached-hint = It is attached by itself from the severity on that the policy names. Below that it can be attached by hand.
communications-attach = Attach the plan
communications-reason = Reason
communications-way = The way
communications-step = Take this step
communications-scope = Who shall hear of it
communications-media = Which messages there shall be
communications-steps-taken = Steps taken
communications-clear-waits = All clear waits for:
station-declared = Incident declared
station-investigating = Scope and impact investigated
station-scoping = What is told to whom, how often
station-choosing-medium = By which medium
station-engaging = Extended teams engaged
station-collecting = Contact data collected
station-producing = Content produced
station-sending = Sent
station-all-clear = All clear
messages-title = Messages
messages-none = Nothing is drafted yet.
messages-message = Message
messages-kind = Kind
messages-audience = Who reads it
messages-state = State
messages-in-the-way = In the way
messages-new = A new message
messages-write = Write it
message-new-title = A new message
message-kind-customer-email = Mail to customers
message-kind-blog-post = Blog post
message-kind-release-alert = Security release alert
message-kind-faq = Questions and answers
message-kind-status-post = Post of the status account
message-kind-social-post = Social post
message-kind-press-statement = Statement to the press
message-kind-status-page = Status page
message-kind-internal = Internal message
audience-customers = Customers
audience-users = Users who are no customers
audience-prospects = Prospects
audience-affected-parties = Affected parties
audience-subscribers = Subscribers to security news
audience-public = The public
audience-press = The press
audience-support = Support
audience-employees = Employees
message-state-draft = draft
message-state-waiting = waits for approval
message-state-approved = approved
message-state-declined = declined
message-state-expired = approval expired
message-state-voided = changed since approval was asked
message-state-sent = sent
message-state-withdrawn = withdrawn
message-language = Language of record
message-tool = Tool that reaches the list
message-tool-none = none
message-title = Title
message-blog-url = Address of the blog post
message-signatory = Signed by (account)
message-recipients = Addresses, one a line
message-is-final = This is the last message to these readers: all clear
message-save = Save the draft
message-save-hint = Saving sends nothing.
message-authors = Written by
message-reviewers = Reviewed by
message-senders = Sent by
message-from = From
message-reply-to = Reply-To
message-weight = Length of the post
message-preview = As it goes out
message-preview-hint = Plain text, and nothing else. An approval holds for exactly these words, addresses and headings.
message-edit = Change it
message-edit-hint = Whatever is changed voids approvals that were given.
message-withdraw = Withdraw: it will not be sent
message-by-channel = Handed to the channel { $channel }
message-by-hand = Sent by hand: { $place }
language-en = English
language-ja = Japanese
contacts-title = Teams to engage
contacts-engaged = engaged
contacts-not-engaged = not engaged yet
contacts-urgent = urgent
contacts-engage = Note who is called in
way-issue = Issue by the template
way-channel = Channel
way-mention = Mention
way-command = Command in the incident channel
ready-title = What must be ready
ready-none = Nobody stands in for anything yet.
ready-what = This is so
ready-note = How that is known
ready-button = I stand in for it
ready-prepared-responses = Support has prepared responses
ready-team-feedback = The impacted teams were asked
lists-title = Lists of addresses
lists-none = No list is made yet.
lists-count = How many addresses
lists-source = Where the list is from
lists-button = The list is made
list-count = { $count ->
    [one] { $count } address
   *[other] { $count } addresses
}
send-title = Send
send-none = It was not sent yet.
send-channel = Channel of the settings
send-place = Or where it was sent by hand
send-hint = One of the two: the name of a channel, or an address at which it can be seen.
send-button = Send it
receipt-by = { $name } has it
receipt-person = Who says that it arrived
receipt-button = It arrived
request-what = Ask for
request-text = approval of this text
request-button = Ask for approval
exception-communication-customers-first = an exception: others hear of it before customers
exception-communication-confidential = an exception: something public from a confidential case
approval-not-asked = Nobody has asked for approval yet.
approval-progress = { $given } of { $needed } people
approval-given-by = Agreed by
approval-waiting = waits
approval-approved = approved
approval-declined = declined
approval-expired = expired
approval-voided = void: it was changed since
approval-of-plan = Plan
approval-of-message = Message
approval-of-exception = Exception
approval-of-release = Release
inbox-title = What waits for approval
inbox-lead = Plans, messages and exceptions, the first to run out first.
inbox-none = Nothing waits for an approval.
inbox-case = Case
inbox-rule = Exception from
inbox-overdue = should have been decided
inbox-meaning = Agreeing holds for exactly this hash, until it expires. Whoever asked for it or wrote it cannot agree to it.
inbox-reason = Reason (needed to decline)
inbox-approve = Agree
inbox-decline = Decline
done-communications-attached = The plan of communication is attached.
done-communications-step = The step is taken.
done-communications-list = The list is on record.
done-communications-ready = It is on record that you stand in for it.
done-message-drafted = The draft is saved. Nothing was sent.
done-approval-requested = Approval is asked for.
done-message-sent = It is sent, or recorded where it was sent.
done-message-withdrawn = The message is withdrawn.
done-message-received = The receipt is on record.
done-approval-given = Your agreement is on record. It holds for exactly this hash.
done-approval-declined = It is declined, with your reason.
done-update-published = The update is published.
done-pinned = The line is pinned or unpinned.

updates-title = Status updates
updates-published = Published
update-write = Write an update
update-users = How many users are impacted
update-next-at = When the next one comes
update-next-hint = Must be said, unless this is the last one. Without an offset it is UTC.
update-is-final = This is the last one: all clear
update-recipients = Stakeholders that it is for (names of the policy)
update-channels = Channels; none = told by hand
update-to = Addresses, for channels that want some
update-despite = Why it goes although something is too technical, or a recipient unknown
update-preview = Look at it first
update-publish = Publish
update-number = Update { $number }
update-final = the last one
update-too-technical = Too technical for these readers:
remark-address = IP address
remark-hash = hash
remark-vulnerability = number of a vulnerability
remark-stack-trace = stack trace
remark-long = too long
pins-title = Timeline
pins-hint = Pinned lines are in the next update's timeline from the start.
pins-pin = Pin
pins-unpin = Unpin
status-title = Status for stakeholders
status-next = Next update
status-late = late
status-current = Where it stands
status-none = No update was published yet.
status-earlier = Earlier updates

timeline-communication-attached = The plan of communication belongs to the case. { $reason }
timeline-communication-stepped = Communication { $from } → { $letter }: { $station ->
    [investigating] scope and impact are investigated
    [scoping] scope and frequency of communication are decided
    [choosing_medium] the medium is decided
    [engaging] extended teams are engaged
    [collecting] contact data is collected
    [producing] content is produced
    [sending] it is sent
    [all_clear] all clear
   *[declared] an incident is declared
} { $reason }
timeline-communication-collected = A list of { $audience } is made ({ $count }): { $source }
timeline-communication-drafted = { $message } drafted ({ $message_kind }): { $title }
timeline-communication-withdrawn = { $message } will not be sent: { $reason }
timeline-communication-readied = { $ready ->
    [prepared_responses] Support has prepared responses
   *[team_feedback] The impacted teams were asked
}: { $note }
timeline-communication-sent = { $message } was { $way ->
    [channel] handed to the channel { $place }
   *[hand] sent by hand: { $place }
} (text { $hash })
timeline-communication-received = { $person } has { $message }
timeline-approval-requested = Approval is asked for: { $subject ->
    [plan] plan
    [message] message
    [exception] exception for
    [dive_exception] exception from the plan for a request for logs
   *[release] release
} { $name } { $rule } ({ $hash }): { $reason }
timeline-approval-given = Agreed: { $subject ->
    [plan] plan
    [message] message
    [exception] exception for
    [dive_exception] exception from the plan for a request for logs
   *[release] release
} { $name } { $rule } ({ $hash }) { $reason }
timeline-approval-declined = Declined: { $subject ->
    [plan] plan
    [message] message
    [exception] exception for
    [dive_exception] exception from the plan for a request for logs
   *[release] release
} { $name } { $rule } ({ $hash }): { $reason }
timeline-update-published = Status update { $number }{ $final ->
    [true] {" "}(the last one)
   *[other] {""}
} { $recipients }: { $status }

## What is refused, and what to do

refusal-communication-no-such-kind = The policy knows no message of the kind { $message_kind }. Take another kind, or add it to the policy.
refusal-communication-no-such-step = There is no step from { $from } to { $to } now. What can be done: { $open }.
refusal-communication-form-missing = Leaving C wants the readers and leaving D the kinds of message, both with a reason; no other step takes a decision (from { $from }).
refusal-communication-step-by-deed = F is reached by making a list, H by sending a message. Do that, and the step is taken.
refusal-communication-not-attached = The case has no plan of communication. Attach it first, or raise the severity.
refusal-communication-scope-unknown = Scope and impact are not determined yet (station { $station }). Set the severity, or go on to C.
refusal-communication-too-early = Scope and medium are not decided yet (station { $station }). Go on to E first.
refusal-communication-all-clear = All clear was said, or the case is closed: nothing more is sent from it. Open another case.
refusal-communication-wrong-audience = { $message_kind } is not for { $audience }. It may be for: { $audiences }.
refusal-communication-wrong-tool = { $tool } does not reach { $audience }. These do: { $tools }.
refusal-communication-not-the-drafter = { $person } does not draft { $message_kind }. Take over one of these duties, or ask who has it: { $duties }.
refusal-communication-not-the-sender = { $person } does not send { $message_kind }. Let somebody with one of these duties send it: { $duties }.
refusal-communication-withdrawn = { $message } was withdrawn: { $reason }. Draft another one.
refusal-communication-sent-already = { $message } was sent with exactly this text. Change it, or draft another one.
refusal-communication-other-hash = The text was changed since you read it. Read it again and send what you read.
refusal-communication-too-long = A title is one line of 200 characters, a field has at most 20,000, a message at most 100,000 addresses. Shorten it.
refusal-communication-field-missing = The field { $field } is empty (language { $language }). Fill it.
refusal-communication-language-missing = The policy wants the text also in: { $languages }. Write it.
refusal-communication-markup = There is markup in a text that must be plain: { $place }. Take it out.
refusal-communication-tracking-parameter = This address follows its reader: { $place }. Take the parameter out.
refusal-communication-tracking-host = This host counts clicks: { $place }. Name the page itself.
refusal-communication-redirector = This address leads on to another one: { $place }. Name the page itself.
refusal-communication-pixel = This address is a picture, which can tell who looked: { $place }. Take it out.
refusal-communication-control = There is a character that belongs into no text: { $place }. Take it out.
refusal-communication-too-heavy = The post counts { $weight } of at most { $most }. Shorten it; Chinese, Japanese and Korean characters count two, an address 23.
refusal-communication-wrong-signatory = “{ $person }” may not sign this. Let somebody sign who has one of these duties in the case: { $duties }.
refusal-communication-blog-missing = It must lead to the blog post. Give its address.
refusal-communication-blog-not-out = No blog post of this case is out at { $url }. Publish it first, and record where.
refusal-communication-team-missing = The team { $team } is not engaged yet. Engage it ({ $ways }) and note who answered.
refusal-communication-not-ready = { $ready ->
    [prepared_responses] Support has no prepared responses yet. Hand them over, and say how that is known.
   *[team_feedback] The impacted teams were not asked yet. Ask them, and say how that is known.
}
refusal-communication-list-missing = There is no list of { $audience } yet, or the draft has no addresses. Make the list (F) first.
refusal-communication-customers-first = Nobody else outside hears of it before: { $audiences }. Send theirs first, or ask a second person for an exception with a reason.
refusal-communication-confidential = The case is confidential and { $message_kind } is public. Ask a second person for an exception with a reason.
refusal-communication-wrong-from = The channel sends from { $from } with answers to { $reply_to }; the policy says { $policy_from } and { $policy_reply_to }. Correct the channel or the policy.
refusal-communication-not-a-mail-channel = { $channel } is no mail channel. Name one, or send by hand and record where.
refusal-communication-no-such-channel = There is no channel { $channel } in the settings. Name another one, or send by hand and record where.
refusal-communication-final-missing = These readers were told something and wait for the last message: { $audiences }. Send it, marked as the last.
refusal-communication-final-update-missing = The last status update is not marked as the last. Publish one that is.
refusal-communication-receipt-missing = Nobody has said that { $message } arrived. Record who has it.
refusal-update-field-missing = The field { $field } is empty. An update has six fields, all filled.
refusal-update-translation-missing = The field { $field } is empty in { $language }. Fill it, or leave that language out.
refusal-update-next-time-missing = When does the next update come? Say it, or mark this one as the last.
refusal-update-next-time-past = The next update lies in the past ({ $when }). Say a later time.
refusal-update-final-has-next-time = This is marked as the last update, and the next one has a time. Take one of the two out.
refusal-update-unknown-recipient = The matrix of stakeholders does not know { $recipients }: nobody's clock would stop. It knows { $known }.
refusal-update-unknown-recipient-next = Correct the name, or say why it goes to them all the same.
refusal-communication-not-the-time = This kind of message is only for a case in which it was stated: { $circumstance }.
refusal-communication-not-the-time-next = State the circumstance with its source, or choose another kind of message.
refusal-update-too-technical = Too technical for these readers: { $found }. Say it in plain words, or say why it must stand.
refusal-approval-not-asked = Nobody has asked for approval of this. Ask for it first.
refusal-approval-other-hash = This is not what approval was asked for ({ $hash }). Read it again.
refusal-approval-changed-since = It was changed since approval was asked for ({ $hash }): that approval is void. Ask again.
refusal-approval-expired = The request ended at { $when }. Ask again.
refusal-approval-declined = { $person } declined it. Change it and ask again.
refusal-approval-answered = { $person } has agreed already. Somebody else must agree too.
