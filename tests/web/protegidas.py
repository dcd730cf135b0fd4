"""What every answer of the product must carry, and what no page of it may hold."""

import re

from .apoyo import Pagina

POLITICA = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}
ENCERRADO = {"default-src 'none'", "sandbox"}  # what is downloaded


def revisar(respuesta, donde, *, con_sesion):
    """The headers of any answer of the product."""
    assert respuesta["X-Content-Type-Options"] == "nosniff", donde
    assert respuesta["X-Frame-Options"] == "DENY", donde
    assert respuesta["Referrer-Policy"] == "same-origin", donde
    assert respuesta["Cross-Origin-Opener-Policy"] == "same-origin", donde
    archivo = not respuesta["Content-Type"].startswith("text/html") and "Content-Disposition" in respuesta
    politica = ENCERRADO if archivo else POLITICA
    assert set(respuesta["Content-Security-Policy"].split("; ")) == politica, donde
    assert not archivo or respuesta["Content-Disposition"].startswith("attachment; filename="), donde
    assert archivo or not respuesta.streaming, donde
    guardar = set(respuesta.get("Cache-Control", "").split(", "))
    if con_sesion:
        assert {"private", "no-store"} <= guardar, donde
        assert "public" not in guardar


def revisar_html(html, donde):
    """Nothing that the policy would stop, nothing from elsewhere, and the one h1."""
    pagina = Pagina(html)
    for etiqueta, atributos in pagina.etiquetas:
        assert "style" not in atributos, (donde, etiqueta, atributos)
        assert not [a for a in atributos if a.startswith("on") or a.startswith("hx-on")], (donde, atributos)
        assert etiqueta != "style", donde
        if etiqueta == "script":
            assert atributos["src"].startswith("/static/"), donde
        for campo in ("src", "action", "formaction", "hx-post", "hx-get"):
            assert not re.match(r"(https?:)?//|javascript:|data:", atributos.get(campo, "")), (donde, atributos)
        assert not atributos.get("href", "").startswith(("http", "//", "javascript:")), (donde, atributos)
    assert [e for e, _ in pagina.etiquetas].count("h1") == 1, donde
    ids = [a["id"] for _, a in pagina.etiquetas if "id" in a]
    assert len(ids) == len(set(ids)), (donde, sorted(i for i in ids if ids.count(i) > 1))
    assert not re.search(r"\bNone\b|\bTrue\b|\bFalse\b|\{\{|\{%|NOTPROVIDED", pagina.texto), donde
