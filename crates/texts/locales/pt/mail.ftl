## Tickets

subject-answered = [{ $key }] { $title }
subject-filed = [{ $key }] Recebido: { $title }
subject-solved = [{ $key }] Resolvido: { $title }
subject-closed = [{ $key }] Fechado: { $title }
subject-reopened = [{ $key }] Aberto novamente: { $title }
subject-followed = [{ $key }] Segue agora: { $title }

filed = Recebemos o seu ticket { $key }, “{ $title }”. Escreveremos aqui assim que houver novidades.
answered = { $who } respondeu ao seu ticket { $key }, “{ $title }”:
answered-follower = { $who } respondeu ao ticket { $key }, “{ $title }”:
solved = { $who } resolveu o seu ticket { $key }, “{ $title }”.
solved-follower = { $who } resolveu o ticket { $key }, “{ $title }”.
closed = { $who } fechou o seu ticket { $key }, “{ $title }”.
closed-follower = { $who } fechou o ticket { $key }, “{ $title }”.
reopened = { $who } abriu novamente o seu ticket { $key }, “{ $title }”.
reopened-follower = { $who } abriu novamente o ticket { $key }, “{ $title }”.
followed = A pedido de { $who }, segue agora o ticket { $key }, “{ $title }”. Receberá um e-mail quando houver novidades.

also-solved = O ticket está agora resolvido.
also-closed = O ticket está agora fechado.
also-reopened = O ticket está novamente aberto.

invite-answer = Responda a este e-mail ou aqui:
invite-answer-here = Continue a leitura e responda aqui:
invite-add = Algo a acrescentar? Responda a este e-mail ou aqui:
invite-add-here = Algo a acrescentar? Aqui:
invite-reopen = Não ficou resolvido? Responda a este e-mail ou abra o ticket novamente aqui:
invite-reopen-here = Não ficou resolvido? Abra o ticket novamente aqui:
invite-see = Veja aqui:
can-be-answered = Também pode responder a este e-mail: o que escrever será acrescentado ao ticket.

button-answer = Continuar a ler e responder
button-yours = Ver o seu ticket
button-ticket = Ver o ticket

earlier = Mensagens anteriores, as mais recentes primeiro
last-said = Últimas mensagens, as mais recentes primeiro
said = { $who }, { $when }
said-edited = { $who }, { $when }, editada
attached = Anexos: { $files }
attached-there = Anexos, no portal: { $files }
rest-there = O resto está no portal.

## One mail a day

digest-subject-ticket = [{ $key }] Novidades: { $title }
digest-subject =
    { $count ->
        [one] { $name }: novidades em { $count } ticket
       *[other] { $name }: novidades em { $count } tickets
    }
digest-title = Novidades nos seus tickets
digest-intro =
    { $count ->
        [one] Estas são as novidades do seu ticket em { $name }.
       *[other] Estas são as novidades dos seus { $count } tickets em { $name }.
    }
digest-ticket = { $key }, “{ $title }”: { $status }
digest-more =
    { $count ->
        [one] Mais { $count } mensagem no portal
       *[other] Mais { $count } mensagens no portal
    }

status =
    { $status ->
        [open] Aberto
        [in_progress] Em andamento
        [pending] Aguarda sua resposta
        [on_hold] Em pausa
        [solved] Resolvido
       *[closed] Fechado
    }
became = Status: { $status }
changed-status =
    { $status ->
        [open] { $who } alterou o status para “Aberto”
        [in_progress] { $who } alterou o status para “Em andamento”
        [pending] { $who } alterou o status para “Aguarda sua resposta”
        [on_hold] { $who } alterou o status para “Em pausa”
        [solved] { $who } alterou o status para “Resolvido”
       *[closed] { $who } alterou o status para “Fechado”
    }
changed-priority =
    { $priority ->
        [low] { $who } alterou a prioridade para “Baixa”
        [normal] { $who } alterou a prioridade para “Normal”
        [high] { $who } alterou a prioridade para “Alta”
       *[urgent] { $who } alterou a prioridade para “Urgente”
    }
changed-title = { $who } alterou o título do ticket para “{ $title }”
assigned = { $who } atribuiu o ticket a { $whom }
unassigned = { $who } removeu a atribuição do ticket
opened-ticket = { $who } abriu o ticket
follows = { $who } segue o ticket
follows-no-more = { $who } já não segue o ticket
added-follower = { $who } adicionou { $whom } aos seguidores
removed-follower = { $who } removeu { $whom } dos seguidores
corrected-answers = { $who } corrigiu dados do formulário: { $questions }

## Below mails about tickets

why-filed = Este e-mail foi enviado para { $to } porque abriu { $key } em { $name }.
why-followed = Este e-mail foi enviado para { $to } porque segue { $key } em { $name }.
why-digest = Este e-mail foi enviado para { $to } porque escolheu um e-mail por dia em { $name }.
no-more-mails = Não receber mais e-mails
no-more-about = Não receber mais e-mails sobre { $key }
which-mails = Que e-mails recebe
no-more-mails-here = Não receber mais e-mails:
no-more-about-here = Não receber mais e-mails sobre { $key }:
which-mails-here = Que e-mails recebe:

## In the conversation, below an answer by mail

mail-is-attached = A mensagem completa está em anexo.
files-unfit = Não aceito, pelo tipo ou tamanho: { $files }
files-too-many = Não aceito, por ser demais para uma só mensagem: { $files }

## Answered by mail when the ticket was closed

late-subject = [{ $key }] está fechado
late = O seu e-mail sobre o ticket { $key }, “{ $title }”, não foi acrescentado: o ticket está fechado e não aceita mais respostas.
late-unread = Ninguém leu o que escreveu. Por favor, abra um novo ticket com esse texto.
late-unread-here = Ninguém leu o que escreveu. Por favor, abra um novo ticket com esse texto aqui:
late-button = Abrir um novo ticket
late-yours = Foi isto que escreveu:
late-files = Anexado e também não acrescentado: { $files }
late-why = Este e-mail foi enviado para { $to } porque respondeu a um e-mail sobre { $key } de { $name }.

## Signing in

sign-in-subject = Entrar em { $name }
sign-in-code = O seu código para entrar em { $name }:
sign-in-link = Ou abra este link no navegador em que o pediu:
sign-in-button = Entrar
sign-in-once =
    { $minutes ->
        [one] O código e o link funcionam uma só vez, durante { $minutes } minuto, e apenas no navegador que os pediu. Não dê o código a ninguém, seja quem for que o peça.
       *[other] O código e o link funcionam uma só vez, durante { $minutes } minutos, e apenas no navegador que os pediu. Não dê o código a ninguém, seja quem for que o peça.
    }
sign-in-why = Recebe este e-mail porque alguém indicou o seu endereço em { $name }. Se não fez este pedido, não é preciso fazer nada: ninguém entra sem este e-mail.

prove-subject = Confirme o seu endereço para { $name }
prove-code = Alguém entrou em { $name } com { $provider } e diz que este endereço lhe pertence. Se o pedido é seu, confirme com este código:
prove-link = Ou abra este link no navegador em que entrou:
prove-button = Confirmar
prove-then = A partir daí, essa conta de { $provider } entra em seu nome.
prove-why = Se o pedido não é seu, não é preciso fazer nada: sem este e-mail, essa conta de { $provider } não entra.

## Invited to a portal

invitation-subject = Convite para { $name }
invitation = Recebeu um convite para { $name }: peça ajuda e acompanhe o andamento dos seus pedidos.
invitation-address = Entre com este endereço, { $to }:
invitation-button = Ir para { $name }
invitation-why = Recebe este e-mail porque a sua organização ou o suporte convidou o seu endereço. Se não quiser entrar, não é preciso fazer nada e não receberá mais nada.

## An export is ready

export-subject = A sua exportação está pronta
export-ready =
    { $count ->
        [one] A sua exportação de { $name } está pronta: { $count } ticket, { $format }.
       *[other] A sua exportação de { $name } está pronta: { $count } tickets, { $format }.
    }
export-until = Pode ser obtida até { $until }. Mais ninguém tem acesso.
export-until-here = Com a sessão iniciada, obtenha-a aqui até { $until }. Mais ninguém tem acesso:
export-button = Ir para as suas exportações
export-why = Este e-mail foi enviado para { $to } porque pediu esta exportação em { $name }.

## The page where mails are ended

stop-title = Menos e-mails?
stop-ticket-or-all = Deixe de receber os e-mails sobre { $key } ou todos os e-mails sobre tickets. Pode continuar a ler tudo no portal.
stop-all = Deixe de receber todos os e-mails sobre tickets. Pode continuar a ler tudo no portal.
stop-all-button = Não receber mais e-mails sobre nenhum ticket
stop-daily = Prefere um e-mail por dia?
stop-choose = Escolha que e-mails recebe
stop-done = Concluído
stop-muted = Não receberá mais e-mails sobre { $key }.
stop-stopped = Não receberá mais e-mails sobre tickets.
stop-undo = Anular
stop-unmuted = Volta a receber e-mails sobre { $key }.
stop-again = Volta a receber e-mails sobre tickets.
stop-regret = Mudou de ideia?
stop-unknown = Este link não funciona
stop-unknown-why = Foi cortado no caminho ou é demasiado antigo. Abra-o de novo a partir do e-mail ou escolha no portal que e-mails recebe.
