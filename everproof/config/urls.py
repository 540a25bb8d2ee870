"""All addresses: the way in for everybody, then each organisation's rooms, then the generic pages of their records."""

from django.urls import include, path

from everproof.kernel.pages import entrance, search, tokens
from everproof.kernel.ui import preferences

urlpatterns = [
    path("api/", include("everproof.kernel.api.urls")),
    path("healthz", entrance.healthz, name="healthz"),
    path("readyz", entrance.readyz, name="readyz"),
    path("", entrance.entrance, name="entrance"),
    path("account/tokens/", tokens.my_tokens, name="my_tokens"),
    path("account/", include("allauth.urls")),
    path("ui/organizations/", entrance.choose, name="choose_organization"),
    path("ui/preferences/", preferences.preferences, name="preferences"),
    path("ui/gallery/", include("everproof.kernel.ui.gallery")),
    path("", include("everproof.kernel.urls")),
    path("<slug:organization>/site/", preferences.choose_site, name="choose_site"),
    path("<slug:organization>/search/", search.SearchPage.as_view(), name="search"),
    path("<slug:organization>/palette/", search.Palette.as_view(), name="palette"),
    path("<slug:organization>/", include("everproof.home.urls")),
    path("<slug:organization>/conformity/", include("everproof.conformity.urls")),
    path("<slug:organization>/customers/", include("everproof.customers.urls")),
    path("<slug:organization>/improvement/", include("everproof.improvement.urls")),
    path("<slug:organization>/risks/", include("everproof.risks.urls")),
    path("<slug:organization>/documents/", include("everproof.documents.urls")),
    path("<slug:organization>/context/", include("everproof.context.urls")),
    path("<slug:organization>/products/", include("everproof.products.urls")),
    path("<slug:organization>/processes/", include("everproof.processes.urls")),
    path("<slug:organization>/workbench/", include("everproof.workbench.urls")),
    path("<slug:organization>/kernel/", include("everproof.kernel.pages.urls")),
    path("", include("everproof.kernel.pages.generic_urls")),
]

handler400 = "everproof.kernel.ui.views.errors.bad_request"
handler403 = "everproof.kernel.ui.views.errors.forbidden"
handler404 = "everproof.kernel.ui.views.errors.not_found"
handler500 = "everproof.kernel.ui.views.errors.broken"
