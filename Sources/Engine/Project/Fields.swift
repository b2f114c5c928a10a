import Foundation

/// The `key value` lines of a file that ends with the line `end`.
struct Fields {
    private let lines: [(key: Substring, value: Substring)]

    /// Nil for a file that was cut off.
    init?(bytes: [UInt8]) {
        lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line in
            let parts = line.split(separator: " ", maxSplits: 1)
            return (key: parts.first ?? "", value: parts.count > 1 ? parts[1] : "")
        }
        guard lines.last?.key == "end" else { return nil }
    }

    func value(_ key: Substring) -> Substring? { lines.first { $0.key == key }?.value }

    func number(_ key: Substring) -> Int64? { value(key).flatMap { Int64($0) } }

    func date(_ key: Substring) -> Date? {
        number(key).map { Date(timeIntervalSince1970: Double($0) / 1_000_000) }
    }
}
