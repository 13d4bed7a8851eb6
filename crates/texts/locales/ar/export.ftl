### What exported files say.

key = الرقم
title = العنوان
status = الحالة
priority = الأولوية
form = النموذج
requester = مقدّم الطلب
assignee = مُسندة إلى
created = تاريخ الإنشاء
updated = آخر تحديث
solved = تاريخ الحل
messages = عدد الرسائل
follow-up-of = استكمال للتذكرة
conversation = المحادثة
time = الوقت
author = الكاتب
side = الجهة
edited = وقت التعديل
deleted = محذوفة
files = الملفات
text = النص
tickets-sheet = التذاكر
messages-sheet = الرسائل
customer = العميل
support = الدعم
system = النظام
yes = نعم
is-deleted = (محذوفة)
is-edited = (معدّلة)
cut = … (لا تتسع خلية Excel لأكثر من هذا: البقية في البوابة)
priority-name =
    { $priority ->
        [low] منخفضة
        [normal] عادية
        [high] عالية
       *[urgent] عاجلة
    }
built-in-form = طلب عام
