import Terminal
import Testing

@Suite("Control strings")
struct ControlStringTests {
    @Test(
        "texts are encoded for the clipboard",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"), ("é\u{ff}\u{10FFFF}", "w6nDv/SPv78="),
        ]
    )
    func base64(text: String, encoded: String) {
        #expect(string(ControlString.base64(Array(text.utf8))) == encoded)
    }

    @Test("a copy goes through the multiplexers")
    func copy() {
        #expect(copied("foo", .none) == "\u{1b}]52;c;Zm9v\u{07}")
        #expect(copied("foo", .screen) == "\u{1b}P\u{1b}]52;c;Zm9v\u{07}\u{1b}\\")
        #expect(
            copied("foo", .tmux)
                == "\u{1b}]52;c;Zm9v\u{07}\u{1b}Ptmux;\u{1b}\u{1b}]52;c;Zm9v\u{07}\u{1b}\\"
        )
    }

    @Test("a text longer than the limit is not copied", arguments: [-1, 0, 1])
    func copyLimit(excess: Int) {
        let text = String(repeating: "x", count: ControlString.copyLimit + excess)
        #expect((ControlString.copy(text, through: .none) == nil) == (excess > 0))
    }

    @Test("a notification takes the form its terminal knows, and no text ends it early")
    func notification() {
        let short = TerminalIdentity(["TERM": "xterm-kitty"])
        let titled = TerminalIdentity(["TERM": "foot"])
        let tmux = TerminalIdentity(["TERM": "tmux-256color"])
        let text = "run 4\u{07}\u{1b}]0;x\u{9c} failed"
        #expect(
            string(ControlString.notification(title: "a;b", text, for: short))
                == "\u{1b}]9;a,b: run 4]0;x failed\u{07}"
        )
        #expect(
            string(ControlString.notification(title: "a;b", text, for: titled))
                == "\u{1b}]777;notify;a,b;run 4]0;x failed\u{07}"
        )
        #expect(
            string(ControlString.notification(title: "", "done", for: tmux))
                == "\u{1b}Ptmux;\u{1b}\u{1b}]9;done\u{07}\u{1b}\\"
        )
    }

    @Test("a title has a limit and no control characters")
    func title() {
        let long = String(repeating: "é", count: 400)
        let cut = String(repeating: "é", count: ControlString.wordsLimit)
        #expect(string(ControlString.title("a\nb")) == "\u{1b}]2;ab\u{07}")
        #expect(string(ControlString.title(long)) == "\u{1b}]2;\(cut)\u{07}")
    }

    private func copied(_ text: String, _ through: TerminalIdentity.Multiplexer) -> String? {
        ControlString.copy(text, through: through).map(string)
    }

    private func string(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
