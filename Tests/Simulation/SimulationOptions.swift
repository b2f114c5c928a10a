import Foundation

/// What the command line asks of the simulation.
struct SimulationOptions {
    static let usage = """
        usage: simulation [--seeds A-B | --seed N] [OPTION]...
        Plays the engine in a simulated world; each seed is a world of its own.
          --seeds A-B       the seeds to play, 1-2000 where nothing is said
          --seed N          one seed
          --trace           prints every step; for one seed
          --budget SECONDS  begins no more seeds after this time
          --jobs N          threads that play, instead of one a core
          --failures N      begins no more seeds after so many failures, 5 where nothing is said
          --json            the result as JSON
        """

    private(set) var seeds: ClosedRange<UInt64> = 1...2_000
    private(set) var prints = false
    private(set) var budget: Double?
    private(set) var jobs = ProcessInfo.processInfo.activeProcessorCount
    private(set) var failures = 5
    private(set) var isJSON = false

    init(_ arguments: [String]) throws {
        var left = arguments[...]
        while let word = left.popFirst() {
            switch word {
            case "--trace": prints = true
            case "--json": isJSON = true
            case "--seed": seeds = try Self.range(left.popFirst(), of: word)
            case "--seeds": seeds = try Self.range(left.popFirst(), of: word)
            case "--budget": budget = Double(try Self.range(left.popFirst(), of: word).lowerBound)
            case "--jobs": jobs = Int(try Self.range(left.popFirst(), of: word).lowerBound)
            case "--failures":
                failures = Int(try Self.range(left.popFirst(), of: word).lowerBound)
            default: throw SimulatedFault("'\(word)' is not understood.\n\(Self.usage)")
            }
        }
        guard jobs > 0 else { throw SimulatedFault("--jobs needs a number above 0.") }
        guard !prints || seeds.count == 1 else {
            throw SimulatedFault("--trace is for one seed: add --seed N.")
        }
    }

    /// `A-B`, or `A` alone.
    private static func range(
        _ text: String?,
        of option: String
    ) throws -> ClosedRange<UInt64> {
        let ends = (text ?? "").split(separator: "-").map { UInt64($0) }
        guard let first = ends.first.flatMap(\.self), let last = ends.last.flatMap(\.self),
            first <= last, ends.count <= 2
        else {
            throw SimulatedFault("\(option) needs a number or A-B.\n\(usage)")
        }
        return first...last
    }
}
