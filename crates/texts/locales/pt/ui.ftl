close = Fechar
