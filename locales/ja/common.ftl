# 複数のページで使う言葉。

## 件数

count-events = { $count } 件のイベント
count-findings = 検知 { $count } 件

## 時刻

moment-now = たった今
moment-ago-seconds = { $count } 秒前
moment-ago-minutes = { $count } 分前
moment-ago-hours = { $count } 時間前
moment-ago-days = { $count } 日前
moment-in-seconds = { $count } 秒後
moment-in-minutes = { $count } 分後
moment-in-hours = { $count } 時間後
moment-in-days = { $count } 日後
duration-seconds = { $count } 秒
duration-minutes = { $count } 分
duration-hours = { $count } 時間
duration-days = { $count } 日

## 重大度

level-informational = 参考
level-low = 低
level-medium = 中
level-high = 高
level-critical = 緊急

## ケースの段階

phase-triage = トリアージ
phase-containment = 封じ込め
phase-eradication = 根絶
phase-recovery = 復旧
phase-closed = 終了

## ケースの種類

kind-credential_exposure = 認証情報の漏えい
kind-third_party_credential = 他システムの認証情報の漏えい
kind-assistance_request = 支援の依頼
kind-compromised_user = ユーザーアカウントの侵害
kind-exposed_job_token = ジョブトークンの漏えい
kind-ci_secret_exposure = パイプラインからの秘密情報の漏えい
kind-compromised_instance = インスタンスの侵害
kind-misconfigured_settings = 設定の不備

## 役割

role-viewer = 閲覧者
role-responder = 対応者
role-approver = 承認者
role-auditor = 監査担当
role-admin = 管理者

## 時刻の確かさ

certainty-exact = ちょうどこの時刻
certainty-not_before = この時刻以降
certainty-not_after = この時刻以前

## 残っている可能性のあるもの

leftover-access_token = アクセストークン
leftover-ssh_key = SSH キー
leftover-webhook = Webhook
leftover-user = ユーザー
leftover-gpg_key = GPG キー
leftover-deploy_key = デプロイキー
leftover-deploy_token = デプロイトークン
leftover-trigger = パイプライントリガー
leftover-runner = Runner
leftover-application = OAuth アプリケーション
leftover-schedule = パイプラインスケジュール
leftover-group_webhook = グループの Webhook
leftover-system_hook = システムフック
leftover-member = メンバー
leftover-variable = CI/CD 変数

subject-token = トークン { $id }
subject-user = ユーザー { $id }
subject-job = ジョブ { $id }
subject-project = プロジェクト { $id }
subject-group = グループ { $id }
subject-instance = インスタンス全体
actor-unknown = 不明

## 読み戻した結果

verdict-verified = 読み戻して確認済み
verdict-contradicted = GitLab の状態が異なります: { $seen }
verdict-unknown = 読み戻せませんでした: { $why }

## 台帳

ledger-name-events = イベント台帳
ledger-name-journal = ジャーナル台帳
ledger-about-events = 受信した内容です。すべてのイベントを、届いたままのバイト列で保存します。
ledger-about-journal = 検知、判断、実施した内容です。すべてのケースの記録を保存します。
