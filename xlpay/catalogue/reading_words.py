"""Readers of words: the spellings of each kind, and the nearest to a word that is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from xlpay.base.forms import Words
from xlpay.base.grid import CellValue
from xlpay.base.money import BLANK
from xlpay.catalogue.context import Context
from xlpay.catalogue.readers import OWN, Reader
from xlpay.unit import cells
from xlpay.unit.cells import Trouble, trouble

_LISTED = 13  # words that a message names where none is near; more would hide the rest


def worded(codes: Mapping[str, int], blank: int | Trouble = BLANK) -> Reader:
    """A reader of words; an unknown one is told with the nearest, or with all there are."""
    main: dict[int, str] = {}
    for word, code in codes.items():
        main.setdefault(code, word)

    def read(value: CellValue) -> int | Trouble:
        plain = cells.squeezed(value) if isinstance(value, str) else cells.shown(value)
        found = codes.get(plain)
        if found is not None:
            return found
        return trouble(
            "C-WORD",
            value=cells.shown(value),
            nearest=cells.nearest(plain, list(codes)) or offered(list(main.values())),
        )

    return Reader(read, blank, codes)


def offered(words: Sequence[str]) -> str:
    """The words there are, if they are few."""
    return f"，应为{'、'.join(words)}" if 0 < len(words) <= _LISTED else ""


def listed(kind: Words, blank: int = BLANK) -> Callable[[Context], Reader]:
    def make(context: Context) -> Reader:
        words = context.vocabulary
        return worded({word: words.code(kind, word) for word in words.spellings(kind)}, blank)

    return make


def post(context: Context) -> Reader:
    """A post, or any duty that gives one; who holds only a grid duty is of the last post."""
    document = context.document
    posts = [post.word for post in document.post]
    codes = {
        word: index
        for index, post in enumerate(document.post)
        for word in (post.word, *post.aliases)
    }
    for duty in document.duty:
        if duty.kind in ("post", "extra"):
            for word in (duty.word, *duty.aliases):
                codes.setdefault(word, posts.index(duty.post) if duty.post else len(posts) - 1)
    return worded(codes)


def region(context: Context) -> Reader:
    return worded({word: index for index, word in enumerate(context.document.regions)}, 0)


def mode(context: Context) -> Reader:
    """The words of the setting that a run's mode hangs on."""
    return worded({word: index for index, word in enumerate(mode_words(context))}, OWN)


def mode_words(context: Context) -> list[str]:
    """The choices of the mode of the policy's first run."""
    runs = context.document.run
    raw = runs[0].mode if runs else None
    name = raw["setting"] if isinstance(raw, dict) else ""
    return [c.word for s in context.document.setting if s.name == name for c in s.choices]
