"""The example country: every state can be seen, all of it is true, and a second run keeps what somebody edited."""

from collections import Counter
from io import StringIO

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from django.test import TestCase
from django.utils import timezone

from gestion_territorial.archivos.models import Archivo
from gestion_territorial.auditoria.models import Registro
from gestion_territorial.compromisos.contenido import leer
from gestion_territorial.compromisos.models import Compromiso, Estado, Evidencia, ProgramaRegional
from gestion_territorial.cuentas.models import Asignacion, Rol, Usuario
from gestion_territorial.flujo import edicion, ejemplo
from gestion_territorial.flujo.acciones import dar
from gestion_territorial.flujo.actos import programas_con
from gestion_territorial.flujo.copia import copiado
from gestion_territorial.flujo.errores import Incompleto
from gestion_territorial.flujo.veredicto import nacionales
from gestion_territorial.formularios import catalogo
from gestion_territorial.formularios.hallazgos import Hallazgo, hallazgos
from gestion_territorial.puntaje import Resultado
from gestion_territorial.territorio.models import Etapa, Periodo, Servicio, Ventana
from informacion_gore.textos import OBJETIVOS_PLANIFICACION

from ..escenas import DEL_PROGRAMA

ESTADOS = {
    "15": Estado.ENVIADO,
    "01": Estado.BORRADOR,
    "02": Estado.BORRADOR,
    "03": Estado.ENVIADO,
    "04": Estado.RESULTADOS_ENVIADOS,
    "05": Estado.VALIDADO,
    "13": Estado.CERRADO,
    "06": Estado.OBSERVADO,
    "07": Estado.APROBADO,
    "08": Estado.RESULTADOS,
    "09": Estado.ENVIADO,
    "14": Estado.RESULTADOS_OBSERVADOS,
    "10": Estado.CERRADO,
    "11": Estado.BORRADOR,
    "12": Estado.BORRADOR,
}


def cargar():
    salida = StringIO()
    call_command("cargar_ejemplo", "--aunque-sea-produccion", stdout=salida)
    return salida.getvalue()


class TestPaisDeEjemplo(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.salida = cargar()

    def programa(self, region):
        return self.programa_de("III.1", region)

    def programa_de(self, formulario, region="02", anio=2009):
        programas = ProgramaRegional.objects.con_contexto()
        return programas.get(region=region, formulario=formulario, periodo__anio=anio)

    def codigos(self, programa):
        """The findings of a programme: code → how many rows."""
        return Counter(h.codigo for h in hallazgos(catalogo.formulario(programa.formulario), leer(programa)))

    def cargo(self, nombre):
        return Asignacion.objects.select_related("usuario", "servicio", "region").get(usuario__nombre=nombre)

    def test_hay_un_programa_en_cada_estado(self):
        assert set(DEL_PROGRAMA) == set(ESTADOS.values())
        programas = ProgramaRegional.objects.filter(formulario="III.1", periodo__anio=2009)
        assert dict(programas.values_list("region", "estado")) == ESTADOS

    def test_todo_verifica(self):
        salida = StringIO()
        call_command("verificar", stdout=salida)
        assert salida.getvalue().startswith(f"Todo en orden: {ProgramaRegional.todos.count()} programas")

    def test_antofagasta_es_el_programa_real(self):
        contenido = leer(self.programa("02"))
        assert [str(f.compromiso.ponderacion_texto) for f in contenido.filas] == ["0,25"] * 14
        assert [f.abre_objetivo for f in contenido.filas[3:7]] == [1, 2, 0, 1]  # rows 5 and 6 share the objective
        assert all(f.indicador.resultado_anticipado for f in contenido.filas[:10])
        assert "\n" in contenido.filas[0].compromiso.actividades
        with pytest.raises(Incompleto) as rechazo:
            dar("enviar", programa_id=contenido.identidad["id"], cargo=self.cargo("Diego"))
        hallazgos: list[Hallazgo] = rechazo.value.hallazgos
        assert [(h.codigo, h.fila) for h in hallazgos] == [("W-SUM", None), ("V-TBD", 12), ("V-MISSING", 14)]

    def test_los_puntajes_prometidos(self):
        pais = nacionales(servicio=Servicio.objects.get(), periodo=Periodo.objects.get(anio=2009))[0]
        por_region = {r.programa.region_id: r.puntaje for r in pais.regiones}
        assert (por_region["13"].resultado, por_region["13"].mostrado) == (Resultado.CUMPLE, "90,00")
        assert por_region["10"].resultado == Resultado.NO_CUMPLE
        assert por_region["08"].rango == "entre 44,44 y 88,89"
        assert leer(self.programa("11")).agregado.suma * 100 == 9850

    def test_la_revision_se_ve_en_curso(self):
        assert self.programa("15").revisor is None
        assert self.programa("03").revisor.nombre == "Rosa"
        assert self.programa("09").no_compromete
        assert self.programa("06").observaciones.sin_cerrar().count() == 1

    def test_la_conversacion_se_ve(self):
        """Cells observed and a row asked for; an amendment that annuls a row, with its document; evidence in a file."""
        observadas = self.programa("03").observaciones.order_by("pk").values_list("columna", "pide_fila")
        assert list(observadas) == [("verificacion", False), ("compromiso", False), ("", True)]
        assert self.programa("03").notas_internas.count() == 1
        enmienda = ProgramaRegional.todos.get(enmienda_de=self.programa("07"))
        assert enmienda.estado == Estado.ENVIADO
        contenido = leer(enmienda)
        assert [f.compromiso.anulado for f in contenido.filas] == [False] * 5 + [True]
        assert contenido.agregado.suma == 100
        con_archivo = Evidencia.objects.vivas().exclude(sha256="")
        assert [e.programa.region_id for e in con_archivo] == ["08"]
        documento = ProgramaRegional.todos.filter(pk=enmienda.pk)
        (de_acto,) = Archivo.objects.filter(de_acto=True).exclude(sha256=con_archivo[0].sha256)
        assert programas_con(documento.values("pk"), de_acto.sha256) == [enmienda.pk]

    def test_las_actividades_son_un_compromiso_cada_una(self):
        contenido = leer(self.programa("08"))
        assert contenido.modalidad == "ACTIVIDADES"
        assert [f.abre_indicador for f in contenido.filas] == [3, 0, 0] * 3

    def test_las_ventanas_rodean_hoy(self):
        ventanas = {v.etapa: v for v in Ventana.objects.filter(periodo__anio=2009)}
        assert ventanas.keys() == set(Etapa.values)
        hoy = timezone.localdate()
        assert (ventanas[Etapa.COMPROMISO].hasta - hoy).days == 12
        assert all(ventana.desde < hoy < ventana.hasta for ventana in ventanas.values())

    def test_la_complementariedad_de_antofagasta_trae_sus_faltas(self):
        programa = self.programa_de("III.2")
        contenido = leer(programa)
        assert len(contenido.propias("complementariedad.instancia")) == 6
        assert contenido.propias("complementariedad.instancia")[2].datos.territorios.split() == [
            "02101",
            "02201",
            "02301",
            "02104",
        ]
        pesos = [f.compromiso.ponderacion_texto for f in contenido.filas]
        assert (len(pesos), pesos[0], pesos[1], pesos[3]) == (11, "", "0,50", "0.25")
        assert contenido.filas[0].objetivo is None
        assert len(contenido.tablas["complementariedad.objetivoinstancia"]) == 9
        assert self.codigos(programa) == {"W-SUM": 1, "O-ORPHAN": 1, "R-EARLY": 10, "V-TBD": 3}

    def test_la_informacion_de_antofagasta_trae_sus_faltas(self):
        programa = self.programa_de("III.3")
        contenido = leer(programa)
        assert [f.objetivo.texto for f in contenido.filas] == list(OBJETIVOS_PLANIFICACION)
        declaradas = [d.ponderacion_texto for d in contenido.tablas["informacion_gore.ponderaciondeclarada"]]
        assert sorted(declaradas) == ["1,5", "1,5", "1.5"]
        (origen,) = contenido.propias("informacion_gore.origen")
        assert (origen.datos.ponderacion_texto, origen.datos.tipo) == ("2,5", "acuerdo")
        assert self.codigos(programa) == {"A-MIN2": 3, "P-DIFF": 1}

    def test_el_seguimiento_de_antofagasta_tiene_su_medicion(self):
        assert len(leer(self.programa_de("III.4")).tablas["seguimiento.avance"]) == 33

    def test_los_otros_formularios_tambien_se_ven_en_varios_estados(self):
        for formulario in ("III.2", "III.3"):
            programas = ProgramaRegional.objects.filter(formulario=formulario, periodo__anio=2009)
            estados = set(programas.values_list("estado", flat=True))
            assert estados >= {Estado.BORRADOR, Estado.ENVIADO, Estado.APROBADO, Estado.VALIDADO, Estado.CERRADO}

    def test_una_region_empezo_2010_desde_lo_que_cerro(self):
        for formulario, filas, por_confirmar in (("III.1", 10, 6), ("III.2", 4, 4), ("III.3", 8, 8)):
            programa = self.programa_de(formulario, "13", 2010)
            contenido = leer(programa)
            assert len(contenido.filas) == filas
            assert self.codigos(programa)["W-COPY"] == por_confirmar
            assert not any(f.compromiso.cumple or f.evidencias or f.indicador.resultado_anual for f in contenido.filas)
        perdidas = copiado(programa)["perdidas"]  # 2009 had the planning version's objectives, 2010 the control's
        assert len(perdidas) == 3
        assert perdidas[0].startswith("Filas 1, 2")
        assert not ProgramaRegional.objects.filter(periodo__anio=2010, edicion__gt=0).exclude(region="13").exists()

    def test_cada_cuenta_se_dice_con_su_clave(self):
        for nombre in ("Ana", "Diego", "Luis", "Rosa", "Rita", "Hugo", "Olga"):
            assert f"{nombre.lower()}@ejemplo.cl" in self.salida
            usuario = Usuario.objects.get(nombre=nombre)
            assert usuario.check_password(ejemplo.CLAVE)
        validate_password(ejemplo.CLAVE, usuario)
        assert self.salida.count(ejemplo.CLAVE) == Usuario.objects.count() == 21
        assert "Director/a regional · SERNAM · Antofagasta" in self.salida
        assert Asignacion.objects.filter(rol=Rol.DIRECTOR).count() == 15

    def test_otra_vez_no_pisa_lo_editado(self):
        ana, fila = self.cargo("Ana"), Compromiso.objects.filter(programa=self.programa("02")).first()
        edicion.guardar_linea(
            programa_id=fila.programa_id,
            cargo=ana,
            compromiso_id=fila.pk,
            cambios={("compromiso", "unidad"): (fila.unidad, "Otra unidad")},
            ediciones={},
        )
        Usuario.objects.filter(nombre="Rita").update(nombre="Rita R", password="otra")
        Asignacion.objects.filter(usuario__nombre="Olga").delete()
        de_avance = Ventana.objects.filter(etapa=Etapa.AVANCE, periodo__anio=2009)
        de_avance.update(desde="2030-01-01", hasta="2030-02-01")
        registros, cuantas = Registro.objects.count(), Compromiso.objects.count()

        salida = cargar()

        assert Registro.objects.count() == registros
        assert Compromiso.objects.count() == cuantas
        assert Compromiso.objects.get(pk=fila.pk).unidad == "Otra unidad"
        assert Usuario.objects.get(correo="rita@ejemplo.cl").password == "otra"
        assert not Asignacion.objects.filter(usuario__nombre="Olga").exists()
        assert str(de_avance.get().desde) == "2030-01-01"
        assert "sin cargo vigente" in salida
        assert "Rita R" in salida

    def test_lo_que_falta_se_completa(self):
        Asignacion.objects.filter(usuario__nombre="Olga").delete()
        Usuario.objects.filter(nombre="Olga").delete()
        cargar()
        assert self.cargo("Olga").rol == Rol.OBSERVADOR


@pytest.mark.django_db
@pytest.mark.parametrize("orden", ["cargar_ejemplo", "sembrar"])
def test_con_debug_apagado_se_niega(orden):
    with pytest.raises(CommandError, match="--aunque-sea-produccion"):
        call_command(orden)
    assert not Usuario.objects.exists()
    assert not Servicio.objects.exists()
