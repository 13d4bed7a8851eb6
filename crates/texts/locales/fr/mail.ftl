## Tickets

subject-answered = [{ $key }] { $title }
subject-filed = [{ $key }] Reçu : { $title }
subject-solved = [{ $key }] Résolu : { $title }
subject-closed = [{ $key }] Clos : { $title }
subject-reopened = [{ $key }] Rouvert : { $title }
subject-followed = [{ $key }] Vous suivez : { $title }

filed = Nous avons bien reçu votre ticket { $key }, « { $title } ». Nous vous écrirons ici dès qu’il y aura du nouveau.
answered = { $who } a répondu à votre ticket { $key }, « { $title } » :
answered-follower = { $who } a répondu au ticket { $key }, « { $title } » :
solved = { $who } a résolu votre ticket { $key }, « { $title } ».
solved-follower = { $who } a résolu le ticket { $key }, « { $title } ».
closed = { $who } a clos votre ticket { $key }, « { $title } ».
closed-follower = { $who } a clos le ticket { $key }, « { $title } ».
reopened = { $who } a rouvert votre ticket { $key }, « { $title } ».
reopened-follower = { $who } a rouvert le ticket { $key }, « { $title } ».
followed = { $who } vous a ajouté au ticket { $key }, « { $title } ». Vous recevrez un e-mail à chaque nouveauté.

also-solved = Le ticket est maintenant résolu.
also-closed = Le ticket est maintenant clos.
also-reopened = Le ticket est de nouveau ouvert.

invite-answer = Répondez à cet e-mail ou ici :
invite-answer-here = Lire la suite et répondre ici :
invite-add = Quelque chose à ajouter ? Répondez à cet e-mail ou ici :
invite-add-here = Quelque chose à ajouter ? C’est ici :
invite-reopen = Le problème persiste ? Répondez à cet e-mail ou rouvrez le ticket ici :
invite-reopen-here = Le problème persiste ? Rouvrez le ticket ici :
invite-see = À consulter ici :
can-be-answered = Vous pouvez aussi répondre à cet e-mail : ce que vous écrivez est ajouté au ticket.

button-answer = Lire la suite et répondre
button-yours = Voir votre ticket
button-ticket = Voir le ticket

earlier = Messages précédents, du plus récent au plus ancien
last-said = Derniers messages, du plus récent au plus ancien
said = { $who }, { $when }
said-edited = { $who }, { $when }, modifié
attached = Pièces jointes : { $files }
attached-there = Pièces jointes, sur le portail : { $files }
rest-there = La suite se trouve sur le portail.

## One mail a day

digest-subject-ticket = [{ $key }] Du nouveau : { $title }
digest-subject =
    { $count ->
        [one] { $name } : du nouveau sur { $count } ticket
       *[other] { $name } : du nouveau sur { $count } tickets
    }
digest-title = Du nouveau sur vos tickets
digest-intro =
    { $count ->
        [one] Voici les nouveautés de votre ticket sur { $name }.
       *[other] Voici les nouveautés de vos { $count } tickets sur { $name }.
    }
digest-ticket = { $key }, « { $title } » : { $status }
digest-more =
    { $count ->
        [one] { $count } autre message sur le portail
       *[other] { $count } autres messages sur le portail
    }

status =
    { $status ->
        [open] Ouvert
        [in_progress] En cours
        [pending] À vous de répondre
        [on_hold] En suspens
        [solved] Résolu
       *[closed] Clos
    }
became = Statut : { $status }
changed-status =
    { $status ->
        [open] { $who } a mis le statut à « Ouvert »
        [in_progress] { $who } a mis le statut à « En cours »
        [pending] { $who } a mis le statut à « À vous de répondre »
        [on_hold] { $who } a mis le statut à « En suspens »
        [solved] { $who } a mis le statut à « Résolu »
       *[closed] { $who } a mis le statut à « Clos »
    }
changed-priority =
    { $priority ->
        [low] { $who } a mis la priorité à « Basse »
        [normal] { $who } a mis la priorité à « Normale »
        [high] { $who } a mis la priorité à « Haute »
       *[urgent] { $who } a mis la priorité à « Urgente »
    }
changed-title = { $who } a renommé le ticket en « { $title } »
assigned = { $who } a attribué le ticket à { $whom }
unassigned = { $who } a retiré l’attribution du ticket
opened-ticket = { $who } a ouvert le ticket
follows = { $who } suit le ticket
follows-no-more = { $who } ne suit plus le ticket
added-follower = { $who } a ajouté { $whom } au suivi du ticket
removed-follower = { $who } a retiré { $whom } du suivi du ticket
corrected-answers = { $who } a corrigé des informations : { $questions }

## Below mails about tickets

why-filed = Cet e-mail a été envoyé à { $to } parce que vous avez ouvert { $key } sur { $name }.
why-followed = Cet e-mail a été envoyé à { $to } parce que vous suivez { $key } sur { $name }.
why-digest = Cet e-mail a été envoyé à { $to } parce que vous avez choisi un e-mail par jour sur { $name }.
no-more-mails = Ne plus recevoir d’e-mails
no-more-about = Ne plus recevoir d’e-mails sur { $key }
which-mails = Choisir les e-mails reçus
no-more-mails-here = Ne plus recevoir d’e-mails :
no-more-about-here = Ne plus recevoir d’e-mails sur { $key } :
which-mails-here = Choisir les e-mails reçus :

## In the conversation, below an answer by mail

mail-is-attached = Le message entier est en pièce jointe.
files-unfit = Non accepté, en raison du type ou de la taille : { $files }
files-too-many = Non accepté, car c’était trop pour un seul message : { $files }

## Answered by mail when the ticket was closed

late-subject = [{ $key }] est clos
late = Votre e-mail au sujet du ticket { $key }, « { $title } », n’y a pas été ajouté : le ticket est clos et n’accepte plus de réponses.
late-unread = Personne n’a lu ce que vous avez écrit. Veuillez l’envoyer dans un nouveau ticket.
late-unread-here = Personne n’a lu ce que vous avez écrit. Veuillez l’envoyer dans un nouveau ticket ici :
late-button = Ouvrir un nouveau ticket
late-yours = Voici ce que vous avez écrit :
late-files = Joint et non ajouté non plus : { $files }
late-why = Cet e-mail a été envoyé à { $to } parce que vous avez répondu à un e-mail sur { $key } de { $name }.

## Signing in

sign-in-subject = Connexion à { $name }
sign-in-code = Votre code de connexion à { $name } :
sign-in-link = Ou ouvrez ce lien dans le navigateur depuis lequel vous l’avez demandé :
sign-in-button = Se connecter
sign-in-once =
    { $minutes ->
        [one] Le code et le lien fonctionnent une seule fois, pendant { $minutes } minute, et uniquement dans le navigateur qui les a demandés. Ne donnez le code à personne, qui que ce soit qui le demande.
       *[other] Le code et le lien fonctionnent une seule fois, pendant { $minutes } minutes, et uniquement dans le navigateur qui les a demandés. Ne donnez le code à personne, qui que ce soit qui le demande.
    }
sign-in-why = Vous recevez cet e-mail parce que quelqu’un a saisi votre adresse sur { $name }. Si ce n’était pas vous, vous n’avez rien à faire : personne n’entre sans cet e-mail.

prove-subject = Confirmez votre adresse pour { $name }
prove-code = Quelqu’un s’est connecté à { $name } avec { $provider } et indique que cette adresse est la sienne. Si c’était vous, confirmez-le avec ce code :
prove-link = Ou ouvrez ce lien dans le navigateur dans lequel vous vous êtes connecté :
prove-button = Confirmer
prove-then = Dès lors, ce compte { $provider } vous connectera.
prove-why = Si ce n’était pas vous, vous n’avez rien à faire : sans cet e-mail, ce compte { $provider } n’entre pas.

## Invited to a portal

invitation-subject = Invitation à { $name }
invitation = Vous êtes invité à rejoindre { $name } : demandez-y de l’aide et suivez vos demandes.
invitation-address = Connectez-vous avec cette adresse, { $to } :
invitation-button = Aller à { $name }
invitation-why = Vous recevez cet e-mail parce que votre organisation ou l’équipe d’assistance a invité votre adresse. Si vous ne souhaitez pas vous connecter, vous n’avez rien à faire et ne recevrez rien de plus.

## An export is ready

export-subject = Votre export est prêt
export-ready =
    { $count ->
        [one] Votre export de { $name } est prêt : { $count } ticket, { $format }.
       *[other] Votre export de { $name } est prêt : { $count } tickets, { $format }.
    }
export-until = Vous seul pouvez le télécharger, jusqu’au { $until }.
export-until-here = Vous seul pouvez le télécharger ici, une fois connecté, jusqu’au { $until } :
export-button = Aller à vos exports
export-why = Cet e-mail a été envoyé à { $to } parce que vous avez demandé cet export sur { $name }.

## The page where mails are ended

stop-title = Moins d’e-mails ?
stop-ticket-or-all = Arrêtez les e-mails sur { $key }, ou tous les e-mails sur les tickets. Vous pourrez toujours tout lire sur le portail.
stop-all = Arrêtez tous les e-mails sur les tickets. Vous pourrez toujours tout lire sur le portail.
stop-all-button = Ne plus recevoir d’e-mails sur aucun ticket
stop-daily = Plutôt un e-mail par jour ?
stop-choose = Choisissez les e-mails que vous recevez
stop-done = C’est fait
stop-muted = Vous ne recevrez plus d’e-mails sur { $key }.
stop-stopped = Vous ne recevrez plus d’e-mails sur les tickets.
stop-undo = Annuler
stop-unmuted = Vous recevez de nouveau les e-mails sur { $key }.
stop-again = Vous recevez de nouveau les e-mails sur les tickets.
stop-regret = Vous avez changé d’avis ?
stop-unknown = Ce lien ne fonctionne pas
stop-unknown-why = Il a été tronqué en route ou il est trop ancien. Ouvrez-le de nouveau depuis l’e-mail, ou choisissez sur le portail les e-mails que vous recevez.
