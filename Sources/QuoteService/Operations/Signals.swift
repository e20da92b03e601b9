import Glibc

/// The signals of the process.
enum Signals {
    /// A signal that the service acts on.
    enum Watched: CaseIterable {
        case terminate, interrupt, hangUp, user1

        var number: CInt {
            switch self {
            case .terminate: SIGTERM
            case .interrupt: SIGINT
            case .hangUp: SIGHUP
            case .user1: SIGUSR1
            }
        }

        /// Its name in messages.
        var name: String {
            switch self {
            case .terminate: "TERM"
            case .interrupt: "INT"
            case .hangUp: "HUP"
            case .user1: "USR1"
            }
        }
    }

    /// The signals to act on: all but an interrupt that whoever started the process wants to be ignored, as a shell does
    /// for a command in the background of a script.
    static var watched: [Watched] {
        Watched.allCases.filter { $0 != .interrupt || !isIgnored(SIGINT) }
    }

    /// Blocks the signals that are watched for, to be called before there is a second thread, which would get them.
    static func block() {
        var set = set(of: watched)
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// From now on TERM and INT end the process as soon as they come, with status 143 and 130, whatever it is doing: it may
    /// be stuck in a system call.
    static func leaveWhenStoppedAgain() {
        let stopping = watched.filter { $0 == .terminate || $0 == .interrupt }
        for signal in stopping {
            var action = sigaction()
            unsafe action.__sigaction_handler.sa_handler = { number in _exit(128 + number) }
            unsafe sigaction(signal.number, &action, nil)
        }
        var set = set(of: stopping)
        unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    private static func set(of signals: [Watched]) -> sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for signal in signals { unsafe sigaddset(&set, signal.number) }
        return set
    }

    private static func isIgnored(_ number: CInt) -> Bool {
        var action = sigaction()
        guard unsafe sigaction(number, nil, &action) == 0 else { return false }
        return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
