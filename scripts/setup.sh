#!/usr/bin/env bash
# setup.sh [FOLDER]: makes what the trial with three agents needs: a test file for each agent and checksums.txt (md5) of
# all of them. What is there already and fits is kept. FOLDER defaults to test-data beside this folder.
#   SIZE_MIB=100  how large each file is        AGENTS="restaurant-001 …"  whose files they are
set -euo pipefail
# Not 'cd': a FOLDER is relative to where the caller stands.
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

if [[ ${1:-} == -h || ${1:-} == --help ]]; then
    sed -n '2,4s/^# //p' "${BASH_SOURCE[0]}"
    exit 0
fi
if [[ $# -gt 1 ]]; then
    echo "usage: setup.sh [FOLDER]" >&2
    exit 2
fi

folder=${1:-$(dirname "$here")/test-data}
size_mib=${SIZE_MIB:-100}
read -r -a agents <<<"${AGENTS:-restaurant-001 restaurant-002 restaurant-003}"
file=file_to_download.txt
if [[ ! $size_mib =~ ^[1-9][0-9]*$ ]]; then
    echo "setup.sh: SIZE_MIB is a number of MiB, not '$size_mib'" >&2
    exit 2
fi

# has_size PATH BYTES
has_size() { [[ -f $1 && $(stat -c %s "$1") -eq $2 ]]; }

mkdir -p "$folder"
cd "$folder"
for agent in "${agents[@]}"; do
    if has_size "$agent/$file" $((size_mib << 20)); then
        printf 'kept  %s\n' "$folder/$agent/$file"
        continue
    fi
    mkdir -p "$agent"
    # Appears whole or not at all, so that what is kept next time is complete.
    head -c "${size_mib}M" /dev/urandom >"$agent/.$file.new"
    mv "$agent/.$file.new" "$agent/$file"
    printf 'made  %s (%s MiB)\n' "$folder/$agent/$file" "$size_mib"
done
md5sum -- "${agents[@]/%//$file}" >checksums.txt.new
mv checksums.txt.new checksums.txt
printf 'made  %s\n' "$folder/checksums.txt"
