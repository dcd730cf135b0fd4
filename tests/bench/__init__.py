"""The benchmarks: `make bench`. Ratios against a bare baseline measured in the same run; nothing is asserted.

Absolute times tell of the machine and the hour, ratios of the code. Importing the package sets Django up: the pages
are measured as in production (DEBUG off), over plain HTTP because there is no server in front.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gestion_territorial.settings")
os.environ.setdefault("HTTPS", "0")
django.setup()
