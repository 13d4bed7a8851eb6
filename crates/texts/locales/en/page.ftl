### What the page says before the app runs.

could-not-start = This page could not start. Check your connection and reload; an up-to-date browser is needed.
needs-javascript = This portal needs JavaScript. Switch it on and reload.
# The title of the page until the portal's own name is known
support = Support
