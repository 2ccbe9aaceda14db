# ページの文言。ページごとにまとめています。

## すべてのページの共通部分

skip-to-content = 本文へ移動
nav-label = メイン
language-label = 言語
nav-now = 現況
nav-events = イベント
nav-findings = 検知
nav-cases = ケース
nav-playbooks = プレイブック
nav-tokens = トークン
nav-journal = ジャーナル
nav-ledgers = 台帳
nav-accounts = アカウント
sign-in = サインイン
sign-out = サインアウト
footer = Portcullis は対応を支援するものです。所属組織の手順が優先します。GitLab への操作は自己責任で行ってください。
older = さらに前へ
later = さらに後へ
again-continue = 続ける
problem-rule = 規則
problem-missing = 不足
problem-requirements = 要件
problem-status = ステータス
problem-further = ほかにも不足しているもの:
problem-home = 最初のページへ

## 完了した操作

done-note = メモを記録しました。
done-corrected = 訂正を記録しました。元の記録もそのまま残ります。
done-fact = 事実を記録しました。
done-answered = 手順に回答しました。
done-linked = リンクされたケースです。
done-consent = 同意を記録しました。
done-acknowledged = 警告を確認しました。
done-moved = ケースの段階を変更しました。
done-survey = 調査しました。GitLab は何も変更していません。
done-proposed = 計画ができました。内容を確認してください。GitLab は何も変更していません。
done-attested = 確認内容を記録しました。
done-approved = 承認を記録しました。この計画にのみ有効です。
done-executed = 計画を実行しました。各手順の結果は下のとおりです。
done-undone = 手順を取り消しました。結果は下のとおりです。
done-sweep = 残存物を確認しました。
done-opened = ケースを開始しました。
done-attached = 検知をこのケースに加えました。
done-checkpoint = 台帳の先端に署名しました。
done-password = パスワードを変更しました。新しいパスワードでサインインしてください。
done-account = アカウントを変更しました。
done-token-revoked = API トークンを失効させました。

## サインイン

login-title = サインイン
login-name = 名前
login-password = パスワード
login-failed = 名前またはパスワードが違います。続けて失敗すると、しばらく待つ必要があります。
login-hint = 最初のアカウントの名前と一度限りのパスワードは、サーバーの初回起動時に表示されています。
password-title = パスワードの変更
password-must = このパスワードはほかの人から渡されたものです。先に自分のパスワードを決めてください。
password-old = 現在のパスワード
password-new = 新しいパスワード
password-help = 12 文字以上にしてください。短く複雑なものより、長く覚えやすいものをお勧めします。
password-change = 変更する
password-wrong = 現在のパスワードが違います。

## 現況

now-title = 現況
now-due = あなたの対応待ち
now-due-none = 対応待ちのものはありません。
now-open-cases = 対応中のケース
now-open-cases-none = 対応中のケースはありません。
now-loose = ケースに属さない検知
now-loose-none = すべての検知がケースに属しています。
live-finding = 新しい検知 (重大度: { $level }): { $title }
due-until = 期限
due-approval = { $case }: { $name } さんの計画があなたの承認を待っています
due-execution = { $case }: 承認済みの計画が実行を待っています
due-unknown = { $case }: 手順 { $step } の結果が不明です。GitLab を確認してください
due-leftovers = { $case }: 前回の確認で { $count } 件がまだ有効でした
due-sweep = { $case }: 攻撃者が残したものがないか確認してください
due-exposure = { $case }: 認証情報が漏えいした時刻を記録してください

## イベント

events-title = イベント
events-query = 記録を検索
events-search = 検索
events-query-wrong = この検索式は読み取れません:
events-help = 検索のしかた
events-found = { $count ->
    [0] 見つかりませんでした。
   *[other] { $count } 件見つかりました。
}
events-found-none = 見つかりませんでした。
events-found-some = { $count } 件を表示しています。
events-to-sql = SQL で調べる
event-when = 日時
event-type = 種類
event-actor = 実行者
event-what = 内容
event-ip = アドレス
event-record = 記録
event-told = { $count } 回受信
query-actor = 過去 2 日間の alice の操作
query-type = イベントの種類をパターンで指定
query-ip = アドレスまたはその範囲から
query-target = プロジェクトに対する操作
query-api = 200 を返した API リクエスト
query-text = イベントのどこかにある語句
sql-title = SQL でイベントを調べる
sql-lead = events テーブルに対する SELECT 文を 1 つ実行します。読み取り専用で、時間、行数、メモリに上限があります。
sql-label = SQL 文
sql-run = 実行
sql-wrong = この文は実行されませんでした:
sql-rows = { $count } 行
sql-truncated = 上限に達したため、続きは省略しました。
record-number = 記録 { $index }
record-received = 受信日時
record-source = 経路
record-ledger-index = 台帳での番号
record-prove = 証明する
record-read = 読み取った内容
record-unparsed = 内容を解釈できませんでした。届いたまま保存しています。
record-problems = 解釈できなかった点
record-raw = 届いたままの内容
record-raw-save = そのまま保存する

## 検知

findings-title = 検知
findings-lead = ルールに一致したもの。新しい順です。
findings-none = 一致したルールはまだありません。
finding-level = 重大度
finding-what = 検知内容
finding-actor = 実行者
finding-when = 日時
finding-rule = ルール
finding-tags = タグ
finding-case = ケース
finding-no-case = まだありません
finding-records = 該当する記録
finding-to-case = ケースに加える
finding-open-case = 新しいケースを開始
finding-attach = 対応中のケースに加える
finding-attach-button = 加える

## ケース

cases-title = ケース
cases-none = ケースはまだありません。
case-id = ケース
case-level = 重大度
case-title-label = 件名
case-kind = 種類
case-phase = 段階
case-window = 漏えい期間
case-opened = 開始日時
case-open = ケースを開始
case-open-by-hand = 手動でケースを開始

## ケースの詳細

case-opened-by = 開始: { $name }
case-exposed = 漏えい時刻
case-revoked = 失効時刻
case-subject = 対象
case-subject-unknown = まだ不明
case-not-known = まだ不明
case-cannot-be-known = 特定できない
case-next = 次にすること
case-next-none = このケースであなたの対応待ちのものはありません。
case-findings-none = このケースに属する検知はありません。
case-plans = 計画
case-plans-none = 計画はまだありません。計画を作ると、実行前に何が起きるかを確認できます。
case-timeline = 時系列
next-survey = 対象を調査して、その認証情報で何ができたかを確認する
next-plan = 封じ込めの計画を作る
next-attest = 計画を読み、影響を理解したことを確認する
next-close = 残存物はありません。通常の業務に戻ったらケースを終了する
next-dive-complete = 依頼の不足項目を補う
next-dive-owners = 各リソースの所有者を確認する
next-dive-decide = 依頼について判断する
next-dive-search = ログを検索する
next-dive-release = 墨消しとレビューを行い、両者の承認を得る
next-dive-hand-over = 結果を引き渡す
next-dive-gap = ギャップ Issue を作るか、作らない理由を記録する
next-dive-close = 依頼者に回答し、依頼をクローズする
timeline-gap = { $time }間、記録なし
timeline-discovered = { $time }後に発見
timeline-recorded = { $time }後に記録
timeline-entry = ジャーナルの記録 { $index }
note-text = メモ
note-when = メモの内容が起きた日時 (分かる場合)
note-add = メモを追加
time-help = 日時とオフセットを入力します (例: 2026-11-21T14:20+09:00)。オフセットがなければ UTC とみなします。
correct-summary = 記録を訂正する
correct-entry = 誤っている記録の番号
correct-text = 正しい内容
correct-add = 訂正を追加
survey-title = 調査
survey-none = 対象はまだ調査されていません。
survey-taken = GitLab から取得:
survey-admin = 管理者
survey-bot = ボット
survey-gaps = 調査は完全ではありません。次のものを読み取れませんでした:
survey-tokens = アクセストークン { $count } 件
survey-keys = SSH キー { $count } 件
survey-webhooks = 操作できる Webhook { $count } 件
survey-memberships = 所属先 { $count } 件
survey-variables = 読み取れる CI/CD 変数: { $names }
survey-subject = 調査する対象
survey-subject-help = user:7、token:12、token:12@project:3、token:12@group:4、またはユーザー名。空欄の場合はケースの対象を調査します。
survey-take = 調査する
token-state-active = 有効
token-state-revoked = 失効済み
token-state-inactive = 無効
token-last-used = 最終使用: { $when }
access-owner = オーナー
access-maintainer = メンテナー
access-developer = デベロッパー
access-reporter = レポーター
access-guest = ゲスト
sweep-title = 残存物の確認
sweep-never = 攻撃者が残したものがないか、まだ確認していません。
sweep-clean = 攻撃者が使えるものは残っていません。
sweep-left = 攻撃者のものかもしれない { $count } 件がまだ有効です:
sweep-stale = この確認の後に操作が行われました。もう一度確認してください。
sweep-take = 今すぐ確認
sweep-legitimate = これは正当なものです
sweep-legitimate-button = 正当なものとして記録
facts-title = 事実を記録する
fact-time-title = 漏えいと失効の時刻
fact-which = 対象の時刻
fact-at = 時刻
fact-certainty = 確かさ
fact-source = 根拠
fact-reason = 理由
fact-state = 記録する
fact-unknown-title = 特定できない時刻
phase-move-title = 段階を変更する
phase-move = 変更

## 計画

plan-name = 計画 { $hash }
plan-requested = 依頼: { $name }
plan-wish = 計画の目的
wish-contain = 封じ込め: 認証情報と、攻撃者が作成したものを無効にする
wish-rotate = ローテーション: トークンを無効にし、所有者には新しいトークンを渡す
wish-remedies = 残存物の除去: 前回の確認で見つかったものを無効にする
wish-release = 解除: ブロックしたユーザーを再び使えるようにする
plan-propose = 計画を作る
plan-propose-hint = GitLab は何も変更されません。
plan-state-proposed = 提案済み
plan-state-waiting = 承認待ち
plan-state-approved = 承認済み
plan-state-partly = 一部実行済み
plan-state-executed = 実行済み
plan-state-failed = 失敗した手順あり
plan-state-unknown = 結果が不明
plan-state-expired = 期限切れ
plan-subject = 対象
plan-requested-by = 依頼者
plan-expires = 有効期限
plan-hash = ハッシュ
plan-impact = 及ぶ範囲と影響
plan-impact-none = 分かっている影響はありません。
plan-steps = 手順 (この順に実行)
plan-warnings = 承認する前に確認してください:
plan-seen = 計画を作成した時点の状態:
plan-after = 手順 { $steps } の成功を待ちます。失敗した場合、この手順は行いません。
plan-asks = 実行時に入力を求め、どこにも保存しません:
plan-step = 手順 { $step }
dry-run-button = 変更せずに試す
dry-run-title = 今実行した場合の内容
dry-run-lead = すべての対象を確認しました。GitLab では何も変更していません。
dry-run-refused = 今実行すると、次の理由で拒否されます:
ahead-would-do = 実行します。
ahead-already-so = すでにその状態です。何も呼び出しません。
ahead-done = この計画で実行済みです。
ahead-not-readable = 現在の状態を読み取れないため、実行しません: { $error }。
undo-all-button = 取り消せるものをすべて取り消す
undo-all-title = 取り消せなかったもの
undo-all-lead = ほかの手順は、最後のものから順に取り消しました。次の手順はそのままです:
undo-conflict-title = その後ほかの人が変更しています
undo-conflict-reason = それでも取り消す理由
undo-conflict-hint = 理由は、前後の状態とともに記録に残ります。
undo-conflict-button = 変更の上から取り消す
undo-conflict-back = 計画に戻る
plan-undo-by = 取り消し方法:
plan-undo-never = 取り消せません
plan-undo = 取り消す
outcome-done = 完了
outcome-already-so = すでにその状態でした
outcome-failed = 失敗
outcome-skipped = 未実行
outcome-not-known = 結果不明
outcome-undo-done = 取り消し済み
outcome-undo-already-so = すでに取り消されていました
outcome-undo-failed = 取り消しに失敗
outcome-undo-skipped = 取り消しは未実行
outcome-undo-not-known = 取り消しの結果不明
gate-title = 実行の前に
gate-a = (a) 影響を理解している
gate-b = (b) 従う手順書が示されている
gate-b-named = (b) 従う手順書: { $guideline }
gate-a-label = 影響を読み、理解しました (a)
gate-b-label = 従う社内手順書 (b)
gate-b-hint = 名称またはアドレスを入力してください。
gate-attest = 確認を記録
approval-title = 承認
approval-reason = 理由
approval-meaning = 承認は、ハッシュで特定されるこの計画にのみ、期限まで有効です。別の計画には別の承認が必要です。自分の依頼は自分で承認できません。
approval-none = この計画はまだ承認されていません。
approval-by = { $name } さんが承認
approval-approve = この計画を承認する
execute-title = 実行
execute-warning = GitLab を今すぐ変更します。各手順は実行の前後に記録され、読み戻して確認されます。
execute-acknowledge = 自己責任であることを理解しています
execute-button = 計画を実行する
secrets-title = 新しい秘密情報
secrets-lead = ここに一度だけ表示され、どこにも保存されません。安全な方法で所有者に渡してください。
secrets-noted = 控えました

## 台帳

ledgers-title = 台帳
ledgers-lead = 受信した内容と実施した内容は一度だけ書き込まれ、変更されることはありません。ほかのものはすべてここから作り直せます。
ledger-size = 記録数
ledger-signed = 署名済み
ledger-witnessed = 第三者の確認
ledger-witnessed-none = 確認した証人はいません。署名鍵を持つ者が過去を書き換えても気づけないため、証人 (witness) を設定してください。
ledger-witnessed-by = { $size } 件まで ({ $names })
ledger-contradicted = 証人 { $witness } は { $since } から確認を拒否しています。証人が見た内容は、この台帳の先頭部分と一致しません。対象の記録は検知結果を参照してください。
ledger-uncosigned = 証人 { $witness } による確認は { $since } からありません: { $trouble }
witness-refused = { $log }: この台帳が署名したチェックポイント { $refused_count } 件を { $since } から拒否しています (最後は { $last })。{ $held } 件まで確認済みのところへ、{ $claimed } 件または別の内容が届きました。台帳が以前の状態に戻されたか書き換えられたか、古いチェックポイントが送られています。
ledger-key = 検証鍵
ledger-key-hint = 別の場所にも控えておいてください。この鍵があれば、Portcullis がなくてもすべてのチェックポイントと証明を検証できます。
verify-title = 検証
verify-lead = 台帳全体を読み、すべてのバイト、ハッシュ、署名を確認します。
verify-button = 台帳を検証する
verify-result = 結果
verify-sound = 台帳は健全です。
verify-unsound = 台帳に異常があります。
verify-counted = 確認した記録: { $count } 件、チェックポイント: { $checkpoint_count } 件
checkpoint-title = 最新のチェックポイント
checkpoint-button = 今の先端に署名する
checkpoint-none = 署名済みのチェックポイントはまだありません。
checkpoint-save = チェックポイントを保存
prove-title = 記録を 1 件証明する
prove-lead = 記録が最新のチェックポイントに含まれることを証明します。検証に必要なのは鍵だけです。
prove-index = 記録の番号
prove-button = 証明する
prove-save = 証明を保存

## ジャーナル

journal-title = ジャーナル
journal-lead = すべての記録を、書き込まれた順にそのまま表示します。
journal-index = 番号
journal-when = 記録日時
journal-by = 記録者
journal-case = ケース
journal-what = 記録

## トークン

token-title = トークンの識別
token-lead = トークンを貼り付けると種類が分かります。識別はここだけで行い、外部には送らず、保存もしません。残るのは種類、末尾 4 文字、指紋だけです。
token-secret = トークン
token-case = 記録するケース
token-no-case = なし
token-identify = 識別する
token-found = 識別結果
token-kind = 最も可能性の高い種類
token-kinds = 考えられる種類
token-checksum = チェックサム
token-last-four = 末尾 4 文字
token-user = ユーザー ID
token-project = プロジェクト ID
token-group = グループ ID
token-organization = 組織 ID
checksum-valid = 一致
checksum-invalid = 不一致 (打ち間違い、欠け、またはトークンではない)
checksum-none = この形式にはありません

## アカウント

account-title = あなたのアカウント
account-roles = 役割
api-tokens-title = API トークン
api-tokens-none = API トークンはありません。
api-token-made = API トークン「{ $name }」(一度だけ表示されます):
api-token-name = 名前
api-token-account = アカウント
api-token-created = 作成日時
api-token-used = 最終使用
api-token-end = 失効
api-token-revoke = 失効させる
api-token-make = トークンを作成
accounts-title = アカウント
accounts-lead = サインインできる人と、それぞれにできること。
account-given = { $name } さんの一度限りのパスワードです (一度だけ表示されます)。初回サインイン時に変更が必要です:
account-disabled = 停止中
account-made = 作成日時
account-change = 変更
account-save = 保存
account-disable = 停止する
account-enable = 再開する
account-reset = パスワードを再発行
account-new = 新しいアカウント
account-make = アカウントを作成

## 認証情報

nav-credentials = 認証情報
credentials-title = 認証情報の一覧
credentials-lead = 接続用トークンで見えるすべての認証情報を、危険で放置されているものから順に示します。秘密の値は表示も保存もしません。
credentials-kind = 種類
credentials-all = すべての種類
credentials-q = 名前・パス・スコープ
credentials-owner = 所有者
credentials-stale = 使われていない日数
credentials-ended = 無効になったものも表示する
credentials-show = 表示
credentials-told = { $total } 件中 { $shown } 件の認証情報
credentials-read = GitLab から読み取った時刻
credentials-fresh = GitLab から読み直す
credentials-csv = CSV で保存
credentials-gaps = { $count } 件の一覧を読めませんでした。その分は含まれていません
credentials-rank = 順位
credentials-name = 名前
credentials-path = 場所
credentials-scopes = スコープ
credentials-made = 作成
credentials-used = 最終使用
credentials-ends = 期限
credentials-inactive = 無効
credentials-never = 使用記録なし
credentials-endless = 期限なし
credentials-cut = ページに収まらない行があります。条件で絞り込むか、CSV で保存してください。
credential-personal_token = パーソナルアクセストークン
credential-impersonation_token = 代理トークン
credential-project_token = プロジェクトアクセストークン
credential-group_token = グループアクセストークン
credential-ssh_key = SSH キー
credential-gpg_key = GPG キー
credential-deploy_key = デプロイキー
credential-deploy_token = デプロイトークン
credential-runner = Runner
credential-trigger = パイプライントリガー
credential-application = OAuth アプリケーション
mark-administrator = 管理者のもの
mark-stale = 長く未使用
mark-endless = 期限なし
mark-old = 作成から 1 年以上
mark-ends_soon = 1 週間以内に期限切れ
mark-owner_blocked = 所有者はブロック中
mark-hidden = 本人には見えない

## 到達範囲と影響

reach-title = 到達範囲と影響
reach-things = 到達範囲にあるその他のもの ({ $count } 件)
reach-settings = この場所の設定
reach-uses = 記録にある使われ方 ({ $count } 通り)
reach-use = { $credential }、{ $address } から { $count } 回 ({ $first } 〜 { $last })
reach-actors = あわせて疑わしいユーザー: { $users }
reach-made = 期間の開始後に作られたもの (記録による): { $count } 件
reach-unknown = 不明

## イベントの取り込み元

nav-sources = 取り込み元
sources-title = イベントの取り込み元
sources-lead = 取り込み元ごとの状態です。普段より長く途絶えた取り込み元は検知として報告されます。
sources-none = 取り込み元が設定されていません。設定ファイルに追加するか、コマンドラインでファイルを取り込んでください。
source-name = 取り込み元
source-state = 状態
source-way = 取り込み方法
source-last-event = 最新のイベント
source-last-received = 最終受信
source-lag = 到着までの時間
source-usual-gap = 通常の最大間隔
source-per-minute = 直近1分間
source-records = レコード数
source-errors = エラー
source-dropped = 取り込めなかった数
source-last-error = 最後のエラー
source-never = なし
source-state-starting = 起動中
source-state-working = 受信中
source-state-waiting = 待機中
source-state-failing = 失敗
source-state-stopped = 停止
way-stream = 監査イベントの HTTP ストリーム
way-import = 取り込んだファイル
way-rest = REST 監査エンドポイント
way-hook = システムフック
way-follow = 追跡中のログファイル
way-bucket = バケット
way-syslog = Syslog
