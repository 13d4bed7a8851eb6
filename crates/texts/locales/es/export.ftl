### What exported files say.

key = Número
title = Título
status = Estado
priority = Prioridad
form = Formulario
requester = Solicitante
assignee = Asignado a
created = Creado
updated = Actualizado
solved = Resuelto
messages = Mensajes
follow-up-of = Continuación de
conversation = Conversación
time = Hora
author = Autor
side = De parte de
edited = Editado
deleted = Eliminado
files = Archivos
text = Texto
tickets-sheet = Tickets
messages-sheet = Mensajes
customer = Cliente
support = Soporte
system = Sistema
yes = Sí
is-deleted = (eliminado)
is-edited = (editado)
cut = … (una celda de Excel no admite más: el resto está en el portal)
priority-name =
    { $priority ->
        [low] Baja
        [normal] Normal
        [high] Alta
       *[urgent] Urgente
    }
built-in-form = Solicitud general
