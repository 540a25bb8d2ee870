"""What granian serves (see serve.py)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.minimal.settings")
application = get_wsgi_application()
