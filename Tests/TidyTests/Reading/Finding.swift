/// A rule that is broken, and where.
struct Finding: Sendable, Hashable, CustomStringConvertible {
    let path: String
    let line: Int
    let text: String

    var description: String { "\(path):\(line): \(text)" }
}
