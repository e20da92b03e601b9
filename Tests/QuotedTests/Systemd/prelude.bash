# What every scenario begins with, inside a world whose PID 1 is systemd. Nothing here outlives that world.
#
# $1 is the program, $2 the project's directory.
set -eEuo pipefail
readonly program=$1 project=$2

trap 'tell_why "$LINENO" "$BASH_COMMAND"' ERR
tell_why() {
    echo "error: line $1 of the scenario: $2"
    systemctl --no-pager --full status 'quoted*' || true
    journalctl --no-pager -b -n 60 -o short-precise || true
} >&2

# Asks again until a command succeeds; a world that takes longer than this is stuck.
eventually() {
    local deadline=$((SECONDS + 20))
    until "$@" >/dev/null 2>&1; do
        ((SECONDS < deadline)) || { echo "never came true: $*" >&2; return 1; }
        sleep 0.02
    done
}
# Succeeds where the command fails; `!` would let Bash pass over it.
fails() {
    if "$@" >/dev/null 2>&1; then
        echo "did not fail: $*" >&2
        return 1
    fi
}
property() { systemctl show --value --property "$1" "${2-quoted}"; }
is() { [[ $(property "$1" "${3-quoted}") == "$2" ]]; }
status_says() { [[ $(property StatusText) == $1 ]]; }
# The messages of a unit at exactly this priority.
messages() { journalctl --no-pager -b -o cat -u "${2-quoted}" "PRIORITY=$1"; }
messages_have() { messages "$1" "${3-quoted}" | grep -q -- "$2"; }
drop_in() {
    mkdir -p "/etc/systemd/system/$1.d"
    cat >"/etc/systemd/system/$1.d/$2.conf"
    systemctl daemon-reload
}

# The tests' program needs the Swift runtime, which may be in a home directory, where no service sees it.
share_runtime() {
    local runtime library
    runtime=$(ldd "$program" | sed -n 's|.* => \(/.*\)/libswiftCore\.so .*|\1|p')
    [[ -n $runtime ]] || return 0
    mkdir /usr/local/lib/swift-runtime
    for library in $(ldd "$program" | sed -n "s|.* => \($runtime/[^ ]*\) .*|\1|p"); do
        cp "$library" /usr/local/lib/swift-runtime
    done
    echo /usr/local/lib/swift-runtime >/etc/ld.so.conf.d/swift-runtime.conf
    mount -t tmpfs tmpfs "$runtime"
    ldconfig
}

# A sanitizer's runtime maps memory, looks at processes and reads files as no service should.
admit_sanitizer() {
    grep -qE '__(t|a)san_init' "$program" || return 0
    for unit in quoted.service quoted@.service; do
        drop_in "$unit" sanitizer <<END
[Service]
MemoryDenyWriteExecute=no
LockPersonality=no
ProcSubset=all
ProtectProc=default
SystemCallFilter=
Environment=ASAN_OPTIONS=detect_leaks=0
END
    done
}

install_quoted() {
    "$project/systemd/install" --binary "$program" "$@"
    admit_sanitizer
}
# Sends lines to the service as a feed does, which goes away then.
feed() { printf '%s\n' "$@" >/dev/tcp/127.0.0.1/7001; }
stop_quoted() { systemctl stop quoted; }

share_runtime
