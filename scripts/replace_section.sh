#!/usr/bin/env bash
# usage: replace_section.sh FILE NAME <TEXT
# Puts TEXT between the lines "<!-- NAME: begin -->" and "<!-- NAME: end -->" of FILE, in place of what is there.
set -euo pipefail
[[ $# -eq 2 ]] || { echo "usage: ${0##*/} FILE NAME <TEXT" >&2; exit 2; }
file=$1 begin="<!-- $2: begin -->" end="<!-- $2: end -->"
for marker in "$begin" "$end"; do
    [[ $(grep -cxF -- "$marker" "$file") -eq 1 ]] || { echo "${0##*/}: $file: not one line '$marker'" >&2; exit 1; }
done
text=$(cat)
made=$(mktemp "$file.XXXXXX")
trap 'rm -f "$made"' EXIT
{
    sed "/^$begin\$/q" "$file"
    printf '\n%s\n\n' "$text"
    sed -n "/^$end\$/,\$p" "$file"
} >"$made"
chmod --reference="$file" "$made"
mv "$made" "$file"
