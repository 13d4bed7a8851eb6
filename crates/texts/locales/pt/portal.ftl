## First: what a first visit shows until its list stands there

tickets = Tickets
new-ticket = Novo ticket
tab-open = Abertos
tab-waiting = Aguardam sua resposta
tab-solved = Resolvidos
tab-all = Todos
status-label = Status
unread = Não lido
sign-in-to = Entrar em { $portal }
status = { $status ->
    [open] Aberto
    [in_progress] Em andamento
    [pending] Aguarda sua resposta
    [on_hold] Em pausa
    [solved] Resolvido
   *[closed] Fechado
}
tickets-shown = { $count ->
    [one] 1 ticket
   *[other] { $count } tickets
}
tickets-shown-and-more = { $count ->
    [one] 1 ticket, e há mais
   *[other] { $count } tickets, e há mais
}

## Later: all else

sign-out = Sair
unsent = { $count ->
    [one] Há 1 resposta por enviar
   *[other] Há { $count } respostas por enviar
}
unsent-text = O que não foi enviado está apenas neste dispositivo. Ao sair, é apagado.
sign-out-anyway = Sair mesmo assim
unsent-drafts = { $count ->
    [one] Há 1 rascunho por enviar
   *[other] Há { $count } rascunhos por enviar
}
reply-to = A sua resposta a { $key }
another-draft = Outro texto que estava a ser escrito

not-available = Este portal não está disponível
not-available-text = Verifique o endereço ou consulte a empresa cujo suporte procura. Se antes estava aqui, nada se perdeu: tente mais tarde.
not-found = Não encontramos esta página
not-found-text = O endereço pode ter algum erro, ou o seu acesso não inclui este conteúdo.
to-the-tickets = Ir para os seus tickets

show-all = Mostrar
search = Pesquisar tickets
search-is-full = Uma pesquisa aceita no máximo 200 caracteres
filters-lost = Uma parte deste endereço não indica nenhum filtro conhecido, por isso não filtra nada.
filters = Filtros
requester = Solicitante
priority = Prioridade
form = Formulário
updated = Atualizado
sort = Ordem
any-requester = Todos
me = Eu
any-priority = Toda prioridade
any-form = Todo formulário
any-time = Toda data
past-day = Últimas 24 horas
past-week = Últimos 7 dias
past-month = Últimos 30 dias
past-year = Último ano
by-activity = Atividade recente
by-creation = Mais recentes
by-number = Número mais alto
clear-filters = Limpar filtros
by-search = Pesquisa: { $text }
by-requester = Solicitante: { $name }
by-priority = Prioridade: { $name }
by-form = Formulário: { $name }
by-update = Atualizado: { $time }
another-form = Outro formulário
somebody = Um colega

export = Exportar
exports = As suas exportações
as-filtered = { $count ->
    [one] 1 ticket, conforme os filtros
   *[other] { $count } tickets, conforme os filtros
}
as-filtered-uncounted = Conforme os filtros
with-messages = Com mensagens
export-begun = O arquivo está sendo criado…
download = Baixar
export-failed = Não funcionou. Restrinja a lista ou escolha outro formato.
export-cancelled = Cancelada
export-name = { $count ->
    [one] { $format }, 1 ticket
   *[other] { $format }, { $count } tickets
}
export-name-with-messages = { $count ->
    [one] { $format }, 1 ticket, com mensagens
   *[other] { $format }, { $count } tickets, com mensagens
}
export-name-uncounted = { $format }
export-name-uncounted-with-messages = { $format }, com mensagens
export-progress = { NUMBER($done) } de { NUMBER($total) }
export-waits = Na fila
export-ready = { $size }, disponível até { $until }

print = Imprimir
load-more = Carregar mais
views = Visualizações
view = Visualização:
my-views = Minhas
shared-views = Compartilhadas
view-of = { $name } · { $owner }
keep-view = Salvar esta visualização…
keep-view-title = Salvar esta visualização
keep-view-text = Guarda a aba, a pesquisa, os filtros e a ordem como estão agora.
share-view = Compartilhar com colegas
share-view-help = Qualquer pessoa de { $organisation } poderá escolhê-la. Cada uma vê só os tickets a que tem acesso.
share-view-help-unnamed = Qualquer pessoa da sua organização poderá escolhê-la. Cada uma vê só os tickets a que tem acesso.
save = Salvar
delete = Apagar
change-view = Renomear ou compartilhar “{ $name }”…
delete-view = Apagar “{ $name }”…
delete-which = Apagar “{ $name }”?
delete-view-text = Os tickets que ela mostra não mudam.
delete-shared-text = Os seus colegas também a perderão. Os tickets que ela mostra não mudam.
view-kept = “{ $name }” foi salva.
view-deleted = “{ $name }” foi apagada.

similar-title = Tickets abertos parecidos
similar = { $count ->
    [one] Há 1 ticket aberto parecido com este.
   *[other] Há { $count } tickets abertos parecidos com este.
}
in-another-tab = (abre em outra aba)
no-tickets = Ainda não há tickets
no-tickets-text = Quando precisar de ajuda, abra um. A resposta chegará aqui e no seu e-mail.
nothing-open = Não há nada aberto
nothing-waiting = Não há nada à espera da sua resposta
nothing-solved = Ainda não há nada resolvido
nothing-fits = Nenhum ticket corresponde a estes filtros
elsewhere = { $count ->
    [one] Há 1 ticket correspondente em outra aba.
   *[other] Há { $count } tickets correspondentes em outras abas.
}
show-changed = { $count ->
    [one] Mostrar 1 ticket com novidades
   *[other] Mostrar { $count } tickets com novidades
}
next-ticket = Próximo ticket
previous-ticket = Ticket anterior

conversation = Conversa
details = Detalhes
support = Suporte
you = Você
edited = editada
deleted = Esta mensagem foi apagada.
edit-message = Editar
edit-your-message = Editar a sua mensagem
message-changed = A sua mensagem foi alterada.
could-not-save = As alterações não foram salvas. Elas continuam aqui.
too-late = Uma mensagem pode ser alterada durante 15 minutos, que já passaram. O que você escreveu continua aqui para ser copiado.
copy-text = Copiar texto
text-copied = Texto copiado.
changed-meanwhile = Esta mensagem foi alterada em outro lugar nesse meio-tempo. Salvar substitui o que ela diz agora.
discard-changes = Descartar as alterações?
discard-changes-text = A mensagem fica como está.
delete-message = Apagar esta mensagem?
delete-message-text = O texto e os arquivos somem para todos os que leem este ticket. Os e-mails já enviados ficam como estão.
new = Novo
earlier = Mostrar mensagens anteriores
your-reply = A sua resposta
write-a-reply = Escreva uma resposta. Use @ para chamar alguém da equipe.
reply = Responder
reply-and-solve = Responder e resolver
sending = Enviando…
sent = A sua resposta foi enviada.
waiting = Respostas à espera de conexão
waits = Sem conexão. O envio será automático assim que ela voltar.
waits-edit = Alterar
waits-for-files = A sua resposta será enviada assim que os arquivos estiverem aqui. Mantenha esta página aberta.
not-yet = Não enviar ainda
could-not-send = A sua resposta não foi enviada. Ela continua aqui.
mark-solved = Marcar como resolvido
reopen = Reabrir
copy-link = Copiar link
link-copied = Link copiado.
assignee = Atribuído a
nobody-yet = Ninguém ainda
created = Criado
closed-title = Este ticket está fechado e não aceita mais respostas.
closed-text = Ficou algo pendente? Abra um novo ticket; ele fará referência a este.
follow-up = Abrir um novo ticket
follow-up-to = Continuação de
continued-in = Continua em
new-replies = { $count ->
    [one] 1 nova resposta
   *[other] { $count } novas respostas
}
replied = { $name } respondeu
opened-by = Aberto por { $name } · { $when }
filed-as = O seu ticket é { $key }. Avisaremos por e-mail quando respondermos.
who-reads = A equipe de suporte pode ler isto.
who-reads-with-colleagues = A equipe de suporte e todas as pessoas de { $organisation } podem ler isto.
status-means = { $status ->
    [open] Recebemos e responderemos assim que possível.
    [in_progress] Estamos cuidando disso.
    [pending] Aguardamos a sua resposta.
    [on_hold] Dependemos de outra coisa; avisaremos assim que houver novidades.
    [solved] Resolvido. Se não estiver, responda ou reabra.
   *[closed] Fechado em definitivo.
}

change-created = { $by ->
    [you] Você abriu o ticket
   *[other] { $name } abriu o ticket
}
change-status = { $by ->
    [you] Você alterou o status para “{ $status }”
    [system] Status alterado automaticamente para “{ $status }”
    [reply] Status: { $status }
   *[other] { $name } alterou o status para “{ $status }”
}
change-priority = { $by ->
    [you] Você alterou a prioridade para { $priority }
   *[other] { $name } alterou a prioridade para { $priority }
}
change-title = { $by ->
    [you] Você alterou o título para “{ $title }”
   *[other] { $name } alterou o título para “{ $title }”
}
change-assignee = { $by ->
    [you] Você atribuiu o ticket a { $assignee }
   *[other] { $name } atribuiu o ticket a { $assignee }
}
change-unassigned = { $by ->
    [you] Você deixou o ticket sem atribuição
   *[other] { $name } deixou o ticket sem atribuição
}
change-follows = { $by ->
    [you] Você segue o ticket
   *[other] { $name } segue o ticket
}
change-follows-no-more = { $by ->
    [you] Você deixou de seguir o ticket
   *[other] { $name } deixou de seguir o ticket
}
change-follower-added = { $by ->
    [you] Você adicionou { $who } aos seguidores
   *[other] { $name } adicionou { $who } aos seguidores
}
change-follower-removed = { $by ->
    [you] Você removeu { $who } dos seguidores
   *[other] { $name } removeu { $who } dos seguidores
}
corrected-answers = { $name } corrigiu dados do formulário: { $changes }
answer-change = { $question }: “{ $from }” → “{ $to }”

pick-a-form = Do que se trata?
built-in-form = Assunto geral
title = Título
title-help = Em uma linha, do que se trata?
description = Descrição
description-help = O que aconteceu e o que esperava? Pode usar Markdown.
file-ticket = Enviar ticket
cancel = Cancelar
other-form = Todos os formulários
form-gone = Este formulário já não está disponível
form-gone-text = O que escreveu fica guardado. Escolha outro formulário: o título, a descrição e os arquivos passam para ele, e o resto do que preencheu fica no fim da descrição.
choose-form = Escolher outro formulário

preferences = Preferências
your-sessions = As suas sessões
your-sessions-text = Navegadores em que a sua conta está aberta. Encerre as sessões que não reconhecer ou não usar mais; esse navegador perde o acesso em segundos.

followers = Seguidores
no-followers = Por enquanto, só o solicitante recebe avisos.
follow = Seguir este ticket
add-follower = Adicionar um colega, por nome ou e-mail
add = Adicionar
follower-added = Pronto. A pessoa receberá um e-mail quando houver novidades aqui.
name-a-colleague = Escolha um colega na lista ou indique o e-mail dele
no-mails-here = Não me enviar e-mails sobre este ticket
remove-follower = Remover { $name } dos seguidores
follows-no-more = { $name } já não segue este ticket.

mails = E-mails sobre tickets
mails-text = Dos tickets que abriu ou segue. Para não receber e-mails de um ticket específico, indique isso na página dele.
mail-wish = { $wish ->
    [every] Cada novidade
    [digest] Um e-mail por dia
   *[nothing] Nenhum e-mail
}
mail-wish-help = { $wish ->
    [every] Um e-mail a cada resposta e quando um ticket for resolvido ou reaberto.
    [digest] De manhã, o que aconteceu desde o anterior.
   *[nothing] As novidades ficam só aqui.
}
time-zone = Fuso horário
time-zone-help = Usado nas horas que aparecem nos e-mails e para enviar o e-mail diário de manhã.
saved = Salvo.

colleagues = Colegas
colleagues-text = Quem já entrou ou tem um convite em { $organisation }.
colleagues-text-unnamed = Quem já entrou ou tem um convite na sua organização.
alone = Ainda não há mais ninguém aqui. Convide um colega.
invite = Convidar um colega
invite-text = A pessoa recebe um e-mail que a traz até aqui. O endereço tem de ser da sua organização.
invite-again = Convidar de novo
invite-whom-again = Convidar de novo: { $name }
send-invitation = Enviar convite
invited = Enviamos um convite para { $email }.
name = Nome
role-label = Função
last-seen = última visita: { $when }
never-seen = ainda não entrou
member-removed = Sem acesso
make-manager = Tornar gestor
make-member = Tornar membro
remove = Remover
remove-text = A sessão desta pessoa termina na hora, e ela não poderá entrar até receber um novo convite. Os tickets dela permanecem.
role = { $role ->
    [member] Membro
   *[manager] Gestor
}
role-help = { $role ->
    [member] Abre tickets e vê os da organização ou só os próprios, conforme a equipe de suporte definiu.
   *[manager] Vê todos os tickets da organização, e convida e remove colegas.
}
now-is = { $role ->
    [member] { $name } agora tem a função de membro.
   *[manager] { $name } agora tem a função de gestor.
}
change = Opções de { $name }
remove-whom = Remover { $name }?
removed = { $name } já não tem acesso.

some-days = De … a …
days-title = Atualizados de … a …
days-text = Os dois dias são incluídos por inteiro, no seu fuso horário. Pode indicar só um.
from = De
to = Até
show-tickets = Mostrar tickets
no-day = Escolha um dia
days-turned = Escolha um dia que não seja anterior ao primeiro
from-day-to-day = { $from } – { $to }
since-day = desde { $day }
until-day = até { $day }
