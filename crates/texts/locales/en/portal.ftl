tickets = { $count ->
     [one] { $count } ticket
    *[other] { $count } tickets
}
