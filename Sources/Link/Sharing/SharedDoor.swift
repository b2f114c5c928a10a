package import Domain
import Foundation
import Glibc
import Synchronization

/// The project's engine, wherever it is: in this process, or in another one that is attached to.
///
/// When the engine of another process ends, the next one is found or started here, within a
/// moment; what it had not decided is asked again, and those who follow the journal are told to
/// read on.
package final class SharedDoor: EngineDoor {
    /// How long those who wait for the end of something have to let go, when an engine ended,
    /// before the next one is started: that end may be what they waited for.
    private static let pause: Int32 = 20
    /// Between two looks for an engine that another user has to start.
    private static let absencePause: Int32 = 500
    /// Before an engine is looked for again for which there was no room on the disk.
    private static let roomPause: Int32 = 3_000
    /// How long a reading waits for the next engine, and looks whether it is there.
    private static let readingPatience = Duration.seconds(7)
    private static let readingPause: Int32 = 10
    /// Commands that wait for the next engine.
    private static let waitingLimit = 256

    private struct Waiting: Sendable {
        let command: Command
        let actor: Actor
        let reply: @Sendable (Result<Reply, Refusal>) -> Void
    }

    private enum Standing {
        case searching
        case here(any HostedDoor)
        case elsewhere(LinkDoor)
        case failed(Refusal)
        case closed
    }

    private struct State {
        var standing = Standing.searching
        /// Counts engines, so that the end of an earlier one does not count for this one.
        var number = 0
        /// The engine of this number ended before it was known here.
        var endedEarly: (number: Int, end: LinkEnd)?
        var waiting: [Waiting] = []
        var listeners: [@Sendable (Growth) -> Void] = []
        /// A search will begin by itself.
        var isSearchPlanned = false

        /// The door to the engine, while there is one.
        var door: (any EngineDoor)? {
            switch standing {
            case .here(let door): door
            case .elsewhere(let door): door
            case .searching, .failed, .closed: nil
            }
        }
    }

    private let ways: EngineWays
    private let state = Mutex(State())
    /// Held during a search, so that a close can wait for what it began.
    private let searching = Mutex(())

    /// Finds or starts the engine; takes milliseconds, or seconds where its holder does not answer.
    package init(_ ways: EngineWays) throws {
        self.ways = ways
        do {
            try search(hasSuccessor: false)
        } catch let refusal as Refusal where refusal == ways.absence {
            // Nobody can help that from here; it is gone over to when it is there.
        }
    }

    /// What is said while there is no engine, and none can be started here.
    var absence: Refusal? { ways.absence }

    /// There is no engine, and none can be started here.
    package var isAbsent: Bool {
        state.withLock { state in
            if case .failed(let refusal) = state.standing { return refusal == ways.absence }
            return false
        }
    }

    deinit { close() }

    /// Who has the engine; nil while none is there.
    package var host: EngineHost? {
        state.withLock { state in
            switch state.standing {
            case .here: .here
            case .elsewhere(let door): .elsewhere(door.engine)
            case .searching, .failed, .closed: nil
            }
        }
    }

    package func send(
        _ command: Command,
        by actor: Actor,
        reply: @escaping @Sendable (Result<Reply, Refusal>) -> Void
    ) {
        send(Waiting(command: command, actor: actor, reply: reply))
    }

    package func lease(_ attempt: AttemptID) throws(Refusal) -> ForegroundLaunch {
        guard let door = state.withLock({ $0.door }) else { throw .engineEnded }
        return try door.lease(attempt)
    }

    /// Reads by the engine of another process, or by the next one where it ends meanwhile.
    func read(_ query: ReadingQuery) throws(Refusal) -> (ReadingAnswer, PassedDescriptors) {
        let deadline = ContinuousClock.now + Self.readingPatience
        var last = Refusal.engineEnded
        while deadline > .now {
            let (door, refusal) = state.withLock { state -> (LinkDoor?, Refusal?) in
                switch state.standing {
                case .elsewhere(let door): (door, nil)
                case .searching: (nil, nil)
                case .failed(let refusal): (nil, refusal)
                case .here, .closed: (nil, .engineEnded)
                }
            }
            if let refusal { throw refusal }
            do throws(Refusal) {
                if let door { return try door.read(query) }
            } catch {
                guard error == .engineEnded || error == .unanswered else { throw error }
                last = error
            }
            _ = poll(nil, 0, Self.readingPause)
        }
        throw last
    }

    package func follow(_ listener: @escaping @Sendable (Growth) -> Void) {
        state.withLock { $0.listeners.append(listener) }
    }

    /// Lets go of the engine; gives the one of this process, which then has to be stopped.
    @discardableResult
    package func close() -> (any HostedDoor)? {
        let (standing, waiting) = state.withLock { state in
            defer {
                state.standing = .closed
                state.waiting = []
            }
            return (state.standing, state.waiting)
        }
        for one in waiting { one.reply(.failure(.engineEnded)) }
        switch standing {
        case .here(let door): return door
        case .elsewhere(let door): door.close()
        // An engine that was just started has to be stopped in order.
        case .searching: searching.withLock { _ in }
        case .failed, .closed: break
        }
        return nil
    }

    /// Gives the engine of this process away: `start` begins a successor in another process, which
    /// is attached to once it is ready.
    ///
    /// Nothing happens where the engine is not here, or is neither busy nor used by others.
    /// Returns when the engine of this process has ended. Where no successor comes one is started
    /// here again.
    package func handOver(isBusy: Bool, reason: String, start: () -> Void) {
        let hosted = state.withLock { state -> (any HostedDoor)? in
            guard case .here(let door) = state.standing, isBusy || door.hasClients else {
                return nil
            }
            state.standing = .searching
            return door
        }
        guard let hosted else { return }
        start()
        hosted.stop(reason: reason, hasSuccessor: true)
        searchAside(hasSuccessor: true)
    }

    // MARK: - Sending

    private func send(_ one: Waiting) {
        let (door, number, refusal) = state.withLock { state in
            switch state.standing {
            case .here, .elsewhere: return (state.door, state.number, Refusal?.none)
            case .failed(let refusal) where refusal.code != .engineElsewhere:
                return (nil, state.number, refusal)
            case .closed: return (nil, state.number, .engineEnded)
            case .searching, .failed:
                guard state.waiting.count < Self.waitingLimit else {
                    return (nil, state.number, .tooMuch)
                }
                state.waiting.append(one)
                return (nil, state.number, nil)
            }
        }
        if let refusal { return one.reply(.failure(refusal)) }
        guard let door else { return searchAgain() }
        door.send(one.command, by: one.actor) { [weak self] result in
            if case .failure(let refusal) = result, refusal.code == .engineEnding, let self,
                self.keep(one, askedOf: number)
            {
                return
            }
            one.reply(result)
        }
    }

    /// Keeps a command that an engine did not decide for the next one; false where none comes.
    private func keep(_ one: Waiting, askedOf number: Int) -> Bool {
        let mayResend = state.withLock { state -> Bool? in
            if case .closed = state.standing { return nil }
            if case .here = state.standing, state.number == number { return nil }
            if state.number > number, state.door != nil { return true }
            guard state.waiting.count < Self.waitingLimit else { return nil }
            state.waiting.append(one)
            return false
        }
        if mayResend == true { send(one) }
        return mayResend != nil
    }

    // MARK: - Searching

    /// The engine could not be reached before; it may be now.
    private func searchAgain() {
        let isIdle = state.withLock { state in
            guard case .failed = state.standing else { return false }
            state.standing = .searching
            return true
        }
        if isIdle { searchAside(hasSuccessor: false) }
    }

    private func ended(_ number: Int, _ end: LinkEnd) {
        // Let go of outside of the lock: the last of a connection answers what waits for it.
        let old = state.withLock { state -> LinkDoor? in
            guard state.number == number, case .elsewhere(let door) = state.standing else {
                if state.number <= number { state.endedEarly = (number, end) }
                return nil
            }
            state.standing = .searching
            return door
        }
        guard old != nil else { return }
        tell(Growth(position: ways.position(), runs: []))
        searchAside(hasSuccessor: end == .ended(hasSuccessor: true))
    }

    /// The engine of this process lost its place: it is stopped, and the next one looked for.
    private func lost(_ number: Int, _ refusal: Refusal) {
        let hosted = state.withLock { state -> (any HostedDoor)? in
            guard state.number == number, case .here(let door) = state.standing else { return nil }
            state.standing = .searching
            return door
        }
        guard let hosted else { return }
        hosted.stop(reason: "its place was lost", hasSuccessor: false)
        tell(Growth(position: ways.position(), runs: [], trouble: refusal.text))
        searchAside(hasSuccessor: false)
    }

    private func searchAside(hasSuccessor: Bool) {
        let thread = Thread { [weak self] in
            _ = poll(nil, 0, Self.pause)
            // What goes wrong is what later commands are answered with.
            try? self?.search(hasSuccessor: hasSuccessor)
        }
        thread.name = "pitwall search"
        thread.stackSize = 4 << 20
        thread.start()
    }

    private func search(hasSuccessor: Bool) throws {
        try searching.withLock { _ in try find(hasSuccessor: hasSuccessor) }
    }

    private func find(hasSuccessor: Bool) throws {
        let number = state.withLock { $0.number + 1 }
        let search = EngineSearch(
            ways: ways,
            isWanted: { [weak self] in self?.isClosed == false },
            ended: { [weak self] end in self?.ended(number, end) }
        )
        do {
            let finding = try search.run(hasSuccessor: hasSuccessor, isFirst: number == 1)
            let waiting = take(finding, number)
            for one in waiting { send(one) }
        } catch {
            let refusal = error as? Refusal ?? Refusal(.worldFailed, "\(error)")
            let waiting = state.withLock { state in
                if case .searching = state.standing { state.standing = .failed(refusal) }
                defer { state.waiting = [] }
                return state.waiting
            }
            for one in waiting { one.reply(.failure(refusal)) }
            guard refusal.code != .engineEnding else { throw refusal }
            tell(Growth(position: ways.position(), runs: [], trouble: refusal.text))
            if refusal == ways.absence { awaitEngine() }
            if refusal.code == .noRoom { searchLater() }
            throw refusal
        }
    }

    /// Looks for an engine, or starts one, once there may be room for it.
    private func searchLater() {
        let isNew = state.withLock { state in
            defer { state.isSearchPlanned = true }
            return !state.isSearchPlanned
        }
        guard isNew else { return }
        let thread = Thread { [weak self] in
            _ = poll(nil, 0, Self.roomPause)
            self?.state.withLock { $0.isSearchPlanned = false }
            self?.searchAgain()
        }
        thread.name = "pitwall search"
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// Looks now and then for an engine that only another user can start.
    private func awaitEngine() {
        let thread = Thread { [weak self] in
            repeat {
                _ = poll(nil, 0, Self.absencePause)
            } while self?.findsNobody == true
            self?.searchAgain()
        }
        thread.name = "pitwall search"
        thread.stackSize = 4 << 20
        thread.start()
    }

    private var findsNobody: Bool {
        guard !isClosed else { return false }
        do throws(LinkFailure) {
            try ways.attach({ _ in }).close()
            return false
        } catch {
            return true
        }
    }

    /// Goes over to the engine that was found; gives the commands that waited for it.
    private func take(_ finding: EngineSearch.Finding, _ number: Int) -> [Waiting] {
        let door: any EngineDoor
        let standing: Standing
        switch finding {
        case .here(let hosted): (door, standing) = (hosted, .here(hosted))
        case .elsewhere(let link): (door, standing) = (link, .elsewhere(link))
        }
        door.follow { [weak self] in self?.tell($0) }
        let (waiting, end, isClosed) = state.withLock { state in
            if case .closed = state.standing { return ([Waiting](), LinkEnd?.none, true) }
            state.standing = standing
            state.number = number
            defer {
                state.waiting = []
                state.endedEarly = nil
            }
            let end = state.endedEarly.flatMap { $0.number == number ? $0.end : nil }
            return (state.waiting, end, false)
        }
        if isClosed {
            discard(finding)
            return []
        }
        if case .here(let hosted) = finding {
            hosted.watch { [weak self] in self?.lost(number, $0) }
        }
        if number > 1 || ways.absence != nil { tell(Growth(position: ways.position(), runs: [])) }
        if let end { ended(number, end) }
        return waiting
    }

    private var isClosed: Bool {
        state.withLock { state in
            if case .closed = state.standing { return true }
            return false
        }
    }

    /// The door was closed while an engine was looked for.
    private func discard(_ finding: EngineSearch.Finding) {
        switch finding {
        case .here(let door): door.stop(reason: "nobody needed it", hasSuccessor: false)
        case .elsewhere(let door): door.close()
        }
    }

    private func tell(_ growth: Growth) {
        let listeners = state.withLock { $0.listeners }
        for listener in listeners { listener(growth) }
    }
}
