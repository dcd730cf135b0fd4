"""The invitation of a new person: by mail, a link to make their password, the same that a forgotten one gets.

The link is made when the message leaves. The queue's row only says whom: a link kept there would open the account to
whoever reads the table or a backup of it.
"""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str

from gestion_territorial.cuentas.models import Usuario
from gestion_territorial.flujo.personas import INVITACION
from gestion_territorial.trabajos.models import Trabajo
from gestion_territorial.trabajos.tipos import Imposible, Tipo

from .correo import INTENTOS, cabeceras
from .direcciones import absoluta


def ultima(usuario):
    """The work of this person's last invitation, which says what became of it; None when there was none."""
    return Trabajo.objects.filter(tipo=INVITACION, datos__usuario=usuario.pk).order_by("pk").last()


def enviar(tarea):
    """Send it to the address that the account has now, unless it is no longer needed: its sentence says why."""
    usuario = Usuario.objects.get(pk=tarea.datos["usuario"])
    if not usuario.por_invitar:
        raise Imposible("la cuenta ya tenía contraseña." if usuario.is_active else "la cuenta estaba inactiva.")
    if ultima(usuario) != tarea.trabajo:  # pressed again while the mail server was away: one message, not one per press
        raise Imposible("se pidió otra después.")
    # The link lives as long as that of a forgotten password does; later the person asks for another at the sign-in.
    llave = {"uidb36": user_pk_to_url_str(usuario), "key": default_token_generator.make_token(usuario)}
    contexto = {
        "usuario": usuario,
        "enlace": absoluta("account_reset_password_from_key", **llave),
        "otra": absoluta("account_reset_password"),
    }
    carta = get_adapter().render_mail("account/email/invitacion", usuario.correo, contexto, cabeceras(tarea.trabajo))
    carta.send()


TRABAJO = Tipo(
    INVITACION,
    hacer=enviar,
    titulo="Invitación",
    pesado=False,
    intentos=INTENTOS,
    rendido="el servidor de correo no la recibió después de varios intentos. Revise la dirección; si está bien, "
    "avise al equipo técnico.",
    permanece=True,
)
