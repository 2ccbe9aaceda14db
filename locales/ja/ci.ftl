## CI/CD の調査

# シークレットの種類
secret-kind-aws-access-key-id = AWS のアクセスキー
secret-kind-aws-secret-key = AWS のシークレットアクセスキー
secret-kind-google-service-account-key = Google Cloud サービスアカウントのキー
secret-kind-private-key = 秘密鍵
secret-kind-vendor = { $vendor } のトークン
secret-kind-address-password = URL に含まれるパスワード
secret-kind-assigned = シークレットらしい名前の値
secret-file-environment = 環境変数のファイル
secret-file-private-key = 秘密鍵または鍵ストア
secret-file-kubeconfig = Kubernetes クラスターへのアクセス設定
secret-file-cloud = クラウドの認証情報
secret-file-tool = ツールの認証情報
secret-file-terraform-state = Terraform のステート
secret-file-password-store = パスワードストア
secret-file-gitlab = GitLab または Runner のシークレット
secret-file-history = シェルの履歴

# シークレットが漏れた経緯 (CI2)
root-cause-verbose-logging = 詳細すぎるログ
root-cause-echoed-variable = 変数の出力または送信
root-cause-insecure-runner = 安全でない Runner
cause-debug-trace = デバッグログが有効です。ジョブのすべてのコマンドと変数の値がログに出ます。
cause-debug-services = サービスのログが記録されています。サービスに渡した値が出ることがあります。
cause-shell-trace = シェルがコマンドを値ごと表示しています。
cause-environment-dump = 環境変数がすべて出力されています。
cause-variable-printed = 変数が出力されています。
cause-variable-encoded = 変数が別の形で出力されています。マスクでは検出されません。
cause-variable-sent = 変数がネットワークへ送信されています。
cause-shared-runner = この Runner はインスタンスのすべてのプロジェクトで共有されています。あるジョブが残したものを別のジョブが見つけることがあります。
cause-shell-executor = ジョブが同じマシンの同じユーザーで動いています。他のジョブが残したものや、実行中のトークンを読み取れます。
cause-privileged-runner = コンテナが特権モードです。ジョブがマシンを乗っ取り、他のジョブを読み取れます。

# ファイルを変更した人 (CI3)
actor-by-name = コミットに書かれた名前の持ち主です。名前は誰でも書けます
actor-by-email = コミットに書かれたメールアドレスの持ち主です。アドレスは誰でも書けます
actor-by-push-near = コミットの数分以内にプッシュしました
actor-by-push = このコミットをプッシュしました

# ログとアーティファクトを読めた範囲 (CI7)
audience-members = ログとアーティファクトを読めるのはプロジェクトのメンバーだけです。
audience-company = ここにアカウントを持つ人は誰でもログとアーティファクトを読めます。
audience-internet = インターネット上の誰でもログとアーティファクトを読めます。
exposure-builds-for-members = CI/CD はメンバー限定です。
exposure-jobs-not-public = パイプラインは公開されていません。
exposure-by-visibility = プロジェクトの公開範囲は { $visibility } で、パイプラインは公開されているか、非公開か確認できません。

# ジョブトークン (CI1、CI13)
job-token-not-yet = トークンは未使用
job-token-live = トークンは有効
job-token-expired = トークンは期限切れ
job-token-unknown = トークンの状態は不明(有効とみなします)
job-token-advice-inbound-off = すべてのプロジェクトのジョブがこのプロジェクトに入れます。許可リストを有効にしてください。
job-token-advice-project = { $project } のジョブがこのプロジェクトに入れます。必要か確認してください。
job-token-advice-group = グループ { $group } のジョブがこのプロジェクトに入れます。必要か確認してください。

# クラウドの監査ログへの問い合わせ (CI14)
cloud-query-cloudtrail = CloudTrail(全リージョン): 期間内にこのキーで行われた操作
cloud-query-athena = 同じ内容を Athena で(CloudTrail のテーブル)
cloud-query-aws-last-used = キーが最後に使われた日時と用途
cloud-query-google-audit = Cloud Audit Logs: 期間内にこのアカウントで行われた操作
cloud-query-google-explorer = 同じ内容をログ エクスプローラで
cloud-query-google-keys = このアカウントのキー。見覚えのないキーは侵入口です

# タイムライン
timeline-evidence-kept = 証拠として保存しました: { $name }({ $bytes_count } バイト、SHA-256 { $hash }…)
timeline-evidence-verified = { $sound ->
    [true] ハッシュを再計算し、問題ありませんでした: { $name }
   *[false] 破損しています: { $name } は保存時の内容と異なります
}
timeline-evidence-viewed = { $name } のコピーが取得されました
timeline-cloud-rows = クラウドの監査ログを { $count } 行、{ $name } から取り込みました
timeline-cloud-row = クラウドでの操作: { $actor } が { $address } から { $action } { $object } { $refused ->
    [true] — 拒否: { $error }
   *[false] { "" }
}
timeline-leak-cause = 漏えいの原因: { $cause ->
    [verbose_logging] 詳細すぎるログ
    [echoed_variable] 変数の出力または送信
   *[insecure_runner] 安全でない Runner
}。{ $reason }
timeline-exposed-to = 読めた範囲: { $reach ->
    [private] メンバーのみ
    [internal] アカウントを持つ全員
   *[public] インターネット上の誰でも
}({ $source })

# 拒否の理由
refusal-case-evidence-copy-missing = 削除されるもののコピーがケースの証拠にありません。
refusal-case-evidence-copy-missing-next = 先にログまたはアーティファクトを保存し、そのコピーを操作に指定してください。
refusal-case-evidence-copy-not-verified = 削除されるもののコピーが検証されていません。
refusal-case-evidence-copy-not-verified-next = 証拠を検証してください。
refusal-case-evidence-copy-damaged = 削除されるもののコピーが破損しています。
refusal-case-evidence-copy-damaged-next = 元のデータがあるうちに改めて保存し、保管場所に触れた人を調べてください。
refusal-ci-place-missing = ケースの対象のジョブまたはプロジェクトがわかりません。
refusal-ci-place-missing-next = 対象を指定してください: job:12@project:3 または project:3
refusal-ci-nothing-to-do = 計画で止めたり閉じたりできるものは見つかりませんでした。
refusal-ci-nothing-to-do-next = 調査結果を確認してください。見つかったシークレットにはそれぞれケースがあります。

# ページ
evidence-title = 証拠
evidence-none = まだ何も保存されていません。
evidence-sound = 問題なし
evidence-damaged = 破損
evidence-not-checked = 未検証
evidence-bytes = { $count } バイト
evidence-verify = すべてのハッシュを再計算
done-evidence-verified = 証拠のハッシュを再計算しました。
done-traces-kept = ログを証拠として保存しました。
done-secret-cases = シークレットごとにケースを開きました。
ci-look = CI/CD: トークン、原因、シークレット、アーティファクト
ci-title = CI/CD
ci-window = { $from } から { $to } まで(UTC)
ci-gaps = 読み取れなかったものがあります:
ci-jobs = ジョブ
ci-causes = 設定とスクリプトで見つかった原因
ci-cause-pick = 原因はどれでしたか
ci-cause-state = 原因を記録
ci-files = パイプラインが呼び出すファイル
ci-not-followed = たどらなかったもの
ci-actors = 設定を変更した可能性のある人
ci-foreign-name = コミットは別人の名義です。
ci-reach = ジョブトークンが届く範囲
ci-reach-own = ジョブ自身のプロジェクト
ci-reach-member = ジョブを開始した人のロールで
ci-reach-open = 誰にでも公開されている部分
ci-secrets = 見つかったシークレット
ci-masking-caveat = マスクは完全ではありません。エンコードされた値、途中で切れた値、アーティファクトに書かれた値、外部へ送信された値はマスクされません。見つかったものはローテーションしてください。
ci-secrets-open = それぞれのケースを開く
ci-artifacts = まだ読めるアーティファクト
ci-artifact-until = { $when } まで
ci-artifact-ever = 自動では削除されません
ci-artifact-kept = コピー保存済み
ci-artifacts-latest-kept = 各ブランチの最新のアーティファクトは、有効期限に関係なく保持されます。
ci-artifacts-latest-not-kept = アーティファクトは期限が来ると削除されます。
ci-artifacts-latest-unknown = 最新のアーティファクトが期限後も保持されるかどうかは不明です。
ci-keep-traces = ログを証拠として保存
ci-queries = クラウドに問い合わせる
ci-queries-help = 権限のある環境で実行し、結果を portcullis ci import で取り込んでください。
ci-in-log = ログ
ci-in-runner = Runner
ci-place-line = { $place }、{ $line } 行目
ci-plan = 止めて閉じる
ci-plan-keep = シークレットが出ているログとアーティファクトを先にコピーし、計画で削除できるようにする
ci-plan-make = 計画を提案
