"""The tables of the room."""

from everproof.customers.models.care import CustomerProperty, PostDelivery
from everproof.customers.models.complaints import Complaint, ComplaintForm, CustomerReturn
from everproof.customers.models.orders import ContractOrderReview, CustomerOrder, RequirementReview
from everproof.customers.models.register import Customer, CustomerContact, CustomerRequirement

__all__ = [
    "Complaint",
    "ComplaintForm",
    "ContractOrderReview",
    "Customer",
    "CustomerContact",
    "CustomerOrder",
    "CustomerProperty",
    "CustomerRequirement",
    "CustomerReturn",
    "PostDelivery",
    "RequirementReview",
]
