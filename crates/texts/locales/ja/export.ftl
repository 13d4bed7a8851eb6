### What exported files say.

key = 番号
title = 件名
status = ステータス
priority = 優先度
form = フォーム
requester = 依頼者
assignee = 担当者
created = 作成日時
updated = 最終更新
solved = 解決日時
messages = メッセージ数
follow-up-of = 元のチケット
conversation = やり取り
time = 日時
author = 投稿者
side = 区分
edited = 編集日時
deleted = 削除
files = ファイル
text = 本文
tickets-sheet = チケット
messages-sheet = メッセージ
customer = お客様
support = サポート
system = システム
yes = はい
is-deleted = （削除済み）
is-edited = （編集済み）
cut = …（Excel のセルに収まらないため、続きはポータルをご覧ください）
priority-name =
    { $priority ->
        [low] 低
        [normal] 通常
        [high] 高
       *[urgent] 緊急
    }
built-in-form = 一般的なお問い合わせ
