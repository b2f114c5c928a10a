import Domain
import Pipelines
import Testing

@Suite("Hostile TOML")
struct TOMLFuzzTests {
    private static let samples = [
        "a = 1\nb.c = [1, 2.5, 'x', {d = true}]\n[t]\ne = \"q\\u00e9\"\n[[l]]\nf = 0x1F\n",
        "s = \"\"\"\nx \\\n  y\"\"\"\nt = '''\nz'''\r\nd = [1979-05-27 07:32:00Z, 07:32:00]\n",
        "# é\n[a.\"b c\".d]\nn = -1_0.5e+1\ni = inf\n[[a.e]]\nx = {}\n[[a.e]]\ny.z = [[], [{}]]\n",
    ]

    private static let pieces = [
        "[", "]", "{", "}", "=", ".", ",", "\"", "'", "\"\"\"", "'''", "\\", "\\u", "\n", "\r", "#",
        "[[", "[[[", "[=]", "[(opt)]", "_", "-", "0x", "1e", "2020-01-01 ", "\u{0}", "\u{feff}",
        "é",
        "a", "a.b", "a = ", "99999999999999999999",
    ]

    private static func mutated(_ random: inout SeededGenerator) -> [UInt8] {
        var bytes = Array(samples[Int(random.next() % UInt64(samples.count))].utf8)
        for _ in 0...(random.next() % 5) {
            let index = Int(random.next() % UInt64(bytes.count + 1))
            let length = min(Int(random.next() % 6), bytes.count - index)
            switch random.next() % 5 {
            case 0: bytes.removeSubrange(index..<(index + length))
            case 1: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: index)
            case 2: bytes.removeSubrange(index...)
            case 3: bytes.insert(contentsOf: bytes[index..<(index + length)], at: bytes.count / 2)
            default:
                let piece = pieces[Int(random.next() % UInt64(pieces.count))]
                bytes.insert(contentsOf: piece.utf8, at: index)
            }
        }
        return bytes
    }

    @Test("never stops the reader", .timeLimit(.minutes(5)), arguments: 0..<4 as Range<UInt64>)
    func mutations(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var valid = 0
        for round in 0..<5_000 {
            let bytes = Self.mutated(&random)
            do {
                _ = try ParameterFile(bytes: bytes, path: "p.toml")
                valid += 1
            } catch {
                for mistake in error.list where !mistake.text.hasSuffix(".") {
                    Issue.record("seed \(seed), round \(round): \(mistake)")
                }
            }
        }
        // Were all refused, the mutations would test little of the reader.
        #expect(valid > 100)
    }
}
