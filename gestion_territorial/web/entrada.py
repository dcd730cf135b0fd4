"""How allauth meets this product: accounts are made by the administration, never by signing up."""

from allauth.account.adapter import DefaultAccountAdapter


class Adaptador(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False


def nombre_visible(usuario):
    return usuario.nombre
