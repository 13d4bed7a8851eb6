## First: what a first visit shows until its list stands there

tickets = Tickets
new-ticket = Nuevo ticket
tab-open = Abiertos
tab-waiting = Esperan su respuesta
tab-solved = Resueltos
tab-all = Todos
status-label = Estado
unread = Sin leer
sign-in-to = Inicie sesión en { $portal }
status = { $status ->
    [open] Abierto
    [in_progress] En curso
    [pending] Espera su respuesta
    [on_hold] En pausa
    [solved] Resuelto
   *[closed] Cerrado
}
tickets-shown = { $count ->
    [one] 1 ticket
   *[other] { $count } tickets
}
tickets-shown-and-more = { $count ->
    [one] 1 ticket, y hay más
   *[other] { $count } tickets, y hay más
}

## Later: all else

sign-out = Cerrar sesión
unsent = { $count ->
    [one] Hay 1 respuesta sin enviar
   *[other] Hay { $count } respuestas sin enviar
}
unsent-text = Lo que no se ha enviado está solo en este dispositivo. Al cerrar sesión se borra.
sign-out-anyway = Cerrar sesión de todos modos
unsent-drafts = { $count ->
    [one] Hay 1 borrador sin enviar
   *[other] Hay { $count } borradores sin enviar
}
reply-to = Su respuesta a { $key }
another-draft = Otro texto que estaba escribiendo

not-available = Este portal no está disponible
not-available-text = Compruebe la dirección o consulte a la empresa cuyo soporte busca. Si antes estaba aquí, no se ha perdido nada: inténtelo más tarde.
not-found = No lo hemos encontrado
not-found-text = Puede que la dirección tenga una errata o que no tenga acceso a este contenido.
to-the-tickets = Ir a sus tickets

show-all = Mostrar
search = Buscar tickets
search-is-full = Una búsqueda admite 200 caracteres como máximo
filters-lost = Una parte de esta dirección no indica ningún filtro conocido, así que no filtra nada.
filters = Filtros
requester = Solicitante
priority = Prioridad
form = Formulario
updated = Actualizado
sort = Orden
any-requester = Todos
me = Yo
any-priority = Toda prioridad
any-form = Todo formulario
any-time = Toda fecha
past-day = Últimas 24 horas
past-week = Últimos 7 días
past-month = Últimos 30 días
past-year = Último año
by-activity = Actividad reciente
by-creation = Más recientes
by-number = Número más alto
clear-filters = Borrar filtros
by-search = Búsqueda: { $text }
by-requester = Solicitante: { $name }
by-priority = Prioridad: { $name }
by-form = Formulario: { $name }
by-update = Actualizado: { $time }
another-form = Otro formulario
somebody = Un colega

export = Exportar
exports = Sus exportaciones
as-filtered = { $count ->
    [one] 1 ticket, según los filtros
   *[other] { $count } tickets, según los filtros
}
as-filtered-uncounted = Según los filtros
with-messages = Con mensajes
export-begun = Se está creando el archivo…
download = Descargar
export-failed = No ha funcionado. Acote la lista o elija otro formato.
export-cancelled = Cancelada
export-name = { $count ->
    [one] { $format }, 1 ticket
   *[other] { $format }, { $count } tickets
}
export-name-with-messages = { $count ->
    [one] { $format }, 1 ticket, con mensajes
   *[other] { $format }, { $count } tickets, con mensajes
}
export-name-uncounted = { $format }
export-name-uncounted-with-messages = { $format }, con mensajes
export-progress = { NUMBER($done) } de { NUMBER($total) }
export-waits = En cola
export-ready = { $size }, disponible hasta el { $until }

print = Imprimir
load-more = Cargar más
views = Vistas
view = Vista:
my-views = Mías
shared-views = Compartidas
view-of = { $name } · { $owner }
keep-view = Guardar esta vista…
keep-view-title = Guardar esta vista
keep-view-text = Conserva la pestaña, la búsqueda, los filtros y el orden tal como están ahora.
share-view = Compartir con colegas
share-view-help = Cualquier persona de { $organisation } podrá elegirla. Cada una ve solo los tickets a los que tiene acceso.
share-view-help-unnamed = Cualquier persona de su organización podrá elegirla. Cada una ve solo los tickets a los que tiene acceso.
save = Guardar
delete = Eliminar
change-view = Renombrar o compartir «{ $name }»…
delete-view = Eliminar «{ $name }»…
delete-which = ¿Eliminar «{ $name }»?
delete-view-text = Los tickets que muestra no cambian.
delete-shared-text = Sus colegas también dejarán de verla. Los tickets que muestra no cambian.
view-kept = Se ha guardado «{ $name }».
view-deleted = Se ha eliminado «{ $name }».

similar-title = Tickets abiertos parecidos
similar = { $count ->
    [one] Hay 1 ticket abierto parecido a este.
   *[other] Hay { $count } tickets abiertos parecidos a este.
}
in-another-tab = (se abre en otra pestaña)
no-tickets = Aún no hay tickets
no-tickets-text = Cuando necesite ayuda, abra uno. Encontrará la respuesta aquí y en su correo.
nothing-open = No hay nada abierto
nothing-waiting = No hay nada que espere su respuesta
nothing-solved = Aún no hay nada resuelto
nothing-fits = Ningún ticket coincide con estos filtros
elsewhere = { $count ->
    [one] Hay 1 ticket que coincide en otra pestaña.
   *[other] Hay { $count } tickets que coinciden en otras pestañas.
}
show-changed = { $count ->
    [one] Mostrar 1 ticket con novedades
   *[other] Mostrar { $count } tickets con novedades
}
next-ticket = Ticket siguiente
previous-ticket = Ticket anterior

conversation = Conversación
details = Detalles
support = Soporte
you = Usted
edited = editado
deleted = Este mensaje se eliminó.
edit-message = Editar
edit-your-message = Editar su mensaje
message-changed = Su mensaje se ha modificado.
could-not-save = Los cambios no se han guardado. Siguen aquí.
too-late = Un mensaje se puede modificar durante 15 minutos, y ya han pasado. Lo que ha escrito sigue aquí para copiarlo.
copy-text = Copiar texto
text-copied = Texto copiado.
changed-meanwhile = Este mensaje se ha modificado entretanto en otro lugar. Al guardar se sustituye lo que dice ahora.
discard-changes = ¿Descartar los cambios?
discard-changes-text = El mensaje se queda como está.
delete-message = ¿Eliminar este mensaje?
delete-message-text = El texto y los archivos desaparecen para todas las personas que leen este ticket. Los correos ya enviados se quedan como están.
new = Nuevo
earlier = Mostrar mensajes anteriores
your-reply = Su respuesta
write-a-reply = Escriba una respuesta. Use @ para avisar a alguien del equipo.
reply = Responder
reply-and-solve = Responder y resolver
sending = Enviando…
sent = Su respuesta se ha enviado.
waiting = Respuestas pendientes de conexión
waits = Sin conexión. Se enviará automáticamente en cuanto se recupere.
waits-edit = Modificar
waits-for-files = Su respuesta se enviará en cuanto se hayan subido los archivos. Mantenga esta página abierta.
not-yet = No enviar todavía
could-not-send = Su respuesta no se ha enviado. Sigue aquí.
mark-solved = Marcar como resuelto
reopen = Reabrir
copy-link = Copiar enlace
link-copied = Enlace copiado.
assignee = Asignado a
nobody-yet = Nadie todavía
created = Creado
closed-title = Este ticket está cerrado y no admite más respuestas.
closed-text = ¿Queda algo pendiente? Abra un ticket nuevo; hará referencia a este.
follow-up = Abrir un ticket nuevo
follow-up-to = Continuación de
continued-in = Continúa en
new-replies = { $count ->
    [one] 1 respuesta nueva
   *[other] { $count } respuestas nuevas
}
replied = { $name } ha respondido
opened-by = Abierto por { $name } · { $when }
filed-as = Su ticket es { $key }. Le avisaremos por correo cuando respondamos.
who-reads = Puede leerlo el equipo de soporte.
who-reads-with-colleagues = Pueden leerlo el equipo de soporte y todas las personas de { $organisation }.
status-means = { $status ->
    [open] Lo hemos recibido y responderemos lo antes posible.
    [in_progress] Estamos trabajando en ello.
    [pending] Esperamos su respuesta.
    [on_hold] Dependemos de otra gestión; le avisaremos en cuanto haya novedades.
    [solved] Resuelto. Si no es así, responda o reábralo.
   *[closed] Cerrado definitivamente.
}

change-created = { $by ->
    [you] Usted abrió el ticket
   *[other] { $name } abrió el ticket
}
change-status = { $by ->
    [you] Usted cambió el estado a «{ $status }»
    [system] Estado cambiado automáticamente a «{ $status }»
    [reply] Estado: { $status }
   *[other] { $name } cambió el estado a «{ $status }»
}
change-priority = { $by ->
    [you] Usted cambió la prioridad a { $priority }
   *[other] { $name } cambió la prioridad a { $priority }
}
change-title = { $by ->
    [you] Usted cambió el título a «{ $title }»
   *[other] { $name } cambió el título a «{ $title }»
}
change-assignee = { $by ->
    [you] Usted asignó el ticket a { $assignee }
   *[other] { $name } asignó el ticket a { $assignee }
}
change-unassigned = { $by ->
    [you] Usted dejó el ticket sin asignar
   *[other] { $name } dejó el ticket sin asignar
}
change-follows = { $by ->
    [you] Usted sigue el ticket
   *[other] { $name } sigue el ticket
}
change-follows-no-more = { $by ->
    [you] Usted dejó de seguir el ticket
   *[other] { $name } dejó de seguir el ticket
}
change-follower-added = { $by ->
    [you] Usted añadió a { $who } a los seguidores
   *[other] { $name } añadió a { $who } a los seguidores
}
change-follower-removed = { $by ->
    [you] Usted quitó a { $who } de los seguidores
   *[other] { $name } quitó a { $who } de los seguidores
}
corrected-answers = { $name } corrigió datos del formulario: { $changes }
answer-change = { $question }: «{ $from }» → «{ $to }»

pick-a-form = ¿De qué se trata?
built-in-form = Solicitud general
title = Título
title-help = En una línea, ¿de qué se trata?
description = Descripción
description-help = ¿Qué ocurrió y qué esperaba? Se puede usar Markdown.
file-ticket = Enviar ticket
cancel = Cancelar
other-form = Todos los formularios
form-gone = Este formulario ya no está disponible
form-gone-text = Lo que escribió se conserva. Elija otro formulario: el título, la descripción y los archivos se trasladan a él, y lo demás que rellenó aparece al final de la descripción.
choose-form = Elegir otro formulario

preferences = Preferencias
your-sessions = Sus sesiones
your-sessions-text = Navegadores en los que ha iniciado sesión. Cierre las sesiones que no reconozca o ya no use; ese navegador perderá el acceso en unos segundos.

followers = Seguidores
no-followers = Por ahora, solo el solicitante recibe avisos.
follow = Seguir este ticket
add-follower = Añadir a un colega por nombre o correo
add = Añadir
follower-added = Hecho. Recibirá un correo cuando haya novedades aquí.
name-a-colleague = Elija a un colega de la lista o indique su correo electrónico
no-mails-here = No enviarme correos sobre este ticket
remove-follower = Quitar a { $name } de los seguidores
follows-no-more = { $name } ya no sigue este ticket.

mails = Correos sobre tickets
mails-text = De los tickets que abre o sigue. Si no quiere correos de un ticket concreto, indíquelo en la página de ese ticket.
mail-wish = { $wish ->
    [every] Cada novedad
    [digest] Un correo al día
   *[nothing] Ningún correo
}
mail-wish-help = { $wish ->
    [every] Un correo por cada respuesta y cuando un ticket se resuelva o se reabra.
    [digest] Por la mañana, lo ocurrido desde el anterior.
   *[nothing] Las novedades quedan solo aquí.
}
time-zone = Zona horaria
time-zone-help = Se usa para las horas que aparecen en los correos y para enviar el correo diario por la mañana.
saved = Guardado.

colleagues = Colegas
colleagues-text = Quienes ya han entrado o tienen una invitación en { $organisation }.
colleagues-text-unnamed = Quienes ya han entrado o tienen una invitación en su organización.
alone = Aún no hay nadie más. Invite a un colega.
invite = Invitar a un colega
invite-text = Recibirá un correo que le traerá hasta aquí. Debe ser una dirección de su organización.
invite-again = Invitar de nuevo
invite-whom-again = Invitar de nuevo a { $name }
send-invitation = Enviar invitación
invited = Hemos enviado una invitación a { $email }.
name = Nombre
role-label = Rol
last-seen = última visita: { $when }
never-seen = aún no ha entrado
member-removed = Sin acceso
make-manager = Nombrar responsable
make-member = Pasar a miembro
remove = Quitar
remove-text = Su sesión se cerrará de inmediato y no podrá entrar hasta que alguien le invite de nuevo. Sus tickets se conservan.
role = { $role ->
    [member] Miembro
   *[manager] Responsable
}
role-help = { $role ->
    [member] Abre tickets y ve los de la organización o solo los propios, según lo haya configurado el equipo de soporte.
   *[manager] Ve todos los tickets de la organización, e invita y quita a colegas.
}
now-is = { $role ->
    [member] { $name } ahora es miembro.
   *[manager] { $name } ahora es responsable.
}
change = Opciones de { $name }
remove-whom = ¿Quitar a { $name }?
removed = { $name } ya no tiene acceso.

some-days = Del … al …
days-title = Actualizados del … al …
days-text = Ambos días se incluyen completos, según su zona horaria. Puede indicar solo uno.
from = Desde
to = Hasta
show-tickets = Mostrar tickets
no-day = Elija un día
days-turned = Elija un día que no sea anterior al primero
from-day-to-day = { $from } – { $to }
since-day = desde el { $day }
until-day = hasta el { $day }
