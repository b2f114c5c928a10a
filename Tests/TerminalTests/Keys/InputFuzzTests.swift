import Terminal
import Testing

@Suite("Input decoder under random bytes")
struct InputFuzzTests {
    /// Bytes that lead deep into the decoder, so that random choices of them do.
    private static let pieces: [[UInt8]] =
        KnownSequence.all.map(\.bytes)
        + [
            "\u{1b}", "[", "]", "O", "P", "M", "<", ";", ":", "?", "$", "~", "u", "0", "9",
            "\u{18}",
        ]
        .map { Array($0.utf8) }

    @Test("nothing crashes, every sequence ends, and splits change nothing", arguments: 1...8)
    func random(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        for round in 0..<15_000 {
            let bytes = InputFuzzTests.input(&random)
            var whole = InputDecoder(pasteLimit: 64)
            var split = InputDecoder(pasteLimit: 64)
            var single: [InputEvent] = []
            let together = whole.feed(bytes, at: origin)
            for byte in bytes { single += split.feed([byte], at: origin) }
            #expect(together == single, "seed \(seed) round \(round): \(bytes)")
            let far = origin.advanced(by: .seconds(60))
            #expect(whole.tick(far) == split.tick(far), "seed \(seed) round \(round): \(bytes)")
            #expect(whole.nextDeadline == nil)
            #expect(whole.feed(Array("ajaj".utf8), at: far).last == .key("j"))
        }
    }

    @Test("random gaps crash nothing and leave no key behind", arguments: 1...4)
    func randomTimes(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed) << 32)
        var decoder = InputDecoder(pasteLimit: 64)
        var now = origin
        for _ in 0..<50_000 {
            now = now.advanced(by: .milliseconds(Int.random(in: 0...700, using: &random)))
            if Bool.random(using: &random) { _ = decoder.tick(now) }
            _ = decoder.feed(InputFuzzTests.input(&random), at: now)
        }
        let far = now.advanced(by: .seconds(60))
        _ = decoder.tick(far)
        #expect(decoder.feed(Array("aj".utf8), at: far).last == .key("j"))
    }

    private static func input(_ random: inout SeededRandom) -> [UInt8] {
        (0..<Int.random(in: 1...6, using: &random)).flatMap { _ -> [UInt8] in
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                return [UInt8.random(in: 0...255, using: &random)]
            case 1:
                let piece = pieces.randomElement(using: &random) ?? []
                return Array(piece.prefix(Int.random(in: 0...8, using: &random)))
            default:
                return pieces.randomElement(using: &random) ?? []
            }
        }
    }
}

/// SplitMix64: the same numbers for the same seed, always.
private struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
