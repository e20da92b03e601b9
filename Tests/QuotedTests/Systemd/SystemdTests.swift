import Testing

@Suite(.serialized, .timeLimit(.minutes(10)), .onItsOwnThread) struct SystemdTests {
    @Test func `systemd finds no fault with the units, and little that they leave exposed`() async throws {
        try await SystemdWorld.run(
            #"""
            "$project/systemd/install" --binary "$program"
            for unit in quoted.service quoted@x.service quoted.socket quoted-feed.socket; do
                faults=$(systemd-analyze verify --man=no "$unit" 2>&1)
                [[ -z $faults ]] || { echo "$unit: $faults"; false; }
            done
            # In tenths.
            for unit in quoted.service quoted@.service; do
                systemd-analyze security --no-pager --offline=true --threshold=15 "/usr/local/lib/systemd/system/$unit"
            done
            """#)
    }

    @Test func `the service starts, says how it is, and comes back after a crash`() async throws {
        try await SystemdWorld.run(
            #"""
            install_quoted
            systemctl start quoted
            systemctl is-active quoted
            eventually status_says '* quotes, * symbols, *'
            first=$(property MainPID)
            kill -KILL "$first"
            eventually is NRestarts 1
            eventually is ActiveState active
            [[ $(property MainPID) != "$first" ]]
            systemctl stop quoted
            is Result success
            [[ ! -e /run/quoted ]]
            """#)
    }

    @Test func `the watchdog acts on a scheduler that stands still, and only then`() async throws {
        try await SystemdWorld.run(
            #"""
            install_quoted
            drop_in quoted.service watchdog <<<$'[Service]\nWatchdogSec=1'
            systemctl start quoted
            first=$(property MainPID)
            [[ $(property WatchdogUSec) == 1s ]]
            # Three signs of life later it still stands.
            last=$(property WatchdogTimestampMonotonic)
            for sign in 1 2 3; do
                watchdog_moved() { [[ $(property WatchdogTimestampMonotonic) != "$last" ]]; }
                eventually watchdog_moved
                last=$(property WatchdogTimestampMonotonic)
            done
            is NRestarts 0
            kill -STOP "$first"
            eventually is NRestarts 1
            eventually is ActiveState active
            journalctl --no-pager -b -o cat -u quoted | grep -q 'Watchdog timeout'
            """#)
    }

    @Test func `the journal knows how urgent a message is`() async throws {
        try await SystemdWorld.run(
            #"""
            install_quoted
            systemctl start quoted
            feed 'AAPL,2026-01-02T14:30:00Z,189.98' 'AAPL,2026-01-02T14:30:01Z,abc'
            eventually messages_have 4 "price 'abc' is not a number"
            stop_quoted
            eventually messages_have 6 '1 quotes, 0 missing, 1 bad lines'
            fails grep '^<[0-9]>' <(journalctl --no-pager -b -o cat -u quoted)
            """#)
    }

    @Test func `a mistake in the settings is told once, and not retried`() async throws {
        try await SystemdWorld.run(
            #"""
            install_quoted
            echo '{ windwo: 5 }' >/etc/quoted/broken.json5
            fails systemctl start quoted@broken
            is Result exit-code quoted@broken
            is NRestarts 0 quoted@broken
            eventually messages_have 3 . quoted@broken
            """#)
    }

    @Test func `uninstalling leaves what was there before, and what was changed`() async throws {
        try await SystemdWorld.run(
            #"""
            everything() { find /etc /usr/local ! -type d | grep -E '^/etc/(quoted|systemd)/|^/usr' | sort; }
            before=$(everything)
            "$project/systemd/install" --binary "$program"
            systemctl enable --now quoted.socket
            "$project/systemd/install" --uninstall
            [[ $(everything) == "$before" ]]
            [[ ! -e /etc/quoted && ! -e /run/quoted.sock ]]
            [[ $(property LoadState) == not-found ]]

            "$project/systemd/install" --binary "$program"
            echo '// mine' >>/etc/quoted/quoted.json5
            "$project/systemd/install" --binary "$program"
            [[ $(tail -n 1 /etc/quoted/quoted.json5) == '// mine' ]]
            "$project/systemd/install" --uninstall
            diff <(everything) <(printf '%s\n' "$before" /etc/quoted/quoted.json5 | sed '/^$/d' | sort)
            """#)
    }

    @Test func `the installer looks before it writes`() async throws {
        try await SystemdWorld.run(
            #"""
            refuses() {
                local message=$1
                shift
                if said=$("$@" 2>&1); then
                    echo "was not refused: $*"
                    return 1
                fi
                grep -qF -- "$message" <<<"$said" || { echo "$said"; return 1; }
                [[ ! -e /etc/quoted ]]
            }
            install=$project/systemd/install
            refuses 'is no program' "$install" --binary "$project/README.md"
            refuses 'nothing is installed' "$install" --uninstall
            refuses 'an absolute path' env PREFIX=usr "$install" --binary "$program"
            refuses "unknown argument '--frce'" "$install" --frce
            mkdir -p /usr/local/bin
            echo foreign >/usr/local/bin/quoted
            refuses 'was not installed from here' "$install" --binary "$program"
            [[ $(</usr/local/bin/quoted) == foreign ]]
            "$install" --binary "$program" --force
            # What a service cannot read it must not need.
            mkdir /root/runtime
            ldd "$program" | sed -n 's|.* => \(/usr/local/lib/swift-runtime/[^ ]*\) .*|\1|p' | xargs -I{} mv {} /root/runtime/
            "$install" --uninstall
            refuses 'which is not there' "$install" --binary "$program"
            refuses 'which the service may not read' env LD_LIBRARY_PATH=/root/runtime "$install" --binary "$program"
            """#)
    }
}
