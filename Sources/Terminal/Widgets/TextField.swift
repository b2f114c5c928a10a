/// A line of text that a person edits.
package struct TextField: Hashable, Sendable {
    /// The most characters it takes; more are left out.
    package static let limit = 4096

    /// A change of the text or of the cursor's place.
    package enum Edit: Hashable, Sendable {
        case insert(String)
        case deleteBackward, deleteForward, deleteWordBackward, deleteToStart, deleteToEnd
        case left, right, wordLeft, wordRight, home, end
    }

    private var characters: [Character]

    /// The characters before the cursor.
    package private(set) var cursor: Int

    /// What the empty field shows.
    package var placeholder: SafeText

    /// What is wrong with the text; drawn below the field.
    package var error: SafeText?

    package init(_ text: String = "", placeholder: SafeText = .empty) {
        characters = TextField.clean(text, limit: TextField.limit)
        cursor = characters.count
        self.placeholder = placeholder
    }

    /// The text as it stands.
    package var text: String {
        get { String(characters) }
        set {
            characters = TextField.clean(newValue, limit: TextField.limit)
            cursor = characters.count
        }
    }

    package var isEmpty: Bool { characters.isEmpty }

    /// Makes a change; one that has nothing to change does nothing.
    ///
    /// A change of the text clears the error.
    package mutating func apply(_ edit: Edit) {
        switch edit {
        case .insert(let text): insert(text)
        case .deleteBackward: delete(max(0, cursor - 1)..<cursor)
        case .deleteForward: delete(cursor..<min(cursor + 1, characters.count))
        case .deleteWordBackward: delete(wordStart()..<cursor)
        case .deleteToStart: delete(0..<cursor)
        case .deleteToEnd: delete(cursor..<characters.count)
        case .left: cursor = max(0, cursor - 1)
        case .right: cursor = min(characters.count, cursor + 1)
        case .wordLeft: cursor = wordStart()
        case .wordRight: cursor = wordEnd()
        case .home: cursor = 0
        case .end: cursor = characters.count
        }
    }

    private mutating func insert(_ text: String) {
        let added = TextField.clean(text, limit: TextField.limit - characters.count)
        guard !added.isEmpty else { return }
        // A mark may join the character before it, so the text is put together anew.
        let head = Array(String(characters[..<cursor] + added))
        characters = head + characters[cursor...]
        cursor = head.count
        error = nil
    }

    private mutating func delete(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        characters.removeSubrange(range)
        cursor = range.lowerBound
        error = nil
    }

    private func wordStart() -> Int {
        var place = cursor
        while place > 0, !characters[place - 1].isWordPart { place -= 1 }
        while place > 0, characters[place - 1].isWordPart { place -= 1 }
        return place
    }

    private func wordEnd() -> Int {
        var place = cursor
        while place < characters.count, !characters[place].isWordPart { place += 1 }
        while place < characters.count, characters[place].isWordPart { place += 1 }
        return place
    }

    /// Line breaks and tabs become spaces, other controls go: a paste cannot press enter.
    private static func clean(_ text: String, limit: Int) -> [Character] {
        var cleaned = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x09, 0x0A: cleaned.unicodeScalars.append(" ")
            case 0..<0x20, 0x7F..<0xA0: break
            default: cleaned.unicodeScalars.append(scalar)
            }
        }
        return Array(cleaned.prefix(max(0, limit)))
    }
}

extension Character {
    fileprivate var isWordPart: Bool { isLetter || isNumber || self == "_" }
}

// MARK: - Drawing

extension TextField {
    /// Draws the field into one row, and its error into the row below it.
    package func draw(on canvas: inout Canvas, in rect: Rect, isFocused: Bool = true) {
        guard rect.width > 0, rect.height > 0 else { return }
        let line = Rect(x: rect.x, y: rect.y, width: rect.width, height: 1)
        canvas.fill(line, style: Style(.text, on: .field))
        canvas.within(line) { canvas in drawLine(on: &canvas, isFocused: isFocused) }
        if let error, rect.height > 1 {
            canvas.draw(
                error,
                at: Point(x: rect.x, y: rect.y + 1),
                width: rect.width,
                Style(.failed)
            )
        }
    }

    private func drawLine(on canvas: inout Canvas, isFocused: Bool) {
        if characters.isEmpty {
            canvas.draw(placeholder, at: .zero, width: canvas.width, .faint)
        }
        let before = TextField.shown(characters[..<cursor])
        let after = TextField.shown(characters[cursor...])
        let offset = isFocused ? scroll(to: before.width, width: canvas.width) : 0
        canvas.draw(before + after, at: Point(x: -offset, y: 0))
        if offset > 0 { canvas.draw(glyph: "‹", at: .zero, .muted) }
        if before.width + after.width - offset > canvas.width {
            canvas.draw(glyph: "›", at: Point(x: canvas.width - 1, y: 0), .muted)
        }
        if isFocused { canvas.showCursor(at: Point(x: before.width - offset, y: 0)) }
    }

    /// The columns that are scrolled out on the left, in steps of half the width, so that the text
    /// stands still while the cursor moves over it.
    private func scroll(to column: Int, width: Int) -> Int {
        guard column >= width - 1, width > 2 else { return max(0, column - width + 1) }
        let half = width / 2
        return ((column - width + 1) / half + 1) * half
    }

    private static func shown(_ characters: ArraySlice<Character>) -> SafeText {
        SafeText(untrusted: String(characters))
    }
}
