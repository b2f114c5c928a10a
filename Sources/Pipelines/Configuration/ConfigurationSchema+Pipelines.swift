extension ConfigurationSchema {
    /// The keys of one pipeline.
    static let pipeline: [Key] = [
        .now("definition", .path),
        .now("targets", .list(.text)),
        .now("level", .integer(0...2)),
        .later("live", .list(.path)),
        .later("triggers", .map(.plain, .table(trigger))),
        .later("runs", .table(runs)),
        .later("gates", .map(.plain, .table(gate))),
        .now("models", .map(.plain, .table(model))),
        .later("integration", .table(integration)),
        .later("delivery", .list(.text)),
    ]

    private static let trigger: [Key] = [
        .later("cron", .text),
        .later("timezone", .text),
        .later("missed", .choice(["once", "skip"])),
        .later("files", .either(.text, .list(.text))),
        .later("settle", .duration(isZeroAllowed: true)),
        .later("alert", .text),
        .later("cool-down", .duration(isZeroAllowed: true)),
        .later("delivery", .text),
    ]

    private static let runs: [Key] = [
        .later("overlap", .choice(["queue", "skip", "replace"])),
        .later("late-after", .duration(isZeroAllowed: false)),
        .later("pause-after", .count(["failures"])),
    ]

    private static let gate: [Key] = [
        .later("after", .text),
        .later("check", .path),
        .later("schema", .path),
        .later("on-schema-skew", .choice(["stop", "warn"])),
        .later("on-value-skew", .choice(["stop", "warn"])),
        .later("metrics", .path),
        .later("rows", .table(rows)),
        .later("require", .list(.text)),
        .later("champion", .table(champion)),
    ]

    private static let rows: [Key] = [
        .later("file", .path),
        .later("id", .text),
        .later("label", .text),
        .later("score", .text),
        .later("slices", .list(.text)),
    ]

    private static let champion: [Key] = [
        .later("evaluate", .text),
        .later("first", .choice(["pass", "fail"])),
        .later("stored", .choice(["allow", "refuse"])),
    ]

    private static let model: [Key] = [
        .later("path", .path),
        .later("golden", .table([.later("file", .path), .later("tolerance", .number(upTo: 1e9))])),
        .now("promotion", .table(promotion)),
    ]

    private static let promotion: [Key] = [
        .now("alias", .text),
        .later("needs", .list(.text)),
        .now("approvals", .integer(0...100)),
        .now("approvers", .list(.text)),
        .now("four-eyes", .flag),
        .now("expires", .duration(isZeroAllowed: false)),
        .now("undo", .duration(isZeroAllowed: true)),
    ]

    private static let integration: [Key] = [
        .later("repository", .text),
        .later("branch", .text),
        .later("build", .list(.text)),
        .later("test", .list(.text)),
        .later("packages", .list(.text)),
    ]
}
