"""Makes sure that a request which makes a record is done once, however often it is sent."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from everproof.kernel import clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.api.models import ApiRequest
from everproof.kernel.api.problems import Problem, invalid
from everproof.kernel.ids import uuid7
from everproof.kernel.modules import RecordType
from everproof.kernel.records import Record
from everproof.kernel.tasks.task import task

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{1,180}")
DAYS_KEPT = 7


def make_once(
    request: HttpRequest, record_type: RecordType, actor: Actor, asked_id: UUID | None, make: Callable[[UUID], Record]
) -> tuple[Record, bool]:
    """The record that this request makes or, sent before, has made; and whether it is made now.

    The key is the header's, or else the id that the sender gave the record. The key is taken in the transaction of the
    record: a request that failed may be sent again with it.
    """
    key = _key(request, asked_id)
    if not key:
        return make(uuid7()), True
    digest = _digest(record_type, request.body)
    own = {"organization": actor.organization, "person_id": actor.person_id, "key": key}
    before = ApiRequest.objects.filter(**own).first()
    if before is not None:
        return _again(before, digest, record_type), False
    record_id = asked_id or uuid7()
    rest = {"body_hash": digest, "type": record_type.name, "record_id": record_id, "created_at": clock.now()}
    try:
        with transaction.atomic():
            ApiRequest.objects.create(**own, **rest)
    except IntegrityError as error:
        raise Problem(409, "being-done", _("A request with this key is being worked on. Send it again.")) from error
    return make(record_id), True


def _key(request: HttpRequest, asked_id: UUID | None) -> str:
    key = request.headers.get(HEADER)
    if key is None:
        return f"id:{asked_id}" if asked_id else ""
    if not KEY.fullmatch(key):
        raise invalid([(HEADER, _("Up to 180 visible ASCII characters."))])
    return f"key:{key}"


def _again(before: ApiRequest, digest: bytes, record_type: RecordType) -> Record:
    if bytes(before.body_hash) != digest:
        raise Problem(422, "key-used", _("This key was used for another request."))
    # Its maker sees what they made, also where a token may report and read nothing.
    return record_type.model._default_manager.select_related("organization").get(
        pk=before.record_id, organization_id=before.organization_id
    )


def _digest(record_type: RecordType, body: bytes) -> bytes:
    said: Any = json.dumps([record_type.name, json.loads(body or b"{}")], sort_keys=True)
    return salted_hmac("everproof.kernel.api.once", said, algorithm=hashlib.sha256().name).digest()


@task
def forget_old_requests(organization_id: int) -> None:
    """Delete the keys that nobody sends again any more."""
    oldest = clock.now() - timedelta(days=DAYS_KEPT)
    ApiRequest.objects.filter(organization_id=organization_id, created_at__lt=oldest).delete()
