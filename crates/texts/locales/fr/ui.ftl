## First: what a first visit shows until its list stands there

retry = Réessayer
dismiss = Masquer
optional = (facultatif)
loading = Chargement
skip-to-content = Aller au contenu
main-navigation = Menu principal
offline-hint = Vous êtes hors ligne. Ce que vous écrivez reste enregistré sur cet appareil.

error-summary = Veuillez vérifier votre saisie
offline-title = Vous semblez être hors ligne
offline-text = Le serveur est injoignable. Vérifiez votre connexion et réessayez.
unexpected-title = Une erreur s’est produite
unexpected-text = Vous n’y êtes pour rien. Réessayez dans un instant.
not-found-title = Élément introuvable
not-found-text = Il a peut-être été déplacé ou supprimé, ou l’adresse contient une erreur.
forbidden-title = Vous n’y avez pas accès
forbidden-text = Si vous pensez devoir y avoir accès, adressez-vous à votre équipe.
too-many-title = Cela fait beaucoup d’un coup
too-many-text = Attendez une minute, puis réessayez.
unavailable-title = Nous rencontrons un problème en ce moment
unavailable-text = Rien n’est perdu. Réessayez dans un instant.
title-and-text = { $title }. { $text }

e-mail = E-mail
enter-an-address = Saisissez une adresse e-mail, par exemple nom@entreprise.fr
send-me-a-link = Recevoir un lien
sign-in-intro = Nous vous enverrons par e-mail un lien et un code. Aucun mot de passe n’est nécessaire.
check-your-inbox = Consultez votre boîte de réception
mail-is-coming = Si cette adresse est autorisée ici, un e-mail est en route. Ouvrez son lien dans ce navigateur ou saisissez son code :
code-label = Code
code-help = Six chiffres, dans l’e-mail que nous vous avons envoyé
code-refused = Ce code n’a pas fonctionné. Utilisez celui de l’e-mail le plus récent ou demandez-en un autre.
send-again = Renvoyer
send-again-in = Renvoyer dans { NUMBER($seconds) } s
sent-again = Un autre e-mail est en route. Seul le plus récent est valable.
another-address = Utiliser une autre adresse
checking = Vérification…
sign-in = Se connecter
or = ou
other-ways = Autres moyens de connexion
continue-with = Continuer avec { $provider }
continue-with-organisation = Continuer avec votre organisation
no-way-in = Personne ne peut se connecter pour le moment
no-way-in-text = Tous les moyens de connexion sont désactivés. Adressez-vous à l’équipe qui gère cette page.
prove-mailbox = Votre fournisseur nous a indiqué cette adresse, mais sans confirmer qu’elle est à vous. Nous y avons donc envoyé un e-mail. Ouvrez son lien dans ce navigateur ou saisissez son code :
start-again = Recommencer
sign-in-denied = La connexion n’a pas eu lieu, car l’accès n’a pas été accordé. Réessayez ou choisissez un autre moyen.
provider-failed = La connexion auprès de votre fournisseur a échoué. Réessayez dans un instant ou choisissez un autre moyen.
too-late = Cela a pris trop de temps ou a commencé dans un autre navigateur. Veuillez recommencer.
not-allowed-title = Cette adresse n’est pas autorisée ici
not-allowed-text = La connexion a réussi, mais cette adresse n’a pas accès à cette page. Adressez-vous à la personne qui vous l’a indiquée ou utilisez une autre adresse.
sign-in-otherwise = Se connecter autrement
session-ended = Votre session a pris fin. Connectez-vous pour reprendre où vous en étiez.
session-ended-with-drafts = Votre session a pris fin. Connectez-vous pour reprendre où vous en étiez. Ce que vous étiez en train d’écrire est toujours là.

priority-name = { $priority ->
    [low] Basse
    [normal] Normale
    [high] Haute
   *[urgent] Urgente
}
priority-is = Priorité : { $name }
language = Langue
browsers-language = Comme le navigateur

## Later: all else

close = Fermer
earlier-versions = Versions précédentes
as-first-sent = Version d’origine
cancel = Annuler
choose = Choisir…
files-go-here = Les fichiers sont joints ici.
files-stay = Les fichiers restent tels quels.
your-account = Votre compte
theme = Apparence
theme-system = Comme le système
theme-light = Clair
theme-dark = Sombre
shortcuts = Raccourcis clavier
show-shortcuts = Afficher ces raccourcis
send = Envoyer votre texte
copy-failed = La copie n’a pas fonctionné. Sélectionnez le texte et copiez-le vous-même.

bold = Gras
italic = Italique
code = Code
link = Lien
list = Liste
table = Tableau
quote = Citation
formatting = Mise en forme
people-to-mention = Personnes à mentionner
people-found = { $count ->
    [0] Personne de ce nom
    [one] { $count } personne. Appuyez sur Entrée pour la mentionner.
   *[other] { $count } personnes. Choisissez avec les flèches, puis appuyez sur Entrée pour mentionner.
}
draft-restored = Votre brouillon a été récupéré.
discard-draft = Effacer
attach-files = Joindre des fichiers
or-drop-them = ou déposez-les ici
attached-files = Fichiers joints
files = Fichiers
on-its-way = en cours d’envoi
file-refused = Ce fichier n’a pas été repris.
wait-for-files = Vos fichiers sont encore en cours d’envoi. Réessayez dans un instant.
remove-failed-files = Retirez d’abord les fichiers qui n’ont pas pu être joints.
file-unreadable = Ce fichier n’a pas pu être lu
file-missed = Ce fichier n’a pas été envoyé entièrement. Joignez-le à nouveau.
sending-file = Envoi de { $name }
file-attached = { $name } est joint.
too-many-files = { $most ->
    [one] Joignez au maximum { $most } fichier
   *[other] Joignez au maximum { $most } fichiers
}
remove = Retirer { $what }
copy = Copier : { $what }
copied = Copié : { $what }
browser-on-system = { $browser } sous { $system }

confirm-title = Encore un clic
confirm-text = Confirmez que vous avez suivi le lien de notre e-mail.
link-refused-title = Ce lien n’a pas fonctionné
link-refused-text = Un lien fonctionne une seule fois, pendant quelques minutes, et uniquement dans le navigateur qui l’a demandé. Dans ce navigateur, vous pouvez aussi saisir le code à six chiffres de l’e-mail.
to-the-code = Saisir le code
another-mail = Demander un autre e-mail
signing-you-in = Connexion en cours…

sessions = Sessions
this-session = Celle-ci
unknown-browser = Navigateur inconnu
session-began = Connexion : { $when }
session-used = dernière utilisation : { $when }
session-ends = fin : { $when }
end-session = Fermer
end-which-session = Fermer : { $browser }
end-other-sessions = Fermer toutes les autres
session-is-ended = Cette session est fermée.
other-sessions-ended = Toutes vos autres sessions sont fermées.
only-this-session = Aucune autre session n’est ouverte.
signed-in-by = { $method ->
    [google] Avec Google
    [microsoft] Avec Microsoft
    [slack] Avec Slack
    [mail] Par e-mail
   *[open_id] Par votre organisation
}

offline-keep-open = Vous êtes hors ligne. Laissez cette page ouverte : cet appareil n’enregistre pas ce que vous écrivez.
field-problem = { $code ->
    [required] Remplissez ce champ
    [required_body] Écrivez d’abord quelque chose
    [required_title] Saisissez le titre
    [required_description] Saisissez la description
    [required_name] Saisissez le nom
    [required_email] Saisissez une adresse e-mail, par exemple nom@entreprise.fr
    [required_choice] Choisissez dans la liste
    [required_date] Saisissez une date
    [required_number] Saisissez un nombre
    [required_person] Choisissez une personne
    [required_file] Joignez un fichier
    [required_tick] Cochez cette case pour continuer
    [tick_required] Cochez cette case pour continuer
    [wrong_kind] Ce champ attend une réponse d’un autre type
    [too_long] Nombre maximal de caractères : { $limit }
    [too_short] Nombre minimal de caractères : { $limit }
    [zero_character] Supprimez le caractère nul
    [no_email] Saisissez une adresse e-mail, par exemple nom@entreprise.fr
    [no_link] Saisissez un lien, par exemple https://entreprise.fr/page
    [no_date] Saisissez une date complète, avec le jour, le mois et l’année
    [no_number] Saisissez un nombre, par exemple 1234,5
    [too_many_digits] Nombre maximal de chiffres : { $limit }
    [not_whole] Saisissez un nombre entier
    [too_small] Saisissez { $limit } ou plus
    [too_large] Saisissez { $limit } ou moins
    [too_early] Date au plus tôt : { $limit }
    [too_late] Date au plus tard : { $limit }
    [too_few] Choisissez-en au moins { $limit }
    [too_many] Choisissez-en au plus { $limit }
    [too_few_files] Nombre minimal de fichiers : { $limit }
    [too_many_files] Nombre maximal de fichiers : { $limit }
    [not_offered] Choisissez dans la liste
    [unknown_id] Ce choix n’existe plus ; choisissez à nouveau
    [unknown_file] L’un de ces fichiers n’est plus là ; joignez-le à nouveau
    [unfinished_file] L’un de ces fichiers n’est pas encore arrivé
    [unknown_field] Le formulaire a changé ; rechargez la page
    [not_applicable] Cette question ne s’applique pas ; laissez-la de côté
    [unknown_form] Ce formulaire n’existe plus ; choisissez-en un autre
    [unknown_ticket] Ce ticket n’est plus accessible ; retirez-le
    [form_changed] Ce formulaire a changé entre-temps. Votre saisie est conservée : vérifiez-la, puis envoyez-la de nouveau
    [one_line] Écrivez cela sur une seule ligne
    [no_code] Le code comporte six chiffres
    [too_many_mentions] Nombre maximal de personnes mentionnées : { $limit }
    [not_of_the_team] Seuls les membres de l’équipe d’assistance peuvent être mentionnés
    [empty_file] Le fichier est vide
    [file_too_large] Taille maximale d’un fichier : { $limit }
    [file_kind] Les fichiers de ce type ne sont pas acceptés ici
    [no_follower] Choisissez une personne de votre organisation qui est déjà venue ici et qui peut lire ce ticket
    [no_time_zone] Choisissez un fuseau horaire, par exemple Europe/Paris
    [other_domain] Saisissez une adresse de votre organisation
    [search_too_long] Longueur maximale de la recherche, en caractères : { $limit }
    [sheet_full] C’est plus que ne contient une feuille Excel ; réduisez la liste ou choisissez CSV ou JSON
    [export_too_slow] Cela prend trop de temps ; réduisez la liste
    [not_visible] Vous ne pouvez plus voir tous ces tickets
    [wrong_cursor] La liste a changé ; rechargez-la
    [page_size] Nombre maximal de lignes : { $limit }
    [too_far_back] Nombre maximal de jours en arrière : { $limit }
    [days_or_span] Choisissez soit des jours, soit une durée, mais pas les deux
    [wrong_days] Choisissez des jours de notre époque, le premier d’abord
    [key_used] Cela a déjà été envoyé avec un autre contenu ; envoyez-le de nouveau
    [part_too_small] Le fichier n’est pas arrivé en entier ; joignez-le de nouveau
   *[other] { "" }
}

refusal = { $code ->
    [ticket_closed] Ce ticket est clos ; ouvrez plutôt un nouveau ticket qui y fait suite.
    [managers_only] Demandez à un responsable de votre organisation de le faire.
    [own_rights] Demandez à un autre responsable de modifier vos droits.
    [shut_out] L’équipe d’assistance a retiré cette personne ; elle seule peut lui rendre l’accès.
    [member_already] Cette personne est déjà membre.
    [views_full] Vous avez 50 vues, c’est le maximum. Supprimez celles dont vous n’avez plus besoin.
    [view_changed] Cette vue a été modifiée entre-temps ; regardez-la à nouveau.
    [view_named_already] Vous avez déjà une vue de ce nom.
    [followers_full] Un ticket peut être suivi par 50 personnes au maximum.
    [not_solved] Seul un ticket résolu peut être rouvert.
    [not_your_message] Vous ne pouvez modifier que vos propres messages.
    [written_in_slack] Ce message a été écrit dans Slack et c’est là qu’il peut être modifié.
    [too_late_to_change] Un message peut être modifié pendant 15 minutes.
    [export_under_way] Un seul export à la fois ; le vôtre est encore en cours.
    [others_are_exporting] D’autres exports sont en cours ; réessayez dans un instant.
    [others_are_uploading] D’autres envois de fichiers sont en cours ; réessayez dans un instant.
    [uploads_full] Envoyez ou retirez d’abord les fichiers que vous avez joints.
    [pages_full] Fermez quelques-unes des pages ouvertes.
   *[other] { "" }
}
conflict-title = Ce n’est pas possible pour le moment
conflict-text = Des changements ont eu lieu entre-temps. Rechargez la page et réessayez.
about-field = { $label } : { $problem }
two-sentences = { $first } { $second }
yes = Oui
no = Non
control-key = Ctrl
enter-key = Entrée
preview = Aperçu
nothing-to-preview = Il n’y a encore rien à voir. Ce que vous écrivez s’affiche ici tel qu’il sera envoyé.
tickets-to-name = Tickets à citer
tickets-found = { $count ->
    [0] Aucun ticket correspondant
    [one] { $count } ticket. Appuyez sur Entrée pour le citer.
   *[other] { $count } tickets. Choisissez avec les flèches, puis appuyez sur Entrée pour citer.
}
