## First: what a first visit shows until its list stands there

retry = 再試行
dismiss = 閉じる
optional = （任意）
loading = 読み込み中
skip-to-content = 本文へ移動
main-navigation = メインメニュー
offline-hint = オフラインです。入力内容はこの端末に保存されます。

error-summary = 入力内容をご確認ください
offline-title = オフラインのようです
offline-text = サーバーに接続できませんでした。接続を確認して、もう一度お試しください。
unexpected-title = 問題が発生しました
unexpected-text = お客様の操作が原因ではありません。しばらくしてからもう一度お試しください。
not-found-title = ページが見つかりません
not-found-text = 移動または削除されたか、アドレスに誤りがある可能性があります。
forbidden-title = アクセス権がありません
forbidden-text = アクセスが必要な場合は、チームにお問い合わせください。
too-many-title = 操作の回数が多すぎます
too-many-text = 1 分ほど待ってから、もう一度お試しください。
unavailable-title = 現在、つながりにくくなっています
unavailable-text = データは失われていません。しばらくしてからもう一度お試しください。
title-and-text = { $title }。{ $text }

e-mail = メールアドレス
enter-an-address = name@company.com のようなメールアドレスを入力してください
send-me-a-link = リンクを送信
sign-in-intro = リンクとコードをメールでお送りします。パスワードは不要です。
check-your-inbox = メールをご確認ください
mail-is-coming = このアドレスでサインインできる場合は、まもなくメールが届きます。メールのリンクをこのブラウザーで開くか、コードを入力してください。
code-label = コード
code-help = メールに記載された 6 桁の数字
code-refused = このコードは使えませんでした。最新のメールのコードを使うか、メールをもう一度リクエストしてください。
send-again = もう一度送信
send-again-in = もう一度送信（あと { NUMBER($seconds) } 秒）
sent-again = 新しいメールを送信しました。最新のメールだけが有効です。
another-address = 別のアドレスを使う
checking = 確認中…
sign-in = サインイン
or = または
other-ways = ほかのサインイン方法
continue-with = { $provider } で続ける
continue-with-organisation = 組織のアカウントで続ける
no-way-in = 現在、サインインできません
no-way-in-text = すべてのサインイン方法が無効になっています。このページを運営するチームにお問い合わせください。
prove-mailbox = このアドレスがお客様のものであることを確認するため、メールをお送りしました。メールのリンクをこのブラウザーで開くか、コードを入力してください。
start-again = 最初からやり直す
sign-in-denied = アクセスが許可されなかったため、サインインできませんでした。もう一度お試しいただくか、別の方法をお選びください。
provider-failed = ご利用のアカウントでサインインできませんでした。しばらくしてからもう一度お試しいただくか、別の方法をお選びください。
too-late = 時間が経ちすぎたか、別のブラウザーで始められています。最初からやり直してください。
not-allowed-title = このアドレスではサインインできません
not-allowed-text = ご本人の確認はできましたが、このアドレスにはここを利用する権限がありません。このページを案内した方にお問い合わせいただくか、別のアドレスをお使いください。
sign-in-otherwise = 別の方法でサインイン
session-ended = サインアウトされました。サインインすると、続きから再開できます。
session-ended-with-drafts = サインアウトされました。サインインすると、続きから再開できます。書きかけの内容は残っています。

priority-name = { $priority ->
    [low] 低
    [normal] 通常
    [high] 高
   *[urgent] 緊急
}
priority-is = 優先度：{ $name }
language = 言語
browsers-language = ブラウザーの設定に合わせる

## Later: all else

close = 閉じる
earlier-versions = 以前の内容
as-first-sent = 最初に送信した内容
cancel = キャンセル
choose = 選択…
files-go-here = ここにファイルを添付します。
files-stay = ファイルは変更されません。
your-account = アカウント
theme = テーマ
theme-system = システムに合わせる
theme-light = ライト
theme-dark = ダーク
shortcuts = キーボードショートカット
show-shortcuts = ショートカットの一覧を表示
send = 入力中の内容を送信
copy-failed = コピーできませんでした。テキストを選択してコピーしてください。

bold = 太字
italic = 斜体
code = コード
link = リンク
list = リスト
table = 表
quote = 引用
formatting = 書式
people-to-mention = メンションできる人
people-found = { $count ->
    [0] 該当する人はいません
   *[other] { $count } 人が見つかりました。矢印キーで選び、Enter キーでメンションします。
}
draft-restored = 下書きを復元しました。
discard-draft = 破棄
attach-files = ファイルを添付
or-drop-them = またはここにドロップ
attached-files = 添付ファイル
files = ファイル
on-its-way = 取り込み中
file-refused = このファイルは取り込まれませんでした。
wait-for-files = ファイルをアップロードしています。しばらくしてからもう一度お試しください。
remove-failed-files = 添付できなかったファイルを先に削除してください。
file-unreadable = ファイルを読み込めませんでした
file-missed = このファイルのアップロードは完了していません。もう一度添付してください。
sending-file = { $name } をアップロード中
file-attached = { $name } を添付しました。
too-many-files = 添付できるファイルは { NUMBER($most) } 件までです
remove = { $what } を削除
copy = { $what } をコピー
copied = { $what } をコピーしました
browser-on-system = { $system } の { $browser }

confirm-title = あと 1 クリックです
confirm-text = メールのリンクからアクセスしたことを確認してください。
link-refused-title = このリンクは使えませんでした
link-refused-text = リンクは、リクエストしたブラウザーでのみ、数分間、一度だけ有効です。そのブラウザーでは、メールに記載された 6 桁のコードも入力できます。
to-the-code = コードを入力する
another-mail = メールをもう一度リクエスト
signing-you-in = サインイン中…

sessions = サインイン中のブラウザー
this-session = このブラウザー
unknown-browser = 不明なブラウザー
session-began = サインイン：{ $when }
session-used = 最終利用：{ $when }
session-ends = 有効期限：{ $when }
end-session = サインアウト
end-which-session = サインアウト：{ $browser }
end-other-sessions = ほかをすべてサインアウト
session-is-ended = サインアウトしました。
other-sessions-ended = ほかのブラウザーをすべてサインアウトしました。
only-this-session = ほかにサインインしているブラウザーはありません。
signed-in-by = { $method ->
    [google] Google を使用
    [microsoft] Microsoft を使用
    [slack] Slack を使用
    [mail] メールを使用
   *[open_id] 組織のアカウントを使用
}

offline-keep-open = オフラインです。この端末には入力内容が保存されないため、このページを開いたままにしてください。
field-problem = { $code ->
    [required] 入力してください
    [required_body] 本文を入力してください
    [required_title] 件名を入力してください
    [required_description] 内容を入力してください
    [required_name] 名前を入力してください
    [required_email] name@company.com のようなメールアドレスを入力してください
    [required_choice] 一覧から選択してください
    [required_date] 日付を入力してください
    [required_number] 数値を入力してください
    [required_person] 人を選択してください
    [required_file] ファイルを添付してください
    [required_tick] 続けるにはチェックを入れてください
    [tick_required] 続けるにはチェックを入れてください
    [wrong_kind] この項目に入力できない種類の回答です
    [too_long] { $limit } 文字以内で入力してください
    [too_short] { $limit } 文字以上で入力してください
    [zero_character] ヌル文字を削除してください
    [no_email] name@company.com のようなメールアドレスを入力してください
    [no_link] https://company.com/page のようなリンクを入力してください
    [no_date] 年、月、日をすべて入力してください
    [no_number] 1234.5 のような数値を入力してください
    [too_many_digits] { $limit } 桁以内で入力してください
    [not_whole] 整数を入力してください
    [too_small] { $limit } 以上の数値を入力してください
    [too_large] { $limit } 以下の数値を入力してください
    [too_early] { $limit } 以降の日付を入力してください
    [too_late] { $limit } 以前の日付を入力してください
    [too_few] { $limit } 個以上選択してください
    [too_many] 選択できるのは { $limit } 個までです
    [too_few_files] ファイルを { $limit } 件以上添付してください
    [too_many_files] 添付できるファイルは { $limit } 件までです
    [not_offered] 一覧から選択してください
    [unknown_id] 選択した項目はなくなりました。選び直してください
    [unknown_file] なくなったファイルがあります。添付し直してください
    [unfinished_file] まだアップロードが終わっていないファイルがあります
    [unknown_field] フォームが変更されました。ページを再読み込みしてください
    [not_applicable] この質問は対象外です。回答を空にしてください
    [unknown_form] このフォームはなくなりました。別のフォームを選択してください
    [unknown_ticket] このチケットは参照できなくなりました。外してください
    [form_changed] 入力中にこのフォームが変更されました。入力内容は残っています。確認してから、もう一度送信してください
    [one_line] 改行せずに 1 行で入力してください
    [no_code] コードは 6 桁の数字です
    [too_many_mentions] メンションできるのは { $limit } 人までです
    [not_of_the_team] メンションできるのはサポートチームのメンバーだけです
    [empty_file] ファイルが空です
    [file_too_large] ファイルのサイズは { $limit } までです
    [file_kind] この種類のファイルは添付できません
    [no_follower] このチケットを閲覧でき、ポータルを利用したことのある同僚を選択してください
    [no_time_zone] Europe/Berlin のようなタイムゾーンを選択してください
    [other_domain] 組織のメールアドレスを入力してください
    [search_too_long] 検索は { $limit } 文字以内で入力してください
    [sheet_full] Excel の 1 シートに収まりません。一覧を絞り込むか、CSV または JSON を選択してください
    [export_too_slow] 時間がかかりすぎています。一覧を絞り込んでください
    [not_visible] これらのチケットの一部を表示する権限がなくなりました
    [wrong_cursor] 一覧が変更されました。もう一度読み込んでください
    [page_size] 一度に取得できるのは { $limit } 件までです
    [too_far_back] さかのぼれるのは { $limit } 日前までです
    [days_or_span] 日付か期間のどちらか一方を選択してください
    [wrong_days] 有効な日付を、早い方から順に指定してください
    [key_used] これは別の内容ですでに送信されています。もう一度送信してください
    [part_too_small] ファイルが最後まで届きませんでした。もう一度添付してください
   *[other] { "" }
}

refusal = { $code ->
    [ticket_closed] このチケットは終了しています。続きは新しいチケットでご連絡ください。
    [managers_only] この操作は、組織の管理者にご依頼ください。
    [own_rights] ご自身の権限の変更は、ほかの管理者にご依頼ください。
    [shut_out] サポートチームによって削除されています。再び利用できるようにできるのは、サポートチームだけです。
    [member_already] すでにメンバーです。
    [views_full] ビューが上限の 50 個に達しています。不要なものを削除してください。
    [view_changed] このビューはほかの人によって変更されました。もう一度ご確認ください。
    [view_named_already] 同じ名前のビューがすでにあります。
    [followers_full] 1 件のチケットのフォロワーは 50 人までです。
    [not_solved] 再開できるのは解決済みのチケットだけです。
    [not_your_message] 変更できるのはご自身のメッセージだけです。
    [written_in_slack] Slack で書かれたメッセージです。変更は Slack で行ってください。
    [too_late_to_change] メッセージを変更できるのは 15 分以内です。
    [export_under_way] エクスポートは一度に 1 件です。現在のエクスポートの完了をお待ちください。
    [others_are_exporting] ほかの人がエクスポート中です。しばらくしてからもう一度お試しください。
    [others_are_uploading] ほかの人がアップロード中です。しばらくしてからもう一度お試しください。
    [uploads_full] 添付済みのファイルを先に送信するか、削除してください。
    [pages_full] 開いているページをいくつか閉じてください。
   *[other] { "" }
}
conflict-title = 今はこの操作を行えません
conflict-text = その間に内容が変更されました。ページを再読み込みして、もう一度お試しください。
about-field = { $label }：{ $problem }
two-sentences = { $first }{ $second }
yes = はい
no = いいえ
control-key = Ctrl
enter-key = Enter
preview = プレビュー
nothing-to-preview = まだ表示する内容がありません。入力した内容が、送信後と同じ形でここに表示されます。
tickets-to-name = リンクできるチケット
tickets-found = { $count ->
    [0] 該当するチケットはありません
   *[other] { $count } 件のチケットが見つかりました。矢印キーで選び、Enter キーでリンクします。
}
