import Dashboard
import Domain
import Foundation
import Glibc
import Pipelines
import Terminal

/// What the settings file, the options and the environment say about the screen.
struct ScreenSettings {
    let driver: DriverOptions
    let theme: Theme
    let keyMap: KeyMap
    let isASCII: Bool

    /// Reads the settings; the command's options come over the file's.
    ///
    /// Fails with all mistakes of the settings file, with their places.
    static func read(_ options: LookOptions) throws -> ScreenSettings {
        let variables = ProcessInfo.processInfo.environment
        let entries = variables.map { EnvironmentEntry(name: $0.key, value: $0.value) }
        var user = UserSettings()
        if let path = UserSettings.path(environment: entries),
            FileManager.default.fileExists(atPath: path)
        {
            user = try UserSettings.read(path)
        }
        var driver = DriverOptions()
        driver.isASCII = options.ascii || user.ascii == true
        driver.usesMouse = user.mouse ?? true
        driver.escapeDelay = user.escapeDelay
        driver.title = "pitwall"
        driver.colors = try level(options.color) ?? level(user.color)
        return ScreenSettings(
            driver: driver,
            theme: try theme(options.theme ?? user.theme.flatMap { name(of: $0, variables) }),
            keyMap: try keyMap(user),
            isASCII: driver.isASCII
        )
    }

    func model(
        user: String,
        owner: String? = nil,
        isReadOnly: Bool,
        isReplay: Bool = false
    ) -> Model.Settings {
        Model.Settings(
            user: user,
            owner: owner,
            host: Self.hostName,
            isReadOnly: isReadOnly,
            isReplay: isReplay,
            keyMap: keyMap,
            timeZone: .current
        )
    }

    /// The machine's own name, without asking any name server.
    private static var hostName: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        let bytes = buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func keyMap(_ user: UserSettings) throws -> KeyMap {
        do throws(KeyMapMistakes) {
            return try KeyMap(changes: user.keys.map { ($0.action, $0.keys) })
        } catch {
            let place = user.keys.first.map { "\($0.place): " } ?? ""
            let lines = error.mistakes.map { place + $0.description + "." }
            throw Refusal(.badInput, lines.joined(separator: "\n"))
        }
    }

    /// The theme of a pair that goes with the terminal's ground, as far as it tells.
    private static func name(
        of theme: UserSettings.Theme,
        _ variables: [String: String]
    ) -> String? {
        switch theme {
        case .one(let name): return name
        case .pair(let dark, let light): return isLight(variables) ? light : dark
        }
    }

    /// Terminals that tell their ground do it by an index of 7 or 15 after the last semicolon.
    private static func isLight(_ variables: [String: String]) -> Bool {
        let ground = variables["COLORFGBG"]?.split(separator: ";").last
        return ground == "7" || ground == "15"
    }

    private static func level(_ name: String?) throws -> ColorLevel? {
        switch name {
        case nil, "auto": nil
        case "truecolor": .truecolor
        case "256": .xterm256
        case "16": .ansi16
        case "mono": .mono
        case let other?:
            throw Refusal(
                .badInput,
                "There are no colours '\(other)'. Use truecolor, 256, 16 or mono."
            )
        }
    }

    private static func level(_ color: UserSettings.Color) -> ColorLevel? {
        switch color {
        case .auto: nil
        case .truecolor: .truecolor
        case .indexed256: .xterm256
        case .indexed16: .ansi16
        case .mono: .mono
        }
    }

    /// A theme by its file, or by its name in the program's folder of themes.
    private static func theme(_ name: String?) throws -> Theme {
        switch name {
        case nil, "pitwall-dark", "dark": return .pitwallDark
        case "pitwall-light", "light": return .pitwallLight
        case let name?:
            let isPath = name.contains("/") || name.hasSuffix(".yaml")
            let path = isPath ? name : try ProgramFiles.folder("themes") + "/\(name).yaml"
            guard let contents = FileManager.default.contents(atPath: path) else {
                throw Refusal(
                    .badInput,
                    "There is no theme '\(name)'. There are \(try themeNames())."
                )
            }
            let file = SafeText(untrusted: path)
            return Theme(try SchemeReader.read([UInt8](contents), file: file))
        }
    }

    private static func themeNames() throws -> String {
        try FileManager.default.contentsOfDirectory(atPath: try ProgramFiles.folder("themes"))
            .filter { $0.hasSuffix(".yaml") }
            .map { String($0.dropLast(5)) }
            .sorted()
            .joined(separator: ", ")
    }
}
