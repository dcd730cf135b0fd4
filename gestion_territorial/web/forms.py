"""The administrator's form of a period. What it cannot take it says beside the field, in Spanish."""

from datetime import date

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Field, Fieldset, Layout, Row, Submit
from django import forms

from gestion_territorial.formularios import catalogo
from gestion_territorial.puntaje import PonderacionIlegible, leer_ponderacion, milesimas, mostrar_ponderacion
from gestion_territorial.territorio.models import Etapa, Periodo, Region

FECHA = "%d-%m-%Y"
ANIOS = (2000, 2100)


class PeriodoForm(forms.Form):
    """The rules of a year: `periodo` when one is changed, else the year that is proposed."""

    anio = forms.IntegerField(label="Año", min_value=ANIOS[0], max_value=ANIOS[1])
    umbral = forms.CharField(
        label="Umbral de cumplimiento (%)",
        max_length=20,
        initial="90",
        help_text="De 0 a 100, con tres decimales como máximo; por ejemplo 90 o 87,125.",
    )
    zona_regional = forms.BooleanField(
        label="Los plazos se cuentan en la hora de cada región (si no, en la de Santiago)", required=False
    )
    dias_reposicion = forms.IntegerField(
        label="Días hábiles para reponer",
        min_value=0,
        max_value=90,
        initial=5,
        help_text="De lunes a viernes, desde que se comunica el resultado.",
    )
    regiones = forms.ModelMultipleChoiceField(
        label="Regiones que comprometen",
        queryset=Region.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Elija al menos una región."},
    )

    def __init__(self, *args, periodo=None, anio=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.periodo = periodo
        self.fields["regiones"].initial = (
            [r.pk for r in periodo.regiones.all()]
            if periodo
            else [r.pk for r in Region.objects.vigentes_en(date(anio, 1, 1))]
        )
        if periodo:
            del self.fields["anio"]
            self.fields["umbral"].initial = mostrar_ponderacion(periodo.umbral)
            self.fields["zona_regional"].initial = periodo.zona_regional
            self.fields["dias_reposicion"].initial = periodo.dias_reposicion
            self.fields["mostrado"] = forms.CharField(widget=forms.HiddenInput)
        else:
            self.fields["anio"].initial = anio
        self._con_ventanas()
        self._con_formatos()
        if periodo and periodo.bloqueado_en:
            self.fields["motivo"] = forms.CharField(
                label="Motivo del cambio",
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text="El período ya tiene envíos: el cambio y su motivo quedan en el registro.",
                error_messages={"required": "El período ya tiene envíos: escriba el motivo del cambio."},
            )
        self.helper = self._disposicion()

    def _con_ventanas(self):
        actuales = {v.etapa: v for v in self.periodo.ventanas.all()} if self.periodo else {}
        for etapa in Etapa:
            for extremo, palabra in (("desde", "desde el"), ("hasta", "hasta el")):
                ventana = actuales.get(etapa.value)
                self.fields[f"{etapa.value}_{extremo}"] = forms.DateField(
                    label=f"{etapa.label}, {palabra}",
                    required=False,
                    input_formats=[FECHA, "%d/%m/%Y"],
                    widget=forms.DateInput(format=FECHA, attrs={"placeholder": "dd-mm-aaaa", "autocomplete": "off"}),
                    initial=getattr(ventana, extremo) if ventana else None,
                    error_messages={"invalid": "Escriba la fecha así: 31-12-2010."},
                )

    def _con_formatos(self):
        self.con_formatos = [f for f in catalogo.instalados() if f.formatos]
        for formulario in self.con_formatos:
            actual = self.periodo.formato(formulario.codigo) if self.periodo else None
            # A period that never chose keeps it so: a version's hash covers the choice.
            sin_elegir = [("", "Sin elegir")] if actual == "" else []
            self.fields[f"formato_{formulario.codigo}"] = forms.ChoiceField(
                label=f"Versión del formato {formulario.codigo}",
                choices=sin_elegir + [(clave, formato.nombre) for clave, formato in formulario.formatos.items()],
                initial=actual,
                required=not sin_elegir,
            )

    def _disposicion(self):
        helper = FormHelper()
        helper.form_class = "formulario-periodo"
        helper.attrs = {"novalidate": True}
        arriba = [Column(Field(campo)) for campo in ("anio", "umbral") if campo in self.fields]
        etapas = [Row(Column(f"{e.value}_desde"), Column(f"{e.value}_hasta")) for e in Etapa]
        ayuda = HTML("<p>Los dos días están incluidos. Deje ambos en blanco si la etapa no tiene plazo.</p>")
        partes = [
            Row(*arriba),
            Fieldset("Plazos de cada etapa", ayuda, *etapas, "zona_regional", "dias_reposicion"),
            Fieldset("Versiones de los formatos", *(f"formato_{f.codigo}" for f in self.con_formatos)),
            "regiones",
            *(campo for campo in ("mostrado", "motivo") if campo in self.fields),
            Submit("guardar", "Guardar los cambios" if self.periodo else "Abrir el período"),
        ]
        helper.layout = Layout(*partes)
        return helper

    def clean_anio(self):
        anio = self.cleaned_data["anio"]
        if Periodo.objects.filter(anio=anio).exists():
            raise forms.ValidationError(f"El período {anio} ya está abierto.")
        return anio

    def clean_umbral(self):
        try:
            return milesimas(leer_ponderacion(self.cleaned_data["umbral"]))
        except PonderacionIlegible:
            raise forms.ValidationError("Escriba un número de 0 a 100, con tres decimales como máximo.") from None

    def clean(self):
        datos = super().clean()
        for etapa in Etapa:
            self._revisar_ventana(f"{etapa.value}_desde", f"{etapa.value}_hasta")
        anio = self.periodo.anio if self.periodo else datos.get("anio")
        if anio and datos.get("regiones"):
            de_entonces = set(Region.objects.vigentes_en(date(anio, 1, 1)))
            if ajenas := [r.nombre for r in datos["regiones"] if r not in de_entonces]:
                self.add_error("regiones", f"No existía el 1 de enero de {anio}: {', '.join(ajenas)}.")
        return datos

    def _revisar_ventana(self, desde, hasta):
        if desde in self.errors or hasta in self.errors:
            return
        primero, ultimo = self.cleaned_data.get(desde), self.cleaned_data.get(hasta)
        if bool(primero) != bool(ultimo):
            self.add_error(hasta if primero else desde, "Escriba también esta fecha, o deje las dos en blanco.")
        elif primero and ultimo < primero:
            self.add_error(hasta, "No puede ser anterior a la fecha de inicio.")

    @property
    def reglas(self):
        """What `flujo.periodos` takes: threshold, regions, windows by stage (None: none), versions of the formats."""
        datos = self.cleaned_data
        ventanas = {e.value: (datos[f"{e.value}_desde"], datos[f"{e.value}_hasta"]) for e in Etapa}
        return {
            "umbral_milesimas": datos["umbral"],
            "zona_regional": datos["zona_regional"],
            "dias_reposicion": datos["dias_reposicion"],
            "regiones": list(datos["regiones"]),
            "ventanas": {etapa: fechas if fechas[0] else None for etapa, fechas in ventanas.items()},
            "formatos": {f.codigo: datos[f"formato_{f.codigo}"] for f in self.con_formatos},
        }

    def rechazar(self, rechazo):
        """An action's refusal in its place: beside its field where the form has one of that name."""
        campo = {"umbral_milesimas": "umbral"}.get(getattr(rechazo, "campo", ""), getattr(rechazo, "campo", ""))
        self.add_error(campo if campo in self.fields else None, rechazo.mensaje)
