## First: what a first visit shows until its list stands there

tickets = Tickets
new-ticket = Neues Ticket
tab-open = Offen
tab-waiting = Wartet auf Sie
tab-solved = Gelöst
tab-all = Alle
status-label = Status
unread = Ungelesen
sign-in-to = Bei { $portal } anmelden
status = { $status ->
    [open] Offen
    [in_progress] In Bearbeitung
    [pending] Wartet auf Sie
    [on_hold] Zurückgestellt
    [solved] Gelöst
   *[closed] Geschlossen
}
tickets-shown = { $count ->
    [one] { $count } Ticket
   *[other] { $count } Tickets
}
tickets-shown-and-more = { $count ->
    [one] { $count } Ticket, und es gibt noch mehr
   *[other] { $count } Tickets, und es gibt noch mehr
}

## Later: all else

sign-out = Abmelden
unsent = { $count ->
    [one] { $count } Antwort ist noch nicht gesendet
   *[other] { $count } Antworten sind noch nicht gesendet
}
unsent-text = Was noch nicht gesendet ist, liegt nur auf diesem Gerät. Beim Abmelden wird es gelöscht.
sign-out-anyway = Trotzdem abmelden
unsent-drafts = { $count ->
    [one] { $count } Entwurf ist noch nicht gesendet
   *[other] { $count } Entwürfe sind noch nicht gesendet
}
reply-to = Ihre Antwort auf { $key }
another-draft = Ein anderer Text, den Sie gerade schreiben

not-available = Dieses Portal ist nicht verfügbar
not-available-text = Prüfen Sie die Adresse, oder fragen Sie das Unternehmen, dessen Support Sie erreichen möchten. Wenn das Portal schon einmal hier war, ist nichts verloren: Versuchen Sie es später noch einmal.
not-found = Das haben wir nicht gefunden
not-found-text = Vielleicht steckt in der Adresse ein Tippfehler, oder Sie haben darauf keinen Zugriff.
to-the-tickets = Zu Ihren Tickets

show-all = Anzeigen
search = Tickets durchsuchen
search-is-full = Eine Suche fasst höchstens 200 Zeichen
filters-lost = Ein Teil dieser Adresse nennt keinen bekannten Filter und filtert deshalb nichts.
filters = Filter
requester = Eröffnet von
priority = Priorität
form = Formular
updated = Aktualisiert
sort = Sortierung
any-requester = Alle
me = Mir
any-priority = Jede Priorität
any-form = Alle Formulare
any-time = Jederzeit
past-day = Letzte 24 Stunden
past-week = Letzte 7 Tage
past-month = Letzte 30 Tage
past-year = Letzte 12 Monate
by-activity = Letzte Aktivität
by-creation = Neueste zuerst
by-number = Höchste Nummer
clear-filters = Filter zurücksetzen
by-search = Suche: { $text }
by-requester = Eröffnet von: { $name }
by-priority = Priorität: { $name }
by-form = Formular: { $name }
by-update = Aktualisiert: { $time }
another-form = Anderes Formular
somebody = Jemand aus Ihrer Organisation

export = Exportieren
exports = Ihre Exporte
as-filtered = { $count ->
    [one] { $count } Ticket, wie gefiltert
   *[other] { $count } Tickets, wie gefiltert
}
as-filtered-uncounted = Wie gefiltert
with-messages = Mit Nachrichten
export-begun = Die Datei wird geschrieben…
download = Herunterladen
export-failed = Das hat nicht geklappt. Grenzen Sie die Liste ein, oder wählen Sie ein anderes Format.
export-cancelled = Abgebrochen
export-name = { $count ->
    [one] { $format }, { $count } Ticket
   *[other] { $format }, { $count } Tickets
}
export-name-with-messages = { $count ->
    [one] { $format }, { $count } Ticket, mit Nachrichten
   *[other] { $format }, { $count } Tickets, mit Nachrichten
}
export-name-uncounted = { $format }
export-name-uncounted-with-messages = { $format }, mit Nachrichten
export-progress = { NUMBER($done) } von { NUMBER($total) }
export-waits = In der Warteschlange
export-ready = { $size }, verfügbar bis { $until }

print = Drucken
load-more = Mehr laden
views = Ansichten
view = Ansicht:
my-views = Eigene
shared-views = Geteilte
view-of = { $name } · { $owner }
keep-view = Diese Ansicht speichern…
keep-view-title = Diese Ansicht speichern
keep-view-text = Gespeichert werden Reiter, Suche, Filter und Reihenfolge, so wie sie jetzt sind.
share-view = In der Organisation teilen
share-view-help = Alle bei { $organisation } können sie auswählen, sehen aber nur Tickets, die sie sehen dürfen.
share-view-help-unnamed = Alle in Ihrer Organisation können sie auswählen, sehen aber nur Tickets, die sie sehen dürfen.
save = Speichern
delete = Löschen
change-view = Umbenennen oder teilen: „{ $name }“
delete-view = Löschen: „{ $name }“
delete-which = „{ $name }“ löschen?
delete-view-text = Die Tickets darin bleiben, wie sie sind.
delete-shared-text = Sie verschwindet auch für alle anderen in Ihrer Organisation. Die Tickets darin bleiben, wie sie sind.
view-kept = „{ $name }“ ist gespeichert.
view-deleted = „{ $name }“ ist gelöscht.

similar-title = Ähnliche offene Tickets
similar = { $count ->
    [one] Es gibt { $count } ähnliches offenes Ticket.
   *[other] Es gibt { $count } ähnliche offene Tickets.
}
in-another-tab = (öffnet sich in einem neuen Tab)
no-tickets = Noch keine Tickets
no-tickets-text = Wenn Sie Hilfe brauchen, eröffnen Sie eines. Die Antwort finden Sie hier und in Ihrem Postfach.
nothing-open = Nichts ist offen
nothing-waiting = Nichts wartet auf Sie
nothing-solved = Noch ist nichts gelöst
nothing-fits = Kein Ticket passt zu diesen Filtern
elsewhere = { $count ->
    [one] In einem anderen Reiter passt { $count } Ticket.
   *[other] In anderen Reitern passen { $count } Tickets.
}
show-changed = { $count ->
    [one] { $count } Ticket mit Neuigkeiten anzeigen
   *[other] { $count } Tickets mit Neuigkeiten anzeigen
}
next-ticket = Nächstes Ticket
previous-ticket = Vorheriges Ticket

conversation = Verlauf
details = Details
support = Support
you = Sie
edited = bearbeitet
deleted = Diese Nachricht wurde gelöscht.
edit-message = Bearbeiten
edit-your-message = Ihre Nachricht bearbeiten
message-changed = Ihre Nachricht wurde geändert.
could-not-save = Ihre Änderungen wurden nicht gespeichert. Sie stehen noch hier.
too-late = Eine Nachricht kann 15 Minuten lang geändert werden; die sind vorbei. Was Sie geschrieben haben, steht noch hier und lässt sich kopieren.
copy-text = Text kopieren
text-copied = Text kopiert.
changed-meanwhile = Diese Nachricht wurde inzwischen an anderer Stelle geändert. Speichern ersetzt, was jetzt dort steht.
discard-changes = Änderungen verwerfen?
discard-changes-text = Die Nachricht bleibt, wie sie ist.
delete-message = Diese Nachricht löschen?
delete-message-text = Text und Dateien verschwinden für alle, die dieses Ticket lesen. Bereits versandte E-Mails bleiben, wie sie sind.
new = Neu
earlier = Frühere Nachrichten anzeigen
your-reply = Ihre Antwort
write-a-reply = Schreiben Sie eine Antwort. Mit @ sprechen Sie jemanden aus dem Team an.
reply = Antworten
reply-and-solve = Antworten und lösen
sending = Wird gesendet…
sent = Ihre Antwort wurde gesendet.
waiting = Antworten, die auf eine Verbindung warten
waits = Sie sind offline. Ihre Antwort wird von selbst gesendet, sobald Sie wieder verbunden sind.
waits-edit = Ändern
waits-for-files = Ihre Antwort wird gesendet, sobald die Dateien hochgeladen sind. Bitte lassen Sie diese Seite geöffnet.
not-yet = Noch nicht senden
could-not-send = Ihre Antwort wurde nicht gesendet. Sie steht noch hier.
mark-solved = Als gelöst markieren
reopen = Wieder öffnen
copy-link = Link kopieren
link-copied = Link kopiert.
assignee = Zugewiesen an
nobody-yet = Noch niemand
created = Eröffnet
closed-title = Dieses Ticket ist geschlossen und nimmt keine Antworten mehr an.
closed-text = Ist noch etwas offen? Eröffnen Sie ein neues Ticket; es verweist auf dieses.
follow-up = Neues Ticket eröffnen
follow-up-to = Folgeticket zu
continued-in = Fortgesetzt in
new-replies = { $count ->
    [one] { $count } neue Antwort
   *[other] { $count } neue Antworten
}
replied = { $name } hat geantwortet
opened-by = Eröffnet von { $name }, { $when }
filed-as = Ihr Ticket { $key } ist eingegangen. Wenn wir antworten, erhalten Sie eine E-Mail.
who-reads = Das Support-Team kann dies lesen.
who-reads-with-colleagues = Das Support-Team und alle bei { $organisation } können dies lesen.
status-means = { $status ->
    [open] Ihr Ticket ist bei uns. Wir antworten so bald wie möglich.
    [in_progress] Wir arbeiten daran.
    [pending] Wir warten auf Sie.
    [on_hold] Wir warten noch auf etwas anderes und melden uns dann wieder.
    [solved] Erledigt. Falls nicht, antworten Sie, oder öffnen Sie das Ticket wieder.
   *[closed] Endgültig erledigt.
}

change-created = { $by ->
    [you] Sie haben das Ticket eröffnet
   *[other] { $name } hat das Ticket eröffnet
}
change-status = { $by ->
    [you] Sie haben den Status auf „{ $status }“ gesetzt
    [system] Status automatisch auf „{ $status }“ gesetzt
    [reply] Status: { $status }
   *[other] { $name } hat den Status auf „{ $status }“ gesetzt
}
change-priority = { $by ->
    [you] Sie haben die Priorität auf „{ $priority }“ gesetzt
   *[other] { $name } hat die Priorität auf „{ $priority }“ gesetzt
}
change-title = { $by ->
    [you] Sie haben das Ticket in „{ $title }“ umbenannt
   *[other] { $name } hat das Ticket in „{ $title }“ umbenannt
}
change-assignee = { $by ->
    [you] Sie haben das Ticket { $assignee } zugewiesen
   *[other] { $name } hat das Ticket { $assignee } zugewiesen
}
change-unassigned = { $by ->
    [you] Sie haben die Zuweisung des Tickets aufgehoben
   *[other] { $name } hat die Zuweisung des Tickets aufgehoben
}
change-follows = { $by ->
    [you] Sie folgen dem Ticket
   *[other] { $name } folgt dem Ticket
}
change-follows-no-more = { $by ->
    [you] Sie folgen dem Ticket nicht mehr
   *[other] { $name } folgt dem Ticket nicht mehr
}
change-follower-added = { $by ->
    [you] Sie haben { $who } als Follower hinzugefügt
   *[other] { $name } hat { $who } als Follower hinzugefügt
}
change-follower-removed = { $by ->
    [you] Sie haben { $who } als Follower entfernt
   *[other] { $name } hat { $who } als Follower entfernt
}
corrected-answers = { $name } hat Angaben berichtigt: { $changes }
answer-change = { $question }: „{ $from }“ → „{ $to }“

pick-a-form = Worum geht es?
built-in-form = Allgemeine Anfrage
title = Titel
title-help = Worum geht es, in einer Zeile?
description = Beschreibung
description-help = Was ist geschehen, was haben Sie erwartet? Markdown wird unterstützt.
file-ticket = Ticket eröffnen
cancel = Abbrechen
other-form = Alle Formulare
form-gone = Dieses Formular wird nicht mehr angeboten
form-gone-text = Ihre Eingaben bleiben erhalten. Wählen Sie ein anderes Formular: Titel, Beschreibung und Dateien werden übernommen; Ihre übrigen Angaben stehen dann am Ende der Beschreibung.
choose-form = Anderes Formular wählen

preferences = Einstellungen
your-sessions = Ihre Sitzungen
your-sessions-text = Hier sind Sie angemeldet. Beenden Sie, was Sie nicht kennen oder nicht mehr brauchen; der Browser dort wird binnen Sekunden abgemeldet.

followers = Follower
no-followers = Nur wer das Ticket eröffnet hat, erfährt, was hier geschieht.
follow = Diesem Ticket folgen
add-follower = Jemanden hinzufügen (Name oder E-Mail)
add = Hinzufügen
follower-added = Hinzugefügt. Die Person erhält eine E-Mail, wenn sich hier etwas tut.
name-a-colleague = Wählen Sie jemanden aus der Liste, oder geben Sie die E-Mail-Adresse ein
no-mails-here = Keine E-Mails zu diesem Ticket senden
remove-follower = { $name } als Follower entfernen
follows-no-more = { $name } folgt diesem Ticket nicht mehr.

mails = E-Mails zu Tickets
mails-text = Zu Tickets, die Sie eröffnet haben oder denen Sie folgen. Für ein einzelnes Ticket schalten Sie die E-Mails auf seiner Seite ab.
mail-wish = { $wish ->
    [every] Jedes Ereignis
    [digest] Eine E-Mail am Tag
   *[nothing] Keine E-Mails
}
mail-wish-help = { $wish ->
    [every] Eine E-Mail zu jeder Antwort, und wenn ein Ticket gelöst oder wieder geöffnet wird.
    [digest] Morgens, was seit der letzten geschehen ist.
   *[nothing] Sie sehen selbst hier nach.
}
time-zone = Zeitzone
time-zone-help = Nach ihr richten sich die Uhrzeiten in E-Mails und wann morgens die tägliche E-Mail kommt.
saved = Gespeichert.

colleagues = Kolleginnen und Kollegen
colleagues-text = Wer von { $organisation } schon hier war oder eingeladen ist.
colleagues-text-unnamed = Wer aus Ihrer Organisation schon hier war oder eingeladen ist.
alone = Noch ist niemand sonst hier. Laden Sie jemanden ein.
invite = Jemanden einladen
invite-text = Die Person erhält eine E-Mail, die sie hierher führt. Die Adresse muss zu Ihrer Organisation gehören.
invite-again = Erneut einladen
invite-whom-again = Erneut einladen: { $name }
send-invitation = Einladung senden
invited = Eine Einladung an { $email } ist unterwegs.
name = Name
role-label = Rolle
last-seen = zuletzt hier: { $when }
never-seen = noch nicht hier gewesen
member-removed = Entfernt
make-manager = Rolle „Manager“ geben
make-member = Rolle „Mitglied“ geben
remove = Entfernen
remove-text = Die Person wird sofort abgemeldet und hat erst nach einer neuen Einladung wieder Zugang. Die Tickets der Person bleiben erhalten.
role = { $role ->
    [member] Mitglied
   *[manager] Manager
}
role-help = { $role ->
    [member] Eröffnet Tickets und sieht die der Organisation oder nur die eigenen, je nachdem, wie das Support-Team es eingestellt hat.
   *[manager] Sieht alle Tickets der Organisation und kann andere einladen und entfernen.
}
now-is = { $role ->
    [member] { $name } hat jetzt die Rolle „Mitglied“.
   *[manager] { $name } hat jetzt die Rolle „Manager“.
}
change = Aktionen für { $name }
remove-whom = { $name } entfernen?
removed = { $name } wurde entfernt.

some-days = Von … bis …
days-title = Aktualisiert von … bis …
days-text = Beide Tage zählen ganz, in Ihrer Zeitzone. Einer von beiden genügt.
from = Von
to = Bis
show-tickets = Tickets anzeigen
no-day = Wählen Sie einen Tag
days-turned = Der zweite Tag darf nicht vor dem ersten liegen
from-day-to-day = { $from } – { $to }
since-day = seit { $day }
until-day = bis { $day }
