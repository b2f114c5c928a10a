/// Values as YAML text in the style of the library DVC writes its locks with.
///
/// Block style, two spaces, the dashes of a list below its key, plain scalars where they may
/// stand, folded at 80 columns.
package struct LockText {
    private var scalars: [Unicode.Scalar] = []
    private var column = 0

    static let width = 80
    /// A longer key stands on a line of its own.
    static let longestKey = 122

    /// The text of a mapping that stands alone.
    package static func text(of value: ParameterValue) -> String {
        text(of: value, indent: 0)
    }

    /// The text of a mapping whose keys stand at a column.
    static func text(of value: ParameterValue, indent: Int) -> String {
        var writer = LockText()
        if case .mapping(let members) = value, !members.isEmpty {
            writer.members(members, indent: indent, startsLine: true)
        } else {
            writer.value(value, indent: indent)
            writer.breakLine()
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: writer.scalars)
        return String(text)
    }

    // MARK: - Collections

    private mutating func members(
        _ members: [ParameterValue.Member],
        indent: Int,
        startsLine: Bool
    ) {
        for (index, member) in members.enumerated() {
            if index > 0 || startsLine { spaces(indent) }
            let key = ScalarText(member.key, isKey: true)
            if key.isMultiline || key.scalars.count > Self.longestKey {
                write("? ")
                key.write(to: &self, indent: indent + 2, isFolded: true)
                breakLine()
                spaces(indent)
                write(":")
                afterMark(member.value, indent: indent, isOnLine: true)
            } else {
                key.write(to: &self, indent: indent, isFolded: false)
                write(":")
                afterMark(member.value, indent: indent, isOnLine: false)
            }
        }
    }

    /// Writes what follows the `:` of a key at `indent`, and ends the line.
    ///
    /// `isOnLine` lets a collection begin on the line of the mark.
    private mutating func afterMark(_ value: ParameterValue, indent: Int, isOnLine: Bool) {
        switch value {
        case .mapping(let members) where !members.isEmpty:
            if isOnLine { write(" ") } else { breakLine() }
            self.members(members, indent: indent + 2, startsLine: !isOnLine)
        case .list(let items) where !items.isEmpty:
            if isOnLine { write(" ") } else { breakLine() }
            self.items(items, indent: isOnLine ? indent + 2 : indent, startsLine: !isOnLine)
        case .null: breakLine()
        default:
            write(" ")
            self.value(value, indent: indent + 2)
            breakLine()
        }
    }

    private mutating func items(_ items: [ParameterValue], indent: Int, startsLine: Bool) {
        for (index, item) in items.enumerated() {
            if index > 0 || startsLine { spaces(indent) }
            write("- ")
            switch item {
            case .mapping(let members) where !members.isEmpty:
                self.members(members, indent: indent + 2, startsLine: false)
            case .list(let inner) where !inner.isEmpty:
                self.items(inner, indent: indent + 2, startsLine: false)
            case .null: breakLine()
            default:
                value(item, indent: indent + 2)
                breakLine()
            }
        }
    }

    private mutating func value(_ value: ParameterValue, indent: Int) {
        switch value {
        case .list: write("[]")
        case .mapping: write("{}")
        default: ScalarText(value, isKey: false).write(to: &self, indent: indent, isFolded: true)
        }
    }

    // MARK: - The page

    var isPastWidth: Bool { column > Self.width }
    var isAtWidth: Bool { column >= Self.width }

    func fits(_ count: Int) -> Bool {
        column + count <= Self.width
    }

    func isPast(_ indent: Int) -> Bool {
        column > indent
    }

    mutating func write(_ text: String) {
        write(Array(text.unicodeScalars)[...])
    }

    mutating func write(_ text: ArraySlice<Unicode.Scalar>) {
        scalars += text
        column += text.count
    }

    /// Goes on at a column of the next line.
    mutating func fold(to indent: Int) {
        breakLine()
        spaces(indent)
    }

    private mutating func breakLine() {
        scalars.append("\n")
        column = 0
    }

    private mutating func spaces(_ count: Int) {
        scalars += Array(repeating: " ", count: count)
        column += count
    }
}
