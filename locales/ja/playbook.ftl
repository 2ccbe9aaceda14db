# プレイブックの文言：手順の周りの言葉、続いて手順（id 順）。

## タイムラインとルールの文

timeline-step-answered = 手順「{ $step }」{ $kind ->
    [waived] を見送りました：{ $said }
    [reopened] を再び開きました：{ $said }
    [attested] を表明しました。{ $said }
   *[other] に回答しました：{ $said }
} { $turn }
timeline-case-linked = { $relation ->
    [leads_to] このケースから { $other } につながりました。{ $about }
   *[comes_from] このケースは { $other } から開かれました。{ $about }
}
timeline-consent = { $person } が { $role } として設定の復元に同意しました。根拠：{ $source }
timeline-warning-acknowledged = 操作は自己責任であるという警告を確認しました。

refusal-playbook-needs-first = 先に行う手順があります：{ $steps }。それらを完了するか、2 人で見送りを決めてください。
refusal-playbook-out-of-order = 前の手順が完了していません：{ $steps }。先に完了するか、順序を変える理由を書いてください。
refusal-playbook-mandatory-open = プレイブックの必須の手順が残っています：{ $steps }。回答するか、2 人で見送りを決めてください。
refusal-playbook-preliminary-open = GitLab に依頼する前に、予備調査を終えてください：{ $steps }。
refusal-playbook-consent-missing = オーナーまたはメンテナーの同意がありません。誰が、いつ、どのように同意したかを記録してください。
refusal-case-rotation-incomplete = インスタンスの認証情報について、次の項目が未記入です：{ $sections }。手順「change-credentials」のこれらの項目に、証拠または「該当なし（理由）」を記入してください。
refusal-playbook-own-waiver = この手順の見送りを求めたのはご自身です。承認できる別の人が、同じ回答をする必要があります。
refusal-playbook-unfit = この手順は、このケースまたは接続には当てはまりません。理由はページに表示されています。

## 手順の周り

playbooks-title = プレイブック
playbooks-intro = シナリオごとに、何をするかを示します。組織自身の手順が優先され、ここにある手順はそれを補うものです。
playbook-version = 第 { $version } 版
playbook-upstream = 組織の写しを作った後に、同梱のプレイブックが変わりました。比べたうえで「base」を更新してください。
playbook-shipped = 同梱
playbook-origin = 出所
playbook-own = 組織独自
playbook-process = 組織の手順書
playbook-no-process = 組織の手順書が指定されていません。プレイブックの写しで指定してください。
playbook-steps-count = 手順
playbook-requirements = 要件
playbook-where = 対象
playbook-kind = ケースの種類
playbook-title = プレイブック
playbook-none = この種類のケースにはプレイブックがありません。
playbook-next = 次の手順
playbook-progress = 全 { $all } 手順のうち { $done } 件が完了
playbook-docs = GitLab のドキュメント
playbook-offer = Portcullis でできること
playbook-mandatory = 必須
playbook-own-step = 組織独自の手順
playbook-alternative = 代わりに行うこと
playbook-waits = 先に必要な手順
playbook-said = 回答
playbook-by = 回答者：{ $name }
playbook-waiver-waits = { $name } がこの手順の見送りを求めています。承認できる別の人の同意が必要です。
playbook-answer = 回答する
playbook-answer-note = 備考
playbook-answer-at = 時刻
playbook-answer-certainty = 確かさ
playbook-answer-source = 根拠
playbook-answer-reason = 理由
playbook-answer-items = 1 行に 1 件、「対象 = benign」「malicious」「unknown」「open」の形で
playbook-answer-turn = 前の手順が残っている場合、順序を変える理由
playbook-waive = 見送る
playbook-reopen = 再び開く
playbook-link = リンクされたケースを開く
playbook-link-about = 対象（秘密情報またはアカウントの名前）
playbook-links = リンクされたケース
playbook-link-leads_to = つながった先
playbook-link-comes_from = つながりの元
playbook-consent = オーナーまたはメンテナーの同意
playbook-consent-none = まだ誰も同意していません。
playbook-consent-given = { $person }（{ $role }）
playbook-consent-person = 同意した人
playbook-consent-role = 立場
playbook-consent-record = 同意を記録する
playbook-role-owner = オーナー
playbook-role-maintainer = メンテナー
playbook-warning = GitLab への操作は人と機械に影響し、元に戻せないものもあります。これらの手順は自己責任で使い、判断は組織の手順に従ってください。
playbook-warning-acknowledge = 確認しました
playbook-warning-done = { $when } に確認済みです。

playbook-result-attestation = 表明
playbook-result-time = 時刻
playbook-result-choice = 選択
playbook-result-verdicts = それぞれの判定
playbook-result-sections = 項目ごとの証拠
playbook-result-text = 文章
playbook-result-plan = 計画
playbook-result-none = 回答なし

playbook-stands-open = 未着手
playbook-stands-begun = 途中
playbook-stands-answered = 回答済み
playbook-stands-derived = ケースから確認済み
playbook-stands-waived = 見送り
playbook-stands-unfit = 対象外

playbook-unfit-deployment = { $ours ->
    [self_managed] Self-Managed の GitLab
    [saas_group] GitLab.com のグループオーナー
   *[saas_project] GitLab.com のプロジェクトメンテナー
}では実行できません。
playbook-unfit-tier = 現在のティアでは使えません。{ $needed ->
    [premium] Premium
    [ultimate] Ultimate
   *[free] Free
} が必要です。
playbook-unfit-role = GitLab への接続に必要なロールがありません。{ $needed ->
    [administrator] 管理者
    [group_owner] グループのオーナー
    [maintainer] メンテナー
   *[anyone] ロールなし
} が必要です。
playbook-unfit-kind = この種類の認証情報には当てはまりません。
playbook-unfit-condition = { $needed ->
    [human] ボットのアカウントです。パスワードも 2 要素認証もありません。
    [bot] ボットのアカウントではありません。
    [locked_out] 締め出されたユーザーはいません。
    [revoked_unassessed] 影響を理解する前に無効にしたものはありません。
    [exception_asked] 例外は求められていません。
   *[public] 組織の外には漏えいしていません。
}
playbook-unfit-not_needed = 「{ $step }」を実行できるため、不要です。
playbook-unfit-set_aside = 組織の判断で見送り：{ $reason }

playbook-offers-survey = 対象を調査する
playbook-offers-propose = 計画を提案する
playbook-offers-sweep = 残されたものを確認する
playbook-offers-revert = 設定を元に戻す計画を提案する
playbook-offers-search = 記録を検索する
playbook-offers-state = 時刻を記録する
playbook-offers-identify = トークンをオフラインで識別する
playbook-offers-cancel_job = ジョブをキャンセルする
playbook-offers-find_cause = 原因を探す
playbook-offers-inventory = 認証情報を一覧にする
playbook-offers-keep_evidence = 証拠を保全する
playbook-offers-cloud_queries = 正確な期間のクエリを作る

## 選択肢

playbook-item-password = パスワード
playbook-item-personal_access_token = パーソナルアクセストークン
playbook-item-project_or_group_access_token = プロジェクトアクセストークンまたはグループアクセストークン
playbook-item-runner_token = Runner トークン
playbook-item-pipeline_trigger_token = パイプライントリガートークン
playbook-item-ssh_key = SSH 鍵
playbook-item-job_token = CI/CD ジョブトークン
playbook-item-oauth_secret = OAuth アプリケーションのシークレット
playbook-item-deploy_credential = デプロイトークンまたはデプロイキー
playbook-item-feed_token = フィードトークンまたは受信メールトークン
playbook-item-other = その他
playbook-item-private = メンバーのみ
playbook-item-internal = 社内全員
playbook-item-public = インターネット全体
playbook-item-plan-needed = 連絡計画が必要
playbook-item-not-needed = 不要
playbook-item-asked = GitLab に依頼済み
playbook-item-suspicious = 疑わしい
playbook-item-not-suspicious = 疑わしくない
playbook-item-commit = コミット
playbook-item-pipeline = パイプラインの出力
playbook-item-none = 必須にしない
playbook-item-group = グループで必須にする
playbook-item-instance = インスタンスで必須にする
playbook-item-running = 実行中（トークンは有効）
playbook-item-finished = 終了（トークンは失効）
playbook-item-verbose-logging = 詳細ログ
playbook-item-printed-variables = 変数の出力
playbook-item-insecure-runner = 安全でない Runner
playbook-item-unknown = 不明
playbook-item-keep = 残す
playbook-item-shorten-expiry = 有効期限を短くする
playbook-item-delete-after-copy = 検証済みの複製を取ってから削除する
playbook-item-instance-configuration = インスタンスの設定
playbook-item-database = データベース
playbook-item-pipelines = CI/CD パイプライン
playbook-item-elsewhere = その他の場所

## 手順

step-credential-type = 認証情報の種類を確定する
step-credential-type-how = 認証情報を識別欄に貼り付けます。プレフィックスとチェックサムから、どこにも送信せずに種類を判定します。判定できないときは、一覧から選んでください。
step-find-owner = 所有者と、それに頼っているチームを特定する
step-find-owner-how = その認証情報が属するアカウント、プロジェクト、グループと、失効したときに影響を受けるチームを記録します。所有者が不明でも対応を待つ理由にはなりません。調べる作業として残します。
step-ask-token-itself = トークン自身を使った照会（やむを得ない場合のみ）
step-ask-token-itself-how = 漏えいしたトークンで GitLab に問い合わせると、秘密情報を使用したことになり、本人の名前で痕跡が残ります。可能であれば管理者として照会してください。使う場合は、その理由をここに書きます。
step-assess-scope = 到達範囲を見積もる
step-assess-scope-how = 所有者を調査します。スコープ、メンバーシップ、公開レベルの組み合わせが到達範囲です。読み取れなかった部分は一覧に出ます。読めない部分は到達されたものとして扱います。
step-exposure-time = いつ漏えいしたかを記録する
step-exposure-time-how = 第三者が入手し得た最も早い時点を、確かさと根拠とともに記録します。分からない場合は、その理由を書きます。
step-exposure-reach = 誰が見られたかを判断する
step-exposure-reach-how = プロジェクトの公開レベルとパブリックパイプラインの設定で、見られた範囲が決まります。メンバーのみ、社内全員、インターネット全体のいずれかです。
step-decide-communications = 知らせるべき相手がいるかを決める
step-decide-communications-how = 影響が大きい場合は、誰に、何を、誰が、いつまでに伝えるかという連絡計画をケースに加えます。ここで判断し、理由を残します。
step-search-docs = GitLab のドキュメントで調べる
step-search-docs-how = 見えている現象をセキュリティのページで調べます。ログやプロセスが GitLab のどの部分のものかは、コンポーネント図で確認します。分かったことを書き残します。
step-assess-impact = 失効の前に、何が止まるかを理解する
step-assess-impact-how = 計画に示された影響（最終使用、ジョブ、パイプライン、連携）を読みます。理解したことと、従うガイドラインの名前を表明してください。両方がなければ計画は拒否されます。
step-impact-afterwards = 先に失効させたため、影響をいま評価する
step-impact-afterwards-how = ポリシーにより、影響を理解する前に認証情報を失効させました。何が止まったかを調べ、頼っていた人に伝え、結果を書き残します。
step-revoke-access-token = アクセストークンを失効またはローテーションする
step-revoke-access-token-how = Portcullis に計画を作らせます。依存するものがなければ失効、あればローテーションです。失効済みのトークンをローテーションしてはいけません。GitLab は同じ系列のトークンをすべて失効させます。
step-owner-revokes-token = 所有者にトークンを失効させてもらう
step-owner-revokes-token-how = この接続の権限ではトークンを失効できません。攻撃者に読まれない手段で所有者に連絡し、失効させ、実際に拒否されることを確認します。
step-change-password = 新しいランダムなパスワードに変える
step-change-password-how = 誰も知らないパスワードを設定し、次回サインイン時に本人が変更するようにします。トークンや鍵はこれでは無効になりません。あわせて失効させます。
step-owner-changes-password = 本人にパスワードを変更してもらう
step-owner-changes-password-how = GitLab.com では本人だけが変更できます。アカウントのメール以外の手段で依頼し、同時に有効なセッションもサインアウトしてもらいます。
step-reset-runner-token = Runner のトークンをリセットする
step-reset-runner-token-how = 見知らぬジョブが動いている恐れがあれば、先に Runner を一時停止します。認証トークンをリセットし、登録トークンの場合は、見覚えのない Runner がないかも確認します。
step-delete-trigger = パイプライントリガートークンを削除する
step-delete-trigger-how = トリガートークンはローテーションできません。削除して呼び出し元には新しいものを作り、それが開始したパイプラインを確認します。
step-remove-ssh-key = SSH 鍵を削除する
step-remove-ssh-key-how = 漏れたのは秘密鍵です。公開鍵は控えがあるため、誤りであれば戻せます。所有者にメールが届くことがあります。
step-owner-removes-ssh-key = 所有者に SSH 鍵を削除してもらう
step-owner-removes-ssh-key-how = ここでは所有者だけが削除できます。攻撃者に読まれない手段で依頼し、その鍵での Git アクセスが拒否されることを確認します。
step-cancel-job = 実行中であればジョブをキャンセルする
step-cancel-job-how = ジョブトークンはジョブの終了とともに無効になり、それ以外の方法では失効できません。キャンセルが最も早い手段です。先に、そのジョブが何をする予定だったかを確認します。
step-renew-oauth-secret = OAuth アプリケーションのシークレットを無効にする
step-renew-oauth-secret-how = シークレットを更新します。不要であればアプリケーションごと削除します。ユーザーが与えた認可は、アプリケーションがなくなるまで残ります。
step-owner-renews-oauth-secret = アプリケーションの所有者にシークレットを更新してもらう
step-owner-renews-oauth-secret-how = グループやユーザーのアプリケーションは、その所有者が更新します。更新後、古いシークレットが拒否されることを確認します。
step-end-deploy-credential = デプロイトークンまたはデプロイキーを無効にする
step-end-deploy-credential-how = それを使うデプロイは止まります。デプロイキーは複数のプロジェクトで有効になっていることがあります。すべてで無効にします。
step-reset-feed-token = フィードトークンまたは受信メールトークンをリセットする
step-reset-feed-token-how = 期限がなく、本人の名前で読み書きできるトークンです。本人がプロファイルでリセットします。管理者はインスタンス全体でフィードトークンを無効にできます。
step-end-other-credential = 発行元で認証情報を無効にする
step-end-other-credential-how = この種類には専用の操作がありません。専用の画面またはエンドポイントで無効にし、実際に拒否されることを確認します。
step-revocation-time = いつ無効になったかを記録する
step-revocation-time-how = 失効させた操作から自動で記録されます。別の場所で無効にした場合は、時刻と確かさを記録します。差が露出期間になります。
step-review-audit-coverage = 対象期間の監査イベントが揃っているか確認する
step-review-audit-coverage-how = 露出期間の全体と関係するグループについて、欠落なく記録があるかを確認します。GitLab の API が一度に返すのは最大 30 日分です。
step-review-logs-instead = ログを確認する（このティアに監査イベントはない）
step-review-logs-instead-how = 監査イベントの代わりに、API のリクエストログ、サインイン履歴、現在の設定を確認します。そこから分からなかったことも書きます。
step-review-new-users = 新しいユーザーとメンバー
step-review-new-users-how = 期間中に誰が作成され、誰が追加したのかを確認し、1 件ずつ判定します。
step-review-tokens = パーソナル、プロジェクト、グループの各アクセストークン
step-review-tokens-how = 期間中に作成または削除されたトークンを確認します。攻撃者が作ったトークンは、再侵入の手段になります。
step-review-pipelines = パイプライン
step-review-pipelines-how = 攻撃者が開始または削除したパイプラインを確認します。削除されたパイプラインはログも消えます。
step-review-code = コードとリポジトリの変更
step-review-code-how = 期間中のプッシュ、マージ、保護の回避を確認します。変更の有無だけでなく、内容を読みます。
step-review-settings = グループとプロジェクトの設定
step-review-settings-how = 期間中に変更された設定（公開レベル、機能、保護）を確認します。
step-review-ci-variables = CI/CD 変数
step-review-ci-variables-how = 追加、変更、削除、閲覧された変数を確認します。変数を変えるだけでデプロイ先を乗っ取れる場合があります。
step-read-job-logs = 攻撃者が実行したジョブのログを読む
step-read-job-logs-how = 期間中に攻撃者が実行したパイプラインのログを取得し、証拠として保全し、秘密情報を検査します。出力された内容は攻撃者に知られています。必ず目を通します。
step-sweep = 残されたものがなくなるまで確認を繰り返す
step-sweep-how = 攻撃者が期間中に作ったものと、それがさらに作ったもののうち、生きているものをすべて探します。見つけたものは 1 つの計画で封じ込め、もう一度確認します。何も残らなければ、この手順は完了です。
step-open-user-case = アカウントの乗っ取りが疑われるか
step-open-user-case-how = 攻撃者として見えるアカウントの動きが本人らしくない場合は、リンクされたケースを開きます。対象と時刻は引き継がれます。
step-ask-gitlab = GitLab に支援を依頼する
step-ask-gitlab-how = 予備調査を終えてから依頼します。支援の可否はライセンスで決まります。プラン、期間、自分たちの記録では分からなかったことを伝えます。
step-harden = 堅牢化の推奨事項を確認する
step-harden-how = 設定を GitLab の推奨事項と比べ、今回の事象を防げた、または短くできたものを採用します。
step-git-abuse-rate-limit = 大量ダウンロードを制限する
step-git-abuse-rate-limit-how = Git 不正使用レート制限は、多数のリポジトリをダウンロードしたユーザーを禁止できます。自社の自動処理が届かない値を選びます。
step-watch-mass-clones = 大量ダウンロードを自分たちで監視する
step-watch-mass-clones-how = このティアまたは権限では、レート制限を使えません。多数のクローンを検知するルールで同じことを見張れます。誰に通知するかを決めます。
step-detections = もっと早く検知できたルールがあるか
step-detections-how = 検知ルールを記録全体に対して実行し、今回見逃したものについてルールを追加します。
step-stream-instance = インスタンスの監査イベントをストリーミングする
step-stream-instance-how = インスタンス側から削除できない受信先へ、監査イベントをストリーミングします。
step-stream-group = トップレベルグループの監査イベントをストリーミングする
step-stream-group-how = トップレベルグループの監査イベントを、GitLab.com の外の受信先へストリーミングします。
step-collect-logs-instead = 別の経路で収集する
step-collect-logs-instead-how = このティアまたは権限では、ストリーミングを使えません。ログファイルや監査イベント API を定期的に取り込みます。ストリームでしか届かない種類があることを把握しておきます。
step-external-owner = どのシステムのもので、誰が管理しているか
step-external-owner-how = 対象のシステム、アカウントまたは鍵、無効にできる担当者を記録します。封じ込めはその担当者が主導し、このケースには時刻を残します。
step-how-exposed = どのように漏れたか
step-how-exposed-how = コミット、パイプラインの出力、その他のいずれかを選びます。後で何を片付けるかが決まります。
step-end-at-provider = 発行元のシステムで無効にする
step-end-at-provider-how = 担当者が依存関係を把握したうえで、発行元で失効またはローテーションします。リポジトリから消しても無効にはなりません。すでに読まれています。
step-review-provider-logs = 相手システムの監査ログを露出期間について確認する
step-review-provider-logs-how = CloudTrail と Google Cloud 向けに、UTC の正確な期間を入れたクエリを用意します。結果を証拠として添付します。
step-clean-repository = リポジトリから取り除く
step-clean-repository-how = ファイルから削除し、影響に見合う場合は履歴からも消します。フォーク、キャッシュ、クローンには残ります。
step-survey-account = アカウントの情報をすべて読み取る
step-survey-account-how = メンバーシップ、トークン、鍵、メールアドレス、人かボットかを調べます。何かを変更する前の状態として保存されます。
step-bot-owner = ボットの管理者と、止まる処理を確認する
step-bot-owner-how = ボットにはパスワードも 2 要素認証もなく、認証情報はトークンだけです。運用しているチームと、依存している自動処理を記録します。
step-block-account = ただちにアカウントをブロックする
step-block-account-how = サインイン、API、Git が止まります。トークンや鍵は失効せず、ブロック解除後に再び使えてしまうため、計画ではそれらも失効させます。
step-remove-from-group = アカウントをグループから外す
step-remove-from-group-how = GitLab.com のグループオーナーはユーザーをブロックできません。トップレベルグループとその配下からメンバーを削除または禁止します。元のロールは控えてあり、戻せます。
step-remove-from-project = アカウントをプロジェクトから外す
step-remove-from-project-how = メンテナーを務めるプロジェクトからメンバーを削除し、グループのオーナーに伝えます。グループから継承した権限は残ります。
step-reset-password = パスワードをリセットする
step-reset-password-how = ブロックの後、誰にも知らせないランダムなパスワードを設定します。本人は次回サインイン時に新しいものを選びます。トークンはこれでは失効しません。
step-user-resets-password = 本人にパスワードをリセットしてもらう
step-user-resets-password-how = ここでは本人だけが変更できます。アカウントのメールアドレスではなく、本人と直接連絡を取ります。
step-notify-user = 別の手段で本人に知らせる
step-notify-user-how = 攻撃者がアカウントのメールを読んでいる恐れがあります。電話や、本人を知る人を通じて連絡し、手段を記録します。
step-rotate-reachable = そのアカウントが読めた秘密情報をすべてローテーションする
step-rotate-reachable-how = メンテナー以上のアカウントは、保護された CI/CD 変数や Runner のトークンを読めます。調査では名前だけを示し、値は扱いません。所有者とともに 1 つずつ確認します。
step-review-audit-events = 監査イベントの確認結果をまとめる
step-review-audit-events-how = 以下の各項目には、それぞれの検索と判定があります。全体として何が分かったかをここに書きます。
step-review-sign-ins = サインイン
step-review-sign-ins-how = 新しいアドレスやプログラムからのサインイン、成功の前に続いた失敗を確認します。
step-review-keys = SSH 鍵と GPG 鍵
step-review-keys-how = 追加または削除された鍵を確認します。GPG 鍵があると、偽のコミットが検証済みに見えます。
step-review-two-factor = 2 要素認証
step-review-two-factor-how = 2 要素認証が有効化、無効化、または別の端末に変更されていないかを確認します。攻撃者が端末を登録すると、本人が締め出されます。
step-review-runners = Runner
step-review-runners-how = 登録、割り当て、変更された Runner を確認します。見知らぬ Runner は、引き受けたジョブの秘密情報をすべて読めます。
step-review-hooks = Webhook と Git フック
step-review-hooks-how = 追加または変更されたフックと送信先を確認します。サーバー側の Git フックはホスト上のファイルです。
step-review-oauth = 認可された OAuth アプリケーション
step-review-oauth-how = アカウントが認可したアプリケーションを確認します。認可はパスワードを変えても残ります。
step-review-saml = SAML ID プロバイダー
step-review-saml-how = 接続された ID プロバイダーと ID の変更を確認します。誰がサインインできるかを決めるものです。
step-review-email = メールアドレスと通知
step-review-email-how = 追加されたアドレスと通知設定の変更を確認します。他人のアドレスがあると、再びパスワードをリセットされます。
step-let-user-in = ユーザーのブロックを解除する
step-let-user-in-how = 必須の手順がすべて完了し、最後の残存確認で何も見つからなかった場合に限ります。それまでは Portcullis が拒否します。
step-require-two-factor = 本人に 2 要素認証を有効にしてもらう
step-require-two-factor-how = 他人が代わりに有効化することはできません。依頼の真偽を確かめずに既存の 2 要素認証を解除してはいけません。それこそ攻撃者が求めることです。
step-enforce-two-factor = 2 要素認証を必須にするか
step-enforce-two-factor-how = グループまたはインスタンス全体に、猶予期間付きで設定できます。すでに盗まれたトークンは止められず、プロジェクトのみのメンバーには及びません。
step-job-state = どのジョブか、まだ実行中か
step-job-state-how = トークンは、ジョブを起動したユーザーの権限を、ジョブの実行中だけ持ちます。ジョブを特定します。終了したジョブのトークンはもう使えません。
step-leak-cause = なぜログに出たのか
step-leak-cause-how = 通常、ジョブトークンはマスクされます。よくある原因は、詳細ログ、変数の出力、安全でない Runner です。原因の検出機能が、ログと CI 設定を調べます。
step-rotate-exposed-secrets = 漏えいした秘密情報をローテーションする
step-rotate-exposed-secrets-how = 本番への影響を把握してから行います。先に失効させるポリシーの場合は、影響の評価が後に回り、未完了として残ります。
step-review-source-change = そのファイルを最近変更したのは誰か
step-review-source-change-how = 漏えい元のファイルの履歴を期間内でたどり、変更者を確認し、変更ごとに判定します。不審なものは、アカウントのケースにつなげます。
step-review-called-code = そのファイルが呼び出すもの
step-review-called-code-how = 設定が読み込む include、スクリプト、テンプレートに変更があるかもしれません。互いに include し合っていても、一覧は必ず終わります。
step-review-user-settings = ユーザー設定とプロジェクト設定の変更
step-review-user-settings-how = 漏えいを可能にするため、または利用するために攻撃者が変えた設定を確認します。
step-limit-job-token = ジョブトークンの到達範囲を絞る
step-limit-job-token-how = プロジェクトへのアクセスを許可リストに限定し、不要な項目を外します。公開プロジェクトの機能は、プロジェクトメンバーのみにします。
step-list-secrets = 見えた秘密情報をすべて挙げ、それぞれケースを開く
step-list-secrets-how = GitLab の認証情報は認証情報のケースに、他システムのものは第三者認証情報のケースにつなげます。同じ秘密情報のケースが二重に開くことはありません。
step-mask-variables = 変数をマスクする
step-mask-variables-how = マスキングはジョブログ中の値そのものを隠しますが、万全ではありません。値を加工した形、ファイル、アーティファクト、外部システムには現れます。マスクできない値は、理由とともに示します。
step-protect-variables = 変数を保護する
step-protect-variables-how = 保護された変数は、保護ブランチと保護タグのパイプラインにしか渡りません。先に、どのパイプラインが使えなくなるかを確認します。
step-disable-public-pipelines = パブリックパイプラインを無効にする
step-disable-public-pipelines-how = プロジェクトが公開されていても、ログとアーティファクトはメンバーだけが見られるようになります。
step-review-artifacts = アーティファクトはいつまで残るか
step-review-artifacts-how = アクセス可能なアーティファクトをサイズと有効期限とともに一覧にします。削除するのは、証拠として複製し検証したものだけです。
step-responsibility = ホストの責任は自分たちにある
step-responsibility-how = サーバーの運用と更新を行うのは GitLab ではなく自分たちです。それを行える人がこのケースに加わっていることを確認します。
step-not-your-instance = GitLab.com は自分たちのインスタンスではない
step-not-your-instance-how = GitLab.com 自体への疑いは GitLab に報告します。ここでは、自分たちのグループとアカウントについて対応を進めます。
step-review-instance-events = インスタンスの監査イベントを確認する
step-review-instance-events-how = すべてのグループとユーザーについて、新しい管理者、インスタンス設定の変更、新しいフックとアプリケーションを確認します。
step-review-instance-logs = インスタンスのログを確認する
step-review-instance-logs-how = このティアではインスタンスの監査イベントを使えません。リクエストログと管理者の一覧を確認します。
step-review-system-access = システム設定、権限、サインイン
step-review-system-access-how = システムへのアクセスに関するイベントを確認します。誰が設定や権限を変え、誰がどこからサインインしたかです。
step-review-all-users = root を含む全ユーザーを判定する
step-review-all-users-how = 管理者、root、最近作成または昇格されたアカウント、長く使われていなかったのに動き出したアカウントを確認します。未判定が残らなくなれば完了です。問題のあるユーザーごとに、リンクされたケースを開きます。
step-credentials-inventory = 認証情報インベントリを確認する
step-credentials-inventory-how = すべてのトークンと鍵を、所有者、スコープ、最終使用、有効期限とともに、古いものと強いものから確認します。
step-list-credentials = API で認証情報を一覧にする
step-list-credentials-how = このティアには GitLab のインベントリ画面がありません。Portcullis がユーザー、プロジェクト、グループごとに集めて同じ一覧を作ります。
step-save-state = サーバーの状態とログを、一度だけ書き込み可能（WORM）な保存先に保全する
step-save-state-how = ホストに変更を加える前に行います。WORM とは、一度だけ書き込めて、後から変更も削除もできないことです。書き込みしかできないこと（write-only）とは違います。保存先と管理者を記録します。
step-review-processes = 見覚えのないプロセスを探す
step-review-processes-how = 動いているものを、GitLab のもの、自社のベースラインと比べます。該当しないものを 1 つずつ判定します。
step-review-ports = 開いているポートを調べる
step-review-ports-how = 待ち受けソケットを、GitLab の既定ポートと自社の許可リストと比べます。ローカルだけで待ち受けるはずのものが全体で待ち受けていれば、問題です。
step-change-credentials = 4 か所すべての認証情報を変更する
step-change-credentials-how = インスタンスの設定、データベース、CI/CD パイプライン、その他です。それぞれに証拠、または「該当なし（理由）」が必要です。
step-rebuild = 健全と分かっているバックアップから、またはゼロから再構築する
step-rebuild-how = どのバックアップか、そのハッシュ、健全と判断した理由を記録します。公開前に最新のパッチを適用します。状態の保全より先に行ってはいけません。
step-review-network-logs = ネットワークログを確認する
step-review-network-logs-how = このサーバーでは見られなかった通信を探します。珍しい宛先、普段と違う時間帯、大きな応答などです。
step-network-controls = ネットワークの監視と制御を整える
step-network-controls-how = 今後、何が通信を監視し、誰がそれを見るのかを決めます。証拠へのリンクを残します。
step-restrict-traffic = 通信を許可されたユーザーとサーバーに限定する
step-restrict-traffic-how = 受信と送信の両方です。ファイアウォールのルールは確認用のテキストとして提示します。黙って適用することはありません。
step-independent-logs = すべてのログを、追記しかできない独立したデータストアに送る
step-independent-logs-how = 送信側は追加だけができ、読み取りも削除もできません。イベントが届き続けているか、最後のものがいつかを確認します。
step-upgrade = アップグレードし、今後の計画を決める
step-upgrade-how = バージョンを最新リリースと比べてアップグレードします。今後のセキュリティリリースに、誰がどれだけ早く対応するかを決めます。
step-review-visibility = 公開レベルが広げられていないか
step-review-visibility-how = 変更前後を比べます。復元すると、正確に元の値へ戻ります。
step-review-approvals = マージリクエストの承認が弱められていないか
step-review-approvals-how = 必要な承認数、上書きできる人、作成者自身の承認が許されているかを確認します。
step-review-merge-settings = 誰がマージできるか
step-review-merge-settings-how = このティアに承認の必須化はありません。代わりに、保護ブランチにマージできる人と、パイプラインの成功が必須かを確認します。
step-review-deletions = プロジェクトが削除されていないか
step-review-deletions-how = 遅延削除の期間内であれば復元できます。それを過ぎると、残るのは証拠だけです。
step-review-webhooks = Webhook が追加されていないか
step-review-webhooks-how = 送信先と追加した人を確認します。削除しても、シークレットを除いた控えが残ります。戻すときにはシークレットの再入力が必要です。
step-review-branch-protection = ブランチの保護が弱められていないか
step-review-branch-protection-how = プッシュ、マージ、強制プッシュできる人を、変更前後で比べます。
step-review-compliance-events = コンプライアンス管理
step-review-compliance-events-how = 変更または解除されたフレームワークとポリシーを確認します。
step-review-group-events = グループとプロジェクト
step-review-group-events-how = グループとプロジェクトに関するイベントを、対象の種類で絞り込みます。
step-responsible-user = 変更したのは誰か
step-responsible-user-how = 監査イベントから実行者を確認します。人、ボット、トークンのほか、管理者が別のユーザーとして操作した場合は両方を記録します。
step-owner-consent = オーナーまたはメンテナーに確認する
step-owner-consent-how = 変更が意図したものかは彼らが知っています。誰が、どの立場で、いつ、どのように同意したかを記録します。同意がなければ復元は拒否されます。
step-revert-settings = 設定を元に戻す
step-revert-settings-how = 監査イベントの変更前の値から計画を作ります。元の値が分からないものと、その後さらに変更されたものは表示し、判断を委ねます。
step-remove-webhook = 不審な Webhook を削除する
step-remove-webhook-how = 控えを取ってから 1 つずつ削除します。すでに送られた内容は取り戻せません。購読していたイベントを記録します。
step-restore-project = 削除されたプロジェクトを復元する
step-restore-project-how = 遅延削除の期間内であれば復元できます。それを過ぎた場合は、分かっていることと複製のありかを記録します。
step-file-request = 依頼を登録する
step-file-request-how = サポートまたはカスタマーサクセスが登録します。対象のプロジェクト、グループ、ユーザー、イベント、期間、監査イベントでは答えられなかったことを書きます。足りないものはページに表示されます。
step-verify-owners = リソースの所有者を確認する
step-verify-owners-how = リソースごとに、確認方法とともに記録します。依頼者のものでないものには裁判所の命令が必要です。依頼者のものだけを分けることもできます。
step-keep-requester-outside = 依頼者を社内側に入れない
step-keep-requester-outside-how = 依頼者と話すのはサポートとカスタマーサクセスだけです。別の手段で連絡が来たら記録し、定型文で返信します。
step-tracking-issue = 機密の追跡用 Issue を作る
step-tracking-issue-how = テンプレートから作り、セキュリティチームにメンションします。依頼者は決して追加しません。機密であることと、社外の人が参加していないことを読み返して確認します。
step-decide-request = 判断する
step-decide-request-how = 誰が調べるか、または調べない理由を、規則に従って判断します。理由ごとに規則が示され、判断の材料はすべて一緒に残ります。
step-ask-legal = 例外の場合だけ法務に確認する
step-ask-legal-how = プランの例外を認めるのは法務です。例外がなければ、ここで法務の作業はありません。
step-search-logs = ログを調べる
step-search-logs-how = 承認されたリソース、期間、ログだけを調べます。アクセスログは対象外です。結果は 1 件ずつ記録し、追跡用 Issue にも残します。
step-tell-requester = 依頼者に状況を伝える
step-tell-requester-how = サポートまたはカスタマーサクセスが、営業日の時間で長くても 12 時間ごとを目安に伝えます。約束はしません。
step-redact-and-review = 他者の情報を取り除き、確認を受ける
step-redact-and-review-how = 対象者以外の情報を、検証できる形で取り除きます。セキュリティと法務がそれぞれ、その結果そのものを承認します。
step-hand-over = 引き渡す
step-hand-over-how = サポートまたはカスタマーサクセスが、封印した写しを一度だけ使えるリンクで渡します。受領とともにアクセスは終了します。
step-file-gap-issue = ギャップ Issue を作る
step-file-gap-issue-how = 監査イベントに足りないものを、決められた 2 つのラベルで登録します。作らない場合は理由を書きます。それまで依頼は終了できません。
