"""The command line: each command parses, calls one function and prints."""

from xlpay.cli.commands import main as main
