could-not-start = Cette page n’a pas pu démarrer. Vérifiez votre connexion et rechargez la page ; un navigateur à jour est nécessaire.
needs-javascript = Ce portail a besoin de JavaScript. Activez-le et rechargez la page.
support = Assistance
