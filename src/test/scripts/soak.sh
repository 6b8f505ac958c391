#!/bin/sh
# Keeps a daemon busy on all its doors and shows whether what it holds levels off: the heap after a collection, the
# direct memory of its buffers, everything resident, and open files, every half minute; then the medians of the second
# and of the last third, and how they differ. Exits 1 when one has grown by more than a tenth (and 4 MiB, or 4 files).
#
#   src/test/scripts/soak.sh [MINUTES] [OPTION OF 'foldd run']…        10 minutes; on SQLite unless options say otherwise
#
# Needs a JDK (jcmd) and curl beside what foldd needs.
set -eu

minutes=${1:-10}
[ $# -eq 0 ] || shift
foldd=$(CDPATH='' cd -- "$(dirname -- "$0")/../../.." && pwd -P)/bin/foldd
scratch=$(mktemp -d)
daemon=
loads=
end() {
    [ -z "$loads" ] || kill $loads 2>/dev/null || true
    [ -z "$daemon" ] || kill "$daemon" 2>/dev/null || true
    wait
    rm -rf "$scratch"
}
trap end EXIT
trap 'exit 130' INT TERM

"$foldd" --version >/dev/null
"$foldd" run --data "$scratch/data" --set server.port=0 --set http.port=0 --set admin.port=0 \
    --set security.rate_limit.requests_per_minute=100000000 --set security.rate_limit.writes_per_minute=100000000 \
    --set security.rate_limit.burst=10000000 --set security.signatures.window=20s --set security.signatures.nonces_kept=40s \
    "$@" >"$scratch/out" 2>"$scratch/err" &
daemon=$!
until grep -q '^ready' "$scratch/out"; do
    kill -0 "$daemon" 2>/dev/null || { cat "$scratch/err" >&2; exit 1; }
    sleep 1
done
listening() { sed -n "s/^listening $1 //p" "$scratch/out"; }
url="$(listening rpc)/?token=$("$foldd" token --data "$scratch/data" --sub soak --role god --ttl 24h)"
admin=$(listening admin)
socket=$(listening socket | head -n 1)

"$foldd" bench --url "$url" --prepare --users 20000
load() {
    while kill -0 "$daemon" 2>/dev/null; do
        "$@" >>"$scratch/load" 2>&1 || ! kill -0 "$daemon" 2>/dev/null || echo "failed: bench $3" >>"$scratch/failed"
    done
}
load "$foldd" bench --url "$url" --users 20000 --duration 2s --warmup 100ms &
loads=$!
load "$foldd" bench --socket "$socket" --key "$scratch/data/keys/node.key" --duration 2s --warmup 100ms &
loads="$loads $!"

sample() {
    # What is alive after a collection, without what the load has left behind since.
    heap=$(jcmd "$daemon" GC.class_histogram | awk 'END {printf "%.1f", $3 / 1048576}')
    curl -fsS "$admin/metrics" >"$scratch/page"
    direct=$(awk 'index($0, "jvm_buffer_memory_used_bytes{id=\"direct\"") == 1 {printf "%.1f", $NF / 1048576}' "$scratch/page")
    resident=$(awk '/^VmRSS/ {printf "%.1f", $2 / 1024}' "/proc/$daemon/status")
    files=$(ls "/proc/$daemon/fd" | wc -l)
    echo "$heap $direct $resident $files"
}

echo "minute  heap MiB  direct MiB  resident MiB  files"
samples=$((minutes * 2))
i=0
while [ "$i" -lt "$samples" ]; do
    sleep 30
    i=$((i + 1))
    sample | tee -a "$scratch/samples" | awk -v at="$i" '{printf "%6.1f  %8s  %10s  %12s  %5s\n", at / 2, $1, $2, $3, $4}'
done

median() { # of column $1, between the lines $2 and $3
    sed -n "$2,$3p" "$scratch/samples" | awk -v c="$1" '{print $c}' | sort -n | awk '{a[NR] = $1} END {print a[int((NR + 1) / 2)]}'
}
third=$((samples / 3))
grown=0
column=0
for name in "heap MiB" "direct MiB" "resident MiB" "files"; do
    column=$((column + 1))
    before=$(median "$column" $((third + 1)) $((2 * third)))
    after=$(median "$column" $((2 * third + 1)) "$samples")
    verdict=$(awk -v a="$before" -v b="$after" 'BEGIN {print (b > a * 1.1 && b > a + 4) ? "GROWS" : "level"}')
    echo "$name: $before in the second third, $after in the last: $verdict"
    [ "$verdict" = level ] || grown=1
done
if [ -s "$scratch/failed" ]; then
    sort "$scratch/failed" | uniq -c
    tail -n 5 "$scratch/load"
    grown=1
fi
exit "$grown"
