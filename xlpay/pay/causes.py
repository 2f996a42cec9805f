"""What a cause of change takes from the facts of a month: the years, the post, a qualification."""

from __future__ import annotations

from msgspec.structs import replace

from xlpay.policy.schema.document import Cause, Document
from xlpay.rules.facts import Facts

RATING_CAUSES = ("years", "run", "rating")


def taken(cause: Cause, facts: Facts, now: Facts, document: Document) -> Facts:
    """The facts with what the cause takes from others, under the causes of a document.

    What the version of the facts has no count or run for is left to the last cause.
    """
    if cause.of and cause.of not in {**facts.years, **facts.rises}:
        return facts
    if cause.takes == "years":
        facts = replace(facts, years={**facts.years, cause.of: now.years[cause.of]})
        if all(other.takes != "rating" for other in document.cause):
            facts = replace(facts, rating=now.rating)
        return facts
    if cause.takes == "run":
        return replace(facts, rises={**facts.rises, cause.of: now.rises[cause.of]})
    return replace(facts, **{name: getattr(now, name) for name in _TAKES[cause.takes]})


_TAKES = {
    "rating": ("rating",),
    "post": ("post", "former_post", "former_grade"),
    "double": ("double",),
    "education": ("education", "degree"),
    "qualification": ("qualification", "further"),
    "honour": ("honours",),
    "extra": ("holding",),
    "probation": ("probation",),
}
