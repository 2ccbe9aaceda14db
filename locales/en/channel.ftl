# Channels and the outbox: how messages go out, and what became of them.

nav-outbox = Outbox
nav-channels = Channels

## Channels

channels-title = Channels
channels-lead = The ways by which messages go out. They are set in the settings file, one [[channel]] each.
channels-sink = Nothing leaves this process: every message ends in a sink that only counts.
channels-none = No channel is set. Add a [[channel]] to the settings file.
channel-kind-smtp = Mail
channel-kind-mattermost = Mattermost
channel-kind-slack = Slack (webhook)
channel-kind-teams = Microsoft Teams
channel-kind-slack-api = Slack (Web API)
channel-kind-status-io = status.io
channel-kind-statuspage = Statuspage
channel-kind-gitlab-issue = Confidential GitLab issues
channel-kind-webhook = Signed webhook
channel-reach = Who reads there
channel-reach-named = Only those whom a message names
channel-reach-company = Everybody of the organisation
channel-reach-customers = Customers
channel-reach-public = Everybody
channel-waiting = Waiting messages
channel-per-minute = Messages a minute at most
channel-last-sent = Last took a message
channel-last-failed = Last did not
channel-rests = Rests until
channel-never = not yet
channel-test = Send a test message
channel-test-to = To
done-channel-tested = The channel took the test message.
done-channel-test-failed = The channel did not take the test message; see what it said below.

## Addresses that nothing is sent to

addresses-title = Addresses that nothing is sent to
addresses-lead = They bounced, or asked not to be written to. Every order leaves them out and says so.
addresses-none = None.
address-address = Address
address-suppress = Send nothing there
address-lift = Send there again
done-address-suppressed = Nothing is sent to this address any more.
done-address-lifted = This address may be written to again.

## The outbox

outbox-title = Outbox
outbox-lead = What is on its way to people, and what needs a decision.
outbox-all = Show all, also what arrived
outbox-open = Show only what is open
outbox-none = Nothing.
case-outbox-open = Messages and the incident channel
case-outbox-title = Messages of { $case }
delivery-what = Message
delivery-stage = State
delivery-stage-held-lockdown = Held: lockdown
delivery-stage-held-second-person = Waits for a second person
delivery-stage-waiting = On its way
delivery-stage-dead = Needs a decision
delivery-stage-over = Done
delivery-addressees = Addressees
delivery-channel = Channel
delivery-case = Case
delivery-queued = Ordered by
delivery-reference = Its name there
delivery-evidence = As sent (evidence)
delivery-content-message = message
delivery-content-status = status page
delivery-content-room-made = incident channel
delivery-content-room-invited = invitation
delivery-content-room-topic = topic
delivery-content-issue = confidential issue
delivery-count-comma = ,{ " " }
delivery-count-arrived = { $count } arrived
delivery-count-waiting = { $count } waiting
delivery-count-uncertain = { $count } uncertain
delivery-count-refused = { $count } refused
delivery-count-gave-up = { $count } not reached
delivery-count-suppressed = { $count } left out
delivery-count-cancelled = { $count } stopped
delivery-more = { $count } more are in the API.
delivery-cleared-by = { $name } let it leave the confidential case.
delivery-cancelled-by = { $name } stopped it: { $reason }
delivery-held-hint-lockdown = A lockdown holds: nothing leaves. What waits here goes by itself once the settings file ends the lockdown; it can be stopped before.
delivery-held-hint-second-person = The case is confidential, and others than the named read there. A second person with the role of an approver must let it go.
delivery-clear = Let it go
delivery-reason = Reason
delivery-resend = Send again
delivery-resend-hint = To all who surely did not get it. Who may have it already must be chosen one by one.
delivery-cancel = Stop what is not sent yet
parcel-address = To
parcel-answer = What the other side said
parcel-attempts = Tries
parcel-at = When
parcel-next = again
parcel-decide = Decide
parcel-raw = As sent
parcel-resend = Send again
parcel-known-by = How that is known
parcel-arrived-button = It arrived
parcel-waiting = Waiting
parcel-handing = Being handed over
parcel-sent = Sent
parcel-refused = Refused
parcel-gave-up = Not reached
parcel-uncertain = Uncertain
parcel-suppressed = Left out
parcel-cancelled = Stopped
parcel-arrived = Arrived
done-delivery-queued = The message is in the outbox.
done-delivery-cleared = The message may go.
done-delivery-resent = It is sent again.
done-delivery-cancelled = What was not sent yet is not sent.
done-delivery-arrived = It is on record as arrived.

## By hand

hand-title = Send a message by hand
hand-hint = To people of the house. What goes to customers or the public goes the way of the communications flow.
hand-to = To (one a line; empty = the channel itself)
hand-language = Language
hand-subject = Subject
hand-text = Text
hand-urgent = Must be seen at once
hand-send = Send

## The incident channel (CM13)

room-title = Incident channel
room-lead = There is none yet. It is one of the first things to do: everybody involved finds each other there.
room-make = Make #{ $room }
room-by-hand = Make it by hand
room-name = Name
room-url = Address
room-record = Record it
room-command-create = Make a channel of this name:
room-command-invite = Invite, in the channel:
room-command-topic = Say what it is about:
room-command-link = Post the case:
room-command-tell = Tell the others where it is:
done-room-ordered = The incident channel is being made.
done-room-recorded = The incident channel is on record.

## The timeline

timeline-delivery-queued = { $content ->
    [status] Status page update “{ $title }” ordered on the channel { $channel }.
    [room_made] The incident channel was ordered on the channel { $channel }.
    [room_invited] Invitations into the incident channel were ordered.
    [room_topic] The topic of the incident channel was ordered.
    [issue] A confidential issue “{ $title }” was ordered on the channel { $channel }.
   *[message] Message “{ $title }” ordered on the channel { $channel }{ $count ->
        [0] .
        [one] , to { $count } addressee.
       *[other] , to { $count } addressees.
    }
}
timeline-delivery-cleared = Message { $delivery } may leave the confidential case: a second person agreed.
timeline-delivery-ended = Message { $delivery }: { $arrived } arrived, { $dead } not, of these { $uncertain } uncertain.
timeline-delivery-resent = Message { $delivery } is sent again to { $count ->
    [one] { $count } addressee
   *[other] { $count } addressees
}: { $reason }
timeline-delivery-cancelled = Message { $delivery } was stopped: { $reason }
timeline-delivery-found-arrived = Message { $delivery } arrived after all: { $reason }
timeline-delivery-room = The incident channel #{ $room } was made. { $url }

## Refusals

refusal-delivery-not-by-hand = The channel { $channel } is read by { $reach ->
    [public] everybody
   *[other] customers
}: a message by hand does not go there.
refusal-delivery-not-by-hand-next = Draft it in the communications of the case: there it is reviewed and approved, and customers hear first.
refusal-delivery-not-held = Message { $delivery } does not wait for a second person.
refusal-delivery-not-held-next = Look at the message in the outbox.
refusal-delivery-own = You ordered message { $delivery } yourself. Somebody else must let it leave a confidential case.
refusal-delivery-own-next = Ask another approver.
refusal-delivery-nothing-dead = Message { $delivery } has nobody left to whom it can be sent again.
refusal-delivery-nothing-dead-next = Who is uncertain must be chosen one by one.
refusal-delivery-nothing-waits = Nothing of message { $delivery } waits any more.
refusal-delivery-nothing-waits-next = Look at the message in the outbox.
refusal-delivery-not-uncertain = That addressee of message { $delivery } is not uncertain.
refusal-delivery-not-uncertain-next = Look at the message in the outbox.
refusal-room-no-token = No channel of the settings can make rooms.
refusal-room-no-token-next = Make it by hand with the commands shown, and record it.
refusal-room-there-is-one = The case has an incident channel.
refusal-room-there-is-one-next = Go there.
