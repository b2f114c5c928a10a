/// How common each byte is in a log, to look for the rarest byte of a text.
struct ByteRarity: Sendable {
    private var counts = [Int](repeating: 0, count: 256)

    /// What is common in text, from the most common on.
    private static let common = Array(
        " e0t1a2onirs3456789=.:-,/_lhdcumpfgwybvk\"'[]()INFOEDAT%|xjqzSRCLM<>{}".utf8
    )

    /// Counts what stands in `sample`; what does not is ordered by what is usual.
    init(sample: [UInt8] = []) {
        for (rank, byte) in Self.common.enumerated() {
            counts[Int(byte)] = Self.common.count - rank
        }
        for byte in sample { counts[Int(byte)] += 64 }
    }

    /// How often `byte` is met, in any unit.
    func weight(_ byte: UInt8) -> Int { counts[Int(byte)] }
}
