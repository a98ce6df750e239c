#!/usr/bin/env bash
# test-guide.sh [ENTRY...]: tries the server with its three agents. Without entries: a menu on standard input; with
# entries (numbers of the menu): these in turn, and the exit code is 1 if one of them failed.
# It works on docker compose where an engine answers, else on the programs that scripts/topology.sh started;
# GUIDE_ON=compose or GUIDE_ON=topology decides otherwise.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
source_folder=$(dirname "$here")

state=${TOPOLOGY_STATE:-$source_folder/build/topology}
data=${TOPOLOGY_DATA:-$source_folder/test-data}
patience=${GUIDE_SECONDS:-300} # how long a download may take
file=file_to_download.txt
read -r -a agents <<<"${AGENTS:-restaurant-001 restaurant-002 restaurant-003}"

has_compose() { docker compose version >/dev/null 2>&1 && docker info >/dev/null 2>&1; }
if [[ -z ${GUIDE_ON:-} ]]; then
    if has_compose; then GUIDE_ON=compose; else GUIDE_ON=topology; fi
fi
case $GUIDE_ON in
compose) downloads=/data/downloads ;; # in the server's container
topology) downloads=$state/downloads ;;
*)
    printf "test-guide: GUIDE_ON is compose or topology, not '%s'\n" "$GUIDE_ON" >&2
    exit 2
    ;;
esac
kept=$state/guide.ids # the downloads asked for: agent and id, a line each

# at_results COMMAND...: runs it where the results are.
at_results() {
    case $GUIDE_ON in
    compose) docker compose -f "$source_folder/compose.yaml" exec -T server "$@" ;;
    topology) "$@" ;;
    esac
}

# ask PATH [CURL ARGUMENT...]: what the server answers, errors of HTTP included.
ask() {
    local path=$1
    shift
    case $GUIDE_ON in
    compose) at_results curl -sS -m 30 -K /secrets/operator/curl "$@" "http://127.0.0.1:8888$path" ;;
    topology)
        local login=()
        [[ ! -f $state/tokens/operator.curl ]] || login=(-K "$state/tokens/operator.curl")
        "$here/topology.sh" run --state "$state" curl -sS -m 30 "${login[@]}" "$@" "http://$("$here/topology.sh" address --state "$state")$path"
        ;;
    esac
}

# field NAME: the string of that name in the JSON document on standard input; empty for null.
field() { python3 -c 'import json, sys; v = json.load(sys.stdin).get(sys.argv[1]); print("" if v is None else v)' "$1"; }

shown() { python3 -m json.tool 2>/dev/null || cat; }

entry_health() { ask /health | shown; }
entry_clients() { ask /api/clients | shown; }

# order AGENT: asks for the file and prints the id of the download. A server that is just being started again is asked anew.
order() {
    local said id end=$((SECONDS + 30))
    until said=$(ask /api/download -X POST -H 'Content-Type: application/json' \
        -d "{\"client_id\":\"$1\",\"file_path\":\"\$HOME/$file\"}"); do
        ((SECONDS < end)) || return 1
        sleep 0.3
    done
    id=$(field download_id <<<"$said" 2>/dev/null || true)
    if [[ -z $id ]]; then
        printf '%s: %s\n' "$1" "$said" >&2
        return 1
    fi
    mkdir -p "$(dirname "$kept")"
    printf '%s %s\n' "$1" "$id" >>"$kept"
    printf '%s\n' "$id"
}

# follow AGENT ID: waits until the download has ended; false unless it is completed.
follow() {
    local end=$((SECONDS + patience)) said='' status=
    while ((SECONDS < end)); do
        # A server that is just being started again does not answer.
        said=$(ask "/api/downloads/$2" 2>/dev/null || true)
        status=$(field status <<<"$said" 2>/dev/null || true)
        case $status in
        completed)
            printf '%s: completed, %s bytes\n' "$1" "$(field total_size <<<"$said")"
            return 0
            ;;
        failed)
            printf '%s: failed: %s\n' "$1" "$(field error <<<"$said")"
            return 1
            ;;
        esac
        sleep 0.3
    done
    printf '%s: not completed within %s s\n' "$1" "$patience"
    return 1
}

# entry_download AGENT...: all are asked before one is waited for.
entry_download() {
    local agent id all=0 ids=()
    for agent in "$@"; do
        id=$(order "$agent") || { all=1; ids+=(-); continue; }
        ids+=("$id")
        printf '%s: download %s\n' "$agent" "$id"
    done
    local i=0
    for agent in "$@"; do
        id=${ids[i++]}
        [[ $id == - ]] || follow "$agent" "$id" || all=1
    done
    return "$all"
}

entry_status() {
    [[ -s $kept ]] || { echo "nothing was asked for yet"; return 0; }
    local agent id
    while read -r agent id; do
        printf '%s %s\n' "$agent" "$id"
        ask "/api/downloads/$id" </dev/null | shown
    done <"$kept"
}

# sums_of AGENT: md5 and path of each file that came from it.
sums_of() {
    at_results find "$downloads/$1" -type f -name "${file%.txt}*.txt" ! -name '.*' -exec md5sum '{}' + 2>/dev/null </dev/null | sort -k 2
}

# Every file that came from an agent is compared with what setup.sh noted of its source.
entry_verify() {
    [[ -f $data/checksums.txt ]] || { echo "no $data/checksums.txt: scripts/setup.sh makes it"; return 1; }
    local sum name agent found path results all=0
    while read -r sum name; do
        agent=${name%%/*}
        results=$(sums_of "$agent" || true)
        if [[ -z $results ]]; then
            printf 'MISSING  nothing in %s\n' "$downloads/$agent"
            all=1
            continue
        fi
        while read -r found path; do
            if [[ $found == "$sum" ]]; then
                printf 'OK       %s\n' "$path"
            else
                printf 'WRONG    %s: %s, its source has %s\n' "$path" "$found" "$sum"
                all=1
            fi
        done <<<"$results"
    done <"$data/checksums.txt"
    return "$all"
}

# logs NAME...: the last lines of each.
logs() {
    local name
    for name in "$@"; do
        printf -- '--- %s\n' "$name"
        case $GUIDE_ON in
        compose) docker compose -f "$source_folder/compose.yaml" logs --no-color --tail 20 "$name" ;;
        topology) tail -n 20 "$state/logs/$name.log" 2>/dev/null || echo "no log yet" ;;
        esac
    done
}

# What was downloaded and what is known of it; the agents' files and the server's own state stay.
entry_clean() {
    local agent
    for agent in "${agents[@]}"; do
        at_results rm -rf "${downloads:?}/$agent"
    done
    rm -f "$kept"
    echo "removed what was downloaded into $downloads"
}

show_menu() {
    cat <<TEXT

 1. Health
 2. List clients
 3. Download from ${agents[0]}
 4. Download from ${agents[1]}
 5. Download from ${agents[2]}
 6. Download from all
 7. Status of the downloads
 8. Verify checksums
 9. Server logs
10. Client logs
11. Clean up
12. Exit
TEXT
}

# enter NUMBER
enter() {
    case $1 in
    1) entry_health ;;
    2) entry_clients ;;
    3 | 4 | 5) entry_download "${agents[$1 - 3]}" ;;
    6) entry_download "${agents[@]}" ;;
    7) entry_status ;;
    8) entry_verify ;;
    9) logs server ;;
    10) logs "${agents[@]}" ;;
    11) entry_clean ;;
    *)
        printf "'%s' is not an entry; the entries are 1 to 12\n" "$1" >&2
        return 2
        ;;
    esac
}

if [[ ${1:-} == -h || ${1:-} == --help ]]; then
    sed -n '2,5s/^# //p' "${BASH_SOURCE[0]}"
    show_menu
    exit 0
fi
[[ ${#agents[@]} -eq 3 ]] || { echo "test-guide: the menu is for three agents" >&2; exit 2; }
ended=0
if [[ $# -gt 0 ]]; then
    for entry in "$@"; do
        [[ $entry != 12 ]] || break
        enter "$entry" || ended=1
    done
    exit "$ended"
fi
while true; do
    show_menu
    printf 'Entry [1-12]: '
    # The end of the input is the exit.
    IFS= read -r entry || { echo; break; }
    [[ $entry != 12 ]] || break
    enter "$entry" </dev/null || ended=1
done
exit "$ended"
