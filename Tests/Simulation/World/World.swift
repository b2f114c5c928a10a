import Domain
import Engine
import Foundation
import Synchronization

/// Everything outside of the engine: time, disk, processes and people, as one seed plays them.
///
/// It outlives the engines. Nobody calls an engine while holding its state.
final class World: Sendable {
    private let state: Mutex<WorldState>

    init(_ state: WorldState) {
        self.state = Mutex(state)
    }

    func with<Value: Sendable>(
        _ body: (inout WorldState) throws -> Value
    ) rethrows -> Value {
        try state.withLock { try body(&$0) }
    }
}

/// What the world is made of; see the extensions for what can be done with it.
struct WorldState: Sendable {
    var random: SeedRandom
    var trace: Trace
    let scenario: Scenario
    /// What goes wrong now.
    var faults: Faults

    /// Milliseconds since the seed's begin, which nobody sets.
    var time = 0
    /// How far, in seconds, the clock people see is off.
    var clockOffset = 0.0

    /// The engine's process that lives; each has a number of its own.
    var life: Int?
    var lifeCount = 0
    /// How the last one ended.
    var fall = Fall.killed
    var isDiskFull = false
    /// A commit failed, and none was made since.
    var isJournalBehind = false
    /// When a commit failed last.
    var failedAt = -10_000
    /// What the engine says that it cannot write.
    var trouble: TroubleNote?

    var files = SimulatedFiles()
    var folders: [AttemptID: AttemptFiles] = [:]
    var processes: [SimulatedProcess] = []
    var events: [WorldEvent] = []
    var eventCount = 0
    /// Which boot of the machine this is.
    var boot = 1

    var definitions: [PipelineDefinition]
    var people = People()
    /// When waits between attempts may end, in the life in which they began.
    var waits: [AttemptID: (end: Int, life: Int?)] = [:]
    var referee = Referee()
    /// Promises that were broken.
    let findings = Findings()

    init(_ scenario: Scenario, random: SeedRandom, trace: Trace) {
        self.scenario = scenario
        self.random = random
        self.trace = trace
        faults = scenario.faults
        definitions = scenario.pipelines
    }

    /// How an engine's process ended.
    enum Fall { case killed, powerCut, stopped }

    /// The moment the wall clock of people shows.
    var now: Date {
        Date(timeIntervalSince1970: 1_750_000_000 + Double(time) / 1_000 + clockOffset)
    }

    var instant: ContinuousClock.Instant {
        ContinuousClock().systemEpoch.advanced(by: .milliseconds(1_000_000 + time))
    }

    /// Milliseconds until something is due at an instant of the engine.
    func milliseconds(until instant: ContinuousClock.Instant) -> Int {
        Int(((instant - self.instant) / .milliseconds(1)).rounded(.up))
    }

    mutating func note(_ line: String) {
        trace.note("\(time) \(line)")
    }

    /// The first promise that was broken.
    var violation: Violation? { findings.first }

    /// Notes that a promise was broken.
    func fail(_ promise: String, _ text: String) {
        findings.add(Violation(promise: promise, text: text))
    }

    /// Checks a promise.
    func expect(_ holds: Bool, _ promise: String, _ text: @autoclosure () -> String) {
        if !holds { fail(promise, text()) }
    }
}

/// Something that the world does by itself, at a time.
struct WorldEvent {
    enum Kind {
        /// A process ends; its number in `processes`.
        case ends(Int)
        /// A watcher that a killed engine had asked for.
        case lateWatcher(AttemptID)
        /// The executor of an engine's life tells how an attempt ended.
        case report(AttemptID, life: Int)
        /// A screen says that its foreground command ended.
        case leaseOver(AttemptID, person: String)
    }

    let at: Int
    let number: Int
    let kind: Kind
}

extension WorldState {
    mutating func schedule(_ kind: WorldEvent.Kind, after delay: Int) {
        eventCount += 1
        events.append(WorldEvent(at: time + delay, number: eventCount, kind: kind))
    }

    /// When the next event is due.
    var nextEventTime: Int? { events.map(\.at).min() }

    /// Takes the first of the events that are due.
    mutating func takeDueEvent() -> WorldEvent? {
        let due = events.indices.filter { events[$0].at <= time }
        let first = due.min { left, right in
            (events[left].at, events[left].number) < (events[right].at, events[right].number)
        }
        return first.map { events.remove(at: $0) }
    }

    /// What a look at many files takes lets others do one thing more.
    mutating func isInterludeLong() -> Bool {
        faults.interlude > 0 && random.happens(700)
    }

    /// Takes what an executor is to tell an engine next, if that is soon.
    mutating func takeReport(to life: Int) -> AttemptID? {
        for index in events.indices {
            guard case .report(let attempt, life) = events[index].kind,
                events[index].at <= time + Self.lookTime
            else { continue }
            time = max(time, events[index].at)
            events.remove(at: index)
            return attempt
        }
        return nil
    }

    /// Milliseconds that a look at many files may take.
    private static let lookTime = 100
}
