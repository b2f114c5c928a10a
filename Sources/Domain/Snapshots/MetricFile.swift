/// A metrics file of a stage, as it lies in the project now.
package struct MetricFile: Hashable, Codable, Sendable {
    /// What reading the file gave.
    package enum Content: Hashable, Codable, Sendable {
        /// In the order written; empty where the file holds nothing that counts.
        case metrics([Metric])
        /// Nothing is at the path: the stage has not made it yet, or it was removed.
        case missing
        /// Why it cannot be read, one line for each mistake, with its place.
        case unreadable([String])
    }

    package let path: ProjectPath
    /// The stage that writes it; none where no stage does.
    package let stage: StageName?
    package let content: Content

    package init(path: ProjectPath, stage: StageName?, content: Content) {
        self.path = path
        self.stage = stage
        self.content = content
    }
}

/// One value of a metrics file.
package struct Metric: Hashable, Codable, Sendable {
    /// Where it stands in the file, the names joined by dots; empty where it is the whole file.
    package let name: String
    package let value: MetricValue

    package init(name: String, value: MetricValue) {
        self.name = name
        self.value = value
    }
}

/// A value as its file has it; a number also keeps its exact text.
package enum MetricValue: Hashable, Codable, Sendable {
    case integer(Int)
    /// Floating-point numbers and integers beyond 64 bits, with their exact text.
    case float(Double, text: String)
    case bool(Bool)
    case text(String)

    /// The value for people.
    package var words: String {
        switch self {
        case .integer(let value): String(value)
        case .float(_, let text): text
        case .bool(let value): value ? "true" : "false"
        case .text(let text): text
        }
    }
}
