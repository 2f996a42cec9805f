"""LibreOffice's configuration files (.xcu) as text."""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape

XML: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


def component(name: str, nodes: str, package: str = "org.openoffice.Office") -> str:
    """The settings of one component."""
    return (
        f'{XML}<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:name="{name}" '
        f'oor:package="{package}">\n{nodes}\n</oor:component-data>\n'
    )


def prop(name: str, value: str) -> str:
    """A text that is the same in every language."""
    return f'<prop oor:name="{name}"><value>{escape(value)}</value></prop>'


def both(name: str, chinese: str, english: str) -> str:
    """A text in two languages."""
    return (
        f'<prop oor:name="{name}"><value xml:lang="en-US">{escape(english)}</value>'
        f'<value xml:lang="zh-CN">{escape(chinese)}</value></prop>'
    )
