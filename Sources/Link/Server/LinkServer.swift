package import Domain
import Foundation
import Glibc

/// The engine's end of its socket: takes commands of other screens and commands, answers them and
/// tells how the journal grows.
///
/// Who a client is, the kernel says. Clients of other users, its guests, read by it, too, within
/// bounds of their own. A slow client holds up nobody but itself: growth is told
/// together, and nothing more is read from it before it took its answers.
package final class LinkServer: Sendable {
    /// What the server says of its engine, and whom it asks.
    package struct Setting: Sendable {
        package let welcome: LinkWelcome
        /// The user as whom the engine runs; all others are its guests.
        package let owner: UInt32
        /// The group that may connect besides; nil for nobody.
        package let group: UInt32?
        /// What a guest reads by.
        package let reading: @Sendable (Actor) -> any Reading
        /// The name of an OS user, for the journal.
        package let name: @Sendable (UInt32) -> String
        /// Hears why clients were turned away.
        package let note: @Sendable (String) -> Void
        /// Hears, on the link's thread, whether anybody is connected, when that changes.
        package let used: @Sendable (Bool) -> Void
        /// Called when a client asks the engine to end; nil where it does not run for that.
        package let end: (@Sendable () -> Void)?
        /// Called when a client came to a folder that was moved; nil where nobody looks after that.
        package let moved: (@Sendable () -> Void)?

        package init(
            welcome: LinkWelcome,
            owner: UInt32 = geteuid(),
            group: UInt32? = nil,
            reading: @escaping @Sendable (Actor) -> any Reading,
            name: @escaping @Sendable (UInt32) -> String,
            note: @escaping @Sendable (String) -> Void = { _ in },
            used: @escaping @Sendable (Bool) -> Void = { _ in },
            end: (@Sendable () -> Void)? = nil,
            moved: (@Sendable () -> Void)? = nil
        ) {
            self.welcome = welcome
            self.owner = owner
            self.group = group
            self.reading = reading
            self.name = name
            self.note = note
            self.used = used
            self.end = end
            self.moved = moved
        }
    }

    enum Message: Sendable {
        case answer(client: Int, number: Int, Result<Reply, Refusal>)
        case read(ReadingLane.Outcome)
        case grew
        case renew
        case stopAccepting(Mailbox<Void>)
        case finish(hasSuccessor: Bool, Mailbox<Void>)
    }

    /// All answers that can wait at once, and what else is posted.
    private static let capacity = LinkLimits.clients * LinkLimits.requests * 2

    private let messages: Mailbox<Message>
    private let growth = GrowthTally()

    /// Listens in the private folder, in the place of a dead engine's socket.
    ///
    /// Only the holder of the engine's lock may do so. Fails with what the kernel says.
    package init(
        folder: String,
        door: any EngineDoor,
        setting: Setting,
        owners: RunOwners = RunOwners()
    ) throws {
        let messages = try Mailbox<Message>(capacity: Self.capacity)
        self.messages = messages
        let place: SocketPlace
        let listener: Int32
        do throws(SocketError) {
            place = try SocketPlace(folder: folder)
            listener = try place.listen(group: setting.group)
        } catch {
            throw Refusal(
                .worldFailed,
                "Other screens cannot reach this engine, for its socket in '\(folder)' is not "
                    + "there. \(error)"
            )
        }
        let growth = growth
        door.follow { if growth.add($0) { messages.post(.grew) } }
        let thread = Thread {
            let loop = LinkServerLoop(
                place: place,
                listener: listener,
                door: door,
                setting: setting,
                owners: owners,
                messages: messages,
                growth: growth
            )
            loop.run()
        }
        thread.name = "pitwall link"
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// Whether anybody is connected.
    package var hasClients: Bool { growth.hasListeners }

    /// Makes the socket's file anew where it was removed.
    ///
    /// Only the holder of the engine's lock may ask for it.
    package func renew() {
        messages.post(.renew)
    }

    /// Takes no new clients from now on; whoever tries finds no socket, and comes again.
    ///
    /// To be called before the engine is stopped, while its lock is held.
    package func stopAccepting() {
        wait { .stopAccepting($0) }
    }

    /// Gives out what waits, tells every client that the engine ended, and closes.
    ///
    /// With a successor the clients leave it the lock. To be called after the engine was stopped:
    /// what it did not answer was not decided.
    package func finish(hasSuccessor: Bool) {
        wait { .finish(hasSuccessor: hasSuccessor, $0) }
    }

    private func wait(for message: (Mailbox<Void>) -> Message) {
        guard let done = try? Mailbox<Void>(capacity: 1), messages.post(message(done)) else {
            return
        }
        _ = done.wait(until: .now + LinkLimits.farewell * 2)
    }
}
