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
ROOM = "whom the page's own room lets in; the tests of that room hold it"

OTHERS = {
    "api:description": API,
    "api:types": API,
    "api:read_list": API,
    "api:create": API,
    "api:read": API,
    "api:update": API,
    "api:history": API,
    "api:perform": API,
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
    "home:home": MEMBER,
    "home:work": MEMBER,
    "improvement:report": REPORTER,
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
    "conformity:start": ROOM,
    "conformity:editions": ROOM,
    "conformity:guide": ROOM,
    "conformity:parameters": ROOM,
    "conformity:parameter": ROOM,
    "conformity:parameter_reset": ROOM,
    "conformity:readiness": ROOM,
    "conformity:next": ROOM,
    "conformity:export": ROOM,
    "conformity:words": ROOM,
    "conformity:requirement": ROOM,
    "improvement:plan_corrective_action": ROOM,
    "risks:matrix": ROOM,
    "context:overview": ROOM,
    "context:calendar": ROOM,
    "context:knowledge_map": ROOM,
    "processes:map": ROOM,
    "processes:arrange": ROOM,
    "processes:interfaces": ROOM,
    "processes:settle": ROOM,
    "processes:evaluate": ROOM,
    "processes:hand_over": ROOM,
    "processes:deputy": ROOM,
    "processes:input_create": ROOM,
    "processes:output_create": ROOM,
    "processes:step_create": ROOM,
    "processes:step_order": ROOM,
    "processes:duties": ROOM,
    "processes:duties_export": ROOM,
    "processes:values": ROOM,
    "processes:kpi_correct": ROOM,
    "processes:kpi_comment": ROOM,
    "processes:kpi_limits": ROOM,
    "processes:objective_tree": ROOM,
    "kernel:imports": ROOM,
    "kernel:import": ROOM,
    "kernel:import_check": ROOM,
    "kernel:import_run": ROOM,
    "kernel:import_undo": ROOM,
    "kernel:import_upload": ROOM,
    "kernel:import_template": ROOM,
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
FILLED = {
    "<slug:format>": "csv",
    "<slug:verb>": "void",
    "<int:view>": "1",
    "<int:link>": "999999",
    "<uuid:id>": "018f0000-0000-7000-8000-000000000001",
    "<slug:key>": "nothing",
}


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str

    @property
    def rest(self) -> str | None:
        """What stands behind the type; None for a route that is not about records of a type."""
        for record_type in modules.all_record_types():
            for room, path in ((record_type.room, record_type.path), ("<slug:room>", "<slug:path>")):
                start = f"<slug:organization>/{room}/{path}/"
                if self.pattern.startswith(start):
                    return self.pattern.removeprefix(start)
        return None


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
    steps = {step.name for one in modules.all_record_types() if one.lifecycle for step in one.lifecycle.steps}
    below = {REFERENCE + rest for rest in (*OF_RECORD, *OF_PERSON, STEP, *(f"{step}/" for step in steps))}
    known = {*OF_TYPE, *below}
    return [route for route in walk() if route.name not in OTHERS and route.rest not in known]


def of_type(record_type) -> list[tuple[str, str, bool]]:
    """(address without organisation, verb, nested) for each page about a whole type."""
    here = f"{record_type.room}/{record_type.path}/"
    return [(fill(here + rest), verb, nested) for rest, (verb, nested) in OF_TYPE.items()]


def of_record(record_type) -> list[tuple[str, str, bool]]:
    """(address with {reference}, verb, nested) for each page about one record."""
    here = f"{record_type.room}/{record_type.path}/{{reference}}/"
    rests = {**OF_RECORD, **(OF_PERSON if record_type.name == "person" else {})}
    steps = {
        f"{step.name}/": (step.name, False) for step in (record_type.lifecycle.steps if record_type.lifecycle else ())
    }
    return [(fill(here + rest), verb, nested) for rest, (verb, nested) in {**rests, **steps}.items()]


def fill(pattern: str) -> str:
    for part, value in FILLED.items():
        pattern = pattern.replace(part, value)
    return pattern
