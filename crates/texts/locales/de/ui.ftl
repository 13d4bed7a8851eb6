## First: what a first visit shows until its list stands there

retry = Erneut versuchen
dismiss = Ausblenden
optional = (optional)
loading = Wird geladen
skip-to-content = Zum Inhalt springen
main-navigation = Hauptmenü
offline-hint = Sie sind offline. Was Sie schreiben, bleibt auf diesem Gerät gespeichert.

error-summary = Bitte prüfen Sie Ihre Eingaben
offline-title = Sie sind offenbar offline
offline-text = Der Server ist nicht zu erreichen. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.
unexpected-title = Da ist etwas schiefgegangen
unexpected-text = Es liegt nicht an Ihnen. Versuchen Sie es gleich noch einmal.
not-found-title = Das haben wir nicht gefunden
not-found-text = Vielleicht wurde es verschoben oder entfernt, oder in der Adresse steckt ein Tippfehler.
forbidden-title = Darauf haben Sie keinen Zugriff
forbidden-text = Wenn Sie Zugriff haben sollten, fragen Sie bitte Ihr Team.
too-many-title = Das war sehr viel auf einmal
too-many-text = Warten Sie eine Minute und versuchen Sie es dann noch einmal.
unavailable-title = Bei uns gibt es gerade Probleme
unavailable-text = Es geht nichts verloren. Versuchen Sie es gleich noch einmal.
title-and-text = { $title }. { $text }

e-mail = E-Mail
enter-an-address = Geben Sie eine E-Mail-Adresse ein, zum Beispiel name@firma.de
send-me-a-link = Link zusenden
sign-in-intro = Sie bekommen von uns eine E-Mail mit einem Link und einem Code. Ein Passwort brauchen Sie nicht.
check-your-inbox = Sehen Sie in Ihr Postfach
mail-is-coming = Wenn diese Adresse hier zugelassen ist, ist eine E-Mail unterwegs. Öffnen Sie den Link darin in diesem Browser, oder geben Sie den Code ein:
code-label = Code
code-help = Sechs Ziffern, aus unserer E-Mail
code-refused = Dieser Code hat nicht funktioniert. Nehmen Sie den aus der neuesten E-Mail, oder fordern Sie eine neue an.
send-again = Erneut senden
send-again-in = Erneut senden in { NUMBER($seconds) } s
sent-again = Eine neue E-Mail ist unterwegs. Nur die neueste gilt.
another-address = Andere Adresse verwenden
checking = Wird geprüft…
sign-in = Anmelden
or = oder
other-ways = Weitere Anmeldewege
continue-with = Weiter mit { $provider }
continue-with-organisation = Weiter mit Ihrer Organisation
no-way-in = Zurzeit kann sich niemand anmelden
no-way-in-text = Alle Wege zur Anmeldung sind abgeschaltet. Fragen Sie das Team, dem diese Seite gehört.
prove-mailbox = Ihr Anbieter hat uns diese Adresse genannt, aber nicht bestätigt, dass sie Ihnen gehört. Darum haben wir eine E-Mail dorthin geschickt. Öffnen Sie den Link darin in diesem Browser, oder geben Sie den Code ein:
start-again = Von vorn beginnen
sign-in-denied = Die Anmeldung wurde abgebrochen, weil der Zugriff nicht erlaubt wurde. Versuchen Sie es noch einmal, oder wählen Sie einen anderen Weg.
provider-failed = Ihr Anbieter konnte Sie nicht anmelden. Versuchen Sie es gleich noch einmal, oder wählen Sie einen anderen Weg.
too-late = Das hat zu lange gedauert oder in einem anderen Browser begonnen. Beginnen Sie bitte von vorn.
not-allowed-title = Diese Adresse ist hier nicht zugelassen
not-allowed-text = Die Anmeldung hat geklappt, aber diese Adresse hat hier keinen Zugang. Fragen Sie, wer Ihnen diese Seite genannt hat, oder verwenden Sie eine andere Adresse.
sign-in-otherwise = Auf anderem Weg anmelden
session-ended = Sie wurden abgemeldet. Melden Sie sich an, um dort weiterzumachen, wo Sie waren.
session-ended-with-drafts = Sie wurden abgemeldet. Melden Sie sich an, um dort weiterzumachen, wo Sie waren. Was Sie gerade geschrieben haben, ist noch da.

priority-name = { $priority ->
    [low] Niedrig
    [normal] Normal
    [high] Hoch
   *[urgent] Dringend
}
priority-is = Priorität: { $name }
language = Sprache
browsers-language = Wie im Browser

## Later: all else

close = Schließen
earlier-versions = Frühere Fassungen
as-first-sent = Ursprünglich gesendet
cancel = Abbrechen
choose = Auswählen…
files-go-here = Hier werden Dateien angehängt.
files-stay = Dateien bleiben, wie sie sind.
your-account = Ihr Konto
theme = Darstellung
theme-system = Wie im System
theme-light = Hell
theme-dark = Dunkel
shortcuts = Tastenkürzel
show-shortcuts = Diese Tastenkürzel anzeigen
send = Ihren Text absenden
copy-failed = Das Kopieren hat nicht geklappt. Markieren Sie den Text und kopieren Sie ihn selbst.

bold = Fett
italic = Kursiv
code = Code
link = Link
list = Liste
table = Tabelle
quote = Zitat
formatting = Formatierung
people-to-mention = Wen Sie erwähnen können
people-found = { $count ->
    [0] Niemand mit diesem Namen
    [one] { $count } Person. Mit Enter erwähnen.
   *[other] { $count } Personen. Mit den Pfeiltasten auswählen, mit Enter erwähnen.
}
draft-restored = Ihr Entwurf wurde wiederhergestellt.
discard-draft = Verwerfen
attach-files = Dateien anhängen
or-drop-them = oder hierher ziehen
attached-files = Angehängte Dateien
files = Dateien
on-its-way = unterwegs
file-refused = Diese Datei wurde nicht übernommen.
wait-for-files = Ihre Dateien sind noch unterwegs. Versuchen Sie es gleich noch einmal.
remove-failed-files = Entfernen Sie zuerst die Dateien, die sich nicht anhängen ließen.
file-unreadable = Diese Datei ließ sich nicht lesen
file-missed = Diese Datei wurde nicht vollständig hochgeladen. Hängen Sie sie noch einmal an.
sending-file = { $name } wird gesendet
file-attached = { $name } ist angehängt.
too-many-files = { $most ->
    [one] Hängen Sie höchstens { $most } Datei an
   *[other] Hängen Sie höchstens { $most } Dateien an
}
remove = { $what } entfernen
copy = Kopieren: { $what }
copied = Kopiert: { $what }
browser-on-system = { $browser } unter { $system }

confirm-title = Nur noch ein Klick
confirm-text = Bestätigen Sie, dass Sie dem Link aus unserer E-Mail gefolgt sind.
link-refused-title = Dieser Link hat nicht funktioniert
link-refused-text = Ein Link gilt nur einmal, für ein paar Minuten und nur in dem Browser, in dem Sie ihn angefordert haben. Dort können Sie auch den sechsstelligen Code aus der E-Mail eingeben.
to-the-code = Code eingeben
another-mail = Neue E-Mail anfordern
signing-you-in = Sie werden angemeldet…

sessions = Sitzungen
this-session = Diese hier
unknown-browser = Unbekannter Browser
session-began = Anmeldung: { $when }
session-used = zuletzt genutzt: { $when }
session-ends = endet: { $when }
end-session = Beenden
end-which-session = Beenden: { $browser }
end-other-sessions = Alle anderen beenden
session-is-ended = Diese Sitzung ist beendet.
other-sessions-ended = Alle Ihre anderen Sitzungen sind beendet.
only-this-session = Sie sind nirgends sonst angemeldet.
signed-in-by = { $method ->
    [google] Mit Google
    [microsoft] Mit Microsoft
    [slack] Mit Slack
    [mail] Per E-Mail
   *[open_id] Über Ihre Organisation
}

offline-keep-open = Sie sind offline. Lassen Sie diese Seite offen: Dieses Gerät speichert nicht, was Sie schreiben.
field-problem = { $code ->
    [required] Füllen Sie dieses Feld aus
    [required_body] Schreiben Sie zuerst etwas
    [required_title] Geben Sie einen Titel ein
    [required_description] Geben Sie eine Beschreibung ein
    [required_name] Geben Sie den Namen ein
    [required_email] Geben Sie eine E-Mail-Adresse ein, zum Beispiel name@firma.de
    [required_choice] Wählen Sie etwas aus der Liste
    [required_date] Geben Sie ein Datum ein
    [required_number] Geben Sie eine Zahl ein
    [required_person] Wählen Sie eine Person
    [required_file] Hängen Sie eine Datei an
    [required_tick] Setzen Sie hier ein Häkchen, um fortzufahren
    [tick_required] Setzen Sie hier ein Häkchen, um fortzufahren
    [wrong_kind] Diese Art von Antwort passt nicht in dieses Feld
    [too_long] Verwenden Sie höchstens { $limit } Zeichen
    [too_short] Verwenden Sie mindestens { $limit } Zeichen
    [zero_character] Entfernen Sie das Nullzeichen
    [no_email] Geben Sie eine E-Mail-Adresse ein, zum Beispiel name@firma.de
    [no_link] Geben Sie einen Link ein, zum Beispiel https://firma.de/seite
    [no_date] Geben Sie ein ganzes Datum ein, mit Tag, Monat und Jahr
    [no_number] Geben Sie eine Zahl ein, zum Beispiel 1234,5
    [too_many_digits] Verwenden Sie höchstens { $limit } Ziffern
    [not_whole] Geben Sie eine ganze Zahl ein
    [too_small] Geben Sie { $limit } oder mehr ein
    [too_large] Geben Sie { $limit } oder weniger ein
    [too_early] Frühestes Datum: { $limit }
    [too_late] Spätestes Datum: { $limit }
    [too_few] Wählen Sie mindestens { $limit } aus
    [too_many] Wählen Sie höchstens { $limit } aus
    [too_few_files] Anzahl der Dateien: mindestens { $limit }
    [too_many_files] Anzahl der Dateien: höchstens { $limit }
    [not_offered] Wählen Sie etwas aus der Liste
    [unknown_id] Das gibt es nicht mehr; wählen Sie neu
    [unknown_file] Eine dieser Dateien ist nicht mehr da; hängen Sie sie noch einmal an
    [unfinished_file] Eine dieser Dateien ist noch unterwegs
    [unknown_field] Das Formular hat sich geändert; laden Sie die Seite neu
    [not_applicable] Diese Frage trifft nicht zu; lassen Sie sie aus
    [unknown_form] Dieses Formular gibt es nicht mehr; wählen Sie ein anderes
    [unknown_ticket] Auf dieses Ticket können Sie nicht mehr verweisen; entfernen Sie es
    [form_changed] Dieses Formular wurde inzwischen geändert. Ihre Eingaben sind noch da: Sehen Sie sie durch, und senden Sie sie noch einmal
    [one_line] Schreiben Sie das in eine einzige Zeile
    [no_code] Der Code hat sechs Ziffern
    [too_many_mentions] Erwähnen Sie höchstens { $limit } Personen
    [not_of_the_team] Nur wer zum Support-Team gehört, kann erwähnt werden
    [empty_file] Die Datei ist leer
    [file_too_large] Eine Datei darf höchstens { $limit } groß sein
    [file_kind] Dateien dieser Art werden hier nicht angenommen
    [no_follower] Wählen Sie eine Person aus Ihrer Organisation, die schon hier war und dieses Ticket lesen darf
    [no_time_zone] Wählen Sie eine Zeitzone, zum Beispiel Europe/Berlin
    [other_domain] Geben Sie eine Adresse Ihrer Organisation ein
    [search_too_long] Suchen Sie nach höchstens { $limit } Zeichen
    [sheet_full] Das ist mehr, als in ein Excel-Blatt passt; grenzen Sie die Liste ein, oder wählen Sie CSV oder JSON
    [export_too_slow] Das dauert zu lange; grenzen Sie die Liste ein
    [not_visible] Sie dürfen nicht mehr alle diese Tickets sehen
    [wrong_cursor] Die Liste hat sich geändert; laden Sie sie neu
    [page_size] Fragen Sie nach höchstens { $limit } Zeilen
    [too_far_back] Blicken Sie höchstens { $limit } Tage zurück
    [days_or_span] Wählen Sie entweder Tage oder einen Zeitraum bis heute, nicht beides
    [wrong_days] Wählen Sie Tage dieser Zeit, den früheren zuerst
    [key_used] Das wurde schon einmal mit anderem Inhalt gesendet; senden Sie es noch einmal
    [part_too_small] Die Datei ist nicht vollständig angekommen; hängen Sie sie noch einmal an
   *[other] { "" }
}

refusal = { $code ->
    [ticket_closed] Dieses Ticket ist geschlossen; eröffnen Sie stattdessen ein Folgeticket.
    [managers_only] Bitten Sie jemanden mit der Rolle „Manager“ in Ihrer Organisation darum.
    [own_rights] Ihre eigenen Rechte kann nur jemand anderes mit der Rolle „Manager“ ändern.
    [shut_out] Das Support-Team hat diese Person entfernt; nur das Support-Team kann sie wieder zulassen.
    [member_already] Diese Person ist schon Mitglied.
    [views_full] Sie haben 50 Ansichten, mehr sind nicht möglich. Löschen Sie welche, die Sie nicht mehr brauchen.
    [view_changed] Diese Ansicht wurde inzwischen geändert; sehen Sie sie sich noch einmal an.
    [view_named_already] Sie haben schon eine Ansicht mit diesem Namen.
    [followers_full] Ein Ticket kann höchstens 50 Follower haben.
    [not_solved] Nur ein gelöstes Ticket kann wieder geöffnet werden.
    [not_your_message] Sie können nur Ihre eigenen Nachrichten ändern.
    [written_in_slack] Das wurde in Slack geschrieben und kann dort geändert werden.
    [too_late_to_change] Eine Nachricht kann 15 Minuten lang geändert werden.
    [export_under_way] Es geht nur ein Export auf einmal; Ihrer läuft noch.
    [others_are_exporting] Gerade laufen andere Exporte; versuchen Sie es gleich noch einmal.
    [others_are_uploading] Gerade werden andere Dateien hochgeladen; versuchen Sie es gleich noch einmal.
    [uploads_full] Senden oder entfernen Sie zuerst die Dateien, die Sie angehängt haben.
    [pages_full] Schließen Sie einige der offenen Seiten.
   *[other] { "" }
}
conflict-title = Das geht gerade nicht
conflict-text = Inzwischen hat sich etwas geändert. Laden Sie die Seite neu und versuchen Sie es noch einmal.
about-field = { $label }: { $problem }
two-sentences = { $first } { $second }
yes = Ja
no = Nein
control-key = Strg
enter-key = Enter
preview = Vorschau
nothing-to-preview = Noch gibt es nichts zu sehen. Was Sie schreiben, erscheint hier so, wie es gesendet wird.
tickets-to-name = Tickets zum Verlinken
tickets-found = { $count ->
    [0] Kein solches Ticket
    [one] { $count } Ticket. Mit Enter verlinken.
   *[other] { $count } Tickets. Mit den Pfeiltasten auswählen, mit Enter verlinken.
}
