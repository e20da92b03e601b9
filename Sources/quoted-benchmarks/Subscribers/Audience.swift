import CLinux
import Glibc

/// Many subscribers of one socket, each of which is to receive the same bytes.
///
/// One loop serves them all: whatever a subscriber receives is compared, as one piece of memory, with what is due to it.
@safe
final class Audience {
    private var subscribers: [AudienceMember] = []
    private let expected: [UInt8]
    private let epoll: Int32
    private let timer: Int32
    private var complete = 0
    private var buffer = [UInt8](repeating: 0, count: 1 << 18)
    private var events = unsafe [epoll_event](repeating: epoll_event(), count: 256)

    /// How long nothing may come, in seconds, before it is given up.
    private static let patience = 30.0
    /// What an event of the timer has in place of a subscriber's number.
    private static let tick = UInt64.max

    /// Connects subscribers.
    ///
    /// - Parameters:
    ///   - expected: what each of them is to receive, whole lines.
    ///   - rate: how often in a second to look whether there is something to do.
    init(_ count: Int, at path: String, expecting expected: [UInt8], rate: Int) throws(BenchmarkError) {
        self.expected = expected
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw .system(call: "epoll_create1", code: errno) }
        timer = timerfd_create(CLOCK_MONOTONIC, Int32(TFD_NONBLOCK | TFD_CLOEXEC))
        guard timer >= 0 else { throw .system(call: "timerfd_create", code: errno) }
        let period = timespec(tv_sec: rate > 1 ? 0 : 1, tv_nsec: rate > 1 ? 1_000_000_000 / rate : 0)
        var times = itimerspec(it_interval: period, it_value: period)
        unsafe timerfd_settime(timer, 0, &times, nil)
        try watch(timer, EPOLLIN.rawValue, as: Self.tick)
        try allowDescriptors(count + 64)
        for index in 0..<count {
            let connection = try Connection(path: path)
            let events = EPOLLIN.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue
            try watch(connection.descriptor, events, as: UInt64(index))
            subscribers.append(AudienceMember(connection))
        }
    }

    deinit {
        close(timer)
        close(epoll)
    }

    private func watch(_ descriptor: Int32, _ events: UInt32, as number: UInt64) throws(BenchmarkError) {
        var event = unsafe epoll_event(events: events, data: epoll_data_t(u64: number))
        guard unsafe epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0 else {
            throw .system(call: "epoll_ctl", code: errno)
        }
    }

    /// Whether all have received everything that was due to them.
    var isComplete: Bool { complete == subscribers.count }

    /// Whether all have received so many bytes.
    func have(_ bytes: Int) -> Bool { subscribers.allSatisfy { $0.position >= bytes } }

    /// How many lines were lost, in all.
    var lost: Int { subscribers.reduce(0) { $0 + $1.lost } }

    /// Receives until `isDone`, which is asked as often as the rate says, unless there is more to receive.
    ///
    /// - Throws: `BenchmarkError.wrongOutput` where a subscriber receives something else than what is due to it.
    func receive(until isDone: () throws(BenchmarkError) -> Bool) throws(BenchmarkError) {
        var lastEvent = monotonicSeconds()
        while try !isDone() {
            let count = unsafe epoll_wait(epoll, &events, Int32(events.count), 1000)
            guard count >= 0 || errno == EINTR else { throw .system(call: "epoll_wait", code: errno) }
            let now = monotonicSeconds()
            for index in 0..<max(0, Int(count)) {
                let number = unsafe events[index].data.u64
                if number == Self.tick {
                    var ticks: UInt64 = 0
                    unsafe read(timer, &ticks, 8)
                } else {
                    lastEvent = now
                    try receive(Int(number))
                }
            }
            guard now < lastEvent + Self.patience else {
                throw .wrongOutput("Nothing came for \(Int(Self.patience)) s while results were due.")
            }
        }
    }

    /// Takes in what one subscriber has received, until there is no more.
    private func receive(_ index: Int) throws(BenchmarkError) {
        while true {
            let descriptor = subscribers[index].connection.descriptor
            let count = unsafe recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            if count < 0 && errno == EAGAIN { return }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .wrongOutput("Subscriber \(index + 1) was disconnected.") }
            let wasComplete = subscribers[index].position == expected.count
            try subscribers[index].take(buffer[..<count], expected)
            if !wasComplete && subscribers[index].position == expected.count { complete += 1 }
            // A piece that left room in the buffer was the last; the next one is another event.
            if count < buffer.count { return }
        }
    }
}

/// Lets this process, and those it starts, have so many descriptors open.
private func allowDescriptors(_ count: Int) throws(BenchmarkError) {
    var limit = rlimit()
    unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    guard limit.rlim_cur < rlim_t(count) else { return }
    limit.rlim_cur = min(rlim_t(count), limit.rlim_max)
    guard unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur >= rlim_t(count)
    else {
        throw .missing("\(count) descriptors are needed, and the system allows \(limit.rlim_max).")
    }
}
