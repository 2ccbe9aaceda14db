# 誰にいつまでに連絡する義務があるか。一覧表、相手、時計、拒否。

## 連絡表の行と相手

obligation-row-security-director = セキュリティ責任者
obligation-row-e-group = 経営陣
obligation-row-marketing-and-pr = マーケティングと広報
obligation-row-legal = 法務
obligation-row-incident-channel = インシデントチャンネル
stakeholder-security-director = セキュリティ担当シニアディレクター
stakeholder-e-group = 経営陣
stakeholder-marketing-director = コーポレートマーケティング担当シニアディレクター
stakeholder-pr-manager = 広報マネージャー
stakeholder-legal = 法務
stakeholder-company = 社内全体 (インシデントチャンネルを開設し、リンクを共有)
stakeholder-channel-slack-dm = ダイレクトメッセージ
stakeholder-channel-e-group = 経営陣のチャンネル
stakeholder-channel-incident-channel = インシデントチャンネル

## 頻度

cadence-once = 1 回のみ
cadence-every-seconds = { $count } 秒ごと
cadence-every-minutes = { $count } 分ごと
cadence-every-hours = { $count } 時間ごと
cadence-every-days = { $count } 日ごと
cadence-every-business-days = { $count } 営業日ごと
cadence-every-months = { $count } か月ごと
cadence-continuous-seconds = 変化のたびに { $count } 秒以内
cadence-continuous-minutes = 変化のたびに { $count } 分以内
cadence-continuous-hours = 変化のたびに { $count } 時間以内

## 期限の一覧

nav-due = 期限
clock-title = 期限のある連絡
clock-next = 次の期限
clock-all = すべての期限
clock-all-title = すべての期限
clock-none = 24 時間以内に期限を迎えるものはありません。
clock-none-at-all = 期限のあるものはありません。
clock-what = 内容
clock-when = 期限
clock-who = 担当
clock-state-late = 遅延
clock-state-now = 期限到来
clock-state-ahead = 予定
clock-update = { $case }: { $recipient }への連絡
clock-approval = { $case }: 「{ $title }」の承認 (依頼: { $name } さん)
clock-yours = あなたが回答できます
clock-offer = { $case }: { $by } さんから { $to } さんへの役割 { $duty } の依頼
clock-promised = { $case }: 予告した次回の状況報告
clock-notice = { $case }: { $regulation } { $article }、{ $to }への通知
clock-no-time = 遅滞なく
clock-waits = 次の時刻が入力されると期限が決まります: { $mark }
clock-missed = その後さらに { $count } 件が期限を過ぎました
clock-person = 依頼先: { $person }
clock-nobody = 依頼できる人がいません。「{ $duty }」の担当者を決めてください

## ケースの連絡義務

obligations-title = 連絡義務
obligations-none = 連絡すべき相手はいません。連絡表の条件に当てはまる事実がありません。
obligations-punctuality = 期限を迎えた連絡 { $due_count } 件、期限内 { $kept_count } 件、遅延 { $late_count } 件。
obligation-since = 開始
obligation-reasons = 理由: { $reasons }
obligation-ended = 終了
obligation-asked-for = 相手の希望による
obligation-by = 手段
obligation-past = これまでの期限
obligation-told-at = 連絡済み
obligation-not-told = 未連絡
obligation-tell = 別の手段で連絡した
obligation-how = 手段と内容
obligation-at = 日時 (空欄なら現在)
obligation-tell-do = 記録する
obligation-change = 頻度の変更
obligation-recipient = 相手
obligation-cadence = 頻度: 30m、every 2 business days、continuous 5m、once (空欄なら連絡表のとおり)
obligation-requested-by = 希望した人
obligation-reason = 理由
obligation-change-do = 変更する
obligation-end = 以後の連絡は不要
obligation-end-do = 終了する

## 当番への連絡

reminder-title = { $case }: { $recipient }への連絡の期限です
reminder-body = { $person } さん: { $case } の状況を{ $recipient }に連絡し、Portcullis に記録してください。

## タイムライン

timeline-obligation-begun = { $row }: これより連絡義務があります。理由: { $reasons }
timeline-obligation-late = { $due } が期限だった{ $recipient }への連絡が遅れています。
timeline-obligation-escalated = { $recipient }への連絡がないため、{ $person } ({ $duty }) に依頼しました。
timeline-obligation-told = { $row }: 別の手段で連絡しました。{ $how }
timeline-obligation-cadence = { $usual ->
    [true] { $recipient }への連絡の頻度を連絡表のとおりに戻しました
   *[other] { $recipient }への連絡の頻度を変更しました: { $cadence }
}。希望した人: { $requester }、理由: { $reason }
timeline-obligation-ended = { $because ->
    [all_clear] { $row }: 収束宣言により、連絡義務は終了しました。
    [closed] { $row }: ケースの終了により、連絡義務は終了しました。
   *[other] { $row }: 連絡義務は終了しました。理由: { $reason }
}

## フォームのあとの表示

done-told = 連絡済みとして記録しました。
done-cadence = 頻度を変更しました。
done-obligation-ended = この行の連絡義務を終了しました。

## 拒否

refusal-obligation-not-owed = このケースでは「{ $row }」の行に連絡義務はありません。義務のある行: { $rows }
refusal-obligation-not-owed-next = ケースの連絡義務を確認してください。条件となる事実が入力されると義務が始まります。
refusal-obligation-recipient-unknown = 「{ $recipient }」は「{ $row }」の行の相手ではありません。相手: { $recipients }
refusal-obligation-recipient-unknown-next = いずれかの相手を指定するか、連絡表を変更してください。
refusal-obligation-time-wrong = 「{ $row }」の行の相手に連絡した日時は、義務の開始から現在までの間でなければなりません。
refusal-obligation-time-wrong-next = 実際に連絡した日時を入力してください。
refusal-obligation-words-missing = 入力が足りません: { $field }
refusal-obligation-words-missing-next = 義務の変更は、希望した人と理由とともに記録されます。
