package import Domain

/// What names and values may be; limits are counted in characters, as MLflow counts them.
package enum EntryRules {
    package static let longestKey = 250
    static let longestParameter = 6_000
    static let longestTag = 8_000
    static let longestExperimentName = 500
    static let longestExperimentTag = 20_000
    /// Metrics, parameters and tags of one batch together.
    static let batch = 1_000
    /// Runs that a search gives at most.
    static let search = 50_000

    /// The key of a parameter, metric or tag.
    package static func key(_ text: String, _ kind: String) throws(TrackingError) -> TrackingKey {
        guard text.unicodeScalars.count <= longestKey else {
            throw TrackingError(
                .invalidParameterValue,
                "\(kind) name exceeds the maximum length of \(longestKey) characters."
            )
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || "_-.: /".unicodeScalars.contains(scalar)
                || scalar.properties.generalCategory == .nonspacingMark
        }
        let isPath = parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
        guard isPlain, isPath else {
            throw TrackingError(
                .invalidParameterValue,
                "Invalid \(kind.lowercased()) name: '\(text)'. Names may only contain "
                    + "alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), "
                    + "colons (:) and slashes (/), and no part of a path may be empty or dots."
            )
        }
        return TrackingKey(text)
    }

    static func value(
        _ text: String,
        _ kind: String,
        _ limit: Int
    ) throws(TrackingError) -> String {
        guard text.unicodeScalars.count <= limit else {
            throw TrackingError(
                .invalidParameterValue,
                "\(kind) value exceeds the maximum length of \(limit) characters."
            )
        }
        return text
    }

    static func experimentName(_ text: String) throws(TrackingError) -> String {
        guard !text.allSatisfy(\.isWhitespace) else {
            throw TrackingError(.invalidParameterValue, "Invalid experiment name: '\(text)'.")
        }
        return try value(text, "Experiment name", longestExperimentName)
    }
}

extension Fields {
    /// The field as a parameter.
    func parameter() throws(TrackingError) -> KeyedTexts.Entry {
        KeyedTexts.Entry(
            try EntryRules.key(try requiredText("key"), "Parameter"),
            try EntryRules.value(
                try text("value") ?? "",
                "Parameter",
                EntryRules.longestParameter
            )
        )
    }

    /// The field as a tag of a run.
    func tag(_ limit: Int = EntryRules.longestTag) throws(TrackingError) -> KeyedTexts.Entry {
        KeyedTexts.Entry(
            try EntryRules.key(try requiredText("key"), "Tag"),
            try EntryRules.value(try text("value") ?? "", "Tag", limit)
        )
    }

    /// The field as a point of a metric.
    func metric() throws(TrackingError) -> MetricPoint {
        let key = try EntryRules.key(try requiredText("key"), "Metric")
        guard let value = try number("value") else { throw .missing("value") }
        guard let timestamp = try integer("timestamp") else { throw .missing("timestamp") }
        return MetricPoint(
            key: key,
            value: value,
            timestamp: timestamp,
            step: try integer("step") ?? 0
        )
    }

    /// The tags of a new experiment or run.
    func tags(_ limit: Int = EntryRules.longestTag) throws(TrackingError) -> [KeyedTexts.Entry] {
        var tags: [KeyedTexts.Entry] = []
        for item in try objects("tags") { tags.append(try item.tag(limit)) }
        return tags
    }
}
