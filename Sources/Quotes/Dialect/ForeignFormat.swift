/// What a source can be instead of text in UTF-8, told by its first bytes.
package enum ForeignFormat: CaseIterable {
    case gzip, xz, zstd, bzip2, zip, utf16, windows1252, webPage, document, parquet

    /// The format that bytes begin with, spaces and a byte-order mark left aside where it is one of text.
    init?(startOf bytes: Span<UInt8>) {
        let format = Self.allCases.first { format in
            format.beginnings.contains { beginning in
                bytes.count >= beginning.count && beginning.indices.allSatisfy { bytes[$0] == beginning[$0] }
            }
        }
        guard let format else { return nil }
        self = format
    }

    private var beginnings: [[UInt8]] {
        switch self {
        case .gzip: [[0x1F, 0x8B, 0x08]]
        case .xz: [[0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]]
        case .zstd: [[0x28, 0xB5, 0x2F, 0xFD]]
        // A block of data, or nothing at all.
        case .bzip2:
            (UInt8(ascii: "1")...UInt8(ascii: "9")).flatMap { level in
                [[0x31, 0x41, 0x59, 0x26, 0x53, 0x59], [0x17, 0x72, 0x45, 0x38, 0x50, 0x90]].map { block in
                    Array("BZh".utf8) + [level] + block
                }
            }
        case .zip: [Array("PK".utf8) + [0x03, 0x04]]
        case .utf16: [[0xFF, 0xFE], [0xFE, 0xFF]]
        // It has none: a header tells, whose letters are not those of UTF-8.
        case .windows1252: []
        case .webPage: ["<!DOCTYPE", "<!doctype", "<html", "<HTML"].map { Array($0.utf8) }
        case .document: ["[{", "[\n", "[\r\n", "[[", "{\n", "{\r\n"].map { Array($0.utf8) }
        case .parquet: [Array("PAR1".utf8)]
        }
    }

    /// What to do about it.
    ///
    /// - Parameter path: of the file; `nil` where it is none.
    package func advice(path: String?) -> String {
        let file = path.map(shellWord)
        let pipe = { (command: String) in
            "read it with \(command)\(file.map { " " + $0 } ?? "") | quoted --file -"
        }
        return switch self {
        case .gzip: pipe("zcat")
        case .xz: pipe("xzcat")
        case .zstd: pipe("zstdcat")
        case .bzip2: pipe("bzcat")
        case .zip: pipe("unzip -p") + ", or save the sheet as CSV where it is one of a spreadsheet"
        case .utf16: pipe("iconv -f UTF-16 -t UTF-8")
        case .windows1252: pipe("iconv -f WINDOWS-1252 -t UTF-8")
        case .document: pipe("jq -c '.[]'")
        case .webPage: "look at it in a browser: it may say what went wrong when it was fetched"
        case .parquet: "export it as CSV first"
        }
    }
}

extension ForeignFormat: CustomStringConvertible {
    package var description: String {
        switch self {
        case .gzip: "it is compressed with gzip"
        case .xz: "it is compressed with xz"
        case .zstd: "it is compressed with zstd"
        case .bzip2: "it is compressed with bzip2"
        case .zip: "it is a zip archive or a spreadsheet"
        case .utf16: "it is encoded in UTF-16"
        case .windows1252: "its header is not in UTF-8, but maybe in Windows-1252"
        case .webPage: "it is a web page"
        case .document: "it is a JSON document, and not one object a line"
        case .parquet: "it is a Parquet file"
        }
    }
}

/// A path as a shell reads it.
private func shellWord(_ path: String) -> String {
    let isPlain = path.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || "/._-+,:@%".utf8.contains(byte)
    }
    // A name that begins with a dash would be an option.
    let word = path.hasPrefix("-") ? "./" + path : path
    return isPlain && !path.isEmpty
        ? word : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
}
