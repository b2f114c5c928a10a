import Domain
import Pipelines
import Testing

@Suite("Hostile pitwall.yaml")
struct ConfigurationFuzzTests {
    private static let pieces = [
        "null", "[]", "{}", "-1", "1e400", ".nan", "'x'", "yes", "30 s", "999999d", "% GB", "*",
        "~", "99999999999999999999", "[[1]]", "{a: {b: c}}", "\"\\u0007\"", "stages", "{? [] : 1}",
    ]

    /// Replaces words of the design's sample by values of every kind.
    private static func mutated(_ random: inout SeededGenerator) -> String {
        var lines = designSample.split(separator: "\n", omittingEmptySubsequences: false)
        for _ in 0...(random.next() % 6) {
            let index = Int(random.next() % UInt64(lines.count))
            let piece = pieces[Int(random.next() % UInt64(pieces.count))]
            switch random.next() % 3 {
            case 0:
                lines.remove(at: index)
            case 1:
                let words = lines[index].split(separator: ": ", omittingEmptySubsequences: false)
                var changed = words.map(String.init)
                let place = Int(random.next() % UInt64(changed.count))
                changed[place] = piece + (changed[place].hasSuffix("}") ? "}" : "")
                lines[index] = changed.joined(separator: ": ")[...]
            default:
                let line = lines[index]
                lines[index] = line.prefix(Int(random.next() % UInt64(line.count + 1)))
            }
        }
        return lines.joined(separator: "\n")
    }

    @Test("never stops the reader", .timeLimit(.minutes(5)), arguments: 0..<4 as Range<UInt64>)
    func mutations(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for round in 0..<300 {
            let text = Self.mutated(&random)
            do {
                _ = try Configuration(text: text)
            } catch {
                for mistake in error.list {
                    let ends = mistake.text.hasSuffix(".") || mistake.text.hasSuffix("?")
                    #expect(ends, "seed \(seed), round \(round): \(mistake)")
                    #expect(!mistake.text.unicodeScalars.contains { $0.value < 0x20 })
                }
            }
        }
    }
}
