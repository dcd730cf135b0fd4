/* The page around the open line: it opens, closes and changes lines without moving what one is looking at, saves before
   anything that would take a text away, and hears the keys. A courtesy: the same addresses work without it. */
(function () {
  "use strict";

  const { abiertos, haySinGuardar, guardarTodo, nuevaOperacion, fichaCsrf } = window.Guardado;
  const PERDER = "Hay texto sin guardar en la fila abierta. ¿Continuar y perderlo?";

  /* ---- The reader's eyes: a line stays where it was while the table changes around it ---- */

  let antes = null; // where lines stood before the swap: { x, alturas: Map(id → y), origen, boton }
  let encargo = {}; // what the line about to open should do: { lugar: y of its top, columna: the field to go to }

  function filas() {
    return [...document.querySelectorAll("tr.fila, tr.editor")];
  }

  function marcoDe(elemento) {
    return elemento?.closest(".marco-tabla");
  }

  /* Where the visible part of the table begins: under its sticky heading. */
  function techo(fila) {
    return fila.closest("table").tHead.getBoundingClientRect().bottom;
  }

  function recordar(origen) {
    const fila = origen.closest("tr.fila, tr.editor");
    antes = {
      x: document.querySelector(".marco-tabla")?.scrollLeft || 0,
      alturas: new Map(filas().map((f) => [f.id, f.getBoundingClientRect().top])),
      origen: fila?.id,
      boton: origen.getAttribute?.("formaction"),
    };
  }

  function reponer() {
    if (!antes) return;
    const marco = document.querySelector(".marco-tabla");
    if (marco) marco.scrollLeft = antes.x;
    // The line one acted on or, if it is gone, the last visible one above it, or the first below.
    const quedan = filas().filter((f) => antes.alturas.has(f.id));
    const visibles = quedan.filter((f) => antes.alturas.get(f.id) > -1);
    const fila = quedan.find((f) => f.id === antes.origen) || visibles[0] || quedan.at(-1);
    if (fila) colocar(fila, antes.alturas.get(fila.id));
  }

  /* Put a line's top at this height of the window, scrolling the frame of the table, the page, or both. */
  function colocar(fila, y) {
    const marco = marcoDe(fila);
    if (marco && marco.scrollHeight > marco.clientHeight + 1) {
      const caja = marco.getBoundingClientRect();
      const cabeza = techo(fila) - caja.top;
      const alto = Math.min(fila.offsetHeight, caja.height - cabeza);
      if (caja.top + cabeza > y) window.scrollBy(0, caja.top + cabeza - y);
      else if (caja.bottom < y + alto) window.scrollBy(0, caja.bottom - y - alto);
      marco.scrollTop += fila.getBoundingClientRect().top - y;
    }
    window.scrollBy(0, fila.getBoundingClientRect().top - y);
  }

  /* A line that opened out of sight comes into it, under the heading. */
  function asomar(fila) {
    const arriba = Math.max(techo(fila), 0);
    const { top } = fila.getBoundingClientRect();
    if (top < arriba) colocar(fila, arriba);
    else if (top > window.innerHeight - 160) colocar(fila, Math.max(arriba, window.innerHeight / 3));
  }

  /* ---- Focus ---- */

  function entrarEn(form) {
    const fila = form.closest("tr");
    const campos = [...form.querySelectorAll(".campo textarea, .campo input:not([type=hidden])")].filter((c) => !c.hidden);
    const pedido = encargo.columna && form.querySelector(`[data-columna="${encargo.columna}"] .form-control, [data-columna="${encargo.columna}"] input:checked`);
    encargo = {};
    if (pedido) return pedido.focus();
    const seVe = (c) => {
      const caja = c.getBoundingClientRect();
      return caja.top >= techo(fila) && caja.bottom <= window.innerHeight;
    };
    const vacio = campos.find((c) => !c.value && !["radio", "file"].includes(c.type) && c.name !== "referencia");
    const destino = [vacio, ...campos].find((c) => c && seVe(c)) || form.querySelector("h2");
    destino.focus({ preventScroll: true });
  }

  // After the load: going to the address's #fila takes the focus away.
  window.addEventListener("load", () => {
    const [editor] = abiertos();
    encargo.columna = new URLSearchParams(location.search).get("columna");
    if (editor && !editor.form.contains(document.activeElement)) entrarEn(editor.form);
  });

  /* ---- htmx: save first, swap in place, say what failed ---- */

  document.addEventListener("htmx:confirm", (e) => {
    if (!haySinGuardar()) return;
    e.preventDefault();
    guardarTodo().then((bien) => {
      if (bien || confirm(PERDER)) e.detail.issueRequest(true);
    });
  });

  document.addEventListener("htmx:configRequest", (e) => {
    const { verb, headers, parameters, elt } = e.detail;
    headers["X-CSRFToken"] = fichaCsrf();
    if (verb === "post") {
      parameters.delete("csrfmiddlewaretoken");
      parameters.set("operacion", nuevaOperacion());
    } else if (elt.hasAttribute("data-editar")) {
      const otro = abiertos()[0]; // one line is open at a time: the answer brings the other one closed
      if (otro) parameters.set("cierra", otro.form.dataset.editor);
    }
  });

  document.addEventListener("htmx:beforeSwap", (e) => {
    if (e.detail.shouldSwap) recordar(e.detail.requestConfig.elt.closest("tr") ? e.detail.requestConfig.elt : e.detail.target);
  });

  document.addEventListener("htmx:afterSwap", () => {
    if (!antes) return; // one swap may tell it several times
    const [editor] = abiertos();
    const fila = editor?.form.closest("tr");
    reponer();
    if (fila && encargo.lugar !== undefined) colocar(fila, encargo.lugar);
    const misma = fila && fila.id === antes.origen && antes.boton;
    const boton = misma && editor.form.querySelector(`[formaction="${antes.boton}"]`);
    const deshacer = document.querySelector("[data-deshacer]");
    antes = null;
    if (boton) boton.focus({ preventScroll: true });
    else if (editor) {
      asomar(fila);
      entrarEn(editor.form);
    } else if (deshacer) deshacer.focus({ preventScroll: true });
  });

  document.addEventListener("htmx:responseError", (e) => {
    const pagina = new DOMParser().parseFromString(e.detail.xhr.responseText || "", "text/html");
    const frase = pagina.querySelector(".paso-pregunta")?.textContent.trim();
    avisar(frase || "No se pudo hacer. Vuelva a cargar la página e intente otra vez.");
  });

  document.addEventListener("htmx:sendError", () => avisar("No hay conexión: no se hizo nada. Intente otra vez."));

  function avisar(frase) {
    const aviso = document.createElement("p");
    aviso.className = "aviso-pagina aviso-error aviso-flotante";
    aviso.textContent = frase;
    document.getElementById("avisos").replaceChildren(aviso);
  }

  // Strip, totals, findings and footer follow each save; the line being written does not move for it.
  document.addEventListener("gt:guardado", (e) => {
    const fila = e.target.closest("tr");
    const { top } = fila.getBoundingClientRect();
    for (const parte of e.detail.alrededor) {
      const molde = document.createElement("template"); // it takes a table's foot alone, which a document would drop
      molde.innerHTML = parte;
      for (const nueva of [...molde.content.children]) document.getElementById(nueva.id)?.replaceWith(nueva);
    }
    window.scrollBy(0, fila.getBoundingClientRect().top - top);
  });

  /* ---- Opening, closing, going on ---- */

  async function cerrar(form) {
    if (!(await guardarTodo()) && !confirm(PERDER)) return;
    const fila = form.closest("tr");
    await htmx.ajax("GET", form.dataset.cerrar, { source: form, target: fila, swap: "outerHTML" });
    document.querySelector(`#${fila.id} [data-editar]`)?.focus({ preventScroll: true });
  }

  /* The neighbour opens where this line was, so that the eyes stay. */
  function seguir(form, haciaAbajo) {
    const fila = form.closest("tr");
    const lista = filas();
    const vecina = lista[lista.indexOf(fila) + (haciaAbajo ? 1 : -1)];
    if (!vecina) return cerrar(form);
    encargo = { lugar: Math.max(fila.getBoundingClientRect().top, techo(fila)) };
    vecina.querySelector("[data-editar]")?.click();
  }

  /* A link to a cell of this very page opens its line here. */
  function abrirAqui(enlace) {
    const { pathname, searchParams } = new URL(enlace.href);
    const id = searchParams.get("editar");
    const fila = id && pathname === location.pathname && document.getElementById(/\D/.test(id) ? id : "fila-" + id);
    if (!fila) return false;
    encargo = { columna: searchParams.get("columna") };
    fila.scrollIntoView({ block: "nearest" });
    const form = fila.querySelector("form.editor-form");
    if (form) entrarEn(form);
    else fila.querySelector("[data-editar]")?.click();
    return true;
  }

  /* Leaving by a link or another form of the page: save first, then go; if it cannot be saved, the browser asks. */
  function salir(evento, irse) {
    if (!haySinGuardar()) return;
    evento.preventDefault();
    guardarTodo().then(irse);
  }

  document.addEventListener("click", (e) => {
    for (const menu of document.querySelectorAll("details.menu[open], details.nota[open]")) {
      if (!menu.contains(e.target)) menu.open = false;
    }
    const sugerencia = e.target.closest("[data-sugerencia]");
    if (sugerencia) {
      const campo = document.getElementById(sugerencia.dataset.sugerencia);
      campo.value = sugerencia.textContent;
      campo.dispatchEvent(new Event("change", { bubbles: true }));
      campo.focus({ preventScroll: true });
      return;
    }
    const enlace = e.target.closest("a[href]");
    if (!enlace || e.defaultPrevented || e.ctrlKey || e.metaKey || e.shiftKey || enlace.target || enlace.hasAttribute("hx-get")) return;
    if (enlace.hasAttribute("data-boton-cerrar")) {
      e.preventDefault();
      cerrar(enlace.closest("form"));
    } else if (abrirAqui(enlace)) {
      e.preventDefault();
    } else if (enlace.pathname + enlace.search !== location.pathname + location.search || !enlace.hash) {
      salir(e, () => location.assign(enlace.href));
    }
  });

  document.addEventListener("submit", (e) => {
    if (e.defaultPrevented || e.target.matches(".editor-form")) return;
    salir(e, (bien) => {
      if (bien || confirm(PERDER)) e.target.requestSubmit(e.submitter);
    });
  });

  // Boxes to tick keep their keys, one a line, in the field that is saved; before the line hears of the change.
  document.addEventListener(
    "change",
    (e) => {
      const casillas = e.target.closest?.("[data-casillas]");
      if (!casillas) return;
      const marcadas = [...casillas.querySelectorAll("input:checked")].map((casilla) => casilla.value);
      casillas.closest("form").elements.namedItem(casillas.dataset.casillas).value = marcadas.join("\n");
    },
    true
  );

  document.addEventListener("dblclick", (e) => {
    const celda = e.target.closest("tr.fila > td");
    const abrir = celda?.parentElement.querySelector("[data-editar]");
    if (!abrir || e.target.closest("a, button, summary")) return;
    encargo = { columna: celda.dataset.columna };
    abrir.click();
  });

  /* ---- Keys ---- */

  const REGIONES = { PageUp: "prev", PageDown: "next" };

  document.addEventListener("keydown", (e) => {
    const menu = e.key === "Escape" && document.querySelector("details.menu[open], details.nota[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
      return;
    }
    const region = e.altKey && REGIONES[e.key] && document.querySelector(`[data-vecina][rel=${REGIONES[e.key]}]`);
    if (region) {
      e.preventDefault();
      region.click();
      return;
    }
    const form = e.target.closest?.("form.editor-form");
    if (!form || e.isComposing) return;
    if (e.key === "Escape") {
      e.preventDefault();
      cerrar(form);
    } else if ((e.altKey && (e.key === "ArrowDown" || e.key === "ArrowUp")) || (e.ctrlKey && e.key === "Enter")) {
      e.preventDefault();
      seguir(form, e.key !== "ArrowUp");
    } else if (e.key === "Enter" && !e.shiftKey && e.target.hasAttribute("data-actividad")) {
      e.preventDefault();
      form.querySelector("[formaction$='/actividad/']")?.click();
    }
  });

  /* Several lines pasted as one activity: ask whether each is one. */
  document.addEventListener("paste", (e) => {
    const campo = e.target;
    if (!campo.hasAttribute?.("data-actividad")) return;
    const lineas = (e.clipboardData.getData("text") || "").split("\n").filter((linea) => linea.trim());
    if (lineas.length < 2 || !confirm(`Pegó ${lineas.length} líneas. ¿Hacer de cada una una actividad?`)) return;
    setTimeout(() => campo.form.querySelector("[formaction$='/separar/']")?.click());
  });
})();
