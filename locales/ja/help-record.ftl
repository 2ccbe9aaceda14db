## コマンドラインのヘルプ: 記録、検索、検知、台帳

# Watch an attack on a simulated GitLab being recorded, found, contained and proven
help-demo = 模擬 GitLab への攻撃が記録され、検知され、封じ込められ、証明されるまでを見る
# The attack: leaked-token, compromised-user, compromised-bot, exposed-job-token, ci-secret-exposure, compromised-instance or misconfigured-settings
help-demo--scenario = 攻撃の種類: leaked-token、compromised-user、compromised-bot、exposed-job-token、ci-secret-exposure、compromised-instance、misconfigured-settings
# Do not wait at the end; exit 0 only if the attacker is locked out, the sweep is empty, undo gave the state back, the gates refused what they must, no secret was written down and the ledgers verify
help-demo--headless = 終わったら待たずに終了する。攻撃者を締め出し、残存物がなく、取り消しで状態が元に戻り、ゲートが拒否すべきものを拒否し、秘密情報がどこにも書かれず、台帳が検証できた場合だけ 0 で終了する
# Where to keep the demo's data [default: a fresh folder that is removed at the end]
help-demo--keep = デモのデータを残す場所 [既定値: 終了時に削除される新しいフォルダー]
# one document; exit 0 only if contained and proven
help-demo_after-1 = 文書を 1 つ出力。封じ込めて証明できた場合だけ 0 で終了

# Run the server: pages, API and receivers
help-serve = サーバーを動かす。ページ、API、レシーバー
# Address to listen on [default: from the settings, 127.0.0.1:8470]; port 0 takes any free one
help-serve--listen = 待ち受けるアドレス [既定値: 設定の値、127.0.0.1:8470]。ポート 0 は空いているポートを使う

# Read log files and exports into the record
help-import = ログファイルやエクスポートを記録に読み込む
# Files, folders, or `-` for standard input, which is read to its end
help-import--files = ファイル、フォルダー、または `-`（標準入力を終わりまで読む）

# Where events come from, and how each source does
help-source = イベントの取り込み元と、それぞれの状態
# List all sources: state, last event, lag, rate, errors
help-source-list = 取り込み元の一覧: 状態、最後のイベント、遅れ、受信量、エラー
# Exits with 1 if one of them fails
help-source-list_more-1 = どれかに障害があると 1 で終了します。
# Show one source
help-source-show = 取り込み元を 1 つ表示する
# Its name, as in records: `stream/main`
help-source-show--source = 記録にある名前。`stream/main` のように

# Search the record by words
help-search = 記録を言葉で検索する
# What to look for; nothing = everything
help-search--query = 検索する内容。省略するとすべて
# At most this many events
help-search--limit = 表示するイベントの最大件数
# what could not be read
help-search_after-1 = 読み取れなかったもの
# Fields: docs/reference/fields.md
help-search_after-2 = 使えるフィールド: docs/reference/fields.md

# Ask the record by SQL, read-only
help-sql = 記録を SQL で調べる（読み取りのみ）
# The SELECT
help-sql--query = SELECT 文

# Run the rules over the whole record
help-detect = 記録全体にルールを適用する
# Only findings of this level or graver: informational, low, medium, high, critical
help-detect--level = このレベル以上の検知結果だけ: informational、low、medium、high、critical
# Only findings whose events end at or after this time (RFC 3339)
help-detect--since = この時刻以降に終わったイベントの検知結果だけ（RFC 3339）
# Rules beside the shipped ones; the same id overrides [default: from the settings]
help-detect--rules = 同梱のルールに加えるルール。同じ ID は上書きする [既定値: 設定にあるもの]

# Run a new or changed rule over all history, by the index, on all cores
help-hunt = 新しいルールや変更したルールを、索引を使い全コアで過去のすべてに適用する
# A file or folder of rules to try; they need not be in force
help-hunt--rules = 試すルールのファイルまたはフォルダー。有効になっていなくてもよい
# A rule in force, by id or name; again for more [default: those of --rules, or all]
help-hunt--rule = 有効なルールの ID または名前。複数指定できる [既定値: --rules のもの。なければすべて]
# Only events at or after this time (RFC 3339)
help-hunt--since = この時刻以降のイベントだけ（RFC 3339）
# Only events before this time (RFC 3339)
help-hunt--until = この時刻より前のイベントだけ（RFC 3339）
# Journal what is found, as if the rule had been there from the start; cases may open
help-hunt--keep = ルールが初めからあったものとして、結果をジャーナルに記録する。ケースが開くことがある

# Check, list and test detection rules
help-rules = 検知ルールの検査、一覧、テスト
# Read every rule strictly; show each problem with file and line
help-rules-check = すべてのルールを厳密に読み、問題をファイル名と行番号とともに示す
# Rules for other products are counted, not run: a pipeline may make them rules for GitLab
help-rules-check_more-1 = ほかの製品のルールは数えるだけで実行しません。パイプラインで GitLab のルールにできることがあります。
# List the rules in effect
help-rules-list = 有効なルールの一覧
# Show each rule the example events that it carries: those that must match, and those that must not
help-rules-test = 各ルールに付いているイベント例を適用し、一致すべきものとしないものを確かめる
# Let the running server read its rule files again, now
help-rules-reload = 動作中のサーバーに、ルールのファイルを今すぐ読み直させる
# It also does so by itself, seconds after a file changed. Rules that cannot be used are refused as a whole; those in force stay
help-rules-reload_more-1 = ファイルを変更すると、数秒後に自動でも読み直されます。使えないルールが 1 つでもあれば全体が拒否され、それまでのルールが有効なままになります。

# What the rules found, in groups; what may wait; into a case
help-finding = ルールの検知結果をまとめて見る、後回しにする、ケースに入れる
# Findings in groups by entity and rule; ends with 10 when something waits to be looked at
help-finding-list = 検知結果を対象とルールごとにまとめて表示する。確認待ちのものがあれば 10 で終了する
# At least this grave: informational, low, medium, high, critical
help-finding-list--level = このレベル以上のもの: informational、low、medium、high、critical
# Of this rule: its id, or words of its title
help-finding-list--rule = このルールのもの。ID または題名に含まれる語
# About this one: `user:42`, `address:203.0.113.9`, a name
help-finding-list--entity = この対象に関するもの: `user:42`、`address:203.0.113.9`、名前
# Only groups with findings that belong to no case
help-finding-list--loose = どのケースにも属さない検知結果を含むものだけ
# What may wait, instead of what wants to be looked at
help-finding-list--suppressed = 確認待ちのものの代わりに、抑制されているものを表示する
# What Portcullis caused itself, instead
help-finding-list--own = 代わりに、Portcullis 自身が起こしたものを表示する
# Whom the findings point at, with what the risk is made of, instead
help-finding-list--risk = 代わりに、検知結果が指している対象を、リスクの内訳とともに表示する
# One finding with its group, its entity's risk and what covers it
help-finding-show = 検知結果を 1 つ、そのまとまり、対象のリスク、抑制の状態とともに表示する
# Say that findings may wait: all that is named must hold
help-finding-suppress = 検知結果を後回しにする。指定した条件すべてに当てはまるものが対象になる
# A rule's id
help-finding-suppress--rule = ルールの ID
# An entity: `user:42`, `address:203.0.113.9`, `place:shop/till`, `instance`
help-finding-suppress--entity = 対象: `user:42`、`address:203.0.113.9`、`place:shop/till`、`instance`
# `field=pattern`, several times: actor, address, level, place, requirement, summary, tag, title, token, type
help-finding-suppress--where = `フィールド=パターン`。複数指定できる: actor、address、level、place、requirement、summary、tag、title、token、type
# For how many days
help-finding-suppress--days = 日数
# Until when (RFC 3339)
help-finding-suppress--until = 期限（RFC 3339）
# Take a suppression back
help-finding-unsuppress = 抑制を解除する
# Its number, as `suppressions` lists it
help-finding-unsuppress--suppression = `suppressions` の一覧にある番号
# Which findings may wait, why and until when; also what has ended
help-finding-suppressions = 抑制の一覧。理由と期限を示し、終了したものも含む
# Take a finding into a case: the named one, the actor's open one, or a new one
help-finding-to-case = 検知結果をケースに入れる。指定したケース、実行者の進行中のケース、または新しいケース
# With all findings of its group
help-finding-to-case--group = 同じまとまりの検知結果もすべて入れる

# Verify the record and prove what is in it
help-ledger = 記録を検証し、含まれるものを証明する
# Show size, root and key of both ledgers
help-ledger-status = 両方の台帳の件数、ルート、鍵を表示する
# Recompute every hash and signature from the raw bytes
help-ledger-verify = 元のバイト列から、すべてのハッシュと署名を計算し直す
# Reads only, and works beside a running server. Exits with 1 and names the record if a single byte was changed
help-ledger-verify_more-1 = 読み取るだけなので、動作中のサーバーの隣でも使えます。1 バイトでも変わっていれば、その記録を示して 1 で終了します。
# Only this one [default: both]
help-ledger-verify--ledger = この台帳だけ [既定値: 両方]
# Trust only this key (a file with a C2SP vkey line) instead of the one in the data directory
help-ledger-verify--key = データディレクトリの鍵の代わりに、この鍵だけを信頼する（C2SP の vkey を 1 行書いたファイル）
# with a key kept elsewhere
help-ledger-verify_after-1 = 別の場所に保管した鍵で
# Print the proof that a record is under the latest checkpoint (C2SP tlog-proof)
help-ledger-prove = 記録が最新のチェックポイントに含まれる証明を出力する（C2SP tlog-proof）
# The record's index
help-ledger-prove--index = 記録の番号
# Check it with contrib/verify-go, written on Go's own sumdb/note and tlog
help-ledger-prove_after-1 = contrib/verify-go で確かめられます。Go の sumdb/note と tlog を使って書かれています。
# Have the witnesses of the settings cosign the heads of both ledgers now
help-ledger-witness = 設定にある証人に、両方の台帳の最新チェックポイントへの署名を今すぐ求める
# Exits with 1 when one of them does not: its memory and this record differ, or it does not answer
help-ledger-witness_more-1 = 署名しない証人がいれば 1 で終了します。証人が覚えている内容とこの記録が食い違うか、応答がありません。
# Have the time-stamping authority of the settings stamp the heads of both ledgers now (RFC 3161)
help-ledger-stamp = 設定にあるタイムスタンプ局に、両方の台帳の最新チェックポイントへのタイムスタンプを今すぐ求める（RFC 3161）
# Print the latest checkpoint (C2SP signed note); keep a copy elsewhere
help-ledger-checkpoint = 最新のチェックポイントを出力する（C2SP signed note）。写しを別の場所に保管する

# See the heads of other people's ledgers, and sign what continues
help-witness = ほかの組織の台帳の先頭を確認し、続きであるものに署名する
# Run it until Ctrl-C
help-witness-serve = Ctrl-C まで動かす
# Its name: a domain or path that is yours. Kept with the key
help-witness-serve--name = 証人の名前。自分が管理するドメインまたはパス。鍵とともに保存される
# Address to listen on; it speaks plain HTTP, so a proxy with TLS belongs in front
help-witness-serve--listen = 待ち受けるアドレス。平文の HTTP なので、TLS を使うプロキシを前に置く
# Listen beyond this machine
help-witness-serve--allow-non-loopback = このマシンの外からの接続も受け付ける
# on the other machine, with the verifier.pub files of both ledgers:
help-witness-serve_after-1 = 別のマシンで、両方の台帳の verifier.pub を使う:
# where Portcullis runs, in portcullis.toml:
help-witness-serve_after-2 = Portcullis が動く側の portcullis.toml:
# what `portcullis witness key` prints there
help-witness-serve_after-3 = 別のマシンで `portcullis witness key` が出力するもの
# Print the key that its cosignatures are checked with
help-witness-key = 署名を検証するための鍵を出力する
# Its name: a domain or path that is yours. Kept with the key
help-witness-key--name = 証人の名前。自分が管理するドメインまたはパス。鍵とともに保存される
# What it saw of each log, every head that contradicts it, and what it refused
help-witness-status = 各台帳について、確認した内容、それと矛盾するすべての先頭、拒否した件数を表示する
# Its name: a domain or path that is yours. Kept with the key
help-witness-status--name = 証人の名前。自分が管理するドメインまたはパス。鍵とともに保存される
# Exits with 1 when a log was rewritten: the contradicting heads, signed by the log itself, are the proof; and while heads are refused that do not continue what was cosigned, until one does
help-witness-status_more-1 = 書き換えられた台帳があれば 1 で終了します。その台帳自身が署名した、矛盾する先頭が証拠になります。連署済みの先頭につながらないものを拒否している間も、つながる先頭が届くまで 1 で終了します。

# A simulated GitLab to train and test on
help-range = 訓練とテストのための模擬 GitLab
# Run it until Ctrl-C
help-range-serve = Ctrl-C まで動かす
# Loopback address to listen on; port 0 takes any free one
help-range-serve--listen = 待ち受けるループバックアドレス。ポート 0 は空いているポートを使う
# Names, tokens and ids follow from this number
help-range-serve--seed = 名前、トークン、ID はこの数から決まる
# Write the two log files of GitLab (audit and API) into this folder
help-range-serve--logs = GitLab の 2 つのログ（監査と API）をこのフォルダーに書く
# Stream audit events to this address
help-range-serve--stream = 監査イベントをこのアドレスにストリーミングする
# File with that stream's verification token
help-range-serve--stream-token-file = そのストリームの検証トークンのファイル
# Attack a running range and print each call
help-range-attack = 動作中の模擬 GitLab を攻撃し、呼び出しを 1 つずつ表示する
# leaked-token, compromised-user, compromised-bot, exposed-job-token, ci-secret-exposure, compromised-instance or misconfigured-settings
help-range-attack--scenario = leaked-token、compromised-user、compromised-bot、exposed-job-token、ci-secret-exposure、compromised-instance、misconfigured-settings
# The range's address
help-range-attack--url = 模擬 GitLab のアドレス
# Write a day of a busy instance as log files, with attacks hidden in it
help-range-traffic = 忙しいインスタンスの 1 日分を、攻撃を紛れ込ませたログファイルとして書く
# Folder to write into; attacks.jsonl tells which lines belong to which attack
help-range-traffic--out = 書き込むフォルダー。どの行がどの攻撃のものかは attacks.jsonl に書かれる
# How many people work there; 2,000 make about a million records
help-range-traffic--people = そこで働く人の数。2,000 人で約 100 万件の記録になる
# The day, in UTC
help-range-traffic--day = 対象の日（UTC）
# Days before it that are written as well, without attacks
help-range-traffic--learning-days = その前に続けて書く、攻撃のない日数
# Everything follows from this number
help-range-traffic--seed = すべてがこの数から決まる
