### What exported files say.

key = Nummer
title = Titel
status = Status
priority = Priorität
form = Formular
requester = Eröffnet von
assignee = Zugewiesen an
created = Eröffnet
updated = Aktualisiert
solved = Gelöst
messages = Nachrichten
follow-up-of = Folgeticket zu
conversation = Verlauf
time = Zeit
author = Verfasst von
side = Seite
edited = Bearbeitet
deleted = Gelöscht
files = Dateien
text = Text
tickets-sheet = Tickets
messages-sheet = Nachrichten
customer = Kunde
support = Support
system = System
yes = Ja
is-deleted = (gelöscht)
is-edited = (bearbeitet)
cut = … (mehr fasst eine Excel-Zelle nicht: der Rest steht im Portal)
priority-name =
    { $priority ->
        [low] Niedrig
        [normal] Normal
        [high] Hoch
       *[urgent] Dringend
    }
built-in-form = Allgemeine Anfrage
