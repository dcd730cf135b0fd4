/* The live form: a line saves itself on leaving a field, says what is not saved yet, retries, and loses no letter.
   Everything here is a courtesy: the same addresses work without it. No library, no eval. */
(function () {
  "use strict";

  const ESPERA_TECLADO = 2500; // ms of quiet before saving while still inside a field
  const REINTENTOS = [2000, 4000, 8000, 15000, 30000]; // ms; the last repeats
  const editores = new WeakMap();

  /* One editor: its form, what is being sent, what failed. */
  class Editor {
    constructor(form) {
      this.form = form;
      this.enVuelo = null;
      this.operacion = null;
      this.enviado = "";
      this.intento = 0;
      this.reloj = null;
      form.addEventListener("input", () => this.escribiendo());
      form.addEventListener("change", () => this.guardar());
      form.addEventListener("submit", (e) => {
        if (e.submitter && e.submitter.hasAttribute("formaction")) return;
        e.preventDefault();
        this.guardar(true);
      });
    }

    get estado() {
      return this.form.querySelector("[data-estado]");
    }

    decir(texto, clase) {
      this.estado.textContent = texto;
      this.estado.className = "estado-guardado" + (clase ? " " + clase : "");
    }

    campos() {
      return [...this.form.querySelectorAll("[data-campo]")].map((caja) => caja.dataset.campo);
    }

    valor(nombre) {
      const casillas = this.form.querySelector(`[data-casillas="${nombre}"]`);
      if (casillas) return [...casillas.querySelectorAll("input:checked")].map((c) => c.value).join("\n");
      const campo = this.form.elements.namedItem(nombre);
      return campo ? normal(campo.value) : "";
    }

    antes(nombre) {
      return normal(this.form.elements.namedItem("antes." + nombre).value);
    }

    sucios() {
      return this.campos().filter((n) => this.valor(n) !== this.antes(n));
    }

    get referencia() {
      const campo = this.form.elements.namedItem("referencia");
      return campo ? campo.value.trim() : "";
    }

    escribiendo() {
      if (this.sucios().length) this.decir("sin guardar", "sin-guardar");
      clearTimeout(this.reloj);
      this.reloj = setTimeout(() => this.guardar(), ESPERA_TECLADO);
    }

    /* Send what changed; one save in flight at a time. Resolves true when nothing is left unsaved. */
    async guardar(conReferencia) {
      clearTimeout(this.reloj);
      if (this.enVuelo) {
        await this.enVuelo;
        return this.guardar(conReferencia);
      }
      const sucios = this.sucios();
      if (!sucios.length && !(conReferencia && this.referencia)) {
        if (!this.estado.classList.contains("error")) this.estado.classList.remove("sin-guardar");
        return true;
      }
      this.enVuelo = this.enviar(sucios, conReferencia);
      const bien = await this.enVuelo;
      this.enVuelo = null;
      if (bien && this.sucios().length) return this.guardar();
      return bien;
    }

    async enviar(sucios, conReferencia) {
      const datos = new FormData();
      const mandado = {};
      for (const oculto of this.form.querySelectorAll("[name$='.edicion'], [name=csrfmiddlewaretoken]")) {
        datos.append(oculto.name, oculto.value);
      }
      for (const nombre of sucios) {
        mandado[nombre] = this.valor(nombre);
        datos.append(nombre, mandado[nombre]);
        datos.append("antes." + nombre, this.antes(nombre));
      }
      if (conReferencia && this.referencia) datos.append("referencia", this.referencia);
      // The same content retried is the same operation: if the answer was lost, the save is not done twice.
      const huella = JSON.stringify([mandado, conReferencia ? this.referencia : ""]);
      if (huella !== this.enviado || !this.operacion) this.operacion = nuevaOperacion();
      this.enviado = huella;
      datos.append("operacion", this.operacion);
      this.decir("guardando…", "sin-guardar");
      let respuesta, cuerpo;
      try {
        respuesta = await fetch(this.form.action, {
          method: "POST",
          body: datos,
          headers: { Accept: "application/json" },
          credentials: "same-origin",
        });
        cuerpo = await respuesta.json();
      } catch {
        return this.reintentar();
      }
      if (respuesta.status >= 500) return this.reintentar();
      this.intento = 0;
      this.operacion = null;
      if (!respuesta.ok) return this.fallo(respuesta.status, cuerpo);
      for (const [nombre, valor] of Object.entries(mandado)) {
        this.form.elements.namedItem("antes." + nombre).value = valor;
      }
      this.ponerEdiciones(cuerpo.ediciones);
      this.mostrarHallazgos(cuerpo.hallazgos || {});
      renovarTira(cuerpo.tira);
      if (conReferencia && this.referencia) {
        window.location.assign(urlDeEdicion(this.form.dataset.editor));
        return true;
      }
      this.decir("guardado " + cuerpo.guardado, "guardado");
      return true;
    }

    ponerEdiciones(ediciones) {
      for (const [nivel, edicion] of Object.entries(ediciones || {})) {
        const campo = this.form.elements.namedItem(nivel + ".edicion");
        if (campo) campo.value = edicion;
      }
    }

    mostrarHallazgos(por) {
      for (const [nombre, lista] of Object.entries(por)) {
        const caja = this.form.querySelector(`[data-campo="${nombre}"] [data-hallazgos]`);
        if (!caja) continue;
        caja.replaceChildren(
          ...lista.map(([frase, bloquea]) => {
            const item = document.createElement("li");
            item.className = bloquea ? "bloquea" : "aviso";
            item.textContent = frase;
            return item;
          })
        );
      }
    }

    reintentar() {
      const espera = REINTENTOS[Math.min(this.intento, REINTENTOS.length - 1)];
      this.intento += 1;
      this.decir(`sin guardar: no hay respuesta, se reintenta en ${espera / 1000} s`, "sin-guardar");
      clearTimeout(this.reloj);
      this.reloj = setTimeout(() => this.guardar(), espera);
      return false;
    }

    fallo(estado, cuerpo) {
      if (estado === 409 && cuerpo.colisiones) {
        this.decir("sin guardar: otra persona cambió lo mismo", "error");
        for (const colision of cuerpo.colisiones) this.mostrarChoque(colision, cuerpo);
      } else {
        this.decir("sin guardar: " + (cuerpo.error || "no se pudo guardar"), "error");
      }
      return false;
    }

    /* Both texts side by side: keep mine, use theirs, or put them together. */
    mostrarChoque(colision, cuerpo) {
      const nombre = cuerpo.nivel + "." + colision.campo;
      const caja = this.form.querySelector(`[data-campo="${nombre}"]`);
      if (!caja) return;
      caja.querySelector(".choque")?.remove();
      const quien = cuerpo.quien || "otra persona";
      const choque = elemento("div", "choque");
      choque.setAttribute("role", "alert");
      choque.append(
        columna("Lo suyo", colision.mio),
        columna(`Lo que guardó ${quien}${cuerpo.cuando ? " el " + cuerpo.cuando : ""}`, colision.guardado)
      );
      const botones = elemento("p", "choque-botones");
      const resolver = (texto) => {
        const antes = this.form.elements.namedItem("antes." + nombre);
        antes.value = colision.guardado;
        this.ponerEdiciones({ [cuerpo.nivel]: cuerpo.edicion });
        poner(this.form.elements.namedItem(nombre), texto);
        choque.remove();
        this.decir("", "");
        this.guardar();
      };
      botones.append(
        boton("Dejar lo mío", () => resolver(colision.mio)),
        boton("Usar lo guardado", () => resolver(colision.guardado)),
        boton("Combinar los dos", () => resolver(colision.mio + "\n" + colision.guardado))
      );
      choque.append(botones);
      caja.append(choque);
      choque.querySelector("button").focus({ preventScroll: true });
    }
  }

  function normal(texto) {
    return (texto || "").replace(/\r\n?/g, "\n");
  }

  function poner(campo, texto) {
    campo.value = texto;
  }

  function elemento(tipo, clase, texto) {
    const e = document.createElement(tipo);
    if (clase) e.className = clase;
    if (texto !== undefined) e.textContent = texto;
    return e;
  }

  function columna(titulo, texto) {
    const caja = elemento("section");
    caja.append(elemento("h3", "", titulo), elemento("p", "choque-texto", texto || "(vacío)"));
    return caja;
  }

  function boton(texto, hacer) {
    const b = elemento("button", "btn btn-sm btn-suave", texto);
    b.type = "button";
    b.addEventListener("click", hacer);
    return b;
  }

  function nuevaOperacion() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 0x0f) | 0x40;
    b[8] = (b[8] & 0x3f) | 0x80;
    const h = [...b].map((x) => x.toString(16).padStart(2, "0")).join("");
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
  }

  function renovarTira(html) {
    const tira = document.getElementById("tira");
    if (!tira || !html) return;
    const nueva = new DOMParser().parseFromString(html, "text/html").getElementById("tira");
    if (nueva) tira.replaceWith(document.importNode(nueva, true));
  }

  function urlDeEdicion(id) {
    return `${location.pathname}?editar=${id}#${/\D/.test(id) ? id : "fila-" + id}`;
  }

  function editorDe(form) {
    if (!form) return null;
    if (!editores.has(form)) editores.set(form, new Editor(form));
    return editores.get(form);
  }

  function abiertos() {
    return [...document.querySelectorAll("form.editor-form")];
  }

  /* Save whatever is open; false when something could not be saved. */
  async function guardarTodo() {
    const hechos = await Promise.all(abiertos().map((f) => editorDe(f).guardar()));
    return hechos.every(Boolean);
  }

  /* Keep the reader's eyes where they were: remember where a row stood, put it back there after the swap. */
  let ancla = null;
  function recordar(origen) {
    const fila = origen.closest("tr, .acciones-fila, .aviso-pagina") || origen;
    const marco = document.querySelector(".marco-tabla");
    ancla = { id: fila.id, y: fila.getBoundingClientRect().top, x: marco ? marco.scrollLeft : 0 };
  }
  function reponer() {
    if (!ancla) return;
    const fila = ancla.id && document.getElementById(ancla.id);
    if (fila) window.scrollBy(0, fila.getBoundingClientRect().top - ancla.y);
    const marco = document.querySelector(".marco-tabla");
    if (marco) marco.scrollLeft = ancla.x;
    ancla = null;
  }

  async function cerrar(form, alSiguiente) {
    if (!(await editorDe(form).guardar())) {
      if (!confirm("Hay texto sin guardar en esta fila. ¿Cerrarla y perderlo?")) return;
    }
    const fila = form.closest("tr");
    const id = fila.id;
    const siguiente = alSiguiente && form.dataset.siguiente;
    recordar(fila);
    await htmx.ajax("GET", form.dataset.cerrar, { target: fila, swap: "outerHTML" });
    reponer();
    const destino = document.querySelector(`#${siguiente || id} [data-editar]`);
    if (destino && siguiente) destino.click();
    else if (destino) destino.focus({ preventScroll: true });
  }

  function preparar() {
    const formularios = abiertos();
    formularios.forEach(editorDe);
  }

  document.addEventListener("DOMContentLoaded", () => {
    preparar();
    const abierto = document.querySelector("form.editor-form");
    if (abierto) primerCampo(abierto)?.focus({ preventScroll: true });
  });

  function primerCampo(form) {
    const vacio = [...form.querySelectorAll(".campo textarea:not([hidden]), .campo input:not([type=hidden])")];
    return vacio.find((c) => !c.value && c.type !== "radio") || vacio[0];
  }

  document.addEventListener("htmx:confirm", (e) => {
    const origen = e.target;
    recordar(origen);
    if (!abiertos().length) return;
    e.preventDefault();
    guardarTodo().then((bien) => {
      if (bien || confirm("Hay texto sin guardar en la fila abierta. ¿Continuar y perderlo?")) {
        e.detail.issueRequest(true);
      }
    });
  });

  document.addEventListener("htmx:configRequest", (e) => {
    if (e.detail.verb === "post") e.detail.parameters.operacion = nuevaOperacion();
  });

  document.addEventListener("htmx:afterSettle", () => {
    const formularios = abiertos();
    // One line is open at a time: the one just opened stays, the others close (they are saved already).
    const ultimo = formularios.find((f) => !editores.has(f)) || formularios[formularios.length - 1];
    formularios.forEach((f) => {
      if (f !== ultimo) htmx.ajax("GET", f.dataset.cerrar, { target: f.closest("tr"), swap: "outerHTML" });
    });
    reponer();
    if (ultimo && !editores.has(ultimo)) {
      editorDe(ultimo);
      primerCampo(ultimo)?.focus({ preventScroll: true });
    }
    preparar();
  });

  document.addEventListener("htmx:responseError", (e) => {
    const caja = document.getElementById("avisos");
    const aviso = elemento("p", "aviso-pagina aviso-error");
    const pagina = new DOMParser().parseFromString(e.detail.xhr.responseText || "", "text/html");
    const texto = pagina.querySelector(".paso-pregunta")?.textContent.trim();
    aviso.textContent = texto || "No se pudo hacer. Vuelva a cargar la página e intente otra vez.";
    caja.replaceChildren(aviso);
    caja.scrollIntoView({ block: "nearest" });
  });

  document.addEventListener("htmx:sendError", () => {
    const aviso = elemento("p", "aviso-pagina aviso-error", "No hay conexión: no se hizo nada. Intente otra vez.");
    document.getElementById("avisos").replaceChildren(aviso);
  });

  document.addEventListener("click", (e) => {
    const cerrarBoton = e.target.closest("[data-boton-cerrar]");
    if (cerrarBoton && window.htmx) {
      e.preventDefault();
      cerrar(cerrarBoton.closest("form"));
    }
    const sugerencia = e.target.closest("[data-sugerencia]");
    if (sugerencia) {
      const campo = document.getElementById(sugerencia.dataset.sugerencia);
      poner(campo, sugerencia.textContent);
      campo.dispatchEvent(new Event("change", { bubbles: true }));
      campo.focus();
    }
    // A menu closes when one clicks elsewhere.
    for (const menu of document.querySelectorAll("details.menu[open], details.nota[open]")) {
      if (!menu.contains(e.target)) menu.open = false;
    }
  });

  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape") {
      const menu = document.querySelector("details.menu[open], details.nota[open]");
      if (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
        return;
      }
    }
    const form = e.target.closest?.("form.editor-form");
    if (!form) return;
    if (e.key === "Escape") {
      e.preventDefault();
      cerrar(form);
    } else if ((e.altKey && e.key === "ArrowDown") || (e.ctrlKey && e.key === "Enter")) {
      e.preventDefault();
      cerrar(form, true);
    } else if (e.key === "Enter" && !e.shiftKey && e.target.hasAttribute("data-actividad")) {
      e.preventDefault();
      form.querySelector("[formaction$='/actividad/']")?.click();
    }
  });

  /* Several lines pasted as one activity: ask whether each is one. */
  document.addEventListener("paste", (e) => {
    const campo = e.target;
    if (!campo.hasAttribute?.("data-actividad")) return;
    const lineas = (e.clipboardData.getData("text") || "").split(/\n/).filter((l) => l.trim());
    if (lineas.length < 2) return;
    if (!confirm(`Pegó ${lineas.length} líneas. ¿Separarlas en ${lineas.length} actividades?`)) return;
    setTimeout(() => campo.form.querySelector("[formaction$='/separar/']")?.click());
  });

  window.addEventListener("beforeunload", (e) => {
    if (abiertos().some((f) => editorDe(f).sucios().length)) e.preventDefault();
  });
})();
