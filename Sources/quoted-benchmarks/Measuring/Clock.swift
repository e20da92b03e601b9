import Glibc

/// The time on the monotonic clock, in seconds.
func monotonicSeconds() -> Double { seconds(of: CLOCK_MONOTONIC) }

/// The processor time this process has used, in seconds.
func processorSeconds() -> Double { seconds(of: CLOCK_PROCESS_CPUTIME_ID) }

/// The time on a clock, in seconds.
func seconds(of clock: clockid_t) -> Double {
    var now = timespec()
    unsafe clock_gettime(clock, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
}
