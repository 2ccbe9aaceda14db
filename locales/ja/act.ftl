# 人、認証情報、設定に対する操作の文言。
# キーと引数の一覧は crates/engine/src/respond/text/act.rs にあります。

impact-revoke-token-impersonation = 「{ $token }」は管理者が作成したもので、本人の画面には表示されません。誰が作成したかを確認してください。管理者アカウントを得た攻撃者が作成した可能性があります。

## ユーザーに対する操作

act-ban-user = ユーザーを BAN
act-unban-user = BAN を解除
act-deactivate-user = ユーザーを非アクティブ化
act-activate-user = ユーザーをアクティブ化
act-reset-password = パスワードをリセット
act-change-user = ユーザーの権限を変更
act-delete-user-email = メールアドレスを削除
act-add-user-email = メールアドレスを元に戻す
act-delete-identity = 外部プロバイダーの ID を削除
act-add-identity = 外部プロバイダーの ID を設定
impact-ban-user = { $user } はサインイン、API、Git を使えなくなり、{ $user } が作成したものはほかの人から見えなくなります。
impact-ban-user-credentials = BAN をしてもアクセストークン ({ $tokens } 件) と SSH キー ({ $keys } 件) は失効しません。先に失効させておかないと、BAN の解除後に再び使えるようになります。
impact-unban-user = { $user } は再びサインイン、API、Git を使えるようになり、{ $user } が作成したものも再び表示されます。
impact-deactivate-user = { $user } は休眠状態になります。GitLab がこれを認めるのは、90 日間活動がないユーザーだけです。
impact-deactivate-user-no-containment = これは封じ込めにはなりません。誰かがサインインするとアカウントは元に戻ります。封じ込めにはブロックを使ってください。
impact-activate-user = { $user } は再びアクティブになります。
impact-reset-password = { $user } のパスワードは、誰にも表示されないランダムなものに置き換わり、古いパスワードで開いたセッションは終了します。本人は「パスワードを忘れた場合」から復帰します。
impact-reset-password-mailbox = GitLab からユーザーにメールが送られ、そのメールを受け取れる人がアカウントに戻れます。メールボックスとアカウントのメールアドレスが本人のものか、先に確認してください。
impact-reset-password-not-tokens = アクセストークン、SSH キー、許可済みのアプリケーションは引き続き使えます。これらも失効させてください。
impact-reset-password-directory = LDAP やシングルサインオンでのサインインには影響しません。パスワードはそちらで変更してください。
impact-change-user = { $user } の権限は次のようになります: { $fields }
impact-change-user-demoted = { $user } は管理者ではなくなります。管理者として行ったことやトークンは残るため、その権限で作成されたユーザー、トークン、フックを確認してください。
impact-change-user-promoted = { $user } は管理者になり、インスタンス上のすべてに到達できるようになります。
impact-change-user-external = { $user } は内部プロジェクトを閲覧できなくなり、メンバーになっているものだけが見えます。
impact-delete-user-email = { $address } は { $user } のものではなくなり、そこへパスワードのリセットメールを送ることはできなくなります。
impact-add-user-email = { $address } は再び { $user } のものになります。
impact-delete-identity = { $user } は { $provider } を通じてサインインできなくなり、そのディレクトリによるブロックも効かなくなります。
impact-add-identity = { $user } は { $provider } を通じてサインインできるようになります。
undo-ban-user = BAN を解除するとユーザーは再び入れるようになり、失効させていないトークンやキーも使えるようになります。
undo-activate-user = 取り消すとアカウントを再び非アクティブ化しますが、GitLab がこれを認めるのは 90 日間活動がない場合だけです。
undo-reset-password = 取り消せません。古いパスワードを知っているのは本人と攻撃者だけです。
undo-delete-user-email = メールアドレスは元に戻せますが、ID は新しくなります。
undo-add-user-email = メールアドレスの ID が新しくなるため、この操作自体の取り消しはありません。削除するには新しい計画を作成してください。
undo-delete-identity = ID は同じプロバイダーと名前で元に戻せますが、SAML が併せて保持していた情報は失われます。
obstacle-ban-needs-active = GitLab が BAN できるのはアクティブなユーザーだけですが、このユーザーの状態は { $state } です。ブロック済みならすでに締め出されています。そのままにするか、ブロックを解除してから BAN してください。
obstacle-not-banned = このユーザーは BAN されておらず、状態は { $state } です。代わりにブロックを解除してください。
obstacle-activate-blocked = このユーザーの状態は { $state } です。先にそれを解除してください。
obstacle-user-field-untold = GitLab はこのユーザーの { $fields } を開示しないため、変更しても元に戻せません。利用プランか接続アカウントの権限に含まれていない可能性があります。

## メンバーに対する操作

act-remove-member = メンバーを削除
act-add-member = メンバーを追加
act-change-member-role = メンバーのロールを変更
impact-remove-member = { $user } は { $place } のメンバーではなくなり、それによって得ていたもの (コード、変数、設定) への到達を失います。{ $user } のスケジュールは失敗するようになります。
impact-remove-member-below = 配下のサブグループやプロジェクトへの直接のメンバーシップは残るため、それぞれ個別に操作してください。上位グループから継承したものも残ります。
impact-remove-member-bots = このメンバーが作成したプロジェクトおよびグループのアクセストークン、デプロイキー、トリガー、Webhook は引き続き使えます。これらも失効または削除してください。
impact-add-member = { $user } は { $role } ロールで { $place } のメンバーになります。
impact-change-member-role = { $place } における { $user } のロールは { $role } になります。
impact-change-member-role-from = 現在のロール: { $role }
undo-remove-member = メンバーは同じロールと有効期限で元に戻せます。担当のイシューとレビューはそのままですが、参加日は新しくなります。
obstacle-last-owner = このグループのオーナーはこのユーザーだけで、GitLab は最後のオーナーの削除を認めません。先に別のユーザーをオーナーにしてください。
obstacle-is-member-already = このユーザーはすでに { $role } ロールのメンバーです。追加ではなくロールを変更してください。
obstacle-not-a-member = このユーザーはここの直接のメンバーではありません。上位グループから継承している場合は、そちらで変更してください。

## キーに対する操作

act-delete-gpg-key = GPG キーを削除
act-add-gpg-key = GPG キーを元に戻す
act-delete-deploy-key = デプロイキーを削除
act-add-deploy-key = デプロイキーを元に戻す
act-delete-enterprise-key = エンタープライズユーザーの SSH キーを削除
impact-delete-gpg-key = { $user } の GPG キー { $key } で署名された新しいコミットは検証済みになりません。すでに検証済みのコミットはそのままです。
impact-add-gpg-key = { $user } のこの GPG キーで署名されたコミットは再び検証済みになります。
impact-delete-deploy-key = デプロイキー「{ $key }」では { $project } にアクセスできなくなり、このキーでクローンするデプロイは失敗します。
impact-delete-deploy-key-elsewhere = 同じデプロイキーがほかのプロジェクトでも有効になっていることがあります。各プロジェクトを確認し、そちらでも削除してください。
impact-add-deploy-key = デプロイキー「{ $key }」で再び { $project } にアクセスできるようになります。
undo-delete-gpg-key = キーは元に戻せますが、ID は新しくなります。
undo-add-gpg-key = キーの ID が新しくなるため、この操作自体の取り消しはありません。削除するには新しい計画を作成してください。
undo-delete-deploy-key = キーはタイトル、有効期限、プッシュ権限とともに元に戻せますが、ID は新しくなることがあります。
undo-add-deploy-key = キーの ID が新しくなることがあるため、この操作自体の取り消しはありません。削除するには新しい計画を作成してください。
undo-delete-enterprise-key = 取り消せません。GitLab はグループのオーナーにキーの内容を表示しないため、本人が改めて追加する必要があります。

## プロジェクトやグループのトークン、アプリケーション、Runner に対する操作

act-revoke-deploy-token = デプロイトークンを失効
act-delete-application = OAuth アプリケーションを削除
act-renew-application-secret = OAuth アプリケーションのシークレットを更新
act-delete-trigger = パイプライントリガートークンを削除
act-revoke-agent-token = エージェントトークンを失効
act-pause-runner = Runner を一時停止
act-resume-runner = Runner を再開
act-delete-runner = Runner を削除
act-reset-runner-token = Runner のトークンをリセット
act-reset-registration-token = 登録トークンをリセット
impact-revoke-deploy-token = { $place } のデプロイトークン「{ $token }」は直ちに使えなくなり、これを使うクローンやイメージとパッケージの取得は失敗します。
impact-delete-application = 「{ $application }」は削除され、これを通じたサインインはできなくなります。ユーザーがこれに与えたトークンもすべて失効します。
impact-renew-application-secret = 「{ $application }」のシークレットが置き換わり、新しいものが一度だけ表示されるので、アプリケーションに設定してください。ユーザーが与えたトークンは引き続き使えます。それも終わらせるにはアプリケーションを削除してください。
impact-delete-trigger = トリガートークン「{ $trigger }」では { $project } のパイプラインを開始できなくなり、外部からの開始は拒否されます。
impact-revoke-agent-token = { $project } のエージェントトークン「{ $token }」は使えなくなります。これがエージェントの唯一のトークンなら、クラスターとの接続が切れます。
impact-pause-runner = Runner「{ $runner }」は新しいジョブを受け付けなくなり、この Runner でしか実行できないジョブは待ち状態になります。
impact-resume-runner = Runner「{ $runner }」は再びジョブを受け付けます。
impact-delete-runner = Runner「{ $runner }」はトークンとともに削除されます。再び使うには登録し直す必要があります。
impact-runner-jobs-go-on = 現在この Runner で実行中のジョブは、渡されたシークレットを持ったまま続行します。ジョブもキャンセルしてください。
impact-reset-runner-token = Runner「{ $runner }」には、一度だけ表示される新しいトークンを設定する必要があります。古いトークンではジョブを受け取れなくなります。
impact-reset-registration-token = { $place } の古い登録トークンでは Runner を登録できなくなります。登録済みの Runner は残るため、見覚えのないものがないか確認してください。新しいトークンは一度だけ表示されます。
undo-revoke-deploy-token = 取り消せません。失効したデプロイトークンは二度と使えないため、新しいものを作成してください。
undo-delete-application = 取り消せません。新しく作成したアプリケーションの ID とシークレットは別のものになり、ユーザーは改めて許可する必要があります。
undo-renew-application-secret = 取り消せません。古いシークレットは二度と使えません。
undo-delete-trigger = 取り消せません。新しいトリガーのトークンは別のものになります。
undo-revoke-agent-token = 取り消せません。新しいトークンを作成してエージェントに設定してください。
undo-delete-runner = 取り消せません。そのマシンは新しい Runner として登録されます。
undo-reset-runner-token = 取り消せません。古いトークンは二度と使えません。
undo-reset-registration-token = 取り消せません。古いトークンは二度と使えません。
obstacle-rotates-impersonation = GitLab では代理トークンをローテーションできません。失効させ、必要なら新しく作成してください。

## 操作では失効できないトークン

token-end-feed = リセットすると使えなくなります。リセットできるのは本人だけです (ユーザー設定のアクセストークン)。管理者がフィードトークンをすべて無効にすることもできます。
token-end-incoming-email = リセットすると使えなくなります。リセットできるのは本人だけです (ユーザー設定のアクセストークン)。
token-end-scim = グループの SAML シングルサインオンのページでリセットすると使えなくなります。API はありません。
token-end-feature-flags = プロジェクトの機能フラグのページでリセットすると使えなくなります。API はありません。

## 設定と CI に対する操作

act-change-settings = 設定を変更
act-protect-ref = ブランチ／タグを保護
act-unprotect-ref = ブランチ／タグの保護を解除
act-change-variable = CI/CD 変数のフラグを変更
act-replace-variable-value = CI/CD 変数の値を差し替え
act-recreate-variable-hidden = CI/CD 変数を非表示で作り直す
act-delete-variable = CI/CD 変数を削除
act-allow-job-tokens = ジョブトークン許可リストに追加
act-disallow-job-tokens = ジョブトークン許可リストから削除
act-cancel-job = ジョブをキャンセル
act-cancel-pipeline = パイプラインをキャンセル
act-delete-pipeline = パイプラインを削除
act-delete-schedule = パイプラインスケジュールを削除
act-erase-job = ジョブのログとアーティファクトを消去
act-delete-artifacts = ジョブのアーティファクトを削除
act-restore-project = プロジェクトを復元
act-add-approval-rule = 承認ルールを追加
act-remove-approval-rule = 承認ルールを削除
impact-setting = { $name }：{ $field } を { $value } にします。
impact-setting-from = { $name }：{ $field } を { $from } から { $value } に変更します。
impact-setting-untold = { $fields } の現在の値は GitLab から取得できないため、元に戻せません。
setting-visibility-private = 以後はメンバーだけが閲覧できます。外部からのリンクは使えなくなり、フォークとの関連が失われることがあり、他プロジェクトのジョブトークンは許可リストにあるものだけが入れます。
setting-visibility-copies = 公開されていた間にコピー・フォーク・キャッシュされたものは、そのまま外に残ります。
setting-visibility-wider = これまでより多くの人が、コードや課題を、パイプラインが公開ならジョブログも閲覧できるようになります。
setting-two-factor = 二要素認証を設定していない人は、次回サインイン時または猶予期間内に設定する必要があり、過ぎるとその画面から先に進めません。
setting-two-factor-group = このグループとサブグループのメンバーに適用されます。個別プロジェクトだけのメンバーや、共有されただけのグループのメンバーには適用されません。
setting-two-factor-tokens = 盗まれたアクセストークンの封じ込めにはなりません。トークンに二要素認証は不要で、既存のものは有効なままです。失効させてください。
setting-grace-period = 二要素認証が必須になるまでの時間数です。0 なら次回サインイン時です。複数のグループで設定されている場合は最短のものが有効です。
setting-approvals = 以後のマージリクエストと、開いているものは次回の確認時から適用されます。承認なしでマージされたものはそのままなので、確認してください。
setting-public-jobs = ログ・アーティファクト・パイプラインはプロジェクトのメンバーだけに表示されます。外部向けのバッジやリンクは使えなくなります。
setting-admin-mode = 管理者は管理者モードへの切り替えが必要になり、トークンで管理操作を行うには admin_mode スコープが要ります。本製品のトークンにそのスコープがないと、以後の操作ができなくなります。
setting-signup = 利用者が自分でアカウントを作成できなくなります。管理者と ID プロバイダーからは引き続き作成できます。
setting-no-tokens = すべてのパーソナルアクセストークンが直ちに使えなくなります。本製品が使うトークンも含まれます。
setting-addresses = 指定以外のアドレスからは接続できなくなり、本製品も例外ではありません。先に本製品のアドレスを確認してください。
setting-restricted-visibility = これらのレベルを選べるのは管理者だけになり、既存のものは変わりません。「公開」を制限すると、ユーザープロフィールも未サインインの人には見えなくなります。
setting-only-new = これから作成されるものに適用されます。既存のものの公開範囲は変わりません。
setting-auto-ban = 上限を超えた人を GitLab が確認なしに自動で BAN します。先にビルド用ユーザーを除外リストに入れてください。
setting-downloads = ユーザーごとに異なるリポジトリの数を数えます。管理者・デプロイトークン・デプロイキーは対象外です。0 で無効になります。
setting-pipeline-variables = 独自の変数付きでパイプラインを開始する操作が拒否されることがあり、変数を渡すトリガーやスクリプトが失敗する可能性があります。
setting-local-requests = ローカルネットワーク宛ての Webhook や連携は、許可リストにあるものを除いて動かなくなります。
setting-throttle = 制限は本製品にも適用されます。対象外リストに本製品のユーザーを入れないと、大規模な封じ込めが遅くなります。
setting-keys = 短すぎる鍵や禁止された種類の鍵は、登録済みのものも含めて直ちに拒否されます。
setting-passwords = 次にパスワードを設定するときから適用されます。現在のパスワードはそのままです。
setting-merges = 条件を満たすまで、開いているマージリクエストがマージできなくなることがあります。
setting-schedule = 停止中のスケジュールはパイプラインを開始しません。所有者と変数は保持されます。
setting-job-token-scope = 他プロジェクトのジョブトークンは許可リストにある場合だけ入れます。リストにないプロジェクトのうち、ここから取得するパイプラインは失敗します。
setting-push-rule = これからのプッシュに適用されます。既存のコミットはそのままです。
undo-change-settings = GitLab から取得できた範囲で、元の値に戻せます。
undo-change-settings-visibility = 元の公開範囲に戻せます。失われたフォークとの関連や、他者が閲覧・コピーしたものは戻せません。
impact-webhook-secret = シークレットトークンとヘッダーの値は不明です。受信側の担当者が GitLab に再入力する必要があります。
impact-protect-ref = { $name } を次のとおり保護します：{ $rules }
impact-protect-ref-was = 現在の { $name } の保護：{ $rules }
impact-protect-ref-gap = 権限者を変えるため、{ $name } の保護をいったん外して付け直します。呼び出し 1 回分の間は保護がありません。
impact-unprotect-ref = Developer が { $name } にプッシュし、履歴を書き換え、削除できるようになります。
impact-variable-masked = ジョブログでは { $variable } の値の代わりに [MASKED] と表示されます。既存のログには値が残ります。
impact-masking-not-foolproof = マスクは万全ではありません。ジョブは値を別の形で出力したり、アーティファクトに書いたり、外部に送ったりできます。
impact-variable-unmasked = ジョブが出力すると、ログに { $variable } の値がそのまま表示されます。
impact-variable-protected = 以後 { $variable } は保護されたブランチとタグのパイプラインだけで使えます。それ以外では値なしで実行され、失敗することがあります。
impact-variable-protected-refs = 保護されていない次のブランチで最近パイプラインが実行されており、値なしになります：{ $refs }
impact-variable-unprotected = 以後すべてのブランチのパイプラインで { $variable } が使えます。プッシュできる人は誰でも読み取れます。
impact-replace-variable-value = これから始まるジョブは { $variable } の新しい値を受け取ります。実行中のジョブは古い値のままです。
impact-rotate-at-source = 古い値は、発行元で失効させるまで有効です。先に発行元で失効させてください。
impact-recreate-variable-hidden = { $variable } を削除し、マスク・非表示で作り直します。その間に始まるジョブでは値がありません。
impact-delete-variable = これから始まるジョブは { $variable } なしで実行され、失敗することがあります。
input-variable-value = { $variable } の新しい値。GitLab に一度だけ送信し、どこにも保存しません。
undo-variable-value = 元に戻せません。古い値も新しい値も保存しないためです。新しい値が設定されたかどうかの読み戻しもしません。
undo-variable-hidden = 元に戻せません。非表示の変数は表示に戻せず、古い値も保存しません。
undo-delete-variable = 元に戻せません。値を保存しないためです。シークレットの所有者が変数を追加し直せます。
impact-allow-job-tokens = { $guest } のジョブが、ジョブトークンで { $project } に入れるようになります。
impact-disallow-job-tokens = { $guest } のジョブは、ジョブトークンで { $project } に入れなくなります。そこからコードやパッケージを取得するパイプラインは失敗します。
impact-job-token-scope-open = 許可リストは、アクセスをリストに限定しているときだけ有効です。その設定も確認してください。
impact-cancel-job = { $job } が停止します。ビルドやデプロイは途中のまま残ります。
impact-cancel-job-token = ジョブが終わるとジョブトークンも無効になり、ほかに無効にする方法はありません。キャンセル後の最終スクリプトの実行中は、まだ使えます。
impact-cancel-job-over = { $job } はすでに終了しており、トークンも無効です。
impact-cancel-pipeline = パイプライン { $pipeline } の未完了のジョブがすべて停止します。ビルドやデプロイは途中のまま残ります。
undo-cancel = 元に戻せません。安全になってから担当者が再実行できます。
impact-delete-pipeline = パイプライン { $pipeline } を、ジョブ・ログ・アーティファクトごと削除します。
impact-delete-schedule = スケジュール { $schedule } はパイプラインを開始しなくなり、変数ごと削除されます。残したい場合は停止にしてください。
undo-delete-schedule = 元に戻せません。新しいスケジュールは別の人の権限で動き、変数の値も保存しないためです。
impact-erase-job = { $job } のログとアーティファクトを完全に消去します。
impact-delete-artifacts = { $job } のアーティファクトを完全に削除します。必要とする後続ジョブは失敗します。
impact-artifacts-expire = 何もしなければ { $when } に期限切れになります。
impact-artifacts-never-expire = GitLab の情報では、何もしなければ期限切れになりません。
undo-delete-evidence = 元に戻せません。ケースの証拠として保管した写しだけが残ります。
impact-restore-project = { $project } の削除予約を取り消し、メンバーが再び使えるようになります。削除済みのメンバーや無効にした認証情報は戻りません。
undo-restore-project = 取り消しはありません。本製品はプロジェクトを削除しません。
impact-add-approval-rule = マージリクエストに { $rule } の承認が再び必要になります。
impact-remove-approval-rule = マージリクエストに { $rule } の承認が不要になります。
undo-add-approval-rule = 固有の取り消しはありません。ルールに新しい ID が付くためです。削除するには新しい計画を作成してください。
undo-remove-approval-rule = ルールは元に戻せます。新しい ID が付き、開いているマージリクエストには次回の変更時に適用されます。
obstacle-nothing-to-set = 項目が指定されていません。設定する内容を指定してください。
obstacle-absent = 存在しないか、閲覧できません。ID、トークンのロール、プランを確認してください。
obstacle-approvals-tier = 承認設定には Premium が必要です。代わりに、Maintainer だけがマージできるようブランチを保護し、パイプラインの成功と全スレッドの解決を必須にしてください。
obstacle-protection-inherited = グループが全プロジェクトに対して保護しています。グループ側で変更してください。
obstacle-value-from = 値は、入力するか、値用フォルダー内のファイル名、または PORTCULLIS_VALUE_ で始まる環境変数で指定してください。
obstacle-mask-too-short = GitLab がマスクできるのは 8 文字以上の値だけです。より長い値に更新してください。
obstacle-mask-has-space = 空白を含む値はマスクできません。ファイル型の変数にするか、エンコードしてください。
obstacle-mask-not-one-line = マスクできるのは 1 行の値だけです。ファイル型の変数にするか、1 行にエンコードしてください。
obstacle-variable-hidden = 非表示の変数は常にマスクされます。表示するには、所有者が作り直す必要があります。
obstacle-instance-variable-hidden = インスタンスの変数は非表示にできません。マスクするか、グループに移してください。
obstacle-job-runs = ジョブはまだ実行中です。先にキャンセルしてください。
obstacle-project-gone = プロジェクトは完全に削除されたか、存在しません。復元できないため、判明している情報を証拠として保管してください。

## インスタンスの堅牢化

harden-two-factor = 盗まれたパスワードだけでサインインできないようにします。二要素認証の設定猶予は 8 時間で十分です。
harden-admin-mode = 管理者権限は必要なときだけ有効にします。
harden-sign-up = 部外者によるアカウント作成を防ぎ、メールアドレスを確認します。
harden-passwords = パスワードは長く、複数の文字種を含むものにします。
harden-notice = 見慣れない場所からのサインインを本人に通知します。最初に気付くのは本人です。
harden-visibility = 新規作成は非公開を既定とし、公開は管理者の判断によるものとします。
harden-keys = 短い鍵や古い種類の鍵は拒否します。
harden-feed-token = フィードトークンは期限がなく、リンクと一緒に漏れます。
harden-third-parties = 外部から画像を取得すると、利用者の情報が第三者に伝わります。
harden-versions = 既知の脆弱性に早く気付けるよう、バージョンを確認します。
harden-outgoing = GitLab を踏み台に内部ネットワークへ到達されないようにします。
harden-limits = 総当たりや大量読み取りを抑制します。
harden-domains = サインアップを開放する場合は、自組織のドメインのアドレスに限ります。
harden-git-protocol = 使わないプロトコルは余分な入口になります。
harden-addresses = 限られたネットワークから使うインスタンスは、そのネットワークにだけ応答するようにします。
harden-imports = 不要なインポート元は、外部のプロジェクトを持ち込み、その取得先へ接続する経路になります。
harden-job-tokens = 明示的に許可しない限り、他プロジェクトのジョブトークンを受け入れないようにします。
harden-downloads = 短時間に多数のリポジトリをダウンロードする動きを検知し、止められるようにします。

## 設定の復元

revert-why-no-act = 自動で元に戻す手段がありません（{ $type }）。判明している情報を証拠として保管し、所有者に確認してください。
revert-why-now-unread = 現在の値を読み取れませんでした。削除されたか、トークンに閲覧権限がない可能性があります。
revert-why-old-untold = イベントに変更前の値がありません。所有者に確認し、計画を作成して設定してください。
revert-why-row-untold = 削除されており、イベントに内容が記録されていません。所有者に確認してください。
revert-why-scope-untold = イベントに環境スコープがなく、全環境向けの該当する変数もありません。同名の変数を確認してください。
refusal-revert-consent = 設定の復元に同意した所有者またはメンテナーの記録がありません。同意者を記録するか、確認できない理由を入力してください。
obstacle-secret-setting = { $fields } はシークレットを保持します。操作にシークレットは含められないため、GitLab 側で設定してください。
