## First: what a first visit shows until its list stands there

retry = إعادة المحاولة
dismiss = إخفاء
optional = (اختياري)
loading = جارٍ التحميل
skip-to-content = الانتقال إلى المحتوى
main-navigation = القائمة الرئيسية
offline-hint = لا يوجد اتصال بالإنترنت. ما تكتبونه محفوظ على هذا الجهاز.

error-summary = توجد مشكلة في البيانات المدخلة
offline-title = يبدو أنه لا يوجد اتصال بالإنترنت
offline-text = تعذّر الوصول إلى الخادم. تحققوا من الاتصال وحاولوا مرة أخرى.
unexpected-title = حدث خطأ ما
unexpected-text = الخطأ ليس من جانبكم. حاولوا مرة أخرى بعد قليل.
not-found-title = لم نعثر على هذه الصفحة
not-found-text = ربما نُقلت أو أُزيلت، أو قد يكون في العنوان خطأ.
forbidden-title = ليست لديكم صلاحية الوصول
forbidden-text = إن كنتم بحاجة إلى الوصول فاطلبوه من فريقكم.
too-many-title = محاولات كثيرة في وقت قصير
too-many-text = انتظروا دقيقة ثم حاولوا مرة أخرى.
unavailable-title = نواجه مشكلة مؤقتة
unavailable-text = لم تُفقد أي بيانات. حاولوا مرة أخرى بعد قليل.
title-and-text = { $title }. { $text }

e-mail = البريد الإلكتروني
enter-an-address = أدخلوا عنوان بريد إلكتروني مثل name@company.com
send-me-a-link = إرسال رابط الدخول
sign-in-intro = سنرسل إليكم رابطًا ورمزًا بالبريد الإلكتروني. لا حاجة إلى كلمة مرور.
check-your-inbox = تحققوا من بريدكم
mail-is-coming = إن كان يُسمح لهذا العنوان بتسجيل الدخول هنا، فستصلكم رسالة بعد لحظات. افتحوا رابطها في هذا المتصفح أو أدخلوا الرمز الوارد فيها:
code-label = الرمز
code-help = ستة أرقام من الرسالة التي أرسلناها إليكم
code-refused = لم يُقبل هذا الرمز. استخدموا الرمز الوارد في أحدث رسالة، أو اطلبوا رسالة أخرى.
send-again = إعادة الإرسال
send-again-in = إعادة الإرسال بعد { NUMBER($seconds) } ث
sent-again = أُرسلت رسالة أخرى. الرسالة الأحدث وحدها صالحة.
another-address = استخدام عنوان آخر
checking = جارٍ التحقق…
sign-in = تسجيل الدخول
or = أو
other-ways = طرق أخرى لتسجيل الدخول
continue-with = المتابعة باستخدام { $provider }
continue-with-organisation = المتابعة بحساب المؤسسة
no-way-in = تسجيل الدخول غير متاح حاليًا
no-way-in-text = جميع طرق تسجيل الدخول معطّلة. تواصلوا مع الفريق المسؤول عن هذه الصفحة.
prove-mailbox = للتأكد من أن هذا العنوان لكم، أرسلنا إليه رسالة. افتحوا رابطها في هذا المتصفح أو أدخلوا الرمز الوارد فيها:
start-again = البدء من جديد
sign-in-denied = لم يكتمل تسجيل الدخول لعدم منح الإذن. حاولوا مرة أخرى أو اختاروا طريقة أخرى.
provider-failed = تعذّر تسجيل الدخول بهذا الحساب. حاولوا مرة أخرى بعد قليل أو اختاروا طريقة أخرى.
too-late = انقضت المهلة أو بدأت العملية في متصفح آخر. ابدؤوا من جديد.
not-allowed-title = لا يمكن تسجيل الدخول بهذا العنوان
not-allowed-text = تأكدنا من هويتكم، لكن هذا العنوان لا يملك صلاحية الدخول هنا. تواصلوا مع من دلّكم على هذه الصفحة، أو استخدموا عنوانًا آخر.
sign-in-otherwise = تسجيل الدخول بطريقة أخرى
session-ended = تم تسجيل خروجكم. سجّلوا الدخول للمتابعة من حيث توقفتم.
session-ended-with-drafts = تم تسجيل خروجكم. سجّلوا الدخول للمتابعة من حيث توقفتم. ما كنتم تكتبونه لا يزال محفوظًا هنا.

priority-name = { $priority ->
    [low] منخفضة
    [normal] عادية
    [high] عالية
   *[urgent] عاجلة
}
priority-is = الأولوية: { $name }
language = اللغة
browsers-language = لغة المتصفح

## Later: all else

close = إغلاق
earlier-versions = النسخ السابقة
as-first-sent = كما أُرسلت أول مرة
cancel = إلغاء
choose = اختيار…
files-go-here = تُرفق الملفات هنا.
files-stay = تبقى الملفات كما هي.
your-account = حسابكم
theme = المظهر
theme-system = حسب النظام
theme-light = فاتح
theme-dark = داكن
shortcuts = اختصارات لوحة المفاتيح
show-shortcuts = عرض هذه الاختصارات
send = إرسال ما تكتبونه
copy-failed = تعذّر النسخ. حدّدوا النص وانسخوه بأنفسكم.

bold = غامق
italic = مائل
code = رمز برمجي
link = رابط
list = قائمة
table = جدول
quote = اقتباس
formatting = التنسيق
people-to-mention = أشخاص يمكن ذكرهم
people-found = { $count ->
    [zero] لا أحد بهذا الاسم
    [one] شخص واحد. اضغطوا Enter لذكره.
    [two] شخصان. استخدموا مفاتيح الأسهم، ثم اضغطوا Enter للذكر.
    [few] { $count } أشخاص. استخدموا مفاتيح الأسهم، ثم اضغطوا Enter للذكر.
    [many] { $count } شخصًا. استخدموا مفاتيح الأسهم، ثم اضغطوا Enter للذكر.
   *[other] { $count } شخص. استخدموا مفاتيح الأسهم، ثم اضغطوا Enter للذكر.
}
draft-restored = تمت استعادة المسودة.
discard-draft = تجاهل
attach-files = إرفاق ملفات
or-drop-them = أو أفلتوها هنا
attached-files = الملفات المرفقة
files = الملفات
on-its-way = قيد النقل
file-refused = لم يُنقل هذا الملف.
wait-for-files = لا يزال رفع ملفاتكم جاريًا. حاولوا مرة أخرى بعد قليل.
remove-failed-files = أزيلوا أولًا الملفات التي تعذّر إرفاقها.
file-unreadable = تعذّرت قراءة هذا الملف
file-missed = لم يُرفع هذا الملف بالكامل. أرفقوه مرة أخرى.
sending-file = جارٍ رفع { $name }
file-attached = تم إرفاق { $name }.
too-many-files = الحد الأقصى لعدد الملفات المرفقة: { NUMBER($most) }
remove = إزالة { $what }
copy = نسخ: { $what }
copied = تم النسخ: { $what }
browser-on-system = { $browser } على { $system }

confirm-title = بقيت نقرة واحدة
confirm-text = أكّدوا أنكم فتحتم الرابط من رسالتنا.
link-refused-title = لم يعمل هذا الرابط
link-refused-text = يعمل الرابط مرة واحدة ولبضع دقائق، وفي المتصفح الذي طلبه فقط. في ذلك المتصفح يمكنكم أيضًا إدخال الرمز المكوّن من ستة أرقام الوارد في الرسالة.
to-the-code = إدخال الرمز
another-mail = طلب رسالة أخرى
signing-you-in = جارٍ تسجيل الدخول…

sessions = الجلسات
this-session = هذه الجلسة
unknown-browser = متصفح غير معروف
session-began = تسجيل الدخول: { $when }
session-used = آخر استخدام: { $when }
session-ends = تاريخ الانتهاء: { $when }
end-session = إنهاء
end-which-session = إنهاء: { $browser }
end-other-sessions = إنهاء جميع الجلسات الأخرى
session-is-ended = تم إنهاء الجلسة.
other-sessions-ended = تم إنهاء جميع جلساتكم الأخرى.
only-this-session = لا توجد جلسات أخرى مفتوحة.
signed-in-by = { $method ->
    [google] باستخدام Google
    [microsoft] باستخدام Microsoft
    [slack] باستخدام Slack
    [mail] بالبريد الإلكتروني
   *[open_id] بحساب المؤسسة
}

offline-keep-open = لا يوجد اتصال بالإنترنت. أبقوا هذه الصفحة مفتوحة: لا يحفظ هذا الجهاز ما تكتبونه.
field-problem = { $code ->
    [required] هذا الحقل مطلوب
    [required_body] اكتبوا شيئًا أولًا
    [required_title] أدخلوا العنوان
    [required_description] أدخلوا الوصف
    [required_name] أدخلوا الاسم
    [required_email] أدخلوا عنوان بريد إلكتروني مثل name@company.com
    [required_choice] اختاروا من القائمة
    [required_date] أدخلوا تاريخًا
    [required_number] أدخلوا رقمًا
    [required_person] اختاروا شخصًا
    [required_file] أرفقوا ملفًا
    [required_tick] ضعوا علامة في هذا المربع للمتابعة
    [tick_required] ضعوا علامة في هذا المربع للمتابعة
    [wrong_kind] لا يقبل هذا الحقل إجابة من هذا النوع
    [too_long] الحد الأقصى لعدد الأحرف: { $limit }
    [too_short] الحد الأدنى لعدد الأحرف: { $limit }
    [zero_character] أزيلوا المحرف الصفري من النص
    [no_email] أدخلوا عنوان بريد إلكتروني مثل name@company.com
    [no_link] أدخلوا رابطًا مثل { "\u2066" }https://company.com/page{ "\u2069" }
    [no_date] أدخلوا تاريخًا كاملًا، باليوم والشهر والسنة
    [no_number] أدخلوا رقمًا مثل { "\u2066" }1234.5{ "\u2069" }
    [too_many_digits] الحد الأقصى لعدد الخانات: { $limit }
    [not_whole] أدخلوا عددًا صحيحًا
    [too_small] أدخلوا { $limit } أو أكثر
    [too_large] أدخلوا { $limit } أو أقل
    [too_early] أدخلوا { $limit } أو تاريخًا بعده
    [too_late] أدخلوا { $limit } أو تاريخًا قبله
    [too_few] الحد الأدنى لعدد الخيارات: { $limit }
    [too_many] الحد الأقصى لعدد الخيارات: { $limit }
    [too_few_files] الحد الأدنى لعدد الملفات: { $limit }
    [too_many_files] الحد الأقصى لعدد الملفات: { $limit }
    [not_offered] اختاروا من القائمة
    [unknown_id] لم يعد هذا الخيار موجودًا؛ اختاروا من جديد
    [unknown_file] أحد هذه الملفات لم يعد موجودًا؛ أرفقوه من جديد
    [unfinished_file] أحد هذه الملفات لم يكتمل رفعه بعد
    [unknown_field] تغيّر النموذج؛ أعيدوا تحميل الصفحة
    [not_applicable] هذا السؤال لا ينطبق؛ اتركوه فارغًا
    [unknown_form] لم يعد هذا النموذج موجودًا؛ اختاروا نموذجًا آخر
    [unknown_ticket] لم تعد هذه التذكرة متاحة؛ أزيلوها
    [form_changed] تغيّر هذا النموذج في هذه الأثناء. ما كتبتموه لا يزال هنا: راجعوه ثم أرسلوه من جديد
    [one_line] اكتبوا هذا في سطر واحد
    [no_code] يتكوّن الرمز من ستة أرقام
    [too_many_mentions] الحد الأقصى لعدد الأشخاص المذكورين: { $limit }
    [not_of_the_team] لا يمكن ذكر أحد سوى أعضاء فريق الدعم
    [empty_file] الملف فارغ
    [file_too_large] الحد الأقصى لحجم الملف: { $limit }
    [file_kind] لا تُقبل هنا ملفات من هذا النوع
    [no_follower] اختاروا أحد الزملاء ممن استخدموا البوابة ويُسمح لهم بقراءة هذه التذكرة
    [no_time_zone] اختاروا منطقة زمنية مثل Europe/Berlin
    [other_domain] أدخلوا عنوان بريد تابعًا لمؤسستكم
    [search_too_long] الحد الأقصى لعدد أحرف البحث: { $limit }
    [sheet_full] هذا أكثر مما تتسع له ورقة Excel؛ ضيّقوا نطاق التصفية أو اختاروا CSV أو JSON
    [export_too_slow] يستغرق هذا وقتًا طويلًا؛ ضيّقوا نطاق التصفية
    [not_visible] لم يعد بإمكانكم رؤية كل هذه التذاكر
    [wrong_cursor] تغيّرت القائمة؛ حمّلوها من جديد
    [page_size] الحد الأقصى لعدد الصفوف: { $limit }
    [too_far_back] الحد الأقصى لعدد الأيام الماضية: { $limit }
    [days_or_span] اختاروا أيامًا أو مدة، لا كليهما
    [wrong_days] اختاروا أيامًا من عصرنا، الأسبق أولًا
    [key_used] أُرسل هذا من قبل بمحتوى آخر؛ أعيدوا إرساله
    [part_too_small] لم يصل الملف كاملًا؛ أرفقوه من جديد
   *[other] { "" }
}

refusal = { $code ->
    [ticket_closed] هذه التذكرة مغلقة؛ افتحوا تذكرة جديدة للمتابعة.
    [managers_only] اطلبوا ذلك من أحد المسؤولين في مؤسستكم.
    [own_rights] لتغيير صلاحياتكم، اطلبوا ذلك من مسؤول آخر.
    [shut_out] أزال فريق الدعم هذا الشخص، وهو وحده من يمكنه السماح له بالدخول مجددًا.
    [member_already] هذا الشخص عضو بالفعل.
    [views_full] لديكم 50 قائمة محفوظة، وهو الحد الأقصى. احذفوا ما لم تعودوا بحاجة إليه.
    [view_changed] غيّر شخص آخر هذه القائمة في هذه الأثناء؛ راجعوها من جديد.
    [view_named_already] لديكم قائمة محفوظة بهذا الاسم بالفعل.
    [followers_full] الحد الأقصى لعدد متابعي التذكرة هو 50.
    [not_solved] لا يمكن إعادة فتح تذكرة ما لم تكن محلولة.
    [not_your_message] يمكنكم تغيير رسائلكم فقط.
    [written_in_slack] كُتبت هذه الرسالة في Slack، ويمكن تغييرها هناك.
    [too_late_to_change] يمكن تغيير الرسالة خلال 15 دقيقة من إرسالها.
    [export_under_way] يمكن إجراء تصدير واحد في كل مرة؛ التصدير الذي طلبتموه لا يزال جاريًا.
    [others_are_exporting] يُجري آخرون تصديرًا الآن؛ حاولوا مرة أخرى بعد قليل.
    [others_are_uploading] يرفع آخرون ملفات الآن؛ حاولوا مرة أخرى بعد قليل.
    [uploads_full] أرسلوا الملفات التي أرفقتموها أو أزيلوها أولًا.
    [pages_full] أغلقوا بعض الصفحات المفتوحة.
   *[other] { "" }
}
conflict-title = هذا غير ممكن الآن
conflict-text = حدثت تغييرات في هذه الأثناء. أعيدوا تحميل الصفحة وحاولوا مرة أخرى.
about-field = { $label }: { $problem }
two-sentences = { $first } { $second }
yes = نعم
no = لا
control-key = Ctrl
enter-key = Enter
preview = معاينة
nothing-to-preview = لا يوجد ما يُعرض بعد. يظهر هنا ما تكتبونه كما سيُرسل.
tickets-to-name = تذاكر يمكن ربطها
tickets-found = { $count ->
    [zero] لا توجد تذكرة مطابقة
    [one] تذكرة واحدة. اضغطوا Enter لربطها.
    [two] تذكرتان. استخدموا مفاتيح الأسهم، ثم اضغطوا Enter للربط.
    [few] { $count } تذاكر. استخدموا مفاتيح الأسهم، ثم اضغطوا Enter للربط.
    [many] { $count } تذكرة. استخدموا مفاتيح الأسهم، ثم اضغطوا Enter للربط.
   *[other] { $count } تذكرة. استخدموا مفاتيح الأسهم، ثم اضغطوا Enter للربط.
}
