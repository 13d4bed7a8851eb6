no-more-mails = No more mails
