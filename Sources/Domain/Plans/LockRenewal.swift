/// A lock that cannot be read, and what becomes of it when a forced run writes it anew.
package struct LockRenewal: Hashable, Codable, Sendable {
    /// Names that are listed before the rest is counted.
    private static let listed = 3

    /// The `dvc.yaml` it belongs to.
    package let stageFile: ProjectPath
    package let lock: ProjectPath
    /// The stages whose records can be read, and stay.
    package let kept: [String]
    /// The stages that are named in it and whose records go.
    package let dropped: [String]
    /// Where the old file is kept.
    package let copy: ProjectPath

    package init(
        stageFile: ProjectPath,
        lock: ProjectPath,
        kept: [String],
        dropped: [String],
        copy: ProjectPath
    ) {
        self.stageFile = stageFile
        self.lock = lock
        self.kept = kept
        self.dropped = dropped
        self.copy = copy
    }

    /// What is so, in whole sentences.
    package var words: String {
        "\(lock) cannot be read. When it is written anew, \(losses); the old file is kept as"
            + " \(copy)."
    }

    private var losses: String {
        let records = dropped.count == 1 ? "the record" : "the records"
        let lost = "\(records) of \(names) \(dropped.count == 1 ? "is" : "are") dropped"
        switch (kept.isEmpty, dropped.isEmpty) {
        case (true, true): return "it holds no records of before"
        case (true, false): return lost
        case (false, true): return "it keeps all \(kept.count) records"
        case (false, false):
            return "it keeps \(kept.count) of \(kept.count + dropped.count) records, and \(lost)"
        }
    }

    private var names: String {
        let shown = dropped.prefix(Self.listed).map { "'\($0)'" }.joined(separator: ", ")
        let rest = dropped.count - Self.listed
        return rest > 0 ? "\(dropped.count) stages (\(shown) and \(rest) more)" : shown
    }
}
