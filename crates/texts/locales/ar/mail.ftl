no-more-mails = إيقاف الرسائل
