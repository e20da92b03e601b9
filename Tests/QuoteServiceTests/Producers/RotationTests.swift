import Testing

@testable import QuoteService

/// What happens to a followed file, told event by event.
@Suite struct RotationTests {
    static func id(_ inode: UInt64) -> Rotation.FileID { Rotation.FileID(device: 1, inode: inode) }
    static func file(_ inode: UInt64, _ size: Int64) -> Rotation.Status { Rotation.Status(id: id(inode), size: size) }

    enum Event {
        case opened(UInt64)
        case couldNotOpen
        case read(Int)
        case looked(own: Rotation.Status, named: Rotation.Status?)
        case changed

        func tell(_ rotation: inout Rotation) -> Rotation.Action {
            switch self {
            case .opened(let inode): rotation.opened(id(inode))
            case .couldNotOpen: rotation.couldNotOpen()
            case .read(let count): rotation.read(count)
            case .looked(let own, let named): rotation.looked(at: own, named: named)
            case .changed: rotation.changed()
            }
        }
    }

    struct Story: CustomTestStringConvertible {
        let testDescription: String
        let steps: [(event: Event, action: Rotation.Action)]

        init(_ description: String, _ steps: [(Event, Rotation.Action)]) {
            testDescription = description
            self.steps = steps
        }
    }

    /// A file with inode 1 of ten bytes was opened and read to its end.
    static let read: [(Event, Rotation.Action)] = [(.opened(1), .read), (.read(10), .read), (.read(0), .look)]

    static let stories = [
        Story(
            "a file that is not there is waited for, and then read",
            [
                (.couldNotOpen, .wait), (.changed, .open), (.couldNotOpen, .wait), (.changed, .open),
                (.opened(1), .read),
                (.read(5), .read), (.read(0), .look), (.looked(own: file(1, 5), named: file(1, 5)), .wait),
            ]),
        Story(
            "an empty file is waited for",
            [
                (.opened(1), .read), (.read(0), .look), (.looked(own: file(1, 0), named: file(1, 0)), .wait),
                (.changed, .read), (.read(3), .read),
            ]),
        Story(
            "a file that grows is read on",
            read + [
                (.looked(own: file(1, 10), named: file(1, 10)), .wait), (.changed, .read), (.read(5), .read),
                (.read(0), .look), (.looked(own: file(1, 15), named: file(1, 15)), .wait),
            ]),
        Story(
            "what was appended between reading and looking is read at once",
            read + [
                (.looked(own: file(1, 11), named: file(1, 11)), .read), (.read(1), .read),
            ]),
        Story(
            "a change that is none leads back to waiting",
            read + [
                (.looked(own: file(1, 10), named: file(1, 10)), .wait), (.changed, .read), (.read(0), .look),
                (.looked(own: file(1, 10), named: file(1, 10)), .wait),
            ]),
        Story(
            "a truncated file is read from its start",
            read + [
                (.looked(own: file(1, 4), named: file(1, 4)), .rewind), (.read(4), .read), (.read(0), .look),
                (.looked(own: file(1, 4), named: file(1, 4)), .wait),
            ]),
        Story(
            "a file truncated to nothing is read from its start once there is something",
            read + [
                (.looked(own: file(1, 0), named: file(1, 0)), .rewind), (.read(0), .look),
                (.looked(own: file(1, 0), named: file(1, 0)), .wait), (.changed, .read), (.read(20), .read),
            ]),
        Story(
            "a deleted file is read on until there is another",
            read + [
                (.looked(own: file(1, 10), named: nil), .wait), (.changed, .read), (.read(2), .read), (.read(0), .look),
                (.looked(own: file(1, 12), named: nil), .wait), (.changed, .read), (.read(0), .look),
                (.looked(own: file(1, 12), named: file(2, 1)), .read), (.read(0), .turnToNext), (.opened(2), .read),
                (.read(1), .read),
            ]),
        Story(
            "the last bytes of a renamed file are read before the new one",
            read + [
                (.looked(own: file(1, 10), named: file(2, 7)), .read), (.read(3), .read), (.read(4), .read),
                (.read(0), .turnToNext), (.opened(2), .read),
            ]),
        Story(
            "an empty new file is not turned to before it has something",
            read + [
                (.looked(own: file(1, 10), named: file(2, 0)), .wait), (.changed, .read), (.read(6), .read),
                (.read(0), .look), (.looked(own: file(1, 16), named: file(2, 0)), .wait), (.changed, .read),
                (.read(0), .look), (.looked(own: file(1, 16), named: file(2, 9)), .read), (.read(0), .turnToNext),
            ]),
        Story(
            "a new file that is gone before it is opened is waited for",
            read + [
                (.looked(own: file(1, 10), named: file(2, 7)), .read), (.read(0), .turnToNext), (.couldNotOpen, .wait),
                (.changed, .open), (.opened(3), .read),
            ]),
        Story(
            "the same number on another device is another file",
            read + [
                (
                    .looked(
                        own: file(1, 10), named: Rotation.Status(id: .init(device: 2, inode: 1), size: 10)), .read
                ), (.read(0), .turnToNext),
            ]),
        Story(
            "a truncated file that was replaced too is read from its start first",
            read + [
                (.looked(own: file(1, 2), named: file(2, 7)), .rewind), (.read(2), .read), (.read(0), .look),
                (.looked(own: file(1, 2), named: file(2, 7)), .read), (.read(0), .turnToNext),
            ]),
    ]

    @Test(arguments: stories) func `each event has its action`(_ story: Story) {
        var rotation = Rotation()
        for (number, step) in story.steps.enumerated() {
            let action = step.event.tell(&rotation)
            #expect(action == step.action, "step \(number): \(step.event)")
        }
    }
}
