"""Which documents of the two real sets answer which clause of ISO 9001, by reading them: the yardstick of the search.

Made by hand, before any figure was known, from what each document says it is for. A clause is left out where no
document of the sets is about it (an ISO 13485 house has no word on opportunities, say), or where opinions would differ.
"""

CSC, RAI = "gstt-csc-qms/CSC-", "radiotherapy-ai-qms/"
MANUALS = (f"{CSC}PL-001-Quality-Manual.md", f"{RAI}0-quality-manual-policy-objectives.md")

TRUE_PAIRS: dict[str, tuple[str, ...]] = {
    "4.3": MANUALS,
    "4.4.1": (f"{CSC}PL-002-Process-Interaction.md",),
    "5.2.1": MANUALS,
    "6.1.1": (f"{CSC}PR-002-Clinical-Risk-Management-System.md", f"{RAI}risk-table-fmea.md"),
    "6.1.2": (
        f"{CSC}PR-002-Clinical-Risk-Management-System.md",
        f"{CSC}F-009-Clinical-Risk-Management-Plan-Template.md",
        f"{CSC}F-013-Hazard-Log-Template.md",
    ),
    "6.2.1": MANUALS,
    "6.3": (f"{CSC}PR-021-Change-Management.md",),
    "7.1.2": (
        f"{CSC}PR-015-Human-Resources-Administration.md",
        f"{RAI}human-resources_0-sop.md",
        f"{CSC}PR-020-Onboarding.md",
    ),
    "7.2": (
        f"{CSC}PR-015-Human-Resources-Administration.md",
        f"{CSC}F-001-Training-Log-Template.md",
        f"{RAI}human-resources_0-sop.md",
    ),
    "7.3": (f"{CSC}PR-020-Onboarding.md", f"{RAI}human-resources_0-sop.md"),
    "7.5.2": (f"{CSC}PR-013-Document-Record-Control.md", f"{RAI}document-and-record-control_0-sop.md"),
    "7.5.3.1": (
        f"{CSC}PR-013-Document-Record-Control.md",
        f"{RAI}document-and-record-control_0-sop.md",
        f"{CSC}PR-024-Sensitive-Data-Disclosure.md",
    ),
    "7.5.3.2": (f"{CSC}PR-013-Document-Record-Control.md", f"{RAI}document-and-record-control_0-sop.md"),
    "8.2.1": (f"{CSC}PR-006-Feedback-Management.md", f"{RAI}sop-feedback-management.md"),
    "8.2.2": (f"{CSC}F-010-System-Requirements-Template.md",),
    "8.3.1": (f"{CSC}PR-001-Design-and-Development.md",),
    "8.3.2": (f"{CSC}F-008-Design-Plan-Template.md", f"{CSC}PR-001-Design-and-Development.md"),
    "8.3.3": (f"{CSC}F-010-System-Requirements-Template.md", f"{CSC}PR-001-Design-and-Development.md"),
    "8.3.4": (
        f"{CSC}PR-003-Verification-and-Validation.md",
        f"{CSC}F-020-Verification-And-Validation-Plan-Template.md",
        f"{CSC}F-021-Verification-And-Validation-Results-Template.md",
    ),
    "8.3.5": (
        f"{CSC}F-019-System-Design-Specification-Template.md",
        f"{CSC}F-016-System-Architecture-Diagram-Template.md",
        f"{CSC}F-017-Software-Description-Template.md",
    ),
    "8.3.6": (f"{CSC}PR-021-Change-Management.md", f"{CSC}PR-017-Reviewing-GitHub-Pull-Requests.md"),
    "8.4.1": (
        f"{CSC}PR-018-Purchasing-and-Purchase-Verification.md",
        f"{RAI}purchasing_0-sop.md",
        f"{RAI}purchasing_list-of-qualified-suppliers.md",
        f"{RAI}purchasing_supplier-checklist.md",
    ),
    "8.4.2": (f"{CSC}PR-018-Purchasing-and-Purchase-Verification.md", f"{RAI}purchasing_0-sop.md"),
    "8.4.3": (f"{CSC}PR-018-Purchasing-and-Purchase-Verification.md", f"{RAI}purchasing_0-sop.md"),
    "8.5.1": (f"{CSC}PR-012-Integration-and-Deployment.md", f"{CSC}F-023-Deployment-Plan-Template.md"),
    "8.5.2": (f"{CSC}PR-004-Labelling.md", f"{CSC}F-031-Revision-Level-History-Template.md"),
    "8.5.5": (
        f"{CSC}PR-005-Monitoring-and-Surveillance.md",
        f"{CSC}F-011-Post-Deployment-Surveillance-Plan-Template.md",
        f"{RAI}vigilance_0-sop.md",
        f"{CSC}PR-014-Incident-Reporting.md",
    ),
    "8.5.6": (f"{CSC}PR-021-Change-Management.md",),
    "8.6": (
        f"{CSC}PR-025-Software-Release-Guidelines.md",
        f"{CSC}F-026-Release-Documents-Template.md",
        f"{CSC}F-030-Acceptance-Criteria-Template.md",
    ),
    "8.7.1": (f"{CSC}PR-010-Control-Of-Non-Conforming-Product.md",),
    "8.7.2": (f"{CSC}PR-010-Control-Of-Non-Conforming-Product.md", f"{CSC}F-022-Unresolved-Anomalies-Template.md"),
    "9.1.2": (f"{CSC}PR-006-Feedback-Management.md", f"{RAI}sop-feedback-management.md"),
    "9.2.1": (f"{CSC}PR-027-Internal-Audit.md", f"{RAI}sop-internal-audit.md"),
    "9.2.2": (
        f"{CSC}PR-027-Internal-Audit.md",
        f"{RAI}sop-internal-audit.md",
        f"{CSC}F-007-Internal-Audit-Report-Template.md",
    ),
    "9.3.1": (f"{CSC}PR-011-Management-Review.md", f"{RAI}management-review_0-sop.md"),
    "9.3.2": (
        f"{CSC}PR-011-Management-Review.md",
        f"{RAI}management-review_0-sop.md",
        f"{CSC}F-003-Management-Review-Report-Template.md",
    ),
    "9.3.3": (
        f"{CSC}PR-011-Management-Review.md",
        f"{RAI}management-review_0-sop.md",
        f"{CSC}F-003-Management-Review-Report-Template.md",
    ),
    "10.2.1": (f"{CSC}PR-016-Corrective-and-Preventive-Action.md", f"{RAI}capa_0-sop.md"),
    "10.2.2": (f"{CSC}PR-016-Corrective-and-Preventive-Action.md", f"{RAI}capa_list-capa.md"),
}
