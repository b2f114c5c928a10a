import Domain
import Engine
import Foundation
import Journal

/// Plays one seed: an engine, its world, and all that goes wrong.
final class Simulation {
    /// Steps within which everything must have come to rest once nothing goes wrong any more.
    static let calmSteps = 20_000

    /// Steps among pipelines that are mostly up to date.
    private static let lateSteps = 40

    let world: World
    let journal: SeedJournal
    let scenario: Scenario
    let workers = StepWorkers()
    private(set) var engine: Engine?
    private(set) var life: Life?

    init(seed: UInt64, prints: Bool) throws {
        var random = SeedRandom(seed: seed)
        scenario = Scenario(seed: seed, random: &random)
        world = World(WorldState(scenario, random: random, trace: Trace(prints: prints)))
        journal = try SeedJournal(isReal: scenario.usesSQLite, readsBack: seed % 4 == 0)
        for source in 0..<4 {
            world.with { $0.files.contents["in/\(source)"] = source + 1 }
        }
    }

    /// What came of a seed.
    struct Outcome: Sendable {
        let seed: UInt64
        let digest: UInt64
        let steps: Int
        let entries: Int
        let lives: Int
        let violation: Violation?
        let lines: [String]
    }

    static func play(_ seed: UInt64, prints: Bool = false) throws -> Outcome {
        let simulation = try Simulation(seed: seed, prints: prints)
        let steps = simulation.play()
        return simulation.world.with { state in
            Outcome(
                seed: seed,
                digest: state.trace.digest,
                steps: steps,
                entries: state.referee.entries.count,
                lives: state.lifeCount,
                violation: state.violation,
                lines: state.trace.lines.suffix(Trace.kept)
            )
        }
    }

    private func play() -> Int {
        var steps = 0
        while steps < scenario.steps, !isBroken {
            stepInTrouble()
            check()
            steps += 1
        }
        steps += calm()
        if !isBroken { steps += finish() }
        if !isBroken { steps += killAmongFinished() }
        abandon()
        return steps
    }

    var isBroken: Bool { world.with { $0.violation != nil } }

    // MARK: - The engine's lives

    /// Starts an engine over what is left of an earlier one.
    func start() {
        precondition(engine == nil, "One engine at a time.")
        let life = Life(world)
        world.with { $0.trouble = nil }
        let parts = Engine.Parts(
            makeStore: { [journal] in DyingStore(store: try journal.open(), life: life) },
            workbench: life,
            executor: life,
            clock: life,
            cpus: scenario.cpus,
            identity: EngineIdentity(pid: Int32(life.number), host: "sim", version: "0"),
            tellTrouble: { [world] note in
                world.with { state in
                    if state.life == life.number { state.trouble = note }
                }
            },
            foreground: { launch in
                ForegroundLaunch(
                    program: launch.shell,
                    arguments: [],
                    environment: [],
                    folder: launch.workingFolder
                )
            }
        )
        do {
            compareFound()
            let engine = try Engine(parts, workers: workers)
            engine.follow { [world] growth in
                world.with { state in
                    if state.life == life.number { state.hear(growth) }
                }
            }
            life.lead(engine, workers)
            (self.engine, self.life) = (engine, life)
            collectDead()
        } catch {
            world.with { state in
                state.note("engine \(life.number) does not start: \(error)")
                if state.life == life.number { state.life = nil }
            }
            workers.clear()
            life.letGo()
            world.with { $0.files.loseMemory() }
        }
    }

    /// What the journal gives must be what its events make.
    private func compareFound() {
        do {
            let (found, entries) = try journal.look()
            world.with { state in
                state.checkSurvivors(entries)
                state.compare(found, "The journal")
            }
        } catch {
            world.with { $0.fail("a journal can be read", "\(error)") }
        }
    }

    /// Lets go of an engine whose process is dead.
    func collectDead() {
        guard let life, world.with({ $0.life != life.number }) else { return }
        abandon()
    }

    /// Ends the engine's process here and now.
    func kill(_ fall: WorldState.Fall) {
        world.with { state in
            guard let life = state.life else { return }
            state.note("engine \(life) ends: \(fall)")
            state.life = nil
            state.fall = fall
        }
        collectDead()
    }

    private func abandon() {
        world.with { $0.life = nil }
        // Nothing it does reaches the world any more; it only lets go of what it holds.
        engine?.stopSoon(reason: "over")
        engine?.step()
        workers.clear()
        life?.letGo()
        engine = nil
        life = nil
        world.with { state in
            state.files.loseMemory()
            let names = state.files.unwrittenNames.map(\.text)
            if !names.isEmpty { state.note("lock entries are not written: \(names)") }
        }
    }

    /// The power goes, and comes back.
    func cutPower() {
        kill(.powerCut)
        let entries = world.with { state in
            let most = journal.unflushedCount
            let lost = most > 0 && !scenario.usesSQLite ? state.random.below(most + 1) : 0
            state.note("the power is cut; \(lost) of \(most) unflushed commits are lost")
            journal.cutPower(losing: lost)
            state.losePower()
            return scenario.usesSQLite ? state.referee.entries : journal.simulatedEntries
        }
        world.with { state in
            state.checkSurvivors(entries)
            state.referee.rebuild(from: entries)
        }
    }

    // MARK: - Checks after each step

    private func check() {
        collectDead()
        guard let engine else { return }
        let standing = engine.standing
        let isQuiet = engine.isIdle && workers.isEmpty && !isEngineDue
        world.with { state in
            if let standing { state.compare(standing, "The engine's memory") }
            if isQuiet { state.checkQuiet() }
        }
    }

    /// Nothing goes wrong any more: everything must come to rest.
    private func calm() -> Int {
        world.with { state in
            state.note("from here on nothing goes wrong")
            state.faults = .none
            state.isDiskFull = false
        }
        return rest()
    }

    private func rest() -> Int {
        var steps = 0
        while !isBroken {
            if engine == nil { start() }
            guard stepInCalm() else { break }
            check()
            steps += 1
            if steps > Self.calmSteps {
                world.with { $0.fail("everything comes to rest", "It goes on for ever.") }
            }
        }
        if !isBroken {
            compareFound()
            world.with { $0.checkRest() }
        }
        return steps
    }

    /// Where nearly all is up to date, runs end in another way: engines are killed there too.
    private func killAmongFinished() -> Int {
        guard let engine, let life else { return 0 }
        let definitions = world.with { state in
            state.faults.kill = 40
            state.faults.killAtCall = 20
            for _ in 0..<2 { state.editSource(isSmall: true) }
            return state.definitions
        }
        for definition in definitions {
            ask(.start(definition.name, .all, StartOptions()), by: .person("ben"), engine, life)
        }
        var steps = 0
        while steps < Self.lateSteps, !isBroken {
            stepInTrouble()
            check()
            steps += 1
        }
        return steps + calm()
    }

    /// The engine still works: everything that is asked for can be done.
    private func finish() -> Int {
        guard let engine, let life else { return 0 }
        for command in world.with({ $0.finishingCommands() }) {
            ask(command, by: .person("ana"), engine, life)
            engine.step()
        }
        var steps = rest()
        for command in world.with({ $0.closingCommands() }) {
            ask(command, by: .person("ana"), engine, life)
            engine.step()
        }
        guard !isBroken else { return steps }
        let definitions = world.with { $0.definitions }
        for definition in definitions {
            let options = StartOptions(mayLose: true)
            ask(.start(definition.name, .all, options), by: .person("ana"), engine, life)
        }
        steps += rest()
        world.with { state in
            if state.violation == nil { state.checkFinished() }
        }
        return steps
    }
}
