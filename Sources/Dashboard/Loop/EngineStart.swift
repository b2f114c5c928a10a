import Domain
import Foundation
import Glibc
import Synchronization

/// The engine as this screen has it: not yet, on its way, here, or out of reach.
///
/// Used on the screen's thread; the start itself runs on a thread of its own.
struct EngineStart {
    private enum State {
        case notAsked
        case starting([Command])
        case here(any EngineDoor)
        case refused(Refusal)
    }

    /// Milliseconds before a start for which there was no room is tried again.
    private static let roomPause: Int32 = 3_000

    private let doors: Doors
    private let messages: Mailbox<Message>
    private let wish = EngineWish()
    private var state = State.notAsked

    init(doors: Doors, messages: Mailbox<Message>) {
        self.doors = doors
        self.messages = messages
    }

    /// Another process has the engine, so that its journal has to be watched.
    var isElsewhere: Bool {
        if case .refused(let refusal) = state { return refusal.code == .engineElsewhere }
        return false
    }

    var door: (any EngineDoor)? {
        if case .here(let door) = state { return door }
        return nil
    }

    /// Starts the engine of a project that was opened before, once it is on the screen.
    mutating func startAfterFirstFrame(_ model: Model) {
        guard case .notAsked = state, let project = model.project, !project.isUnopened,
            !model.settings.isReadOnly || model.settings.isReplay
        else { return }
        start()
    }

    mutating func start() {
        guard case .notAsked = state else { return }
        state = .starting([])
        let (doors, messages, wish) = (doors, messages, wish)
        let thread = Thread {
            while wish.isThere {
                let refusal = Self.open(doors, messages)
                // It goes on by itself once there is room.
                guard refusal?.code == .noRoom else { return }
                _ = poll(nil, 0, Self.roomPause)
            }
        }
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// Finds or starts the engine, and tells what came of it; gives why there is none.
    private static func open(_ doors: Doors, _ messages: Mailbox<Message>) -> Refusal? {
        do {
            let door = try doors.engine()
            door.follow { growth in
                for attempt in growth.logs { messages.post(.logGrew(attempt)) }
                if !growth.isOfLogs { messages.post(.grew(growth)) }
            }
            messages.post(.engine(.success(door)))
            return nil
        } catch {
            let refusal = error as? Refusal ?? Refusal(.worldFailed, "\(error)")
            messages.post(.engine(.failure(refusal)))
            return refusal
        }
    }

    /// Asks for no engine any more.
    func giveUp() { wish.giveUp() }

    /// Takes the outcome of the start; gives the commands that waited for it.
    mutating func finish(_ outcome: Result<any EngineDoor, Refusal>) -> [Command] {
        var waiting: [Command] = []
        if case .starting(let commands) = state { waiting = commands }
        switch outcome {
        case .success(let door): state = .here(door)
        case .failure(let refusal): state = .refused(refusal)
        }
        return waiting
    }

    /// Sends a command now, or when the engine is there.
    mutating func send(_ command: Command, by actor: Actor) {
        let messages = messages
        switch state {
        case .here(let door):
            door.send(command, by: actor) { messages.post(.replied(command, $0)) }
        case .refused(let refusal) where refusal.code == .engineElsewhere:
            // The other one may have ended meanwhile.
            state = .notAsked
            start()
            state = .starting([command])
        case .refused(let refusal):
            messages.post(.replied(command, .failure(refusal)))
        case .starting(let commands):
            state = .starting(commands + [command])
        case .notAsked:
            start()
            state = .starting([command])
        }
    }
}

/// Whether a screen still wants an engine that could not be started so far.
private final class EngineWish: Sendable {
    private let state = Mutex(true)

    var isThere: Bool { state.withLock(\.self) }

    func giveUp() { state.withLock { $0 = false } }
}
