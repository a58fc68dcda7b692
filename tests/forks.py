"""A process that has imported everything once and then forks: one real import for each line.

The words of the command are its own arguments. A line on standard input says after how many
seconds the child is killed, or "-"; the answer is how it ended and how long it lived.
"""

import os
import signal
import sys
import time
from importlib import import_module

import django


def main(words: list[str]) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "namro.config.settings"
    django.setup()
    cli = import_module("namro.config.cli")
    import_module("namro.config.commands.imports")
    for line in sys.stdin:
        began, child = time.monotonic(), os.fork()
        if not child:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os._exit(cli.main(words))
        if line.strip() != "-":
            time.sleep(float(line))
            os.kill(child, signal.SIGKILL)  # not waited for yet, so the number is still its own
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.stdout.write(f"{code} {time.monotonic() - began}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
