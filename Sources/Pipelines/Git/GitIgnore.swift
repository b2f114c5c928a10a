import Foundation
import Synchronization

/// Keeps outputs that are in the cache out of git.
final class GitIgnore: Sendable {
    /// A `.gitignore` larger than this is left alone.
    static let fileLimit = 4 << 20

    private let probe: GitProbe
    private let isWanted: Bool
    /// The lines added since the start, by file, with the places of their outputs in the pipeline.
    private let added = Mutex<[RawPath: [[UInt8]: Int]]>([:])

    init(root: RawPath, ignoresGit: Bool) {
        probe = GitProbe(root: root)
        isWanted = !ignoresGit && probe.hasRepository
    }

    /// Adds `/name` to the `.gitignore` in the folder of an output, unless git ignores it already.
    ///
    /// The line comes last; but among those added since the start it stands where `place` puts
    /// it, so that stages that end in any order leave the same file: it may be an input of others.
    func add(_ output: RawPath, at place: () -> Int? = { nil }) throws(FileFailure) {
        guard isWanted else { return }
        let file = output.parent.appending(".gitignore")
        var text = try Files.read(file, limit: Self.fileLimit) ?? []
        let line = [UInt8(ascii: "/")] + Self.escaped(output.name.bytes)
        let lines = text.split(separator: UInt8(ascii: "\n"))
        guard !lines.contains(where: { $0.elementsEqual(line) }) else { return }
        if probe.ignores(output) == true { return }
        if let last = text.last, last != UInt8(ascii: "\n") { text.append(UInt8(ascii: "\n")) }
        let own = place()
        let known = added.withLock { $0[file] ?? [:] }
        text.insert(contentsOf: line + [UInt8(ascii: "\n")], at: Self.end(of: text, own, known))
        try Files.replace(file, with: text)
        if let own { added.withLock { $0[file, default: [:]][line] = own } }
    }

    /// Where a new line begins: behind all but those at the end that belong after it.
    private static func end(of text: [UInt8], _ own: Int?, _ known: [[UInt8]: Int]) -> Int {
        guard let own, !known.isEmpty else { return text.count }
        var end = text.count
        while end > 0 {
            let head = text[..<(end - 1)].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
            guard let place = known[Array(text[head..<(end - 1)])], place > own else { break }
            end = head
        }
        return end
    }

    /// Whether git keeps a cached output itself, which both would then write.
    func tracks(_ output: RawPath) -> Bool {
        isWanted && probe.tracks(output) == true
    }

    /// A name as a pattern that matches nothing else.
    private static func escaped(_ name: [UInt8]) -> [UInt8] {
        name.flatMap { byte in
            "[]!*#?\\".utf8.contains(byte) ? [UInt8(ascii: "\\"), byte] : [byte]
        }
    }
}
