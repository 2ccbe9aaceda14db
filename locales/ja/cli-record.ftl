## GitLab との接続

cli-connection-token-refused = { $url } は { $file } のトークンを受け付けません
cli-connection-added = { $file } に追加しました
cli-connection-settings = 設定(--write を付けると設定ファイルに書き込みます):
cli-connection-next-stream = 次の操作: `portcullis serve` を起動し、続いて `portcullis connection stream --create` を実行します
cli-lacks-admin-mode = ユーザーは管理者ですが、トークンは管理者として操作できません。スコープ api と admin_mode を持つトークンを作成してください。
cli-lacks-api = トークンに api も read_api もありません。読み取りの大半は拒否されます。
cli-stream-is-there = 設定にはすでにストリーム { $name } があり、トークンは { $file } にあります
cli-stream-token-made = ストリームのトークンを { $file } に作成しました
cli-settings-have-gitlab = 設定にはすでに [gitlab] があります。手作業で変更してください
cli-settings-would-be-invalid = このままでは設定が無効になります
standing-username = ユーザー名
standing-user = ユーザー ID
standing-is-admin = 管理者
standing-deployment = 提供形態
standing-tier = ティア
standing-version = バージョン
standing-scopes = スコープ
standing-expires = 有効期限
standing-owned-groups = 所有するグループ
cli-instead = 代替手順: { $what }
cli-streams-group = グループ { $path } のストリーム
cli-streams-instance = インスタンスのストリーム
cli-streams-none = 送信先はありません
cli-all = すべて
cli-count-types = { $count } 種類
cli-no-gitlab =
    GitLab が設定されていません
    {"  "}次の操作: portcullis connection add --help
cli-nobody-looked =
    まだ確認されていません
    {"  "}次の操作: portcullis connection probe
cli-stream-no-destination = GitLab に送信先がありません
cli-stream-off = GitLab 側で停止しています
cli-stream-on = GitLab が送信しています
cli-stream-made = { $created } を作成しました。送信先は { $address } です
cli-stream-by-hand = 次の内容を GitLab ({ $explorer }) で実行してください。TOKEN は { $token_file } のトークンに置き換えます
cli-event-arrived = { $source } のイベントが { $waited_ms } ミリ秒後に届きました: レコード { $record }
cli-no-event-arrived =
    { $source } のイベントは届きませんでした
    {"  "}次の操作: portcullis connection probe を実行し、送信先のアドレス、ネットワーク、トークンを確認します

## 検索、検知、取り込み

cli-record-empty = まだ記録がありません。`portcullis serve` を起動するか、`portcullis import` でファイルを取り込んでください
cli-count-findings = 検知結果 { $count } 件
cli-count-events = イベント { $count } 件
cli-hunt-told = 検知結果 { $found } 件。レコード { $done } 件のうち { $read } 件を読み、{ $hits } 件が該当しました
cli-problem-go-on =
    { $problem }
    {"  "}次の操作: 同じコマンドをもう一度実行すると、続きから再開します
cli-server-stopped = サーバーが停止しました。同じコマンドをもう一度実行すると、続きから再開します
cli-cannot-import = { $file } を取り込めません
cli-too-many-files = ファイルが { $count } 件を超えています。フォルダーごとに取り込んでください
cli-imported-all = ファイル { $file_count } 件: レコード { $count } 件
cli-imported = { $file }: レコード { $count } 件
cli-imported-there = {"  "}{ $resumed_after } 件は取り込み済みでした
cli-imported-raw = {"  "}{ $unparsed } 件は読み取れず、そのまま保存しました。行 { $lines }
cli-imported-too-long = {"  "}上限より長いため取り込んでいません。行 { $lines }
cli-inventory-told = 認証情報 { $total } 件のうち { $shown } 件、{ $read_at } に読み取り
cli-not-read = 読み取れなかったもの: { $what }

## 検知結果

cli-no-case = { $name } はケースではありません。7 または C-7 の形で指定してください
cli-taken-back = 取り下げました
cli-holds = 有効
cli-expired = 期限切れ
cli-finding-opened = C-{ $case } を開き、検知結果 { $attached } 件を加えました
cli-finding-joined = C-{ $case } に検知結果 { $attached } 件を加えました
cli-findings-told = 要確認 { $open } 件、抑制中 { $suppressed } 件、自分たちの操作 { $own } 件
cli-risk-part = {"        "}{ $points } = { $weight } x { $repeats } (検知結果 { $findings } 件) x { $decay } (経過)  { $title }
cli-suppressed-by = #{ $id } { $by }: { $reason }
cli-until-when = 期限がありません。--days または --until を指定してください
cli-suppression-holds = 抑制 { $id } は { $until } まで有効です

## 台帳と証人

cli-no-checkpoint = 署名されたチェックポイントはまだありません
cli-ledger-status = { $name }: レコード { $size } 件、うちチェックポイント済み { $checkpoint_size } 件、ルート { $root }
cli-ledger-key = {"  "}鍵 { $verifier_key }
cli-not-witnessed = 証人がいません: 署名鍵を持つ人は別の過去を書けます
cli-witnessed-by = { $witness } ({ $at })
cli-witnessed = { $size } 件目まで証人が確認済み: { $names }
cli-cosigned = { $ledger }、{ $witness }: { $size } 件目まで連署済み
cli-not-cosigned = { $ledger }、{ $witness }: 連署されていません: { $trouble }
cli-not-stamped = { $ledger }: タイムスタンプがありません: { $trouble }
cli-stamped = { $ledger }: { $size } 件目まで { $at } にタイムスタンプ済み
cli-nothing-to-stamp = { $ledger }: まだレコードがないため、タイムスタンプの対象がありません
cli-nothing-since-stamp = { $ledger }: { $size } 件目のタイムスタンプ以降、追加はありません
cli-no-verifier-key = { $file } に検証鍵がありません
cli-cannot-verify-ledger = { $file } の台帳を検証できません
cli-ledger-sound = { $name }: 正常 · レコード { $records } 件、{ $bytes } バイト、チェックポイント { $checkpoints } 件
cli-ledger-unsound = { $name }: 異常 · レコード { $records } 件、{ $bytes } バイト、チェックポイント { $checkpoints } 件
cli-record = レコード { $index }
cli-cannot-open-witness = { $file } の証人を開けません
cli-witness-open = { $address } はネットワークに公開され、このポートは暗号化しない HTTP です。手前に TLS のプロキシーを置き、--allow-non-loopback を指定してください
cli-witness-no-log = まだ知っている台帳がなく、すべて拒否します。--log verifier.pub を指定してください
cli-witness-key = 鍵 { $key }
cli-witness-log = 台帳 { $name }
cli-listening = { $url } で待ち受けています
cli-stopping = 停止しています
cli-cannot-start-sources = 取り込み元を開始できません
cli-cannot-start-outbox = 送信箱を開始できません
cli-cannot-announce = データディレクトリにサーバーの所在を記録できません
cli-cannot-withdraw = データディレクトリからサーバーの所在を消せません

## 取り込み元、ルール、SQL、トークン

cli-no-sources = 取り込み元が設定されていません。docs/guide/operator.md の «Where events come from» を参照してください
cli-source-source = 取り込み元
cli-source-way = 経路
cli-source-state = 状態
cli-source-last-event-at = 最後のイベント
cli-source-last-received-at = 最後の受信
cli-source-lag-s = 遅れ(秒)
cli-source-records = レコード
cli-source-bytes = バイト
cli-source-errors = エラー
cli-source-dropped = 破棄
cli-source-last-error = 最後のエラー
cli-source-last-error-at = 最後のエラーの時刻
cli-source-per-minute = 1 分あたり
cli-source-usual-gap-s = ふだんの間隔(秒)
cli-rules-sound = ルール { $count } 件は正常です
cli-rules-foreign =
    GitLab 向けでないルール { $count } 件は対象外です。例(--json で全件):
    {"  "}{ $lines }
cli-rules-in-force = 有効なルールは { $count } 件です
cli-rules-behave = ルール { $count } 件は例のとおりに動作します
cli-examples-fail = 例のとおりに動作しないものが { $count } 件あります
cli-sql-cut = 上限に達したため、ここで打ち切りました。条件を絞ってください
cli-token-empty = 標準入力が空です。トークンを標準入力で渡してください。例: `portcullis token identify < leaked.txt`
cli-token-kind = 種類
cli-token-kinds = 考えられる種類
cli-token-prefix = 接頭辞
cli-token-is-well-formed = 正しい形式
cli-token-is-routable = ルーティング可能
cli-token-checksum = チェックサム
cli-token-routing = ルーティング情報
cli-token-last-four = 末尾 4 文字
cli-token-ended-by = 失効の方法
cli-reconciled = { $since } から { $until } までのイベント、{ $rows } 行を読み取り
cli-reading-list = GitLab の一覧を読み取り中
cli-streamed-only = ストリームだけで届くため照合していないもの: { $names }
cli-range-attacks = 攻撃 { $count } 件、一覧は { $file }
cli-range-url = 模擬 GitLab: { $url }
cli-range-token = 管理者のトークン(ほかでは使えません): { $token }
cli-range-holds = 攻撃者が手にした認証情報: { $count } 件
