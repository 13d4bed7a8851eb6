no-more-mails = No recibir más correos
