tickets = { $count ->
    *[other] { $count }件のチケット
}
