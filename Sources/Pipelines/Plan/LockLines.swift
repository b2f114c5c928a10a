import Domain

/// The lines of a lock, as far as entries can be exchanged in them.
struct LockLines {
    struct Exchange {
        let bytes: [UInt8]
        /// A lock with nothing but the new entries.
        let newAlone: [UInt8]
        /// The line of every stage, counted from 1.
        let lines: [Int]
    }

    /// Where a stage stands in the text: its comments from `top`, its entry from `start` to `end`.
    private struct Place {
        let top: Int
        let start: Int
        let end: Int
    }

    private static let lineEnd = UInt8(ascii: "\n")
    private static let comment = UInt8(ascii: "#")
    private static let space = UInt8(ascii: " ")

    private let lock: LockFile
    /// Where each line begins in the text; after them, where the text ends.
    private let starts: [Int]

    /// Nil for a file without stages, or whose form is not the usual one.
    init?(_ lock: LockFile) {
        guard let first = lock.stages.first, first.place.line > 1, lock.bytes.last == Self.lineEnd,
            lock.stages.allSatisfy({ $0.place.column == 3 })
        else { return nil }
        self.lock = lock
        var starts = [0]
        starts.reserveCapacity(lock.stages.count * 16)
        var isUsual = true
        let isProven = lock.isProven
        lock.bytes.withUnsafeBufferPointer { bytes in
            for index in bytes.indices where bytes[index] == Self.lineEnd {
                if !isProven, isUsual, let start = starts.last {
                    isUsual = !Self.isUnusual(UnsafeBufferPointer(rebasing: bytes[start..<index]))
                }
                starts.append(index + 1)
            }
        }
        // A file that was seen to bear an exchange has got nothing but entries of ours since.
        guard isUsual else { return nil }
        self.starts = starts
        let lines = lock.stages.map(\.place.line)
        guard zip(lines, lines.dropFirst()).allSatisfy({ $0 < $1 }),
            lines.allSatisfy({ $0 < starts.count })
        else { return nil }
    }

    /// Whether a line has a foreign end, or may hold an anchor, an alias or a merge, which reach
    /// across entries.
    private static func isUnusual(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        var before = space
        var last = UInt8(ascii: ":")
        for byte in line {
            if byte == UInt8(ascii: "\r") { return true }
            if byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*"), before == space,
                last == UInt8(ascii: ":") || last == UInt8(ascii: "-")
            {
                return true
            }
            before = byte
            if byte != space { last = byte }
        }
        return line.contains(UInt8(ascii: "<"))
            && String(decoding: line, as: UTF8.self).contains("<<:")
    }

    /// The text with the entries of `stages`, in their order; those that are new in place of
    /// older ones, or between them.
    func exchange(_ stages: [LockFile.Stage], isNew: [Bool]) -> Exchange? {
        let places = self.places
        guard let first = places.first, let last = places.last else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(lock.bytes.count + 1_024)
        var newAlone = Array("schema: '2.0'\nstages:\n".utf8)
        var line = first.top
        var lines: [Int] = []
        lines.reserveCapacity(stages.count)
        bytes.append(contentsOf: lock.bytes[..<starts[first.top]])
        for (stage, isNew) in zip(stages, isNew) {
            let place = lock.position(stage.name).map { places[$0] }
            if let place {
                bytes.append(contentsOf: lock.bytes[starts[place.top]..<starts[place.start]])
                line += place.start - place.top
            }
            lines.append(line + 1)
            if isNew {
                let text = LockText.text(
                    of: .mapping([.init(stage.name, stage.entry.value)]),
                    indent: 2
                )
                bytes.append(contentsOf: text.utf8)
                newAlone.append(contentsOf: text.utf8)
                line += text.utf8.count { $0 == Self.lineEnd }
            } else if let place {
                bytes.append(contentsOf: lock.bytes[starts[place.start]..<starts[place.end]])
                line += place.end - place.start
            } else {
                return nil
            }
        }
        bytes.append(contentsOf: lock.bytes[starts[last.end]...])
        return Exchange(bytes: bytes, newAlone: newAlone, lines: lines)
    }

    /// Where the stages of the lock stand, as lines counted from 0.
    private var places: [Place] {
        var places: [Place] = []
        places.reserveCapacity(lock.stages.count)
        var top = top(above: lock.stages[0].place.line - 1)
        for (index, stage) in lock.stages.enumerated() {
            let start = stage.place.line - 1
            let isLast = index + 1 == lock.stages.count
            // Comments right above an entry belong to it.
            let end = isLast ? end(after: start) : self.top(above: self.start(index + 1))
            places.append(Place(top: top, start: start, end: end))
            top = end
        }
        return places
    }

    private func start(_ index: Int) -> Int { lock.stages[index].place.line - 1 }

    /// The line after the last entry, which begins at a line.
    private func end(after start: Int) -> Int {
        var next = start + 1
        while next < starts.count - 1 {
            let line = line(next)
            if let first = line.first, first != Self.space, first != Self.comment { break }
            next += 1
        }
        return top(above: next)
    }

    /// The first of the comment and empty lines right above a line.
    private func top(above line: Int) -> Int {
        var top = line
        while top > 0 {
            let text = self.line(top - 1).drop { $0 == Self.space }
            guard text.isEmpty || text.first == Self.comment else { break }
            top -= 1
        }
        return top
    }

    /// A line without its end.
    private func line(_ number: Int) -> ArraySlice<UInt8> {
        lock.bytes[starts[number]..<(starts[number + 1] - 1)]
    }
}
