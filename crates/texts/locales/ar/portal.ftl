tickets = { $count ->
     [zero] لا تذاكر
     [one] تذكرة واحدة
     [two] تذكرتان
     [few] { $count } تذاكر
     [many] { $count } تذكرة
    *[other] { $count } تذكرة
}
