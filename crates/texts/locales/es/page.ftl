could-not-start = No se pudo abrir esta página. Compruebe su conexión y vuelva a cargarla; se necesita un navegador actualizado.
needs-javascript = Este portal necesita JavaScript. Actívelo y vuelva a cargar la página.
support = Soporte
