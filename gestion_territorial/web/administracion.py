"""The administration's single forms, which say beside the field what they cannot take; and how one is answered."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout, Submit
from django import forms
from django.shortcuts import render

from gestion_territorial.compromisos.escritura import nueva_operacion
from gestion_territorial.cuentas.models import Rol, Usuario
from gestion_territorial.flujo import personas, puestos, servicios
from gestion_territorial.flujo.errores import Rechazo
from gestion_territorial.territorio.models import Region, Servicio

from .forms import FECHA
from .pagina import operacion

OCULTOS = ("operacion", "mostrado")


def campo_fecha(etiqueta, **mas):
    return forms.DateField(
        label=etiqueta,
        input_formats=[FECHA, "%d/%m/%Y"],
        widget=forms.DateInput(format=FECHA, attrs={"placeholder": "dd-mm-aaaa", "autocomplete": "off"}),
        error_messages={"invalid": "Escriba la fecha así: 31-12-2026.", "required": "Escriba la fecha."},
        **mas,
    )


def campo_texto(etiqueta, largo, falta, **mas):
    frases = {
        "required": falta,
        "max_length": "El texto tiene %(show_value)d caracteres y el máximo es %(limit_value)d.",
    }
    return forms.CharField(label=etiqueta, max_length=largo, error_messages=frases, **mas)


def campo_motivo(falta):
    return campo_texto("Motivo", 2000, falta, widget=forms.Textarea(attrs={"rows": 3}))


def campo_documento():
    return campo_texto(
        "Documento que lo respalda",
        puestos.LARGO_DOCUMENTO,
        puestos.SIN_DOCUMENTO,
        help_text="Por ejemplo: Resolución exenta 123 de 2026.",
    )


class Formulario(forms.Form):
    """A form with its button, the id of its press and, where `mostrado` is given, what the page showed."""

    boton = "Guardar"

    def __init__(self, *args, mostrado=None, volver=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.estado = 422
        self.fields["operacion"] = forms.CharField(
            widget=forms.HiddenInput, required=False, initial=nueva_operacion(), max_length=40
        )
        if mostrado is not None:
            self.fields["mostrado"] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=mostrado, strip=False
            )
        self.helper = FormHelper()
        self.helper.form_class = "formulario-administracion"
        self.helper.attrs = {"novalidate": True}
        otra = [HTML(f'<a class="btn btn-suave" href="{volver}">Volver sin cambiar nada</a>')] if volver else []
        self.helper.layout = Layout(*self.fields, Submit("guardar", self.boton), *otra)

    def rechazar(self, rechazo):
        """An action's refusal in its place: beside its field where the form has one of that name."""
        campo = getattr(rechazo, "campo", "")
        self.add_error(campo if campo in self.fields and campo not in OCULTOS else None, rechazo.mensaje)
        self.estado = rechazo.estado

    @property
    def escrito(self):
        """What was written, without the press's own id."""
        return {campo: valor for campo, valor in self.cleaned_data.items() if campo != "operacion"}


def campo_periodos():
    return forms.TypedMultipleChoiceField(
        label="Períodos en que participa",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="En cada uno se crea un programa por región y formato. Están marcados los que aún no terminan.",
    )


class ConPeriodos(Formulario):
    """`mostrado`: the years there were to choose from."""

    def __init__(self, *args, **kwargs):
        abiertos = servicios.anios_abiertos()
        super().__init__(*args, mostrado=abiertos, **kwargs)
        self.fields["periodos"].choices = [(anio, anio) for anio in abiertos.split()]
        self.fields["periodos"].initial = [p.anio for p in servicios.en_curso()]


class ServicioForm(ConPeriodos):
    boton = "Crear el servicio"
    codigo = campo_texto(
        "Código",
        servicios.LARGO_CODIGO,
        "Escriba el código del servicio.",
        help_text="Letras mayúsculas sin tilde, números y guiones; va en las direcciones y no cambia después.",
    )
    nombre = campo_texto("Nombre", servicios.LARGO_NOMBRE, "Escriba el nombre del servicio.")
    periodos = campo_periodos()


class NombreDeServicioForm(Formulario):
    boton = "Guardar el nombre"
    nombre = campo_texto("Nombre", servicios.LARGO_NOMBRE, "Escriba el nombre del servicio.")


class CerrarServicioForm(Formulario):
    boton = "Cerrar el servicio"
    motivo = campo_motivo("Escriba el motivo del cierre.")


class ReabrirServicioForm(ConPeriodos):
    boton = "Reabrir el servicio"
    motivo = campo_motivo("Escriba el motivo para reabrirlo.")
    periodos = campo_periodos()


def campo_correo():
    return campo_texto(
        "Correo electrónico",
        personas.LARGO_CORREO,
        "Escriba el correo electrónico.",
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off", "autocapitalize": "none"}),
    )


class PersonaForm(Formulario):
    boton = "Crear la cuenta e invitar"
    correo = campo_correo()
    nombre = campo_texto("Nombre", personas.LARGO_NOMBRE, "Escriba el nombre de la persona.")


class CorregirPersonaForm(Formulario):
    """Without `con_correo` the address is not there to be changed."""

    boton = "Guardar"
    nombre = campo_texto("Nombre", personas.LARGO_NOMBRE, "Escriba el nombre de la persona.")
    correo = campo_correo()

    def __init__(self, *args, con_correo, **kwargs):
        if not con_correo:
            self.base_fields = {n: c for n, c in self.base_fields.items() if n != "correo"}
        super().__init__(*args, **kwargs)


class DesactivarForm(Formulario):
    boton = "Desactivar la cuenta"
    motivo = campo_motivo("Escriba el motivo de la desactivación.")


class _Servicio(forms.ModelChoiceField):
    def label_from_instance(self, servicio):
        return f"{servicio.codigo} · {servicio.nombre}"


class _Persona(forms.ModelChoiceField):
    def label_from_instance(self, usuario):
        return f"{usuario.nombre} · {usuario.correo}"


def campo_subroga():
    return forms.BooleanField(
        label="Es una subrogancia",
        required=False,
        help_text="Solo para una dirección regional: dos personas dirigen la región en los mismos días.",
    )


class PuestoForm(Formulario):
    boton = "Asignar el puesto"
    rol = forms.ChoiceField(label="Rol", choices=[("", "Elija…"), *Rol.choices])
    servicio = _Servicio(
        label="Servicio",
        queryset=Servicio.objects.filter(vigente=True),
        required=False,
        empty_label="Todo el país",
        help_text="La administración es de todo el país; quien observa puede ser de uno o de todos.",
    )
    region = forms.ModelChoiceField(
        label="Región",
        queryset=Region.objects.all(),
        required=False,
        empty_label="Sin región",
        help_text="Solo para cargos regionales.",
    )
    desde = campo_fecha("Desde el")
    hasta = campo_fecha("Hasta el", required=False, help_text="Ese día incluido. En blanco: sin fecha de término.")
    documento = campo_documento()
    subroga = campo_subroga()

    @property
    def escrito(self):
        datos = super().escrito
        servicio, region = datos.pop("servicio"), datos.pop("region")
        return datos | {"servicio_id": servicio and servicio.pk, "region_id": region and region.pk}


class VacanteForm(PuestoForm):
    """The same, from the place: whom it is given to is chosen too."""

    usuario = _Persona(
        label="Persona",
        queryset=Usuario.objects.filter(is_active=True),
        empty_label="Elija…",
        error_messages={"required": "Elija a una persona."},
        help_text="Si todavía no tiene cuenta, créela antes en Personas.",
    )
    field_order = ("usuario",)

    @property
    def escrito(self):
        datos = super().escrito
        return datos | {"usuario_id": datos.pop("usuario").pk}


class TerminoForm(Formulario):
    boton = "Guardar el término"
    hasta = campo_fecha("Último día", required=False, help_text="Ese día incluido. En blanco: sin fecha de término.")
    documento = campo_documento()


class RelevoForm(Formulario):
    """The people who may follow: everybody with an active account but who leaves."""

    boton = "Cambiar a la persona responsable"
    usuario = _Persona(
        label="Quién asume",
        queryset=Usuario.objects.none(),
        empty_label="Elija…",
        error_messages={"required": "Elija a una persona."},
    )
    desde = campo_fecha("Asume el", help_text="El puesto actual termina el día anterior.")
    hasta = campo_fecha("Hasta el", required=False, help_text="Ese día incluido. En blanco: sin fecha de término.")
    documento = campo_documento()
    subroga = campo_subroga()

    def __init__(self, *args, puesto, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["usuario"].queryset = Usuario.objects.filter(is_active=True).exclude(pk=puesto.usuario_id)
        if puesto.rol != Rol.DIRECTOR:
            del self.fields["subroga"]
            self.helper.layout.fields.remove("subroga")

    @property
    def escrito(self):
        datos = super().escrito
        return datos | {"usuario_id": datos.pop("usuario").pk}


def de(request, clase, **como):
    """A form of this class, with what the request posted."""
    return clase(request.POST if request.method == "POST" else None, **como)


def hecho(request, form, accion, **fijos):
    """Whether the post was taken: `accion(**fijos, **what was written)`, by this post, once. Its refusal is the form's.

    What is not there, and what the post may not do, is an answer of its own. The result stays in `form.resultado`.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        form.resultado = accion(cargo=request.cargo, operacion=operacion(request), **fijos, **form.escrito)
    except Rechazo as rechazo:
        if rechazo.estado in (403, 404):
            raise
        form.rechazar(rechazo)
        return False
    return True


def mostrar(request, form, titulo, migas, frases=(), avisos=()):
    """The page of one form: its title, the way back, what it does (`frases`), and what to know before (`avisos`)."""
    contexto = {"form": form, "titulo": titulo, "miga": migas, "frases": frases, "avisos_previos": avisos}
    estado = form.estado if form.errors else 200
    return render(request, "administracion/formulario.html", contexto, status=estado)
