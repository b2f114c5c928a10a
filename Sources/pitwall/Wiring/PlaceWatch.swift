import Domain
import Foundation

/// Looks every few seconds, and whenever it is told to, whether an engine is still where it began.
final class PlaceWatch: Sendable {
    private enum Message: Sendable {
        case look
        case stop
    }

    private static let pause = Duration.seconds(2)
    /// Looks that are asked for while one is under way; it stands for more of them.
    private static let capacity = 16

    // Without a descriptor left nobody looks; what is to be written is looked at all the same.
    private let messages = try? Mailbox<Message>(capacity: capacity)

    /// Looks on a thread of its own until it is stopped, or a look says that it was the last.
    func begin(_ look: @escaping @Sendable () -> Bool) {
        guard let messages else { return }
        let thread = Thread {
            repeat {
                if messages.wait(until: .now + Self.pause).contains(.stop) { return }
            } while look()
        }
        thread.name = "pitwall place"
        thread.stackSize = 4 << 20
        thread.start()
    }

    func lookNow() { messages?.post(.look) }

    func stop() { messages?.post(.stop) }
}
