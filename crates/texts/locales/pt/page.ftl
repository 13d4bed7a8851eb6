could-not-start = Não foi possível abrir esta página. Verifique a conexão e recarregue; é preciso um navegador atualizado.
needs-javascript = Este portal precisa de JavaScript. Ative-o e recarregue a página.
support = Suporte
