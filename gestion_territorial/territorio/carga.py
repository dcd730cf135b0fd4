"""Loads the country's territory from the fixture of the project. Idempotent."""

import json

from django.conf import settings

from .models import Comuna, Provincia, Region

ARCHIVO = settings.BASE_DIR / "fixtures" / "territorio.json"


def cargar_territorio():
    """Write regions, provinces and communes as the fixture has them; returns how many of each."""
    datos = json.loads(ARCHIVO.read_text(encoding="utf-8"))
    regiones = [
        Region(
            codigo=r["codigo"],
            nombre=r["nombre"],
            orden=r["orden"],
            vigente_desde=r["vigente_desde"],
            zona=r.get("zona", Region._meta.get_field("zona").default),
        )
        for r in datos["regiones"]
    ]
    _escribir(Region, regiones, ["nombre", "orden", "vigente_desde", "zona"])
    for r in datos["regiones"]:
        if r["desprendida_de"]:
            Region.objects.filter(pk=r["codigo"]).update(desprendida_de=r["desprendida_de"])
    provincias = [Provincia(codigo=p["codigo"], nombre=p["nombre"], region_id=p["region"]) for p in datos["provincias"]]
    _escribir(Provincia, provincias, ["nombre", "region"])
    comunas = [Comuna(codigo=c["codigo"], nombre=c["nombre"], provincia_id=c["provincia"]) for c in datos["comunas"]]
    _escribir(Comuna, comunas, ["nombre", "provincia"])
    return len(regiones), len(provincias), len(comunas)


def _escribir(modelo, filas, campos):
    modelo.objects.bulk_create(filas, update_conflicts=True, unique_fields=["codigo"], update_fields=campos)
