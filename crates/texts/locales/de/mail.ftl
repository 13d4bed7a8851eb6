## Tickets

subject-answered = [{ $key }] { $title }
subject-filed = [{ $key }] Eingegangen: { $title }
subject-solved = [{ $key }] Gelöst: { $title }
subject-closed = [{ $key }] Geschlossen: { $title }
subject-reopened = [{ $key }] Wieder offen: { $title }
subject-followed = [{ $key }] Sie folgen: { $title }

filed = Wir haben Ihr Ticket { $key }, „{ $title }“, erhalten. Sobald es etwas Neues gibt, schreiben wir Ihnen hier.
answered = { $who } hat auf Ihr Ticket { $key }, „{ $title }“, geantwortet:
answered-follower = { $who } hat auf Ticket { $key }, „{ $title }“, geantwortet:
solved = { $who } hat Ihr Ticket { $key }, „{ $title }“, gelöst.
solved-follower = { $who } hat Ticket { $key }, „{ $title }“, gelöst.
closed = { $who } hat Ihr Ticket { $key }, „{ $title }“, geschlossen.
closed-follower = { $who } hat Ticket { $key }, „{ $title }“, geschlossen.
reopened = { $who } hat Ihr Ticket { $key }, „{ $title }“, wieder geöffnet.
reopened-follower = { $who } hat Ticket { $key }, „{ $title }“, wieder geöffnet.
followed = { $who } hat Sie zu Ticket { $key }, „{ $title }“, hinzugefügt. Sie erhalten eine E-Mail, wenn sich dort etwas tut.

also-solved = Das Ticket ist jetzt gelöst.
also-closed = Das Ticket ist jetzt geschlossen.
also-reopened = Das Ticket ist wieder offen.

invite-answer = Antworten Sie auf diese E-Mail oder hier:
invite-answer-here = Hier weiterlesen und antworten:
invite-add = Möchten Sie etwas ergänzen? Antworten Sie auf diese E-Mail oder hier:
invite-add-here = Möchten Sie etwas ergänzen? Hier geht es:
invite-reopen = Für Sie nicht gelöst? Antworten Sie auf diese E-Mail, oder öffnen Sie das Ticket hier wieder:
invite-reopen-here = Für Sie nicht gelöst? Hier können Sie das Ticket wieder öffnen:
invite-see = Hier können Sie es ansehen:
can-be-answered = Sie können auch auf diese E-Mail antworten: Was Sie schreiben, wird dem Ticket hinzugefügt.

button-answer = Weiterlesen und antworten
button-yours = Ihr Ticket ansehen
button-ticket = Ticket ansehen

earlier = Früheres, Neuestes zuerst
last-said = Zuletzt geschrieben, Neuestes zuerst
said = { $who }, { $when }
said-edited = { $who }, { $when }, bearbeitet
attached = Anhang: { $files }
attached-there = Anhang, im Portal: { $files }
rest-there = Den Rest finden Sie im Portal.

## One mail a day

digest-subject-ticket = [{ $key }] Neues: { $title }
digest-subject =
    { $count ->
        [one] { $name }: Neues zu { $count } Ticket
       *[other] { $name }: Neues zu { $count } Tickets
    }
digest-title = Neues zu Ihren Tickets
digest-intro =
    { $count ->
        [one] Das ist neu bei Ihrem Ticket bei { $name }.
       *[other] Das ist neu bei Ihren { $count } Tickets bei { $name }.
    }
digest-ticket = { $key }, „{ $title }“: { $status }
digest-more =
    { $count ->
        [one] { $count } weitere Nachricht im Portal
       *[other] { $count } weitere Nachrichten im Portal
    }

status =
    { $status ->
        [open] Offen
        [in_progress] In Bearbeitung
        [pending] Wartet auf Sie
        [on_hold] Zurückgestellt
        [solved] Gelöst
       *[closed] Geschlossen
    }
became = Status: { $status }
changed-status =
    { $status ->
        [open] { $who } hat den Status auf „Offen“ gesetzt
        [in_progress] { $who } hat den Status auf „In Bearbeitung“ gesetzt
        [pending] { $who } hat den Status auf „Wartet auf Sie“ gesetzt
        [on_hold] { $who } hat den Status auf „Zurückgestellt“ gesetzt
        [solved] { $who } hat den Status auf „Gelöst“ gesetzt
       *[closed] { $who } hat den Status auf „Geschlossen“ gesetzt
    }
changed-priority =
    { $priority ->
        [low] { $who } hat die Priorität auf „Niedrig“ gesetzt
        [normal] { $who } hat die Priorität auf „Normal“ gesetzt
        [high] { $who } hat die Priorität auf „Hoch“ gesetzt
       *[urgent] { $who } hat die Priorität auf „Dringend“ gesetzt
    }
changed-title = { $who } hat das Ticket in „{ $title }“ umbenannt
assigned = { $who } hat das Ticket { $whom } zugewiesen
unassigned = { $who } hat die Zuweisung des Tickets aufgehoben
opened-ticket = { $who } hat das Ticket eröffnet
follows = { $who } folgt dem Ticket
follows-no-more = { $who } folgt dem Ticket nicht mehr
added-follower = { $whom } folgt dem Ticket jetzt, hinzugefügt von { $who }
removed-follower = { $whom } folgt dem Ticket nicht mehr, entfernt von { $who }
corrected-answers = { $who } hat Angaben berichtigt: { $questions }

## Below mails about tickets

why-filed = Diese E-Mail ging an { $to }, weil Sie { $key } bei { $name } eröffnet haben.
why-followed = Diese E-Mail ging an { $to }, weil Sie { $key } bei { $name } folgen.
why-digest = Diese E-Mail ging an { $to }, weil Sie bei { $name } eine E-Mail am Tag gewählt haben.
no-more-mails = Keine E-Mails mehr
no-more-about = Keine E-Mails mehr zu { $key }
which-mails = Welche E-Mails Sie erhalten
no-more-mails-here = Keine E-Mails mehr:
no-more-about-here = Keine E-Mails mehr zu { $key }:
which-mails-here = Welche E-Mails Sie erhalten:

## In the conversation, below an answer by mail

mail-is-attached = Die ganze Nachricht ist angehängt.
files-unfit = Nicht angenommen, wegen Art oder Größe: { $files }
files-too-many = Nicht angenommen, da zu viel für eine Nachricht: { $files }

## Answered by mail when the ticket was closed

late-subject = [{ $key }] ist geschlossen
late = Ihre E-Mail zu Ticket { $key }, „{ $title }“, wurde dort nicht hinzugefügt: Das Ticket ist geschlossen und nimmt keine Antworten mehr an.
late-unread = Niemand hat gelesen, was Sie geschrieben haben. Bitte eröffnen Sie damit ein neues Ticket.
late-unread-here = Niemand hat gelesen, was Sie geschrieben haben. Bitte eröffnen Sie damit hier ein neues Ticket:
late-button = Neues Ticket eröffnen
late-yours = Das haben Sie geschrieben:
late-files = Angehängt und ebenfalls nicht hinzugefügt: { $files }
late-why = Diese E-Mail ging an { $to }, weil Sie auf eine E-Mail zu { $key } bei { $name } geantwortet haben.

## Signing in

sign-in-subject = Bei { $name } anmelden
sign-in-code = Ihr Code zur Anmeldung bei { $name }:
sign-in-link = Oder öffnen Sie diesen Link in dem Browser, in dem Sie ihn angefordert haben:
sign-in-button = Anmelden
sign-in-once =
    { $minutes ->
        [one] Code und Link gelten einmal, { $minutes } Minute lang und nur in dem Browser, der sie angefordert hat. Geben Sie den Code niemandem, wer auch immer danach fragt.
       *[other] Code und Link gelten einmal, { $minutes } Minuten lang und nur in dem Browser, der sie angefordert hat. Geben Sie den Code niemandem, wer auch immer danach fragt.
    }
sign-in-why = Sie erhalten diese E-Mail, weil jemand bei { $name } Ihre Adresse eingegeben hat. Wenn Sie das nicht waren, müssen Sie nichts tun: Ohne diese E-Mail kommt niemand hinein.

prove-subject = Bestätigen Sie Ihre Adresse für { $name }
prove-code = Jemand hat sich bei { $name } mit { $provider } angemeldet und gibt diese Adresse als eigene an. Wenn Sie das waren, bestätigen Sie es mit diesem Code:
prove-link = Oder öffnen Sie diesen Link in dem Browser, in dem Sie sich angemeldet haben:
prove-button = Bestätigen
prove-then = Von da an meldet Sie dieses Konto bei { $provider } an.
prove-why = Wenn Sie das nicht waren, müssen Sie nichts tun: Ohne diese E-Mail kommt das Konto bei { $provider } nicht hinein.

## Invited to a portal

invitation-subject = Einladung zu { $name }
invitation = Sie sind zu { $name } eingeladen: Fragen Sie dort um Hilfe, und verfolgen Sie, was daraus wird.
invitation-address = Melden Sie sich mit dieser Adresse an, { $to }:
invitation-button = Zu { $name }
invitation-why = Sie erhalten diese E-Mail, weil Ihre Organisation oder das Support-Team Ihre Adresse eingeladen hat. Wenn Sie sich nicht anmelden möchten, müssen Sie nichts tun, und es kommt nichts weiter.

## An export is ready

export-subject = Ihr Export ist fertig
export-ready =
    { $count ->
        [one] Ihr Export von { $name } ist fertig: { $count } Ticket, { $format }.
       *[other] Ihr Export von { $name } ist fertig: { $count } Tickets, { $format }.
    }
export-until = Bis { $until } können Sie ihn herunterladen, nur Sie allein.
export-until-here = Angemeldet können Sie ihn bis { $until } hier herunterladen, nur Sie allein:
export-button = Zu Ihren Exporten
export-why = Diese E-Mail ging an { $to }, weil Sie diesen Export bei { $name } angefordert haben.

## The page where mails are ended

stop-title = Weniger E-Mails?
stop-ticket-or-all = Beenden Sie die E-Mails zu { $key } oder alle E-Mails zu Tickets. Im Portal können Sie weiterhin alles lesen.
stop-all = Beenden Sie alle E-Mails zu Tickets. Im Portal können Sie weiterhin alles lesen.
stop-all-button = Keine E-Mails mehr zu Tickets
stop-daily = Lieber eine E-Mail am Tag?
stop-choose = Wählen Sie, welche E-Mails Sie erhalten
stop-done = Erledigt
stop-muted = Sie erhalten keine E-Mails mehr zu { $key }.
stop-stopped = Sie erhalten keine E-Mails mehr zu Tickets.
stop-undo = Rückgängig machen
stop-unmuted = Sie erhalten wieder E-Mails zu { $key }.
stop-again = Sie erhalten wieder E-Mails zu Tickets.
stop-regret = Haben Sie es sich anders überlegt?
stop-unknown = Dieser Link funktioniert nicht
stop-unknown-why = Er wurde unterwegs gekürzt oder ist zu alt. Öffnen Sie ihn noch einmal aus der E-Mail, oder wählen Sie im Portal, welche E-Mails Sie erhalten.
