"""Asks with the Python client: a line of JSON for each line of JSON on the input. Connections are used again in between."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "crates" / "client" / "python"))
from tenure import Caller, CannotTell, Tenure  # noqa: E402

tenure = Tenure(sys.argv[1], timeout=float(sys.argv[2]))
for line in sys.stdin:
    asked = json.loads(line)
    try:
        answer = tenure.check(asked["token"], asked.get("scope"))
        said = {"ok": isinstance(answer, Caller), **vars(answer)}
    except CannotTell as error:
        said = {"cannot_tell": str(error)}
    print(json.dumps(said), flush=True)
