### What exported files say, beside what customers wrote themselves. Programs read JSON, which stays as it is.

# Columns of the tickets: short, and no two alike
key = key
title = title
status = status
priority = priority
form = form
requester = requester
assignee = assignee
created = created
updated = updated
solved = solved
messages = messages
follow-up-of = follow-up of
# What was said, where that has no sheet of its own
conversation = conversation
# Columns of the messages: when, who, for which side (support or customer), when it was edited, whether it was deleted, its files
time = time
author = author
side = from
edited = edited
deleted = deleted
files = files
text = text
# Sheets of a workbook: at most 31 characters, none of []:*?/\
tickets-sheet = Tickets
messages-sheet = Messages
# The sides
customer = Customer
support = Support
system = System
# Of a deleted message
yes = Yes
# Behind the name of its author
is-deleted = (deleted)
is-edited = (edited)
# Behind the beginning of a long text
cut = … (a cell of Excel takes no more: the rest is in the portal)
priority-name =
    { $priority ->
        [low] Low
        [normal] Normal
        [high] High
       *[urgent] Urgent
    }
# The form there is when nobody made one
built-in-form = General request
