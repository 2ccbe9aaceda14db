# 重大度、役割分担、ロックダウン。

role-communicator = 広報担当

# --- 重大度 ---
severity-title = 重大度
severity-low = 低
severity-medium = 中
severity-high = 高
severity-critical = 緊急
severity-not-set = 重大度が未設定
severity-table-says = 判定表の結果
severity-rule = ルール: { $rule }
severity-inputs = 判定に使った情報
severity-input-scenario = ケースの種類
severity-input-credential = 認証情報
severity-input-privilege = できること
severity-input-reach = 露出の範囲
severity-input-exploited = 悪用の証拠
severity-input-data = 閲覧・持ち出しされたデータ
severity-input-unknown = 不明
severity-exploited-yes = あり
severity-exploited-no = 今のところなし
severity-privilege-read = 読み取り
severity-privilege-write = コード、パッケージ、イシューの変更
severity-privilege-maintain = CI/CD 変数の読み取り、設定の変更
severity-privilege-own = グループやプロジェクトの管理
severity-privilege-administer = インスタンスの管理、または任意のユーザーとしての操作
severity-reach-private = メンバーのみ
severity-reach-internal = 社内全員
severity-reach-public = インターネット全体
severity-credential-password = パスワード
severity-credential-personal-access-token = パーソナルアクセストークン
severity-credential-project-or-group-access-token = プロジェクトアクセストークンまたはグループアクセストークン
severity-credential-runner-token = Runner トークン
severity-credential-pipeline-trigger-token = パイプライントリガートークン
severity-credential-ssh-key = SSH 鍵
severity-credential-job-token = CI/CD ジョブトークン
severity-credential-oauth-secret = OAuth アプリケーションのシークレット
severity-credential-deploy-credential = デプロイトークンまたはデプロイキー
severity-credential-feed-token = フィードトークンまたは受信メールトークン
severity-credential-other = その他
severity-set-label = 重大度
severity-as-table = 判定表のとおり
severity-reason = 判定表と異なる理由
severity-set = 重大度を設定
severity-who-may = 設定できるのは次の役割の担当者です: { $duties }
severity-overridden = { $name } さんの判断: { $reason }
severity-history = 変更の履歴
severity-communications = コミュニケーション計画の適用開始:
done-severity = 重大度を記録しました。
due-severity = { $case }: 最初の重大度を設定してください

timeline-severity-set = 重大度を { $level ->
    [low] S4 低
    [medium] S3 中
    [high] S2 高
   *[critical] S1 緊急
 } に設定しました (ルール { $rule }、判定表の結果 { $computed })
timeline-severity-overridden = 判定表 ({ $computed }、ルール { $rule }) と異なる重大度 { $level ->
    [low] S4 低
    [medium] S3 中
    [high] S2 高
   *[critical] S1 緊急
 } を設定しました。理由: { $reason }
timeline-severity-recomputed = 事実が変わり、判定表の結果は { $level ->
    [low] S4 低
    [medium] S3 中
    [high] S2 高
   *[critical] S1 緊急
 } になりました (ルール { $rule }、{ $computed })

refusal-severity-not-yours = { $person } さんは、重大度を設定できる役割 ({ $duties }) を担当していません。
refusal-severity-not-yours-next = このケースでいずれかの役割を引き受けるか、担当者に依頼してください。
refusal-severity-reason-missing = 判定表の結果は { $computed } (ルール { $rule }) です。{ $level } にするには理由が必要です。
refusal-severity-reason-missing-next = 理由を書くか、判定表に従ってください。

# --- インシデント全体について判明していること ---
circumstances-title = インシデントについて判明していること
circumstances-none = まだ何も記録されていません。
circumstance-state = 判明したことを記録
circumstance-which = 内容
circumstance-take-back = 取り消す
circumstance-classes = データの種類 (データ侵害の場合)
circumstance-exploited = 悪用の証拠あり
circumstance-paying = 有償の顧客を含む
circumstance-share = 影響を受けたユーザーの範囲
circumstance-policy = 違反のあったポリシー
circumstance-with = { $name }: { $detail }
circumstance-data-breach = データ侵害
circumstance-remote-code-execution = リモートコード実行
circumstance-publicly-reported = 公に報じられている
circumstance-announcement-required = 法令または監督機関により公表が必要
circumstance-impact-determined = 影響とリスクの全容が判明
circumstance-customers-impacted = 顧客に影響あり
circumstance-users-impacted = 影響を受けたユーザー
circumstance-policy-violated = ポリシー違反
circumstance-service-degraded = サイトが正常に動作していない
circumstance-confidential = 機密
data-class-personal = 個人データ
data-class-private-projects = 非公開プロジェクト
data-class-financial = 財務情報
data-class-health = 健康情報
data-class-credentials = 他者の認証情報
data-class-other = その他の非公開データ
share-some = 一部
share-many = 多数
share-all = 全員
case-confidential = 機密

# --- 役割分担 ---
people-title = 担当者
people-wanted = 担当者が未定
case-lead = 指揮
duty-free = 担当者なし
duty-take = 引き受ける
duty-more = 詳細
duty-to = 引き継ぐ相手、または招集する相手 (アカウント)
duty-note = 相手に伝えること
duty-offer = 依頼する
duty-accept = 承諾する
duty-decline = 辞退する
duty-renounce = 降りる
duty-reason = 理由
duty-contact = 応答した人
duty-way = 連絡した方法
duty-engage = 招集済みとして記録
duty-engaged = 招集済み: { $contact } ({ $way })
duty-on-call = オンコール: { $names }
duty-handover = { $duty } を { $to } さんに引き継ぎます
duty-call = { $to } さんを { $duty } として招集しています
duty-asked-title = 依頼した相手
duty-history = これまでの担当者
duty-still = 現在
duty-wanted-always = すべてのケースで必要
duty-wanted-severity = 重大なため必要
duty-wanted-teams = 複数のチームが関わるため必要
duty-because-holds = 担当者
duty-because-offered = 依頼を受けた人
duty-because-on-call = オンコール
duty-because-backup-holds = 代理
duty-because-backup-on-call = 代理のオンコール
done-duty = 役割分担を変更しました。
due-duty-offered = { $case }: { $duty } の依頼が届いています
due-duty-asked = { $case }: { $duty } を引き受けるよう求められています

duty-seoc = SEOC
duty-seoc-about = オンコールのセキュリティエンジニア。最初に対応し、インシデントかどうかを確かめ、重大度と範囲の判断を始めます。
duty-seoc-task-validate = インシデントであることを確かめる。
duty-seoc-task-severity = 最初の重大度を設定する。
duty-seoc-task-channel = インシデント用チャンネルを作り、関係者を招待し、リンクを投稿する。
duty-seoc-task-scope = 何がどこまで影響を受けたかを調べる。
duty-simoc = SIMOC
duty-simoc-about = オンコールのセキュリティインシデントマネージャー。指揮と調整を担い、技術作業は行いません。
duty-simoc-task-team = 必要な人を集める。
duty-simoc-task-inform = 技術的な詳細に立ち入らず、関係者に状況を伝え続ける。
duty-simoc-task-moving = 作業を前に進め、判断を下す。
duty-simoc-task-scope = 範囲と重大度を確定する。
duty-cmoc = CMOC
duty-cmoc-about = オンコールのコミュニケーションマネージャー。社外への発信をすべて取りまとめます。
duty-cmoc-task-align = マーケティング、サポート、アドボケイトを招集し、足並みをそろえる。
duty-cmoc-task-status = サイトに障害があるとき、ステータスページとそのアカウントを更新する。
duty-cmoc-task-prepared = 発信の前に想定問答が用意されていることを確かめる。
duty-security-director = セキュリティ担当シニアディレクター
duty-security-director-about = 経営陣と法務に伝え、顧客への連絡文を確認します。
duty-security-director-task-executives = データ侵害、または悪用されたリモートコード実行について経営陣に伝える。
duty-security-director-task-legal = 顧客や保護対象のデータが関わるとき、法務に伝える。
duty-security-director-task-review = 顧客向けメールを確認する。
duty-marketing-programs = マーケティングプログラム
duty-marketing-operations = マーケティングオペレーション
duty-support = サポート
duty-community-advocates = コミュニティアドボケイト
duty-pr-manager = 広報 (PR) マネージャー
duty-marketing-director = コーポレートマーケティング担当シニアディレクター
duty-chief-marketing-officer = 最高マーケティング責任者
duty-legal = 法務
duty-infrastructure = インフラストラクチャ

duty-call-title = { $case }: { $person } さん、{ $duty } を引き受けてください
duty-call-body = この役割の担当者がまだいません。Portcullis で引き受けてください。返答がなければ次の人に依頼します。

timeline-duty-taken = 役割 { $duty } を引き受けました
timeline-duty-offered = 役割 { $duty } を { $to } さんに依頼しました。{ $note }
timeline-duty-accepted = 記録 #{ $offer } で依頼された役割を承諾しました
timeline-duty-declined = 記録 #{ $offer } で依頼された役割を辞退しました: { $reason }
timeline-duty-renounced = 役割 { $duty } を降りました: { $reason }
timeline-duty-engaged = { $duty } として招集しました: { $contact } ({ $way })
timeline-duty-asked = { $person } さんに役割 { $duty } を求めました ({ $rung } 番目)

refusal-duty-role-missing = { $person } さんには、{ $duty } に必要なロール ({ $roles }) がありません。
refusal-duty-role-missing-next = そのロールを持つ人に依頼するか、管理者にロールを依頼してください。
refusal-duty-held = { $duty } は { $holder } さんが担当しています。
refusal-duty-held-next = { $holder } さんに引き継ぎを依頼してください。
refusal-duty-yours-already = { $duty } はすでに { $holder } さんが担当しています。
refusal-duty-not-yours = { $person } さんは { $duty } を担当していません。
refusal-duty-not-yours-next = 役割を降りられるのは、その担当者だけです。
refusal-duty-not-yours-to-offer = { $person } さんは { $duty } を依頼できません。現在の担当者: { $holder }
refusal-duty-not-yours-to-offer-next = 引き継ぎは担当者が行います。担当者のいない役割は SEOC、SIMOC、または打診を受けた人が依頼できます。
refusal-duty-offered-already = { $duty } はすでに { $to } さんに依頼済みです。
refusal-duty-offered-already-next = 返答を待ってください。
refusal-duty-holder-changed = 依頼の後に { $duty } の担当者が変わりました: { $holder }
refusal-duty-holder-changed-next = 現在の担当者に引き継ぎを依頼してください。
refusal-duty-no-open-offer = 返答待ちの依頼 { $offer } はありません。
refusal-duty-no-open-offer-next = ケースの担当者欄を確認してください。すでに返答されている可能性があります。
refusal-duty-offer-not-yours = この依頼は { $to } さん宛てで、{ $person } さん宛てではありません。
refusal-duty-offer-not-yours-next = 返答できるのは依頼を受けた本人だけです。
refusal-separation-own-request = { $person } さんは依頼者のため、承認できません。
refusal-separation-own-request-next = 別の人が承認する必要があります。
refusal-separation-own-draft = { $person } さんは執筆者のため、レビューできません。
refusal-separation-own-draft-next = 別の人がレビューする必要があります。
refusal-separation-own-waiver = { $person } さんは見送りを求めた本人のため、同意できません。
refusal-separation-own-waiver-next = もう一人の同意が必要です。
refusal-separation-own-handover = { $person } さんは自分自身に役割を引き継ぐことはできません。
refusal-separation-own-handover-next = 別の人を指定するか、役割を引き受けてください。

# --- ロックダウン ---
lockdown-title = ロックダウン
lockdown-lead = 実行、取り消し、承認、送信の権限を全員から取り上げます。Portcullis 自体、またはその利用者を信頼できないときに使います。解除できるのはディスク上の設定ファイルだけです。
lockdown-none = ロックダウンは行われていません。
lockdown-holds = ロックダウン中です
lockdown-by = 開始した人: { $name }
lockdown-lift = 解除するには、設定ファイルに書き込める人が次の内容を書き加えます。再起動しなくても、次のリクエストから有効になります。
lockdown-reason = 理由
lockdown-engage = ロックダウンを開始
lockdown-banner = ロックダウン中です。実行、取り消し、承認、送信は誰にもできません。
done-lockdown = ロックダウンを開始しました。
refusal-lockdown = ロックダウン中のため、この操作 ({ $permission }) は誰にもできません。
refusal-lockdown-next = 解除できるのは設定ファイルに書き込める人です。ロックダウンのページ、または `portcullis lockdown show` を参照してください。

# --- Who may see a confidential case ---
access-title = 閲覧できる人
access-lead = このケースは機密で、閲覧できるのは参加者だけです。管理者は自分以外のアカウントに閲覧を許可できます。作業に加わってもらう場合は、許可ではなく役割を依頼してください。
access-open = このケースは機密ではないため、ケースを閲覧できるロールの人は誰でも閲覧できます。機密にすると、次の人だけが閲覧できるようになります。
access-participants = 参加者
access-nobody = まだ誰もいません。ケースを機密にした人が最初の参加者になります。
access-because-opened = ケースを開いた人
access-because-marked = 機密に指定した人
access-because-duty = 役割の担当者
access-because-asked = 役割を依頼された人
access-because-granted = 管理者が閲覧を許可
access-granted = 管理者による許可
access-person = アカウント
access-reason = 理由
access-grant = 閲覧を許可する
access-withdraw = 許可を取り消す
done-access-granted = ケースの閲覧を許可しました。
done-access-withdrawn = 許可を取り消しました。
timeline-access-granted = { $person } さんにケースの閲覧を許可しました: { $reason }
timeline-access-withdrawn = { $person } さんへの閲覧の許可を取り消しました: { $reason }
refusal-case-confidential = { $case } は機密のため、参加者以外は閲覧できません。
refusal-case-confidential-next = 作業中の担当者に役割の依頼を、または管理者に閲覧の許可を求めてください。
refusal-access-not-granted = { $person } さんは、管理者から { $case } の閲覧を許可されていません。
refusal-access-not-granted-next = 役割の担当者やケースを開いた人は、そのために閲覧できます。役割のほうを終えてください。
refusal-access-no-reader = { $person } さんには、ケースまたはジャーナルを閲覧できるアカウントがありません。
refusal-access-no-reader-next = 名前を確認するか、先に必要なロールを付与してください。
refusal-separation-own-access = { $person } さんは、機密のケースの閲覧を自分自身に許可できません。
refusal-separation-own-access-next = 別の管理者が許可する必要があります。

config-idle-approver = { $why ->
    [no_account] グループ { $group } の { $name } にはアカウントがありません
    [off] グループ { $group } の { $name } のアカウントは無効です
   *[no_role] グループ { $group } の { $name } には approver ロールがありません
}。{ $name } の承認は数えられません。
