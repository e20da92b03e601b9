import Glibc
import Testing

@testable import QuoteService

@Suite struct ServiceErrorTests {
    typealias Case = (
        number: CInt, call: String, use: ServiceError.Use, subject: String, status: QuoteService.ExitStatus,
        text: String
    )

    static let cases: [Case] = [
        (
            ENOENT, "open", .input, "nosuch.csv", .noInput,
            "cannot open 'nosuch.csv': No such file or directory; check the path"
        ),
        (ENOTDIR, "open", .input, "a/b", .noInput, "cannot open 'a/b': Not a directory; check the path"),
        (EISDIR, "read", .input, "data", .noInput, "cannot read 'data': Is a directory; name a file, not a directory"),
        (
            EACCES, "open", .input, "a", .noPermission,
            "cannot open 'a': Permission denied; check the permissions of the path and its directories"
        ),
        (EIO, "read", .input, "-", .inputOutput, "cannot read standard input: Input/output error; check the disk"),
        (
            EMFILE, "open", .input, "a", .inputOutput,
            "cannot open 'a': Too many open files; raise the limit of open files (ulimit -n)"
        ),
        (
            ENOENT, "open", .output, "x/y", .cannotCreate,
            "cannot open 'x/y': No such file or directory; create its directory first"
        ),
        (EISDIR, "open", .output, "x", .cannotCreate, "cannot open 'x': Is a directory; name a file, not a directory"),
        (
            EROFS, "rename", .output, "m", .cannotCreate,
            "cannot replace 'm': Read-only file system; choose a path on a writable file system"
        ),
        (
            EACCES, "mkdir", .output, "m", .noPermission,
            "cannot create 'm': Permission denied; check the permissions of the path and its directories"
        ),
        (
            ENOSPC, "write", .output, "-", .inputOutput,
            "cannot write standard output: No space left on device; free some space"
        ),
        (
            EADDRINUSE, "bind", .address, "[::1]:7001", .unavailable,
            "cannot listen on [::1]:7001: Address already in use; choose another address, or stop what is using it"
        ),
        (
            EADDRINUSE, "bind", .output, "/run/q", .cannotCreate,
            "cannot listen on '/run/q': Address already in use; choose another address, or stop what is using it"
        ),
        (
            EACCES, "bind", .address, "h:1", .noPermission,
            "cannot listen on h:1: Permission denied; choose a port above 1023, or run it with CAP_NET_BIND_SERVICE"
        ),
        (
            ECONNREFUSED, "connect", .address, "h:1", .unavailable,
            "cannot connect to h:1: Connection refused; check the address, and that the feed is running"
        ),
        (EBADF, "fstat", .input, "a", .inputOutput, "cannot look at 'a': Bad file descriptor"),
        (
            EACCES, "open", .configuration, "q", .configuration,
            "cannot open 'q': Permission denied; check the permissions of the path and its directories"
        ),
    ]

    @Test(arguments: cases) func `an error says what was tried, why it failed and what to do`(_ test: Case) {
        let error = ServiceError.system(test.number, call: test.call, test.use, test.subject)
        #expect(error.description == test.text)
        #expect(error.status == test.status)
    }

    @Test func `statuses are those of sysexits`() {
        #expect(QuoteService.ExitStatus.allCases.map(\.rawValue) == [0, 64, 65, 66, 69, 70, 73, 74, 77, 78])
    }
}
