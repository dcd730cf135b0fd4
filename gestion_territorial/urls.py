"""The address list: the product's own pages, and how refusals look."""

from django.urls import include, path

urlpatterns = [path("", include("gestion_territorial.web.urls"))]

handler400 = "gestion_territorial.web.errores.solicitud_incorrecta"
handler403 = "gestion_territorial.web.errores.prohibido"
handler404 = "gestion_territorial.web.errores.no_encontrado"
handler500 = "gestion_territorial.web.errores.error_interno"
