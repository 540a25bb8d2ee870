"""The WSGI application that the server runs; each process looks at its database before it serves."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import connection

from everproof.config.patience import PatientApplication

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "everproof.config.settings")

application = PatientApplication(get_wsgi_application())


def _look_before_serving() -> None:
    """A safe database, and real time alone; only after the rooms are loaded."""
    from everproof.kernel import clock
    from everproof.kernel.tenancy import startup

    clock.forbid_travel()
    try:
        startup.refuse_unsafe_database()
    except ImproperlyConfigured as refusal:
        sys.exit(str(refusal))
    finally:
        connection.close()


_look_before_serving()
