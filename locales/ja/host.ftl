## ホストの証拠: 収集、検証、分析

host-collected = { $host }: { $count } 件を収集しました (読み取り { $bytes }、{ $out } への保存 { $stored })
host-progress = { $number }/{ $of } { $probe } { $elapsed }（上限 { $budget }）  { $item_count } 件
host-seal = 封印: { $seal }
host-seal-keep = 封印の値を、このホスト以外の場所に書き留めてください。後日の検証: portcullis evidence verify { $out } --seal { $seal }
host-not-root = root で実行していないため、ホストの一部は見えていません。
host-on-own-disk = 証拠はこのホスト自身のディスクに保存されています。早めに別の場所へ移してください。書き込みにより、削除済みファイルの痕跡が上書きされた可能性があります。
host-in-clear = 証拠は暗号化されていません。ログには秘密情報が含まれることがあるため、機密として扱ってください (--age で暗号化できます)。
host-gaps = 確認できなかったもの:
host-cut = 不足分を含まないまま封印しました。このバンドルに続きを加えることはできません。--minutes や空き容量を増やし、--only { $only } を指定して別のフォルダーに収集してください。
host-gap-not-permitted = 権限がない ({ $count } 件)
host-gap-gone = 確認中に消えた ({ $count } 件)
host-gap-unreadable = 読み取れない ({ $count } 件)
host-gap-too-large = 上限を超えるため、上限までを保存、またはハッシュなしで記録 ({ $count } 件)
host-gap-too-many = 件数が上限を超えた ({ $count } 件)
host-gap-time-over = 制限時間に達した ({ $count } 件)
host-gap-disk-full = 保存先のディスクの空きが足りない ({ $count } 件)
host-gap-not-redacted = 安全に墨消しできないため、ハッシュのみ保存 ({ $count } 件)
host-gap-not-offered = このカーネルまたは構成では提供されていない ({ $count } 件)
host-gap-by-hand = 手作業での確認が必要 ({ $count } 件)
host-gap-changed-while-read = 読み取り中に変更された ({ $count } 件)

host-flaw-altered = 改変あり
host-flaw-missing = 欠落
host-flaw-added = 追加されたファイル
host-flaw-unreadable = 読み取り不可
host-flaw-contradiction = 目録と矛盾
host-flaw-other-seal = 書き留めた封印と不一致
host-flaw-unfinished = 収集が未完了
host-sound = 健全: { $count } 件すべてが封印時のままです。封印: { $seal }
host-damaged = 健全ではありません: { $count } 件中、{ $flaw_count } か所に問題があります。
host-compare-seal = 収集時に書き留めた封印の値と照らし合わせてください (--seal を指定すると自動で比較します)。

host-process = 心当たりのないプロセス ({ $count } 件)
host-process-ask = 誰が何のために起動したものですか。誰も知らなければ、潔白と分かるまで悪意のあるものとして扱います。
host-listener = 想定外の待ち受けポート ({ $count } 件)
host-listener-ask = どのサービスのものですか。そこから到達できる必要がありますか。
host-changed-file = パッケージの内容と異なるプログラム ({ $count } 件)
host-changed-file-ask = 誰が、いつ置き換えましたか。このプログラムがホストについて示す内容は信用できません。
host-hook = Git フックとファイルフック ({ $count } 件)
host-hook-ask = 誰が置いたものですか。すべてのプッシュやイベントを見ることができ、GitLab のユーザーとして動作します。
host-key = このマシンに入れる SSH 鍵 ({ $count } 件)
host-key-ask = 誰の鍵ですか。その人にはまだ必要ですか。
host-cron = cron の項目 ({ $count } 件)
host-cron-ask = 繰り返し実行するよう設定したのは誰ですか。
host-startup = 自動的に起動するもの ({ $count } 件)
host-startup-ask = 誰が組み込みましたか。再起動しても動き出します。
host-set-id = 所有者の権限で動くプログラム ({ $count } 件)
host-set-id-ask = 他人の権限で実行できる必要があるのはなぜですか。
host-sudo-rule = sudo の規則 ({ $count } 件)
host-sudo-rule-ask = 誰が許可しましたか。まだ必要ですか。
host-account = マシンのアカウント ({ $count } 件)
host-account-ask = このような設定にしたのは誰ですか。
host-module = 外部のカーネルモジュール ({ $count } 件)
host-module-ask = どのドライバーですか。モジュールは他のすべてを隠すことができます。

host-why-unknown-process = { $path } をこのコマンドラインで起動することは、どのベースラインにもありません
host-why-deleted-binary = 実行中に実行ファイル { $path } が削除されています (写しは証拠に含まれます)。パッケージの更新後、再起動するまでは正常でも起こります
host-why-odd-place = 実行ファイルが、プログラムを置くはずのない場所にあります: { $path }
host-why-poses-as-kernel = カーネルスレッドのように { $name } と名乗っていますが、実行ファイルがあります
host-why-preloads = 外から指定されたライブラリ付きで起動されています: { $path }
host-why-odd-code = { $path } のコードを実行しています
host-why-unknown-port = このポートはどのベースラインにもありません。使用中のプログラム: { $program }
host-why-open-to-all = ホスト内専用のポートですが、外部から到達できます。使用中のプログラム: { $program }
host-why-other-program = 本来は別のプログラムのポートです。使用中のプログラム: { $program }
host-why-changed-file = 内容がパッケージ { $package } のものと異なります
host-why-missing-file = パッケージ { $package } に含まれるファイルがなくなっています
host-why-unknown-file = どのパッケージにも、どのベースラインにもありません
host-why-packages-untold = パッケージの情報がこのバンドルにない (または途中まで) ため、該当する { $count } 個のファイルが正規のものか判断できません。パッケージも含めて十分な時間をとって収集し直すか、正常なホストのベースラインと照合してください
host-why-other-content = ベースラインにある内容と異なります
host-why-unknown-key = { $user } のこの鍵は、どのベースラインにもありません
host-why-unreadable-key = { $user } の鍵ファイルにあるこの行は、鍵として読み取れません
host-why-keys-by-program = sshd が許可する鍵をプログラムに問い合わせており、それは GitLab のものではありません
host-why-keys-elsewhere = sshd はこの場所の鍵も受け入れます
host-why-not-by-gitlab = GitLab が書いた行ではありません。gitlab-shell を経由せず、{ $user } として入れます
host-why-unknown-entry = どのパッケージにも、どのベースラインにもありません。{ $user } として実行されます
host-why-unknown-rule = この規則はどのベースラインにもありません
host-why-second-root = 別の名前で root の権限を持っています
host-why-no-password = パスワードなしでサインインできます

host-compared =
    { $count ->
        [0] { $all_count } 件を照合し、不明なものはありませんでした。
       *[other] { $all_count } 件を照合し、確認が必要なものが { $count } 件ありました。それぞれに判定が必要です。
    }
host-untold = { $count } 個のプロセスは実行ファイルを確認できず、照合していません。root で収集してください。
host-proposed = { $file } に、このホストにあって標準のベースラインにないものを書き出しました。使用する前に必ず内容を確認してください。ここにあるものはすべて既知として扱われます。
