import Domain

extension WorldState {
    /// The power is gone: processes with it, and what was not flushed.
    mutating func losePower() {
        boot += 1
        for number in processes.indices { processes[number].isAlive = false }
        events = []
        for attempt in folders.keys.sorted(by: { "\($0)" < "\($1)" }) {
            switch random.below(6) {
            case 0: folders[attempt] = nil
            case 1: folders[attempt]?.isDamaged = true
            case 2: folders[attempt]?.status = nil
            default: continue
            }
            if folders[attempt]?.isDamaged == true { folders[attempt]?.status = nil }
        }
        if random.happens(500) {
            files.lock = files.flushedLock
            note("the lock is as it was flushed last")
        }
        files.loseMemory()
    }

    /// A watcher comes that a killed engine asked for, unless it was barred meanwhile.
    mutating func beginLate(_ attempt: AttemptID) {
        guard case .some(.none) = folders[attempt]?.watcher else { return }
        _ = spawn(attempt)
    }

    /// Attempts that wait for the screen of a person.
    func leasedAttempts() -> [(attempt: AttemptID, person: String)] {
        referee.openRuns.flatMap { run in
            run.stages.compactMap { stage in
                guard stage.phase == .starting, let last = stage.attempts.last,
                    let person = last.leasedTo
                else { return nil }
                return (AttemptID(run.id, stage.stage, last.number), person)
            }
        }
    }

    /// Somebody changes data, throws outputs away, or edits a definition.
    mutating func edit() {
        switch random.below(4) {
        case 0, 1:
            editSource(isSmall: random.happens(500))
        case 2:
            let definition = definitions[random.below(definitions.count)]
            let stage = definition.stages[random.below(definition.stages.count)]
            files.removeOutputs(of: stage.definition)
            note("the outputs of \(stage.name) are removed")
        default:
            let index = random.below(definitions.count)
            let name = definitions[index].name
            definitions[index] = Scenario.pipeline(name, &random)
            note("the definition of \(name) is edited")
        }
    }

    /// Somebody changes data; a small change makes no difference to what is made of it.
    mutating func editSource(isSmall: Bool) {
        let source = "in/\(random.below(4))"
        let content = files.contents[source] ?? 0
        files.contents[source] = isSmall ? content ^ 1 : random.within(10...1_000)
        note("'\(source)' is edited" + (isSmall ? " a little" : ""))
    }

    /// A command that nobody asked to end goes on for long, and then ends by itself; one that was
    /// asked to end never gets here.
    mutating func endHanging() -> Bool {
        for number in processes.indices where processes[number].isAlive {
            let attempt = processes[number].attempt
            guard referee.stage(attempt)?.isCancelRequested != true else {
                fail("a cancel ends what runs", "\(attempt) was cancelled and was never told.")
                return false
            }
            end(number)
            return true
        }
        return false
    }

    // MARK: - At the end

    /// Ends what waits for nobody any more, so that the next runs are new ones.
    func closingCommands() -> [Command] {
        referee.openRuns.map { .close($0.id) }
    }

    /// What lets everything go on that a person stopped.
    func finishingCommands() -> [Command] {
        let cleared = referee.controls.values.sorted { $0.name < $1.name }.flatMap { control in
            control.breakpoints.map { Command.clearBreakpoint(control.name, $0) }
        }
        let released = referee.openRuns.flatMap { run in
            run.stages.filter { $0.phase == .held }.map { Command.release(run.id, $0.stage) }
        }
        return cleared + released
    }

    /// Everything was asked for and nothing went wrong: all is done.
    mutating func checkFinished() {
        for definition in definitions {
            let plan = files.plan(definition, isForced: false)
            // One that cannot be accepted keeps the others from coming.
            let hasFrozen = definition.stages.contains(where: \.definition.isFrozen)
            let isOpen = referee.controls[definition.name]?.openRun != nil
            for (stage, check) in zip(definition.stages, plan.stages) {
                let own = stage.definition
                // A stage for a person's terminal is left out of what is asked for in general.
                let needs = own.settings.mode == .command && !own.isFrozen && !own.isAlwaysChanged
                guard needs, case .runs = check.verdict, !hasFrozen else { continue }
                fail(
                    "an engine goes on working",
                    "\(stage.name) of \(definition.name) was asked for and would still run"
                        + " (\(isOpen ? "its run is open" : "no run is open"))."
                )
            }
        }
    }
}
