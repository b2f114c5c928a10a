package import Domain

/// An entry of `stages`: which stages it is for, and what it sets.
package struct StageRule: Hashable, Sendable {
    package let pattern: StagePattern
    package let place: SourcePlace
    package let overrides: StageOverrides

    package init(pattern: StagePattern, place: SourcePlace, overrides: StageOverrides) {
        self.pattern = pattern
        self.place = place
        self.overrides = overrides
    }
}

/// What a rule sets; nil where it says nothing.
package struct StageOverrides: Hashable, Sendable {
    package var mode: StageMode?
    package var retries: Int?
    package var backoff: Duration?
    package var timeout: Duration?
    package var cpus: Double?
    package var wantsTerminal: Bool?
    package var secrets: [String]?

    package init(
        mode: StageMode? = nil,
        retries: Int? = nil,
        backoff: Duration? = nil,
        timeout: Duration? = nil,
        cpus: Double? = nil,
        wantsTerminal: Bool? = nil,
        secrets: [String]? = nil
    ) {
        self.mode = mode
        self.retries = retries
        self.backoff = backoff
        self.timeout = timeout
        self.cpus = cpus
        self.wantsTerminal = wantsTerminal
        self.secrets = secrets
    }

    func apply(to settings: inout StageSettings) {
        if let mode { settings.mode = mode }
        if let retries { settings.retries = retries }
        if let backoff { settings.backoff = backoff }
        if let timeout { settings.timeout = timeout }
        if let cpus { settings.cpus = cpus }
        if let wantsTerminal { settings.wantsTerminal = wantsTerminal }
        if let secrets { settings.secrets = secrets }
    }
}
