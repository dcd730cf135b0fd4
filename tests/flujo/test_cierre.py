"""Closing for real: the *sí* validated as *no*, closing *de oficio*, the appeal and the reopening, with their acts."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from gestion_territorial.auditoria.registro import SISTEMA, leer
from gestion_territorial.compromisos.models import Compromiso, Estado
from gestion_territorial.flujo import periodos, plazos, veredicto
from gestion_territorial.flujo.errores import DatoInvalido, EstadoIncorrecto, Incompleto, NoAutorizado
from gestion_territorial.flujo.verificacion import verificar
from gestion_territorial.formularios import catalogo
from gestion_territorial.puntaje import Resultado
from gestion_territorial.territorio.models import Periodo, Ventana

from ..escenas import foto, llevar
from ..mundo import FILAS

ACTO = {"tipo": "resolucion", "numero": "1.234", "fecha": "01-12-2009"}


def vencer(mundo, etapa="resultados", dias=1):
    """The window of a stage ended so many days ago."""
    ayer = timezone.localdate() - timedelta(dias)
    periodos.modificar(
        anio=mundo.periodo.anio,
        actor=SISTEMA,
        motivo="La prueba lo pide",
        ventanas={etapa: (ayer - timedelta(30), ayer)},
    )


def puntaje(mundo):
    pais = veredicto.nacional(servicio=mundo.servicio, periodo=mundo.periodo, formulario=catalogo.formulario("III.1"))
    return next(r.puntaje for r in pais.regiones if r.programa.region_id == "02")


def de_oficio(mundo, **mas):
    return mundo.dar("cerrar-de-oficio", "rosa", **{"motivo": "No respondió", "acto": ACTO} | mas)


# ---- A sí that is still unproven ----


def test_un_si_devuelto_una_vez_se_valida_como_no_y_quedan_los_dos(mundo):
    ids = llevar(mundo, Estado.RESULTADOS_ENVIADOS, filas=FILAS)
    mundo.dar("abrir-revision", "rosa")
    rechazos = {ids[1]: "El oficio 3 es de otro año"}
    with pytest.raises(EstadoIncorrecto, match="devuelva los resultados una vez"):
        mundo.dar("validar", "rosa", rechazos=rechazos)
    mundo.dar("devolver-resultados", "rosa", motivo="Pruebe la fila 2")
    mundo.dar("enviar-resultados", "diego")
    mundo.dar("abrir-revision", "rosa")
    with pytest.raises(DatoInvalido, match="Fila 2: escriba por qué"):
        mundo.dar("validar", "rosa", rechazos={ids[1]: "  "})
    with pytest.raises(DatoInvalido, match="Solo un «sí»"):
        mundo.dar("validar", "rosa", rechazos={999_999: "No es de aquí"})
    assert Compromiso.objects.filter(cumple_validado="no").count() == 0
    mundo.dar("validar", "rosa", rechazos=rechazos)
    fila = Compromiso.objects.get(pk=ids[1])
    assert (fila.cumple, fila.cumple_validado, fila.motivo_validacion) == ("si", "no", "El oficio 3 es de otro año")
    assert (puntaje(mundo).resultado, puntaje(mundo).desempeno) == (Resultado.NO_CUMPLE, 70)
    assert verificar().faltas == []


# ---- De oficio ----


def test_de_oficio_solo_despues_del_plazo_con_motivo_y_documento(mundo):
    llevar(mundo, Estado.RESULTADOS)
    with pytest.raises(EstadoIncorrecto, match="termina el"):
        de_oficio(mundo)
    vencer(mundo)
    antes = foto()
    for mas, frase in (
        ({"motivo": " "}, "Escriba el motivo"),
        ({"acto": None}, "tipo, número y fecha"),
        ({"acto": ACTO | {"tipo": "bando"}}, "Elija el tipo"),
        ({"acto": ACTO | {"numero": " "}}, "S/N"),
        ({"acto": ACTO | {"numero": "9" * 61}}, "60 caracteres"),
        ({"acto": ACTO | {"fecha": "31-02-2009"}}, "31-02-2009|fecha"),
        ({"acto": ACTO | {"fecha": ""}}, "fecha del documento"),
    ):
        with pytest.raises(DatoInvalido, match=frase):
            de_oficio(mundo, **mas)
    assert foto() == antes
    de_oficio(mundo)
    assert mundo.programa().de_oficio


def test_de_oficio_lo_que_no_se_respondio_cuenta_como_no(mundo):
    ids = llevar(mundo, Estado.APROBADO, filas=FILAS)
    mundo.dar("abrir-resultados", "rosa")
    mundo.responder(ids, ["si", None, "no"])
    vencer(mundo)
    de_oficio(mundo)
    programa = mundo.programa()
    assert (programa.estado, programa.de_oficio, programa.vigente.motivo) == ("cerrado", True, "cierre de oficio")
    respuestas = [(c.cumple, c.cumple_validado) for c in Compromiso.objects.filter(pk__in=ids).order_by("pk")]
    assert respuestas == [("si", ""), ("", "no"), ("no", "")]
    assert (puntaje(mundo).resultado, puntaje(mundo).desempeno) == (Resultado.NO_CUMPLE, 40)
    assert verificar().faltas == []


@pytest.mark.parametrize("estado", [Estado.BORRADOR, Estado.ENVIADO, Estado.OBSERVADO])
def test_de_oficio_lo_nunca_aprobado_no_cumple(mundo, estado):
    """Even if its draft would score: nobody ever approved it."""
    llevar(mundo, estado)
    vencer(mundo)
    de_oficio(mundo)
    programa = mundo.programa()
    assert (programa.estado, programa.vigente, programa.aprobado) == ("cerrado", None, False)
    assert (puntaje(mundo).resultado, puntaje(mundo).desempeno) == (Resultado.NO_CUMPLE, None)
    assert verificar().faltas == []


def test_de_oficio_ni_lo_vacio_ni_la_declaracion_sin_aprobar_se_libran(mundo):
    mundo.dar("no-compromete", "diego", motivo="Este año no")
    vencer(mundo)
    de_oficio(mundo)
    programa = mundo.programa()
    assert (programa.estado, programa.no_compromete, programa.revisor) == ("cerrado", False, None)
    assert puntaje(mundo).resultado == Resultado.NO_CUMPLE


def test_la_declaracion_aprobada_no_se_cierra_de_oficio(mundo):
    mundo.dar("no-compromete", "diego", motivo="Este año no")
    mundo.dar("abrir-revision", "rosa")
    mundo.dar("aprobar", "rosa")
    vencer(mundo)
    with pytest.raises(EstadoIncorrecto, match="no compromete"):
        de_oficio(mundo)


# ---- Appeal and reopening ----


def reponer(mundo, **mas):
    return mundo.dar("reponer", "diego", **{"motivo": "La carpeta estaba", "acto": ACTO} | mas)


@pytest.mark.parametrize("estado", [Estado.VALIDADO, Estado.CERRADO])
def test_la_reposicion_se_rechaza_y_queda_dicho(mundo, estado):
    llevar(mundo, estado)
    reponer(mundo)
    assert mundo.programa().reposicion_en
    with pytest.raises(EstadoIncorrecto, match="por resolver"):
        reponer(mundo)
    if estado == Estado.VALIDADO:
        with pytest.raises(EstadoIncorrecto, match="por resolver"):
            mundo.dar("cerrar", "rosa")
    with pytest.raises(DatoInvalido, match="Escriba el motivo"):
        mundo.dar("rechazar-reposicion", "rosa", motivo=" ")
    mundo.dar("rechazar-reposicion", "rosa", motivo="La carpeta no corresponde")
    assert (mundo.programa().estado, mundo.programa().reposicion_en) == (estado, None)
    with pytest.raises(EstadoIncorrecto, match="ya repuso"):
        reponer(mundo)


def test_la_reposicion_acogida_reabre_y_despues_se_puede_reponer_de_nuevo(mundo):
    llevar(mundo, Estado.CERRADO)
    reponer(mundo)
    mundo.dar("reabrir", "rosa", motivo="La carpeta estaba")
    programa = mundo.programa()
    assert (programa.estado, programa.reposicion_en, programa.resuelto_en) == ("resultados_observados", None, None)
    mundo.dar("enviar-resultados", "diego")
    mundo.dar("abrir-revision", "rosa")
    mundo.dar("validar", "rosa")
    reponer(mundo)


def test_el_termino_se_cuenta_en_dias_habiles(mundo, time_machine):
    time_machine.move_to("2009-12-11 15:00:00+00:00", tick=False)  # a Friday
    Ventana.objects.filter(periodo=mundo.periodo).update(desde="2009-01-01", hasta="2009-12-31")
    llevar(mundo, Estado.VALIDADO)
    for momento, bien in (("2009-12-19 02:59:59+00:00", True), ("2009-12-19 03:00:00+00:00", False)):
        time_machine.move_to(momento, tick=False)  # 23:59:59 of Friday 18 in Santiago, and a second later
        if not bien:
            mundo.dar("rechazar-reposicion", "rosa", motivo="No procede")
            with pytest.raises(EstadoIncorrecto, match="venció el 18-12-2009"):
                reponer(mundo)
        else:
            reponer(mundo)


def test_reabrir_lo_cerrado_de_oficio_borra_los_no_que_puso_el_cierre(mundo):
    ids = llevar(mundo, Estado.APROBADO, filas=FILAS)
    mundo.dar("abrir-resultados", "rosa")
    mundo.responder(ids[:1], ["si"])
    vencer(mundo)
    de_oficio(mundo)
    mundo.dar("reabrir", "rosa", motivo="Llegaron los informes")
    programa = mundo.programa()
    assert (programa.estado, programa.de_oficio) == ("resultados_observados", False)
    assert not Compromiso.objects.exclude(cumple_validado="").exists()
    assert puntaje(mundo).resultado == Resultado.PENDIENTE


def test_reabrir_lo_nunca_aprobado_lo_devuelve_a_su_borrador(mundo):
    llevar(mundo, Estado.BORRADOR)
    vencer(mundo)
    de_oficio(mundo)
    mundo.dar("reabrir", "rosa", motivo="Hubo un error")
    assert mundo.programa().estado == "observado"
    mundo.dar("enviar", "diego")


def test_quien_envio_no_cierra_de_oficio_ni_reabre(mundo):
    llevar(mundo, Estado.VALIDADO)
    vencer(mundo)
    cargo = mundo.cargo("rosa")
    cargo.usuario, cargo.usuario_id = mundo.usuario("diego"), mundo.usuario("diego").pk
    from gestion_territorial.flujo import acciones  # the same person, acting in another post

    for paso in ("cerrar-de-oficio", "reabrir"):
        with pytest.raises(NoAutorizado):
            acciones.dar(paso, programa_id=mundo.programa().pk, cargo=cargo, motivo="Porque sí", acto=ACTO)


# ---- Waivers ----


def por_dispensar(mundo):
    """Antofagasta's programme with a verification that is not defined yet; returns the ids of its commitments."""
    return mundo.escribir(filas=[FILAS[0] | {"verificacion": "Por definir"}, *FILAS[1:]])


def test_la_dispensa_se_pide_al_enviar_y_se_otorga_con_motivo(mundo):
    from gestion_territorial.flujo.otorgamiento import otorgar

    ids = por_dispensar(mundo)
    with pytest.raises(Incompleto):
        mundo.dar("enviar", "diego")
    with pytest.raises(Incompleto):
        mundo.dar("enviar", "diego", dispensas={("V-TBD", ids[0]): "  "})
    mundo.dar("enviar", "diego", dispensas={("V-TBD", ids[0]): "El convenio lo fija", ("W-SUM", ids[1]): "Porque sí"})
    pedida = mundo.programa().dispensas.get()
    assert (pedida.codigo, pedida.motivo, pedida.otorgada) == ("V-TBD", "El convenio lo fija", False)
    mundo.dar("abrir-revision", "rosa")
    with pytest.raises(Incompleto, match="1 dispensa pedida"):
        mundo.dar("aprobar", "rosa")
    datos = {"programa_id": mundo.programa().pk, "dispensa_id": pedida.pk}
    with pytest.raises(DatoInvalido, match="motivo"):
        otorgar(cargo=mundo.cargo("rosa"), motivo="", **datos)
    with pytest.raises(EstadoIncorrecto):
        otorgar(cargo=mundo.cargo("rita"), motivo="Conforme", **datos)
    otorgar(cargo=mundo.cargo("rosa"), motivo="Conforme al convenio", **datos)
    with pytest.raises(EstadoIncorrecto, match="ya está otorgada"):
        otorgar(cargo=mundo.cargo("rosa"), motivo="Conforme al convenio", **datos)
    mundo.dar("aprobar", "rosa")
    # Granted, the finding does not keep the *sí* from counting either.
    mundo.dar("abrir-resultados", "rosa")
    mundo.responder(ids, ["si"] * 3)
    mundo.dar("enviar-resultados", "diego")
    assert verificar().faltas == []


def test_la_dispensa_no_otorgada_cae_al_devolver(mundo):
    ids = por_dispensar(mundo)
    mundo.dar("enviar", "diego", dispensas={("V-TBD", ids[0]): "El convenio lo fija"})
    mundo.dar("abrir-revision", "rosa")
    mundo.dar("devolver", "rosa", motivo="Defínala")
    assert not mundo.programa().dispensas.vivas().exists()
    with pytest.raises(Incompleto):
        mundo.dar("enviar", "diego")
    mundo.dar("enviar", "diego", dispensas={("V-TBD", ids[0]): "El convenio lo fija"})


def test_lo_que_no_se_dispensa_no_se_pide(mundo):
    ids = mundo.escribir(filas=[FILAS[0] | {"unidad": ""}, *FILAS[1:]])
    with pytest.raises(Incompleto):
        mundo.dar("enviar", "diego", dispensas={("U-MISSING", ids[0]): "No tiene"})
    assert not mundo.programa().dispensas.exists()


# ---- Windows, extensions, zones ----


def test_el_ultimo_segundo_entra_y_el_siguiente_no(mundo, time_machine):
    time_machine.move_to("2009-10-01 12:00:00+00:00", tick=False)
    Ventana.objects.filter(periodo=mundo.periodo, etapa="compromiso").update(desde="2009-09-01", hasta="2009-10-09")
    mundo.escribir()
    time_machine.move_to("2009-10-10 04:00:00+00:00", tick=False)  # that Saturday, before the clocks changed: UTC-4
    with pytest.raises(EstadoIncorrecto, match="terminó el 09-10-2009"):
        mundo.dar("enviar", "diego")
    time_machine.move_to("2009-10-10 03:59:59+00:00", tick=False)
    mundo.dar("enviar", "diego")


@pytest.mark.parametrize(
    ("hasta", "dentro", "fuera"),
    [
        # The clocks went back at 24:00 of 3 April 2021: 23:30 happened twice, both on the 3rd.
        ("2021-04-03", ["2021-04-04T02:30:00+00:00", "2021-04-04T03:30:00+00:00"], "2021-04-04T04:00:00+00:00"),
        # They went forward at 24:00 of 4 September 2021: the 5th began at 01:00.
        ("2021-09-04", ["2021-09-05T03:59:59+00:00"], "2021-09-05T04:00:00+00:00"),
    ],
)
def test_las_horas_repetidas_y_las_que_no_existen(mundo, time_machine, hasta, dentro, fuera):
    Ventana.objects.filter(periodo=mundo.periodo, etapa="compromiso").update(desde="2021-01-01", hasta=hasta)
    programa = mundo.programa()
    for momento in dentro:
        plazos.exigir_abierta("compromiso", programa, datetime.fromisoformat(momento))
    with pytest.raises(EstadoIncorrecto, match="terminó"):
        plazos.exigir_abierta("compromiso", programa, datetime.fromisoformat(fuera))


@pytest.mark.parametrize(("hasta", "quedan"), [(0, 0), (12, 12), (-1, -1)])
def test_los_dias_que_quedan(mundo, hasta, quedan):
    hoy = timezone.localdate()
    Ventana.objects.filter(periodo=mundo.periodo, etapa="compromiso").update(hasta=hoy + timedelta(hasta))
    plazo = plazos.plazo(mundo.programa())
    assert plazo.dias_restantes() == quedan
    assert plazo.dias_restantes(timezone.now() - timedelta(1)) == quedan + 1


def test_la_hora_de_cada_region_cuando_el_periodo_lo_dice(mundo):
    Ventana.objects.filter(periodo=mundo.periodo, etapa="compromiso").update(desde="2024-06-01", hasta="2024-06-30")
    momento = datetime.fromisoformat("2024-07-01T03:30:00+00:00")  # 23:30 in Santiago, 00:30 in Punta Arenas
    plazos.exigir_abierta("compromiso", mundo.programa("12"), momento)
    Periodo.objects.filter(pk=mundo.periodo.pk).update(zona_regional=True)
    plazos.exigir_abierta("compromiso", mundo.programa("02"), momento)
    with pytest.raises(EstadoIncorrecto):
        plazos.exigir_abierta("compromiso", mundo.programa("12"), momento)


def test_antes_de_que_empiece_no_se_envia_y_lo_devuelto_si_despues(mundo):
    mundo.escribir()
    hoy = timezone.localdate()
    Ventana.objects.filter(periodo=mundo.periodo, etapa="compromiso").update(desde=hoy + timedelta(1))
    with pytest.raises(EstadoIncorrecto, match="empieza el"):
        mundo.dar("enviar", "diego")
    Ventana.objects.filter(periodo=mundo.periodo, etapa="compromiso").update(desde=hoy)
    mundo.dar("enviar", "diego")
    mundo.dar("abrir-revision", "rosa")
    mundo.dar("devolver", "rosa", motivo="Precise")
    vencer(mundo, "compromiso")
    mundo.dar("enviar", "diego")  # the delay was the review's


def test_la_prorroga_es_de_una_region_y_solo_alarga(mundo):
    mundo.escribir()
    vencer(mundo, "compromiso")
    hoy = timezone.localdate()

    def prorrogar(hasta, etapa="compromiso", motivo="Corte de luz en la región"):
        dia = f"{hasta:%d-%m-%Y}" if hasattr(hasta, "year") else hasta
        return mundo.dar("prorrogar", "hugo", etapa=etapa, hasta=dia, motivo=motivo)

    for datos, frase in (
        ({"hasta": hoy - timedelta(1)}, "ya llega al"),
        ({"hasta": hoy + timedelta(400)}, "un año"),
        ({"hasta": "31-02-2009"}, "31-02-2009|último día"),
        ({"hasta": ""}, "último día"),
        ({"hasta": hoy, "etapa": "resultados"}, "Elija el plazo"),
        ({"hasta": hoy, "motivo": ""}, "Escriba el motivo"),
    ):
        with pytest.raises(DatoInvalido, match=frase):
            prorrogar(**datos)
    prorrogar(hoy)
    mundo.dar("enviar", "diego")
    mundo.escribir("07", quien="luis")
    with pytest.raises(EstadoIncorrecto, match="terminó"):
        mundo.dar("enviar", "dora", "07")


def test_el_acto_queda_en_el_registro_y_un_acto_a_medias_no_pasa(mundo):
    mundo.escribir()
    with pytest.raises(DatoInvalido, match="número del documento"):
        mundo.dar("enviar", "diego", acto=ACTO | {"numero": ""})
    mundo.dar("enviar", "diego", acto=ACTO)
    from gestion_territorial.auditoria.models import Registro

    entrada = Registro.objects.get(programa_id=mundo.programa().pk, accion="enviar")
    assert leer(entrada)["datos"]["acto"] == {"tipo": "resolucion", "numero": "1.234", "fecha": "2009-12-01"}
