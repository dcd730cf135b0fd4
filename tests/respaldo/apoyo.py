"""How the tests of the backup run the commands and read what they leave."""

import contextlib
import json
import signal

OBREROS = "tests.respaldo.obreros:"
DE_CARRERAS = "tests.flujo.obreros:"
EN_CARGA = (("enviar", "diego"), ("abrir-revision", "rosa"), ("aprobar", "rosa"), ("abrir-resultados", "rosa"))


def mandar(base, nombre, *argumentos):
    """[exit status, what it said] of a command, in the base's DATA_DIR."""
    return base.una(f"{OBREROS}mandar", nombre=nombre, argumentos=[str(a) for a in argumentos])


def respaldar(base, destino):
    estado, salida = mandar(base, "respaldar", destino)
    assert estado == 0, salida
    return manifiesto(destino)


def manifiesto(destino):
    return json.loads((destino / "manifiesto.json").read_text(encoding="utf-8"))


def escribir_manifiesto(destino, datos):
    (destino / "manifiesto.json").write_text(json.dumps(datos), encoding="utf-8")


def lo_mismo(uno, otro):
    """Everything of two manifests but the moment and the bytes of the database's own files."""

    def partes(m):
        archivos = {n: v for n, v in m["archivos"].items() if n.startswith("archivos/")}
        return {**m, "momento": "", "secuencias": {}, "archivos": archivos}

    return partes(uno) == partes(otro)


@contextlib.contextmanager
def escribiendo(base, *trabajos):
    """Processes that write until they are told to end; gives a function: the number each has had acknowledged last.

    Those that only write rows end at once, in the middle of whatever it is.
    """
    procesos = [base.lanzar(ruta, **datos) for ruta, datos in trabajos]
    oidos = [[] for _ in procesos]

    def confirmados(al_menos=1):
        for proceso, oido in zip(procesos, oidos, strict=True):
            while len(oido) < al_menos:
                oido.append(int(proceso.stdout.readline()))
        return [oido[-1] for oido in oidos]

    try:
        yield confirmados
    finally:
        for proceso, oido in zip(procesos, oidos, strict=True):
            proceso.send_signal(signal.SIGTERM)
            oido += [int(n) for n in proceso.stdout.read().split()]
            proceso.wait()
            proceso.stdout.close()
