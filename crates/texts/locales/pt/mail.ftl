no-more-mails = Não receber mais e-mails
