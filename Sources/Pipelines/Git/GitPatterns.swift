/// The patterns of one `.gitignore` or exclude file, understood as git understands them.
struct GitPatterns: Sendable {
    private enum Segment: Hashable {
        /// Any number of folders, `**`.
        case anyFolders
        case name([NameToken])
    }

    private struct Pattern {
        let place: Int
        /// It brings back what patterns before it leave out.
        let isNegated: Bool
        /// It speaks of folders only.
        let foldersOnly: Bool
        /// It speaks of the last name of a path only, wherever that stands.
        let isName: Bool
        let segments: [Segment]

        /// The one name in the file's folder that it leaves out, where it speaks of no other.
        var exactName: [UInt32]? {
            guard !isNegated, !foldersOnly, !isName, segments.count == 1,
                case .name(let tokens) = segments[0]
            else { return nil }
            var name: [UInt32] = []
            for token in tokens {
                guard case .scalar(let scalar) = token else { return nil }
                name.append(scalar)
            }
            return name
        }
    }

    static let none = GitPatterns()

    /// All but those in `exact`, in the order of the file.
    private var patterns: [Pattern] = []
    /// Where in the file the last pattern stands that leaves out one name in the file's folder;
    /// most files that programs write hold nothing else.
    private var exact: [[UInt32]: Int] = [:]
    private var count = 0

    private init() {}

    /// Reads a file; nil where a line has brackets, escapes or bytes that git alone should take.
    init?(_ bytes: [UInt8]) {
        var patterns = GitPatterns()
        guard patterns.add(bytes[...]) else { return nil }
        self = patterns
    }

    /// What a file holds that begins with these patterns and goes on with whole lines.
    func adding(_ bytes: ArraySlice<UInt8>) -> GitPatterns? {
        var patterns = self
        return patterns.add(bytes) ? patterns : nil
    }

    private mutating func add(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let text = String(validating: bytes, as: UTF8.self) else { return false }
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: true)
        for line in lines {
            var line = line
            if line.first == "\u{FEFF}", line.startIndex == text.startIndex { line.removeFirst() }
            if line.last == "\r" { line.removeLast() }
            guard line.first != "#" else { continue }
            guard !line.contains(where: { "[]\\?".unicodeScalars.contains($0) }) else {
                return false
            }
            while line.last == " " { line.removeLast() }
            guard !line.isEmpty else { continue }
            guard let pattern = Self.pattern(line, place: count) else { return false }
            if let name = pattern.exactName {
                exact[name] = count
            } else {
                patterns.append(pattern)
            }
            count += 1
        }
        return true
    }

    private static func pattern(
        _ line: Substring.UnicodeScalarView,
        place: Int
    ) -> Pattern? {
        var text = line
        let isNegated = text.first == "!"
        if isNegated { text.removeFirst() }
        let foldersOnly = text.last == "/"
        if foldersOnly { text.removeLast() }
        let isName = !text.contains("/")
        if text.first == "/" { text.removeFirst() }
        var segments: [Segment] = []
        for part in text.split(separator: "/", omittingEmptySubsequences: false) {
            if !isName, part.elementsEqual("**".unicodeScalars) {
                if segments.last != .anyFolders { segments.append(.anyFolders) }
            } else {
                guard !part.isEmpty, let tokens = NameToken.tokens(of: part) else { return nil }
                segments.append(.name(tokens))
            }
        }
        return Pattern(
            place: place,
            isNegated: isNegated,
            foldersOnly: foldersOnly,
            isName: isName,
            segments: segments
        )
    }

    /// What the last pattern that speaks of a path says: left out, or not; nil where none does.
    ///
    /// The path is given by its names, as seen from the folder of the file.
    func verdict(on path: ArraySlice<[UInt8]>, isFolder: Bool) -> Bool? {
        guard count > 0 else { return nil }
        let names = path.map { IgnoredName($0[...]).scalars }
        let named = names.count == 1 ? exact[names[0]] : nil
        let last = patterns.last { pattern in
            guard isFolder || !pattern.foldersOnly else { return false }
            let wanted = pattern.isName ? names.suffix(1) : names[...]
            return Self.match(pattern.segments[...], wanted)
        }
        guard let last else { return named.map { _ in true } }
        return named.map { $0 > last.place } == true || !last.isNegated
    }

    private static func match(
        _ segments: ArraySlice<Segment>,
        _ names: ArraySlice<[UInt32]>
    ) -> Bool {
        guard let first = segments.first else { return names.isEmpty }
        let rest = segments.dropFirst()
        switch first {
        case .anyFolders:
            // At the end it stands for what is inside, which is something.
            if rest.isEmpty { return !names.isEmpty }
            return (names.startIndex...names.endIndex).contains { match(rest, names[$0...]) }
        case .name(let tokens):
            guard let name = names.first, NameToken.match(tokens[...], name[...]) else {
                return false
            }
            return match(rest, names.dropFirst())
        }
    }
}
