import Foundation

/// What came of many seeds.
struct CampaignReport: Sendable {
    struct Failure: Codable, Sendable {
        let seed: UInt64
        let promise: String
        let text: String
        let lastLines: [String]
    }

    private(set) var seeds = 0
    private(set) var steps = 0
    private(set) var events = 0
    private(set) var engines = 0
    /// The same for the same seeds, in every process.
    private(set) var digest: UInt64 = 0
    var failures: [Failure] = []
    var seconds = 0.0

    mutating func add(_ outcome: Simulation.Outcome, isSame: Bool) {
        seeds += 1
        steps += outcome.steps
        events += outcome.entries
        engines += outcome.lives
        digest ^= outcome.digest &* (2 &* outcome.seed &+ 1)
        let broken =
            outcome.violation
            ?? (isSame
                ? nil
                : Violation(
                    promise: "a seed plays the same each time",
                    text: "Played twice, it left two traces."
                ))
        guard let broken else { return }
        failures.append(
            Failure(
                seed: outcome.seed,
                promise: broken.promise,
                text: broken.text,
                lastLines: outcome.lines
            )
        )
    }

    /// For people.
    var text: String {
        let counts =
            "\(seeds) seeds in \(String(format: "%.1f", seconds)) s: \(steps) steps,"
            + " \(events) events, \(engines) engines, digest \(String(digest, radix: 16))."
        guard !failures.isEmpty else { return "Every promise held. \(counts)" }
        let told = failures.map { failure in
            """
            Seed \(failure.seed): \(failure.promise).
              \(failure.text)
              The last steps:
            \(failure.lastLines.map { "    " + $0 }.joined(separator: "\n"))
              To see all of it: simulation --seed \(failure.seed) --trace
            """
        }
        return (told + ["\(failures.count) of the seeds failed. \(counts)"])
            .joined(separator: "\n\n")
    }

    func json() throws -> String {
        struct Form: Encodable {
            let seeds: Int
            let steps: Int
            let events: Int
            let engines: Int
            let seconds: Double
            let digest: String
            let failures: [Failure]
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let form = Form(
            seeds: seeds,
            steps: steps,
            events: events,
            engines: engines,
            seconds: seconds,
            digest: String(digest, radix: 16),
            failures: failures
        )
        return String(decoding: try encoder.encode(form), as: UTF8.self)
    }
}
