extension ConfigurationSchema {
    /// The keys of an environment that releases are installed into.
    static let environment: [Key] = [
        .later("folder", .path),
        .later("triggers", .either(.choice(["all"]), .list(.text))),
        .later("approvals", .integer(0...100)),
        .later("approvers", .list(.text)),
        .later("service", .text),
    ]

    /// The keys of a prediction service.
    static let service: [Key] = [
        .later("model", .text),
        .later("command", .text),
        .later("runtime", .choice(["onnx"])),
        .later("protocol", .choice(["open-inference", "mlflow"])),
        .later("listen", .text),
        .later("replicas", .integer(1...1_000)),
        .later("shadow", .text),
        .later("rollout", .table(rollout)),
    ]

    private static let rollout: [Key] = [
        .later("steps", .list(.percent)),
        .later("hold", .table(hold)),
        .later("keep-warm", .duration(isZeroAllowed: true)),
        .later("abort-if", .list(.text)),
    ]

    private static let hold: [Key] = [
        .later("at-least", .duration(isZeroAllowed: true)),
        .later("requests", .integer(0...1_000_000_000)),
    ]

    /// The keys of a monitor.
    static let monitor: [Key] = [
        .later("service", .text),
        .later("file", .path),
        .later("prometheus", .text),
        .later("reference", .text),
        .later("window", .either(.count(["rows", "requests"]), .duration(isZeroAllowed: false))),
        .later("key", .text),
    ]

    /// The keys of an alert.
    static let alert: [Key] = [
        .later("monitor", .text),
        .later("service", .text),
        .later("when", .text),
        .later("resolve", .text),
        .later("over", .either(.duration(isZeroAllowed: false), .count(["rows", "requests"]))),
        .later("for", .either(.duration(isZeroAllowed: true), .count(["windows"]))),
        .later("severity", .choice(["info", "warning", "critical"])),
        .later("notify", .list(.text)),
        .later("do", .list(.text)),
    ]

    static let webhook: [Key] = [.later("secret", .variable)]
}
