## First: what a first visit shows until its list stands there

tickets = Tickets
new-ticket = Nouveau ticket
tab-open = Ouverts
tab-waiting = À vous de répondre
tab-solved = Résolus
tab-all = Tous
status-label = Statut
unread = Non lu
sign-in-to = Se connecter à { $portal }
status = { $status ->
    [open] Ouvert
    [in_progress] En cours
    [pending] À vous de répondre
    [on_hold] En suspens
    [solved] Résolu
   *[closed] Clos
}
tickets-shown = { $count ->
    [one] { $count } ticket
   *[other] { $count } tickets
}
tickets-shown-and-more = { $count ->
    [one] { $count } ticket, et il y en a d’autres
   *[other] { $count } tickets, et il y en a d’autres
}

## Later: all else

sign-out = Se déconnecter
unsent = { $count ->
    [one] { $count } réponse n’a pas été envoyée
   *[other] { $count } réponses n’ont pas été envoyées
}
unsent-text = Ce qui n’a pas été envoyé se trouve uniquement sur cet appareil. La déconnexion l’efface.
sign-out-anyway = Se déconnecter quand même
unsent-drafts = { $count ->
    [one] { $count } brouillon n’a pas été envoyé
   *[other] { $count } brouillons n’ont pas été envoyés
}
reply-to = Votre réponse à { $key }
another-draft = Un autre texte que vous étiez en train d’écrire

not-available = Ce portail n’est pas disponible
not-available-text = Vérifiez l’adresse ou adressez-vous à l’entreprise dont vous cherchez l’assistance. Si le portail se trouvait ici auparavant, rien n’est perdu : réessayez plus tard.
not-found = Page introuvable
not-found-text = L’adresse contient peut-être une erreur, ou vous n’avez pas accès à cette page.
to-the-tickets = Aller à vos tickets

show-all = Afficher
search = Rechercher un ticket
search-is-full = Une recherche contient au plus 200 caractères
filters-lost = Une partie de cette adresse n’indique aucun filtre connu ; elle ne filtre donc rien.
filters = Filtres
requester = Ouvert par
priority = Priorité
form = Formulaire
updated = Mis à jour
sort = Tri
any-requester = Tous
me = Moi
any-priority = Toute priorité
any-form = Tout formulaire
any-time = Toute date
past-day = 24 dernières heures
past-week = 7 derniers jours
past-month = 30 derniers jours
past-year = 12 derniers mois
by-activity = Dernière activité
by-creation = Plus récents
by-number = Numéro décroissant
clear-filters = Effacer les filtres
by-search = Recherche : { $text }
by-requester = Ouvert par : { $name }
by-priority = Priorité : { $name }
by-form = Formulaire : { $name }
by-update = Mis à jour : { $time }
another-form = Un autre formulaire
somebody = Quelqu’un de votre organisation

export = Exporter
exports = Vos exports
as-filtered = { $count ->
    [one] { $count } ticket, selon les filtres
   *[other] { $count } tickets, selon les filtres
}
as-filtered-uncounted = Selon les filtres
with-messages = Avec les messages
export-begun = Le fichier est en cours de création…
download = Télécharger
export-failed = L’export n’a pas abouti. Réduisez la liste ou choisissez un autre format.
export-cancelled = Annulé
export-name = { $count ->
    [one] { $format }, { $count } ticket
   *[other] { $format }, { $count } tickets
}
export-name-with-messages = { $count ->
    [one] { $format }, { $count } ticket, avec les messages
   *[other] { $format }, { $count } tickets, avec les messages
}
export-name-uncounted = { $format }
export-name-uncounted-with-messages = { $format }, avec les messages
export-progress = { NUMBER($done) } sur { NUMBER($total) }
export-waits = En file d’attente
export-ready = { $size }, disponible jusqu’au { $until }

print = Imprimer
load-more = Afficher plus
views = Vues
view = Vue :
my-views = Personnelles
shared-views = Partagées
view-of = { $name } · { $owner }
keep-view = Enregistrer cette vue…
keep-view-title = Enregistrer cette vue
keep-view-text = L’onglet, la recherche, les filtres et le tri sont enregistrés tels qu’ils sont.
share-view = Partager avec vos collègues
share-view-help = Tout le monde chez { $organisation } peut la choisir, mais chaque personne n’y voit que les tickets auxquels elle a accès.
share-view-help-unnamed = Toute votre organisation peut la choisir, mais chaque personne n’y voit que les tickets auxquels elle a accès.
save = Enregistrer
delete = Supprimer
change-view = Renommer ou partager « { $name } »…
delete-view = Supprimer « { $name } »…
delete-which = Supprimer « { $name } » ?
delete-view-text = Les tickets qu’elle affiche restent tels quels.
delete-shared-text = Vos collègues la perdront aussi. Les tickets qu’elle affiche restent tels quels.
view-kept = « { $name } » est enregistrée.
view-deleted = « { $name } » est supprimée.

similar-title = Tickets ouverts similaires
similar = { $count ->
    [one] Il y a { $count } ticket ouvert similaire.
   *[other] Il y a { $count } tickets ouverts similaires.
}
in-another-tab = (s’ouvre dans un nouvel onglet)
no-tickets = Aucun ticket pour le moment
no-tickets-text = Si vous avez besoin d’aide, ouvrez-en un. Vous trouverez la réponse ici et dans votre messagerie.
nothing-open = Aucun ticket ouvert
nothing-waiting = Aucun ticket n’attend votre réponse
nothing-solved = Aucun ticket résolu pour le moment
nothing-fits = Aucun ticket ne correspond à ces filtres
elsewhere = { $count ->
    [one] { $count } ticket d’un autre onglet y correspond.
   *[other] { $count } tickets d’autres onglets y correspondent.
}
show-changed = { $count ->
    [one] Afficher { $count } ticket avec du nouveau
   *[other] Afficher { $count } tickets avec du nouveau
}
next-ticket = Ticket suivant
previous-ticket = Ticket précédent

conversation = Conversation
details = Détails
support = Assistance
you = Vous
edited = modifié
deleted = Ce message a été supprimé.
edit-message = Modifier
edit-your-message = Modifier votre message
message-changed = Votre message a été modifié.
could-not-save = Vos modifications n’ont pas été enregistrées. Elles sont toujours ici.
too-late = Un message peut être modifié pendant 15 minutes, qui sont écoulées. Ce que vous avez écrit est toujours ici : vous pouvez le copier.
copy-text = Copier le texte
text-copied = Texte copié.
changed-meanwhile = Ce message a été modifié ailleurs entre-temps. Enregistrer remplace ce qu’il dit maintenant.
discard-changes = Abandonner vos modifications ?
discard-changes-text = Le message reste tel quel.
delete-message = Supprimer ce message ?
delete-message-text = Son texte et ses fichiers disparaissent pour toutes les personnes qui lisent ce ticket. Les e-mails déjà envoyés restent tels quels.
new = Nouveau
earlier = Afficher les messages précédents
your-reply = Votre réponse
write-a-reply = Écrivez une réponse. Tapez @ pour mentionner quelqu’un de l’équipe.
reply = Répondre
reply-and-solve = Répondre et résoudre
sending = Envoi…
sent = Votre réponse a été envoyée.
waiting = Réponses en attente de connexion
waits = Vous êtes hors ligne. Votre réponse partira d’elle-même dès que la connexion sera rétablie.
waits-edit = Modifier
waits-for-files = Votre réponse partira dès que les fichiers seront envoyés. Veuillez garder cette page ouverte.
not-yet = Ne pas envoyer tout de suite
could-not-send = Votre réponse n’a pas été envoyée. Elle est toujours ici.
mark-solved = Marquer comme résolu
reopen = Rouvrir
copy-link = Copier le lien
link-copied = Lien copié.
assignee = Attribué à
nobody-yet = Personne pour l’instant
created = Ouvert
closed-title = Ce ticket est clos et n’accepte plus de réponses.
closed-text = Un point reste à régler ? Ouvrez un nouveau ticket ; il renverra à celui-ci.
follow-up = Ouvrir un nouveau ticket
follow-up-to = Fait suite à
continued-in = Suite dans
new-replies = { $count ->
    [one] { $count } nouvelle réponse
   *[other] { $count } nouvelles réponses
}
replied = { $name } a répondu
opened-by = Ouvert par { $name }, { $when }
filed-as = Votre ticket { $key } est bien arrivé. Vous recevrez un e-mail quand nous répondrons.
who-reads = L’équipe d’assistance peut lire ceci.
who-reads-with-colleagues = L’équipe d’assistance et tout le monde chez { $organisation } peuvent lire ceci.
status-means = { $status ->
    [open] Nous avons bien reçu votre ticket et répondrons dès que possible.
    [in_progress] Nous nous en occupons.
    [pending] Nous attendons votre réponse.
    [on_hold] Nous attendons autre chose et reviendrons vers vous.
    [solved] C’est réglé. Sinon, répondez ou rouvrez le ticket.
   *[closed] C’est définitivement réglé.
}

change-created = { $by ->
    [you] Vous avez ouvert le ticket
   *[other] { $name } a ouvert le ticket
}
change-status = { $by ->
    [you] Vous avez mis le statut à « { $status } »
    [system] Statut mis automatiquement à « { $status } »
    [reply] Statut : { $status }
   *[other] { $name } a mis le statut à « { $status } »
}
change-priority = { $by ->
    [you] Vous avez mis la priorité à « { $priority } »
   *[other] { $name } a mis la priorité à « { $priority } »
}
change-title = { $by ->
    [you] Vous avez renommé le ticket en « { $title } »
   *[other] { $name } a renommé le ticket en « { $title } »
}
change-assignee = { $by ->
    [you] Vous avez attribué le ticket à { $assignee }
   *[other] { $name } a attribué le ticket à { $assignee }
}
change-unassigned = { $by ->
    [you] Vous avez retiré l’attribution du ticket
   *[other] { $name } a retiré l’attribution du ticket
}
change-follows = { $by ->
    [you] Vous suivez le ticket
   *[other] { $name } suit le ticket
}
change-follows-no-more = { $by ->
    [you] Vous ne suivez plus le ticket
   *[other] { $name } ne suit plus le ticket
}
change-follower-added = { $by ->
    [you] Vous avez ajouté { $who } au suivi du ticket
   *[other] { $name } a ajouté { $who } au suivi du ticket
}
change-follower-removed = { $by ->
    [you] Vous avez retiré { $who } du suivi du ticket
   *[other] { $name } a retiré { $who } du suivi du ticket
}
corrected-answers = { $name } a corrigé des informations : { $changes }
answer-change = { $question } : « { $from } » → « { $to } »

pick-a-form = De quoi s’agit-il ?
built-in-form = Demande générale
title = Titre
title-help = En une ligne, de quoi s’agit-il ?
description = Description
description-help = Que s’est-il passé, qu’attendiez-vous ? Markdown est pris en charge.
file-ticket = Envoyer le ticket
cancel = Annuler
other-form = Tous les formulaires
form-gone = Ce formulaire n’est plus proposé
form-gone-text = Votre saisie est conservée. Choisissez un autre formulaire : le titre, la description et les fichiers y seront repris, et vos autres réponses figureront à la fin de la description.
choose-form = Choisir un autre formulaire

preferences = Préférences
your-sessions = Vos sessions
your-sessions-text = Les navigateurs où votre session est ouverte. Fermez les sessions que vous ne connaissez pas ou n’utilisez plus ; la déconnexion prend quelques secondes.

followers = Suivi par
no-followers = Seule la personne qui a ouvert le ticket est avertie de ce qui se passe ici.
follow = Suivre ce ticket
add-follower = Ajouter quelqu’un (nom ou e-mail)
add = Ajouter
follower-added = C’est fait. Cette personne recevra un e-mail à chaque nouveauté.
name-a-colleague = Choisissez une personne dans la liste ou saisissez son adresse e-mail
no-mails-here = Ne pas m’envoyer d’e-mails sur ce ticket
remove-follower = Retirer { $name } du suivi
follows-no-more = { $name } ne suit plus ce ticket.

mails = E-mails sur les tickets
mails-text = À propos des tickets que vous avez ouverts ou que vous suivez. Pour ne plus en recevoir sur un ticket en particulier, indiquez-le sur sa page.
mail-wish = { $wish ->
    [every] Chaque événement
    [digest] Un e-mail par jour
   *[nothing] Aucun e-mail
}
mail-wish-help = { $wish ->
    [every] Un e-mail à chaque réponse, et quand un ticket est résolu ou rouvert.
    [digest] Le matin, ce qui s’est passé depuis le dernier.
   *[nothing] Vous venez voir ici par vous-même.
}
time-zone = Fuseau horaire
time-zone-help = Pour les heures indiquées dans les e-mails et pour l’envoi, le matin, de l’e-mail quotidien.
saved = Enregistré.

colleagues = Collègues
colleagues-text = Les personnes de { $organisation } qui sont déjà venues ici ou qui sont invitées.
colleagues-text-unnamed = Les personnes de votre organisation qui sont déjà venues ici ou qui sont invitées.
alone = Il n’y a encore personne d’autre ici. Invitez vos collègues.
invite = Inviter quelqu’un
invite-text = Cette personne recevra un e-mail qui la conduira ici. L’adresse doit appartenir à votre organisation.
invite-again = Inviter à nouveau
invite-whom-again = Inviter à nouveau { $name }
send-invitation = Envoyer l’invitation
invited = Une invitation est en route vers { $email }.
name = Nom
role-label = Rôle
last-seen = dernière visite : { $when }
never-seen = pas encore de visite
member-removed = Accès retiré
make-manager = Définir comme responsable
make-member = Définir comme membre
remove = Retirer
remove-text = Cette personne est déconnectée aussitôt et ne pourra revenir que sur une nouvelle invitation. Ses tickets restent.
role = { $role ->
    [member] Membre
   *[manager] Responsable
}
role-help = { $role ->
    [member] Ouvre des tickets et voit ceux de l’organisation, ou seulement les siens, selon le réglage de l’équipe d’assistance.
   *[manager] Voit tous les tickets de l’organisation, invite et retire des collègues.
}
now-is = { $role ->
    [member] { $name } est maintenant membre.
   *[manager] { $name } est maintenant responsable.
}
change = Actions pour { $name }
remove-whom = Retirer { $name } ?
removed = L’accès de { $name } a été retiré.

some-days = Du … au …
days-title = Mis à jour du … au …
days-text = Les deux jours comptent en entier, dans votre fuseau horaire. Un seul suffit.
from = Du
to = Au
show-tickets = Afficher les tickets
no-day = Choisissez un jour
days-turned = Le second jour ne peut pas précéder le premier
from-day-to-day = { $from } – { $to }
since-day = depuis le { $day }
until-day = jusqu’au { $day }
