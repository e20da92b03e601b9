import CLinux
import Glibc

/// Where resumers wait while a body awaits something that is not a yield, and where its jobs then arrive.
///
/// One for the whole process, behind one lock: this way is taken only by bodies that await foreign work, and keeps
/// every other coroutine free of locks and of the memory for them.
@safe final class ParkingLot: @unchecked Sendable {
    /// What may arrive for a coroutine from elsewhere.
    @safe enum Arrival {
        /// A job of the body or of one of its child tasks.
        case job(UnownedJob)
        /// The body itself, on a foreign thread, waiting to be let in.
        case stray(UnsafeContinuation<Void, Never>)
    }

    static let shared = ParkingLot()

    // SAFETY: both are initialised once, never moved and never freed; `arrivals` and `waiters` are touched under the lock.
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let arrived = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var arrivals: [ObjectIdentifier: [Arrival]] = [:]
    private var waiters: [ObjectIdentifier: UnsafeContinuation<Void, Never>] = unsafe [:]

    private init() {
        unsafe pthread_mutex_init(lock, nil)
        unsafe pthread_cond_init(arrived, nil)
    }

    /// Hands `arrival` to whoever resumes `slot`, now or later.
    func arrive(_ arrival: Arrival, at slot: JobSlot) {
        unsafe pthread_mutex_lock(lock)
        arrivals[ObjectIdentifier(slot), default: []].append(arrival)
        let waiter = unsafe waiters.removeValue(forKey: ObjectIdentifier(slot))
        unsafe pthread_cond_broadcast(arrived)
        unsafe pthread_mutex_unlock(lock)
        unsafe waiter?.resume()
    }

    /// Blocks the thread until something arrives for `slot`.
    func wait(for slot: JobSlot) -> Arrival {
        unsafe pthread_mutex_lock(lock)
        defer { unsafe pthread_mutex_unlock(lock) }
        while true {
            if let arrival = take(for: slot) { return arrival }
            // A body that was isolated to the main actor, or awaits it, would wait for the very thread that waits for it.
            precondition(
                !clinux_is_main_thread(),
                "on the main thread a coroutine may await only its own yields (a body made on the main actor runs on it)"
            )
            unsafe pthread_cond_wait(arrived, lock)
        }
    }

    /// Suspends the calling task until something arrives for `slot`.
    func wait(for slot: JobSlot) async -> Arrival {
        while true {
            let arrival: Arrival? = unsafe await withUnsafeContinuation { continuation in
                unsafe pthread_mutex_lock(lock)
                let arrival = take(for: slot)
                unsafe pthread_mutex_unlock(lock)
                unsafe continuation.resume(returning: arrival)
            }
            if let arrival { return arrival }
            unsafe await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
                unsafe pthread_mutex_lock(lock)
                let isThere = arrivals[ObjectIdentifier(slot)] != nil
                if !isThere { unsafe waiters[ObjectIdentifier(slot)] = continuation }
                unsafe pthread_mutex_unlock(lock)
                if isThere { unsafe continuation.resume() }
            }
        }
    }

    /// Takes the oldest arrival. The lock is held.
    private func take(for slot: JobSlot) -> Arrival? {
        guard var queue = arrivals.removeValue(forKey: ObjectIdentifier(slot)) else { return nil }
        let first = queue.removeFirst()
        if !queue.isEmpty { arrivals[ObjectIdentifier(slot)] = queue }
        return first
    }
}
