"""Territories as a form keeps them: codes of regions (2 digits), provinces (3) and communes (5), one a line."""

from datetime import date

from gestion_territorial.territorio.models import Comuna, Provincia, Region

MODELOS = (Region, Provincia, Comuna)
_CONOCIDOS = {}


def codigos(texto):
    """The codes of a text, one a line, blanks aside."""
    return [linea.strip() for linea in texto.splitlines() if linea.strip()]


def nombres(texto):
    """The names of the codes of a text; a code nobody knows stays as written."""
    conocidos = _nombres()
    return [conocidos.get(codigo, codigo) for codigo in codigos(texto)]


def de_la_region(region, anio):
    """[(province, [(code, name)])] of a region in that year, the region and its provinces included, for choosing.

    Communes of a region not yet born are offered under the one it left.
    """
    grupos = {"Región y provincias": [(region.codigo, f"Toda la región de {region.nombre}")]}
    for comuna in region.comunas_en(date(anio, 1, 1)).order_by("provincia", "codigo"):
        provincia = comuna.provincia
        par = (provincia.codigo, f"Provincia de {provincia.nombre}")
        if par not in grupos["Región y provincias"]:
            grupos["Región y provincias"].append(par)
        grupos.setdefault(provincia.nombre, []).append((comuna.codigo, comuna.nombre))
    return list(grupos.items())


def ajenos(programa, texto):
    """The sentence that names the codes which are no territory of the programme's region; None when all are."""
    malos = _fuera(programa, texto)
    if malos:
        return f"No son territorios de {programa.region}: {', '.join(malos)[:80]}. Elíjalos de la lista."
    return None


def heredados(programa, texto):
    """Of last year's codes, those that are territories of the region this year, and the sentence for the others."""
    malos = _fuera(programa, texto)
    if not malos:
        return texto, None
    quedan = "\n".join(codigo for codigo in codigos(texto) if codigo not in malos)
    lista = ", ".join(nombres("\n".join(malos)))
    return quedan, f"En {programa.periodo} no son territorios de {programa.region}, y no se copiaron: {lista}."


def _fuera(programa, texto):
    propios = {c for _, grupo in de_la_region(programa.region, programa.periodo.anio) for c, _ in grupo}
    return [codigo for codigo in codigos(texto) if codigo not in propios]


def _nombres():
    """{code: name} of the whole country, read once a process: the territory is loaded once and then only read."""
    if not _CONOCIDOS:
        _CONOCIDOS.update({f.codigo: _con_tipo(f) for modelo in MODELOS for f in modelo.objects.all()})
    return _CONOCIDOS


def _con_tipo(fila):
    if isinstance(fila, Region):
        return f"Región de {fila.nombre}"
    return f"Provincia de {fila.nombre}" if isinstance(fila, Provincia) else fila.nombre
