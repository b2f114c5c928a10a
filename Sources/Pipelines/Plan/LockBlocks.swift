/// The parts of a lock's text, found by their indentation alone.
///
/// Marks of a merge that nobody finished are followed: a part that one of its sides reaches into
/// is not whole.
struct LockBlocks {
    /// An entry of a stage.
    struct Block {
        /// As it stands there, without quotes.
        let name: String
        var bytes: [UInt8]
        var isWhole = true
    }

    /// A line that tells where a side of a merge begins or ends.
    private enum Mark {
        case open
        case middle
        case close
        /// One whose counterpart is missing.
        case stray
        /// One that belongs to what is above it.
        case headless
    }

    private enum Section {
        case schema
        case stages
        case rest
        case other
    }

    private(set) var blocks: [Block] = []
    private(set) var schema: [UInt8]?
    /// The text of `datasets`.
    private(set) var rest: [UInt8]?

    private var section = Section.other
    /// How far the names of stages are indented.
    private var indent: Int?
    private var isInMerge = false
    /// Where the open merge began, and where its sides ended.
    private var outer: Int?
    private var ends: Set<Int> = []
    /// What the next line belongs to, unless it begins something.
    private var current: Int?

    init(_ bytes: [UInt8]) {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let marks = Self.marks(lines)
        for (number, line) in lines.enumerated() {
            if let mark = marks[number] { take(mark) } else { take(line) }
        }
        // Without a line's end the text may have been cut off.
        if bytes.last != UInt8(ascii: "\n") { spoil(current) }
    }

    // MARK: - Marks

    private static func marks(_ lines: [ArraySlice<UInt8>]) -> [Int: Mark] {
        let found = lines.enumerated().compactMap { number, line in
            MergeMark(line).map { (number: number, mark: $0) }
        }
        var marks: [Int: Mark] = [:]
        var isOpen = false
        for (index, (number, mark)) in found.enumerated() {
            switch mark {
            case .open:
                let next = index + 1 < found.count ? found[index + 1].mark : .open
                isOpen = next != .open
                marks[number] = isOpen ? .open : .stray
            case .middle:
                marks[number] = isOpen ? .middle : .headless
                isOpen = true
            case .close:
                marks[number] = isOpen ? .close : .stray
                isOpen = false
            }
        }
        return marks
    }

    private mutating func take(_ mark: Mark) {
        switch mark {
        case .open:
            outer = current
            ends = []
            isInMerge = true
        case .middle:
            if let current { ends.insert(current) }
            current = outer
        case .close:
            if let current { ends.insert(current) }
            if let outer { ends.insert(outer) }
            isInMerge = false
        case .stray:
            spoil(current)
        case .headless:
            // Nobody knows where the first side began.
            for index in blocks.indices { blocks[index].isWhole = false }
            outer = current
            ends = []
            isInMerge = true
        }
    }

    private mutating func spoil(_ index: Int?) {
        if let index { blocks[index].isWhole = false }
    }

    // MARK: - Lines

    private mutating func take(_ line: ArraySlice<UInt8>) {
        guard let first = line.first(where: { $0 != 0x20 }), first != 0x0D,
            first != UInt8(ascii: "#")
        else { return append(line) }
        let isItem = first == UInt8(ascii: "-") && section == .rest
        if line.first != 0x20, !isItem { return begin(line) }
        guard section == .stages else { return append(line) }
        let depth = line.prefix { $0 == 0x20 }.count
        if indent == nil { indent = depth }
        guard depth == indent, first != UInt8(ascii: "-") else {
            // It goes on with the end of a merge's sides, whichever of them will be chosen.
            for index in ends where !isInMerge { spoil(index) }
            return append(line)
        }
        if !isInMerge { ends = [] }
        current = blocks.count
        blocks.append(Block(name: Self.name(line), bytes: []))
        append(line)
    }

    /// A line that begins a section, or stands where none can.
    private mutating func begin(_ line: ArraySlice<UInt8>) {
        let before = current
        current = nil
        switch String(decoding: line.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self) {
        case _ where isInMerge, _ where !line.contains(UInt8(ascii: ":")):
            // What stands here may have been part of anything.
            spoil(before)
            section = .other
        case "schema":
            section = .schema
        case "stages":
            // A second one, or one that holds them on this line, is not looked into.
            let isPlain = line.drop { $0 != UInt8(ascii: ":") }.dropFirst()
                .allSatisfy { $0 == 0x20 || $0 == 0x0D }
            section = isPlain && indent == nil ? .stages : .other
        case "datasets":
            section = .rest
        default:
            section = .other
        }
        append(line)
    }

    private mutating func append(_ line: ArraySlice<UInt8>) {
        let text = line + [UInt8(ascii: "\n")]
        switch section {
        case .schema where !isInMerge: schema = (schema ?? []) + text
        case .rest where !isInMerge: rest = (rest ?? []) + text
        case .stages:
            guard let current else { return }
            blocks[current].bytes += text
            if isInMerge { blocks[current].isWhole = false }
        case .schema, .rest, .other: return
        }
    }

    private static func name(_ line: ArraySlice<UInt8>) -> String {
        let text = String(decoding: line, as: UTF8.self).drop { $0 == " " }
        let end = text.firstRange(of: ": ")?.lowerBound ?? text.lastIndex(of: ":") ?? text.endIndex
        let name = text[..<end]
        guard name.count > 1, let mark = name.first, mark == "'" || mark == "\"",
            name.last == mark
        else { return String(name) }
        return String(name.dropFirst().dropLast())
    }
}
