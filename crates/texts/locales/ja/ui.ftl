close = 閉じる
