"""LibreOffice Calc without a window, for tests: load, recalculate, read, print, save.

This file is both ends of one pipe. Imported by a test it is the near end, `Office`. Only the
Python that Debian ships can import UNO, so that Python runs this same file as the far end: it
starts LibreOffice in a profile of its own, talks to it over a named pipe (no port) and answers
one JSON line for each it reads. When its input ends it stops LibreOffice and deletes the profile.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

UNO_PYTHON = "/usr/bin/python3"  # where Debian's python3-uno puts its module
START_S = 60  # LibreOffice needs one second; a busy machine may need many
STOP_S = 10
FILTERS = {
    ".ods": "calc8",
    ".pdf": "calc_pdf_Export",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xlsx": "Calc MS Excel 2007 XML",
}


class CalcError(str):
    """The text that Calc shows in an error cell, such as #N/A; a mere text "#N/A" is a str."""

    __slots__ = ()


Value = float | str | CalcError | None  # dates are serial numbers, booleans 1.0 and 0.0
Rows = Iterable[Iterable[object]]  # whatever openpyxl writes
T = TypeVar("T")


class Grid(list[list[Value]]):
    """A sheet's values, row by row from A1 to the last used cell; None is an empty cell.

    `formulas` has the same shape: the formula as Calc writes it, =SUM(A1;B1), "" without one.
    Calc keeps a constant TRUE as the formula =TRUE().
    """

    def __init__(self, values: list[list[Value]], formulas: list[list[str]]) -> None:
        super().__init__(values)
        self.formulas = formulas

    def value(self, address: str) -> Value:
        """The value at an address such as B3; None beyond the used cells."""
        return _at(self, address, None)

    def row(self, index: int, width: int) -> list[Value]:
        """So many values of a row, padded with None."""
        found = self[index][:width] if index < len(self) else []
        return found + [None] * (width - len(found))

    def formula(self, address: str) -> str:
        """The formula at an address such as B3, "" where there is none."""
        return _at(self.formulas, address, "")


class OfficeError(Exception):
    """LibreOffice refused, did not answer in time, or died."""


def missing() -> str | None:
    """What this machine lacks for LibreOffice to be driven, None where all is there."""
    for program in ("soffice", "pdftoppm", UNO_PYTHON):
        if not shutil.which(program):
            return f"{program} is not installed (LibreOffice, poppler-utils, Debian's Python)"
    probe = [UNO_PYTHON, "-c", "import uno"]
    environment = _clean_environment()
    if subprocess.run(probe, env=environment, capture_output=True, check=False).returncode:
        return f"{UNO_PYTHON} cannot import uno (package python3-uno)"
    return None


class Office:
    """One headless LibreOffice, started at the first request and again after a crash.

    `extensions` are .oxt files for its profile; `timeout_s` is what one request may take; with
    `macros` a workbook's macros run.
    """

    def __init__(
        self, *, extensions: Iterable[Path] = (), timeout_s: float = 120, macros: bool = False
    ) -> None:
        self.timeout_s = timeout_s
        self._macros = macros
        self._extensions = [str(path.resolve(strict=True)) for path in extensions]
        self._driver: subprocess.Popen[str] | None = None
        self._home = Path()

    def __enter__(self) -> Office:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def version(self) -> str:
        """LibreOffice's version, such as 25.2.3.2."""
        return str(self._ask("version"))

    def read(self, path: Path | str, sheets: Iterable[str] | None = None) -> dict[str, Grid]:
        """The named sheets (all of them if None) after a hard recalculation."""
        names = None if sheets is None else list(sheets)
        answer = self._ask("read", path=_url(path), sheets=names)
        return {name: Grid(_with_errors(sheet[0]), sheet[1]) for name, sheet in answer.items()}

    def evaluate(
        self, formulas: Sequence[str], data: Mapping[str, Rows] | None = None
    ) -> list[Value]:
        """Each formula's value; formulas as an .xlsx holds them: English, commas, _xlfn.

        `data` gives further sheets that the formulas may refer to, each filled from A1.
        """
        rows: list[list[object]] = [[text] for text in formulas]
        return [value for (value,) in self._compute(rows, data, len(rows), 1)]

    def evaluate_array(
        self, formula: str, height: int, width: int, data: Mapping[str, Rows] | None = None
    ) -> list[list[Value]]:
        """What an array formula puts into a range of that height and width."""
        from openpyxl.utils import get_column_letter
        from openpyxl.worksheet.formula import ArrayFormula

        corner = f"{get_column_letter(width)}{height}"
        array = ArrayFormula(f"A1:{corner}", formula)
        return self._compute([[array]], data, height, width)

    def pdf(self, path: Path | str, out: Path | str) -> Path:
        """The recalculated workbook printed to `out`, a .pdf."""
        return self.save_as(path, out)

    def png(self, path: Path | str, outdir: Path | str, dpi: int = 80) -> list[Path]:
        """The printed pages as pictures, in order; `outdir` is made if need be."""
        outdir, stem = Path(outdir), Path(path).stem
        outdir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="xlpay-calc-") as folder:
            printed = self.pdf(path, Path(folder) / "print.pdf")
            page = Path(folder) / "page"
            subprocess.run(["pdftoppm", "-png", "-r", str(dpi), printed, page], check=True)
            pages = sorted(Path(folder).glob("page-*.png"))  # pdftoppm pads the numbers
            return [Path(shutil.copy(page, outdir / f"{stem}-{page.name}")) for page in pages]

    def save_as(self, path: Path | str, out: Path | str) -> Path:
        """The workbook recalculated and saved to `out`; its suffix picks the format."""
        out = Path(out).resolve()
        self._ask("save", path=_url(path), out=out.as_uri(), filter=FILTERS[out.suffix])
        return out

    def open(self, path: Path | str, *, hidden: bool = True, read_only: bool = False) -> Document:
        """A document that stays open, for buttons to be pressed over."""
        number = self._ask("open", path=_url(path), hidden=hidden, read_only=read_only)
        return Document(self, int(number))

    def close(self) -> None:
        """Stop LibreOffice; a later request starts it again."""
        driver, self._driver = self._driver, None
        if driver is None:
            return
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            driver.communicate(timeout=STOP_S + 5)  # at the end of its input it stops
        _kill(driver)
        driver.communicate()
        for socket in _sockets(driver.pid, self._home):
            socket.unlink(missing_ok=True)
        shutil.rmtree(self._home, ignore_errors=True)

    def _compute(
        self, rows: list[list[object]], data: Mapping[str, Rows] | None, height: int, width: int
    ) -> list[list[Value]]:
        with tempfile.TemporaryDirectory(prefix="xlpay-calc-") as folder:
            path = Path(folder) / "formulas.xlsx"
            _write_formulas(path, rows, data or {})
            grid = self.read(path, ["formulas"])["formulas"]
        return [grid.row(r, width) for r in range(height)]

    def _ask(self, do: str, **what: object) -> Any:
        return self._exchange(self._driver or self._start(), {"do": do, **what})

    def _start(self) -> subprocess.Popen[str]:
        self._home = Path(tempfile.mkdtemp(prefix="xlpay-calc-"))
        with open(self._home / "log", "w") as log:
            self._driver = subprocess.Popen(
                [UNO_PYTHON, __file__, self._home],
                env=_clean_environment() | {"TMPDIR": str(self._home)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                encoding="ascii",  # JSON escapes the rest
                start_new_session=True,  # one group to kill; Ctrl-C is the tests' affair
            )
        self._exchange(
            self._driver, {"do": "start", "extensions": self._extensions, "macros": self._macros}
        )
        return self._driver

    def _exchange(self, driver: subprocess.Popen[str], request: Mapping[str, object]) -> Any:
        assert driver.stdin is not None and driver.stdout is not None
        watch = threading.Timer(self.timeout_s, _kill, [driver])
        watch.start()
        try:
            with contextlib.suppress(BrokenPipeError):
                driver.stdin.write(json.dumps(request) + "\n")
                driver.stdin.flush()
            line = driver.stdout.readline()
        finally:
            watch.cancel()
        answer = json.loads(line or '{"failed": "LibreOffice died or took too long", "dead": 1}')
        if "failed" not in answer:
            return answer.get("done")
        log = (self._home / "log").read_text(errors="replace")[-2000:]
        if "dead" in answer:
            self.close()
        raise OfficeError(f"{answer['failed']}\n{request}\n{log}")


@dataclass(frozen=True)
class Pressed:
    """What came of a button: whether it ended well, what was told, what was asked."""

    done: bool
    told: list[str]
    asked: list[str]


class Document:
    """A document that is open in the office; its cells as they stand, without a recalculation."""

    def __init__(self, office: Office, number: int) -> None:
        self._office = office
        self._number = number

    def __enter__(self) -> Document:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OfficeError):  # it may have died with its office
            self._do("shut")

    def _do(self, what: str, **given: object) -> Any:
        return self._office._ask(what, number=self._number, **given)

    def press(self, command: str, *, yes: bool = False) -> Pressed:
        """A toolbar command through DispatchHelper, its questions answered."""
        return Pressed(*self._do("press", command=command, yes=yes))

    def typed(self, sheet: str) -> Grid:
        """Values, and formulas as an .xlsx holds them."""
        values, formulas = self._do("typed", sheet=sheet)
        return Grid(_with_errors(values), formulas)

    def run(self, code: str, **given: object) -> Any:
        """Python in the driver, with `document`, `controller` and `uno`; its `found`."""
        words = "".join(f"{name} = {value!r}\n" for name, value in given.items())
        return self._do("run", code=words + code)

    def save_as(self, out: Path | str) -> Path:
        """Stored under another name; the document stays what it is."""
        out = Path(out).resolve()
        self._do("store", out=out.as_uri(), filter=FILTERS[out.suffix])
        return out


def _kill(driver: subprocess.Popen[str]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(driver.pid, signal.SIGKILL)  # the driver and its LibreOffice


def _sockets(pid: int, home: Path) -> list[Path]:
    """The pipes that a killed LibreOffice leaves: the driver's, and the one of its profile."""
    profile = hashlib.md5(_profile(home).encode("utf-16-le"), usedforsecurity=False).digest()
    names = (f"xlpay-{pid}", "SingleOfficeIPC_" + "".join(f"{byte:x}" for byte in profile))
    return [Path(f"/tmp/OSL_PIPE_{os.getuid()}_{name}") for name in names]


def _profile(home: Path) -> str:
    return f"{home.as_uri()}/profile"


def _clean_environment() -> dict[str, str]:
    """The environment without what misleads Debian's Python, and with UTF-8 file names."""
    unwanted = ("PYTHON", "VIRTUAL_ENV", "LC_", "LANG")
    kept = {name: text for name, text in os.environ.items() if not name.startswith(unwanted)}
    if sys.prefix != sys.base_prefix:  # LibreOffice's Python would take an environment for its own
        places = kept.get("PATH", "").split(os.pathsep)
        own = sys.prefix + os.sep
        kept["PATH"] = os.pathsep.join(one for one in places if not one.startswith(own))
    return {**kept, "LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"}


def _url(path: Path | str) -> str:
    return Path(path).resolve(strict=True).as_uri()


def _with_errors(rows: list[list[Any]]) -> list[list[Value]]:
    """The driver's rows, in which a list of one text stands for an error cell."""
    return [[CalcError(v[0]) if isinstance(v, list) else v for v in row] for row in rows]


def _at(rows: list[list[T]], address: str, beyond: T) -> T:
    match = re.fullmatch(r"([A-Z]{1,3})([1-9][0-9]*)", address)
    if match is None:
        raise ValueError(f"not the address of a cell: {address}")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    for row in rows[int(match[2]) - 1 : int(match[2])]:
        return (row + [beyond] * column)[column - 1]
    return beyond


def _write_formulas(path: Path, rows: list[list[object]], data: Mapping[str, Rows]) -> None:
    """A workbook with the formulas on a sheet of that name, beside the sheets of data.

    Formulas reach Calc in a file because that is how users' formulas do; UNO's own ways of
    setting many are quadratic, or a call for each, and have a grammar of their own.
    """
    from openpyxl import Workbook  # here: the far end's Python has none

    book = Workbook(write_only=True)
    for name, table in {**data, "formulas": rows}.items():
        sheet = book.create_sheet(name)
        for row in table:
            sheet.append(row)
    book.save(path)


# The far end, which Debian's Python runs.

SETTINGS = (  # 0 is "always"; no lock files beside workbooks; English messages, China's formats
    ("Office.Calc/Formula/Load", "OOXMLRecalcMode", "0"),
    ("Office.Calc/Formula/Load", "ODFRecalcMode", "0"),
    ("Office.Common/Misc", "UseLocking", "false"),
    ("Office.Common/Misc", "FirstRun", "false"),
    ("Setup/L10N", "ooLocale", "en-US"),
    ("Setup/L10N", "ooSetupSystemLocale", "zh-CN"),
)
BLOCK_CELLS = 200_000  # moved in one call
MOST_CELLS = 20_000_000  # a used area beyond this is a stray format in the last row


class Calc:
    """LibreOffice and what a test may ask of it."""

    def __init__(self, home: Path, extensions: list[str], macros: bool) -> None:
        import uno

        self._uno = uno
        self._open: dict[int, Any] = {}
        self._count = 0
        self._macros = 4 if macros else 0  # always without asking, or never
        # root may only add shared extensions, so "shared" is a folder of this session's own
        shared = f"-env:UNO_SHARED_PACKAGES_CACHE={home.as_uri()}/shared"
        places = [f"-env:UserInstallation={_profile(home)}", shared]
        _write_settings(home / "profile" / "user")
        for extension in extensions:
            unopkg = ["unopkg", "add", "--shared", "-f", "-s", *places, extension]
            subprocess.run(unopkg, check=True, stdout=2, stdin=subprocess.DEVNULL)
        accept = f"pipe,name=xlpay-{os.getpid()};urp;"
        quiet = ["--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"]
        command = ["soffice", *quiet, *places, f"--accept={accept}"]
        self._process = subprocess.Popen(command, stdout=2, stdin=subprocess.DEVNULL)
        services = self._connect(f"uno:{accept}StarOffice.ComponentContext").ServiceManager
        self._create = services.createInstance
        self._desktop = self._create("com.sun.star.frame.Desktop")

    def version(self) -> str:
        """As LibreOffice's About box has it."""
        place = self._properties(nodepath="/org.openoffice.Setup/Product")
        provider = self._create("com.sun.star.configuration.ConfigurationProvider")
        view = provider.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationAccess", place
        )
        return str(view.getByName("ooSetupVersionAboutBox"))

    def read(self, path: str, sheets: list[str] | None) -> dict[str, tuple[list[Any], list[Any]]]:
        """Values and formulas of each sheet."""
        with self._loaded(path) as document:
            names = document.Sheets.ElementNames if sheets is None else sheets
            return {name: _cells(document.Sheets.getByName(name)) for name in names}

    def save(self, path: str, out: str, filter: str) -> None:
        """Store the recalculated document under another name."""
        with self._loaded(path) as document:
            document.storeToURL(out, self._properties(FilterName=filter))

    def open(self, path: str, hidden: bool, read_only: bool) -> int:
        """A document to keep; its number."""
        how = self._properties(
            Hidden=hidden, ReadOnly=read_only, MacroExecutionMode=0, UpdateDocMode=0
        )
        document = self._desktop.loadComponentFromURL(path, "_blank", 0, how)
        if document is None:
            raise ValueError(f"LibreOffice cannot load {path}")
        self._count += 1
        self._open[self._count] = document
        return self._count

    def shut(self, number: int) -> None:
        """Close a document without saving."""
        self._open.pop(number).close(True)

    def press(self, number: int, command: str, yes: bool) -> tuple[bool, list[str], list[str]]:
        """Dispatch and wait until the work is done."""
        finished: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._dispatch(number, command, yes, _listener(finished))
        return _result(finished.get())

    def _dispatch(self, number: int, command: str, yes: bool, listener: Any) -> None:
        given = self._properties(Listener=listener, Answer=yes)
        frame = self._open[number].CurrentController.Frame
        helper = self._create("com.sun.star.frame.DispatchHelper")
        helper.executeDispatch(frame, command, "", 0, given)

    def typed(self, number: int, sheet: str) -> tuple[list[Any], list[list[str]]]:
        """Values, and formulas in the words of an .xlsx, without the equals sign."""
        document = self._open[number]
        found = document.Sheets.getByName(sheet)
        parser = document.createInstance("com.sun.star.sheet.FormulaParser")
        mapper = document.createInstance("com.sun.star.sheet.FormulaOpCodeMapper")
        parser.OpCodeMap = mapper.getAvailableMappings(5, 0x7FFFFFFF)  # OOXML, all groups
        values, formulas = _cells(found)
        for r, row in enumerate(formulas):
            for c, text in enumerate(row):
                if text:
                    cell = found.getCellByPosition(c, r)
                    # of OOXML, or Calc's own where no sheet is named: OOXML's shortens J8:J8 to J8
                    parser.FormulaConvention = 3 if "." in text else 0
                    row[c] = parser.printFormula(cell.getTokens(), cell.CellAddress)
        return values, formulas

    def store(self, number: int, out: str, filter: str) -> None:
        """A copy under another name."""
        self._open[number].storeToURL(out, self._properties(FilterName=filter))

    def run(self, number: int, code: str) -> Any:
        """Python over the document; what it leaves in `found`."""
        document = self._open[number]
        names = {
            "document": document,
            "controller": document.CurrentController,
            "office": self._desktop,
            "create": self._create,
            "uno": self._uno,
        }
        exec(code, names)
        return names.get("found")

    def alive(self) -> bool:
        """Whether LibreOffice still runs."""
        return self._process.poll() is None

    def stop(self) -> None:
        """Ask LibreOffice to end and wait for it."""
        with contextlib.suppress(Exception):  # it may be gone already
            self._desktop.terminate()
            self._process.wait(STOP_S)

    def _connect(self, url: str) -> Any:
        local = self._uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", local
        )
        deadline = time.monotonic() + START_S
        while True:
            try:
                return resolver.resolve(url)
            except Exception:  # UNO's NoConnectException, a class that exists only at run time
                if not self.alive() or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def _properties(self, **what: object) -> tuple[Any, ...]:
        properties = []
        for name, value in what.items():
            one = self._uno.createUnoStruct("com.sun.star.beans.PropertyValue")
            one.Name, one.Value = name, value
            properties.append(one)
        return tuple(properties)

    @contextlib.contextmanager
    def _loaded(self, path: str) -> Iterator[Any]:
        """The document, recalculated; without following its links."""
        how = self._properties(Hidden=True, MacroExecutionMode=self._macros, UpdateDocMode=0)
        document = self._desktop.loadComponentFromURL(path, "_blank", 0, how)
        if document is None:
            raise ValueError(f"LibreOffice cannot load {path}")
        try:
            document.calculateAll()
            yield document
        finally:
            document.close(True)


def _result(event: Any) -> tuple[bool, list[str], list[str]]:
    """Whether a press ended well, what was told, what was asked."""
    said = {kind: [text for own, text in event.Result if own == kind] for kind in ("tell", "ask")}
    return event.State == 1, said["tell"], said["ask"]


def _listener(finished: queue.SimpleQueue[Any]) -> Any:
    """Who is told when a press is done."""
    import unohelper
    from com.sun.star.frame import XDispatchResultListener

    class Listener(unohelper.Base, XDispatchResultListener):  # type: ignore[misc]
        def dispatchFinished(self, event: Any) -> None:
            finished.put(event)

        def disposing(self, source: Any) -> None:
            pass

    return Listener()


def _cells(sheet: Any) -> tuple[list[list[Any]], list[list[str]]]:
    """Values (an error as a list of its text) and formulas up to the last used cell."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    bottom, right = cursor.RangeAddress.EndRow, cursor.RangeAddress.EndColumn
    if (bottom + 1) * (right + 1) > MOST_CELLS:
        raise ValueError(f"{sheet.Name} is used down to row {bottom + 1}, column {right + 1}")
    values: list[list[Any]] = []
    formulas: list[list[str]] = []
    step = max(1, BLOCK_CELLS // (right + 1))
    for top in range(0, bottom + 1, step):
        block = sheet.getCellRangeByPosition(0, top, right, min(top + step - 1, bottom))
        texts = block.getFormulaArray()
        for r, (row, text) in enumerate(zip(block.getDataArray(), texts, strict=True), top):
            shown = [
                [sheet.getCellByPosition(c, r).String] if value is None else value
                for c, value in enumerate(row)
            ]
            values.append([v if t else None for v, t in zip(shown, text, strict=True)])
            formulas.append([_formula(t, v) for t, v in zip(text, row, strict=True)])
    return values, formulas


def _formula(text: str, value: object) -> str:
    """The text if it is a formula, not a constant such as the text "=1"."""
    return text if text.startswith(("=", "{=")) and text != value else ""


def _write_settings(folder: Path) -> None:
    items = [
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in SETTINGS
    ]
    folder.mkdir(parents=True)
    (folder / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        + "".join(items)
        + "</oor:items>"
    )


def _serve(home: Path) -> None:
    """Answer requests until the input ends, then leave nothing behind."""
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # what others print must not get between the answers
    requests: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=[requests, home], daemon=True).start()
    calc: Any = None
    while (request := requests.get()) is not None:
        do = request.pop("do")
        answer: dict[str, object] = {}
        try:
            if do == "start":
                calc = Calc(home, **request)
            else:
                answer["done"] = getattr(calc, do)(**request)
        except Exception as problem:  # UNO's exceptions exist only at run time
            answer["failed"] = f"{type(problem).__name__}: {problem}"
        if calc is None or not calc.alive():
            answer["dead"] = True
        print(json.dumps(answer), file=answers, flush=True)
    if calc is not None:
        calc.stop()
    _vanish(home)


def _receive(requests: queue.SimpleQueue[Any], home: Path) -> None:
    for line in sys.stdin:
        requests.put(json.loads(line))
    requests.put(None)
    time.sleep(STOP_S)  # still here: the tests are gone and LibreOffice hangs
    _vanish(home)


def _vanish(home: Path) -> None:
    shutil.rmtree(home, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)  # LibreOffice too, and this process


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
