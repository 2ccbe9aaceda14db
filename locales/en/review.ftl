## After the incident: review, follow-ups, figures over cases

nav-metrics = Figures
review-after = Afterwards
review-title = Review
review-lead = Drafted from the journal. What people add stands in it in their own words; everything else is derived and cannot be edited.
review-paper-title = Review of { $case }: { $title }
review-foot = { $case } · drafted from the journal on { $at }
review-as-pdf = Save as PDF
review-as-markdown = Save as Markdown
review-write = Write a section
review-section = Section
review-text = Text
review-save = Save
review-section-summary = What happened
review-section-root_cause = Why it could happen
review-section-went_well = What went well
review-section-to_improve = What shall go better
review-unwritten = Not written yet.
review-none = None.
review-not-yet = not known
review-lacks = What this review still lacks
review-lack-case_open = The case is not closed.
review-lack-summary = What happened is not written.
review-lack-root_cause = Why it could happen is not written.
review-lack-went_well = What went well is not written.
review-lack-to_improve = What shall go better is not written.
review-lack-beginning = It is not known when it began.
review-lack-containment = It is not known when it was contained.
review-lack-follow_ups = There is no follow-up.
review-lack-late_follow_up = A follow-up is past its day.
review-lack-unknown_act = What became of an act in GitLab is not known.
review-kind = Kind
review-phase = Phase
review-began = Began
review-detected = Detected
review-declared = Declared
review-informed = First update inside
review-customers-informed = First message to customers
review-contained = Contained
review-all-clear = All clear
review-closed = Closed
review-exposure-window = Exposure window
review-to-detect = Time to detect
review-to-contain = Time to contain
review-to-inform = Time to inform (inside)
review-to-inform-customers = Time to inform (customers)
review-late-notices = Notices of the law that were late
review-notice = Notice
review-owed = Updates that were owed
review-owed-told = { $due_count ->
    [0] No update fell due.
    [one] One update fell due; in time: { $kept_count }.
   *[other] { $due_count } updates fell due; in time: { $kept_count }.
}
review-whom = To whom
review-due = Due
review-done = Done
review-decisions = Decisions
review-timeline = Timeline
review-when = When (UTC)
review-what = What
review-who = By
review-acts = What was done in GitLab
review-act = Act
review-undo = Undone: { $act }
review-target = On
review-outcome = Outcome
review-outcome-done = done
review-outcome-already_so = was so already
review-outcome-failed = failed
review-outcome-skipped = skipped
review-outcome-unknown = not known
review-follow-ups = Follow-ups
review-state = State
review-evidence = Evidence
review-item = Item
review-hash = SHA-256
follow-up-add = Add a follow-up
follow-up-owner = Owner
follow-up-note = Where to see it, or why
follow-up-open = open
follow-up-done = Done
follow-up-dropped = Drop
follow-up-late = late
done-review-written = The section is saved.
done-follow-up-added = The follow-up is added.
done-follow-up-ended = The follow-up has ended.
timeline-review-written = The review was written: { $section ->
    [summary] what happened
    [root_cause] why it could happen
    [went_well] what went well
   *[to_improve] what shall go better
}.
timeline-follow-up-added = Follow-up for { $owner }: { $text }{ $due ->
    [none] {""}
   *[other] {" "}(until { $due })
}
timeline-follow-up-ended = Follow-up { $follow_up } { $ending ->
    [done] is done
   *[dropped] shall not be done
}. { $note }
metrics-title = Figures over cases
metrics-lead = How long it took to detect, contain and inform, and how punctual updates were. Exercises are left out.
metrics-foot = Figures over cases · { $at }
metrics-since = Declared from (UTC)
metrics-until = Declared before (UTC)
metrics-show = Show
metrics-case-count = Cases
metrics-open = Not closed
metrics-punctuality = Punctuality
metrics-updates = Updates
metrics-follow-ups-open = Open follow-ups
metrics-measures = How long it took
metrics-measure = Measure
metrics-count = Cases
metrics-median = Half within
metrics-p90 = Nine of ten within
metrics-worst = Longest
metrics-cases = By case
metrics-case = Case
metrics-case-title = Title
metrics-detect = Detect
metrics-contain = Contain
metrics-inform = Inform
metrics-exposed = Exposed
metrics-kept = In time
paper-table = Table
