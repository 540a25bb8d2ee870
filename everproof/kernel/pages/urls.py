"""Addresses of the kernel's own pages inside an organisation: people, access, actions."""

from django.urls import path

from everproof.kernel.pages import drills, imports, ledger, ledger_state, logins, people, tokens, work
from everproof.kernel.ui import converters  # noqa: F401  (registers <reference:…>)

app_name = "kernel"
urlpatterns = [
    path("people/", people.PersonList.as_view(), name="people"),
    path("people/new/", people.AddPerson.as_view(), name="person_create"),
    path("people/<reference:reference>/", people.PersonPage.as_view(), name="person"),
    path("people/<reference:reference>/edit/", people.EditPerson.as_view(), name="person_edit"),
    path("people/<reference:reference>/invite/", logins.InvitePerson.as_view(), name="invite"),
    path(
        "people/<reference:reference>/revoke-invitation/", logins.RevokeInvitation.as_view(), name="revoke_invitation"
    ),
    path("people/<reference:reference>/end-login/", logins.EndMembership.as_view(), name="end_membership"),
    path(
        "people/<reference:reference>/reinstate-login/",
        logins.ReinstateMembership.as_view(),
        name="reinstate_membership",
    ),
    path("logins/", logins.LoginList.as_view(), name="logins"),
    path("logins/rules/", logins.SignInRules.as_view(), name="sign_in_rules"),
    path("tokens/", tokens.TokenList.as_view(), name="tokens"),
    path("tokens/new/", tokens.AddToken.as_view(), name="token_add"),
    path("tokens/<int:token>/revoke/", tokens.RevokeToken.as_view(), name="token_revoke"),
    path("imports/", imports.ImportList.as_view(), name="imports"),
    path("imports/file/<uuid:imported>/", imports.OneImport.as_view(), name="import"),
    path("imports/file/<uuid:imported>/check/", imports.CheckImport.as_view(), name="import_check"),
    path("imports/file/<uuid:imported>/run/", imports.RunImport.as_view(), name="import_run"),
    path("imports/file/<uuid:imported>/undo/", imports.UndoImport.as_view(), name="import_undo"),
    path("imports/<slug:plural>/", imports.UploadTable.as_view(), name="import_upload"),
    path("imports/<slug:plural>/template/", imports.DownloadTemplate.as_view(), name="import_template"),
    path("ledger/", ledger.LedgerList.as_view(), name="ledger"),
    path("ledger/export/<slug:format>/", ledger.ExportLedger.as_view(), name="ledger_export"),
    path("ledger/entries/<uuid:entry>/", ledger.EntryPage.as_view(), name="ledger_entry"),
    path("ledger/entries/<uuid:entry>/proof/", ledger.DownloadProof.as_view(), name="ledger_proof"),
    path("ledger/state/", ledger_state.StatePage.as_view(), name="ledger_state"),
    path("ledger/checkpoint/", ledger_state.DownloadCheckpoint.as_view(), name="ledger_checkpoint"),
    path("ledger/check/", ledger_state.StartCheck.as_view(), name="ledger_check"),
    path("ledger/check/<uuid:job>/", ledger_state.CheckPage.as_view(), name="ledger_check_result"),
    path("ledger/held/", ledger_state.HeldPage.as_view(), name="ledger_held"),
    path("signatures/<uuid:signature>/proof/", ledger.SignatureProof.as_view(), name="signature_proof"),
    path("sites/", people.SiteList.as_view(), name="sites"),
    path("sites/new/", people.AddSite.as_view(), name="site_create"),
    path("sites/<reference:reference>/", people.SitePage.as_view(), name="site"),
    path("sites/<reference:reference>/edit/", people.EditSite.as_view(), name="site_edit"),
    path("roles/", people.RoleList.as_view(), name="roles"),
    path("roles/new/", people.AddRole.as_view(), name="role_create"),
    path("roles/<reference:reference>/", people.RolePage.as_view(), name="role"),
    path("roles/<reference:reference>/edit/", people.EditRole.as_view(), name="role_edit"),
    path("backup-tests/", drills.BackupTestList.as_view(), name="backup_tests"),
    path("backup-tests/new/", drills.RecordBackupTest.as_view(), name="backup_test_create"),
    path("backup-tests/<reference:reference>/", drills.BackupTestPage.as_view(), name="backup_test"),
    path("backup-tests/<reference:reference>/edit/", drills.EditBackupTest.as_view(), name="backup_test_edit"),
    path("responsibilities/", people.ResponsibilityList.as_view(), name="responsibilities"),
    path("responsibilities/new/", people.GiveRole.as_view(), name="responsibility_create"),
    path("responsibilities/<reference:reference>/", people.ResponsibilityPage.as_view(), name="responsibility"),
    path(
        "responsibilities/<reference:reference>/edit/", people.EditResponsibility.as_view(), name="responsibility_edit"
    ),
    path("access/", people.AccessList.as_view(), name="access"),
    path("access/new/", people.GiveAccess.as_view(), name="access_create"),
    path("access/<reference:reference>/", people.AccessPage.as_view(), name="access_assignment"),
    path("access/<reference:reference>/edit/", people.EndAccess.as_view(), name="access_edit"),
    path("actions/", work.ActionList.as_view(), name="actions"),
    path("actions/<reference:reference>/", work.ActionPage.as_view(), name="action"),
    path("actions/<reference:reference>/edit/", work.EditAction.as_view(), name="action_edit"),
    path("actions/<reference:reference>/complete/", work.CompleteAction.as_view(), name="action_complete"),
    path("actions/<reference:reference>/judge/", work.JudgeAction.as_view(), name="action_judge"),
    path("actions/<reference:reference>/cancel/", work.CancelAction.as_view(), name="action_cancel"),
    path("actions/<reference:reference>/reopen/", work.ReopenAction.as_view(), name="action_reopen"),
]
