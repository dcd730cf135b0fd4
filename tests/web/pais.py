"""A country where one can see everything: each year holds Antofagasta's III.1 in another state of its life.

It is made once for a module and never changes: each test takes back what it wrote.
"""

from datetime import date, timedelta

from django.conf import settings
from django.test import Client
from django.utils import timezone

from gestion_territorial.archivos import almacen
from gestion_territorial.auditoria.models import Registro
from gestion_territorial.compromisos.models import Compromiso, Estado, Evidencia
from gestion_territorial.cuentas.models import Asignacion, Rol, Usuario
from gestion_territorial.flujo import edicion, evidencias, observaciones, propias

from ..archivos import fabrica
from ..escenas import llevar
from ..mundo import Mundo, correo

B, E, OB, A = Estado.BORRADOR, Estado.ENVIADO, Estado.OBSERVADO, Estado.APROBADO
R, RE, RO = Estado.RESULTADOS, Estado.RESULTADOS_ENVIADOS, Estado.RESULTADOS_OBSERVADOS
V, C = Estado.VALIDADO, Estado.CERRADO

# place: (state, who holds the review)
LUGARES = {
    "borrador": (B, None),
    "enviado": (E, None),
    "en revisión": (E, "rosa"),
    "en otra revisión": (E, "rita"),
    "observado": (OB, None),
    "aprobado": (A, None),
    "resultados": (R, None),
    "resultados enviados": (RE, None),
    "resultados en revisión": (RE, "rosa"),
    "resultados en otra revisión": (RE, "rita"),
    "resultados observados": (RO, None),
    "validado": (V, None),
    "cerrado": (C, None),
    "no compromete": (E, None),
    "no compromete, aprobado": (A, None),
    "devolución pedida": (E, "rosa"),
}
# More people than in the world of every test: the neighbours, and those whose post is over or has not begun.
VECINOS = {
    "oscar": (Rol.DIRECTOR, "OTRO", "02", None, None),
    "pedro": (Rol.FORMULADOR, "SERNAM", "02", None, -1),
    "fabia": (Rol.DIRECTOR, "SERNAM", "02", 1, None),
}
GENTE = ("ana", "diego", "luis", "dora", "rosa", "hugo", "olga", "rufo", "nadie", *VECINOS)
RESOLUCION = fabrica.pdf(b"firmada")
MARCA_MAULE = "ñandubay-7391"  # a word written in Maule that nobody of Antofagasta may ever read


class Pais:
    """Years by place, and a signed-in browser for each person."""

    def __init__(self):
        self.mundos = {}
        for n, lugar in enumerate(LUGARES):
            self.mundos[lugar] = Mundo(2009 + n)
        self.ids = {lugar: self._llenar(lugar) for lugar in LUGARES}
        self.maule = self.mundos["borrador"].escribir(
            "07", [{"objetivo": MARCA_MAULE, "indicador": MARCA_MAULE, "meta": MARCA_MAULE}], "luis"
        )
        de_iii_2 = self.mundo.programa(formulario="III.2")
        self.instancia = propias.agregar(programa_id=de_iii_2.pk, cargo=self.mundo.cargo("ana"), tabla="instancias")[
            "fila"
        ]
        self.archivo = evidencias.subir(
            programa_id=self.programa("resultados").pk,
            cargo=self.mundos["resultados"].cargo("ana"),
            compromiso_id=self.ids["resultados"][0],
            recibidos=[fabrica.recibido(fabrica.pdf())],
        )["evidencias"][0]
        hoy = timezone.localdate()
        for nombre, (rol, servicio, region, desde, hasta) in VECINOS.items():
            usuario = Usuario.objects.create_user(correo(nombre), "x", nombre=nombre.capitalize())
            Asignacion.objects.create(
                usuario=usuario,
                rol=rol,
                servicio={"SERNAM": self.mundo.servicio, "OTRO": self.mundo.otro}[servicio],
                region_id=region,
                desde=hoy + timedelta(desde) if desde else date(2009, 1, 1),
                hasta=hoy + timedelta(hasta) if hasta else None,
            )
        self.clientes = {nombre: cliente_de(self.mundo.usuario(nombre)) for nombre in (*GENTE, "rita")}
        self.clientes["anónimo"] = Client()

    def archivar(self):
        """The bytes of its two files, where files are kept now."""
        with almacen.guardando():
            for contenido in (fabrica.pdf(), RESOLUCION):
                recibido = fabrica.recibido(contenido)
                almacen.guardar(self.mundo.servicio.pk, recibido.sha256, recibido.contenido)

    @property
    def mundo(self):
        return self.mundos["borrador"]

    def programa(self, lugar="borrador", region="02"):
        return self.mundos[lugar].programa(region)

    def base(self, lugar="borrador", region="02"):
        return f"/iii-1/SERNAM/{self.mundos[lugar].periodo.anio}/{region}/"

    def de(self, quien):
        return self.clientes[quien]

    def partes(self, lugar):
        """The parts that an address of a programme in that place may have, by the name the pattern gives them."""
        programa = self.programa(lugar)
        eliminada = Compromiso.objects.filter(programa=programa, eliminada_en__isnull=False).first()
        evidencia = Evidencia.objects.vivas().filter(programa=programa).first()
        observacion = programa.observaciones.first()
        return {
            "formulario": "iii-1",
            "servicio": "SERNAM",
            "anio": programa.periodo.anio,
            "region": "02",
            "fila": self.ids[lugar][0],
            "fila eliminada": eliminada.pk if eliminada else 999_999,
            "evidencia": evidencia.pk if evidencia else 999_999,
            "observacion": observacion.pk if observacion else 999_999,
            "dispensa": 999_999,
            "sha256": fabrica.recibido(RESOLUCION).sha256,
            "secuencia": _secuencia_de_su_envio(programa),
            "numero": 1,
            "uidb36": "1",
            "key": "no-hay",
            "persona": self.mundo.usuario("ana").pk,
            "puesto": self.mundo.cargo("ana").pk,
            "entrada": Registro.objects.filter(programa_id=programa.pk).order_by("pk").first().pk,
        }

    def _llenar(self, lugar):
        mundo, (estado, revisa) = self.mundos[lugar], LUGARES[lugar]
        if lugar.startswith("no compromete"):
            ids = mundo.escribir()
            acto = {"tipo": "oficio", "numero": "7", "fecha": "02-01-2009", "archivo": fabrica.recibido(RESOLUCION)}
            mundo.dar("no-compromete", "diego", motivo="Este año la región no lo compromete", acto=acto)
            if estado == A:
                mundo.dar("abrir-revision", "rosa")
                mundo.dar("aprobar", "rosa")
            return ids
        ids = mundo.escribir()
        if estado == B:
            cargo, pk = mundo.cargo("ana"), mundo.programa().pk
            sobra = edicion.duplicar(programa_id=pk, cargo=cargo, compromiso_id=ids[-1])["compromiso"]
            edicion.eliminar(programa_id=pk, cargo=cargo, compromiso_id=sobra)
        elif estado == OB:
            mundo.dar("enviar", "diego")
            mundo.dar("abrir-revision", "rosa")
            self._observar(mundo)
            mundo.dar("devolver", "rosa", motivo="Falta precisar")
        else:
            llevar(mundo, estado, ids=ids)
        if revisa:
            mundo.dar("abrir-revision", revisa)
        if lugar == "devolución pedida":
            mundo.dar("pedir-devolucion", "diego", motivo="La meta 3 lleva la cifra del año pasado")
        return ids

    @staticmethod
    def _observar(mundo):
        observaciones.observar(programa_id=mundo.programa().pk, cargo=mundo.cargo("rosa"), texto="¿Cuántas personas?")


def cliente_de(usuario, **opciones):
    """The browser of a person, signed in."""
    cliente = Client(**opciones)
    cliente.force_login(usuario, backend=settings.AUTHENTICATION_BACKENDS[0])
    return cliente


def _secuencia_de_su_envio(programa):
    envio = Registro.objects.filter(programa_id=programa.pk, accion="enviar").first()
    return envio.secuencia if envio else 999_999
