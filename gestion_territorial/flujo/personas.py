"""The accounts: made before a person's first sign-in, corrected, deactivated and back, without losing any history."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from gestion_territorial.cuentas.models import Rol, Usuario
from gestion_territorial.trabajos.cola import encolar

from .administracion import administrando, exigir_lo_mostrado, fecha_en_palabras, texto_libre, una_linea, valido
from .en_mano import primer_dia_sin_administracion
from .errores import DatoInvalido, EstadoIncorrecto, NoExiste

TABLA = "cuentas.usuario"
INVITACION = "invitacion"  # the kind of work, done in the room of mail
LARGO_NOMBRE, LARGO_CORREO = 150, 254


def crear(*, correo, nombre, cargo, operacion=None):
    """Make an account without a password, its invitation on its way with it; returns the Usuario."""
    correo, nombre = _correo(correo), _nombre(nombre)
    with administrando(cargo, operacion) as acto:
        if acto.repetido:
            return _usuario(acto.hecho)
        _exigir_libre(correo)
        usuario = Usuario(correo=correo, nombre=nombre)
        usuario.set_unusable_password()
        valido(usuario)
        usuario.save()
        acto.asentar("crear cuenta", tabla=TABLA, fila_id=usuario.pk, datos=de_quien(usuario))
        encolar(INVITACION, datos={"usuario": usuario.pk})
    return usuario


def corregir(*, usuario_id, nombre, correo=None, cargo, operacion=None, mostrado=None):
    """Correct a person's name and, before their first sign-in, the address. `mostrado` is the name the page had.

    Afterwards the address stays: whoever could change it could have a new password sent to another mailbox.
    """
    nombre = _nombre(nombre)
    with administrando(cargo, operacion) as acto:
        usuario = _usuario(usuario_id)
        if acto.repetido:
            return usuario
        exigir_lo_mostrado(mostrado, usuario.nombre)
        cambios = {}
        if nombre != usuario.nombre:
            cambios["nombre"] = [usuario.nombre, nombre]
            usuario.nombre = nombre
        if correo is not None and (correo := _correo(correo)) != usuario.correo:
            if usuario.last_login:
                raise DatoInvalido("Esta persona ya entró: su correo no se cambia. Cree otra cuenta.", "correo")
            _exigir_libre(correo)
            cambios["correo"] = [usuario.correo, correo]
            usuario.correo = correo
            usuario.emailaddress_set.all().delete()  # where the sign-in remembers to which address a link was sent
        if cambios:
            valido(usuario)
            usuario.save()
            acto.asentar("corregir cuenta", tabla=TABLA, fila_id=usuario.pk, cambios=cambios, datos=de_quien(usuario))
    return usuario


def desactivar(*, usuario_id, motivo, cargo, operacion=None):
    """Close an account: its sessions end now. Posts, history and open reviews stay as they are."""
    motivo = texto_libre(motivo, "motivo", falta="Escriba el motivo de la desactivación.")
    with administrando(cargo, operacion) as acto:
        usuario = _usuario(usuario_id)
        if acto.repetido:
            return usuario
        if usuario.pk == cargo.usuario_id:
            raise EstadoIncorrecto("No puede desactivar su propia cuenta: debe hacerlo otra persona que administre.")
        if not usuario.is_active:
            raise EstadoIncorrecto(f"La cuenta de {usuario} ya está inactiva.")
        antes = primer_dia_sin_administracion()
        usuario.is_active, usuario.sesiones = False, usuario.sesiones + 1
        usuario.save(update_fields=["is_active", "sesiones"])
        exigir_administracion(antes)
        acto.asentar(
            "desactivar cuenta",
            tabla=TABLA,
            fila_id=usuario.pk,
            cambios={"is_active": [True, False]},
            datos=de_quien(usuario) | {"motivo": motivo},
        )
    return usuario


def reactivar(*, usuario_id, cargo, operacion=None):
    """Open an account again, with its password and posts; the sessions it had do not come back."""
    with administrando(cargo, operacion) as acto:
        usuario = _usuario(usuario_id)
        if acto.repetido or usuario.is_active:
            return usuario
        usuario.is_active = True
        usuario.save(update_fields=["is_active"])
        cambios = {"is_active": [False, True]}
        acto.asentar("reactivar cuenta", tabla=TABLA, fila_id=usuario.pk, cambios=cambios, datos=de_quien(usuario))
    return usuario


def invitar(*, usuario_id, cargo, operacion=None):
    """The invitation once more, recorded; once for each press. Returns the Usuario."""
    with administrando(cargo, operacion) as acto:
        usuario = _usuario(usuario_id)
        if acto.repetido:
            return usuario
        if not usuario.is_active:
            raise EstadoIncorrecto(f"La cuenta de {usuario} está inactiva: reactívela antes de invitar.")
        if usuario.last_login:
            raise EstadoIncorrecto(f"{usuario} ya entró: si olvidó su contraseña, puede pedir otra al entrar.")
        if not usuario.por_invitar:
            raise EstadoIncorrecto(f"{usuario} ya tiene contraseña: si la olvidó, puede pedir otra al entrar.")
        acto.asentar("enviar invitación", tabla=TABLA, fila_id=usuario.pk, datos=de_quien(usuario))
        encolar(INVITACION, datos={"usuario": usuario.pk})
    return usuario


def exigir_administracion(antes):
    """Refuse what leaves the country without an administrator, on a day when there was one before the act."""
    ahora = primer_dia_sin_administracion()
    if ahora is not None and (antes is None or ahora < antes):
        rol = Rol.ADMINISTRADOR.label.lower()
        raise EstadoIncorrecto(
            f"Desde el {fecha_en_palabras(ahora)} no quedaría ningún {rol} con cuenta activa y contraseña. "
            "Asigne antes a otra persona, y espere a que entre."
        )


def de_quien(usuario):
    """Whose account an entry speaks of, as values: the register outlives the account's name."""
    return {"persona": usuario.nombre, "correo": usuario.correo}


def _usuario(usuario_id):
    usuario = Usuario.objects.filter(pk=usuario_id).first()
    if usuario is None:
        raise NoExiste("No hay una cuenta en esa dirección.")
    return usuario


def _exigir_libre(correo):
    otra = Usuario.objects.filter(correo__iexact=correo).first()
    if otra:
        estado = "" if otra.is_active else ", inactiva"
        raise DatoInvalido(f"Ya hay una cuenta con ese correo electrónico: la de {otra}{estado}.", "correo")


def _correo(correo):
    correo = una_linea(correo, "correo", falta="Escriba el correo electrónico.", maximo=LARGO_CORREO).lower()
    try:
        validate_email(correo)
    except ValidationError:
        raise DatoInvalido(
            "Escriba un correo electrónico válido, sin espacios: nombre@servicio.cl.", "correo"
        ) from None
    return correo


def _nombre(nombre):
    return una_linea(nombre, "nombre", falta="Escriba el nombre de la persona.", maximo=LARGO_NOMBRE)
