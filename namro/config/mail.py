"""Room config: how mail is sent, read from one address; what cannot be meant is said aloud."""

from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

SMTP = "django.core.mail.backends.smtp.EmailBackend"
NONE = "django.core.mail.backends.dummy.EmailBackend"
PLAIN, STARTTLS, TLS = "plain", "starttls", "tls"
# scheme -> how the connection is made safe, and the port where none is said
SCHEMES = {
    "smtp": (PLAIN, 25),
    "smtp+tls": (STARTTLS, 587),
    "submission": (STARTTLS, 587),
    "smtps": (TLS, 465),
    "smtp+ssl": (TLS, 465),
}
# A port that speaks one way only, and the scheme that says so.
SPEAKS = {465: (TLS, "smtps"), 587: (STARTTLS, "smtp+tls")}
HOW = "write smtps://user:password@host (TLS), smtp+tls://… (STARTTLS) or smtp://host"


@dataclass(frozen=True)
class Mail:
    """What Django needs; `fault` says why nothing can be sent like that."""

    backend: str = NONE
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False
    fault: str = ""


def read(url: str) -> Mail:
    """The address in parts; without one no mail is sent."""
    if not url:
        return Mail()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return Mail(fault=f"is no address of a mail server: {HOW}.")
    if fault := _fault(parts, port):
        return Mail(fault=fault)
    safety, usual = SCHEMES[parts.scheme]
    return Mail(
        backend=SMTP,
        host=parts.hostname or "",
        port=port or usual,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=safety == STARTTLS,
        tls=safety == TLS,
    )


def _fault(parts: SplitResult, port: int | None) -> str:
    if parts.scheme not in SCHEMES or not parts.hostname:
        return f"is no address of a mail server: {HOW}."
    if parts.path.strip("/") or parts.query or parts.fragment:
        return f"says more than a mail server and its account: {HOW}."
    safety = SCHEMES[parts.scheme][0]
    speaks, scheme = SPEAKS.get(port or 0, (safety, ""))
    if safety != speaks and not (safety == PLAIN and port == 587):
        return f"does not fit its port {port}: write {scheme}://…"
    return ""
