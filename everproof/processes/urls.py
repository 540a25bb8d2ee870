"""Addresses of the processes room inside an organisation."""

from everproof.processes.urls_landscape import LANDSCAPE_URLS
from everproof.processes.urls_performance import PERFORMANCE_URLS

app_name = "processes"
urlpatterns = [*LANDSCAPE_URLS, *PERFORMANCE_URLS]
