"""What keeps a backup or a restoration from being done; `str()` is the Spanish sentence for the operator."""


class RespaldoImposible(Exception):
    """The backup was not made; nothing with its name was left."""


class RestauracionImposible(Exception):
    """Nothing was restored; the place is as it was."""
