"""The command line: each command parses, calls one function and prints."""

from xlpay.cli.cli import main as main
