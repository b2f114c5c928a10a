import Domain
import Pipelines
import Testing

@Suite("A person's settings")
struct UserSettingsTests {
    private func mistakes(_ text: String) -> [String] {
        do {
            _ = try UserSettings(YAMLFile(text: text, path: "config.yaml"))
            return []
        } catch {
            return error.list.map(\.description)
        }
    }

    @Test("are read as plain values")
    func values() throws {
        let text = """
            theme: {dark: gruvbox, light: ~/mine.yaml}
            escape-delay: 25ms
            mouse: false
            ascii: true
            color: 256
            keys:
              quit: [Q, "f10"]
              step: []
            """
        let settings = try UserSettings(YAMLFile(text: text, path: "config.yaml"))
        func place(_ line: Int, _ column: Int) -> SourcePlace {
            SourcePlace(file: "config.yaml", line: line, column: column)
        }
        #expect(
            settings
                == UserSettings(
                    theme: .pair(dark: "gruvbox", light: "~/mine.yaml"),
                    themePlace: place(1, 8),
                    escapeDelay: .milliseconds(25),
                    mouse: false,
                    ascii: true,
                    color: .indexed256,
                    keys: [
                        UserSettings.KeyBinding(
                            action: "quit",
                            place: place(7, 3),
                            keys: ["Q", "f10"]
                        ),
                        UserSettings.KeyBinding(action: "step", place: place(8, 3), keys: []),
                    ]
                )
        )
        let one = try UserSettings(YAMLFile(text: "theme: nord", path: "config.yaml"))
        #expect(one.theme == .one("nord"))
    }

    @Test(
        "are refused with their place",
        arguments: [
            ("them: x", "config.yaml:1:1: unknown key 'them'. Did you mean 'theme'?"),
            ("theme: {drak: x}", "config.yaml:1:9: unknown key 'drak'. Did you mean 'dark'?"),
            ("theme: [a]", "config.yaml:1:8: 'theme' takes text or a mapping, but this is a list."),
            (
                "escape-delay: 25",
                "config.yaml:1:15: 'escape-delay': a duration needs a unit: us, ms, s, m, h or d, like '30s'."
            ),
            ("escape-delay: 3s", "config.yaml:1:15: 'escape-delay' is at most 2s."),
            (
                "color: 255",
                "config.yaml:1:8: 'color' is auto, truecolor, 256, 16 or mono, not '255'. Did you mean '256'?"
            ),
            ("mouse: off", "config.yaml:1:8: 'mouse' is true or false. Write false."),
            (
                "keys: {quit: Q}",
                "config.yaml:1:14: 'quit' takes a list of texts, but this is text."
            ),
            (
                "keys: {quit: [1]}",
                "config.yaml:1:15: 'quit' takes text, but this is a number. Put it in quotes: \"1\"."
            ),
        ]
    )
    func refused(text: String, expected: String) {
        #expect(mistakes(text) == [expected])
    }

    @Test(
        "stand in the configuration folder",
        arguments: [
            (["XDG_CONFIG_HOME": "/c", "HOME": "/h"], "/c/pitwall/config.yaml"),
            (["XDG_CONFIG_HOME": "c", "HOME": "/h"], "/h/.config/pitwall/config.yaml"),
            (["XDG_CONFIG_HOME": "", "HOME": "/h"], "/h/.config/pitwall/config.yaml"),
            (["HOME": "h"], nil), ([:], nil),
        ] as [([String: String], String?)]
    )
    func place(variables: [String: String], expected: String?) {
        let environment = variables.map { EnvironmentEntry(name: $0.key, value: $0.value) }
        #expect(UserSettings.path(environment: environment) == expected)
    }

    @Test("need not be there")
    func missing() throws {
        let folder = try SampleFolder()
        #expect(try UserSettings.read(folder.path + "/config.yaml") == UserSettings())
        try folder.write("config.yaml", "mouse: maybe")
        #expect {
            try UserSettings.read(folder.path + "/config.yaml")
        } throws: { error in
            "\(error)" == "\(folder.path)/config.yaml:1:8: 'mouse' is true or false."
        }
    }
}
