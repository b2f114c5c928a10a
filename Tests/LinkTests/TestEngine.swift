import Domain
import Synchronization

/// An engine that keeps what it was asked, and answers when it is told to.
final class TestEngine: EngineDoor {
    struct Asked: Sendable {
        let command: Command
        let actor: Actor
        let reply: @Sendable (Result<Reply, Refusal>) -> Void
    }

    static let launch = ForegroundLaunch(
        program: "/bin/sh",
        arguments: ["-c", "true"],
        environment: [EnvironmentEntry(name: "TERM", value: "xterm")],
        folder: "/"
    )

    let asked: Mailbox<Asked>
    private let listeners = Mutex<[@Sendable (Growth) -> Void]>([])
    /// Answers each command at once with its number as the position.
    private let answersAtOnce: Bool
    private let count = Mutex(0)

    init(answersAtOnce: Bool = false) throws {
        asked = try Mailbox(capacity: 100_000)
        self.answersAtOnce = answersAtOnce
    }

    func send(
        _ command: Command,
        by actor: Actor,
        reply: @escaping @Sendable (Result<Reply, Refusal>) -> Void
    ) {
        asked.post(Asked(command: command, actor: actor, reply: reply))
        guard answersAtOnce else { return }
        let number = count.withLock { count in
            count += 1
            return count
        }
        reply(.success(Reply(position: Position(Int64(number)))))
    }

    func lease(_ attempt: AttemptID) throws(Refusal) -> ForegroundLaunch {
        guard attempt.number == 1 else { throw Refusal(.notReady, "Not yet.") }
        return Self.launch
    }

    func follow(_ listener: @escaping @Sendable (Growth) -> Void) {
        listeners.withLock { $0.append(listener) }
    }

    func grow(to number: Int64, runs: [RunID] = []) {
        for listener in listeners.withLock({ $0 }) {
            listener(Growth(position: Position(number), runs: runs))
        }
    }

    /// Waits for commands until there are so many.
    func commands(_ wanted: Int) -> [Asked] {
        var all: [Asked] = []
        while all.count < wanted {
            let more = asked.wait(until: .now + .seconds(20))
            guard !more.isEmpty else { return all }
            all += more
        }
        return all
    }
}
