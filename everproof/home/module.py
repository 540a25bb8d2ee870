"""What the home room contributes."""

from django.utils.translation import gettext_lazy as _

from everproof.kernel.modules import Module

MODULE = Module(name="home", label=_("Home"), places={"home": "home:home", "work": "home:work"})
