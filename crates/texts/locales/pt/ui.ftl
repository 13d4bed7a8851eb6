## First: what a first visit shows until its list stands there

retry = Tentar de novo
dismiss = Fechar
optional = (opcional)
loading = Carregando
skip-to-content = Ir para o conteúdo
main-navigation = Principal
offline-hint = Sem conexão. O que escrever fica guardado neste dispositivo.

error-summary = Há um problema
offline-title = Parece que não há conexão
offline-text = Não conseguimos contato com o servidor. Verifique a conexão e tente de novo.
unexpected-title = Algo deu errado
unexpected-text = O problema é nosso. Tente de novo em instantes.
not-found-title = Não encontramos esta página
not-found-text = Pode ter sido movida ou apagada, ou o endereço tem algum erro.
forbidden-title = Sem acesso a esta página
forbidden-text = Se acha que deveria ter acesso, fale com a sua equipe.
too-many-title = Muitas ações de uma só vez
too-many-text = Espere um minuto e tente de novo.
unavailable-title = Estamos com problemas neste momento
unavailable-text = Nada se perdeu. Tente de novo em instantes.
title-and-text = { $title }. { $text }

e-mail = E-mail
enter-an-address = Indique um e-mail, por exemplo, nome@empresa.com
send-me-a-link = Enviar-me um link
sign-in-intro = Enviaremos um link e um código por e-mail. Não é preciso senha.
check-your-inbox = Confira o seu e-mail
mail-is-coming = Se este endereço tiver acesso, um e-mail chegará em instantes. Abra o link neste navegador ou digite o código:
code-label = Código
code-help = Seis dígitos, no e-mail que enviamos
code-refused = Este código não é válido. Use o do e-mail mais recente ou peça outro e-mail.
send-again = Reenviar
send-again-in = Reenviar em { NUMBER($seconds) } s
sent-again = Enviamos outro e-mail. Só o mais recente é válido.
another-address = Usar outro endereço
checking = Verificando…
sign-in = Entrar
or = ou
other-ways = Outras formas de entrar
continue-with = Continuar com { $provider }
continue-with-organisation = Continuar com a sua organização
no-way-in = Ninguém pode entrar neste momento
no-way-in-text = Todas as formas de entrar estão desativadas. Fale com a equipe responsável por esta página.
prove-mailbox = O provedor informou este endereço, mas não que ele é seu; por isso, enviamos um e-mail. Abra o link neste navegador ou digite o código:
start-again = Recomeçar
sign-in-denied = Não foi possível entrar porque o acesso não foi autorizado. Tente de novo ou escolha outra forma.
provider-failed = O provedor não conseguiu confirmar o seu acesso. Tente de novo em instantes ou escolha outra forma.
too-late = Passou tempo demais, ou o início foi em outro navegador. Recomece.
not-allowed-title = Este endereço não tem acesso
not-allowed-text = A sua identidade foi confirmada, mas este endereço não tem acesso aqui. Fale com quem indicou esta página ou use outro endereço.
sign-in-otherwise = Entrar de outra forma
session-ended = A sua sessão terminou. Entre para continuar de onde parou.
session-ended-with-drafts = A sua sessão terminou. Entre para continuar de onde parou. O que estava escrevendo continua aqui.

priority-name = { $priority ->
    [low] Baixa
    [normal] Normal
    [high] Alta
   *[urgent] Urgente
}
priority-is = Prioridade: { $name }
language = Idioma
browsers-language = O do navegador

## Later: all else

close = Fechar
earlier-versions = Versões anteriores
as-first-sent = Versão original
cancel = Cancelar
choose = Escolher…
files-go-here = Os arquivos são anexados aqui.
files-stay = Os arquivos não mudam.
your-account = A sua conta
theme = Tema
theme-system = O do sistema
theme-light = Claro
theme-dark = Escuro
shortcuts = Atalhos de teclado
show-shortcuts = Mostrar estes atalhos
send = Enviar o que está escrevendo
copy-failed = Não foi possível copiar. Selecione o texto e copie manualmente.

bold = Negrito
italic = Itálico
code = Código
link = Link
list = Lista
table = Tabela
quote = Citação
formatting = Formatação
people-to-mention = Pessoas que pode mencionar
people-found = { $count ->
    [0] Ninguém com esse nome
    [one] 1 pessoa. Pressione Enter para mencionar.
   *[other] { $count } pessoas. Escolha com as setas e pressione Enter para mencionar.
}
draft-restored = O seu rascunho foi recuperado.
discard-draft = Descartar
attach-files = Anexar arquivos
or-drop-them = ou solte-os aqui
attached-files = Arquivos anexados
files = Arquivos
on-its-way = a caminho
file-refused = Este arquivo não foi incluído.
wait-for-files = Os seus arquivos ainda estão sendo enviados. Tente de novo em instantes.
remove-failed-files = Primeiro, remova os arquivos que não puderam ser anexados.
file-unreadable = Não foi possível ler este arquivo
file-missed = Este arquivo não foi enviado por completo. Anexe-o de novo.
sending-file = Enviando { $name }
file-attached = { $name } foi anexado.
too-many-files = Anexe no máximo { NUMBER($most) } arquivos
remove = Remover { $what }
copy = Copiar: { $what }
copied = Copiado: { $what }
browser-on-system = { $browser } no { $system }

confirm-title = Falta um clique
confirm-text = Confirme que abriu o link do nosso e-mail.
link-refused-title = Este link não é válido
link-refused-text = Cada link vale uma única vez, por alguns minutos e só no navegador que o pediu. Nesse navegador também pode digitar o código de seis dígitos do e-mail.
to-the-code = Digitar o código
another-mail = Pedir outro e-mail
signing-you-in = Entrando…

sessions = Sessões
this-session = Esta
unknown-browser = Navegador desconhecido
session-began = Início: { $when }
session-used = último uso: { $when }
session-ends = expira: { $when }
end-session = Encerrar
end-which-session = Encerrar: { $browser }
end-other-sessions = Encerrar todas as outras
session-is-ended = A sessão foi encerrada.
other-sessions-ended = Todas as suas outras sessões foram encerradas.
only-this-session = Não há nenhuma outra sessão aberta.
signed-in-by = { $method ->
    [google] Com o Google
    [microsoft] Com a Microsoft
    [slack] Com o Slack
    [mail] Por e-mail
   *[open_id] Com o provedor da sua organização
}

offline-keep-open = Sem conexão. Deixe esta página aberta: este dispositivo não guarda o que escrever.
field-problem = { $code ->
    [required] Preencha este campo
    [required_body] Escreva algo primeiro
    [required_title] Indique o título
    [required_description] Indique a descrição
    [required_name] Indique o nome
    [required_email] Indique um e-mail, por exemplo, nome@empresa.com
    [required_choice] Escolha na lista
    [required_date] Indique uma data
    [required_number] Indique um número
    [required_person] Escolha uma pessoa
    [required_file] Anexe um arquivo
    [required_tick] Marque esta caixa para continuar
    [tick_required] Marque esta caixa para continuar
    [wrong_kind] Este campo não aceita esse tipo de resposta
    [too_long] Use no máximo { $limit } caracteres
    [too_short] Use pelo menos { $limit } caracteres
    [zero_character] Remova o caractere nulo
    [no_email] Indique um e-mail, por exemplo, nome@empresa.com
    [no_link] Indique um link, por exemplo, https://empresa.com/pagina
    [no_date] Indique uma data completa, com dia, mês e ano
    [no_number] Indique um número, por exemplo, 1234,5
    [too_many_digits] Use no máximo { $limit } dígitos
    [not_whole] Indique um número inteiro
    [too_small] Indique { $limit } ou mais
    [too_large] Indique { $limit } ou menos
    [too_early] Indique { $limit } ou uma data posterior
    [too_late] Indique { $limit } ou uma data anterior
    [too_few] Escolha { $limit } ou mais
    [too_many] Escolha no máximo { $limit }
    [too_few_files] Anexe { $limit } ou mais
    [too_many_files] Anexe no máximo { $limit }
    [not_offered] Escolha na lista
    [unknown_id] Esta opção já não existe; escolha outra
    [unknown_file] Um destes arquivos já não está aqui; anexe-o de novo
    [unfinished_file] Um destes arquivos ainda não chegou
    [unknown_field] O formulário mudou; recarregue a página
    [not_applicable] Esta pergunta não se aplica; deixe-a sem resposta
    [unknown_form] Este formulário já não existe; escolha outro
    [unknown_ticket] Este ticket já não está disponível; remova-o
    [form_changed] Este formulário mudou entretanto. O que foi digitado continua aqui: revise e envie de novo
    [one_line] Escreva em uma única linha
    [no_code] O código tem seis dígitos
    [too_many_mentions] Mencione no máximo { $limit } pessoas
    [not_of_the_team] Só é possível mencionar membros da equipe de suporte
    [empty_file] O arquivo está vazio
    [file_too_large] Um arquivo pode ter no máximo { $limit }
    [file_kind] Arquivos deste tipo não são aceitos aqui
    [no_follower] Escolha um colega que já tenha entrado e possa ler este ticket
    [no_time_zone] Escolha um fuso horário, por exemplo, America/Sao_Paulo
    [other_domain] Indique um endereço da sua organização
    [search_too_long] Pesquise com no máximo { $limit } caracteres
    [sheet_full] São mais dados do que o Excel comporta; restrinja a lista ou escolha CSV ou JSON
    [export_too_slow] Isto demora demais; restrinja a lista
    [not_visible] Não é mais possível ver todos estes tickets
    [wrong_cursor] A lista mudou; carregue-a de novo
    [page_size] Peça no máximo { $limit } linhas
    [too_far_back] Volte no máximo { $limit } dias
    [days_or_span] Escolha dias ou um período, não os dois
    [wrong_days] Escolha dias desta época, o anterior primeiro
    [key_used] Isto já foi enviado com outro conteúdo; envie de novo
    [part_too_small] O arquivo não chegou inteiro; anexe-o de novo
   *[other] { "" }
}

refusal = { $code ->
    [ticket_closed] Este ticket está fechado; abra um novo para continuar.
    [managers_only] Peça isto a um gestor da sua organização.
    [own_rights] Para mudar as suas próprias permissões, peça a outro gestor.
    [shut_out] A equipe de suporte retirou o acesso desta pessoa; só essa equipe pode devolvê-lo.
    [member_already] Esta pessoa já é membro.
    [views_full] Já há 50 visualizações, o máximo. Apague alguma de que não precise mais.
    [view_changed] Alguém alterou esta visualização nesse meio-tempo; confira de novo.
    [view_named_already] Já existe uma visualização sua com esse nome.
    [followers_full] Um ticket pode ter no máximo 50 seguidores.
    [not_solved] Só um ticket resolvido pode ser reaberto.
    [not_your_message] Só é possível alterar as suas próprias mensagens.
    [written_in_slack] Esta mensagem foi escrita no Slack e pode ser alterada lá.
    [too_late_to_change] Uma mensagem pode ser alterada durante 15 minutos.
    [export_under_way] Só uma exportação de cada vez; a sua ainda está em andamento.
    [others_are_exporting] Outras pessoas estão exportando; tente de novo em instantes.
    [others_are_uploading] Outras pessoas estão enviando arquivos; tente de novo em instantes.
    [uploads_full] Primeiro, envie ou remova os arquivos que anexou.
    [pages_full] Feche algumas das páginas que estão abertas.
   *[other] { "" }
}
conflict-title = Isto não é possível agora
conflict-text = Algo mudou nesse meio-tempo. Recarregue a página e tente de novo.
about-field = { $label }: { $problem }
two-sentences = { $first } { $second }
yes = Sim
no = Não
control-key = Ctrl
enter-key = Enter
preview = Pré-visualização
nothing-to-preview = Ainda não há nada para ver. O que escrever aparece aqui tal como será enviado.
tickets-to-name = Tickets que pode mencionar
tickets-found = { $count ->
    [0] Nenhum ticket correspondente
    [one] 1 ticket. Pressione Enter para mencioná-lo.
   *[other] { $count } tickets. Escolha com as setas e pressione Enter para mencionar.
}
