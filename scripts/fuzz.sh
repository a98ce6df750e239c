#!/usr/bin/env bash
# fuzz.sh SECONDS: runs every built fuzz target of build/fuzz in turn, SECONDS in all. New inputs go to
# build/fuzz/corpus; the committed corpus is read only. A crash keeps its input, is named, and makes the exit code 1.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

mapfile -t targets < <(find build/fuzz -type f -name 'fuzz_*' -perm -u+x | sort)
[[ ${#targets[@]} -gt 0 ]] || { echo "fuzz: no fuzz target was built" >&2; exit 1; }
each=$(($1 / ${#targets[@]}))
[[ $each -ge 1 ]] || each=1
crashes=build/fuzz/crashes
mkdir -p "$crashes"

failed=()
for target in "${targets[@]}"; do
    name=$(basename "$target")
    name=${name#fuzz_}
    grown=build/fuzz/corpus/$name
    mkdir -p "$grown"
    seeds=()
    [[ ! -d tests/fuzz/corpus/$name ]] || seeds=("tests/fuzz/corpus/$name")
    echo "== fuzz $name for $each s"
    timeout --kill-after=10 $((each + 60)) "$target" "$grown" "${seeds[@]}" -max_total_time="$each" \
        -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 -verbosity=0 -use_value_profile=1 -artifact_prefix="$crashes/$name-" </dev/null 2>&1 ||
        failed+=("$name")
done

if [[ ${#failed[@]} -gt 0 ]]; then
    echo "FAILED: ${failed[*]}; the inputs:" >&2
    find "$crashes" -type f -printf "$PWD/%p\n" >&2
    exit 1
fi
echo "${#targets[@]} fuzz targets, no crash"
