import Glibc

/// Writes all bytes, however many calls it takes.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(BenchmarkError) {
    var start = 0
    while start < bytes.count {
        let count = unsafe bytes.withUnsafeBytes { bytes in
            unsafe write(descriptor, bytes.baseAddress! + start, bytes.count - start)
        }
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { throw .system(call: "write", code: errno) }
        start += count
    }
}

/// Opens a file, closed in child processes.
func openFile(_ path: String, _ flags: Int32) throws(BenchmarkError) -> Int32 {
    let descriptor = unsafe open(path, flags | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .system(call: "open \(path)", code: errno) }
    return descriptor
}

/// The content of a file.
func readFile(_ path: String) throws(BenchmarkError) -> [UInt8] {
    let size = try fileSize(path)
    let file = try openFile(path, O_RDONLY)
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: size)
    var position = 0
    while position < size {
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe read(file, $0.baseAddress! + position, size - position)
        }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { throw .system(call: "read \(path)", code: count < 0 ? errno : EIO) }
        position += count
    }
    return bytes
}

/// All that can be read from a descriptor to its end, which closes it.
func readToEnd(_ descriptor: Int32, _ name: String) throws(BenchmarkError) -> [UInt8] {
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = unsafe read(descriptor, &buffer, buffer.count)
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { throw .system(call: "read \(name)", code: errno) }
        if count == 0 { return bytes }
        bytes += buffer[..<count]
    }
}

/// Reads a descriptor to its end, closes it, and forgets what was read.
func drain(_ descriptor: Int32) throws(BenchmarkError) {
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = unsafe read(descriptor, &buffer, buffer.count)
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { throw .system(call: "read", code: errno) }
        if count == 0 { return }
    }
}

/// The text of a small file, among them those of `/proc`, which have no size.
func readText(_ path: String) throws(BenchmarkError) -> String {
    String(decoding: try readToEnd(try openFile(path, O_RDONLY), path), as: UTF8.self)
}

/// Makes a pipe, closed in child processes.
func makePipe() throws(BenchmarkError) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [0, 0]
    guard unsafe pipe(&ends) == 0 else { throw .system(call: "pipe", code: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
}

/// The size of a file in bytes.
func fileSize(_ path: String) throws(BenchmarkError) -> Int {
    var information = stat()
    guard unsafe stat(path, &information) == 0 else { throw .system(call: "stat \(path)", code: errno) }
    return Int(information.st_size)
}

/// The directory of the running executable, where the build puts `quoted` too.
func executableDirectory() throws(BenchmarkError) -> String {
    guard let path = unsafe realpath("/proc/self/exe", nil) else {
        throw .system(call: "realpath /proc/self/exe", code: errno)
    }
    defer { unsafe free(path) }
    return unsafe String(cString: path).split(separator: "/").dropLast().reduce(into: "") { $0 += "/" + $1 }
}

/// Runs `body` with a new directory for files that are gone afterwards, however it ends.
///
/// It is made in `$TMPDIR`, else in `/tmp`. Subdirectories are not removed.
func withTemporaryDirectory<Result>(
    _ body: (String) throws(BenchmarkError) -> Result
) throws(BenchmarkError) -> Result {
    let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/quoted-benchmarks.XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else { throw .system(call: "mkdtemp in \(parent)", code: errno) }
    let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer {
        if let stream = unsafe opendir(directory) {
            while let entry = unsafe readdir(stream) {
                let name = unsafe withUnsafePointer(to: &entry.pointee.d_name.0) { unsafe String(cString: $0) }
                unsafe unlink("\(directory)/\(name)")
            }
            unsafe closedir(stream)
        }
        unsafe rmdir(directory)
    }
    return try body(directory)
}
