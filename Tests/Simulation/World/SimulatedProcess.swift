import Domain
import Foundation

/// What lies in an attempt's folder, by which it is known after any death.
struct AttemptFiles: Sendable {
    enum Watcher {
        case none
        /// No watcher is to come any more.
        case barred
        /// The number of its process.
        case process(Int)
    }

    let stage: StageDefinition
    var watcher = Watcher.none
    var status: ExitReport?
    /// Left of the files by a power cut: nothing that can be read.
    var isDamaged = false
}

/// A watcher with the command it runs.
struct SimulatedProcess: Sendable {
    let attempt: AttemptID
    let record: ProcessRecord
    let stage: StageDefinition
    let startedAt: Date
    let outcome: Outcome
    /// The person in the foreground of whose terminal it runs.
    let person: String?
    var isAlive = true
    /// Somebody asked it to end.
    var isEnding = false
    /// The life of the engine that follows it.
    var follower: Int?

    enum Outcome: Hashable {
        case exit(ExitStatus)
        /// Its watcher is killed and leaves nothing.
        case vanishes
        /// It goes on until it is asked to end.
        case hangs
    }
}

extension WorldState {
    /// Begins the command of an attempt, under a watcher of its own.
    mutating func spawn(_ attempt: AttemptID, person: String? = nil) -> ProcessRecord {
        guard let files = folders[attempt] else {
            preconditionFailure("\(attempt) has no folder.")
        }
        let number = processes.count
        let record = ProcessRecord(
            pid: Int32(1_000 + number),
            startTicks: UInt64(time + 1),
            boot: "boot-\(boot)"
        )
        checkSpawn(attempt, files.stage)
        let outcome = rollOutcome()
        processes.append(
            SimulatedProcess(
                attempt: attempt,
                record: record,
                stage: files.stage,
                startedAt: now,
                outcome: outcome,
                person: person
            )
        )
        folders[attempt]?.watcher = .process(number)
        note("process \(record.pid) begins \(attempt)")
        if outcome != .hangs {
            let isQuick = random.happens(250)
            schedule(.ends(number), after: isQuick ? random.below(5) : random.below(60_000))
        }
        return record
    }

    private mutating func rollOutcome() -> SimulatedProcess.Outcome {
        if random.happens(faults.hangs) { return .hangs }
        if random.happens(faults.lost) { return .vanishes }
        guard random.happens(faults.fails) else { return .exit(.exited(0)) }
        return .exit(
            [.exited(1), .exited(2), .signalled(9), .signalled(11), .timedOut][random.below(5)]
        )
    }

    func process(of attempt: AttemptID) -> Int? {
        processes.lastIndex { $0.attempt == attempt }
    }

    /// Ends a process as it was going to end, or by the signal it was sent.
    mutating func end(_ number: Int) {
        guard processes[number].isAlive else { return }
        let process = processes[number]
        processes[number].isAlive = false
        let status: ExitStatus
        switch process.outcome {
        case .vanishes where !process.isEnding:
            note("process \(process.record.pid) vanishes, \(process.attempt)")
            report(number)
            return
        case .exit(let own) where !process.isEnding: status = own
        default: status = process.isEnding ? .signalled(15) : .exited(0)
        }
        if status.isSuccess { files.work(process.stage) }
        let exit = ExitReport(
            status: status,
            startedAt: process.startedAt,
            // The clock people see may have been set back meanwhile.
            endedAt: max(process.startedAt, now)
        )
        folders[process.attempt]?.status = exit
        note("process \(process.record.pid) ends \(process.attempt): \(status)")
        report(number)
    }

    /// Has the end of a process told to whoever follows it, once or more often.
    private mutating func report(_ number: Int) {
        let process = processes[number]
        if let person = process.person {
            schedule(.leaseOver(process.attempt, person: person), after: random.below(500))
        }
        guard let follower = process.follower, follower == life else { return }
        schedule(.report(process.attempt, life: follower), after: random.below(20))
        if random.happens(faults.repeated) {
            schedule(.report(process.attempt, life: follower), after: random.below(2_000))
        }
    }

    /// Asks an attempt's process to end; it does so in its own time.
    mutating func signal(_ attempt: AttemptID) {
        guard let number = process(of: attempt), processes[number].isAlive,
            !processes[number].isEnding
        else { return }
        note("process \(processes[number].record.pid) is asked to end, \(attempt)")
        // It may be about to end by itself, and then does.
        if random.happens(100), processes[number].outcome != .hangs {
            end(number)
            return
        }
        processes[number].isEnding = true
        schedule(.ends(number), after: random.happens(500) ? random.below(50) : 5_000)
    }

    /// What an attempt's files and its watcher's process tell of it.
    func finding(_ attempt: AttemptID) -> AttemptFinding {
        guard let files = folders[attempt] else { return .neverStarted }
        if let status = files.status { return .ended(status) }
        switch files.watcher {
        case .none, .barred: return files.isDamaged ? .lost : .neverStarted
        case .process(let number):
            return processes[number].isAlive ? .running(processes[number].record) : .lost
        }
    }

    /// Follows a process for the engine's life; one that ended already is told of at once.
    mutating func follow(_ attempt: AttemptID, life: Int) {
        guard let number = process(of: attempt) else { return }
        let isNew = processes[number].follower != life
        processes[number].follower = life
        if isNew, !processes[number].isAlive {
            schedule(.report(attempt, life: life), after: random.below(20))
        }
    }
}
