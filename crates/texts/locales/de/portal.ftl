tickets = { $count ->
     [one] { $count } Ticket
    *[other] { $count } Tickets
}
