/* Reviewing faster: a double click on a cell observes it, one button chooses the rows that are left, Alt and the arrows
   go from row to row, Esc closes. The links and boxes of the page do the same without this. */
(function () {
  "use strict";

  document.addEventListener("dblclick", (e) => {
    const celda = e.target.closest("tr.fila > td");
    const enlace = celda?.parentElement.querySelector("[data-observar]");
    if (!enlace || e.target.closest("a, button, summary, label, input")) return;
    const ir = new URL(enlace.href);
    ir.searchParams.set("columna", celda.dataset.columna);
    location.assign(ir);
  });

  const PERDER = "Lo escrito en esta fila no se ha guardado. ¿Continuar y perderlo?";

  document.addEventListener("keydown", (e) => {
    const caja = e.target.closest?.("#observar");
    if (!caja || e.isComposing) return;
    const filas = [...document.querySelectorAll("tr.fila")];
    const actual = filas.indexOf(caja.closest("tr").previousElementSibling);
    const paso = e.altKey ? { ArrowDown: 1, ArrowUp: -1 }[e.key] : undefined;
    const vecina = paso && filas[actual + paso]?.querySelector("[data-observar]");
    const destino = vecina || (e.key === "Escape" && caja.querySelector("[data-cerrar-observar]"));
    if (!destino) return;
    e.preventDefault();
    if (!caja.querySelector("#texto-fila").value.trim() || confirm(PERDER)) location.assign(destino.href);
  });

  const marcar = document.querySelector("[data-marcar]");
  if (marcar) {
    const faltan = [...document.querySelectorAll("input[form=aceptar]:not([data-aceptada], [data-observada])")];
    marcar.hidden = !faltan.length;
    marcar.addEventListener("click", () => faltan.forEach((casilla) => (casilla.checked = true)));
  }

  // After the load: going to the address's #fila takes the focus away.
  window.addEventListener("load", () => {
    const caja = document.getElementById("observar");
    if (caja) caja.querySelector("#texto-fila").focus({ preventScroll: true });
  });
})();
