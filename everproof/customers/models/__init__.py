"""The tables of the room."""

from everproof.customers.models.care import CustomerProperty, PostDelivery
from everproof.customers.models.complaints import Complaint, ComplaintForm, CustomerReturn
from everproof.customers.models.feedback import Feedback
from everproof.customers.models.orders import ContractOrderReview, CustomerOrder, RequirementReview
from everproof.customers.models.register import Customer, CustomerContact, CustomerRequirement
from everproof.customers.models.scorecards import CustomerScorecard
from everproof.customers.models.surveys import Survey, SurveyQuestion, SurveyResponse

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
    "CustomerScorecard",
    "Feedback",
    "PostDelivery",
    "RequirementReview",
    "Survey",
    "SurveyQuestion",
    "SurveyResponse",
]
