/// A scalar in the style a lock gives it.
struct ScalarText {
    private enum Style {
        case plain
        case single
        case double
    }

    let scalars: [Unicode.Scalar]
    /// It holds line breaks.
    let isMultiline: Bool
    private let style: Style

    init(_ value: ParameterValue, isKey: Bool) {
        guard case .text(let text) = value else {
            scalars = Array(Self.plain(value, isKey: isKey).unicodeScalars)
            isMultiline = false
            style = .plain
            return
        }
        scalars = Array(text.unicodeScalars)
        let analysis = ScalarAnalysis(scalars)
        isMultiline = analysis.isMultiline
        if analysis.mayBePlain, !scalars.isEmpty, !Self.readsAsOther(text) {
            style = .plain
        } else if analysis.mayBeSingleQuoted, !scalars.contains("'") {
            style = .single
        } else {
            style = .double
        }
    }

    private static func plain(_ value: ParameterValue, isKey: Bool) -> String {
        switch value {
        case .null: isKey ? "null" : ""
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .bigInteger(let digits): digits
        case .float(let value): FlowText.number(value)
        case .text, .list, .mapping: ""
        }
    }

    /// Whether a plain text would read as something else than text.
    private static func readsAsOther(_ text: String) -> Bool {
        guard case .text = YAMLScalar.resolve(text) else { return true }
        if text.utf8.elementsEqual("=".utf8) || text.utf8.elementsEqual("<<".utf8) { return true }
        let bytes = Array(text.utf8)
        return ScalarAnalysis.isDate(bytes) || ScalarAnalysis.isNearNumber(bytes)
    }

    // MARK: - Writing

    func write(to page: inout LockText, indent: Int, isFolded: Bool) {
        switch style {
        case .plain: writePlain(to: &page, indent: indent, isFolded: isFolded)
        case .single: writeSingle(to: &page, indent: indent, isFolded: isFolded)
        case .double: writeDouble(to: &page, indent: indent, isFolded: isFolded)
        }
    }

    /// A word that does not fit goes to the next line, and leaves the space before it behind.
    private func writePlain(to page: inout LockText, indent: Int, isFolded: Bool) {
        forEachRun { run, isSpace in
            if isSpace {
                if isFolded, run.count == 1, page.isAtWidth {
                    page.fold(to: indent)
                } else {
                    page.write(run)
                }
            } else {
                // Also an unfolded key breaks before a word that is too long for any line, but
                // such a key never is one: it stands alone and is folded.
                if isFolded, !page.fits(run.count), page.isPast(indent) { page.fold(to: indent) }
                page.write(run)
            }
        }
    }

    /// A single space beyond the width becomes the end of its line.
    private func writeSingle(to page: inout LockText, indent: Int, isFolded: Bool) {
        page.write("'")
        forEachRun { run, isSpace in
            let isInside = run.startIndex > 0 && run.endIndex < scalars.count
            if isSpace, isFolded, run.count == 1, isInside, page.isPastWidth {
                page.fold(to: indent)
            } else {
                page.write(run)
            }
        }
        page.write("'")
    }

    /// Calls `body` with the text's words and the spaces between them, in turn.
    private func forEachRun(_ body: (ArraySlice<Unicode.Scalar>, Bool) -> Void) {
        var start = 0
        while start < scalars.count {
            let isSpace = scalars[start] == " "
            let end = scalars[start...].firstIndex { ($0 == " ") != isSpace } ?? scalars.count
            body(scalars[start..<end], isSpace)
            start = end
        }
    }
}
