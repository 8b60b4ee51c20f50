"""How large the heap of a Java program is by default, and how it is started with half of that."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence

# the second one is stronger than what a launcher says on its command line, the first is not
_VARIABLES = ("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS")


def half(argv: Sequence[str]) -> dict[str, str]:
    """The variable that halves it, chosen by trying whether it does."""
    default = megabytes(argv, {})
    for variable in _VARIABLES:
        env = {variable: f"-Xmx{default // 2}m"}
        if megabytes(argv, env) <= default // 2 + 2:
            return env
    sys.exit(f"{argv[0]} does not let its heap of {default} MB be halved by {' or '.join(_VARIABLES)}")


def megabytes(argv: Sequence[str], env: Mapping[str, str]) -> int:
    """What the virtual machine itself says of its largest heap."""
    options = f"{env.get('JAVA_TOOL_OPTIONS', '')} -XX:+PrintFlagsFinal".strip()
    told = subprocess.run(
        argv, env={**os.environ, **env, "JAVA_TOOL_OPTIONS": options}, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    return parse(told.stdout + told.stderr)


def parse(text: str) -> int:
    found = re.search(r"\bMaxHeapSize\s*=\s*(\d+)", text)
    if not found:
        sys.exit(f"the virtual machine does not tell its flags: {text[:200]!r}")
    return int(found[1]) // (1024 * 1024)
