"""What the frame of every page shows: the person, the post, the count of what waits."""


def marco(request):
    return {"cargo": getattr(request, "cargo", None), "cargos": getattr(request, "cargos", [])}
