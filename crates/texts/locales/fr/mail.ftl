no-more-mails = Ne plus recevoir d’e-mails
