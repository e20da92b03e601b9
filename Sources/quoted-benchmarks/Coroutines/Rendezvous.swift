import Synchronization

/// An unbuffered hand-over between two tasks: whoever comes first waits for the other.
final class Rendezvous<Value: Sendable>: Sendable {
    private enum State {
        case empty
        case sender(Value, CheckedContinuation<Void, Never>)
        case receiver(CheckedContinuation<Value, Never>)
    }

    private let state = Mutex(State.empty)

    /// Hands a value over, and returns when it was taken.
    func send(_ value: Value) async {
        await withCheckedContinuation { continuation in
            let receiver: CheckedContinuation<Value, Never>? = state.withLock { state in
                guard case .receiver(let receiver) = state else {
                    state = .sender(value, continuation)
                    return nil
                }
                state = .empty
                return receiver
            }
            guard let receiver else { return }
            receiver.resume(returning: value)
            continuation.resume()
        }
    }

    /// Takes a value, and waits for one where there is none.
    func receive() async -> Value {
        await withCheckedContinuation { continuation in
            let sent: (Value, CheckedContinuation<Void, Never>)? = state.withLock { state in
                guard case .sender(let value, let sender) = state else {
                    state = .receiver(continuation)
                    return nil
                }
                state = .empty
                return (value, sender)
            }
            guard let (value, sender) = sent else { return }
            sender.resume()
            continuation.resume(returning: value)
        }
    }
}
