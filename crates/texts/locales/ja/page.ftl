could-not-start = ページを開始できませんでした。接続を確認して再読み込みしてください。新しいバージョンのブラウザーが必要です。
needs-javascript = このポータルの利用には JavaScript が必要です。有効にして再読み込みしてください。
support = サポート
