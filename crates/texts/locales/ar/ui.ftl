close = إغلاق
