import logging, collections
from .pais import LUGARES
from .test_permisos import RUTAS, direccion, pedir
def test_v(pais, settings, monkeypatch):
    monkeypatch.setattr("gestion_territorial.documentos.pdf.documento_pdf", lambda documento: b"%PDF")
    vistos=collections.Counter()
    class H(logging.Handler):
        def emit(self, r): vistos[r.args]+=1
    lg=logging.getLogger("django.template"); h=H(); lg.addHandler(h); old=lg.level; lg.setLevel(logging.DEBUG); lg.propagate=False
    for n in RUTAS:
        for q in ("anónimo","ana","diego","rosa","hugo"):
            for m in ("GET","POST"):
                pedir(pais,q,m,direccion(pais,n))
    for l in LUGARES:
        for q in ("ana","diego","rosa","hugo"):
            pais.de(q).get(pais.base(l)); pais.de(q).get(f"{pais.base(l)}?editar={pais.ids[l][0]}")
    lg.removeHandler(h); lg.setLevel(old); lg.propagate=True
    for k,v in vistos.most_common(): print("VAR",v,k)
