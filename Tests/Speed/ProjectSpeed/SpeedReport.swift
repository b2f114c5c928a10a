import Foundation
import Glibc

/// Prints what was measured: all numbers while they come, or the table for the README.
struct SpeedReport {
    let printsMarkdown: Bool

    /// Whether goals are judged; with small numbers they mean nothing.
    let judges: Bool

    /// What a child begins with, as the system counts it.
    private static var ownBytes: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss * 1_024
    }

    func start(_ context: SpeedContext) {
        let machine = MachineFacts(folder: context.folder)
        if printsMarkdown {
            print("\(machine.words)\n")
            print("| work | Pitwall | compared with | ratio | of CPU time | goal | |")
            print("|---|---|---|---|---|---|---|")
        } else {
            print(
                "Projects: medians of up to \(context.runs) runs, SHELL=/bin/sh, cache by hard link"
            )
            print("  \(machine.words)")
            print("  (a peak below \(SpeedText.bytes(Self.ownBytes)) is that of this program)")
        }
    }

    func show(_ outcome: SpeedOutcome) {
        if printsMarkdown {
            SpeedComparison.all(of: outcome).forEach { print(markdown($0)) }
            for contender in outcome.missing {
                print("| \(outcome.row.title) | | \(contender.name): missing | | | | |")
            }
        } else {
            show(numbersOf: outcome)
        }
        fflush(nil)
    }

    /// Says why a row has no numbers.
    func show(_ failure: SpeedFailure, of row: SpeedRow) {
        guard printsMarkdown else {
            print("\(row.name): \(row.title)\n  \(failure)")
            return
        }
        let reason = failure.description.split(separator: "\n").first ?? ""
        print("| \(row.title) | \(reason) | | | | | |")
    }

    private func show(numbersOf outcome: SpeedOutcome) {
        let load = String(format: "%.1f", outcome.load)
        print("\(outcome.row.name): \(outcome.row.title) (load \(load))")
        for result in outcome.results { print("  " + line(result)) }
        for contender in outcome.missing {
            print("  \(contender.name): missing; '.ci/setup --tests' installs it")
        }
        for comparison in SpeedComparison.all(of: outcome) {
            let against = comparison.other.isEmpty ? comparison.own : "against \(comparison.other)"
            let parts = [
                comparison.ratio,
                comparison.processorRatio.isEmpty ? "" : "CPU \(comparison.processorRatio)",
                comparison.goal.isEmpty ? "" : "goal \(comparison.goal)",
                judges ? comparison.verdict : "",
            ]
            print("  → " + ([against] + parts.filter { !$0.isEmpty }).joined(separator: ", "))
        }
    }

    private func line(_ result: SpeedResult) -> String {
        let walls = result.runs.map(\.wall)
        let range =
            "\(SpeedText.seconds(walls.min() ?? 0)) to \(SpeedText.seconds(walls.max() ?? 0))"
        return [
            result.contender.name.padding(toLength: 28, withPad: " ", startingAt: 0),
            "median \(SpeedText.amount(result)) (\(range), \(result.runs.count) runs)",
            "CPU \(SpeedText.seconds(result.processor))",
            "peak \(SpeedText.bytes(result.peakBytes))",
        ].joined(separator: "  ")
    }

    private func markdown(_ comparison: SpeedComparison) -> String {
        let cells = [
            comparison.work, comparison.own, comparison.other, comparison.ratio,
            comparison.processorRatio, comparison.goal, judges ? comparison.verdict : "",
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }
}
