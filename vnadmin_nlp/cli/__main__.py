"""`python -m vnadmin_nlp.cli`."""

from vnadmin_nlp.cli import main

main()
