## 侵害された可能性のあるインスタンス

instance-title = インスタンス
instance-lead = ここにある項目はすべて人の判断を必要とします。各ユーザーと各不審項目への判定、各シークレットの変更証跡、復旧までの手順を順に記録します。
instance-open = 確認表・シークレット・復旧手順
instance-sheet-users = ユーザー
instance-sheet-users-lead = root を含む全ユーザーです。判定のないユーザーがいなくなるまで確認は完了しません。
instance-sheet-credentials = 認証情報
instance-sheet-credentials-lead = GitLab が一覧にできるトークン・鍵・シークレットのすべてです（どのプランでも作成できます）。Ultimate では GitLab の「管理者 → 認証情報」にも大半が表示されます。
instance-sheet-processes = プロセス
instance-sheet-processes-lead = どのベースラインにもないプロセスです。ホストのバンドル、または ps の出力から作成します。
instance-sheet-listeners = 開放ポート
instance-sheet-listeners-lead = GitLab の既定ポートと自組織の一覧にない待ち受けポートです。バンドル、または ss の出力から作成します。
instance-sheet-host = ホスト
instance-sheet-host-lead = 変更されたプログラム、フック、鍵、cron、アカウント、モジュールのうち既知でないものです。バンドルから作成します: portcullis instance host
instance-sheet-flows = ネットワーク通信
instance-sheet-flows-lead = まれな宛先と通信量です。フローログから作成します: portcullis instance flows
instance-sheet-none = まだ作成されていません。
instance-sheet-told = { $count } 件、未判定 { $open_count } 件
instance-malicious = 攻撃者のもの { $count } 件
instance-draw = GitLab から作成
instance-paste = 出力を貼り付ける
instance-host = ホスト名
instance-compare = 比較
instance-item = 項目
instance-why = 目立つ点
instance-verdict = 判定
instance-cut = 一部のみ表示しています。未判定のものが先に並びます。コマンドラインでは件数に制限なく判定できます。
instance-ordinary = 目立つ点のない項目をすべて正当とする
instance-note = メモ
instance-judge = 判定を記録
instance-open-linked = 悪意のあるユーザーごとにリンクされたケースを開く
instance-open-linked-now = ケースを開く
instance-link-none = 全員にリンクされたケースがあります。
instance-link-preview = { $count } 件のリンクされたケース (+) を開きます。まだ開いていません。開くには --yes を付けてください。
instance-state = 記録
instance-saved = 保存した状態とログ
instance-seal = バンドルの封印（SHA-256）
instance-place = 保存場所
instance-custodian = 保管責任者
instance-rebuild = 再構築
instance-scratch = 一から構築
instance-backup = バックアップまたはインストール媒体
instance-known-good = 健全であると判断した理由
instance-logs = 独立した保存先へのログ転送
instance-logs-to = 転送先
instance-version = バージョンと更新
instance-version-told =
    { $count ->
        [0] 導入済み { $installed }、最新 { $latest }。未適用のセキュリティリリースはありません。{ $missing }
       *[other] 導入済み { $installed }、最新 { $latest }。未適用のセキュリティリリースが { $count } 件あります: { $missing }
    }
instance-old = 旧版
instance-updates-told = { $owner } が { $days_count } 日ごと、およびセキュリティリリースのたびに更新を確認します。
instance-releases = リリース一覧（YAML）
instance-installed = 導入済みバージョン（GitLab から取得できない場合）
instance-owner = 更新を確認する担当者
instance-days = 間隔（日）
done-instance = 記録しました。

way-title = 復旧までの手順
way-lead = 手順 1～8 を順に示します。その後に、復旧に進む前に必要なその他の項目を示します。
way-step = 手順
way-stands = 状態
way-done = 完了
way-open = 未対応
way-blocked = 先に必要な手順
way-answered = { $person } が回答
way-waived = 見送り: { $reason }
way-waiver = { $person } が見送りを求めています。承認できる別の人の同意が必要です
way-unanswered = 回答がありません（ケースのチェックリスト）
way-needs = 必ず先に: { $titles }
way-earlier = 先の手順（理由を付ければ順序を変更できます）: { $titles }
way-recovery = 次が済むまで復旧に進めません: { $titles }
way-saved = { $place } に保存（保管責任者: { $person }）
way-saved-none = 状態とログがまだ保存されていません
way-saved-lost = { $place } に保存したものが破損しているか、このケースの証拠にありません（保管責任者: { $person }）
way-sheet-none =
    { $sheet ->
        [users] ユーザーの確認表がまだ作成されていません
        [credentials] 認証情報の確認表がまだ作成されていません
        [processes] ホストがまだ比較されていません
        [listeners] ホストがまだ比較されていません
        [host] ホストがまだ比較されていません
       *[flows] 通信がまだ比較されていません
    }
way-sheet-open =
    { $sheet ->
        [users] 未判定のユーザー: { $count } 件
        [credentials] 未判定の認証情報: { $count } 件
        [processes] 未判定のプロセス: { $count } 件
        [listeners] 未判定の開放ポート: { $count } 件
        [host] 未判定のホスト上の項目: { $count } 件
       *[flows] 未判定の通信: { $count } 件
    }
way-sheet-judged =
    { $sheet ->
        [users] 判定済みのユーザー: { $count } 件
        [credentials] 判定済みの認証情報: { $count } 件
        [processes] 判定済みの未知のプロセス: { $count } 件
        [listeners] 判定済みの想定外のポート: { $count } 件
        [host] 判定済みのホスト上の項目: { $count } 件
       *[flows] 判定済みの通信: { $count } 件
    }
way-section = 対応済み: { $section ->
    [instance_configuration] インスタンス設定
    [database] データベース
    [pipelines] CI/CD パイプライン
   *[elsewhere] その他
}
way-section-none = { $section ->
    [instance_configuration] インスタンス設定
    [database] データベース
    [pipelines] CI/CD パイプライン
   *[elsewhere] その他
}: シークレットも、該当なしの理由も記録されていません
way-section-open = { $section ->
    [instance_configuration] インスタンス設定
    [database] データベース
    [pipelines] CI/CD パイプライン
   *[elsewhere] その他
}: 未変更（{ $count } 件）: { $names }
way-rebuild = { $source }: { $reason }
way-rebuild-none = 何から再構築するかが決まっていません
way-firewall-none = レビュー用のファイアウォールがまだありません
way-logs = 転送先: { $to }
way-logs-none = すべてのログの転送先が記録されていません
way-version-none = バージョンがリリース一覧と比較されていません
way-updates-none = 今後の更新を確認する担当者が決まっていません

user-mark-root = root
user-mark-administrator = 管理者
user-mark-raised = 管理者権限が最近変更された
user-mark-recent = 最近作成された
user-mark-woke = 長期間未使用の後にサインインした
user-mark-no-second-factor = 二要素認証のない管理者

rotation-title = 変更が必要なシークレット
rotation-lead = 4 つの場所があります。それぞれについて、すべてのシークレットを証跡とともに変更するか、該当なしの理由を記録してください。完了するまで復旧に進めません。
rotation-instance_configuration = インスタンス設定
rotation-database = データベース
rotation-pipelines = CI/CD パイプライン
rotation-elsewhere = その他
rotation-settled = 対応済み
rotation-open = 未対応
rotation-none = 該当なし（理由）
rotation-state-none = 該当なしと記録
rotation-ideas = よくあるもの
rotation-names = 名称を 1 行に 1 つ（シークレット自体は書かないでください）
rotation-list = 一覧に追加
rotation-proof = 証跡
rotation-changed = 変更済みにする
rotation-idea-secrets-file = gitlab-secrets.json の鍵
rotation-idea-smtp = メールリレー
rotation-idea-sign-in-providers = LDAP・SAML・OAuth プロバイダー
rotation-idea-object-storage = オブジェクトストレージ
rotation-idea-tls-keys = TLS 秘密鍵
rotation-idea-internal-tokens = GitLab 内部サービス間のトークン
rotation-idea-database-account = データベースのアカウント
rotation-idea-root-password = root のパスワード
rotation-idea-user-passwords = ユーザーのパスワード
rotation-idea-access-tokens = アクセストークン
rotation-idea-applications = OAuth アプリケーション
rotation-idea-webhook-tokens = Webhook のシークレット
rotation-idea-variables = CI/CD 変数
rotation-idea-runner-tokens = Runner
rotation-idea-trigger-tokens = パイプライントリガー
rotation-idea-deploy-keys = デプロイキーとデプロイトークン
rotation-idea-secure-files = セキュアファイル
rotation-idea-host-keys = ホストの SSH 鍵
rotation-idea-administrators-keys = 管理者の SSH 鍵
rotation-idea-backup-keys = バックアップの鍵
rotation-idea-cloud-identity = クラウド上のマシンの ID
rotation-idea-monitoring = 監視
rotation-idea-third-parties = GitLab がサインインする外部サービス

control-title = ネットワークの監視と制御
control-flow_logs = ホストの通信をホストの外で記録している
control-traffic_alerts = 通常と異なる通信が通知される
control-inbound_limited = 必要なポートにだけ到達できる
control-outbound_limited = ホストからは必要な宛先にだけ到達できる
control-administration_separate = 管理操作は既知のネットワークからのみ可能
control-segmented = ホストから他のシステムへ自由に到達できない
control-in-place = 対応済み
control-not-needed = 不要
control-evidence = 証拠（SHA-256）

firewall-title = レビュー用ファイアウォール
firewall-lead = Portcullis はファイアウォールの案を文書にするだけで、適用することはありません。別の担当者がこの文面そのものを読んで承認します。ほかに通す通信の指定: portcullis instance firewall
firewall-ssh = SSH の接続元
firewall-web = Web の接続元
firewall-propose = 案を作成
firewall-approve = この文面を承認
firewall-told =
    { $approver ->
        [nobody] { $person } が提案しました。別の担当者の承認を待っています。
       *[other] { $person } が提案し、{ $approver } が承認しました。
    }
firewall-remark = レビュー用の案です（{ $case }）。何も適用していません。先に nft -c -f FILE で確認し、読み込む前に別の接続経路を確保してください。

flow-why-unknown-destination = 想定にない宛先への接続（ポート { $port }）
flow-why-unknown-client = 想定にない接続元からポート { $port } への接続
flow-why-unusual-port = GitLab が通常接続しないポート { $port }
flow-why-rare = まれ（{ $count } フロー）
flow-why-volume = 送信 { $bytes } バイト
flow-why-refused = 外向き通信が拒否された（{ $count } 件）
flow-compared =
    { $count ->
        [0] { $talk_count } 件の通信（{ $flow_count } フロー）に通常と異なるものはありません。
       *[other] { $talk_count } 件の通信（{ $flow_count } フロー）のうち { $count } 件に判定が必要です。
    }
flow-unread = { $count } 行を読み取れませんでした。
flow-not-told = 区別できる数を超えたため、{ $count } フローは件数のみ数えました。

nav-hardening = 堅牢化
hardening-title = 堅牢化
hardening-lead = GitLab の推奨事項のうち機械的に確認できるものを、現在の設定と並べて示します。操作で修正できるものは、ほかの操作と同じく計画と承認を経て行います。
hardening-percent = 達成率
hardening-told = 適合 { $met_count } 件、不足 { $short_count } 件、確認できず { $unseen_count } 件
hardening-keep = この結果を記録
hardening-history = これまでの結果
hardening-score = { $percent } %、不足 { $short_count } 件（{ $person }）
hardening-area-settings = 設定
hardening-area-rate_limits = レート制限
hardening-area-cicd = CI/CD・鍵・フック
hardening-area-configuration = gitlab.rb
hardening-area-system = オペレーティングシステム
hardening-stands-met = 適合
hardening-stands-short = 不足
hardening-stands-unseen = 確認できず
hardening-check = 確認項目
hardening-state = 状態
hardening-observed = 現在の値
hardening-wanted = 推奨値
hardening-why = 理由
hardening-act = 操作
hardening-case = ケース
hardening-plan = 選んだ項目の計画を作る
hardening-by-hand = 手作業
hardening-undo = 元に戻せます。
hardening-unseen = 確認できなかった項目: { $checks }
hardening-by-bundle = gitlab.rb、SSH、カーネルの設定は、ホストのバンドルから確認します。対象のホストで portcullis evidence collect を実行し、ここで --bundle DIR を指定してください。
hardening-gap = 読み取れませんでした: { $gap }
done-hardening-measured = 結果を記録しました。
harden-deploy-keys = 公開デプロイキーは採用したすべてのプロジェクトを開き、所有者がいません。
harden-system-hooks = システムフックはすべてのイベントを受け取ります。信頼できるシステムに、検証済みの TLS でのみ送信します。
harden-variables = マスクされていないシークレットはジョブログに残り、保護されていないものはどのブランチからも読めます。
harden-push-rules = プッシュは確認済みユーザーからのみ受け付け、タグの削除とシークレットを含むファイルを拒否してください。今後作成するプロジェクトには「管理者 → プッシュルール」で手動設定します。
harden-configuration = Web サーバーと周辺サービスの古いプロトコルや開いた入口を閉じます。
harden-sshd = SSH サーバーが Git 以外に許可するものは、侵入と持ち出しの経路になります。
harden-kernel = 攻撃コードや偽装パケットを失敗させるカーネル設定です。
harden-ports = 誰からでも届く待ち受けは SSH、Web、レジストリだけにし、それ以外はファイアウォールの内側かホスト自身に限定します。

clock-updates = { $case }: インスタンスの更新を確認

timeline-instance-sheet = 確認表を作成しました: { $sheet ->
    [users] ユーザー
    [credentials] 認証情報
    [processes] プロセス
    [listeners] 開放ポート
    [host] ホスト
   *[flows] ネットワーク通信
}（{ $count } 件）
timeline-instance-judged = { $sheet ->
    [users] ユーザー
    [credentials] 認証情報
    [processes] プロセス
    [listeners] 開放ポート
    [host] ホスト
   *[flows] ネットワーク通信
} { $count } 件を「{ $verdict ->
    [benign] 正当
    [open] 未判定 (取り消し)
    [malicious] 攻撃者によるもの
   *[unknown] 判断できない
}」と判定しました。{ $note }
timeline-instance-secrets = 変更が必要（{ $section ->
    [instance_configuration] インスタンス設定
    [database] データベース
    [pipelines] CI/CD パイプライン
   *[elsewhere] その他
}）: { $names }（{ $count } 件）
timeline-instance-changed = 変更済み（{ $section ->
    [instance_configuration] インスタンス設定
    [database] データベース
    [pipelines] CI/CD パイプライン
   *[elsewhere] その他
}）: { $name }。証跡: { $proof }
timeline-instance-none = 変更対象なし（{ $section ->
    [instance_configuration] インスタンス設定
    [database] データベース
    [pipelines] CI/CD パイプライン
   *[elsewhere] その他
}）。理由: { $reason }
timeline-instance-saved = 状態とログを { $place } に保存しました（{ $hash }…）。保管責任者: { $custodian }
timeline-instance-rebuild = { $scratch ->
    [true] 一から
   *[false] バックアップから
}再構築します: { $source }。健全と判断した理由: { $reason }
timeline-instance-control = ネットワーク制御: { $control ->
    [flow_logs] 通信の記録
    [traffic_alerts] 通信の通知
    [inbound_limited] 必要なポートのみ
    [outbound_limited] 必要な宛先のみ
    [administration_separate] 既知のネットワークからの管理
   *[segmented] 他システムからの分離
} – { $state ->
    [in_place] 対応済み
   *[not_needed] 不要
}。{ $note }
timeline-instance-firewall = レビュー用ファイアウォールの案を作成しました（{ $hash }…、{ $count } 規則）
timeline-instance-firewall-approved = ファイアウォールの案 { $hash }… が承認されました
timeline-instance-logs = すべてのログを { $to } に転送しています。確認内容: { $seen }
timeline-instance-version = 導入済み { $installed }、最新 { $latest }。未適用のセキュリティリリース（{ $count } 件）: { $missing }
timeline-instance-updates = { $owner } が { $days_count } 日ごとに更新を確認します
timeline-instance-hardening = 堅牢化: 適合 { $met_count } 件、不足 { $short_count } 件、確認できず { $unseen_count } 件

refusal-playbook-wants-sheet = この手順の判定は、漏れがないように確認表で行います。
refusal-playbook-wants-sheet-next = 確認表を作成し、各項目を判定してください（ケース → インスタンス、または portcullis instance）。
refusal-playbook-wants-evidence = 状態を保全したことは、文章ではなくケースの証拠で示します。
refusal-playbook-wants-evidence-next = ホストの証拠一式をケースに取り込むか、ファイルを証拠として保管してから、そのハッシュを指定してください（ケース → インスタンス、または portcullis instance saved）。
refusal-instance-saved-unknown = { $case } に証拠 { $hash }… はありません。
refusal-instance-saved-unknown-next = ホストの証拠一式を送信して（portcullis evidence send DIR）ケースに取り込むか（evidence take）、保全したもの、またはそのハッシュの一覧を保管して（evidence add）、そのハッシュを指定してください。
refusal-instance-saved-not-taken = 証拠一式 { $hash }… は届いていますが、{ $case } の証拠になっていません。
refusal-instance-saved-not-taken-next = 先にケースに取り込んでください（証拠の管理記録、または portcullis evidence take）。
refusal-instance-saved-damaged = { $name } は保管時の内容と一致しません: { $problem }
refusal-instance-saved-damaged-next = { $case } の証拠を検証し、ホストまたは別の写しから状態を保全し直してください。
refusal-instance-no-firewall = ファイアウォールの案がありません。
refusal-instance-no-firewall-next = 先に案を作成してください。
refusal-instance-other-firewall = 最後に提案された文面ではありません。
refusal-instance-other-firewall-next = 提案された文面を読み、そのハッシュを承認してください。
