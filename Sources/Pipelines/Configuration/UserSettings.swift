package import Domain

/// What a person sets for every project in `pitwall/config.yaml` of the configuration folder.
///
/// Names of actions, keys and themes are plain texts here; the screen knows what they mean.
package struct UserSettings: Hashable, Sendable {
    package enum Theme: Hashable, Sendable {
        /// A name, or a path of a scheme's file.
        case one(String)
        /// One for dark terminals and one for light ones; nil where it is not said.
        case pair(dark: String?, light: String?)
    }

    package enum Color: String, Hashable, Sendable, CaseIterable {
        case auto
        case truecolor
        case indexed256 = "256"
        case indexed16 = "16"
        case mono
    }

    /// The keys of an action and where they stand.
    package struct KeyBinding: Hashable, Sendable {
        package let action: String
        package let place: SourcePlace
        /// Empty where the action has no key.
        package let keys: [String]

        package init(action: String, place: SourcePlace, keys: [String]) {
            self.action = action
            self.place = place
            self.keys = keys
        }
    }

    package var theme: Theme?
    package var themePlace: SourcePlace?
    /// How long an ESC waits for the rest of a sequence; nil for the terminal's usual time.
    package var escapeDelay: Duration?
    package var mouse: Bool?
    package var ascii: Bool?
    package var color: Color
    /// In the order written.
    package var keys: [KeyBinding]

    package init(
        theme: Theme? = nil,
        themePlace: SourcePlace? = nil,
        escapeDelay: Duration? = nil,
        mouse: Bool? = nil,
        ascii: Bool? = nil,
        color: Color = .auto,
        keys: [KeyBinding] = []
    ) {
        self.theme = theme
        self.themePlace = themePlace
        self.escapeDelay = escapeDelay
        self.mouse = mouse
        self.ascii = ascii
        self.color = color
        self.keys = keys
    }
}

extension UserSettings {
    /// The longest delay; with a longer one `esc` alone would seem broken.
    package static let longestEscapeDelay = Duration.seconds(2)

    private static let schema: [Key] = [
        .now("theme", .either(.text, .table([.now("dark", .text), .now("light", .text)]))),
        .now("escape-delay", .duration(isZeroAllowed: true)),
        .now("mouse", .flag),
        .now("ascii", .flag),
        .now("color", .choice(Color.allCases.map(\.rawValue))),
        .now("keys", .map(.plain, .list(.text))),
    ]

    /// The file of a person with this environment; nil without a home folder.
    package static func path(environment: [EnvironmentEntry]) -> String? {
        func value(_ name: String) -> String? {
            environment.last { $0.name == name }?.value
        }
        // The base directory rules let a relative path count as none.
        if let folder = value("XDG_CONFIG_HOME"), folder.hasPrefix("/") {
            return folder + "/pitwall/config.yaml"
        }
        guard let home = value("HOME"), home.hasPrefix("/") else { return nil }
        return home + "/.config/pitwall/config.yaml"
    }

    /// Reads the settings at an absolute path; without a file there, the defaults.
    package static func read(_ path: String) throws(InputMistakes) -> UserSettings {
        guard FileProbe.exists(path) else { return UserSettings() }
        let limits = YAMLLimits.written
        let name = ProjectPath(path)
        let bytes = try SourceBytes.read(path, named: name, limit: limits.bytes)
        return try UserSettings(YAMLFile(bytes: bytes, path: name, limits: limits))
    }

    /// Takes over a file, or throws all its mistakes.
    package init(_ file: YAMLFile) throws(InputMistakes) {
        self.init()
        var check = SchemaCheck()
        check.check(file.root, against: Self.schema)
        var mistakes = check.mistakes
        let root = file.root
        theme = Self.theme(root["theme"])
        themePlace = root["theme"]?.place
        mouse = root["mouse"]?.bool
        ascii = root["ascii"]?.bool
        color = root["color"]?.writtenText.flatMap(Color.init(rawValue:)) ?? .auto
        keys = (root["keys"]?.entries ?? []).map { entry in
            KeyBinding(
                action: entry.name,
                place: entry.keyPlace,
                keys: entry.value.list?.compactMap(\.string) ?? []
            )
        }
        if let node = root["escape-delay"], let text = node.writtenText,
            case .success(let delay) = Quantity.duration(text, isZeroAllowed: true)
        {
            escapeDelay = delay
            if delay > Self.longestEscapeDelay {
                mistakes.add(node.place, "'escape-delay' is at most 2s.")
            }
        }
        try mistakes.throwIfAny()
    }

    private static func theme(_ node: YAMLNode?) -> Theme? {
        if let name = node?.string { return .one(name) }
        guard let node, node.entries != nil else { return nil }
        return .pair(dark: node["dark"]?.string, light: node["light"]?.string)
    }
}
