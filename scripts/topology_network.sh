# shellcheck shell=bash
# The network of topology.sh, read by it: loopback, or namespaces with a router in between.
#
#     agents 192.168.77.11 … --- bridge in ROUTER 192.168.77.1 | 10.77.0.2 --- 10.77.0.1 SERVER
#
# The router translates the agents' addresses, as the box at a restaurant does: the server sees 10.77.0.2 only and has no
# way back but the connections that agents made.
# shellcheck disable=SC2154,SC2034  # state, agents, netns are topology.sh's, and it uses what is set here

at_server=()
at_agent=()
server_address=127.0.0.1
reach_address=127.0.0.1

# Names are short: an interface has at most 15 characters. The number tells topologies apart.
find_network() {
    local kept=$state/run/network
    [[ -f $kept ]] || return 0
    netns=yes
    mark=$(cat "$kept")
    name_network
}

name_network() {
    server_space=sluice-$mark-server
    router_space=sluice-$mark-router
    at_server=(ip netns exec "$server_space")
    server_address=0.0.0.0
    reach_address=10.77.0.1
}

# in_router COMMAND...
in_router() { ip netns exec "$router_space" "$@"; }

run_at_server() { "${at_server[@]}" "$@"; }

enter_agent() {
    at_agent=()
    [[ $netns != yes ]] || at_agent=(ip netns exec "sluice-$mark-$1")
}

# link SPACE NAME ADDRESS PEER_NAME: a cable between a namespace and the router.
link() {
    local space=$1 name=$2 address=$3 other=$4
    ip link add "$name" netns "$space" type veth peer name "$other" netns "$router_space"
    ip -n "$space" addr add "$address" dev "$name"
    ip -n "$space" link set "$name" up
    ip -n "$router_space" link set "$other" up
}

lay_network() {
    [[ $netns == yes ]] || return 0
    [[ $EUID -eq 0 ]] || die "--netns needs root"
    command -v ip >/dev/null || die "--netns needs ip (package iproute2)"
    command -v iptables >/dev/null || die "--netns needs iptables (package iptables)"
    mark=$$
    printf '%s\n' "$mark" >"$state/run/network"
    name_network
    local space agent number=11
    for space in "$server_space" "$router_space" "${agents[@]/#/sluice-$mark-}"; do
        ip netns add "$space"
        ip -n "$space" link set lo up
    done
    link "$server_space" outside 10.77.0.1/24 outside
    ip -n "$router_space" addr add 10.77.0.2/24 dev outside
    ip -n "$router_space" link add inside type bridge
    ip -n "$router_space" addr add 192.168.77.1/24 dev inside
    ip -n "$router_space" link set inside up
    for agent in "${agents[@]}"; do
        link "sluice-$mark-$agent" out "192.168.77.$number/24" "port$number"
        ip -n "$router_space" link set "port$number" master inside
        ip -n "sluice-$mark-$agent" route add default via 192.168.77.1
        number=$((number + 1))
    done
    in_router sysctl -q -w net.ipv4.ip_forward=1
    in_router iptables -t nat -A POSTROUTING -o outside -j MASQUERADE
    # Only what the inside began may come back.
    in_router iptables -A FORWARD -i outside -m conntrack ! --ctstate ESTABLISHED,RELATED -j DROP
}

remove_network() {
    [[ $netns == yes && -n ${mark:-} ]] || return 0
    local space
    for space in "$server_space" "$router_space" "${agents[@]/#/sluice-$mark-}"; do
        ip netns del "$space" 2>/dev/null || true
    done
}
