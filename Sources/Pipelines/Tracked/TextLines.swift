import Domain

/// The lines of a text, in which single values and whole lines can be exchanged.
struct TextLines {
    enum Edit: Hashable {
        /// Puts another scalar in place of the one that begins here.
        case replace(SourcePlace, String)
        /// Takes the line away whose only key stands here.
        case remove(SourcePlace)
        /// Adds lines with keys below the line of a key, beneath it.
        case insert(below: SourcePlace, [String])

        /// Whether it is for a later place, so that it is to be done before.
        func isAfter(_ other: Edit) -> Bool {
            (place.line, rank, place.column) > (other.place.line, other.rank, other.place.column)
        }

        private var place: SourcePlace {
            switch self {
            case .replace(let place, _), .remove(let place), .insert(let place, _): place
            }
        }

        private var rank: Int {
            if case .insert = self { return 1 }
            return 0
        }
    }

    /// Without the line feeds.
    private var lines: [[Unicode.Scalar]]

    /// Nil for bytes that are not UTF-8.
    init?(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        lines = text.unicodeScalars.split(
            separator: "\n" as Unicode.Scalar,
            omittingEmptySubsequences: false
        ).map { Array($0) }
    }

    var bytes: [UInt8] {
        var text = String.UnicodeScalarView()
        for (index, line) in lines.enumerated() {
            if index > 0 { text.append("\n") }
            text.append(contentsOf: line)
        }
        return Array(String(text).utf8)
    }

    /// Does an edit; one that does not fit the text leaves it as it is.
    mutating func apply(_ edit: Edit) {
        switch edit {
        case .replace(let place, let text):
            guard let end = scalarEnd(place) else { return }
            lines[place.line - 1].replaceSubrange(place.column - 1..<end, with: text.unicodeScalars)
        case .remove(let place):
            guard lines.indices.contains(place.line - 1) else { return }
            let before = lines[place.line - 1].prefix(place.column - 1)
            guard before.allSatisfy({ $0 == " " }) else { return }
            lines.remove(at: place.line - 1)
        case .insert(let place, let texts):
            guard lines.indices.contains(place.line - 1) else { return }
            let indent = Array(repeating: " " as Unicode.Scalar, count: place.column - 1)
            let isMarked = lines[place.line - 1].last == "\r"
            let end: [Unicode.Scalar] = isMarked ? ["\r"] : []
            let new = texts.map { text -> [Unicode.Scalar] in
                indent + Array(text.unicodeScalars) + end
            }
            lines.insert(contentsOf: new, at: place.line)
        }
    }

    /// Where a scalar on one line ends.
    private func scalarEnd(_ place: SourcePlace) -> Int? {
        guard lines.indices.contains(place.line - 1) else { return nil }
        let line = lines[place.line - 1]
        guard line.indices.contains(place.column - 1) else { return nil }
        let first = line[place.column - 1]
        if first == "'" || first == "\"" {
            return line[place.column...].firstIndex(of: first).map { $0 + 1 }
        }
        let ends: Set<Unicode.Scalar> = [" ", "\t", "\r", ",", "}", "]"]
        return line[(place.column - 1)...].firstIndex(where: ends.contains) ?? line.count
    }
}
