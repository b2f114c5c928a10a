import Foundation

/// Keeps outputs that are in the cache out of git.
struct GitIgnore {
    /// A `.gitignore` larger than this is left alone.
    static let fileLimit = 4 << 20

    private let probe: GitProbe
    private let isWanted: Bool

    init(root: RawPath, ignoresGit: Bool) {
        probe = GitProbe(root: root)
        isWanted = !ignoresGit && probe.hasRepository
    }

    /// Adds `/name` to the `.gitignore` in the folder of an output, unless git ignores it already.
    func add(_ output: RawPath) throws(FileFailure) {
        guard isWanted else { return }
        let file = output.parent.appending(".gitignore")
        let old = try Files.read(file, limit: Self.fileLimit) ?? []
        let line = [UInt8(ascii: "/")] + Self.escaped(output.name.bytes)
        let lines = old.split(separator: UInt8(ascii: "\n"))
        guard !lines.contains(where: { $0.elementsEqual(line) }) else { return }
        if probe.ignores(output) == true { return }
        var text = old
        if let last = text.last, last != UInt8(ascii: "\n") { text.append(UInt8(ascii: "\n")) }
        try Files.replace(file, with: text + line + [UInt8(ascii: "\n")])
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
