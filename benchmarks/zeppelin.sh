#!/usr/bin/env bash
# Runs every paragraph of the notes in notebooks/ on a Zeppelin server, through its REST interface:
# imports each note, fills in its forms, runs paragraph by paragraph, tells what came back, and
# deletes the note. Then opens each note on a path that is none: a message has to come, no stack trace.
#
#   benchmarks/zeppelin.sh URL RUN [RUNS]     http://localhost:8080, a run, the directory of runs
#
# RUN and RUNS are as the Spark of that server sees them; RUNS defaults to the directory of RUN. The
# interpreter spark needs spark.jars=…/quarry.jar (notebooks/README.md). With a login, put Zeppelin's
# session cookie into ZEPPELIN_COOKIE. Needs python3 alone. Ends with 1 where a paragraph fails.
set -euo pipefail
if (($# < 2)); then
  sed -n '2,11s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
exec python3 - "$root/notebooks" "${1%/}/api/notebook" "$2" "${3:-$(dirname "$2")}" <<'PYTHON'
import json, os, pathlib, sys, time, urllib.error, urllib.request

notes, api, run, runs = sys.argv[1:]
PATIENCE_S = 600


def call(method, path, body=None):
    data = None if body is None else body.encode()
    request = urllib.request.Request(api + path, data, {"Content-Type": "application/json"}, method=method)
    if "ZEPPELIN_COOKIE" in os.environ:
        request.add_header("Cookie", os.environ["ZEPPELIN_COOKIE"])
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            return json.load(answer).get("body")
    except urllib.error.HTTPError as error:  # A failed paragraph is a 500 with its result in the body.
        text = error.read().decode(errors="replace")
        try:
            return json.loads(text).get("body") or {"code": "ERROR", "msg": [{"data": text}]}
        except ValueError:
            return {"code": "ERROR", "msg": [{"data": text}]}
    except urllib.error.URLError as error:
        sys.exit(f"{api}: {error.reason}")


def run_paragraph(note, paragraph, params):
    body = json.dumps({"params": params})
    result = call("POST", f"/run/{note}/{paragraph['id']}", body) or {}
    text = "\n".join(message.get("data", "") for message in result.get("msg", []))
    return result.get("code", "?"), text


def check(note, paragraph, params, wanted):
    started = time.monotonic()
    code, text = run_paragraph(note, paragraph, params)
    what = paragraph.get("title") or paragraph["text"].split("\n")[0]
    lines = text.strip().split("\n")
    good = code == "SUCCESS" and wanted(text)
    print(f"  {'ok ' if good else 'BAD'} {time.monotonic() - started:5.1f} s {what}: {len(lines)} lines")
    if not good:
        print("      " + "\n      ".join([code] + lines[:8]))
    return good


def run_note(file):
    print(file.name)
    note = call("POST", "/import", file.read_text())
    if not isinstance(note, str):
        print(f"  BAD cannot be imported: {note}")
        return [False]
    try:
        paragraphs = call("GET", f"/{note}")["paragraphs"]
        right = {"run": run, "runs": runs}
        good = [check(note, p, right, lambda text: text.strip() != "") for p in paragraphs]
        opening = next(p for p in paragraphs if p["text"].startswith("%spark\n"))
        wrong = {"run": "/no/such/run", "runs": "/no/such/run"}
        print("  the first again, on a path that is none")
        good.append(check(note, opening, wrong, lambda t: "/no/such/run" in t and "\tat " not in t))
        return good
    finally:
        call("DELETE", f"/{note}")


results = [ok for file in sorted(pathlib.Path(notes).glob("*.zpln")) for ok in run_note(file)]
print(f"{sum(results)} of {len(results)} paragraphs")
sys.exit(0 if all(results) else 1)
PYTHON
