/* Files go up by themselves once chosen, one after another, each with its progress and its own answer. A press that got
   no answer is sent again with the same operation id, so that it counts once. Without this the form's button does it. */
(function () {
  "use strict";

  const { editorDe, nuevaOperacion, fichaCsrf } = window.Guardado;
  const PARADO = 120000; // ms without a byte going or coming; then the answer counts as lost
  const SIN_RED = "No se subió: no hay conexión.";
  let subiendo = 0;

  document.addEventListener("change", (e) => {
    if (e.target.matches?.("input[data-subida]")) subirTodos(e.target);
  });

  document.addEventListener("click", (e) => {
    const boton = e.target.closest?.("[data-subir]");
    if (!boton) return;
    e.preventDefault(); // what is chosen is already on its way
    const control = boton.form.querySelector("input[data-subida]");
    if (!subiendo) control.click();
  });

  window.addEventListener("beforeunload", (e) => {
    if (subiendo) e.preventDefault();
  });

  async function subirTodos(control) {
    const archivos = [...control.files];
    control.value = "";
    for (const archivo of archivos) await new Subida(control, archivo).empezar();
  }

  class Subida {
    constructor(control, archivo) {
      this.control = control;
      this.archivo = archivo;
      this.operacion = nuevaOperacion();
      this.renglon = document.createElement("li");
      control.form.querySelector("[data-subidas]").append(this.renglon);
    }

    async empezar() {
      const { maximo, maximoDicho } = this.control.dataset;
      if (this.archivo.size > Number(maximo)) return this.fallar(`No se subió: pesa más de ${maximoDicho}.`, false);
      const barra = document.createElement("progress");
      barra.max = 100;
      barra.setAttribute("aria-label", `Subiendo ${this.archivo.name}`);
      this.renglon.className = "";
      this.renglon.replaceChildren(`Subiendo «${this.archivo.name}»…`, barra);
      subiendo += 1;
      try {
        this.recibir(await this.enviar((parte) => (barra.value = parte)));
      } catch {
        this.fallar(SIN_RED, true);
      } finally {
        subiendo -= 1;
      }
    }

    enviar(avanzar) {
      const datos = new FormData();
      datos.append("operacion", this.operacion);
      datos.append("archivo", this.archivo);
      return new Promise((bien, mal) => {
        const pedido = new XMLHttpRequest();
        let reloj = setTimeout(() => pedido.abort(), PARADO);
        const vivo = (e) => {
          clearTimeout(reloj);
          reloj = setTimeout(() => pedido.abort(), PARADO);
          if (e.lengthComputable && e.currentTarget === pedido.upload) avanzar((100 * e.loaded) / e.total);
        };
        pedido.upload.addEventListener("progress", vivo);
        pedido.addEventListener("progress", vivo);
        pedido.addEventListener("loadend", () => {
          clearTimeout(reloj);
          if (pedido.status) bien(pedido);
          else mal(new Error("no answer"));
        });
        pedido.open("POST", this.control.dataset.subida);
        pedido.setRequestHeader("Accept", "application/json");
        pedido.setRequestHeader("X-CSRFToken", fichaCsrf());
        pedido.send(datos);
      });
    }

    recibir(pedido) {
      let cuerpo = {};
      try {
        cuerpo = JSON.parse(pedido.responseText);
      } catch {
        // a proxy's page: its status says enough
      }
      if (pedido.status >= 200 && pedido.status < 300) return this.guardado(cuerpo);
      if (pedido.status === 413) return this.fallar("No se subió: es demasiado grande.", false);
      this.fallar(cuerpo.error || "No se subió.", pedido.status >= 500 || pedido.status === 401);
    }

    guardado(cuerpo) {
      const { form } = this.control;
      if (!form?.isConnected) return this.avisar();
      this.renglon.replaceChildren(`«${this.archivo.name}» quedó guardado.`);
      editorDe(form).mostrarEvidencias(cuerpo.evidencias);
      editorDe(form).mostrarHallazgos(cuerpo.hallazgos);
      form.dispatchEvent(new CustomEvent("gt:guardado", { bubbles: true, detail: cuerpo }));
    }

    /* The line was closed meanwhile: its place on the page is no longer there to tell. */
    avisar() {
      const aviso = document.createElement("p");
      aviso.className = "aviso-pagina";
      aviso.textContent = `«${this.archivo.name}» quedó guardado. Vuelva a cargar la página para verlo en su fila.`;
      document.getElementById("avisos").append(aviso);
    }

    fallar(frase, seReintenta) {
      this.renglon.className = "error";
      const minuscula = frase.replace(/^\p{Lu}(?=\p{Ll})/u, (letra) => letra.toLowerCase());
      this.renglon.replaceChildren(frase.includes(this.archivo.name) ? frase : `«${this.archivo.name}»: ${minuscula}`);
      if (!seReintenta) return;
      const boton = document.createElement("button");
      boton.type = "button";
      boton.className = "btn btn-sm btn-suave";
      boton.textContent = "Intentar otra vez";
      boton.addEventListener("click", () => this.empezar());
      this.renglon.append(boton);
    }
  }
})();
