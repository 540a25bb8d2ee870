"""How files come in by a plain form: bounded before the first byte, and without a traceback when the disk is full."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest

from everproof.kernel.errors import Refused
from everproof.kernel.files import store
from everproof.kernel.files.actions import Upload

FIELD = "uploads"
MOST_IN_A_FORM = 400_000_000
# Forms that anyone may post are read before we know who asks.
MOST_FROM_STRANGERS = 30_000_000


class BoundedUpload(TemporaryFileUploadHandler):
    """Django's own way over a temporary file, which lies in the installation's folder and not in the machine's memory.

    The body is read for the form's token before any view runs, so the bounds stand here.
    """

    refused: Refused | None = None

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: str | None = None
    ) -> None:
        user = getattr(self.request, "user", None)
        most = MOST_IN_A_FORM if user is not None and user.is_authenticated else MOST_FROM_STRANGERS
        if content_length > most:
            raise RequestDataTooBig("the form is larger than any form of ours")

    def new_file(self, *arguments: Any, **named: Any) -> None:
        Path(settings.FILE_UPLOAD_TEMP_DIR).mkdir(mode=0o700, parents=True, exist_ok=True)
        self.refused = None
        super().new_file(*arguments, **named)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.refused is None:
            try:
                with store.in_words():
                    super().receive_data_chunk(raw_data, start)
            except Refused as refusal:
                self.refused = refusal

    def file_complete(self, file_size: int) -> Any:
        file: Any = super().file_complete(file_size)
        file.refused = self.refused
        return file


def uploads_of(request: HttpRequest) -> list[Upload]:
    """The files of a form. Raises Refused when one could not be taken in."""
    return [_upload(file) for file in request.FILES.getlist(FIELD)]


def _upload(file: UploadedFile) -> Upload:
    if refusal := getattr(file, "refused", None):
        raise refusal
    return Upload(name=file.name or "", portions=file.chunks(store.PORTION), size=file.size or 0)
