## デモ

cli-demo-running = 模擬 GitLab と Portcullis をループバックで起動しました
cli-demo-attack = 攻撃: { $name }
cli-demo-before = 攻撃者の認証情報(対応前)
cli-demo-after = 攻撃者が戻り、手元の認証情報をすべて試します
cli-demo-recorded = 判断より先に記録
cli-demo-streamed = GitLab のストリームからイベント { $count } 件。応答の前に確実に保存
cli-demo-imported = { $name } からレコード { $records } 件、読み取れないもの { $unparsed } 件
cli-demo-tellings = 通知 { $tellings } 件はイベント { $events } 件。同じものは 1 回だけ表示
cli-demo-found = 検知
cli-demo-refused = { $attempt }: { $rule } により拒否
cli-demo-not-refused = 拒否されず
cli-demo-contain = ケース { $case }: 封じ込め
cli-demo-opened-by-a-finding = ケース { $case } ({ $kind }) を検知結果から開始
cli-demo-opened-as-a-linked-case = ケース { $case } ({ $kind }) をリンクされたケースとして開始
cli-demo-opened-by-hand = ケース { $case } ({ $kind }) を手作業で開始
cli-demo-survey = { $username } ({ $state }): 所属 { $memberships } 件、トークン { $tokens } 件、鍵 { $keys } 件
cli-demo-act = { $number }. { $kind } { $target } (取り消し可)
cli-demo-act-final = { $number }. { $kind } { $target } (取り消し不可)
cli-demo-put-back = 設定を元に戻す
cli-demo-nothing-to-put-back = 元に戻すものはありません
cli-demo-evidence-first = 先に証拠を保存し、その後で削除
cli-demo-kept = { $name } を保存: { $sha256 }
cli-demo-left-behind = 残存物の確認
cli-demo-swept = 残存確認 { $round } 回目: 有効なもの { $left } 件
cli-demo-answered = プレイブックの必須手順 { $count } 件に回答
cli-demo-drill = 試行: 取り消せる操作をすべて実行し、取り消す
cli-demo-drill-release = 試行: ユーザーを復帰させ、もう一度締め出す
cli-demo-not-undone = 手順 { $step } を取り消せませんでした: { $problem }
cli-demo-same = 状態 { $bytes } バイト: 1 バイトも違わず一致
cli-demo-not-same = 状態 { $bytes } バイト: 一致しません
cli-demo-proof = 証明
cli-demo-ledger = { $name }: レコード { $records } 件、チェックポイント { $checkpoints } 件、問題 { $problems } 件
cli-demo-proven = レコード { $record } を署名済みチェックポイントに対して証明
cli-demo-key = 鍵 { $key }
cli-demo-still-there = 残存: { $name }
cli-demo-gone = 除去済み: { $name }
cli-demo-contained = 封じ込めを完了し、証明しました
cli-demo-not-contained = 封じ込められていません
cli-demo-figures = 露出期間 { $exposure_window_s } 秒、イベント { $events } 件、残存確認 { $rounds } 回、試行で取り消した操作 { $undone } 件
cli-check-swept-clean = 残存物なし
cli-check-undo-restores-state = 取り消しで元の状態に復帰
cli-check-refused-what-must-be = 拒否すべきものを拒否
cli-check-ledger-verified = 台帳を検証
cli-check-no-secret-written = シークレットの書き込みなし
cli-check-contained = 封じ込め
cli-demo-pages =
    Ctrl-C までページを開いています。次のアドレスで一度だけサインインできます:
    {"  "}{ $url }
cli-exercise-pages =
    ページで進行を見られます。次のアドレスで一度だけサインインできます:
    {"  "}{ $url }
cli-demo-not-fresh = { $file } にはすでにデータがあります。デモには新しいフォルダーが必要です
cli-scorecard = 採点表
cli-exercise-nothing = { $name }: 封じ込める対象がありません

## 拒否されるべきこと

cli-attempt-at-once = すぐに実行する
cli-attempt-own-approval = 自分の依頼を自分で承認する
cli-attempt-let-in = 残存確認の前にユーザーを復帰させる
cli-attempt-without-consent = 同意なしに設定を元に戻す
cli-attempt-delete-first = 写しを保存する前に削除する
cli-attempt-lock-out = 対応者自身を締め出す
cli-attempt-severity = 役割のない人が重大度を決める
cli-attempt-administrator = 管理者がケースを閲覧する
cli-attempt-early-customers = 媒体を決める前に顧客へメッセージを送る
cli-attempt-early-public = 媒体を決める前に一般公開のメッセージを送る
cli-attempt-early-support = 媒体を決める前にサポートへメッセージを送る
cli-attempt-own-message = 自分のメッセージの依頼を自分で承認する
cli-attempt-blog-first = 顧客に伝える前にブログを公開する
cli-attempt-mail-without-duty = 役割のない人が顧客にメールを送る
cli-attempt-mail-tracked = 読み手を追跡するリンクを含むメールを送る
cli-attempt-mail-unapproved = 誰も承認していないメールを送る
cli-attempt-all-clear = 全員に終わりを伝える前に収束を宣言する
