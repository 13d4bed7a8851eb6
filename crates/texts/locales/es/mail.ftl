## Tickets

subject-answered = [{ $key }] { $title }
subject-filed = [{ $key }] Recibido: { $title }
subject-solved = [{ $key }] Resuelto: { $title }
subject-closed = [{ $key }] Cerrado: { $title }
subject-reopened = [{ $key }] Abierto de nuevo: { $title }
subject-followed = [{ $key }] Usted sigue: { $title }

filed = Hemos recibido su ticket { $key }, «{ $title }». Le escribiremos aquí en cuanto haya novedades.
answered = { $who } ha respondido a su ticket { $key }, «{ $title }»:
answered-follower = { $who } ha respondido al ticket { $key }, «{ $title }»:
solved = { $who } ha resuelto su ticket { $key }, «{ $title }».
solved-follower = { $who } ha resuelto el ticket { $key }, «{ $title }».
closed = { $who } ha cerrado su ticket { $key }, «{ $title }».
closed-follower = { $who } ha cerrado el ticket { $key }, «{ $title }».
reopened = { $who } ha vuelto a abrir su ticket { $key }, «{ $title }».
reopened-follower = { $who } ha vuelto a abrir el ticket { $key }, «{ $title }».
followed = { $who } le ha añadido al ticket { $key }, «{ $title }». Recibirá un correo cuando haya novedades.

also-solved = El ticket ya está resuelto.
also-closed = El ticket ya está cerrado.
also-reopened = El ticket vuelve a estar abierto.

invite-answer = Responda a este correo o aquí:
invite-answer-here = Siga leyendo y responda aquí:
invite-add = ¿Desea añadir algo? Responda a este correo o aquí:
invite-add-here = ¿Desea añadir algo? Hágalo aquí:
invite-reopen = ¿Para usted no está resuelto? Responda a este correo o vuelva a abrir el ticket aquí:
invite-reopen-here = ¿Para usted no está resuelto? Vuelva a abrir el ticket aquí:
invite-see = Puede verlo aquí:
can-be-answered = También puede responder a este correo: lo que escriba se añadirá al ticket.

button-answer = Seguir leyendo y responder
button-yours = Ver su ticket
button-ticket = Ver el ticket

earlier = Mensajes anteriores, los más recientes primero
last-said = Últimos mensajes, los más recientes primero
said = { $who }, { $when }
said-edited = { $who }, { $when }, editado
attached = Adjuntos: { $files }
attached-there = Adjuntos, en el portal: { $files }
rest-there = El resto está en el portal.

## One mail a day

digest-subject-ticket = [{ $key }] Novedades: { $title }
digest-subject =
    { $count ->
        [one] { $name }: novedades en { $count } ticket
       *[other] { $name }: novedades en { $count } tickets
    }
digest-title = Novedades en sus tickets
digest-intro =
    { $count ->
        [one] Estas son las novedades de su ticket en { $name }.
       *[other] Estas son las novedades de sus { $count } tickets en { $name }.
    }
digest-ticket = { $key }, «{ $title }»: { $status }
digest-more =
    { $count ->
        [one] { $count } mensaje más en el portal
       *[other] { $count } mensajes más en el portal
    }

status =
    { $status ->
        [open] Abierto
        [in_progress] En curso
        [pending] Espera su respuesta
        [on_hold] En pausa
        [solved] Resuelto
       *[closed] Cerrado
    }
became = Estado: { $status }
changed-status =
    { $status ->
        [open] { $who } ha cambiado el estado a «Abierto»
        [in_progress] { $who } ha cambiado el estado a «En curso»
        [pending] { $who } ha cambiado el estado a «Espera su respuesta»
        [on_hold] { $who } ha cambiado el estado a «En pausa»
        [solved] { $who } ha cambiado el estado a «Resuelto»
       *[closed] { $who } ha cambiado el estado a «Cerrado»
    }
changed-priority =
    { $priority ->
        [low] { $who } ha cambiado la prioridad a «Baja»
        [normal] { $who } ha cambiado la prioridad a «Normal»
        [high] { $who } ha cambiado la prioridad a «Alta»
       *[urgent] { $who } ha cambiado la prioridad a «Urgente»
    }
changed-title = { $who } ha cambiado el título del ticket a «{ $title }»
assigned = { $who } ha asignado el ticket a { $whom }
unassigned = { $who } ha quitado la asignación del ticket
opened-ticket = { $who } ha abierto el ticket
follows = { $who } sigue el ticket
follows-no-more = { $who } ya no sigue el ticket
added-follower = { $who } ha añadido a { $whom } a los seguidores
removed-follower = { $who } ha quitado a { $whom } de los seguidores
corrected-answers = { $who } ha corregido datos del formulario: { $questions }

## Below mails about tickets

why-filed = Este correo se ha enviado a { $to } porque usted abrió { $key } en { $name }.
why-followed = Este correo se ha enviado a { $to } porque usted sigue { $key } en { $name }.
why-digest = Este correo se ha enviado a { $to } porque eligió un correo al día en { $name }.
no-more-mails = No recibir más correos
no-more-about = No recibir más correos sobre { $key }
which-mails = Qué correos recibe
no-more-mails-here = No recibir más correos:
no-more-about-here = No recibir más correos sobre { $key }:
which-mails-here = Qué correos recibe:

## In the conversation, below an answer by mail

mail-is-attached = El mensaje completo va adjunto.
files-unfit = No aceptado, por su tipo o tamaño: { $files }
files-too-many = No aceptado, por ser demasiado para un solo mensaje: { $files }

## Answered by mail when the ticket was closed

late-subject = [{ $key }] está cerrado
late = Su correo sobre el ticket { $key }, «{ $title }», no se ha añadido: el ticket está cerrado y ya no admite respuestas.
late-unread = Nadie ha leído lo que escribió. Por favor, abra un nuevo ticket con ese texto.
late-unread-here = Nadie ha leído lo que escribió. Por favor, abra aquí un nuevo ticket con ese texto:
late-button = Abrir un nuevo ticket
late-yours = Esto es lo que escribió:
late-files = Adjunto y tampoco añadido: { $files }
late-why = Este correo se ha enviado a { $to } porque respondió a un correo sobre { $key } de { $name }.

## Signing in

sign-in-subject = Iniciar sesión en { $name }
sign-in-code = Su código para iniciar sesión en { $name }:
sign-in-link = O abra este enlace en el navegador en el que lo solicitó:
sign-in-button = Iniciar sesión
sign-in-once =
    { $minutes ->
        [one] El código y el enlace sirven una sola vez, durante { $minutes } minuto, y solo en el navegador que los solicitó. No dé el código a nadie, lo pida quien lo pida.
       *[other] El código y el enlace sirven una sola vez, durante { $minutes } minutos, y solo en el navegador que los solicitó. No dé el código a nadie, lo pida quien lo pida.
    }
sign-in-why = Recibe este correo porque alguien ha introducido su dirección en { $name }. Si no ha sido usted, no tiene que hacer nada: nadie puede entrar sin este correo.

prove-subject = Confirme su dirección para { $name }
prove-code = Alguien ha iniciado sesión en { $name } con { $provider } e indica que esta dirección le pertenece. Si ha sido usted, confírmelo con este código:
prove-link = O abra este enlace en el navegador en el que inició sesión:
prove-button = Confirmar
prove-then = A partir de entonces, esa cuenta de { $provider } entrará como usted.
prove-why = Si no ha sido usted, no tiene que hacer nada: sin este correo, esa cuenta de { $provider } no puede entrar.

## Invited to a portal

invitation-subject = Invitación a { $name }
invitation = Le invitamos a { $name }: pida ayuda allí y siga el estado de sus consultas.
invitation-address = Inicie sesión con esta dirección, { $to }:
invitation-button = Ir a { $name }
invitation-why = Recibe este correo porque su organización o el equipo de soporte ha invitado a su dirección. Si no desea iniciar sesión, no tiene que hacer nada y no recibirá nada más.

## An export is ready

export-subject = Su exportación está lista
export-ready =
    { $count ->
        [one] Su exportación de { $name } está lista: { $count } ticket, { $format }.
       *[other] Su exportación de { $name } está lista: { $count } tickets, { $format }.
    }
export-until = Solo usted puede descargarla, hasta el { $until }.
export-until-here = Con la sesión iniciada, solo usted puede descargarla aquí hasta el { $until }:
export-button = Ir a sus exportaciones
export-why = Este correo se ha enviado a { $to } porque solicitó esta exportación en { $name }.

## The page where mails are ended

stop-title = ¿Menos correos?
stop-ticket-or-all = Deje de recibir los correos sobre { $key } o todos los correos sobre tickets. Podrá seguir leyéndolo todo en el portal.
stop-all = Deje de recibir todos los correos sobre tickets. Podrá seguir leyéndolo todo en el portal.
stop-all-button = No recibir más correos sobre ningún ticket
stop-daily = ¿Prefiere un correo al día?
stop-choose = Elija qué correos recibe
stop-done = Hecho
stop-muted = Ya no recibirá correos sobre { $key }.
stop-stopped = Ya no recibirá correos sobre tickets.
stop-undo = Deshacer
stop-unmuted = Vuelve a recibir correos sobre { $key }.
stop-again = Vuelve a recibir correos sobre tickets.
stop-regret = ¿Ha cambiado de opinión?
stop-unknown = Este enlace no funciona
stop-unknown-why = Se cortó por el camino o es demasiado antiguo. Ábralo de nuevo desde el correo o elija en el portal qué correos recibe.
