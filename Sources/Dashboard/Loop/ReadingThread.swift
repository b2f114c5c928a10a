import Domain
import Foundation
import Logs
import Synchronization
import Terminal

/// Reads for the screen on a thread of its own; a query that waits already is not added again.
final class ReadingThread: Sendable {
    /// Distinct queries that may wait; the screen asks for far fewer.
    private static let capacity = 10_000

    private let queries: Mailbox<Query?>
    private let waiting = Mutex<Set<Query>>([])

    init(reading: any Reading, messages: Mailbox<Message>) throws {
        let queries = try Mailbox<Query?>(capacity: Self.capacity)
        self.queries = queries
        let thread = Thread { [self] in
            let logs = LogReadings(reading: reading) { query, answer in
                messages.post(.answered(.log(query, answer)))
            }
            while true {
                for query in queries.wait(until: nil) {
                    guard let query else { return }
                    waiting.withLock { _ = $0.remove(query) }
                    messages.post(Self.answer(query, reading, logs))
                }
            }
        }
        thread.name = "pitwall reader"
        thread.stackSize = 4 << 20
        thread.start()
    }

    func ask(_ query: Query) {
        let isNew = waiting.withLock { $0.insert(query).inserted }
        if isNew { queries.post(query) }
    }

    func stop() { queries.post(nil) }

    private static func answer(
        _ query: Query,
        _ reading: any Reading,
        _ logs: LogReadings
    ) -> Message {
        do {
            switch query {
            case .project: return .answered(.project(try reading.project()))
            case .plan(let name, let selection, let options, let use):
                let plan = try reading.plan(of: name, selection: selection, options: options)
                return .answered(.plan(plan, selection, options, use))
            case .activity(let query):
                return .answered(.activity(query, try reading.activity(query)))
            case .runs(let name):
                return .answered(.runs(name, try reading.runs(of: name, limit: 200)))
            case .history(let run):
                return .answered(.history(run, try reading.history(of: run)))
            case .plots(let name):
                return .answered(.plots(name, try plots(of: name, reading)))
            case .tracking(let query):
                return .answered(.tracking(query, try reading.tracking(query)))
            case .registry(let position):
                let entries = try reading.registryEntries(after: position)
                return .answered(.registry(position, try reading.models(), entries))
            case .trackedRuns(let ids):
                let runs = try ids.map { ($0, try reading.trackedRun($0)) }
                return .answered(.trackedRuns(Dictionary(runs, uniquingKeysWith: { $1 })))
            case .lineage(let version, let model):
                return .answered(.lineage(try reading.lineage(of: version, in: model)))
            case .tail(let attempt):
                return .answered(.tail(attempt, try logs.tail(of: attempt)))
            case .log(let query):
                return .answered(.log(query, try logs.answer(query)))
            }
        } catch {
            return .readFailed(query, "\(error)")
        }
    }

    private static func plots(
        of name: PipelineName,
        _ reading: any Reading
    ) throws -> PlotsReading {
        let start = ContinuousClock.now
        let metrics = try reading.metrics(of: name)
        let plots = try reading.plots(of: name)
        return PlotsReading(metrics: metrics, plots: plots, duration: .now - start)
    }
}
