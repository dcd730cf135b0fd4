/* What one writes in an open line, and how it reaches the server without a lost or doubled word.
   A save carries the fields that changed with what each had when read. One is in flight at a time; while its answer is
   unknown the very same one (same operation id) is sent again before anything newer, so it counts once. */
window.Guardado = (function () {
  "use strict";

  const QUIETUD = 2500; // ms without a key before saving while still inside a field
  const QUIETUD_RESPUESTA = 600; // ms: arrows walk over «no» on their way to «sí»
  const SIN_RESPUESTA = 20000; // ms; then the answer counts as lost
  const REINTENTOS = [2000, 4000, 8000, 15000, 30000]; // ms; the last repeats
  const editores = new WeakMap();

  class Editor {
    constructor(form) {
      this.form = form;
      this.salvado = new Map(this.campos().map((nombre) => [nombre, this.valor(nombre)])); // what is safe, as it reads here
      this.choques = new Map(); // field → the box with both texts
      this.pendiente = null; // a save whose answer is not known yet
      this.bucle = null;
      this.intento = 0;
      this.reloj = null;
      form.addEventListener("input", (e) => this.alEscribir(e.target));
      form.addEventListener("change", (e) => this.alCambiar(e.target));
      form.addEventListener("submit", (e) => {
        if (e.submitter?.hasAttribute("formaction")) return;
        e.preventDefault();
        this.guardar();
      });
    }

    campos() {
      return [...this.form.querySelectorAll("[data-campo]")].map((caja) => caja.dataset.campo);
    }

    control(nombre) {
      return this.form.elements.namedItem(nombre);
    }

    valor(nombre) {
      return (this.control(nombre)?.value ?? "").replace(/\r\n?/g, "\n");
    }

    sucios() {
      return this.campos().filter((n) => !this.choques.has(n) && this.valor(n) !== this.salvado.get(n));
    }

    get referencia() {
      return this.valor("referencia").trim();
    }

    get sinGuardar() {
      const algo = this.pendiente || this.choques.size || this.sucios().length || this.referencia;
      return this.form.isConnected && Boolean(algo);
    }

    decir(texto, clase = "") {
      const estado = this.form.querySelector("[data-estado]");
      estado.textContent = texto;
      estado.className = "estado-guardado " + clase;
      return estado;
    }

    /* ---- When to save ---- */

    alEscribir(control) {
      this.choques.get(control.name)?.alEscribir();
      if (control.name !== "referencia" && this.sucios().length) {
        if (!this.pendiente) this.decir("sin guardar", "sin-guardar");
        this.enUnRato(control.type === "radio" ? QUIETUD_RESPUESTA : QUIETUD, false);
      }
    }

    alCambiar(control) {
      if (control.type === "radio") this.enUnRato(QUIETUD_RESPUESTA, false);
      else if (control.name !== "referencia") this.guardar(false);
      else if (document.hasFocus()) this.guardar(); // not when one only looks into another window for its number
    }

    enUnRato(espera, conReferencia = true) {
      clearTimeout(this.reloj);
      this.reloj = setTimeout(() => this.guardar(conReferencia), espera);
    }

    /* Send what is not safe yet. Resolves true when nothing is left. A reference half written waits for its field to be left. */
    guardar(conReferencia = true) {
      clearTimeout(this.reloj);
      if (!this.form.isConnected) return Promise.resolve(true); // the line was closed, and its text given up
      this.conReferencia = conReferencia || Boolean(this.bucle && this.conReferencia);
      this.bucle ??= this.vaciar().finally(() => (this.bucle = null));
      return this.bucle;
    }

    async vaciar() {
      while ((this.pendiente ??= this.preparar())) {
        if (!(await this.enviar(this.pendiente))) return false;
      }
      return !this.choques.size;
    }

    preparar() {
      const nombres = this.sucios();
      const referencia = this.conReferencia ? this.referencia : "";
      if (!nombres.length && !referencia) return null;
      const textos = new Map(nombres.map((nombre) => [nombre, this.valor(nombre)]));
      const datos = new FormData();
      for (const oculto of this.form.querySelectorAll("[name$='.edicion']")) datos.append(oculto.name, oculto.value);
      for (const [nombre, texto] of textos) {
        datos.append(nombre, texto);
        datos.append("antes." + nombre, this.control("antes." + nombre).value);
      }
      if (referencia) datos.append("referencia", referencia);
      datos.append("operacion", nuevaOperacion());
      return { datos, textos, referencia };
    }

    /* ---- The way there and back ---- */

    /* True to go on: this one was saved, or set aside because it collides. */
    async enviar(envio) {
      this.decir("guardando…", "sin-guardar");
      let respuesta, cuerpo;
      try {
        respuesta = await fetch(this.form.action, {
          method: "POST",
          body: envio.datos,
          headers: { Accept: "application/json", "X-CSRFToken": fichaCsrf() },
          signal: AbortSignal.timeout(SIN_RESPUESTA),
        });
        cuerpo = await respuesta.json();
      } catch {
        return this.reintentar();
      }
      if (respuesta.status >= 500 || respuesta.status === 429) return this.reintentar();
      if (respuesta.status === 401) return this.sinSesion();
      this.pendiente = null;
      this.intento = 0;
      if (respuesta.ok) this.recibir(envio, cuerpo);
      else if (cuerpo.colisiones) this.chocar(cuerpo);
      else this.decir("sin guardar: " + (cuerpo.error || "no se pudo guardar"), "error");
      return respuesta.ok || Boolean(cuerpo.colisiones);
    }

    recibir(envio, cuerpo) {
      for (const [nombre, texto] of envio.textos) {
        this.salvado.set(nombre, texto);
        this.control("antes." + nombre).value = cuerpo.valores[nombre] ?? texto;
      }
      const ajenos = this.incorporar(cuerpo.valores);
      this.ponerEdiciones(cuerpo.ediciones);
      if (envio.referencia && this.referencia === envio.referencia) this.control("referencia").value = "";
      if (cuerpo.evidencias) this.mostrarEvidencias(cuerpo.evidencias);
      this.mostrarHallazgos(cuerpo.hallazgos);
      this.form.dispatchEvent(new CustomEvent("gt:guardado", { bubbles: true, detail: cuerpo }));
      const masNuevo = this.sucios().length;
      if (this.choques.size) this.decir("sin guardar: otra persona cambió lo mismo", "error");
      else if (masNuevo) this.decir("sin guardar", "sin-guardar");
      else this.decir(`guardado ${cuerpo.guardado}${ajenos ? "; se sumó lo que guardó otra persona" : ""}`);
    }

    /* Fields that somebody else changed and one has not touched show what is stored now. */
    incorporar(valores) {
      const ajenos = Object.entries(valores).filter(
        ([nombre, guardado]) =>
          this.salvado.has(nombre) &&
          !this.choques.has(nombre) &&
          this.valor(nombre) === this.salvado.get(nombre) &&
          guardado !== this.control("antes." + nombre).value.replace(/\r\n?/g, "\n")
      );
      for (const [nombre, guardado] of ajenos) this.adoptar(nombre, guardado);
      return ajenos.length;
    }

    /* The field now holds what the server has. */
    adoptar(nombre, guardado) {
      this.control("antes." + nombre).value = guardado;
      this.control(nombre).value = guardado;
      this.salvado.set(nombre, this.valor(nombre));
    }

    ponerEdiciones(ediciones) {
      for (const [nivel, edicion] of Object.entries(ediciones)) {
        const oculto = this.control(nivel + ".edicion");
        if (oculto) oculto.value = edicion;
      }
    }

    reintentar() {
      const espera = REINTENTOS[Math.min(this.intento, REINTENTOS.length - 1)];
      this.intento += 1;
      this.decir(`sin guardar: no hay respuesta, se reintenta en ${espera / 1000} s`, "sin-guardar");
      this.enUnRato(espera, this.conReferencia);
      return false;
    }

    sinSesion() {
      const enlace = elemento("a", "", "Entre en otra pestaña");
      enlace.href = this.form.dataset.entrar;
      enlace.target = "_blank";
      enlace.rel = "noopener";
      this.decir("sin guardar: su sesión terminó. ", "error").append(enlace, " y vuelva a esta: se guardará sola.");
      this.enUnRato(REINTENTOS.at(-1), this.conReferencia);
      return false;
    }

    /* ---- What the answer shows ---- */

    mostrarHallazgos(porCampo) {
      for (const [nombre, lista] of Object.entries(porCampo)) {
        const caja = this.form.querySelector(`[data-campo="${nombre}"] [data-hallazgos]`);
        caja?.replaceChildren(
          ...lista.map(([frase, bloquea]) => elemento("li", bloquea ? "bloquea" : "aviso", frase))
        );
      }
    }

    mostrarEvidencias(html) {
      const nueva = new DOMParser().parseFromString(html, "text/html").querySelector("[data-evidencias]");
      const vieja = this.form.querySelector("[data-evidencias]");
      if (!nueva || !vieja) return;
      vieja.replaceWith(document.adoptNode(nueva));
      window.htmx?.process(nueva);
    }

    chocar(cuerpo) {
      this.ponerEdiciones({ [cuerpo.nivel]: cuerpo.edicion });
      for (const colision of cuerpo.colisiones) {
        const nombre = `${cuerpo.nivel}.${colision.campo}`;
        const caja = this.form.querySelector(`[data-campo="${nombre}"]`);
        if (caja) this.choques.set(nombre, new Choque(this, nombre, caja, colision.guardado, cuerpo));
      }
      this.decir("sin guardar: otra persona cambió lo mismo", "error");
    }

    resolver(nombre, texto) {
      const { guardado } = this.choques.get(nombre);
      this.choques.get(nombre).caja.remove();
      this.choques.delete(nombre);
      this.adoptar(nombre, guardado);
      this.control(nombre).value = texto;
      const foco = this.control(nombre);
      (foco instanceof RadioNodeList ? [...foco].find((r) => r.checked) || foco[0] : foco).focus({ preventScroll: true });
      if (this.sucios().length) this.guardar();
      else if (!this.choques.size) this.decir("quedó lo guardado");
    }
  }

  /* Both texts of a field: keep mine, use theirs, or put them together. It never takes the focus from who is typing. */
  class Choque {
    constructor(editor, nombre, campo, guardado, { quien, cuando }) {
      Object.assign(this, { editor, nombre, guardado });
      this.caja = elemento("div", "choque");
      this.caja.setAttribute("role", "group");
      this.caja.setAttribute("aria-label", "Dos textos distintos: elija cuál queda");
      this.mio = columna("Lo suyo");
      const suyo = columna(`Lo que guardó ${quien || "otra persona"}${cuando ? ` el ${cuando}` : ""}`);
      suyo.lastChild.textContent = legible(guardado);
      const botones = elemento("p", "choque-botones");
      const resolver = (texto) => editor.resolver(nombre, texto);
      botones.append(
        boton("Conservar lo mío", () => resolver(editor.valor(nombre))),
        boton(quien ? `Usar lo de ${quien}` : "Usar lo guardado", () => resolver(guardado))
      );
      if (editor.control(nombre) instanceof HTMLTextAreaElement) {
        botones.append(
          boton("Combinar los dos", () => resolver([editor.valor(nombre), guardado].filter(Boolean).join("\n")))
        );
      }
      this.caja.append(this.mio, suyo, botones);
      this.alEscribir();
      campo.append(this.caja);
    }

    alEscribir() {
      this.mio.lastChild.textContent = legible(this.editor.valor(this.nombre));
    }
  }

  function legible(texto) {
    return { "": "(vacío)", si: "sí" }[texto] ?? texto;
  }

  function elemento(tipo, clase, texto = "") {
    const e = document.createElement(tipo);
    if (clase) e.className = clase;
    e.textContent = texto;
    return e;
  }

  function columna(titulo) {
    const caja = elemento("section");
    caja.append(elemento("h3", "", titulo), elemento("p", "choque-texto"));
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
    const b = crypto.getRandomValues(new Uint8Array(16)); // where there is no HTTPS
    b[6] = (b[6] & 0x0f) | 0x40;
    b[8] = (b[8] & 0x3f) | 0x80;
    const h = [...b].map((x) => x.toString(16).padStart(2, "0")).join("");
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
  }

  /* Signing in again in another tab changes it: the cookie knows, the page does not. */
  function fichaCsrf() {
    const cookie = document.cookie.split("; ").find((c) => c.startsWith("csrftoken="));
    return cookie ? cookie.slice("csrftoken=".length) : document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
  }

  function editorDe(form) {
    if (!editores.has(form)) editores.set(form, new Editor(form));
    return editores.get(form);
  }

  function abiertos() {
    return [...document.querySelectorAll("form.editor-form")].map(editorDe);
  }

  function haySinGuardar() {
    return abiertos().some((editor) => editor.sinGuardar);
  }

  /* Save whatever is open; false when something could not be saved. */
  async function guardarTodo(conReferencia = true) {
    await Promise.all(abiertos().map((editor) => editor.guardar(conReferencia)));
    return !haySinGuardar();
  }

  window.addEventListener("beforeunload", (e) => {
    if (haySinGuardar()) e.preventDefault();
  });
  // Whoever comes back (from another tab where they signed in, or to the network) should not wait for the clock.
  document.addEventListener("visibilitychange", () => guardarTodo(false));
  window.addEventListener("focus", () => guardarTodo(false));
  window.addEventListener("online", () => guardarTodo(false));

  return { editorDe, abiertos, haySinGuardar, guardarTodo, nuevaOperacion, fichaCsrf };
})();
