import Domain
import Engine

extension Simulation {
    private enum Turn: CaseIterable {
        case engine, work, world, wait, person, edit, kill, powerCut, stop, disk, clock
    }

    /// One thing happens, of all that can.
    func stepInTrouble() {
        let isDue = isEngineDue
        let turn = world.with { state -> Turn in
            let faults = state.faults
            state.time += state.random.below(3)
            let hasEngine = engine != nil
            let weights = Turn.allCases.map { turn -> Int in
                switch turn {
                case .engine: isDue ? 300 : 0
                case .work: workers.isEmpty ? 0 : 350
                case .world: (state.nextEventTime.map { $0 <= state.time } ?? false) ? 250 : 0
                case .wait: 120
                case .person: hasEngine ? 90 : 5
                case .edit: faults.edits
                // A kill hurts most while something is done that is not written everywhere.
                case .kill: hasEngine ? faults.kill * (state.files.isOwed ? 5 : 1) : 0
                case .powerCut: faults.powerCut
                case .stop: hasEngine ? faults.stop : 0
                case .disk: state.isDiskFull ? 60 : faults.fullDisk
                case .clock: faults.clock
                }
            }
            return Turn.allCases[state.random.index(weights: weights) ?? 0]
        }
        perform(turn)
    }

    private func perform(_ turn: Turn) {
        switch turn {
        case .engine: engine?.step()
        case .work: work()
        case .world: playEvent()
        case .wait: wait()
        case .person: person()
        case .edit: world.with { $0.edit() }
        case .kill: kill(.killed)
        case .powerCut: cutPower()
        case .stop: stop()
        case .disk:
            world.with { state in
                state.isDiskFull.toggle()
                state.note(state.isDiskFull ? "the disk is full" : "the disk has room")
            }
        case .clock:
            world.with { state in
                state.clockOffset += Double(state.random.within(-7_200...7_200))
                state.note("the clock is set by \(Int(state.clockOffset)) s in all")
            }
        }
    }

    /// Whatever is left to happen by itself; false where nothing is.
    func stepInCalm() -> Bool {
        if playEvent() { return true }
        if isEngineDue {
            engine?.step()
            return true
        }
        if !workers.isEmpty {
            work()
            return true
        }
        if takeLease() { return true }
        let waits = world.with { $0.nextEventTime != nil } || engine?.deadline != nil
        if waits {
            wait()
            return true
        }
        return world.with { $0.endHanging() }
    }

    var isEngineDue: Bool {
        guard let engine else { return false }
        return !engine.isIdle || (engine.deadline.map { $0 <= world.with(\.instant) } ?? false)
    }

    // MARK: - What happens

    private func work() {
        let choice = world.with { $0.random.below(workers.choices) }
        workers.perform(choice)
        // Whoever did it decides on it, unless somebody takes it along later.
        if world.with({ $0.random.happens(600) }) { engine?.step() }
    }

    /// Time passes until something is due.
    private func wait() {
        world.with { state in
            let times = [
                state.nextEventTime,
                engine?.deadline.map { state.time + state.milliseconds(until: $0) },
            ]
            let next = times.compactMap(\.self).min()
            state.time = max(state.time + 1, min(next ?? .max, state.time + 3_600_000))
        }
        if engine == nil, world.with({ $0.random.happens(700) }) { start() }
    }

    /// Plays what is due in the world; false where nothing is.
    @discardableResult
    private func playEvent() -> Bool {
        guard let event = world.with({ $0.takeDueEvent() }) else { return false }
        switch event.kind {
        case .ends(let number): world.with { $0.end(number) }
        case .lateWatcher(let attempt): world.with { $0.beginLate(attempt) }
        case .report(let attempt, let number):
            if let life, life.number == number { life.deliver(attempt) }
        case .leaseOver(let attempt, let person):
            guard let engine, let life else { return true }
            ask(.leaseEnded(attempt), by: .person(person), engine, life)
        }
        return true
    }

    private func person() {
        guard let engine, let life else { return start() }
        if world.with({ $0.random.happens(300) }), takeLease() { return }
        let (command, actor) = world.with { $0.nextCommand() }
        ask(command, by: actor, engine, life)
    }

    /// Sends a command as a screen does.
    func ask(_ command: Command, by actor: Actor, _ engine: Engine, _ life: Life) {
        let number = world.with { state in
            state.note("\(actor) asks: \(command.words)")
            return state.people.ask(command, by: actor, life: life.number)
        }
        engine.send(command, by: actor) { [world] result in
            world.with { state in
                guard state.life == life.number else { return }
                state.answer(number, result)
            }
        }
    }

    /// A screen runs a stage that was leased to it; false where none is.
    private func takeLease() -> Bool {
        guard let engine else { return false }
        let leased = world.with { $0.leasedAttempts() }
        for (attempt, person) in leased where (try? engine.lease(attempt)) != nil {
            world.with { state in
                guard case .some(.none) = state.folders[attempt]?.watcher else {
                    return state.schedule(.leaseOver(attempt, person: person), after: 1)
                }
                _ = state.spawn(attempt, person: person)
            }
            return true
        }
        return false
    }

    /// Ends the engine in an orderly way; what is under way is done, or ends with the process.
    private func stop() {
        guard let engine, let life else { return }
        let asks = world.with { state in
            state.note("engine \(life.number) is asked to stop")
            return state.random.below(3)
        }
        engine.stopSoon(reason: "simulated")
        for _ in 0..<asks {
            let (command, actor) = world.with { $0.nextCommand() }
            ask(command, by: actor, engine, life)
        }
        engine.step()
        let finishes = world.with { $0.random.happens(600) }
        while finishes, !workers.isEmpty, world.with({ $0.life == life.number }) {
            workers.perform(world.with { $0.random.below(workers.choices) })
            engine.step()
        }
        world.with { state in
            guard finishes, state.life == life.number else { return }
            for asked in state.people.unanswered(in: life.number) {
                state.fail("replies come once", "\(asked.command.words) has no answer at the stop.")
            }
        }
        kill(.stopped)
    }
}
