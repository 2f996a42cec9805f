"""Readers of words: the spellings of each kind, and the nearest to a word that is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from xlpay.base.forms import Words
from xlpay.base.grid import CellValue
from xlpay.base.money import BLANK
from xlpay.catalogue.arguments import ArgumentKind, PlainType, Zero
from xlpay.catalogue.context import Context, policy_words
from xlpay.catalogue.readers import OWN, Reader
from xlpay.policy.terms.scheme import NONE
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
    name = runs[0].mode.setting if runs else ""
    return [c.word for s in context.document.setting if s.name == name for c in s.choices]


def _kind(word: str, read: Callable[[Context], Reader]) -> ArgumentKind:
    """A kind of words: 0 is none."""
    return ArgumentKind(word, read, PlainType.TEXT, Zero.BLANK)


POST: Final = _kind("岗位或职务", post)
EDUCATION: Final = ArgumentKind(
    "学历", listed(Words.EDUCATION, NONE), PlainType.TEXT, zero=Zero.BLANK
)
QUALIFICATION: Final = ArgumentKind(
    "职业资格", listed(Words.QUALIFICATION), PlainType.TEXT, zero=Zero.BLANK
)
RATING: Final = _kind("考核等次", listed(Words.RATING))
LEAVING: Final = ArgumentKind(
    "离职原因", listed(Words.LEAVING, NONE), PlainType.TEXT, zero=Zero.BLANK
)
RETIREMENT: Final = ArgumentKind(
    "退休类别", listed(Words.RETIREMENT), PlainType.TEXT, zero=Zero.BLANK
)
POLICY: Final = ArgumentKind(
    "政策", lambda _: worded(policy_words()), PlainType.TEXT, zero=Zero.BLANK
)
REGION: Final = _kind("地区", region)
MODE: Final = _kind("口径", mode)
