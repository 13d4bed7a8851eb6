### What exported files say.

key = Numéro
title = Titre
status = Statut
priority = Priorité
form = Formulaire
requester = Ouvert par
assignee = Attribué à
created = Ouvert
updated = Mis à jour
solved = Résolu
messages = Messages
follow-up-of = Suite de
conversation = Conversation
time = Heure
author = Auteur
side = De la part de
edited = Modifié
deleted = Supprimé
files = Fichiers
text = Texte
tickets-sheet = Tickets
messages-sheet = Messages
customer = Client
support = Assistance
system = Système
yes = Oui
is-deleted = (supprimé)
is-edited = (modifié)
cut = … (une cellule Excel n’en contient pas plus : la suite est sur le portail)
priority-name =
    { $priority ->
        [low] Basse
        [normal] Normale
        [high] Haute
       *[urgent] Urgente
    }
built-in-form = Demande générale
