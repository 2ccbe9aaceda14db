## Triage: findings in groups, suppressions, risk

triage-told = { $count ->
    [0] No findings yet.
    [one] { $count } finding.
   *[other] { $count } findings.
}
triage-told-cut = The latest { $count } findings; older ones are in the journal.
triage-filter = Filter
triage-level-from = Level, at least
triage-any = any
triage-entity = About
triage-loose = In no case yet
triage-open = To look at
triage-open-hint = One group for each rule and whom it is about, within a day.
triage-open-none = Nothing waits to be looked at.
triage-suppressed = Suppressed
triage-suppressed-hint = Somebody said that these may wait. They are kept and listed, and open no case by themselves.
triage-suppressed-none = Nothing is suppressed.
triage-own = Our own acts
triage-own-hint = Portcullis caused these itself: each event is explained by an act or a survey in the journal, with the same object and time.
triage-own-none = None of the findings is of our own making.
triage-more = { $count ->
    [one] { $count } more group: narrow the filter.
   *[other] { $count } more groups: narrow the filter.
}
triage-since = since
triage-into-case = Take into a case
triage-case-by-itself = the actor’s open one, or a new one
triage-details = Findings and what to do
entity-instance = The instance
entity-credential = Deploy credential { $name }
risks-title = Whom it points at
risks-hint = Points add up per person, address or place: the level’s weight, more for repeats, halved with each week of age.
risks-all-of-it = All findings about it
risk-points = Risk
risk-made-of = What it is made of
risk-part = { $weight } × { $repeats } (findings: { $count }) × { $decay } (age) = { $points }
suppress-title = Let them wait
suppress-about = What may wait
suppress-both = this rule about this one
suppress-rule = this rule, whoever it is about
suppress-entity = everything about this one
suppress-reason = Why
suppress-days = For how many days
suppress-button = Suppress
suppress-field = Field
suppress-pattern = is like (* = anything)
suppress-help = All that you name must hold. Suppressed findings stay listed; who suppressed them, why and until when is in the journal.
suppressions-title = Suppressions
suppressions-lead = Which findings may wait, why, until when, and who said so.
suppressions-none = Nothing was ever suppressed.
suppression-active = holds
suppression-ended = expired
suppression-lifted = taken back
suppression-by = By
suppression-ends = Until
suppression-lift = Take back
suppression-lifted-by = Taken back by { $name }
finding-suppressed = { $name } said that this may wait: { $reason }
finding-own-act = Portcullis did this itself: step { $step } of a plan of { $case } ({ $act }).
finding-own-survey = Portcullis did this itself while it surveyed for { $case }.
finding-own-stream-test = Portcullis did this itself: it renamed the destination of a stream and gave it its name back, to see an event arrive.
finding-own-inventory = Portcullis did this itself while it read the inventory of credentials.
finding-into-case = Take into a case
finding-group-into-case = … with its whole group
now-findings = In groups, with what to do
now-suppressed = { $count ->
    [one] { $count } suppressed
   *[other] { $count } suppressed
}
done-suppressed = These findings may wait now. They are listed as suppressed.
done-unsuppressed = The suppression is taken back.
