tickets = { $count ->
     [one] { $count } tique
    *[other] { $count } tiques
}
