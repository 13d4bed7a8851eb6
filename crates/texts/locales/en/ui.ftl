### What the parts say that all pages share. Short, second person, no blame.

## First: what a first visit shows until its list stands there

retry = Try again
# Closes a note that popped up
dismiss = Dismiss
# Behind the label of a field that may be left empty
optional = (optional)
loading = Loading
skip-to-content = Skip to content
# Read aloud: the name of the menu at the top of the page
main-navigation = Main
offline-hint = You are offline. What you type is kept on this device.

# Above a list of what is wrong in a form
error-summary = There is a problem
offline-title = You seem to be offline
offline-text = We could not reach the server. Check your connection and try again.
unexpected-title = Something went wrong
unexpected-text = It is not your doing. Try again in a moment.
not-found-title = We could not find this
not-found-text = It may have been moved or removed, or the address has a slip in it.
forbidden-title = You do not have access to this
forbidden-text = Ask your team if you think you should.
too-many-title = That was a lot at once
too-many-text = Wait a minute, then try again.
unavailable-title = We are having trouble right now
unavailable-text = Nothing is lost. Try again in a moment.
# Two sentences side by side: a title without a full stop, and a text with one
title-and-text = { $title }. { $text }

e-mail = E-mail
enter-an-address = Enter an e-mail address such as name@company.com
send-me-a-link = Send me a link
sign-in-intro = We will mail you a link and a code. No password needed.
check-your-inbox = Check your inbox
mail-is-coming = If this address may sign in here, a mail is on its way. Open its link in this browser, or type its code:
# The label of a field for six digits
code-label = Code
code-help = Six digits, from the mail we sent you
code-refused = This code did not work. Take the one from the newest mail, or ask for another mail.
send-again = Send it again
# s: seconds
send-again-in = Send it again in { NUMBER($seconds) } s
sent-again = Another mail is on its way. Only the newest one works.
another-address = Use another address
checking = Checking…
sign-in = Sign in
# Between two ways to sign in
or = or
other-ways = Other ways to sign in
# $provider: Google, Microsoft or the name of a company
continue-with = Continue with { $provider }
continue-with-organisation = Continue with your organisation
no-way-in = Nobody can sign in right now
no-way-in-text = Every way to sign in is switched off. Ask the team whose page this is.
prove-mailbox = Your provider told us this address but not that it is yours, so we sent a mail there. Open its link in this browser, or type its code:
start-again = Start again
sign-in-denied = You were not signed in, because access was not granted. Try again, or choose another way.
provider-failed = Your provider could not sign you in. Try again in a moment, or choose another way.
too-late = That took too long, or began in another browser. Start again.
not-allowed-title = This address can't sign in here
not-allowed-text = Your sign-in worked, but this address has no access here. Ask the person who told you about this page, or use another address.
sign-in-otherwise = Sign in another way
session-ended = You have been signed out. Sign in to go on where you were.
session-ended-with-drafts = You have been signed out. Sign in to go on where you were. What you were writing is still here.

priority-name = { $priority ->
    [low] Low
    [normal] Normal
    [high] High
   *[urgent] Urgent
}
# $name: Low, Normal, High or Urgent
priority-is = Priority: { $name }
language = Language
# The language is the one that the browser asks for
browsers-language = As your browser

## Later: all else

close = Close
# What a message said before it was changed
earlier-versions = Earlier versions
# Above the oldest of the earlier versions, before its time
as-first-sent = As first sent
cancel = Cancel
# The first entry of a list of which nothing is chosen yet
choose = Choose…
files-go-here = Files are attached here.
files-stay = Files stay as they are.
your-account = Your account
# How the page looks: light or dark
theme = Theme
theme-system = As the system
theme-light = Light
theme-dark = Dark
shortcuts = Keyboard shortcuts
show-shortcuts = Show these shortcuts
# What a key does
send = Send what you are writing
copy-failed = Could not copy. Select the text and copy it yourself.

# The following six are buttons that change how selected text looks
bold = Bold
italic = Italic
# Computer code
code = Code
link = Link
list = List
# Read aloud: a table in a message that one can scroll
table = Table
quote = Quote
# Read aloud: the name of the group of these buttons
formatting = Formatting
people-to-mention = People to mention
# Read aloud while somebody types a name behind an @
people-found = { $count ->
    [0] Nobody of that name
    [one] 1 person. Press Enter to mention.
   *[other] { $count } people. Use the arrow keys, press Enter to mention.
}
draft-restored = Your draft was restored.
# Throws a draft away
discard-draft = Discard
attach-files = Attach files
# Behind the button "Attach files"
or-drop-them = or drop them here
attached-files = Attached files
files = Files
# Said of a file
on-its-way = on its way
# Said of a file from Slack that was too large or not of a kind that is taken
file-refused = This file was not taken over.
wait-for-files = Your files are still on their way. Try again in a moment.
remove-failed-files = Remove the files that could not be attached first.
file-unreadable = This file could not be read
# Beside the name of a file, when the page was left before it was all there
file-missed = This file was not uploaded completely. Attach it again.
# $name: of a file
sending-file = Sending { $name }
file-attached = { $name } is attached.
too-many-files = Attach at most { NUMBER($most) } files
# A button. $what: a file, or a filter
remove = Remove { $what }
# A button. $what: the label of a field
copy = Copy: { $what }
copied = Copied: { $what }
browser-on-system = { $browser } on { $system }

confirm-title = One click left
confirm-text = Confirm that you followed the link from our mail.
link-refused-title = This link did not work
link-refused-text = A link works once, for a few minutes, and only in the browser that asked for it. In that browser you can also type the six-digit code from the mail.
to-the-code = Type the code
another-mail = Ask for another mail
signing-you-in = Signing you in…

sessions = Sessions
# Said of the browser in which somebody reads this
this-session = This one
unknown-browser = Unknown browser
# $when: "2 hours ago", "1 May" or "in 3 days"
session-began = Signed in { $when }
session-used = last used { $when }
session-ends = ends { $when }
# A button: signs a browser out
end-session = End
# Read aloud instead of "End": begins with the same words. $browser: "Firefox on Linux"
end-which-session = End: { $browser }
end-other-sessions = End all others
session-is-ended = This session was ended.
other-sessions-ended = All your other sessions were ended.
only-this-session = You are signed in nowhere else.
# How somebody signed in
signed-in-by = { $method ->
    [google] With Google
    [microsoft] With Microsoft
    [slack] With Slack
    [mail] By e-mail
   *[open_id] With your organisation's provider
}

# On a device that stores nothing
offline-keep-open = You are offline. Keep this page open: this device does not keep what you type.

# What is wrong with what was entered. $limit is a number or a day; any number must fit, so say it without a plural where you can.
field-problem = { $code ->
    [required] Fill this in
    [required_body] Write something first
    [required_title] Enter the title
    [required_description] Enter the description
    [required_name] Enter the name
    [required_email] Enter an e-mail address such as name@company.com
    [required_choice] Choose from the list
    [required_date] Enter a date
    [required_number] Enter a number
    [required_person] Choose a person
    [required_file] Attach a file
    [required_tick] Tick this box to go on
    [tick_required] Tick this box to go on
    [wrong_kind] This is not the kind of answer the field takes
    [too_long] Use at most { $limit } characters
    [too_short] Use at least { $limit } characters
    [zero_character] Remove the zero character
    [no_email] Enter an e-mail address such as name@company.com
    [no_link] Enter a link such as https://company.com/page
    [no_date] Enter a whole date, with day, month and year
    [no_number] Enter a number such as 1234.5
    [too_many_digits] Use at most { $limit } digits
    [not_whole] Enter a whole number
    [too_small] Enter { $limit } or more
    [too_large] Enter { $limit } or less
    [too_early] Enter { $limit } or a later date
    [too_late] Enter { $limit } or an earlier date
    [too_few] Choose { $limit } or more
    [too_many] Choose { $limit } at most
    [too_few_files] Attach { $limit } or more
    [too_many_files] Attach { $limit } at most
    [not_offered] Choose from the list
    [unknown_id] This is not there any more; choose again
    [unknown_file] One of these files is not here any more; attach it again
    [unfinished_file] One of these files is not here yet
    [unknown_field] The form has changed; reload the page
    [not_applicable] This question does not apply; leave it out
    [unknown_form] This form is not there any more; choose another one
    [unknown_ticket] This ticket can no longer be followed up; remove it
    [form_changed] This form has changed meanwhile. What you typed is still here: look it over, then file it again
    [one_line] Write this on one line
    [no_code] The code has six digits
    [too_many_mentions] Mention at most { $limit } people
    [not_of_the_team] Only members of the support team can be mentioned
    [empty_file] The file is empty
    [file_too_large] A file may be { $limit } at most
    [file_kind] Files of this kind are not taken here
    [no_follower] Choose a colleague who has been here and may read this ticket
    [no_time_zone] Choose a time zone such as Europe/Berlin
    [other_domain] Enter an address of your organisation
    [search_too_long] Search for at most { $limit } characters
    [sheet_full] This is more than a sheet of Excel takes; narrow the list, or choose CSV or JSON
    [export_too_slow] This takes too long; narrow the list
    [not_visible] You may no longer see all of these tickets
    [wrong_cursor] The list has changed; load it again
    [page_size] Ask for { $limit } rows at most
    [too_far_back] Look back { $limit } days at most
    [days_or_span] Choose days or how long ago, not both
    [wrong_days] Choose days of this age, the earlier one first
    [key_used] This was sent before with something else in it; send it again
    [part_too_small] The file did not come through whole; attach it again
   *[other] { "" }
}

# Why something was refused. Whole sentences, shown alone or behind a title.
refusal = { $code ->
    [ticket_closed] This ticket is closed; open a follow-up instead.
    [managers_only] Ask a manager of your organisation to do this.
    [own_rights] Ask another manager to change your own rights.
    [shut_out] The support team has removed them; only it can let them in again.
    [member_already] They are a member already.
    [views_full] You have 50 views, which is the most. Delete some that you no longer need.
    [view_changed] Somebody changed this view meanwhile; look at it again.
    [view_named_already] You have a view of that name already.
    [followers_full] A ticket has at most 50 followers.
    [not_solved] Only a solved ticket can be opened again.
    [not_your_message] Only your own messages are yours to change.
    [written_in_slack] This was written in Slack, and can be changed there.
    [too_late_to_change] A message can be changed for 15 minutes.
    [export_under_way] One export at a time; yours is under way still.
    [others_are_exporting] Others are exporting; try again in a moment.
    [others_are_uploading] Others are uploading; try again in a moment.
    [uploads_full] Send or remove the files that you have attached first.
    [pages_full] Close some of the pages that are open.
   *[other] { "" }
}
# Something changed while somebody looked at it
conflict-title = This is not possible right now
conflict-text = Things have changed meanwhile. Reload the page and try again.
# $label: of a field; $problem: what is wrong with it
about-field = { $label }: { $problem }
# Two sentences side by side, each with its full stop
two-sentences = { $first } { $second }
yes = Yes
no = No
# A key of the keyboard
control-key = Ctrl
enter-key = Enter
# A switch: the message as its readers will see it
preview = Preview
nothing-to-preview = There is nothing to see yet. What you write is shown here as it will be sent.
# Read aloud: the list that opens behind a #
tickets-to-name = Tickets to link to
# Read aloud while somebody types a ticket's title or number behind a #
tickets-found = { $count ->
    [0] No such ticket
    [one] 1 ticket. Press Enter to link to it.
   *[other] { $count } tickets. Use the arrow keys, press Enter to link to one.
}
