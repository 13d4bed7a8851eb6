no-more-mails = Keine Mails mehr
