## 期限と役割

cli-nothing-due = 期限の来ているものはありません
cli-due-update = 状況報告: { $row }
cli-due-promised = 約束した状況報告
cli-due-approval = { $name } の承認
cli-due-offer = 役割: { $duty }
cli-due-updates = インスタンスの更新を確認
cli-due-requester = ログ依頼: 進み具合を伝える
cli-due-waits = { $mark } を待っています
cli-due-without-delay = 遅滞なく
cli-due-projected = { $at } (見込み)
cli-duty-yours = 役割を引き受けました
cli-duty-offered = 引き継ぎを申し出ました: 番号 { $index }
cli-duty-offer = 引き継ぎの申し出 { $index }: { $duty }、{ $by } から { $to } へ
cli-nobody-on-call = オンコールの担当者がいません。[[on_call]] に担当者かカレンダーを指定してください

## ロックダウン、メッセージ、状況報告

cli-no-lockdown = ロックダウンはかかっていません
cli-lockdown =
    { $at } から { $by } によるロックダウン中です: { $reason }
    解除するには、次の内容を設定ファイルに書いてください:
cli-plan-attached = 連絡の計画を適用しました
cli-step-taken = 次の段階へ進みました
cli-list-recorded = 一覧を記録しました
cli-drafted = { $name } を下書きしました
cli-approval-asked = 承認を依頼しました
cli-sent = 送信しました
cli-withdrawn = 取り下げました
cli-communication-at = 段階 { $at }、ポリシー { $policy }
cli-communication-none = 連絡の計画は適用されていません
cli-not-asked = 依頼していない
cli-message-stands =
    {"  "}ハッシュ { $hash }
    {"  "}承認: { $approval }、送信: { $sent }
cli-in-the-way = {"  "}妨げ: { $rule }
cli-policy-from = { $name }: { $from } から
cli-message-policy =
    { $kind }
    {"  "}読み手 { $for }
    {"  "}下書き { $drafters }、確認 { $reviewers }、送信 { $senders }
    {"  "}項目 { $fields }
cli-owed-since = 開始
cli-owed-ended = 終了
cli-punctuality = 期限の来たもの { $due } 件、期限内の連絡 { $kept } 件、遅れ { $late } 件
cli-there-is-no = { $name } はありません。次のものがあります: { $names }
cli-sent-again = { $count } 件を再送しました
cli-room-by-hand = まだありません。手作業で作る場合:
cli-limit = { $from } から { $within }
cli-limits-or = 、または
cli-severity-set = 重大度 { $letter } { $level }
cli-severity = 重大度: { $level }
cli-not-set = 未設定
cli-severity-computed = 表による判定は { $level } (規則 { $rule })
cli-severity-overridden = { $by } による変更: { $reason }
cli-update-published = 状況報告 { $number } を公開しました
cli-pinned = 固定しました
cli-unpinned = 固定を外しました
cli-update-next = 次回: { $next_at }
cli-update-late = 次回: { $next_at }  遅れています
cli-update-none = 次回: 約束はありません
cli-update-missing = 不足: { $detail }
cli-update-technical = 技術的すぎる表現: { $excerpt } ({ $kind })
cli-not-yet = まだできません: { $rule }
cli-ticket = 依頼済み: { $ticket }

## 振り返りと指標

cli-file-ending = ファイルの拡張子で形式を指定してください: .md または .pdf
cli-saved = { $file }: { $bytes } バイト
cli-updates-due = 期限の来た状況報告 { $due } 件、期限内 { $kept } 件
cli-open = 未対応
cli-still-lacks = まだ足りないもの: { $names }
cli-measure-to-detect = 検知まで
cli-measure-to-contain = 封じ込めまで
cli-measure-to-inform = 連絡まで
cli-measure-to-inform-customers = 顧客への連絡まで
cli-measure-exposure-window = 露出期間
cli-figures = ケース { $cases } 件、うち対応中 { $open } 件。期限の来た状況報告 { $updates_due } 件、期限内 { $updates_kept } 件
