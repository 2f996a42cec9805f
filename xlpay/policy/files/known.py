"""The policies that worksheet functions know: those that come with xlpay, or those chosen instead.

A choice is made once, before the first function is asked: tables made from policies are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from xlpay.policy.files.load import load_shipped
from xlpay.policy.schema.document import Document

_CHOSEN: list[Document] = []


@lru_cache(maxsize=1)
def known() -> tuple[Document, ...]:
    """Every policy that may be named, oldest first."""
    return tuple(_CHOSEN) or load_shipped()


def use(documents: Sequence[Document]) -> None:
    """Know these policies and no others; RuntimeError once functions have been asked."""
    if known.cache_info().currsize:
        raise RuntimeError("policies are chosen before the first function is asked")
    _CHOSEN[:] = documents
