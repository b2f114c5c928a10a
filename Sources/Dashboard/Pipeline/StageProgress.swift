import Domain
import Foundation
import Logs
import Terminal

/// How far a running stage is: as it prints itself, else as long as it usually takes.
struct StageProgress {
    let fraction: Double
    let isEstimate: Bool
    /// What is left, where it is known.
    let remaining: Duration?

    /// Nil where the stage does not run or nothing tells.
    init?(_ row: StageTable.Row, _ state: PipelineState, _ model: Model) {
        guard !state.isPast, let run = row.run, run.status == .running,
            let started = run.attempts.last?.startedAt
        else { return nil }
        if let attempt = state.attempt(of: row), let told = model.tails[attempt]?.progress,
            let fraction = told.fraction
        {
            self.init(fraction: fraction, isEstimate: false, remaining: told.remaining)
            return
        }
        guard let usual = state.snapshot?.usual[row.name], usual > .zero else { return nil }
        let passed = max(0, model.now.timeIntervalSince(started))
        self.init(
            // An estimate never claims to be complete.
            fraction: min(0.99, passed / usual.seconds),
            isEstimate: true,
            remaining: passed < usual.seconds ? .seconds(usual.seconds - passed) : nil
        )
    }

    private init(fraction: Double, isEstimate: Bool, remaining: Duration?) {
        self.fraction = fraction
        self.isEstimate = isEstimate
        self.remaining = remaining
    }

    var meter: Meter { Meter(fraction, isEstimate: isEstimate) }
}
