"""Every address of the product and who it is for. A route that is not here fails a test: none is open by accident."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, get_resolver

from everproof.kernel import modules

# Kinds of routes that are not about records of a type.
PUBLIC = "anyone, without signing in"
LOGIN = "whoever is signed in, about themselves"
MEMBER = "every member of the organisation"
IF_ANY = "every member of the organisation, once there is anything to show"
REPORTER = "members who may report"
CHOOSER = "every member to look at, members who may read to choose"
READER = "members who may read"
HISTORY = "members who read the history of the whole organisation"
ADMINISTRATOR = "administrators"
OWN = "members, about one thing of their own that this address names"
API = "programs with a token"
CHANGER = "those who manage or administer"
MANAGER = "those who manage"
OVERSEER = "those who manage, approve or audit, or lead people"
KEEPER = "those who manage or audit, or own a document"


@dataclass(frozen=True)
class Needs:
    """Whoever may do `verb` with all records of `type`, not with their own alone."""

    verb: str
    type: str


OTHERS = {
    "api:description": API,
    "api:types": API,
    "api:read_list": API,
    "api:create": API,
    "api:read": API,
    "api:update": API,
    "api:history": API,
    "api:perform": API,
    "api:print_record": API,
    "api:api-root": API,
    "api_nowhere": API,
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_signup": PUBLIC,
    "account_email_verification_sent": PUBLIC,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "account_confirm_email": PUBLIC,
    "account_confirm_login_code": PUBLIC,
    "mfa_authenticate": PUBLIC,
    "mfa_login_webauthn": PUBLIC,
    "socialaccount_login_cancelled": PUBLIC,
    "socialaccount_login_error": PUBLIC,
    "socialaccount_signup": PUBLIC,
    "": PUBLIC,
    "openid_connect_login": PUBLIC,
    "openid_connect_callback": PUBLIC,
    "gallery": PUBLIC,
    "gallery_palette": PUBLIC,
    "gallery_page": PUBLIC,
    "notifications:unsubscribe": PUBLIC,
    "people:invitation": PUBLIC,
    "work:calendar_feed": PUBLIC,
    "entrance": LOGIN,
    "my_tokens": LOGIN,
    "account_reauthenticate": LOGIN,
    "account_email": LOGIN,
    "account_change_password": LOGIN,
    "account_set_password": LOGIN,
    "mfa_index": LOGIN,
    "mfa_reauthenticate": LOGIN,
    "mfa_activate_totp": LOGIN,
    "mfa_deactivate_totp": LOGIN,
    "mfa_view_recovery_codes": LOGIN,
    "mfa_generate_recovery_codes": LOGIN,
    "mfa_download_recovery_codes": LOGIN,
    "mfa_list_webauthn": LOGIN,
    "mfa_add_webauthn": LOGIN,
    "mfa_reauthenticate_webauthn": LOGIN,
    "mfa_remove_webauthn": LOGIN,
    "mfa_edit_webauthn": LOGIN,
    "socialaccount_connections": LOGIN,
    "usersessions_list": LOGIN,
    "choose_organization": LOGIN,
    "preferences": LOGIN,
    "choose_site": LOGIN,
    "notifications:list": MEMBER,
    "notifications:bell": MEMBER,
    "notifications:read_all": MEMBER,
    "notifications:mail": CHOOSER,
    "notifications:open": OWN,
    "notifications:read": OWN,
    "work:calendar": MEMBER,
    "search": MEMBER,
    "palette": MEMBER,
    "choices": MEMBER,
    "home:home": MEMBER,
    "home:work": MEMBER,
    "improvement:report": REPORTER,
    "improvement:analysis": Needs("view", "nonconformity"),
    "improvement:queue": Needs("triage", "nonconformity"),
    "improvement:codes": Needs("create", "reporting-point"),
    "customers:analysis": Needs("view", "complaint"),
    "customers:satisfaction": Needs("view", "customer"),
    "workbench:index": READER,
    "workbench:open": READER,
    "workbench:verification": READER,
    "workbench:method": READER,
    "kernel:logins": ADMINISTRATOR,
    "kernel:sign_in_rules": ADMINISTRATOR,
    "kernel:tokens": MEMBER,
    "kernel:token_add": MEMBER,
    "kernel:token_revoke": OWN,
    "kernel:ledger": HISTORY,
    "kernel:ledger_export": HISTORY,
    "kernel:ledger_entry": OWN,
    "kernel:ledger_proof": OWN,
    "kernel:ledger_state": HISTORY,
    "kernel:ledger_checkpoint": IF_ANY,
    "kernel:ledger_check": HISTORY,
    "kernel:ledger_check_result": OWN,
    "kernel:ledger_held": IF_ANY,
    "kernel:signature_proof": OWN,
    "file": OWN,
    "file_picture": OWN,
    "conformity:start": READER,
    "conformity:editions": READER,
    "conformity:guide": READER,
    "conformity:readiness": READER,
    "conformity:next": READER,
    "conformity:over_time": READER,
    "conformity:export": READER,
    "conformity:print": READER,
    "conformity:requirement": READER,
    "conformity:words": OWN,
    "conformity:icon": MEMBER,
    "conformity:parameters": READER,
    "conformity:parameter": CHANGER,
    "conformity:parameter_reset": CHANGER,
    "risks:matrix": Needs("view", "risk"),
    "context:overview": Needs("view", "context-issue"),
    "context:calendar": Needs("view", "communication-plan"),
    "context:knowledge_map": Needs("view", "knowledge-item"),
    "processes:map": Needs("view", "process"),
    "processes:arrange": Needs("place", "process"),
    "processes:interfaces": Needs("view", "process"),
    "processes:values": Needs("view", "kpi"),
    "processes:objective_tree": Needs("view", "objective"),
    # Names in its body what it settles; without that there is nothing to find, whoever asks.
    "processes:settle": OWN,
    "documents:tree": MEMBER,
    "documents:my_reading": MEMBER,
    "documents:reading_overview": OVERSEER,
    "documents:reading_export": OVERSEER,
    "documents:reading_of_person": OWN,
    "documents:read": OWN,
    "documents:readers": OWN,
    "documents:readers_export": OWN,
    "documents:questions": OWN,
    "documents:access_events": KEEPER,
    "documents:access_export": KEEPER,
    "documents:starter": Needs("create", "document-type"),
    "documents:open_decisions": MEMBER,
    "documents:intakes": MANAGER,
    "documents:intake": OWN,
    "documents:intake_run": OWN,
    "documents:intake_undo": OWN,
    "documents:intake_export": OWN,
    "documents:gaps": MANAGER,
    "documents:gaps_read": MANAGER,
    "documents:gaps_export": MANAGER,
    "documents:gap_decide": OWN,
    "kernel:imports": CHANGER,
    "kernel:import_upload": CHANGER,
    "kernel:import_template": CHANGER,
    "kernel:workbook_upload": CHANGER,
    "kernel:workbook_template": CHANGER,
    "kernel:workbook": OWN,
    "kernel:workbook_check": OWN,
    "kernel:workbook_run": OWN,
    "kernel:workbook_undo": OWN,
    "kernel:import": OWN,
    "kernel:import_check": OWN,
    "kernel:import_run": OWN,
    "kernel:import_undo": OWN,
    "public": PUBLIC,
    "public_verification": PUBLIC,
    "kernel:verify_pdf": MEMBER,
    "kernel:seal": ADMINISTRATOR,
    "kernel:printout": OWN,
    "kernel:printout_file": OWN,
}

# Addresses below a type: what follows /<organisation>/<room>/<type>/, and the verb that it needs. A list is for whoever
# may see any record of the type. "nested" ones name a further thing (a link, a file), which need not exist.
LIST = "list"
OF_TYPE = {
    "": (LIST, False),
    "new/": ("create", False),
    "export/<slug:format>/": (LIST, False),
    "chosen/<slug:verb>/": (LIST, False),
    "views/": (LIST, False),
    "views/<int:view>/drop/": (LIST, True),
}
REFERENCE = "<reference:reference>/"
OF_RECORD = {
    "": ("view", False),
    "edit/": ("update", False),
    "void/": ("void", False),
    "reinstate/": ("reinstate", False),
    "history/": ("view", False),
    "print/": ("view", False),
    "action/": ("action", False),
    "link/": ("link", False),
    "link/<int:link>/remove/": ("link", True),
    "files/": ("attach", False),
    # Tells whether a file has arrived; it is sent by PUT, which asks for more.
    "files/<uuid:id>/": ("view", True),
    "files/<slug:key>/describe/": ("attach", True),
    "files/<slug:key>/remove/": ("detach", True),
}
STEP = "<slug:step>/"
# About the login of a person; the answer may also be that there is none to end or to let in again.
OF_PERSON = {
    "invite/": ("administer", True),
    "revoke-invitation/": ("administer", True),
    "end-login/": ("administer", True),
    "reinstate-login/": ("administer", True),
}
# Pages about one record that only its type has. Several verbs are all needed; "create x" is about another type.
BELOW = {
    "person": OF_PERSON,
    "nonconformity": {
        "corrective-action/": (("view", "create corrective-action"), False),
        "pieces/": ("update", False),
        "cause/": ("update", False),
        "repeats/": ("update", True),
        "8d/": ("view", False),
        "8d/print/": ("view", False),
        "merge/": ("triage", True),
        "answer/": ("triage", True),
    },
    "improvement": {
        "answer/": ("answer", False),
        "plan/": (("view", "create improvement-plan"), False),
    },
    "improvement-plan": {"a3/": ("view", False)},
    "risk": {"bow-tie/": ("update", False)},
    "survey": {
        "preview/": ("view", False),
        "results/": ("view", False),
        "links/": ("ask-more", False),
    },
    "reporting-point": {"renew/": (("update", "renew"), False)},
    "complaint": {"inside/": (("update", "create nonconformity"), False), "follow/": ("acknowledge", False)},
    "complaint-form": {"open/": (("update", "renew"), False), "renew/": (("update", "renew"), False)},
    "corrective-action": {"deploy/": (("view", "create corrective-action"), False)},
    "process": {
        # What is put right in the description is a change of it.
        "review/": (("update", "review"), False),
        "evaluate/": (("update", "evaluate"), False),
        "hand-over/": ("hand-over", False),
        "deputy/": (("update", "create responsibility"), False),
        "inputs/new/": ("update", False),
        "outputs/new/": ("update", False),
        "steps/new/": ("update", False),
        "steps/order/": ("update", False),
        "duties/": ("update", False),
        "duties/<slug:format>/": ("export", False),
    },
    "document": {
        "access/": ("update", False),
        "review/": ("update", False),
        "revise/": ("update", False),
        "used/": ("view", False),
        "change/": (("view", "create document-change-request"), False),
        "read/": ("view", True),
        "compare/": ("view", True),
        # Of a document that is no form in force nothing is filled in, whoever asks.
        "fill/": (("view", "create filled-form"), True),
        "copies/export/<slug:format>/": ("view", False),
        "copies/": ("view", False),
        "translate/": (("update", "create document"), False),
        # Nothing is issued of a document that does not apply.
        "copies/new/": (("view", "create controlled-copy"), True),
    },
    "document-snippet": {"use/": ("view", False)},
    # Who is not asked finds no page for a decision, whatever else they may do.
    "document-revision": {
        "decide/": ("approve", True),
        "read/": ("view", False),
        "content/": ("update", False),
        "write/": ("update", False),
        "write/references/": ("update", False),
        "write/presence/": ("update", False),
        "write/pictures/<uuid:id>/": ("update", True),
        "write/bring-in/": ("update", False),
        "form/": ("update", False),
        "form/try/": ("view", True),
    },
    "policy": {"next/": (("view", "create policy"), False)},
    "kpi": {
        "values/<str:day>/": ("enter", True),
        "comment/<str:day>/": ("update", True),
        "limits/": ("keep-limits", False),
    },
}
FILLED = {
    "<slug:format>": "csv",
    "<slug:verb>": "void",
    "<int:view>": "1",
    "<int:link>": "999999",
    "<uuid:id>": "018f0000-0000-7000-8000-000000000001",
    "<slug:key>": "nothing",
    "<str:day>": "2026-01-31",
}


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str

    @property
    def place(self) -> tuple[str, str] | None:
        """The type and what stands behind it; "" is any type. None for a route that is not about records of a type."""
        paths = {record_type.name: (record_type.room, record_type.path) for record_type in modules.all_record_types()}
        for name, (room, path) in {**paths, "": ("<slug:room>", "<slug:path>")}.items():
            start = f"<slug:organization>/{room}/{path}/"
            if self.pattern.startswith(start):
                return name, self.pattern.removeprefix(start)
        return None

    @property
    def is_classified(self) -> bool:
        return self.name in OTHERS or (self.place is not None and self.place[1] in known(self.place[0]))


def walk(resolver=None, prefix: str = "", namespace: str = "") -> Iterator[Route]:
    """All routes of the URL configuration."""
    for part in (resolver or get_resolver()).url_patterns:
        pattern = prefix + str(part.pattern)
        if isinstance(part, URLPattern):
            yield Route(f"{namespace}:{part.name}" if namespace else part.name or "", pattern)
        else:
            yield from walk(part, pattern, part.namespace or namespace)


def unclassified() -> list[Route]:
    """Routes that nobody has said anything about."""
    return [route for route in walk() if not route.is_classified]


def known(type_name: str) -> set[str]:
    """What may stand behind a type, of which the matrix tries all; behind any type for ""."""
    rests = {*OF_RECORD, *BELOW.get(type_name, {})}
    if not type_name:
        rests.add(STEP)
    elif lifecycle := modules.record_type(type_name).lifecycle:
        rests |= {f"{step.name}/" for step in lifecycle.steps}
    return {*OF_TYPE, *(REFERENCE + rest for rest in rests)}


def of_type(record_type) -> list[tuple[str, str, bool]]:
    """(address without organisation, verb, nested) for each page about a whole type."""
    here = f"{record_type.room}/{record_type.path}/"
    return [(fill(here + rest), verb, nested) for rest, (verb, nested) in OF_TYPE.items()]


def of_record(record_type) -> list[tuple[str, str, bool]]:
    """(address with {reference}, verb, nested) for each page about one record."""
    here = f"{record_type.room}/{record_type.path}/{{reference}}/"
    rests = {**OF_RECORD, **BELOW.get(record_type.name, {})}
    steps = {
        f"{step.name}/": (step.name, False) for step in (record_type.lifecycle.steps if record_type.lifecycle else ())
    }
    return [(fill(here + rest), verb, nested) for rest, (verb, nested) in {**rests, **steps}.items()]


def fill(pattern: str) -> str:
    for part, value in FILLED.items():
        pattern = pattern.replace(part, value)
    return pattern
