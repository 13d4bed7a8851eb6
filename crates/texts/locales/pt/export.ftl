### What exported files say.

key = Número
title = Título
status = Status
priority = Prioridade
form = Formulário
requester = Solicitante
assignee = Atribuído a
created = Criado
updated = Atualizado
solved = Resolvido
messages = Mensagens
follow-up-of = Continuação de
conversation = Conversa
time = Hora
author = Autor
side = Da parte de
edited = Editada
deleted = Apagada
files = Arquivos
text = Texto
tickets-sheet = Tickets
messages-sheet = Mensagens
customer = Cliente
support = Suporte
system = Sistema
yes = Sim
is-deleted = (apagada)
is-edited = (editada)
cut = … (uma célula do Excel não comporta mais: o resto está no portal)
priority-name =
    { $priority ->
        [low] Baixa
        [normal] Normal
        [high] Alta
       *[urgent] Urgente
    }
built-in-form = Assunto geral
