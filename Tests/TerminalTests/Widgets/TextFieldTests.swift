import Terminal
import Testing

@Suite("Text field")
struct TextFieldTests {
    @Test(
        "edits do what their names say",
        arguments: [
            ([.insert("x")], "one two_3x", 10), ([.deleteBackward], "one two_", 8),
            ([.home, .deleteForward], "ne two_3", 0), ([.deleteWordBackward], "one ", 4),
            ([.wordLeft, .deleteToEnd], "one ", 4), ([.wordLeft, .deleteToStart], "two_3", 0),
            ([.wordLeft, .wordLeft, .wordRight], "one two_3", 3),
            ([.left, .left, .right], "one two_3", 8),
            ([.home, .left, .deleteBackward], "one two_3", 0),
            ([.right, .deleteForward], "one two_3", 9),
            ([.home, .insert("ą\u{1B}[\nb\t")], "ą[ b one two_3", 5),
        ] as [([TextField.Edit], String, Int)]
    )
    func edits(edits: [TextField.Edit], text: String, cursor: Int) {
        var field = TextField("one two_3")
        for edit in edits { field.apply(edit) }
        #expect(field.text == text)
        #expect(field.cursor == cursor)
    }

    @Test("a mark typed after a letter joins it")
    func marks() {
        var field = TextField("e")
        field.apply(.insert("\u{301}"))
        #expect(field.cursor == 1)
        field.apply(.deleteBackward)
        #expect(field.isEmpty)
    }

    @Test("the field takes its limit and no more")
    func limit() {
        var field = TextField(String(repeating: "a", count: TextField.limit - 1))
        field.apply(.insert("bcd"))
        #expect(field.text.count == TextField.limit)
        #expect(field.text.last == "b")
    }

    @Test("a long text is scrolled so that the cursor can be seen")
    func scroll() {
        var field = TextField("abcdefghijklmnopqrstuvwxyz")
        for edit in [TextField.Edit.home, .end, .left, .wordLeft] {
            field.apply(edit)
            var canvas = Canvas(width: 10, height: 1)
            field.draw(on: &canvas, in: canvas.bounds)
            #expect(canvas.grid.cursor != nil, "\(edit)")
        }
        var canvas = Canvas(width: 10, height: 1)
        field.apply(.end)
        field.draw(on: &canvas, in: canvas.bounds)
        #expect(canvas.text == "‹vwxyz")
    }

    @Test("placeholder and error are shown")
    func hints() {
        var field = TextField(placeholder: "v13")
        field.error = "Type the version."
        var canvas = Canvas(width: 20, height: 2)
        field.draw(on: &canvas, in: canvas.bounds)
        #expect(canvas.text == "v13\nType the version.")
        field.apply(.insert("v"))
        #expect(field.error == nil)
    }
}
