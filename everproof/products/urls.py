"""Addresses of the products room inside an organisation."""

from django.urls import path

from everproof.kernel.ui import converters  # noqa: F401  (registers <reference:…>)
from everproof.products import views

app_name = "products"
urlpatterns = [
    path("products/", views.ProductList.as_view(), name="product_list"),
    path("products/new/", views.AddProduct.as_view(), name="product_create"),
    path("products/<reference:reference>/", views.ProductPage.as_view(), name="product"),
    path("products/<reference:reference>/edit/", views.EditProduct.as_view(), name="product_edit"),
    path("products/<reference:reference>/activate/", views.ActivateProduct.as_view(), name="product_activate"),
    path("characteristics/", views.CharacteristicList.as_view(), name="characteristic_list"),
    path("characteristics/new/", views.AddCharacteristic.as_view(), name="characteristic_create"),
    path("characteristics/<reference:reference>/", views.CharacteristicPage.as_view(), name="characteristic"),
    path("characteristics/<reference:reference>/edit/", views.EditCharacteristic.as_view(), name="characteristic_edit"),
    path("versions/new/", views.ReleaseVersion.as_view(), name="version_create"),
    path("versions/<reference:reference>/", views.VersionPage.as_view(), name="version"),
]
