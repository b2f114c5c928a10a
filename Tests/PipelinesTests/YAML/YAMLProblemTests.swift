import Domain
import Pipelines
import Testing

@Suite("Broken YAML")
struct YAMLProblemTests {
    @Test(
        "is refused with its place and what to do",
        arguments: [
            ("a: 1\nb:\n\t- x\n", "3:1: a tab cannot indent YAML. Use spaces."),
            ("a:\n  b:\n  \tc: 1\n", "3:3: a tab cannot indent YAML. Use spaces."),
            (
                "a: 1\nb: 2\na: 3\n",
                "3:1: the key 'a' stands twice in one mapping. It is also on line 1. Keep one of them."
            ),
            (
                "x:\n  a: 1\n  b: 2\n  a: 3\n",
                "4:3: the key 'a' stands twice in one mapping. It is also on line 2. Keep one of them."
            ),
            ("{a: 1, a: 2}", "1:2: the key 'a' stands twice in one mapping. Keep one of them."),
            (
                "a: 1\n---\nb: 2\n",
                "2:1: a second document starts here. Keep one document in this file."
            ),
            (
                "a: [1, 2\nb: 3\n",
                "2:2: a ',' or ']' is missing in this list. It starts on line 1."
            ),
            ("a: {b: 1\n", "2:1: a ',' or '}' is missing in this mapping. It starts on line 1."),
            (
                "a: 'x\n",
                "2:1: a quoted text is not closed before the end of the file. It starts on line 1."
            ),
            (
                "cmd: echo a: b\n",
                "1:12: a ':' cannot stand here. Put the text before it in quotes, or check the"
                    + " indentation."
            ),
            (
                "a: *x\n",
                "1:4: this alias has no anchor before it. Name one with '&', or put the text in quotes."
            ),
            (
                "&a [*a]",
                "1:5: this alias has no anchor before it. Name one with '&', or put the text in quotes."
            ),
            ("a: @x\n", "1:4: this character cannot start a value. Put the value in quotes."),
            ("a: %x\n", "1:4: this character cannot start a value. Put the value in quotes."),
            (
                "a: \"\\q\"\n",
                "1:5: this escape is not known. Use single quotes, or write '\\\\' for a backslash."
            ),
            (
                "a:\n  - b\n c\n",
                "3:2: a key is expected here. Check the indentation and the quotes above."
            ),
            (
                "stages:\n  a:\n<<<<<<< HEAD\n    cmd: x\n=======\n    cmd: y\n>>>>>>> b\n",
                "3:1: unresolved merge. Choose between its two sides, and remove the marks."
            ),
            (
                "outs:\r\n- md5: 1\r\n>>>>>>> other\r\n",
                "3:1: unresolved merge. Choose between its two sides, and remove the marks."
            ),
            (
                "- a\nb: c\n",
                "2:1: a list item is expected here. Start it with '-' below the others."
            ),
            (
                "a:\n- 1\n-2\n",
                "4:1: a ':' is missing before this place. Write 'key: value'."
            ),
            ("a: ]", "1:4: a value is expected here. Check the brackets and commas before it."),
            ("a: - b\n", "1:4: a list cannot start here. Put it on a line of its own."),
            ("a: !foo x", "1:4: the tag '!foo' is not understood. Remove it."),
            ("a: !!int x", "1:4: 'x' is not of the type '!!int'. Remove the tag."),
            ("!!map [1]", "1:1: the tag '!!map' is not understood. Remove it."),
            ("? [1]\n: 2", "1:3: a key must be one word or text, not a list or mapping."),
            (
                "a: {<<: 3}",
                "1:9: '<<' merges a mapping or a list of mappings, but this is a number."
            ),
        ]
    )
    func broken(text: String, expected: String) {
        #expect(YAMLFileTests.read(text) == "a.yaml:" + expected)
    }

    @Test("is told all at once, in the order of places")
    func allAtOnce() {
        #expect(
            YAMLFileTests.read("b: !x 1\na: !!int y\n? []\n: 1\n") == """
                a.yaml:1:4: the tag '!x' is not understood. Remove it.
                a.yaml:2:4: 'y' is not of the type '!!int'. Remove the tag.
                a.yaml:3:3: a key must be one word or text, not a list or mapping.
                """
        )
    }

    @Test(
        "in its bytes is refused with its place",
        arguments: [
            ([0x61, 0x3A, 0x20, 0xFF], "1:4: this is not valid UTF-8 (byte 0xFF)."),
            ([0x0A, 0xC3, 0xA9, 0x80], "2:2: this is not valid UTF-8 (byte 0x80)."),
            ([0xC0, 0x80], "1:1: this is not valid UTF-8 (byte 0xC0)."),
            ([0xED, 0xA0, 0x80], "1:1: this is not valid UTF-8 (byte 0xED)."),
            ([0xF4, 0x90, 0x80, 0x80], "1:1: this is not valid UTF-8 (byte 0xF4)."),
            ([0xE2, 0x82], "1:1: this is not valid UTF-8 (byte 0xE2)."),
            ([0x61, 0x00], "1:2: a control character (byte 0x00) cannot stand here."),
            ([0x61, 0x1B], "1:2: a control character (byte 0x1B) cannot stand here."),
            ([0x61, 0x7F], "1:2: a control character (byte 0x7F) cannot stand here."),
            ([0x61, 0xC2, 0x9B], "1:2: an invisible character (U+9B) cannot stand here."),
        ] as [([UInt8], String)]
    )
    func bytes(bytes: [UInt8], expected: String) {
        #expect {
            try YAMLFile(bytes: bytes, path: "a.yaml")
        } throws: { error in
            "\(error)".hasPrefix("a.yaml:" + expected)
        }
    }

    @Test("may begin with a byte order mark")
    func byteOrderMark() {
        #expect(YAMLFileTests.read("\u{FEFF}a: 1") == "{a: integer(1)@1:5}@1:2")
    }
}
