## What is due, and who does it

cli-nothing-due = nothing is due
cli-due-update = update { $row }
cli-due-promised = status update, as promised
cli-due-approval = approval of { $name }
cli-due-offer = duty { $duty }
cli-due-updates = look for updates of the instance
cli-due-requester = log request: how it stands
cli-due-waits = waits for { $mark }
cli-due-without-delay = without undue delay
cli-due-projected = { $at } (projected)
cli-duty-yours = the duty is yours
cli-duty-offered = offered: number { $index }
cli-duty-offer = offer { $index }: { $duty } to { $to } by { $by }
cli-nobody-on-call = nobody is on call: name people or a calendar under [[on_call]]

## Lockdown, messages, updates

cli-no-lockdown = no lockdown holds
cli-lockdown =
    a lockdown holds since { $at }, engaged by { $by }: { $reason }
    to lift it, put this into the settings file:
cli-plan-attached = attached
cli-step-taken = the step is taken
cli-list-recorded = the list is on record
cli-drafted = { $name } is drafted
cli-approval-asked = approval is asked for
cli-sent = sent
cli-withdrawn = withdrawn
cli-communication-at = at { $at }; policy { $policy }
cli-communication-none = the plan of communication is not attached
cli-not-asked = not asked
cli-message-stands =
    {"  "}hash { $hash }
    {"  "}approval: { $approval }; sent: { $sent }
cli-in-the-way = {"  "}in the way: { $rule }
cli-policy-from = { $name }: from { $from }
cli-message-policy =
    { $kind }
    {"  "}for { $for }
    {"  "}drafted by { $drafters }; reviewed by { $reviewers }; sent by { $senders }
    {"  "}fields { $fields }
cli-owed-since = since
cli-owed-ended = ended
cli-punctuality = { $due } came due, { $kept } told in time, { $late } late
cli-there-is-no = there is no { $name }; there are: { $names }
cli-sent-again = { $count } sent again
cli-room-by-hand = there is none yet; to make it by hand:
cli-limit = { $within } from { $from }
cli-limits-or = {" or "}
cli-severity-set = severity { $letter } { $level }
cli-severity = severity: { $level }
cli-not-set = not set
cli-severity-computed = the table says { $level } by rule { $rule }
cli-severity-overridden = { $by } says otherwise: { $reason }
cli-update-published = update { $number } is published
cli-pinned = pinned
cli-unpinned = unpinned
cli-update-next = next: { $next_at }
cli-update-late = next: { $next_at }  LATE
cli-update-none = next: none promised
cli-update-missing = missing: { $detail }
cli-update-technical = too technical: { $excerpt } ({ $kind })
cli-not-yet = not yet: { $rule }
cli-ticket = asked: { $ticket }

## Reviews and figures

cli-file-ending = the file's ending says the format: .md or .pdf
cli-saved = { $file }: { $bytes } bytes
cli-updates-due = updates due { $due }, in time { $kept }
cli-open = open
cli-still-lacks = still lacks: { $names }
cli-measure-to-detect = to detect
cli-measure-to-contain = to contain
cli-measure-to-inform = to inform
cli-measure-to-inform-customers = to inform customers
cli-measure-exposure-window = exposure window
cli-figures = { $cases } case(s), { $open } open; updates due { $updates_due }, in time { $updates_kept }
