"""The invitation of a new person: a link to make their password, the same that a forgotten one gets."""

import logging

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str

registro = logging.getLogger(__name__)


def enviar(request, usuario):
    """Send it now; whether it left. The account stands either way, and the invitation can be sent again.

    The link lives as long as that of a forgotten password does; later the person asks for another at the sign-in.
    """
    adaptador = get_adapter(request)
    llave = f"{user_pk_to_url_str(usuario)}-{default_token_generator.make_token(usuario)}"
    contexto = {
        "usuario": usuario,
        "enlace": adaptador.get_reset_password_from_key_url(llave),
        "otra": request.build_absolute_uri("/"),
    }
    try:
        adaptador.send_mail("account/email/invitacion", usuario.correo, contexto)
    except OSError:  # of the mail server or of the way to it
        registro.exception("the invitation did not leave")
        return False
    return True
