# The connection to GitLab, its streams, and findings about the record itself.

nav-connection = Connection
connection-title = Connection to GitLab
connection-lead = What our token can do there, whether GitLab streams its audit events to us, and whether all of them arrived.
connection-none = No GitLab is configured. Set one up with
connection-able = What it can do
connection-read = read
connection-unprobed = Nobody has looked yet.
connection-user = Our user
connection-admin = Acts as administrator
connection-tier = Licence
connection-version = Version
connection-scopes = Scopes of the token
connection-ends = The token ends
connection-never = never, or not told
connection-unknown = not known
connection-yes = yes
connection-no = no
connection-gaps = { $count ->
    [one] One thing could not be found out
   *[other] { $count } things could not be found out
}
connection-endpoints = Endpoints
connection-endpoint = Endpoint
connection-answers = Answers us
connection-instead = What to do instead
connection-instead-audit-events = Premium keeps audit events for asking. On Free, follow audit_json.log, api_json.log and production_json.log.
connection-instead-administrator = Only an administrator reads it: the survey leaves it out and says so. On GitLab.com nobody of you is one.
connection-instead-people = Without it, people and tokens are read through the groups that you own.
connection-instead-owner = Only owners list these. Ask for the Owner role, or let an owner look under Settings, Access tokens.
connection-probe = Look again
connection-streams = Streams
connection-look = look at this
connection-stream-well = GitLab streams to it as “{ $name }”.
connection-stream-filtered = GitLab streams to it, but only { $count ->
    [one] one event type
   *[other] { $count } event types
}: what else happens does not come this way.
connection-stream-off = The destination is switched off in GitLab.
connection-stream-none = GitLab has no destination that leads here, as far as we may see.
connection-set-up = How to set it up
connection-set-up-lead = Run this in GitLab under /-/graphql-explorer as administrator (or owner, for a group). Put the token from the stream's token file in the place of TOKEN. The command portcullis connection stream --create does it for you.
connection-compared = The streams compared with GitLab's own list
connection-compared-lead = A stream can lose events without a word. What GitLab saves is asked for and what is missing is added. { $count ->
    [one] One event type is
   *[other] { $count } event types are
} only streamed and cannot be checked: follow the log files for those.
connection-reconcile = Compare now
connection-no-runs = Nothing has been compared yet.
connection-run-running = under way
connection-run-done = done
connection-run-failed = ended early
connection-window = Events from
connection-scope = Scope
connection-rows = Compared
connection-missing = Not streamed
connection-added = Added
connection-unchecked = Streamed only, not checked:
done-probed = Looked.
done-reconciling = The comparison has begun. Reload to see how it goes.
refusal-connection-no-destination = GitLab has no destination that leads to the stream { $stream }, so that none can be renamed. Set one up with portcullis connection stream --create, or wait for an event without --poke.
refusal-connection-token-length = The token in { $file } has { $length } characters; GitLab takes 16 to 24. Write another one into the file, for instance with openssl rand -hex 12.
record-silent-source = { $source } has brought nothing for { $minutes } minutes (since { $since }); usually it is never quiet for more than { $usual_minutes }.
record-silent-source-meaning = Either nothing happens, or the events no longer reach us. Look at the destination in GitLab, the network between, and GitLab's own health. An intruder with rights switches off the record first.
record-gap-filled = Of { $compared } events of { $scope } in the hour from { $hour } the stream lost { $missing }; { $added } were added from GitLab's list.
record-gap-filled-meaning = GitLab leaves a slow destination out for 15 minutes and tries only three times. The record is whole again for what GitLab saves; event types that are only streamed remain lost. Look at what happened in that hour.
record-not-listed = The stream brought { $count } events of { $scope } in the hour from { $hour } that GitLab's own list does not have; the first has the id { $first }.
record-not-listed-meaning = GitLab saves events of these types, so its list should have them. Either rows were deleted from GitLab's database, or somebody who knows the stream's token sends forged events. They are kept here: find out from the logs of that hour which it is, and replace the token.
record-destination-gone = The destination “{ $name }” ({ $url }) is not there any more.
record-destination-gone-meaning = Somebody deleted it, or our token may not see it any more. Find out who by the audit event of the deletion; until it is back, only the comparison with GitLab's list and the log files tell what happens.
record-destination-altered = The destination “{ $name }” was altered: { $what }.
record-destination-altered-meaning = Switched off, sent elsewhere or filtered, the stream no longer tells everything. Find out who did it and whether it was agreed.
record-other-bytes = Event { $id } was told twice with different contents, in the records { $first } and { $second }.
record-other-bytes-meaning = GitLab gives a number once. Somebody may try to put a forged event in the place of a real one, or rows of the database were changed. Both are kept: compare them.
record-from-future = An event of { $source } lies { $minutes } minutes in the future (record { $record }).
record-from-future-meaning = A clock is wrong, or somebody invents events. Timelines that hold it are wrong by as much.
record-long-ago = { $source } brought an event that is { $days } days old (record { $record }).
record-long-ago-meaning = A source that tells what happens now does not tell of last year. Old events are sent again, or somebody invents some.
record-clock-skew = Events of { $source } come { $seconds } seconds before they happen.
record-clock-skew-meaning = The clock of the source or ours is wrong. Set it right by NTP: the order of events across sources depends on it.
record-disk-low = { $free_mb } MB are left on the disk of the record.
record-disk-low-meaning = Nothing more is taken below the limit, so that what is there stays readable. Make room or move the data directory to a larger disk.
record-rolled-back = The witness { $witness } saw { $seen } records of the ledger “{ $ledger }”; there are only { $held }.
record-rolled-back-meaning = The data directory was set back to an earlier state: an old backup was restored, or somebody removes traces. What was recorded since is missing here. Keep the disk as it is, get the missing part from a copy, and find out who set it back.
record-set-back = { $memory } of this installation knows { $seen } records of the ledger “{ $ledger }”; what is there now ({ $held } records) does not go on from them.
record-set-back-meaning = While Portcullis did not run, the ledger was set back or another put in its place: an old backup was restored, or somebody removes traces. What was recorded since is missing here. What knew of it (index, baselines) lies in the folder set-aside of the data directory; the rules look at the whole record again. Keep the disk as it is, get the missing part from a copy, and find out who did it. Had state.db been set back as well, only a witness would have seen it.
record-forked = The first { $seen } records of the ledger “{ $ledger }”, as the witness { $witness } saw them, are not those that are there now.
record-forked-meaning = Whoever holds the signing key wrote another past. The witness keeps what it saw first: ask it for that head, and trust neither this record nor this machine until it is explained.
