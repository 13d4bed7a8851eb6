## First: what a first visit shows until its list stands there

tickets = التذاكر
new-ticket = تذكرة جديدة
tab-open = مفتوحة
tab-waiting = بانتظار ردكم
tab-solved = محلولة
tab-all = الكل
status-label = الحالة
unread = غير مقروءة
sign-in-to = تسجيل الدخول إلى { $portal }
status = { $status ->
    [open] مفتوحة
    [in_progress] قيد المعالجة
    [pending] بانتظار ردكم
    [on_hold] معلّقة
    [solved] محلولة
   *[closed] مغلقة
}
tickets-shown = { $count ->
    [zero] لا توجد تذاكر
    [one] تذكرة واحدة
    [two] تذكرتان
    [few] { $count } تذاكر
    [many] { $count } تذكرة
   *[other] { $count } تذكرة
}
tickets-shown-and-more = { $count ->
    [zero] لا توجد تذاكر هنا، وهناك المزيد
    [one] تذكرة واحدة، وهناك المزيد
    [two] تذكرتان، وهناك المزيد
    [few] { $count } تذاكر، وهناك المزيد
    [many] { $count } تذكرة، وهناك المزيد
   *[other] { $count } تذكرة، وهناك المزيد
}

## Later: all else

sign-out = تسجيل الخروج
unsent = { $count ->
    [zero] لا توجد ردود لم تُرسل
    [one] لم يُرسل رد واحد بعد
    [two] لم يُرسل ردان بعد
    [few] لم تُرسل { $count } ردود بعد
    [many] لم يُرسل { $count } ردًا بعد
   *[other] لم يُرسل { $count } رد بعد
}
unsent-text = ما لم يُرسل محفوظ على هذا الجهاز فقط، ويُحذف عند تسجيل الخروج.
sign-out-anyway = تسجيل الخروج رغم ذلك
unsent-drafts = { $count ->
    [zero] لا توجد مسودات لم تُرسل
    [one] لم تُرسل مسودة واحدة بعد
    [two] لم تُرسل مسودتان بعد
    [few] لم تُرسل { $count } مسودات بعد
    [many] لم تُرسل { $count } مسودة بعد
   *[other] لم تُرسل { $count } مسودة بعد
}
reply-to = ردكم على { $key }
another-draft = نص آخر كنتم تكتبونه

not-available = هذه البوابة غير متاحة
not-available-text = تحققوا من العنوان، أو اسألوا الشركة التي تطلبون دعمها. إن كانت البوابة متاحة هنا من قبل فلم يُفقد شيء: حاولوا مرة أخرى لاحقًا.
not-found = لم نعثر على هذه الصفحة
not-found-text = قد يكون في العنوان خطأ، أو ليست لديكم صلاحية الاطلاع على هذه الصفحة.
to-the-tickets = الانتقال إلى تذاكركم

show-all = عرضها
search = البحث في التذاكر
search-is-full = لا يزيد البحث على 200 حرف
filters-lost = جزء من هذا العنوان لا يدل على عامل تصفية معروف، ولذلك لا يصفّي شيئًا.
filters = عوامل التصفية
requester = مقدّم الطلب
priority = الأولوية
form = النموذج
updated = آخر تحديث
sort = الترتيب
any-requester = الجميع
me = أنا
any-priority = كل الأولويات
any-form = كل النماذج
any-time = أي وقت
past-day = آخر 24 ساعة
past-week = آخر 7 أيام
past-month = آخر 30 يومًا
past-year = آخر سنة
by-activity = الأحدث نشاطًا
by-creation = الأحدث إنشاءً
by-number = الأعلى رقمًا
clear-filters = مسح عوامل التصفية
by-search = البحث: { $text }
by-requester = مقدّم الطلب: { $name }
by-priority = الأولوية: { $name }
by-form = النموذج: { $name }
by-update = التحديث: { $time }
another-form = نموذج آخر
somebody = أحد الزملاء

export = تصدير
exports = ملفات التصدير
as-filtered = { $count ->
    [zero] لا توجد تذاكر وفق التصفية الحالية
    [one] تذكرة واحدة وفق التصفية الحالية
    [two] تذكرتان وفق التصفية الحالية
    [few] { $count } تذاكر وفق التصفية الحالية
    [many] { $count } تذكرة وفق التصفية الحالية
   *[other] { $count } تذكرة وفق التصفية الحالية
}
as-filtered-uncounted = وفق التصفية الحالية
with-messages = مع الرسائل
export-begun = جارٍ إنشاء الملف…
download = تنزيل
export-failed = تعذّر التصدير. ضيّقوا نطاق التصفية أو اختاروا صيغة أخرى.
export-cancelled = أُلغي
export-name = { $count ->
    [zero] { $format }، دون تذاكر
    [one] { $format }، تذكرة واحدة
    [two] { $format }، تذكرتان
    [few] { $format }، { $count } تذاكر
    [many] { $format }، { $count } تذكرة
   *[other] { $format }، { $count } تذكرة
}
export-name-with-messages = { $count ->
    [zero] { $format }، دون تذاكر
    [one] { $format }، تذكرة واحدة مع الرسائل
    [two] { $format }، تذكرتان مع الرسائل
    [few] { $format }، { $count } تذاكر مع الرسائل
    [many] { $format }، { $count } تذكرة مع الرسائل
   *[other] { $format }، { $count } تذكرة مع الرسائل
}
export-name-uncounted = { $format }
export-name-uncounted-with-messages = { $format }، مع الرسائل
export-progress = { NUMBER($done) } من { NUMBER($total) }
export-waits = في قائمة الانتظار
export-ready = { $size }، متاح حتى { $until }

print = طباعة
load-more = تحميل المزيد
views = القوائم المحفوظة
view = القائمة:
my-views = قوائمي
shared-views = قوائم مشتركة
view-of = { $name } · { $owner }
keep-view = حفظ هذه القائمة…
keep-view-title = حفظ هذه القائمة
keep-view-text = تُحفظ علامة التبويب والبحث وعوامل التصفية والترتيب كما هي الآن.
share-view = مشاركة مع الزملاء
share-view-help = يمكن للجميع في { $organisation } اختيارها، ولا يرى كلٌّ منهم إلا التذاكر المسموح له بها.
share-view-help-unnamed = يمكن للجميع في مؤسستكم اختيارها، ولا يرى كلٌّ منهم إلا التذاكر المسموح له بها.
save = حفظ
delete = حذف
change-view = إعادة تسمية «{ $name }» أو مشاركتها…
delete-view = حذف «{ $name }»…
delete-which = هل تريدون حذف «{ $name }»؟
delete-view-text = تبقى التذاكر المعروضة فيها كما هي.
delete-shared-text = لن تعود متاحة لزملائكم أيضًا. تبقى التذاكر المعروضة فيها كما هي.
view-kept = تم حفظ «{ $name }».
view-deleted = تم حذف «{ $name }».

similar-title = تذاكر مفتوحة مشابهة
similar = { $count ->
    [zero] لا توجد تذاكر مفتوحة مشابهة.
    [one] توجد تذكرة مفتوحة مشابهة.
    [two] توجد تذكرتان مفتوحتان مشابهتان.
    [few] توجد { $count } تذاكر مفتوحة مشابهة.
    [many] توجد { $count } تذكرة مفتوحة مشابهة.
   *[other] توجد { $count } تذكرة مفتوحة مشابهة.
}
in-another-tab = (يُفتح في علامة تبويب أخرى)
no-tickets = لا توجد تذاكر بعد
no-tickets-text = عند حاجتكم إلى المساعدة افتحوا تذكرة. ستجدون الرد هنا وفي بريدكم.
nothing-open = لا توجد تذاكر مفتوحة
nothing-waiting = لا توجد تذاكر بانتظار ردكم
nothing-solved = لا توجد تذاكر محلولة بعد
nothing-fits = لا توجد تذاكر توافق عوامل التصفية هذه
elsewhere = { $count ->
    [zero] ولا توجد في علامات التبويب الأخرى تذاكر توافقها.
    [one] توجد تذكرة توافقها في علامة تبويب أخرى.
    [two] توجد تذكرتان توافقانها في علامات التبويب الأخرى.
    [few] توجد { $count } تذاكر توافقها في علامات التبويب الأخرى.
    [many] توجد { $count } تذكرة توافقها في علامات التبويب الأخرى.
   *[other] توجد { $count } تذكرة توافقها في علامات التبويب الأخرى.
}
show-changed = { $count ->
    [zero] لا جديد في التذاكر
    [one] عرض تذكرة واحدة فيها جديد
    [two] عرض تذكرتين فيهما جديد
    [few] عرض { $count } تذاكر فيها جديد
    [many] عرض { $count } تذكرة فيها جديد
   *[other] عرض { $count } تذكرة فيها جديد
}
next-ticket = التذكرة التالية
previous-ticket = التذكرة السابقة

conversation = المحادثة
details = التفاصيل
support = الدعم
you = أنتم
edited = معدّلة
deleted = حُذفت هذه الرسالة.
edit-message = تعديل
edit-your-message = تعديل رسالتكم
message-changed = تم تغيير رسالتكم.
could-not-save = لم تُحفظ تعديلاتكم، ولا تزال هنا.
too-late = يمكن تغيير الرسالة خلال 15 دقيقة، وقد انقضت. لا يزال ما كتبتموه هنا ويمكنكم نسخه.
copy-text = نسخ النص
text-copied = تم نسخ النص.
changed-meanwhile = تغيّرت هذه الرسالة في مكان آخر في هذه الأثناء. سيحلّ الحفظ محلّ نصها الحالي.
discard-changes = هل تريدون تجاهل تعديلاتكم؟
discard-changes-text = تبقى الرسالة كما هي.
delete-message = هل تريدون حذف هذه الرسالة؟
delete-message-text = يختفي نصها وملفاتها لدى كل من يقرأ هذه التذكرة. وتبقى رسائل البريد التي أُرسلت كما هي.
new = جديد
earlier = عرض الرسائل السابقة
your-reply = ردكم
write-a-reply = اكتبوا ردًا. استخدموا @ لذكر أحد أعضاء الفريق.
reply = إرسال الرد
reply-and-solve = الرد والتحديد كمحلولة
sending = جارٍ الإرسال…
sent = تم إرسال ردكم.
waiting = ردود بانتظار عودة الاتصال
waits = لا يوجد اتصال بالإنترنت. سيُرسل هذا تلقائيًا فور عودة الاتصال.
waits-edit = تعديل
waits-for-files = سيُرسل ردكم فور اكتمال رفع الملفات. يُرجى إبقاء هذه الصفحة مفتوحة.
not-yet = عدم الإرسال الآن
could-not-send = لم يُرسل ردكم، ولا يزال محفوظًا هنا.
mark-solved = تحديد كمحلولة
reopen = إعادة الفتح
copy-link = نسخ الرابط
link-copied = تم نسخ الرابط.
assignee = مُسندة إلى
nobody-yet = لا أحد بعد
created = تاريخ الإنشاء
closed-title = هذه التذكرة مغلقة ولا تقبل ردودًا بعد الآن.
closed-text = هل لا تزال لديكم مشكلة؟ افتحوا تذكرة جديدة، وستُذكر فيها هذه التذكرة.
follow-up = فتح تذكرة جديدة
follow-up-to = استكمال للتذكرة
continued-in = استُكملت في التذكرة
new-replies = { $count ->
    [zero] لا توجد ردود جديدة
    [one] رد جديد واحد
    [two] ردان جديدان
    [few] { $count } ردود جديدة
    [many] { $count } ردًا جديدًا
   *[other] { $count } رد جديد
}
replied = ورد رد من { $name }
opened-by = فُتحت بواسطة { $name } { $when }
filed-as = سُجّلت تذكرتكم برقم { $key }. سنرسل إليكم رسالة بريد عندما نرد.
who-reads = يمكن لفريق الدعم قراءة هذا.
who-reads-with-colleagues = يمكن لفريق الدعم وللجميع في { $organisation } قراءة هذا.
status-means = { $status ->
    [open] استلمنا التذكرة وسنرد في أقرب وقت ممكن.
    [in_progress] نعمل عليها الآن.
    [pending] نحن بانتظار ردكم.
    [on_hold] ننتظر أمرًا آخر وسنعود إليكم.
    [solved] تم الحل. إن لم تُحل المشكلة فأرسلوا ردًا أو أعيدوا فتح التذكرة.
   *[closed] أُغلقت التذكرة نهائيًا.
}

change-created = { $by ->
    [you] فتحتم التذكرة
   *[other] تم فتح التذكرة بواسطة { $name }
}
change-status = { $by ->
    [you] غيّرتم الحالة إلى «{ $status }»
    [system] تم تغيير الحالة تلقائيًا إلى «{ $status }»
    [reply] الحالة: { $status }
   *[other] تم تغيير الحالة إلى «{ $status }» بواسطة { $name }
}
change-priority = { $by ->
    [you] غيّرتم الأولوية إلى «{ $priority }»
   *[other] تم تغيير الأولوية إلى «{ $priority }» بواسطة { $name }
}
change-title = { $by ->
    [you] غيّرتم عنوان التذكرة إلى «{ $title }»
   *[other] تم تغيير عنوان التذكرة إلى «{ $title }» بواسطة { $name }
}
change-assignee = { $by ->
    [you] أسندتم التذكرة إلى { $assignee }
   *[other] تم إسناد التذكرة إلى { $assignee } بواسطة { $name }
}
change-unassigned = { $by ->
    [you] ألغيتم إسناد التذكرة
   *[other] تم إلغاء إسناد التذكرة بواسطة { $name }
}
change-follows = { $by ->
    [you] بدأتم متابعة التذكرة
   *[other] بدأت متابعة { $name } للتذكرة
}
change-follows-no-more = { $by ->
    [you] أوقفتم متابعة التذكرة
   *[other] توقفت متابعة { $name } للتذكرة
}
change-follower-added = { $by ->
    [you] أضفتم { $who } إلى المتابعين
   *[other] تمت إضافة { $who } إلى المتابعين بواسطة { $name }
}
change-follower-removed = { $by ->
    [you] أزلتم { $who } من المتابعين
   *[other] تمت إزالة { $who } من المتابعين بواسطة { $name }
}
corrected-answers = تم تصحيح إجابات النموذج بواسطة { $name }: { $changes }
answer-change = { $question }: «{ $from }» ← «{ $to }»

pick-a-form = ما موضوع طلبكم؟
built-in-form = طلب عام
title = العنوان
title-help = ما الموضوع، في سطر واحد؟
description = الوصف
description-help = ماذا حدث، وماذا كنتم تتوقعون؟ يمكن استخدام Markdown.
file-ticket = إرسال التذكرة
cancel = إلغاء
other-form = كل النماذج
form-gone = لم يعد هذا النموذج متاحًا
form-gone-text = ما كتبتموه محفوظ. اختاروا نموذجًا آخر: يُنقل إليه العنوان والوصف والملفات، وتَرِد بقية إجاباتكم في نهاية الوصف.
choose-form = اختيار نموذج آخر

preferences = التفضيلات
your-sessions = جلساتكم
your-sessions-text = المتصفحات التي سجّلتم الدخول منها. أنهوا ما لا تعرفونه منها أو لم تعودوا تستخدمونه؛ يُسجَّل خروجكم منه خلال ثوانٍ.

followers = المتابعون
no-followers = لا تصل إشعارات هذه التذكرة إلا إلى مقدّم الطلب.
follow = متابعة هذه التذكرة
add-follower = إضافة أحد الزملاء بالاسم أو البريد الإلكتروني
add = إضافة
follower-added = تمت الإضافة. ستُرسل رسالة بريد عند وجود أي جديد هنا.
name-a-colleague = اختاروا أحد الزملاء من القائمة أو أدخلوا عنوان بريده الإلكتروني
no-mails-here = إيقاف رسائل البريد عن هذه التذكرة
remove-follower = إزالة { $name } من المتابعين
follows-no-more = توقفت متابعة { $name } لهذه التذكرة.

mails = رسائل البريد عن التذاكر
mails-text = عن التذاكر التي فتحتموها أو تتابعونها. لإيقاف الرسائل عن تذكرة بعينها، حدّدوا ذلك في صفحتها.
mail-wish = { $wish ->
    [every] عند كل جديد
    [digest] رسالة واحدة في اليوم
   *[nothing] دون رسائل
}
mail-wish-help = { $wish ->
    [every] رسالة عن كل رد، وعند حل تذكرة أو إعادة فتحها.
    [digest] في الصباح، بكل ما استجد منذ الرسالة السابقة.
   *[nothing] تتابعون الجديد هنا بأنفسكم.
}
time-zone = المنطقة الزمنية
time-zone-help = تُكتب بها الأوقات في الرسائل، وفي صباحها تصل الرسالة اليومية.
saved = تم الحفظ.

colleagues = الزملاء
colleagues-text = أفراد { $organisation } الذين استخدموا البوابة أو دُعوا إليها.
colleagues-text-unnamed = أفراد مؤسستكم الذين استخدموا البوابة أو دُعوا إليها.
alone = لا يوجد أحد غيركم هنا بعد. يمكنكم دعوة أحد الزملاء.
invite = دعوة زميل
invite-text = سنرسل رسالة بريد فيها رابط هذه البوابة. يجب أن يكون العنوان تابعًا لمؤسستكم.
invite-again = إعادة الدعوة
invite-whom-again = إعادة الدعوة: { $name }
send-invitation = إرسال الدعوة
invited = أُرسلت دعوة إلى { $email }.
name = الاسم
role-label = الدور
last-seen = آخر دخول: { $when }
never-seen = لم يسبق الدخول
member-removed = تمت الإزالة
make-manager = منح دور المسؤول
make-member = منح دور العضو
remove = إزالة
remove-text = يُسجَّل الخروج فورًا، ولا يمكن الدخول مجددًا إلا بدعوة جديدة. تبقى التذاكر كما هي.
role = { $role ->
    [member] عضو
   *[manager] مسؤول
}
role-help = { $role ->
    [member] فتح التذاكر والاطلاع على تذاكر المؤسسة، أو على التذاكر الشخصية فقط، حسب إعدادات فريق الدعم.
   *[manager] الاطلاع على جميع تذاكر المؤسسة، ودعوة الزملاء وإزالتهم.
}
now-is = { $role ->
    [member] دور { $name } الآن: عضو.
   *[manager] دور { $name } الآن: مسؤول.
}
change = خيارات { $name }
remove-whom = هل تريدون إزالة { $name }؟
removed = تمت إزالة { $name }.

some-days = من … إلى …
days-title = آخر تحديث من … إلى …
days-text = يُحسب اليومان كاملين حسب منطقتكم الزمنية، ويكفي تحديد أحدهما.
from = من
to = إلى
show-tickets = عرض التذاكر
no-day = اختاروا يومًا
days-turned = اختاروا يومًا لا يسبق اليوم الأول
from-day-to-day = من { $from } إلى { $to }
since-day = منذ { $day }
until-day = حتى { $day }
