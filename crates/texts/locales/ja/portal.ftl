## First: what a first visit shows until its list stands there

tickets = チケット
new-ticket = 新規チケット
tab-open = 未解決
tab-waiting = お客様の返信待ち
tab-solved = 解決済み
tab-all = すべて
status-label = ステータス
unread = 未読
sign-in-to = { $portal } へのサインイン
status = { $status ->
    [open] 未対応
    [in_progress] 対応中
    [pending] お客様の返信待ち
    [on_hold] 保留中
    [solved] 解決済み
   *[closed] 終了
}
tickets-shown = { $count ->
   *[other] { $count } 件のチケット
}
tickets-shown-and-more = { $count ->
   *[other] { $count } 件のチケット、続きがあります
}

## Later: all else

sign-out = サインアウト
unsent = { $count ->
   *[other] 未送信の返信が { $count } 件あります
}
unsent-text = 未送信の内容はこの端末にのみ保存されています。サインアウトすると削除されます。
sign-out-anyway = 破棄してサインアウト
unsent-drafts = { $count ->
   *[other] 未送信の下書きが { $count } 件あります
}
reply-to = { $key } への返信
another-draft = 入力中のその他の内容

not-available = このポータルは利用できません
not-available-text = アドレスをご確認いただくか、サポートの提供元の会社にお問い合わせください。以前ご利用いただけていた場合、データは失われていません。時間をおいてもう一度お試しください。
not-found = ページが見つかりません
not-found-text = アドレスに誤りがあるか、閲覧する権限がありません。
to-the-tickets = チケット一覧へ

show-all = 表示する
search = チケットを検索
search-is-full = 検索できるのは200文字までです
filters-lost = このアドレスには読み取れない絞り込み条件が含まれているため、その部分は無視されています。
filters = フィルター
requester = 依頼者
priority = 優先度
form = フォーム
updated = 最終更新
sort = 並べ替え
any-requester = 全員
me = 自分
any-priority = すべての優先度
any-form = すべてのフォーム
any-time = すべての期間
past-day = 過去 24 時間
past-week = 過去 7 日間
past-month = 過去 30 日間
past-year = 過去 1 年間
by-activity = 更新が新しい順
by-creation = 作成が新しい順
by-number = 番号が大きい順
clear-filters = フィルターを解除
by-search = 検索：{ $text }
by-requester = 依頼者：{ $name }
by-priority = 優先度：{ $name }
by-form = フォーム：{ $name }
by-update = 最終更新：{ $time }
another-form = ほかのフォーム
somebody = 同僚

export = エクスポート
exports = エクスポート一覧
as-filtered = { $count ->
   *[other] 絞り込み結果のチケット { $count } 件
}
as-filtered-uncounted = 絞り込み結果
with-messages = メッセージを含める
export-begun = ファイルを作成しています…
download = ダウンロード
export-failed = エクスポートできませんでした。一覧を絞り込むか、別の形式を選択してください。
export-cancelled = キャンセル済み
export-name = { $count ->
   *[other] { $format }、チケット { $count } 件
}
export-name-with-messages = { $count ->
   *[other] { $format }、チケット { $count } 件、メッセージを含む
}
export-name-uncounted = { $format }
export-name-uncounted-with-messages = { $format }、メッセージを含む
export-progress = { NUMBER($done) } / { NUMBER($total) }
export-waits = 順番待ち
export-ready = { $size }、{ $until } まで利用可能

print = 印刷
load-more = さらに読み込む
views = ビュー
view = ビュー：
my-views = マイビュー
shared-views = 共有ビュー
view-of = { $name } · { $owner }
keep-view = このビューを保存…
keep-view-title = このビューを保存
keep-view-text = 現在のタブ、検索、フィルター、並び順を保存します。
share-view = 同僚と共有
share-view-help = { $organisation } の全員がこのビューを選べるようになります。表示されるのは、各自が閲覧できるチケットだけです。
share-view-help-unnamed = 組織の全員がこのビューを選べるようになります。表示されるのは、各自が閲覧できるチケットだけです。
save = 保存
delete = 削除
change-view = 名前変更または共有：「{ $name }」
delete-view = 削除：「{ $name }」
delete-which = 「{ $name }」を削除しますか？
delete-view-text = 表示されているチケットはそのまま残ります。
delete-shared-text = 同僚もこのビューを使えなくなります。表示されているチケットはそのまま残ります。
view-kept = 「{ $name }」を保存しました。
view-deleted = 「{ $name }」を削除しました。

similar-title = よく似た未解決のチケット
similar = { $count ->
   *[other] よく似た未解決のチケットが { $count } 件あります。
}
in-another-tab = （別のタブで開きます）
no-tickets = チケットはまだありません
no-tickets-text = お困りの際は、チケットを作成してください。回答はここに表示され、メールでも届きます。
nothing-open = 未解決のチケットはありません
nothing-waiting = お客様の返信待ちのチケットはありません
nothing-solved = 解決済みのチケットはまだありません
nothing-fits = 条件に合うチケットはありません
elsewhere = { $count ->
   *[other] ほかのタブに { $count } 件あります。
}
show-changed = { $count ->
   *[other] 更新のあったチケット { $count } 件を表示
}
next-ticket = 次のチケット
previous-ticket = 前のチケット

conversation = やり取り
details = 詳細
support = サポート
you = あなた
edited = 編集済み
deleted = このメッセージは削除されました。
edit-message = 編集
edit-your-message = メッセージを編集
message-changed = メッセージを変更しました。
could-not-save = 変更を保存できませんでした。内容は残っています。
too-late = メッセージを変更できる 15 分が過ぎました。入力した内容は残っているので、コピーできます。
copy-text = テキストをコピー
text-copied = テキストをコピーしました。
changed-meanwhile = このメッセージはその間に別の場所で変更されました。保存すると、現在の内容が置き換えられます。
discard-changes = 変更を破棄しますか？
discard-changes-text = メッセージは元のまま残ります。
delete-message = このメッセージを削除しますか？
delete-message-text = 本文とファイルは、このチケットを読むすべての人から見えなくなります。送信済みのメールはそのまま残ります。
new = 新着
earlier = 以前のメッセージを表示
your-reply = 返信
write-a-reply = 返信を入力してください。@ でチームのメンバーに呼びかけられます。
reply = 返信
reply-and-solve = 返信して解決済みにする
sending = 送信中…
sent = 返信を送信しました。
waiting = 送信待ちの返信
waits = オフラインです。接続が戻ると自動的に送信されます。
waits-edit = 編集
waits-for-files = ファイルのアップロードが終わりしだい、返信を送信します。このページを開いたままお待ちください。
not-yet = まだ送信しない
could-not-send = 返信を送信できませんでした。内容は残っています。
mark-solved = 解決済みにする
reopen = 再開する
copy-link = リンクをコピー
link-copied = リンクをコピーしました。
assignee = 担当者
nobody-yet = 未定
created = 作成日時
closed-title = このチケットは終了しており、返信を受け付けていません。
closed-text = まだお困りのことがありますか？ 新しいチケットを作成してください。このチケットの続きであることが記載されます。
follow-up = 新しいチケットを作成
follow-up-to = 元のチケット
continued-in = 続きのチケット
new-replies = { $count ->
   *[other] 新しい返信 { $count } 件
}
replied = { $name } さんが返信しました
opened-by = { $name } さんが作成（{ $when }）
filed-as = { $key } として受け付けました。返信がありましたらメールでお知らせします。
who-reads = サポートチームが閲覧できます。
who-reads-with-colleagues = サポートチームと { $organisation } の全員が閲覧できます。
status-means = { $status ->
    [open] 受け付けました。できるだけ早くお返事します。
    [in_progress] 現在対応しています。
    [pending] お客様からのお返事をお待ちしています。
    [on_hold] ほかの確認を待っています。進展があり次第ご連絡します。
    [solved] 解決しました。まだお困りの場合は、返信するか再開してください。
   *[closed] 対応は完了し、終了しました。
}

change-created = { $by ->
    [you] あなたがチケットを作成しました
   *[other] { $name } さんがチケットを作成しました
}
change-status = { $by ->
    [you] あなたがステータスを「{ $status }」にしました
    [system] ステータスが自動的に「{ $status }」になりました
    [reply] ステータス：{ $status }
   *[other] { $name } さんがステータスを「{ $status }」にしました
}
change-priority = { $by ->
    [you] あなたが優先度を「{ $priority }」にしました
   *[other] { $name } さんが優先度を「{ $priority }」にしました
}
change-title = { $by ->
    [you] あなたがチケットの件名を「{ $title }」に変更しました
   *[other] { $name } さんがチケットの件名を「{ $title }」に変更しました
}
change-assignee = { $by ->
    [you] あなたがチケットを { $assignee } さんに割り当てました
   *[other] { $name } さんがチケットを { $assignee } さんに割り当てました
}
change-unassigned = { $by ->
    [you] あなたがチケットの割り当てを解除しました
   *[other] { $name } さんがチケットの割り当てを解除しました
}
change-follows = { $by ->
    [you] あなたがチケットのフォローを始めました
   *[other] { $name } さんがチケットのフォローを始めました
}
change-follows-no-more = { $by ->
    [you] あなたがチケットのフォローをやめました
   *[other] { $name } さんがチケットのフォローをやめました
}
change-follower-added = { $by ->
    [you] あなたが { $who } さんをフォロワーに追加しました
   *[other] { $name } さんが { $who } さんをフォロワーに追加しました
}
change-follower-removed = { $by ->
    [you] あなたが { $who } さんをフォロワーから外しました
   *[other] { $name } さんが { $who } さんをフォロワーから外しました
}
corrected-answers = { $name } さんがフォームの回答を修正しました：{ $changes }
answer-change = { $question }：「{ $from }」→「{ $to }」

pick-a-form = どのようなご用件ですか？
built-in-form = 一般的なお問い合わせ
title = 件名
title-help = ご用件を 1 行でお書きください
description = 内容
description-help = 何が起こり、本来はどうなるはずでしたか？ Markdown が使えます。
file-ticket = チケットを送信
cancel = キャンセル
other-form = フォームの一覧
form-gone = このフォームは現在利用できません
form-gone-text = 入力内容は残っています。別のフォームを選択すると、件名、内容、ファイルが引き継がれ、その他の入力内容は内容欄の末尾に記載されます。
choose-form = 別のフォームを選択

preferences = 設定
your-sessions = サインイン中のブラウザー
your-sessions-text = 現在サインインしているブラウザーの一覧です。心当たりのないものや使わなくなったものは、サインアウトしてください。数秒以内に反映されます。

followers = フォロワー
no-followers = 現在、このチケットの更新が届くのは依頼者だけです。
follow = このチケットをフォロー
add-follower = 同僚を名前またはメールアドレスで追加
add = 追加
follower-added = 追加しました。動きがあるとメールが届きます。
name-a-colleague = 一覧から同僚を選択するか、メールアドレスを入力してください
no-mails-here = このチケットのメールを受け取らない
remove-follower = { $name } さんをフォロワーから外す
follows-no-more = { $name } さんをフォロワーから外しました。

mails = チケットに関するメール
mails-text = 作成またはフォローしているチケットが対象です。特定のチケットのメールを止めるには、そのチケットのページで設定してください。
mail-wish = { $wish ->
    [every] 動きがあるたび
    [digest] 1 日 1 通
   *[nothing] 受け取らない
}
mail-wish-help = { $wish ->
    [every] 返信があったときや、チケットが解決または再開されたときに届きます。
    [digest] 前回のメール以降の動きをまとめて、朝に届きます。
   *[nothing] ポータルでご自身で確認します。
}
time-zone = タイムゾーン
time-zone-help = メール内の日時の表示と、1 日 1 通のメールを送る朝の時刻に使われます。
saved = 保存しました。

colleagues = 同僚
colleagues-text = { $organisation } で、このポータルを利用したことがある人と招待中の人です。
colleagues-text-unnamed = 同じ組織で、このポータルを利用したことがある人と招待中の人です。
alone = まだほかに誰もいません。同僚を招待してみましょう。
invite = 同僚を招待
invite-text = ポータルへの案内メールが届きます。組織のメールアドレスを入力してください。
invite-again = 招待を再送
invite-whom-again = 招待を再送：{ $name }
send-invitation = 招待を送信
invited = { $email } に招待を送信しました。
name = 名前
role-label = 役割
last-seen = 最終アクセス：{ $when }
never-seen = 未アクセス
member-removed = 削除済み
make-manager = 管理者にする
make-member = メンバーにする
remove = 削除
remove-text = すぐにサインアウトされ、再び招待されるまで利用できなくなります。作成したチケットは残ります。
role = { $role ->
    [member] メンバー
   *[manager] 管理者
}
role-help = { $role ->
    [member] チケットを作成し、組織のチケットを閲覧できます。サポートチームの設定によっては、自分のチケットだけを閲覧できます。
   *[manager] 組織のすべてのチケットを閲覧し、同僚を招待、削除できます。
}
now-is = { $role ->
    [member] { $name } さんはメンバーになりました。
   *[manager] { $name } さんは管理者になりました。
}
change = { $name } さんの設定を変更
remove-whom = { $name } さんを削除しますか？
removed = { $name } さんを削除しました。

some-days = 期間を指定…
days-title = 更新日の期間
days-text = どちらの日も丸一日を含みます（お使いのタイムゾーン）。片方だけの指定もできます。
from = 開始日
to = 終了日
show-tickets = チケットを表示
no-day = 日付を選択してください
days-turned = 開始日以降の日付を選択してください
from-day-to-day = { $from }～{ $to }
since-day = { $day } 以降
until-day = { $day } まで
