import Synchronization

/// Counts the moments at which a remembered way to the innermost coroutine may have become wrong: somebody drove a
/// coroutine that another one delegates to, or a coroutine that ignored its closing was let go.
let delegationEpoch = Atomic<Int>(1)

/// What a coroutine needs to know once it delegates, or is delegated to.
///
/// The links of `inner` alone tell the truth, whoever drives which coroutine of the chain. So that a resumption need not
/// follow them all, the coroutine that was resumed remembers where they lead.
final class Delegation {
    /// The coroutine this one delegates to.
    var inner: Channel?
    /// The one it wants to delegate to, while its resumer has not heard of it.
    var wanted: Channel?
    /// How many coroutines delegate to this one.
    var outerCount = 0
    /// The way from here to the innermost coroutine, as it was when `wayEpoch` was the epoch.
    var way: [Channel] = []
    var wayEpoch = 0
}

extension Channel {
    /// The coroutine this one delegates to.
    final var inner: Channel? {
        get { unsafe delegation?.inner }
        set { delegationMade.inner = newValue }
    }

    /// The delegation, made if there was none.
    final var delegationMade: Delegation {
        if let delegation = unsafe delegation { return delegation }
        let made = Delegation()
        unsafe delegation = made
        return made
    }
}
