close = Schließen
