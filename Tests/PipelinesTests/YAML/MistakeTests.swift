import Domain
import Pipelines
import Testing

@Suite("Mistakes")
struct MistakeTests {
    private func place(_ line: Int, _ column: Int) -> SourcePlace {
        SourcePlace(file: "pitwall.yaml", line: line, column: column)
    }

    @Test("are one line each, in the order of their places, at most twenty")
    func lines() {
        let list = (1...23).reversed().map { InputMistake(place($0, 5), "wrong.") }
        let lines = InputMistakes(list).lines
        #expect(lines.count == 21)
        #expect(lines.first == "pitwall.yaml:1:5: wrong.")
        #expect(lines[19] == "pitwall.yaml:20:5: wrong.")
        #expect(lines.last == "and 3 more mistakes.")
    }

    @Test("of a whole file have no line")
    func wholeFile() {
        let mistake = InputMistake(file: "dvc.yaml", "there is no such file.")
        #expect(mistake.description == "dvc.yaml: there is no such file.")
    }

    @Test("are gathered once each")
    func collector() throws {
        var collector = MistakeCollector()
        try collector.throwIfAny()
        collector.add(place(1, 1), "x.")
        collector.add(place(1, 1), "x.")
        #expect(collector.list.count == 1)
        #expect(throws: InputMistakes.self) { try collector.throwIfAny() }
    }

    @Test("cannot carry escape sequences to a terminal")
    func harmless() {
        let mistake = InputMistake(place(1, 1), "unknown key '\u{1B}[2J\u{202E}\n'.")
        #expect(mistake.text == "unknown key '\u{FFFD}[2J\u{FFFD}\u{FFFD}'.")
    }

    @Test(
        "offer the nearest word where one is near",
        arguments: [
            ("trigers", "triggers"), ("triggesr", "triggers"), ("Triggers", "triggers"),
            ("cool_down", "cool-down"), ("cpu", "cpus"), ("definitoin", "definition"),
            ("tyt", "tty"), ("cpus-limit", nil), ("trigger-on", "triggers"), ("zebra", nil),
            ("", nil), ("x", nil), ("env", "env"),
        ] as [(String, String?)]
    )
    func nearest(word: String, expected: String?) {
        let words = ["triggers", "cool-down", "cpus", "definition", "tty", "env"]
        #expect(NearestWord.nearest(to: word, among: words) == expected)
    }

    @Test("offer the first of equally near words, and nothing for endless ones")
    func nearestEdges() {
        #expect(NearestWord.nearest(to: "cat", among: ["bat", "hat"]) == "bat")
        let endless = String(repeating: "x", count: 65)
        #expect(NearestWord.nearest(to: endless, among: [endless]) == nil)
        #expect(NearestWord.hint(for: "tyt", among: ["tty"]) == " Did you mean 'tty'?")
    }
}
