"""Draws causes and effect: the problem at the head, a bone for each branch, what was found along it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from everproof.improvement.cause import Bone, Branch, Finding
from everproof.kernel.ui.charts.canvas import PAGE, SIZE, Canvas, Palette, wrap
from everproof.kernel.ui.charts.model import Table

NARROW = 480.0
ROW = 20.0
# A cause takes two lines along its bone.
BONE_ROW = 34.0
SMALL = 11.0
HEAD = 124.0
LEAST_ROWS = 1


@dataclass(slots=True)
class Fishbone:
    """The diagram. What is confirmed is marked, what was ruled out is faint; on a narrow page it becomes a list."""

    title: str
    sentence: str
    effect: str
    bones: Sequence[Bone]

    def svg(self, *, width: float = 720, palette: Palette = PAGE) -> str:
        return self._fish(width, palette) if width > NARROW else self._rows(width, palette)

    def table(self) -> Table:
        head = [_("Branch"), _("Cause"), _("Finding")]
        rows = [[str(Branch(one.branch).label), one.cause, str(Finding(one.finding).label)] for one in self.bones]
        return Table(head, rows)

    def _on(self, branch: Branch) -> list[Bone]:
        return [bone for bone in self.bones if bone.branch == branch]

    def _fish(self, width: float, palette: Palette) -> str:
        branches = list(Branch)
        upper, lower = branches[:3], branches[3:]
        heights = [max(LEAST_ROWS, *(len(self._on(one)) for one in half)) * BONE_ROW + 34 for half in (upper, lower)]
        spine = heights[0] + 8
        canvas = Canvas(width, spine + heights[1] + 8, title=self.title, description=self.sentence, palette=palette)
        body = width - HEAD - 12
        canvas.line((0, spine), (body, spine), palette.limit, width=2)
        slot = body / 3
        for place, branch in enumerate(upper):
            self._bone(canvas, branch, (slot * place, slot), spine, -heights[0])
        for place, branch in enumerate(lower):
            self._bone(canvas, branch, (slot * place, slot), spine, heights[1])
        lines = wrap(self.effect, HEAD - 20, lines=4)
        canvas.bar(body, spine - 12 - 8 * len(lines), HEAD, 24 + 16 * len(lines), palette.grid)
        for place, words in enumerate(lines):
            y = spine - 8 * len(lines) + 16 * place + 12
            canvas.text((body + 10, y), words, colour=palette.ink, strong=True)
        return canvas.svg()

    def _bone(self, canvas: Canvas, branch: Branch, across: tuple[float, float], spine: float, height: float) -> None:
        left, slot = across
        palette = canvas.palette
        foot, top = left + slot - 6, left + slot - 40
        end = spine + height
        canvas.line((top, end - 6 if height > 0 else end + 6), (foot, spine), palette.limit, width=1.5)
        canvas.text((left + 4, end if height > 0 else end + 10), str(branch.label), colour=palette.ink, strong=True)
        start = spine + 22 if height > 0 else end + 10 + ROW
        for row, bone in enumerate(self._on(branch)):
            self._cause(canvas, bone, (left + 4, start + row * BONE_ROW), slot - 40, lines=2)

    def _cause(self, canvas: Canvas, bone: Bone, at: tuple[float, float], room: float, *, lines: int = 1) -> None:
        palette = canvas.palette
        confirmed = bone.finding == Finding.CONFIRMED
        if confirmed:
            canvas.diamond((at[0] + 5, at[1] - 4), half=5)
        elif bone.finding == Finding.RULED_OUT:
            canvas.ring((at[0] + 5, at[1] - 4), palette.soft, radius=3)
        else:
            canvas.dot((at[0] + 5, at[1] - 4), palette.series[0])
        colour = palette.soft if bone.finding == Finding.RULED_OUT else palette.ink
        for place, words in enumerate(wrap(bone.cause, room - 15, lines=lines, size=SMALL)):
            here = (at[0] + 15, at[1] + place * 13)
            canvas.text(here, words, colour=colour, strong=confirmed, size=SMALL)

    def _rows(self, width: float, palette: Palette) -> str:
        used = [branch for branch in Branch if self._on(branch)]
        height = sum(ROW * (len(self._on(branch)) + 1.4) for branch in used) + 8
        canvas = Canvas(width, max(height, 30), title=self.title, description=self.sentence, palette=palette)
        y = SIZE + 2
        for branch in used:
            canvas.text((0, y), str(branch.label), colour=palette.ink, strong=True)
            for bone in self._on(branch):
                y += ROW
                self._cause(canvas, bone, (4, y), width - 4)
            y += ROW * 1.4
        return canvas.svg()


def fishbone(title: str, bones: Sequence[Bone]) -> Fishbone:
    """The diagram of a problem, with one sentence of what was found."""
    confirmed = [bone.cause for bone in bones if bone.finding == Finding.CONFIRMED]
    sentence = (
        _("Confirmed: %(causes)s.") % {"causes": "; ".join(confirmed)} if confirmed else _("None is confirmed yet.")
    )
    return Fishbone(_("Causes and effect"), sentence, title, bones)
