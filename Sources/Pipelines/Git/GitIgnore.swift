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
        let text = try Files.read(file, limit: Self.fileLimit)
        let line = [UInt8(ascii: "/")] + Self.escaped(output.name.bytes)
        guard !Self.holds(line, text ?? []), probe.ignores(output) != true else { return }
        let own = place()
        try added.withLock { added throws(FileFailure) in
            try Self.put(line, into: file, text, own, added[file] ?? [:])
            if let own { added[file, default: [:]][line] = own }
        }
    }

    private static func put(
        _ line: [UInt8],
        into file: RawPath,
        _ text: [UInt8]?,
        _ own: Int?,
        _ known: [[UInt8]: Int]
    ) throws(FileFailure) {
        var text = text
        var added = line + [newline]
        if let last = text?.last, last != newline { added.insert(newline, at: 0) }
        let end = end(of: text ?? [], own, known)
        // What is only longer is written behind: a new file for each line would cost more than
        // all else of a small stage.
        if let size = text?.count, end == size, (try? Files.append(added, to: file)) != nil {
            return
        }
        text?.insert(contentsOf: added, at: end)
        try Files.replace(file, with: text ?? added)
    }

    /// Whether a line of a text is this one.
    private static func holds(_ line: [UInt8], _ text: [UInt8]) -> Bool {
        var start = 0
        while start + line.count <= text.count {
            let isHere = text[start...].starts(with: line)
            if isHere, start + line.count == text.count || text[start + line.count] == newline {
                return true
            }
            guard let end = text[start...].firstIndex(of: newline) else { return false }
            start = end + 1
        }
        return false
    }

    private static let newline = UInt8(ascii: "\n")

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
