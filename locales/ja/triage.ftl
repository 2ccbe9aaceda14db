## トリアージ: 検知のまとめ、抑制、リスク

triage-told = { $count ->
    [0] 検知はまだありません。
   *[other] 検知 { $count } 件。
}
triage-told-cut = 最新の検知 { $count } 件です。それより古いものはジャーナルにあります。
triage-filter = 絞り込む
triage-level-from = レベル (以上)
triage-any = すべて
triage-entity = 対象
triage-loose = ケースに属さないものだけ
triage-open = 確認が必要
triage-open-hint = 同じルールが同じ対象について 1 日以内に検知したものを 1 つにまとめています。
triage-open-none = 確認を待つものはありません。
triage-suppressed = 抑制中
triage-suppressed-hint = 後回しでよいと誰かが決めたものです。消えることはなく一覧に残りますが、自動ではケースになりません。
triage-suppressed-none = 抑制中のものはありません。
triage-own = 自分たちの操作
triage-own-hint = Portcullis 自身が起こした検知です。どのイベントも、ジャーナルにある操作または調査と対象および時刻が一致しています。
triage-own-none = 自分たちの操作による検知はありません。
triage-more = ほかに { $count } グループあります。条件で絞り込んでください。
triage-since = 最初:
triage-into-case = ケースに入れる
triage-case-by-itself = 同じ実行者の対応中のケース、なければ新しいケース
triage-details = 検知の一覧と対応
entity-instance = インスタンス全体
entity-credential = デプロイ用の認証情報 { $name }
risks-title = 注目すべき対象
risks-hint = 人、アドレス、場所ごとの合計点です。レベルの重みを、繰り返しの分だけ増やし、1 週間ごとに半分にします。
risks-all-of-it = この対象の検知をすべて見る
risk-points = リスク
risk-made-of = 内訳
risk-part = { $weight } × { $repeats } (検知 { $count } 件) × { $decay } (経過時間) = { $points }
suppress-title = 後回しにする
suppress-about = 後回しにするもの
suppress-both = このルールの、この対象についての検知
suppress-rule = このルールの検知すべて (対象を問わない)
suppress-entity = この対象の検知すべて
suppress-reason = 理由
suppress-days = 期間 (日)
suppress-button = 抑制する
suppress-field = 項目
suppress-pattern = 値のパターン (* は任意の文字列)
suppress-help = 指定した条件をすべて満たすものが対象です。抑制した検知も一覧に残ります。誰が、なぜ、いつまで抑制したかはジャーナルに記録されます。
suppressions-title = 抑制の一覧
suppressions-lead = どの検知を、なぜ、いつまで後回しにするのか、誰が決めたのか。
suppressions-none = 抑制はまだありません。
suppression-active = 有効
suppression-ended = 期限切れ
suppression-lifted = 解除済み
suppression-by = 設定者
suppression-ends = 期限
suppression-lift = 解除する
suppression-lifted-by = { $name } さんが解除しました
finding-suppressed = { $name } さんが後回しでよいと判断しました: { $reason }
finding-own-act = Portcullis 自身の操作によるものです: { $case } の計画の手順 { $step } ({ $act })。
finding-own-survey = Portcullis が { $case } の調査中に自ら起こしたものです。
finding-own-stream-test = Portcullis 自身の操作です。イベントの到着を確かめるため、ストリームの配信先の名前を変え、元に戻しました。
finding-own-inventory = Portcullis 自身が認証情報の一覧を読み取った際の操作です。
finding-into-case = ケースに入れる
finding-group-into-case = グループごとケースに入れる
now-findings = まとめて見て対応する
now-suppressed = { $count ->
   *[other] 抑制中 { $count } 件
}
done-suppressed = この検知を後回しにしました。抑制中として一覧に残ります。
done-unsuppressed = 抑制を解除しました。
