### What the portal says, where customers ask for help. Short, second person, no blame.

## First: what a first visit shows until its list stands there

# A ticket is a request for help, its conversation included
tickets = Tickets
new-ticket = New ticket
# Above the list of tickets: which are shown
tab-open = Open
tab-waiting = Waiting for you
tab-solved = Solved
tab-all = All
# Read aloud: the name of the group of tabs
status-label = Status
# Said of a ticket with news
unread = Unread
sign-in-to = Sign in to { $portal }
# Where a ticket stands
status = { $status ->
    [open] Open
    [in_progress] In progress
    [pending] Waiting for you
    [on_hold] On hold
    [solved] Solved
   *[closed] Closed
}
# Read aloud when the list has arrived
tickets-shown = { $count ->
    [one] 1 ticket
   *[other] { $count } tickets
}
tickets-shown-and-more = { $count ->
    [one] 1 ticket, and there are more
   *[other] { $count } tickets, and there are more
}

## Later: all else

sign-out = Sign out
# A dialog that asks before signing out: its title, what it says, and its button
unsent = { $count ->
    [one] 1 reply has not been sent
   *[other] { $count } replies have not been sent
}
unsent-text = What has not been sent is on this device only. Signing out deletes it.
sign-out-anyway = Sign out anyway
# The same of drafts; below it stands what each is
unsent-drafts = { $count ->
    [one] 1 draft has not been sent
   *[other] { $count } drafts have not been sent
}
# One of those drafts. $key: of a ticket
reply-to = Your reply to { $key }
# One of those drafts that is neither
another-draft = Something else that you were writing

not-available = This portal is not available
not-available-text = Check the address, or ask the company whose support you want to reach. If it was here before, nothing is lost: try again later.
not-found = We could not find this
not-found-text = The address may have a slip in it, or this is not for you to see.
to-the-tickets = Go to your tickets

# A button: shows the tickets of the other tabs
show-all = Show them
search = Search tickets
search-is-full = A search takes 200 characters at most
filters-lost = Part of this address says no filter that we know, so it filters nothing.
filters = Filters
# Who asked for help
requester = Requester
priority = Priority
# The form by which a ticket was filed
form = Form
# When something happened last
updated = Updated
sort = Sort
any-requester = Everyone
# The one who reads this
me = Me
any-priority = Any priority
any-form = Any form
any-time = Any time
past-day = Past 24 hours
past-week = Past 7 days
past-month = Past 30 days
past-year = Past year
by-activity = Latest activity
by-creation = Newest first
by-number = Highest number
clear-filters = Clear filters
# What the list is narrowed by
by-search = Search: { $text }
by-requester = Requester: { $name }
by-priority = Priority: { $name }
by-form = Form: { $name }
# $time: "Past 7 days"
by-update = Updated: { $time }
another-form = Another form
# Whose name is not known
somebody = A colleague

# A button: writes the list into a file
export = Export
exports = Your exports
# Above the formats of an export
as-filtered = { $count ->
    [one] 1 ticket, as filtered
   *[other] { $count } tickets, as filtered
}
as-filtered-uncounted = As filtered
with-messages = With messages
# Read aloud once a format was chosen
export-begun = The file is being written…
download = Download
export-failed = This did not work. Narrow the list, or choose another format.
export-cancelled = Cancelled
# $format: CSV, Excel or JSON
export-name = { $count ->
    [one] { $format }, 1 ticket
   *[other] { $format }, { $count } tickets
}
export-name-with-messages = { $count ->
    [one] { $format }, 1 ticket, with messages
   *[other] { $format }, { $count } tickets, with messages
}
export-name-uncounted = { $format }
export-name-uncounted-with-messages = { $format }, with messages
export-progress = { NUMBER($done) } of { NUMBER($total) }
export-waits = Waiting for its turn
# $size: "3 MB"; $until: a day and a time
export-ready = { $size }, there until { $until }

print = Print
load-more = Load more
# A view is a list of tickets with its filters, kept under a name
views = Views
# Read aloud before the name of the view that is shown
view = View:
my-views = Mine
shared-views = Shared
# A view that somebody else shares
view-of = { $name } · { $owner }
# Opens a dialog
keep-view = Save this view…
keep-view-title = Save this view
keep-view-text = Keeps the tab, the search, the filters and the order as they are now.
share-view = Share with colleagues
share-view-help = Everyone at { $organisation } can choose it. They see only tickets that they may see.
share-view-help-unnamed = Everyone at your organisation can choose it. They see only tickets that they may see.
save = Save
delete = Delete
change-view = Rename or share “{ $name }”…
delete-view = Delete “{ $name }”…
delete-which = Delete “{ $name }”?
delete-view-text = The tickets it shows stay as they are.
delete-shared-text = Your colleagues lose it, too. The tickets it shows stay as they are.
view-kept = “{ $name }” is saved.
view-deleted = “{ $name }” is deleted.

# Shown while somebody types the title of a new ticket
similar-title = Open tickets like this one
similar = { $count ->
    [one] 1 open ticket is like this one.
   *[other] { $count } open tickets are like this one.
}
# Read aloud behind a link
in-another-tab = (opens in another tab)
no-tickets = No tickets yet
no-tickets-text = When you need help, open one. You will find the answer here and in your mail.
nothing-open = Nothing is open
nothing-waiting = Nothing waits for you
nothing-solved = Nothing is solved yet
nothing-fits = No ticket fits these filters
# Below "No ticket fits these filters"
elsewhere = { $count ->
    [one] 1 ticket on another tab does.
   *[other] { $count } tickets on other tabs do.
}
# A button above the list
show-changed = { $count ->
    [one] Show 1 ticket with news
   *[other] Show { $count } tickets with news
}
next-ticket = Next ticket
previous-ticket = Previous ticket

conversation = Conversation
# What is known of a ticket: who asked, when, how urgent
details = Details
# The team that helps, as an author
support = Support
you = You
# Said of a message
edited = edited
deleted = This message was deleted.
# A button beside one's own message
edit-message = Edit
# Read aloud: what is written here
edit-your-message = Edit your message
message-changed = Your message was changed.
could-not-save = Your changes were not saved. They are still here.
too-late = A message can be changed for 15 minutes, which are over. What you typed is still here to copy.
# A button beside what can no longer be saved
copy-text = Copy text
text-copied = Text copied.
changed-meanwhile = This message was changed in another place meanwhile. Saving replaces what it says now.
# A dialog that asks before what was typed is thrown away
discard-changes = Discard your changes?
discard-changes-text = The message stays as it is.
delete-message = Delete this message?
delete-message-text = Its text and its files are taken away for everybody who reads this ticket. Mails that went out already stay as they are.
# Above the first message that has not been read
new = New
earlier = Show earlier messages
your-reply = Your reply
write-a-reply = Write a reply. Use @ to call somebody of the team.
reply = Reply
reply-and-solve = Reply and mark solved
sending = Sending…
sent = Your reply was sent.
waiting = Replies that wait for the network
waits = You are offline. This goes out by itself as soon as you are back.
# A button
waits-edit = Change it
# While files are still being uploaded
waits-for-files = Your reply goes out as soon as the files are here. Please keep this page open.
# A button: takes back that the reply goes out by itself
not-yet = Do not send yet
could-not-send = Your reply was not sent. It is still here.
mark-solved = Mark solved
reopen = Reopen
copy-link = Copy link
link-copied = Link copied.
# The member of the support team who has the ticket
assignee = Assigned to
nobody-yet = Nobody yet
created = Created
closed-title = This ticket is closed and takes no more replies.
closed-text = Is something still open? Start a new ticket; it will mention this one.
follow-up = Open a new ticket
# Before the key of a ticket: "Follow-up to ACME-17", "Continued in ACME-18"
follow-up-to = Follow-up to
continued-in = Continued in
# A button
new-replies = { $count ->
    [one] 1 new reply
   *[other] { $count } new replies
}
# Read aloud
replied = { $name } replied
# $when: "2 hours ago" or "1 May"
opened-by = { $name } opened this { $when }
filed-as = Filed as { $key }. We'll mail you when we answer.
who-reads = The support team can read this.
who-reads-with-colleagues = The support team and everyone at { $organisation } can read this.
# What a status means for the reader
status-means = { $status ->
    [open] We have it and will answer as soon as we can.
    [in_progress] We are on it.
    [pending] We are waiting for you.
    [on_hold] We are waiting for something else and will come back to you.
    [solved] Done. Reply or reopen it if it is not.
   *[closed] Done for good.
}

# What happened to a ticket. $by tells whether the reader did it ("you") or $name; of a status also whether nobody did ("system"), or whether it
# came with a reply ("reply").
change-created = { $by ->
    [you] You opened the ticket
   *[other] { $name } opened the ticket
}
change-status = { $by ->
    [you] You set the status to { $status }
    [system] Status set to { $status } automatically
    [reply] Status: { $status }
   *[other] { $name } set the status to { $status }
}
change-priority = { $by ->
    [you] You set the priority to { $priority }
   *[other] { $name } set the priority to { $priority }
}
change-title = { $by ->
    [you] You renamed the ticket to { $title }
   *[other] { $name } renamed the ticket to { $title }
}
change-assignee = { $by ->
    [you] You assigned the ticket to { $assignee }
   *[other] { $name } assigned the ticket to { $assignee }
}
change-unassigned = { $by ->
    [you] You unassigned the ticket
   *[other] { $name } unassigned the ticket
}
change-follows = { $by ->
    [you] You follow the ticket
   *[other] { $name } follows the ticket
}
change-follows-no-more = { $by ->
    [you] You follow the ticket no more
   *[other] { $name } follows the ticket no more
}
change-follower-added = { $by ->
    [you] You added { $who } as a follower
   *[other] { $name } added { $who } as a follower
}
change-follower-removed = { $by ->
    [you] You removed { $who } from the followers
   *[other] { $name } removed { $who } from the followers
}
# Answers to the questions of a form, each as the next message says, behind semicolons
corrected-answers = { $name } corrected what was filled in: { $changes }
# A dash stands for no answer
answer-change = { $question }: “{ $from }” → “{ $to }”

pick-a-form = What is it about?
# The name of the form that is there when the support team has made none
built-in-form = General request
# Of a ticket
title = Title
title-help = In one line, what is it about?
description = Description
description-help = What happened, what did you expect? Markdown works.
# A button
file-ticket = File ticket
cancel = Cancel
other-form = All forms
# While somebody fills it in, the support team took it away
form-gone = This form is not offered any more
form-gone-text = What you typed is kept. Choose another form: title, description and files come along, and what else you filled in stands at the end of the description.
# A button
choose-form = Choose another form

preferences = Preferences
your-sessions = Your sessions
your-sessions-text = Where you are signed in. End what you do not know or no longer use; that browser is signed out within seconds.

# Who gets mails about a ticket although they did not file it
followers = Followers
no-followers = Nobody but the requester hears of what happens here.
follow = Follow this ticket
add-follower = Add a colleague, by name or e-mail
add = Add
follower-added = Added. They get a mail when something happens here.
name-a-colleague = Choose a colleague from the list, or enter their e-mail address
no-mails-here = Send me no mails about this ticket
remove-follower = Remove { $name } from the followers
follows-no-more = { $name } follows this ticket no more.

mails = Mails about tickets
mails-text = Of tickets you filed or follow. To have none about a single ticket, say so on its page.
mail-wish = { $wish ->
    [every] Every event
    [digest] One mail a day
   *[nothing] No mails
}
mail-wish-help = { $wish ->
    [every] A mail about each answer, and when a ticket is solved or opened again.
    [digest] In the morning, what happened since the last one.
   *[nothing] You look here for yourself.
}
time-zone = Time zone
time-zone-help = In which mails tell the time, and in whose morning the daily mail comes.
saved = Saved.

colleagues = Colleagues
colleagues-text = Who of { $organisation } has been here or is invited.
colleagues-text-unnamed = Who of your organisation has been here or is invited.
alone = Nobody else is here yet. Invite a colleague.
invite = Invite a colleague
invite-text = They get a mail that leads them here. It must be an address of your organisation.
invite-again = Invite again
# Read aloud instead of "Invite again": begins with the same words
invite-whom-again = Invite again: { $name }
send-invitation = Send invitation
invited = An invitation is on its way to { $email }.
name = Name
role-label = Role
# $when: "2 hours ago" or "1 May"
last-seen = last seen { $when }
never-seen = not here yet
# Said of a colleague
member-removed = Removed
make-manager = Make a manager
make-member = Make a member
remove = Remove
remove-text = They are signed out at once and cannot come in until somebody invites them again. Their tickets stay.
role = { $role ->
    [member] Member
   *[manager] Manager
}
role-help = { $role ->
    [member] Files tickets and sees those of the organisation, or only their own, as the support team has set it up.
   *[manager] Sees all tickets of the organisation, and invites and removes colleagues.
}
now-is = { $role ->
    [member] { $name } is now a member.
   *[manager] { $name } is now a manager.
}
# A button that opens a menu
change = Change { $name }
remove-whom = Remove { $name }?
removed = { $name } was removed.

# A choice beside "Past 7 days": opens a dialog
some-days = From … to …
days-title = Updated from … to …
days-text = Both days count whole, in your time zone. One of them is enough.
# Labels of two days
from = From
to = To
show-tickets = Show tickets
no-day = Choose a day
days-turned = Choose a day that is not before the first
# Behind "Updated:"
from-day-to-day = { $from } – { $to }
since-day = since { $day }
until-day = until { $day }
