import FoundationEssentials

/// A file with an input.
struct InputFile {
    let path: String

    /// The file at a path, or those in the directory there, in the order of their names.
    static func files(at path: String) throws -> [InputFile] {
        var isDirectory = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory else {
            return [InputFile(path: path)]
        }
        return try FileManager.default.contentsOfDirectory(atPath: path).sorted().map {
            InputFile(path: "\(path)/\($0)")
        }
    }

    func bytes() throws -> [UInt8] { try Array(Data(contentsOf: URL(filePath: path))) }
}
