import Domain
import Glibc

/// The work of a client's thread: greets, writes requests, reads answers and growth.
final class LinkClientLoop {
    private let stream: SocketStream
    private let desk: LinkDesk
    private let messages: Mailbox<LinkDoor.Message>
    private let coder = FrameCoder()

    init(_ socket: Int32, desk: LinkDesk, messages: Mailbox<LinkDoor.Message>) {
        // What an engine of another user answers to a reading is longer than any other frame.
        stream = SocketStream(socket, lineLimit: LinkLimits.answer, takesDescriptors: true)
        self.desk = desk
        self.messages = messages
    }

    /// Says who asks, and hears who answers.
    func greet(_ version: String) -> Result<LinkWelcome, LinkFailure> {
        let hello = ClientFrame.hello(protocol: LinkLimits.protocolNumber, version: version)
        stream.add(coder.line(hello) ?? [])
        let deadline = ContinuousClock.now + LinkLimits.greeting
        while deadline > .now {
            stream.write()
            var entry = stream.entry(wantsMore: true)
            _ = poll(&entry, 1, Int32((deadline - .now).seconds * 1_000) + 1)
            guard entry.isReadable else { continue }
            stream.read()
            if let line = stream.line() { return welcome(line, version) }
            if stream.isOver { return .failure(.nobody) }
        }
        let pid = SocketPlace.peer(of: stream.descriptor).map { " (process \($0.pid))" } ?? ""
        return .failure(
            .refused(
                Refusal(
                    .worldFailed,
                    "The engine\(pid) does not answer. Where it was stopped with ^Z, 'fg' there "
                        + "goes on with it."
                )
            )
        )
    }

    private func welcome(_ line: [UInt8], _ version: String) -> Result<LinkWelcome, LinkFailure> {
        switch coder.frame(ServerFrame.self, of: line) {
        case .welcome(let welcome) where welcome.protocol == LinkLimits.protocolNumber:
            return .success(welcome)
        case .welcome(let welcome):
            return .failure(
                .refused(
                    Refusal(
                        .badInput,
                        "The engine (process \(welcome.pid)) is of Pitwall \(welcome.version), "
                            + "this is \(version); they do not understand each other. End that "
                            + "one, or use the same version."
                    )
                )
            )
        case .refused(let refusal): return .failure(.refused(refusal))
        // It ended just now; the next one is asked.
        case .ending: return .failure(.nobody)
        case .reply, .refusal, .launch, .reading, .grew, nil:
            return .failure(
                .refused(Refusal(.badInput, "What answers at the engine's socket is no engine."))
            )
        }
    }

    /// Works until the connection is over.
    ///
    /// `ended` is called when it was not closed here, and before what waits is answered.
    func run(ended: (LinkEnd) -> Void) {
        while true {
            if let end = takeFrames() {
                ended(end)
                desk.close(end.refusal)
                return
            }
            stream.write()
            var entries = [
                stream.entry(wantsMore: true),
                pollfd(fd: messages.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            _ = poll(&entries, 2, -1)
            if entries[0].isReadable { stream.read() }
            for message in messages.take() {
                switch message {
                case .send(let frame): send(frame)
                case .close: return
                }
            }
        }
    }

    private func send(_ frame: ClientFrame) {
        if let line = coder.line(frame) {
            stream.add(line)
        } else if let number = frame.number {
            let refusal = Refusal(.badInput, "That is too long to be sent to the engine.")
            desk.answer(number, .failure(refusal))
        }
    }

    /// Takes the frames that came; gives the end where one says it, or nothing comes any more.
    private func takeFrames() -> LinkEnd? {
        while let line = stream.line() {
            switch coder.frame(ServerFrame.self, of: line) {
            case .reply(let number, let reply): desk.answer(number, .success(.reply(reply)))
            case .launch(let number, let launch): desk.answer(number, .success(.launch(launch)))
            case .refusal(let number, let refusal): desk.answer(number, .failure(refusal))
            case .reading(let number, let answer):
                // Taken also where nobody waits any more, so that they are closed.
                let passed = PassedDescriptors(descriptors(of: answer))
                desk.answer(number, .success(.reading(answer, passed)))
            case .grew(let note): desk.tell(note.growth)
            case .ending(let hasSuccessor): return .ended(hasSuccessor: hasSuccessor)
            case .refused(let refusal): return .refused(refusal)
            case .welcome, nil: return .lost
            }
        }
        return stream.isOver || stream.isTooLong ? .lost : nil
    }

    /// The descriptors that came with an answer; they come before it, in its order.
    private func descriptors(of answer: ReadingAnswer) -> [Int32] {
        guard case .log(let hasLog, let hasTimes) = answer else { return [] }
        return [hasLog, hasTimes].filter(\.self).compactMap { _ in stream.takeDescriptor() }
    }
}

extension LinkEnd {
    /// What requests get that were not answered.
    fileprivate var refusal: Refusal {
        switch self {
        case .ended: .engineEnded
        case .refused(let refusal): refusal
        case .lost: .unanswered
        }
    }
}

extension ClientFrame {
    /// The request's number.
    fileprivate var number: Int? {
        switch self {
        case .command(let number, _), .lease(let number, _), .read(let number, _), .end(let number):
            number
        case .hello: nil
        }
    }
}
