"""The WSGI application that the server runs; each process looks at its database before it serves."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "everproof.config.settings")

application = get_wsgi_application()


def _refuse_unsafe_database() -> None:
    from everproof.kernel.tenancy import startup

    try:
        startup.refuse_unsafe_database()
    except ImproperlyConfigured as refusal:
        sys.exit(str(refusal))
    finally:
        connection.close()


_refuse_unsafe_database()

# Only after the rooms are loaded: a serving process knows real time alone, and a safe database.
from everproof.kernel import clock  # noqa: E402
from everproof.kernel.tenancy import startup  # noqa: E402

clock.forbid_travel()
startup.refuse_unsafe_database()
