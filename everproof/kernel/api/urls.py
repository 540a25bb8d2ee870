"""Addresses of the API. What it does not know ends here, so that no address below it is answered by a page."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from everproof.kernel.api import problems
from everproof.kernel.api.endpoints import api


@csrf_exempt
def nowhere(request: HttpRequest) -> HttpResponse:
    """An address that the API does not know."""
    return problems.response(problems.not_found())


urlpatterns = [
    path("", api.urls),
    re_path("^.*$", nowhere, name="api_nowhere"),
]
