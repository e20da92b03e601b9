import Foundation
import Testing

extension SystemdTests {
    private static let hasPython = FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")

    /// What a service that was broken into could do.
    @Test(.enabled(if: hasPython, "there is no /usr/bin/python3"))
    func `the sandbox of the units lets a program do what quoted needs, and nothing else`() async throws {
        try await SystemdWorld.run(
            #"""
            "$project/systemd/install" --binary "$program"
            cp "$project/Tests/QuotedTests/Systemd/sandbox.py" /usr/local/lib/sandbox.py
            needed=('write in the state directory' 'write in the runtime directory' 'read the settings' 'an IPv4 socket'
                'a Unix socket')
            for unit in quoted quoted@x; do
                drop_in "$unit.service" probe <<END
            [Service]
            Type=oneshot
            NotifyAccess=none
            WatchdogSec=0
            Restart=no
            RuntimeDirectory=quoted
            StateDirectory=quoted
            ExecStart=
            ExecStart=/usr/bin/python3 /usr/local/lib/sandbox.py /var/lib/quoted
            StandardOutput=truncate:/run/worked
            END
                cp /etc/quoted/quoted.json5 /etc/quoted/x.json5
                systemctl start "$unit"
                diff <(printf '%s\n' "${needed[@]}") /run/worked
            done
            # Without the sandbox most of it works here, or the tries would show nothing.
            mkdir -p /run/quoted /run/scratch
            worked=$(/usr/bin/python3 /usr/local/lib/sandbox.py /run/scratch | wc -l)
            ((worked >= 25)) || { echo "only $worked attempts work without the sandbox"; false; }
            """#)
    }
}
