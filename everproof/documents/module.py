"""What the documents room contributes."""

from django.utils.translation import gettext_lazy as _

from everproof.documents import notices
from everproof.documents.checks import control, policy, retention, use
from everproof.documents.copies.declaration import CONTROLLED_COPY, COPY_PANELS, COPY_WORK
from everproof.documents.copies.history import COPY_PARAMETERS, COPY_SENTENCES
from everproof.documents.copies.tasks import COPY_NOTICES, COPY_REACTIONS
from everproof.documents.declarations import RECORD_TYPES
from everproof.documents.faults import control as control_faults
from everproof.documents.faults import policy as policy_faults
from everproof.documents.faults import retention as retention_faults
from everproof.documents.faults import use as use_faults
from everproof.documents.filled.declaration import FILLED_FORM, FILLED_PANELS, FILLED_WORK
from everproof.documents.filled.history import FILLED_SENTENCES
from everproof.documents.gaps.declaration import GAP_SENTENCES
from everproof.documents.history import SENTENCES
from everproof.documents.intake.declaration import FOLDER_IMPORTS, INTAKE_SCHEDULES, INTAKE_SENTENCES, ORIGIN
from everproof.documents.languages.declaration import LANGUAGE_PANELS, LANGUAGE_WORK
from everproof.documents.menu import MENU
from everproof.documents.parameters import PARAMETERS
from everproof.documents.printing.releasing import PRINTING_REACTIONS
from everproof.documents.queries import themes_in_force
from everproof.documents.reading.history import READING_SENTENCES
from everproof.documents.reading.parameters import READING_PARAMETERS
from everproof.documents.reading.tasks import REACTIONS, SCHEDULES
from everproof.documents.reading.work import NOTIFICATION_KINDS as READING_NOTICES
from everproof.documents.reading.work import WORK as READING_WORK
from everproof.documents.starter.decisions import refuse_undecided
from everproof.kernel.checks import checks_in, faults_in
from everproof.kernel.modules import Gate, Module, Suggestion

MODULE = Module(
    name="documents",
    label=_("Documents"),
    record_types=(*RECORD_TYPES, FILLED_FORM, CONTROLLED_COPY),
    parameters=(*PARAMETERS, *READING_PARAMETERS, *COPY_PARAMETERS),
    work=(*notices.WORK, READING_WORK, *FILLED_WORK, *COPY_WORK, *LANGUAGE_WORK),
    panels=(*FILLED_PANELS, *COPY_PANELS, *LANGUAGE_PANELS, ORIGIN),
    gates=(Gate("document-revision", "send-for-review", refuse_undecided),),
    reactions=(*notices.REACTIONS, *REACTIONS, *PRINTING_REACTIONS, *COPY_REACTIONS),
    schedules=(*notices.SCHEDULES, *SCHEDULES, *INTAKE_SCHEDULES),
    notification_kinds=(*notices.KINDS, *READING_NOTICES, *COPY_NOTICES),
    checks=checks_in(policy, use, control, retention),
    faults=faults_in(policy_faults, use_faults, control_faults, retention_faults),
    suggestions=(Suggestion("objective", "policy_commitment", themes_in_force),),
    menu=MENU,
    sentences={
        **SENTENCES,
        **READING_SENTENCES,
        **FILLED_SENTENCES,
        **COPY_SENTENCES,
        **INTAKE_SENTENCES,
        **GAP_SENTENCES,
    },
    folder_imports=FOLDER_IMPORTS,
)
