"""Addresses of the customers room inside an organisation; what is not named here is served by the generic pages."""

from django.urls import path

from everproof.customers.urls_surveys import SURVEY_PAGES
from everproof.customers.views import analysis, care, complaints, orders, public, register
from everproof.kernel.ui import converters  # noqa: F401  (registers <reference:…>)

CUSTOMER = "customers/<reference:reference>/"
CONTACT = "contacts/<reference:reference>/"
REQUIREMENT = "requirements/<reference:reference>/"
ORDER = "orders/<reference:reference>/"
ORDER_REVIEW = "order-reviews/<reference:reference>/"
REQUIREMENT_REVIEW = "requirement-reviews/<reference:reference>/"
COMPLAINT = "complaints/<reference:reference>/"
RETURN = "returns/<reference:reference>/"
FORM = "complaint-forms/<reference:reference>/"
PROPERTY = "property/<reference:reference>/"
OWED = "post-delivery/<reference:reference>/"

app_name = "customers"
urlpatterns = [
    *SURVEY_PAGES,
    path("customers/", register.CustomerList.as_view(), name="customer_list"),
    path("customers/new/", register.AddCustomer.as_view(), name="customer_create"),
    path(CUSTOMER, register.CustomerPage.as_view(), name="customer"),
    path(f"{CUSTOMER}edit/", register.EditCustomer.as_view(), name="customer_edit"),
    path("contacts/", register.ContactList.as_view(), name="contact_list"),
    path("contacts/new/", register.AddContact.as_view(), name="contact_create"),
    path(CONTACT, register.ContactPage.as_view(), name="contact"),
    path(f"{CONTACT}edit/", register.EditContact.as_view(), name="contact_edit"),
    path("requirements/", register.RequirementList.as_view(), name="requirement_list"),
    path("requirements/new/", register.AddRequirement.as_view(), name="requirement_create"),
    path(REQUIREMENT, register.RequirementPage.as_view(), name="requirement"),
    path(f"{REQUIREMENT}edit/", register.EditRequirement.as_view(), name="requirement_edit"),
    path("orders/", orders.OrderList.as_view(), name="order_list"),
    path("orders/new/", orders.ReceiveOrder.as_view(), name="order_create"),
    path(ORDER, orders.OrderPage.as_view(), name="order"),
    path(f"{ORDER}edit/", orders.EditOrder.as_view(), name="order_edit"),
    path("order-reviews/", orders.ReviewList.as_view(), name="order_review_list"),
    path("order-reviews/new/", orders.ReviewOrder.as_view(), name="order_review_create"),
    path(ORDER_REVIEW, orders.ReviewPage.as_view(), name="order_review"),
    path(f"{ORDER_REVIEW}edit/", orders.EditReview.as_view(), name="order_review_edit"),
    path("requirement-reviews/", orders.RequirementReviewList.as_view(), name="requirement_review_list"),
    path("requirement-reviews/new/", orders.ReviewRequirements.as_view(), name="requirement_review_create"),
    path(REQUIREMENT_REVIEW, orders.RequirementReviewPage.as_view(), name="requirement_review"),
    path("analysis/", analysis.AnalysisPage.as_view(), name="analysis"),
    path("complaints/", complaints.ComplaintList.as_view(), name="complaint_list"),
    path("complaints/new/", complaints.RecordComplaint.as_view(), name="complaint_create"),
    path(COMPLAINT, complaints.ComplaintPage.as_view(), name="complaint"),
    path(f"{COMPLAINT}edit/", complaints.EditComplaint.as_view(), name="complaint_edit"),
    path(f"{COMPLAINT}acknowledge/", complaints.AcknowledgeComplaint.as_view(), name="complaint_acknowledge"),
    path(f"{COMPLAINT}answer/", complaints.AnswerComplaint.as_view(), name="complaint_answer"),
    path(f"{COMPLAINT}inside/", complaints.WorkInside.as_view(), name="complaint_inside"),
    path(f"{COMPLAINT}follow/", complaints.FollowLink.as_view(), name="complaint_follow"),
    path("returns/", complaints.ReturnList.as_view(), name="return_list"),
    path("returns/new/", complaints.AnnounceReturn.as_view(), name="return_create"),
    path(RETURN, complaints.ReturnPage.as_view(), name="return"),
    path("complaint-forms/", public.FormList.as_view(), name="form_list"),
    path("complaint-forms/new/", public.AddForm.as_view(), name="form_create"),
    path(FORM, public.FormPage.as_view(), name="form"),
    path(f"{FORM}edit/", public.EditForm.as_view(), name="form_edit"),
    path(f"{FORM}open/", public.OpenForm.as_view(), name="form_open"),
    path(f"{FORM}renew/", public.RenewForm.as_view(), name="form_renew"),
    path("property/", care.PropertyList.as_view(), name="property_list"),
    path("property/new/", care.TakeProperty.as_view(), name="property_create"),
    path(PROPERTY, care.PropertyPage.as_view(), name="property"),
    path(f"{PROPERTY}edit/", care.EditProperty.as_view(), name="property_edit"),
    path("post-delivery/", care.PostDeliveryList.as_view(), name="post_delivery_list"),
    path("post-delivery/new/", care.Owe.as_view(), name="post_delivery_create"),
    path(OWED, care.PostDeliveryPage.as_view(), name="post_delivery"),
    path(f"{OWED}edit/", care.EditPostDelivery.as_view(), name="post_delivery_edit"),
]
