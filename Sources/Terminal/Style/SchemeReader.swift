/// Reads colour schemes in the base16 and base24 form, old and new.
///
/// The form is a small part of YAML: `key: value` lines, the colours either below `palette:` or,
/// in older files, at the top. A `#` before a value, missing quotes, a missing variant, comments
/// and further keys are all accepted; anything that is not of this form is an error with its place.
package struct SchemeReader {
    /// The largest file that is read.
    package static let sizeLimit = 1 << 16

    private let file: SafeText
    private var colors: [Scheme.Slot: RGB] = [:]
    private var name: String?
    private var author = ""
    private var paletteLine = 1

    private init(file: SafeText) {
        self.file = file
    }

    /// Reads the contents of a file; `file` is its name for messages.
    package static func read(
        _ contents: [UInt8],
        file: SafeText
    ) throws(SchemeError) -> Scheme {
        guard contents.count <= sizeLimit else {
            throw SchemeError(file: file, line: 1, column: 1, problem: .tooLarge)
        }
        guard let text = String(validating: contents, as: UTF8.self) else {
            throw SchemeError(file: file, line: 1, column: 1, problem: .notText)
        }
        var reader = SchemeReader(file: file)
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            var line = line.last == "\r" ? line.dropLast() : line
            if index == 0, line.first == "\u{FEFF}" { line = line.dropFirst() }
            try reader.take(String(line), line: index + 1)
        }
        return try reader.scheme()
    }

    private mutating func take(_ text: String, line: Int) throws(SchemeError) {
        let scalars = Array(text.unicodeScalars)
        guard let start = scalars.firstIndex(where: { $0 != " " && $0 != "\t" }) else { return }
        if scalars[start] == "#" || text.hasPrefix("---") || text.hasPrefix("...") { return }
        if text.hasPrefix("%") { return }
        guard let colon = scalars[start...].firstIndex(of: ":") else {
            throw error(line, start, .notAKey)
        }
        let key = unquoted(scalars[start..<colon])
        let rest = scalars[(colon + 1)...]
        let valueStart = rest.firstIndex { $0 != " " && $0 != "\t" } ?? scalars.endIndex
        let value = SchemeReader.value(rest[valueStart...])
        switch key {
        case "scheme", "name":
            name = name ?? value
        case "author":
            author = value
        case "palette":
            paletteLine = line
        default:
            guard let slot = SchemeReader.slots[key.lowercased()] else { return }
            guard colors[slot] == nil else { throw error(line, start, .repeatedColor(slot.key)) }
            guard let color = SchemeReader.color(value) else {
                throw error(line, valueStart, .notAColor(SafeText(untrusted: value)))
            }
            colors[slot] = color
        }
    }

    private func scheme() throws(SchemeError) -> Scheme {
        let hasAll24 = Scheme.Slot.allCases.allSatisfy { colors[$0] != nil }
        let needed = Scheme.Slot.allCases.prefix(hasAll24 ? 24 : 16)
        let missing = needed.filter { colors[$0] == nil }
        guard missing.isEmpty else {
            throw error(paletteLine, 0, .missingColors(missing.map(\.key)))
        }
        return Scheme(
            name: name.map { SafeText(untrusted: $0) } ?? file,
            author: SafeText(untrusted: author),
            colors: needed.compactMap { colors[$0] }
        )
    }

    private func error(_ line: Int, _ index: Int, _ problem: SchemeError.Problem) -> SchemeError {
        SchemeError(file: file, line: line, column: index + 1, problem: problem)
    }

    private func unquoted(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        let text = String(String.UnicodeScalarView(scalars))
        return text.trimmingPrefix { $0 == "\"" || $0 == "'" }.filter { $0 != "\"" && $0 != "'" }
    }

    private static let slots: [String: Scheme.Slot] = Dictionary(
        uniqueKeysWithValues: Scheme.Slot.allCases.map { ($0.key.lowercased(), $0) }
    )

    /// The text of a value without its quotes and without a comment behind it.
    private static func value(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        guard let first = scalars.first else { return "" }
        if first == "\"" || first == "'" {
            let inside = scalars.dropFirst().prefix { $0 != first }
            return String(String.UnicodeScalarView(inside))
        }
        // An unquoted value ends before " #"; a "#" at its very start belongs to a colour.
        var end = scalars.endIndex
        for index in scalars.indices.dropFirst() where scalars[index] == "#" {
            if scalars[index - 1] == " " || scalars[index - 1] == "\t" {
                end = index
                break
            }
        }
        let value = scalars[..<end].reversed().drop { $0 == " " || $0 == "\t" }.reversed()
        return String(String.UnicodeScalarView(value))
    }

    private static func color(_ value: String) -> RGB? {
        let digits = value.hasPrefix("#") ? value.dropFirst() : value[...]
        let isHex = digits.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte & 0xDF)
        }
        guard digits.utf8.count == 6, isHex else { return nil }
        return UInt32(digits, radix: 16).map { RGB($0) }
    }
}
