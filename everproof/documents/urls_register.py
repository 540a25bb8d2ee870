"""Addresses of the register, of revisions and decisions, of policies and of what is set up once."""

from django.urls import path

from everproof.documents.views import approval, changes, document, policy, register, revision, settings

DOCUMENT = "documents/<reference:reference>/"
REVISION = "revisions/<reference:reference>/"
TYPE = "document-types/<reference:reference>/"
POLICY = "policies/<reference:reference>/"

urlpatterns = [
    path("documents/", register.DocumentList.as_view(), name="document_list"),
    path("documents/new/", register.RegisterDocument.as_view(), name="document_create"),
    path("documents/tree/", register.DocumentTree.as_view(), name="tree"),
    path(DOCUMENT, document.DocumentPage.as_view(), name="document"),
    path(f"{DOCUMENT}edit/", document.EditDocument.as_view(), name="document_edit"),
    path(f"{DOCUMENT}access/", document.EditAccess.as_view(), name="document_access"),
    path(f"{DOCUMENT}review/", document.ReviewDocument.as_view(), name="review"),
    path(f"{DOCUMENT}used/", document.WhereUsed.as_view(), name="where_used"),
    path(f"{DOCUMENT}revise/", revision.StartRevision.as_view(), name="start_revision"),
    path(f"{DOCUMENT}change/", changes.AskForChange.as_view(), name="change_request"),
    path("revisions/", revision.RevisionList.as_view(), name="revision_list"),
    path(REVISION, revision.RevisionPage.as_view(), name="revision"),
    path(f"{REVISION}edit/", revision.EditRevision.as_view(), name="revision_edit"),
    path(f"{REVISION}send-for-review/", approval.SendForReview.as_view(), name="send_for_review"),
    path(f"{REVISION}decide/", approval.Decide.as_view(), name="decide"),
    path("change-requests/", changes.WishList.as_view(), name="change_request_list"),
    path("change-requests/<reference:reference>/", changes.WishPage.as_view(), name="change_request_page"),
    path("document-reviews/", changes.ReviewList.as_view(), name="review_list"),
    path("document-reviews/<reference:reference>/", changes.ReviewPage.as_view(), name="review_page"),
    path("document-types/", settings.TypeList.as_view(), name="document_type_list"),
    path("document-types/new/", settings.AddType.as_view(), name="document_type_create"),
    path(TYPE, settings.TypePage.as_view(), name="document_type"),
    path(f"{TYPE}edit/", settings.EditType.as_view(), name="document_type_edit"),
    path("retention-rules/", settings.RuleList.as_view(), name="retention_rule_list"),
    path("retention-rules/<reference:reference>/", settings.RulePage.as_view(), name="retention_rule"),
    path("policies/", policy.PolicyList.as_view(), name="policy_list"),
    path("policies/new/", policy.DraftPolicy.as_view(), name="policy_create"),
    path(POLICY, policy.PolicyPage.as_view(), name="policy"),
    path(f"{POLICY}edit/", policy.EditPolicy.as_view(), name="policy_edit"),
    path(f"{POLICY}next/", policy.NextPolicy.as_view(), name="next_policy"),
]
