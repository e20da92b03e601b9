import Testing

extension SystemdTests {
    /// What needs feeds at a port, subscribers at a socket, and settings in a file.
    @Suite(.serialized) struct Live {
        /// Sends ten quotes whose average is 5.5, and looks for it in a file.
        private static let tenQuotes = #"""
            ten_quotes() {
                local lines=(symbol,time,price) price
                for price in {1..10}; do lines+=("AAPL,t$price,$price"); done
                feed "${lines[@]}"
                eventually grep -qx 'AAPL,t10,10,5.500000' "$1"
            }
            watch() {
                local socket=$1
                shift
                "$@" nc -d -U "$socket" >/run/seen &
                eventually grep -q '^symbol,' /run/seen
            }

            """#

        @Test func `what a feed sends reaches anybody's netcat`() async throws {
            try await SystemdWorld.run(
                Self.tenQuotes + #"""
                    install_quoted
                    systemctl start quoted
                    watch /run/quoted/quoted.sock setpriv --reuid 65534 --regid 65534 --clear-groups
                    ten_quotes /run/seen
                    eventually status_says '10 quotes, 1 symbols, *'
                    systemctl stop quoted
                    is Result success
                    [[ ! -e /run/quoted ]]
                    """#)
        }

        @Test func `a reload takes new settings, and keeps the old ones where the new are wrong`() async throws {
            try await SystemdWorld.run(
                #"""
                install_quoted
                systemctl start quoted
                first=$(property MainPID)
                sed -i 's|// decimals: 6,|decimals: 60,|' /etc/quoted/quoted.json5
                systemctl reload quoted
                eventually messages_have 3 decimals
                eventually is SubState running
                sed -i 's|decimals: 60,|decimals: 6, logLevel: "debug",|' /etc/quoted/quoted.json5
                systemctl reload quoted
                eventually is SubState running
                [[ $(property MainPID) == "$first" ]]
                is NRestarts 0
                """#)
        }

        @Test func `a feed or a subscriber that comes starts the service`() async throws {
            try await SystemdWorld.run(
                Self.tenQuotes + #"""
                    install_quoted
                    systemctl start quoted.socket quoted-feed.socket
                    [[ $(stat -c '%a %G' /run/quoted.sock) == '660 users' ]]
                    is ActiveState inactive
                    watch /run/quoted.sock setpriv --reuid 65534 --regid 65534 --groups users
                    is ActiveState active
                    ten_quotes /run/seen
                    fails setpriv --reuid 65534 --regid 65534 --clear-groups nc -d -U /run/quoted.sock
                    systemctl kill --signal=KILL quoted
                    [[ -S /run/quoted.sock ]]
                    eventually is NRestarts 1
                    watch /run/quoted.sock
                    ten_quotes /run/seen
                    systemctl stop quoted quoted.socket quoted-feed.socket
                    [[ ! -e /run/quoted.sock ]]
                    """#)
        }
    }
}
