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
        let place = SourcePlace(file: path, line: 1, column: 3)
        let stage = Stage(name: name, entry: entry, place: place)
        let old = self.position(name)
        let index = old ?? min(position ?? stages.count, stages.count)
        var all = stages
        if old != nil { all.remove(at: index) }
        all.insert(stage, at: index)
        if let splice = LockSplice(self)?.splice(stage, at: index, replaces: old != nil),
            let lock = spliced(splice, all, at: index)
        {
            return lock
        }
        let text = LockFile.text(of: all, rest: rest)
        return try LockFile(bytes: Array(text.utf8), path: path)
    }

    /// The lock whose lines were exchanged; nil where that gave another meaning.
    ///
    /// The first time the whole text is read to see that; from then on the form is known to bear
    /// it, and only the new entry is read.
    private func spliced(_ splice: LockSplice.Result, _ all: [Stage], at index: Int) -> LockFile? {
        let text = isProven ? splice.entryAlone : splice.bytes
        let wanted = isProven ? [all[index]] : all
        guard let read = try? LockFile(bytes: text, path: path),
            read.means(wanted, isProven ? [] : rest)
        else { return nil }  // What is wrong with a text that is not used does not matter.
        var stages = all
        for later in index..<all.count {
            let shift = later == index ? 0 : splice.growth
            let line = later == index ? splice.line : all[later].place.line + shift
            stages[later] = Stage(
                name: all[later].name,
                entry: all[later].entry,
                place: SourcePlace(file: path, line: line, column: 3)
            )
        }
        return LockFile(
            path: path,
            stages: stages,
            bytes: splice.bytes,
            rest: rest,
            isProven: true
        )
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
    struct Result {
        let bytes: [UInt8]
        /// A lock with nothing but the new entry.
        let entryAlone: [UInt8]
        /// The line of the new entry, counted from 1.
        let line: Int
        /// How many lines there are more than before.
        let growth: Int
    }

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

    /// The lines with an entry's put in at a position among the stages.
    func splice(_ stage: LockFile.Stage, at index: Int, replaces: Bool) -> Result? {
        let starts = lock.stages.map { $0.place.line - 1 }
        guard zip(starts, starts.dropFirst()).allSatisfy({ $0 < $1 }),
            starts.allSatisfy({ lines.indices.contains($0) })
        else { return nil }
        let entry = LockText.text(
            of: .mapping([.init(stage.name, stage.entry.value)]),
            indent: 2
        ).utf8.dropLast()
        let line: Int
        let end: Int
        if replaces {
            (line, end) = (starts[index], self.end(of: index, starts))
        } else {
            line =
                index < starts.count ? top(above: starts[index]) : self.end(of: index - 1, starts)
            end = line
        }
        return Result(
            bytes: joined(lines[..<line], entry, lines[end...]),
            entryAlone: Array("schema: '2.0'\nstages:\n".utf8) + Array(entry),
            line: line + 1,
            growth: entry.count { $0 == UInt8(ascii: "\n") } + 1 - (end - line)
        )
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
