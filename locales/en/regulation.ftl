# Deadlines of the law. No legal advice.

regulations-title = Deadlines of the law
regulations-advice = A memory aid, not legal advice: whether a regulation applies, and since when you were “aware”, your counsel decides. Portcullis shows the clock and keeps the decision.
regulations-none = No regulation has begun: no facts of the table hold.
regulation-gdpr = GDPR
regulation-uk-gdpr = UK GDPR
regulation-nis2 = NIS 2
regulation-dora = DORA
regulation-sec = SEC Form 8-K
regulation-hipaa = HIPAA
notice-to-data-protection-authority = data protection authority
notice-to-ico = Information Commissioner's Office
notice-to-people-concerned = the people concerned
notice-to-csirt = CSIRT or competent authority
notice-to-financial-supervisor = competent financial authority
notice-to-sec = SEC, by EDGAR
notice-to-media = media
notice-to-hhs = Secretary of HHS
notice-authority = Notice to the authority
notice-people = Notice to people
notice-early-warning = Early warning
notice-notification = Incident notification
notice-final-report = Final report
notice-initial = Initial notification
notice-intermediate = Intermediate report
notice-form-8-k = Form 8-K, Item 1.05
notice-media = Notice to the media
notice-secretary = Notice to the Secretary
mark-awareness = when you became aware
mark-classification = when it was classified as major
mark-materiality = when it was found to be material
notice-outcome-open = open
notice-outcome-notified = given
notice-outcome-not-notified = not to be given
notice-projected = counted from a notice that is not given yet
notice-in-time = in time
notice-too-late = after the deadline
regulation-all = all regulations
regulation-which = Regulation
notice-which = Notice
notice-all = all of it
regulation-date = State a moment
regulation-mark = Which moment
regulation-at = When
regulation-reason = How that is known
regulation-date-do = State
notice-give = A notice was given
notice-at = When (empty: now)
notice-reference = Number or place of it
notice-give-do = Record
notice-decide = Decide on a notice
notice-decision = Decision
notice-do-not = do not notify
notice-do = notify
notice-why = Why
notice-decide-do = Decide
regulation-begin = A regulation applies all the same
regulation-begin-why = Who says so, and why
regulation-begin-do = Begin

timeline-regulation-begun = { $regulation }: its deadlines run. Because of: { $reasons }
timeline-regulation-dated = { $mark ->
    [awareness] Stated: one became aware.
    [classification] Stated: it was classified as major.
   *[materiality] Stated: it was found to be material.
} { $regulation } { $reason }
timeline-regulation-warned = { $regulation }: the deadline of “{ $notice }” is near: { $due }.
timeline-regulation-late = { $regulation }: the deadline of “{ $notice }” has passed: { $due }.
timeline-regulation-notified = { $regulation }: “{ $notice }” was given. Reference: { $reference }
timeline-regulation-decided = { $notify ->
    [true] { $regulation }: it was decided to notify. { $notice } { $reason }
   *[other] { $regulation }: it was decided not to notify. { $notice } { $reason }
}

done-regulation = It is on record.

refusal-regulation-unknown = There is no regulation “{ $name }” in the table, which has: { $names }
refusal-regulation-unknown-next = Name one of these, or add it to the table of regulations.
refusal-regulation-not-begun = “{ $name }” has not begun in this case.
refusal-regulation-not-begun-next = State the facts that begin it, or begin it by hand with a reason.
refusal-regulation-begun = “{ $name }” has begun in this case already.
refusal-regulation-begun-next = State the moment of awareness if another one is right.
refusal-regulation-no-such-notice = “{ $name }” has no notice “{ $notice }”, but: { $notices }
refusal-regulation-no-such-notice-next = Name one of these.
refusal-regulation-given = “{ $notice }” of { $name } was given already.
refusal-regulation-given-next = Add a note to the case if you gave more.
refusal-regulation-time-ahead = That time lies ahead.
refusal-regulation-time-ahead-next = Give the time at which it was so.
refusal-regulation-words-missing = Something is missing: { $field }
refusal-regulation-words-missing-next = What is said about a deadline of the law is kept with its reason or reference.
