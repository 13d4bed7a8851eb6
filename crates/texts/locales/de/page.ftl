could-not-start = Diese Seite konnte nicht starten. Prüfen Sie Ihre Verbindung und laden Sie die Seite neu; nötig ist ein aktueller Browser.
needs-javascript = Dieses Portal braucht JavaScript. Bitte schalten Sie es ein und laden Sie die Seite neu.
support = Support
