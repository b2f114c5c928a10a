package import Domain
import Foundation
import Glibc

/// The engine of another process, through its socket.
///
/// Sending never waits: a thread of its own writes and reads. Each request is answered, also when
/// the connection is lost.
package final class LinkDoor: EngineDoor {
    /// Requests that may wait to be written.
    private static let capacity = LinkLimits.requests * 2
    /// How long a screen waits for the launch of a stage that it was leased.
    private static let launchTime = Duration.seconds(2)

    enum Message: Sendable {
        case send(ClientFrame)
        case close
    }

    /// The engine at the other end.
    package let engine: LinkWelcome
    private let messages: Mailbox<Message>
    private let desk: LinkDesk

    /// Connects to the engine of a private folder; takes milliseconds, or the time of a greeting
    /// where the engine's process stands still.
    ///
    /// `ended` is called once, on a thread of the link, when the connection is over, before what
    /// waits is answered; not after ``close()``.
    package init(
        folder: String,
        version: String,
        ended: @escaping @Sendable (LinkEnd) -> Void = { _ in }
    ) throws(LinkFailure) {
        let socket = try Self.connect(folder)
        let desk = LinkDesk()
        self.desk = desk
        guard let messages = try? Mailbox<Message>(capacity: Self.capacity),
            let greeting = try? Mailbox<Result<LinkWelcome, LinkFailure>>(capacity: 1)
        else {
            Glibc.close(socket)
            throw .refused(Refusal(.worldFailed, "The process is out of descriptors."))
        }
        self.messages = messages
        let thread = Thread {
            let loop = LinkClientLoop(socket, desk: desk, messages: messages)
            let welcome = loop.greet(version)
            greeting.post(welcome)
            guard case .success = welcome else { return }
            loop.run(ended: ended)
        }
        thread.name = "pitwall link"
        thread.stackSize = 4 << 20
        thread.start()
        guard let welcome = greeting.wait(until: nil).first else { throw .nobody }
        engine = try welcome.get()
    }

    deinit { close() }

    package func send(
        _ command: Command,
        by actor: Actor,
        reply: @escaping @Sendable (Result<Reply, Refusal>) -> Void
    ) {
        request({ .command(number: $0, command: command) }) { result in
            switch result {
            case .success(.reply(let answer)): reply(.success(answer))
            case .success(.launch), .success(.reading): reply(.failure(.unanswered))
            case .failure(let refusal): reply(.failure(refusal))
            }
        }
    }

    package func lease(_ attempt: AttemptID) throws(Refusal) -> ForegroundLaunch {
        guard let box = try? Mailbox<Result<ServerAnswer, Refusal>>(capacity: 1) else {
            throw .tooMuch
        }
        request({ .lease(number: $0, attempt: attempt) }) { box.post($0) }
        switch box.wait(until: .now + Self.launchTime).first {
        case .success(.launch(let launch)): return launch
        case .failure(let refusal): throw refusal
        case .success(.reply), .success(.reading), nil: throw .unanswered
        }
    }

    /// Reads by the engine; waits for the answer, however long that takes.
    func read(_ query: ReadingQuery) throws(Refusal) -> (ReadingAnswer, PassedDescriptors) {
        guard let box = try? Mailbox<Result<ServerAnswer, Refusal>>(capacity: 1) else {
            throw .tooMuch
        }
        request({ .read(number: $0, query: query) }) { box.post($0) }
        switch box.wait(until: nil).first {
        case .success(.reading(let answer, let descriptors)): return (answer, descriptors)
        case .failure(let refusal): throw refusal
        case .success(.reply), .success(.launch), nil: throw .unanswered
        }
    }

    package func follow(_ listener: @escaping @Sendable (Growth) -> Void) {
        desk.follow(listener)
    }

    /// Asks an engine without a screen to end; it answers, and the connection ends soon after.
    package func end(reply: @escaping @Sendable (Refusal?) -> Void) {
        request({ .end(number: $0) }) { result in
            switch result {
            case .success: reply(nil)
            case .failure(let refusal): reply(refusal)
            }
        }
    }

    /// Closes the connection; what is under way at the engine goes on.
    package func close() {
        desk.close(.engineEnded)
        messages.post(.close)
    }

    // MARK: - Private

    private func request(_ frame: (Int) -> ClientFrame, _ answer: @escaping LinkDesk.Answer) {
        switch desk.open(answer) {
        case .success(let number):
            if !messages.post(.send(frame(number))) { desk.answer(number, .failure(.tooMuch)) }
        case .failure(let refusal): answer(.failure(refusal))
        }
    }

    private static func connect(_ folder: String) throws(LinkFailure) -> Int32 {
        let socket: Int32
        let owner: uid_t?
        do throws(SocketError) {
            let place = try SocketPlace(folder: folder)
            owner = place.owner
            socket = try place.connect()
        } catch {
            guard !error.isAbsence else { throw .nobody }
            guard !error.isClosed else { throw .closed }
            throw .refused(Refusal(.worldFailed, "The engine cannot be reached. \(error)"))
        }
        let user = SocketPlace.peer(of: socket)?.user
        // Whoever else holds it would get our commands.
        guard let user, user == owner || user == 0 else {
            Glibc.close(socket)
            throw .refused(
                Refusal(
                    .badInput,
                    "The engine's socket in '\(folder)' is held by somebody who does not own that "
                        + "folder. Nothing was sent."
                )
            )
        }
        return socket
    }
}
