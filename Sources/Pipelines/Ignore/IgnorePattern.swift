/// One line of a `.dvcignore`, understood as DVC understands it.
///
/// It says of paths seen from the folder of its file whether they match. A pattern that matches a
/// folder also matches what is inside, so that `!d` brings back all of `d`, unlike in git.
struct IgnorePattern: Hashable, Sendable {
    private enum Segment: Hashable {
        /// Any number of folders, `**`.
        case anyFolders
        case name([NameToken])
    }

    /// It brings back what patterns before it ignore.
    let isNegated: Bool
    /// It speaks of folders only.
    private let foldersOnly: Bool
    /// It matches only what is inside of what its segments match.
    private let isInsideOnly: Bool
    private let segments: [Segment]

    /// Reads a line; nil where it holds no pattern, or one that nothing matches.
    ///
    /// `isNested` is for the files below the project's root, where DVC drops a leading `\`.
    init?(_ line: String, isNested: Bool = false) {
        var text = Self.stripped(line)
        guard let first = text.first, first != "#" else { return nil }
        isNegated = first == "!"
        if isNegated { text = text.dropFirst() }
        if isNested, text.first == "\\" { text = text.dropFirst() }
        var parts = text.split(separator: "/", omittingEmptySubsequences: false)
        var foldersOnly = parts.count > 1 && parts.last?.isEmpty == true
        if foldersOnly { parts.removeLast() }
        if parts.count == 1 {
            let isAny = parts[0].elementsEqual("**".unicodeScalars)
            guard !parts[0].isEmpty, !foldersOnly || !isAny || isNested else { return nil }
            if isAny { foldersOnly = false }
            parts.insert(Substring("**").unicodeScalars, at: 0)
        } else if parts[0].isEmpty {
            parts.removeFirst()
        }
        var segments: [Segment] = []
        for part in parts {
            if part.elementsEqual("**".unicodeScalars) {
                if segments.last != .anyFolders { segments.append(.anyFolders) }
            } else {
                guard let tokens = NameToken.tokens(of: part) else { return nil }
                segments.append(.name(tokens))
            }
        }
        // Alone, two stars are everything; behind a name, everything inside of it.
        isInsideOnly = segments.count > 1 && segments.last == .anyFolders
        if segments.last == .anyFolders {
            segments[segments.count - 1] = .name([.anyText])
            if isInsideOnly { segments.removeLast() }
        }
        // DVC takes "every folder", `*/`, for nothing at all in the file of the root.
        let isEveryFolder = segments == [.anyFolders, .name([.anyText])]
        if foldersOnly, isEveryFolder, !isNested {
            return nil
        }
        self.segments = segments
        self.foldersOnly = foldersOnly
    }

    /// Whether the pattern speaks of a path, given by its parts.
    func matches(_ path: ArraySlice<IgnoredName>, isFolder: Bool) -> Bool {
        guard isFolder || !foldersOnly else { return false }
        return matches(segments[...], path, isFolder: isFolder)
    }

    private func matches(
        _ segments: ArraySlice<Segment>,
        _ path: ArraySlice<IgnoredName>,
        isFolder: Bool
    ) -> Bool {
        guard let first = segments.first else {
            return !isInsideOnly || isFolder || !path.isEmpty
        }
        let rest = segments.dropFirst()
        switch first {
        case .anyFolders:
            return path.indices.contains { matches(rest, path[$0...], isFolder: isFolder) }
        case .name(let tokens):
            guard let name = path.first, NameToken.match(tokens[...], name.scalars[...]) else {
                return false
            }
            return matches(rest, path.dropFirst(), isFolder: isFolder)
        }
    }

    private static func stripped(_ line: String) -> Substring.UnicodeScalarView {
        var text = Substring(line).unicodeScalars
        while let last = text.last, last.properties.isWhitespace { text.removeLast() }
        return text.drop { $0.properties.isWhitespace }
    }
}
