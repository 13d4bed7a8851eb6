## Tickets

subject-answered = [{ $key }] { $title }
subject-filed = [{ $key }] تم الاستلام: { $title }
subject-solved = [{ $key }] تم الحل: { $title }
subject-closed = [{ $key }] مغلقة: { $title }
subject-reopened = [{ $key }] أعيد فتحها: { $title }
subject-followed = [{ $key }] متابعة: { $title }

filed = استلمنا تذكرتكم { $key }، «{ $title }». سنكتب إليكم هنا عند وجود أي جديد.
answered = ورد رد من { $who } على تذكرتكم { $key }، «{ $title }»:
answered-follower = ورد رد من { $who } على التذكرة { $key }، «{ $title }»:
solved = تم حل تذكرتكم { $key }، «{ $title }»، بواسطة { $who }.
solved-follower = تم حل التذكرة { $key }، «{ $title }»، بواسطة { $who }.
closed = تم إغلاق تذكرتكم { $key }، «{ $title }»، بواسطة { $who }.
closed-follower = تم إغلاق التذكرة { $key }، «{ $title }»، بواسطة { $who }.
reopened = أعيد فتح تذكرتكم { $key }، «{ $title }»، بواسطة { $who }.
reopened-follower = أعيد فتح التذكرة { $key }، «{ $title }»، بواسطة { $who }.
followed = تمت إضافتكم إلى التذكرة { $key }، «{ $title }»، بواسطة { $who }. ستصلكم رسالة عند وجود أي جديد فيها.

also-solved = تم حل التذكرة الآن.
also-closed = تم إغلاق التذكرة الآن.
also-reopened = أعيد فتح التذكرة.

invite-answer = يمكنكم الرد على هذه الرسالة أو هنا:
invite-answer-here = تابعوا القراءة والرد هنا:
invite-add = هل لديكم ما تضيفونه؟ ردوا على هذه الرسالة أو هنا:
invite-add-here = هل لديكم ما تضيفونه؟ أضيفوه هنا:
invite-reopen = ألم تُحل المشكلة؟ ردوا على هذه الرسالة أو أعيدوا فتح التذكرة هنا:
invite-reopen-here = ألم تُحل المشكلة؟ أعيدوا فتح التذكرة هنا:
invite-see = يمكنكم الاطلاع عليها هنا:
can-be-answered = يمكنكم أيضًا الرد على هذه الرسالة: سيُضاف ما تكتبونه إلى التذكرة.

button-answer = متابعة القراءة والرد
button-yours = عرض تذكرتكم
button-ticket = عرض التذكرة

earlier = الرسائل السابقة، الأحدث أولًا
last-said = آخر الرسائل، الأحدث أولًا
said = { $who }، { $when }
said-edited = { $who }، { $when }، معدّلة
attached = المرفقات: { $files }
attached-there = المرفقات، في البوابة: { $files }
rest-there = تجدون البقية في البوابة.

## One mail a day

digest-subject-ticket = [{ $key }] جديد: { $title }
digest-subject =
    { $count ->
        [zero] { $name }: لا جديد في أي تذكرة
        [one] { $name }: جديد في تذكرة واحدة
        [two] { $name }: جديد في تذكرتين
        [few] { $name }: جديد في { $count } تذاكر
        [many] { $name }: جديد في { $count } تذكرة
       *[other] { $name }: جديد في { $count } تذكرة
    }
digest-title = الجديد في تذاكركم
digest-intro =
    { $count ->
        [zero] لا جديد في تذاكركم لدى { $name }.
        [one] إليكم الجديد في تذكرتكم لدى { $name }.
        [two] إليكم الجديد في تذكرتين لكم لدى { $name }.
        [few] إليكم الجديد في { $count } تذاكر لكم لدى { $name }.
        [many] إليكم الجديد في { $count } تذكرة لكم لدى { $name }.
       *[other] إليكم الجديد في { $count } تذكرة لكم لدى { $name }.
    }
digest-ticket = { $key }، «{ $title }»: { $status }
digest-more =
    { $count ->
        [zero] لا رسائل أخرى في البوابة
        [one] رسالة أخرى في البوابة
        [two] رسالتان أخريان في البوابة
        [few] { $count } رسائل أخرى في البوابة
        [many] { $count } رسالة أخرى في البوابة
       *[other] { $count } رسالة أخرى في البوابة
    }

status =
    { $status ->
        [open] مفتوحة
        [in_progress] قيد المعالجة
        [pending] بانتظار ردكم
        [on_hold] معلّقة
        [solved] محلولة
       *[closed] مغلقة
    }
became = الحالة: { $status }
changed-status =
    { $status ->
        [open] تم تغيير الحالة إلى «مفتوحة» بواسطة { $who }
        [in_progress] تم تغيير الحالة إلى «قيد المعالجة» بواسطة { $who }
        [pending] تم تغيير الحالة إلى «بانتظار ردكم» بواسطة { $who }
        [on_hold] تم تغيير الحالة إلى «معلّقة» بواسطة { $who }
        [solved] تم تغيير الحالة إلى «محلولة» بواسطة { $who }
       *[closed] تم تغيير الحالة إلى «مغلقة» بواسطة { $who }
    }
changed-priority =
    { $priority ->
        [low] تم تغيير الأولوية إلى «منخفضة» بواسطة { $who }
        [normal] تم تغيير الأولوية إلى «عادية» بواسطة { $who }
        [high] تم تغيير الأولوية إلى «عالية» بواسطة { $who }
       *[urgent] تم تغيير الأولوية إلى «عاجلة» بواسطة { $who }
    }
changed-title = تم تغيير عنوان التذكرة إلى «{ $title }» بواسطة { $who }
assigned = تم إسناد التذكرة إلى { $whom } بواسطة { $who }
unassigned = تم إلغاء إسناد التذكرة بواسطة { $who }
opened-ticket = تم فتح التذكرة بواسطة { $who }
follows = التذكرة متابَعة الآن من { $who }
follows-no-more = لم تعد التذكرة متابَعة من { $who }
added-follower = تمت إضافة { $whom } إلى المتابعين بواسطة { $who }
removed-follower = تمت إزالة { $whom } من المتابعين بواسطة { $who }
corrected-answers = تم تصحيح إجابات النموذج بواسطة { $who }: { $questions }

## Below mails about tickets

why-filed = أُرسلت هذه الرسالة إلى { $to } لأنكم فتحتم { $key } لدى { $name }.
why-followed = أُرسلت هذه الرسالة إلى { $to } لأنكم تتابعون { $key } لدى { $name }.
why-digest = أُرسلت هذه الرسالة إلى { $to } لأنكم اخترتم رسالة واحدة في اليوم لدى { $name }.
no-more-mails = إيقاف الرسائل
no-more-about = إيقاف الرسائل عن { $key }
which-mails = اختيار الرسائل التي تصلكم
no-more-mails-here = إيقاف الرسائل:
no-more-about-here = إيقاف الرسائل عن { $key }:
which-mails-here = اختيار الرسائل التي تصلكم:

## In the conversation, below an answer by mail

mail-is-attached = الرسالة كاملة مرفقة.
files-unfit = لم يُقبل بسبب النوع أو الحجم: { $files }
files-too-many = لم يُقبل لأنه أكثر مما تتسع له رسالة واحدة: { $files }

## Answered by mail when the ticket was closed

late-subject = [{ $key }] مغلقة
late = لم تُضف رسالتكم بشأن التذكرة { $key }، «{ $title }»، إليها: التذكرة مغلقة ولا تقبل ردودًا بعد الآن.
late-unread = لم يقرأ أحد ما كتبتموه. نرجو فتح تذكرة جديدة به.
late-unread-here = لم يقرأ أحد ما كتبتموه. نرجو فتح تذكرة جديدة به هنا:
late-button = فتح تذكرة جديدة
late-yours = هذا ما كتبتموه:
late-files = مرفق لم يُضف أيضًا: { $files }
late-why = أُرسلت هذه الرسالة إلى { $to } لأنكم رددتم على رسالة عن { $key } لدى { $name }.

## Signing in

sign-in-subject = تسجيل الدخول إلى { $name }
sign-in-code = رمز تسجيل دخولكم إلى { $name }:
sign-in-link = أو افتحوا هذا الرابط في المتصفح الذي طلبتموه منه:
sign-in-button = تسجيل الدخول
sign-in-once =
    { $minutes ->
        [zero] لم يعد الرمز والرابط صالحين. لا تعطوا الرمز لأحد، أيًا كان من يطلبه.
        [one] الرمز والرابط صالحان لمرة واحدة ولمدة دقيقة واحدة، وفي المتصفح الذي طلبهما فقط. لا تعطوا الرمز لأحد، أيًا كان من يطلبه.
        [two] الرمز والرابط صالحان لمرة واحدة ولمدة دقيقتين، وفي المتصفح الذي طلبهما فقط. لا تعطوا الرمز لأحد، أيًا كان من يطلبه.
        [few] الرمز والرابط صالحان لمرة واحدة ولمدة { $minutes } دقائق، وفي المتصفح الذي طلبهما فقط. لا تعطوا الرمز لأحد، أيًا كان من يطلبه.
        [many] الرمز والرابط صالحان لمرة واحدة ولمدة { $minutes } دقيقة، وفي المتصفح الذي طلبهما فقط. لا تعطوا الرمز لأحد، أيًا كان من يطلبه.
       *[other] الرمز والرابط صالحان لمرة واحدة ولمدة { $minutes } دقيقة، وفي المتصفح الذي طلبهما فقط. لا تعطوا الرمز لأحد، أيًا كان من يطلبه.
    }
sign-in-why = تصلكم هذه الرسالة لأن عنوانكم أُدخل لدى { $name }. إن لم تكونوا من فعل ذلك فلا حاجة إلى أي إجراء: لا يدخل أحد دون هذه الرسالة.

prove-subject = تأكيد عنوانكم لدى { $name }
prove-code = سجّل شخص الدخول إلى { $name } عبر { $provider } وذكر أن هذا العنوان له. إن كنتم أنتم فأكدوا ذلك بهذا الرمز:
prove-link = أو افتحوا هذا الرابط في المتصفح الذي سجّلتم الدخول منه:
prove-button = تأكيد
prove-then = منذ ذلك الحين يدخل حساب { $provider } هذا باسمكم.
prove-why = إن لم تكونوا من فعل ذلك فلا حاجة إلى أي إجراء: لا يدخل حساب { $provider } هذا دون هذه الرسالة.

## Invited to a portal

invitation-subject = دعوة إلى { $name }
invitation = أنتم مدعوون إلى { $name }: اطلبوا المساعدة هناك وتابعوا ما يستجد.
invitation-address = سجّلوا الدخول بهذا العنوان، { $to }:
invitation-button = الانتقال إلى { $name }
invitation-why = تصلكم هذه الرسالة لأن مؤسستكم أو فريق الدعم دعا عنوانكم. إن لم ترغبوا في تسجيل الدخول فلا حاجة إلى أي إجراء، ولن تصلكم رسائل أخرى.

## An export is ready

export-subject = ملف التصدير جاهز
export-ready =
    { $count ->
        [zero] ملف التصدير من { $name } جاهز: لا تذاكر، { $format }.
        [one] ملف التصدير من { $name } جاهز: تذكرة واحدة، { $format }.
        [two] ملف التصدير من { $name } جاهز: تذكرتان، { $format }.
        [few] ملف التصدير من { $name } جاهز: { $count } تذاكر، { $format }.
        [many] ملف التصدير من { $name } جاهز: { $count } تذكرة، { $format }.
       *[other] ملف التصدير من { $name } جاهز: { $count } تذكرة، { $format }.
    }
export-until = يمكنكم وحدكم تنزيله حتى { $until }.
export-until-here = بعد تسجيل الدخول يمكنكم وحدكم تنزيله هنا حتى { $until }:
export-button = الانتقال إلى ملفات التصدير
export-why = أُرسلت هذه الرسالة إلى { $to } لأنكم طلبتم هذا التصدير لدى { $name }.

## The page where mails are ended

stop-title = رسائل أقل؟
stop-ticket-or-all = أوقفوا الرسائل عن { $key } أو جميع الرسائل عن التذاكر. ما زال بإمكانكم قراءة كل شيء في البوابة.
stop-all = أوقفوا جميع الرسائل عن التذاكر. ما زال بإمكانكم قراءة كل شيء في البوابة.
stop-all-button = إيقاف الرسائل عن جميع التذاكر
stop-daily = أتفضلون رسالة واحدة في اليوم؟
stop-choose = اختيار الرسائل التي تصلكم
stop-done = تم
stop-muted = لن تصلكم رسائل أخرى عن { $key }.
stop-stopped = لن تصلكم رسائل أخرى عن التذاكر.
stop-undo = تراجع
stop-unmuted = ستصلكم الرسائل عن { $key } من جديد.
stop-again = ستصلكم الرسائل عن التذاكر من جديد.
stop-regret = هل غيّرتم رأيكم؟
stop-unknown = هذا الرابط لا يعمل
stop-unknown-why = انقطع الرابط في الطريق أو أصبح قديمًا. افتحوه مرة أخرى من الرسالة، أو اختاروا في البوابة الرسائل التي تصلكم.
