"""Headers that every answer carries (trust.md section 5; OWASP ASVS 3.4.1–3.4.8, 14.3.2)."""

from flask import Flask, Response, request

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)
# Public and answer pages run no script at all (design.md section 4).
POLICY_WITHOUT_SCRIPT = POLICY.replace("script-src 'self'", "script-src 'none'")
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
SCRIPTED_PATHS = ("/arbete", "/granska")
PRIVATE_PATHS = (
    *SCRIPTED_PATHS,
    "/s/",
    "/d/",
    "/n/",
    "/m/",
    "/u/",
    "/min/",
    "/logga-in",
    "/logga-ut",
    "/brev",
)
TWO_YEARS = 2 * 365 * 24 * 60 * 60
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
}
# What static files carry; they are answered before the app is asked.
STATIC = ALWAYS | {"Content-Security-Policy": POLICY_WITHOUT_SCRIPT}


def _under(prefixes: tuple[str, ...]) -> bool:
    return any(
        request.path == prefix.rstrip("/") or request.path.startswith(prefix.rstrip("/") + "/")
        for prefix in prefixes
    )


def keep_private(response: Response) -> Response:
    """No cache keeps the answer and no search engine lists it."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def secure(response: Response) -> Response:
    """The answer cannot be framed, sniffed or made to run foreign script."""
    scripted = _under(SCRIPTED_PATHS)
    response.headers.setdefault("Content-Security-Policy", POLICY if scripted else POLICY_WITHOUT_SCRIPT)
    response.headers.update(ALWAYS)
    private = _under(PRIVATE_PATHS)
    response.headers.setdefault("Referrer-Policy", "no-referrer" if private else "same-origin")
    if private:
        keep_private(response)
    return response


def register(app: Flask) -> None:
    """Every answer of the app carries the headers; HSTS only where cookies need https too."""
    app.after_request(secure)
    if app.config.get("SESSION_COOKIE_SECURE"):
        app.after_request(_strict_transport)


def _strict_transport(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = f"max-age={TWO_YEARS}; includeSubDomains"
    return response
