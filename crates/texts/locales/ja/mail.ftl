no-more-mails = メールの配信を停止
