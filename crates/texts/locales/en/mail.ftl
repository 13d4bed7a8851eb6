# In HTML, names stand in bold and keys are links: whatever a variable is, it is put in as it is told.

## Tickets

subject-answered = [{ $key }] { $title }
subject-filed = [{ $key }] Received: { $title }
subject-solved = [{ $key }] Solved: { $title }
subject-closed = [{ $key }] Closed: { $title }
subject-reopened = [{ $key }] Open again: { $title }
subject-followed = [{ $key }] You follow: { $title }

filed = We have your ticket { $key }, “{ $title }”. You hear from us here as soon as there is something new.
answered = { $who } answered your ticket { $key }, “{ $title }”:
answered-follower = { $who } answered ticket { $key }, “{ $title }”:
solved = { $who } solved your ticket { $key }, “{ $title }”.
solved-follower = { $who } solved ticket { $key }, “{ $title }”.
closed = { $who } closed your ticket { $key }, “{ $title }”.
closed-follower = { $who } closed ticket { $key }, “{ $title }”.
reopened = { $who } opened your ticket { $key }, “{ $title }” again.
reopened-follower = { $who } opened ticket { $key }, “{ $title }” again.
followed = { $who } added you to ticket { $key }, “{ $title }”. You get a mail when something happens on it.

also-solved = The ticket is solved now.
also-closed = The ticket is closed now.
also-reopened = The ticket is open again.

# Before a link. The ones without “here” are for mails that can be answered.
invite-answer = Answer this mail, or here:
invite-answer-here = Read on and answer here:
invite-add = Something to add? Answer this mail, or here:
invite-add-here = Something to add? Here:
invite-reopen = Not solved for you? Answer this mail, or open it again here:
invite-reopen-here = Not solved for you? Open it again here:
invite-see = See it here:
can-be-answered = You can answer this mail, too: what you write is added to the ticket.

button-answer = Read on and answer
button-yours = See your ticket
button-ticket = See the ticket

earlier = Earlier, newest first
last-said = What was said last, newest first
# Over a message.
said = { $who }, { $when }
said-edited = { $who }, { $when }, edited
attached = Attached: { $files }
attached-there = Attached, on the portal: { $files }
rest-there = The rest is on the portal.

## One mail a day

digest-subject-ticket = [{ $key }] News: { $title }
digest-subject =
    { $count ->
        [one] { $name }: news on { $count } ticket
       *[other] { $name }: news on { $count } tickets
    }
digest-title = News on your tickets
digest-intro =
    { $count ->
        [one] This is new on your ticket at { $name }.
       *[other] This is new on your { $count } tickets at { $name }.
    }
digest-ticket = { $key }, “{ $title }”: { $status }
digest-more =
    { $count ->
        [one] { $count } more on the portal
       *[other] { $count } more on the portal
    }

# As customers call it: what is pending waits for them.
status =
    { $status ->
        [open] Open
        [in_progress] In progress
        [pending] Waiting for you
        [on_hold] On hold
        [solved] Solved
       *[closed] Closed
    }
# Where nobody set it: by itself, or by a reply.
became = Status: { $status }
changed-status =
    { $status ->
        [open] { $who } set the status to Open
        [in_progress] { $who } set the status to In progress
        [pending] { $who } set the status to Waiting for you
        [on_hold] { $who } set the status to On hold
        [solved] { $who } set the status to Solved
       *[closed] { $who } set the status to Closed
    }
changed-priority =
    { $priority ->
        [low] { $who } set the priority to Low
        [normal] { $who } set the priority to Normal
        [high] { $who } set the priority to High
       *[urgent] { $who } set the priority to Urgent
    }
changed-title = { $who } renamed the ticket to { $title }
assigned = { $who } assigned the ticket to { $whom }
unassigned = { $who } unassigned the ticket
opened-ticket = { $who } opened the ticket
follows = { $who } follows the ticket
follows-no-more = { $who } follows the ticket no more
added-follower = { $who } added { $whom } as a follower
removed-follower = { $who } removed { $whom } from the followers
corrected-answers = { $who } corrected what was filled in: { $questions }

## Below mails about tickets

why-filed = This mail went to { $to } because you filed { $key } at { $name }.
why-followed = This mail went to { $to } because you follow { $key } at { $name }.
why-digest = This mail went to { $to } because you chose one mail a day at { $name }.
no-more-mails = No more mails
no-more-about = No more mails about { $key }
which-mails = Which mails you get
# The same before a link.
no-more-mails-here = No more mails:
no-more-about-here = No more mails about { $key }:
which-mails-here = Which mails you get:

## In the conversation, below an answer by mail

mail-is-attached = The whole message is attached.
files-unfit = Not taken, for its kind or size: { $files }
files-too-many = Not taken, as it was too much for one message: { $files }

## Answered by mail when the ticket was closed

late-subject = [{ $key }] is closed
late = Your mail about ticket { $key }, “{ $title }”, was not added to it: the ticket is closed, and takes no more replies.
late-unread = Nobody has read what you wrote. Please file a new ticket with it.
late-unread-here = Nobody has read what you wrote. Please file a new ticket with it here:
late-button = File a new ticket
late-yours = This is what you wrote:
late-files = Attached, and not added either: { $files }
late-why = This mail went to { $to } because you answered a mail about { $key } at { $name }.

## Signing in

sign-in-subject = Sign in to { $name }
sign-in-code = Your code to sign in to { $name }:
sign-in-link = Or open this link in the browser in which you asked for it:
sign-in-button = Sign in
sign-in-once =
    { $minutes ->
        [one] Code and link work once, for { $minutes } minute, and only in the browser that asked. Give the code to nobody, whoever asks for it.
       *[other] Code and link work once, for { $minutes } minutes, and only in the browser that asked. Give the code to nobody, whoever asks for it.
    }
sign-in-why = You get this mail because somebody entered your address at { $name }. If that was not you, there is nothing to do: nobody gets in without this mail.

# Came by way of a provider that does not say whose address it is.
prove-subject = Confirm your address for { $name }
prove-code = Somebody signed in to { $name } with { $provider } and says that this address is theirs. If that was you, confirm it with this code:
prove-link = Or open this link in the browser in which you signed in:
prove-button = Confirm
prove-then = From then on that { $provider } account comes in as you.
prove-why = If it was not you, there is nothing to do: without this mail that { $provider } account does not come in.

## Invited to a portal

invitation-subject = You are invited to { $name }
invitation = You are invited to { $name }: ask for help there, and follow what becomes of it.
invitation-address = Sign in with this address, { $to }:
invitation-button = Go to { $name }
invitation-why = You get this mail because your organisation or the support team invited your address. Without signing in there is nothing to do, and nothing more will come.

## An export is ready

export-subject = Your export is ready
export-ready =
    { $count ->
        [one] Your export from { $name } is ready: { $count } ticket, { $format }.
       *[other] Your export from { $name } is ready: { $count } tickets, { $format }.
    }
export-until = It can be downloaded until { $until }, by you alone.
export-until-here = Download it here, signed in, until { $until }. It is for you alone:
export-button = Go to your exports
export-why = This mail went to { $to } because you asked for this export at { $name }.

## The page where mails are ended

stop-title = Fewer mails?
stop-ticket-or-all = Stop the mails about { $key }, or all mails about tickets. You can still read everything on the portal.
stop-all = Stop all mails about tickets. You can still read everything on the portal.
stop-all-button = No more mails about any ticket
stop-daily = Rather one mail a day?
stop-choose = Choose which mails you get
stop-done = Done
stop-muted = You get no more mails about { $key }.
stop-stopped = You get no more mails about tickets.
stop-undo = Undo
stop-unmuted = You get mails about { $key } again.
stop-again = You get mails about tickets again.
stop-regret = Changed your mind?
stop-unknown = This link does not work
stop-unknown-why = It was cut short on its way, or is of an older time. Open it from the mail again, or choose on the portal which mails you get.
