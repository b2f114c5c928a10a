import Domain

extension LockFile {
    /// The lock with a stage's new entry.
    ///
    /// A stage that has an entry keeps its place. A new one goes to `position`, or to the end.
    /// The text of all other entries, and the comments around them, stay as they are wherever
    /// the file's form allows; else the whole file is written anew, without comments.
    package func setting(
        _ entry: LockEntry,
        for name: String,
        at position: Int? = nil
    ) throws(InputMistakes) -> LockFile {
        let place = SourcePlace(file: path, line: 1, column: 1)
        let stage = Stage(name: name, entry: entry, place: place)
        var all = stages
        if let old = self.position(name) {
            all[old] = stage
        } else {
            all.insert(stage, at: min(position ?? all.count, all.count))
        }
        if let spliced = LockSplice(self)?.bytes(with: stage, at: position),
            let lock = try? LockFile(bytes: spliced, path: path), lock.means(all, rest)
        {
            return lock  // What is wrong with another text does not matter: it is not used.
        }
        let text = LockFile.text(of: all, rest: rest)
        return try LockFile(bytes: Array(text.utf8), path: path)
    }

    private func means(_ stages: [Stage], _ rest: [ParameterValue.Member]) -> Bool {
        self.rest == rest
            && self.stages.elementsEqual(stages) { left, right in
                left.name.utf8.elementsEqual(right.name.utf8) && left.entry == right.entry
            }
    }

    /// The text DVC would write for this lock.
    package var plainText: String {
        Self.text(of: stages, rest: rest)
    }

    private static func text(of stages: [Stage], rest: [ParameterValue.Member]) -> String {
        let entries = stages.map { ParameterValue.Member($0.name, $0.entry.value) }
        return LockText.text(
            of: .mapping(
                [.init("schema", .text("2.0")), .init("stages", .mapping(entries))] + rest
            )
        )
    }
}

/// The lines of a lock, as far as entries can be exchanged in them.
private struct LockSplice {
    private let lock: LockFile
    /// Without their ends.
    private let lines: [ArraySlice<UInt8>]

    /// Nil for a file without stages, or whose form is not the usual one.
    init?(_ lock: LockFile) {
        guard let first = lock.stages.first, lock.bytes.last == UInt8(ascii: "\n"),
            lock.stages.allSatisfy({ $0.place.column == 3 }),
            !lock.bytes.contains(UInt8(ascii: "\r"))
        else { return nil }
        lines = lock.bytes.dropLast().split(
            separator: UInt8(ascii: "\n"),
            omittingEmptySubsequences: false
        )
        guard first.place.line > 1, !lines.contains(where: Self.hasReference) else { return nil }
        self.lock = lock
    }

    /// Whether a line may hold an anchor, an alias or a merge, which reach across entries.
    private static func hasReference(_ line: ArraySlice<UInt8>) -> Bool {
        var before: UInt8 = 0x20
        var last: UInt8 = 0x3a
        for byte in line {
            if byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*"), before == 0x20,
                last == UInt8(ascii: ":") || last == UInt8(ascii: "-")
            {
                return true
            }
            before = byte
            if byte != 0x20 { last = byte }
        }
        return line.contains(0x3c) && String(decoding: line, as: UTF8.self).contains("<<:")
    }

    func bytes(with stage: LockFile.Stage, at position: Int?) -> [UInt8]? {
        let starts = lock.stages.map { $0.place.line - 1 }
        guard zip(starts, starts.dropFirst()).allSatisfy({ $0 < $1 }),
            starts.allSatisfy({ lines.indices.contains($0) })
        else { return nil }
        let entry = LockText.text(
            of: .mapping([.init(stage.name, stage.entry.value)]),
            indent: 2
        ).utf8.dropLast()
        if let old = lock.position(stage.name) {
            let end = end(of: old, starts)
            return joined(lines[..<starts[old]], entry, lines[end...])
        }
        let index = min(position ?? starts.count, starts.count)
        let line = index < starts.count ? top(above: starts[index]) : end(of: index - 1, starts)
        return joined(lines[..<line], entry, lines[line...])
    }

    /// The line after an entry; comments above the next one belong to that.
    private func end(of index: Int, _ starts: [Int]) -> Int {
        if index + 1 < starts.count { return top(above: starts[index + 1]) }
        let rest = lines[(starts[index] + 1)...]
        let next = rest.firstIndex { line in
            guard let first = line.first else { return false }
            return first != 0x20 && first != UInt8(ascii: "#")
        }
        return top(above: next ?? lines.endIndex)
    }

    /// The first of the comment and empty lines right above a line.
    private func top(above line: Int) -> Int {
        var top = line
        while top > 0 {
            let text = lines[top - 1].drop { $0 == 0x20 }
            guard text.isEmpty || text.first == UInt8(ascii: "#") else { break }
            top -= 1
        }
        return top
    }

    private func joined(
        _ before: ArraySlice<ArraySlice<UInt8>>,
        _ entry: some Sequence<UInt8>,
        _ after: ArraySlice<ArraySlice<UInt8>>
    ) -> [UInt8] {
        let parts = before.map(Array.init) + [Array(entry)] + after.map(Array.init)
        return Array(parts.joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")]
    }
}
