"""`python -m xlpay.cli`: the command line without its script."""

import sys

from xlpay.cli import main

sys.exit(main())
