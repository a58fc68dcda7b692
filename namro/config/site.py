"""Room config: the address under which this installation is reached, for links that are printed."""

from django.conf import settings

from namro.config.weak import LOCAL


def address(host: str = "127.0.0.1", port: int = 8000) -> str:
    """A name from NAMRO_HOSTS where the site has one; else where the server listens."""
    names = [one.removeprefix(".") for one in settings.ALLOWED_HOSTS if one not in LOCAL]
    if settings.HTTPS and names:
        return f"https://{names[0]}"
    if not names or host in settings.ALLOWED_HOSTS:
        return f"{'https' if settings.HTTPS else 'http'}://{host}:{port}"
    return f"http://{names[0]}" if settings.PROXIES else f"http://{names[0]}:{port}"
