"""A mail server of the tests: keeps what it accepted, can be slow, and can go silent in the middle of a message."""

import contextlib
import socketserver
import threading
import time


class Buzon(socketserver.ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True

    def __init__(self, *, lento=0):
        super().__init__(("127.0.0.1", 0), _Sesion)
        self.lento, self.callar = lento, False
        self.mensajes, self.a_medias = [], threading.Event()
        self.abiertas = self.maximo = 0
        self.candado = threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def direccion(self):
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def para(self):
        """To whom, one entry per message."""
        return sorted(para for para, _ in self.mensajes)


class _Sesion(socketserver.StreamRequestHandler):
    def decir(self, frase):
        self.wfile.write(f"{frase}\r\n".encode())

    def handle(self):
        buzon = self.server
        with buzon.candado:
            buzon.abiertas += 1
            buzon.maximo = max(buzon.maximo, buzon.abiertas)
        try:
            with contextlib.suppress(OSError):
                self._conversar(buzon)
        finally:
            with buzon.candado:
                buzon.abiertas -= 1

    def _conversar(self, buzon):
        self.decir("220 buzon")
        para = ""
        while orden := self.rfile.readline().decode().strip():
            verbo = orden[:4].upper()
            if verbo == "RCPT":
                para = orden.split("<")[1].split("@")[0]
            if verbo != "DATA":
                self.decir("221 adios" if verbo == "QUIT" else "250 bien")
                if verbo == "QUIT":
                    return
                continue
            self.decir("354 siga")
            renglones = []
            while (renglon := self.rfile.readline()) not in (b".\r\n", b""):
                renglones.append(renglon.decode())
            if buzon.callar:  # all has come, and nothing is answered: whoever sends does not know
                buzon.a_medias.set()
                self.rfile.read()
                return
            time.sleep(buzon.lento)
            with buzon.candado:
                buzon.mensajes.append((para, "".join(renglones)))
            self.decir("250 recibido")


@contextlib.contextmanager
def un_buzon(**opciones):
    buzon = Buzon(**opciones)
    try:
        yield buzon
    finally:
        buzon.shutdown()
        buzon.server_close()
