## 質問: ケースの期間に何を確かめるか

questions-title = 確認項目
questions-lead = ガイドが調べるよう求めている事柄を、このケースの期間の記録に照らして確かめます。項目ごとに判定が必要です。
questions-progress = { $all } 項目のうち { $done } 項目が判定済み
questions-none = この種類のケースには確認項目がありません。
questions-open-page = 調べて判定する
questions-since = 開始
questions-until = 終了
question-start-exposure = 露出の時刻より余裕をみて前
question-start-finding = 最初の検知より余裕をみて前 (露出の時刻は不明)
question-start-opening = ケースを開始した時刻より余裕をみて前 (露出も検知も不明)
question-end-revocation = 失効の時刻より余裕をみて後
question-end-open = 現在まで (失効の時刻は不明)
question-scope-actor = 疑わしい人が行ったことに絞っています。
question-scope-account = 疑わしい人が行ったことと、そのアカウントに対して行われたことに絞っています。
question-scope-token = 漏洩したトークンに絞っています。
question-scope-project = このケースのプロジェクトまたはグループに絞っています。
question-scope-instance = インスタンス全体が対象です。
question-scope-open = 絞り込んでいません。ケースに対象が示されていないため、期間内のすべてを表示しています。
question-hits = { $count ->
    [0] 該当なし
   *[other] { $count } 件のイベント
}
question-hits-at-least = { $count } 件以上のイベント
question-new-hits = { $count ->
   *[other] 判定後に { $count } 件
}
question-new = 新着
question-open = 未判定
question-latest = 最新のイベント
question-search = 検索ですべて見る
question-targets = 対象の種類別
question-query = 検索式
question-verdict = 判定
question-verdict-open = 未判定に戻す
question-verdict-benign = 問題なし
question-verdict-malicious = 悪意あり
question-verdict-unknown = 判断できない
question-note = メモ
question-judge = 判定を記録する
question-basis = 先頭から { $records } 件のレコードのうち { $hits }に基づく
done-judged = 判定を根拠とともに記録しました。
timeline-question-answered = 確認項目 { $question }: { $verdict ->
    [benign] 問題なし
    [malicious] 悪意あり
   *[unknown] 判断できない
} ({ $hit_count ->
    [0] 該当なし
   *[other] { $hit_count } 件のイベント
})。{ $note }

## 項目のまとまり

question-pack-credential-exposure = 認証情報の漏洩
question-pack-compromised-user = 乗っ取られたアカウント
question-pack-ci = CI/CD のインシデント
question-pack-compromised-instance = 侵害されたインスタンス
question-pack-misconfigured-settings = 設定の改悪
question-pack-compliance = コンプライアンス、グループとプロジェクト

## 各項目

question-token-requests = トークンは何に使われたか
question-token-requests-help = このトークンによる変更を伴うリクエストです。所有者に心当たりのないアドレスや時刻は攻撃者のものです。
question-new-users = ユーザーやメンバーが作られたか
question-new-users-help = 新しいアカウントやメンバーの追加は、攻撃者が戻ってくる最も確実な手段です。誰が依頼したのかを一つずつ確かめてください。
question-tokens = トークンが作成または失効されたか
question-tokens-help = パーソナル、プロジェクト、グループの各アクセストークン、デプロイトークン、エージェントトークンが対象です。期間中に作られたものは、盗まれたトークンを失効させても残ります。
question-pipelines = パイプラインが実行または消去されたか
question-pipelines-help = パイプラインはプロジェクトの秘密情報を使ってコードを実行します。誰も始めていない実行や、削除された実行を探してください。
question-code = コードが読み出されたり変更されたりしたか
question-code-help = プッシュ、クローン、マージリクエスト、保護の緩和が対象です。短時間に多数のリポジトリが読まれていれば、持ち出しが疑われます。
question-settings = プロジェクトやグループの設定が変更されたか
question-settings-help = 公開範囲、メンバー、エクスポート、ジョブトークンの到達範囲などです。開かれたものは元に戻す必要があります。
question-ci-variables = CI/CD 変数が読まれたり変更されたりしたか
question-ci-variables-help = 変数を読んだ人はその秘密情報を手に入れています。発行元でローテーションしてください。変更された変数は、秘密情報を外部に送っているかもしれません。
question-sign-ins = 誰がどこからサインインしたか
question-sign-ins-help = 失敗が続いた後の成功、初めてのアドレス、なりすまし、パスワードのリセットに注意します。所有者には別の連絡手段で確かめてください。
question-keys = SSH キーや GPG キーが追加または削除されたか
question-keys-help = パスワードを変えてもキーは残ります。所有者が知っているキーと突き合わせてください。
question-two-factor = 2 要素認証が変更されたか
question-two-factor-help = 無効化、再設定、グループでの必須設定の解除が対象です。
question-runners = Runner が追加または変更されたか
question-runners-help = Runner は引き受けたジョブの秘密情報を見ることができます。誰のマシンかを確かめてください。
question-hooks = Webhook やインテグレーションが追加されたか
question-hooks-help = Webhook は起きたことをすべて別のサーバーに知らせます。送信先を一つずつ確かめてください。
question-oauth = OAuth アプリケーションが認可されたか
question-oauth-help = パスワードを変えてもアプリケーションのアクセスは残ります。名前とスコープを確かめてください。
question-saml = シングルサインオンの設定が変更されたか
question-saml-help = ID プロバイダーが変えられると、誰にでもなりすませます。
question-email = メールアドレスや通知が変更されたか
question-email-help = アドレスを握る人はパスワードをリセットできます。所有者の知らないアドレスを探してください。
question-user-settings = ユーザーの設定が変更されたか
question-user-settings-help = 疑わしい人と、パイプラインを実行した人の設定が対象です。
question-project-settings = プロジェクトの設定が変更されたか
question-project-settings-help = ブランチと環境の保護、ジョブトークンの到達範囲、Webhook、承認ルールが対象です。
question-instance-events = インスタンス自体の何が変更されたか
question-instance-events-help = アプリケーション設定、インスタンスの変数、監査ストリーム、機能フラグが対象です。
question-administrators = 誰が管理者になったか、誰がほかの人として操作したか
question-administrators-help = 管理者は全員把握できていなければなりません。なりすましと、休眠から動き出したアカウントに注意してください。
question-system-settings = システムへのアクセスの設定が変更されたか
question-system-settings-help = 新規登録、許可するアドレスとドメイン、トークン、2 要素認証の要求が対象です。
question-system-permissions = 権限が変更されたか
question-system-permissions-help = 管理者、監査担当者、ロール、グループのメンバーが対象です。
question-system-logins = 誰がインスタンスにサインインしたか
question-system-logins-help = すべてのサインインと失敗です。管理者と、誰も働いていない時間帯から見てください。
question-visibility = 公開範囲が広げられたか
question-visibility-help = より多くの人に見えるようになったプロジェクト、グループ、機能です。変更前の値はイベントにあります。
question-approvals = 承認ルールが緩められたか
question-approvals-help = 必要な承認の減少、作成者自身による承認、ルールの削除が対象です。
question-deletions = プロジェクトやグループが削除されたか
question-deletions-help = 削除予定のうちは数日間復元できます。その後はバックアップしかありません。
question-new-webhooks = Webhook が追加されたか
question-new-webhooks-help = Webhook はプロジェクトで起きたことをすべて別のサーバーに知らせます。
question-branch-protection = ブランチの保護が変更されたか
question-branch-protection-help = プッシュ、マージ、強制プッシュの権限、プッシュルール、デフォルトブランチが対象です。
question-compliance-events = コンプライアンス管理にほかに何があったか
question-compliance-events-help = GitLab のこの分類に属するすべての種類です。対象の種類別に確かめてください。
question-group-project-events = グループとプロジェクトにほかに何があったか
question-group-project-events-help = GitLab のこの分類に属するすべての種類です。対象の種類別に確かめてください。
