package import Domain
import Foundation
import Journal

/// Writes metric points on a thread of its own, all that wait in one transaction.
package final class SeriesRecorder: Recording {
    private struct Batch: Sendable {
        let run: TrackedRunID
        let points: [MetricPoint]
        let models: [ModelMetric]
        let done: @Sendable (Refusal?) -> Void
    }

    private enum Message: Sendable {
        case batch(Batch)
        case stop(@Sendable () -> Void)
    }

    /// Requests that may wait to be written.
    private static let capacity = 4_096

    /// How long what has grown is gathered before it is told; each telling makes screens read.
    private static let tellingTime = Duration.milliseconds(200)

    private let messages: Mailbox<Message>

    /// Takes points for the file at `path`, which is made with the first of them.
    ///
    /// `grew` hears which runs have more: soon after a write, and at most every ``tellingTime``.
    package init(path: String, grew: @escaping @Sendable ([TrackedRunID]) -> Void) throws {
        let messages = try Mailbox<Message>(capacity: Self.capacity)
        self.messages = messages
        let thread = Thread { Self.work(on: messages, path, grew) }
        thread.name = "pitwall series"
        thread.start()
    }

    package func record(
        _ points: [MetricPoint],
        models: [ModelMetric],
        of run: TrackedRunID,
        done: @escaping @Sendable (Refusal?) -> Void
    ) {
        let batch = Batch(run: run, points: points, models: models, done: done)
        guard messages.post(.batch(batch)) else {
            return done(.noTime)
        }
    }

    /// Writes what waits and ends; returns when the file is closed.
    package func stop() {
        let stopped = StartSignal()
        guard messages.post(.stop { stopped.succeed() }) else { return }
        try? stopped.wait()
    }

    private static func work(
        on messages: Mailbox<Message>,
        _ path: String,
        _ grew: @Sendable ([TrackedRunID]) -> Void
    ) {
        var store: SeriesStore?
        var grown: Set<TrackedRunID> = []
        var tellAt = ContinuousClock.now
        while true {
            var batches: [Batch] = []
            var stopped: (@Sendable () -> Void)?
            for message in messages.wait(until: grown.isEmpty ? nil : tellAt) {
                switch message {
                // Who comes behind the end asks the next engine.
                case .batch(let batch) where stopped != nil: batch.done(.engineEnded)
                case .batch(let batch): batches.append(batch)
                case .stop(let done): stopped = done
                }
            }
            grown.formUnion(write(batches, to: &store, path))
            if !grown.isEmpty, tellAt <= .now || stopped != nil {
                grew(grown.sorted())
                grown = []
                tellAt = .now + tellingTime
            }
            if let stopped {
                store = nil
                return stopped()
            }
        }
    }

    /// Writes and acknowledges; gives the runs that have more now.
    private static func write(
        _ batches: [Batch],
        to store: inout SeriesStore?,
        _ path: String
    ) -> [TrackedRunID] {
        guard !batches.isEmpty else { return [] }
        do {
            let open = try store ?? SeriesStore(path: path)
            store = open
            try open.append(
                batches.map { ($0.run, $0.points) },
                models: batches.flatMap(\.models)
            )
        } catch {
            let refusal = Refusal(.worldFailed, "\(error)")
            for batch in batches { batch.done(refusal) }
            return []
        }
        for batch in batches { batch.done(nil) }
        return batches.map(\.run)
    }
}
