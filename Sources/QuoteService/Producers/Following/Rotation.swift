/// Decides what a follower of a file does: when to read on, when to wait, when to turn to another file of the same name.
///
/// A file is followed by name, as `tail -F` does. It may grow; be truncated, and is read again from its start; be renamed
/// or deleted, and is read on while there is no other; and be replaced, and is read to its end before the other is opened.
/// An empty replacement is not turned to yet: whoever rotates files often makes the new one before the writer has left
/// the old one.
///
/// It opens and reads nothing itself; whoever does tells it what happened, and does what it answers.
package struct Rotation: Equatable, Sendable {
    /// Which file it is, whatever its name.
    package struct FileID: Hashable, Sendable {
        package var device: UInt64
        package var inode: UInt64

        package init(device: UInt64, inode: UInt64) {
            self.device = device
            self.inode = inode
        }
    }

    /// What is looked at of a file.
    package struct Status: Equatable, Sendable {
        package var id: FileID
        /// In bytes.
        package var size: Int64

        package init(id: FileID, size: Int64) {
            self.id = id
            self.size = size
        }
    }

    /// What to do next.
    package enum Action: Equatable, Sendable {
        /// Open the file of that name; say `opened` or `couldNotOpen`.
        case open
        /// Read the open file; say `read`.
        case read
        /// Look at the open file and at the one of that name; say `looked`.
        case look
        /// Wait for a change; say `changed`.
        case wait
        /// Go to the start of the open file, whose first bytes are new, and read; say `read`.
        case rewind
        /// Close the open file, which was read to its end, and open the one of that name.
        case turnToNext
    }

    private enum State: Equatable {
        /// No file is open.
        case absent
        /// A file is open and was read up to an offset; there may be more.
        case reading(FileID, Int64)
        /// As `reading`, and there was no more.
        case dry(FileID, Int64)
        /// Another file has the name; what is left of the open one is being read.
        case replaced(FileID, Int64)
    }

    private var state = State.absent

    package init() {}

    /// The open file; `nil` where none is.
    package var open: FileID? {
        switch state {
        case .absent: nil
        case .reading(let id, _), .dry(let id, _), .replaced(let id, _): id
        }
    }

    /// The file of that name was opened.
    package mutating func opened(_ id: FileID) -> Action {
        state = .reading(id, 0)
        return .read
    }

    /// A file was opened of which the first bytes were read before; it may have another name by now.
    package mutating func resumed(_ id: FileID, at offset: Int64) -> Action {
        state = .reading(id, offset)
        return .read
    }

    /// There is no file of that name, or none that may be opened.
    package mutating func couldNotOpen() -> Action {
        state = .absent
        return .wait
    }

    /// So many bytes were read; 0 is the end of the file for now.
    package mutating func read(_ count: Int) -> Action {
        switch state {
        case .absent:
            return .open
        case .reading(let id, let offset), .dry(let id, let offset):
            state = count > 0 ? .reading(id, offset + Int64(count)) : .dry(id, offset)
            return count > 0 ? .read : .look
        case .replaced(let id, let offset):
            state = count > 0 ? .replaced(id, offset + Int64(count)) : .absent
            return count > 0 ? .read : .turnToNext
        }
    }

    /// The open file and the one of that name, if there is one, were looked at.
    package mutating func looked(at own: Status, named: Status?) -> Action {
        guard case .dry(let id, let offset) = state else { return open == nil ? .open : .read }
        if own.size < offset {
            state = .reading(id, 0)
            return .rewind
        }
        if let named, named.id != id, named.size > 0 {
            state = .replaced(id, offset)
            return .read
        }
        guard own.size > offset else { return .wait }
        state = .reading(id, offset)
        return .read
    }

    /// Something has changed, or may have.
    package mutating func changed() -> Action {
        switch state {
        case .absent:
            return .open
        case .dry(let id, let offset):
            state = .reading(id, offset)
            return .read
        case .reading, .replaced:
            return .read
        }
    }
}
