"""The files that the stories upload, as Playwright takes them: two good ones, and a page that says it is a paper."""

from ..archivos import fabrica

PDF = {"name": "Informe de talleres.pdf", "mimeType": "application/pdf", "buffer": fabrica.pdf()}
OFICIO = {"name": "Oficio 45.pdf", "mimeType": "application/pdf", "buffer": fabrica.pdf(b"oficio 45")}
FOTO = {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": fabrica.jpeg()}
FALSO = {"name": "falso.pdf", "mimeType": "application/pdf", "buffer": b"<html><script>alert(1)</script></html>"}
