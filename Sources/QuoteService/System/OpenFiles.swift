import Glibc

/// How many descriptors the process may have open.
enum OpenFiles {
    /// Allows itself as many as the administrator does.
    ///
    /// The lower limit that holds at first, often 1024, is there for programs that call `select`, which cannot wait for more.
    static func raiseLimit() {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard unsafe getrlimit(resource, &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        unsafe setrlimit(resource, &limit)
    }
}
