"""Why a file is not taken."""


class ArchivoRechazado(ValueError):
    """A file that cannot be taken: what it is, and how to mend it, as the end of «El archivo «x» …» in Spanish."""

    def __init__(self, que, remedio):
        super().__init__(f"{que} {remedio}")
        self.que, self.remedio = que, remedio
