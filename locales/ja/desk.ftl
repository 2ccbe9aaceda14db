## ログ調査の窓口: ページ、タイムライン、拒否、定型文 (LD1–LD28)

nav-dives = ログ調査依頼
role-support = サポート
approval-of-dive_exception = ログ調査依頼の例外
clock-requester = { $case }: { $organisation } にログ調査依頼の状況を伝える (努力目標)
clock-requester-findings = { $count ->
    [0] 前回の連絡以降、新しい結果はありません
   *[other] 前回の連絡以降の結果 { $count } 件
}

done-dive-filed = 依頼を記録しました。
done-dive-verified = 所有者の確認を記録しました。
done-dive-decided = 判断しました。
done-dive-split = この部分を別の依頼にしました。
done-dive-found = 調査結果を記録しました。
done-dive-updated = 依頼者に伝えたことを記録しました。
done-dive-contacted = 連絡を記録しました。定型文で返信してください。
done-dive-tracked = Issue の作成を登録しました。
done-dive-waived = ギャップ Issue を作らない理由を記録しました。
done-dive-closed = 依頼を終了しました。

dives-title = ログ調査依頼
dives-lead = 監査イベントでは答えられなかったログの依頼です。受付と依頼者との連絡は、サポートとカスタマーサクセスだけが行います。
dives-none = ありません。
dive-new = 依頼を登録する
dive-edit = 依頼を変更する
dive-form-lead = 下書きには不足があってもかまいません。足りないものは依頼のページに表示されます。依頼を変更すると、それまでの判断は無効になります。
dive-requester = 依頼者
dive-organisation = 組織
dive-identities = 依頼者のメールアドレスとユーザー名
dive-identities-hint = 1 行に 1 つ。*@corp.example はそのドメインの全員を表します。ここに書いた人は、社内側に決して参加できません。
dive-ticket = サポートのチケット
dive-language = 返信の言語
dive-language-en = 英語
dive-language-ja = 日本語
dive-deployment = GitLab の稼働場所
dive-deployment-saas = 当社の環境
dive-deployment-self-managed = 依頼者自身のサーバー
dive-plan = プラン
dive-plan-free = Free
dive-plan-trial = トライアル
dive-plan-premium = Premium
dive-plan-ultimate = Ultimate
dive-plan-deprecated = 販売を終了したプラン
dive-paying = 料金は支払われていますか
dive-yes = はい
dive-no = いいえ
dive-what = 依頼の内容
dive-lines-hint = 1 行に 1 つ書いてください。
dive-projects = プロジェクト (フルパス)
dive-groups = グループ (フルパス)
dive-users = ユーザー (ユーザー名)
dive-events = イベントの種類
dive-events-hint = 1 行に 1 つ。監査イベントの一覧にある名前、または一覧にないものは other:… と書きます。
dive-events-all = 監査イベントの種類の一覧
dive-start = 開始
dive-end = 終了
dive-window = 期間
dive-gap = 監査イベントでは答えられなかったこと
dive-logs = ログ
dive-log-application = アプリケーションログ
dive-log-component = その他のコンポーネントのログ
dive-log-access = アクセスログ
dive-flags = 考慮すること
dive-personal-data = 回答にユーザー名やアドレスなどの個人データが含まれる
dive-complex = 単純な検索では済まない
dive-insisted = 絞り込みを求めたが、このままの範囲を希望している
dive-cost-accepted = 費用を案内し、同意を得た
dive-exception = プランの例外を申請する (法務が判断)
dive-file = 記録する
dive-none = 未記入

dive-request = 依頼
dive-case = ケース
dive-phase = フェーズ
dive-filed-at = 登録日時
dive-missing = 足りないもの
dive-missing-count = { $count ->
    [0] なし
   *[other] { $count } 件
}
dive-lacks-request = 依頼そのもの
dive-lacks-organisation = 依頼した組織
dive-lacks-identities = 依頼者のメールアドレスとユーザー名
dive-lacks-requested-at = 依頼された日時
dive-lacks-deployment = GitLab の稼働場所
dive-lacks-plan = プラン
dive-lacks-paying = 料金が支払われているか
dive-lacks-resources = プロジェクト、グループまたはユーザー
dive-lacks-not-found = GitLab に存在しないリソースがあります
dive-lacks-ownership = リソースの所有者の確認
dive-lacks-events = イベントの種類
dive-lacks-window = 期間の開始と終了
dive-lacks-gap = 監査イベントでは答えられなかったこと
dive-resources = リソース
dive-resource-project = プロジェクト
dive-resource-group = グループ
dive-resource-user = ユーザー
dive-seen-found = GitLab で確認済み (ID { $id })
dive-seen-missing = GitLab に存在しません
dive-seen-unknown = 未確認: { $why }
dive-owned = 依頼者のもの
dive-not-owned = 依頼者のものではない
dive-owner-unknown = 所有者は未確認
dive-how = どのように確認しましたか
dive-is-owned = 依頼者のもの
dive-is-not-owned = 依頼者のものではない
dive-decision = 判断
dive-undecided = 未判断
dive-decide = 判断する
dive-extended = 通常より時間がかかります
dive-replays = もう一度判断しても同じ結果です
dive-replays-not = もう一度判断すると結果が異なります
dive-team-support = サポートが担当
dive-team-sirt = セキュリティチームが担当
dive-team-nobody = 担当はまだ決まっていません
dive-part-owned = 依頼者のものだけ
dive-part-not-owned = 依頼者のものではないものだけ
dive-part-other-logs = 提供できるログだけ
dive-part-refused-logs = 提供できないログだけ
dive-split = 別の依頼にする
dive-reply = 依頼者への返信
dive-findings = 調査結果
dive-finding = 調査結果
dive-note-finding = 記録する
dive-told = 依頼者に伝えたこと
dive-told-lead = サポートまたはカスタマーサクセスが自分たちのチケットで送り、送った内容をここに記録します。営業日の時間で長くても 12 時間ごとを目安とします (努力目標)。
dive-told-next = 次の連絡の期限
dive-late = 遅れています
dive-update = 次の連絡 (前回以降の調査結果から下書きしたもの)
dive-tell = 送信した
dive-issues = Issue
dive-tracker = 追跡用 Issue
dive-tracker-none = まだありません
dive-track = 機密の追跡用 Issue を作る
dive-issue-made = #{ $number }
dive-issue-ordered = 登録済み ({ $delivery })。結果は送信箱で確認できます
dive-gap-issue = ギャップ Issue
dive-gap-open = 作成も免除もされていません
dive-gap-filed = { $issue }
dive-gap-waived = { $person } が不要と判断: { $reason }
dive-file-gap = ギャップ Issue を作る
dive-waive-gap = 作らない
dive-waive-reason = ギャップ Issue を作らない理由
dive-contacts = サポートを通さない連絡
dive-contacts-lead = SNS、個人宛てのメール、電話などは記録し、定型文だけで返信します。
dive-contact-from = 誰から
dive-contact-way = 手段
dive-contact-note = 用件
dive-log-contact = 記録する
dive-redirect = 返信の定型文
dive-end-title = 終了
dive-close = 依頼を終了する
dive-report = 監査イベントに足りないもの
dive-report-lead = イベントの種類ごとに、ログを調べた回数です。製品の改善に役立てます。
dive-report-dives = 調査した
dive-report-not-granted = 調査しなかった
dive-report-organisations = 組織
dive-report-issues = ギャップ Issue

## 定型文

dive-update-nothing-new = ご依頼の件を引き続き調査しています。前回のご連絡以降、新しくお伝えできることはありません。次回のご連絡で続報をお伝えできる場合があります。
dive-update-findings = ご依頼の件を調査しています。前回のご連絡以降に分かったことは次のとおりです。
dive-update-more = 調査を続けており、次回のご連絡で続報をお伝えできる場合があります。共有できるものは、確認が済んだ後にお渡しします。
dive-tracker-title = 情報提供の依頼 { $case }
dive-tracker-lead = ログの依頼です。サポートまたはカスタマーサクセスが登録し、依頼者との唯一の窓口を務めます。
dive-tracker-boundary = 依頼者をこの Issue に追加したり、メンションしたり、担当者にしたりしてはいけません。調査結果は分かり次第、以下に記録します。
dive-gap-title = 監査イベント: { $event } がありません
dive-gap-lead = 監査イベントでは分からないため、ログを調べる必要がありました。

## タイムライン

timeline-dive-filed = { $organisation } のログ調査依頼を登録しました (リソース { $resources } 件、イベントの種類 { $events } 件)
timeline-dive-looked-up = GitLab は { $all } 件のリソースのうち { $found } 件を確認しました
timeline-dive-ownership = { $kind ->
    [project] プロジェクト
    [group] グループ
   *[user] ユーザー
} { $path } は{ $owned ->
    [true] 依頼者のものです
   *[other] 依頼者のものではありません
}: { $how }
timeline-dive-decided = 判断: { $outcome ->
    [route_support] サポートが調べます
    [route_sirt] セキュリティチームが調べます
    [reject] お断り
    [needs_info] 情報が足りません
    [needs_rescope] 範囲が広すぎます
    [cost_notice] 範囲が広く、費用がかかります
    [needs_subpoena] 裁判所の命令が必要です
   *[needs_legal] 例外を認めるか法務が判断します
}{ $extended ->
    [true] {" "}(通常より時間がかかります)
   *[other] {""}
} · { $rules } · { $preset }
timeline-dive-split = 一部 ({ $part }) を { $case } に分けました
timeline-dive-found = 調査結果: { $text }
timeline-dive-updated = 依頼者に状況を伝えました ({ $language }、これまでの結果 { $findings } 件)
timeline-dive-update-late = 依頼者への連絡の期限 { $due } を過ぎています
timeline-dive-contacted = { $from } から { $way } で連絡がありました。定型文だけで返信しました
timeline-dive-gap-filed = ギャップ Issue は { $issue } です
timeline-dive-gap-waived = ギャップ Issue は作りません: { $reason }

## 拒否

refusal-dive-requester-is-outside = { $person } はこのログ調査の依頼者であり、社内側には参加できません。
refusal-dive-requester-is-outside-next = 依頼者への連絡はサポートとカスタマーサクセスだけが行います。連絡を記録し、定型文で返信してください。
refusal-dive-not-filed = まだ何も登録されていません。
refusal-dive-requester-unknown = 依頼者のメールアドレスやユーザー名が分からないため、社内側に入れないようにできません。
refusal-dive-requester-unknown-next = 依頼に追加してください。
refusal-dive-resource-not-found = GitLab に存在しないリソースが { $count } 件あります: { $paths }
refusal-dive-resource-not-found-next = パスを直すか、もう一度確認してください。
refusal-dive-not-granted = 今の内容の依頼を誰かが調べるとは、まだ判断されていません。
refusal-dive-not-granted-next = 判断するか、判断の内容を確認してください。
refusal-dive-closed = 依頼 { $case } はクローズ済みです。
refusal-dive-closed-next = 続ける場合は、先に前のフェーズへ戻してください: portcullis case phase { $case } containment
refusal-dive-incomplete = 追跡用 Issue には必要な情報がすべて要ります。足りないもの: { $missing }
refusal-dive-incomplete-next = 足りないものは依頼のページに表示されます。
refusal-dive-no-tracker = Issue 用のチャネルが設定されていません。
refusal-dive-no-tracker-next = [desk] tracker に、gitlab_issue を持つ [[channel]] の名前を書いてください。
refusal-dive-other-labels = ギャップ Issue のラベルは、ちょうど次のものです: { $labels }
refusal-dive-gap-issue-missing = 調査は行われましたが、ギャップ Issue が作成も免除もされていません。
refusal-dive-gap-issue-missing-next = ギャップ Issue を作るか、作らない理由を書いてください。
refusal-dive-found-already = この調査結果はすでに記録されており、Issue にも一度書き込まれています。
refusal-dive-found-already-next = 新しい内容を書いてください。
