## Tickets

subject-answered = [{ $key }] { $title }
subject-filed = [{ $key }] 受付完了：{ $title }
subject-solved = [{ $key }] 解決済み：{ $title }
subject-closed = [{ $key }] 終了：{ $title }
subject-reopened = [{ $key }] 再開：{ $title }
subject-followed = [{ $key }] フォロー開始：{ $title }

filed = チケット { $key }「{ $title }」を受け付けました。進展があり次第、メールでお知らせします。
answered = { $who } さんがお客様のチケット { $key }「{ $title }」に返信しました。
answered-follower = { $who } さんがチケット { $key }「{ $title }」に返信しました。
solved = { $who } さんがお客様のチケット { $key }「{ $title }」を解決済みにしました。
solved-follower = { $who } さんがチケット { $key }「{ $title }」を解決済みにしました。
closed = { $who } さんがお客様のチケット { $key }「{ $title }」を終了しました。
closed-follower = { $who } さんがチケット { $key }「{ $title }」を終了しました。
reopened = { $who } さんがお客様のチケット { $key }「{ $title }」を再開しました。
reopened-follower = { $who } さんがチケット { $key }「{ $title }」を再開しました。
followed = { $who } さんがお客様をチケット { $key }「{ $title }」のフォロワーに追加しました。動きがあるとメールが届きます。

also-solved = チケットは解決済みになりました。
also-closed = チケットは終了しました。
also-reopened = チケットは再開されました。

invite-answer = このメールに返信するか、こちらからご返信ください：
invite-answer-here = 続きの閲覧と返信はこちら：
invite-add = 補足がありますか？ このメールに返信するか、こちらからどうぞ：
invite-add-here = 補足がありますか？ こちらからどうぞ：
invite-reopen = 解決していませんか？ このメールに返信するか、こちらから再開してください：
invite-reopen-here = 解決していませんか？ こちらから再開してください：
invite-see = こちらでご覧いただけます：
can-be-answered = このメールへの返信も可能です。書かれた内容はチケットに追加されます。

button-answer = 続きを読んで返信する
button-yours = チケットを見る
button-ticket = チケットを見る

earlier = これまでのやり取り（新しい順）
last-said = 最近のやり取り（新しい順）
said = { $who }、{ $when }
said-edited = { $who }、{ $when }、編集済み
attached = 添付ファイル：{ $files }
attached-there = 添付ファイル（ポータル上）：{ $files }
rest-there = 続きはポータルでご覧ください。

## One mail a day

digest-subject-ticket = [{ $key }] 新着：{ $title }
digest-subject =
    { $count ->
       *[other] { $name }：{ $count } 件のチケットの新着
    }
digest-title = チケットの新着
digest-intro =
    { $count ->
       *[other] { $name } のチケット { $count } 件の新着をお知らせします。
    }
digest-ticket = { $key }「{ $title }」：{ $status }
digest-more =
    { $count ->
       *[other] ほか { $count } 件はポータルにあります
    }

status =
    { $status ->
        [open] 未対応
        [in_progress] 対応中
        [pending] お客様の返信待ち
        [on_hold] 保留中
        [solved] 解決済み
       *[closed] 終了
    }
became = ステータス：{ $status }
changed-status =
    { $status ->
        [open] { $who } さんがステータスを「未対応」にしました
        [in_progress] { $who } さんがステータスを「対応中」にしました
        [pending] { $who } さんがステータスを「お客様の返信待ち」にしました
        [on_hold] { $who } さんがステータスを「保留中」にしました
        [solved] { $who } さんがステータスを「解決済み」にしました
       *[closed] { $who } さんがステータスを「終了」にしました
    }
changed-priority =
    { $priority ->
        [low] { $who } さんが優先度を「低」にしました
        [normal] { $who } さんが優先度を「通常」にしました
        [high] { $who } さんが優先度を「高」にしました
       *[urgent] { $who } さんが優先度を「緊急」にしました
    }
changed-title = { $who } さんがチケットの件名を「{ $title }」に変更しました
assigned = { $who } さんがチケットを { $whom } さんに割り当てました
unassigned = { $who } さんがチケットの割り当てを解除しました
opened-ticket = { $who } さんがチケットを作成しました
follows = { $who } さんがチケットのフォローを始めました
follows-no-more = { $who } さんがチケットのフォローをやめました
added-follower = { $who } さんが { $whom } さんをフォロワーに追加しました
removed-follower = { $who } さんが { $whom } さんをフォロワーから外しました
corrected-answers = { $who } さんがフォームの回答を修正しました：{ $questions }

## Below mails about tickets

why-filed = このメールは、{ $name } で { $key } を作成されたため { $to } にお送りしています。
why-followed = このメールは、{ $name } で { $key } をフォローされているため { $to } にお送りしています。
why-digest = このメールは、{ $name } で 1 日 1 通のメールを選択されたため { $to } にお送りしています。
no-more-mails = メールの配信を停止
no-more-about = { $key } に関するメールを停止
which-mails = 受け取るメールの設定
no-more-mails-here = メールの配信を停止：
no-more-about-here = { $key } に関するメールを停止：
which-mails-here = 受け取るメールの設定：

## In the conversation, below an answer by mail

mail-is-attached = メッセージの全文は添付ファイルにあります。
files-unfit = 種類またはサイズのため受け付けられませんでした：{ $files }
files-too-many = 1 件のメッセージには多すぎるため受け付けられませんでした：{ $files }

## Answered by mail when the ticket was closed

late-subject = [{ $key }] は終了しています
late = チケット { $key }「{ $title }」へのメールは追加されませんでした。このチケットは終了しており、返信を受け付けていません。
late-unread = お書きいただいた内容は誰も読んでいません。お手数ですが、新しいチケットを作成してください。
late-unread-here = お書きいただいた内容は誰も読んでいません。お手数ですが、こちらから新しいチケットを作成してください：
late-button = 新しいチケットを作成
late-yours = お書きいただいた内容：
late-files = 添付ファイルも追加されていません：{ $files }
late-why = このメールは、{ $name } の { $key } に関するメールに返信されたため { $to } にお送りしています。

## Signing in

sign-in-subject = { $name } へのサインイン
sign-in-code = { $name } へのサインイン用コード：
sign-in-link = または、リクエストしたブラウザーでこのリンクを開いてください：
sign-in-button = サインイン
sign-in-once =
    { $minutes ->
       *[other] コードとリンクは、リクエストしたブラウザーでのみ、{ $minutes } 分間、一度だけ有効です。誰に尋ねられても、コードを教えないでください。
    }
sign-in-why = このメールは、{ $name } でお客様のアドレスが入力されたためお送りしています。お心当たりがない場合は、何もする必要はありません。このメールなしでは誰もサインインできません。

prove-subject = { $name } 用のアドレスの確認
prove-code = { $provider } で { $name } にサインインした方が、このアドレスをご自身のものとしています。お客様ご本人の場合は、このコードで確認してください：
prove-link = または、サインインしたブラウザーでこのリンクを開いてください：
prove-button = 確認する
prove-then = 以後、その { $provider } アカウントでお客様としてサインインできます。
prove-why = お心当たりがない場合は、何もする必要はありません。このメールなしでは、その { $provider } アカウントはサインインできません。

## Invited to a portal

invitation-subject = { $name } へのご招待
invitation = { $name } に招待されています。お困りのことを相談し、その後の経過を確認できます。
invitation-address = このアドレス（{ $to }）でサインインしてください：
invitation-button = { $name } へ
invitation-why = このメールは、お客様の組織またはサポートチームがこのアドレスを招待したためお送りしています。サインインされない場合は、何もする必要はなく、これ以上メールは届きません。

## An export is ready

export-subject = エクスポートの準備ができました
export-ready =
    { $count ->
       *[other] { $name } からのエクスポートの準備ができました：チケット { $count } 件、{ $format }。
    }
export-until = { $until } まで、お客様だけがダウンロードできます。
export-until-here = サインインのうえ、{ $until } までにこちらからダウンロードしてください（お客様専用です）：
export-button = エクスポートへ
export-why = このメールは、{ $name } でこのエクスポートをリクエストされたため { $to } にお送りしています。

## The page where mails are ended

stop-title = メールを減らしますか？
stop-ticket-or-all = { $key } に関するメール、またはチケットに関するすべてのメールを停止できます。ポータルでは引き続きすべてご覧いただけます。
stop-all = チケットに関するすべてのメールを停止できます。ポータルでは引き続きすべてご覧いただけます。
stop-all-button = すべてのチケットのメールを停止
stop-daily = 1 日 1 通のメールにしますか？
stop-choose = 受け取るメールを選ぶ
stop-done = 完了しました
stop-muted = { $key } に関するメールは今後届きません。
stop-stopped = チケットに関するメールは今後届きません。
stop-undo = 元に戻す
stop-unmuted = { $key } に関するメールが再び届きます。
stop-again = チケットに関するメールが再び届きます。
stop-regret = 変更しますか？
stop-unknown = このリンクは使えません
stop-unknown-why = 途中で切れているか、古すぎます。メールからもう一度開くか、ポータルで受け取るメールを選んでください。
