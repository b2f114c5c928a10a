import Domain
import Foundation
import Synchronization

/// Many seeds, played on several threads.
final class Campaign: Sendable {
    /// Every so many seeds are played twice, to see that they are functions of themselves.
    private static let repeatedEvery: UInt64 = 20
    private struct State {
        var next: UInt64
        var report = CampaignReport()
        var error: (any Error)?
    }

    private let state: Mutex<State>
    private let last: UInt64
    private let prints: Bool
    private let jobs: Int
    private let failures: Int
    private let deadline: ContinuousClock.Instant?
    private let start = ContinuousClock.now

    init(_ options: SimulationOptions) {
        state = Mutex(State(next: options.seeds.lowerBound))
        last = options.seeds.upperBound
        prints = options.prints
        failures = options.failures
        jobs = options.prints ? 1 : min(options.jobs, options.seeds.count)
        let start = start
        deadline = options.budget.map { start + .seconds($0) }
    }

    /// Plays all seeds; fails where the world itself does.
    func run() throws -> CampaignReport {
        let ends = try Mailbox<Void>(capacity: jobs)
        for _ in 0..<jobs {
            let thread = Thread { [self] in
                while let seed = nextSeed() { play(seed) }
                ends.post(())
            }
            thread.stackSize = 8 << 20
            thread.start()
        }
        var left = jobs
        while left > 0 { left -= ends.wait(until: nil).count }
        return try state.withLock { state in
            if let error = state.error { throw error }
            state.report.seconds = (ContinuousClock.now - start) / .seconds(1)
            state.report.failures.sort { $0.seed < $1.seed }
            return state.report
        }
    }

    private func nextSeed() -> UInt64? {
        if let deadline, deadline <= .now { return nil }
        return state.withLock { state in
            guard state.next <= last, state.error == nil,
                state.report.failures.count < failures
            else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }

    private func play(_ seed: UInt64) {
        do {
            let outcome = try Simulation.play(seed, prints: prints)
            var isSame = true
            if seed % Self.repeatedEvery == 0, !prints {
                isSame = try Simulation.play(seed).digest == outcome.digest
            }
            state.withLock { $0.report.add(outcome, isSame: isSame) }
        } catch {
            state.withLock { $0.error = error }
        }
    }
}
