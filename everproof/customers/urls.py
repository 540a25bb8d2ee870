"""Addresses of the customers room inside an organisation; what is not named here is served by the generic pages."""

from django.urls import path

from everproof.customers.views import register
from everproof.kernel.ui import converters  # noqa: F401  (registers <reference:…>)

app_name = "customers"
urlpatterns = [
    path("customers/", register.CustomerList.as_view(), name="customer_list"),
    path("customers/new/", register.AddCustomer.as_view(), name="customer_create"),
    path("customers/<reference:reference>/", register.CustomerPage.as_view(), name="customer"),
    path("customers/<reference:reference>/edit/", register.EditCustomer.as_view(), name="customer_edit"),
    path("contacts/", register.ContactList.as_view(), name="contact_list"),
    path("contacts/new/", register.AddContact.as_view(), name="contact_create"),
    path("contacts/<reference:reference>/", register.ContactPage.as_view(), name="contact"),
    path("contacts/<reference:reference>/edit/", register.EditContact.as_view(), name="contact_edit"),
    path("requirements/", register.RequirementList.as_view(), name="requirement_list"),
    path("requirements/new/", register.AddRequirement.as_view(), name="requirement_create"),
    path("requirements/<reference:reference>/", register.RequirementPage.as_view(), name="requirement"),
    path("requirements/<reference:reference>/edit/", register.EditRequirement.as_view(), name="requirement_edit"),
]
