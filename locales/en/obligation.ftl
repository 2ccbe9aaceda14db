# Who is owed an update by when: rows, recipients, the clock, refusals.

## Rows of the matrix, and who is told

obligation-row-security-director = Security director
obligation-row-e-group = Executive group
obligation-row-marketing-and-pr = Marketing and press
obligation-row-legal = Legal
obligation-row-incident-channel = Incident channel
stakeholder-security-director = Sr. Director of Security
stakeholder-e-group = the executive group
stakeholder-marketing-director = Sr. Director of Corporate Marketing
stakeholder-pr-manager = PR manager
stakeholder-legal = Legal
stakeholder-company = the company: open the incident channel and share its link
stakeholder-channel-slack-dm = direct message
stakeholder-channel-e-group = channel of the executive group
stakeholder-channel-incident-channel = incident channel

## How often

cadence-once = once
cadence-every-seconds = { $count ->
    [one] every second
   *[other] every { $count } seconds
}
cadence-every-minutes = { $count ->
    [one] every minute
   *[other] every { $count } minutes
}
cadence-every-hours = { $count ->
    [one] every hour
   *[other] every { $count } hours
}
cadence-every-days = { $count ->
    [one] every day
   *[other] every { $count } days
}
cadence-every-business-days = { $count ->
    [one] every business day
   *[other] every { $count } business days
}
cadence-every-months = { $count ->
    [one] every month
   *[other] every { $count } months
}
cadence-continuous-seconds = after each change, within { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
cadence-continuous-minutes = after each change, within { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
cadence-continuous-hours = after each change, within { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}

## The list of everything due

nav-due = Due
clock-title = Due by the clock
clock-next = Next due
clock-all = Everything due
clock-all-title = Everything due
clock-none = Nothing comes due within a day.
clock-none-at-all = Nothing is due.
clock-what = What
clock-when = When
clock-who = Who
clock-state-late = late
clock-state-now = due
clock-state-ahead = ahead
clock-update = { $case }: update to { $recipient }
clock-approval = { $case }: approval of “{ $title }”, asked for by { $name }
clock-yours = you may answer
clock-offer = { $case }: { $by } offers { $to } the duty { $duty }
clock-promised = { $case }: the status update that was promised
clock-notice = { $case }: { $regulation } { $article }, notice to { $to }
clock-no-time = without undue delay
clock-waits = the time follows when somebody states: { $mark }
clock-missed = { $count ->
    [one] one more came due since
   *[other] { $count } more came due since
}
clock-person = asked: { $person }
clock-nobody = nobody can be asked: give somebody the duty “{ $duty }”

## Obligations of a case

obligations-title = Who is owed an update
obligations-none = Nobody is owed an update: no facts of the matrix hold.
obligations-punctuality = { $due_count ->
    [one] One update came due
   *[other] { $due_count } updates came due
}, { $kept_count } told in time, { $late_count } late.
obligation-since = since
obligation-reasons = because of: { $reasons }
obligation-ended = ended
obligation-asked-for = asked for by the recipient
obligation-by = by
obligation-past = What came due
obligation-told-at = told
obligation-not-told = not told
obligation-tell = Told by other means
obligation-how = How
obligation-at = When (empty: now)
obligation-tell-do = Record
obligation-change = Another cadence
obligation-recipient = Recipient
obligation-cadence = How often: 30m, every 2 business days, continuous 5m, once; empty: as the matrix says
obligation-requested-by = Who asked for it
obligation-reason = Why
obligation-change-do = Change
obligation-end = Nothing is owed any more
obligation-end-do = End

## Reminders of people on call

reminder-title = { $case }: an update to { $recipient } is due
reminder-body = { $person }: please see to it that { $recipient } hears how { $case } stands, and say so in Portcullis.

## The timeline

timeline-obligation-begun = { $row }: updates are owed from now on. Because of: { $reasons }
timeline-obligation-late = The update to { $recipient } that was due at { $due } is late.
timeline-obligation-escalated = Nobody told { $recipient }; { $person } ({ $duty }) was asked.
timeline-obligation-told = { $row }: told by other means. { $how }
timeline-obligation-cadence = { $usual ->
    [true] { $recipient } is told as often as the matrix says again
   *[other] { $recipient } is told differently now: { $cadence }
}, as { $requester } asked: { $reason }
timeline-obligation-ended = { $because ->
    [all_clear] { $row }: all clear, nothing is owed any more.
    [closed] { $row }: the case was closed, nothing is owed any more.
   *[other] { $row }: nothing is owed any more: { $reason }
}

## Said after a form

done-told = It is on record that they were told.
done-cadence = The cadence was changed.
done-obligation-ended = Nothing is owed to this row any more.

## Refusals

refusal-obligation-not-owed = Nobody of the row “{ $row }” is owed an update in this case. Rows that are: { $rows }
refusal-obligation-not-owed-next = Look at the case's obligations: a row begins when its facts are stated.
refusal-obligation-recipient-unknown = “{ $recipient }” is no recipient of the row “{ $row }”, which has: { $recipients }
refusal-obligation-recipient-unknown-next = Name one of these, or change the matrix of stakeholders.
refusal-obligation-time-wrong = Somebody of the row “{ $row }” can only have been told between its beginning and now.
refusal-obligation-time-wrong-next = Give the time at which they were told.
refusal-obligation-words-missing = Something is missing: { $field }
refusal-obligation-words-missing-next = A change of what is owed is kept with who asked for it, and why.
