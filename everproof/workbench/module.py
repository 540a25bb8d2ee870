"""What the workbench contributes."""

from django.utils.translation import gettext_lazy as _

from everproof.kernel.modules import MenuEntry, Module

MODULE = Module(
    name="workbench",
    label=_("Statistics"),
    menu=(MenuEntry(_("Statistics"), _("Workbench"), "chart-line", "workbench:index"),),
)
