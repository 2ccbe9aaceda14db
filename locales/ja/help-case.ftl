## コマンドラインのヘルプ: ケース、期限、役割、確認項目、プレイブック、振り返り、訓練

# Work on cases
help-case = ケースを扱う
# All cases, latest first
help-case-list = すべてのケース。新しい順
# One case with its timeline
help-case-show = ケースを 1 つ、タイムラインとともに表示する
# Open a case by hand
help-case-open = ケースを手動で開く
# Title for people
help-case-open--title = 人が見て分かる件名
# credential-exposure, third-party-credential, compromised-user, exposed-job-token, ci-secret-exposure, compromised-instance, misconfigured-settings or assistance-request
help-case-open--kind = 種類: credential-exposure、third-party-credential、compromised-user、exposed-job-token、ci-secret-exposure、compromised-instance、misconfigured-settings、assistance-request
# Id of the finding that it comes from
help-case-open--finding = きっかけとなった検知結果の ID
# Say that a finding belongs to a case
help-case-attach = 検知結果をケースに加える
# Id of the finding
help-case-attach--finding = 検知結果の ID
# Add a note to the timeline
help-case-note = タイムラインにメモを加える
# The text
help-case-note--text = 本文
# When what it tells of happened (RFC 3339)
help-case-note--at = メモの内容が起きた日時（RFC 3339）
# State a fact
help-case-fact = 事実を記録する
# When the credential was exposed (CE6)
help-case-fact-exposed-at = 認証情報が漏えいした時刻（CE6）
# The time (RFC 3339)
help-case-fact-exposed-at--at = 日時（RFC 3339）
# When the credential stopped working, if that was not done here (CE6)
help-case-fact-revoked-at = 認証情報が使えなくなった時刻。Portcullis で失効させたのではない場合（CE6）
# The time (RFC 3339)
help-case-fact-revoked-at--at = 日時（RFC 3339）
# State something about the incident as a whole, or take it back (CM15 to CM17)
help-case-state = インシデント全体についての事実を記録する、または取り消す（CM15〜CM17）
# data-breach, remote-code-execution, publicly-reported, announcement-required, impact-determined, customers-impacted, users-impacted, policy-violated, service-degraded or confidential
help-case-state--circumstance = data-breach、remote-code-execution、publicly-reported、announcement-required、impact-determined、customers-impacted、users-impacted、policy-violated、service-degraded、confidential
# It is not so (any more)
help-case-state--not = そうではない（または、なくなった）
# Of a data breach: personal, private-projects, financial, health, credentials or other; may be given several times
help-case-state--class = データ侵害の場合のデータの種類: personal、private-projects、financial、health、credentials、other。複数指定できる
# Of remote code execution: there is evidence that it was exploited
help-case-state--exploited = リモートコード実行の場合: 悪用された証拠がある
# Of impacted users: some, many or all
help-case-state--share = 影響を受けたユーザーの範囲: some、many、all
# Of impacted customers: paying ones are among them
help-case-state--paying = 影響を受けた顧客に有料の顧客が含まれる
# Of a violated policy: which
help-case-state--policy = 違反したポリシーの名前
# Where it is known from [default: you]
help-case-state--source = 情報の出どころ [既定値: あなた]
# Read everything about the suspect from GitLab; changes nothing there
help-case-survey = 対象についてのすべてを GitLab から読み取る。GitLab では何も変更しない
# user:7, token:12, token:12@project:3, token:12@group:4, project:3, group:4, job:70@project:3, instance or a user's name [default: whom the case is about]
help-case-survey--who = user:7、token:12、token:12@project:3、token:12@group:4、project:3、group:4、job:70@project:3、instance、またはユーザー名 [既定値: ケースの対象]
# Who may see the case while it is confidential (CM24)
help-case-access = 機密のケースを閲覧できる人（CM24）
# Let this account see the case while it is confidential; for administrators, never for themselves
help-case-access--grant = 機密の間、このアカウントにケースを閲覧させる。管理者だけが行え、自分自身は対象にできない
# Take that back
help-case-access--withdraw = それを取りやめる
# The steps of the case's playbook: what fits, what is settled, what is next
help-case-steps = プレイブックの手順。当てはまるもの、済んだもの、次に行うもの
# Answer a step
help-case-answer = 手順に回答する
# For steps that want a text
help-case-answer--text = 文章を求める手順への回答
# When it was (RFC 3339), for steps that want a time
help-case-answer--at = 日時を求める手順への回答（RFC 3339）
# Where the time is known from
help-case-answer--source = その時刻が分かった根拠
# Why the time cannot be known
help-case-answer--unknown = 時刻を特定できない理由
# One of the step's items
help-case-answer--choose = 手順にある選択肢のいずれか
# A verdict: THING=benign, malicious, unknown or open. Many may be given
help-case-answer--item = 判定。対象=benign、malicious、unknown、open のいずれか。複数指定できる
# A section: NAME=PROOF. Many may be given
help-case-answer--section = 場所ごとの証跡。名前=証跡。複数指定できる
# Set the step aside, and why
help-case-answer--waive = 手順を見送る理由
# The earlier answer does not hold any more, and why
help-case-answer--reopen = 以前の回答が成り立たなくなった理由
# A note, for steps that want an attestation
help-case-answer--note = 表明を求める手順へのメモ
# Agree that a mandatory step is set aside, as somebody else asked
help-case-agree = ほかの人が求めた、必須の手順の見送りに同意する
# Open a linked case that takes suspect and times along
help-case-link = 対象と時刻を引き継いで、リンクされたケースを開く
# The case that it comes from
help-case-link--case = 引き継ぎ元のケース
# Its kind: compromised-user, credential-exposure, third-party-credential …
help-case-link--kind = 種類: compromised-user、credential-exposure、third-party-credential など
# Its title
help-case-link--title = 件名
# What it is about: the name of a secret or an account, never a secret
help-case-link--about = 何についてか。秘密情報やアカウントの名前。秘密情報そのものは書かない
# Record that an owner or maintainer agreed that settings are restored (MS8)
help-case-consent = 設定を元に戻すことに、所有者またはメンテナーが同意したことを記録する（MS8）
# Who agreed
help-case-consent--person = 同意した人
# owner or maintainer
help-case-consent--role = owner または maintainer
# How that is known: a mail, a call, an issue
help-case-consent--source = 分かった経緯。メール、電話、Issue など
# What was changed and can go back to what it was, from the audit events (MS1 to MS8)
help-case-revert = 変更された設定のうち元に戻せるものを、監査イベントから示す（MS1〜MS8）
# Changes since then (RFC 3339) [default: the exposure, or a week before the case]
help-case-revert--since = この時刻以降の変更（RFC 3339）[既定値: 漏えいの時刻、またはケースの 1 週間前]
# Changes before then (RFC 3339)
help-case-revert--until = この時刻より前の変更（RFC 3339）
# Number of a user whose changes they are [default: those under suspicion]. Many may be given
help-case-revert--by = 変更したユーザーの番号。複数指定できる [既定値: 疑いのあるユーザー]
# Make a plan of what can go back
help-case-revert--propose = 元に戻せるものの計画を作る
# Why no owner or maintainer was asked, where none agreed
help-case-revert--waiver = 所有者もメンテナーも同意していない場合に、誰にも尋ねなかった理由
# What the CI/CD of the case's job or project shows; reads only
help-case-ci = ケースのジョブまたはプロジェクトの CI/CD から分かること。読み取るだけ
# Look for what the suspect left behind and still lives (CE9)
help-case-sweep = 攻撃者が残し、まだ生きているものを探す（CE9）
# Move the case on: triage, containment, eradication, recovery, closed
help-case-phase = ケースの段階を進める: triage、containment、eradication、recovery、closed
# The phase
help-case-phase--phase = 段階

# Everything that is due across cases, by time
help-due = すべてのケースの期限を、時刻順に表示する
# Only what comes due within so many hours
help-due--within-h = この時間数のうちに期限が来るものだけ
# Only of this case
help-due--case = このケースのものだけ
# Exits with 10 if something is late
help-due_after-1 = 期限を過ぎたものがあれば 10 で終了します。

# Who is owed an update by when: the matrix of stakeholders and its clocks
help-obligation = 誰にいつまでに連絡するか。関係者の連絡表とその期限
# The matrix: rows, recipients, who sees to it, how often
help-obligation-matrix = 連絡表: 行、相手、担当、頻度
# A shipped matrix, in place of the one in effect
help-obligation-matrix--preset = 有効な連絡表の代わりに、同梱の連絡表を表示する
# Who is owed what in a case, and what came due
help-obligation-list = ケースで誰に何を連絡すべきか、どの期限が来たか
# Record that recipients were told by other means than a status update
help-obligation-told = 状況報告以外の方法で相手に伝えたことを記録する
# Whom [default: all of the row]
help-obligation-told--to = 相手 [既定値: 行の全員]
# How, in words
help-obligation-told--how = 伝えた方法
# When, RFC 3339 [default: now]
help-obligation-told--at = 日時（RFC 3339）[既定値: 現在]
# Give a recipient another cadence (CM19)
help-obligation-cadence = 相手への連絡の頻度を変える（CM19）
# The recipient
help-obligation-cadence--to = 相手
# 30m, "2 business days", "continuous 5m", once [default: as the matrix says]
help-obligation-cadence--every = 30m、"2 business days"、"continuous 5m"、once [既定値: 連絡表のとおり]
# Who asked for it
help-obligation-cadence--requested-by = 求めた人
# Say that nobody of a row is owed anything any more
help-obligation-end = この行の相手にはもう連絡しないことにする

# Deadlines of the law: a memory aid, not legal advice
help-regulation = 法令上の期限。覚え書きであり、法的助言ではない
# The table: regulations, notices, limits
help-regulation-table = 法令の表: 法令、通知、期限
# What the law wants of a case, as far as one knows
help-regulation-list = 分かっている限りで、法令がケースに求めること
# State when one became aware, classified, or found it material
help-regulation-date = 認識した時刻、分類した時刻、または重要と判断した時刻を記録する
# awareness, classification or materiality
help-regulation-date--mark = awareness（認識）、classification（分類）、materiality（重要性の判断）
# When, RFC 3339
help-regulation-date--at = 日時（RFC 3339）
# Only for this regulation
help-regulation-date--regulation = この法令だけ
# How that is known
help-regulation-date--reason = 分かった経緯
# Begin a regulation by hand, since counsel says that it applies
help-regulation-begin = 法務担当が適用されるとした法令を、手動で開始する
# Since when one was aware, RFC 3339 [default: now]
help-regulation-begin--at = 認識した時刻（RFC 3339）[既定値: 現在]
# Who says so, and why
help-regulation-begin--reason = 誰の判断か、その理由
# Record a decision to give a notice, or not to
help-regulation-decide = 通知を行うかどうかの判断を記録する
# It is given
help-regulation-decide--yes = 行う
# It is not given
help-regulation-decide--no = 行わない
# One notice [default: all of the regulation]
help-regulation-decide--notice = 特定の通知だけ [既定値: その法令のすべて]
# Record that a notice was given
help-regulation-given = 通知を行ったことを記録する
# The notice
help-regulation-given--notice = 通知
# When, RFC 3339 [default: now]
help-regulation-given--at = 日時（RFC 3339）[既定値: 現在]
# Number or place of it
help-regulation-given--reference = 受付番号または保管場所

# How grave a case is, and why
help-severity = ケースの重大度と、その理由
# What it is, what the table says, and by which rule
help-severity-show = 現在の重大度、表による重大度、根拠となるルール
# Set it; from then on it follows the facts
help-severity-set = 重大度を設定する。以後は事実に合わせて変わる
# low, medium, high or critical [default: what the table says]
help-severity-set--level = low、medium、high、critical [既定値: 表のとおり]
# Why, where it is not what the table says
help-severity-set--reason = 表のとおりでない場合の理由
# as the table says
help-severity_after-1 = 表のとおり
# Only whoever holds the duty SEOC or SIMOC in the case sets it: portcullis duty take C-1 seoc
help-severity_after-2 = 設定できるのは、ケースで SEOC または SIMOC の役割を持つ人だけです: portcullis duty take C-1 seoc

# Who does what in a case, and who is on call
help-duty = ケースで誰が何を担うか、誰がオンコールか
# Who has which duty, what is offered, who was asked
help-duty-show = 誰がどの役割か、何が申し出られ、誰に依頼したか
# Take a duty that is free
help-duty-take = 空いている役割を引き受ける
# Hand a duty over, or call somebody in; it waits for acceptance
help-duty-offer = 役割を引き継ぐ、または誰かを呼ぶ。相手が引き受けるまで待つ
# An account
help-duty-offer--to = アカウント
# What that person should know
help-duty-offer--note = 相手が知っておくべきこと
# Accept a duty that was offered to you
help-duty-accept = 申し出られた役割を引き受ける
# Decline a duty that was offered to you
help-duty-decline = 申し出られた役割を断る
# Give a duty up
help-duty-renounce = 役割を降りる
# Note that a team without an account was called in
help-duty-engage = アカウントのないチームを呼んだことを記録する
# Who answered
help-duty-engage--contact = 応じた人
# How they were reached
help-duty-engage--by-way-of = 連絡した方法
# Who is on call for which duty, and how the calendars do
help-duty-on-call = どの役割に誰がオンコールか、カレンダーを読めているか

# What to look for in the window of a case
help-question = ケースの期間に調べること
# All questions with their packs; with a case, its own with their verdicts
help-question-list = すべての確認項目とそのまとまり。ケースを指定すると、そのケースのものを判定とともに表示する
# Run the questions over the case's window; ends with 10 when one that found something has no verdict or new events
help-question-run = 確認項目をケースの期間に対して実行する。該当があるのに判定がないもの、または新しいイベントがあるものがあれば 10 で終了する
# One question [default: all of the case]
help-question-run--question = 特定の確認項目 [既定値: ケースのすべて]
# Say what a question's events are; the query, records and count are kept with it
help-question-answer = 確認項目のイベントを判定する。クエリ、記録、件数も一緒に残る
# The question
help-question-answer--question = 確認項目
# Why, or what follows
help-question-answer--note = 理由、または次に行うこと
# every question of the case
help-question_after-1 = ケースのすべての確認項目
# one, with its latest events
help-question_after-2 = 1 つを、最新のイベントとともに

# What to do in which scenario
help-playbook = どのシナリオで何を行うか
# List the playbooks in effect
help-playbook-list = 有効なプレイブックの一覧
# Your playbooks [default: from the settings]
help-playbook-list--folder = 自分のプレイブック [既定値: 設定にあるもの]
# Show one with its steps
help-playbook-show = プレイブックを 1 つ、手順とともに表示する
# Its name
help-playbook-show--name = 名前
# Read every playbook strictly; show each problem with file and line
help-playbook-check = すべてのプレイブックを厳密に読み、問題をファイル名と行番号とともに示す
# Your playbooks [default: from the settings]
help-playbook-check--folder = 自分のプレイブック [既定値: 設定にあるもの]
# Write one as OASIS CACAO v2.0 (JSON), for other tools
help-playbook-export = ほかのツールのために、OASIS CACAO v2.0（JSON）として書き出す
# Its name
help-playbook-export--name = 名前
# Read a CACAO v2.0 document; print it as a playbook for your folder
help-playbook-import = CACAO v2.0 の文書を読み、自分のフォルダーに置けるプレイブックとして出力する
# The document
help-playbook-import--file = 文書
# Kind of case, where the document is not one of ours: compromised-user …
help-playbook-import--kind = 文書が Portcullis のものでない場合の、ケースの種類: compromised-user など

# Review a case afterwards; figures over cases
help-review = 終わったケースの振り返りと、ケース全体の指標
# The review as it stands, drafted from the journal
help-review-show = ジャーナルから下書きされた、現時点の振り返り
# Save it as a document
help-review-save = 文書として保存する
# The file; its ending says the format: `.md` or `.pdf`
help-review-save--file = ファイル。末尾の `.md` または `.pdf` で形式が決まる
# Write a section in your own words
help-review-write = 節を自分の言葉で書く
# summary, root-cause, went-well or to-improve
help-review-write--section = summary（要約）、root-cause（根本原因）、went-well（うまくいったこと）、to-improve（改善すること）
# The words
help-review-write--text = 本文
# Add something that shall be done later
help-review-follow-up = 後で行うことを加える
# What
help-review-follow-up--text = 行うこと
# By whom
help-review-follow-up--owner = 担当者
# Until when, as 2026-12-24
help-review-follow-up--due = 期限。2026-12-24 のように
# Say that a follow-up is done
help-review-done = フォローアップが済んだことを記録する
# Where to see it
help-review-done--note = 確認できる場所
# Say that a follow-up shall not be done
help-review-drop = フォローアップを行わないことにする
# Why
help-review-drop--note = 理由
# Figures over cases: time to detect, contain and inform, punctuality
help-review-metrics = ケース全体の指標: 検知・封じ込め・連絡までの時間、期限の遵守
# Only cases declared from here on (RFC 3339)
help-review-metrics--since = この時刻以降に宣言されたケースだけ（RFC 3339）
# Only cases declared before (RFC 3339)
help-review-metrics--until = この時刻より前に宣言されたケースだけ（RFC 3339）
# Save it as a document: `.md` or `.pdf`
help-review-metrics--save = 文書として保存する: `.md` または `.pdf`
# md or pdf, by the file's ending
help-review_after-1 = md または pdf。ファイルの末尾で決まる

# Ask GitLab for help: preliminary investigation, support bundle
help-support = GitLab に相談する: 事前調査、サポートバンドル
# What is done and what is missing
help-support-show = 済んだことと、足りないこと
# Say that a point of the preliminary investigation was looked into
help-support-check = 事前調査の項目を 1 つ確認したことを記録する
# docs-searched, scope-described, logs-kept, questions-asked or containment-tried
help-support-check--point = docs-searched、scope-described、logs-kept、questions-asked、containment-tried
# What was found, or where it is written
help-support-check--note = 分かったこと、またはそれが書かれている場所
# State what you pay GitLab for
help-support-licence = GitLab の契約プランを記録する
# free, premium or ultimate
help-support-licence--licence = free、premium、ultimate
# How you know
help-support-licence--source = 分かった経緯
# Make the support bundle
help-support-bundle = サポートバンドルを作る
# The file: a gzipped tar
help-support-bundle--file = ファイル。gzip 圧縮された tar
# Record that GitLab was asked
help-support-asked = GitLab に相談したことを記録する
# The ticket's number or address
help-support-asked--ticket = チケットの番号またはアドレス
# secrets, addresses and names are taken out
help-support_after-1 = 秘密情報、アドレス、名前は取り除かれる
# refused before the preliminary investigation
help-support_after-2 = 事前調査が済むまでは拒否される

# Train an incident on a simulated GitLab: nothing leaves the process
help-exercise = 模擬 GitLab でインシデントを訓練する。プロセスの外には何も出ない
# The scenarios
help-exercise-list = シナリオの一覧
# A scenario: what is told, and what is expected, at which minute
help-exercise-show = シナリオを表示する。何分に何が知らされ、何が期待されるか
# Run a scenario: people are played, time is accelerated, nothing leaves the process
help-exercise-run = シナリオを実行する。人の役は自動で演じられ、時間は早く進み、プロセスの外には何も出ない
# Do not wait at the end; exit 0 only if the exercise is passed
help-exercise-run--headless = 終わったら待たずに終了する。訓練に合格した場合だけ 0 で終了する
# So many minutes of the exercise pass in one, while the pages are open; without it, nobody waits
help-exercise-run--pace = ページを開いている間、実際の 1 分でこの分数だけ訓練が進む。指定しなければ待たない
# Where to keep the exercise's data [default: a fresh folder that is removed at the end]
help-exercise-run--keep = 訓練のデータを残す場所 [既定値: 終了時に削除される新しいフォルダー]
# Say that a case is an exercise, for ever: all of it is marked, nothing of it leaves
help-exercise-begin = ケースを訓練とする。元には戻せない。すべてに訓練と表示され、外には何も出ない
# So many minutes of the scenario pass in one, and each inject is told at its time; without it, you tell them
help-exercise-begin--pace = 実際の 1 分でこの分数だけシナリオが進み、状況付与はその時刻に知らされる。指定しなければ手動で知らせる
# Tell an inject: what it makes known is stated as facts
help-exercise-inject = 状況付与を知らせる。それで判明することは事実として記録される
# Its name; `exercise show` has them
help-exercise-inject--inject = 名前。`exercise show` に一覧がある
# How it goes: what was owed and kept, refused, told
help-exercise-score = 経過: 果たすべきことと果たしたこと、拒否されたこと、知らせたこと
# Say that the exercise is over
help-exercise-end = 訓練を終える
# what is told and expected at which minute
help-exercise_after-1 = 何分に何が知らされ、何が期待されるか
# the scorecard; exit 0 only if passed
help-exercise_after-2 = 採点表。合格した場合だけ 0 で終了
# watch it in the pages: an hour in two minutes
help-exercise_after-3 = ページで見る。1 時間が 2 分で進む
# your own people, your own installation
help-exercise_after-4 = 自分のチームで、自分の環境で
