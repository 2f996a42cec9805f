"""What a document keeps over cells: filter, printed area, charts, conditional formats, links."""

from com.sun.star.table import CellRangeAddress


def stretch(document, sheet, table, last_row, lone):
    """Let what covers our table (header to last data row) cover it whole."""
    top, left, bottom, right = (at - 1 for at in table)
    number = sheet.RangeAddress.Sheet
    whole = CellRangeAddress(number, left, top, right, bottom)
    for one in filters(document, number):
        if overlap(one.DataArea, whole):
            one.DataArea = whole
    printed = sheet.getPrintAreas()
    if printed:
        first = printed[0]
        start = first.StartRow  # from a hidden row where there was nothing to print: from the title
        if first.EndRow == start < top - 2 and last_row - 1 >= top:
            start = top - 2
        start = min(start, last_row - 1)
        ours = CellRangeAddress(number, first.StartColumn, start, right, last_row - 1)
        sheet.setPrintAreas((ours, *printed[1:]))
    if lone and bottom > top + 1:
        grow_charts(document, number, top + 1, bottom)
        grow_conditions(sheet, top + 1, bottom)


def filters(document, number):
    """The filtered or sorted areas of a sheet, named and not."""
    named = document.DatabaseRanges
    found = [named.getByName(name) for name in named.ElementNames]
    found = [one for one in found if one.DataArea.Sheet == number]
    unnamed = document.getPropertyValue("UnnamedDatabaseRanges")
    return found + ([unnamed.getByTable(number)] if unnamed.hasByTable(number) else [])


def overlap(one, other):
    return (
        one.StartRow <= other.EndRow
        and other.StartRow <= one.EndRow
        and one.StartColumn <= other.EndColumn
        and other.StartColumn <= one.EndColumn
    )


def grow_charts(document, number, row, bottom):
    """Charts over the only row of data cover all rows of it."""
    for sheet in document.Sheets:
        for chart in (sheet.Charts.getByIndex(i) for i in range(sheet.Charts.Count)):
            ranges = chart.getRanges()
            grown = tuple(grown_area(one, number, row, bottom) for one in ranges)
            if [one.EndRow for one in grown] != [one.EndRow for one in ranges]:
                chart.setRanges(grown)


def grown_area(area, number, row, bottom):
    end = bottom if area.Sheet == number and area.EndRow == row else area.EndRow
    return CellRangeAddress(area.Sheet, area.StartColumn, area.StartRow, area.EndColumn, end)


def grow_conditions(sheet, row, bottom):
    """Conditional formats over the only row of data cover all rows of it."""
    document_ranges = [
        (one, one.Range.RangeAddresses) for one in sheet.ConditionalFormats.getConditionalFormats()
    ]
    for one, areas in document_ranges:
        grown = [grown_area(area, area.Sheet, row, bottom) for area in areas]
        if any(new.EndRow != old.EndRow for new, old in zip(grown, areas)):  # noqa: B905
            ranges = one.Range
            ranges.removeRangeAddresses(tuple(areas))
            ranges.addRangeAddresses(tuple(grown), False)
            one.Range = ranges


def link(document, cell, place):
    """The cell's text as a link to a place such as '花名册'!C5."""
    sheet, _, at = place.rpartition("!")
    text = cell.String
    field = document.createInstance("com.sun.star.text.TextField.URL")
    field.URL, field.Representation = f"#{sheet}.{at}", text
    cell.String = ""
    cell.insertTextContent(cell.createTextCursor(), field, False)
