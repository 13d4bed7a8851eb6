#!/usr/bin/env bash
# Drives the sandbox with Slack's own clients: @slack/web-api and @slack/socket-mode (Node), and slack-sdk (Python).
# Installs both below the target folder, starts the sandbox on free ports, ends with one line that counts.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
work=$target/official-clients

need() {
    command -v "$1" >/dev/null || { echo "$1 is missing: $2" >&2; exit 1; }
}
need node "install Node 20 or newer"
need npm "it comes with Node"
need python3 "install Python 3.9 or newer"
python3 -c 'import ensurepip, venv' 2>/dev/null || { echo "python3-venv is missing: install it" >&2; exit 1; }

mkdir -p "$work/node"
cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$here"/*.mjs "$work/node/"
wanted=$(cksum "$here/package-lock.json" "$here/requirements.txt" | cksum)
if [[ "$(cat "$work/installed" 2>/dev/null)" != "$wanted" ]]; then
    (cd "$work/node" && npm ci --silent --no-progress)
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$here/requirements.txt"
    echo "$wanted" >"$work/installed"
fi

cd "$root"
# By its name alone, as `just run` builds it: then nothing compiles twice.
cargo build --quiet --bin portico-sandbox
log=$work/sandbox.log
"$target/debug/portico-sandbox" --http 127.0.0.1:0 --smtp 127.0.0.1:0 --retry-delays 0,0,0 >"$log" 2>&1 &
sandbox=$!
trap 'kill "$sandbox" 2>/dev/null || true' EXIT
for _ in $(seq 100); do
    SLACK_API_URL=$(sed -n 's/^Web API *//p' "$log")
    [[ -n $SLACK_API_URL ]] && break
    kill -0 "$sandbox" 2>/dev/null || { cat "$log" >&2; exit 1; }
    sleep 0.1
done
[[ -n $SLACK_API_URL ]] || { echo "the sandbox did not start; see $log" >&2; exit 1; }
export SLACK_API_URL CONTROL_URL=${SLACK_API_URL%/slack/api/}/control

status=0
rm -f "$work"/*.count
COUNT_FILE=$work/node.count node "$work/node/web-api.mjs" || status=1
COUNT_FILE=$work/socket.count node "$work/node/socket-mode.mjs" || status=1
COUNT_FILE=$work/python.count "$work/venv/bin/python" "$here/sdk.py" || status=1
passed=0 failed=0
for count in "$work/node.count" "$work/socket.count" "$work/python.count"; do
    # A program that died has counted nothing.
    read -r ok bad <"$count" 2>/dev/null || { ok=0 bad=1; }
    passed=$((passed + ok)) failed=$((failed + bad))
done
echo "$passed passed, $failed failed"
exit "$status"
