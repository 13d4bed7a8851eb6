tickets = { $count ->
     [one] { $count } chamado
    *[other] { $count } chamados
}
