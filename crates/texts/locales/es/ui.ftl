## First: what a first visit shows until its list stands there

retry = Reintentar
dismiss = Cerrar
optional = (opcional)
loading = Cargando
skip-to-content = Saltar al contenido
main-navigation = Principal
offline-hint = Sin conexión. Lo que escriba se guarda en este dispositivo.

error-summary = Hay un problema
offline-title = Parece que no hay conexión
offline-text = No hemos podido contactar con el servidor. Compruebe su conexión e inténtelo de nuevo.
unexpected-title = Algo ha fallado
unexpected-text = No es culpa suya. Inténtelo de nuevo en un momento.
not-found-title = No lo hemos encontrado
not-found-text = Puede que se haya movido o eliminado, o que la dirección tenga una errata.
forbidden-title = No tiene acceso a esta página
forbidden-text = Si cree que debería tenerlo, consulte a su equipo.
too-many-title = Demasiadas acciones seguidas
too-many-text = Espere un minuto e inténtelo de nuevo.
unavailable-title = Tenemos problemas en este momento
unavailable-text = No se ha perdido nada. Inténtelo de nuevo en un momento.
title-and-text = { $title }. { $text }

e-mail = Correo electrónico
enter-an-address = Indique un correo electrónico, por ejemplo, nombre@empresa.com
send-me-a-link = Enviarme un enlace
sign-in-intro = Le enviaremos por correo un enlace y un código. No necesita contraseña.
check-your-inbox = Revise su correo
mail-is-coming = Si esta dirección tiene acceso, le llegará un correo en breve. Abra el enlace en este navegador o escriba el código:
code-label = Código
code-help = Seis cifras, en el correo que le hemos enviado
code-refused = El código no es válido. Use el del correo más reciente o pida otro correo.
send-again = Reenviar
send-again-in = Reenviar en { NUMBER($seconds) } s
sent-again = Le hemos enviado otro correo. Solo sirve el más reciente.
another-address = Usar otra dirección
checking = Comprobando…
sign-in = Iniciar sesión
or = o
other-ways = Otras formas de iniciar sesión
continue-with = Continuar con { $provider }
continue-with-organisation = Continuar con su organización
no-way-in = Ahora mismo nadie puede iniciar sesión
no-way-in-text = Todas las formas de iniciar sesión están desactivadas. Consulte al equipo responsable de esta página.
prove-mailbox = Su proveedor nos ha indicado esta dirección, pero no que sea suya, así que le hemos enviado un correo. Abra el enlace en este navegador o escriba el código:
start-again = Empezar de nuevo
sign-in-denied = No se ha iniciado la sesión porque no se concedió el acceso. Inténtelo de nuevo o elija otra forma.
provider-failed = Su proveedor no ha podido iniciar la sesión. Inténtelo de nuevo en un momento o elija otra forma.
too-late = Ha pasado demasiado tiempo, o se empezó en otro navegador. Empiece de nuevo.
not-allowed-title = Esta dirección no tiene acceso
not-allowed-text = Se ha identificado correctamente, pero esta dirección no tiene acceso aquí. Consulte a quien le habló de esta página o use otra dirección.
sign-in-otherwise = Iniciar sesión de otra forma
session-ended = Su sesión se ha cerrado. Inicie sesión para continuar donde estaba.
session-ended-with-drafts = Su sesión se ha cerrado. Inicie sesión para continuar donde estaba. Lo que estaba escribiendo sigue aquí.

priority-name = { $priority ->
    [low] Baja
    [normal] Normal
    [high] Alta
   *[urgent] Urgente
}
priority-is = Prioridad: { $name }
language = Idioma
browsers-language = El del navegador

## Later: all else

close = Cerrar
earlier-versions = Versiones anteriores
as-first-sent = Versión original
cancel = Cancelar
choose = Elegir…
files-go-here = Los archivos se adjuntan aquí.
files-stay = Los archivos no cambian.
your-account = Su cuenta
theme = Tema
theme-system = El del sistema
theme-light = Claro
theme-dark = Oscuro
shortcuts = Atajos de teclado
show-shortcuts = Mostrar estos atajos
send = Enviar lo que está escribiendo
copy-failed = No se pudo copiar. Seleccione el texto y cópielo a mano.

bold = Negrita
italic = Cursiva
code = Código
link = Enlace
list = Lista
table = Tabla
quote = Cita
formatting = Formato
people-to-mention = Personas que puede mencionar
people-found = { $count ->
    [0] Nadie con ese nombre
    [one] 1 persona. Pulse Enter para mencionarla.
   *[other] { $count } personas. Elija con las flechas y pulse Enter para mencionar.
}
draft-restored = Hemos recuperado su borrador.
discard-draft = Descartar
attach-files = Adjuntar archivos
or-drop-them = o suéltelos aquí
attached-files = Archivos adjuntos
files = Archivos
on-its-way = en camino
file-refused = Este archivo no se incorporó.
wait-for-files = Sus archivos aún se están enviando. Inténtelo de nuevo en un momento.
remove-failed-files = Quite primero los archivos que no se pudieron adjuntar.
file-unreadable = No se pudo leer este archivo
file-missed = Este archivo no se subió por completo. Adjúntelo de nuevo.
sending-file = Enviando { $name }
file-attached = Se ha adjuntado { $name }.
too-many-files = Adjunte como máximo { NUMBER($most) } archivos
remove = Quitar { $what }
copy = Copiar: { $what }
copied = Copiado: { $what }
browser-on-system = { $browser } en { $system }

confirm-title = Falta un clic
confirm-text = Confirme que ha abierto el enlace de nuestro correo.
link-refused-title = Este enlace no es válido
link-refused-text = Cada enlace sirve una sola vez, durante unos minutos y solo en el navegador desde el que se pidió. En ese navegador también puede escribir el código de seis cifras del correo.
to-the-code = Escribir el código
another-mail = Pedir otro correo
signing-you-in = Iniciando sesión…

sessions = Sesiones
this-session = Esta
unknown-browser = Navegador desconocido
session-began = Iniciada: { $when }
session-used = último uso: { $when }
session-ends = caduca: { $when }
end-session = Cerrar
end-which-session = Cerrar: { $browser }
end-other-sessions = Cerrar todas las demás
session-is-ended = La sesión se ha cerrado.
other-sessions-ended = Se han cerrado todas sus demás sesiones.
only-this-session = No tiene ninguna otra sesión abierta.
signed-in-by = { $method ->
    [google] Con Google
    [microsoft] Con Microsoft
    [slack] Con Slack
    [mail] Por correo electrónico
   *[open_id] Con el proveedor de su organización
}

offline-keep-open = Sin conexión. No cierre esta página: este dispositivo no guarda lo que escriba.
field-problem = { $code ->
    [required] Complete este campo
    [required_body] Escriba algo primero
    [required_title] Indique el título
    [required_description] Indique la descripción
    [required_name] Indique el nombre
    [required_email] Indique un correo electrónico, por ejemplo, nombre@empresa.com
    [required_choice] Elija de la lista
    [required_date] Indique una fecha
    [required_number] Indique un número
    [required_person] Elija una persona
    [required_file] Adjunte un archivo
    [required_tick] Marque esta casilla para continuar
    [tick_required] Marque esta casilla para continuar
    [wrong_kind] Este campo no admite ese tipo de respuesta
    [too_long] Use como máximo { $limit } caracteres
    [too_short] Use al menos { $limit } caracteres
    [zero_character] Quite el carácter nulo
    [no_email] Indique un correo electrónico, por ejemplo, nombre@empresa.com
    [no_link] Indique un enlace, por ejemplo, https://empresa.com/pagina
    [no_date] Indique una fecha completa, con día, mes y año
    [no_number] Indique un número, por ejemplo, 1234,5
    [too_many_digits] Use como máximo { $limit } cifras
    [not_whole] Indique un número entero
    [too_small] Indique { $limit } o más
    [too_large] Indique { $limit } o menos
    [too_early] Indique { $limit } o una fecha posterior
    [too_late] Indique { $limit } o una fecha anterior
    [too_few] Elija { $limit } o más
    [too_many] Elija { $limit } como máximo
    [too_few_files] Adjunte { $limit } o más
    [too_many_files] Adjunte { $limit } como máximo
    [not_offered] Elija de la lista
    [unknown_id] Esta opción ya no existe; elija otra
    [unknown_file] Uno de estos archivos ya no está; adjúntelo de nuevo
    [unfinished_file] Uno de estos archivos aún no ha llegado
    [unknown_field] El formulario ha cambiado; vuelva a cargar la página
    [not_applicable] Esta pregunta no corresponde aquí; déjela sin responder
    [unknown_form] Este formulario ya no existe; elija otro
    [unknown_ticket] Este ticket ya no está disponible; quítelo
    [form_changed] Este formulario ha cambiado entretanto. Lo que escribió sigue aquí: revíselo y envíelo de nuevo
    [one_line] Escríbalo en una sola línea
    [no_code] El código tiene seis cifras
    [too_many_mentions] Mencione como máximo a { $limit } personas
    [not_of_the_team] Solo se puede mencionar a miembros del equipo de soporte
    [empty_file] El archivo está vacío
    [file_too_large] Un archivo puede ocupar { $limit } como máximo
    [file_kind] Aquí no se admiten archivos de este tipo
    [no_follower] Elija a un colega que ya haya entrado y pueda leer este ticket
    [no_time_zone] Elija una zona horaria, por ejemplo, Europe/Madrid
    [other_domain] Indique una dirección de su organización
    [search_too_long] Use como máximo { $limit } caracteres para buscar
    [sheet_full] Son más datos de los que admite una hoja de Excel; acote la lista o elija CSV o JSON
    [export_too_slow] Esto tarda demasiado; acote la lista
    [not_visible] Ya no puede ver todos estos tickets
    [wrong_cursor] La lista ha cambiado; vuelva a cargarla
    [page_size] Pida como máximo { $limit } filas
    [too_far_back] Puede retroceder { $limit } días como máximo
    [days_or_span] Elija días o un periodo, no ambas cosas
    [wrong_days] Elija días de esta época, primero el anterior
    [key_used] Esto ya se envió con otro contenido; envíelo de nuevo
    [part_too_small] El archivo no llegó completo; adjúntelo de nuevo
   *[other] { "" }
}

refusal = { $code ->
    [ticket_closed] Este ticket está cerrado; abra uno nuevo para continuar.
    [managers_only] Pídaselo a un responsable de su organización.
    [own_rights] Para cambiar sus propios permisos, pídaselo a otro responsable.
    [shut_out] El equipo de soporte retiró el acceso a esta persona; solo ese equipo puede devolvérselo.
    [member_already] Esta persona ya es miembro.
    [views_full] Ya tiene 50 vistas, el máximo. Elimine alguna que ya no necesite.
    [view_changed] Alguien ha modificado esta vista mientras tanto; vuelva a revisarla.
    [view_named_already] Ya tiene una vista con ese nombre.
    [followers_full] Un ticket puede tener 50 seguidores como máximo.
    [not_solved] Solo se puede reabrir un ticket resuelto.
    [not_your_message] Solo puede modificar sus propios mensajes.
    [written_in_slack] Este mensaje se escribió en Slack y se puede modificar allí.
    [too_late_to_change] Un mensaje se puede modificar durante 15 minutos.
    [export_under_way] Solo se admite una exportación a la vez; la suya aún está en curso.
    [others_are_exporting] Otras personas están exportando; inténtelo de nuevo en un momento.
    [others_are_uploading] Otras personas están enviando archivos; inténtelo de nuevo en un momento.
    [uploads_full] Envíe o quite primero los archivos que ha adjuntado.
    [pages_full] Cierre algunas de las páginas que tiene abiertas.
   *[other] { "" }
}
conflict-title = Ahora mismo no es posible
conflict-text = Algo ha cambiado mientras tanto. Vuelva a cargar la página e inténtelo de nuevo.
about-field = { $label }: { $problem }
two-sentences = { $first } { $second }
yes = Sí
no = No
control-key = Ctrl
enter-key = Enter
preview = Vista previa
nothing-to-preview = Todavía no hay nada que ver. Lo que escriba aparecerá aquí tal como se enviará.
tickets-to-name = Tickets que puede enlazar
tickets-found = { $count ->
    [0] Ningún ticket coincide
    [one] 1 ticket. Pulse Enter para enlazarlo.
   *[other] { $count } tickets. Elija con las flechas y pulse Enter para enlazar.
}
