import Domain

/// Reads a `dvc.lock` in the form that DVC's library and Pitwall write, in one pass.
///
/// It knows that form alone. An entry of another form is left to ``LockReader`` by itself, and a
/// file of another form as a whole, with its mistakes: what this reads means the same there.
struct LockScanner {
    private static let head = Array("schema: '2.0'\nstages:\n".utf8)
    private static let lineEnd = UInt8(ascii: "\n")
    private static let space = UInt8(ascii: " ")

    private let path: ProjectPath
    private let bytes: UnsafeBufferPointer<UInt8>
    /// Where the line that is read begins.
    private var position = 0

    /// The lock; nil where its form is another one.
    static func lock(bytes: [UInt8], path: ProjectPath) -> LockFile? {
        guard bytes.starts(with: head), bytes.last == lineEnd,
            bytes.count <= YAMLLimits.lock.bytes
        else { return nil }
        let stages = bytes.withUnsafeBufferPointer { buffer in
            var scanner = LockScanner(path: path, bytes: buffer)
            return scanner.stages()
        }
        guard let stages else { return nil }
        return LockFile(path: path, stages: stages, bytes: bytes, rest: [])
    }

    private init(path: ProjectPath, bytes: UnsafeBufferPointer<UInt8>) {
        self.path = path
        self.bytes = bytes
    }

    private mutating func stages() -> [LockFile.Stage]? {
        position = Self.head.count
        var line = 3
        var stages: [LockFile.Stage] = []
        var names: Set<StageName> = []
        while position < bytes.count {
            let start = position
            guard let end = endOfStage(&line), let stage = stage(from: start, to: end.offset) else {
                return nil
            }
            guard names.insert(StageName(stage.name)).inserted else { return nil }
            let place = SourcePlace(file: path, line: end.firstLine, column: 3)
            stages.append(LockFile.Stage(name: stage.name, entry: stage.entry, place: place))
            position = end.offset
        }
        return stages
    }

    /// Where the next entry begins, and the line of this one; nil for a line that is in none.
    private func endOfStage(_ line: inout Int) -> (offset: Int, firstLine: Int)? {
        let first = line
        guard indent(at: position) == 2 else { return nil }
        var offset = position
        repeat {
            offset = endOfLine(offset) + 1
            line += 1
        } while offset < bytes.count && indent(at: offset) > 2
        return (offset, first)
    }

    private func stage(from start: Int, to end: Int) -> (name: String, entry: LockEntry)? {
        var entry = EntryScanner(bytes, from: start, to: end)
        if let found = entry.read() { return found }
        // Its places do not count: a mistake in it makes all of the file be read in full.
        let alone = Self.head + bytes[start..<end]
        var reader = LockReader(path: path, bytes: alone)
        guard let lock = try? reader.read(), lock.stages.count == 1, lock.rest.isEmpty else {
            return nil
        }
        return (lock.stages[0].name, lock.stages[0].entry)
    }

    private func endOfLine(_ offset: Int) -> Int {
        var offset = offset
        while bytes[offset] != Self.lineEnd { offset += 1 }
        return offset
    }

    /// The spaces a line begins with.
    private func indent(at offset: Int) -> Int {
        var end = offset
        while bytes[end] == Self.space { end += 1 }
        return end - offset
    }
}

/// One entry of a lock, line by line.
private struct EntryScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position: Int
    private let end: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) {
        self.bytes = bytes
        position = start
        self.end = end
    }

    /// The entry; nil where it has another form.
    mutating func read() -> (name: String, entry: LockEntry)? {
        guard let name = key(indent: 2), take("    cmd:"), let command = command() else {
            return nil
        }
        var dependencies: [LockItem] = []
        var parameters: [LockedParameters] = []
        var outputs: [LockItem] = []
        if takeLine("    deps:") {
            guard let items = items() else { return nil }
            dependencies = items
        }
        if takeLine("    params:") {
            guard let files = parameterFiles() else { return nil }
            parameters = files
        }
        if takeLine("    outs:") {
            guard let items = items() else { return nil }
            outputs = items
        }
        guard position == end else { return nil }
        let entry = LockEntry(
            command: command,
            dependencies: dependencies,
            parameters: parameters,
            outputs: outputs
        )
        return (name, entry)
    }

    // MARK: - Parts

    private mutating func command() -> StageCommand? {
        guard takeLineEnd() else {
            guard take(" "), let text = text(isFolded: true) else { return nil }
            return .text(text)
        }
        var scripts: [String] = []
        while take("    - ") {
            guard let text = text(isFolded: true) else { return nil }
            scripts.append(text)
        }
        return scripts.isEmpty ? nil : .list(scripts)
    }

    private mutating func items() -> [LockItem]? {
        var items: [LockItem] = []
        while take("    - path: ") {
            guard let path = text() else { return nil }
            guard takeLine("      hash: md5") else {
                items.append(LockItem(path: path, content: nil))
                continue
            }
            guard take("      md5: "), let hash = ContentHash(line()) else { return nil }
            var size = Content.unknownSize
            var count: Int?
            if take("      size: ") {
                guard let number = number() else { return nil }
                size = Int64(number)
            }
            if take("      nfiles: ") {
                guard let number = number() else { return nil }
                count = number
            }
            let content = Content(
                hash: hash,
                size: size,
                fileCount: count,
                isExecutable: takeLine("      isexec: true")
            )
            items.append(LockItem(path: path, content: content))
        }
        return items.isEmpty ? nil : items
    }

    private mutating func parameterFiles() -> [LockedParameters]? {
        var files: [LockedParameters] = []
        while indent == 6 {
            guard let file = key(indent: 6) else { return nil }
            var values: [LockedParameters.Value] = []
            while indent == 8 {
                guard let value = parameter() else { return nil }
                guard !values.contains(where: { $0.key.utf8.elementsEqual(value.key.utf8) }) else {
                    return nil
                }
                values.append(value)
            }
            guard !values.isEmpty,
                !files.contains(where: { $0.file.utf8.elementsEqual(file.utf8) })
            else { return nil }
            files.append(LockedParameters(file: file, values: values))
        }
        return files.isEmpty ? nil : files
    }

    private mutating func parameter() -> LockedParameters.Value? {
        let start = position + 8
        guard Self.isStart[Int(bytes[start])] else { return nil }
        var mark = start
        while mark < end, Self.isKey[Int(bytes[mark])] { mark += 1 }
        guard mark > start, mark + 1 < end, bytes[mark] == UInt8(ascii: ":"),
            bytes[mark + 1] == UInt8(ascii: " ")
        else { return nil }
        let key = string(start, mark)
        guard case .text = YAMLScalar.resolve(key) else { return nil }
        position = mark + 2
        if bytes[position] == UInt8(ascii: "'") {
            guard let text = text() else { return nil }
            return LockedParameters.Value(key: key, value: .text(text))
        }
        guard let text = plainLine(isFirst: true) else { return nil }
        return LockedParameters.Value(
            key: key,
            value: ParameterValue(YAMLScalar(plain: text))
        )
    }

    // MARK: - Scalars

    /// A key that stands alone on its line, of letters that mean nothing else.
    private mutating func key(indent: Int) -> String? {
        guard self.indent == indent, Self.isStart[Int(bytes[position + indent])] else {
            return nil
        }
        let start = position + indent
        var mark = start
        while mark < end, Self.isKey[Int(bytes[mark])] { mark += 1 }
        guard mark > start, mark + 1 < end, bytes[mark] == UInt8(ascii: ":"),
            bytes[mark + 1] == UInt8(ascii: "\n")
        else { return nil }
        let name = string(start, mark)
        guard case .text = YAMLScalar.resolve(name) else { return nil }
        position = mark + 2
        return name
    }

    /// A text to the end of its line; with `isFolded` the lines indented below it belong to it.
    private mutating func text(isFolded: Bool = false) -> String? {
        if bytes[position] == UInt8(ascii: "'") { return quoted() }
        guard var text = plainLine(isFirst: true) else { return nil }
        if isFolded {
            while position < end, indent == 6 {
                position += 6
                guard let more = plainLine(isFirst: false) else { return nil }
                text += " " + more
            }
        }
        guard case .text = YAMLScalar.resolve(text) else { return nil }
        return text
    }

    /// A plain scalar's part on one line, and goes to the next one.
    private mutating func plainLine(isFirst: Bool) -> String? {
        let start = position
        guard !isFirst || Self.isStart[Int(bytes[start])] else { return nil }
        var mark = start
        var before = UInt8(ascii: " ")
        while bytes[mark] != UInt8(ascii: "\n") {
            let byte = bytes[mark]
            // A colon before a space ends a key, a number sign after one begins a comment.
            guard byte >= 0x20, byte < 0x7f, !(byte == 0x23 && before == 0x20),
                !(byte == 0x20 && before == 0x3a)
            else { return nil }
            before = byte
            mark += 1
        }
        position = mark + 1
        guard before != UInt8(ascii: ":") else { return nil }
        while mark > start, bytes[mark - 1] == UInt8(ascii: " ") { mark -= 1 }
        return mark > start ? string(start, mark) : nil
    }

    /// A text in single quotes that ends on its line, and goes to the next one.
    private mutating func quoted() -> String? {
        var text: [UInt8] = []
        var mark = position + 1
        while true {
            let byte = bytes[mark]
            guard byte >= 0x20, byte < 0x7f else { return nil }
            mark += 1
            if byte == UInt8(ascii: "'") {
                guard bytes[mark] == UInt8(ascii: "'") else { break }
                mark += 1
            }
            text.append(byte)
        }
        guard bytes[mark] == UInt8(ascii: "\n") else { return nil }
        position = mark + 1
        return String(decoding: text, as: UTF8.self)
    }

    /// A whole number without sign or leading zero.
    private mutating func number() -> Int? {
        let text = line()
        guard let first = text.utf8.first, first >= 0x30, first <= 0x39, text.utf8.count < 19,
            first != 0x30 || text.utf8.count == 1
        else { return nil }
        return Int(text)
    }

    // MARK: - Lines

    private var indent: Int {
        var mark = position
        while mark < end, bytes[mark] == UInt8(ascii: " ") { mark += 1 }
        return mark - position
    }

    /// The rest of the line, and goes to the next one.
    private mutating func line() -> String {
        let start = position
        var mark = position
        while bytes[mark] != UInt8(ascii: "\n") { mark += 1 }
        position = mark + 1
        return string(start, mark)
    }

    private mutating func takeLineEnd() -> Bool {
        guard position < end, bytes[position] == UInt8(ascii: "\n") else { return false }
        position += 1
        return true
    }

    private mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard position + count < end else { return false }
        for index in 0..<count where bytes[position + index] != text.utf8Start[index] {
            return false
        }
        position += count
        return true
    }

    /// Takes a line that is just this.
    private mutating func takeLine(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        let start = position
        guard take(text), bytes[start + count] == UInt8(ascii: "\n") else {
            position = start
            return false
        }
        position += 1
        return true
    }

    private func string(_ start: Int, _ end: Int) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)
    }

    /// Bytes that a key may be made of and mean nothing else wherever they stand in it, letters
    /// and digits among them.
    private static let isKey = table(of: "_./@+=")
    /// Bytes that a plain scalar may begin with and mean nothing else there.
    private static let isStart = table(of: "_./$(+")

    private static func table(of bytes: StaticString) -> [Bool] {
        (0..<256).map { byte in
            switch UInt8(byte) {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            case let other: bytes.description.utf8.contains(other)
            }
        }
    }
}
