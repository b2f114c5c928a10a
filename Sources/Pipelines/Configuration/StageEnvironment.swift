package import Domain

/// The environment of a stage run.
package enum StageEnvironment {
    /// The whole environment, sorted by name, each name once.
    ///
    /// Of `base` all names pass, or only those of `pass` where it is given. What Pitwall and DVC
    /// tell a stage comes over it, and the stage's secrets over all.
    package static func entries(
        base: [EnvironmentEntry],
        pass: [String]?,
        run: RunID,
        stage: StageName,
        root: String,
        secrets: [EnvironmentEntry] = []
    ) -> [EnvironmentEntry] {
        var values: [String: String] = [:]
        for entry in base where isUsable(entry.name) {
            guard pass?.contains(entry.name) ?? true else { continue }
            values[entry.name] = entry.value
        }
        values["PITWALL_RUN_ID"] = run.description
        values["PITWALL_STAGE"] = stage.text
        // Without it a log shows nothing of a Python stage until kilobytes have gathered.
        values["PYTHONUNBUFFERED"] = "1"
        values["DVC_ROOT"] = root
        values["DVC_STAGE"] = stage.text
        for secret in secrets { values[secret.name] = secret.value }
        return values.map { EnvironmentEntry(name: $0.key, value: $0.value) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Other names cannot be set by `execve`'s callers without confusing the shell.
    private static func isUsable(_ name: String) -> Bool {
        !name.isEmpty && !name.utf8.contains(UInt8(ascii: "=")) && !name.utf8.contains(0)
    }
}
