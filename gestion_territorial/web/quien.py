"""Who did what, in words: the entries of the register that a post may see, found by person, post, place, action, day.

`INTERNAS` is the one place that names the actions which no search, detail or export ever shows: what national reviewers
write among themselves.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from fractions import Fraction

from django import forms
from django.apps import apps
from django.db.models import Q
from django.utils import timezone

from gestion_territorial.auditoria.models import Cadena, Registro
from gestion_territorial.auditoria.registro import ADMINISTRATIVA, leer
from gestion_territorial.avisos.textos import nombre_de
from gestion_territorial.compromisos.diferencia import comparar_palabras
from gestion_territorial.compromisos.models import Estado, ProgramaRegional
from gestion_territorial.cuentas.models import Rol, Usuario
from gestion_territorial.flujo import notas
from gestion_territorial.flujo.pasos import PASOS
from gestion_territorial.formularios import catalogo
from gestion_territorial.puntaje import mostrar_ponderacion
from gestion_territorial.territorio.models import Periodo, Region, Servicio

from .administracion import campo_fecha
from .direcciones import direccion
from .registro import ACCIONES, DE_COPIA, dicho, entradas_legibles, se_dice

INTERNAS = frozenset({notas.ACCION})  # actions of the register that this page and its export leave out

# What `datos` says beside its motive, by key: its name for people. A key that is not here is said as it is written.
ETIQUETAS = {
    "a": "Quedó",
    "acto": "Documento",
    "anio": "Año",
    "correo": "Correo electrónico",
    "base": "Versión que enmienda",
    "de": "Estaba",
    "enmienda": "Enmienda n.º",
    "publicacion": "Publicación n.º",
    "region": "Región",
    "regiones": "Regiones",
    "sha256": "SHA-256 de la versión",
    "umbral_milesimas": "Umbral (%)",
    "version": "Versión",
}
SIN_DECIR = {
    "operacion",
    "edicion",
    "asignacion",
    "usuario",
    "observacion",
    "origenes",
    "respuestas_borradas",
    "tabla",
    "fila",
    "filas",
    "columna",
    "motivo",
    "texto",
    "respuesta",
}
FECHA_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T.*)?")
CAMPOS = {
    "umbral_milesimas": "Umbral (%)",
    "is_active": "Cuenta activa",
    "hasta": "Último día",
    "correo": "Correo electrónico",
}


def visibles_para(cargo):
    """The entries that this post may read: all, or those of its service; never the internal ones."""
    entradas = Registro.objects.exclude(accion__in=INTERNAS)
    if cargo is None or cargo.rol not in (Rol.ADMINISTRADOR, Rol.OBSERVADOR):
        return entradas.none()
    if cargo.servicio_id and cargo.rol != Rol.ADMINISTRADOR:
        return entradas.filter(cadena__in=_cadenas(servicio=cargo.servicio.codigo))
    return entradas


class FiltroForm(forms.Form):
    """What to look for. Everything is optional, and what is left blank leaves nothing out."""

    persona = forms.CharField(label="Persona (nombre o correo)", max_length=200, required=False)
    puesto = forms.ChoiceField(label="Puesto", choices=[("", "Todos"), *Rol.choices], required=False)
    servicio = forms.ModelChoiceField(
        label="Servicio", queryset=Servicio.objects.all(), to_field_name="codigo", required=False, empty_label="Todos"
    )
    region = forms.ModelChoiceField(label="Región", queryset=Region.objects.all(), required=False, empty_label="Todas")
    anio = forms.ModelChoiceField(
        label="Año", queryset=Periodo.objects.all(), to_field_name="anio", required=False, empty_label="Todos"
    )
    formulario = forms.ChoiceField(label="Formulario", required=False)
    accion = forms.ChoiceField(label="Acción", required=False)
    desde = campo_fecha("Desde el", required=False)
    hasta = campo_fecha("Hasta el", required=False)
    palabras = forms.CharField(label="Palabras", max_length=200, required=False)
    copias = forms.BooleanField(label="También cada fila copiada al abrir una enmienda o un año", required=False)

    def __init__(self, *args, cargo, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["formulario"].choices = [("", "Todos"), *((f.codigo, f.codigo) for f in catalogo.instalados())]
        self.fields["accion"].choices = [("", "Todas"), *_acciones()]
        if cargo.servicio_id and cargo.rol != Rol.ADMINISTRADOR:
            self.fields["servicio"].queryset = Servicio.objects.filter(pk=cargo.servicio_id)

    def clean(self):
        datos = super().clean()
        if datos.get("desde") and datos.get("hasta") and datos["hasta"] < datos["desde"]:
            self.add_error("hasta", "No puede ser anterior a la otra fecha.")
        return datos

    def buscar(self, entradas):
        """The entries that have all that was asked, newest first."""
        d = self.cleaned_data
        if d["persona"]:
            con_ese_correo = Usuario.objects.filter(correo__icontains=d["persona"]).values("pk")
            entradas = entradas.filter(Q(actor_nombre__iregex=re.escape(d["persona"])) | Q(actor_id__in=con_ese_correo))
        if d["puesto"]:
            entradas = entradas.filter(actor_cargo__startswith=Rol(d["puesto"]).label)
        if d["servicio"] or d["region"] or d["anio"]:
            lugar = {"servicio": d["servicio"] and d["servicio"].codigo, "region": d["region"] and d["region"].pk}
            entradas = entradas.filter(cadena__in=_cadenas(**lugar, anio=d["anio"] and d["anio"].anio))
        if d["formulario"]:
            programas = ProgramaRegional.todos.filter(formulario=d["formulario"]).values("pk")
            suyo = f'"formulario":"{d["formulario"]}"'
            entradas = entradas.filter(Q(programa_id__in=programas) | Q(programa_id=None, contenido__contains=suyo))
        if d["accion"]:
            entradas = entradas.filter(accion=d["accion"])
        elif not d["copias"]:
            entradas = entradas.exclude(accion__in=DE_COPIA)
        if d["desde"]:
            entradas = entradas.filter(momento__gte=_inicio(d["desde"]))
        if d["hasta"]:
            entradas = entradas.filter(momento__lt=_inicio(d["hasta"] + timedelta(1)))
        if d["palabras"]:
            entradas = entradas.filter(contenido__iregex=_en_un_texto(d["palabras"]))
        return entradas.order_by("-pk")


@dataclass(frozen=True, slots=True, repr=False)
class Linea:
    """An entry as a list shows it: in words, with the place it speaks of and what it says of it."""

    id: int
    entrada: object
    lugar: str
    direccion: str
    datos: list
    cambios: list
    fila: Registro


def lineas(filas, cargo):
    """Entries as lines, in their order. One query for the places, whatever their number."""
    filas = list(filas)
    ids = sorted({f.programa_id for f in filas if f.programa_id})
    programas = {p.pk: p for p in _programas(ids)}
    visibles = set(ProgramaRegional.todos.visibles_para(cargo).filter(pk__in=ids).values_list("pk", flat=True))
    return [
        _linea(fila, entrada, programas.get(fila.programa_id), fila.programa_id in visibles)
        for fila, entrada in zip(filas, entradas_legibles(filas), strict=True)
    ]


def _programas(ids):
    return ProgramaRegional.todos.filter(pk__in=ids).select_related("servicio", "periodo", "region")


def _linea(fila, entrada, programa, se_abre):
    contenido = leer(fila)
    datos = contenido["datos"]
    return Linea(
        id=fila.pk,
        entrada=entrada,
        lugar=_lugar(fila, programa, datos),
        direccion=direccion(programa) if programa and se_abre else "",
        datos=_datos(datos | {"acto": entrada.acto}),
        cambios=[_cambio(fila.tabla, c, par) for c, par in _cambios(fila, contenido) if se_dice(c)],
        fila=fila,
    )


def _cambios(fila, contenido):
    """Field by field; a step's own are numbers of rows, and its states are said already."""
    return () if fila.accion in PASOS else contenido["cambios"].items()


def _datos(datos):
    """The rest of what an entry says, in words; from which state first, then to which."""
    claves = sorted(datos, key=lambda clave: (clave != "de", clave != "a", clave))
    return [(_etiqueta(c), _texto(c, datos[c])) for c in claves if c not in SIN_DECIR and datos[c]]


def _lugar(fila, programa, datos):
    """What the entry speaks of: a programme, a person, a service, a year; its chain when it says no more."""
    if programa:
        return nombre_de(programa)
    partes = [datos.get(c) for c in ("formulario", "persona", "servicio", "anio") if datos.get(c)]
    de_la_cadena = [] if fila.cadena == ADMINISTRATIVA else [p for p in fila.cadena.split("/") if p != "nacional"]
    return " · ".join(str(p) for p in [*partes, *de_la_cadena]) or "Administración"


def _etiqueta(clave):
    return ETIQUETAS.get(clave) or clave.replace("_", " ").capitalize()


def _cambio(tabla, campo, par):
    """One field, before and after, with its words marked."""
    antes, despues = (_texto(campo, valor, tabla) for valor in par)
    return {
        "etiqueta": _nombre_de_campo(tabla, campo),
        "antes": antes,
        "despues": despues,
        "palabras": comparar_palabras(antes, despues),
    }


def _nombre_de_campo(tabla, campo):
    if campo in CAMPOS:
        return CAMPOS[campo]
    try:
        nombre = apps.get_model(tabla)._meta.get_field(campo.removesuffix("_id")).verbose_name
    except Exception:  # no table, or a field that it no longer has: the register outlives both
        nombre = campo.replace("_", " ")
    nombre = str(nombre)
    return nombre[:1].upper() + nombre[1:]


def _texto(clave, valor, tabla=""):
    """A stored value as people read it."""
    if clave == "acto":
        return _de_un_acto(valor)
    if isinstance(valor, dict):
        return "; ".join(f"{c}: {_texto(c, v)}" for c, v in valor.items())
    if isinstance(valor, list | tuple):
        union = " a " if len(valor) == 2 and all(_es_fecha(v) for v in valor) else ", "
        return union.join(_texto(clave, v) for v in valor)
    if clave == "umbral_milesimas" and isinstance(valor, int):
        return mostrar_ponderacion(Fraction(valor, 1000))
    if clave in ("de", "a", "estado") and valor in Estado.values:
        return Estado(valor).label
    if _es_fecha(valor) and (partes := FECHA_ISO.fullmatch(valor)):
        return f"{partes[3]}-{partes[2]}-{partes[1]}"
    return dicho(valor, tabla, clave)


def _de_un_acto(acto):
    """An act that was made readable, with its file by name and hash."""
    archivo, retirado = acto["archivo"], " (archivo retirado)" if acto["retirado"] else ""
    return acto["frase"] + (f"; archivo {archivo['nombre']}{retirado}, SHA-256 {archivo['sha256']}" if archivo else "")


def _es_fecha(valor):
    return isinstance(valor, str) and FECHA_ISO.fullmatch(valor) is not None


def _acciones():
    """Every action there may be, by its words; the internal ones are not offered either."""
    pasos = [(p.nombre, p.hecho) for p in PASOS.values() if p.nombre not in INTERNAS and p.hecho]
    otras = sorted(((a, frase) for a, frase in ACCIONES.items() if a not in INTERNAS), key=lambda par: par[1])
    return [("Pasos", pasos), ("Otras acciones", otras)]


def _cadenas(servicio=None, region=None, anio=None):
    """The keys of the chains of a service, region and year. There are few, and an entry is found by its chain."""
    claves = Cadena.objects.exclude(clave=ADMINISTRATIVA)
    if servicio:
        claves = claves.filter(clave__startswith=f"{servicio}/")
    if region:
        claves = claves.filter(clave__endswith=f"/{region}")
    if anio:
        claves = claves.filter(clave__contains=f"/{anio}/")
    return claves.values("clave")


def _inicio(dia):
    return timezone.make_aware(datetime.combine(dia, time.min))


def _en_un_texto(palabras):
    """A pattern that finds the words inside a text that the canonical JSON holds as a value, and not in its keys."""
    escritas = re.escape(json.dumps(palabras, ensure_ascii=False)[1:-1])
    resto = r'[^"\\]*(?:\\.[^"\\]*)*'
    return rf'[\[{{,:]"{resto}{escritas}{resto}"[\],}}]'
