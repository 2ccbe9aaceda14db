## 証拠の管理記録と、裁判所・監査人向けの一式

custody-title = 証拠の管理記録
custody-lead = このケースの証拠を誰が取得し、閲覧し、書き出し、引き渡したか。いつまで保管し、どこまで共有してよいか。
custody-marking = 共有範囲
custody-unmarked = 指定なし
custody-hold = 訴訟ホールド
custody-no-hold = なし
custody-held = { $by } が { $at } に指定: { $reason }
custody-retain = 最低保管期限
custody-no-retain = 期限の指定なし
custody-disposable = 保管期限が過ぎ、ホールドもありません。保管先の管理者が処分できます。Portcullis は何も削除しません。
custody-store = 証拠の保管先
custody-store-locked = { $place } は、Portcullis 自身からの変更と削除も拒否します
custody-store-open = { $place } はアクセス権だけで保護されています
custody-store-bit = 変更不可ビット: { $bit ->
    [on] 設定済み
    [off] 要求なし
   *[not_permitted] この環境では許可されていません
}
custody-store-lock = Object Lock { $mode }、{ $day_count } 日間
custody-items = 証拠
custody-none = 保存された証拠はまだありません。
custody-custodian = 保管者: { $who }
custody-locked = { $until } までロック({ $mode })
custody-chain = 経緯
custody-mark = 共有範囲を指定
custody-scope = 対象
custody-whole-case = ケース全体
custody-reason = 理由
custody-place-hold = 訴訟ホールドを指定
custody-release = 訴訟ホールドを解除
custody-until = 期限(UTC)
custody-retain-do = 保管期限を延ばす
custody-to = 相手
custody-how = 方法と受領の記録
custody-transfer = 引き渡しを記録
custody-purpose = 目的
custody-reach = 相手先で読める範囲
custody-reach-named = 指名された人のみ
custody-reach-company = 組織内
custody-reach-customers = 顧客
custody-reach-public = 公開
custody-export = 裁判所・監査人向けに書き出す
custody-export-lead = 証拠、このケースのジャーナルとその証明、証人の署名が付いたチェックポイント、タイムスタンプ、そして第三者がオフラインで検証する方法を書いた文書を、1 つの tar にまとめます。
custody-arrivals = 届いた証拠一式
custody-arrivals-none = 送信元から届いた証拠一式はありません。
custody-take = このケースに取り込む
custody-bundle = { $host } · { $count } 件 · 送信元 { $sender }
done-custody-marked = 共有範囲を記録しました。
done-custody-held = 訴訟ホールドを指定しました。
done-custody-released = 訴訟ホールドを解除しました。
done-custody-retained = 保管期限を記録しました。
done-custody-transferred = 引き渡しを記録しました。
done-custody-taken = 証拠一式をこのケースに取り込みました。
timeline-custody-marked = 共有範囲を { $label } に指定{ $hash ->
    [none] { "" }
   *[other] ({ $hash }…)
}: { $reason }
timeline-custody-held = すべての証拠に訴訟ホールドを指定: { $reason }
timeline-custody-released = 訴訟ホールドを解除: { $reason }
timeline-custody-retained = 証拠を少なくとも { $until } まで保管: { $reason }
timeline-custody-transferred = 証拠 { $hash }… を { $to } に引き渡し({ $how }): { $reason }
timeline-custody-exported = { $to } 向けに裁判所・監査人用の一式を作成({ $count } 件{ $label ->
    [none] { "" }
   *[other] 、{ $label }
}): { $purpose }
timeline-custody-locked = { $place } を { $until } までロック({ $mode })
timeline-custody-arrived = { $host } の証拠一式が { $sender } から届きました
refusal-custody-tlp = { $label } では認められません。読めるのは{ $most ->
    [named] 指名された人
    [company] 組織内
    [customers] 顧客
   *[public] 誰でも
}までで、{ $reach ->
    [named] 指名された人
    [company] 組織内
    [customers] 顧客
   *[public] 一般公開
}には渡せません。
refusal-custody-tlp-next = より狭い範囲を選ぶか、理由を付けて共有範囲を指定し直してください。
refusal-custody-held-already = 訴訟ホールドはすでに { $by } が指定しています。
refusal-custody-held-already-next = ケースのすべての証拠が対象です。ほかに必要な操作はありません。
refusal-custody-not-held = 解除する訴訟ホールドがありません。
refusal-custody-not-held-next = 経緯を確認してください。別の人がすでに解除した可能性があります。
refusal-custody-own-hold = このホールドはあなた({ $by })が指定しました。解除は別の人が行う必要があります。
refusal-custody-own-hold-next = 別の対応者に、理由を添えて解除を依頼してください。
refusal-custody-shorter = すべて少なくとも { $until } まで保管することになっています。期限は延ばすことしかできません。
refusal-custody-shorter-next = より後の期限を指定してください。
refusal-custody-past = その期限はすでに過ぎています。
refusal-custody-past-next = 将来の期限を指定してください。

court-title = { $case } の検証方法: { $title }
court-lead = このフォルダーは、それ自体で真正性を証明します。検証に、アカウントもネットワークも私たちのプログラムも必要ありません。
court-to = 引き渡し先
court-purpose = 目的
court-holds = 含まれるもの
court-holds-items = items/: 証拠。各ファイルの名前は、その内容の SHA-256 です。
court-holds-journal = journal/: この一式の作成を指示した項目まで、このケースについてジャーナルにある全項目を 1 バイトも変えずに収めたもの(.leaf)。それぞれに、台帳に含まれることの証明(.tlog-proof、C2SP tlog-proof)が付きます。
court-holds-head = checkpoint: その台帳の署名済みチェックポイント。確認した独立の証人がいれば、その署名も付きます。verifier.pub と witnesses.pub: 検証鍵。証人がいない場合はサーバーだけの署名であり、検証時にその旨が表示されます。
court-holds-stamps = stamps/: タイムスタンプ局の署名(RFC 3161、設定されている場合)。manifest.json: 全ファイルとそのハッシュ。SEAL: マニフェストのハッシュ。
court-shows = 検証に成功した場合に言えること
court-shows-whole = 証拠も項目も、記録された時から 1 バイトも変更されていません。
court-shows-then = 各項目は、検証時に表示される証人の署名やタイムスタンプより前に台帳にあり、後から間に差し込まれたものはありません。いずれもない場合、時刻の根拠はサーバーの時計だけです。
court-shows-complete = 最初の項目からこの一式の作成を指示した項目まで、ケースの項目は 1 件も省かれていません。各項目に、それより前の項目数が記されています。
court-shows-evidence = 各項目が保管したと述べる証拠も、ホストの一式のマニフェストが挙げるファイルも、1 件も省かれていません。各証拠の名前・種類・サイズと、表題、共有範囲、訴訟ホールド、訓練かどうか、引き渡し先、目的は、項目の内容と一致します。
court-shows-who = 誰が何を取得し、閲覧し、引き渡し、書き出したかを、サーバーの時計による時刻とともに各項目が示します。
court-shows-not = 言えないこと
court-not-later = この一式の作成を指示した項目より後に、何も記録されていないこと。新しい一式を求めるか、台帳そのものと照合してください。
court-not-true = 人が書いた内容が真実であること。また、疑わしいホストが自身について正しく答えたこと。
court-not-proven = どの項目にも記されていないこと。この文書の文言、フォルダーを書き出した時刻とプログラム(made_at、made_with)がそうです。これらを裏付けるのは、書き留めた封印の値だけです。
court-not-key = 鍵が正しいこと。verifier.pub、証人の鍵、タイムスタンプ局の証明書は、このフォルダーとは別の経路で入手してください。
court-check = 検証の手順
court-check-seal = manifest.json の SHA-256 を、作成時に書き留めた封印の値と照合します。
court-check-own = Portcullis、または contrib/verify-court/verify.py を使います。後者は公開された形式 (docs/reference/court-bundle.md) だけをもとに書かれた短いスクリプトで、Portcullis とコードを共有しません。Python とパッケージ cryptography が必要です。
court-check-hand = 手作業では、証拠のハッシュ、OpenSSL によるタイムスタンプ、C2SP tlog-proof を読める任意のプログラムによる証明を確認します。N はタイムスタンプのファイル名にある数字です。
court-foot = { $case } · 裁判所・監査人向け
court-sound = { $case }({ $title })に問題はありません。証拠 { $count } 件が完全で、項目 { $entry_count } 件が証明されました。
court-damaged = { $case }({ $title })には { $flaw_count } 件の問題があります。完全な証拠は { $count } 件、証明された項目は { $entry_count } 件です。
court-complete = 一式の作成が指示された { $at } までのケースの全 { $count } 項目と、そこで保管されたすべての証拠が揃っています。省かれたものはありません。
court-unproven = フォルダーを書き出した時刻とプログラム、VERIFY の文言は、どの項目にも記されていません。裏付けるのは、書き留めた封印の値だけです。
court-witness = 証人 { $witness } が { $at } に確認しました。
court-no-witness = チェックポイントを見た証人がいません。署名鍵の持ち主が過去を書き換えた可能性を排除できません。
court-stamp = { $at } に { $authority } がタイムスタンプを付与しました{ $anchored ->
    [true] 。
   *[false] 。信頼する証明書との照合はしていません。--tsa-ca を指定してください。
}
court-own-key = 鍵はこの一式に含まれるものです。verifier.pub を別途受け取ったものと照合するか、--key を指定してください。
court-compare-seal = 封印の値を、書き留めたものと照合してください: { $seal }
host-flaw-unproven = 証明不可

## RFC 3161

refusal-stamp-no-authority = タイムスタンプ局が設定されていません。
refusal-stamp-no-authority-next = 設定に [tsa] の url と ca_file を追加してください。
