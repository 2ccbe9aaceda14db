## The connection to GitLab

cli-connection-token-refused = { $url } does not take the token in { $file }
cli-connection-added = added to { $file }
cli-connection-settings = settings (add --write to put them into the settings file):
cli-connection-next-stream = next: start `portcullis serve`, then `portcullis connection stream --create`
cli-lacks-admin-mode = The user is an administrator, but the token may not act as one: make a token with the scopes api and admin_mode.
cli-lacks-api = The token has neither api nor read_api: most reading will be refused.
cli-stream-is-there = the settings have a stream { $name } already, with its token in { $file }
cli-stream-token-made = a token for the stream was made in { $file }
cli-settings-have-gitlab = the settings have a [gitlab] already: change it by hand
cli-settings-would-be-invalid = the settings would not be valid
standing-username = username
standing-user = user
standing-is-admin = is_admin
standing-deployment = deployment
standing-tier = tier
standing-version = version
standing-scopes = scopes
standing-expires = expires
standing-owned-groups = owned groups
cli-instead = instead: { $what }
cli-streams-group = streams of group { $path }
cli-streams-instance = streams of instance
cli-streams-none = no destination
cli-all = all
cli-count-types = { $count } types
cli-no-gitlab =
    no GitLab is configured
    {"  "}next: portcullis connection add --help
cli-nobody-looked =
    nobody has looked yet
    {"  "}next: portcullis connection probe
cli-stream-no-destination = no destination in GitLab
cli-stream-off = switched off in GitLab
cli-stream-on = GitLab streams to it
cli-stream-made = made { $created }, which posts to { $address }
cli-stream-by-hand = run this in GitLab ({ $explorer }); put the token of { $token_file } in the place of TOKEN
cli-event-arrived = an event of { $source } arrived after { $waited_ms } ms: record { $record }
cli-no-event-arrived =
    no event of { $source } arrived
    {"  "}next: portcullis connection probe; look at the destination's address, the network and the token

## Search, detection, import

cli-record-empty = the record is empty: start `portcullis serve`, or `portcullis import` a file
cli-count-findings = { $count } finding(s)
cli-count-events = { $count } event(s)
cli-hunt-told = { $found } finding(s); { $read } of { $done } records had to be read, { $hits } were hit
cli-problem-go-on =
    { $problem }
    {"  "}next: give the same command again, it goes on where it was
cli-server-stopped = the server stopped: give the same command again, it goes on where it was
cli-cannot-import = cannot import { $file }
cli-too-many-files = more than { $count } files; import the folders one by one
cli-imported-all = { $file_count } files: { $count } record(s)
cli-imported = { $file }: { $count } record(s)
cli-imported-there = {"  "}{ $resumed_after } were there already
cli-imported-raw = {"  "}{ $unparsed } not readable, kept raw; lines { $lines }
cli-imported-too-long = {"  "}longer than the limit, NOT taken; lines { $lines }
cli-inventory-told = { $shown } of { $total } credentials, read { $read_at }
cli-not-read = not read: { $what }

## Findings

cli-no-case = { $name } is no case: expected 7 or C-7
cli-taken-back = taken back
cli-holds = holds
cli-expired = expired
cli-finding-opened = opened C-{ $case } with { $attached } finding(s)
cli-finding-joined = joined C-{ $case } with { $attached } finding(s)
cli-findings-told = { $open } to look at, { $suppressed } suppressed, { $own } our own
cli-risk-part = {"        "}{ $points } = { $weight } x { $repeats } ({ $findings } findings) x { $decay } (age)  { $title }
cli-suppressed-by = #{ $id } by { $by }: { $reason }
cli-until-when = until when? give --days or --until
cli-suppression-holds = suppression { $id } holds until { $until }

## The ledgers and their witnesses

cli-no-checkpoint = no checkpoint was signed yet
cli-ledger-status = { $name }: { $size } records, { $checkpoint_size } under checkpoint, root { $root }
cli-ledger-key = {"  "}key { $verifier_key }
cli-not-witnessed = not witnessed: who holds the signing key could write another past
cli-witnessed-by = { $witness } at { $at }
cli-witnessed = witnessed up to { $size } by { $names }
cli-cosigned = { $ledger } by { $witness }: cosigned up to { $size }
cli-not-cosigned = { $ledger } by { $witness }: NOT cosigned: { $trouble }
cli-not-stamped = { $ledger }: NOT stamped: { $trouble }
cli-stamped = { $ledger }: stamped up to { $size } at { $at }
cli-nothing-to-stamp = { $ledger }: nothing to stamp: it holds no record yet
cli-nothing-since-stamp = { $ledger }: nothing came since the stamp on { $size }
cli-no-verifier-key = { $file } holds no verifier key
cli-cannot-verify-ledger = cannot verify the ledger in { $file }
cli-ledger-sound = { $name }: sound · { $records } records, { $bytes } bytes, { $checkpoints } checkpoints
cli-ledger-unsound = { $name }: NOT SOUND · { $records } records, { $bytes } bytes, { $checkpoints } checkpoints
cli-record = record { $index }
cli-cannot-open-witness = cannot open the witness in { $file }
cli-witness-open = { $address } is open to the network, and this port speaks plain HTTP; put a proxy with TLS in front and give --allow-non-loopback
cli-witness-no-log = it knows no log yet and will refuse every head: give --log verifier.pub
cli-witness-key = key { $key }
cli-witness-log = log { $name }
cli-listening = listening on { $url }
cli-stopping = stopping
cli-cannot-start-sources = cannot start the sources
cli-cannot-start-outbox = cannot start the outbox
cli-cannot-announce = cannot announce the server in the data directory
cli-cannot-withdraw = cannot withdraw the announcement

## Sources, rules, SQL, tokens

cli-no-sources = no sources are set: see docs/guide/operator.md, «Where events come from»
cli-source-source = source
cli-source-way = way
cli-source-state = state
cli-source-last-event-at = last_event_at
cli-source-last-received-at = last_received_at
cli-source-lag-s = lag_s
cli-source-records = records
cli-source-bytes = bytes
cli-source-errors = errors
cli-source-dropped = dropped
cli-source-last-error = last_error
cli-source-last-error-at = last_error_at
cli-source-per-minute = per_minute
cli-source-usual-gap-s = usual_gap_s
cli-rules-sound = { $count } rule(s) are sound
cli-rules-foreign =
    { $count } rule(s) are not for GitLab and are left out, e.g. (--json: all)
    {"  "}{ $lines }
cli-rules-in-force = { $count } rule(s) are in force
cli-rules-behave = { $count } rule(s) behave as their examples say
cli-examples-fail = { $count } example(s) do not hold
cli-sql-cut = cut here: more rows than the limit; narrow the question
cli-token-empty = standard input is empty: pass the token there, e.g. `portcullis token identify < leaked.txt`
cli-token-kind = kind
cli-token-kinds = kinds
cli-token-prefix = prefix
cli-token-is-well-formed = is_well_formed
cli-token-is-routable = is_routable
cli-token-checksum = checksum
cli-token-routing = routing
cli-token-last-four = last_four
cli-token-ended-by = ended_by
cli-reconciled = events from { $since } until { $until }, { $rows } rows read
cli-reading-list = reading GitLab's list
cli-streamed-only = streamed only, not checked: { $names }
cli-range-attacks = { $count } attacks, listed in { $file }
cli-range-url = simulated GitLab on { $url }
cli-range-token = administrator's token (worthless elsewhere): { $token }
cli-range-holds = the attacker now holds { $count } credential(s)
