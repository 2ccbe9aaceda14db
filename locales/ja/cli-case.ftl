## ケース

cli-confidential = 機密: 閲覧できるのは次の人だけです
cli-not-confidential = 機密ではありません: ケースを読める人は誰でも閲覧できます。機密にした場合に閲覧できるのは次の人です
cli-case-open = { $name } を開きました
cli-case-linked = リンクされたケース { $name } を開きました
cli-attached = ケースに加えました
cli-noted = メモを加えました
cli-moved-on = フェーズを進めました
cli-stated = 記録しました
cli-recorded = 記録しました
cli-answered = 回答を記録しました
cli-agreed = 同意を記録しました
cli-declined = 拒否を記録しました
cli-case-opened = { $opened_at } に { $opened_by } が開始、露出期間 { $exposure_window_s } 秒
cli-plan = 計画 { $hash }
cli-survey-user = { $username } (ユーザー { $user })、{ $state }
cli-survey-reach = 到達範囲: トークン { $tokens } 件、SSH 鍵 { $keys } 件、Webhook { $webhooks } 件
cli-survey-member = {"  "}{ $path } (アクセスレベル { $level }): 変数 { $variables }
cli-survey-used = {"  "}使用: { $credential }、{ $address } から { $count } 回、最後は { $last }
cli-nothing-left = 残存物はありません
cli-revert-newest-only = 最新のイベントだけを調べました。--since にもっと後の時刻を指定してください
cli-revert-now = 現在の値: { $now }
cli-revert-through = { $who } ({ $other } を経由)
cli-revert-with = { $who } ({ $token } を使用)
cli-playbook-changed = 写しを作った後に、付属のプレイブックが変わっています
cli-step-instead = 代替手順: { $step }
cli-step-after = 先に行う手順: { $steps }

## アカウント、設定、操作

cli-one-time-password = { $name }: ワンタイムパスワード { $one_time_password }
cli-api-token = API トークン(表示は一度きり): { $secret }
cli-off = 停止中
cli-act-does = 行うこと(ID は例のもの)
cli-act-can-be-undone = 取り消せます
cli-act-cannot-be-undone = 取り消せません
cli-act-asked-for = 実行時に尋ね、どこにも保存しません
cli-act-example = 例
cli-no-channels = チャネルが設定されていません。docs/guide/channels.md を参照してください
cli-in-effect = 有効な内容、{ $name }:
cli-in-effect-law = 有効な内容、{ $name } (法的助言ではありません):
cli-settings-usable = 設定は有効です

## CI/CD の調査

cli-nothing-found = 見つかったものはありません
cli-secret-file = { $path }: 名前からシークレットを含むと分かるファイル({ $file })
cli-ci-imported = { $rows } 行を { $read_as } として読み取りました(読み取れない行 { $unread })。証拠 { $sha256 } として保存しました
cli-ci-kept = { $name }: シークレット { $count } 件
cli-ci-project = { $path } (プロジェクト { $project })、{ $from } から { $to } まで
cli-ci-reach = ログとアーティファクトを読める人: { $reach }
cli-ci-job = ジョブ { $job } { $name } ({ $status }): トークン { $token }、Runner { $executor }
cli-ci-changed = 変更: { $path } (コミット { $count } 件)
cli-ci-actor = 実行者: { $username } (ユーザー { $user })、根拠 { $evidence }
cli-ci-secret = シークレット: { $kind } { $name } …{ $last_four }、{ $count } か所、最初は { $in } の { $line } 行目
cli-ci-artifacts = ジョブ { $job } のアーティファクト: { $bytes } バイト、{ $expires_at } まで
cli-ci-artifacts-for-ever = ジョブ { $job } のアーティファクト: { $bytes } バイト、期限なし
cli-ci-cause = {"  "}{ $kind } [{ $root }、{ $likelihood }] { $path } の { $line } 行目: { $excerpt }
cli-ci-secret-line = {"  "}シークレット { $kind }、{ $line } 行目: { $excerpt }

## 計画

cli-attested = 表明を記録しました
cli-approved-by = { $by } が承認しました
cli-no-acts = { $file } に `acts` がありません。操作の一覧を指定してください
cli-acts-expected = { $file }: 操作の一覧を指定してください。例: { $example }
cli-say-yes = GitLab を変更します。上の計画を確認してから --yes を指定してください
cli-type-yes = GitLab を変更します。自己の責任で使用してください。続けるには yes と入力してください:
cli-nothing-done = 何も行いませんでした
cli-plan-asked = 依頼者 { $requested_by }、実行期限 { $expires_at }
cli-plan-warning = {"  "}注意: { $rule }{ $args }
cli-can-be-undone = 取り消し可
cli-cannot-be-undone = 取り消し不可
cli-plan-after = 、{ $steps } の後
cli-step-begun = 開始済み、結果は不明
cli-step-became = { $outcome }
cli-step-undo-became = 取り消し { $outcome }
cli-unknown = 不明
cli-would-be-refused = 拒否される見込み: { $rule }
cli-nothing-changed = 何も変更していません
cli-ahead-would-do = 実行される見込み
cli-ahead-already-so = すでにその状態のため、何も呼び出しません
cli-ahead-done = この計画で実行済み
cli-ahead-obstacle = GitLab が拒否する見込み: { $rule }
cli-ahead-not-readable = 実行されない見込み: { $error }
cli-step-stays = 手順 { $step } はそのまま: { $rule }
cli-nothing-to-undo = 取り消すものはありませんでした
cli-executing = 実行中
cli-new-secret = { $target } の新しいシークレット(表示は一度きり): { $secret }
cli-plan-stopped =
    停止しました: { $error }
    {"  "}次の操作: { $next }
    {"  "}未実行の手順が { $left } 件あります。同じ計画をもう一度実行してください
cli-no-step = { $name } は手順ではありません
cli-step-asks = 手順 { $step }: { $asks }
cli-secret-not-here = シークレットはコマンドラインに書かないでください。ほかの人に読まれます。STEP=@FILE を使ってください
cli-nobody-can-be-asked = { $question }: ここでは入力を求められません。--input STEP=@FILE を使ってください

## プレイブック、確認項目、インスタンス

cli-playbooks-sound = プレイブック { $count } 件は正常です
cli-origin-own = 独自
cli-origin-shipped = 付属
cli-upstream-changed = 付属版に変更あり
cli-star-mandatory = {"*"} 必須
cli-no-kind = { $name } というケースの種類はありません
cli-faults-in-file =
    { $file } に { $count } 件の誤りがあります:
    {"  "}{ $lines }
cli-left-behind = 引き継がなかったもの: { $what }
cli-question-window = 期間: { $since } ({ $start }) から { $until } ({ $end }) まで
cli-count-events-or-more = イベント { $count } 件以上
cli-question-verdict = 判定: { $verdict }、その後のイベント { $new_hits } 件
cli-judged = { $judged } 件を判定しました
cli-version = インストール済み { $installed }、最新 { $latest }
cli-version-behind = 更新が必要: インストール済み { $installed }、最新 { $latest }。脆弱性を修正する版: { $missing }
cli-no-port = { $given }: ポートがありません
cli-minutes = { $count } 分
