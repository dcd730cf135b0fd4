import pytest
from .conftest import ANCHA, ANGOSTA
from .test_paginas import CORTADOS
pytestmark = pytest.mark.navegador
def test_fotos(persona):
    hugo=persona("hugo")
    p=hugo.pagina
    pags={"equipos":"/administracion/equipos/","personas":"/administracion/personas/","nueva":"/administracion/personas/nueva/","servicios":"/administracion/servicios/","serv-nuevo":"/administracion/servicios/nuevo/","serv":"/administracion/servicios/SERNAM/","cerrar":"/administracion/servicios/SERNAM/cerrar/","quien":"/quien-hizo-que/","quien-mal":"/quien-hizo-que/?desde=99&hasta=1&accion=nada","quien-q":"/quien-hizo-que/?palabras=redes&puesto=formulador"}
    rosa=hugo.servidor.consultar("select u.id from cuentas_usuario u where correo='rosa@ejemplo.cl'")[0][0]
    puesto=hugo.servidor.consultar("select id from cuentas_asignacion where usuario_id=?",rosa)[0][0]
    e=hugo.servidor.consultar("select id from auditoria_registro where accion='devolver' limit 1")[0][0]
    e2=hugo.servidor.consultar("select id from auditoria_registro where accion='abrir período' limit 1")[0][0]
    pags|={"persona":f"/administracion/personas/{rosa}/","desactivar":f"/administracion/personas/{rosa}/desactivar/","puesto":f"/administracion/personas/{rosa}/puestos/nuevo/","termino":f"/administracion/puestos/{puesto}/termino/","relevo":f"/administracion/puestos/{puesto}/relevo/","entrada":f"/quien-hizo-que/{e}/","entrada2":f"/quien-hizo-que/{e2}/"}
    fallas=[]
    def mira(quien,n,ruta):
        quien.va_a(ruta)
        for v,s in ((ANCHA,"a"),(ANGOSTA,"n")):
            quien.pagina.set_viewport_size(v)
            quien.pagina.screenshot(path=f"/tmp/wc7fotos/{n}-{s}.png",full_page=True)
            b=quien.barreras(); o=quien.sobra_ancho(); c=quien.pagina.evaluate(CORTADOS)
            if b or o>0 or c: fallas.append((n,s,b,o,c))
    for n,r in pags.items(): mira(hugo,n,r)
    mira(persona("rosa"),"miequipo","/equipo/"); mira(persona("diego"),"miequipo-r","/equipo/")
    hugo.pagina.set_viewport_size(ANCHA); hugo.va_a("/"); hugo.pagina.locator(".menu-persona summary").click(); hugo.pagina.screenshot(path="/tmp/wc7fotos/menu.png")
    hugo.va_a(pags["puesto"]); hugo.pulsa("Asignar el puesto","button"); hugo.pagina.set_viewport_size(ANCHA); hugo.pagina.screenshot(path="/tmp/wc7fotos/puesto-mal.png",full_page=True)
    print("FALLAS",fallas)
    assert not fallas
